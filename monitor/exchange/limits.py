"""When files of other programs are not what they seem: limits.yaml, typed."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pydantic import PositiveInt

from monitor.study.declarations import Declared, load

LIMITS_FILE = Path(__file__).with_name("limits.yaml")


class TripleS(Declared):
    """What is known of Triple-S, and when answers are not those of a structure."""

    versions: tuple[str, ...]
    languages: tuple[str, ...]
    endings: tuple[str, ...]
    beyond: float
    run_on: PositiveInt


class Headings(Declared):
    """When the first row of a table holds answers."""

    numbers: float
    digits: PositiveInt
    alike: float


class Personal(Declared):
    """When the answers to a question are data by which people are known."""

    cells: PositiveInt
    share: float
    looked_at: PositiveInt
    identifying: tuple[str, ...]
    contact: tuple[str, ...]


class ExchangeLimits(Declared):
    """Counts and shares; see limits.yaml."""

    closed_answers: PositiveInt
    triple_s: TripleS
    headings: Headings
    personal: Personal


@cache
def exchange_limits() -> ExchangeLimits:
    """The limits in force. **Raises** DeclarationError when limits.yaml is damaged."""
    return load(LIMITS_FILE, ExchangeLimits)[0]
