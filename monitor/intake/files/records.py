"""Every record of a delimited text checked before a reader sees it: field counts, quotes, encoding.

Readers of data frames fill up short rows, shift long ones and swallow lines after a lost quote. Here
a row is counted as in a spreadsheet: the header is row 1, and a quoted line break does not end a row.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from monitor.errors import IntakeError
from monitor.intake.files.limits import Limits
from monitor.intake.files.source import READABLE, chunks, open_bytes

BOM = codecs.BOM_UTF8
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab"}
QUOTE, NEWLINE, RETURN = 34, 10, 13
TEXT_CONTROLS = (9, NEWLINE, 12, RETURN)
_ALL_BUT_NUL = tuple(range(1, 32))
CONTROL_BYTES = bytes(code for code in range(32) if code not in TEXT_CONTROLS)
_SEPARATOR_LINE = re.compile(rb'"?sep=[^\r\n]"?[ \t,;]*(?:\r\n|\n|\r)', re.IGNORECASE)
_UNDEFINED_1252 = (0x81, 0x8D, 0x8F, 0x90, 0x9D)


@dataclass(frozen=True)
class TextForm:
    """How a checked text is read: everything a reader needs to know, nothing of its answers."""

    encoding: str
    delimiter: str
    rows: int
    longest: int
    quoted_newlines: bool
    sha256: str
    skipped: int = 0  # lines above the header that say how the file is separated

    @property
    def words(self) -> str:
        """How the file was understood, for the ledger."""
        return f"{self.encoding}, {self.separator}"

    @property
    def separator(self) -> str:
        return DELIMITERS[self.delimiter]


@dataclass
class _Scan:
    path: Path
    delimiter: str
    columns: int
    limits: Limits
    controls: tuple[int, ...] = TEXT_CONTROLS
    rows: int = 0
    longest: int = 0
    quoted_newlines: bool = False
    blank_from: int | None = None
    problems: list[IntakeError] = field(default_factory=list)

    def take(self, data: bytes, last: bool) -> int:
        """Check the complete records at the start of `data`; how many bytes they take."""
        text = np.frombuffer(data, np.uint8)
        low = np.flatnonzero(text < 32)
        ends = _line_ends(text, low, last)
        quotes = np.flatnonzero(text == QUOTE)
        if len(quotes):
            inside = np.searchsorted(quotes, ends) % 2 == 1
            self.quoted_newlines |= bool(inside.any())
            ends = ends[~inside]
        if not len(ends):
            return 0
        stop = int(ends[-1]) + 1
        self._check_bytes(text, low[low < stop], ends)
        quotes = quotes[quotes < stop]
        self._check_quotes(text, quotes, ends)
        self._check_counts(text[:stop], quotes, ends)
        return stop

    def fail(self, row: int, what: str, **details: Any) -> None:
        raise IntakeError(what, where=self.path.name, row=row, **details)

    def row_at(self, ends: np.ndarray, position: int) -> int:
        return self.rows + int(np.searchsorted(ends, position)) + 1

    def _check_bytes(self, text: np.ndarray, low: np.ndarray, ends: np.ndarray) -> None:
        odd = low[~np.isin(text[low], self.controls)]
        if len(odd):
            self.fail(
                self.row_at(ends, odd[0]), "response_files.holds_bytes_that_are_no_text", expected=READABLE
            )

    def _check_quotes(self, text: np.ndarray, quotes: np.ndarray, ends: np.ndarray) -> None:
        if not len(quotes):
            return
        bounds = [ord(self.delimiter), NEWLINE, RETURN, QUOTE]
        opening, closing = quotes[0::2], quotes[1::2]
        before = np.where(opening > 0, text[opening - 1], NEWLINE)
        after = text[np.minimum(closing + 1, len(text) - 1)]
        wrong = np.concatenate([opening[~np.isin(before, bounds)], closing[~np.isin(after, bounds)]])
        if len(wrong):
            self.fail(self.row_at(ends, wrong.min()), "response_files.has_quotation_mark_that_does_not")

    def _check_counts(self, text: np.ndarray, quotes: np.ndarray, ends: np.ndarray) -> None:
        starts = np.concatenate([[0], ends[:-1] + 1])
        lengths = ends - starts
        blank = (lengths == 0) | ((lengths == 1) & (text[starts] == RETURN))
        fields = _fields(text, quotes, ends, ord(self.delimiter))
        self._check_blank(blank)
        wrong = np.flatnonzero(~blank & (fields != self.columns))
        if len(wrong):
            self._wrong_count(self.rows + int(wrong[0]) + 1, int(fields[wrong[0]]))
        for place in np.flatnonzero(lengths > self.limits.cell_characters):
            self._check_cells(text[starts[place] : ends[place]].tobytes(), self.rows + int(place) + 1)
        self.longest = max(self.longest, int(lengths.max()))
        self.rows += len(ends)

    def _check_blank(self, blank: np.ndarray) -> None:
        filled = np.flatnonzero(~blank)
        if self.blank_from is not None and len(filled):
            self._blank_row(self.blank_from)
        inner = np.flatnonzero(blank[: filled[-1]]) if len(filled) else filled
        if len(inner):
            self._blank_row(self.rows + int(inner[0]) + 1)
        if self.blank_from is None and (len(filled) < len(blank)):
            self.blank_from = self.rows + (int(filled[-1]) + 2 if len(filled) else 1)

    def _blank_row(self, row: int) -> None:
        self.fail(row, "response_files.is_empty_and_more_rows_follow")

    def _wrong_count(self, row: int, fields: int) -> None:
        self.fail(
            row,
            "response_files.has_too_few_fields"
            if fields < self.columns
            else "response_files.has_too_many_fields",
            got=str(fields),
            columns=self.columns,
        )

    def _check_cells(self, record: bytes, row: int) -> None:
        most = self.limits.cell_characters
        for place, cell in enumerate(split_record(record.decode("latin-1"), self.delimiter), start=1):
            if len(cell) > most:
                self.fail(
                    row,
                    "response_files.has_cell_of_characters_in_column",
                    most=most,
                    count=len(cell),
                    place=place,
                )


def scan_text(
    path: Path, file_format: str, delimiter: str, columns: int, limits: Limits, controls: bool = False
) -> TextForm:
    """Check every record of a delimited file and find its encoding; `controls` lets signs stand that are no text.

    **Raises** IntakeError naming the row for a wrong number of fields, a lost quotation mark, an
    empty row between others, bytes that are no text, a cell beyond the limit.
    """
    scan = _Scan(path, delimiter, columns, limits, _ALL_BUT_NUL if controls else TEXT_CONTROLS)
    digest, encoding = hashlib.sha256(), _Encoding(path)
    rest = b""
    skipped = 0
    with open_bytes(path, file_format) as stream:
        for number, piece in enumerate(chunks(stream, path, limits)):
            digest.update(piece)
            encoding.take(piece)
            if number == 0:
                piece = piece.removeprefix(BOM)
                skipped = int(bool(separator_line(piece)))
                scan.rows, piece = skipped, piece[len(separator_line(piece)) :]
            data = rest + piece
            rest = data[scan.take(data, last=False) :]
            if len(rest) > limits.record_bytes:
                _lost_quote(scan)
    if rest and scan.take(rest if rest[-1] in (NEWLINE, RETURN) else rest + b"\n", last=True) == 0:
        _lost_quote(scan)
    rows = (scan.rows if scan.blank_from is None else scan.blank_from - 1) - skipped
    if rows < 2:
        raise IntakeError("response_files.file_has_header_but_no_responses", where=path.name)
    if rows - 1 > limits.rows:
        raise IntakeError(
            "response_files.file_has_too_many_rows", where=path.name, got=rows - 1, rows=limits.rows
        )
    return TextForm(
        encoding.name(), delimiter, rows - 1, scan.longest, scan.quoted_newlines, digest.hexdigest(), skipped
    )


def separator_line(start: bytes) -> bytes:
    """The line with which Excel says how a text is separated, such as sep=; with its line end; else nothing."""
    match = _SEPARATOR_LINE.match(start)
    return match[0] if match else b""


def split_record(record: str, delimiter: str) -> list[str]:
    """The fields of one record by the rules of CSV."""
    csv.field_size_limit(1 << 30)
    return next(csv.reader(io.StringIO(record, newline=""), delimiter=delimiter), [])


def _lost_quote(scan: _Scan) -> None:
    scan.fail(scan.rows + 1, "response_files.has_quotation_mark_that_is_opened")


def _line_ends(text: np.ndarray, low: np.ndarray, last: bool) -> np.ndarray:
    """Positions that end a line: line feed, or a carriage return that none follows."""
    letters = text[low]
    ends = low[letters == NEWLINE]
    returns = low[letters == RETURN]
    if not len(returns):
        return ends
    known = returns if last else returns[returns < len(text) - 1]
    follows = text[np.minimum(known + 1, len(text) - 1)]
    lone = known[(follows != NEWLINE) | (known == len(text) - 1)]
    return np.union1d(ends, lone) if len(lone) else ends


def _fields(text: np.ndarray, quotes: np.ndarray, ends: np.ndarray, delimiter: int) -> np.ndarray:
    """Fields per record: separators outside quotation marks, plus one."""
    delimiters = np.flatnonzero(text == delimiter)
    counts = np.diff(np.searchsorted(delimiters, ends), prepend=0)
    opening, closing = quotes[0::2], quotes[1::2]
    within = np.searchsorted(delimiters, closing) - np.searchsorted(delimiters, opening)
    quoted = within > 0
    if quoted.any():
        record = np.searchsorted(ends, opening[quoted])
        counts = counts - np.bincount(record, weights=within[quoted], minlength=len(ends)).astype(
            counts.dtype
        )
    return counts + 1


class _Encoding:
    """UTF-8 where every byte fits it, else Windows-1252 (which covers what Latin-1 files hold)."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.decoder = codecs.getincrementaldecoder("utf-8")()
        self.marked: bool | None = None
        self.utf8 = True
        self.undefined = False

    def take(self, piece: bytes) -> None:
        if self.marked is None:
            self.marked = piece.startswith(BOM)
            piece = piece.removeprefix(BOM)
        if self.utf8:
            self._decode(piece)
        if not piece.isascii():
            self.undefined |= any(bytes([code]) in piece for code in _UNDEFINED_1252)

    def _decode(self, piece: bytes) -> None:
        try:
            if "\ufeff" in self.decoder.decode(piece):
                raise IntakeError("response_files.there_is_byte_order_mark_in", where=self.path.name)
        except UnicodeDecodeError:
            self.utf8 = False

    def name(self) -> str:
        if self.utf8 and not self.decoder.getstate()[0]:
            return "utf-8"
        if self.marked or self.undefined:
            raise IntakeError("response_files.text_is_neither_utf_nor_windows", where=self.path.name)
        return "cp1252"
