"""Numbers that pages tell of a run and that are in no row: how many of each there are, and what its method says."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.publication.site.run import SiteRun
from monitor.publication.site.truth import Truth
from monitor.schema_words import SHRUNKEN


def counts(run: SiteRun) -> list[float]:
    """How many of each a run has."""
    sizes = [
        len(run.indicators),
        len(run.themes),
        len(run.place_codes),
        run.certainty.alpha * len(run.place_codes),
    ]
    return [*map(float, sizes), *(float(len(several)) for several in run.themes.values())]


def of_method(run: SiteRun) -> list[float]:
    """What the page on method counts and tells: figures that are not printed, orders that were tested, and p of each test."""
    orders = run.released.method.orders
    hidden = int(run.released.estimates["status"].eq("suppressed").sum())
    of_pairs = sum(not one.indicator for one in orders)
    counted = (hidden, of_pairs, len(orders) - of_pairs, sum(one.proven for one in orders))
    tests = run.released.changes[["p", "p_adjusted"]].to_numpy().ravel()
    return [*map(float, counted), *map(float, tests)]


def people(code: str, run: SiteRun) -> list[float]:
    """People of a municipality in the frame, and how many are like it."""
    frame = run.study.municipalities
    place = run.places.place(code) if run.places is not None else None
    people = frame.people.get(code) if frame is not None else None
    return [float(one) for one in (people, place.members if place is not None else None) if one is not None]


def of_weights(code: str, truth: Truth) -> list[float]:
    """How much the own answers count, which follows from released columns of the same row."""
    plan = truth.study.benchmark
    if plan is None:
        return []
    own = truth.part([item.id for item in truth.study.benchmark_items], plan.breakdown, [code])
    own = own[own["measure"] == SHRUNKEN]
    weights = own["n"] / own["deff"] / own["n_effective"]
    return [min(float(one), 1.0) for one in weights if one == one]


def shares_of_counts(numbers: Sequence[float]) -> list[float]:
    """Response rates and the like: one count of method.json as a share of another."""
    counts = sorted({one for one in numbers if one >= 1 and one == int(one)})[-200:]
    return [one / other for one in counts for other in counts if one <= other]
