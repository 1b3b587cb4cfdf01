"""Header rows below the header, as Qualtrics and others write them: known as such, never counted as respondents."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np

from monitor.errors import IntakeError
from monitor.intake.files.columns import ID_COLUMN, ColumnPlan
from monitor.intake.files.spellings import Codebook, folded
from monitor.intake.files.table import RawTable
from monitor.study.expression.expression import is_number
from monitor.study.questionnaire import Item

_LOOKED_AT = 4  # rows below the header; no program writes more of them
_IMPORT_ID = re.compile(r"""\{\s*["']+ImportId""")


def names_as_known(names: Sequence[str], known: Sequence[str]) -> list[str]:
    """Column names in the spelling of the questionnaire, where they differ only in capitals or blanks."""
    spelt: dict[str, list[str]] = {}
    for name in known:
        spelt.setdefault(folded(name), []).append(name)
    taken = set(names)

    def as_known(name: str) -> str:
        meant = spelt.get(folded(name), [])
        return meant[0] if name not in known and len(meant) == 1 and meant[0] not in taken else name

    return [as_known(name) for name in names]


def header_rows(raw: RawTable, plan: ColumnPlan, first: int, file: str) -> list[int]:
    """Positions of rows that are a header: import ids and all above them, question texts, the header once more.

    `first` is the row number of position 0. **Raises** IntakeError naming the row where a first row holds
    no known answer in any column while the others do.
    """
    if ID_COLUMN not in raw.other:
        return []
    rows = len(raw.other[ID_COLUMN])
    top = [_cells(raw, place) for place in range(min(_LOOKED_AT, rows))]
    heads = max((place + 1 for place, cells in enumerate(top) if _is_import_ids(cells)), default=0)
    while heads < len(top) and _is_question_texts(top[heads], plan):
        heads += 1
    again = np.flatnonzero(_repeats_header(raw))
    if heads < len(top) and heads < rows - 1 and heads not in again:
        _check_first(top[heads], heads, raw, plan, first, file)
    return sorted({*range(heads), *map(int, again)})


def without_rows(raw: RawTable, places: Sequence[int] | np.ndarray) -> RawTable:
    """The table without some rows."""
    import pyarrow as pa

    rows = raw.rows
    keep = np.setdiff1d(np.arange(rows), places)
    taken = pa.array(keep)
    return RawTable(
        {name: column.take(keep).tidied() for name, column in raw.closed.items()},
        {name: cells.take(taken) for name, cells in raw.other.items()},
    )


def _cells(raw: RawTable, place: int) -> dict[str, str]:
    closed = {name: column.at(place) for name, column in raw.closed.items()}
    return {**closed, **{name: cells[place].as_py() for name, cells in raw.other.items()}}


def _is_import_ids(cells: Mapping[str, str]) -> bool:
    filled = [text for text in cells.values() if text]
    return bool(filled) and 2 * sum(bool(_IMPORT_ID.match(text)) for text in filled) >= len(filled)


def _is_question_texts(cells: Mapping[str, str], plan: ColumnPlan) -> bool:
    """Whether most cells are the text of their question, with or without that of the option."""
    items = {name: plan.fields[name] for name, text in cells.items() if text and name in plan.fields}
    told = [name for name, item in items.items() if _is_text_of(cells[name], item, plan)]
    return len(told) >= 2 and 2 * len(told) >= len(items)


def _is_text_of(text: str, item: Item, plan: ColumnPlan) -> bool:
    said, stem = folded(text), folded(plan.study.questionnaire.groups[item.group].stem)
    if said in (folded(item.text), folded(item.short), stem) and not item.traits.is_option:
        return True
    return len(said) > len(stem) > 10 and said.startswith(stem)


def _repeats_header(raw: RawTable) -> np.ndarray:
    """Mask of rows that hold the header once more, as files pasted below each other do."""
    import pyarrow.compute as pc

    mask = pc.equal(raw.other[ID_COLUMN], ID_COLUMN).to_numpy(zero_copy_only=False)
    for name, column in raw.closed.items() if mask.any() else ():
        mask &= np.array([folded(text) in ("", folded(name)) for text in column.texts], bool)[column.index]
    return mask


def _check_first(
    cells: Mapping[str, str], place: int, raw: RawTable, plan: ColumnPlan, first: int, file: str
) -> None:
    """A row in which every closed answer is foreign, and each is known below it, is a header that nobody knows."""
    foreign = 0
    for name, item in plan.fields.items():
        text = cells.get(name, "")
        if item.confidential or not text:
            continue
        if _known(text, item):
            return
        foreign += _others_known(raw, name, text, item)
    if foreign >= 3:
        row = first + place
        raise IntakeError(
            "response_files.row_looks_like_second_header_row", where=file, row=row, foreign=foreign
        )


def _known(text: str, item: Item) -> bool:
    book = Codebook(item)
    numeric = item.traits.numeric and is_number(text.replace(",", "."))
    return text in book.codes or numeric or book.reading(text) is not None


def _others_known(raw: RawTable, name: str, text: str, item: Item) -> bool:
    column = raw.closed[name]
    counts = dict(zip(column.texts, column.counts(), strict=True))
    others = [other for other in column.texts if other and other != text]
    return counts[text] == 1 and bool(others) and any(_known(other, item) for other in others)
