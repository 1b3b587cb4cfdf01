"""Change between waves: one row per figure and comparison, each with its test and one verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from monitor.intake.answers.typed_answers import Answers
from monitor.schema import CHANGES
from monitor.statistics.change.census import tests_without_chance
from monitor.statistics.change.change_rows import Policy
from monitor.statistics.change.comparisons import (
    Unit,
    WaveContrast,
    units_of,
    wave_contrasts,
)
from monitor.statistics.change.families import judge
from monitor.statistics.change.item_changes import ItemChanges
from monitor.statistics.change.testing_summary import ChangeTesting, FamilySummary
from monitor.statistics.design.domains import domains_of, waves_asked
from monitor.statistics.design.grouped_respondents import grouped
from monitor.statistics.design.sampling_design import SurveyDesign
from monitor.statistics.estimates.measurement import asked_waves, in_batches, shape_of
from monitor.statistics.estimates.precision import NO_VARIANCE
from monitor.statistics.estimates.rows import Columns, by_indicator, joined
from monitor.study.questionnaire import Questionnaire
from monitor.study.study import Study
from monitor.study.study_file import Breakdown


@dataclass(frozen=True)
class MeasuredChanges:
    """Every difference with the test of its own, before any family of tests looks at them.

    `rows` has for each row its keys, its numbers and what the families need: `contrast` (one number per wave, NaN
    for no part), `same_test`, `reliable`, `comparable`, and `hidden` where the row may not be told: it stays in its
    family, with p = 1 since the door put it there. `complete` waves leave nothing to chance.
    """

    rows: Columns
    units: tuple[Unit, ...]
    waves: tuple[str, ...]
    stable_ids: bool | None = None
    complete: tuple[str, ...] = ()


@dataclass
class _Breakdown:
    """The changes of one breakdown."""

    answers: Answers
    design: SurveyDesign
    study: Study
    questionnaire: Questionnaire
    breakdown: Breakdown | None
    place: int

    def columns(self, units: list[Unit]) -> list[Columns]:
        self.grouped = grouped(self.design, domains_of(self.answers, self.breakdown))
        self.layout = self.grouped.layout
        policy = self.study.comparison
        rules = self.study.disclosure.threshold(self.breakdown)
        self.policy = Policy(policy.alpha, policy.sparse_below, rules)
        shapes = [self._shape(place, unit) for place, unit in enumerate(units)]
        batches = in_batches(shapes, self.layout)
        return [part for batch in batches for part in self._batch(np.array(batch), units)]

    @cached_property
    def allowed(self) -> tuple[str, ...]:
        return waves_asked(self.answers, self.breakdown, self.questionnaire)

    def _asked(self, unit: Unit) -> tuple[str, ...]:
        """Waves in which the breakdown and every item of a unit were asked."""
        asked = [asked_waves(self.answers, self.questionnaire.items[item]) for item in unit.items]
        return tuple(wave for wave in self.allowed if all(wave in waves for waves in asked))

    def _contrasts(self, unit: Unit) -> list[WaveContrast]:
        """The comparisons of a unit, by the waves that asked it and the breaks between them."""

        def comparable(first: str, last: str) -> bool:
            return all(self.questionnaire.comparable(item, first, last) for item in unit.items)

        against = self.study.comparison.against
        return wave_contrasts(tuple(self.answers.waves), self._asked(unit), against, comparable)

    def _shape(self, place: int, unit: Unit) -> tuple:
        """Units with the same shape are tested together; a set stands alone."""
        contrasts = tuple(
            (contrast.name, contrast.from_wave, contrast.comparable) for contrast in self._contrasts(unit)
        )
        if unit.traits.in_set or not contrasts:
            return (place, contrasts)
        item = self.questionnaire.items[unit.items[0]]
        shape = shape_of(self.answers.variables[item.id], item)
        return (contrasts, unit.primary_test, item.scale.kind if item.scale else "", shape)

    def _batch(self, batch: np.ndarray, units: list[Unit]) -> list[Columns]:
        together = [units[place] for place in batch]
        wanted = self._contrasts(together[0])
        if not wanted:
            return []
        changes = ItemChanges(self.answers, self.grouped, self.questionnaire, together, self.policy)
        return [
            self._flat(part, batch, together, contrast)
            for contrast in wanted
            for part in changes.parts(contrast.numbers)
        ]

    def _flat(self, part: Columns, batch: np.ndarray, units: list[Unit], contrast: WaveContrast) -> Columns:
        """One row per unit, group and figure, with its keys and what the family needs to know."""
        rows, _ = (index.ravel() for index in np.indices(part["p"].shape))
        unit, group = rows // self.layout.n_groups, rows % self.layout.n_groups
        constant: dict[str, str | bool] = {
            "comparison": contrast.name,
            "from_wave": contrast.from_wave,
            "to_wave": contrast.to_wave,
            "within": contrast.name,
            "family_own": "",
            "breakdown": self.layout.breakdown,
            "hidden": False,
        }
        per_unit: dict[str, list] = {
            "fixed": [self._is_fixed(declared) for declared in units],
            "headline": [declared.headline for declared in units],
            "comparable": [contrast.comparable for _ in units],
            "break_reason": [self._break_reason(declared) for declared in units],
        }
        flat = {name: np.broadcast_to(value, part["p"].shape).ravel() for name, value in part.items()}
        flat |= {name: _filled(len(rows), value) for name, value in constant.items()}
        flat["contrast"] = np.broadcast_to(contrast.numbers, (len(rows), len(contrast.numbers)))
        flat |= unit_columns(units, unit) | {name: _array(values)[unit] for name, values in per_unit.items()}
        flat["left_out"] = flat["left_out"] | flat["fixed"] | flat.pop("aside")
        flat = _without_chance(flat)
        names = np.array(self.layout.names, dtype=object)
        flat |= {
            "group": names[group],
            "group_place": group,
            "within_group": group,
            "unit_place": batch[unit],
        }
        return flat | {"breakdown_place": np.full(len(rows), self.place)}

    def _is_fixed(self, unit: Unit) -> bool:
        """Whether the weights fix the distribution of all respondents: there is no chance in it."""
        return self.breakdown is None and unit.weighted_to

    def _break_reason(self, unit: Unit) -> str:
        reasons = (self.questionnaire.items[item].break_reason for item in unit.items)
        return next((reason for reason in reasons if reason), "")


def unit_columns(units: Sequence[Unit], unit: np.ndarray) -> Columns:
    """What holds for the unit of each row, by the places of the units."""
    return {
        "kind": _array([declared.kind for declared in units])[unit],
        "left_out": _array([declared.left_out for declared in units])[unit],
    }


def _without_chance(flat: Columns) -> Columns:
    """What the weights fix and has no variance gets no interval but its own value, and no test."""
    fixed = flat.pop("fixed") & ~(flat["se"] > NO_VARIANCE)
    ends = dict.fromkeys(("ci_low", "ci_high"), flat["difference"])
    nothing = dict.fromkeys(("statistic", "df", "p", "se_no_change"), np.nan)
    replacing: dict[str, Any] = {**ends, **nothing, "test": "", "mover": None}
    return flat | {name: np.where(fixed, value, flat[name]) for name, value in replacing.items()}


def _filled(size: int, value: str | bool) -> np.ndarray:
    return np.full(size, value, dtype=object if isinstance(value, str) else bool)


def _array(values: list) -> np.ndarray:
    return np.array(values, dtype=object if isinstance(values[0], str) else bool)


def _frame(rows: Columns, units: Sequence[Unit], study: Study) -> pd.DataFrame:
    """All rows with each indicator that uses them, in the declared order."""
    known = dict.fromkeys((*study.comparison.against, *rows["comparison"]))
    order = {name: place for place, name in enumerate(known)}
    rows = rows | {"comparison_place": np.array([order[name] for name in rows["comparison"]])}
    keys = ("comparison_place", "use_place", "part_place", "figure_place", "breakdown_place", "group_place")
    rows = by_indicator(rows, "unit_place", _uses(units, study), keys)
    names = np.array([indicator.id for indicator in study.indicators], dtype=object)
    rows |= {
        "indicator": names[rows["indicator_place"]],
        "study": np.full(len(rows["p"]), study.id, dtype=object),
    }
    return pd.DataFrame({name: rows[name] for name in CHANGES.names})


def _uses(units: Sequence[Unit], study: Study) -> list[tuple[int, int]]:
    """Which unit each indicator uses, in the order of its items."""
    unit_of = {item: place for place, unit in enumerate(units) for item in unit.items}
    return [
        (place, unit)
        for place, indicator in enumerate(study.indicators)
        for unit in dict.fromkeys(unit_of[item] for item in indicator.items)
    ]


def measured_changes(
    answers: Answers, design: SurveyDesign, study: Study, questionnaire: Questionnaire
) -> MeasuredChanges:
    """All declared comparisons of waves, each tested by itself.

    Per comparison, item or set, breakdown and group one row for the whole (`level` item) and one for each figure
    inside it (`level` category); only items and breakdowns asked in every wave of the comparison, and only
    breakdowns with a declared family.
    **Method**: one stacked design, so overlap of waves counts; see docs/methods.md.
    """
    design = design if study.comparison.fpc else design.without_fpc()
    units = units_of(study, questionnaire)
    tested = [
        breakdown for breakdown in study.breakdowns if breakdown.id in study.comparison.breakdown_families
    ]
    parts: list[Columns] = []
    for place, breakdown in enumerate((None, *tested)):
        parts += _Breakdown(answers, design, study, questionnaire, breakdown, place).columns(units)
    rows = joined(parts) if parts else {}
    return MeasuredChanges(rows, tuple(units), tuple(answers.waves), design.plan.stable_ids)


def judged_changes(measured: MeasuredChanges, study: Study) -> tuple[pd.DataFrame, ChangeTesting]:
    """The changes of all indicators with the verdicts of their families; and how, for the method annex.

    **Rows**: per comparison, indicator, breakdown and group one row for each item or set of options (`level` item,
    empty category) and one for each figure inside it (`level` category).
    **Columns/units**: schema.Change. Differences in the unit of the estimate, later minus earlier wave;
    for a trend the fitted change from first to last wave. `reason` holds words: `small`,
    `rank_disagrees`, `left_out`, or the reason of a break.
    """
    frame = pd.DataFrame({name: [] for name in CHANGES.names})
    families: list[FamilySummary] = []
    if measured.rows:
        rows, families = judge(measured.rows, study)
        frame = _frame(rows, measured.units, study)
    policy = study.comparison
    testing = ChangeTesting(
        alpha=policy.alpha,
        power=policy.power,
        adjust=policy.adjust,
        sparse_below=policy.sparse_below,
        margins=dict(policy.margins),
        headlines=tuple(policy.headlines),
        left_out=(*policy.leave_out, *sorted(_weighted_items(study) - set(policy.leave_out))),
        fpc=policy.fpc,
        stable_ids=measured.stable_ids,
        families=tuple(families),
    )
    return tests_without_chance(frame, testing, measured.complete)


def _weighted_items(study: Study) -> set[str]:
    return set(study.weighted_to & set(study.questionnaire.items))
