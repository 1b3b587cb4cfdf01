"""The table of people who answered twice: what they answered first in rows, what later in columns."""

from __future__ import annotations

from monitor.publication.cells.purposes import flow
from monitor.publication.language.filling import filled
from monitor.publication.workbook.block import BlockRow
from monitor.publication.workbook.columns import Context
from monitor.schema import Estimate
from monitor.schema_words import PERSONS, pair_name
from monitor.study.labels import answer_label
from monitor.study.questionnaire import Item


def moves_title(item: Item, context: Context) -> str:
    """Whom the table is about, with both waves where a test names them."""
    words, respondents = context.words.block, context.voice.respondents.plural
    row = next(
        (row for row in context.figures.changes if row.item == item.id and row.comparison == PERSONS), None
    )
    if row is None:
        return filled(words["moves_title_plain"], {"respondents": respondents})
    waves = {"from": context.wave(row.from_wave), "to": context.wave(row.to_wave)}
    return filled(words["moves_title"], {"respondents": respondents, **waves})


def moves_headers(item: Item, context: Context) -> list[str]:
    """The headers of the table: both labels, and every later answer."""
    words = context.words.block
    answers = [filled(words["moves_to"], {"answer": answer_label(item, code)}) for code in _codes(item)]
    return [words["item"], words["moves_stub"], *answers]


def moves_rows(item: Item, flows: dict[str, Estimate], context: Context) -> list[BlockRow]:
    """A row with the base, and one for each earlier answer: shares of all who answered twice."""
    values, words, codes = context.values, context.words.block, _codes(item)
    some = next(iter(flows.values()))
    counts = (values.count(some.n, some), *[values.sign("empty")] * (len(codes) - 1))
    rows = [BlockRow(item.short, words["n"], counts, True)]
    for one in codes:
        pairs = (pair_name(one, other) for other in codes)
        cells = tuple(values.figure(flows.get(pair), flow(item, pair)) for pair in pairs)
        rows.append(BlockRow(item.short, answer_label(item, one), cells))
    return rows


def _codes(item: Item) -> tuple[str, ...]:
    return item.scale.codes if item.scale is not None else ()
