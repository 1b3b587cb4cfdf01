"""Typeform: responses as CSV. A question of several answers has a column per option, headed by the option alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from monitor.exchange.readers.plain import table_source
from monitor.exchange.source import Roles, Source, Variable, counts
from monitor.exchange.tables import Sheet
from monitor.exchange.vocabulary import clean, plain
from monitor.intake.files.table import TextColumn
from monitor.study.column_map import RowsLeftOut

RESPONDENT, COMPLETED, STATUS = "#", "Submit Date (UTC)", "Response Type"
OWN = (
    STATUS, "Start Date (UTC)", "Stage Date (UTC)", COMPLETED, "Network ID", "Tags", "Ending", "Score", "score",
)  # fmt: skip
DONE = ("completed",)
OTHER = ("other", "anders", "overige")
SET, SET_TEXT = "meerkeuze", "Meer antwoorden mogelijk"
YES_NO = {"1": "ja", "0": "nee"}
_PIPED = re.compile(r"\{\{[^{}]*\}\}")


def is_responses(sheet: Sheet) -> bool:
    return sheet.headings[:1] == [RESPONDENT] and COMPLETED in sheet.headings


def read_responses(path: Path, sheet: Sheet) -> Source:
    """The responses; those that were not completed are left out."""
    source = table_source(path, sheet, "typeform")
    own = tuple(one.heading for one in source.variables if one.heading in OWN)
    asked = [one for one in source.variables if one.heading not in (*own, RESPONDENT)]
    left_out = {"not_completed": RowsLeftOut(column=STATUS, other_than=DONE)} if STATUS in own else {}
    return replace(
        source, ignored=own, variables=tuple(_questions(asked, source)),
        roles=Roles(respondent_id=RESPONDENT, completed=COMPLETED, left_out=left_out),
    )  # fmt: skip


def _questions(asked: Sequence[Variable], source: Source) -> Iterable[Variable]:
    """Columns one after another that hold their own heading are one question, and the text for another answer with them."""
    number, at = 0, 0
    while at < len(asked):
        end = at
        while end < len(asked) and _is_option(asked[end], source):
            end += 1
        if end - at < 2:
            yield _alone(asked[at], source)
            at += 1
            continue
        number += 1
        group = SET if number == 1 else f"{SET}_{number}"
        for place, one in enumerate(asked[at:end]):
            doubt = "exchange.set_without_question" if place == 0 else ""
            yield replace(
                one, code="", text=clean(one.heading), stem=SET_TEXT, group=group, type="option", doubt=doubt
            )
        if end < len(asked) and plain(asked[end].heading) in OTHER:
            bare = replace(asked[end], code="", text=clean(asked[end].heading))
            yield replace(bare, stem=SET_TEXT, group=group, type="option", other=True)
            yield replace(bare, type="open", told_with=group)
            end += 1
        at = end


def _is_option(variable: Variable, source: Source) -> bool:
    """Whether everything that stands in a column is its heading."""
    filled = counts(_cells(variable, source))
    return bool(filled) and {plain(text) for text in filled} == {plain(variable.heading)}


def _alone(variable: Variable, source: Source) -> Variable:
    """A question by itself; yes and no stand as 1 and 0."""
    bare = replace(variable, code="", text=clean(_PIPED.sub("…", variable.heading)))
    filled = counts(_cells(variable, source))
    return replace(bare, labels=YES_NO, signs=True) if set(filled) == set(YES_NO) else bare


def _cells(variable: Variable, source: Source) -> TextColumn:
    cells = source.cells(variable)
    assert cells is not None
    return cells
