"""Which program made a file: by its content, never by its name alone. And which structure goes with which answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from monitor.errors import IntakeError
from monitor.exchange.readers.forms import is_forms, read_forms
from monitor.exchange.readers.plain import read_plain
from monitor.exchange.readers.spss import read_spss_source
from monitor.exchange.roles import with_roles
from monitor.exchange.source import Source, Variable, name_of
from monitor.exchange.tables import read_sheets
from monitor.exchange.vocabulary import plain
from monitor.intake.files.limits import read_limits
from monitor.intake.files.readers import format_of


def read_source(path: Path) -> Source:
    """A file of any format that is known; a plain table where none is recognised.

    **Raises** IntakeError for a file that nobody can read.
    """
    form = format_of(path, read_limits())
    if form == "spss":
        return read_spss_source(path)
    sheets = read_sheets(path)
    if not sheets:
        raise IntakeError("exchange.nothing_in_file", where=path.name)
    if is_forms(sheets):
        return read_forms(path, sheets)
    return read_plain(path, sheets)


def read_sources(paths: Sequence[Path]) -> list[Source]:
    """One source per file with answers; a structure is joined to the answers it belongs to.

    **Raises** IntakeError as `read_source` does.
    """
    sources = [read_source(path) for path in paths]
    structures = [one for one in sources if not one.has_answers]
    data = [one for one in sources if one.has_answers]
    if not data:
        return [with_roles(one) for one in structures[:1]]
    return [with_roles(_joined(one, _structure_of(one, structures))) for one in data]


def _structure_of(data: Source, structures: Sequence[Source]) -> Source | None:
    """The structure with the same number or title, else the one with the most columns in common."""
    for one in structures:
        if (
            one.number
            and one.number in data.path.name
            or (one.title and plain(one.title) == plain(data.title))
        ):
            return one
    return max(structures, key=lambda one: len(_columns(one) & _columns(data)), default=None)


def _columns(source: Source) -> set[str]:
    return {name_of(one.column) for one in source.variables}


def _joined(data: Source, structure: Source | None) -> Source:
    """The answers under what the structure says of them; columns that it does not know stay as they are."""
    if structure is None:
        return data
    known = {name_of(one.column): one for one in structure.variables}
    here = {name_of(one.column) for one in data.variables}
    asked = tuple(one for name, one in known.items() if name in here or one.type != "ignored")
    rest = tuple(one for one in data.variables if name_of(one.column) not in known)
    return replace(
        data, format=structure.format, title=structure.title or data.title, variables=(*_present(asked, here), *rest),
        ignored=tuple(dict.fromkeys((*data.ignored, *structure.ignored))),
        doubts=(*data.doubts, *structure.doubts),
    )  # fmt: skip


def _present(variables: Sequence[Variable], here: set[str]) -> list[Variable]:
    return [one for one in variables if name_of(one.column) in here]
