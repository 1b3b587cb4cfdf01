"""Which program made a file: by its content, never by its name alone. And which structure goes with which answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from monitor.errors import IntakeError
from monitor.exchange.json_files import read_json
from monitor.exchange.pairing import Waves, check_not_fixed, fixed_pairs
from monitor.exchange.readers import (
    data_package,
    ddi,
    limesurvey,
    qualtrics,
    redcap,
    surveymonkey,
    triples,
    typeform,
    xlsform,
)
from monitor.exchange.readers.codebook import read_codebook
from monitor.exchange.readers.forms import is_forms, read_forms
from monitor.exchange.readers.google import is_google, read_google
from monitor.exchange.readers.plain import read_plain
from monitor.exchange.readers.spss import read_spss_source
from monitor.exchange.readers.stata import read_stata_source
from monitor.exchange.roles import with_roles
from monitor.exchange.source import Doubt, Roles, Source, Variable, name_of
from monitor.exchange.tables import Sheet, below_titles, read_sheets
from monitor.exchange.vocabulary import plain
from monitor.exchange.xml import read_xml
from monitor.intake.files.limits import read_limits
from monitor.intake.files.readers import PARQUET, format_of, is_text


def read_source(path: Path) -> Source:
    """A file of any format that is known; a plain table where none is recognised.

    **Raises** IntakeError for a file that nobody can read.
    """
    form = format_of(path, read_limits())
    if form == "spss":
        return read_spss_source(path)
    if form == "stata":
        return read_stata_source(path)
    if form == PARQUET:
        return read_plain(path, read_sheets(path))
    if triples.is_survey(path):
        return triples.read_survey(path, None)
    if _begins(path, b"<"):
        return _from_xml(path)
    if _begins(path, b"{"):
        return _from_json(path)
    if is_text(form):
        check_not_fixed(path)
    sheets = read_sheets(path)
    if not sheets:
        raise IntakeError("exchange.nothing_in_file", where=path.name)
    sheets = [sheet if _begins_with_headings(sheet) else below_titles(sheet) for sheet in sheets]
    source = _from_sheets(path, sheets)
    above = next((sheet for sheet in sheets if sheet.name == source.sheet), sheets[0]).above
    if not above:
        return source
    if form != "excel":
        raise IntakeError("exchange.rows_above", where=path.name, row=above + 1)
    return replace(source, above=above).with_doubts(
        [Doubt("exchange.rows_passed_over", "", {"count": above})]
    )


def _begins_with_headings(sheet: Sheet) -> bool:
    """Whether a sheet is of a kind whose first row is sparse or that looks for its headings itself."""
    return surveymonkey.is_responses(sheet) or read_codebook(sheet) is not None


def _from_sheets(path: Path, sheets: list[Sheet]) -> Source:
    if xlsform.is_form(sheets):
        return xlsform.read_form(path, sheets)
    if xlsform.is_answers(sheets[0]):
        return xlsform.read_answers(path, sheets[0])
    if is_forms(sheets):
        return read_forms(path, sheets)
    if surveymonkey.is_responses(sheets[0]):
        return surveymonkey.read_responses(path, sheets[0])
    if qualtrics.is_responses(sheets[0]):
        return qualtrics.read_responses(path, sheets[0])
    if typeform.is_responses(sheets[0]):
        return typeform.read_responses(path, sheets[0])
    if redcap.is_structure(sheets[0]):
        return redcap.read_structure(path, sheets[0])
    if redcap.is_answers(sheets[0]):
        return redcap.read_answers(path, sheets[0])
    if is_google(sheets):
        return read_google(path, sheets)
    if limesurvey.is_responses(sheets[0]):
        return limesurvey.read_responses(path, sheets[0])
    return read_plain(path, sheets)


def _begins(path: Path, mark: bytes) -> bool:
    with path.open("rb") as stream:
        return stream.read(200).removeprefix(b"\xef\xbb\xbf").lstrip().startswith(mark)


def _from_xml(path: Path) -> Source:
    root = read_xml(path)
    if ddi.is_structure(root):
        return ddi.read_structure(path, root)
    if limesurvey.is_structure(root):
        return limesurvey.read_structure(path, root)
    raise IntakeError("exchange.unknown_xml", where=path.name)


def _from_json(path: Path) -> Source:
    content = read_json(path)
    if qualtrics.is_structure(content):
        return qualtrics.read_structure(path, content)
    if data_package.is_structure(content):
        return data_package.read_structure(path, content)
    raise IntakeError("exchange.unknown_json", where=path.name)


def read_sources(paths: Sequence[Path], waves: Waves | None = None) -> list[Source]:
    """One source per file with answers, with the roles of its columns; a structure is joined to the answers it belongs to.

    `waves` are those that stand in front of files. **Raises** IntakeError as `paired_sources` does.
    """
    return [with_roles(one) for one in paired_sources(paths, waves)]


def paired_sources(paths: Sequence[Path], waves: Waves | None = None) -> list[Source]:
    """The same with every column as a variable.

    **Raises** IntakeError as `read_source` does, and for a structure without answers of its own beside others that have.
    """
    fixed = fixed_pairs(paths, waves or {})
    taken = {path for pair in fixed for path in pair}
    sources = [triples.read_survey(*pair) for pair in fixed]
    sources += [read_source(path) for path in paths if path not in taken]
    structures = [one for one in sources if not one.has_answers]
    data = [one for one in sources if one.has_answers]
    for one in structures:
        if not any(variable.listed for variable in one.variables) and not one.is_fixed:
            raise IntakeError("exchange.header_only", where=one.path.name)
    if not data:
        _check_alone(structures)
        return structures
    chosen = [None if one.is_fixed else _structure_of(one, structures) for one in data]
    _check_alone([one for one in structures if not any(one is each for each in chosen)], data)
    return [_joined(one, structure) for one, structure in zip(data, chosen, strict=True)]


def _check_alone(structures: Sequence[Source], data: Sequence[Source] = ()) -> None:
    """**Raises** IntakeError for several questionnaires without answers, and for one beside the answers of others."""
    if len(structures) > 1 or (structures and data):
        raise IntakeError(
            "exchange.several_structures", where=structures[0].path.name,
            others=", ".join(one.path.name for one in (*structures[1:], *data)),
        )  # fmt: skip


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
    known = [_with_marks(_found(one, data), data) for one in _in_one_cell(structure.variables, data)]
    here = {name_of(one.column) for one in data.variables}
    asked = tuple(one for one in known if name_of(one.column) in here)
    named = {name_of(one.column) for one in asked}
    named |= set(structure.ignored)
    rest = tuple(one for one in data.variables if name_of(one.column) not in named)
    return replace(
        data, format=structure.format, structure=structure.path, roles=_roles(data, structure), title=structure.title or data.title, variables=(*asked, *rest),
        ignored=tuple(dict.fromkeys((*data.ignored, *(one for one in structure.ignored if one in here)))),
        doubts=(*data.doubts, *structure.doubts),
    )  # fmt: skip


def _roles(data: Source, structure: Source) -> Roles:
    """The roles that the answers tell, and those that the structure names a column for."""
    here = {name_of(one.column) for one in data.variables}
    said = {name: getattr(structure.roles, name) for name in ("respondent_id", "weight")}
    named = {name: one for name, one in said.items() if one in here and not getattr(data.roles, name)}
    return replace(data.roles, **named)


def _found(variable: Variable, data: Source) -> Variable:
    """A variable of a structure with the heading that it has among the answers: its code, its text, or both."""
    headings = [one.column for one in data.variables]
    if variable.column in headings:
        return variable
    texts = {
        plain(variable.code),
        plain(f"{variable.stem} {variable.text}"),
        plain(f"{variable.code} {variable.stem} {variable.text}"),
    }
    matching = [one for one in headings if plain(" ".join(one)) in texts]
    return replace(variable, column=matching[0]) if len(matching) == 1 else variable


def _with_marks(variable: Variable, data: Source) -> Variable:
    marks = next((one.no_answer for one in data.variables if one.column == variable.column), ())
    return replace(variable, no_answer=marks) if marks else variable


def _in_one_cell(variables: Sequence[Variable], data: Source) -> list[Variable]:
    """Options that have no columns of their own while their question has one: they are joined in its cells."""
    here = {name_of(one.column) for one in data.variables}
    made: list[Variable] = []
    joined: set[str] = set()
    apart = {one.group for one in variables if one.type == "option" and name_of(one.column) in here}
    for one in variables:
        if one.type != "option" or one.group in apart or one.group not in here:
            made.append(one)
        elif one.group not in joined:
            joined.add(one.group)
            options = {
                each.option_value: each.text
                for each in variables
                if each.type == "option" and each.group == one.group
            }
            made.append(
                replace(
                    one,
                    column=(one.group,),
                    code=one.group,
                    text=one.stem,
                    type="joined",
                    separator=",",
                    options=options,
                )
            )
    return made
