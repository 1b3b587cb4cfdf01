"""A census in which everybody answered: nothing was drawn, so there is no margin and nothing to test."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from monitor.schema_words import between_groups
from monitor.statistics.change.testing_summary import ChangeTesting
from monitor.study.study import Study

OF_CHANCE = ("se", "ci_low", "ci_high", "deff")
OF_TESTS = (
    "se", "ci_low", "ci_high", "statistic", "df", "p", "p_adjusted", "mdd", "eq_low", "eq_high", "margin",
    "level_in_force", "told_low", "told_high",
)  # fmt: skip


def complete_waves(study: Study, counted: Mapping[str, int]) -> tuple[str, ...]:
    """Waves of a census in which as many people count as were asked."""
    if study.design.sampling != "census":
        return ()
    asked = {wave.id: wave.sampled or wave.invited for wave in study.waves}
    return tuple(wave for wave, n in asked.items() if n is not None and counted[wave] >= n)


def without_chance(estimates: pd.DataFrame, complete: Collection[str]) -> pd.DataFrame:
    """The same figures without margins in complete waves."""
    estimates = estimates.copy()
    estimates.loc[estimates["wave"].isin(complete), list(OF_CHANCE)] = np.nan
    return estimates


def tests_without_chance(
    changes: pd.DataFrame, tests: ChangeTesting, complete: Collection[str]
) -> tuple[pd.DataFrame, ChangeTesting]:
    """The changes without tests, where all waves are complete; groups of one wave where that wave is."""
    if not complete:
        return changes, tests
    groups = changes["comparison"].map(between_groups).astype(bool)
    inside = changes["from_wave"].isin(complete) & changes["to_wave"].isin(complete)
    certain = inside & (groups | bool(inside[~groups].all()))
    changes = changes.copy()
    changes.loc[certain, list(OF_TESTS)] = np.nan
    changes.loc[certain, ["test", "family"]] = ""
    judged = certain & ~changes["verdict"].isin(["not_comparable", "too_few"])
    changes.loc[judged, ["verdict", "reason"]] = ""
    left = set(changes["family"])
    families = tuple(family for family in tests.families if family.family in left)
    return changes, replace(tests, families=families)
