"""Estimates by domain: one row per wave, indicator, item, category, breakdown, group and measure."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from monitor.intake.answers.typed_answers import Answers, Variable
from monitor.schema import ESTIMATES, STATE_COUNTS
from monitor.schema_words import quantile_of
from monitor.statistics.design.domains import check_domains_have_variance, domains_of, waves_asked
from monitor.statistics.design.grouped_respondents import grouped
from monitor.statistics.design.sampling_design import SurveyDesign
from monitor.statistics.estimates.measurement import (
    Figures,
    asked_waves,
    in_batches,
    measure,
    numbers_of,
    shape_of,
)
from monitor.statistics.estimates.precision import NO_VARIANCE, intervals, precision, reliability
from monitor.statistics.estimates.quantiles import domain_quantiles
from monitor.statistics.estimates.rows import Columns, by_indicator, joined
from monitor.study.questionnaire import Questionnaire
from monitor.study.study import Study
from monitor.study.study_file import Breakdown


def estimates_by_domain(
    answers: Answers, design: SurveyDesign, study: Study, questionnaire: Questionnaire
) -> pd.DataFrame:
    """All figures of all indicators, for the whole sample and each breakdown.

    **Rows**: one per wave x indicator x item x category (or net) x breakdown x group x measure, only
    for waves in which item and breakdown were asked, in the order of the declarations.
    **Columns/units**: schema.Estimate. Shares and means of percentages and parts in [0, 1], grades as
    given; `count` unweighted answers behind a share; `n` valid answers; `status` is `unreliable`
    (with the reason `few_answers`, `few_effective` or `few_df`) or `released`. `deff` is that of the estimate, in
    identifiable breakdowns that of the weights alone: the other rests on the answers.
    **Method**: Taylor linearisation in the stacked design; see docs/methods.md.
    **Raises** StatisticsError where a group is one PSU with several respondents.
    """
    items = tuple(dict.fromkeys(item for indicator in study.indicators for item in indicator.items))
    parts = [
        columns
        for place, breakdown in enumerate((None, *study.breakdowns))
        for columns in _Breakdown(answers, design, study, questionnaire, breakdown, place).columns(items)
    ]
    return _frame(parts, items, study, answers.waves)


@dataclass
class _Breakdown:
    """The estimates of one breakdown."""

    answers: Answers
    design: SurveyDesign
    study: Study
    questionnaire: Questionnaire
    breakdown: Breakdown | None
    place: int

    def columns(self, items: tuple[str, ...]) -> list[Columns]:
        domains = domains_of(self.answers, self.breakdown)
        check_domains_have_variance(self.design, domains)
        tested = self.breakdown is None or self.breakdown.id in self.study.comparison.breakdown_families
        self.grouped = grouped(self.design, domains, keep=tested)
        self.layout = self.grouped.layout
        self.level = 1 - self.study.comparison.alpha
        allowed = waves_asked(self.answers, self.breakdown, self.questionnaire)
        asked = {
            item: tuple(
                wave for wave in asked_waves(self.answers, self.questionnaire.items[item]) if wave in allowed
            )
            for item in items
        }
        used = [(number, item) for number, item in enumerate(items) if asked[item]]
        shapes = [
            (asked[item], shape_of(self.answers.variables[item], self.questionnaire.items[item]))
            for _, item in used
        ]
        batches = [[used[place] for place in places] for places in in_batches(shapes, self.layout)]
        return [part for batch in batches for part in self._batch(batch, asked[batch[0][1]])]

    def _batch(self, batch: list[tuple[int, str]], waves: tuple[str, ...]) -> list[Columns]:
        """Rows of items of one shape."""
        variables = [self.answers.variables[item] for _, item in batch]
        parts = [
            self._keyed(self._figures(figures), figures.categories, figures.measures)
            for figures in measure(self.grouped, variables, self.questionnaire.items[batch[0][1]])
        ]
        if variables[0].traits.median:
            item = batch[0][1]
            parts += [
                self._keyed(self._quantile(variables[0], parts[0], share), ("",), (name,))
                for name, share in self._quantiles(item)
            ]
        for part in parts:
            self._leave_out_what_is_known(part, [item for _, item in batch])
        places = [self.answers.waves.index(wave) for wave in waves]
        numbers = np.array([number for number, _ in batch])
        return [self._flat(part, numbers, places, 1000 * order) for order, part in enumerate(parts)]

    def _figures(self, figures: Figures) -> Columns:
        """Numbers per group, wave and figure."""
        precise = precision(figures, self.level)
        policy = self.study.comparison
        low, high = intervals(figures, precise, self.level, policy.sparse_below, self.study.interval)
        shape = precise.n.shape
        states = np.broadcast_to(figures.moments.sums.states[:, :, None, :], (*shape, 4))
        identifiable = self.breakdown is not None and self.breakdown.identifiable
        rules = self.study.disclosure.threshold(self.breakdown)
        return {
            "estimate": figures.estimates(),
            "count": figures.counts(),
            "se": precise.se,
            "ci_low": low,
            "ci_high": high,
            "n": precise.n,
            "n_effective": precise.effective,
            "df": precise.df,
            "deff": np.broadcast_to(figures.moments.sums.kish_deff[:, :, None], shape)
            if identifiable
            else precise.deff,
            **dict(zip(STATE_COUNTS, np.moveaxis(states, -1, 0), strict=True)),
            "reason": reliability(precise, rules),
        }

    def _leave_out_what_is_known(self, part: Columns, items: list[str]) -> None:
        """No interval for what the weights or the groups themselves fix, and does not vary: it is known."""
        known = self.breakdown.items if self.breakdown is not None else self.study.weighted_to
        fixed = np.repeat(np.isin(items, list(known)), self.layout.n_groups)[:, None, None]
        silent = fixed & ~(part["se"] > NO_VARIANCE)
        part |= {name: np.where(silent, np.nan, part[name]) for name in ("ci_low", "ci_high")}

    def _quantiles(self, item: str) -> list[tuple[str, float]]:
        """The median, and the quantiles that the study declares: measure and share. None more where people can be recognised."""
        identifiable = self.breakdown is not None and self.breakdown.identifiable
        declared = () if identifiable else self.study.quantiles_of(item)
        return [("median", 0.5), *((f"p{share}", share / 100) for share in declared)]

    def _quantile(self, variable: Variable, mean: Columns, share: float) -> Columns:
        """A quantile with a Woodruff interval, where answers differ; bases as of the mean."""
        found = domain_quantiles(self.grouped, numbers_of(variable), variable.state, share, self.level)
        empty = np.full(found.estimate.shape, np.nan)
        varies = (mean["se"][:, :, 0] > 0) | (found.se > 0)  # weights may fix a mean, and no quantile
        low, high = (np.where(varies, end, empty) for end in (found.low, found.high))
        own = {"estimate": found.estimate, "se": found.se, "ci_low": low, "ci_high": high}
        return {**mean, **{name: value[:, :, None] for name, value in {**own, "deff": empty}.items()}}

    def _keyed(self, numbers: Columns, categories: tuple[str, ...], measures: tuple[str, ...]) -> Columns:
        shape = numbers["n"].shape
        return {
            **{name: numbers[name] for name in (*ESTIMATES.numbers, "reason")},
            "category": np.broadcast_to(np.array(categories, dtype=object), shape),
            "measure": np.broadcast_to(np.array(measures, dtype=object), shape),
            "figure_place": np.broadcast_to(np.arange(shape[2]), shape),
        }

    def _flat(self, part: Columns, items: np.ndarray, waves: list[int], first: int) -> Columns:
        """One row per item, group, asked wave and figure."""
        shape = part["n"][:, waves].shape
        flat = {name: value[:, waves].ravel() for name, value in part.items()}
        rows, places, _ = (index.ravel() for index in np.indices(shape))
        groups = rows % self.layout.n_groups
        return flat | {
            "wave_place": np.array(waves)[places],
            "item_place": items[rows // self.layout.n_groups],
            "figure_place": flat["figure_place"] + first,
            "breakdown_place": np.full(len(rows), self.place),
            "group_place": groups,
            "group": np.array(self.layout.names, dtype=object)[groups],
            "breakdown": np.full(len(rows), self.layout.breakdown, dtype=object),
        }


def _is_made(rows: Columns, study: Study) -> np.ndarray:
    """Whether enough answers lie beyond each quantile: the lowest and highest answers are those of a few people."""
    beyond = np.full(len(rows["n"]), np.inf)
    for quantile in {name for name in rows["measure"].tolist() if quantile_of(name) is not None}:
        share, mine = quantile_of(quantile) or 0, rows["measure"] == quantile
        beyond[mine] = rows["n"][mine] * min(share, 100 - share) / 100
    return beyond >= float(study.disclosure.identifiable.minimum_count or 0)


def _frame(
    parts: list[Columns], items: tuple[str, ...], study: Study, waves: tuple[str, ...]
) -> pd.DataFrame:
    """All rows with their indicator, in the declared order."""
    if not parts:
        return pd.DataFrame({name: [] for name in ESTIMATES.names})
    place = {item: number for number, item in enumerate(items)}
    uses = [
        (number, place[item]) for number, indicator in enumerate(study.indicators) for item in indicator.items
    ]
    keys = ("wave_place", "use_place", "figure_place", "breakdown_place", "group_place")
    rows = by_indicator(joined(parts), "item_place", uses, keys)
    if any(indicator.quantiles for indicator in study.indicators):
        made = _is_made(rows, study)
        rows = {name: column[made] for name, column in rows.items()}
    size = len(rows["n"])
    rows |= {
        "study": np.full(size, study.id, dtype=object),
        "wave": np.array(waves, dtype=object)[rows["wave_place"]],
        "item": np.array(items, dtype=object)[rows["item_place"]],
        "indicator": np.array([indicator.id for indicator in study.indicators], dtype=object)[
            rows["indicator_place"]
        ],
        "peer_set": np.full(size, "", dtype=object),
        "status": np.where(rows["reason"] == "", "released", "unreliable").astype(object),
        **{name: rows[name].astype(np.int64) for name in ("n", *STATE_COUNTS)},
    }
    return pd.DataFrame({name: rows[name] for name in ESTIMATES.names})
