"""The change of each municipality since an earlier wave, as it is released: from the displayed figures of both waves.

A row has no numbers where either figure has none. Where waves cannot be compared (a break in the questionnaire, a question
that is new, a municipality that was cut out of another) it says so for everybody alike, and is in no family.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from monitor.release.door.benchmark_families import Judged, Tested, in_families, judged_rows
from monitor.release.door.benchmark_references import AnsweredFigure, Declared, Displayed, answered
from monitor.release.results.reasons import ESTIMATE_SUPPRESSED
from monitor.schema_words import BORDERS, EARLIER
from monitor.statistics.benchmark.against_rest import FigureScale
from monitor.statistics.benchmark.area_changes import AreaChanges, area_changes
from monitor.statistics.benchmark.benchmark_summary import in_two_digits
from monitor.statistics.benchmark.measured_areas import EarlierFigure
from monitor.statistics.benchmark.verdicts import TOO_FEW, shrunken, told_interval, verdicts
from monitor.statistics.change.told_intervals import CHANGED
from monitor.study.municipalities import Municipalities
from monitor.study.study import Study


@dataclass(frozen=True)
class _Changed:
    """A figure of the latest wave with the displayed one before it; by row why both cannot be compared, and what is told."""

    of: Displayed
    earlier: EarlierFigure
    before: AnsweredFigure
    broken: np.ndarray
    told: np.ndarray
    changes: AreaChanges

    @property
    def bears(self) -> np.ndarray:
        return self.told & self.changes.enough

    @property
    def tested(self) -> Tested:
        p = np.where(self.bears, self.changes.p, np.nan)
        return Tested(self.of, p, ~self.told & (self.broken == ""))


def change_rows(
    figures: Sequence[Displayed], released: pd.DataFrame, declared: Declared
) -> list[pd.DataFrame]:
    """By figure the change of each municipality; none in a study of one wave."""
    changed = [
        _changed(of, of.measured.earlier, released, declared)
        for of in figures
        if of.measured.earlier is not None
    ]
    judged = in_families([one.tested for one in changed])
    return [_rows(one, found, declared.study) for one, found in zip(changed, judged, strict=True)]


def _changed(of: Displayed, earlier: EarlierFigure, released: pd.DataFrame, declared: Declared) -> _Changed:
    before = _before(of, earlier, released, declared)
    cut = _cut_out(declared.frame)
    broken = np.array(
        [earlier.broken or (BORDERS if code in cut else "") for code in of.raw["group"]], dtype=object
    )
    s2 = in_two_digits(earlier.s2)
    changes = area_changes(
        before.estimate,
        of.estimate,
        ((np.nan if s2 is None else s2) * before.k, of.s2 * of.k),
        (1 / before.k, 1 / of.k),
        declared.study.disclosure.identifiable.unreliable_below,
    )
    return _Changed(of, earlier, before, broken, of.told & before.told & (broken == ""), changes)


def _before(
    of: Displayed, earlier: EarlierFigure, released: pd.DataFrame, declared: Declared
) -> AnsweredFigure:
    """The figure before, in the order of the latest one; nothing of a municipality that has no row."""
    found = answered(of.measured, earlier.wave, released, declared)
    place = pd.Index(found.raw["group"]).get_indexer(pd.Index(of.raw["group"]))
    there = place >= 0
    raw = found.raw.reindex(place).reset_index(drop=True)
    told, n, k = (
        np.where(there, values[place], nothing) if len(values) else np.full(len(there), nothing)
        for values, nothing in ((found.told, False), (found.n, np.nan), (found.k, np.nan))
    )
    return AnsweredFigure(raw, told.astype(bool), n, k)


def _cut_out(frame: Municipalities) -> frozenset[str]:
    """Municipalities of today that hold a part of a former one: of its people nobody knows who lives there."""
    return frozenset(frame.recode(code) for parts in frame.splits.values() for code in parts)


def _rows(one: _Changed, judged: Judged, study: Study) -> pd.DataFrame:
    changes, policy, nothing = one.changes, study.comparison, np.full(len(one.told), np.nan)
    low, high, weight = nothing, nothing, nothing
    model = one.earlier.change
    if model is not None:
        mean, se = model.drawn(changes.difference, changes.variance, np.ones((len(nothing), 1)))
        drawn = shrunken(mean, se, changes.variance, one.of.s2, policy.alpha, _both_ways(one.of))
        low, high, weight = drawn.low, drawn.high, drawn.weight
    interval, unchanged = (one.of.as_shown(low, study), one.of.as_shown(high, study)), np.zeros(len(nothing))
    few = one.told & ~changes.enough
    verdict = verdicts(judged.p_adjusted, few, changes.difference, unchanged, interval, policy.alpha, CHANGED)
    told_low, told_high = told_interval(interval, unchanged, verdict)
    columns = {
        "n_from": one.before.n, "difference": changes.difference, "se": np.sqrt(changes.variance),
    }  # fmt: skip
    tested = {"p": changes.p, "told_low": told_low, "told_high": told_high}
    tested |= judged.numbers(np.sqrt(changes.variance), weight, study)
    frame = judged_rows(one.of, EARLIER, one.told, one.bears, columns, tested)
    comparable = one.broken == ""
    reason = np.where(one.told, np.where(few, "few_effective", ""), ESTIMATE_SUPPRESSED)
    return frame.assign(
        from_wave=one.earlier.wave,
        test=np.where(one.bears, "z", ""),
        verdict=np.where(comparable, np.where(one.told, verdict, TOO_FEW), "not_comparable"),
        reason=np.where(comparable, reason, one.broken),
    )


def _both_ways(of: Displayed) -> FigureScale:
    """The ends of a change of a figure."""
    scale = of.measured.figure.scale
    width = scale.highest - scale.lowest
    return FigureScale(-width, width, scale.share)
