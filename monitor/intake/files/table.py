"""Cells as they came: each column keeps every distinct text once, and an index per row."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True)
class TextColumn:
    """One column of texts. **Rows**: `index`, one per respondent, points into `texts` (distinct, trimmed).

    What is said of a text is said once and taken along the index: a million rows cost one look.
    """

    texts: tuple[str, ...] = field(repr=False)
    index: np.ndarray = field(repr=False)

    def __len__(self) -> int:
        return len(self.index)

    @property
    def filled(self) -> np.ndarray:
        """Rows where something stands."""
        return np.array([bool(text) for text in self.texts] or [False])[self.index]

    def at(self, row: int) -> str:
        return self.texts[self.index[row]]

    def counts(self) -> np.ndarray:
        """How many rows hold each text."""
        return np.bincount(self.index, minlength=len(self.texts))

    def take(self, rows: np.ndarray) -> TextColumn:
        return TextColumn(self.texts, self.index[rows])

    def tidied(self) -> TextColumn:
        """The column without texts that stand in no row."""
        used = np.unique(self.index)
        place = np.zeros(len(self.texts), np.int64)
        place[used] = np.arange(len(used))
        return TextColumn(tuple(self.texts[one] for one in used), _small(place[self.index], len(used)))

    def changed(self, cells: dict[int, str]) -> TextColumn:
        """The column with other texts in some rows."""
        texts = {text: place for place, text in enumerate(self.texts)}
        index = self.index.astype(np.int64)
        for row, text in cells.items():
            index[row] = texts.setdefault(text.strip(), len(texts))
        return TextColumn(tuple(texts), _small(index, len(texts)))


@dataclass(frozen=True)
class RawTable:
    """A file's columns by name. **Rows**: one per record after the header.

    Closed columns are TextColumns; all others stay Arrow texts, trimmed, without any look inside.
    """

    closed: dict[str, TextColumn] = field(repr=False)
    other: dict[str, pa.Array] = field(repr=False)

    @property
    def rows(self) -> int:
        return len(next(iter({**self.closed, **self.other}.values())))


def raw_table(names: Sequence[str], columns: Sequence[pa.ChunkedArray], closed: Collection[str]) -> RawTable:
    """Sort a file's columns into closed ones and others; takes them one by one to save memory."""
    import pyarrow.compute as pc

    waiting = dict(zip(names, columns, strict=True))
    few = {name: column_of_chunks(waiting.pop(name)) for name in names if name in closed}
    other = {
        name: pc.utf8_trim_whitespace(_texts(column)).combine_chunks() for name, column in waiting.items()
    }
    return RawTable(few, other)


def _texts(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """A column without a list of its distinct texts."""
    import pyarrow as pa

    return column.cast(pa.string()) if pa.types.is_dictionary(column.type) else column


def text_column(cells: Iterable[str]) -> TextColumn:
    """A column of separate texts, trimmed."""
    texts: dict[str, int] = {}
    index = np.fromiter((texts.setdefault(cell.strip(), len(texts)) for cell in cells), np.int64)
    return TextColumn(tuple(texts), _small(index, len(texts)))


def column_of_chunks(column: pa.ChunkedArray) -> TextColumn:
    """A column from Arrow, whose chunks each have texts of their own."""
    texts: dict[str, int] = {}
    pieces = [_piece(chunk, texts) for chunk in column.chunks]
    index = np.concatenate(pieces) if pieces else np.zeros(0, np.int8)
    return TextColumn(tuple(texts), _small(index, len(texts)))


def column_of_array(array: pa.Array) -> TextColumn:
    """A column from one Arrow array."""
    texts: dict[str, int] = {}
    index = _piece(array, texts)
    return TextColumn(tuple(texts), _small(index, len(texts)))


def _piece(chunk: Any, texts: dict[str, int]) -> np.ndarray:
    if not hasattr(chunk, "dictionary"):
        chunk = chunk.dictionary_encode()
    here = np.array(
        [texts.setdefault(text.strip(), len(texts)) for text in chunk.dictionary.to_pylist()], np.int64
    )
    return _small(here, len(texts))[chunk.indices.to_numpy()]


def _small(index: np.ndarray, texts: int) -> np.ndarray:
    """The index in the smallest integers that hold it."""
    kind = np.int8 if texts <= 128 else np.int16 if texts <= 32768 else np.int32
    return index.astype(kind, copy=False)
