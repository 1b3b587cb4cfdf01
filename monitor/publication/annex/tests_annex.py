"""How differences were tested: the families of tests, and the outcome of each test."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from monitor.publication.cells.by_key import Cells
from monitor.publication.cells.certainty import certainty_of
from monitor.publication.cells.margins import told_margin_of
from monitor.publication.cells.outcomes import outcome_word
from monitor.publication.exhibits.table_model import Table
from monitor.publication.language.filling import filled
from monitor.publication.language.numbers import decimals_apart, exact, number, percent
from monitor.publication.language.phrases import SMALLEST_P, Unit
from monitor.publication.language.voice import Voice
from monitor.publication.sentences.compared import told_verdicts
from monitor.publication.sentences.sentences import Sentences, measured
from monitor.publication.tables.text_table import annex_table
from monitor.schema import Change
from monitor.schema_words import GROUPS, PERSONS
from monitor.study.labels import figure_label, wave_label
from monitor.study.study import Study

if TYPE_CHECKING:
    from monitor.release.results.method import FamilySummary
    from monitor.release.results.released_set import ReleasedSet


def families_table(released: ReleasedSet, voice: Voice) -> Table | None:
    """Families of tests with their size m, the number R found, level and adjustment."""
    words = voice.words.annex.tables["families"]
    rows = []
    families = released.method.tests.families if released.method.tests else ()
    for family in families:
        rows.append([
            _family_label(family, voice),
            number(family.m),
            number(family.selected),
            f"{exact((1 - family.alpha) * 100)}%",
            words.values.get(family.rule, family.rule),
        ])  # fmt: skip
    notes = [words.notes["note"], *_expected(families, voice), *_orders(released, voice)]
    if {"first", "trend"} <= set(released.changes["comparison"]):
        notes.append(words.notes["trend"])
    return annex_table("method-families", words, rows, voice, notes=notes)


def _expected(families: Sequence[FamilySummary], voice: Voice) -> Iterator[str]:
    """How many verdicts may be false, as a share of what was found; not where that is less than one."""
    n = sum(family.alpha * family.selected for family in families if family.rule == "bh")
    if n >= 1:
        words = voice.words.annex.tables["families"].notes["expected"]
        yield filled(words, {"n": number(n, 1)})


def _orders(released: ReleasedSet, voice: Voice) -> Iterator[str]:
    """How often two figures of one wave were tested: the largest two of each set, and the pairs that a claim asks for."""
    orders = released.method.orders
    pairs = sum(not order.indicator for order in orders)
    values = {
        "wave": voice.study.current.label,
        "leaders": number(len(orders) - pairs),
        "pairs": number(pairs),
        "proven": number(sum(order.proven for order in orders)),
    }
    if orders:
        notes = voice.words.annex.tables["families"].notes
        yield filled(notes["orders" if pairs else "orders_alone"], values)


def _family_label(family: FamilySummary, voice: Voice) -> str:
    words = voice.words.annex.tables["families"].values
    if family.family == GROUPS:
        label = filled(words["groups"], {"wave": wave_label(family.to_wave, voice.study)})
        own = voice.study.breakdown(family.breakdown)
        return label if own is None else f"{label}, {own.label}"
    known = family.from_wave and family.to_wave
    if family.family == PERSONS:
        waves = _waves(family.from_wave, family.to_wave, voice.study) if known else words["every"]
        return f"{waves}, {words['persons']}"
    waves = _waves(family.from_wave, family.to_wave, voice.study) if known else words["every"]
    breakdown = voice.study.breakdown(family.breakdown)
    if breakdown is not None:
        return f"{waves}, {breakdown.label}"
    headline = family.family.endswith("headlines")
    kind = words.get(family.comparison, "")
    return ", ".join(filter(None, (waves, words["headlines"] if headline else words["whole"], kind)))


def _waves(from_wave: str, to_wave: str, study: Study) -> str:
    return f"{wave_label(from_wave, study)}–{wave_label(to_wave, study)}"


def tests_table(released: ReleasedSet, voice: Voice) -> Table | None:
    """The test of each question between the latest wave and the one before, with interval, p and MDD.

    A question that another wave asked before names its waves; the caption names those of most questions.
    """
    words, cells = voice.words.annex.tables["tests"], Cells(released)
    tests: dict[tuple[str, ...], Change] = {}
    for key, place in cells.change_keys():
        change = cells.change_at(place)
        own = released.method.tests is None or change.item not in released.method.tests.left_out
        if own and change.comparison == "previous" and change.level == "item" and not change.breakdown:
            tests.setdefault(key, change)
    if not tests:
        return None
    certainty, verdicts = certainty_of(released, voice.study), told_verdicts(released, voice.study)
    between = Counter((change.from_wave, change.to_wave) for change in tests.values()).most_common(1)[0][0]
    values = {
        "from_wave": wave_label(between[0], voice.study),
        "to_wave": wave_label(between[1], voice.study),
        "confidence": certainty.confidence,
        "power": percent(certainty.power),
    }
    return annex_table(
        "method-tests",
        words,
        [
            _test_row(change, verdicts.get(change.item, change.verdict), Sentences(voice), between)
            for change in tests.values()
        ],
        voice,
        header=[filled(head, values) for head in words.header],
        caption=filled(words.caption, values),
        notes=[filled(words.notes["note"], values), *_of_rows(tests.values(), verdicts, words.notes)],
    )


def _of_rows(tests: Iterable[Change], verdicts: Mapping[str, str], notes: Mapping[str, str]) -> Iterator[str]:
    """That some questions have the verdict of all rows of their table of changes."""
    if any(test.verdict == "undecided" and verdicts.get(test.item) == "equivalent" for test in tests):
        yield notes["of_rows"]


def _test_row(change: Change, verdict: str, sentences: Sentences, between: tuple[str, str]) -> list[str]:
    item, phrases = measured(change.item, sentences.study), sentences.phrases
    unit, verdicts = sentences.difference_unit(change.measure, item), sentences.words.verdicts
    label = sentences.voice.label_beside_number(item)
    label = f"{label} ({figure_label(item, change.category)})" if change.category else label
    if (change.from_wave, change.to_wave) != between:
        label += f" ({_waves(change.from_wave, change.to_wave, sentences.study)})"
    return [
        f"{item.number} {label}".strip(),
        outcome_word(change, verdicts, verdict),
        "" if change.difference is None else phrases.difference(change.difference, unit),
        _margin(change, sentences, unit),
        "" if change.p_adjusted is None or not verdict else _p_value(change.p_adjusted),
        "" if change.mdd is None else unit.size(change.mdd),
    ]


def _margin(change: Change, sentences: Sentences, unit: Unit) -> str:
    """The interval that is told of a difference, with as many decimals as set its ends apart."""
    margin = told_margin_of(change)
    if margin is None:
        return ""
    low, high = (end * unit.factor for end in margin)
    decimals = decimals_apart(low, high, unit.decimals) or unit.decimals
    return sentences.phrases.spanned(number(end, decimals) for end in (low, high))


def _p_value(p: float) -> str:
    return number(p, 3) if p >= SMALLEST_P else f"< {number(SMALLEST_P, 3)}"
