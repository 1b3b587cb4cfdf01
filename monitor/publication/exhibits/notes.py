"""The note under a figure or table: base, unit, what a reader must know to read it, source."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from monitor.publication.cells.certainty import Certainty
from monitor.publication.cells.margins import Reason, told_margin_of
from monitor.publication.cells.selection import NUMBER, PERCENT, Quantity
from monitor.publication.exhibits.bases import base_of
from monitor.publication.exhibits.content import OTHER_SCALE, Content
from monitor.publication.exhibits.names import Name
from monitor.publication.exhibits.rounding import rounding_of_figure
from monitor.publication.exhibits.selecting import (
    COMPOSITION,
    DUMBBELL,
    GROUPED,
    SLOPE,
    STACKED,
    WITH_INTERVALS,
)
from monitor.publication.exhibits.subject import questions_of
from monitor.publication.exhibits.table_model import CLASS, EMPTY, SUPPRESSED, UNRELIABLE, TableRow
from monitor.publication.exhibits.units import unit_in_words
from monitor.publication.language.markdown import escape_markdown
from monitor.publication.language.numbers import number
from monitor.publication.language.voice import Voice
from monitor.publication.sentences.breaks import around_break, asked_again, break_clause, broken_items
from monitor.publication.sentences.compared import TESTED
from monitor.publication.sentences.whole_sets import whole_sets
from monitor.schema import Change
from monitor.schema_words import REST
from monitor.study.labels import group_label, wave_label
from monitor.study.questionnaire import Item
from monitor.study.study_file import Breakdown

Break = tuple[str, str, str]  # the waves on both sides of it, and why


def notes_of(content: Content, voice: Voice, certainty: Certainty) -> str:
    """The note under a figure: one paragraph of Markdown."""
    if content.is_hidden:
        told = (questions_of(content.items, voice), source(content.waves, voice))
        return " ".join(escape_markdown(sentence) for sentence in told if sentence)
    sentences = [
        questions_of(content.items, voice),
        f"{base_of(content, voice)}.",
        voice.say(
            "notes",
            "unit",
            unit=unit_in_words(
                content.quantities, voice, content.missing, distribution=content.kind == STACKED
            ),
        ),
        *_remarks(content, voice, certainty),
    ]
    return " ".join(escape_markdown(sentence) for sentence in sentences if sentence)


def _remarks(content: Content, voice: Voice, certainty: Certainty) -> Iterator[str]:
    yield from _about_items(content.items, voice)
    yield from rounding_of_figure(content, voice)
    if content.kind in WITH_INTERVALS and any(point.low is not None for point in content.points):
        form = "interval_band" if content.kind == SLOPE else "interval"
        yield voice.say("notes", form, confidence=certainty.confidence)
    if content.kind == GROUPED and any(row.everybody is not None for row in content.rows):
        yield voice.say("notes", "everybody")
    if content.kind == DUMBBELL:
        yield voice.say("notes", "difference", unit=_unit_of_difference(content, voice))
    if content.name.change:
        changes = [row.change for row in content.rows if row.change is not None]
        between = "between_drawn" if content.kind == SLOPE else "between"
        yield from _about_changes(changes, voice, certainty, between, in_table=False)
        yield from _about_breaks(content.items, content.waves, changes, voice)
        yield from _about_waves(content.name, content.items, voice)
    yield from _about_groups(
        content.name, voice, "tested_groups" if content.kind == GROUPED else "tested_groups_drawn"
    )
    yield from _about_answers(content, voice)
    yield from _marks(content, voice)
    yield from _about_now(content.waves, content.items, voice)
    yield source(content.waves, voice)


def _about_now(waves: Sequence[str], items: Iterable[Item], voice: Voice) -> Iterator[str]:
    """That the wave which is reported on did not ask this, or not in this way; the figures are of an earlier one."""
    now = voice.study.current
    if now.id not in waves:
        again = any(asked_again(item, voice.study) for item in items)
        yield voice.say("notes", "not_now_so" if again else "not_now", wave=now.label)


def _about_answers(content: Content, voice: Voice) -> Iterator[str]:
    """How many answers and rows the figure shows, where it does not show them all."""
    items = len(content.items)
    if content.all_answers:
        values = {"n": number(len(content.quantities) // items), "all": number(content.all_answers)}
        if items > 1 or not content.all_rows:
            yield voice.say("notes", "largest" if items == 1 else "largest_each", **values)
    if content.all_rows:
        every = content.all_answers if items == 1 and content.all_answers else content.all_rows
        yield voice.say("notes", "rows", n=number(len(content.rows)), all=number(every))


def _unit_of_difference(content: Content, voice: Voice) -> str:
    if content.display == NUMBER:
        return content.items[0].unit or voice.say("notes", "own_unit")
    if content.display == PERCENT:
        return voice.words.sentences.units["share"]
    return voice.say("notes", "grade_unit")


def _marks(content: Content, voice: Voice) -> Iterator[str]:
    """The legend of suppressed and unreliable values, where they occur."""
    if any(point.suppressed for point in content.points):
        yield voice.say("notes", "suppressed")
    if any(point.told not in ("", OTHER_SCALE) for point in content.points):
        yield voice.say("notes", "classes")
    if content.without_figures:
        yield voice.say("notes", "without_figures", groups=voice.phrases.listed(content.without_figures))
    some = any(point.low is not None for point in content.points)
    yield from about_margins(content.without, some, voice)
    if any(point.unreliable for point in content.points):
        yield voice.say(
            "notes", "unreliable" if content.kind in (STACKED, COMPOSITION) else "unreliable_mark"
        )


def _about_items(items: Iterable[Item], voice: Voice) -> Iterator[str]:
    """Several answers, and answers that stand outside the base."""
    all_items = tuple(items)
    if any(item.traits.is_option for item in all_items):
        yield voice.say("notes", "several")
    labels = sorted({entry.label for item in all_items for entry in item.special})
    if len(labels) == 1:
        yield voice.say("notes", "not_applicable", label=labels[0])
    elif labels:
        yield voice.say(
            "notes",
            "not_applicable_several",
            labels=voice.phrases.listed([f"‘{label}’" for label in labels], "or"),
        )


def _about_changes(
    changes: Sequence[Change],
    voice: Voice,
    certainty: Certainty,
    between: str = "between",
    in_table: bool = True,
) -> Iterator[str]:
    """Which waves a difference is between, how it was tested, and what cannot be compared.

    A table prints the margins of differences, a figure does not.
    """
    if changes and len(voice.study.waves) > 2:
        yield from _between(changes, voice, between)
    tested = [change for change in changes if change.verdict in TESTED]
    if tested:
        yield voice.say("notes", "tested", confidence=certainty.confidence)
        yield from [voice.say("notes", "adjusted")] if certainty.adjusted else []
        yield from _about_told_margins(tested, voice, certainty) if in_table else ()
        yield from _detectable(tested, voice, certainty)
    elif changes:
        yield voice.say("notes", "untested")
    broken = {change.item: change for change in changes if change.verdict == "not_comparable"}
    items = [voice.study.questionnaire.items[name] for name in broken]

    def told(item: Item) -> Break:
        change = broken[item.id]
        return change.from_wave, change.to_wave, _clause(item, change.reason, voice)

    yield from _breaks(items, told, voice)


def _about_told_margins(tested: Sequence[Change], voice: Voice, certainty: Certainty) -> Iterator[str]:
    """What the margins beside differences are: an interval of their own, or that of the outcome of the test."""
    told = {change.verdict for change in tested if told_margin_of(change) is not None}
    outcome = told & ({"equivalent", "increased", "decreased"} if certainty.adjusted else {"equivalent"})
    if told:
        form = "margin_plain" if not outcome else "margin_outcome" if outcome == told else "margin_both"
        yield voice.say("notes", form, confidence=certainty.confidence)
    if any(change.verdict == "undecided" and _excludes_zero(change) for change in tested):
        yield voice.say("notes", "together")


def _between(changes: Sequence[Change], voice: Voice, form: str) -> Iterator[str]:
    """The waves that differences are between: those of most rows, then of the questions that were asked otherwise."""
    items: dict[tuple[str, str], list[str]] = {}
    for change in changes:
        items.setdefault((change.from_wave, change.to_wave), []).append(change.item)
    (most, _), *others = sorted(items.items(), key=lambda entry: -len(entry[1]))
    yield voice.say("notes", form, **_labels(most, voice))
    for pair, names in others:
        short = [f"‘{voice.study.questionnaire.items[name].short}’" for name in dict.fromkeys(names)]
        yield voice.say("notes", "between_others", items=voice.phrases.listed(short), **_labels(pair, voice))


def _labels(pair: tuple[str, str], voice: Voice) -> dict[str, str]:
    return {
        name: wave_label(wave, voice.study) for name, wave in zip(("from_wave", "to_wave"), pair, strict=True)
    }


def _detectable(changes: Sequence[Change], voice: Voice, certainty: Certainty) -> Iterator[str]:
    """How small a difference this study could have shown (shares only)."""
    sizes = [change.mdd for change in changes if change.mdd is not None and change.measure == "share"]
    if not sizes:
        return
    low, high = number(min(sizes) * 100), number(max(sizes) * 100)
    form = "detectable" if low == high else "detectable_range"
    yield voice.say("notes", form, power=number(certainty.power * 100), low=low, high=high)


def _about_breaks(
    items: Iterable[Item], waves: Sequence[str], changes: Sequence[Change], voice: Voice
) -> Iterator[str]:
    """Waves in a table that cannot be compared with the latest, where no tested change says so."""
    said = {change.item for change in changes if change.verdict == "not_comparable"}
    broken = [item for item in broken_items(voice.study, items) if item.id not in said]

    def told(item: Item) -> Break:
        before, since = around_break(item, voice.study)
        return before[-1], since[0], _clause(item, "", voice)

    yield from _breaks([item for item in broken if set(told(item)[:2]) <= set(waves)], told, voice)


def _breaks(items: Sequence[Item], told: Callable[[Item], Break], voice: Voice) -> Iterator[str]:
    """A sentence for each break: of a whole set of options at once."""
    known = {item.id: told(item) for item in items}
    for item in whole_sets(items, voice.study, lambda item: known[item.id]):
        from_wave, to_wave, reason = (
            known.get(item.id) or known[voice.study.questionnaire.groups[item.id].items[0]]
        )
        yield voice.say(
            "notes", "not_comparable", item=item.short, from_wave=wave_label(from_wave, voice.study),
            to_wave=wave_label(to_wave, voice.study), reason=reason,
        )  # fmt: skip


def _clause(item: Item, kind: str, voice: Voice) -> str:
    return break_clause(item, voice.words.sentences.break_reasons, kind)


def _excludes_zero(change: Change) -> bool:
    """Whether the interval of this row alone has no 0 in it."""
    low, high = change.ci_low, change.ci_high
    return low is not None and high is not None and (low > 0 or high < 0)


def _about_waves(name: Name, items: Sequence[Item], voice: Voice) -> Iterator[str]:
    if len(items) < len(name.indicator.items):
        yield voice.say("notes", "asked_in_all")


def _about_groups(name: Name, voice: Voice, tested: str) -> Iterator[str]:
    """How groups are rounded, and whether they are tested against each other: a declared family tests their change."""
    if name.breakdown is None:
        return
    if name.breakdown.identifiable:
        yield voice.say("notes", "rounded_bases")
    if name.breakdown.groups_are_tested:
        yield groups_note(name.breakdown, voice, tested)
    else:
        yield voice.say("notes", "untested_groups")


def groups_note(breakdown: Breakdown, voice: Voice, form: str) -> str:
    """What the signs of tested groups say, or where their outcomes stand."""
    reference = group_label(breakdown.id, breakdown.reference, voice.study)
    form = form if breakdown.compared == REST else f"{form}_{breakdown.compared}"
    return voice.say("notes", form, reference=escape_markdown(reference))


def source(waves: Iterable[str], voice: Voice) -> str:
    """Where the figures come from: the study and its waves."""
    return voice.say(
        "notes",
        "source",
        title=voice.study.title,
        waves=voice.phrases.listed([wave_label(wave, voice.study) for wave in waves]),
    )


def table_notes(
    unit: str, name: Name, voice: Voice, certainty: Certainty, quantities: Sequence[Quantity], waves: Sequence[str],
    rows: Sequence[TableRow], changes: Sequence[Change] = (), margins: Sequence[str] = (),
) -> tuple[str, ...]:  # fmt: skip
    """What stands under a table: plain sentences."""
    items = tuple(dict.fromkeys(quantity.item for quantity in quantities))
    notes = [voice.say("notes", "unit", unit=unit)]
    notes += [*_about_counts(rows, voice), *_about_items(items, voice)]
    if name.change:
        notes += [*_about_changes(changes, voice, certainty), *_about_breaks(items, waves, changes, voice)]
        notes += _about_waves(name, items, voice)
    figures = [cell for row in rows for cell in (row.cells[: len(waves)] if name.change else row.cells)]
    if len(waves) > 1 and any(cell.status == EMPTY for cell in figures):
        notes.append(voice.say("tables", "not_asked"))
    notes += [
        *_about_groups(name, voice, "tested_groups"),
        *margins,
        *about_marks(rows, voice),
        *_about_now(waves, items, voice),
    ]
    return (*notes, source(waves, voice))


def figure_table_notes(
    rows: Sequence[TableRow], voice: Voice, margins: Sequence[str] = (), marked: Breakdown | None = None
) -> tuple[str, ...]:
    """What stands under the data of a figure: only what its note does not say. `marked`: whose groups have signs."""
    tested = [groups_note(marked, voice, "tested_groups")] if marked is not None else []
    return (*_about_counts(rows, voice), *tested, *margins, *about_marks(rows, voice))


def _about_counts(rows: Sequence[TableRow], voice: Voice) -> Iterator[str]:
    if any("(" in cell.text for row in rows for cell in row.cells if cell.display == PERCENT):
        yield counts_note(voice)


def counts_note(voice: Voice) -> str:
    """What the numbers in brackets are: with weights they are no part of the percentage before them."""
    form = "counts_unweighted" if voice.study.weighted else "counts"
    return voice.say("tables", form, respondents=voice.respondents.plural)


def about_margins(without: Collection[Reason], some: bool, voice: Voice) -> Iterator[str]:
    """Why there is no margin where none stands; `some` other figures have one."""
    reasons = sorted(without)
    if reasons == ["alike"] and not some:
        yield voice.say("notes", "no_margin_alike_all")
        return
    yield from (voice.say("notes", f"no_margin_{reason}") for reason in reasons)


def about_marks(rows: Sequence[TableRow], voice: Voice) -> Iterator[str]:
    """What the signs of suppressed and unreliable values mean, where they occur."""
    statuses = {cell.status for row in rows for cell in row.cells}
    marks = (SUPPRESSED, CLASS, UNRELIABLE)
    return (voice.say("notes", status) for status in marks if status in statuses)
