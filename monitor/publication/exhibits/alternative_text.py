"""What a figure shows in words: its alternative text in sentences of plain Dutch."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from monitor.publication.cells.missing import limit_of
from monitor.publication.cells.selection import GRADE, PERCENT
from monitor.publication.exhibits.content import Content, Row
from monitor.publication.exhibits.selecting import COMPOSITION, DUMBBELL, GROUPED, SLOPE, STACKED
from monitor.publication.language.filling import ended, filled, small_start
from monitor.publication.language.voice import Voice
from monitor.publication.sentences.compared import MOVED, TESTED
from monitor.study.labels import wave_label

Labelled = list[tuple[str, float]]


@dataclass(frozen=True)
class Teller:
    """Who tells what a figure shows, and the wordings for it by form."""

    voice: Voice
    forms: Mapping[str, str]


def alternative_text(content: Content, voice: Voice) -> str:
    """The kind of a figure and what it shows, in a few sentences of plain Dutch; the largest comes first, ties in the
    order of the figure."""
    words = voice.words.figures
    return f"{words.kinds[content.kind]} {told(content, Teller(voice, words.alternative_texts))}"


def told(content: Content, teller: Teller) -> str:
    """What a figure shows, in the forms of a teller."""
    if not any(point.value is not None for point in content.points):
        return _say(teller, "suppressed")
    if content.kind in (DUMBBELL, SLOPE):
        return _changes(content, teller)
    parts = _of_one_wave(content, teller)
    if is_earlier(content, teller):
        year = wave_label(content.waves[-1], teller.voice.study)
        parts = [_say(teller, "earlier", wave=year, told=small_start(sentence)) for sentence in parts]
    return " ".join(filter(None, parts))


def is_earlier(content: Content, teller: Teller) -> bool:
    """Whether its last wave is one before the wave that is reported on."""
    return content.waves[-1] != teller.voice.study.current.id


def _of_one_wave(content: Content, teller: Teller) -> list[str]:
    """Sentences about the figures of one wave."""
    if content.kind == GROUPED:
        return [_groups(content, teller)]
    if content.kind in (STACKED, COMPOSITION):
        return _parts(content, teller)
    return [_rows(content, teller)]


def _say(teller: Teller, name: str, **values: str) -> str:
    return filled(teller.forms[name], values)


def _tell(content: Content, teller: Teller, name: str, **values: str) -> str:
    """What is so of the figures of one wave, or was."""
    form = teller.forms[name]
    return filled(form, values, numbers={"now": "0" if is_earlier(content, teller) else "1"})


def _ends(form: str, values: Labelled, content: Content, teller: Teller, **words: str) -> str:
    """The largest and the smallest of some labelled values, both of two, or the only one."""
    (first, most), (last, least) = max(values, key=_value), min(values[::-1], key=_value)
    ends = {"first": first, "value": content.shown(most), "last": last, "least": content.shown(least)}
    if len(values) > 1 and most == least:
        return _tell(content, teller, "rows_same", **ends)
    ending = {1: "only", 2: "two"}.get(len(values), "most")
    ending = ending if f"{form}_{ending}" in teller.forms else "most"
    return _tell(
        content, teller, f"{form}_{ending}", **_who(content, teller),
        item=ended(small_start(content.items[0].text if content.items[0].derived else first)),
        **ends, **words,
    )  # fmt: skip


def _who(content: Content, teller: Teller) -> dict[str, str]:
    """The respondents in the base, as a subject before a verb and as an object."""
    limit = limit_of(content.missing, content.items)
    whom = teller.voice.who(limit).plural
    return {"whom": whom, "who": f"{whom}," if limit else whom}


def _value(entry: tuple[str, float]) -> float:
    return entry[1]


def full_label(row: Row) -> str:
    """The label of a row, under its header where it has one."""
    return f"{row.section}: {row.label}" if row.section else row.label


# one value a row


def _rows(content: Content, teller: Teller) -> str:
    values = [
        (full_label(row), row.points[0].value) for row in content.rows if row.points[0].value is not None
    ]
    labels = {quantity.label for quantity in content.quantities}
    items = {quantity.item.id for quantity in content.quantities}
    if len(items) == 1 and len(labels) > 1:
        return _answer(values, content, teller)
    form = row_form(content, len(labels) == 1 and "" not in labels)
    return _ends(form, values, content, teller, category=min(labels))


def row_form(content: Content, one_category: bool) -> str:
    """The form that tells of rows with one value each."""
    kinds = [item.traits for item in content.items]
    if content.quantities[0].measure == "share":
        if all(kind.is_option for kind in kinds):
            return "option"
        return "row" if one_category and not any(kind.dichotomous for kind in kinds) else "true"
    if content.display == PERCENT:
        return "percent"
    return "grade" if all(kind.graded for kind in kinds) and content.display == GRADE else "number"


def _answer(values: Labelled, content: Content, teller: Teller) -> str:
    """The two answers given most."""
    ranked = sorted(values, key=_value, reverse=True)
    first, following = ranked[0], ranked[min(1, len(ranked) - 1)]
    alone = len(ranked) == 1 or not following[1]
    ending = "only" if alone else "equal" if first[1] == following[1] else "most"
    return _tell(
        content, teller, f"{_answered(content)}_{ending}",
        first=first[0], value=content.shown(first[1]), second=following[0], next=content.shown(following[1]),
        **_who(content, teller),
    )  # fmt: skip


def _answered(content: Content) -> str:
    """Answers are given; the classes of a derived item occur."""
    return "class" if all(item.derived for item in content.items) else "answer"


# bars of 100%


def _parts(content: Content, teller: Teller) -> list[str]:
    shown = [row for row in content.rows if all(point.value is not None for point in row.points)]
    if not shown:
        return [_say(teller, "suppressed")]
    label, leading = _leading(content, teller.voice.words.figures.nothing)
    values = [(full_label(row), sum(row.points[place].value or 0.0 for place in leading)) for row in shown]
    if content.name.breakdown is None and len(content.rows) > 1:
        return [_ends("row", values, content, teller, category=label)]
    first = [
        (key.label, point.value or 0.0) for key, point in zip(content.keys, shown[0].points, strict=True)
    ]
    of_all = (
        _ends("part", first, content, teller)
        if content.kind == COMPOSITION
        else _answer(first, content, teller)
    )
    if content.name.breakdown is None or len({content.shown(value) for _, value in values[1:]}) < 2:
        return [of_all]
    everybody = _say(teller, "everybody", told=small_start(of_all))
    return [everybody, _range(label, values[1:], content, teller)]


def _leading(content: Content, nothing: Collection[str]) -> tuple[str, list[int]]:
    """What a scale is about: its first net that holds the first category; else that category itself, and beside groups
    the one on which they lie furthest apart."""
    codes = [key.code for key in content.keys]
    item = content.quantities[0].item
    for net in item.scale.nets if item.scale is not None and content.kind == STACKED else ():
        if codes[0] in net.of and set(net.of) <= set(codes):
            return net.label, [codes.index(code) for code in net.of]
    place = (
        0
        if content.name.breakdown is None
        else _widest(content, [item.traits.affirms(code) for code in codes], nothing)
    )
    return content.keys[place].label, [place]


def _widest(content: Content, affirming: Sequence[bool], nothing: Collection[str]) -> int:
    """The place of the category on which groups lie furthest apart; of two that mirror each other the one that affirms.

    Of several answers none that says no or nothing: what a figure is about is what people have, and not who has none.
    """
    denies = [not set(nothing).isdisjoint(key.label.casefold().split()) for key in content.keys]
    points = [[row.points[place].value for row in content.rows[1:]] for place in range(len(content.keys))]
    known = [[value for value in values if value is not None] for values in points]
    spreads = [round(max(values) - min(values), 9) if values else 0.0 for values in known]
    places = [place for place, denied in enumerate(denies) if not denied] or range(len(spreads))
    return max(places, key=lambda place: (spreads[place], affirming[place], -place))


def _range(label: str, values: Labelled, content: Content, teller: Teller) -> str:
    (first, most), (last, least) = max(values, key=_value), min(values[::-1], key=_value)
    return _tell(
        content, teller, "range", category=label, first=first, value=content.shown(most), last=last,
        least=content.shown(least),
    )  # fmt: skip


# groups and waves


def _key_values(content: Content, row: Row) -> Labelled:
    pairs = zip(content.keys, row.points, strict=True)
    return [(key.label, point.value) for key, point in pairs if point.value is not None]


def _groups(content: Content, teller: Teller) -> str:
    """The row whose groups lie furthest apart; where no row has two groups, the only ones that are known."""
    rows = [(row, _key_values(content, row)) for row in content.rows]
    several = [(row, values) for row, values in rows if len(values) > 1]
    if not several and any(values for _, values in rows):
        return _only_group(rows, content, teller)
    rows = several or rows
    row, values = max(rows, key=lambda entry: _spread(entry[1]))
    (first, most), (last, least) = max(values, key=_value), min(values[::-1], key=_value)
    words = {"first": first, "value": content.shown(most), "last": last, "least": content.shown(least)}
    form = "group_only" if len(content.rows) == 1 else "group_most"
    if words["value"] == words["least"]:
        form = "group_only_same" if len(content.rows) == 1 else "group_most_same"
    return _tell(content, teller, form, row=full_label(row), **words)


def _only_group(rows: Sequence[tuple[Row, Labelled]], content: Content, teller: Teller) -> str:
    """The highest of the figures where each row has one group at most."""
    row, [(group, value)] = max((entry for entry in rows if entry[1]), key=lambda entry: entry[1][0][1])
    form = "group_one" if len(rows) == 1 else "group_one_most"
    return _tell(content, teller, form, row=full_label(row), first=group, value=content.shown(value))


def _spread(values: Labelled) -> float:
    sizes = [value for _, value in values]
    return max(sizes) - min(sizes) if sizes else -1.0


def _changes(content: Content, teller: Teller) -> str:
    changes = [row.change for row in content.rows if row.change is not None]
    pairs = {(change.from_wave, change.to_wave) for change in changes}
    pairs = pairs or {(content.waves[-2:][0], content.waves[-1])}
    before, last = (wave_label(wave, teller.voice.study) for wave in min(pairs))
    mixed = "_mixed" if len(pairs) > 1 else ""
    verdicts = [change.verdict for change in changes if change.verdict in TESTED]
    if not verdicts:
        return _say(teller, f"change_untested{mixed}", from_wave=before, to_wave=last)
    up, down = verdicts.count("increased"), verdicts.count("decreased")
    form = f"change_{'some' if up or down else 'none'}{mixed}"
    if len(changes) == 1:
        form = "change_up_one" if up else "change_down_one" if down else "change_none_one"
    words = {
        "from_wave": before,
        "to_wave": last,
        "up": str(up or teller.voice.words.figures.alternative_texts["nowhere"]),
        "down": str(down or teller.voice.words.figures.alternative_texts["nowhere"]),
        "all": str(len(verdicts)),
    }
    parts = (_say(teller, form, **words), _largest_change(content, teller))
    return " ".join(filter(None, parts))


def _largest_change(content: Content, teller: Teller) -> str:
    """The largest of the tested differences, where it can be seen."""
    tested = [(row, _ends_of_change(content, row)) for row in content.rows]
    moved = [(abs(ends[1] - ends[0]), row, ends) for row, ends in tested if ends is not None]
    if not moved:
        return ""
    _, row, ends = max(moved, key=lambda entry: entry[0])
    before, after = map(content.shown, ends)
    if before == after:
        return ""
    change = row.change
    assert change is not None
    form = "change_largest" if change.verdict in MOVED else "change_chance"
    form += "_one" if sum(row.change is not None for row in content.rows) == 1 else ""
    waves = {name: wave_label(getattr(change, name), teller.voice.study) for name in ("from_wave", "to_wave")}
    return _say(teller, form, row=full_label(row), from_value=before, to_value=after, **waves)


def _ends_of_change(content: Content, row: Row) -> tuple[float, float] | None:
    """The values in both waves of a tested change; None where it was not tested or a value is not shown."""
    change = row.change
    if change is None or change.verdict not in TESTED:
        return None
    places = (content.waves.index(wave) for wave in (change.from_wave, change.to_wave))
    before, after = (row.points[place].value for place in places)
    return None if before is None or after is None else (before, after)
