"""What the figures of municipalities are held against: those like them, or all; and how they stand to the rest of these.

Only figures as they are displayed go in, and numbers about all municipalities together; so a row that is made of it holds nothing about its
municipality that its released figure does not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from monitor.release.door.beside_tables import WITH_NUMBERS
from monitor.release.results.reasons import NO_RESPONDENTS
from monitor.release.results.rounding import decimals, half_up, unit_of
from monitor.schema_words import NATION, PEERS
from monitor.statistics.benchmark.against_rest import (
    AgainstRest,
    against_rest,
    bears_comparison,
    own_part,
    rest_factor,
)
from monitor.statistics.benchmark.benchmark_summary import in_two_digits
from monitor.statistics.benchmark.measured_areas import MeasuredFigure
from monitor.statistics.benchmark.sampling_variance import drawn_from
from monitor.statistics.benchmark.verdicts import Shrunken, shrunken, too_few
from monitor.study.benchmark_plan import BenchmarkPlan
from monitor.study.municipalities import Municipalities
from monitor.study.study import Study


@dataclass(frozen=True)
class AnsweredFigure:
    """A figure of the municipalities in one wave as it is displayed.

    **Rows** of `raw`: one per municipality, as released. By row `told` whether it has a number, `n` and `k` (the displayed
    design effect over the displayed base), NaN where it has none.
    """

    raw: pd.DataFrame
    told: np.ndarray
    n: np.ndarray
    k: np.ndarray

    @property
    def estimate(self) -> np.ndarray:
        return self.raw["estimate"].to_numpy(float)


@dataclass(frozen=True)
class Displayed(AnsweredFigure):
    """A figure of the latest wave; `s2` is the variance of one answer, `drawn` the shrunken figure, None without a model."""

    measured: MeasuredFigure
    s2: float
    drawn: Shrunken | None

    def as_shown(self, values: np.ndarray, study: Study) -> np.ndarray:
        """Values in the unit of the figure as they are displayed: by these it is judged."""
        figure = self.measured.figure
        unit = unit_of(figure.measure, figure.category, study.questionnaire.items[figure.item].traits)
        return half_up(values, decimals()[unit])


@dataclass(frozen=True)
class Against:
    """A displayed figure against a reference, by row of its `raw`: `there` whether the municipality has this reference, `n_from` its
    base, `few` whether the own answers bear no verdict, `reference` as displayed."""

    comparison: str
    there: np.ndarray
    n_from: np.ndarray
    reference: np.ndarray
    few: np.ndarray
    numbers: AgainstRest


@dataclass(frozen=True)
class Declared:
    """A study with its benchmark and municipalities."""

    study: Study
    plan: BenchmarkPlan
    frame: Municipalities


def of_all_displayed(
    measured: Sequence[MeasuredFigure], released: pd.DataFrame, declared: Declared
) -> list[tuple[Displayed, list[Against]]]:
    """Each figure that has rows by municipality, with what it is held against: its peers, and the nation."""
    found = [displayed(one, released, declared) for one in measured]
    return [(one, references(one, released, declared)) for one in found if len(one.raw)]


def displayed(measured: MeasuredFigure, released: pd.DataFrame, declared: Declared) -> Displayed:
    """The released rows of a measured figure, drawn to what is usual by its model."""
    study = declared.study
    shown = answered(measured, measured.wave, released, declared)
    raw, told, k = shown.raw, shown.told, shown.k
    s2 = in_two_digits(measured.s2)
    drawn = None
    if measured.model is not None and s2:
        x = np.full((len(raw), measured.traits.shape[1]), np.nan)
        x[told] = measured.traits[measured.areas.index.get_indexer(pd.Index(raw["group"][told]))]
        mean, se = measured.model.drawn(shown.estimate, s2 * k, x)
        drawn = shrunken(mean, se, s2 * k, s2, study.comparison.alpha, measured.figure.scale)
    return Displayed(raw, told, shown.n, k, measured, s2 if s2 is not None else np.nan, drawn)


def answered(
    measured: MeasuredFigure, wave: str, released: pd.DataFrame, declared: Declared
) -> AnsweredFigure:
    """The released rows of a figure in a wave."""
    study, plan = declared.study, declared.plan
    raw = _rows(released, replace(measured, wave=wave), study, plan.breakdown)
    told = raw["status"].isin(WITH_NUMBERS).to_numpy()
    n = np.where(told, raw["n"].to_numpy(float), np.nan)
    k = raw["deff"].fillna(1.0).to_numpy(float) / n
    if plan.fpc:
        k = drawn_from(k, n, np.array([declared.frame.people[code] for code in raw["group"]]))
    return AnsweredFigure(raw, told, n, k)


def references(of: Displayed, released: pd.DataFrame, declared: Declared) -> list[Against]:
    """The figure against the municipality's peers, where these bear a comparison, and against the nation."""
    study, plan, frame = declared.study, declared.plan, declared.frame
    own_class = {code: row[plan.peers] for code, row in frame.rows.items()}
    class_of = pd.factorize(np.array(list(own_class.values()), dtype=object))[0]
    alike = _rows(released, of.measured, study, plan.peers).set_index("group")
    whole = _rows(released, of.measured, study, "").set_index("group")
    people = np.array([frame.people[code] for code in frame.rows])
    bears = bears_comparison(people, class_of, plan.members, plan.largest)
    peers = alike.reindex(of.raw["group"].map(own_class))
    nation = whole.reindex([""] * len(of.raw))
    everybody = np.zeros(len(class_of), int)
    return [
        _against(f"{PEERS}:{plan.peers}", of, peers, class_of, bears, declared),
        _against(NATION, of, nation, everybody, everybody == 0, declared),
    ]


