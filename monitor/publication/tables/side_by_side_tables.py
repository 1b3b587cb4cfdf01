"""Tables of two surveys side by side: what each was asked, the figure, its margin, base and unit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from monitor.errors import PublicationError, nearest
from monitor.publication.cells.missing import missing_from_any
from monitor.publication.exhibits.notes import about_marks
from monitor.publication.exhibits.perspectives import side_label
from monitor.publication.exhibits.rounding import rounding_of_margins
from monitor.publication.exhibits.table_model import Cell, Column, Table, TableRow
from monitor.publication.exhibits.units import unit_in_words
from monitor.publication.language.filling import capital, filled
from monitor.publication.language.voice import Voice
from monitor.publication.sentences.fixed_variables import fixed_variables
from monitor.publication.sentences.side_by_side import ShownRow, ShownSide, rows_of
from monitor.publication.tables.table_cells import NOTHING, base_cell, estimate_cell, interval_cell, text_cell
from monitor.publication.tables.text_table import annex_table
from monitor.study.labels import figure_label, theme_label
from monitor.study.study import Study

if TYPE_CHECKING:
    from monitor.release.results.released_set import Companion, ReleasedSet

SIDE_BY_SIDE = "side-by-side"
BEGIN, THEME = f"{SIDE_BY_SIDE}--", f"{SIDE_BY_SIDE}--theme-"


def side_by_side_names(study: Study) -> list[str]:
    """`side-by-side` for all rows, `side-by-side--theme-<theme>` for a theme, `side-by-side--<id>` for one."""
    if not study.side_by_side:
        return []
    themes = dict.fromkeys(row.theme for row in study.side_by_side)
    names = [
        *(f"{THEME}{theme}" for theme in themes),
        *(f"{BEGIN}{row.id}" for row in study.side_by_side),
    ]
    return [SIDE_BY_SIDE, *names]


def check_side_by_side(name: str, study: Study) -> None:
    """**Raises** PublicationError for a row or theme that the study file does not set side by side."""
    known = side_by_side_names(study)
    if name not in known:
        raise PublicationError(
            "publication.no_side_by_side_table",
            hint=nearest(name, known),
            side_by_side=SIDE_BY_SIDE,
            begin=BEGIN,
            theme=THEME,
            name=name,
        )


def side_by_side_table(name: str, released: ReleasedSet, voice: Voice) -> Table:
    """The table of a name: two lines a row, the survey of the report first."""
    words = voice.words.side_by_side.table
    rows = rows_named(name, released, voice)
    levels = {_level(side) for row in rows for side in row.sides}
    margin = (
        filled(words["margin"], {"confidence": levels.copy().pop()}) if len(levels) == 1 else words["margins"]
    )
    columns = (
        Column(words["asked"], numeric=False), Column(words["figure"]), Column(margin), Column(words["base"]),
        Column(words["unit"], numeric=False),
    )  # fmt: skip
    body = tuple(line for row in rows for line in _lines(row, len(levels) > 1, len(rows) > 1))
    return Table(
        name, _caption(name, rows, voice), words["stub"], columns, body, tuple(_notes(rows, body, voice))
    )


def rows_named(name: str, released: ReleasedSet, voice: Voice) -> list[ShownRow]:
    """The rows of a table or figure by its name."""

    def names(row: ShownRow) -> tuple[str, ...]:
        return SIDE_BY_SIDE, f"{THEME}{row.declared.theme}", f"{BEGIN}{row.declared.id}"

    return [row for row in rows_of(released, voice) if name in names(row)]


def _caption(name: str, rows: Sequence[ShownRow], voice: Voice) -> str:
    words = voice.words.side_by_side.table
    if name == SIDE_BY_SIDE:
        return words["all"]
    theme = next((row.declared.theme for row in rows), "")
    if name == f"{THEME}{theme}":
        return filled(words["theme"], {"theme": theme_label(theme, voice.study.questionnaire)})
    return next((row.declared.title for row in rows), words["all"])


def _lines(row: ShownRow, with_level: bool, titled: bool) -> Iterator[TableRow]:
    for side in row.sides:
        yield TableRow(side_label(side), _cells(side, with_level), row.declared.title if titled else "")


def _cells(side: ShownSide, with_level: bool) -> tuple[Cell, ...]:
    cell, quantity = side.estimate, side.quantity
    margin = interval_cell(quantity, cell, side.voice.phrases)
    if with_level and margin.text and cell is not None and cell.shown:
        values = {"margin": margin.text, "confidence": _level(side)}
        margin = text_cell(filled(side.voice.words.side_by_side.table["margin_cell"], values))
    shown = base_cell(cell.n) if cell is not None and cell.shown else NOTHING
    return (
        text_cell(_asked(side)),
        estimate_cell(quantity, cell, side.voice.words.figures.marks),
        margin,
        shown,
        text_cell(_unit(side)),
    )


def _asked(side: ShownSide) -> str:
    """The short label of the question, with the answer that is counted."""
    answer = figure_label(side.item, side.side.category)
    if answer == side.item.short or side.item.traits.affirms(side.side.category):
        return side.item.short
    return filled(side.voice.words.side_by_side.table["answer"], {"item": side.item.short, "answer": answer})


def _unit(side: ShownSide) -> str:
    if side.side.measure == "share":
        return side.voice.say("units", "share", who=side.who.plural)
    return unit_in_words((side.quantity,), side.voice, missing_from_any([side.estimate]))


def _level(side: ShownSide) -> str:
    return side.certainty.confidence


def _notes(rows: Sequence[ShownRow], body: Sequence[TableRow], voice: Voice) -> Iterator[str]:
    """What keeps a reader from taking two surveys for one, then the marks."""
    words = voice.words.side_by_side.notes
    for other in {row.declared.companion: row.other.study for row in rows}.values():
        own_wave, other_wave = voice.study.current.label, other.current.label
        yield filled(words["surveys"], {
            "own_title": voice.study.title, "own_wave": own_wave, "other_title": other.title, "other_wave": other_wave,
        })  # fmt: skip
        yield filled(
            words["people"],
            {"own": voice.respondents.plural, "other": other.questionnaire.respondents},
        )
        waves = {side.wave for row in rows for side in row.sides if row.other.study is other}
        if len({own_wave, other_wave, *waves}) > 1:
            yield words["moment"]
    sides = [(side.quantity, side.estimate) for row in rows for side in row.sides]
    yield words["untested"]
    yield from rounding_of_margins(sides, voice)
    yield from dict.fromkeys(
        _about_mean(side) for row in rows for side in row.sides if _is_mean_of_shares(side)
    )
    yield from about_marks(body, voice)


def _is_mean_of_shares(side: ShownSide) -> bool:
    return side.side.measure == "mean" and side.item.traits.in_percent and bool(side.item.unit)


def _about_mean(side: ShownSide) -> str:
    values = {"respondents": side.voice.respondents.plural, "unit": side.item.unit}
    return filled(side.voice.words.side_by_side.notes["mean"], values)


# what a report says of the other survey


def companion_facts(companion: Companion, voice: Voice) -> dict[str, str]:
    """What is known of another survey, "" where something is not: title, wave, fieldwork, base, response."""
    known = fixed_variables(companion.released, voice.of(companion.study))
    names = {"title": "study.title", "publisher": "study.publisher", "wave": "study.wave",
             "fieldwork": "study.fieldwork.now", "n": "study.n.now", "response": "study.response.now",
             "respondent": "study.respondent", "respondents": "study.respondents"}  # fmt: skip
    return {name: known.get(path, ("", ""))[0] for name, path in names.items()}


def companion_limits(released: ReleasedSet, voice: Voice) -> Iterator[str]:
    """Which other survey stands beside this one, for the limits of a report."""
    for name, companion in released.companions.items():
        if any(row.companion == name for row in voice.study.side_by_side):
            yield filled(voice.words.side_by_side.limits, companion_facts(companion, voice))


def companions_table(released: ReleasedSet, voice: Voice) -> Table | None:
    """The surveys that stand beside this one, for the method annex; None where there are none."""
    words = voice.words.side_by_side.annex
    facts = [companion_facts(companion, voice) for companion in released.companions.values()]
    rows = [
        [label, *(capital(each[name]) or "–" for each in facts)]
        for name, label in words.rows.items()
        if any(each[name] for each in facts)
    ]
    header = [*words.header, *(capital(each["respondents"]) for each in facts)]
    return annex_table(
        "method-companions", words, rows, voice, header=header, notes=list(words.notes.values())
    )
