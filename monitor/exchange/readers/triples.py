"""Triple-S: the variables of a survey in XML, and its answers in a text in which each stands at fixed places.

A multiple holds a 1 or 0 for each of its values, so each value is a column of its own here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from xml.etree.ElementTree import Element

from monitor.errors import IntakeError
from monitor.exchange.source import Declared, Roles, Source, Variable
from monitor.exchange.vocabulary import clean
from monitor.exchange.xml import read_xml
from monitor.intake.files.fixed_width import fixed_lines
from monitor.intake.files.limits import read_limits
from monitor.intake.files.readers import format_of
from monitor.intake.files.table import TextColumn, text_column

MARK = b"<sss"
YES, NO = {"1": "ja"}, {"0": "nee"}
INTERVIEW = "interview"
Place = tuple[int, int]


def read_survey(path: Path, data: Path | None) -> Source:
    """The variables, with their answers where there is a file of them.

    **Raises** IntakeError for a file that is no Triple-S of one record, answers in CSV, a multiple that holds codes (a
    spread), and answers that are not at the places that the structure names.
    """
    root = read_xml(path, allow_doctype=True)
    record = next(root.iter("record"), None)
    if record is None:
        raise IntakeError("exchange.damaged_xml", where=path.name)
    if (record.get("format") or "fixed") != "fixed":
        raise IntakeError("exchange.triple_s_csv", where=path.name)
    columns = [column for one in record.findall("variable") for column in _columns(one, path)]
    title = next((_words(one) for one in root.iter("title")), "")
    if data is None:
        return Source(
            format="triples", path=path, title=title, variables=tuple(one.variable for one in columns)
        )
    lines, _, _ = fixed_lines(data, format_of(data, read_limits()), read_limits())
    cells = {one.name: _cells(lines, one.place) for one in columns}
    roles = {use: next((one.name for one in columns if one.use == use), "") for use in ("serial", "weight")}
    return Source(
        format="triples", path=data, title=title, answers=cells, rows=len(lines),
        variables=tuple(one.padded(cells[one.name]) for one in columns if one.use not in ("serial", "weight")),
        roles=Roles(respondent_id=roles["serial"], weight=roles["weight"]),
        fixed={one.name: one.place for one in columns},
    )  # fmt: skip


@dataclass(frozen=True)
class _Column:
    """One variable, or one value of a multiple, with the place of its answers; `use` is its part in the survey."""

    variable: Variable
    place: Place
    use: str = ""

    @property
    def name(self) -> str:
        return self.variable.column[0]

    def padded(self, cells: TextColumn) -> Variable:
        """The variable with its codes as long as they stand in the answers: 01 for 1."""
        width = self.place[1] - self.place[0] + 1
        labels = self.variable.labels
        zeros = any(len(cell) == width > 1 and cell.startswith("0") for cell in cells.texts if cell.isdigit())
        if not (zeros and labels and all(code.isdigit() for code in labels)):
            return self.variable
        long = {code.zfill(width): label for code, label in labels.items()}
        return replace(
            self.variable, labels=long, missing=tuple(code.zfill(width) for code in self.variable.missing)
        )


def _cells(lines: Sequence[str], place: Place) -> TextColumn:
    return text_column(line[place[0] - 1 : place[1]].strip() for line in lines)


def _columns(element: Element, path: Path) -> Iterator[_Column]:
    name, kind = _text(element, "name") or str(element.get("ident")), element.get("type") or ""
    if element.find("spread") is not None:
        raise IntakeError("exchange.triple_s_spread", where=path.name, name=name)
    start, finish = _place(element, path, name)
    stem, text = _label(element)
    labels = {str(one.get("code")): _words(one) for one in element.iter("value") if one.get("code")}
    condition = clean(_text(element, "filter"))
    route = ("==", condition, "1") if condition else None
    if kind == "multiple":
        for at, (value, label) in enumerate(labels.items()):
            yield _Column(
                Variable(
                    column=(f"{name}_{value}",), code=f"{name}_{value}", text=label, stem=text, group=name, type="option",
                    labels=YES | NO, signs=True, option_value=value, listed=True, route=route,
                ),
                (start + at, start + at),
            )  # fmt: skip
        return
    declared: Declared = {
        "quantity": "number",
        "character": "open",
        "logical": "single",
        "single": "single",
    }.get(kind, "")  # type: ignore[assignment]
    is_number = kind == "quantity"
    yield _Column(
        Variable(
            column=(name,), code=name, text=text or name, stem=stem, group=name.rpartition(".")[0] or stem if stem else "",
            type=declared, labels=YES | NO if kind == "logical" else labels, missing=tuple(labels) if is_number else (),
            range=_range(element) if is_number else None, listed=bool(labels) or kind == "logical", route=route,
        ),
        (start, finish),
        element.get("use") or "",
    )  # fmt: skip


def _place(element: Element, path: Path, name: str) -> Place:
    found = element.find("position")
    ends = {} if found is None else dict(found.items())
    start = _count(ends.get("start"))
    finish = _count(ends.get("finish") or ends.get("start"))
    if not 1 <= start <= finish:
        raise IntakeError("exchange.triple_s_position", where=path.name, name=name)
    return start, finish


def _count(text: str | None) -> int:
    """A place in a line; 0 where there is none, or no number."""
    return int(text) if text and text.isdecimal() else 0


def _range(element: Element) -> tuple[float, float] | None:
    found = next(element.iter("range"), None)
    try:
        low, high = (
            (float(str(found.get(end))) for end in ("from", "to")) if found is not None else (0.0, 0.0)
        )
    except ValueError:
        return None
    return (low, high) if low < high else None


def _label(element: Element) -> tuple[str, str]:
    """The stem and the text of a variable: what stands before the last line break, and behind it."""
    label = element.find("label")
    if label is None:
        return "", ""
    mode = next((one for one in label.findall("text") if one.get("mode") in (INTERVIEW, None)), None)
    *before, last = _parts(label if mode is None else mode)
    return " ".join(filter(None, before)), last


def _parts(element: Element) -> list[str]:
    """The words of an element, parted at its line breaks."""
    said = element.text or ""
    for child in element:
        said += ("\n" if child.tag == "br" else "") + (child.tail or "")
    return [clean(part) for part in said.split("\n")]


def _words(element: Element) -> str:
    return " ".join(filter(None, _parts(element)))


def _text(element: Element, tag: str) -> str:
    found = element.find(tag)
    return clean("".join(found.itertext())) if found is not None else ""
