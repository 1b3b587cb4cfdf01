"""Text without headings or separators, in which every column stands at fixed places, as its column map says."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from monitor.errors import IntakeError
from monitor.intake.files.limits import Limits
from monitor.intake.files.mapped_cells import NOT_CHOSEN
from monitor.intake.files.records import CONTROL_BYTES
from monitor.intake.files.source import READABLE, open_bytes
from monitor.intake.files.table import RawTable, raw_table
from monitor.study.column_map import ColumnMap

ENCODINGS = ("utf-8", "cp1252")
AS_BYTES = "latin-1"  # one sign for each byte


@dataclass(frozen=True)
class FixedText:
    """The lines of a text, its encoding and its SHA-256; `in_bytes` says that places count bytes."""

    lines: tuple[str, ...] = field(repr=False)
    encoding: str
    sha256: str
    in_bytes: bool = False

    @cached_property
    def counted(self) -> tuple[str, ...]:
        """The lines with one sign for each place."""
        if not self.in_bytes:
            return self.lines
        return tuple(line.encode(self.encoding).decode(AS_BYTES) for line in self.lines)

    def cells(self, first: int, last: int) -> list[str]:
        """What stands at the same places of every line; a letter that is cut is left out."""
        cut = [line[first - 1 : last] for line in self.counted]
        return [one.encode(AS_BYTES).decode(self.encoding, "ignore") for one in cut] if self.in_bytes else cut

    def by_bytes(self) -> FixedText:
        return replace(self, in_bytes=True)


def read_fixed(
    path: Path, file_format: str, mapped: ColumnMap, few_texts: Collection[str], limits: Limits
) -> tuple[RawTable, FixedText]:
    """The columns at the places of a column map (first and last, from 1), and the text that they were cut from.

    **Rows**: one per line; blanks around a text are left out, and among the signs of options they say that one was
    not chosen. **Raises** IntakeError for signs that are no text, a line that ends before the first column does, an
    empty line between others, and more rows than the limit.
    """
    import pyarrow as pa

    text = fixed_text(path, file_format, limits, mapped.fixed_in == "bytes")
    first = min(last for _, last in mapped.fixed.values())
    for number, line in enumerate(text.counted, start=1):
        if len(line) < first:
            raise IntakeError(
                "response_files.line_is_too_short", where=path.name, line=number, got=len(line), least=first
            )
    signs = {entry.column[0] for entry in mapped.columns.values() if entry.positions}
    cells = {name: text.cells(*place) for name, place in mapped.fixed.items()}
    columns = [
        pa.chunked_array([pa.array(_with_zeros(each) if name in signs else each, pa.string())])
        for name, each in cells.items()
    ]
    return raw_table(list(mapped.fixed), columns, few_texts), text


def _with_zeros(cells: list[str]) -> list[str]:
    """Signs of options with a zero for each blank, so that each keeps its place; nothing where all are blank."""
    return [cell.replace(" ", NOT_CHOSEN) if cell.strip() else "" for cell in cells]


def fixed_text(path: Path, file_format: str, limits: Limits, in_bytes: bool = False) -> FixedText:
    """The lines of a text. **Raises** IntakeError as `read_fixed` does."""
    with open_bytes(path, file_format) as stream:
        raw = stream.read(limits.file_bytes)
    encoding = next((one for one in ENCODINGS if _is_text(raw, one)), None)
    if encoding is None:
        raise IntakeError("response_files.row_holds_bytes_that_are_no", where=path.name, expected=READABLE)
    said = raw.decode(encoding).removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    lines = said.rstrip("\n \x1a").split("\n")
    if len(lines) > limits.rows:
        raise IntakeError(
            "response_files.file_has_too_many_rows", where=path.name, got=len(lines), rows=limits.rows
        )
    return FixedText(tuple(lines), encoding, hashlib.sha256(raw).hexdigest(), in_bytes)


def _is_text(raw: bytes, encoding: str) -> bool:
    if raw.removesuffix(b"\x1a").translate(None, CONTROL_BYTES) != raw.removesuffix(b"\x1a"):
        return False
    try:
        raw.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
