"""The columns of a file in the codes of the questionnaire, the same from CSV, Excel and SPSS, each recode counted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from monitor.errors import IntakeError
from monitor.intake.files.columns import ColumnPlan
from monitor.intake.files.spellings import Codebook, How, Recode, folded, read_spellings, whole
from monitor.intake.files.table import RawTable, TextColumn, column_of_array, text_column
from monitor.intake.files.value_labels import NONE, ValueLabels, readings_by_label
from monitor.study.questionnaire import Item

SEPARATOR = "|"  # between municipalities in one cell
Readings = dict[str, tuple[str, How]]


def in_codes(
    raw: RawTable, plan: ColumnPlan, labels: Mapping[str, ValueLabels], file: str
) -> tuple[RawTable, tuple[Recode, ...]]:
    """The table in the questionnaire's codes, and every recode with its count.

    **Raises** IntakeError for labels that cannot be followed and for a column of labels and codes mixed.
    """
    closed, recodes = dict(raw.closed), []
    for name, column in raw.closed.items():
        readings = _readings(name, column, plan, labels.get(name, NONE), file)
        if readings:
            closed[name], made = recoded(name, column, readings)
            recodes += made
    other = {name: _without_marks(cells, plan) for name, cells in raw.other.items()}
    for name, item in plan.fields.items():
        if item.list_of == "municipality" and name in other:
            other[name], count = _padded_list(other[name], plan)
            recodes += [Recode(name, "*", "*", "number", count)] if count else []
    return RawTable(closed, other), tuple(recodes)


def recoded(name: str, column: TextColumn, readings: Readings) -> tuple[TextColumn, list[Recode]]:
    """A column with some texts read as others, and what was read in how many rows."""
    texts = text_column(readings[text][0] if text in readings else text for text in column.texts)
    counts = zip(column.texts, column.counts(), strict=True)
    made = [
        Recode(name, text, *readings[text], int(count))
        for text, count in counts
        if text in readings and count
    ]
    return TextColumn(texts.texts, texts.index[column.index]), made


def _readings(name: str, column: TextColumn, plan: ColumnPlan, said: ValueLabels, file: str) -> Readings:
    if name in plan.fields:
        return item_readings(plan.fields[name], column.texts, plan.study.missing, said, file)
    readings: Readings = {}
    if name in plan.municipality or name == (plan.study.municipalities and plan.study.municipalities.column):
        readings = _padded(column.texts, plan)
    marks = {folded(mark) for mark in (*read_spellings().no_answer, *plan.study.missing)}
    return {
        **{text: ("", "no_answer") for text in column.texts if text and folded(text) in marks},
        **readings,
    }


def item_readings(
    item: Item, texts: tuple[str, ...], missing: tuple[str, ...], said: ValueLabels = NONE, file: str = ""
) -> Readings:
    """By text, the code of the questionnaire that it stands for; texts that are codes are left out."""
    book = Codebook(item, missing)
    readings = readings_by_label(item, texts, said, file) if said != NONE else {}
    rest = [text for text in texts if text and text not in readings]
    by_label = _all_labels(rest, book)
    for text in rest:
        reading = book.reading(text, by_label)
        if (
            reading is not None
            and text not in said.labels
            or reading is not None
            and reading[1] in ("number", "spelling")
        ):
            readings[text] = reading
    _check_mixed(item, rest, book, readings, file)
    return readings


def _all_labels(texts: list[str], book: Codebook) -> bool:
    """Whether every answer is a label, and some are nothing else: then a label that is also a code is a label."""
    answers = [text for text in texts if folded(text) not in book.marks]
    labelled = all(folded(text) in book.by_label for text in answers)
    return labelled and any(book.reading(text) == (book.by_label[folded(text)], "label") for text in answers)


def _check_mixed(item: Item, texts: list[str], book: Codebook, readings: Readings, file: str) -> None:
    """Labels at the ends and numbers between them: nobody can see which way those numbers run."""
    if item.traits.numeric or item.traits.dichotomous:
        return
    labels = [text for text in texts if readings.get(text, ("", ""))[1] == "label"]
    labels = [text for text in labels if readings[text][0] not in book.special]
    numbers = [
        text
        for text in texts
        if whole(text)
        and (readings[text][1] == "number" if text in readings else text in book.codes - book.special)
    ]
    if labels and numbers:
        raise IntakeError(
            "response_files.holds_answer_labels_and_codes_mixed",
            where=file,
            count=len(labels),
            numbers=", ".join(numbers[:6]),
            item=item.id,
        )


def _padded(texts: tuple[str, ...], plan: ColumnPlan) -> Readings:
    """Municipality codes that a spreadsheet took for numbers, with their zeros put back."""
    frame = plan.study.municipalities
    known = frame.codes if frame else frozenset()
    numbers: dict[str, set[str]] = {}
    for code in known:
        numbers.setdefault(whole(code) or code, set()).add(code)
    found: Readings = {}
    for text in texts:
        codes = numbers.get(whole(text) or text, set())
        if text and text not in known and len(codes) == 1:
            found[text] = (next(iter(codes)), "number")
    return found


def _padded_list(cells: Any, plan: ColumnPlan) -> tuple[Any, int]:
    """Municipalities in one cell with their zeros put back, and in how many rows; the codes point at a respondent."""
    import pyarrow as pa

    column = column_of_array(cells)
    parts = {part.strip() for text in column.texts for part in text.split(SEPARATOR)}
    padded = {part: code for part, (code, _) in _padded(tuple(parts), plan).items()}
    texts = [
        SEPARATOR.join(padded.get(part.strip(), part) for part in text.split(SEPARATOR))
        for text in column.texts
    ]
    counts = zip(column.texts, texts, column.counts(), strict=True)
    changed = sum(int(count) for before, after, count in counts if before != after)
    return (pa.array(texts, pa.string()).take(pa.array(column.index)) if changed else cells), changed


def _without_marks(cells: Any, plan: ColumnPlan) -> Any:
    """Open and contact answers in which only a mark of no answer stands are empty."""
    import pyarrow as pa
    import pyarrow.compute as pc

    marks = pa.array([*read_spellings().no_answer, *plan.study.missing], pa.string())
    marked = pc.is_in(cells, value_set=marks)
    return pc.if_else(marked, "", cells) if pc.any(marked).as_py() else cells
