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
    """Municipalities that were merged: CSV with old_code and new_code."""


@dataclass(frozen=True)
class Municipalities:
    """**Rows**: one per municipality of the stated year. `mergers` maps old code to new code; `files` are those
    that were read.

    `column` is the response column that holds a respondent's municipality, if there is one.
    """

    files: tuple[Path, ...]
    rows: Mapping[str, Mapping[str, str]]
    column: str | None = None
    attributes: tuple[Attribute, ...] = ()
    mergers: Mapping[str, str] = field(default_factory=dict)

    @property
    def codes(self) -> frozenset[str]:
        return frozenset(self.rows) | frozenset(self.mergers)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(row["name"] for row in self.rows.values())

    def recode(self, code: str) -> str:
        """Code in the stated year: mergers are followed to their end."""
        seen: set[str] = set()
        while code in self.mergers and code not in seen:
            seen.add(code)
            code = self.mergers[code]
        return code


def read_municipalities(
    path: Path, column: str | None = None, attributes: tuple[Attribute, ...] = (), mergers: Path | None = None
) -> Municipalities:
    """Read a frame CSV with at least code and name, and one column per declared attribute.

    **Raises** DeclarationError for missing columns, double codes and undeclared attribute values.
    """
    wanted = (*REQUIRED_COLUMNS, *(attribute.id for attribute in attributes))
    rows: dict[str, dict[str, str]] = {}
    for line, row in declared_rows(path, wanted):
        if row["code"] in rows:
            raise DeclarationError(
                f'municipality "{row["code"]}" occurs twice',
                where=path.name,
                line=line,
                hint="Remove one of the two rows",
            )
        for attribute in attributes:
            if row[attribute.id] not in attribute.categories:
                raise DeclarationError(
                    f'"{row[attribute.id]}" is no declared category of {attribute.id}',
                    where=path.name,
                    line=line,
                    expected=", ".join(attribute.categories),
                )
        rows[row["code"]] = row
    merged = (
        {row["old_code"]: row["new_code"] for _, row in declared_rows(mergers, ("old_code", "new_code"))}
        if mergers
        else {}
    )
    for old, new in merged.items():
        if new not in rows and new not in merged:
            raise DeclarationError(f'"{old}" merges into "{new}", which is no municipality', where=mergers)
    files = tuple(file for file in (path, mergers) if file is not None)
    return Municipalities(files, rows, column, attributes, merged)
