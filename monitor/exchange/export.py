"""Accepted answers and their codebook for other programs: into a folder of their own, for their owner only."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd

from monitor.errors import IntakeError
from monitor.exchange.microdata import Microdata, microdata
from monitor.exchange.released import headline_figures, shown_counts
from monitor.exchange.writers.codebook import write_codebook
from monitor.exchange.writers.data_package import write_data_package
from monitor.exchange.writers.ddi import write_ddi
from monitor.exchange.writers.r_script import can_be_made, write_r
from monitor.exchange.writers.sav import write_sav
from monitor.exchange.writers.spss_syntax import SAV, write_syntax
from monitor.intake.answers.typed_answers import Answers
from monitor.messages.catalogue import text, text_in
from monitor.study.study import Study

FORMATS = ("sav", "csv", "ddi", "r", "spss")
README = "LEESMIJ.txt"


def export(
    study: Study, answers: Answers, estimates: pd.DataFrame | None, formats: Sequence[str], to: Path,
    wave: str | None = None, keep_ids: bool = False, metadata_only: bool = False,
) -> list[str]:  # fmt: skip
    """Write the formats asked for into an empty folder; returns the names of the files.

    `estimates` are the released figures that `r` and `spss` are held against. **Raises** IntakeError for a folder that is
    not empty.
    """
    data = microdata(study, answers, wave, keep_ids)
    kept = answers if wave is None else answers.take(answers.wave == answers.waves.index(wave))
    formats = [name for name in formats if name != "r" or can_be_made(study)]
    folder = _empty(to)
    writers: dict[str, Callable[[], None]] = {
        "sav": lambda: write_sav(data, folder / SAV),
        "csv": lambda: write_data_package(data, folder),
        "ddi": lambda: write_ddi(
            data, folder / "codeboek.xml", shown_counts(estimates) if estimates is not None else {}
        ),
        "r": lambda: write_r(data, kept, folder, _figures(study, estimates, data)),
        "spss": lambda: _syntax(data, folder, estimates),
    }
    if metadata_only:
        write_data_package(data, folder, with_answers=False)
        writers["ddi"]()
    else:
        for name in formats:
            writers[name]()
    write_codebook(data, folder / "codeboek.xlsx")
    if not metadata_only:
        (folder / README).write_text(
            text_in("nl", "exchange.readme", title=study.title), encoding="utf-8", newline="\n"
        )
    for path in folder.iterdir():
        os.chmod(path, 0o644 if metadata_only else 0o600)
    if to.exists():
        to.rmdir()
    folder.replace(to)
    return sorted(path.name for path in to.iterdir())


def _figures(study: Study, estimates: pd.DataFrame | None, data: Microdata) -> list:
    waves = {one for field in data.fields if field.name == "wave" for one in field.texts or ()}
    figures = headline_figures(study, estimates) if estimates is not None else []
    return [one for one in figures if one.wave in waves]


def _syntax(data: Microdata, folder: Path, estimates: pd.DataFrame | None) -> None:
    if not (folder / SAV).exists():
        write_sav(data, folder / SAV)
    write_syntax(data, folder / "tabellen.sps", _figures(data.study, estimates, data))


def _empty(to: Path) -> Path:
    if to.exists() and (not to.is_dir() or any(to.iterdir())):
        raise IntakeError("exchange.not_empty", where=to)
    beside = to.with_name(f".{to.name}.new")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(mode=0o700, parents=True)
    return beside


def told(
    study: Study, formats: Sequence[str], files: Sequence[str], to: Path, metadata_only: bool = False
) -> tuple[str, ...]:
    """What there is to say of an export."""
    if metadata_only:
        return (text("exchange.described", to=to, files=", ".join(files)),)
    left_out = () if "r" not in formats or can_be_made(study) else (text("exchange.no_script"),)
    return (text("exchange.exported", to=to, files=", ".join(files)), *left_out)
