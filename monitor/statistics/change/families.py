"""Families of tests: which p values are adjusted together, at which level, and the verdict of each row."""

from __future__ import annotations

from collections import Counter

import numpy as np

from monitor.schema_words import GROUPS
from monitor.statistics.change.multiplicity import AdjustedFamily, adjust_family
from monitor.statistics.change.testing_summary import FamilySummary
from monitor.statistics.change.told_intervals import equivalence_level, intervals_at, told_intervals
from monitor.statistics.change.verdicts import equivalence_margin, small_changes, verdicts
from monitor.statistics.estimates.intervals import t_quantile
from monitor.statistics.estimates.rows import Columns
from monitor.study.kinds import KINDS
from monitor.study.policy import Comparison
from monitor.study.study import Study

HEADLINES = "headlines"
BETWEEN_GROUPS = {"increased": "higher", "decreased": "lower", "changed": "differs"}


def judge(rows: Columns, study: Study) -> tuple[Columns, list[FamilySummary]]:
    """Decides on all changes, and describes the families.

    Adds the family, the level in force and adjusted p, the MDD, the margin with the interval held against it,
    the verdict and the told interval.
    """
    policy = study.comparison
    names = _family_names(rows)
    rows = rows | {
        "family": names,
        **{name: np.full(len(names), np.nan) for name in ("p_adjusted", "level_in_force", "mdd")},
    }
    described = []
    for name in dict.fromkeys(names):
        if name:
            mine = np.flatnonzero(names == name)
            family, rule = _adjust(rows, mine, policy)
            described.append(_description(rows, mine, family, rule, policy))
    rows = rows | {"margin": _margins(rows, study)}
    judged = (names != "") & rows["comparable"] & (rows["unreliable"] == "")
    level = equivalence_level(rows, judged, policy.alpha, policy.adjust != "none")
    eq_low, eq_high = intervals_at(rows, np.array(1 - 2 * level))
    exact = rows["ci_low"] == rows["ci_high"]  # fixed by the weights
    rows = rows | {
        name: np.where(exact, rows["ci_low"], end) for name, end in (("eq_low", eq_low), ("eq_high", eq_high))
    }
    rows = rows | {"verdict": _verdicts(rows, study)}
    rows = rows | {"reason": _reasons(rows), **told_intervals(rows, policy.alpha)}
    return rows | {"verdict": _of_groups(rows)}, described


def _family_names(rows: Columns) -> np.ndarray:
    """All comparisons of a run in one family; headlines and each declared breakdown have their own."""
    keys = ("breakdown", "headline", "left_out", "family_own")
    return np.array(
        [_family_name(*row) for row in zip(*(rows[key] for key in keys), strict=True)], dtype=object
    )


def _family_name(breakdown: str, headline: bool, left_out: bool, family_own: str) -> str:
    if left_out or family_own:
        return "" if left_out else family_own
    own = breakdown or (HEADLINES if headline else "")
    return f"changes:{own}" if own else "changes"


def _adjust(rows: Columns, mine: np.ndarray, policy: Comparison) -> tuple[AdjustedFamily, str]:
    """Fills in the level in force, adjusted p and MDD of the rows of one family."""
    of_headlines = rows["family"][mine[0]] == f"changes:{HEADLINES}"
    rule = "none" if policy.adjust == "none" else "holm" if of_headlines else "bh"
    tested = rows["comparable"][mine] & (rows["unreliable"][mine] == "")
    p = np.where(tested, rows["p"][mine], np.nan)
    top = rows["level"][mine] == "item"
    owners = list(
        zip(rows["within"][mine], rows["unit_place"][mine], rows["within_group"][mine], strict=True)
    )
    items = [owner for owner, is_item in zip(owners, top, strict=True) if is_item]
    known = {owner: place for place, owner in enumerate(items)}
    inside = [owner for owner, is_item in zip(owners, top, strict=True) if not is_item]
    place = np.array([known[owner] for owner in inside], dtype=np.int64)
    keys = rows["same_test"][mine]
    family = adjust_family(
        p[top], p[~top], place, keys[~top].tolist(), keys[top].tolist(), rule, policy.alpha
    )
    level = np.empty(len(mine))
    level[top], level[~top] = family.item_level, family.inside_level
    rows["p_adjusted"][mine[top]], rows["p_adjusted"][mine[~top]] = family.items, family.inside
    rows["level_in_force"][mine] = np.where(np.isfinite(rows["p_adjusted"][mine]), level, np.nan)
    df = rows["t_df"][mine]
    both = t_quantile(df, 1 - level) + t_quantile(df, 2 * policy.power - 1)
    rows["mdd"][mine] = both * rows["se_no_change"][mine]
    return family, rule


def _verdicts(rows: Columns, study: Study) -> np.ndarray:
    verdict = verdicts(
        comparable=rows["comparable"],
        reliable=rows["unreliable"] == "",
        difference=rows["difference"],
        adjusted=rows["p_adjusted"],
        alpha=study.comparison.alpha,
        margin=rows["margin"],
        low=rows["eq_low"],
        high=rows["eq_high"],
    )
    tested = (rows["family"] != "") & np.isfinite(rows["p_adjusted"])
    judged = tested | np.isin(verdict, ["not_comparable", "too_few"])
    return np.where(judged, verdict, "").astype(object)


def _of_groups(rows: Columns) -> np.ndarray:
    """The verdicts, in words of their own for differences between groups."""
    verdict = rows["verdict"].astype(object)
    own = rows["family_own"] == GROUPS
    for change, difference in BETWEEN_GROUPS.items():
        verdict[own & (verdict == change)] = difference
    return verdict


def _margins(rows: Columns, study: Study) -> np.ndarray:
    """The declared margin of each row; NaN where there is none, or no interval to hold against it."""
    pairs = list(zip(rows["kind"], rows["measure"], strict=True))
    known = {
        pair: equivalence_margin(study.comparison.margins, KINDS[pair[0]], pair[1]) for pair in set(pairs)
    }
    margins = np.array([known[pair] for pair in pairs], dtype=float)
    held = np.isfinite(rows["ci_low"]) & (rows["family_own"] == "")  # none is declared for groups
    return np.where(held, margins, np.nan)


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
    return np.select(conditions, [breaks, rows["unreliable"], "left_out", "small"], rows["note"]).astype(
        object
    )


def _if_one(values: np.ndarray) -> str:
    """What all rows of a family share; empty where they differ."""
    found = set(values.tolist())
    return str(found.pop()) if len(found) == 1 else ""


def _description(
    rows: Columns, mine: np.ndarray, family: AdjustedFamily, rule: str, policy: Comparison
) -> FamilySummary:
    same = ("family", "comparison", "from_wave", "to_wave", "breakdown")
    first = {name: _if_one(rows[name][mine]) for name in same}
    shown = mine[~rows["hidden"][mine]]
    mdd = rows["mdd"][shown][rows["measure"][shown] == "share"]
    mdd = mdd[np.isfinite(mdd)]
    tests = Counter(rows["test"][shown][np.isfinite(rows["p_adjusted"][shown])].tolist())
    return FamilySummary(
        **first,
        rule=rule,
        alpha=policy.alpha,
        m=family.m,
        selected=family.selected,
        level=family.level,
        tests=dict(sorted(tests.items())),
        mdd_low=float(mdd.min()) if len(mdd) else None,
        mdd_high=float(mdd.max()) if len(mdd) else None,
    )
