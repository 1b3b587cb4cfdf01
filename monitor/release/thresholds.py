"""The first checks at the door: bases, counts, extremes, and the next smallest group.

All figures of one item in one group and wave go through the door together or not at all. Such a
block is what a threshold judges and what is suppressed. So no distribution is ever published with
holes, and no mean, SE or net can give back what a hole hides.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from monitor.release.display import STATE_COUNTS
from monitor.study.questionnaire import Item
from monitor.study.study import Breakdown, DisclosureRules, Study

BLOCK = ["wave", "item", "breakdown", "group", "peer_set"]
TABLE = ["wave", "item", "breakdown", "peer_set"]


@dataclass(frozen=True)
class Check:
    """What one check found: `mask` says which blocks or rows it concerns, `summary` tells it in Dutch.

    `status` is "passed" where nothing had to be done, else "applied".
    """

    name: str
    summary: str
    mask: np.ndarray

    @property
    def status(self) -> str:
        return "applied" if self.mask.any() else "passed"

    def record(self) -> dict[str, object]:
        """What a public record may hold: how often, never which."""
        return {"check": self.name, "status": self.status, "summary": self.summary, "number": int(self.mask.sum())}


def blocks_of(estimates: pd.DataFrame, study: Study) -> tuple[pd.DataFrame, np.ndarray]:
    """The blocks of a table of estimates, and the block number of each row.

    **Rows**: one per wave, item, breakdown, group and peer set, in order of first appearance.
    **Columns**: the key; n (smallest base of its rows, in respondents; 0 where unknown); size
    (respondents in the group at most, whatever they answered); place (order of the group).
    """
    number = estimates.groupby(BLOCK, sort=False).ngroup().to_numpy()
    base = estimates["n"].fillna(0.0)
    rows = estimates.assign(base=base, size=base + estimates[list(STATE_COUNTS)].sum(axis=1))
    blocks = rows.groupby(BLOCK, sort=False).agg(n=("base", "min"), size=("size", "max")).reset_index()
    order = {(found.id, group): place for found in study.breakdowns for place, group in enumerate(found.groups)}
    pairs = zip(blocks["breakdown"], blocks["group"], strict=True)
    blocks["place"] = [order.get(pair, -1) for pair in pairs]
    return blocks, number


def present(blocks: pd.DataFrame) -> np.ndarray:
    """Whether anybody at all is in the group of a block, whatever item they answered."""
    return (blocks.groupby(["wave", "breakdown", "group"])["size"].transform("max") > 0).to_numpy()


def minimum_base(blocks: pd.DataFrame, study: Study) -> Check:
    """Blocks with fewer valid answers than the minimum for their kind of group."""
    minimum = blocks["breakdown"].map(lambda name: study.disclosure.threshold(study.breakdown(name)).minimum_base)
    mask = (blocks["n"] < minimum).to_numpy()
    return Check("minimum_base", f"{_of(mask)} hebben te weinig antwoorden.", mask)


def minimum_count(
    estimates: pd.DataFrame, number: np.ndarray, published: np.ndarray, blocks: pd.DataFrame, study: Study
) -> Check:
    """Blocks of identifiable groups with a published share on too few answers, for or against.

    Zero is a count too, so no 0% or 100% is left.
    """
    least = _minimum_counts(study.breakdowns, study.disclosure)
    limit = estimates["breakdown"].map(least).to_numpy(dtype=float)
    shares = published & (estimates["measure"] == "share").to_numpy()
    count, n = estimates["count"].to_numpy(), estimates["n"].to_numpy()
    with np.errstate(invalid="ignore"):
        few = shares & ~((count >= limit) & (n - count >= limit)) & ~np.isnan(limit)
    mask = _any_row(few, number, len(blocks))
    return Check("minimum_count", f"{_of(mask)} hebben een te klein aantal in een herkenbare groep.", mask)


def extreme_means(
    displayed: pd.DataFrame, number: np.ndarray, published: np.ndarray, blocks: pd.DataFrame, study: Study
) -> Check:
    """Blocks of identifiable groups whose mean is displayed as an end of its scale: everybody gave that answer."""
    identifiable = displayed["breakdown"].map(_minimum_counts(study.breakdowns, study.disclosure)).notna().to_numpy()
    means = published & identifiable & (displayed["measure"] == "mean").to_numpy()
    ends = {item: scale_ends(study.questionnaire.items[item]) for item in set(displayed["item"][means])}
    low, high = (displayed["item"].map({item: end[side] for item, end in ends.items()}).to_numpy(float) for side in (0, 1))
    with np.errstate(invalid="ignore"):
        extreme = means & ((displayed["estimate"] <= low) | (displayed["estimate"] >= high)).to_numpy()
    mask = _any_row(extreme, number, len(blocks))
    return Check("extreme_mean", f"{_of(mask)} hebben een gemiddelde op het eind van de schaal.", mask)


def scale_ends(item: Item) -> tuple[float, float]:
    """Lowest and highest value an answer can have, in the unit of the released set; NaN where open."""
    if item.kind in ("percentage", "parts_of_100"):
        return 0.0, 1.0
    if item.kind == "grade" and item.scale:
        grades = [float(code) for code in item.scale.codes]
        return min(grades), max(grades)
    if item.scale is not None and item.scale.scores:
        return min(item.scale.scores), max(item.scale.scores)
    return (np.nan if item.low is None else item.low), (np.nan if item.high is None else item.high)


def next_smallest(blocks: pd.DataFrame, suppressed: np.ndarray) -> Check:
    """Blocks to suppress beside a lonely suppressed one, so that no total gives it back.

    In each table (an item in a breakdown and wave) with one suppressed group the smallest of the others
    goes too. A group nobody is in hides nothing and does not count.
    """
    people = present(blocks)
    mask = np.zeros(len(blocks), bool)
    tables = blocks.assign(hidden=suppressed & people, shown=~suppressed & people).groupby(TABLE, sort=False)
    counts = tables[["hidden", "shown"]].sum()
    lonely = counts[(counts["hidden"] == 1) & (counts["shown"] > 0)].index
    positions = tables.indices
    for table in lonely:
        rows = positions[table]
        shown = rows[~suppressed[rows] & people[rows]]
        smallest = min(shown, key=lambda row: (blocks["n"].iat[row], blocks["place"].iat[row]))
        mask[smallest] = True
    return Check("next_smallest", f"{_of(mask)} zijn de op een na kleinste groep.", mask)


def _minimum_counts(breakdowns: tuple[Breakdown, ...], rules: DisclosureRules) -> dict[str, float]:
    return {found.id: float(rules.identifiable.minimum_count or 0) for found in breakdowns if found.identifiable}


def _any_row(rows: np.ndarray, number: np.ndarray, size: int) -> np.ndarray:
    return np.bincount(number[rows], minlength=size) > 0


def _of(mask: np.ndarray) -> str:
    return f"{int(mask.sum())} van de {len(mask)} cijferblokken"
