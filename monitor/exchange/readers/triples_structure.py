"""The variables that a Triple-S file describes: what they ask, their codes, and the places of their answers in a line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from xml.etree.ElementTree import Element

from monitor.errors import IntakeError
from monitor.exchange.limits import exchange_limits
from monitor.exchange.readers.triples_texts import stem_and_text, words
from monitor.exchange.readers.triples_values import (
    check_codes,
    codes_of_single,
    options_of,
    outside_of,
    span_of,
    values_of,
)
from monitor.exchange.source import Doubt, Variable
from monitor.exchange.vocabulary import clean, vocabulary
from monitor.study.column_map import FURTHEST

YES, NO = {"1": "ja"}, {"0": "nee"}
SERIAL, WEIGHT = "serial", "weight"
Place = tuple[int, int]


@dataclass(frozen=True)
class Column:
    """One variable, or one value of a multiple, with the place of its answers; `use` is its part in the survey and
    `type` what the file calls its kind."""

    variable: Variable
    place: Place
    use: str = ""
    type: str = ""

    @property
    def name(self) -> str:
        return self.variable.column[0]


@dataclass(frozen=True)
class Structure:
    """The columns of a survey in the order of the file; `together` has the place of every multiple by its name."""

    title: str
    columns: tuple[Column, ...]
    together: Mapping[str, Place]
    doubts: tuple[Doubt, ...]

    @property
    def last(self) -> int:
        """The last place of a line in which an answer stands."""
        return max((one.place[1] for one in self.columns), default=0)


@dataclass(frozen=True)
class _Declared:
    """One variable as the file declares it."""

    element: Element
    name: str
    type: str
    place: Place

    @property
    def use(self) -> str:
        return (self.element.get("use") or "").lower()


def read_structure(root: Element, path: Path) -> Structure:
    """The variables of a survey of one record.

    **Raises** IntakeError for several records, answers in CSV, names and codes that occur twice, places that are none,
    lie too far or over each other, and two respondent numbers.
    """
    record = _record(root, path)
    declared = [_declared(one, path) for one in record.findall("variable")]
    _check_names(declared, path)
    _check_places(declared, path)
    _check_serial(declared, path)
    columns = tuple(column for one in declared for column in _columns(one, declared, path))
    return Structure(
        words(next(root.iter("title"), None)),
        columns,
        {one.name: one.place for one in declared if one.type == "multiple"},
        (*_version(root), *_types(columns)),
    )


def _record(root: Element, path: Path) -> Element:
    records = list(root.iter("record"))
    if len(records) > 1 or next(root.iter("hierarchy"), None) is not None:
        raise IntakeError(
            "exchange.triple_s_levels", where=path.name, got=len(records) if len(records) > 1 else None
        )
    if not records:
        raise IntakeError("exchange.triple_s_record", where=path.name)
    if (records[0].get("format") or "fixed").lower() != "fixed":
        raise IntakeError("exchange.triple_s_csv", where=path.name)
    return records[0]


def _version(root: Element) -> Iterator[Doubt]:
    said, known = root.get("version", ""), exchange_limits().triple_s.versions
    if said and said not in known:
        yield Doubt("exchange.triple_s_version", "", {"version": clean(said), "known": ", ".join(known)})


def _types(columns: Iterable[Column]) -> Iterator[Doubt]:
    """Variables that are not read, with their kind."""
    for one in columns:
        if one.variable.type == "ignored" and not is_completed(one):
            yield Doubt("exchange.triple_s_type", one.name, {"name": one.name, "type": clean(one.type)})


def is_completed(one: Column) -> bool:
    """Whether a date is the day of completion, by its name or text."""
    words = vocabulary()
    return one.type == "date" and (
        words.is_named("completed", one.name) or words.asks_for("completed", one.variable.text)
    )


# names and places


def _declared(element: Element, path: Path) -> _Declared:
    name = words(element.find("name")) or clean(element.get("ident") or "")
    if not name:
        text = words(element.find("label"))
        raise IntakeError("exchange.triple_s_without_name", where=path.name, text=text)
    if element.find("spread") is not None:
        raise IntakeError("exchange.triple_s_spread", where=path.name, name=name)
    return _Declared(element, name, (element.get("type") or "").lower(), _place(element, path, name))


def _place(element: Element, path: Path, name: str) -> Place:
    found = element.find("position")
    ends = {} if found is None else dict(found.items())
    start = _count(ends.get("start"), path, name)
    finish = _count(ends.get("finish") or ends.get("start"), path, name)
    if not 1 <= start <= finish:
        raise IntakeError("exchange.triple_s_position", where=path.name, name=name)
    return start, finish


def _count(text: str | None, path: Path, name: str) -> int:
    """A place in a line; 0 where there is none, or no number. **Raises** IntakeError for one beyond the longest line."""
    digits = (text or "").strip()
    if not digits.isdecimal():
        return 0
    if len(digits.lstrip("0")) > len(str(FURTHEST)) or int(digits) > FURTHEST:
        got = digits if len(digits) <= 2 * len(str(FURTHEST)) else f"{digits[: len(str(FURTHEST))]}..."
        raise IntakeError("exchange.triple_s_too_far", where=path.name, name=name, got=got, most=FURTHEST)
    return int(digits)


def _check_names(declared: Sequence[_Declared], path: Path) -> None:
    seen: dict[str, str] = {}
    for one in declared:
        ident = clean(one.element.get("ident") or "-")
        if one.name in seen:
            raise IntakeError(
                "exchange.triple_s_same_name", where=path.name, name=one.name, one=seen[one.name], other=ident
            )
        seen[one.name] = ident


def _check_places(declared: Sequence[_Declared], path: Path) -> None:
    in_order = sorted(declared, key=lambda one: one.place)
    for before, one in zip(in_order, in_order[1:], strict=False):
        if one.place[0] <= before.place[1]:
            raise IntakeError(
                "exchange.triple_s_overlap", where=path.name, one=before.name, other=one.name,
                of_one="-".join(map(str, before.place)), of_other="-".join(map(str, one.place)),
            )  # fmt: skip


def _check_serial(declared: Sequence[_Declared], path: Path) -> None:
    for use in (SERIAL, WEIGHT):
        named = [one.name for one in declared if one.use == use]
        if len(named) > 1:
            raise IntakeError(
                "exchange.triple_s_two_of_a_use", where=path.name, use=use, one=named[0], other=named[1]
            )


# what is asked


def _columns(one: _Declared, declared: Sequence[_Declared], path: Path) -> Iterator[Column]:
    stem, text = stem_and_text(one.element.find("label"))
    bare = Variable(
        column=(one.name,), code=one.name, text=text or one.name, stem=stem,
        group=(one.name.rpartition(".")[0] or stem) if stem else "",
    )  # fmt: skip
    condition = words(one.element.find("filter"))
    if condition:
        logical = _logical(condition, declared)
        bare = replace(bare, route=("==", logical, "1")) if logical else replace(bare, route_said=condition)
    check_codes(one.element, one.name, path)
    if one.type == "multiple":
        yield from _options(one, bare, {each.name for each in declared}, path)
    else:
        yield Column(_variable(one, bare), one.place, one.use, one.type)


def _logical(condition: str, declared: Sequence[_Declared]) -> str:
    """The name of the logical variable that a condition names, by name or number; "" where it names none."""
    for named in (lambda one: one.name, lambda one: one.element.get("ident") or ""):
        found = next((one for one in declared if named(one) == condition), None)
        if found is not None:
            return found.name if found.type == "logical" else ""
    return ""


def _options(one: _Declared, bare: Variable, names: set[str], path: Path) -> Iterator[Column]:
    """A column for each code of a multiple, which is the place of its sign."""
    options, wordless = options_of(one.element, one.name, one.place, path)
    for code, label in options.items():
        key = f"{one.name}_{code}"
        at = one.place[0] + code - 1
        yield Column(
            replace(
                bare, column=(f"{one.name}[{code}]" if key in names else key,), code=key, text=label,
                stem=f"{bare.stem} {bare.text}".strip(), group=one.name, type="option", labels=YES | NO, signs=True,
                option_value=str(code), listed=True, wordless=wordless,
            ),
            (at, at),
            type=one.type,
        )  # fmt: skip


def _variable(one: _Declared, bare: Variable) -> Variable:
    values = values_of(one.element)
    if one.type == "quantity":
        span = span_of(one.element)
        return replace(
            bare,
            type="number",
            labels=values,
            range=span,
            missing=outside_of(values, span),
            listed=bool(values),
        )
    if one.type == "logical":
        return replace(bare, type="single", labels={**YES, **NO, **values}, listed=True)
    if one.type == "single" or (one.type == "character" and values):
        return codes_of_single(one.element, bare)
    return replace(bare, type="open" if one.type == "character" else "ignored")
