"""SurveyMonkey: two heading rows, the question above the first of its columns and an option or row above each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from monitor.exchange.source import Declared, Roles, Source, Variable, name_of
from monitor.exchange.tables import Sheet
from monitor.exchange.vocabulary import clean, plain, vocabulary
from monitor.study.column_map import RowsLeftOut

OWN = (
    "collector id", "start date", "end date", "ip address", "email address", "first name", "last name", "custom data 1",
    "date created", "date modified",
)  # fmt: skip
RESPONDENT, COMPLETED = "respondent id", ("end date", "date modified")
ALONE = ("response", "open ended response", "reactie", "open antwoord")
OTHER = ("other please specify", "anders geef nadere toelichting", "overige geef nadere toelichting", "other")


def is_responses(sheet: Sheet) -> bool:
    headings = [plain(heading) for heading in sheet.headings[:4]]
    return RESPONDENT in headings[:1] and len(sheet.rows) > 1 and not sheet.rows[1][0]


def read_responses(path: Path, sheet: Sheet) -> Source:
    """The responses; rows without any answer are left out."""
    first, second = _continued(sheet.headings), sheet.rows[1]
    names: list[tuple[str, ...]] = [
        (one, other) if other and first.count(one) > 1 else (one,)
        for one, other in zip(first, second, strict=True)
    ]
    columns = sheet.columns(2)
    own = [one for one in first if plain(one) in OWN]
    respondent = next(one for one in first if plain(one) == RESPONDENT)
    asked = [place for place, name in enumerate(names) if name[0] not in (*own, respondent)]
    others = {
        names[place]: names[place + 1]
        for place in asked
        if place + 1 in asked
        and plain(second[place]) in ALONE
        and plain(second[place + 1]) in OTHER
        and names[place][0] == names[place + 1][0]
    }
    variables = [
        piece
        for place in asked
        for piece in _variables(names[place], second[place], columns[place].texts, others)
    ]
    return Source(
        format="surveymonkey", path=path, variables=tuple(variables), heading_rows=2, rows=len(sheet.rows) - 2,
        answers={name_of(name): column for name, column in zip(names, columns, strict=True)},
        ignored=tuple(dict.fromkeys(own)),
        roles=Roles(respondent_id=respondent, left_out={"no_answer_at_all": RowsLeftOut(empty=True)}, completed=next((one for one in first if plain(one) in COMPLETED), "")),
    )  # fmt: skip


def _continued(headings: Sequence[str]) -> list[str]:
    """Blanks in the first row continue the question to their left."""
    made: list[str] = []
    for heading in headings:
        made.append(heading or (made[-1] if made else ""))
    return made


def _variables(
    name: tuple[str, ...], below: str, texts: Sequence[str], others: Mapping[tuple[str, ...], tuple[str, ...]]
) -> list[Variable]:
    question, own = clean(name[0]), clean(below)
    if len(name) == 1 or plain(own) in ALONE:
        kind: Declared = "open" if plain(own) == "open ended response" and not _numeric(texts) else ""
        return [Variable(column=name, text=question, type=kind, other_in=others.get(name, ()))]
    if name in others.values():
        return [Variable(column=name, text=own, type="open", told_with=question)]
    bare = Variable(column=name, text=own, stem=question, group=question)
    filled = {plain(text) for text in texts if text}
    if plain(own) in OTHER:
        option = replace(bare, type="option", other=True)
        return [option, replace(bare, stem="", group="", type="open", told_with=question)]
    if filled <= {plain(own)} or vocabulary().is_other(own):
        return [replace(bare, type="option")]
    return [bare]


def _numeric(texts: Sequence[str]) -> bool:
    from monitor.exchange.answers import number_of

    filled = [text for text in texts if text]
    return bool(filled) and sum(number_of(text) is not None for text in filled) * 5 >= len(filled) * 4
