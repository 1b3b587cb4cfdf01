"""Means of rates at the moments of a register, as far as they may be told, with the decimals that reports show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from math import isnan, nan

import pandas as pd

from monitor.release.door.municipal_sums import ToldSums
from monitor.release.results.reasons import ESTIMATE_SUPPRESSED
from monitor.release.results.released_set import ReleasedSet
from monitor.schema import CHANGES, ESTIMATES
from monitor.study.register_file import RegisterFile
from monitor.study.register_reader import decimals_of_rate

MEAN, SMALL = "mean", "small_group"
SAME = ["item", "category", "breakdown", "group", "measure"]


def with_rounded_means(
    released: ReleasedSet, register: RegisterFile, told: Mapping[tuple[str, str], ToldSums]
) -> ReleasedSet:
    """The released set with each mean of rates rounded, and each change between two of them that of the rounded ones.

    `told` says by month and rate of which groups there is a mean; that of another loses its numbers, and so do its changes.

    A mean with all its digits, known denominators and counts that are known to five persons tells each count of a group of a dozen.
    """
    decimals = {one.id: decimals_of_rate(one) for one in register.indicators}
    estimates, changes = released.estimates.copy(), released.changes.copy()
    mine = _means(estimates, decimals)
    keys = zip(*(estimates[name] for name in ("wave", "item", "breakdown", "group")), strict=True)
    away = [
        is_mean and (breakdown, group) not in told[wave, item].means
        for is_mean, (wave, item, breakdown, group) in zip(mine, keys, strict=True)
    ]
    estimates.loc[away, list(ESTIMATES.numbers)] = nan
    estimates.loc[away, ["status", "reason"]] = "suppressed", SMALL
    estimates.loc[mine, "estimate"] = [
        round(value, decimals[item])
        for item, value in zip(estimates.loc[mine, "item"], estimates.loc[mine, "estimate"], strict=True)
    ]
    at_moment = estimates[mine].set_index([*SAME, "wave"])["estimate"].to_dict()
    changed = _means(changes, decimals) & changes["difference"].notna()
    for row in changes.index[changed]:
        key = tuple(changes.loc[row, SAME])
        before, after = (at_moment[*key, changes.loc[row, name]] for name in ("from_wave", "to_wave"))
        if isnan(after - before):
            changes.loc[row, list(CHANGES.numbers)] = nan
            changes.loc[row, "reason"] = ESTIMATE_SUPPRESSED
        else:
            changes.loc[row, "difference"] = round(after - before, decimals[key[0]])
    return replace(released, estimates=estimates, changes=changes)


def _means(frame: pd.DataFrame, decimals: dict[str, int]) -> pd.Series:
    return (frame["measure"] == MEAN) & frame["item"].isin(decimals)
