"""An Excel file measured before it is opened: what it unpacks to, and how far its sheets reach.

A few kilobytes can unpack to terabytes, and one cell far down makes readers reserve the whole sheet.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from monitor.errors import IntakeError, reason
from monitor.intake.files.limits import Limits
from monitor.intake.files.source import CHUNK, READABLE, too_large

_CELL = re.compile(rb'<(?:\w+:)?c\b[^<>]{0,200}?\br="([A-Z]{1,3})(\d{1,7})"')
_OVERLAP = 256  # longest cell tag looked for across two pieces
_LOCAL_HEADER = struct.Struct("<4s5H3L2H")
_STORED, _DEFLATED = 0, 8


def check_workbook(path: Path, limits: Limits) -> None:
    """Unpack every part of an .xlsx piece by piece, counting.

    **Raises** IntakeError for a damaged or cut-off file, one that unpacks beyond the limit, and a
    sheet with more cells than the limit (empty ones between counted).
    """
    try:
        with zipfile.ZipFile(path) as archive, path.open("rb") as stream:
            _check_parts(archive.infolist(), stream, path, limits)
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, ValueError):
        raise damaged(path) from None
    except OSError as failure:
        raise IntakeError(
            "response_files.reading_file_failed", where=path.name, got=reason(failure)
        ) from None


def damaged(path: Path) -> IntakeError:
    return IntakeError("response_files.excel_file_is_damaged_or_ends", where=path.name)


def _check_parts(parts: list[zipfile.ZipInfo], stream: IO[bytes], path: Path, limits: Limits) -> None:
    if not any(part.filename == "xl/workbook.xml" for part in parts):
        raise IntakeError("response_files.zip_file_is_no_excel_workbook", where=path.name, expected=READABLE)
    total = 0
    for part in parts:
        sheet = part.filename.startswith("xl/worksheets/")
        tail, reach = b"", (0, 0)
        for piece in _unpacked(part, stream, path):
            total += len(piece)
            if total > limits.workbook_bytes:
                raise too_large(path, limits.workbook_bytes)
            if sheet:
                reach = _reach(tail + piece, reach)
                _check_reach(reach, path, limits)
                tail = piece[-_OVERLAP:]


def _unpacked(part: zipfile.ZipInfo, stream: IO[bytes], path: Path) -> Iterator[bytes]:
    """The bytes of one part, whatever size it claims."""
    if part.flag_bits & 1:
        raise IntakeError("response_files.excel_file_has_password", where=path.name)
    stream.seek(part.header_offset)
    header = _LOCAL_HEADER.unpack(stream.read(_LOCAL_HEADER.size))
    stream.seek(header[9] + header[10], 1)
    packed = stream.read(part.compress_size)
    if len(packed) < part.compress_size or part.compress_type not in (_STORED, _DEFLATED):
        raise damaged(path)
    if part.compress_type == _STORED:
        yield packed
        return
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    while packed and not unpacker.eof:
        yield unpacker.decompress(packed, CHUNK)
        packed = unpacker.unconsumed_tail
    if not unpacker.eof:
        raise damaged(path)


def _reach(piece: bytes, reach: tuple[int, int]) -> tuple[int, int]:
    rows, columns = reach
    for letters, number in _CELL.findall(piece):
        rows, columns = max(rows, int(number)), max(columns, _column(letters))
    return rows, columns


def _column(letters: bytes) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + letter - 64
    return place


def _check_reach(reach: tuple[int, int], path: Path, limits: Limits) -> None:
    rows, columns = reach
    if rows * columns > limits.workbook_cells:
        raise IntakeError(
            "response_files.sheet_reaches_too_far",
            where=path.name,
            rows=rows,
            columns=columns,
            workbook_cells=limits.workbook_cells,
        )
