"""The policy of the house: what a study file may leave out, how far down it may go, and who can be recognised."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from monitor.study.declarations import Declaration, Key, read_declaration, shown

POLICY = Path(__file__).with_name("policy.yaml")
FLOORS, RECOGNITION, WORKERS, PLANNING, FUNNEL = "floors", "recognition", "workers", "planning", "funnel"
NORMS, VIGNETTES, REGISTER = "norms", "vignettes", "register"
NOT_OF_A_STUDY = (FLOORS, RECOGNITION, WORKERS, PLANNING, FUNNEL, NORMS, VIGNETTES, REGISTER)
WHERE_NAMED = ("benchmark",)


def study_defaults() -> dict[str, Any]:
    """What holds where a study file says nothing else, key by key."""
    policy = read_declaration(POLICY).data
    return {key: value for key, value in policy.items() if key not in (*NOT_OF_A_STUDY, *WHERE_NAMED)}


def block_defaults() -> dict[str, Any]:
    """By block that stands only where a study file names it, what may be left out of it."""
    policy = read_declaration(POLICY).data
    return {key: policy[key] for key in WHERE_NAMED}


def house_floors() -> dict[str, float]:
    """By key of the block `disclosure`, the least that it may say."""
    return {key: float(least) for key, least in read_declaration(POLICY).data[FLOORS].items()}


@dataclass(frozen=True)
class WeightsInPersons:
    """When declared weights tell how many people a group has: see policy.yaml."""

    smallest: float
    largest: float
    most_people: float
    near: float
    respondents: float
    times: float


@dataclass(frozen=True)
class HouseRecognition:
    """When the groups of a breakdown can be recognised.

    A group of fewer people than `population`, or with fewer `municipalities`, as the frame says or, for `nearly_all` of
    the respondents, the responses; `populations_apart` is how far the
    population of the frame may be from control totals, as a part of these. `points_at` holds, by what a column points
    at, the patterns of its id, of what is asked and of its answers; `names_nobody` is that of answers to anything else.
    `weights` says when design weights tell the population.
    """

    population: float
    municipalities: float
    nearly_all: float
    populations_apart: float
    names_nobody: str
    points_at: Mapping[str, Mapping[str, str]]
    weights: WeightsInPersons


@cache
def house_recognition() -> HouseRecognition:
    """What policy.yaml says of recognition; no study file or organisation changes it."""
    said = read_declaration(POLICY).data[RECOGNITION]
    return HouseRecognition(
        population=float(said["population"]),
        municipalities=float(said["municipalities"]),
        nearly_all=float(said["nearly_all"]),
        populations_apart=float(said["populations_apart"]),
        names_nobody=said["names_nobody"],
        points_at=said["points_at"],
        weights=WeightsInPersons(**{name: float(value) for name, value in said["weights"].items()}),
    )


@dataclass(frozen=True)
class HouseWorkers:
    """The rule on caseworkers in reports for inside use.

    Behind each figure are `at_least` so many of them, and none has more than `largest_share` of the answers.
    `respondents` is the pattern of what a survey of caseworkers calls its respondents.
    """

    at_least: float
    largest_share: float
    respondents: str


@cache
def house_workers() -> HouseWorkers:
    """What policy.yaml says of caseworkers; no study file changes it."""
    said = read_declaration(POLICY).data[WORKERS]
    return HouseWorkers(float(said["at_least"]), float(said["largest_share"]), said["respondents"])


def check_floors(study: Declaration, floors: Mapping[str, float]) -> None:
    """Hold every limit of disclosure that a study file sets against its floor.

    **Raises** DeclarationError at the line of a limit that is lower, or no number at all.
    """
    for key, value in _limits(study.data.get("disclosure"), ("disclosure",), floors):
        floor = floors[key[-1]]
        if not _number(value) >= floor:
            raise study.error(
                key,
                "declared.cannot_be_used_its_floor_is",
                got=shown(value),
                floor=floor,
                key_name=" > ".join(key),
            )


def _limits(block: Any, key: Key, floors: Mapping[str, float]) -> Iterator[tuple[Key, Any]]:
    """The keys of a block that have a floor, however deep they stand."""
    for name, value in block.items() if isinstance(block, dict) else ():
        if name in floors:
            yield (*key, name), value
        else:
            yield from _limits(value, (*key, name), floors)


def _number(value: Any) -> float:
    """A number as somebody wrote it; not a number for anything else, which no floor allows."""
    try:
        return float(value)
    except (TypeError, ValueError):
        return float("nan")


@dataclass(frozen=True)
class HousePlanning:
    """What a plan takes where nobody says otherwise.

    `alpha` and `power` of a test of change, the level of an `interval`, the `exponent` of the power allocation, the
    `least_deff` that is planned on, and from how many invitations a stratum has a response of its own.
    """

    alpha: float
    power: float
    interval: float
    exponent: float
    least_deff: float
    least_invited: int


@cache
def house_planning() -> HousePlanning:
    """What policy.yaml says of plans."""
    policy = read_declaration(POLICY).data
    said, comparison = policy[PLANNING], policy["comparison"]
    return HousePlanning(
        alpha=float(comparison["alpha"]),
        power=float(comparison["power"]),
        interval=float(said["interval"]),
        exponent=float(said["exponent"]),
        least_deff=float(said["least_deff"]),
        least_invited=int(said["least_invited"]),
    )


@dataclass(frozen=True)
class HouseFunnel:
    """How a funnel of municipalities is drawn, and what is told of their spread.

    `outer` is the level of the outer lines, `winsorised` the lowest and highest part of z values that is pulled in.
    """

    outer: float
    winsorised: float


@cache
def house_funnel() -> HouseFunnel:
    """What policy.yaml says of funnels."""
    said = read_declaration(POLICY).data[FUNNEL]
    return HouseFunnel(float(said["outer"]), float(said["winsorised"]))


@dataclass(frozen=True)
class HouseNorms:
    """From how many files a process has a verdict on a share or a score, what is a signal between months, and what a plan
    asks after."""

    shares_from: int
    scores_from: int
    signal: float
    run: int
    months_from: int
    plan_margin: float
    plan_shares: tuple[float, ...]


@cache
def house_norms() -> HouseNorms:
    """What policy.yaml says of files held against norms."""
    said = read_declaration(POLICY).data[NORMS]
    return HouseNorms(
        shares_from=int(said["shares_from"]),
        scores_from=int(said["scores_from"]),
        signal=float(said["signal"]),
        run=int(said["run"]),
        months_from=int(said["months_from"]),
        plan_margin=float(said["plan_margin"]),
        plan_shares=tuple(map(float, said["plan_shares"])),
    )


@dataclass(frozen=True)
class HouseVignettes:
    """When counts of caseworkers and of pairs are told, and how the test of pairs is made.

    A report has percentages from `shares_from` respondents on, and a count of pairs from `pairs_from` on; a group of a breakdown
    has `caseworkers` of `municipalities`. `follows` are parts of caseworkers that do as their municipality does, of which the
    power is told; `decimals` are those of p.
    """

    shares_from: int
    pairs_from: int
    caseworkers: int
    municipalities: int
    shuffles: int
    seed: int
    decimals: int
    follows: tuple[float, ...]


@cache
def house_vignettes() -> HouseVignettes:
    """What policy.yaml says of vignettes; no study file changes it."""
    said = read_declaration(POLICY).data[VIGNETTES]
    names = ("shares_from", "pairs_from", "caseworkers", "municipalities", "shuffles", "seed", "decimals")
    return HouseVignettes(
        **{name: int(said[name]) for name in names}, follows=tuple(map(float, said["follows"]))
    )


@dataclass(frozen=True)
class HouseRegister:
    """What a panel is held against, what growth is tested on, and what is told of how few; see policy.yaml."""

    jump: float
    off_balance: float
    off_balance_people: int
    sudden: float
    sudden_times: float
    sudden_months: int
    months: int
    far: int
    frequency: float
    people: int
    round_to: int
    cell: int
    groups_from: int
    tails_from: int
    coarsest: float
    decimals: int
    growth: int
    window: int
    nearly: float


@cache
def house_register() -> HouseRegister:
    """What policy.yaml says of registers."""
    said = read_declaration(POLICY).data[REGISTER]
    return HouseRegister(
        jump=float(said["jump"]),
        off_balance=float(said["off_balance"]),
        off_balance_people=int(said["off_balance_people"]),
        sudden=float(said["sudden"]),
        sudden_times=float(said["sudden_times"]),
        sudden_months=int(said["sudden_months"]),
        months=int(said["months"]),
        far=int(said["far"]),
        frequency=float(said["frequency"]),
        people=int(said["people"]),
        round_to=int(said["round_to"]),
        cell=int(said["cell"]),
        groups_from=int(said["groups_from"]),
        tails_from=int(said["tails_from"]),
        coarsest=float(said["coarsest"]),
        decimals=int(said["decimals"]),
        growth=int(said["growth"]),
        window=int(said["window"]),
        nearly=float(said["nearly"]),
    )
