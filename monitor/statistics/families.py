"""Families of tests: which p values are adjusted together, at which level, and the verdict of each row."""

from __future__ import annotations

import numpy as np
import pandas as pd

from monitor.statistics.intervals import t_quantile
from monitor.statistics.multiplicity import AdjustedFamily, adjust_family
from monitor.statistics.verdicts import equivalence_margin, small_changes, verdicts
from monitor.study.study import Comparison, Study

FAMILY_COLUMNS = (
    "family", "comparison", "from_wave", "to_wave", "breakdown", "rule", "alpha", "m", "selected", "level",
    "tests", "mdd_low", "mdd_high",
)  # fmt: skip
"""What is said of each family in the method annex: m item tests, of which `selected` at `level`."""


def judge(rows: pd.DataFrame, study: Study) -> tuple[pd.DataFrame, list[dict]]:
    """Adds family, adjusted p, MDD and verdict to the rows of all changes, and describes the families."""
    rows = rows.assign(family=_family_names(rows), p_adjusted=np.nan, mdd=np.nan)
    described = []
    for name in dict.fromkeys(rows["family"]):
        if name:
            mine = rows.index[rows["family"] == name]
            found, family, rule = _adjusted(rows.loc[mine], study.comparison)
            rows.loc[mine, ["p_adjusted", "mdd"]] = found
            described.append(_description(name, rows.loc[mine], family, rule, study.comparison))
    rows = rows.assign(verdict=_verdicts(rows, study))
    return rows.assign(reason=_reasons(rows, study)), described


def _family_names(rows: pd.DataFrame) -> pd.Series:
    """One family per comparison; headlines and each declared breakdown have their own."""
    name = rows["comparison"] + ":" + rows["from_wave"] + "-" + rows["to_wave"]
    name = name.where(~rows["headline"], name + ":headlines")
    name = name.where(rows["breakdown"] == "", name + ":" + rows["breakdown"])
    return name.where(~rows["left_out"], "")


def _adjusted(rows: pd.DataFrame, policy: Comparison) -> tuple[np.ndarray, AdjustedFamily, str]:
    """Adjusted p and MDD of the rows of one family, in their order."""
    rule = "none" if policy.adjust == "none" else "holm" if bool(rows["headline"].iloc[0]) else "bh"
    tested = rows["p"].where(rows["comparable"] & rows["reliable"])
    top = (rows["level"] == "item").to_numpy()
    owner = pd.MultiIndex.from_frame(rows[["unit_place", "group_place"]])
    owners = owner[top]
    place = owners.get_indexer(owner[~top])
    inside_keys = rows["same_test"].to_numpy()[~top]
    p = tested.to_numpy(dtype=float)
    family = adjust_family(p[top], p[~top], place, inside_keys, rule, policy.alpha)
    adjusted, level = np.empty(len(rows)), np.full(len(rows), family.item_level)
    adjusted[top], adjusted[~top] = family.items, family.inside
    level[~top] = _inside_levels(p[~top], place, inside_keys, family, rule, policy.alpha)
    mdd = (t_quantile(rows["t_df"], 1 - level) + _one_sided(rows["t_df"], policy.power)) * rows[
        "se_no_change"
    ]
    return np.column_stack([adjusted, mdd]), family, rule


def _inside_levels(
    p: np.ndarray, place: np.ndarray, keys: np.ndarray, family: AdjustedFamily, rule: str, alpha: float
) -> np.ndarray:
    """Level that the smallest p inside an item is held against: alpha x R/m over the number of tests."""
    if rule == "none":
        return np.full(len(p), alpha)
    known = pd.DataFrame({"place": place, "key": keys})[np.isfinite(p)]
    tests = known.drop_duplicates().groupby("place").size().reindex(place).fillna(1).to_numpy()
    return alpha * family.share_selected / tests


def _one_sided(df: pd.Series, power: float) -> np.ndarray:
    return t_quantile(df, 2 * power - 1)


def _verdicts(rows: pd.DataFrame, study: Study) -> np.ndarray:
    found = verdicts(
        comparable=rows["comparable"].to_numpy(dtype=bool),
        reliable=rows["reliable"].to_numpy(dtype=bool),
        difference=rows["difference"].to_numpy(),
        adjusted=rows["p_adjusted"].to_numpy(),
        alpha=study.comparison.alpha,
        margin=_margins(rows, study),
        low=rows["eq_low"].to_numpy(),
        high=rows["eq_high"].to_numpy(),
    )
    judged = (rows["family"] != "").to_numpy() | np.isin(found, ["not_comparable", "too_few"])
    return np.where(judged, found, "").astype(object)


def _margins(rows: pd.DataFrame, study: Study) -> np.ndarray:
    margins = dict(study.comparison.margins)
    kinds = {
        pair: equivalence_margin(margins, *pair)
        for pair in set(zip(rows["kind"], rows["measure"], strict=True))
    }
    return np.array([kinds[pair] for pair in zip(rows["kind"], rows["measure"], strict=True)], dtype=float)


def _reasons(rows: pd.DataFrame, study: Study) -> np.ndarray:
    """Why a row has its verdict, or what to keep in mind: one word."""
    changed = rows["verdict"].isin(["increased", "decreased"])
    small = small_changes(rows["difference"].to_numpy(), _margins(rows, study))
    conditions = [
        rows["verdict"] == "not_comparable",
        rows["verdict"] == "too_few",
        rows["left_out"],
        changed & small,
    ]
    words = [rows["break_reason"].replace("", "break"), "few_answers", "left_out", "small"]
    return np.select(conditions, words, rows["note"]).astype(object)


def _description(
    name: str, rows: pd.DataFrame, family: AdjustedFamily, rule: str, policy: Comparison
) -> dict:
    first, mdd = rows.iloc[0], rows.loc[rows["measure"] == "share", "mdd"].dropna()
    tests = rows.loc[rows["p_adjusted"].notna(), "test"].value_counts().sort_index()
    return {
        "family": name,
        "comparison": first["comparison"],
        "from_wave": first["from_wave"],
        "to_wave": first["to_wave"],
        "breakdown": first["breakdown"],
        "rule": rule,
        "alpha": policy.alpha,
        "m": family.m,
        "selected": family.selected,
        "level": family.item_level,
        "tests": {str(test): int(count) for test, count in tests.items()},
        "mdd_low": float(mdd.min()) if len(mdd) else None,
        "mdd_high": float(mdd.max()) if len(mdd) else None,
    }
