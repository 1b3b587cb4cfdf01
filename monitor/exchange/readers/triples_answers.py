"""The answers of a Triple-S survey: one respondent on each line, cut at the places that its structure names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from monitor.errors import IntakeError
from monitor.exchange.answers import number_of
from monitor.exchange.limits import exchange_limits
from monitor.exchange.readers.triples_structure import SERIAL, Column, Structure
from monitor.exchange.source import Doubt
from monitor.exchange.tables import DELIMITERS
from monitor.intake.files.fixed_width import FixedText, fixed_text
from monitor.intake.files.limits import read_limits
from monitor.intake.files.readers import READERS, format_of, is_text
from monitor.intake.files.table import TextColumn, text_column

UTF_8 = "utf-8"
LOOKED_AT = 50  # lines
FEWEST_CELLS = 2  # one separator in a line may be the comma of a number


@dataclass(frozen=True)
class Answers:
    """The cells of every column by name, `beyond` the columns that no line reaches."""

    cells: Mapping[str, TextColumn]
    rows: int
    in_bytes: bool
    beyond: frozenset[str]
    doubts: tuple[Doubt, ...]

    def spellings(self, column: Column) -> dict[str, str]:
        """Answers that are a code of a variable in other signs, such as 01 for 1 and 099.9 for 99.9."""
        codes = {number: code for code in column.variable.labels if (number := number_of(code)) is not None}
        texts = self.cells[column.name].texts if codes and column.variable.type != "option" else ()
        found = {text: codes.get(number) for text in texts if (number := number_of(text)) is not None}
        return {
            text: code
            for text, code in found.items()
            if code is not None and text not in column.variable.labels
        }


def read_answers(structure: Structure, path: Path, data: Path, declared: str) -> Answers:
    """The answers at the places of a structure.

    **Raises** IntakeError for a file that is no text, is empty or looks like CSV, one that is not in the encoding of its
    structure, one whose lines end before most variables begin, and one respondent number in two spellings.
    """
    form = format_of(data, read_limits())
    if not is_text(form) or form == "utf-16":
        raise IntakeError(
            "exchange.triple_s_answers", where=data.name, got=READERS[form].title, structure=path.name
        )
    text = fixed_text(data, form, read_limits())
    _check_text(text, structure, data, declared, form)
    in_bytes = counts_bytes(text, structure)
    text = text.by_bytes() if in_bytes else text
    cells = {one.name: text_column(map(str.strip, text.cells(*one.place))) for one in structure.columns}
    _check_serial(structure, cells, data)
    beyond = _beyond(text, structure, path, data)
    doubts = [*_lengths(text, structure, beyond, data)]
    doubts += [] if in_bytes is not None else _undecided(text, structure)
    return Answers(cells, len(text.lines), bool(in_bytes), beyond, tuple(doubts))


def _check_text(text: FixedText, structure: Structure, data: Path, declared: str, form: str) -> None:
    if not any(text.lines):
        raise IntakeError("exchange.nothing_in_file", where=data.name)
    if declared.replace("_", "-") in (UTF_8, "utf8") and text.encoding != UTF_8:
        raise IntakeError(
            "exchange.answers_in_other_encoding", where=data.name, line=_line_in_other_encoding(data) if form == "text" else None
        )  # fmt: skip
    if _is_delimited(text, structure):
        raise IntakeError("exchange.answers_look_like_csv", where=data.name)


def _line_in_other_encoding(data: Path) -> int:
    """The first line that is no UTF-8."""
    raw = data.read_bytes()
    try:
        raw.decode(UTF_8)
    except UnicodeDecodeError as failure:
        return raw[: failure.start].count(b"\n") + 1
    return 1


def _is_delimited(text: FixedText, structure: Structure) -> bool:
    """Whether the first line holds the names of variables between separators, or every line as many cells as there are
    variables while the places hold no answers."""
    names = {one.variable.group if one.type == "multiple" else one.name for one in structure.columns}
    top = replace(text, lines=text.lines[:LOOKED_AT])
    misses = _wrong(top, structure) >= len(top.lines)
    for sign in DELIMITERS:
        rows = [[cell.strip(' "') for cell in line.split(sign)] for line in top.lines]
        if len(names) > 1 and 2 * len(names.intersection(rows[0])) > len(names):
            return True
        if misses and all(len(row) == len(names) > FEWEST_CELLS for row in rows):
            return True
    return False


def _check_serial(structure: Structure, cells: Mapping[str, TextColumn], data: Path) -> None:
    """**Raises** IntakeError where two lines have one respondent number in other signs, such as 6 and 0006."""
    serial = next((one for one in structure.columns if one.use == SERIAL and one.type == "quantity"), None)
    column = cells[serial.name] if serial is not None else None
    seen: dict[float, int] = {}
    for place, text in enumerate(column.texts if column is not None else ()):
        number = number_of(text)
        if number is None or column is None or place not in column.index:
            continue
        if number in seen:
            lines = [int((column.index == each).argmax()) + 1 for each in (seen[number], place)]
            raise IntakeError(
                "exchange.one_number_in_two_spellings", where=data.name, line=max(lines), other=min(lines),
                name=serial.name if serial is not None else "",
            )  # fmt: skip
        seen[number] = place


# places


def counts_bytes(text: FixedText, structure: Structure) -> bool | None:
    """Whether places count bytes and not signs, by the length of the lines, else by the answers; None where nothing tells."""
    wide = [line for line in text.lines if not line.isascii()]
    if not wide or text.encoding != UTF_8:
        return False
    signs = {len(line) for line in text.lines}
    lengths = {len(line.encode(text.encoding)) for line in text.lines}
    if (len(signs) == 1) != (len(lengths) == 1):
        return len(lengths) == 1
    if max(signs) <= structure.last < max(lengths):
        return False
    if max(signs) < structure.last and lengths == {structure.last}:
        return True
    by_sign = FixedText(tuple(wide), text.encoding, "")
    fit = [_right(each, structure) - _wrong(each, structure) for each in (by_sign, by_sign.by_bytes())]
    return fit[1] > fit[0] if fit[0] != fit[1] else None


def _wrong(text: FixedText, structure: Structure) -> int:
    """How many cells hold no answer of their variable."""
    return sum(not _is_answer(cell, one) for cell, one in _closed_cells(text, structure))


def _right(text: FixedText, structure: Structure) -> int:
    """How many cells hold an answer of their variable."""
    return sum(bool(cell) and _is_answer(cell, one) for cell, one in _closed_cells(text, structure))


def _closed_cells(text: FixedText, structure: Structure) -> Iterator[tuple[str, Column]]:
    """The cells of which the structure says what may stand in them."""
    for one in structure.columns:
        if one.variable.type in ("single", "option", "number"):
            yield from ((cell.strip(), one) for cell in text.cells(*one.place))


def _is_answer(cell: str, column: Column) -> bool:
    labels = column.variable.labels
    number = number_of(cell)
    if not cell or cell in labels or column.variable.type == "number":
        return not cell or cell in labels or number is not None
    return number is not None and number in {number_of(code) for code in labels}


def _undecided(text: FixedText, structure: Structure) -> Iterator[Doubt]:
    """The first column behind a letter that takes more than one byte, where nothing tells what places count."""
    for number, line in enumerate(text.lines, start=1):
        at = next((place for place, sign in enumerate(line, start=1) if not sign.isascii()), None)
        behind = [one for one in structure.columns if at is not None and one.place[0] > at]
        if behind:
            first = min(behind, key=lambda one: one.place)
            yield Doubt("exchange.places_undecided", first.name, {"line": number, "name": first.name})
            return


def _beyond(text: FixedText, structure: Structure, path: Path, data: Path) -> frozenset[str]:
    """Columns that begin behind the end of every line. **Raises** IntakeError where most do."""
    longest = _longest(text)
    found = frozenset(
        one.name
        for one in structure.columns
        if structure.together.get(one.variable.group, one.place)[0] > longest
    )
    if len(found) > exchange_limits().triple_s.beyond * len(structure.columns):
        raise IntakeError(
            "exchange.answers_of_other_structure", where=data.name, structure=path.name, got=longest,
            expected=structure.last, count=len(found), of=len(structure.columns),
        )  # fmt: skip
    return found


def _lengths(text: FixedText, structure: Structure, beyond: frozenset[str], data: Path) -> Iterator[Doubt]:
    longest = _longest(text)
    values = {"longest": longest, "last": structure.last}
    if beyond:
        yield Doubt("exchange.lines_too_short", data.name, values)
    if longest > structure.last + exchange_limits().triple_s.run_on:
        yield Doubt("exchange.lines_run_on", data.name, values)


def _longest(text: FixedText) -> int:
    return max(len(line.rstrip()) for line in text.counted)
