"""Which reader a response file has, by its first bytes: a new format is one file and one row here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.errors import IntakeError, reason
from monitor.input_files import is_folder, similar_beside, size_of
from monitor.intake.files.limits import Limits
from monitor.intake.files.parquet import read_parquet
from monitor.intake.files.source import READABLE, UTF_16, parts_of
from monitor.intake.files.spss import read_spss
from monitor.intake.files.stata import read_stata
from monitor.intake.files.workbook import read_workbook

if TYPE_CHECKING:
    import pyarrow as pa


PARQUET = "parquet"


@dataclass(frozen=True)
class Reader:
    """How files of one format are known and read.

    `title` is what people call them and `suffix` how they end; `magic` their first bytes. `table` gives
    the texts by column, with their `names` and, where the file has value labels, `labels` and `missing`
    values as metadata in JSON. It is called in a process of its own; None is text, which is read here.
    """

    title: str
    suffix: str
    magic: tuple[bytes, ...]
    table: Callable[[Path, Limits], pa.Table] | None = None


READERS = {
    "excel": Reader("Excel", ".xlsx", (b"PK\x03\x04",), read_workbook),
    "spss": Reader("SPSS", ".sav", (b"$FL2", b"$FL3"), read_spss),
    "stata": Reader(
        "Stata",
        ".dta",
        (b"<stata_", b"\x71\x01", b"\x71\x02", b"\x72\x01", b"\x72\x02", b"\x73\x01", b"\x73\x02"),
        read_stata,
    ),
    PARQUET: Reader("Parquet", ".parquet", (b"PAR1",), read_parquet),
    "gzip": Reader("compressed CSV", "CSV", (b"\x1f\x8b",)),
    UTF_16: Reader("Unicode text", "CSV", (b"\xff\xfe", b"\xfe\xff")),
    "text": Reader("CSV", "CSV", (b"",)),
}
"""By the name of a format; text, which has no magic, comes last."""

_UNREADABLE = {
    b"\xd0\xcf\x11\xe0": "response_files.old_excel_or_word",
    b"%PDF": "response_files.a_pdf",
    **dict.fromkeys(
        (b"<html", b"<HTML", b"<!DOC", b"<!doc", b"<table", b"<TABLE"), "response_files.a_web_page"
    ),
}


def format_of(path: Path, limits: Limits) -> str:
    """The format of a file by its first bytes: a key of `READERS`. A folder holds parts of Parquet.

    **Raises** IntakeError for a missing, empty or too large file, for formats nobody reads here, and for a folder
    without parts, or with one that is no Parquet.
    """
    if is_folder(path):
        return _format_of_parts(path, limits)
    start = _start(path, limits)
    for magic, what in _UNREADABLE.items():
        if start.startswith(magic):
            raise IntakeError(what, where=path.name, expected=READABLE)
    return next(name for name, reader in READERS.items() if start.startswith(reader.magic))


def _format_of_parts(folder: Path, limits: Limits) -> str:
    parts = parts_of(folder)
    if not parts:
        raise IntakeError("response_files.folder_without_parts", where=folder.name)
    for part in parts:
        if format_of(part, limits) != PARQUET:
            raise IntakeError("response_files.parquet_file_is_damaged", where=part.name)
    return PARQUET


def is_text(file_format: str) -> bool:
    """Whether files of a format are delimited text."""
    return READERS[file_format].table is None


def _start(path: Path, limits: Limits) -> bytes:
    try:
        size_of(path, IntakeError, limits.file_bytes)
        with path.open("rb") as stream:
            start = stream.read(8)
    except FileNotFoundError:
        raise IntakeError(
            "response_files.file_does_not_exist", where=path, near=similar_beside(path)
        ) from None
    except OSError as failure:
        raise IntakeError("response_files.file_cannot_be_opened", where=path, got=reason(failure)) from None
    if not start:
        raise IntakeError("response_files.file_is_empty", where=path.name)
    return start