def _against(
    comparison: str,
    of: Displayed,
    reference: pd.DataFrame,
    group: np.ndarray,
    bears: np.ndarray,
    declared: Declared,
) -> Against:
    """`group` and `bears` are by municipality of the frame, `reference` by row of the figure."""
    study, figure, codes = declared.study, of.measured.figure, pd.Index(declared.frame.rows)
    people = np.array([declared.frame.people[code] for code in codes])
    least, expected = study.disclosure.identifiable.minimum_base, study.comparison.sparse_below
    place = codes.get_indexer(pd.Index(of.raw["group"]))
    k_rest = rest_factor(_known_factors(of, place, len(codes), least), people, group)[place]
    level = reference["estimate"].to_numpy(float)
    known = reference["status"].isin(WITH_NUMBERS).to_numpy() & np.isfinite(level) & np.isfinite(k_rest)
    part = own_part(people, group)[place]
    numbers = against_rest(of.estimate, level, part, of.k, k_rest, of.s2, figure.scale)
    few = of.told & too_few(of.n, of.k, numbers.rest, least, expected, figure.scale)
    shown = of.as_shown(level, study)
    return Against(comparison, bears[place] & known, reference["n"].to_numpy(float), shown, few, numbers)


def _known_factors(of: Displayed, place: np.ndarray, areas: int, least: float) -> np.ndarray:
    """By municipality of the frame its k as everybody can know it: of one whose figure is not told, as if `least` had
    answered. Its own would tell how many did, where it is a large part of its peers. NaN where nobody did."""
    known = np.full(areas, np.nan)
    answered = of.raw["reason"].to_numpy() != NO_RESPONDENTS
    known[place[answered]] = np.where(of.told, of.k, 1 / least)[answered]
    return known


def _rows(released: pd.DataFrame, measured: MeasuredFigure, study: Study, breakdown: str) -> pd.DataFrame:
    """The released rows of a figure by a breakdown, under the indicator that shows it first."""
    figure = measured.figure
    wanted = {
        "wave": measured.wave, "item": figure.item, "category": figure.category, "measure": figure.measure,
        "breakdown": breakdown, "indicator": study.indicator_of(figure.item).id, "peer_set": "",
    }  # fmt: skip
    mask = np.ones(len(released), bool)
    for name, value in wanted.items():
        mask &= (released[name] == value).to_numpy()
    return released[mask].reset_index(drop=True)
