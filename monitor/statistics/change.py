"""Change between waves: one row per figure and comparison, each with its test and one verdict."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from monitor.intake.answers import Answers
from monitor.statistics.change_rows import Columns, Policy
from monitor.statistics.comparisons import Unit, WaveContrast, units_of, wave_contrasts
from monitor.statistics.design import SurveyDesign
from monitor.statistics.domains import domains_of, waves_asked
from monitor.statistics.families import judge
from monitor.statistics.group_sums import Layout
from monitor.statistics.item_changes import ItemChanges
from monitor.statistics.measurement import asked_waves
from monitor.study.questionnaire import Questionnaire
from monitor.study.study import Breakdown, Study

COLUMNS = (
    "study", "comparison", "indicator", "item", "category", "breakdown", "group", "measure", "level", "from_wave",
    "to_wave", "n_from", "n_to", "difference", "se", "ci_low", "ci_high", "test", "statistic", "df", "p",
    "p_adjusted", "family", "mdd", "eq_low", "eq_high", "verdict", "reason",
)  # fmt: skip
"""Columns of the changes, in the order of the released set."""


def changes_between_waves(
    answers: Answers, design: SurveyDesign, study: Study, questionnaire: Questionnaire
) -> pd.DataFrame:
    """All declared comparisons of waves for all indicators, tested and judged.

    **Rows**: per comparison, indicator, breakdown and group one row for each item or set of options
    (`level` item, empty category) and one for each figure inside it (`level` category); only items
    and breakdowns asked in every wave of the comparison.
    **Columns/units**: `COLUMNS`. Differences in the unit of the estimate, later minus earlier wave;
    for a trend the fitted change from first to last wave. `reason` holds words: `small`,
    `rank_disagrees`, `left_out`, `no_family`, or the reason of a break.
    **Method**: one stacked design, so overlap of waves counts; see docs/methods.md.
    """
    judged, _ = _judged(answers, design, study, questionnaire)
    return judged


def _judged(
    answers: Answers, design: SurveyDesign, study: Study, questionnaire: Questionnaire
) -> tuple[pd.DataFrame, list[dict]]:
    design = design if study.comparison.fpc else design.without_fpc()
    units = units_of(study, questionnaire)
    contrasts = wave_contrasts(tuple(answers.waves), study.comparison.against)
    parts = [
        columns
        for place, breakdown in enumerate((None, *study.breakdowns))
        for columns in _Breakdown(answers, design, study, questionnaire, breakdown, place).columns(
            units, contrasts
        )
    ]
    rows = (
        pd.DataFrame({name: np.concatenate([part[name] for part in parts]) for name in parts[0]})
        if parts
        else None
    )
    if rows is None:
        return pd.DataFrame({name: [] for name in COLUMNS}), []
    rows, families = judge(rows, study)
    return _frame(rows, units, study), families


@dataclass
class _Breakdown:
    """The changes of one breakdown."""

    answers: Answers
    design: SurveyDesign
    study: Study
    questionnaire: Questionnaire
    breakdown: Breakdown | None
    place: int

    @cached_property
    def layout(self) -> Layout:
        return Layout(self.design, domains_of(self.answers, self.breakdown))

    @cached_property
    def policy(self) -> Policy:
        rules = self.study.disclosure.threshold(self.breakdown)
        return Policy(self.study.comparison.alpha, self.study.comparison.sparse_below, rules)

    def columns(self, units: list[Unit], contrasts: list[WaveContrast]) -> list[Columns]:
        allowed = waves_asked(self.answers, self.breakdown, self.questionnaire)
        found: list[Columns] = []
        for number, unit in enumerate(units):
            wanted = [contrast for contrast in contrasts if self._asked(unit, contrast, allowed)]
            if wanted:
                changes = ItemChanges(self.answers, self.layout, self.questionnaire, unit, self.policy)
                for contrast in wanted:
                    found += [
                        self._flat(part, number, unit, contrast) for part in changes.parts(contrast.numbers)
                    ]
        return found

    def _asked(self, unit: Unit, contrast: WaveContrast, allowed: tuple[str, ...]) -> bool:
        """Whether breakdown and every item were asked in every wave of the comparison."""
        asked = [asked_waves(self.answers, self.questionnaire.items[item]) for item in unit.items]
        return all(wave in allowed and all(wave in waves for waves in asked) for wave in contrast.waves)

    def _flat(self, part: Columns, number: int, unit: Unit, contrast: WaveContrast) -> Columns:
        """One row per group and figure, with its keys and what the family needs to know."""
        shape = part["p"].shape
        groups, _ = np.indices(shape)
        groups = groups.ravel()
        flat = {name: np.broadcast_to(value, shape).ravel() for name, value in part.items()}
        items = unit.items
        whole = all(
            self.questionnaire.comparable(item, contrast.from_wave, contrast.to_wave) for item in items
        )
        why = next((self.questionnaire.items[item].break_reason for item in items), "")
        constant = {
            "comparison": contrast.name, "from_wave": contrast.from_wave, "to_wave": contrast.to_wave,
            "breakdown": self.layout.domains.breakdown, "kind": unit.kind, "left_out": unit.left_out,
            "headline": unit.headline, "comparable": whole, "break_reason": why,
            "unit_place": number, "breakdown_place": self.place,
        }  # fmt: skip
        flat |= {name: np.full(len(groups), value, dtype=_dtype(value)) for name, value in constant.items()}
        names = np.array(self.layout.domains.names, dtype=object)
        return flat | {"group": names[groups], "group_place": groups}


def _dtype(value: object) -> type:
    return object if isinstance(value, str) else type(value)


def _frame(rows: pd.DataFrame, units: list[Unit], study: Study) -> pd.DataFrame:
    """All rows with each indicator that uses them, in the declared order."""
    uses = [
        (place, number, order)
        for place, indicator in enumerate(study.indicators)
        for number, unit in enumerate(units)
        for order in [
            min((indicator.items.index(item) for item in unit.items if item in indicator.items), default=-1)
        ]
        if order >= 0
    ]
    used = pd.DataFrame(uses, columns=["indicator_place", "unit_place", "use_place"])
    order = {contrast: number for number, contrast in enumerate(study.comparison.against)}
    rows = rows.assign(row_place=np.arange(len(rows)), comparison_place=rows["comparison"].map(order))
    rows = rows.merge(used, on="unit_place")
    keys = [
        "comparison_place",
        "indicator_place",
        "use_place",
        "part_place",
        "figure_place",
        "breakdown_place",
    ]
    rows = rows.sort_values([*keys, "group_place"], kind="stable").reset_index(drop=True)
    names = np.array([indicator.id for indicator in study.indicators], dtype=object)
    rows = rows.assign(study=study.id, indicator=names[rows["indicator_place"]])
    return rows[list(COLUMNS)]


def changes_with_method(
    answers: Answers, design: SurveyDesign, study: Study, questionnaire: Questionnaire
) -> tuple[pd.DataFrame, dict]:
    """The changes as `changes_between_waves`, and how they were tested, for the method annex.

    The method says `alpha`, `power`, `adjust`, `margins`, `headlines`, `left_out`, `fpc`,
    `stable_ids`, and `families`: one description per family with the columns families.FAMILY_COLUMNS.
    """
    changes, families = _judged(answers, design, study, questionnaire)
    policy = study.comparison
    return changes, {
        "alpha": policy.alpha,
        "power": policy.power,
        "adjust": policy.adjust,
        "sparse_below": policy.sparse_below,
        "margins": dict(policy.margins),
        "headlines": list(policy.headlines),
        "left_out": list(policy.leave_out),
        "fpc": policy.fpc,
        "stable_ids": design.plan.stable_ids,
        "families": families,
    }
