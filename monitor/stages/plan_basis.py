"""What a plan for the next wave rests on: the last wave, with what somebody knows better."""

from __future__ import annotations

import math

import pandas as pd

from monitor.errors import nearest
from monitor.stages.last_wave import LastWave, variance_of
from monitor.stages.planning import WHOLE, check_wish
from monitor.statistics.planning.basis import Basis, Stratum
from monitor.statistics.planning.power import largest_correlation
from monitor.study.house_policy import house_planning
from monitor.study.plan_file import StratumEntry


def basis_of(figure: LastWave) -> Basis:
    """What the last wave teaches, with what somebody knows better.

    **Raises** DeclarationError for strata that the breakdown does not have, or whose size nobody knows.
    """
    asked, wanted = figure.asked, figure.asked.wanted
    overlap, correlation = _overlap(figure)
    level, variance = float(figure.row["estimate"]), variance_of(figure.row, figure.is_share)
    strata = (
        (_whole(figure, level, variance),) if figure.breakdown is None else _strata(figure, level, variance)
    )
    basis = Basis(
        strata,
        is_share=figure.is_share,
        common=overlap,
        correlation=correlation,
        last=(float(figure.row["n"]), wanted.deff or figure.deff),
        finite=wanted.population is not None or _finite(figure),
        whole=(level, variance),
    )
    check_wish(asked, basis, alike_known=figure.overlap is not None)
    return basis


def _finite(figure: LastWave) -> bool:
    """Whether the study itself counts that its population is finite: for a change, or else for one wave."""
    study = figure.study
    return study.comparison.fpc if figure.asked.wanted.change is not None else study.design.fpc


def _overlap(figure: LastWave) -> tuple[float, float]:
    """The part that takes part again, and the correlation: one that was found is no more than a change leaves room for."""
    wanted, taught = figure.asked.wanted, figure.overlap
    part = wanted.overlap if wanted.overlap is not None else taught[0] if taught else 0.0
    if wanted.correlation is not None:
        return part, wanted.correlation
    found, level = taught[1] if taught and part else 0.0, float(figure.row["estimate"])
    later = level + (wanted.change or 0.0)
    if figure.is_share and 0 < later < 1:
        found = min(found, largest_correlation(level, later))
    return part, found


def _whole(figure: LastWave, level: float, variance: float) -> Stratum:
    wanted = figure.asked.wanted
    for name in wanted.strata:
        raise figure.asked.error(("strata", name), "planning.strata_without_breakdown", got=name)
    return Stratum(
        id=WHOLE,
        weight=1.0,
        level=level,
        variance=variance,
        deff=wanted.deff or figure.deff,
        people=figure.population,
        response=wanted.response or figure.response,
        answered=figure.answered,
        cost=wanted.cost,
    )


def _strata(figure: LastWave, level: float, variance: float) -> tuple[Stratum, ...]:
    """The groups of the breakdown. A group without a reliable figure of its own has that of everybody; the design
    effect within groups is that of all of them together, as one group's is uncertain.
    """
    asked, wanted, breakdown = figure.asked, figure.asked.wanted, figure.breakdown
    assert breakdown is not None
    for name in wanted.strata:
        if name not in breakdown.groups:
            raise asked.error(
                ("strata", name),
                "planning.no_such_stratum",
                got=name,
                hint=nearest(name, breakdown.groups),
                by=breakdown.id,
            )
    frame, (weights, people) = figure.groups(), _sizes(figure)
    known = {str(row["group"]): row for _, row in frame.iterrows()}
    within = frame[frame["deff"].notna() & (frame["deff"] > 0)]
    pooled = float((within["deff"] * within["n"]).sum() / within["n"].sum()) if len(within) else figure.deff
    deff = wanted.deff or max(pooled, house_planning().least_deff)
    made = []
    for name in breakdown.groups:
        entry = wanted.strata.get(name, StratumEntry())
        own = known.get(name)
        row_level, row_variance = (
            (level, variance) if own is None else _of_group(figure, own, level, variance)
        )
        made.append(
            Stratum(
                id=name,
                weight=weights[name],
                level=entry.share or row_level,
                variance=entry.share * (1 - entry.share) if entry.share else row_variance,
                deff=entry.deff or deff,
                people=people[name],
                response=entry.response or wanted.response or figure.responses.get(name, figure.response),
                answered=figure.answered,
                cost=entry.cost or wanted.cost,
            )
        )
    return tuple(made)


def _of_group(figure: LastWave, own: pd.Series, level: float, variance: float) -> tuple[float, float]:
    found = variance_of(own, figure.is_share)
    return (float(own["estimate"]), found) if found > 0 else (level, variance)


def _sizes(figure: LastWave) -> tuple[dict[str, float], dict[str, int | None]]:
    """The part of each group in the population, and its people where they are known.

    A group of which somebody says that nobody is in it stays, to be named.
    """
    asked, breakdown = figure.asked, figure.breakdown
    assert breakdown is not None
    said = {name: one.people for name, one in asked.wanted.strata.items() if one.people is not None}
    counted = {name: said.get(name, figure.people.get(name)) for name in breakdown.groups}
    if all(count is not None for count in counted.values()):
        people = {name: round(count or 0) for name, count in counted.items()}
        everybody = sum(people.values())
        return {name: count / everybody if everybody else 0.0 for name, count in people.items()}, dict(people)
    shares = figure.shares_of_groups()
    whole = sum(shares.values())
    if not shares or not math.isfinite(whole) or whole <= 0:
        unknown = [name for name, count in counted.items() if count is None]
        raise asked.error(
            ("by",), "planning.groups_of_unknown_size", by=breakdown.id, names=unknown[:5], first=unknown[0]
        )
    weights = {name: share / whole for name, share in shares.items()}
    total = asked.wanted.population
    return weights, {name: round(total * weight) if total else None for name, weight in weights.items()}
