"""The title of a figure: what it is about, and what stands out in it, no more than is known.

A title calls one figure the largest of its set only where its difference with the next is proven; else it names both.
Of one question it tells the larger of its sides (agree or disagree), and the two answers given most where it has none.
A share goes by the clause of its answer. The label of a question is printed beside the share of its first side and never beside that
of its other: who reads the label would take those who deny it for those who say so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from monitor.publication.exhibits.alternative_text import (
    Labelled,
    Teller,
    full_label,
    is_earlier,
    row_form,
    told,
)
from monitor.publication.exhibits.content import Content, Row
from monitor.publication.exhibits.selecting import COMPOSITION, DUMBBELL, GROUPED, SLOPE, STACKED
from monitor.publication.exhibits.subject import subject_of
from monitor.publication.language.filling import capital, ends_itself, filled, small_start
from monitor.publication.language.voice import Voice
from monitor.release.results.method import FigureOrder
from monitor.study.labels import wave_label
from monitor.study.scale import Net

Orders = Sequence[FigureOrder]
ALONE = "_alone"
ENDINGS = ("_short", ALONE)


def finding_title(content: Content, voice: Voice, orders: Orders = ()) -> str:
    """The title of a figure; only what it is about where nothing stands out or there is no room.

    `orders` are the tested orders of two figures of the reported wave.
    """
    subject, words = subject_of(content.name, content.waves, voice), voice.words.figures
    asked = ends_itself(subject)
    for finding, alone in _findings(content, voice, orders):
        values = {"subject": subject, "finding": capital(finding) if asked else finding}
        title = finding if alone else filled(words.titles["after_question" if asked else "title"], values)
        if finding and len(title.split()) <= words.title_words:
            return title
    return subject


def _findings(content: Content, voice: Voice, orders: Orders) -> Iterator[tuple[str, bool]]:
    """What a title may say, the fullest first, and whether it stands without the subject of the figure."""
    teller = Teller(voice, voice.words.figures.titles)
    if not any(point.value is not None for point in content.points):
        return
    if content.kind in (DUMBBELL, SLOPE, GROUPED) or content.name.breakdown is not None:
        for ending in ("", *ENDINGS):
            yield told(content, _in_other_words(content, teller, ending)), ending == ALONE
        return
    forms = voice.words.figures.titles
    earlier = is_earlier(content, teller)
    for form, values in _of_one_wave(content, voice, () if earlier else orders):
        if form in forms and not (earlier and "told" in values):  # a clause is in the present tense
            finding = filled(forms[form], values)
            wave = wave_label(content.waves[-1], voice.study)
            finding = filled(forms["earlier"], {"wave": wave, "told": finding}) if earlier else finding
            yield finding, form.endswith(ALONE)


def _in_other_words(content: Content, teller: Teller, ending: str) -> Teller:
    """A teller that uses the forms with an ending, and says nothing where there are none."""
    if not ending:
        return teller
    breakdown = content.name.breakdown
    label = small_start(breakdown.label) if breakdown is not None else ""
    others = {name: teller.forms.get(name + ending, "") for name in teller.forms}
    return Teller(teller.voice, {name: form.replace("{breakdown}", label) for name, form in others.items()})


Form = tuple[str, dict[str, str]]


def _of_one_wave(content: Content, voice: Voice, orders: Orders) -> Iterator[Form]:
    if content.kind == STACKED:
        return _of_bars(content, orders)
    if content.kind == COMPOSITION:
        shares = zip(content.keys, content.rows[0].points, strict=True)
        parts = _known([(key.label, point.value) for key, point in shares])
        return _of_set("part", parts, content, orders)
    excluding = _excluding(content, voice)
    shown = [row for row in content.rows if row.label not in excluding]
    values = _known([(full_label(row), row.points[0].value) for row in shown])
    labels = {quantity.label for quantity in content.quantities}
    items = {quantity.item.id for quantity in content.quantities}
    if len(items) == 1 and len(labels) > 1:
        return _of_answers(values, content)
    one = len(labels) == 1 and "" not in labels
    return _of_set(row_form(content, one), values, content, orders, min(labels))


def _known(values: Sequence[tuple[str, float | None]]) -> Labelled:
    return [(label, value) for label, value in values if value is not None]


def _excluding(content: Content, voice: Voice) -> set[str]:
    """The labels of options that exclude all others: that nothing of the list holds is not what stands out in it."""
    exclusive = voice.study.questionnaire.group_of(content.items[0].id).exclusive
    labels = {item.short for item in content.items if item.id in exclusive}
    return labels if len(labels) < len(content.items) else set()


def _of_bars(content: Content, orders: Orders) -> Iterator[Form]:
    rows = [row for row in content.rows if all(point.value is not None for point in row.points)]
    sides = _sides(content)
    if not rows:
        return
    if len(content.rows) == 1 and not sides:
        answers = zip(content.keys, rows[0].points, strict=True)
        yield from _of_answers(_known([(key.label, point.value) for key, point in answers]), content)
        return
    codes = [key.code for key in content.keys]
    first = Net(codes[0], content.keys[0].label, (codes[0],))
    sums = {
        side.id: [sum(row.points[codes.index(code)].value or 0.0 for code in side.of) for row in rows]
        for side in sides or [first]
    }
    side = max(sides or [first], key=lambda one: max(sums[one.id]))
    yield from _of_clauses(_labelled(rows, sums[side.id]), content, orders, side.id)
    if codes[0] not in side.of and len(rows) > 1:  # labels say what this side denies
        side = next((one for one in sides if codes[0] in one.of), first)
    values = _labelled(rows, sums.get(side.id, []))
    yield from _of_set("row", values, content, orders, side.label, side.id)


def _labelled(rows: Sequence[Row], values: Sequence[float]) -> Labelled:
    return list(zip(map(full_label, rows), values, strict=True)) if values else []


def _of_clauses(values: Labelled, content: Content, orders: Orders, code: str) -> Iterator[Form]:
    """The figure that leads a set, or the two at its head, by the clauses of their answers."""
    ranked, items = _ranked(values), content.items
    clauses = {item.short: item.clause(code) for item in items}
    if len(ranked) == len(items) == 1:  # whose row has no label
        clauses = {ranked[0][0]: items[0].clause(code)}
    proven = len(ranked) > 1 and _is_proven(ranked[0][0], content, orders, code)
    named = ranked[: 1 if proven else 2]
    told_of = [clauses.get(label, "") for label, _ in named]
    if not all(told_of):
        return
    words = {"told": told_of[0], "told_next": told_of[-1]}
    words |= {"value": content.shown(named[0][1]), "next": content.shown(named[-1][1])}
    form = "row_only" if len(ranked) == 1 else "row_first" if proven else "row_two"
    yield f"{form}_told", words
    yield f"{form}_alone", words


def _sides(content: Content) -> list[Net]:
    """The sides of a scale as a figure shows it: nets that hold an end of it."""
    scale, codes = content.quantities[0].item.scale, [key.code for key in content.keys]
    ends = {codes[0], codes[-1]}
    nets = scale.nets if scale is not None else ()
    return [net for net in nets if set(net.of) < set(codes) and ends & set(net.of)]


def _of_answers(values: Labelled, content: Content) -> Iterator[Form]:
    """Of one question the two answers given most: nobody tested which of them is the larger."""
    ranked = _ranked(values)
    if len(ranked) > 1 and ranked[1][1]:
        yield "two_answers", _two(ranked, content)
    elif ranked:
        yield "one_answer", {"first": ranked[0][0], "value": content.shown(ranked[0][1])}


def _of_set(
    form: str, values: Labelled, content: Content, orders: Orders, category: str = "", code: str | None = None
) -> Iterator[Form]:
    """The figure that leads a set, where that is proven; else the two at its head."""
    ranked = _ranked(values)
    if not ranked:
        return
    if len(ranked) == 1:
        yield (
            f"{form}_only",
            {"category": category, "first": ranked[0][0], "value": content.shown(ranked[0][1])},
        )
        return
    words = {"category": category, **_two(ranked, content)}
    if len({content.shown(value) for _, value in ranked}) == 1:
        yield "rows_same", words
    elif _is_proven(ranked[0][0], content, orders, code):
        yield f"{form}_first", words
        yield f"{form}_first_short", words
    else:
        yield f"{form}_two", words
        yield f"{form}_two_short", words


def _ranked(values: Labelled) -> Labelled:
    return sorted(values, key=lambda entry: -entry[1])


def _two(ranked: Labelled, content: Content) -> dict[str, str]:
    (first, most), (second, following) = next(pairwise(ranked))
    return {
        "first": first, "value": content.shown(most), "second": second, "next": content.shown(following),
    }  # fmt: skip


def _is_proven(label: str, content: Content, orders: Orders, code: str | None) -> bool:
    """Whether the figure with this label is proven to lead its set."""
    quantity = content.quantities[0]
    category = quantity.category if code is None else code
    wanted = (content.name.indicator.id, category, quantity.measure)
    named = {item.id: item.short for item in content.items}
    return any(
        order.proven
        and (order.indicator, order.more_category, order.measure) == wanted
        and named.get(order.more) == label
        for order in orders
    )
