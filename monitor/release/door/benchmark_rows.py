"""The benchmark as it is released: shrunken figures, funnel lines, comparisons with verdicts, and the spread.

Every row of a municipality follows from its displayed figures and from numbers about all municipalities (see
benchmark_references.py), and has no numbers where its raw row has none: so has the verdict, which would tell the side.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from monitor.release.door.benchmark_changes import change_rows
from monitor.release.door.benchmark_families import Judged, Tested, in_families, judged_rows
from monitor.release.door.benchmark_references import (
    Against,
    Declared,
    Displayed,
    of_all_displayed,
)
from monitor.release.results.method import Method
from monitor.release.results.reasons import ESTIMATE_SUPPRESSED
from monitor.release.results.released_set import BenchmarkTables
from monitor.release.results.rounding import as_displayed, digits_of
from monitor.release.results.table_files import typed
from monitor.schema import CHANGES, ESTIMATES, Table
from monitor.schema_words import LIMIT_HIGH, LIMIT_LOW, NATION, SHRUNKEN, SPREAD
from monitor.statistics.benchmark.against_rest import funnel_lines
from monitor.statistics.benchmark.measured_areas import MeasuredFigure
from monitor.statistics.benchmark.spread import Spread
from monitor.statistics.benchmark.verdicts import (
    BETWEEN,
    TOO_FEW,
    Shrunken,
    told_interval,
    verdicts,
)
from monitor.study.house_policy import house_funnel
from monitor.study.study import Study


def benchmark_rows(
    measured: Sequence[MeasuredFigure], released: pd.DataFrame, study: Study
) -> BenchmarkTables:
    """Rows of estimates and of changes that are made of released estimates; both empty without a benchmark.

    **Rows**: per municipality and figure one `shrunken`, a `limit_low` and a `limit_high` around the rest of its peers (or of
    the nation, where these bear no comparison), a comparison with each reference, and one with the wave before; per figure one
    `spread`.
    """
    plan, frame = study.benchmark, study.municipalities
    estimates: list[pd.DataFrame] = []
    changes: list[pd.DataFrame] = []
    if plan is not None and frame is not None:
        declared = Declared(study, plan, frame)
        figures = of_all_displayed(measured, released, declared)
        for of, against in figures:
            estimates += _estimates(of, against, declared)
        for by_reference in zip(*(against for _, against in figures), strict=True):
            own = [(of, against) for (of, _), against in zip(figures, by_reference, strict=True)]
            changes += _judged(own, study)
        changes += change_rows([of for of, _ in figures], released, declared)
    return BenchmarkTables(_displayed(estimates, ESTIMATES, study), _displayed(changes, CHANGES, study))


def with_reports(method: Method, changes: pd.DataFrame) -> Method:
    """The method with the number of municipalities that have a verdict against any reference."""
    if method.benchmark is None:
        return method
    own = changes["group"][changes["verdict"].isin(BETWEEN)] if len(changes) else ()
    return replace(method, benchmark=replace(method.benchmark, reports_with_verdict=len(set(own))))


def _displayed(frames: list[pd.DataFrame], table: Table, study: Study) -> pd.DataFrame:
    rows = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=list(table.names))
    rows = rows.reindex(columns=list(table.names))
    if len(rows):
        rows = as_displayed(rows, np.ones(len(rows), bool), table, digits_of(rows, study.questionnaire))
    return typed(rows, table, table.name)


# estimates


def _estimates(of: Displayed, against: list[Against], declared: Declared) -> list[pd.DataFrame]:
    found = _limits(of, against, declared)
    if of.drawn is not None:
        found = [_shrunken(of, of.drawn, declared.study), *found]
    model = of.measured.model
    if model is not None and len(of.measured.areas) >= declared.plan.fitted:
        found.append(_spread(of, model.spread, declared.study.comparison.alpha))
    return found


def _made(of: Displayed, measure: str, told: np.ndarray, **numbers: np.ndarray) -> pd.DataFrame:
    """Rows of the municipalities with a measure of their own; those that tell nothing as their raw rows say it."""
    numbers = {"n": of.n} | numbers
    frame = of.raw.assign(measure=measure, **dict.fromkeys(ESTIMATES.numbers, np.nan))
    frame = frame.assign(**{name: np.where(told, values, np.nan) for name, values in numbers.items()})
    return frame.assign(status=frame["status"].mask(told, "released"), reason=frame["reason"].mask(told, ""))


def _shrunken(of: Displayed, drawn: Shrunken, study: Study) -> pd.DataFrame:
    frame = _made(
        of, SHRUNKEN, of.told, estimate=drawn.estimate, ci_low=drawn.low, ci_high=drawn.high, se=drawn.se,
        deff=of.n * of.k, n_effective=drawn.effective,
    )  # fmt: skip
    few = of.told & (drawn.effective < study.disclosure.identifiable.unreliable_below)
    return frame.assign(
        status=frame["status"].mask(few, "unreliable"), reason=frame["reason"].mask(few, "few_effective")
    )


def _limits(of: Displayed, against: list[Against], declared: Declared) -> list[pd.DataFrame]:
    """The lines around the rest of the peers; of the nation where these are no reference."""
    scale, levels = of.measured.figure.scale, (1 - declared.study.comparison.alpha, house_funnel().outer)
    peers, nation = against
    found = []
    for one, name, mine in (
        (peers, declared.plan.peers, peers.there),
        (nation, NATION, ~peers.there & nation.there),
    ):
        if not mine.any():
            continue
        inner, outer = funnel_lines(one.numbers, levels, scale)
        told = of.told & np.isfinite(inner).all(axis=0)
        for side, measure, end in ((0, LIMIT_LOW, "ci_low"), (1, LIMIT_HIGH, "ci_high")):
            lines = {"estimate": inner[side], end: outer[side], "n_effective": one.numbers.answers}
            found.append(_made(of, measure, told, **lines).assign(peer_set=name)[mine & (told | ~of.told)])
    return found


def _spread(of: Displayed, spread: Spread, alpha: float) -> pd.DataFrame:
    """The spread between all municipalities, of as many as a coefficient needs."""
    low, high = spread.quantile(alpha / 2), spread.quantile(1 - alpha / 2)
    numbers = {"estimate": spread.mean, "ci_low": low, "ci_high": high}
    frame = of.raw.iloc[:1].assign(measure=SPREAD, group="", **dict.fromkeys(ESTIMATES.numbers, np.nan))
    return frame.assign(**numbers, status="released", reason="")


# comparisons


def _judged(figures: Sequence[tuple[Displayed, Against]], study: Study) -> list[pd.DataFrame]:
    """The comparisons of all municipalities with one reference, a family of tests each."""
    tested = [
        Tested(
            of, np.where(against.few | ~against.there, np.nan, against.numbers.p), ~of.told & against.there
        )
        for of, against in figures
    ]
    return [
        _comparison(of, against, found, study)
        for (of, against), found in zip(figures, in_families(tested), strict=True)
    ]


def _comparison(of: Displayed, against: Against, judged: Judged, study: Study) -> pd.DataFrame:
    numbers, told, alpha = against.numbers, of.told, study.comparison.alpha
    nothing = np.full(len(told), np.nan)
    drawn = of.drawn
    ends = (drawn.low, drawn.high) if drawn else (nothing, nothing)
    interval = of.as_shown(ends[0], study), of.as_shown(ends[1], study)
    verdict = verdicts(judged.p_adjusted, against.few, numbers.difference, against.reference, interval, alpha)
    low, high = told_interval(interval, against.reference, verdict)
    weight = drawn.weight if drawn else nothing
    columns = {
        "n_from": against.n_from, "difference": numbers.difference, "se": numbers.se,
        "told_low": low - against.reference, "told_high": high - against.reference,
    }  # fmt: skip
    tested = {"p": numbers.p} | judged.numbers(numbers.rest_se, weight, study)
    least = study.disclosure.identifiable.minimum_base
    why = np.where(of.n < least, "few_answers", "few_effective").astype(object)
    frame = judged_rows(of, against.comparison, told, told & ~against.few, columns, tested)
    frame = frame.assign(
        from_wave=of.raw["wave"],
        test=np.where(told & ~against.few, numbers.test, ""),
        verdict=np.where(told, verdict, TOO_FEW),
        reason=np.where(told, np.where(against.few, why, ""), ESTIMATE_SUPPRESSED),
    )
    return frame[against.there]
