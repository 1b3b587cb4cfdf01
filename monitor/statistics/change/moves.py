"""Gross change: what the same people answered in two waves, and whether more moved one way than the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from monitor.intake.answers.typed_answers import NO_ANSWER, VALID, Answers, Variable
from monitor.schema import ESTIMATES, STATE_COUNTS
from monitor.schema_words import FLOW, PERSONS, pair_name
from monitor.statistics.change.change_rows import Policy, item_columns, test_columns, unreliable_in_any
from monitor.statistics.change.changes import MeasuredChanges
from monitor.statistics.change.comparisons import units_of
from monitor.statistics.change.item_changes import keyed, same_test
from monitor.statistics.change.item_tests import DF_PER_CONTRAST, bonferroni_test
from monitor.statistics.change.tests_of_change import Differences, Tests, wald_test
from monitor.statistics.design.group_sums import coded_sums
from monitor.statistics.design.grouped_respondents import GroupedRespondents, grouped, whole_sample
from monitor.statistics.design.sampling_design import SurveyDesign
from monitor.statistics.design.unit_column import design_column
from monitor.statistics.estimates.intervals import mean_interval
from monitor.statistics.estimates.measurement import Figures, figures_of
from monitor.statistics.estimates.moments import degrees_of_freedom, share_moments
from monitor.statistics.estimates.precision import intervals, precision, reliability
from monitor.statistics.estimates.rows import Columns, joined
from monitor.study.questionnaire import Questionnaire
from monitor.study.study import Study
from monitor.study.wave_roles import PREVIOUS, WaveRoles

NOBODY = -1


def moves_of(
    answers: Answers, design: SurveyDesign, study: Study, questionnaire: Questionnaire
) -> list[ItemMoves]:
    """The moves of every item that the study names in `comparison: moves`, between its latest two comparable waves."""
    found = []
    for item in study.comparison.moves:
        earlier = WaveRoles(study).of(item).get(PREVIOUS)
        last = answers.waves[-1]
        if earlier is not None and questionnaire.comparable(item, earlier, last):
            found.append(ItemMoves(answers, design, study, item, earlier))
    return found


@dataclass
class ItemMoves:
    """The answers of the same people to one item in an earlier wave and in the latest."""

    answers: Answers
    design: SurveyDesign
    study: Study
    item: str
    earlier: str

    @cached_property
    def variable(self) -> Variable:
        return self.answers.variables[self.item]

    @cached_property
    def _before(self) -> np.ndarray:
        """Of each row of the latest wave the row of the same person in the earlier one, NOBODY where there is none.

        Who does not count in a wave (weight 0), or stands in it twice, is nobody there.
        """
        person = pd.factorize(design_column(self.answers, self.study.design.unit))[0]
        rows = [self._rows_of(person, wave) for wave in (self.earlier, self.answers.waves[-1])]
        before, now = (frame.drop_duplicates("person", keep=False) for frame in rows)
        both = now.merge(before, on="person", suffixes=("", "_before"))
        found = np.full(len(self.answers), NOBODY)
        found[both["row"]] = both["row_before"]
        return found

    def _rows_of(self, person: np.ndarray, wave: str) -> pd.DataFrame:
        mine = (self.answers.wave == self.answers.waves.index(wave)) & (self.design.weights > 0)
        return pd.DataFrame({"person": person[mine], "row": np.flatnonzero(mine)})

    @cached_property
    def _pairs(self) -> tuple[np.ndarray, np.ndarray]:
        """Codes of both answers together, and their state: valid where both are."""
        state, codes, before = self.variable.state, self._codes, self._before
        valid = (before != NOBODY) & (state == VALID) & (state[before] == VALID)
        pair = codes[before].astype(np.int16) * len(self.categories) + codes
        return np.where(valid, pair, -1).astype(np.int16), np.where(valid, VALID, NO_ANSWER).astype(np.int8)

    @property
    def categories(self) -> tuple[str, ...]:
        return self.variable.categories

    @property
    def _codes(self) -> np.ndarray:
        if self.variable.codes is None:
            raise TypeError(f"{self.item} has no categories")
        return self.variable.codes

    def _everybody(self, design: SurveyDesign) -> GroupedRespondents:
        return grouped(design, whole_sample(len(self.answers)), keep=False)

    def _figures(self, design: SurveyDesign) -> Figures:
        """The shares of all pairs of answers among those who answered twice."""
        names = tuple(pair_name(one, other) for one in self.categories for other in self.categories)
        sums = coded_sums(self._everybody(design), *self._pairs, len(names))
        return Figures(share_moments(sums), np.eye(len(names)), names, ("share",) * len(names))

    # the flows themselves

    def flows(self) -> pd.DataFrame:
        """**Rows**: one per indicator with the item and pair of answers. **Columns**: schema.Estimate, measure `flow`."""
        figures, policy = self._figures(self.design), self.study.comparison
        precise = precision(figures, 1 - policy.alpha)
        low, high = intervals(figures, precise, 1 - policy.alpha, policy.sparse_below, self.study.interval)
        reasons = reliability(precise, self.study.disclosure.threshold(None))[0, -1]
        numbers = {
            "estimate": figures.estimates(), "count": figures.counts(), "se": precise.se, "ci_low": low, "ci_high": high,
            "n": precise.n, "n_effective": precise.effective, "df": precise.df, "deff": precise.deff,
        }  # fmt: skip
        rows = pd.DataFrame({name: value[0, -1] for name, value in numbers.items()})
        rows = rows.assign(
            study=self.study.id, wave=self.answers.waves[-1], item=self.item, category=list(figures.categories),
            breakdown="", group="", measure=FLOW, peer_set="", reason=reasons,
            status=np.where(reasons == "", "released", "unreliable"), **dict.fromkeys(STATE_COUNTS, np.nan),
        )  # fmt: skip
        shown = [one.id for one in self.study.indicators if self.item in one.items]
        frames = [rows.assign(indicator=name)[list(ESTIMATES.names)] for name in shown]
        return pd.concat(frames, ignore_index=True)

    # whether more moved one way

    def rows(self, design: SurveyDesign, place: int, unit_place: int) -> Iterator[Columns]:
        """The test of the item, and of each answer and net: the share now minus the share before, of the same people."""
        figures, policy = self._figures(design), self.study.comparison
        own = Policy(policy.alpha, policy.sparse_below, self.study.disclosure.threshold(None))
        shown = figures_of(
            self.variable,
            coded_sums(self._everybody(design), self._codes, self.variable.state, len(self.categories)),
        )
        shares = [at for at, measure in enumerate(shown.measures) if measure == "share"]
        net = _net_change(len(self.categories)) @ shown.weights[:, shares]
        moved = Figures(
            figures.moments, net, tuple(shown.categories[at] for at in shares), ("share",) * len(shares)
        )
        columns = _changes(figures, moved, own)
        keys = [same_test(shown, at) for at in shares]
        one_test = len(set(keys)) == 1
        top = item_columns(columns, self._item_test(figures, columns, one_test))
        names = np.array([self.item], dtype=object)
        whole = keyed(top, names, "item", ("",), ("share",), 0, [keys[0] if one_test else None])
        inside = keyed(columns, names, "category", moved.categories, moved.measures, 1, keys)
        for part in (whole, inside):
            yield self._flat(part, place, unit_place)

    def _item_test(self, figures: Figures, rows: Columns, one_test: bool) -> Columns:
        """McNemar's test of two answers; of more Wald F of all net changes but one (Stuart and Maxwell's, by design)."""
        if one_test:
            return {name: rows[name][:, 0] for name in ("test", "statistic", "df", "p")}
        size = len(self.categories)
        net = _net_change(size)[:, : size - 1]
        estimate, matrix = _of_last_wave(replace(figures, weights=net))
        df = degrees_of_freedom(figures.moments.sums, [figures.moments.sums.n_waves - 1])
        tests = {
            name: np.asarray(value) for name, value in test_columns(wald_test(estimate, matrix, df)).items()
        }
        reliable = rows["unreliable"] == ""
        enough = (
            (df >= DF_PER_CONTRAST * (size - 1)) & np.isfinite(tests["p"]) & reliable[:, :size].all(axis=1)
        )
        single = bonferroni_test({"p": np.where(reliable, rows["p"], np.nan)[:, :size]})
        return {name: np.where(enough, tests[name], other) for name, other in single.items()}

    def _flat(self, part: Columns, place: int, unit_place: int) -> Columns:
        shape = part["p"].shape
        flat = {name: np.broadcast_to(value, shape).ravel() for name, value in part.items()}
        size = flat["p"].size
        texts = {
            "comparison": PERSONS, "within": PERSONS, "family_own": PERSONS, "from_wave": self.earlier,
            "to_wave": self.answers.waves[-1], "breakdown": "", "break_reason": "", "group": "", "kind": self.variable.kind,
        }  # fmt: skip
        flat |= {name: np.full(size, value, dtype=object) for name, value in texts.items()}
        nothing = {
            "hidden": False,
            "headline": False,
            "comparable": True,
            "left_out": False,
            "within_group": -1,
            "group_place": -1,
        }
        flat |= {name: np.full(size, value) for name, value in nothing.items()}
        flat.pop("aside")
        return flat | {
            "contrast": np.full((size, len(self.answers.waves)), np.nan),
            "unit_place": np.full(size, unit_place),
            "breakdown_place": np.full(size, place),
        }


def _net_change(size: int) -> np.ndarray:
    """Per pair of answers (from, to) what it does to the share of each answer: +1 where it is arrived at, -1 where left."""
    to = np.tile(np.eye(size), (size, 1))
    return to - np.repeat(np.eye(size), size, axis=0)


def _of_last_wave(figures: Figures) -> tuple[np.ndarray, np.ndarray]:
    """Figures [1, F] of the latest wave, and their covariance."""
    return figures.estimates()[:, -1], figures.covariance()[:, -1][:, :, -1]


def _changes(pairs: Figures, moved: Figures, policy: Policy) -> Columns:
    """Columns [1, figure] of net changes: t of a mean of -1, 0 and 1 over the people who answered twice."""
    estimate, matrix = _of_last_wave(moved)
    se = np.sqrt(np.maximum(np.einsum("gff->gf", matrix), 0.0))
    df = np.broadcast_to(
        degrees_of_freedom(pairs.moments.sums, [pairs.moments.sums.n_waves - 1])[:, None], se.shape
    )
    tests = Differences(estimate, se, df).t_test()
    low, high = mean_interval(estimate, np.where(se > 0, se, np.nan), df, policy.level)
    precise = precision(pairs, policy.level)
    reasons = unreliable_in_any(reliability(precise, policy.rules)[:, [-1]])[:, :1]
    movers = pairs.counts()[:, -1] @ np.abs(moved.weights)
    few = movers < 2 * policy.sparse_below  # fewer than that many each way are expected without a net change
    n = np.broadcast_to(precise.n[:, -1, :1], se.shape)
    return {
        "difference": estimate, "se": se, "ci_low": low, "ci_high": high,
        "se_no_change": np.where(se > 0, se, np.nan), "t_df": df, "n_from": n, "n_to": n,
        "n_expected": np.full(se.shape, np.nan), "mover": np.full(se.shape, None, dtype=object),
        "unreliable": np.where(few & (reasons == ""), "few_answers", reasons).astype(object),
        **test_columns(Tests("mcnemar", tests.statistic, tests.df, tests.p)),
    }  # fmt: skip


def with_moves(
    measured: MeasuredChanges,
    moves: list[ItemMoves],
    design: SurveyDesign,
    study: Study,
    questionnaire: Questionnaire,
) -> MeasuredChanges:
    """The changes and below them those of the people who answered twice, a family of tests of its own (`persons`)."""
    if not moves:
        return measured
    units = measured.units or tuple(units_of(study, questionnaire))
    place_of = {item: place for place, unit in enumerate(units) for item in unit.items}
    design = design if study.comparison.fpc else design.without_fpc()
    place = len(study.breakdowns) + 1
    parts = [part for each in moves for part in each.rows(design, place, place_of[each.item])]
    rows = joined([measured.rows, *parts] if measured.rows else parts)
    return replace(measured, rows=rows, units=units)
