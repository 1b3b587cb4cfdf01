"""Two reviewers of the same files: do they agree, and was the first one milder?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from scipy.special import bdtr

from monitor.statistics.quality.agreement import krippendorff_alpha


@dataclass(frozen=True)
class TwiceReviewed:
    """Judgements of first and second reviewers on the same files and norms.

    `files` were reviewed twice, on `judgements` norms in all, `alike` of them judged the same. `alpha` is
    Krippendorff's, `se` its standard error; None where nothing can be said. The first reviewer was `milder` (met, where
    the second says not met) and `stricter` so many times; `p` is of as uneven a split, by chance alone.
    """

    files: int
    judgements: int
    alike: int
    alpha: float | None
    se: float | None
    milder: int
    stricter: int
    p: float


def twice_reviewed(
    files: Sequence[str], first: Sequence[str], second: Sequence[str], met: str, not_met: str
) -> TwiceReviewed:
    """What two reviewers made of the same norms.

    **Rows**: one per file and norm that both judged.
    **Method**: Krippendorff's alpha, nominal (2011); SE by leaving out one file at a time, all its norms at once
    (jackknife: sqrt((m - 1)/m sum (a_i - mean a)^2)); exact McNemar: a binomial test on the judgements that differ.
    """
    own, other = list(first), list(second)
    milder = sum(one == met and two == not_met for one, two in zip(own, other, strict=True))
    stricter = sum(one == not_met and two == met for one, two in zip(own, other, strict=True))
    return TwiceReviewed(
        files=len(set(files)),
        judgements=len(own),
        alike=sum(one == two for one, two in zip(own, other, strict=True)),
        alpha=krippendorff_alpha(list(zip(own, other, strict=True))),
        se=_alpha_error(files, own, other),
        milder=milder,
        stricter=stricter,
        p=exact_mcnemar(milder, stricter),
    )


def exact_mcnemar(milder: int, stricter: int) -> float:
    """Two-sided p that judgements which differ are as likely one way as the other."""
    differ = milder + stricter
    return min(1.0, 2 * float(bdtr(min(milder, stricter), differ, 0.5))) if differ else 1.0


def _alpha_error(files: Sequence[str], first: Sequence[str], second: Sequence[str]) -> float | None:
    """Standard error of alpha; None where it is not defined without one of the files."""
    pairs, place = list(zip(first, second, strict=True)), np.asarray(files, object)
    left = [
        krippendorff_alpha([pairs[row] for row in np.flatnonzero(place != file)])
        for file in dict.fromkeys(files)
    ]
    known = [value for value in left if value is not None]
    if len(known) < len(left) or len(known) < 2:
        return None
    spread = np.asarray(known) - np.mean(known)
    return sqrt((len(known) - 1) / len(known) * float((spread**2).sum()))
