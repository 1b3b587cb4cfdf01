"""The municipalities of a study as areas: their figures on the headlines, and the model of each figure.

All municipalities with answers are in the model, those too that nothing is told of: only released ones would lean to the
middle. So what is here is confidential; what leaves is made of displayed figures, see release/door.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from monitor.intake.answers.typed_answers import VALID, Answers, Variable
from monitor.schema_words import BREAK, NOT_ASKED
from monitor.statistics.benchmark.against_rest import FigureScale, figure_of_groups
from monitor.statistics.benchmark.area_changes import model_of_changes
from monitor.statistics.benchmark.area_model import AreaModel, area_model
from monitor.statistics.benchmark.covariates import covariates
from monitor.statistics.benchmark.overdispersion import Overdispersion, overdispersion
from monitor.statistics.benchmark.sampling_variance import drawn_from, kish_factor, pooled_variance_of_one
from monitor.statistics.design.domains import Domains, domains_of
from monitor.statistics.design.sampling_design import SurveyDesign
from monitor.statistics.design.taylor import ROUNDING
from monitor.statistics.estimates.measurement import asked_waves
from monitor.statistics.estimates.pooled_variance import scores_of
from monitor.study.house_policy import house_funnel
from monitor.study.municipalities import Municipalities
from monitor.study.study import Study


@dataclass(frozen=True)
class BenchmarkFigure:
    """One figure of an item that municipalities are compared on: `category` is empty for a mean."""

    item: str
    category: str
    measure: str
    scale: FigureScale


@dataclass(frozen=True)
class EarlierFigure:
    """The same figure in the nearest earlier wave that asked it; it holds no municipality.

    `s2` is the variance of one answer within municipalities, `change` the model of the changes of all, None where it cannot
    be fitted. `broken` says why both waves cannot be compared, in a word of the reasons of changes; then there is neither.
    """

    wave: str
    s2: float = np.nan
    change: AreaModel | None = None
    broken: str = ""


@dataclass(frozen=True)
class MeasuredFigure:
    """A figure of the latest wave in all municipalities.

    **Rows** of `areas`: one per municipality with an answer, by its code; n (answers), k (Kish's sum(w^2) / (sum w)^2,
    with finite population correction where declared), estimate, variance (weighted variance of its answers), people.
    `traits` [area, coefficient] are the covariates of these, `s2` the variance of one answer within municipalities, `model` None where it
    cannot be fitted, `overdispersed` around the figure of all. `earlier` is None in a study of one wave.
    """

    figure: BenchmarkFigure
    wave: str
    areas: pd.DataFrame
    traits: np.ndarray
    s2: float
    model: AreaModel | None
    overdispersed: Overdispersion
    earlier: EarlierFigure | None = None


def measured_figures(
    answers: Answers, design: SurveyDesign, study: Study, figures: Sequence[BenchmarkFigure]
) -> tuple[MeasuredFigure, ...]:
    """The benchmarked figures of a study in its latest wave, each with its models; none without a benchmark."""
    if study.benchmark is None or study.municipalities is None:
        return ()
    waves = _Waves(answers, design, study, domains_of(answers, study.breakdown(study.benchmark.breakdown)))
    return tuple(
        waves.measured(figure)
        for figure in figures
        if answers.waves[-1] in asked_waves(answers, study.questionnaire.items[figure.item])
    )


@dataclass(frozen=True)
class _Waves:
    """The answers of a study by wave and municipality."""

    answers: Answers
    design: SurveyDesign
    study: Study
    domains: Domains

    def measured(self, figure: BenchmarkFigure) -> MeasuredFigure:
        """A figure of the latest wave, with its models."""
        wave, frame = self.answers.waves[-1], self.study.municipalities
        assert frame is not None
        areas = self._areas(figure, wave)
        found = _fitted(figure, wave, areas, frame, self.study)
        return replace(found, earlier=self._earlier(found))

    def _areas(self, figure: BenchmarkFigure, wave: str) -> pd.DataFrame:
        plan, frame = self.study.benchmark, self.study.municipalities
        assert plan is not None
        assert frame is not None
        variable, group = self.answers.variables[figure.item], self.domains.group
        here = (self.design.wave == self.answers.waves.index(wave)) & (group >= 0) & (self.design.weights > 0)
        rows = here & (variable.state == VALID)
        areas = areas_of(
            _values(variable, figure)[rows], self.design.weights[rows], group[rows], self.domains.names
        )
        return _with_people(areas, frame, plan.fpc)

    def _earlier(self, now: MeasuredFigure) -> EarlierFigure | None:
        """The wave before that asked it; where none did, the wave before."""
        item, before = self.study.questionnaire.items[now.figure.item], self.answers.waves[:-1]
        if not before:
            return None
        asked = [wave for wave in before if wave in asked_waves(self.answers, item)]
        if not asked:
            return EarlierFigure(before[-1], broken=NOT_ASKED)
        wave = asked[-1]
        if not self.study.questionnaire.comparable(item.id, wave, now.wave):
            return EarlierFigure(wave, broken=item.break_reason or BREAK)
        areas = self._areas(now.figure, wave)
        s2 = _pooled(areas)
        both = areas.index.intersection(now.areas.index)
        first, last = areas.loc[both], now.areas.loc[both]
        variance = s2 * first["k"] + now.s2 * last["k"]
        difference = last["estimate"] - first["estimate"]
        model = model_of_changes(difference.to_numpy(float), variance.to_numpy(float), now.figure.scale)
        return EarlierFigure(wave, s2, model)


def areas_of(values: np.ndarray, weights: np.ndarray, area: np.ndarray, names: Sequence[str]) -> pd.DataFrame:
    """Answers by area. **Rows**: one per area with an answer, by name; n, k, estimate, variance as in `MeasuredFigure`."""
    n, total = (np.bincount(area, column, len(names)) for column in (None, weights))
    there = n > 0
    mean = np.divide(
        np.bincount(area, weights * values, len(names)), total, out=np.zeros(len(names)), where=there
    )
    squares = np.bincount(area, weights * (values - mean[area]) ** 2, len(names))
    size = np.bincount(area, weights * values**2, len(names))
    squares = np.where(squares <= ROUNDING * size, 0.0, squares)  # everybody gave one answer
    variance = np.divide(squares, total, out=np.zeros(len(names)), where=there)
    columns = {
        "n": n.astype(float),
        "k": kish_factor(weights, area, len(names)),
        "estimate": mean,
        "variance": variance,
    }
    return pd.DataFrame(columns, index=pd.Index(names, name="area"))[there]


def _values(variable: Variable, figure: BenchmarkFigure) -> np.ndarray:
    """By respondent 1 where the answer is in the category or net and else 0, or its number."""
    if figure.measure == "share":
        held = variable.nets.get(figure.category, (figure.category,))
        if variable.codes is not None:
            return np.append(np.isin(variable.categories, held), False)[variable.codes].astype(float)
        return np.isin(variable.numbers, [float(code) for code in held]).astype(float)
    values = scores_of(variable)
    if values is None:
        raise TypeError(f"{figure.item} has no mean")
    return values


def _with_people(areas: pd.DataFrame, frame: Municipalities, fpc: bool) -> pd.DataFrame:
    areas = areas.assign(people=[float(frame.people[code]) for code in areas.index])
    if not fpc:
        return areas
    n, people = (areas[name].to_numpy(float) for name in ("n", "people"))
    return areas.assign(k=drawn_from(areas["k"].to_numpy(float), n, people))


def _fitted(
    figure: BenchmarkFigure, wave: str, areas: pd.DataFrame, frame: Municipalities, study: Study
) -> MeasuredFigure:
    plan = study.benchmark
    assert plan is not None
    estimate, k, people = (areas[name].to_numpy(float) for name in ("estimate", "k", "people"))
    traits = pd.DataFrame({name: [frame.rows[code][name] for code in areas.index] for name in plan.traits})
    s2 = _pooled(areas)
    x = covariates(traits, plan.fitted)
    model = area_model(estimate, s2 * k, x, figure.scale.largest_tau) if len(areas) else None
    nation = figure_of_groups(estimate, people, np.zeros(len(areas), int))[:1]
    level = float(nation[0]) if len(nation) else np.nan
    of_one = level * (1 - level) if figure.scale.share else s2
    spread = overdispersion(estimate, k, level, of_one, house_funnel().winsorised)
    return MeasuredFigure(figure, wave, areas, x, s2, model, spread)


def _pooled(areas: pd.DataFrame) -> float:
    return pooled_variance_of_one(*(areas[name].to_numpy(float) for name in ("variance", "n", "k")))
