"""From the released set to the content of a figure: its kind, its rows in order, its keys."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from monitor.errors import PublicationError
from monitor.publication.cells.margins import Reason, reason_without
from monitor.publication.cells.outcomes import outcome_word, verdict_words
from monitor.publication.cells.purposes import leading_net, shown
from monitor.publication.cells.selection import (
    PERCENT,
    Quantity,
    Selection,
)
from monitor.publication.exhibits.content import LATEST, OTHER_SCALE, Content, Key, Point, Row, point_of
from monitor.publication.exhibits.fitting import asked_items, fitting, largest
from monitor.publication.exhibits.names import Name, items_of
from monitor.publication.exhibits.order import in_order
from monitor.publication.language.filling import filled
from monitor.publication.language.voice import Voice
from monitor.schema import Change, Estimate
from monitor.study.labels import wave_label
from monitor.study.questionnaire import Item

STACKED, COMPOSITION, BARS, DOTS = "stacked", "composition", "bars", "dots"
GROUPED, DUMBBELL, SLOPE = "grouped", "dumbbell", "slope"
WITH_INTERVALS = (DOTS, GROUPED, DUMBBELL, SLOPE)

MOST_PARTS = 7  # of a bar of 100%: more of them cannot be told apart
BAR_HEIGHT, ROW_HEIGHTS = 25, {DUMBBELL: 36, SLOPE: 63}
GROUP_HEIGHT, GROUP_GAP = 20, 50


def content_of(name: Name, voice: Voice, selection: Selection) -> Content:
    """What the figure of this name says.

    **Raises** PublicationError where nothing of it was released or its items cannot share an axis.
    """
    items = in_order(items_of(name, voice.study), name.indicator, selection, voice.study)
    if name.change:
        content = _change(name, voice, selection, items)
    else:
        content = _one_wave(name, voice, selection, items)
    if not content.rows:
        raise PublicationError("publication.figure_has_nothing_to_show", text=name.text)
    counted = any(selection.left_uncounted(wave) for wave in content.waves)
    return replace(content, counted=counted, without=_without_margin(content, voice, selection))


def _without_margin(content: Content, voice: Voice, selection: Selection) -> frozenset[Reason]:
    """Why points of a figure with margins have none."""
    if content.kind not in WITH_INTERVALS:
        return frozenset()
    places = _groups(content.name, voice)[1 if content.name.breakdown else 0 :]
    cells = (
        selection.estimate(quantity, wave, place, group)
        for quantity in content.quantities
        for wave in content.waves
        for place, group, _ in places
    )
    return frozenset(reason_without(cell, voice.study) for cell in cells) - {""}


def figure_kind(name: Name, items: tuple[Item, ...]) -> str:
    """The kind of a figure in one wave: as declared, else by the kinds of its items; many parts become bars."""
    kind = _declared_kind(name, items)
    return BARS if kind in (STACKED, COMPOSITION) and _parts(kind, name, items) > MOST_PARTS else kind


def _parts(kind: str, name: Name, items: tuple[Item, ...]) -> int:
    """How many parts a bar of 100% would have."""
    if kind == COMPOSITION:
        return len(items)
    quantities = shown(name.indicator, items, "stacked")
    return max((sum(part.item is item for part in quantities) for item in items), default=0)


def _declared_kind(name: Name, items: tuple[Item, ...]) -> str:
    declared = {"grades": DOTS, "means": DOTS}.get(name.indicator.figure, name.indicator.figure)
    if declared != "auto":
        return declared
    kinds = [item.traits for item in items]
    if all(item.is_norm for item in items):
        return DOTS
    if all(kind.adds_up for kind in kinds):
        return COMPOSITION
    if not any(kind.categorical for kind in kinds):
        return DOTS
    same_scale = len({item.scale.id if item.scale else "" for item in items}) == 1
    if any(kind.dichotomous for kind in kinds) or name.indicator.show or not same_scale:
        return BARS
    return STACKED


def _one_wave(name: Name, voice: Voice, selection: Selection, items: tuple[Item, ...]) -> Content:
    wave = _latest(selection, items, voice)
    asked = tuple(item for item in items if wave in selection.waves(item))
    kind = figure_kind(name, asked or items)
    if name.breakdown is not None and draws_points(name, asked):
        kind = BARS
    if kind in (STACKED, COMPOSITION):
        maker = _stacked if kind == STACKED else _composition
        return maker(name, voice, selection, asked, wave)
    whole = _declared_kind(name, asked) == STACKED  # then bars show what its table does
    quantities = shown(name.indicator, asked, "rows" if whole else "chart")
    if _display(name, quantities) != PERCENT:
        kind = DOTS  # a bar starts at zero, a grade does not
    if name.breakdown is not None:
        return _grouped(name, voice, selection, quantities, wave)
    drawn = largest(quantities, BAR_HEIGHT, selection, wave) if whole else quantities
    return _of_all(quantities, _values(kind, name, selection, drawn, wave))


def draws_points(name: Name, items: tuple[Item, ...]) -> bool:
    """Whether groups are points in the figure of a breakdown: a full distribution per item and group would fill pages."""
    kind = figure_kind(name, items)
    return kind != COMPOSITION and not (kind == STACKED and len(items) == 1)


def _of_all(quantities: tuple[Quantity, ...], content: Content) -> Content:
    """A figure that says so where it shows some answers of each item and not all of these."""
    items = len(content.items)
    if items < len(content.quantities) < len(quantities) or items == 1 < len(quantities) > len(
        content.quantities
    ):
        return replace(content, all_answers=len(quantities) // items)
    return content


def _latest(selection: Selection, items: tuple[Item, ...], voice: Voice) -> str:
    waves = {wave for item in items for wave in selection.waves(item)}
    return next((wave.id for wave in reversed(voice.study.waves) if wave.id in waves), voice.study.current.id)


def _groups(name: Name, voice: Voice) -> list[tuple[str, str, str]]:
    """(breakdown, group, label) of the rows of a breakdown: everybody first."""
    everybody = ("", "", voice.say("tables", "everybody"))
    breakdown = name.breakdown
    if breakdown is None:
        return [everybody]
    return [everybody, *((breakdown.id, code, label) for code, label in breakdown.groups.items())]


def _stacked(name: Name, voice: Voice, selection: Selection, items: tuple[Item, ...], wave: str) -> Content:
    quantities = shown(name.indicator, items, "stacked")
    parts = {item: tuple(part for part in quantities if part.item is item) for item in items}
    axis = _same_axis(name, list(parts.values()))
    sides, nets = _sides(items), _nets(items)
    rows = [
        Row(
            label if name.breakdown else item.short if len(items) > 1 else "",
            tuple(point_of(selection.estimate(part, wave, place, group)) for part in parts[item]),
            item.short if name.breakdown and len(items) > 1 else "",
            selection.base(item, wave, place, group),
            favourable=sides[item],
            net=point_of(selection.estimate(nets[item], wave, place, group)) if item in nets else None,
        )
        for item in items
        for place, group, label in _groups(name, voice)
    ]
    keys = tuple(Key(part.category, part.label) for part in axis)
    label = nets[items[0]].label if nets else ""
    return Content(keys, _measured(rows), STACKED, name, items, axis, PERCENT, (wave,), net_label=label)


def _sides(items: tuple[Item, ...]) -> dict[Item, str]:
    """The side of each statement that is good news; that of agreeing where only others say it; none where nobody does."""
    said = any(item.favourable for item in items)
    return {item: item.favourable or ("agree" if said else "") for item in items}


def _nets(items: tuple[Item, ...]) -> dict[Item, Quantity]:
    """The net beside each bar, where all of them have the same and it is not a part itself."""
    found = {item: net for item in items if not item.traits.graded and (net := leading_net(item)) is not None}
    same = len({(net.category, net.label) for net in found.values()}) == 1
    return found if same and len(found) == len(items) else {}


def _same_axis(name: Name, parts: list[tuple[Quantity, ...]]) -> tuple[Quantity, ...]:
    codes = {tuple((part.category, part.label) for part in of_item) for of_item in parts}
    if len(codes) > 1 or codes == {()}:
        raise PublicationError("publication.items_of_have_no_scale_in", indicator=name.indicator.id)
    return parts[0] if parts else ()


def _composition(
    name: Name, voice: Voice, selection: Selection, items: tuple[Item, ...], wave: str
) -> Content:
    quantities = shown(name.indicator, items, "composition")
    rows = [
        Row(
            label if name.breakdown else "",
            tuple(point_of(selection.estimate(part, wave, place, group)) for part in quantities),
            n=selection.base(items[0], wave, place, group),
        )
        for place, group, label in _groups(name, voice)
    ]
    keys = tuple(Key(item.id, item.short) for item in items)
    return Content(keys, _measured(rows), COMPOSITION, name, items, quantities, PERCENT, (wave,))


def _values(
    kind: str, name: Name, selection: Selection, quantities: tuple[Quantity, ...], wave: str
) -> Content:
    rows = [
        replace(row, points=(point_of(cell),), outside=outside_of(quantity.item, cell))
        for quantity, row in _labelled(quantities, selection, wave)
        for cell in (selection.estimate(quantity, wave),)
    ]
    measured, items = _measured(rows), asked_items(quantities)
    if len(items) == 1:
        measured = _sorted(quantities, measured)
    return Content((), measured, kind, name, items, quantities, _display(name, quantities), (wave,))


def outside_of(item: Item, cell: Estimate | None) -> float | None:
    """How many files a norm did not apply to; None of another item, and where that is not told."""
    return cell.n_not_applicable if item.is_norm and cell is not None and cell.shown else None


def _sorted(quantities: tuple[Quantity, ...], rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """The answers of one question: the largest first, ties in questionnaire order; those of an ordered scale in order."""
    scale = quantities[0].item.scale
    if scale is not None and scale.traits.ordered:
        return rows
    return tuple(
        sorted(
            rows, key=lambda row: -1.0 if row.points[0].value is None else row.points[0].value, reverse=True
        )
    )


def _labelled(
    quantities: tuple[Quantity, ...], selection: Selection, wave: str
) -> list[tuple[Quantity, Row]]:
    """Quantities with the label of their row: the item, the category, or the category under its item."""
    items = {quantity.item.id for quantity in quantities}
    several = len(quantities) > len(items) > 1
    labelled = []
    for quantity in quantities:
        label = quantity.item.short
        if several or (len(items) == 1 and len(quantities) > 1):
            label = quantity.label
        section = quantity.item.short if several else ""
        labelled.append((quantity, Row(label, (), section, selection.base(quantity.item, wave))))
    return labelled


def _grouped(
    name: Name, voice: Voice, selection: Selection, quantities: tuple[Quantity, ...], wave: str
) -> Content:
    groups = _groups(name, voice)[1:]
    every = quantities
    quantities = fitting(quantities, GROUP_HEIGHT * (len(groups) + 1) + GROUP_GAP, selection, wave)
    rows = [
        replace(
            row,
            points=tuple(
                _point_of_group(selection, quantity, wave, place, group) for place, group, _ in groups
            ),
            everybody=point_of(selection.estimate(quantity, wave)),
        )
        for quantity, row in _labelled(quantities, selection, wave)
    ]
    keys = tuple(Key(group, label) for _, group, label in groups)
    items = asked_items(quantities)
    display = _display(name, quantities)
    content = Content(keys, _measured(rows), GROUPED, name, items, quantities, display, (wave,))
    return _of_all(every, _without_hidden_groups(content))


def _point_of_group(selection: Selection, quantity: Quantity, wave: str, breakdown: str, group: str) -> Point:
    point = point_of(selection.estimate(quantity, wave, breakdown, group))
    rest = selection.against(quantity, breakdown, group)
    return replace(point, rest=rest.verdict) if rest is not None and rest.to_wave == wave else point


def _without_hidden_groups(content: Content) -> Content:
    """The same without groups that show nothing in any row; all of them where none shows anything."""
    shown = [
        place
        for place in range(len(content.keys))
        if any(row.points[place].value is not None for row in content.rows)
    ]
    if not shown:
        return content
    hidden = tuple(key.label for place, key in enumerate(content.keys) if place not in shown)
    rows = tuple(replace(row, points=tuple(row.points[place] for place in shown)) for row in content.rows)
    keys = tuple(content.keys[place] for place in shown)
    return replace(content, keys=keys, rows=rows, without_figures=hidden)


def _change(name: Name, voice: Voice, selection: Selection, items: tuple[Item, ...]) -> Content:
    waves = [wave for wave in voice.study.waves if any(wave.id in selection.waves(item) for item in items)]
    common = tuple(item for item in items if len(selection.waves(item)) > 1)
    every = quantities = shown(name.indicator, common, "change")
    kind = DUMBBELL if len(waves) <= 2 else SLOPE
    latest = waves[-1].id if waves else ""
    quantities = fitting(quantities, ROW_HEIGHTS[kind], selection, latest)
    rows = [
        replace(
            row,
            points=tuple(
                Point(None, told=OTHER_SCALE)
                if _on_another_scale(quantity, wave.id, latest, voice)
                else point_of(selection.estimate(quantity, wave.id))
                for wave in waves
            ),
            **_told_change(selection.change(quantity, LATEST), voice),
            joined=tuple(
                voice.study.questionnaire.comparable(quantity.item.id, before.id, after.id)
                for before, after in zip(waves, waves[1:], strict=False)
            ),
        )
        for quantity, row in _labelled(quantities, selection, latest)
    ]
    keys = tuple(Key(wave.id, wave.label) for wave in waves)
    display = _display(name, quantities) if quantities else PERCENT
    shown_waves = tuple(wave.id for wave in waves)
    return _of_all(
        every, Content(keys, _measured(rows), kind, name, common, quantities, display, shown_waves)
    )


def _on_another_scale(quantity: Quantity, wave: str, latest: str, voice: Voice) -> bool:
    """Whether a mean of an earlier wave was given on another range than the axis of the latest has."""
    item, known = quantity.item, voice.study.questionnaire
    if quantity.ends is None or item.break_reason != "scale" or wave not in item.asked:
        return False
    before = known.waves.index(wave) < known.waves.index(item.comparable_from)
    return before and known.waves.index(latest) >= known.waves.index(item.comparable_from)


def _told_change(change: Change | None, voice: Voice) -> dict[str, Any]:
    """A change of a row, and what the test says of it: in a word and in a few."""
    if change is None:
        return {}
    since = voice.words.figures.since.get(change.verdict, "")
    words = verdict_words(change, voice.words.sentences)
    return {
        "change": change,
        "outcome": outcome_word(change, words),
        "since": filled(since, {"from_wave": wave_label(change.from_wave, voice.study)}) if since else "",
    }


def _display(name: Name, quantities: tuple[Quantity, ...]) -> str:
    units = sorted({quantity.axis for quantity in quantities})
    if len(units) > 1:
        raise PublicationError(
            "publication.items_of_have_different_units_and",
            got=", ".join(map(" ".join, units)),
            indicator=name.indicator.id,
        )
    return quantities[0].display if quantities else PERCENT


def _measured(rows: list[Row]) -> tuple[Row, ...]:
    """Rows with at least one point that exists in the released set, suppressed ones included."""
    return tuple(
        row
        for row in rows
        if any(point.value is not None or point.suppressed or point.told for point in row.points)
    )
