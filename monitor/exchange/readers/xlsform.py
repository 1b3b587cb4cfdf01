"""XLSForm (a workbook with the sheets survey and choices), and the answers as KoBoToolbox and ODK export them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from monitor.exchange.readers.plain import table_source
from monitor.exchange.relevance import Condition, both, condition
from monitor.exchange.source import Doubt, Roles, Source, Variable
from monitor.exchange.tables import Sheet
from monitor.exchange.vocabulary import clean, plain
from monitor.study.column_map import RowsLeftOut

OWN = ("start", "end", "today", "deviceid", "username", "subscriberid", "phonenumber", "audit", "formhub/uuid", "meta/instanceID")  # fmt: skip
ADDED = re.compile(r"_(id|uuid|submission_time|validation_status|notes|status|submitted_by|tags|index|version__?|geolocation)\d*|__version__")  # fmt: skip
NOT_APPROVED = ("Not Approved", "Not approved", "validation_status_not_approved")
OPEN = ("text", "barcode", "date", "time", "datetime", "geopoint", "image", "file", "audio", "video")
NUMBERS = ("integer", "decimal", "range")
_BOUND = re.compile(r"\.\s*(>=|<=|>|<)\s*(-?\d+(?:\.\d+)?)")
_BEGIN, _END = re.compile(r"begin[ _](group|repeat)"), re.compile(r"end[ _](group|repeat)")


def is_form(sheets: Sequence[Sheet]) -> bool:
    names = {sheet.name.lower() for sheet in sheets}
    return {"survey", "choices"} <= names


def is_answers(sheet: Sheet) -> bool:
    """Whether a table has the columns that KoBoToolbox and ODK put behind the answers."""
    return {"_id", "_uuid"} <= set(sheet.headings) or {"KEY", "SubmissionDate"} <= set(sheet.headings)


def read_answers(path: Path, sheet: Sheet) -> Source:
    """The answers; rows that were not approved are left out."""
    source = table_source(path, sheet, "xlsform")
    headings = [one.heading for one in source.variables]
    own = [one for one in headings if one in OWN or ADDED.fullmatch(one) or one in ("KEY", "SubmissionDate")]
    respondent = next((one for one in ("_id", "KEY") if one in headings), "")
    completed = next((one for one in ("_submission_time", "SubmissionDate", "end") if one in headings), "")
    left_out = {}
    if "_validation_status" in headings:
        left_out["not_approved"] = RowsLeftOut(column="_validation_status", values=NOT_APPROVED)
    variables = tuple(
        replace(one, code=one.heading.rpartition("/")[2])
        for one in source.variables
        if one.heading not in own
    )
    return replace(
        source, variables=variables, ignored=tuple(one for one in own if one != respondent),
        roles=Roles(respondent_id=respondent, completed=completed, left_out=left_out),
    )  # fmt: skip


def read_form(path: Path, sheets: Sequence[Sheet]) -> Source:
    """The questions of a form in its default language."""
    by_name = {sheet.name.lower(): sheet for sheet in sheets}
    settings = next(iter(_rows(by_name["settings"])), {}) if "settings" in by_name else {}
    form = _Form(_choices(_rows(by_name["choices"]), settings), settings)
    for row in _rows(by_name["survey"]):
        form.take(row)
    title = settings.get("form_title") or settings.get("form_id") or path.stem
    return Source(
        format="xlsform", path=path, title=clean(title), variables=tuple(form.variables),
        ignored=tuple(form.ignored), doubts=tuple(form.doubts),
    )  # fmt: skip


def _rows(sheet: Sheet) -> list[dict[str, str]]:
    """Rows by heading, in the spelling of the documentation."""
    headings = [
        heading.strip().lower().replace(" ", "_") if "::" not in heading else heading.strip()
        for heading in sheet.headings
    ]
    return [dict(zip(headings, row, strict=True)) for row in sheet.rows[1:] if any(row)]


def _label(row: Mapping[str, str], settings: Mapping[str, str]) -> str:
    """The label in the default language, else the first that there is."""
    language = settings.get("default_language", "")
    translated = {name: text for name, text in row.items() if name.lower().startswith("label")}
    own = next(
        (text for name, text in translated.items() if language and name.partition("::")[2] == language), ""
    )
    return clean(own or row.get("label", "") or next((text for text in translated.values() if text), ""))


def _choices(rows: Sequence[Mapping[str, str]], settings: Mapping[str, str]) -> dict[str, dict[str, str]]:
    lists: dict[str, dict[str, str]] = {}
    for row in rows:
        name, value = row.get("list_name") or row.get("list", ""), row.get("name") or row.get("value", "")
        if name and value:
            lists.setdefault(name, {})[value] = _label(row, settings) or value
    return lists


@dataclass
class _Group:
    name: str
    label: str
    grid: bool
    route: Condition | None
    said: str


@dataclass
class _Form:
    """The survey sheet, as far as it has been read."""

    choices: Mapping[str, Mapping[str, str]]
    settings: Mapping[str, str]
    groups: list[_Group] = field(default_factory=list)
    variables: list[Variable] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    repeats: int = 0

    def take(self, row: Mapping[str, str]) -> None:
        kind, _, rest = re.sub(r"\s+", " ", row.get("type", "")).strip().partition(" ")
        kind = kind.lower()
        together = f"{kind} {rest}".strip().lower()
        if begin := _BEGIN.match(together):
            self._begin(row, begin[1])
        elif end := _END.match(together):
            self._finish(end[1])
        elif self.repeats:
            self.doubts.append(
                Doubt("exchange.repeat", row.get("name", ""), {"question": row.get("name", "")})
            )
        elif row.get("name"):
            self._question(row, kind, rest)

    def _begin(self, row: Mapping[str, str], kind: str) -> None:
        self.repeats += kind == "repeat"
        route, said = self._route(row)
        grid = "table-list" in row.get("appearance", "") or "label" in row.get("appearance", "").split()
        self.groups.append(_Group(row.get("name", ""), _label(row, self.settings), grid, route, said))

    def _finish(self, kind: str) -> None:
        self.repeats -= kind == "repeat"
        if self.groups:
            self.groups.pop()

    def _question(self, row: Mapping[str, str], kind: str, rest: str) -> None:
        name = row["name"]
        column = "/".join([*(group.name for group in self.groups if group.name), name])
        if kind == "select" and rest.startswith(("one", "multiple")):
            which, _, rest = rest.partition(" ")
            kind = f"select_{which}"
        if kind in ("note",):
            return
        if kind not in ("select_one", "select_multiple", *OPEN, *NUMBERS):
            self.ignored.append(column)
            return
        bare = self._bare(row, column)
        listed = rest.replace(" or specify other", " or_other").removeprefix("from ").split()
        options = dict(self.choices.get(listed[0] if listed else "", {}))
        if "or_other" in listed:
            options["other"] = "Anders"
        if kind == "select_one":
            self.variables.append(
                replace(bare, type="single", labels=options, scale=listed[0] if listed else "")
            )
        elif kind == "select_multiple":
            self._multiple(bare, name, column, options)
        else:
            number = kind in NUMBERS
            self.variables.append(
                replace(
                    bare,
                    type="number" if number else "" if kind == "text" else "open",
                    range=_range(row.get("constraint", "")) if number else None,
                )
            )
            if kind == "text":
                self.variables[-1] = replace(
                    self.variables[-1], type="contact" if _is_contact(bare.text) else "open"
                )

    def _bare(self, row: Mapping[str, str], column: str) -> Variable:
        grid = self.groups[-1] if self.groups and self.groups[-1].grid else None
        route, said = self._route(row)
        for group in self.groups:
            route, said = both(group.route, route), said or group.said
        labelled = [group for group in self.groups if group.label and group is not grid]
        return Variable(
            column=(column,), code=row["name"], text=_label(row, self.settings) or row["name"], stem=grid.label if grid else "",
            group=grid.name if grid else "", theme=labelled[0].label if labelled else "", theme_code=labelled[0].name if labelled else "", listed=True,
            required=row.get("required", "").strip().lower() in ("yes", "true", "true()", "1"),
            route=None if said else route, route_said=said,
        )  # fmt: skip

    def _multiple(self, bare: Variable, name: str, column: str, options: Mapping[str, str]) -> None:
        """The options as columns of their own; the cell in which all of them are joined is left alone."""
        self.ignored.append(column)
        self.variables += [
            replace(bare, column=(f"{column}/{value}",), code=f"{name}/{value}", text=label, stem=bare.text, group=name,
                    type="option", option_value=value)
            for value, label in options.items()
        ]  # fmt: skip

    def _route(self, row: Mapping[str, str]) -> tuple[Condition | None, str]:
        said = (row.get("relevant") or row.get("relevance") or "").strip()
        if not said:
            return None, ""
        known = condition(said, lambda word: word.removeprefix("${").removesuffix("}"))
        return (known, "") if known is not None else (None, said)


def _is_contact(text: str) -> bool:
    from monitor.exchange.vocabulary import vocabulary

    return vocabulary().asks_for("contact", text)


def _range(constraint: str) -> tuple[float, float] | None:
    """The lowest and highest answer of a constraint such as `. >= 1 and . <= 10`."""
    bounds = _BOUND.findall(constraint)
    low = [float(value) for sign, value in bounds if sign in (">", ">=")]
    high = [float(value) for sign, value in bounds if sign in ("<", "<=")]
    return (low[0], high[0]) if low and high and " or " not in f" {plain(constraint)} " else None
