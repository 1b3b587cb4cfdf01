"""Arguments and options that several commands share, and how their texts are read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from monitor.errors import nearest
from monitor.messages.catalogue import text

StudyFile = Annotated[Path, typer.Argument(metavar="STUDY", help="help.study_file_such_as")]
Out = Annotated[Path, typer.Option(help="help.folder_everything_that_may")]
Confidential = Annotated[Path | None, typer.Option(help="help.folder_quarantine_ledger_default")]
Corrections = Annotated[
    list[str] | None,
    typer.Option(metavar="WAVE=FILE", help="help.csv_with_corrected_rows"),
]
Companions = Annotated[
    list[str] | None,
    typer.Option("--companion", metavar="NAME=FOLDER", help="help.results_folder_survey_that"),
]
Policy = Annotated[Path | None, typer.Option(help="help.organisation_s_lower_floors")]
Wave = Annotated[str | None, typer.Option(help="help.report_on_wave_instead")]
Reports = Annotated[list[str] | None, typer.Option(help="help.only_reports_study_comma")]
Formats = Annotated[list[str] | None, typer.Option(help="help.html_pdf_docx_default")]
Engine = Annotated[str, typer.Option(help="help.auto_quarto_embedded")]
ENGINES = ("auto", "quarto", "embedded")
FORMATS = ("html", "pdf", "docx")
REPORT_FORMATS = (*FORMATS, "pptx")


def several(given: list[str] | None) -> tuple[str, ...] | None:
    """The words of an option that is given with commas, more than once, or both; None where it is not given.

    One empty word where nothing is filled in: it is nobody's name.
    """
    if not given:
        return None
    return tuple(part.strip() for one in given for part in one.split(",") if part.strip()) or ("",)


def choices(given: list[str] | None, known: Sequence[str], option: str) -> tuple[str, ...] | None:
    """The known words of an option of several, each once, or a usage error naming the nearest known word."""
    words = several(given)
    if words is None:
        return None
    chosen = tuple(dict.fromkeys(word.lower() for word in words if word))
    for word in chosen:
        if word not in known:
            hint = nearest(word, known)
            raise usage_error("program.none_of", option, word=word, known=known, hint=hint)
    if not chosen:
        raise usage_error("program.expected_one_or_more_of", option, known=known)
    return chosen


def usage_error(code: str, option: str, **values: Any) -> typer.BadParameter:
    """What is wrong with an option, as a message; the library puts the word for an error before it."""
    return typer.BadParameter(text(code, **values), param_hint=option)


def corrections_by_wave(texts: list[str] | None) -> dict[str, Path]:
    """`2022=fixed.csv` as wave and path, or a usage error that says the form."""
    return _paths(texts, "--corrections", "help.wave_file", "2025=fixed.csv")


def folders_by_companion(texts: list[str] | None) -> dict[str, Path]:
    """`staff=build/staff/2025` as name and path, or a usage error that says the form."""
    return _paths(texts, "--companion", "help.name_folder", "staff=build/staff/2025")


def _paths(texts: list[str] | None, option: str, form: str, example: str) -> dict[str, Path]:
    paths: dict[str, Path] = {}
    for given in texts or ():
        name, sign, file = given.partition("=")
        if not (name and sign and file):
            raise usage_error("program.is_not", option, given=given, form=text(form), example=example)
        paths[name] = Path(file)
    return paths
