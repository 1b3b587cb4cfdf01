"""The column behind the groups of a tested breakdown: which of them differ, by the letters in their headers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from xlsxwriter.utility import xl_col_to_name

from monitor.publication.cells.outcomes import outcome_of, outcome_word
from monitor.publication.cells.selection import Quantity
from monitor.publication.language.filling import filled
from monitor.publication.workbook.book import Value
from monitor.publication.workbook.columns import Context
from monitor.schema import Change
from monitor.schema_words import GROUPS, PAIRS, pairs_of
from monitor.study.study_file import Breakdown


@dataclass(frozen=True)
class TestedColumn:
    """Which groups of a tested breakdown differ, by their letters."""

    context: Context
    header: str
    heading: str
    breakdown: Breakdown
    wave: str
    in_words: bool = True

    @property
    def letters(self) -> dict[str, str]:
        return letters_of(self.breakdown)

    def value(self, quantity: Quantity) -> Value:
        told = self._pairs(quantity) if self.breakdown.compared == PAIRS else self._groups(quantity)
        return Value(text=told, look="word") if told else self.context.values.outcome(None)

    def whole(self, item: str) -> Value:
        comparison = f"{GROUPS}:{self.breakdown.id}"
        change = self.context.figures.whole_change(item, comparison, self.breakdown.id)
        return self.context.values.outcome(
            change if change is not None and change.to_wave == self.wave else None
        )

    def _groups(self, quantity: Quantity) -> str:
        """Of each outcome the letters of the groups that have it; of one that all have, the outcome alone."""
        selection = self.context.figures.selection
        found = (
            (group, selection.against(quantity, self.breakdown.id, group)) for group in self.breakdown.groups
        )
        return self._told(self._of_wave(found))

    def _of_wave(self, found: Iterable[tuple[str, Change | None]]) -> dict[str, Change]:
        """The differences within the wave of the figures beside them."""
        return {name: change for name, change in found if change is not None and change.to_wave == self.wave}

    def _told(self, changes: dict[str, Change]) -> str:
        words, outcomes = self.context.voice.words, self.context.voice.words.sentences
        by_outcome: dict[str, list[str]] = {}
        for group, change in changes.items():
            by_outcome.setdefault(outcome_of(change), []).append(group)
        if len(by_outcome) == 1 and not by_outcome.keys() & set(outcomes.verdicts_of_two):
            return outcome_word(next(iter(changes.values())), outcomes.verdicts)
        told = []
        for name in sorted(by_outcome, key=list(outcomes.verdicts).index):
            if name == "undecided":
                continue
            label = {**outcomes.verdicts, **outcomes.verdicts_of_two}[name]
            letters = ", ".join(self.letters[group] for group in by_outcome[name])
            told.append(filled(words.tablebook.block["tested_rest"], {"outcome": label, "letters": letters}))
        return "; ".join(told)

    def _pairs(self, quantity: Quantity) -> str:
        selection, breakdown = self.context.figures.selection, self.breakdown
        pairs = pairs_of(breakdown.groups)
        comparison = f"{PAIRS}:{breakdown.id}"
        changes = self._of_wave(
            (pair, selection.change(quantity, comparison, breakdown.id, pair)) for pair in pairs
        )
        lower: dict[str, list[str]] = {}
        for pair, change in changes.items():
            one, other = pairs[pair]
            if change.verdict in ("higher", "lower"):
                high, low = (one, other) if change.verdict == "higher" else (other, one)
                lower.setdefault(high, []).append(low)
        if not lower:
            words = dict.fromkeys(
                outcome_word(change, self.context.voice.words.sentences.verdicts)
                for change in changes.values()
            )
            return "; ".join(words)
        form = self.context.words.block["higher_than"]
        return "; ".join(
            filled(form, {"letter": letter, "letters": ", ".join(self.letters[low] for low in lower[group])})
            for group, letter in self.letters.items()
            if group in lower
        )


def letters_of(breakdown: Breakdown) -> dict[str, str]:
    """A letter for every group, in order."""
    return {group: xl_col_to_name(place) for place, group in enumerate(breakdown.groups)}
