"""Families of tests: which p values are adjusted together, at which level, and the verdict of each row."""

from __future__ import annotations

from collections import Counter

import numpy as np

from monitor.statistics.change.multiplicity import AdjustedFamily, adjust_family
from monitor.statistics.change.testing_summary import FamilySummary
from monitor.statistics.change.verdicts import equivalence_margin, small_changes, verdicts
from monitor.statistics.estimates.intervals import t_quantile
from monitor.statistics.estimates.rows import Columns
from monitor.study.kinds import KINDS
from monitor.study.policy import Comparison
from monitor.study.study import Study


def judge(rows: Columns, study: Study) -> tuple[Columns, list[FamilySummary]]:
    """Decides on all changes, and describes the families.

    Adds the family, the level in force and adjusted p, the MDD, the margin, the verdict and the told interval.
    """
    names = _family_names(rows)
    rows = rows | {
        "family": names,
        **{name: np.full(len(names), np.nan) for name in ("p_adjusted", "level_in_force", "mdd")},
    }
    described = []
    for name in dict.fromkeys(names):
        if name:
            mine = np.flatnonzero(names == name)
            family, rule = _adjust(rows, mine, study.comparison)
            described.append(_description(rows, mine, family, rule, study.comparison))
    rows = rows | {"margin": _margins(rows, study)}
    rows = rows | {"verdict": _verdicts(rows, study)}
    return rows | {"reason": _reasons(rows), **_told(rows)}, described


def _family_names(rows: Columns) -> np.ndarray:
    """One family per comparison; headlines and each declared breakdown have their own."""
    keys = ("comparison", "from_wave", "to_wave", "breakdown", "headline", "left_out")
    return np.array(
        [_family_name(*row) for row in zip(*(rows[key] for key in keys), strict=True)], dtype=object
    )


def _family_name(
    comparison: str, first: str, last: str, breakdown: str, headline: bool, left_out: bool
) -> str:
    if left_out:
        return ""
    parts = [
        comparison,
        f"{first}-{last}",
        *(["headlines"] if headline else []),
        *([breakdown] if breakdown else []),
    ]
    return ":".join(parts)


def _adjust(rows: Columns, mine: np.ndarray, policy: Comparison) -> tuple[AdjustedFamily, str]:
    """Fills in the level in force, adjusted p and MDD of the rows of one family."""
    rule = "none" if policy.adjust == "none" else "holm" if rows["headline"][mine[0]] else "bh"
    tested = rows["comparable"][mine] & rows["reliable"][mine]
    p = np.where(tested, rows["p"][mine], np.nan)
    top = rows["level"][mine] == "item"
    unit, group = rows["unit_place"][mine], rows["group_place"][mine]
    owner = unit * (group.max() + 1) + group
    known = {value: place for place, value in enumerate(owner[top].tolist())}
    place = np.array([known[value] for value in owner[~top].tolist()], dtype=np.int64)
    keys = rows["same_test"][mine][~top].tolist()
    family = adjust_family(p[top], p[~top], place, keys, rule, policy.alpha)
    level = np.full(len(mine), family.item_level)
    level[~top] = (
        policy.alpha
        if rule == "none"
        else family.inside_level(_tests_inside(p[~top], place, keys), policy.alpha)
    )
    rows["p_adjusted"][mine[top]], rows["p_adjusted"][mine[~top]] = family.items, family.inside
    rows["level_in_force"][mine] = np.where(np.isfinite(rows["p_adjusted"][mine]), level, np.nan)
    df = rows["t_df"][mine]
    both = t_quantile(df, 1 - level) + t_quantile(df, 2 * policy.power - 1)
    rows["mdd"][mine] = both * rows["se_no_change"][mine]
    return family, rule


def _tests_inside(p: np.ndarray, place: np.ndarray, keys: list) -> np.ndarray:
    """How many distinct tests the item of each test has inside."""
    distinct = {
        (owner, key)
        for owner, key, value in zip(place.tolist(), keys, p.tolist(), strict=True)
        if value == value
    }
    counts = Counter(owner for owner, _ in distinct)
    return np.array([counts.get(owner, 1) for owner in place.tolist()])


def _verdicts(rows: Columns, study: Study) -> np.ndarray:
    verdict = verdicts(
        comparable=rows["comparable"],
        reliable=rows["reliable"],
        difference=rows["difference"],
        adjusted=rows["p_adjusted"],
        alpha=study.comparison.alpha,
        margin=rows["margin"],
        low=rows["eq_low"],
        high=rows["eq_high"],
    )
    judged = (rows["family"] != "") | np.isin(verdict, ["not_comparable", "too_few"])
    return np.where(judged, verdict, "").astype(object)


def _margins(rows: Columns, study: Study) -> np.ndarray:
    """The declared margin of each row; NaN where there is none, or no interval to hold against it."""
    pairs = list(zip(rows["kind"], rows["measure"], strict=True))
    known = {
        pair: equivalence_margin(study.comparison.margins, KINDS[pair[0]], pair[1]) for pair in set(pairs)
    }
    margins = np.array([known[pair] for pair in pairs], dtype=float)
    return np.where(np.isfinite(rows["eq_low"]), margins, np.nan)


def _told(rows: Columns) -> Columns:
    """The interval that a reader is told: the confidence interval of the row alone, whatever its verdict."""
    return {"told_low": rows["ci_low"], "told_high": rows["ci_high"]}


def _reasons(rows: Columns) -> np.ndarray:
    """Why a row has its verdict, or what to keep in mind: one word."""
    changed = np.isin(rows["verdict"].astype(str), ["increased", "decreased"])
    conditions = [
        rows["verdict"] == "not_comparable",
        rows["verdict"] == "too_few",
        rows["left_out"],
        changed & small_changes(rows["difference"], rows["margin"]),
    ]
    breaks = np.where(rows["break_reason"] == "", "break", rows["break_reason"])
    return np.select(conditions, [breaks, "few_answers", "left_out", "small"], rows["note"]).astype(object)


def _description(
    rows: Columns, mine: np.ndarray, family: AdjustedFamily, rule: str, policy: Comparison
) -> FamilySummary:
    first = {
        name: rows[name][mine[0]] for name in ("family", "comparison", "from_wave", "to_wave", "breakdown")
    }
    mdd = rows["mdd"][mine][rows["measure"][mine] == "share"]
    mdd = mdd[np.isfinite(mdd)]
    tests = Counter(rows["test"][mine][np.isfinite(rows["p_adjusted"][mine])].tolist())
    return FamilySummary(
        **first,
        rule=rule,
        alpha=policy.alpha,
        m=family.m,
        selected=family.selected,
        level=family.item_level,
        tests=dict(sorted(tests.items())),
        mdd_low=float(mdd.min()) if len(mdd) else None,
        mdd_high=float(mdd.max()) if len(mdd) else None,
    )
