"""A plan from what was asked: the strata that are known, what is to be shown, and the sample for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from monitor.errors import StatisticsError
from monitor.statistics.planning.basis import Basis, Stratum, Wish
from monitor.statistics.planning.sample_plan import Plan, plan, power_at
from monitor.study.house_policy import house_planning
from monitor.study.plan_file import Asked, PlanFile, StratumEntry

KEYS: Mapping[str, tuple[str, ...]] = {
    "planning.budget_buys_nobody": ("budget",),
    "planning.more_than_there_are": ("respondents",),
    "planning.more_than_respond": ("respondents",),
    "planning.too_few_for_strata": ("respondents",),
}
"""By what is wrong, the key that asked for it."""
WHOLE = "all"


@dataclass(frozen=True)
class Tests:
    """With how many others a change of a figure is tested: `m` items, and `inside` figures of this item.

    `alpha` is the level of the whole family, `first` that of the first step in it.
    """

    alpha: float
    m: int
    inside: int

    @property
    def first(self) -> float:
        return self.alpha / (self.m * self.inside)


@dataclass(frozen=True)
class Plans:
    """A plan for a change that is tested alone, and what it becomes as one of all `tests` of a study.

    `chance` is that of showing the change among these with the first plan; `together` the plan for the wanted chance
    among them, None where nobody tests more, or everybody invited is not enough.
    """

    alone: Planned
    tests: Tests | None = None
    chance: float | None = None
    together: Planned | None = None


@dataclass(frozen=True)
class Planned:
    """A plan with what it rests on."""

    basis: Basis
    wish: Wish
    plan: Plan


def planned(asked: Asked, basis: Basis, wish: Wish) -> Planned:
    """The plan for a wish; what cannot be is told at the place where it was asked for.

    **Raises** StatisticsError as `plan` does.
    """
    try:
        return Planned(basis, wish, plan(basis, wish))
    except StatisticsError as problem:
        key = _key_of(problem, asked)
        place, line = asked.place(key), asked.line(key)
        raise problem.found_in(f"{place}:{line}" if line else str(place)) from None


NEVER = ("planning.not_with_everybody", "planning.not_with_everybody_in_strata")


def plans_of(asked: Asked, basis: Basis, tests: Tests | None) -> Plans:
    """The plan for what is asked, alone and as one of all tests of a study.

    **Raises** DeclarationError and StatisticsError as `wish_of` and `plan` do.
    """
    alone = planned(asked, basis, wish_of(asked))
    if tests is None or alone.wish.change is None or asked.wanted.alpha is not None:
        return Plans(alone)
    chance = power_at(basis, alone.plan, alone.wish.change, tests.first)
    try:
        return Plans(alone, tests, chance, planned(asked, basis, wish_of(asked, tests.first)))
    except StatisticsError as problem:
        if problem.finding not in NEVER:
            raise
        return Plans(alone, tests, chance)


def _key_of(problem: StatisticsError, asked: Asked) -> tuple[str, ...]:
    """Where that stands which cannot be."""
    if problem.finding in KEYS:
        return KEYS[problem.finding]
    name = problem.values.get("name")
    if name in asked.wanted.strata:
        return ("strata", str(name), "people")
    return ("by",) if asked.wanted.by else ("change",) if asked.wanted.change is not None else ("margin",)


def wish_of(asked: Asked, alpha: float | None = None) -> Wish:
    """What is asked for, with the policy of the house for what is left out.

    **Raises** DeclarationError where nothing, or two things at once, are asked for.
    """
    wanted, house = asked.wanted, house_planning()
    if wanted.respondents is not None and wanted.budget is not None:
        raise asked.error(
            ("budget",), "planning.respondents_and_budget", got=f"{wanted.budget:g}", n=wanted.respondents
        )
    if (
        wanted.respondents is None
        and wanted.budget is None
        and wanted.change is None
        and wanted.margin is None
    ):
        raise asked.error(("change",), "planning.nothing_asked")
    if wanted.change == 0:
        raise asked.error(("change",), "planning.no_change")
    if wanted.each and wanted.change is None and wanted.margin is None:
        raise asked.error(("each",), "planning.each_of_what")
    return Wish(
        change=wanted.change,
        margin=wanted.margin,
        respondents=wanted.respondents,
        budget=wanted.budget,
        alpha=alpha or wanted.alpha or house.alpha,
        interval=house.interval,
        power=wanted.power or house.power,
        allocation=wanted.allocation or "proportional",
        exponent=house.exponent if wanted.exponent is None else wanted.exponent,
        each=wanted.each,
    )


def basis_without_study(asked: Asked) -> Basis:
    """Strata of which somebody says what is known.

    **Raises** DeclarationError for a share, standard deviation or number of people that is missing or cannot be.
    """
    wanted = asked.wanted
    for key in ("item", "by"):
        if getattr(wanted, key):
            raise asked.error((key,), "planning.needs_study", got=getattr(wanted, key))
    _check_one_kind(asked)
    entries = dict(wanted.strata) or {WHOLE: StratumEntry(people=wanted.population)}
    weights = _weights(asked, entries)
    strata = tuple(_stratum(asked, name, one, weights[name]) for name, one in entries.items())
    basis = Basis(strata, _is_share(wanted), wanted.overlap or 0.0, wanted.correlation or 0.0)
    check_wish(asked, basis)
    return basis


def _is_share(wanted: PlanFile) -> bool:
    return wanted.sd is None and all(one.sd is None for one in wanted.strata.values())


def _check_one_kind(asked: Asked) -> None:
    wanted = asked.wanted
    shares: list[tuple[str, ...]] = [("share",)] if wanted.share is not None else []
    shares += [("strata", name, "share") for name, one in wanted.strata.items() if one.share is not None]
    if shares and not _is_share(wanted):
        raise asked.error(shares[0], "planning.share_and_sd")


def _weights(asked: Asked, entries: Mapping[str, StratumEntry]) -> dict[str, float]:
    """The part of each stratum in the population."""
    if len(entries) == 1:
        return dict.fromkeys(entries, 1.0)
    for name, one in entries.items():
        if one.people is None:
            raise asked.error(("strata", name), "planning.how_many_people", name=name)
    people = {name: one.people or 0 for name, one in entries.items()}
    total = sum(people.values())
    if asked.wanted.population not in (None, total):
        raise asked.error(
            ("population",), "planning.population_is_no_sum", got=asked.wanted.population, expected=total
        )
    return {name: count / total if total else 0.0 for name, count in people.items()}


def _stratum(asked: Asked, name: str, one: StratumEntry, weight: float) -> Stratum:
    wanted = asked.wanted
    level, variance = _figure(asked, name, one)
    return Stratum(
        id=name,
        weight=weight,
        level=level,
        variance=variance,
        deff=one.deff or wanted.deff or 1.0,
        people=one.people if one.people is not None or len(wanted.strata) > 1 else wanted.population,
        response=one.response or wanted.response,
        cost=one.cost or wanted.cost,
    )


def _figure(asked: Asked, name: str, one: StratumEntry) -> tuple[float, float]:
    """Level and variance of an answer in a stratum."""
    wanted = asked.wanted
    key = ("strata", name) if name in wanted.strata else ("share",)
    if _is_share(wanted):
        share = one.share or wanted.share
        if share is None:
            raise asked.error(key, "planning.how_large_a_share")
        return share, share * (1 - share)
    sd = one.sd or wanted.sd
    if sd is None:
        raise asked.error(key, "planning.how_large_a_spread", name=name)
    mean = one.mean if one.mean is not None else wanted.mean
    if mean is None and wanted.allocation == "power":
        raise asked.error(("allocation",), "planning.power_needs_mean")
    return mean or 0.0, sd**2


def check_wish(asked: Asked, basis: Basis, alike_known: bool = False) -> None:
    """`alike_known`: the last wave told how alike the answers of one person are.

    **Raises** DeclarationError for a wish that this basis has no room for, or does not tell enough for.
    """
    wanted = asked.wanted
    if basis.is_share and wanted.change is not None and not 0 < basis.level + wanted.change < 1:
        raise asked.error(
            ("change",),
            "planning.change_leaves_shares",
            got=f"{wanted.change:+g}",
            share=round(basis.level, 3),
        )
    if basis.is_share and wanted.margin is not None and wanted.margin >= 0.5:
        raise asked.error(("margin",), "planning.margin_of_everything", got=f"{wanted.margin:g}")
    if wanted.budget is not None:
        _check_price(asked, basis)
    if wanted.overlap and wanted.correlation is None and not alike_known:
        raise asked.error(("overlap",), "planning.overlap_needs_correlation", got=f"{wanted.overlap:g}")
    if wanted.correlation and not basis.common:
        raise asked.error(
            ("correlation",), "planning.correlation_needs_overlap", got=f"{wanted.correlation:g}"
        )
    if basis.is_share and wanted.change is not None and basis.correlation:
        _check_correlation(asked, basis, wanted.change)


def _check_price(asked: Asked, basis: Basis) -> None:
    priced = [one.id for one in basis.strata if one.cost is not None]
    without = [one.id for one in basis.strata if one.cost is None]
    if priced and without:
        raise asked.error(("cost",), "planning.cost_of_some", names=without)
    if not priced and any(one.response is None for one in basis.strata):
        raise asked.error(("budget",), "planning.budget_needs_response", got=f"{asked.wanted.budget:g}")


def _check_correlation(asked: Asked, basis: Basis, change: float) -> None:
    from monitor.statistics.planning.power import largest_correlation

    most = largest_correlation(basis.level, basis.level + change)
    if basis.correlation > most:
        raise asked.error(
            ("correlation",),
            "planning.correlation_too_large",
            got=f"{basis.correlation:.3g}",
            most=round(most, 2),
        )
