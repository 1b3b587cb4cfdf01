"""A released row as its reader sees it, part by part: what is equal here did not move for anybody."""

from __future__ import annotations

from collections.abc import Mapping

from monitor.publication.cells.margins import margin_of, told_margin_of
from monitor.publication.cells.outcomes import outcome_word, verdict_words
from monitor.publication.cells.selection import (
    NUMBER,
    PERCENT,
    Quantity,
    shown_ends,
    shown_value,
    signed_ends,
)
from monitor.publication.language import numbers
from monitor.publication.language.filling import filled
from monitor.publication.language.voice import Voice
from monitor.schema import Change, Estimate
from monitor.schema_words import told_as_share


class Printer:
    """Rows in the digits and words of the reports of one study."""

    def __init__(self, voice: Voice) -> None:
        self.voice = voice
        self._classes = voice.words.sentences.classes
        self._words = voice.words.sentences
        self._statuses = voice.words.erratum.statuses

    def parts(self, row: Estimate | Change) -> Mapping[str, str]:
        """Every part of a row as it is printed, by name; an empty text where nothing is printed."""
        return self._of_estimate(row) if isinstance(row, Estimate) else self._of_change(row)

    def _of_estimate(self, row: Estimate) -> Mapping[str, str]:
        if row.is_class:
            return {"estimate": filled(self._classes[row.status], self.voice.respondents.slots)}
        if not row.shown or row.estimate is None:
            return {}
        display, margin = self._display(row), margin_of(row)
        ends = shown_ends(*margin, display) if margin else None
        return {
            "estimate": shown_value(row.estimate, display),
            "interval": self.voice.phrases.spanned(ends) if ends else "",
            "base": "" if row.n is None else numbers.number(row.n),
            "status": self._statuses.get(row.status, ""),
        }

    def _of_change(self, row: Change) -> Mapping[str, str]:
        display, margin = self._display(row), told_margin_of(row)
        return {
            "difference": "" if row.difference is None else self._signed(row.difference, display),
            "margin": self.voice.phrases.spanned(signed_ends(*margin, display)) if margin else "",
            "verdict": outcome_word(row, verdict_words(row, self._words)),
        }

    def _display(self, row: Estimate | Change) -> str:
        """How its values are shown; a question that the study lost has shares or plain numbers."""
        item = self.voice.study.questionnaire.items.get(row.item)
        if item is not None:
            return Quantity(item, row.category, row.measure).display
        return PERCENT if told_as_share(row.measure, row.category) else NUMBER

    def _signed(self, value: float, display: str) -> str:
        if display == PERCENT:
            return filled(self.voice.words.erratum.points, {"points": numbers.signed(value * 100)})
        return numbers.signed(value, 1)
