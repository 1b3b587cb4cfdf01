"""Which sums and means over municipalities may be told beside each other, so that together they tell no count of one of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations

import numpy as np

from monitor.release.door.municipal_counts import WIDTH, hidden_groups
from monitor.release.door.municipal_quantiles import SLACK, MunicipalRates
from monitor.study.house_policy import HouseRegister

Group = tuple[str, str]  # breakdown and group; ALL is of every municipality
ALL: Group = ("", "")
PARTNERS = (
    60  # municipalities among which a move of one is made up for: those where a person counts least, and most
)
EDGE = 1e-6  # persons, for the ends of a linear program


def told_groups(sets: Mapping[Group, np.ndarray], policy: HouseRegister) -> frozenset[Group]:
    """The groups of one month of which anything is told. `sets` are masks of municipalities with a denominator, ALL included.

    A rate times its denominators, which anybody knows, is a sum. So no group of few municipalities is told, and none from which
    such a group follows with others: by what is left of all, by a group that lies nearly within another, or by more of them.
    """
    told = [ALL, *_large_enough(sets, policy)]
    while involved := _few_that_follow(told, sets, policy):
        order = {name: place for place, name in enumerate(dict.fromkeys(each for each, _ in sets))}
        told.remove(max(involved, key=lambda each: (order[each[0]], -int(sets[each].sum()))))
    return frozenset(told)


def _large_enough(sets: Mapping[Group, np.ndarray], policy: HouseRegister) -> Iterator[Group]:
    for breakdown in dict.fromkeys(each for each, _ in sets if each):
        names = [name for name in sets if name[0] == breakdown]
        sizes = np.array([sets[name].sum() for name in names], float)
        hidden = hidden_groups(sizes, policy.groups_from)
        yield from (name for name, size, away in zip(names, sizes, hidden, strict=True) if size and not away)


def _few_that_follow(
    told: Sequence[Group], sets: Mapping[Group, np.ndarray], policy: HouseRegister
) -> list[Group]:
    """The groups beside ALL with which a sum of few municipalities is made out of told ones; none where there is no such sum."""
    for one, other in permutations(told, 2):
        rest = sets[other] & ~sets[one]
        if not (sets[one] & ~sets[other]).any() and 0 < rest.sum() < policy.groups_from:
            return [name for name in (one, other) if name != ALL]
    rows = np.array([sets[name] for name in told], float)
    kinds, sizes = np.unique(rows, axis=1, return_counts=True)
    for kind in np.flatnonzero(sizes < policy.groups_from):
        if not kinds[:, kind].any():
            continue
        asked = np.eye(len(sizes))[kind]
        parts = np.linalg.lstsq(kinds.T, asked, rcond=None)[0]
        if np.allclose(parts @ kinds, asked):
            return [name for name, part in zip(told, parts, strict=True) if name != ALL and abs(part) > SLACK]
    return []


def told_means(
    told: frozenset[Group], sets: Mapping[Group, np.ndarray], rates: MunicipalRates, decimals: int
) -> frozenset[Group]:
    """Of which told groups the mean of the rates may stand beside their sums.

    **Method**: a reader knows every denominator, the sums of told groups, their means to `decimals`, and of each count what rounding
    leaves. A count of few people may not become known to less than five persons by it, and no other count exactly. That holds
    where other municipalities of the same groups can make up for a move, with every sum and mean as it is; else by
    linear programming. A mean that tells too much beside those before it is not told: first that of all, then groups in order.
    """
    reader = _Reader(rates, sets, told)
    doubtful = np.flatnonzero(~reader.may_move(decimals)).tolist()
    every = [each for each in sets if each in told]
    if not any(reader.knows(at, every, decimals) for at in doubtful):
        return frozenset(every)  # what all of them do not tell, no part of them does
    found: list[Group] = []
    for name in every:
        if not any(reader.knows(at, [*found, name], decimals) for at in doubtful):
            found.append(name)
    return frozenset(found)


def told_spreads(
    means: frozenset[Group], sets: Mapping[Group, np.ndarray], rates: MunicipalRates, decimals: int
) -> frozenset[Group]:
    """Of which groups with a told mean the coefficient of variation may be told."""
    reader = _Reader(rates, sets, means)
    return frozenset(name for name in means if not reader.knows_by_spread(name, decimals))


@dataclass(frozen=True)
class _Reader:
    """Somebody who adds up. `sets` are masks of the municipalities of `rates`, all of which have a denominator."""

    rates: MunicipalRates
    sets: Mapping[Group, np.ndarray]
    told: frozenset[Group]

    @property
    def least(self) -> np.ndarray:
        """How far apart the counts must lie that each municipality may have."""
        low, high = self.rates.bounds
        return np.minimum(np.where(self.rates.few, WIDTH, 1), high - low)

    def may_move(self, decimals: int) -> np.ndarray:
        """Of which municipalities others in the same groups can make up for enough other counts, with all sums as they are and all
        means as they are told."""
        members = np.array([self.sets[name] for name in self.sets if name in self.told])
        kind_of = np.unique(members, axis=1, return_inverse=True)[1].ravel()
        free = self._free(members, decimals)
        found = np.zeros(len(kind_of), bool)
        for kind in range(kind_of.max() + 1):
            alike = np.flatnonzero(kind_of == kind)
            mine = members[:, alike[0]]
            found[alike] = self._may_move_among(alike, *(float(side[mine].min()) for side in free))
        return found

    def _free(self, members: np.ndarray, decimals: int) -> tuple[np.ndarray, np.ndarray]:
        """How much lower and higher the sum of the rates of each group may be with its mean rounded as it is."""
        size = members.sum(axis=1)
        means = members @ (self.rates.numerator / self.rates.denominator * self.rates.per) / size
        over = means - np.round(means, decimals)
        half = 0.5 * 10.0**-decimals
        return np.maximum(half + over, 0) * size, np.maximum(half - over, 0) * size

    def _may_move_among(self, alike: np.ndarray, lower: float, higher: float) -> np.ndarray:
        rates, (low, high) = self.rates, self.rates.bounds
        weights, counts = rates.per / rates.denominator, rates.numerator
        partners = alike[np.argsort(weights[alike], kind="stable")]
        if len(partners) > PARTNERS:
            partners = np.concatenate([partners[: PARTNERS // 2], partners[-PARTNERS // 2 :]])
        other = partners[None, :] != alike[:, None]
        room, spare = (high - low)[partners] * other, (counts - low)[partners] * other
        asked = low[alike][:, None] + np.arange((high - low).max() + 1)
        moved = counts[alike][:, None] - asked
        people = spare.sum(axis=1)[:, None] + moved
        goal = (spare * weights[partners]).sum(axis=1)[:, None] + weights[alike][:, None] * moved
        lightest = _filled(people, weights[partners], room)
        heaviest = _filled(people, weights[partners][::-1], room[:, ::-1])
        fits = (asked <= high[alike][:, None]) & (people >= 0) & (people <= room.sum(axis=1)[:, None])
        fits &= (lightest <= goal + higher) & (goal - lower <= heaviest)
        most = np.where(fits, asked, -np.inf).max(axis=1)
        return np.asarray(most - np.where(fits, asked, np.inf).min(axis=1) >= self.least[alike])

    def knows(self, at: int, means: Sequence[Group], decimals: int) -> bool:
        """Whether the told sums and these means leave too few counts of one municipality."""
        from scipy.optimize import linprog  # half a second, which other studies need not wait for

        rates, half = self.rates, 0.5 * 10.0**-decimals + SLACK
        weights = rates.per / rates.denominator
        sums = np.array([self.sets[name] for name in self.sets if name in self.told], float)
        totals = sums @ rates.numerator
        rows = np.array([self.sets[name] * weights / self.sets[name].sum() for name in means])
        shown = np.round(rows @ rates.numerator, decimals)
        goal = np.zeros(len(weights))
        goal[at] = 1
        solved = [
            linprog(
                side * goal,
                A_ub=np.vstack([rows, -rows]),
                b_ub=np.concatenate([shown + half, half - shown]),
                A_eq=sums,
                b_eq=totals,
                bounds=list(zip(*rates.bounds, strict=True)),
                method="highs",
            )
            for side in (1, -1)
        ]
        ends = [one.fun for one in solved if one.fun is not None]
        if len(ends) < len(solved):
            return True
        low, high = np.ceil(ends[0] - EDGE), np.floor(-ends[1] + EDGE)
        return bool(high - low < self.least[at])

    def knows_by_spread(self, name: Group, decimals: int) -> bool:
        """Whether the coefficient of variation of a group leaves too few counts of a municipality, of all that others can have."""
        mine = self.sets[name]
        rates = self.rates.among(mine)
        weights, (low, high) = rates.per / rates.denominator, rates.bounds
        shares, asked = rates.numerator * weights, low[:, None] + np.arange((high - low).max() + 1)
        middle, size = shares.mean(), len(shares)
        if size == 1 or not middle:
            return False  # there is none
        closer = np.clip(middle, rates.least, rates.most)
        further = np.where(shares > middle, rates.most, rates.least)
        made = []
        for others in (shares, closer, further):
            put = asked * weights[:, None] - others[:, None]
            total, squares = (
                others.sum() + put,
                (others**2).sum() + (put + others[:, None]) ** 2 - others[:, None] ** 2,
            )
            with np.errstate(divide="ignore", invalid="ignore"):
                made.append(np.sqrt(np.maximum(squares - total**2 / size, 0) / (size - 1)) / (total / size))
        told, half = round(float(shares.std(ddof=1) / middle), decimals), 0.5 * 10.0**-decimals
        fits = (
            (np.min(made, axis=0) <= told + half)
            & (np.max(made, axis=0) >= told - half)
            & (asked <= high[:, None])
        )
        most = np.where(fits, asked, -np.inf).max(axis=1)
        return bool((most - np.where(fits, asked, np.inf).min(axis=1) < self.least[mine]).any())


def _filled(people: np.ndarray, weight: np.ndarray, room: np.ndarray) -> np.ndarray:
    """The sum of weights where so many people fill the rooms from the first on. **Rows** are municipalities."""
    before = room.cumsum(axis=1) - room
    return np.asarray(
        (np.clip(people[:, :, None] - before[:, None, :], 0, room[:, None, :]) * weight).sum(axis=2)
    )


@dataclass(frozen=True)
class ToldSums:
    """Of one rate in one month: the groups of which anything is told, those with a mean, and those with a spread."""

    groups: frozenset[Group]
    means: frozenset[Group]
    spreads: frozenset[Group]


def told_sums(sets: Mapping[Group, np.ndarray], rates: MunicipalRates, decimals: int) -> ToldSums:
    """What may be told of the sums, means and spread of some groups of municipalities; those without a denominator are in none."""
    known = rates.denominator > 0
    if not known.any():
        return ToldSums(frozenset([ALL]), frozenset(), frozenset())
    mine = {name: mask[known] for name, mask in sets.items()}
    of = rates.among(known)
    groups = told_groups(mine, rates.policy)
    means = told_means(groups, mine, of, decimals)
    return ToldSums(groups, means, told_spreads(means, mine, of, rates.policy.decimals))
