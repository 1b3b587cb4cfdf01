"""What a number of pairs alike tells, beside how many gave each answer, of the pairs of one answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from monitor.release.results.rounding import class_rule


def tells_of_colleagues(counts: Sequence[int], alike: int) -> bool:
    """Whether it follows for some answer that (almost) no pair shares it, or (almost) everybody who gave it shares it with a colleague.

    Who gave it would know what their colleague answered. `counts` are by answer the people who make pairs of two.
    **Method**: every division of the pairs alike over the answers that leaves people who can be paired with another answer.
    """
    edge = class_rule().edge
    found = list(_divisions(counts, alike))
    for place, count in enumerate(counts):
        shared = {division[place] for division in found}
        alone = {count - 2 * pairs for pairs in shared}
        if count > edge and len(shared) == 1 and (max(shared) <= edge or max(alone) <= edge):
            return True
    return False


def _divisions(counts: Sequence[int], alike: int) -> Iterator[tuple[int, ...]]:
    *others, last = counts
    for shared in product(*(range(count // 2 + 1) for count in others)):
        division = (*shared, alike - sum(shared))
        alone = [count - 2 * pairs for count, pairs in zip(counts, division, strict=True)]
        if 0 <= division[-1] <= last // 2 and 2 * max(alone) <= sum(alone):
            yield division
