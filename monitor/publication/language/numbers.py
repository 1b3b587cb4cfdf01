"""Numbers as a Dutch reader expects them: decimal comma, point for thousands, no space before %.

Rounding happens here and nowhere earlier, half away from zero, on the decimal value that the released
set holds (10 significant digits): 0.125 is 13%, not the 12% of binary rounding to even.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from monitor.errors import PublicationError

NBSP = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"
SIGNIFICANT = 10  # digits of the released set; later ones are noise of the arithmetic
MOST_DECIMALS = 4  # of the end of an interval that would read as zero with fewer


def rounded(value: float, decimals: int = 0) -> Decimal:
    """A finite number rounded half away from zero, never minus zero.

    **Raises** PublicationError for a number that is missing: a suppressed cell has nothing to show.

    >>> rounded(0.125 * 100)
    Decimal('13')
    """
    if value is None or not math.isfinite(value):
        raise PublicationError("publication.there_is_no_number_to_show")
    exact = Decimal(f"{float(value):.{SIGNIFICANT}g}")
    exact = exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return abs(exact) if exact == 0 else exact


def number(value: float, decimals: int = 0) -> str:
    """`1.234`, `12,4`, `−0,7`."""
    text = f"{rounded(value, decimals):,f}".translate(str.maketrans(",.", ".,"))
    return text.replace("-", MINUS)


def exact(value: float) -> str:
    """With all decimals that it has: `2,4`, `30`. For what was declared, which rounding would make another number."""
    decimals = f"{Decimal(f'{float(value):.{SIGNIFICANT}g}'):f}".partition(".")[2].rstrip("0")
    return number(value, len(decimals))


def decimals_apart(low: float, high: float, fewest: int = 0) -> int | None:
    """The fewest decimals with which two numbers read differently; None where they are the same number.

    >>> decimals_apart(12.1, 12.3), decimals_apart(12.1, 12.6), decimals_apart(7.0, 7.0)
    (1, 0, None)
    """
    apart = (
        places
        for places in range(fewest, fewest + SIGNIFICANT)
        if rounded(low, places) != rounded(high, places)
    )
    return next(apart, None)


def decimals_past_zero(low: float, high: float, fewest: int) -> int:
    """The decimals, at least so many, with which the end of an interval nearest to zero does not read as zero.

    >>> decimals_past_zero(0.02, 3.4, 0), decimals_past_zero(1.2, 3.4, 0)
    (2, 0)
    """
    nearest, decimals = min(abs(low), abs(high)), fewest
    while rounded(nearest, decimals) == 0 and decimals < MOST_DECIMALS:
        decimals += 1
    return decimals


def reads_as_sum(parts: Sequence[float], whole: float, decimals: int = 0) -> bool:
    """Whether numbers add up as they are printed, each rounded by itself.

    >>> reads_as_sum([22.6, 50.6], 73.2), reads_as_sum([3.14, 0.25], 3.39, 1)
    (False, True)
    """
    return sum(rounded(part, decimals) for part in parts) == rounded(whole, decimals)


def percent(share: float, decimals: int = 0) -> str:
    """A share in [0, 1] as `33%`."""
    return f"{number(share * 100, decimals)}%"


def signed(value: float, decimals: int = 0) -> str:
    """A difference with its sign, for a table cell: `+3`, `−7`, `0`."""
    size = rounded(value, decimals)
    return ("+" if size > 0 else "") + number(float(size), decimals)


def base(n: float) -> str:
    """`n = 79`, kept on one line."""
    return f"n{NBSP}={NBSP}{number(n)}"
