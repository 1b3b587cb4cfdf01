"""How many files to review: for a margin, and what a number of files can show of a norm at all."""

from __future__ import annotations

from math import ceil

from scipy.special import bdtrc, ndtri

from monitor.statistics.norms.finite import ROUNDING, at_least, first_that, share_limits

LONGEST = 400  # files beyond which a norm that no number of right files shows is not looked for


def files_for_margin(share: float, margin: float, handled: int | None, tail: float) -> int:
    """Files for limits of so wide a margin on either side, of a known number of files or an unknown one.

    **Method**: n0 = z^2 p(1 - p) / margin^2, n = n0 / (1 + (n0 - 1) / N) (Cochran 1977, 4.2).
    """
    first = float(ndtri(1 - tail)) ** 2 * share * (1 - share) / margin**2
    needed = first if handled is None else first / (1 + (first - 1) / handled)
    return ceil(needed - ROUNDING)


def fewest_all_right(norm: float, handled: int | None, tail: float) -> int | None:
    """The fewest files that prove a norm where all of them are right; None where no number does."""
    most = LONGEST if handled is None else handled
    return next((n for n in range(1, most + 1) if share_limits(n, n, handled, tail).low >= norm), None)


def power_of_norm(share: float, files: int, norm: float, tail: float, handled: int | None = None) -> float:
    """Chance that so many files prove a norm where this share of all files is right: exact, of the limits of one stratum.

    Of a known number of files the nearest whole number is right, and a draw of all of them proves it for certain.
    """
    if share_limits(files, files, handled, tail).low < norm:
        return 0.0
    least = first_that(0, files, lambda right: share_limits(right, files, handled, tail).low >= norm)
    if handled is not None:
        return at_least(least, files, round(share * handled), handled)
    return float(bdtrc(least - 1, files, share)) if least else 1.0


def files_for_power(share: float, norm: float, tail: float, power: float, most: int) -> int | None:
    """Files from which on a norm is proven with at least this power, whatever more are reviewed; None within `most`.

    Power of an exact rule goes up and down with n, so that its first crossing is no promise.
    """
    enough = [power_of_norm(share, n, norm, tail) >= power for n in range(1, most + 1)]
    if not enough[-1]:
        return None
    return (
        len(enough) - next((back for back, fine in enumerate(reversed(enough)) if not fine), len(enough)) + 1
    )
