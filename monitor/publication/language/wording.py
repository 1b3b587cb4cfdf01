"""The Dutch wordings of wording.yaml, and how one is filled in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from monitor.errors import PublicationError
from monitor.study.declarations import Declared, load

WORDING = Path(__file__).with_name("words") / "wording.yaml"


class AmountEntry(Declared):
    """One interval of shares: up to `below`, and how it is said before a singular or plural verb."""

    words: str
    below: float | None = None
    singular: tuple[str, ...] = ()
    plural: tuple[str, ...] = ()


class Amounts(Declared):
    none: AmountEntry
    table: tuple[AmountEntry, ...]
    all: AmountEntry


class Wording(Declared):
    """Every Dutch wording that depends on a figure; see the comments in wording.yaml."""

    quantities: Amounts
    counts_below: int
    counts: dict[str, str]
    figures: dict[str, str]
    findings: dict[str, str]
    subjects: dict[str, str]
    changes: dict[str, str]
    changes_item: dict[str, str]
    changes_trend: dict[str, str]
    small: str
    verdicts: dict[str, str]
    break_reasons: dict[str, str]
    difference: dict[str, str]
    units: dict[str, str]
    bases: dict[str, str]
    lists: dict[str, str]
    p_value: dict[str, str]
    numbers: tuple[str, ...]
    months: tuple[str, ...]
    chapters: dict[str, str]


@lru_cache(maxsize=4)
def load_wording(path: Path = WORDING) -> Wording:
    """Read the wording tables.

    **Raises** DeclarationError for a wrong file, PublicationError for amounts that do not rise from
    0 to 1 or a wording without a phrase.
    """
    wording, document = load(path, Wording)
    bounds = [entry.below for entry in wording.quantities.table]
    rising = all(a is not None and b is not None and a < b for a, b in zip(bounds, bounds[1:], strict=False))
    if not rising or not bounds or bounds[-1] != 1:
        raise PublicationError(
            "the amounts in words do not rise from 0 to 1",
            where=path.name,
            line=document.line(("quantities", "table")),
            expected='rows with a rising "below", the last one 1',
            code="wording",
        )
    for entry in (wording.quantities.none, *wording.quantities.table, wording.quantities.all):
        if not entry.singular and not entry.plural:
            raise PublicationError(
                f'the amount "{entry.words}" has no phrase',
                where=path.name,
                line=document.line(("quantities", "table")),
                hint="Give it a singular or plural phrase",
                code="wording",
            )
    return wording


def filled(template: str, values: Mapping[str, str], plural: bool = False) -> str:
    """A wording with its {slots} filled and each [singular|plural] pair decided.

    **Raises** PublicationError for a slot that has no value.
    """
    known = {**values, **{capital(name): capital(value) for name, value in values.items()}}
    pairs = re.sub(r"\[([^\[\]|]*)\|([^\[\]|]*)\]", r"\2" if plural else r"\1", template)

    def value(found: re.Match[str]) -> str:
        if found[1] not in known:
            raise PublicationError(
                f'a wording names "{{{found[1]}}}", which has no value here',
                where=WORDING.name,
                expected=", ".join(sorted(values)),
                code="wording",
            )
        return known[found[1]]

    return re.sub(r"\{(\w+)\}", value, pairs)


def capital(text: str) -> str:
    """First letter as a capital; IJ is one letter in Dutch."""
    if text.startswith("ij"):
        return "IJ" + text[2:]
    return text[:1].upper() + text[1:]
