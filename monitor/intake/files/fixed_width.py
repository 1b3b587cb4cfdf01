"""Text without headings or separators, in which every column stands at fixed places, as its column map says."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from pathlib import Path

from monitor.errors import IntakeError
from monitor.intake.files.limits import Limits
from monitor.intake.files.records import CONTROL_BYTES
from monitor.intake.files.source import READABLE, open_bytes
from monitor.intake.files.table import RawTable, raw_table

Places = Mapping[str, tuple[int, int]]
ENCODINGS = ("utf-8", "cp1252")


def read_fixed(
    path: Path, file_format: str, places: Places, few_texts: Collection[str], limits: Limits
) -> tuple[RawTable, str, str]:
    """The columns at these places (first and last sign, from 1), the encoding, and the SHA-256 of the file.

    **Rows**: one per line; blanks around a text are left out. **Raises** IntakeError for signs that are no text, a line
    that ends before the first column does, an empty line between others, and more rows than the limit.
    """
    import pyarrow as pa

    lines, encoding, digest = fixed_lines(path, file_format, limits)
    first = min(last for _, last in places.values())
    for number, line in enumerate(lines, start=1):
        if len(line) < first:
            raise IntakeError(
                "response_files.line_is_too_short", where=path.name, line=number, got=len(line), least=first
            )
    columns = [
        pa.chunked_array([pa.array([line[start - 1 : last] for line in lines], pa.string())])
        for start, last in places.values()
    ]
    return raw_table(list(places), columns, few_texts), encoding, digest


def fixed_lines(path: Path, file_format: str, limits: Limits) -> tuple[list[str], str, str]:
    """The lines of a text, its encoding and its SHA-256."""
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
    return lines, encoding, hashlib.sha256(raw).hexdigest()


def _is_text(raw: bytes, encoding: str) -> bool:
    if raw.removesuffix(b"\x1a").translate(None, CONTROL_BYTES) != raw.removesuffix(b"\x1a"):
        return False
    try:
        raw.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
