"""Columns of a new wave that are called after items of the questionnaire, as in the files that intake reads as they are."""

from __future__ import annotations

from dataclasses import replace

from monitor.exchange.proposal import Proposal, Question
from monitor.exchange.typed import Typed
from monitor.exchange.vocabulary import plain
from monitor.intake.files.spellings import Codebook
from monitor.study.questionnaire import Item, Questionnaire

MOST_FIT = 0.5  # more than this share of the answers are those of the item


def own_columns(questionnaire: Questionnaire, proposal: Proposal) -> tuple[dict[str, Item], Proposal]:
    """Items that a column with their id and no text of its own answers, and the proposal without those columns.

    They need no column map. A column of that name that holds other answers is left to be matched.
    """
    asked = {
        name: item for name, item in questionnaire.items.items() if not (item.derived or item.coded_from)
    }
    found: dict[str, Item] = {}
    questions = []
    for question in proposal.questions:
        own = {
            name: asked[column.variable.heading]
            for name, column in question.columns.items()
            if column.variable.heading in asked and _is_of(asked[column.variable.heading], column)
        }
        found |= {item.id: item for item in own.values()}
        if not own:
            questions.append(question)
        elif len(own) < len(question.columns):
            questions.append(_without(question, own))
    listed = [name for name in proposal.ignored if name in asked]
    found |= {name: asked[name] for name in listed}
    ignored = [name for name in proposal.ignored if name not in listed]
    return found, replace(proposal, questions=questions, ignored=ignored)


def _is_of(item: Item, column: Typed) -> bool:
    """Whether a column says nothing but its name, and holds answers to the item."""
    if plain(column.variable.text) not in ("", plain(column.variable.heading)):
        return False
    if item.scale is None or item.traits.numeric:
        return True
    book = Codebook(item)
    total = sum(column.seen.texts.values())
    known = sum(n for text, n in column.seen.texts.items() if text in book.codes or book.reading(text))
    return not total or known > MOST_FIT * total


def _without(question: Question, own: dict[str, Item]) -> Question:
    return replace(
        question,
        items={name: text for name, text in question.items.items() if name not in own},
        columns={name: column for name, column in question.columns.items() if name not in own},
        exclusive=[name for name in question.exclusive if name not in own],
    )
