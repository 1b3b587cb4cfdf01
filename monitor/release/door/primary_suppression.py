"""The first checks at the door: bases, counts, extremes, and the next smallest group."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from monitor.release.door.blocks import Door
from monitor.release.results.item_values import scale_ends
from monitor.release.results.keys import by_key
from monitor.release.results.rounding import decimals
from monitor.study.study import Study

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
        return {
            "check": self.name,
            "status": self.status,
            "summary": self.summary,
            "number": int(self.mask.sum()),
        }


def minimum_base(door: Door, study: Study) -> Check:
    """Blocks with fewer valid answers than the minimum for their kind of group."""
    rules = study.disclosure
    minimum = by_key(
        door.blocks, ["breakdown"], lambda name: rules.threshold(study.breakdown(name)).minimum_base, float
    )
    mask = door.blocks["n"].to_numpy() < minimum
    return Check("minimum_base", f"{_of(mask)} hebben te weinig antwoorden.", mask)


def minimum_count(door: Door, study: Study) -> Check:
    """Blocks of identifiable groups with a published share on too few answers, for or against.

    Zero is a count too, so no 0% or 100% is left.
    """
    least = float(study.disclosure.identifiable.minimum_count or 0)
    shares = door.identifiable & door.coarse & (door.estimates["measure"] == "share").to_numpy()
    most = _most(door)
    mask = door.any_row(shares & ((most[0] < least) | (most[1] < least)))
    return Check("minimum_count", f"{_of(mask)} hebben een te klein aantal in een herkenbare groep.", mask)


def _most(door: Door) -> tuple[np.ndarray, np.ndarray]:
    """Answers for and against each share; where the count is left out, as many as its rounding allows."""
    estimate, count, n = (door.estimates[name].to_numpy() for name in ("estimate", "count", "n"))
    half = 0.5 * 10.0 ** -decimals()["share"]
    least, most = np.ceil((estimate - half) * n), np.floor((estimate + half) * n)
    return np.where(np.isnan(count), most, count), n - np.where(np.isnan(count), least, count)


def extreme_means(door: Door, study: Study) -> Check:
    """Blocks of identifiable groups whose mean is displayed as an end of its scale: everybody gave that answer."""
    items, shown = study.questionnaire.items, door.displayed
    means = door.identifiable & door.coarse & (shown["measure"] == "mean").to_numpy()
    low, high = (
        by_key(shown, ["item"], lambda item, at=side: scale_ends(items[item])[at], float) for side in (0, 1)
    )
    estimate = shown["estimate"].to_numpy()
    with np.errstate(invalid="ignore"):
        mask = door.any_row(means & ((estimate <= low) | (estimate >= high)))
    return Check("extreme_mean", f"{_of(mask)} hebben een gemiddelde op het eind van de schaal.", mask)


def next_smallest(door: Door, suppressed: np.ndarray) -> Check:
    """Blocks to suppress beside a lonely suppressed one, so that no total gives it back.

    In each table (an item in a breakdown and wave) with one suppressed group the smallest of the others
    goes too. A group nobody is in hides nothing and does not count.
    """
    blocks, people = door.blocks, door.people
    mask = np.zeros(len(blocks), bool)
    tables = blocks.assign(hidden=suppressed & people, shown=~suppressed & people).groupby(TABLE, sort=False)
    counts = tables[["hidden", "shown"]].sum()
    n, place = blocks["n"].to_numpy(), blocks["place"].to_numpy()
    for table in counts[(counts["hidden"] == 1) & (counts["shown"] > 0)].index:
        rows = tables.indices[table]
        shown = rows[~suppressed[rows] & people[rows]]
        mask[shown[np.lexsort((place[shown], n[shown]))[0]]] = True
    return Check("next_smallest", f"{_of(mask)} zijn de op een na kleinste groep.", mask)


def _of(mask: np.ndarray) -> str:
    return f"{int(mask.sum())} van de {len(mask)} cijferblokken"
