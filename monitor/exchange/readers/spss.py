"""SPSS files: variables with texts, labels, missing values, sets, measure and a weight."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from monitor.exchange.answers import number_of
from monitor.exchange.source import Declared, Roles, Source, Variable
from monitor.exchange.vocabulary import clean
from monitor.intake.files.isolated import read_isolated
from monitor.intake.files.limits import read_limits
from monitor.intake.files.table import TextColumn, column_of_chunks

WEIGHT_AT, WEIGHT_LENGTH = 76, 4  # of the header: the place of the weight variable, 0 without one
SEGMENT, SHOWN = 255, 252  # a longer string stands in several variables of this width
DATES = ("DATE", "ADATE", "EDATE", "SDATE", "JDATE", "DATETIME", "YMDHMS")


def read_spss_source(path: Path) -> Source:
    """The variables and answers of an .sav file. **Raises** IntakeError as `read_spss` does."""
    said, answers, rows = survey_file(path, "spss")
    names, survey = said["names"], said["survey"]
    sets = {one: (name, entry) for name, entry in survey["sets"].items() for one in entry["variables"]}
    dated = [name for name in names if survey["formats"].get(name, "").startswith(DATES)]
    variables = tuple(
        survey_variable(
            name, said, answers[name], sets.get(name), survey["formats"].get(name, "").startswith("A")
        )
        for name in names
        if name not in dated
    )
    weight = _weight(path, names, survey["widths"])
    return Source(
        format="spss", path=path, title=clean(survey["title"]), answers=answers, rows=rows,
        variables=tuple(one for one in variables if one.code != weight),
        roles=Roles(weight=weight, completed=dated[-1] if dated else ""), ignored=tuple(dated),
    )  # fmt: skip


def survey_file(path: Path, form: str) -> tuple[dict[str, Any], dict[str, TextColumn], int]:
    """What a file of a statistics program says of itself, its columns by name, and how many rows it has."""
    table = read_isolated(path, form, read_limits())
    said = {name.decode(): json.loads(text) for name, text in (table.schema.metadata or {}).items()}
    columns = {name: column_of_chunks(table.column(place)) for place, name in enumerate(said["names"])}
    return said, columns, table.num_rows


def survey_variable(
    name: str,
    said: Mapping[str, Any],
    cells: TextColumn,
    in_set: tuple[str, Mapping[str, Any]] | None,
    is_text: bool,
) -> Variable:
    """One variable with its text, labels and missing values; `in_set` is the set that the file puts it in."""
    survey = said["survey"]
    labels = {value: clean(label) for value, label in said["labels"].get(name, {}).items()}
    missing = _missing(said["missing"].get(name, ()), [*labels, *cells.texts])
    declared: Declared = "option" if in_set else "open" if is_text and not labels else ""
    text = clean(survey["texts"].get(name, "")) or name
    stem = clean(in_set[1]["text"]) if in_set else ""
    own = text.removeprefix(stem).strip(" -–:") or text if stem else text
    return Variable(
        column=(name,), code=name, text=own, stem=stem, group=in_set[0].lstrip("$") if in_set else "", type=declared,
        labels=labels, missing=missing, listed=bool(labels), ordered=survey["measure"].get(name) == "ordinal",
    )  # fmt: skip


def _missing(ranges: Sequence[Mapping[str, Any]], texts: Sequence[str]) -> tuple[str, ...]:
    """Values that a file declares missing, as far as they stand in it, and single values that do not."""
    found: list[str] = []
    for one in ranges:
        low, high = one["lo"], one["hi"]
        if low == high:
            found.append(str(int(low)) if isinstance(low, float) and low.is_integer() else str(low))
        elif not isinstance(low, str):
            found += [
                text for text in texts if (value := number_of(text)) is not None and low <= value <= high
            ]
    return tuple(dict.fromkeys(found))


def _weight(path: Path, names: Sequence[str], widths: Mapping[str, int]) -> str:
    """The variable that the header names as weight, by its place among the 8-byte variables of the file."""
    with path.open("rb") as stream:
        header = stream.read(WEIGHT_AT + WEIGHT_LENGTH)
    little = header[64:68] in (b"\x02\x00\x00\x00", b"\x03\x00\x00\x00")
    place = (
        struct.unpack("<i" if little else ">i", header[WEIGHT_AT:])[0]
        if len(header) == WEIGHT_AT + WEIGHT_LENGTH
        else 0
    )
    at = 1
    for name in names:
        if at == place:
            return name
        at += _elements(widths.get(name, 8))
    return ""


def _elements(width: int) -> int:
    """How many 8-byte variables a variable takes."""
    whole, rest = divmod(width, SHOWN) if width > SEGMENT else (0, width)
    return whole * ((SEGMENT + 7) // 8) + (max(rest, 1) + 7) // 8 if whole else (width + 7) // 8
