"""Claims, held against the figures: every condition holds, and the conditions cover what the sentence asserts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property

from monitor.messages.catalogue import text
from monitor.publication.checks.direction import MOVED, OF_GRADES
from monitor.publication.checks.findings import Context, Finding, in_sentence
from monitor.publication.checks.patterns import any_of
from monitor.publication.checks.prose import SIGN, Sentence
from monitor.publication.checks.shown import Shown, shown_at
from monitor.publication.claims.claim import Claim
from monitor.publication.claims.conditions import ALL, Leads, MoreThan, Moved, Threshold, Trails
from monitor.publication.claims.holding import Holding
from monitor.publication.sentences.sentences import measured
from monitor.publication.sentences.wave_names import CHANGE_NAMES
from monitor.study.wave_roles import NOW

HELD, COVERED = "claim", "claim-words"
EDGE = 0.0015  # "meer dan de helft" begins at 50.1%, and a condition `> 0.5` is what it needs
SAFE = ("n", "label", "year", "sentence")
Span = tuple[int, int]


def held(context: Context) -> Iterator[Finding]:
    """Conditions of claims that do not hold, with the figure as it is."""
    holding = Holding(context.variables)
    for claims in context.guards.by_name.values():
        for claim in claims:
            in_sample = any_of(context.words.in_sample).search(claim.text) is not None
            for condition in claim.conditions:
                failure = holding.failure(condition, claim.text, in_sample)
                if failure is not None:
                    yield Finding(HELD, claim.document.place, claim.line, failure.what, failure.hint)


def covered(sentence: Sentence, claim: Claim, context: Context) -> Iterator[Finding]:
    """What a sentence of a claim asserts and no condition of it guards."""
    cover = _Cover(claim, context)
    for what, hint in (
        *_figures(sentence, cover),
        *_amounts(sentence, cover, context),
        *_extremes(sentence, cover, context),
        *_directions(sentence, cover, context),
        *_comparisons(sentence, cover, context),
    ):
        yield in_sentence(COVERED, sentence, what, hint)


class _Cover:
    """What the conditions of a claim are about."""

    def __init__(self, claim: Claim, context: Context) -> None:
        self.context = context
        self.thresholds = [each for each in claim.conditions if isinstance(each, Threshold)]
        self.moved = [each for each in claim.conditions if isinstance(each, Moved)]
        self.leads = [each for each in claim.conditions if isinstance(each, Leads)]
        self.trails = [each for each in claim.conditions if isinstance(each, Trails)]
        self.orders = [each for each in claim.conditions if isinstance(each, MoreThan)]

    def names(self, shown: Shown) -> bool:
        """Whether a condition is about the figure that a variable shows."""
        stems = {shown.path, shown.path.rpartition(".")[0]}
        if shown.rank is not None and shown.estimate is not None:
            stems.add(self.context.variables.path_of(shown.estimate).rpartition(".")[0])
        return not stems.isdisjoint(self._stems)

    @cached_property
    def _stems(self) -> set[str]:
        paths = {each.path for each in self.thresholds}
        paths |= {path for each in self.orders for path in (each.more, each.less)}
        paths |= {f"{each.item}.{each.answer}.{ALL}.{NOW}" for each in (*self.leads, *self.trails)}
        return {*paths, *(path.rpartition(".")[0] for path in paths), *(each.path for each in self.moved)}

    @cached_property
    def bounds(self) -> Mapping[str, tuple[float, float]]:
        """The lowest and highest value that the conditions leave each share of this wave."""
        found: dict[str, tuple[float, float]] = {}
        for each in self.thresholds:
            if (
                each.path.endswith(f".{NOW}")
                and shown_at(f"{each.path}.pct", self.context.variables).is_share
            ):
                low, high = found.get(each.path, (0.0, 1.0))
                found[each.path] = (
                    (low, min(high, each.value)) if each.is_upper else (max(low, each.value), high)
                )
        return found

    @property
    def compares(self) -> bool:
        """Whether a condition puts figures in order."""
        return bool(self.moved or self.leads or self.trails or self.orders) or any(
            self._is_change(each) for each in self.thresholds
        )

    def moves(self, wanted: str) -> bool:
        """Whether the conditions leave a figure no other outcome than words need."""
        if any(set(each.outcomes) <= set(self._fitting(wanted, each.path)) for each in self.moved):
            return True
        up = {"increased": True, "decreased": False}.get(wanted)
        changes = [each for each in self.thresholds if self._is_change(each)]
        return any(
            each.is_upper is not up and each.value * (1 if up else -1) >= 0
            for each in changes
            if up is not None
        )

    def _fitting(self, wanted: str, path: str) -> tuple[str, ...]:
        """Outcomes that words of change fit, of this figure: a grade that rose is better, of others nobody knows."""
        if wanted not in OF_GRADES:
            return (wanted,)
        home, inner = self.context.variables.home(path)
        item = measured(inner.partition(".")[0], home.study)
        return (OF_GRADES[wanted],) if item.traits.graded and ".mean." in path else MOVED

    @staticmethod
    def _is_change(threshold: Threshold) -> bool:
        return threshold.path.rpartition(".")[2] in CHANGE_NAMES.values()


Fault = tuple[str, str]


def _figures(sentence: Sentence, cover: _Cover) -> Iterator[Fault]:
    for _, shown in sentence.figures():
        told = shown.estimate is not None or shown.change is not None
        if told and shown.field not in SAFE and not cover.names(shown):
            yield (
                text("claims.figure_is_not_covered", path=shown.path, value=shown.value),
                text("claims.add_condition"),
            )


def _amounts(sentence: Sentence, cover: _Cover, context: Context) -> Iterator[Fault]:
    for match in any_of(tuple(context.amounts)).finditer(sentence.said):
        low, high = context.amounts[match[0].lower()]
        bounds = cover.bounds.values()
        if low < high and not any(low - EDGE <= least and most <= high + EDGE for least, most in bounds):
            yield text("claims.words_are_not_covered", match=match[0]), _between(low, high)


def _between(low: float, high: float) -> str:
    ends = [f">= {low - EDGE:.2g}"] * (low > 0) + [f"<= {high + EDGE:.2g}"] * (high < 1)
    return text("claims.add_amount", conditions=ends)


def _extremes(sentence: Sentence, cover: _Cover, context: Context) -> Iterator[Fault]:
    ranks = [shown.rank for _, shown in sentence.figures() if shown.rank is not None]
    largest = bool(cover.leads) or any(rank.place == 1 for rank in ranks)
    smallest = bool(cover.trails) or any(rank.place == rank.last for rank in ranks)
    for words, known in ((context.words.order.largest, largest), (context.words.order.smallest, smallest)):
        match = any_of(words).search(sentence.said)
        if match and not known:
            yield text("claims.words_are_not_covered", match=match[0]), text("claims.add_order")


def _directions(sentence: Sentence, cover: _Cover, context: Context) -> Iterator[Fault]:
    if any_of(context.words.explained).search(sentence.said):
        return
    for wanted, words in context.words.direction.items():
        match = any_of(words).search(sentence.said)
        if match and not cover.moves(wanted):
            yield (
                text("claims.words_are_not_covered", match=match[0]),
                text("claims.add_change", outcome=wanted),
            )


def _comparisons(sentence: Sentence, cover: _Cover, context: Context) -> Iterator[Fault]:
    """ "vaker dan" and its like; "meer dan" before a figure or an amount is about that alone."""
    order = context.words.order
    amounts = [match.span() for match in any_of(tuple(context.amounts)).finditer(sentence.said)]
    for match in any_of((*order.more, *order.less)).finditer(sentence.said):
        before_figure = re.match(rf"\s+{SIGN}", sentence.said[match.end() :])
        inside = any(start <= match.start() and match.end() <= end for start, end in amounts)
        if not (before_figure or inside or cover.compares):
            yield text("claims.words_are_not_covered", match=match[0]), text("claims.add_comparison")
