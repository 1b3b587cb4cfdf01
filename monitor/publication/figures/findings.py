"""The alternative text of a figure: what it shows, in one or two sentences of plain Dutch."""

from __future__ import annotations

from monitor.publication.figures.content import (
    BARS,
    COMPOSITION,
    DUMBBELL,
    GROUPED,
    SLOPE,
    STACKED,
    Content,
    Row,
)
from monitor.publication.figures.wording import say
from monitor.publication.selection import GRADE
from monitor.study.study import Study


def alternative_text(content: Content, study: Study) -> str:
    """The finding of a figure; the largest comes first, ties in the order of the figure."""
    if not any(point.value is not None for point in content.points):
        return say("findings", "suppressed")
    if content.kind in (DUMBBELL, SLOPE):
        return _changes(content, study)
    if content.kind == GROUPED:
        return _groups(content)
    if content.kind == STACKED:
        return _stacked(content)
    if content.kind == COMPOSITION:
        return _ends("part_most", _key_values(content, _first_shown(content)), content)
    return _rows(content)


Labelled = list[tuple[str, float]]


def _ends(form: str, values: Labelled, content: Content) -> str:
    """The largest and the smallest of some labelled values."""
    (first, most), (last, least) = max(values, key=_value), min(values[::-1], key=_value)
    if len(values) == 1:
        return say("findings", "value_only", first=first, value=content.shown(most))
    return say("findings", form, first=first, value=content.shown(most), last=last, least=content.shown(least))


def _value(entry: tuple[str, float]) -> float:
    return entry[1]


def _first_shown(content: Content) -> Row:
    return next(row for row in content.rows if any(point.value is not None for point in row.points))


def _key_values(content: Content, row: Row) -> Labelled:
    return [
        (key.label, point.value)
        for key, point in zip(content.keys, row.points, strict=True)
        if point.value is not None
    ]


def _full_label(row: Row) -> str:
    return f"{row.section}: {row.label}" if row.section else row.label


def _rows(content: Content) -> str:
    values = [(_full_label(row), row.points[0].value) for row in content.rows if row.points[0].value is not None]
    one_item = len({quantity.item.id for quantity in content.quantities}) == 1
    if content.kind == BARS and one_item and len(values) > 1:
        return _answer(values, content)
    kinds = {item.kind for item in content.items}
    form = "option_most" if kinds == {"multi"} else "grade_most" if content.display == GRADE else "value_most"
    return _ends(form, values, content)


def _answer(values: Labelled, content: Content) -> str:
    ranked = sorted(values, key=_value, reverse=True)
    (first, most), (second, following) = ranked[0], ranked[1]
    return say(
        "findings", "answer_most_next", first=first, value=content.shown(most), second=second,
        next=content.shown(following),
    )  # fmt: skip


def _stacked(content: Content) -> str:
    if len(content.rows) == 1 or len(content.items) == 1:
        return _answer(_key_values(content, _first_shown(content)), content)
    leading = _leading_category(content)
    values = [
        (_full_label(row), row.points[leading].value)
        for row in content.rows
        if row.points[leading].value is not None
    ]
    form = "row_most" if len(values) > 1 else "row_only"
    (first, most), (last, least) = max(values, key=_value), min(values[::-1], key=_value)
    return say(
        "findings", form, category=content.keys[leading].label, first=first, value=content.shown(most),
        last=last, least=content.shown(least),
    )  # fmt: skip


def _leading_category(content: Content) -> int:
    """The category that tells most: the first one of the scale."""
    return 0


def _groups(content: Content) -> str:
    rows = [(row, _key_values(content, row)) for row in content.rows]
    rows = [(row, values) for row, values in rows if len(values) > 1] or [
        (row, values) for row, values in rows if values
    ]
    row, values = max(rows, key=lambda entry: max(map(_value, entry[1])) - min(map(_value, entry[1])))
    (first, most), (last, least) = max(values, key=_value), min(values[::-1], key=_value)
    words = {"first": first, "value": content.shown(most), "last": last, "least": content.shown(least)}
    if len(content.rows) == 1 or not row.label:
        return say("findings", "group_only", **words)
    return say("findings", "group_most", row=_full_label(row), **words)


def _changes(content: Content, study: Study) -> str:
    last = study.wave(content.waves[-1]).label
    before = study.wave(content.waves[-2]).label if len(content.waves) > 1 else last
    waves = {"from_wave": before, "to_wave": last}
    verdicts = [row.change.verdict for row in content.rows if row.change is not None]
    up, down = verdicts.count("increased"), verdicts.count("decreased")
    if up or down:
        told = say("findings", "change_some", up=str(up), down=str(down), all=str(len(verdicts)), **waves)
    else:
        told = say("findings", "change_none" if len(verdicts) > 1 else "change_none_one", **waves)
    return " ".join(filter(None, (told, _largest_change(content))))


def _largest_change(content: Content) -> str:
    moved = [
        row
        for row in content.rows
        if len(row.points) > 1 and None not in (row.points[-1].value, row.points[-2].value)
    ]
    if not moved:
        return ""
    row = max(moved, key=lambda row: abs(row.points[-1].value - row.points[-2].value))
    return say(
        "findings", "change_largest", row=_full_label(row), from_value=content.shown(row.points[-2].value),
        to_value=content.shown(row.points[-1].value),
    )  # fmt: skip
