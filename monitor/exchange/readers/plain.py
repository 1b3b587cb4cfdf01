"""The plain table, which every program can make: headings in one row, one respondent per row; with a codebook or without."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from monitor.errors import IntakeError
from monitor.exchange.headings import check_headings
from monitor.exchange.readers.codebook import Coded, read_codebook
from monitor.exchange.source import Source, Variable
from monitor.exchange.tables import Sheet
from monitor.exchange.vocabulary import clean


def read_plain(path: Path, sheets: Sequence[Sheet]) -> Source:
    """The largest table of a file that is no codebook.

    **Raises** IntakeError for a file without answers, and for one without headings.
    """
    books = {sheet.name: book for sheet in sheets if (book := read_codebook(sheet)) is not None}
    tables = [sheet for sheet in sheets if sheet.name not in books and any(sheet.headings)]
    if not tables and not books:
        raise IntakeError("exchange.no_table", where=path.name)
    data = max(tables, key=lambda sheet: len(sheet.rows) * len(sheet.headings), default=None)
    book = next(iter(books.values()), None)
    if data is not None:
        check_headings(data, path.name)
    source = table_source(path, data, "plain") if data else Source(format="codebook", path=path)
    if book is None:
        return source
    several = len(sheets) > 1 and data is not None
    return replace(
        source, format="codebook", title=book.title, variables=_coded(source.variables, book.variables),
        sheet=data.name if several and data else "",
    )  # fmt: skip


def table_source(path: Path, sheet: Sheet, form: str) -> Source:
    """A table with one heading row. Headings are texts of questions, or names of variables where none has a blank."""
    headings = [heading.strip() for heading in sheet.headings]
    names = not any(" " in clean(heading) for heading in headings)
    variables = tuple(
        Variable(column=(heading,), code=heading if names else "", text=clean(heading))
        for heading in headings
        if heading
    )
    answers = {heading: column for heading, column in zip(headings, sheet.columns(), strict=True) if heading}
    return Source(format=form, path=path, variables=variables, answers=answers, rows=len(sheet.rows) - 1)


def _coded(variables: Sequence[Variable], book: Mapping[str, Coded]) -> tuple[Variable, ...]:
    """Variables with what the codebook says of each; those that it names and the data lack come without answers."""
    by_name = {name.lower(): coded for name, coded in book.items()}
    made = []
    for one in variables:
        coded = by_name.get(one.heading.lower())
        if coded is None:
            made.append(one)
            continue
        made.append(
            replace(one, code=one.heading, text=coded.text or one.text, labels=coded.labels, listed=True,
                    range=coded.range, missing=coded.missing)
        )  # fmt: skip
    return tuple(made)
