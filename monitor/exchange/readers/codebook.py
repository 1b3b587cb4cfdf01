"""A codebook: a sheet or file that says of each variable its text, its codes and what they mean."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from monitor.exchange.tables import Sheet
from monitor.exchange.vocabulary import clean, plain, vocabulary

LOOKED_AT = 10  # rows in which the headings may stand
_RANGE = re.compile(r"^\s*(\d+)\s*(?:t/m|tot en met|-|–|\.\.)\s*(\d+)\s*$")
_PAIR = re.compile(r"\s*(-?\w+)\s*(?:=|:|\))\s*([^;|\n]+?)\s*(?:[;|\n]|$)")


@dataclass
class Coded:
    """What a codebook says of one variable."""

    text: str = ""
    labels: dict[str, str] = field(default_factory=dict)
    range: tuple[float, float] | None = None
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Codebook:
    title: str
    variables: dict[str, Coded]


def read_codebook(sheet: Sheet) -> Codebook | None:
    """The codebook that a sheet is, None where it is none: a heading for variables and one for texts or codes."""
    for at, row in enumerate(sheet.rows[:LOOKED_AT]):
        places = _places(row)
        if (
            "variable" in places
            and len(places) >= 2
            and ("code" in places or "label" in places or "text" in places)
        ):
            if len(places) < 3 and len(row) > len(places) + 3:
                continue
            above = [cell for line in sheet.rows[:at] for cell in line if cell]
            return Codebook(clean(above[0]) if above else "", _variables(sheet.rows[at + 1 :], places))
    return None


def _places(row: Sequence[str]) -> dict[str, int]:
    """Role of a column to its place, by the words of the vocabulary."""
    found: dict[str, int] = {}
    for role, words in vocabulary().file.codebook.items():
        at = next(
            (
                place
                for place, cell in enumerate(row)
                if place not in found.values() and plain(cell) in set(map(plain, words))
            ),
            None,
        )
        if at is not None:
            found[role] = at
    return found


def _variables(rows: Sequence[Sequence[str]], places: dict[str, int]) -> dict[str, Coded]:
    """Variables by name; one that is named once has the rows below it until the next name."""
    made: dict[str, Coded] = {}
    name = ""
    for row in rows:
        said = {role: row[place].strip() for role, place in places.items() if place < len(row)}
        name = said.get("variable", "") or name
        if not name:
            continue
        one = made.setdefault(name, Coded())
        one.text = one.text or clean(said.get("text", ""))
        _take(one, said.get("code", ""), said.get("label", ""))
    return made


def _take(one: Coded, code: str, label: str) -> None:
    """One row of codes: a code and its label, a range in words, or all codes in one cell."""
    together = f"{code} {label}".strip()
    if found := _RANGE.match(code) or _RANGE.match(label):
        one.range = (float(found[1]), float(found[2]))
    elif code and label:
        one.labels[code] = clean(label)
    elif len(pairs := _PAIR.findall(together)) >= 2:
        one.labels |= {value: clean(meaning) for value, meaning in pairs}
