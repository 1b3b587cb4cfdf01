"""The municipality frame: codes, names and the attributes respondents inherit from theirs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from monitor.errors import DeclarationError
from monitor.study.declared_table import declared_rows
from monitor.study.fields import Code, File, Filled, Identifier, Text, WrittenAs, declared, keyed

REQUIRED_COLUMNS = ("code", "name")


@declared
class Attribute:
    """A property of municipalities used as breakdown or margin: category code to Dutch label."""

    id: Annotated[str, Filled()]
    label: Text
    """How reports name the property."""
    categories: Mapping[Code, Text]
    """Codes in the frame, each with its label."""


@declared
class FrameEntry:
    """The municipalities of one year, with what they have in common."""

    file: File
    """The frame: CSV with code, name, and a column per attribute."""
    column: Identifier | None = None
    """Response column that holds the municipality of a respondent, where there is one."""
    attributes: Annotated[tuple[Attribute, ...], WrittenAs(dict[Identifier, Attribute], keyed("id"))] = ()
    """Columns of the frame that respondents inherit from their municipality."""
    mergers: File | None = None
    """Municipalities that were merged: CSV with old_code and new_code; one with several new codes was split."""
    population: Text | None = None
    """Column of the frame with how many people the survey is about in each municipality, not its inhabitants."""


@dataclass(frozen=True)
class Municipalities:
    """**Rows**: one per municipality of the stated year. `mergers` maps old code to new code, `splits` an old
    code to the several it went to; `files` are those that were read.

    `column` is the response column that holds a respondent's municipality, if there is one; `people` how many
    people the survey is about in a municipality, where that is known.
    """

    files: tuple[Path, ...]
    rows: Mapping[str, Mapping[str, str]]
    column: str | None = None
    attributes: tuple[Attribute, ...] = ()
    mergers: Mapping[str, str] = field(default_factory=dict)
    splits: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    people: Mapping[str, float] = field(default_factory=dict)

    @property
    def codes(self) -> frozenset[str]:
        return frozenset(self.rows) | frozenset(self.mergers) | frozenset(self.splits)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(row["name"] for row in self.rows.values())

    def places(self, code: str) -> bool:
        """Whether a code in the stated year is one municipality: known, and not split over several."""
        return code in self.rows and code not in self.splits

    def recode(self, code: str) -> str:
        """Code in the stated year: mergers are followed to their end, or to a municipality that was split."""
        return _recoded(code, self.mergers, self.splits)


def _recoded(code: str, mergers: Mapping[str, str], splits: Mapping[str, object]) -> str:
    seen: set[str] = set()
    while code in mergers and code not in seen and code not in splits:
        seen.add(code)
        code = mergers[code]
    return code


def read_municipalities(
    path: Path,
    column: str | None = None,
    attributes: tuple[Attribute, ...] = (),
    mergers: Path | None = None,
    population: str | None = None,
    usual: str = "",
) -> Municipalities:
    """Read a frame CSV with at least code and name, one column per declared attribute, and that of the population; where none
    is named, `usual` is that column if the file has it.

    **Raises** DeclarationError for missing columns, double codes (with both lines), a municipality without a name, undeclared
    attribute values and a population that is no number of people.
    """
    wanted = (*REQUIRED_COLUMNS, *(attribute.id for attribute in attributes))
    wanted += (population,) if population else ()
    rows: dict[str, dict[str, str]] = {}
    people: dict[str, float] = {}
    for line, row in declared_rows(path, wanted, key=("code",), known=(usual,) if usual else ()):
        population = population or (usual if usual in row else None)
        for attribute in attributes:
            if row[attribute.id] not in attribute.categories:
                raise DeclarationError(
                    "declared.is_no_declared_category_of",
                    where=path.name,
                    line=line,
                    expected=", ".join(attribute.categories),
                    row=row[attribute.id],
                    attribute=attribute.id,
                )
        if not row["name"]:
            raise DeclarationError(
                "declared.municipality_has_no_name", where=path.name, line=line, got=row["code"]
            )
        rows[row["code"]] = row
        if population and row[population]:
            people[row["code"]] = _people(row[population], population, path, line)
    merged, split = _mergers(mergers, rows) if mergers else ({}, {})
    files = tuple(file for file in (path, mergers) if file is not None)
    return Municipalities(files, rows, column, attributes, merged, split, people)


def _people(text: str, column: str, path: Path, line: int) -> float:
    if not text.isascii() or not text.isdigit():
        raise DeclarationError(
            "declared.holds_no_number_of_people",
            where=path.name,
            line=line,
            got=f'"{text[:20]}"',
            column=column,
        )
    return float(text)


def _mergers(path: Path, rows: Mapping[str, object]) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    """Old codes with one new code, and those with several: no answer of theirs can be placed.

    **Raises** DeclarationError for a code that ends nowhere, such as one of a circle: what is counted there would be nowhere.
    """
    became: dict[str, list[str]] = {}
    lines: dict[tuple[str, str], int] = {}
    for line, row in declared_rows(path, ("old_code", "new_code"), key=("old_code", "new_code")):
        became.setdefault(row["old_code"], []).append(row["new_code"])
        lines[row["old_code"], row["new_code"]] = line
    split = {old: tuple(several) for old, several in became.items() if len(several) > 1}
    merged = {old: several[0] for old, several in became.items() if len(several) == 1}
    nowhere = [each for each in lines if each[1] not in rows and each[1] not in became]
    ends = {each: _recoded(each[1], merged, split) for each in lines}
    in_a_circle = [each for each, end in ends.items() if end not in rows and end not in split]
    for old, new in nowhere or in_a_circle:
        code = "declared.merges_into_which_is_no_municipality"
        raise DeclarationError(code, where=path.name, line=lines[old, new], old=old, new=new)
    return merged, split
