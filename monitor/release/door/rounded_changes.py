"""Changes behind the door: what may not be told leaves its family nothing to tell, and what is told of a group in
which people can be recognised follows from the rounded figures of its waves.

Waves count there as independent samples, and calibration and clusters are left aside: all three rest on the answers.
A test of a whole item is the test of the one figure that is shown of it; that of a set of options the smallest p of
its options, times their number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy.special import stdtr

from monitor.release.door.blocks import in_identifiable_group
from monitor.release.door.change_suppression import FIGURE, figure_of, suppressed_changes
from monitor.release.door.coarsening import Coarsening, kept
from monitor.release.door.few_weights import NOT_FEW, FewWeights
from monitor.release.door.rounded_estimates import standard_errors, variance_of
from monitor.statistics.change.change_rows import unreliable_in_all, unreliable_in_any
from monitor.statistics.change.changes import MeasuredChanges
from monitor.statistics.change.tests_of_change import mover_limits, mover_p
from monitor.statistics.estimates.intervals import mean_interval
from monitor.statistics.estimates.pooled_variance import PooledVariances
from monitor.statistics.estimates.precision import UNRELIABLE
from monitor.statistics.estimates.rows import Columns
from monitor.study.study import Study

KEYS = ("comparison", "item", "category", "breakdown", "group", "measure", "level", "from_wave", "to_wave")
NUMBERS = (
    "difference", "se", "ci_low", "ci_high", "statistic", "df", "p", "t_df", "se_no_change", "n_from", "n_to",
)  # fmt: skip
OF_WAVE = ("estimate", "n", "deff", "se_exact", "unreliable")
REASONS = ("", *UNRELIABLE)
FEW = REASONS.index("few_answers")
OF_TEST = ("statistic", "df", "p", "n_from", "n_to")


def behind_the_door(
    measured: MeasuredChanges,
    released: pd.DataFrame,
    coarsenings: Mapping[str, Coarsening],
    study: Study,
    variances: PooledVariances,
    few: FewWeights = NOT_FEW,
) -> MeasuredChanges:
    """The changes with rounded numbers where people can be recognised or weights are `few`, and with p = 1 where nothing may be told.

    `released` are the estimates as they are released.
    """
    rows = measured.rows
    if not rows:
        return measured
    keys = pd.DataFrame({name: rows[name] for name in KEYS})
    check = suppressed_changes(keys, released, coarsenings, study, few)
    own = in_identifiable_group(keys, study) | (few.rows(keys) & ~few.untold(keys))
    rows = rows | {"hidden": check.mask}
    if own.any():
        figures = RoundedFigures(released, measured.waves, study, variances, few)
        rows = _replaced(rows, own, _rounded(keys[own], _taken(rows, own), figures, coarsenings, study))
    p = np.where(check.mask & np.isfinite(rows["p"]), 1.0, rows["p"])
    return replace(measured, rows=rows | {"p": p})


def rounded_numbers(
    keys: pd.DataFrame,
    contrast: np.ndarray,
    figures: RoundedFigures,
    coarsenings: Mapping[str, Coarsening],
    study: Study,
) -> Columns:
    """The numbers of changes of identifiable groups that follow from rounded figures: `NUMBERS`, test, `unreliable`.

    `contrast` [row, wave] has one number per wave of `figures`, NaN for no part.
    """
    tested, direct = _tested_figures(keys, coarsenings)
    columns = figures.tested(tested, contrast, study)
    for name in set(NUMBERS) - set(OF_TEST):
        columns[name] = np.where(direct, columns[name], np.nan)
    columns["mover"][~direct] = None
    _test_sets(keys, contrast, columns, figures, coarsenings, study)
    return columns


def _tested_figures(
    keys: pd.DataFrame, coarsenings: Mapping[str, Coarsening]
) -> tuple[pd.DataFrame, np.ndarray]:
    """The keys of the figure that each row is about, and whether the row is that of the figure itself."""
    shown = [figure_of(row, coarsenings) for row in keys.itertuples(index=False)]
    category, measure = zip(*shown, strict=True)
    tested = keys.assign(category=category, measure=measure)
    same = (tested["category"] == keys["category"]) & (tested["measure"] == keys["measure"])
    return tested, ((keys["level"] == "category") | same).to_numpy()


def _rounded(
    keys: pd.DataFrame,
    rows: Columns,
    figures: RoundedFigures,
    coarsenings: Mapping[str, Coarsening],
    study: Study,
) -> Columns:
    """All columns of measured rows of identifiable groups that are other ones behind the door."""
    columns = rounded_numbers(keys, rows["contrast"], figures, coarsenings, study)
    out_of_family = (keys["level"] == "category").to_numpy() & ~kept(keys, coarsenings)
    out_of_family &= in_identifiable_group(keys, study)
    stays = rows["hidden"] & ~np.isfinite(columns["p"])
    p = np.where(out_of_family, np.nan, np.where(stays, rows["p"], columns["p"]))
    return columns | {
        "p": p,
        "unreliable": np.where(rows["hidden"] & (rows["unreliable"] == ""), "", columns["unreliable"]),
        "same_test": _same_tests(keys, _tested_figures(keys, coarsenings)[0], rows),
        "note": np.full(len(keys), "", dtype=object),
    }


def _same_tests(keys: pd.DataFrame, tested: pd.DataFrame, rows: Columns) -> np.ndarray:
    """The test of an item is that of the figure shown of it."""
    names = list(zip(keys["item"], keys["category"], keys["measure"], strict=True))
    known = {
        name: test
        for name, level, test in zip(names, keys["level"], rows["same_test"], strict=True)
        if level == "category"
    }
    shown = zip(tested["item"], tested["category"], tested["measure"], strict=True)
    same = np.empty(len(keys), dtype=object)
    same[:] = [known.get(name, test) for name, test in zip(shown, rows["same_test"], strict=True)]
    return same


def _test_sets(
    keys: pd.DataFrame,
    contrast: np.ndarray,
    columns: Columns,
    figures: RoundedFigures,
    coarsenings: Mapping[str, Coarsening],
    study: Study,
) -> None:
    """Fill in the tests of whole sets: the smallest p of the members, times their number."""
    questionnaire = study.questionnaire
    for place in np.flatnonzero(~keys["item"].isin(list(questionnaire.items)).to_numpy()):
        row = keys.iloc[place]
        members = [item for item in questionnaire.groups[row["item"]].items if item in coarsenings]
        own = pd.DataFrame([row] * len(members)).assign(item=members)
        own["category"], own["measure"] = zip(*(coarsenings[item].shown for item in members), strict=True)
        tests = figures.tested(own, np.tile(contrast[place], (len(members), 1)), study)
        p = tests["p"][np.isfinite(tests["p"])]
        columns["p"][place] = min(1.0, p.min() * len(p)) if len(p) else np.nan
        columns["test"][place] = "bonferroni"
        columns["statistic"][place] = columns["df"][place] = np.nan
        columns["unreliable"][place] = unreliable_in_all(tests["unreliable"][None, :])[0]
        for name in ("n_from", "n_to"):
            columns[name][place] = tests[name][0]


@dataclass(frozen=True)
class _Used:
    """Contrast, share or mean, base, effective n and standard error of some rows [row, used wave]."""

    contrast: np.ndarray
    estimate: np.ndarray
    n: np.ndarray
    effective: np.ndarray
    se: np.ndarray


class RoundedFigures:
    """The released figures of identifiable groups, and of tables of few weights, by wave, and the tests that follow from them."""

    def __init__(
        self,
        released: pd.DataFrame,
        waves: Sequence[str],
        study: Study,
        variances: PooledVariances,
        few: FewWeights = NOT_FEW,
    ) -> None:
        rounded = in_identifiable_group(released, study) | few.rows(released)
        own = released[rounded & (released["peer_set"] == "").to_numpy()]
        own = own.assign(
            se_exact=standard_errors(own.fillna({"deff": 1.0}), variance_of(own, variances)),
            unreliable=_unreliable(own),
        ).drop_duplicates([*FIGURE, "wave"])
        wide = own.pivot(index=list(FIGURE), columns="wave", values=list(OF_WAVE))
        self.index = wide.index
        self.values = {
            name: wide.reindex(columns=pd.MultiIndex.from_product([[name], waves])).to_numpy(float)
            for name in OF_WAVE
        }

    def tested(self, keys: pd.DataFrame, contrast: np.ndarray, study: Study) -> Columns:
        """Differences of figures over waves with intervals and tests; NaN where a figure is not released."""
        place = self.index.get_indexer(pd.MultiIndex.from_frame(keys[list(FIGURE)]))
        share = (keys["measure"] == "share").to_numpy()
        columns: Columns = {name: np.full(len(keys), np.nan) for name in NUMBERS}
        columns |= {
            "test": np.full(len(keys), "", dtype=object),
            "mover": np.full(len(keys), None, dtype=object),
            "unreliable": np.full(len(keys), REASONS[FEW], dtype=object),
        }
        patterns = np.nan_to_num(contrast, nan=np.inf)
        for pattern in np.unique(patterns, axis=0):
            waves = np.flatnonzero(np.isfinite(pattern))
            for of_share in (True, False):
                rows = np.flatnonzero((patterns == pattern).all(axis=1) & (place >= 0) & (share == of_share))
                if len(rows):
                    used = self._used(place[rows], waves, pattern[waves])
                    part = _differences(used, of_share, study)
                    part["unreliable"] = self._unreliable(place[rows], waves)
                    for name, values in part.items():
                        columns[name][rows] = values
        return columns

    def _unreliable(self, place: np.ndarray, waves: np.ndarray) -> np.ndarray:
        """Why a figure of one of the waves does not bear a verdict; empty where each does."""
        reasons = np.nan_to_num(self.values["unreliable"][np.ix_(place, waves)], nan=FEW).astype(int)
        return unreliable_in_any(np.array(REASONS, dtype=object)[reasons])

    def _used(self, place: np.ndarray, waves: np.ndarray, contrast: np.ndarray) -> _Used:
        estimate, n, deff, se = (
            self.values[name][np.ix_(place, waves)] for name in ("estimate", "n", "deff", "se_exact")
        )
        effective = np.minimum(n / np.where(np.isnan(deff), 1.0, deff), n)
        return _Used(contrast, estimate, n, effective, se)


def _unreliable(released: pd.DataFrame) -> pd.Series:
    """The place in `REASONS` of why each figure is unreliable; a suppressed one counts as few answers."""
    places = {reason: float(place) for place, reason in enumerate(REASONS)}
    return released["reason"].map(places).fillna(FEW).mask(released["status"] == "released", 0.0)


def _differences(used: _Used, share: bool, study: Study) -> Columns:
    """Difference, SE, interval and test of rows of one contrast, waves independent."""
    policy, contrast = study.comparison, used.contrast
    level = 1 - policy.alpha
    difference = np.round((used.estimate * contrast).sum(axis=1), 12)
    se = np.sqrt((contrast**2 * used.se**2).sum(axis=1))
    df = (used.n - 1).sum(axis=1)
    df = np.where(df > 0, df, np.nan)
    varying = np.where(se > 0, se, np.nan)
    low, high = mean_interval(difference, varying, df, level)
    statistic = difference / varying
    columns: Columns = {
        "difference": difference, "se": se, "ci_low": low, "ci_high": high, "statistic": statistic, "df": df,
        "p": 2 * stdtr(df, -np.abs(statistic)), "t_df": df.copy(), "se_no_change": varying,
        "n_from": used.n[:, 0], "n_to": used.n[:, -1],
        "test": np.full(len(se), "t", dtype=object), "mover": np.full(len(se), None, dtype=object),
    }  # fmt: skip
    return _of_shares(columns, used, policy.sparse_below, level) if share else columns


def _of_shares(columns: Columns, used: _Used, sparse_below: float, level: float) -> Columns:
    """The SE if nothing had changed, and the exact interval where few answers are expected."""
    contrast = used.contrast
    with np.errstate(invalid="ignore", divide="ignore"):
        pooled = (used.estimate * used.effective).sum(axis=1) / used.effective.sum(axis=1)
        no_change = pooled * (1 - pooled) * (contrast**2 / used.effective).sum(axis=1)
        together = (used.estimate * used.n).sum(axis=1) / used.n.sum(axis=1)
    columns["se_no_change"] = np.where(no_change > 0, np.sqrt(np.maximum(no_change, 0.0)), np.nan)
    expected = used.n.min(axis=1) * np.minimum(together, 1 - together)
    sparse = np.flatnonzero(np.isfinite(expected) & ((expected < sparse_below) | (columns["se"] == 0)))
    if len(sparse):
        shares, exact = used.estimate[sparse], used.effective[sparse]
        columns["ci_low"][sparse], columns["ci_high"][sparse] = mover_limits(contrast, shares, exact, level)
        columns["p"][sparse], columns["test"][sparse] = mover_p(contrast, shares, exact), "mover"
        columns["statistic"][sparse] = columns["df"][sparse] = np.nan
        for place, *parts in zip(sparse.tolist(), shares, exact, strict=True):
            columns["mover"][place] = (contrast, *parts)
    return columns


def _taken(rows: Columns, own: np.ndarray) -> Columns:
    return {name: values[own] for name, values in rows.items()}


def _replaced(rows: Columns, own: np.ndarray, columns: Columns) -> Columns:
    changed = {}
    for name, values in columns.items():
        changed[name] = rows[name].copy()
        changed[name][own] = values
    return rows | changed
