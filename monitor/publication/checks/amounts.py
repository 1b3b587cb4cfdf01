"""Words next to a figure, held against the figure: more than, almost, the largest, none."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from monitor.messages.catalogue import text
from monitor.publication.cells.selection import PERCENT
from monitor.publication.checks.bases import everybody_of
from monitor.publication.checks.findings import Context, Finding, in_sentence
from monitor.publication.checks.patterns import any_of
from monitor.publication.checks.prose import SIGN, Sentence
from monitor.publication.checks.shown import WORDS, Rank, Shown
from monitor.publication.language.numbers import number, rounded
from monitor.publication.language.phrases import is_count
from monitor.publication.sentences.sentences import display_of
from monitor.publication.sentences.variable_tree import ANY, find
from monitor.publication.sentences.wave_names import RANK

HOLDS: dict[str, Callable[[float, float], bool]] = {
    ">": operator.gt, ">=": operator.ge, "<": operator.lt, "<=": operator.le,
}  # fmt: skip


def amounts(sentence: Sentence, context: Context) -> Iterator[Finding]:
    """ "meer dan de helft" beside 48%: the figure must lie in the interval of the words."""
    for match in any_of(tuple(context.amounts)).finditer(sentence.said):
        low, high = context.amounts[match[0].lower()]
        if _is_base(sentence, match, context):
            continue
        near = context.words.beside if low == high else context.words.near
        shown = _nearest_share(sentence, match.start(), match.end(), near)
        if shown is None and high == 0:
            shown = _only_share_in_brackets(sentence)
        value = shown.estimate.estimate if shown and shown.estimate else None
        if shown and value is not None and not low <= value <= high:
            yield in_sentence(
                "amount",
                sentence,
                text("checks.contradicts_figure", match=match[0], value=shown.value),
                text("checks.variable_phrase_prints_words_that_fit", shown=shown.path),
            )


def _is_base(sentence: Sentence, match: re.Match[str], context: Context) -> bool:
    """Whether "alle klanten" is no amount but whom a figure is of: "van alle klanten vindt 41% ..."."""
    bases = everybody_of(context).finditer(sentence.said)
    return any(base.start() <= match.start() and match.end() <= base.end() for base in bases)


def _only_share_in_brackets(sentence: Sentence) -> Shown | None:
    """The share that a sentence ends its claim with: "geen enkele huurder belt vaak (12%)"."""
    shares = [(place, shown) for place, shown in sentence.figures() if shown.is_share and shown.field != "n"]
    bracketed = len(shares) == 1 and sentence.text[: shares[0][0]].endswith("(")
    return shares[0][1] if bracketed else None


def _nearest_share(sentence: Sentence, start: int, end: int, near: int) -> Shown | None:
    """The share nearest to some words, on either side, no further than `near`."""
    distances = [
        (start - place if place < start else place - end, place, shown)
        for place, shown in sentence.figures()
        if shown.is_share and shown.is_figure and shown.field != "n"
    ]
    close = [each for each in sorted(distances, key=lambda each: each[:2]) if each[0] <= near]
    return close[0][2] if close else None


def bounds(sentence: Sentence, context: Context) -> Iterator[Finding]:
    """ "meer dan 33%" of a figure that is 32.9%: the real figure must lie on that side of the printed one."""
    pattern = re.compile(rf"{any_of(tuple(context.words.bounds)).pattern}\s+(?P<sign>{SIGN})", re.IGNORECASE)
    for match in pattern.finditer(sentence.said):
        shown = sentence.block.shown[match["sign"]]
        word = match[0][:-1].strip()
        if word.lower() in (*context.words.order.more, *context.words.order.less) and _compares(
            sentence, match.start()
        ):
            continue
        if shown.field in WORDS:
            yield in_sentence(
                "amount",
                sentence,
                text("checks.stands_before_words_that_say_themselves", word=word),
                _without(word),
            )
        elif _contradicts(shown, HOLDS[context.words.bounds[word.lower()]]):
            yield in_sentence(
                "amount",
                sentence,
                text("checks.contradicts_figure_before_rounding", word=word, value=shown.value),
                _without(word),
            )


def _compares(sentence: Sentence, start: int) -> bool:
    """Whether a figure stands before a comparison: "65%, meer dan 43%" puts two figures in order."""
    return any(place < start and _side(shown) for place, shown in sentence.figures())


def _without(word: str) -> str:
    return text("checks.leave_out", word=word)


def _contradicts(shown: Shown, holds: Callable[[float, float], bool]) -> bool:
    if shown.estimate is None or shown.item is None or shown.estimate.estimate is None:
        return False
    if shown.field in ("count", "n"):
        return not holds(1, 1)  # a count is exact: "meer dan 24" is never right of 24
    is_percent = display_of(shown.estimate.measure, shown.item) == PERCENT
    value = shown.estimate.estimate * (100 if is_percent else 1)
    return not holds(round(value, 6), float(rounded(value, 0 if is_percent else 1)))


def weighted_counts(sentence: Sentence, context: Context) -> Iterator[Finding]:
    """ "53% (7.438 van de 13.780)" where weights make the share another figure than the count."""
    figures = [shown for _, shown in sentence.figures() if shown.is_share]
    printed = {shown.path for shown in figures if shown.field not in ("count", "n")}
    for shown in figures:
        row = shown.estimate
        if shown.field != "count" or shown.path not in printed or row is None or row.count is None:
            continue
        if not is_count(row.estimate or 0.0, row.count, row.n or 0.0):
            what = text("checks.is_another_share", value=shown.value, base=number(row.n or 0.0))
            yield in_sentence("amount", sentence, what, text("checks.name_base_alone_with_n"))


@dataclass(frozen=True)
class _Side:
    """A figure that takes part in a comparison."""

    shown: Shown
    value: float

    @property
    def kind(self) -> str:
        """Figures of one kind can be put in order: shares with shares, grades with grades."""
        return display_of(self.shown.estimate.measure, self.shown.item)  # type: ignore[union-attr, arg-type]


def orders(sentence: Sentence, context: Context) -> Iterator[Finding]:
    """ "A … hoger dan … B" while B is larger."""
    sides = [(place, side) for place, shown in sentence.figures() if (side := _side(shown)) is not None]
    for words, holds in ((context.words.order.more, operator.gt), (context.words.order.less, operator.lt)):
        for match in any_of(words).finditer(sentence.said):
            before = [side for place, side in sides if place < match.start()]
            after = [
                side
                for place, side in sides
                if place >= match.end() and _joins(sentence, match.end(), place, context)
            ]
            if not before or not after or before[-1].kind != after[0].kind:
                continue
            first, second = before[-1], after[0]
            if not holds(first.value, second.value):
                yield in_sentence(
                    "order",
                    sentence,
                    text(
                        "checks.is_not_in_that_order",
                        value=first.shown.value,
                        match=match[0],
                        value_2=second.shown.value,
                    ),
                    text("checks.name_both_figures_without_putting_them"),
                )


def _joins(sentence: Sentence, start: int, end: int, context: Context) -> bool:
    """Whether the words between a comparison and a figure leave it a comparison with that figure."""
    between = sentence.said[start:end]
    other = any_of(tuple(context.words.numbers)).search(between) or re.search(r"[\d.;:]", between)
    return not other and len(between) <= context.words.near


def _side(shown: Shown) -> _Side | None:
    estimate = shown.estimate
    if estimate is None or estimate.estimate is None or not shown.is_figure or shown.field in ("n", "count"):
        return None
    return _Side(shown, estimate.estimate)


def superlatives(sentence: Sentence, context: Context) -> Iterator[Finding]:
    """ "het hoogste cijfer" needs the first of an order, "het laagste" its last."""
    ranked = [shown for _, shown in sentence.figures() if shown.rank is not None]
    loose = [
        shown
        for _, shown in sentence.figures()
        if shown.is_figure and shown.rank is None and shown.field != "n"
    ]
    order = context.words.order
    for words, wanted, code in (
        (order.largest, _is_first, "checks.no_first_of_an_order"),
        (order.smallest, _is_last, "checks.no_last_of_an_order"),
    ):
        match = any_of(words).search(sentence.said)
        if (
            match
            and (ranked or loose)
            and not any(wanted(one) for one in (*ranked, *_placed(loose, context)))
        ):
            what = text(code, match=match[0])
            yield in_sentence("order", sentence, what, text("checks.largest_is_rank_indicator_answer_wave"))


def equals(sentence: Sentence, context: Context) -> Iterator[Finding]:
    """ "even vaak" needs figures that are equal: those of the sentence, or one and its neighbour in an order."""
    match = any_of(context.words.order.equal).search(sentence.said)
    figures = [each for _, each in sentence.figures() if _side(each) is not None]
    if not match or not figures:
        return
    values = {each.estimate.estimate for each in figures if each.estimate}
    if len(values) > 1 or len(figures) == 1 and _stands_alone(figures[0], context):
        what = text("checks.does_not_hold_of", match=match[0], figures=[each.value for each in figures])
        yield in_sentence("equal", sentence, what, text("checks.without_saying_equal"))


def _stands_alone(shown: Shown, context: Context) -> bool:
    """Whether no other figure of the order that a figure stands in is as large."""
    (variables, path), row = context.variables.home(shown.path), shown.estimate
    if shown.rank is None or row is None:
        return False
    order = find(variables.tree, path.rpartition(".")[0])
    values = [variables.cells.estimate_at(leaf.place).estimate for leaf in order.values()]
    return values.count(row.estimate) < 2


def _placed(loose: Iterable[Shown], context: Context) -> Iterator[Shown]:
    """Figures that are named by themselves, with their place in the order of their indicator."""
    variables = context.variables
    for shown in loose:
        row = shown.estimate
        if row is None or row.breakdown or row.item not in variables.study.questionnaire.items:
            continue
        name, wave = shown.path.split(".")[-3], variables.waves.key(row.wave)
        indicator = variables.study.indicator_of(row.item).id
        for answers in (name, ANY):
            order = find(variables.tree, f"{RANK}.{indicator}.{answers}.{wave}")
            if not isinstance(order, dict):
                continue
            values = [variables.cells.estimate_at(leaf.place).estimate for leaf in order.values()]
            if len(values) > 1 and row.estimate in (values[0], values[-1]):
                place = 1 if row.estimate == values[0] else len(values)
                yield replace(shown, rank=Rank(place, len(values)))


def _is_first(shown: Shown) -> bool:
    return shown.rank is not None and shown.rank.place == 1


def _is_last(shown: Shown) -> bool:
    return shown.rank is not None and shown.rank.place == shown.rank.last
