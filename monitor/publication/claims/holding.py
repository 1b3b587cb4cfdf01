"""Whether a condition holds of the released figures: the figure that it names, the side it must lie on, its test."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from monitor.errors import PublicationError
from monitor.messages.catalogue import text
from monitor.publication.cells.margins import margin_of, reason_without, told_margin_of
from monitor.publication.cells.outcomes import outcome_word, verdict_words
from monitor.publication.claims.certain import cannot_fail, cannot_hold
from monitor.publication.claims.conditions import Condition, Leads, MoreThan, Moved, Threshold, Trails
from monitor.publication.claims.ordered import (
    comparable,
    contains,
    estimate_at,
    figure_of,
    is_proven,
    leader_of,
    leaf_at,
    others_of,
)
from monitor.publication.sentences.sentences import ends_with_unit, figure, measured
from monitor.publication.sentences.variable_tree import CHANGE
from monitor.publication.sentences.variables import Variables
from monitor.publication.sentences.wave_names import CHANGE_NAMES, YEAR
from monitor.release.results.method import FigureOrder
from monitor.schema import Change, Estimate
from monitor.study.wave_roles import FIRST, NOW, PREVIOUS, ROLES

KNOWN = ("complete", "same")  # why a figure has no margin: it is exact, or the margin is the figure itself
RELEASED = "released"


@dataclass(frozen=True)
class Failure:
    """Why a claim may not be printed, and what to do."""

    what: str
    hint: str = ""
    refused: PublicationError | None = None  # what is wrong with a condition that no figures can decide


class Holding:
    """Holds conditions against the released figures of a survey and those beside it."""

    def __init__(self, variables: Variables) -> None:
        self.variables = variables

    def failure(self, condition: Condition, said: str, in_sample: bool) -> Failure | None:
        """Why a condition of a claim that says this does not hold; None where it does.

        `in_sample` is whether the claim is about the answers alone: then a figure counts, and not its interval.
        """
        try:
            return self._failure(condition, said, in_sample)
        except PublicationError as problem:
            return Failure(
                text("claims.figure_is_unknown", condition=condition.text, finding=problem.what),
                problem.hint or "",
            )

    def holds(self, condition: Condition) -> bool:
        """Whether the released figures bear a condition; False too where they leave it open.

        **Raises** PublicationError for a figure that there is not or is of another wave, and for a condition that all
        data meet or none can.
        """
        failure = self._failure(condition, "", False)
        if failure is not None and failure.refused is not None:
            raise failure.refused
        return failure is None

    def _failure(self, condition: Condition, said: str, in_sample: bool) -> Failure | None:
        match condition:
            case Threshold():
                return self._threshold(condition, said, in_sample)
            case Moved():
                return self._moved(condition)
            case Leads():
                return self._leads(condition)
            case Trails():
                return self._trails(condition)
            case MoreThan():
                return self._more_than(condition)
        raise TypeError(type(condition))

    def _threshold(self, condition: Threshold, said: str, in_sample: bool) -> Failure | None:
        home, leaf = leaf_at(condition.path, self.variables)
        if leaf.kind == CHANGE:
            change = home.cells.change_at(leaf.place)
            return self._of_change(condition, change, home)
        if failure := self._other_wave(condition, said):
            return failure
        return self._of_estimate(condition, home.cells.estimate_at(leaf.place), home, in_sample)

    def _of_estimate(
        self, condition: Threshold, cell: Estimate, home: Variables, in_sample: bool
    ) -> Failure | None:
        if failure := unusable(condition, cell):
            return failure
        item = measured(cell.item, home.study)
        if cannot_fail(condition, cell, item, home.study):
            return _always(condition)
        if cannot_hold(condition, cell, item):
            return _refused("claims.cannot_hold", condition, "claims.shares_lie_between")
        value, margin = cell.estimate or 0.0, margin_of(cell)
        shown = figure(cell, item)
        if in_sample:
            low = high = value
        elif margin is not None:
            low, high = margin
            shown = text(
                "claims.with_margin",
                value=shown,
                margin=home.sentences.phrases.spanned(ends_with_unit(cell, item)),
            )
        elif reason_without(cell, home.study) in KNOWN:
            low = high = value
        else:
            return Failure(
                text("claims.has_no_interval", condition=condition.text, value=shown),
                text("claims.say_in_sample"),
            )
        if condition.met_by(high if condition.is_upper else low):
            return None
        what = text("claims.does_not_hold", condition=condition.text, value=shown)
        of_answers = condition.met_by(value)
        return Failure(what, text("claims.only_in_sample" if of_answers else "claims.write_what_holds"))

    def _of_change(self, condition: Threshold, change: Change, home: Variables) -> Failure | None:
        margin = told_margin_of(change)
        if margin is None or change.difference is None or not self._released(change, home):
            return Failure(text("claims.difference_is_not_released", condition=condition.text))
        if condition.met_by(margin[1] if condition.is_upper else margin[0]):
            return None
        unit = home.sentences.difference_unit(change.measure, measured(change.item, home.study))
        shown = text(
            "claims.with_margin",
            value=home.voice.phrases.difference(change.difference, unit),
            margin=home.voice.phrases.difference_span(*margin, unit),
        )
        return _no(condition, shown)

    def _leads(self, condition: Leads) -> Failure | None:
        order, cell = leader_of(condition, self.variables)
        if failure := unusable(condition, cell):
            return failure
        if order is None:
            return Failure(text("claims.order_is_not_released", condition=condition.text))
        if order.more != condition.item:
            first = self._of_order(order.more, order)
            return _no(condition, text("claims.another_leads", value=self._shown(cell), first=first))
        if not order.proven:
            second = self._of_order(order.less, order)
            return _no(condition, text("claims.lead_is_not_proven", value=self._shown(cell), second=second))
        return None

    def _trails(self, condition: Trails) -> Failure | None:
        """Every other figure of the set has to be proven larger: the first that is not tells why."""
        cell = figure_of(condition, self.variables)
        found = (self._ordered(condition, other, cell) for other in others_of(condition, self.variables))
        return unusable(condition, cell) or next(filter(None, found), None)

    def _more_than(self, condition: MoreThan) -> Failure | None:
        more, less = (estimate_at(path, self.variables) for path in (condition.more, condition.less))
        return self._ordered(condition, more, less)

    def _ordered(self, condition: Condition, more: Estimate, less: Estimate) -> Failure | None:
        if failure := unusable(condition, more) or unusable(condition, less):
            return failure
        study = self.variables.study
        if not comparable(more, less, study):
            return Failure(text("claims.two_units", condition=condition.text), text("claims.one_unit"))
        if contains(more, less, study):
            return _always(condition)
        proven = is_proven(more, less, self.variables)
        if proven is None:
            return Failure(text("claims.not_tested", condition=condition.text), text("claims.run_again"))
        both = text("claims.two_figures", value=self._shown(more), other=self._shown(less))
        return None if proven else _no(condition, both)

    def _shown(self, cell: Estimate) -> str:
        return figure(cell, measured(cell.item, self.variables.study))

    def _of_order(self, item: str, order: FigureOrder) -> str:
        """The figure of an item of an order, with its name."""
        category = order.more_category if item == order.more else order.less_category
        wave = self.variables.study.current.id
        cell = self.variables.cells.estimate(item, category, wave, measure=order.measure)
        shown = self._shown(cell) if cell is not None else ""
        return f"{item} {shown}".rstrip()

    def _moved(self, condition: Moved) -> Failure | None:
        if cannot_fail(condition):
            return _always(condition)
        home, change = self._change(condition)
        if not self._released(change, home):
            return Failure(text("claims.difference_is_not_released", condition=condition.text))
        if change.verdict in condition.outcomes:
            return None
        words = verdict_words(change, home.sentences.words)
        return Failure(
            text(
                "claims.outcome_is_another",
                condition=condition.text,
                outcome=outcome_word(change, words) or change.verdict,
            ),
            text("claims.write_what_holds"),
        )

    def _change(self, condition: Moved) -> tuple[Variables, Change]:
        """The change that a condition is about: where an earlier wave is the only one, it is the first too."""
        home, path = self.variables.home(condition.path)
        roles = home.waves.roles_at(f"{path}.{NOW}")
        alone = roles.get(FIRST) == roles.get(PREVIOUS)
        against = PREVIOUS if alone else condition.against
        home, leaf = leaf_at(f"{condition.path}.{CHANGE_NAMES[against]}", self.variables)
        return home, home.cells.change_at(leaf.place)

    def _other_wave(self, condition: Threshold, said: str) -> Failure | None:
        """A condition on another wave than the one reported on, in a claim that does not name that wave."""
        home, path = self.variables.home(condition.path)
        word, label = home.waves.word(path), home.waves.label(home.waves.wave_at(path))
        named = label in said or word in ROLES and f".{YEAR}" in said
        if word == NOW or named:
            return None
        return _refused("claims.is_of_another_wave", condition, "claims.name_wave", wave=label)

    @staticmethod
    def _released(change: Change, home: Variables) -> bool:
        """Whether the figures on both sides are released without a warning, where a change has figures."""
        if change.difference is None:
            return bool(change.verdict)
        sides = (
            home.cells.estimate(
                change.item, change.category, wave, change.breakdown, change.group, change.measure
            )
            for wave in (change.from_wave, change.to_wave)
        )
        return all(side is not None and side.status == RELEASED for side in sides)


def _always(condition: Condition) -> Failure:
    return _refused("claims.cannot_fail", condition, "claims.say_what_could_differ")


def _refused(code: str, condition: Condition, hint: str, **values: Any) -> Failure:
    problem = PublicationError(code, hint=text(hint), condition=condition.text, **values)
    return Failure(problem.what, text(hint), problem)


def _no(condition: Condition, shown: str) -> Failure:
    """A condition that does not hold of a figure as it is."""
    what = text("claims.does_not_hold", condition=condition.text, value=shown)
    return Failure(what, text("claims.write_what_holds"))


def unusable(condition: Condition, cell: Estimate) -> Failure | None:
    """A figure that no claim can rest on."""
    if cell.status == RELEASED and cell.estimate is not None:
        return None
    code = {"unreliable": "claims.rests_on_few", "suppressed": "claims.is_suppressed"}
    what = text(code.get(cell.status, "claims.is_class"), condition=condition.text)
    return Failure(what, text("claims.use_another_figure"))
