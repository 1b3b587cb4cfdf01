"""Arguments and options that several commands share, and how their texts are read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from monitor.errors import nearest

StudyFile = Annotated[Path, typer.Argument(metavar="STUDY", help="The study file, such as study.yaml.")]
Out = Annotated[Path, typer.Option(help="Folder for everything that may be handed on.")]
Confidential = Annotated[
    Path | None, typer.Option(help="Folder for quarantine and ledger; default: OUT-confidential beside OUT.")
]
Corrections = Annotated[
    list[str] | None,
    typer.Option(metavar="WAVE=FILE", help="CSV with corrected rows of a wave's quarantine."),
]
Companions = Annotated[
    list[str] | None,
    typer.Option(
        "--companion", metavar="NAME=FOLDER", help="Results folder of a survey that stands beside this one."
    ),
]
Policy = Annotated[Path | None, typer.Option(help="An organisation's lower floors of disclosure.")]
Wave = Annotated[str | None, typer.Option(help="Report on this wave instead of the latest.")]
Reports = Annotated[str | None, typer.Option(help="Only these reports of the study, comma-separated.")]
Formats = Annotated[str | None, typer.Option(help="html, pdf, docx; default: all the report has.")]
Engine = Annotated[str, typer.Option(help="auto, quarto or embedded.")]
ENGINES = ("auto", "quarto", "embedded")
FORMATS = ("html", "pdf", "docx")


def choices(text: str | None, known: Sequence[str], option: str) -> tuple[str, ...] | None:
    """A comma-separated option as a tuple, or a usage error naming the nearest known word."""
    if text is None:
        return None
    chosen = tuple(part.strip() for part in text.split(",") if part.strip())
    for word in chosen:
        if word not in known:
            raise typer.BadParameter(
                f'"{word}" is none of {", ".join(known)}. {nearest(word, known) or ""}'.strip(),
                param_hint=option,
            )
    if not chosen:
        raise typer.BadParameter(f"expected one or more of {', '.join(known)}", param_hint=option)
    return chosen


def corrections_by_wave(texts: list[str] | None) -> dict[str, Path]:
    """`2022=fixed.csv` as wave and path, or a usage error that says the form."""
    return _paths(texts, "--corrections", "WAVE=FILE")


def folders_by_companion(texts: list[str] | None) -> dict[str, Path]:
    """`staff=build/staff/2025` as name and path, or a usage error that says the form."""
    return _paths(texts, "--companion", "NAME=FOLDER")


def _paths(texts: list[str] | None, option: str, form: str) -> dict[str, Path]:
    paths: dict[str, Path] = {}
    for text in texts or ():
        name, sign, file = text.partition("=")
        if not (name and sign and file):
            raise typer.BadParameter(f'"{text}" is not {form}', param_hint=option)
        paths[name] = Path(file)
    return paths
