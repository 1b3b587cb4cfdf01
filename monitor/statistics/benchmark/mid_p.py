"""The binomial mid-p of a share at any real number of answers, and the lines of a funnel, which are its inverse.

Half of the probability of what was observed counts, which carries the discrete tail of few answers (Manktelow &
Seaton 2012). The number of answers is real, since it is one of the same precision; the beta function holds for that too.
"""

from __future__ import annotations

import numpy as np
from scipy.special import betainc

HALVINGS = 60  # of [0, 1]: beyond what a float holds
NONE_LEFT = 1e-9  # answers; fewer is rounding of a share of 1


def mid_p(share: np.ndarray, answers: np.ndarray, expected: np.ndarray) -> np.ndarray:
    """Two-sided mid-p of a share of so many answers, where `expected` is the share if nothing differs; 0 to 1.

    **Method**: twice the smaller tail, at most 1; NaN where one of the three is.
    """
    upper = upper_tail(share, answers, expected)
    return np.minimum(1.0, 2 * np.minimum(upper, 1 - upper))


def upper_tail(share: np.ndarray, answers: np.ndarray, expected: np.ndarray) -> np.ndarray:
    """The mid-probability of this share or more: (P(X >= x) + P(X > x)) / 2 with x = share times answers."""
    share, answers, expected = np.broadcast_arrays(
        *(np.asarray(one, float) for one in (share, answers, expected))
    )
    here, beyond = share * answers, answers - share * answers
    with np.errstate(invalid="ignore"):
        at_least = np.where(here > 0, betainc(np.where(here > 0, here, 1.0), beyond + 1, expected), 1.0)
        more = np.where(
            beyond > NONE_LEFT, betainc(here + 1, np.where(beyond > 0, beyond, 1.0), expected), 0.0
        )
    known = np.isfinite(here) & np.isfinite(expected)
    return np.where(known, (at_least + more) / 2, np.nan)


def share_limit(answers: np.ndarray, expected: np.ndarray, level: float, upper: bool) -> np.ndarray:
    """The line of a funnel at `level` (0.95): the share of which the mid-p of one side is (1 - level) / 2.

    0 or 1 where even that share is not so rare at so few answers.

    >>> round(float(share_limit(np.array([10.0]), np.array([0.5]), 0.95, True)[0]), 6)
    0.81797
    """
    answers, expected = (np.asarray(one, float) for one in (answers, expected))
    tail = (1 - level) / 2
    inner, outer = expected.copy(), np.full_like(expected, 1.0 if upper else 0.0)
    rare_at_end = _one_tail(outer, answers, expected, upper) <= tail
    for _ in range(HALVINGS):
        middle = (inner + outer) / 2
        rare = _one_tail(middle, answers, expected, upper) <= tail
        outer, inner = np.where(rare, middle, outer), np.where(rare, inner, middle)
    found = np.where(rare_at_end, outer, 1.0 if upper else 0.0)
    return np.where(np.isfinite(answers) & np.isfinite(expected), found, np.nan)


def _one_tail(share: np.ndarray, answers: np.ndarray, expected: np.ndarray, upper: bool) -> np.ndarray:
    above = upper_tail(share, answers, expected)
    return above if upper else 1 - above
