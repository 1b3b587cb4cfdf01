"""Triple-S: the variables of a survey in XML, and its answers in a text in which each stands at fixed places.

A multiple holds a 1 or 0 for each of its values, so each value is a column of its own here.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from monitor.errors import IntakeError
from monitor.exchange.readers.triples_answers import Answers, read_answers
from monitor.exchange.readers.triples_structure import SERIAL, WEIGHT, Column, is_completed, read_structure
from monitor.exchange.readers.triples_texts import in_small_letters, words
from monitor.exchange.source import Roles, Source, Variable
from monitor.exchange.xml import UTF_16, declared_encoding, read_xml, root_of

ROOT = "sss"
CLASSIC = b"sss"


def is_survey(path: Path) -> bool:
    """Whether a file is a Triple-S survey in XML."""
    return root_of(path) == ROOT


def is_classic(path: Path) -> bool:
    """Whether a file is a survey of the Triple-S that was no XML yet."""
    with path.open("rb") as stream:
        return stream.read(200).split()[:1] in ([CLASSIC], [CLASSIC.upper()])


def read_survey(path: Path, data: Path | None) -> Source:
    """The variables, with their answers where there is a file of them.

    **Raises** IntakeError for a file that is no Triple-S of one record in UTF-8 or one byte per letter, answers in CSV,
    a multiple that holds codes (a spread), and answers that are not at the places that the structure names.
    """
    with path.open("rb") as stream:
        if stream.read(2) in UTF_16:
            raise IntakeError("exchange.triple_s_utf_16", where=path.name)
    structure = read_structure(in_small_letters(read_xml(path, allow_doctype=True)), path)
    if data is None:
        asked = tuple(one.variable for one in structure.columns if one.use not in (SERIAL, WEIGHT))
        return Source(
            format="triples", path=path, title=structure.title, variables=asked, doubts=structure.doubts, is_fixed=True
        )  # fmt: skip
    answers = read_answers(structure, path, data, declared_encoding(path))
    roles = {
        use: next((one.name for one in structure.columns if one.use == use), "") for use in (SERIAL, WEIGHT)
    }
    return Source(
        format="triples", path=data, structure=path, title=structure.title, answers=answers.cells, rows=answers.rows,
        variables=tuple(_seen(one, answers) for one in structure.columns if one.use not in (SERIAL, WEIGHT)),
        roles=Roles(respondent_id=roles[SERIAL], weight=roles[WEIGHT], completed=next((one.name for one in structure.columns if is_completed(one)), "")),
        fixed={one.name: one.place for one in structure.columns}, together=structure.together,
        fixed_in_bytes=answers.in_bytes, is_fixed=True, doubts=(*structure.doubts, *answers.doubts),
    )  # fmt: skip


def _seen(one: Column, answers: Answers) -> Variable:
    """A variable with what the answers tell of it: codes in other signs, and a place that no line has."""
    variable = one.variable
    if one.name in answers.beyond:
        variable = replace(variable, doubt="exchange.place_beyond_lines")
    return replace(variable, spellings=answers.spellings(one))


def title_of(path: Path) -> str:
    """The title of a survey. **Raises** IntakeError for damaged XML."""
    return words(next(in_small_letters(read_xml(path, allow_doctype=True)).iter("title"), None))
