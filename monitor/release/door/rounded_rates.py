"""Means of rates at the moments of a register, rounded to the decimals that reports show."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from monitor.release.results.released_set import ReleasedSet
from monitor.study.register_file import RegisterFile
from monitor.study.register_reader import decimals_of_rate

MEAN = "mean"
SAME = ["item", "category", "breakdown", "group", "measure"]


def with_rounded_means(released: ReleasedSet, register: RegisterFile) -> ReleasedSet:
    """The released set with each mean of rates rounded, and each change between two of them that of the rounded ones.

    A mean with all its digits, known denominators and counts that are known to five persons tells each count of a group of a dozen.
    """
    decimals = {one.id: decimals_of_rate(one) for one in register.indicators}
    estimates, changes = released.estimates.copy(), released.changes.copy()
    mine = _means(estimates, decimals)
    estimates.loc[mine, "estimate"] = [
        round(value, decimals[item])
        for item, value in zip(estimates.loc[mine, "item"], estimates.loc[mine, "estimate"], strict=True)
    ]
    at_moment = estimates[mine].set_index([*SAME, "wave"])["estimate"].to_dict()
    changed = _means(changes, decimals) & changes["difference"].notna()
    for row in changes.index[changed]:
        key = tuple(changes.loc[row, SAME])
        before, after = (at_moment[*key, changes.loc[row, name]] for name in ("from_wave", "to_wave"))
        changes.loc[row, "difference"] = round(after - before, decimals[key[0]])
    return replace(released, estimates=estimates, changes=changes)


def _means(frame: pd.DataFrame, decimals: dict[str, int]) -> pd.Series:
    return (frame["measure"] == MEAN) & frame["item"].isin(decimals)
