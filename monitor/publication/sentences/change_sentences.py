"""Sentences about one change between waves, by its verdict: always safe to print."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from monitor.publication.cells.by_key import Cells
from monitor.publication.cells.margins import NO_VARIANCE, told_margin_of
from monitor.publication.cells.outcomes import WITHOUT_VERDICT, of_two_groups, outcome_of
from monitor.publication.cells.selection import reads_as_difference
from monitor.publication.language.filling import filled
from monitor.publication.sentences.breaks import break_clause
from monitor.publication.sentences.compared import MOVED
from monitor.publication.sentences.sentences import (
    Sentences,
    display_of,
    figure,
    measure_form,
    measured,
    share_form,
)
from monitor.schema import Change, Estimate
from monitor.schema_words import GROUPS, OF_ANSWERS, PERSONS, REST
from monitor.study.labels import figure_label, group_label, wave_label
from monitor.study.questionnaire import Item


@dataclass(frozen=True)
class Sides:
    """The figures of both waves of a change; None where one is not released."""

    before: Estimate | None
    after: Estimate | None

    @property
    def released(self) -> bool:
        return all(side is not None and side.shown for side in (self.before, self.after))


def _figure_of(change: Change) -> tuple[str, ...]:
    return change.item, change.category, change.breakdown, change.group, change.measure


def _without_variance(change: Change) -> bool:
    """Whether nothing was tested because nothing varies: everybody gave one answer, or the answer of before."""
    return not change.reason and change.se is not None and change.se <= NO_VARIANCE


class ChangeSentences:
    """Tells changes of one study, with the figures of both waves."""

    def __init__(self, sentences: Sentences, cells: Cells) -> None:
        self.sentences = sentences
        self.cells = cells
        self.study = sentences.study
        self.words = sentences.words

    def change(self, change: Change) -> str:
        """One complete sentence about a change, by its verdict; never says "unchanged" of an undecided one."""
        item = measured(change.item, self.study)
        forms = self._forms(change)
        told, values = self._told(change, item, forms), self._values(change, item)
        form = self._form(change, forms)
        if told:
            values["subject"] = self.words.clauses["subject"]
        wording = filled(self._behind_share(forms, form) if told else forms[form], values)
        sentence = told.rstrip(". ") + wording if wording.startswith(",") else told + wording
        if forms is self.words.changes_two:
            return sentence
        if change.verdict in MOVED:
            sentence += self.words.small if "small" in change.reason else ""
            sentence += self._since_other_start(change, item) if forms is self.words.changes else ""
        names_group = bool(told) or "{people}" in forms[form]
        return self.sentences.in_group(change, sentence) if change.group and not names_group else sentence

    def _told(self, change: Change, item: Item, forms: dict[str, str]) -> str:
        """The share as it is now, by the clause of its answer, to stand before what became of it; else nothing."""
        after = self.sides(change).after
        if after is None or forms not in self._behind_a_clause:
            return ""
        told = self.sentences.clause(after, item)
        return f"{told} " if told else ""

    @property
    def _behind_a_clause(self) -> tuple[dict[str, str], ...]:
        return self.words.changes, self.words.changes_trend, self.words.changes_rest

    def _behind_share(self, forms: dict[str, str], form: str) -> str:
        """The wording behind the share itself; that of a whole sentence where there is none."""
        if forms is self.words.changes_rest:
            return self.words.changes_rest_told.get(form, forms[form])
        return self.words.changes_told.get(form, forms[form]) if forms is self.words.changes else forms[form]

    def _since_other_start(self, change: Change, item: Item) -> str:
        """What became of a figure since the other wave that it is compared with, where that is another outcome.

        A rise since the first wave may have stood still since the wave before, and one since the wave before may be a
        return to what it was at first.
        """
        name = {"previous": "first", "first": "previous"}.get(change.comparison, "")
        other = self._others.get((*_figure_of(change), name))
        if other is None or other.from_wave == change.from_wave or other.verdict == change.verdict:
            return ""
        wording, before = self.words.other_start.get(f"{name}_{other.verdict}"), self.sides(other).before
        if wording is None or before is None or not before.shown:
            return ""
        wave = wave_label(other.from_wave, self.study)
        return filled(wording, {"wave": wave, "figure": figure(before, item)})

    @cached_property
    def _others(self) -> dict[tuple[str, ...], Change]:
        """The changes since the previous and the first wave, by figure and comparison."""
        places = (place for key, place in self.cells.change_keys() if key[4] in ("previous", "first"))
        changes = map(self.cells.change_at, places)
        return {(*_figure_of(change), change.comparison): change for change in changes}

    def subject(self, change: Change, item: Item) -> str:
        """What a change is about, to start or fill a sentence."""
        if change.measure == "mean" and item.mean_name:
            return item.mean_name
        values = {"item": item.short, "category": figure_label(item, change.category)}
        form = "item"
        if change.measure == "share" and change.category:
            form = share_form(item, change.category) if item.traits.dichotomous else "share"
        elif change.measure in OF_ANSWERS:
            form = measure_form(change.measure, item)
        return filled(self.words.subjects[form], values)

    def break_reason(self, change: Change, item: Item) -> str:
        """Why two waves cannot be compared, as a clause."""
        reasons = self.words.break_reasons
        both_asked = change.from_wave in item.asked and change.to_wave in item.asked
        if not both_asked and not item.break_note:
            return reasons["not_asked"]
        return break_clause(item, reasons, change.reason)

    def rounding(self, change: Change) -> str:
        """That a difference was computed before rounding, where it is not that of the figures printed beside it."""
        both = self.sides(change)
        if change.comparison.startswith((f"{REST}:", f"{GROUPS}:", PERSONS)):
            return ""  # the figure of the others, or of the same people, is not printed
        if not both.released or both.before is None or both.after is None or change.difference is None:
            return ""
        display = display_of(change.measure, measured(change.item, self.study))
        values = both.before.estimate or 0.0, both.after.estimate or 0.0
        return (
            ""
            if reads_as_difference(*values, change.difference, display)
            else self.words.difference["rounding"]
        )

    def sides(self, change: Change) -> Sides:
        """The two estimates that a change compares: of two waves, or of the other group and the group itself."""
        two = self._two_groups(change)
        before, after = (change.group, change.group) if two is None else (two[1], two[0])
        return Sides(self._side(change, change.from_wave, before), self._side(change, change.to_wave, after))

    def _side(self, change: Change, wave: str, group: str) -> Estimate | None:
        return self.cells.estimate(
            change.item, change.category, wave, change.breakdown, group, change.measure
        )

    def _two_groups(self, change: Change) -> tuple[str, str] | None:
        breakdown = self.study.breakdown(change.breakdown)
        return None if breakdown is None else breakdown.two_groups(change.comparison, change.group)

    def _forms(self, change: Change) -> dict[str, str]:
        if change.comparison == "trend":
            return self.words.changes_trend
        if change.comparison.startswith(f"{REST}:"):
            return self.words.changes_rest
        if change.comparison.startswith(f"{GROUPS}:"):
            return self.words.changes_groups
        if of_two_groups(change):
            return self.words.changes_two
        if change.comparison == PERSONS:
            return self.words.changes_persons
        if change.level == "item" and change.difference is None:
            return self.words.changes_item
        return self.words.changes

    @property
    def _of_whole_items(self) -> tuple[dict[str, str], ...]:
        return self.words.changes_item, self.words.changes_groups

    def _form(self, change: Change, forms: dict[str, str]) -> str:
        outcome = outcome_of(change)
        if change.comparison == PERSONS:
            return outcome if outcome in forms else "suppressed"
        if change.verdict in (WITHOUT_VERDICT, "not_comparable") or forms in self._of_whole_items:
            return outcome if outcome in forms else "suppressed"
        if not self.sides(change).released:
            return "suppressed"
        without = f"{change.verdict}_without_interval"
        if told_margin_of(change) is None and without in forms:
            return without
        return change.verdict or (
            "untestable" if _without_variance(change) and "untestable" in forms else "untested"
        )

    def _values(self, change: Change, item: Item) -> dict[str, str]:
        unit = self.sentences.difference_unit(change.measure, item)
        phrases, both = self.sentences.phrases, self.sides(change)
        values = {
            "respondents": self.sentences.voice.respondents.plural,
            "subject": self.subject(change, item),
            "people": self.sentences.people_of_group(change),
            "others": filled(self.words.clauses["other"], self.sentences.voice.respondents.slots),
            "from_wave": wave_label(change.from_wave, self.study),
            "to_wave": wave_label(change.to_wave, self.study),
            "reason": self.break_reason(change, item),
        }
        two = self._two_groups(change)
        if two is not None:
            labels = (group_label(change.breakdown, group, self.study) for group in two)
            values |= dict(zip(("one", "other"), labels, strict=True))
        if two is not None and both.before and both.after:
            values |= {"from": figure(both.after, item), "to": figure(both.before, item)}
        elif change.comparison.startswith(f"{REST}:") and both.before and both.before.shown:
            values["from"] = figure(both.before, item)
        elif both.released and both.before and both.after:
            values |= {"from": figure(both.before, item), "to": figure(both.after, item)}
        if change.difference is not None:
            values["difference"] = phrases.difference(change.difference, unit) + self.rounding(change)
            values["amount"] = phrases.difference(change.difference, replace(unit, counted=True))
        margin = told_margin_of(change)
        if margin is not None:
            values["between"] = phrases.difference_between(*margin, unit)
            values["span"] = phrases.sizes_span(*margin, unit)
        if change.margin is not None:
            values["margin"] = unit.declared(change.margin)
        return values
