"""Changes as statistics hands them to the door, made from rows by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd

from monitor.release.door.released_tables import release
from monitor.release.results.method import Method
from monitor.release.results.released_set import ReleasedSet
from monitor.statistics.change.changes import MeasuredChanges
from monitor.statistics.change.comparisons import trend_numbers, units_of
from monitor.study.study import Study

NUMBERS = ("difference", "se", "ci_low", "ci_high", "statistic", "df", "p", "n_from", "n_to")
TEXTS = (
    "comparison",
    "item",
    "category",
    "breakdown",
    "group",
    "measure",
    "level",
    "from_wave",
    "to_wave",
    "test",
)


def measured(frame: pd.DataFrame, study: Study) -> MeasuredChanges:
    """Rows of schema.Change as measured ones: a row is one test, comparable and reliable unless its verdict says else.

    Where an item has no test of its own, it has that of its first figure.
    """
    waves = tuple(wave.id for wave in study.waves)
    if frame.empty:
        return MeasuredChanges({}, (), waves)
    units = units_of(study, study.questionnaire)
    owner = {item: place for place, unit in enumerate(units) for item in (unit.id, *unit.items)}
    for name in sorted({*frame["item"]} - {*owner}):
        owner[name] = 0
    whole = ["comparison", "item", "breakdown", "group", "from_wave", "to_wave"]
    inside = frame.drop_duplicates(whole)
    with_test = frame[frame["level"] == "item"][whole].apply(tuple, axis=1).tolist()
    lonely = inside[~inside[whole].apply(tuple, axis=1).isin(with_test)]
    frame = pd.concat([frame, lonely.assign(level="item", category="", difference=np.nan)], ignore_index=True)
    places = {(one.id, group): at for one in study.breakdowns for at, group in enumerate(one.groups)}
    breakdowns = ["", *(one.id for one in study.breakdowns)]
    rows = {name: frame[name].to_numpy(object) for name in TEXTS}
    rows |= {name: frame[name].to_numpy(float) for name in NUMBERS}
    size = len(frame)
    unit = np.array([owner[item] for item in frame["item"]])
    keys = np.empty(size, dtype=object)
    keys[:] = [(item, category) for item, category in zip(frame["item"], frame["category"], strict=True)]
    rows |= {
        "unit_place": unit,
        "group_place": np.array([places.get(key, 0) for key in zip(frame["breakdown"], frame["group"], strict=True)]),
        "breakdown_place": np.array([breakdowns.index(name) for name in frame["breakdown"]]),
        "kind": np.array([units[at].kind for at in unit], dtype=object),
        "comparable": (frame["verdict"] != "not_comparable").to_numpy(),
        "unreliable": np.where(frame["verdict"] == "too_few", frame["reason"], "").astype(object),
        "left_out": (frame["reason"] == "left_out").to_numpy(),
        "break_reason": frame["reason"].where(frame["verdict"] == "not_comparable", "").to_numpy(object),
        "headline": np.zeros(size, bool),
        "hidden": np.zeros(size, bool),
        "t_df": frame["df"].to_numpy(float),
        "se_no_change": frame["se"].to_numpy(float),
        "same_test": keys,
        "mover": np.full(size, None, dtype=object),
        "note": np.full(size, "", dtype=object),
        "family_own": np.full(size, "", dtype=object),
        "within": frame["comparison"].to_numpy(object),
        "within_group": np.array([places.get(key, 0) for key in zip(frame["breakdown"], frame["group"], strict=True)]),
        "contrast": np.stack([_contrast(row, waves) for row in frame.itertuples()]),
        "part_place": (frame["level"] == "category").to_numpy(int),
        "figure_place": np.arange(size),
    }  # fmt: skip
    return MeasuredChanges(rows, tuple(units), waves)


def _contrast(row, waves: tuple[str, ...]) -> np.ndarray:
    numbers = np.full(len(waves), np.nan)
    first, last = waves.index(row.from_wave), waves.index(row.to_wave)
    if row.comparison == "trend":
        numbers[first : last + 1] = trend_numbers(waves[first : last + 1])
    else:
        numbers[[first, last]] = -1.0, 1.0
    return numbers


def through(estimates: pd.DataFrame, changes: pd.DataFrame, method: Method, study: Study) -> ReleasedSet:
    """Estimates and changes, made by hand, through the door."""
    return release(estimates, measured(changes, study), method, study)
