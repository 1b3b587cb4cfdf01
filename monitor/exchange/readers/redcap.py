"""REDCap: the data dictionary and the raw data as CSV."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from monitor.errors import IntakeError
from monitor.exchange.readers.plain import table_source
from monitor.exchange.relevance import condition
from monitor.exchange.source import Declared, Roles, Source, Variable, counts
from monitor.exchange.tables import Sheet
from monitor.exchange.vocabulary import clean
from monitor.study.column_map import RowsLeftOut

NAME, FORM, SECTION, TYPE, LABEL, CHOICES, VALIDATION, LOWEST, HIGHEST, IDENTIFIER, BRANCHING, REQUIRED, MATRIX, NOTES = (
    "variable / field name", "form name", "section header", "field type", "field label",
    "choices, calculations, or slider labels", "text validation type or show slider number", "text validation min",
    "text validation max", "identifier?", "branching logic (show field only if...)", "required field?",
    "matrix group name", "field annotation",
)  # fmt: skip
OWN = re.compile(r"redcap_\w+|.+_timestamp|.+_complete")
COMPLETE, STAMP, NOT_COMPLETE = "_complete", "_timestamp", ("0",)
SEVERAL = ("redcap_event_name", "redcap_repeat_instance")
SINGLE, TEXTS, NO_ANSWERS = (
    ("radio", "dropdown"),
    ("notes",),
    ("calc", "descriptive", "file", "signature", "sql"),
)
FIXED = {"yesno": {"1": "ja", "0": "nee"}, "truefalse": {"1": "waar", "0": "niet waar"}}
CONTACT = ("email", "phone")
_FIELD = re.compile(r"\[(\w+)(?:\((-?\w+)\))?\]")
_NONE = re.compile(r"@NONEOFTHEABOVE\s*=\s*['\"]?([^'\"@]+)['\"]?")


def is_structure(sheet: Sheet) -> bool:
    return {NAME, TYPE, LABEL} <= {heading.strip().lower() for heading in sheet.headings}


def is_answers(sheet: Sheet) -> bool:
    """Whether a table has the columns that REDCap adds to answers."""
    complete = any(heading.endswith(COMPLETE) for heading in sheet.headings)
    return any(heading in SEVERAL or heading == "redcap_survey_identifier" for heading in sheet.headings) or (
        complete and any("___" in heading or heading.endswith(STAMP) for heading in sheet.headings)
    )


def read_answers(path: Path, sheet: Sheet) -> Source:
    """The raw data, a row per respondent; a row of which the last form was not completed is left out.

    **Raises** IntakeError for data with several events or repeats per respondent.
    """
    source = table_source(path, sheet, "redcap")
    for name in SEVERAL:
        if name in source.answers and len(found := counts(source.answers[name])) > 1:
            raise IntakeError(
                "exchange.several_rows", where=path.name, column=name, values=", ".join(list(found)[:5])
            )
    headings = [one.heading for one in source.variables]
    own = [one for one in headings if OWN.fullmatch(one)]
    complete = [one for one in own if one.endswith(COMPLETE)]
    stamps = [one for one in own if one.endswith(STAMP)]
    left_out = {"not_completed": RowsLeftOut(column=complete[-1], values=NOT_COMPLETE)} if complete else {}
    return replace(
        source, ignored=tuple(own), title=re.sub(r"_?DATA_.*$", "", path.stem).replace("_", " ").strip(),
        variables=tuple(replace(one, code=one.heading) for one in source.variables if one.heading not in own),
        roles=Roles(respondent_id=headings[0], completed=stamps[-1] if stamps else "", left_out=left_out),
    )  # fmt: skip


def read_structure(path: Path, sheet: Sheet) -> Source:
    """The questions of a data dictionary, in its order; the first field is the number of the record."""
    headings = [heading.strip().lower() for heading in sheet.headings]
    book = _Book()
    for row in sheet.rows[1:]:
        book.take(dict(zip(headings, row, strict=True)))
    title = re.sub(r"_?DataDictionary.*$", "", path.stem).replace("_", " ").strip()
    return Source(format="redcap", path=path, title=title, variables=tuple(book.variables))


@dataclass
class _Book:
    """The dictionary as far as it has been read."""

    variables: list[Variable]
    form: str = ""
    theme: str = ""
    matrix: str = ""
    stem: str = ""

    def __init__(self) -> None:
        self.variables = []
        self.first = True

    def take(self, row: Mapping[str, str]) -> None:
        name, kind = row.get(NAME, "").strip().lower(), row.get(TYPE, "").strip().lower()
        if not name:
            return
        self._place(row)
        if self.first:
            self.first = False
            return
        if kind == "descriptive":
            return
        if kind in NO_ANSWERS or "@HIDDEN" in row.get(NOTES, ""):
            self.variables.append(Variable(column=(name,), code=name, type="ignored"))
        elif kind == "checkbox":
            self.variables += self._options(name, row)
        else:
            self.variables.append(self._single(name, kind, row))

    def _place(self, row: Mapping[str, str]) -> None:
        """A section begins a theme; the one above a matrix is what its rows have in common."""
        form, section = row.get(FORM, ""), clean(row.get(SECTION, ""))
        matrix = row.get(MATRIX, "").strip()
        if form != self.form:
            self.form, self.theme = form, clean(form.replace("_", " ")).capitalize()
        if matrix:
            self.stem = section if section or matrix != self.matrix else self.stem
        elif section:
            self.theme = section
        self.matrix = matrix

    def _bare(self, name: str, row: Mapping[str, str]) -> Variable:
        said = row.get(BRANCHING, "").strip()
        route = condition(said, _name) if said else None
        return Variable(
            column=(name,), code=name, text=clean(row.get(LABEL, "")), theme=self.theme, listed=True, route=route,
            route_said=said if said and route is None else "", required=row.get(REQUIRED, "").strip().lower() == "y",
        )  # fmt: skip

    def _single(self, name: str, kind: str, row: Mapping[str, str]) -> Variable:
        bare = self._bare(name, row)
        if self.matrix:
            bare = replace(bare, stem=self.stem, group=self.matrix)
        if (
            row.get(IDENTIFIER, "").strip().lower() == "y"
            or row.get(VALIDATION, "").strip().lower() in CONTACT
        ):
            return replace(bare, type="contact")
        if kind in SINGLE or kind in FIXED:
            return replace(bare, type="single", labels=FIXED.get(kind) or choices(row.get(CHOICES, "")))
        if kind in TEXTS:
            return replace(bare, type="open")
        validation = row.get(VALIDATION, "").strip().lower()
        if kind == "slider" or validation.startswith(("integer", "number")):
            ends = (row.get(LOWEST, "") or ("0" if kind == "slider" else ""),
                    row.get(HIGHEST, "") or ("100" if kind == "slider" else ""))  # fmt: skip
            return replace(bare, type="number", range=_range(*ends))
        kept: Declared = "ignored" if validation.startswith(("date", "time")) else "open"
        return replace(bare, type=kept)

    def _options(self, name: str, row: Mapping[str, str]) -> list[Variable]:
        bare = self._bare(name, row)
        none = _NONE.search(row.get(NOTES, ""))
        alone = {code.strip() for code in none[1].split(",")} if none else set()
        return [
            replace(
                bare, column=(_column(name, code),), code=_column(name, code), text=label, stem=bare.text, group=name,
                type="option", option_value=code, exclusive=code in alone,
            )
            for code, label in choices(row.get(CHOICES, "")).items()
        ]  # fmt: skip


def choices(said: str) -> dict[str, str]:
    """`1, ja | 2, nee` by code; a label may hold commas itself."""
    pairs = (part.partition(",") for part in said.split("|"))
    return {code.strip(): clean(label) or code.strip() for code, _, label in pairs if code.strip()}


def _column(name: str, code: str) -> str:
    return f"{name}___{code.lower().replace('-', '_')}"


def _name(word: str) -> str:
    """`[onderwerp(8)]` is the column onderwerp___8."""
    found = _FIELD.fullmatch(word)
    if found is None:
        return word
    return _column(found[1], found[2]) if found[2] else found[1]


def _range(lowest: str, highest: str) -> tuple[float, float] | None:
    try:
        low, high = (float(end.replace(",", ".")) for end in (lowest, highest))
    except ValueError:
        return None
    return (low, high) if low < high else None
