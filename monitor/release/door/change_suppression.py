"""Changes between waves at the door: a difference is as secret as the two estimates it is made of."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from monitor.release.door.primary_suppression import Check
from monitor.release.results.reasons import ESTIMATE_SUPPRESSED
from monitor.release.results.rounding import as_displayed, weighted
from monitor.release.results.table_files import typed
from monitor.schema import CHANGES
from monitor.study.study import Study


def shut_changes(changes: pd.DataFrame, released: pd.DataFrame, study: Study) -> Check:
    """Changes of which an estimate, in any wave they use, is not released.

    A test of a whole item or set uses all its categories or options.
    """
    shown = released["status"] != "suppressed"
    exact = _waves_by(released[shown], ["item", "category", "breakdown", "group", "measure"])
    hidden = _waves_by(released[~shown], ["item", "breakdown", "group"])
    mask = np.array(
        [_is_shut(row, exact, hidden, study) for row in changes.itertuples(index=False)], dtype=bool
    )
    return Check(
        "both_estimates",
        f"{int(mask.sum())} van de {len(mask)} veranderingen missen een vrijgegeven schatting.",
        mask,
    )


def _waves_by(frame: pd.DataFrame, key: list[str]) -> dict[tuple, set[str]]:
    found: dict[tuple, set[str]] = {}
    columns = [frame[name].to_numpy(object) for name in key]
    for *name, wave in zip(*columns, frame["wave"].to_numpy(object), strict=True):
        found.setdefault(tuple(name), set()).add(wave)
    return found


def _is_shut(row: Any, exact: dict[tuple, set[str]], hidden: dict[tuple, set[str]], study: Study) -> bool:
    waves = _waves_of(row, study)
    key = (row.item, row.category, row.breakdown, row.group, row.measure)
    if row.level == "category" or key in exact:
        return not waves <= exact.get(key, set())
    group = study.questionnaire.groups.get(row.item)
    members = group.items if group is not None and row.item not in study.questionnaire.items else (row.item,)
    return any(waves & hidden.get((item, row.breakdown, row.group), set()) for item in members)


def _waves_of(row: Any, study: Study) -> set[str]:
    waves = [wave.id for wave in study.waves]
    if row.comparison != "trend":
        return {row.from_wave, row.to_wave}
    return set(waves[waves.index(row.from_wave) : waves.index(row.to_wave) + 1])


def released_changes(
    changes: pd.DataFrame, shut: np.ndarray, identifiable: np.ndarray, study: Study
) -> pd.DataFrame:
    """Changes as displayed; a shut one has no numbers, no test and no verdict but that of a break."""
    frame = as_displayed(changes, identifiable, study.questionnaire, weighted(study))
    frame.loc[shut, list(CHANGES.numbers)] = np.nan
    frame["test"] = frame["test"].mask(shut, "")
    frame["verdict"] = frame["verdict"].mask(
        shut & (frame["verdict"] != "not_comparable").to_numpy(), "too_few"
    )
    frame["reason"] = frame["reason"].mask(
        shut & (frame["verdict"] != "not_comparable").to_numpy(), ESTIMATE_SUPPRESSED
    )
    doubled = frame.duplicated(list(CHANGES.key)) & shut
    return typed(frame[~doubled], CHANGES, "changes")
