"""Coded open answers of one wave: codes by the majority of coders, quotes masked, nothing unapproved passed on."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from monitor.intake.answers.routing import presence, route_of
from monitor.intake.answers.typed_answers import NO_ANSWER, NOT_ASKED, VALID, Variable
from monitor.intake.open_answers.coded_lines import APPROVED, REFUSED, CodedLine, read_coded_lines
from monitor.intake.personal_data.search import Municipalities, mask
from monitor.intake.validation.validate import Checked

CODING_COLUMNS = ("question", "answer", "coder", "codes")

CodesByCoder = dict[str, frozenset[str]]
Coded = dict[str, dict[int, CodesByCoder]]  # question, row of the response file, coder


@dataclass(frozen=True)
class Quote:
    """Part of an answer that somebody approved for publication, with personal data masked."""

    wave: str
    question: str
    code: str
    text: str


@dataclass(frozen=True, repr=False)
class CodedAnswers:
    """What coders made of the open answers of one wave.

    `variables` has an item per code, for all rows of the response file. **Rows** of `codings`: one per
    accepted answer and coder; **columns**: question, answer (a number without meaning), coder, codes
    (tuple, in alphabetical order). `answers` counts accepted answers per question, coded or not;
    `held_back` quotes that were not approved, whose code did not get a majority or that cannot be printed (the rows
    of `unprintable`); `set_aside` lines about respondents in quarantine.
    """

    wave: str
    variables: Mapping[str, Variable] = field(default_factory=dict)
    codings: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(CODING_COLUMNS)))
    answers: Mapping[str, int] = field(default_factory=dict)
    quotes: tuple[Quote, ...] = ()
    held_back: int = 0
    unprintable: tuple[int, ...] = ()
    set_aside: int = 0

    def __repr__(self) -> str:
        return f"CodedAnswers(wave {self.wave}, {len(self.codings)} codings, {len(self.quotes)} quotes)"

    def joined(self, checked: Checked) -> Checked:
        """The responses with their codes, ready to be divided into accepted and quarantined."""
        return replace(checked, variables={**checked.variables, **self.variables})


def read_coded_answers(checked: Checked, can_print: Callable[[str], bool] = str.isprintable) -> CodedAnswers:
    """The coded answers of a wave; nothing where the study names no file of them.

    `can_print` says of a text whether a report has a sign for every letter of it.

    **Method**: an answer has a code when more than half of the coders who read it gave it, so with two
    coders both. A quote is passed on when a line approves it, no line refuses it, and the answer has its
    code; it is searched and masked like any open answer, and held back where a report could not print it.
    **Raises** IntakeError as `read_coded_lines` does.
    """
    wave = checked.plan.wave
    path = checked.plan.study.wave(wave).coded
    if path is None:
        return CodedAnswers(wave)
    lines = read_coded_lines(path, checked)
    places = {checked.responses.respondent_id[row]: int(row) for row in np.flatnonzero(~checked.rejected)}
    rows = {row: line for row, line in enumerate(lines, start=2) if line.respondent_id in places}
    used = list(rows.values())
    coded = _by_answer(used, places, checked)
    agreed = {
        name: {row: majority(codes) for row, codes in answers.items()} for name, answers in coded.items()
    }
    approved, held_back = _approved(rows, places, agreed)
    masked = _masked_quotes(approved, checked)
    odd = {row for quote, row in masked.items() if not can_print(quote.text)}
    return CodedAnswers(
        wave,
        {
            item: variable
            for name in coded
            for item, variable in _variables(name, agreed[name], checked).items()
        },
        _codings(coded),
        {name: _given(name, checked, len(coded[name])) for name in coded},
        _in_order([quote for quote, row in masked.items() if row not in odd], checked),
        held_back + len(odd),
        tuple(sorted(odd)),
        len(lines) - len(used),
    )


def majority(codes_by_coder: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """Codes that more than half of the coders of an answer gave.

    >>> sorted(majority({"A": frozenset({"x", "y"}), "B": frozenset({"x"})}))
    ['x']
    """
    votes = Counter(code for codes in codes_by_coder.values() for code in codes)
    return frozenset(code for code, count in votes.items() if 2 * count > len(codes_by_coder))


def _by_answer(lines: list[CodedLine], places: Mapping[str, int], checked: Checked) -> Coded:
    """Every answer that somebody coded; a coder who found no code that fits gave none."""
    study, wave = checked.plan.study, checked.plan.wave
    coded: Coded = {name: {} for name in study.questionnaire.codebook(wave)}
    for line in lines:
        coders = coded[line.question].setdefault(places[line.respondent_id], {})
        coders[line.coder] = coders.get(line.coder, frozenset()) | ({line.code} - {""})
    return coded


def _codings(coded: Coded) -> pd.DataFrame:
    rows = [
        (question, row, coder, tuple(sorted(codes)))
        for question, answers in coded.items()
        for row, coders in sorted(answers.items())
        for coder, codes in sorted(coders.items())
    ]
    return pd.DataFrame(rows, columns=list(CODING_COLUMNS))


def _variables(question: str, agreed: Mapping[int, frozenset[str]], checked: Checked) -> dict[str, Variable]:
    """An item per code: 1 or 0 where the answer was coded, no answer where there is none to code."""
    questionnaire, rows = checked.plan.study.questionnaire, np.array(sorted(agreed), int)
    known = {**_presences(checked), **checked.variables}
    route = route_of(questionnaire.items[question].asked_if, questionnaire.shapes, known, len(checked))
    state = np.where(route.away, NOT_ASKED, NO_ANSWER).astype(np.int8)
    state[rows] = VALID
    variables = {}
    for code, item in questionnaire.codebook(checked.plan.wave)[question].items():
        codes = np.full(len(checked), -1, np.int8)
        codes[rows] = [code in agreed[row] for row in rows]
        variables[item.id] = Variable(
            item.id, item.kind, state, item.scale.codes if item.scale else (), codes
        )
    return variables


def _presences(checked: Checked) -> dict[str, Variable]:
    """Confidential answers as a route may see them."""
    split_off, fields = checked.responses.split_off, checked.plan.fields
    return {
        name: presence(fields[name], split_off.filled(name)) for name in split_off.items if name in fields
    }


def _given(question: str, checked: Checked, coded: int) -> int:
    """Accepted answers to a question; where the texts stayed behind, those that were coded."""
    split_off = checked.responses.split_off
    return int((split_off.filled(question) & ~checked.rejected).sum()) if question in split_off else coded


def _approved(
    lines: Mapping[int, CodedLine],
    places: Mapping[str, int],
    agreed: Mapping[str, Mapping[int, frozenset[str]]],
) -> tuple[dict[tuple[str, str, str], int], int]:
    """Question, code and text of the quotes that may be passed on, each with its row; how many lines of quotes may not."""
    quoting = {row: line for row, line in lines.items() if line.quote}
    refused = {(line.respondent_id, line.quote) for line in quoting.values() if line.approved == REFUSED}
    passed = {
        row: line
        for row, line in quoting.items()
        if line.approved == APPROVED
        and (line.respondent_id, line.quote) not in refused
        and line.code in agreed[line.question][places[line.respondent_id]]
    }
    rows = {(line.question, line.code, line.quote): row for row, line in reversed(passed.items())}
    return rows, len(quoting) - len(passed)


def _masked_quotes(approved: Mapping[tuple[str, str, str], int], checked: Checked) -> dict[Quote, int]:
    """Quotes without personal data, each with its row."""
    study, wave = checked.plan.study, checked.plan.wave
    names = Municipalities(study.municipalities.names) if study.municipalities else None
    return {
        Quote(wave, question, code, _masked(text, names)): row
        for (question, code, text), row in approved.items()
    }


def _in_order(quotes: list[Quote], checked: Checked) -> tuple[Quote, ...]:
    """In the order of the codebook and then of the alphabet: nothing ties two quotes to one person."""
    order = list(checked.plan.study.questionnaire.items)
    return tuple(sorted(quotes, key=lambda one: (order.index(f"{one.question}_{one.code}"), one.text)))


def _masked(text: str, names: Municipalities | None) -> str:
    """One line of text without personal data, searched before and after the lines are joined."""
    return mask(" ".join(mask(unicodedata.normalize("NFC", text), names).split()), names)
