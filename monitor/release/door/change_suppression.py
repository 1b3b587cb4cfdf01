"""Suppression of changes between waves: a difference is as confidential as the two estimates it is made of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from monitor.release.door.beside_tables import WITH_NUMBERS
from monitor.release.door.checks import Check
from monitor.release.door.coarsening import Coarsening
from monitor.release.door.few_weights import NOT_FEW, FewWeights
from monitor.release.results.keys import values_of
from monitor.release.results.reasons import ESTIMATE_SUPPRESSED, NO_RESPONDENTS
from monitor.release.results.rounding import as_displayed, digits_of
from monitor.release.results.table_files import typed
from monitor.schema import CHANGES
from monitor.schema_words import FLOW, PERSONS, between_groups
from monitor.statistics.change.comparisons import trend_numbers
from monitor.study.study import Study

FIGURE = ("item", "category", "breakdown", "group", "measure")
Waves = dict[tuple[str, ...], set[str]]


def suppressed_changes(
    changes: pd.DataFrame,
    released: pd.DataFrame,
    coarsenings: Mapping[str, Coarsening],
    study: Study,
    few: FewWeights = NOT_FEW,
) -> Check:
    """Changes of which an estimate, in any wave they use, is not released as a number.

    A test of a whole item uses all its categories, in an identifiable group the one figure that is shown of it
    (`coarsenings`); that of a set uses those of all its options.
    Of vignettes neither is a change from a figure of which the standard error is kept back: the error of the change holds it.
    Where weights are `few`, groups and people are not compared: that does not follow from rounded figures.
    """
    released = released[released["breakdown"].isin(changes["breakdown"].unique())]
    is_published = released["status"].isin(WITH_NUMBERS)
    if study.tells_counts:
        is_published &= released["se"].notna()
    published = _waves_by(released[is_published], list(FIGURE))
    suppressed = _waves_by(
        released[~is_published & (released["reason"] != NO_RESPONDENTS)], ["item", "breakdown", "group"]
    )
    flowing = set(released.loc[is_published & (released["measure"] == FLOW), "item"])
    identifiable = _identifiable(study)
    mask = np.array(
        [
            _lacks_shown(row, published, coarsenings, study)
            if row.breakdown in identifiable
            else _lacks_any(row, published, suppressed, flowing, study)
            for row in changes.itertuples(index=False)
        ],
        dtype=bool,
    ) | few.untold(changes)
    return Check(
        "both_estimates",
        f"{int(mask.sum())} van de {len(mask)} veranderingen missen een vrijgegeven schatting.",
        mask,
    )


def figure_of(row: Any, coarsenings: Mapping[str, Coarsening]) -> tuple[str, str]:
    """Category and measure of the figure that a row of an identifiable group is about.

    The test of a whole item is about the one figure that is shown of it; that of a set has none.
    """
    if row.level == "category" or row.item not in coarsenings:
        return row.category, row.measure
    return coarsenings[row.item].shown


def _waves_by(frame: pd.DataFrame, key: list[str]) -> Waves:
    """The waves that have rows with each key."""
    waves: Waves = {}
    for *values, wave in values_of(frame, [*key, "wave"]):
        waves.setdefault(tuple(values), set()).add(wave)
    return waves


def _lacks_any(row: Any, published: Waves, suppressed: Waves, flowing: set[str], study: Study) -> bool:
    """Whether a figure that a row of an anonymous group is made of is not released.

    A test of the people in two waves uses their flows: `flowing` are the items that have them.

    A test of groups uses the figures of all of them: an item has its tests where each group has its figures.
    """
    waves = _waves_of(row, study)
    if row.comparison == PERSONS:
        return not flowing & {row.item}
    if between_groups(row.comparison):
        breakdown = study.breakdown(row.breakdown)
        return breakdown is None or any(
            waves & suppressed.get((item, row.breakdown, group), set())
            for item in _members(row.item, study)
            for group in breakdown.groups
        )
    key = (row.item, row.category, row.breakdown, row.group, row.measure)
    if row.level == "category" or key in published:
        return not waves <= published.get(key, set())
    return any(
        waves & suppressed.get((item, row.breakdown, row.group), set()) for item in _members(row.item, study)
    )


def _lacks_shown(row: Any, published: Waves, coarsenings: Mapping[str, Coarsening], study: Study) -> bool:
    """Whether the figure that a row of an identifiable group is about, is not released."""
    category, measure = figure_of(row, coarsenings)
    figures = [(row.item, category, measure)]
    if row.item not in coarsenings:
        members = [item for item in _members(row.item, study) if item in coarsenings]
        figures = [(item, *coarsenings[item].shown) for item in members]
    waves = _waves_of(row, study)
    return not all(
        waves <= published.get((item, category, row.breakdown, row.group, measure), set())
        for item, category, measure in figures
    )


def _members(item: str, study: Study) -> tuple[str, ...]:
    """The options of a set, or the item itself."""
    group = study.questionnaire.groups.get(item)
    return group.items if group is not None and item not in study.questionnaire.items else (item,)


def _waves_of(row: Any, study: Study) -> set[str]:
    """The waves whose estimates a change uses: two, or for a trend all between them that asked the item."""
    if row.comparison != "trend":
        return {row.from_wave, row.to_wave}
    waves = [wave.id for wave in study.waves]
    between = waves[waves.index(row.from_wave) : waves.index(row.to_wave) + 1]
    items = [study.questionnaire.items[item] for item in _members(row.item, study)]
    return {wave for wave in between if all(wave in item.asked for item in items)}


def contrast_of_row(row: Any, study: Study) -> np.ndarray:
    """What a change takes of each wave of the study; NaN of waves that it does not use."""
    waves, used = [wave.id for wave in study.waves], _waves_of(row, study)
    numbers = np.full(len(waves), np.nan)
    if row.comparison == "trend":
        through = tuple(wave for wave in waves if wave in used)
        numbers[[waves.index(wave) for wave in through]] = trend_numbers(through)
    else:
        numbers[[waves.index(row.from_wave), waves.index(row.to_wave)]] = -1.0, 1.0
    return numbers


def released_changes(
    changes: pd.DataFrame,
    released: pd.DataFrame,
    coarsenings: Mapping[str, Coarsening],
    study: Study,
    few: FewWeights = NOT_FEW,
) -> tuple[pd.DataFrame, Check]:
    """Changes as displayed, and the check that says which were hidden.

    A hidden one has no numbers, no test and no verdict but that of a break.
    """
    check = suppressed_changes(changes, released, coarsenings, study, few)
    hidden = check.mask
    rounded = changes["breakdown"].isin(_identifiable(study)).to_numpy() | few.rows(changes)
    frame = as_displayed(changes, rounded, CHANGES, digits_of(changes, study.questionnaire))
    frame.loc[hidden, list(CHANGES.numbers)] = np.nan
    frame["test"] = frame["test"].mask(hidden, "")
    comparable = hidden & (frame["verdict"] != "not_comparable").to_numpy()
    frame["verdict"] = frame["verdict"].mask(comparable, "too_few")
    frame["reason"] = frame["reason"].mask(comparable, ESTIMATE_SUPPRESSED)
    doubled = frame.duplicated(list(CHANGES.key)) & hidden
    return typed(frame[~doubled], CHANGES, "changes"), check


def _identifiable(study: Study) -> set[str]:
    return {breakdown.id for breakdown in study.breakdowns if breakdown.identifiable}
