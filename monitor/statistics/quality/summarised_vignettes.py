"""From answers about vignettes to what is counted of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import comb

import numpy as np

from monitor.intake.answers.typed_answers import VALID, Answers
from monitor.statistics.design.unit_column import design_column
from monitor.statistics.quality.pairs import (
    TEAM,
    colleagues_did_the_same,
    pairs_alike,
    pairs_test,
    power_of_pairs,
)
from monitor.statistics.quality.vignettes_summary import (
    ALIKE,
    UNDECIDED,
    Crossed,
    CrossedCount,
    Expected,
    PairsOfVignette,
    VignettesOfWave,
    VignettesSummary,
    VignetteSummary,
)
from monitor.study.house_policy import house_vignettes
from monitor.study.study import Study
from monitor.study.vignettes import CODE_OF_ROLE, DECISION, EXPECTATION, ROOM, RULE


def summary_of_vignettes(answers: Answers, study: Study) -> VignettesSummary:
    """What is counted of every vignette in every wave, before anything is kept back.

    **Raises** StatisticsError where the responses do not say who are colleagues.
    """
    assert study.pairs is not None
    units = design_column(answers, study.pairs.within).astype(str).to_numpy()
    waves = {}
    for number, wave in enumerate(answers.waves):
        rows = answers.wave == number
        one = _OfWave(answers.take(rows), study, units[rows])
        told = tuple(one.vignette(name) for name in study.questionnaire.vignettes)
        waves[wave] = VignettesOfWave(int(rows.sum()), len(set(units[rows])), told)
    return VignettesSummary(waves)


@dataclass(frozen=True)
class _OfWave:
    answers: Answers
    study: Study
    units: np.ndarray

    def vignette(self, name: str) -> VignetteSummary:
        room, decision, expects = (self._codes(name, role) for role in (ROOM, DECISION, EXPECTATION))
        standard = self.study.questionnaire.vignettes[name].standard
        departs = None if standard is None else _fact(decision, lambda code: code != standard)
        same = self._holds(expects, EXPECTATION)
        return VignetteSummary(
            name,
            room_by_departing=_crossed(self._holds(room, ROOM), departs),
            departing_by_same=_crossed(departs, same),
            room_by_decision=tuple(self._cells(name)),
            room_left_out=_one_known(room, decision),
            expectation=self._expectation(decision, same),
            pairs=self._pairs(name, decision),
        )

    def _codes(self, vignette: str, role: str) -> np.ndarray | None:
        """By respondent the answer to the question with a role, "" without one; None where nobody was asked."""
        item = self.study.questionnaire.of_role(vignette, role)
        variable = self.answers.variables.get(item.id) if item is not None else None
        if variable is None or variable.codes is None or not variable.asked:
            return None
        known = np.array([*variable.categories, ""], object)
        return known[np.where(variable.state == VALID, variable.codes, -1)]

    @staticmethod
    def _holds(codes: np.ndarray | None, role: str) -> np.ndarray | None:
        return _fact(codes, lambda code: code == CODE_OF_ROLE[role])

    def _cells(self, vignette: str) -> Iterator[CrossedCount]:
        room, decision = self._codes(vignette, ROOM), self._codes(vignette, DECISION)
        if room is None or decision is None:
            return
        counts, items = Counter(zip(room, decision, strict=True)), self.study.questionnaire
        known = [items.of_role(vignette, role) for role in (ROOM, DECISION)]
        seen, decided = (one.scale.codes if one is not None and one.scale else () for one in known)
        for code in seen:
            for other in decided:
                yield CrossedCount(code, other, counts[code, other])

    def _expectation(self, decision: np.ndarray | None, same: np.ndarray | None) -> Expected | None:
        """Of those who decided and have a colleague who did."""
        if decision is None or same is None:
            return None
        rows = decision != ""
        decided, units = decision[rows].tolist(), self.units[rows].tolist()
        asked, true = colleagues_did_the_same(decided, units, [one is True for one in same[rows]])
        teams, said = Counter(units), same != ""
        with_one = sum(teams[unit] > 1 for unit in self.units[rows & said])
        return Expected(asked, true, alone=int(said.sum()) - with_one)

    def _pairs(self, vignette: str, decision: np.ndarray | None) -> PairsOfVignette | None:
        """Colleagues beside each other, of municipalities where nobody knows of a local rule for the case."""
        if decision is None:
            return None
        policy, rule = house_vignettes(), self._codes(vignette, RULE)
        ruled = set(self.units[rule == CODE_OF_ROLE[RULE]]) if rule is not None else set()
        free = (decision != "") & ~np.isin(self.units, list(ruled))
        decided, units = decision[free].tolist(), self.units[free].tolist()
        teams, sides = Counter(units), self._sides()
        alike = pairs_alike(decided, units)
        side = None if sides is None else sides[free].tolist()
        test = pairs_test(decided, units, side, policy.shuffles, policy.seed)
        everybody, paired = decision[decision != ""], free & np.array([teams[one] > 1 for one in self.units])
        chance = sum(comb(n, 2) for n in Counter(everybody).values()) / max(comb(len(everybody), 2), 1)
        several = [size for size in teams.values() if size > 1]
        of_two = bool(several) and all(size == TEAM for size in several)
        return PairsOfVignette(
            municipalities=len(several),
            pairs=alike.within_pairs,
            with_rule=len(ruled),
            single=len(teams) - len(several),
            teams=not of_two,
            alike=alike.within_alike,
            expected=chance * alike.within_pairs,
            between_alike=alike.between_alike,
            between_pairs=alike.between_pairs,
            difference=alike.difference,
            alpha=alike.alpha,
            verdict=(ALIKE if test.p < self.study.comparison.alpha else UNDECIDED) if test else "",
            test=test.method if test else "",
            p=test.p if test else None,
            smallest=test.smallest if test else None,
            power=self._power(len(several)) if of_two else {},
            least_by_side=None if side is None else _least(decided, side),
            least_left_out=_least_apart(decision, free),
            least_alone=_least_apart(decision, paired),
            answers=tuple(sorted(Counter(decision[paired]).values())),
        )

    def _sides(self) -> np.ndarray | None:
        """Of which kind each respondent is, where pairs were chosen by that."""
        assert self.study.pairs is not None
        name = self.study.pairs.balance
        if name is None:
            return None
        variable = self.answers.variables[name]
        assert variable.codes is not None
        return np.array([*variable.categories, ""], object)[
            np.where(variable.state == VALID, variable.codes, -1)
        ]

    def _power(self, pairs: int) -> dict[str, float]:
        alpha = self.study.comparison.alpha
        return {
            f"{follows:g}": power_of_pairs(pairs, follows, alpha) for follows in house_vignettes().follows
        }


def _fact(codes: np.ndarray | None, holds: Callable[[str], bool]) -> np.ndarray | None:
    """By respondent whether something holds, "" where that is not known."""
    return None if codes is None else np.array([holds(code) if code else "" for code in codes], object)


def _crossed(one: np.ndarray | None, other: np.ndarray | None) -> Crossed | None:
    """Two facts of those of whom both are known."""
    if one is None or other is None:
        return None
    known = (one != "") & (other != "")
    first, second = one[known].astype(bool), other[known].astype(bool)
    counts = (
        int(cell.sum()) for cell in (first & second, first & ~second, ~first & second, ~first & ~second)
    )
    both, first_only, second_only, neither = ((count, count) for count in counts)
    return Crossed(int(known.sum()), both, first_only, second_only, neither, _one_known(one, other))


def _one_known(one: np.ndarray | None, other: np.ndarray | None) -> int | None:
    """Of how many people one answer of the two is known."""
    return None if one is None or other is None else int(((one != "") ^ (other != "")).sum())


def _least_apart(decision: np.ndarray, kept: np.ndarray) -> int | None:
    """The smallest number of people who gave an answer, of those who are kept or those who are not; None where all are."""
    rest = (decision != "") & ~kept
    if not rest.any():
        return None
    answers = set(decision[decision != ""])
    return min(int((decision[rows] == answer).sum()) for rows in (kept, rest) for answer in answers)


def _least(decided: list[str], sides: list[str]) -> int:
    """The smallest number of people of one side who gave an answer, or did not."""
    of_side, cells = Counter(sides), Counter(zip(sides, decided, strict=True))
    counts = [cells[side, answer] for side in of_side for answer in set(decided)]
    rest = [of_side[side] - cells[side, answer] for side in of_side for answer in set(decided)]
    return min([*counts, *rest], default=0)
