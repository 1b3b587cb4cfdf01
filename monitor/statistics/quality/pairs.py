"""Colleagues beside each other: how often they answer alike, against how often strangers do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import comb, factorial

import numpy as np

from monitor.statistics.quality.agreement import krippendorff_alpha

TEAM = 2
BALANCED, UNORDERED, SHUFFLED = "balanced", "unordered", "shuffled"


@dataclass(frozen=True)
class PairsAlike:
    """Pairs of people who gave the same answer: of one unit (colleagues), and of two units (strangers).

    `alpha` is Krippendorff's with the unit as what is judged: 0 where colleagues are no more alike than strangers, 1 where
    each unit is of one mind; None where everybody answers alike.
    """

    within_alike: int
    within_pairs: int
    between_alike: int
    between_pairs: int
    alpha: float | None

    @property
    def difference(self) -> float | None:
        """The share of colleagues that is alike less that of strangers; None without colleagues or strangers."""
        if not self.within_pairs or not self.between_pairs:
            return None
        return self.within_alike / self.within_pairs - self.between_alike / self.between_pairs


@dataclass(frozen=True)
class PairsTest:
    """Whether colleagues are more alike than chance makes them.

    `p` is the chance of at least `alike` pairs, `expected` their mean number by chance; `smallest` the p of `most` pairs, the
    most that these answers allow (of shuffles: the most that any of them gave). `method` says who was shuffled: those of one
    side of each pair (balanced), all of them in pairs (unordered), or all of them in teams as they are (shuffled).
    """

    method: str
    alike: int
    expected: float
    p: float
    most: int
    smallest: float


def pairs_alike(answers: Sequence[Hashable], units: Sequence[Hashable]) -> PairsAlike:
    """How many pairs of one unit and of two units gave the same answer.

    **Rows**: one per person, with the answer and the unit.
    **Method**: every two people are a pair; alpha of Krippendorff 2011, nominal, over units with two people or more.

    >>> pairs_alike(["a", "a", "a", "b"], [1, 1, 2, 2])
    PairsAlike(within_alike=1, within_pairs=2, between_alike=2, between_pairs=4, alpha=0.0)
    """
    teams = _teams(answers, units)
    alike, pairs = _twos(Counter(answers).values()), comb(len(answers), 2)
    own_alike = sum(_twos(Counter(team).values()) for team in teams)
    own_pairs = _twos(map(len, teams))
    return PairsAlike(own_alike, own_pairs, alike - own_alike, pairs - own_pairs, krippendorff_alpha(teams))


def pairs_test(
    answers: Sequence[Hashable],
    units: Sequence[Hashable],
    sides: Sequence[Hashable] | None,
    shuffles: int,
    seed: int,
) -> PairsTest | None:
    """The test that colleagues are no more alike than chance, by the make-up of the teams; None without two colleagues.

    **Rows**: one per person; `sides` says of which kind each is (short or long in service), None where nobody chose by that.
    **Method**: teams of one of either side: those of one side are shuffled over the units, exactly. Teams of two otherwise:
    all are shuffled over the pairs, exactly, where no sides are known. Other teams: see `shuffled_test`.
    """
    teams, kinds = _teams(answers, units), _teams(sides or [""] * len(answers), units)
    whole = [(team, kind) for team, kind in zip(teams, kinds, strict=True) if len(team) > 1]
    if not whole:
        return None
    of_two = all(len(team) == TEAM for team, _ in whole)
    named = sorted({str(one) for _, kind in whole for one in kind})
    if of_two and all(sorted(map(str, kind)) == named for _, kind in whole) and len(named) == TEAM:
        ordered = [
            sorted(zip(map(str, kind), team, strict=True), key=lambda one: one[0]) for team, kind in whole
        ]
        return balanced_test([one[1] for one, _ in ordered], [other[1] for _, other in ordered])
    if of_two and len(named) == 1:
        return unordered_test([(team[0], team[1]) for team, _ in whole])
    return shuffled_test(whole, shuffles, seed)


def balanced_test(one: Sequence[Hashable], other: Sequence[Hashable]) -> PairsTest:
    """Pairs of one of either side: those of the second side are shuffled over the pairs.

    **Method**: pairs alike are the trace of a table with fixed margins r and k; so many matches have a chance by inclusion and
    exclusion of sum prod C(r, j) C(k, j) j! (Riordan 1958, chapter 7), in whole numbers. For two answers this is Fisher's one-sided test.
    """
    n, rows, columns = len(one), Counter(one), Counter(other)
    ways = [
        [comb(rows[a], j) * comb(columns[a], j) * factorial(j) for j in range(min(rows[a], columns[a]) + 1)]
        for a in rows
    ]
    alike = sum(a == b for a, b in zip(one, other, strict=True))
    return _exact(BALANCED, alike, n, ways, factorial)


def unordered_test(pairs: Sequence[tuple[Hashable, Hashable]]) -> PairsTest:
    """Pairs of anybody: all people are shuffled over the pairs.

    **Method**: as `balanced_test`, with n! / ((n - 2j)! j! 2^j) ways to take j pairs out of the n people with an answer.
    """
    counts = Counter(answer for pair in pairs for answer in pair)
    ways = [
        [factorial(n) // (factorial(n - 2 * j) * factorial(j) * 2**j) for j in range(n // 2 + 1)]
        for n in counts.values()
    ]
    alike = sum(a == b for a, b in pairs)
    return _exact(
        UNORDERED, alike, len(pairs), ways, lambda left: factorial(2 * left) // (factorial(left) * 2**left)
    )


def _exact(
    method: str, alike: int, pairs: int, ways: Sequence[Sequence[int]], rest: Callable[[int], int]
) -> PairsTest:
    """The chance of at least so many pairs alike. `ways` holds, by answer, how many ways there are to choose j matches of it, `rest`
    in how many ways the pairs that are left can be formed."""
    chosen = [1]
    for polynomial in ways:
        product = [0] * (len(chosen) + len(polynomial) - 1)
        for i, a in enumerate(chosen):
            for j, b in enumerate(polynomial):
                product[i + j] += a * b
        chosen = product
    chosen = chosen[: pairs + 1]
    at_least = [count * rest(pairs - j) for j, count in enumerate(chosen)]
    exactly = [
        sum((-1) ** (j - t) * comb(j, t) * at_least[j] for j in range(t, len(at_least)))
        for t in range(len(at_least))
    ]
    total = rest(pairs)
    most = max(t for t, count in enumerate(exactly) if count)
    expected = Fraction(at_least[1], total) if len(at_least) > 1 else Fraction(0)
    p, smallest = Fraction(sum(exactly[alike:]), total), Fraction(exactly[most], total)
    return PairsTest(method, alike, float(expected), float(p), most, float(smallest))


def shuffled_test(
    teams: Sequence[tuple[Sequence[Hashable], Sequence[Hashable]]], shuffles: int, seed: int
) -> PairsTest:
    """Teams of any size, each with its answers and sides: answers are shuffled over the teams, within each side.

    **Method**: permutation test with a seed; p = (1 + shuffles with at least as many pairs alike) / (1 + shuffles) (Davison & Hinkley 1997,
    4.3).
    """
    answers = np.unique([str(answer) for team, _ in teams for answer in team], return_inverse=True)[1]
    sides = np.array([str(side) for _, kind in teams for side in kind])
    place = np.repeat(np.arange(len(teams)), [len(team) for team, _ in teams])
    several, random = int(answers.max()) + 1, np.random.default_rng(seed)

    def alike(given: np.ndarray) -> int:
        counts = np.bincount(place * several + given, minlength=len(teams) * several)
        return int((counts * (counts - 1) // 2).sum())

    found, shuffled = alike(answers), answers.copy()
    members = [np.flatnonzero(sides == side) for side in np.unique(sides)]
    made = np.empty(shuffles, np.int64)
    for number in range(shuffles):
        for own in members:
            shuffled[own] = answers[random.permutation(own)]
        made[number] = alike(shuffled)
    most = max(int(made.max()), found)
    p, smallest = ((1 + int((made >= edge).sum())) / (1 + shuffles) for edge in (found, most))
    return PairsTest(SHUFFLED, found, float(made.mean()), p, most, smallest)


def power_of_pairs(pairs: int, follows: float, level: float) -> float:
    """How often the test of so many pairs finds anything at a level, where a part of the people does as its unit does.

    **Method**: two answers that are equally common; a unit has one of them, each of its two people gives that one with chance `follows`
    and else either one. Summed over all tables of pairs, with Fisher's one-sided test of each.
    """
    from scipy.special import gammaln

    alone = (1 - follows) / 2
    both = (follows + alone) ** 2 / 2 + alone**2 / 2
    alike, other = np.log(np.maximum([both, 0.5 - both], 1e-300))
    factorial = gammaln(np.arange(pairs + 1) + 1)
    in_cell, columns = np.ogrid[: pairs + 1, : pairs + 1]
    power = 0.0
    for rows in range(pairs // 2 + 1):  # a table and that of both other answers are as likely
        cells = np.stack(
            np.broadcast_arrays(in_cell, rows - in_cell, columns - in_cell, pairs - rows - columns + in_cell)
        )
        real = (cells >= 0).all(axis=0)
        ways = np.where(real, -factorial[np.where(real, cells, 0)].sum(axis=0), -np.inf)
        shared = [factorial[one] for one in (rows, pairs - rows, columns, pairs - columns)]
        chance = np.exp(ways + sum(shared) - factorial[pairs])
        p = chance[::-1].cumsum(axis=0)[::-1]
        apart = rows + columns - 2 * in_cell
        joint = np.exp(ways + factorial[pairs] + (pairs - apart) * alike + apart * other)
        power += (2 - (2 * rows == pairs)) * float(joint[real & (p <= level)].sum())
    return power


def colleagues_did_the_same(
    answers: Sequence[Hashable], units: Sequence[Hashable], of: Sequence[bool]
) -> tuple[int, int]:
    """Of the people who are asked `of` and have a colleague: how many they are, and of how many most colleagues gave the same answer."""
    asked = true = 0
    for place, (answer, unit) in enumerate(zip(answers, units, strict=True)):
        others = [
            other == answer
            for number, (other, own) in enumerate(zip(answers, units, strict=True))
            if own == unit and number != place
        ]
        if of[place] and others:
            asked += 1
            true += 2 * sum(others) > len(others)
    return asked, true


def _teams(values: Sequence[Hashable], units: Sequence[Hashable]) -> list[list[Hashable]]:
    teams: dict[Hashable, list[Hashable]] = {}
    for value, unit in zip(values, units, strict=True):
        teams.setdefault(unit, []).append(value)
    return list(teams.values())


def _twos(counts: Iterable[int]) -> int:
    return sum(comb(count, 2) for count in counts)
