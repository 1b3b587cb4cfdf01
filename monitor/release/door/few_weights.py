"""Where weights have few different values, and figures with all their digits would tell counts by weight.

A weighted share of ten digits fits few sets of whole numbers: of 140 respondents in three ages, each of one weight, one
set only. Whoever tries them learns how many of each age gave an answer, in every group of which such a share is told. So
where something of an item is kept back, its weighted figures are rounded first and all else is derived from these, as in
groups in which people can be recognised. Numbers of respondents hold no weights and stay as they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from monitor.release.attack.attacker_problem import linked_items
from monitor.release.attack.item_relations import item_relations
from monitor.release.attack.known_weights import told_by_one_margin, with_one_weight
from monitor.release.attack.nesting import Nesting
from monitor.release.results.keys import by_key, values_of
from monitor.release.results.method import Method
from monitor.release.results.rounding import weight_rule
from monitor.schema_words import PERSONS, between_groups
from monitor.study.study import Study

SizesByWeight = Mapping[str, np.ndarray]
"""By wave how many respondents have each of the weights, in any order."""


@dataclass(frozen=True)
class FewWeights:
    """Tables, as (item or set, breakdown), of which weighted figures are rounded before anything is derived from them.

    `deff` is by wave Kish's design effect of everybody, which stands there for that of a group: its own would tell how
    many in the group have which weight. Groups of the breakdowns in `alike` hold one weight each.
    """

    tables: frozenset[tuple[str, str]] = frozenset()
    deff: Mapping[str, float] = field(default_factory=dict)
    alike: frozenset[str] = frozenset()

    def rows(self, frame: pd.DataFrame) -> np.ndarray:
        """The rows (mask) of estimates or changes that belong to such tables."""
        if not self.tables:
            return np.zeros(len(frame), bool)
        return by_key(frame, ["item", "breakdown"], lambda *table: table in self.tables, bool)

    def untold(self, changes: pd.DataFrame) -> np.ndarray:
        """Changes (mask) that do not follow from rounded figures: groups compared, and the same people in two waves."""
        untold = (
            changes["comparison"].map(lambda name: name == PERSONS or between_groups(name)).to_numpy(bool)
        )
        return untold & self.rows(changes)

    def told_deff(self, estimates: pd.DataFrame) -> np.ndarray:
        """What is told as the design effect of each row where its figure is rounded; NaN where that of the group is."""
        if not self.deff:
            return np.full(len(estimates), np.nan)
        return by_key(
            estimates,
            ["wave", "breakdown"],
            lambda wave, name: (
                1.0 if name in self.alike and wave in self.deff else self.deff.get(wave, np.nan)
            ),
            float,
        )


NOT_FEW = FewWeights()


def few_weights(
    estimates: pd.DataFrame, kept_back: np.ndarray, method: Method, study: Study, nesting: Nesting
) -> FewWeights:
    """The tables of a study in which few sets of whole numbers fit a weighted share, and something is kept back.

    `kept_back` marks rows without a number of groups in which somebody is. What is kept back of one item is kept back of
    all that are linked with it; what a wave needs, all waves have, so that changes follow from rounded figures. A
    category of a margin within a group is kept back by itself where fewer answered in it than a figure needs.
    """
    sizes = sizes_by_weight(method, study)
    if not sizes:
        return NOT_FEW
    alike = with_one_weight(method, nesting, study)
    tables = estimates[~estimates["breakdown"].isin(alike).to_numpy()]
    recognised = {one.id for one in study.breakdowns if one.identifiable}
    names = {
        name
        for name, wave, n in _smallest_groups(tables[~tables["breakdown"].isin(recognised)])
        if wave in sizes and is_few(sizes[wave], n)
    }
    back = estimates[kept_back | _is_small(estimates, method, study, nesting, names)]
    linked = _linked(back, sizes, study, nesting)
    fixed = study.weighted_to - frozenset(study.weighting.numbers if study.weighting else ())
    groups = study.questionnaire.groups.values()
    sets = {group.id for group in groups if linked & set(group.items)}
    found = {(item, name) for item in linked | sets for name in names if name or item not in fixed}
    deff = {} if method.weighting is None else {
        one.wave: one.deff for one in method.weighting.waves if one.wave in sizes
    }  # fmt: skip
    return FewWeights(frozenset(found), deff, alike)


def with_few_told(method: Method, few: FewWeights, study: Study) -> Method:
    """The method as it is told: how many weights there are where figures are rounded for it, and the variances they need."""
    if not method.different_weights and not few.tables:
        return method
    sizes = sizes_by_weight(method, study) if few.tables else {}
    recognised = {one.id for one in study.breakdowns if one.identifiable}
    needed = recognised | {name for _, name in few.tables}
    return replace(
        method,
        different_weights={wave: len(own) for wave, own in sizes.items()},
        pooled_variances={name: own for name, own in method.pooled_variances.items() if name in needed},
    )


def sizes_by_weight(method: Method, study: Study) -> SizesByWeight:
    """The respondents of each wave by their weight, as far as the method tells: by one margin, or as many different ones.

    Of weights of which only the number is known each has as many respondents.
    """
    by_margin = told_by_one_margin(method, study)
    respondents = {} if method.weighting is None else {
        one.wave: one.respondents for one in method.weighting.waves
    }  # fmt: skip
    by_number = {
        wave: np.full(number, respondents.get(wave, 0) / number)
        for wave, number in method.different_weights.items()
    }
    found = by_number | {
        wave: np.array([float(row.respondents) for row in rows.values()]) for wave, rows in by_margin.items()
    }
    return {wave: own[own > 0] for wave, own in found.items() if (own > 0).sum() > 1}


def is_few(sizes: np.ndarray, n: float) -> bool:
    """Whether few sets of whole numbers fit a share of n answers, spread over the weights as everybody is."""
    return float(np.log10(1.0 + n * sizes / sizes.sum()).sum()) < weight_rule().digits


def _smallest_groups(estimates: pd.DataFrame) -> list[tuple[str, str, float]]:
    """Breakdown, wave and the smallest base of a figure in any group."""
    told = estimates[estimates["n"] > 0]
    smallest = told.groupby(["breakdown", "wave"], as_index=False).agg(n=("n", "min"))
    return [(name, wave, float(n)) for name, wave, n in values_of(smallest, ["breakdown", "wave", "n"])]


def _linked(back: pd.DataFrame, sizes: SizesByWeight, study: Study, nesting: Nesting) -> frozenset[str]:
    """Items of which something is kept back in a wave with few weights, with all that are linked with them."""
    items = list(dict.fromkeys(item for indicator in study.indicators for item in indicator.items))
    found: set[str] = set()
    for wave in sizes:
        own = set(back.loc[back["wave"] == wave, "item"])
        relations = item_relations(study.questionnaire, wave)
        for linked in linked_items(items, relations, nesting.breakdown_items) if own else ():
            if own & set(linked):
                found |= set(linked)
    return frozenset(found)


def _is_small(
    estimates: pd.DataFrame, method: Method, study: Study, nesting: Nesting, names: set[str]
) -> np.ndarray:
    """Rows (mask) of groups in which fewer are in some category of the margin than a figure needs."""
    least = study.disclosure.anonymous.minimum_base
    small: set[tuple[str, str, str]] = set()
    for wave, rows in told_by_one_margin(method, study).items():
        respondents = np.array([float(row.respondents) for row in rows.values()])
        if (respondents[respondents > 0] < least).any():
            small.add((wave, "", ""))
        item = next(iter(study.weighting.margins[0])) if study.weighting else ""
        if study.weighting is None or len(study.weighting.margins[0]) > 1:
            continue
        own = estimates[(estimates["wave"] == wave) & (estimates["measure"] == "share")]
        if item in set(own["item"]):
            told = own[(own["item"] == item) & own["category"].isin(list(rows))]
            few = told[(told["count"] > 0) & (told["count"] < least)]
            small |= {(wave, *key) for key in values_of(few, ["breakdown", "group"])}
        else:
            spread = respondents / respondents.sum()
            size = own.groupby(["breakdown", "group"], as_index=False).agg(n=("n", "max"))
            few = size[size["n"] * spread.min() < least]
            small |= {(wave, *key) for key in values_of(few, ["breakdown", "group"])}
    chosen = {key for key in small if key[1] in names}
    return by_key(estimates, ["wave", "breakdown", "group"], lambda *key: key in chosen, bool)
