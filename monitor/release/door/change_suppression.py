"""Suppression of changes between waves: a difference is as confidential as the two estimates it is made of."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from monitor.release.door.checks import Check
from monitor.release.results.reasons import ESTIMATE_SUPPRESSED
from monitor.release.results.rounding import as_displayed
from monitor.release.results.table_files import typed
from monitor.schema import CHANGES
from monitor.study.study import Study

Waves = dict[tuple[str, ...], set[str]]


def suppressed_changes(changes: pd.DataFrame, released: pd.DataFrame, study: Study) -> Check:
    """Changes of which an estimate, in any wave they use, is not released.

    A test of a whole item or set uses all its categories or options.
    """
    is_published = released["status"] != "suppressed"
    published = _waves_by(released[is_published], ["item", "category", "breakdown", "group", "measure"])
    suppressed = _waves_by(released[~is_published], ["item", "breakdown", "group"])
    mask = np.array(
        [_is_suppressed(row, published, suppressed, study) for row in changes.itertuples(index=False)],
        dtype=bool,
    )
    return Check(
        "both_estimates",
        f"{int(mask.sum())} van de {len(mask)} veranderingen missen een vrijgegeven schatting.",
        mask,
    )


def _waves_by(frame: pd.DataFrame, key: list[str]) -> Waves:
    """The waves that have rows with each key."""
    waves: Waves = {}
    columns = [frame[name].to_numpy(object) for name in key]
    for *values, wave in zip(*columns, frame["wave"].to_numpy(object), strict=True):
        waves.setdefault(tuple(values), set()).add(wave)
    return waves


def _is_suppressed(row: Any, published: Waves, suppressed: Waves, study: Study) -> bool:
    waves = _waves_of(row, study)
    key = (row.item, row.category, row.breakdown, row.group, row.measure)
    if row.level == "category" or key in published:
        return not waves <= published.get(key, set())
    group = study.questionnaire.groups.get(row.item)
    members = group.items if group is not None and row.item not in study.questionnaire.items else (row.item,)
    return any(waves & suppressed.get((item, row.breakdown, row.group), set()) for item in members)


def _waves_of(row: Any, study: Study) -> set[str]:
    """The waves whose estimates a change uses: two, or for a trend all between them."""
    waves = [wave.id for wave in study.waves]
    if row.comparison != "trend":
        return {row.from_wave, row.to_wave}
    return set(waves[waves.index(row.from_wave) : waves.index(row.to_wave) + 1])


def released_changes(
    changes: pd.DataFrame, suppressed: np.ndarray, identifiable: np.ndarray, study: Study
) -> pd.DataFrame:
    """Changes as displayed; a suppressed one has no numbers, no test and no verdict but that of a break."""
    frame = as_displayed(changes, identifiable, study.questionnaire, study.weighted)
    frame.loc[suppressed, list(CHANGES.numbers)] = np.nan
    frame["test"] = frame["test"].mask(suppressed, "")
    comparable = suppressed & (frame["verdict"] != "not_comparable").to_numpy()
    frame["verdict"] = frame["verdict"].mask(comparable, "too_few")
    frame["reason"] = frame["reason"].mask(comparable, ESTIMATE_SUPPRESSED)
    doubled = frame.duplicated(list(CHANGES.key)) & suppressed
    return typed(frame[~doubled], CHANGES, "changes")
