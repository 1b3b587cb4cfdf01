"""What stands in a cell of the table book: a figure in its look, or the sign that says why there is none."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.publication.cells.margins import margin_of, told_margin_of
from monitor.publication.cells.outcomes import outcome_word, verdict_words
from monitor.publication.cells.selection import PERCENT, SUPPRESSED, Quantity
from monitor.publication.language.filling import filled
from monitor.publication.language.numbers import decimals_apart, percent, rounded
from monitor.publication.language.voice import Voice
from monitor.publication.sentences.sentences import divided_by
from monitor.publication.workbook.book import Value
from monitor.release.results.reasons import (
    COARSENED,
    ESTIMATE_SUPPRESSED,
    NO_RESPONDENTS,
    SMALL_GROUP,
    WITHHELD,
)
from monitor.schema import Change, Estimate
from monitor.schema_words import FLOW, PAIR_SIGN, TOTAL, quantile_of
from monitor.study.labels import answer_label
from monitor.study.questionnaire import Item

SHOWN_WITH = {
    "percent": (100, 0),
    "decimal": (1, 1),
    "number": (1, 0),
    "points": (1, 0),
    "difference": (1, 1),
}
"""By look how a value is shown: times what, and with how many decimals."""
UNSIGNED = {"points": "zero_points", "difference": "zero_difference"}
HIDDEN = frozenset({COARSENED, ESTIMATE_SUPPRESSED, SMALL_GROUP, WITHHELD})


@dataclass(frozen=True)
class Values:
    """Makes the cells of a book in the words of its voice."""

    voice: Voice

    def sign(self, name: str, look: str = "right") -> Value:
        """A sign instead of a number, or of a word."""
        return Value(text=self.voice.words.tablebook.signs[name], look=look)

    def figure(self, estimate: Estimate | None, quantity: Quantity, marked: bool = True) -> Value:
        """A figure, its class, or why there is none; `marked` shows behind it that it is uncertain."""
        if estimate is None:
            return self.sign("absent")
        if estimate.is_class:
            return Value(text=self.voice.words.figures.marks[estimate.status], look="right")
        if not estimate.shown:
            return self.sign("suppressed" if is_hidden(estimate) else "absent")
        unreliable = marked and estimate.status == "unreliable"
        mark = self.voice.words.tablebook.signs["unreliable"] if unreliable else ""
        return Value(estimate.estimate, look=look_of(quantity), mark=mark)

    def margin(self, estimate: Estimate | None, quantity: Quantity) -> tuple[Value, Value]:
        """Both ends of the interval of a figure."""
        if estimate is None or not estimate.shown:
            sign = self.sign("absent" if estimate is None or not is_hidden(estimate) else "suppressed")
            return sign, sign
        margin = margin_of(estimate)
        return self._ends(margin, look_of(quantity)) if margin else (self.sign("empty"),) * 2

    def count(self, number: float | None, estimate: Estimate | None) -> Value:
        """A number of respondents behind a figure."""
        if number is not None:
            return Value(number, look="number")
        if estimate is None:
            return self.sign("absent")
        return self.sign("suppressed" if is_hidden(estimate) else "empty")

    # differences

    def difference(self, change: Change | None, quantity: Quantity) -> Value:
        """A difference in points, or in the unit of the figure."""
        if change is None:
            return self.sign("empty")
        factor, look = of_differences(quantity)
        if change.difference is None:
            return self._no_number(change)
        return _signed(change.difference * factor, look)

    def told_margin(self, change: Change, quantity: Quantity) -> tuple[Value, Value]:
        """Both ends of the interval that is told of a difference."""
        margin = told_margin_of(change)
        if margin is None:
            return (self._no_number(change),) * 2
        factor, look = of_differences(quantity)
        return self._ends((margin[0] * factor, margin[1] * factor), look)

    def number(self, number: float | None, change: Change, look: str, factor: float = 1.0) -> Value:
        """Another number of a test."""
        return self._no_number(change) if number is None else Value(number * factor, look=look)

    def _no_number(self, change: Change) -> Value:
        return self.sign("suppressed" if change.reason in HIDDEN else "empty")

    def outcome(self, change: Change | None) -> Value:
        """What the test says, in the words of all reports."""
        if change is None:
            return self.sign("empty", "word")
        words = self.voice.words.sentences
        return Value(text=outcome_word(change, verdict_words(change, words)), look="word")

    def _ends(self, margin: tuple[float, float], look: str) -> tuple[Value, Value]:
        """Both ends of an interval, with as many decimals as set them apart."""
        factor, fewest = SHOWN_WITH[look]
        finer = (decimals_apart(margin[0] * factor, margin[1] * factor, fewest) or fewest) - fewest
        low, high = (_signed(end, look, finer) for end in margin)
        return low, high

    # texts

    def answer(self, quantity: Quantity, estimate: Estimate | None) -> str:
        """The answer that a figure is the share of, or what else it measures."""
        item, category, words = quantity.item, quantity.category, self.voice.words.tablebook
        if quantity.measure == "share":
            label, scale = answer_label(item, category), item.scale
            is_net = scale is not None and category in {net.id for net in scale.nets}
            return filled(words.net, {"label": label}) if is_net else label
        if quantity.measure == FLOW:
            one, _, other = category.partition(PAIR_SIGN)
            values = {"one": answer_label(item, one), "other": answer_label(item, other)}
            return filled(words.measures["flow"], values)
        return self._measure(quantity, estimate)

    def _measure(self, quantity: Quantity, estimate: Estimate | None) -> str:
        """What a figure is that is no share of an answer."""
        item, measure, words = quantity.item, quantity.measure, self.voice.words.tablebook.measures
        people = measure == TOTAL and bool(quantity.category)
        values = {
            "percent": percent((quantile_of(measure) or 0) / 100),
            "other": divided_by(estimate, self.voice.study) if estimate is not None else "",
            "label": answer_label(item, quantity.category) if people else "",
            "respondents": self.voice.respondents.plural,
        }
        form = "quantile" if quantile_of(measure) is not None else measure
        return filled(words["people" if people else form], values)

    def label(self, item: Item, numbered: bool = False) -> str:
        """An item in the table of its question: one of several, or among other questions, by its number too."""
        if not item.number or (item.group == item.id and not numbered):
            return self.voice.label_of(item) if numbered else item.short
        return f"{item.number} {self.voice.label_beside_number(item)}"


def _signed(number: float, look: str, finer: int = 0) -> Value:
    """A number in its look; a difference that rounds to zero has no sign."""
    zero = look in UNSIGNED and rounded(number, SHOWN_WITH[look][1] + finer) == 0
    return Value(number, look=UNSIGNED[look] if zero else look, finer=finer)


def is_hidden(estimate: Estimate) -> bool:
    """Whether a number is kept back, and not just missing."""
    return estimate.is_class or (estimate.status == SUPPRESSED and estimate.reason != NO_RESPONDENTS)


def look_of(quantity: Quantity) -> str:
    """The look of a figure: a percentage, a number of people, or a number with a decimal."""
    if quantity.display == PERCENT:
        return "percent"
    return "number" if quantity.measure == TOTAL else "decimal"


def of_differences(quantity: Quantity) -> tuple[float, str]:
    """Times what a difference is shown, and its look."""
    return (100, "points") if quantity.display == PERCENT else (1, "difference")
