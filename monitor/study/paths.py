"""Which files a study file may name: nothing outside its own tree."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from monitor.input_files import DEVICES, lies_in, shortened
from monitor.study.declarations import Declaration

LEVELS_UP = 2
WEB = re.compile(r"(https?|ftp):/+", re.IGNORECASE)
LOCK = "~$"  # how the file begins that Excel keeps beside an open workbook
SHARED_FOLDER = "questionnaires"
DRIVE = re.compile(r"[A-Za-z]:(/|$)")
UNFIT = re.compile(r'[\x00-\x1f/\\:*?"<>|]|[. ]$')


def declaration_file(folder: Path, named: Path, document: Declaration, key: tuple[Any, ...]) -> Path:
    """A questionnaire, rule file, template, or study file or results of a companion: relative, at most two folders up."""
    path = _relative(folder, named, document, key)
    if path.relative_to(folder).parts.count("..") > LEVELS_UP:
        raise _outside(named, document, key)
    return path


def data_file(folder: Path, named: Path, document: Declaration, key: tuple[Any, ...]) -> Path:
    """A data file: inside the study's folder, or inside the tree that holds `questionnaires/`."""
    path = _relative(folder, named, document, key)
    if not lies_in(path, _tree(folder)):
        raise _outside(named, document, key)
    return path


def answers_file(folder: Path, named: Path, document: Declaration, key: tuple[Any, ...]) -> Path:
    """A response file inside the folder that the study names for them under `data`."""
    path = _relative(folder, named, document, key)
    if not path.resolve().is_relative_to(folder.resolve()):
        raise _outside(named, document, key)
    return path


def _relative(folder: Path, named: Path, document: Declaration, key: tuple[Any, ...]) -> Path:
    """The path that is named, which may be written as on Windows: a study goes from one system to another."""
    text = str(named).replace("\\", "/")
    if not text.isprintable():  # "data\new.csv": YAML makes a line break of \n between quotation marks
        raise document.error(key, "declared.no_path", named=shortened(named), hint="declared.slash_in_paths")
    if WEB.match(text):
        raise document.error(key, "declared.web_address", named=WEB.sub(r"\1://", text))
    if text.rpartition("/")[2].startswith(LOCK):
        raise document.error(key, "declared.lock_file", named=text, workbook=text.replace(LOCK, ""))
    if text.startswith(("/", "~")) or DRIVE.match(text):
        raise _outside(named, document, key)
    return folder / text


def check_name(name: str, document: Declaration, key: tuple[Any, ...]) -> None:
    """**Raises** DeclarationError for the name of a study, wave or report that no folder can have on every system."""
    if name.partition(".")[0].lower() in DEVICES or UNFIT.search(name):
        raise document.error(key, "declared.reserved_name", shown=name)


def _tree(folder: Path) -> Path:
    here = folder.absolute()
    for ancestor in (here, *here.parents[:LEVELS_UP]):
        if (ancestor / SHARED_FOLDER).is_dir():
            return ancestor
    return here


def _outside(named: Path, document: Declaration, key: tuple[Any, ...]) -> Exception:
    return document.error(key, "declared.leads_outside_study", named=named.as_posix())
