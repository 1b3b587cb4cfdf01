"""Tables of a report on files: verdicts, scores, draws and second reviewers."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from monitor.errors import PublicationError, nearest
from monitor.publication.exhibits.table_model import Cell, Column, Table, TableRow
from monitor.publication.language.filling import filled
from monitor.publication.language.numbers import number, percent
from monitor.publication.language.voice import Voice
from monitor.publication.quality.checked_files import NO_NORM, CheckedFiles, CheckedProcess, Judged
from monitor.publication.quality.sentences import QualitySentences
from monitor.publication.tables.table_cells import HIDDEN, NOTHING, text_cell
from monitor.release.results.released_set import ReleasedSet
from monitor.study.house_policy import house_norms
from monitor.study.study import Study

NAME = "files--"
KEPT_BACK = "kept_back"
HASH_SHOWN = 12  # digits of a hash that a reader compares


def files_table(name: str, released: ReleasedSet, voice: Voice) -> Table:
    """A table `files--verdict`, `files--score`, `files--draw` or `files--second` of the latest wave.

    **Raises** PublicationError in a report on another study, for another name, and for a table of which nothing is told.
    """
    files = CheckedFiles(released, voice)
    made = TABLES.get(name.removeprefix(NAME))
    if made is None:
        known = [f"{NAME}{known}" for known in TABLES]
        raise PublicationError("publication.there_is_no_table", hint=nearest(name, known), name=name)
    rows = tuple(made(files))
    if not rows:
        raise PublicationError("publication.figure_has_nothing_to_show", text=name)
    words = voice.words.quality.tables[name.removeprefix(NAME)]
    slots = {"wave": voice.study.current.label, "norm": _norm(name, files)}
    columns = tuple(
        Column(filled(header, slots).strip(), numeric=place < len(words.columns) - 1)
        for place, header in enumerate(words.columns)
    )
    return Table(name, filled(words.caption, slots), words.stub, columns, rows, words.notes)


def names_of_files(study: Study) -> tuple[str, ...]:
    """The tables that a check of files has; none of another study."""
    return tuple(f"{NAME}{name}" for name in TABLES) if study.checks_files else ()


def table_of_files(name: str, released: ReleasedSet, voice: Voice) -> Table | None:
    """The same table as in the report, None where nothing of it is told."""
    return files_table(name, released, voice) if has_table(name, CheckedFiles(released, voice)) else None


def has_table(name: str, files: CheckedFiles) -> bool:
    """Whether there is anything to tell in a table."""
    return any(True for _ in TABLES[name.removeprefix(NAME)](files))


def _norm(name: str, files: CheckedFiles) -> str:
    norms = {(one.score if name.endswith("score") else one.right).norm for one in files.processes} - {None}
    return percent(next(iter(norms)) or 0.0) if norms else ""


def _verdict(files: CheckedFiles) -> Iterator[TableRow]:
    for one in files.processes:
        handled = text_cell(number(one.files.handled)) if one.files.handled is not None else NOTHING
        told = one.right.told
        count = text_cell(number(told.count)) if told is not None and told.count is not None else HIDDEN
        yield TableRow(
            one.label, (handled, _count(one), count, *_judged(one.right, one.files.reviewed, files))
        )


def _score(files: CheckedFiles) -> Iterator[TableRow]:
    for one in files.processes:
        yield TableRow(one.label, (_count(one), *_judged(one.score, one.files.reviewed, files)))


def _count(one: CheckedProcess) -> Cell:
    return text_cell(number(one.files.reviewed))


def _judged(judged: Judged, reviewed: int, files: CheckedFiles) -> tuple[Cell, ...]:
    """A figure, its limits and the outcome in words."""
    told, verdict = judged.told, judged.verdict
    if told is None and reviewed >= house_norms().shares_from:
        verdict = KEPT_BACK
    outcome = text_cell(files.voice.words.quality.outcomes[verdict if judged.norm is not None else NO_NORM])
    if told is None:
        return HIDDEN, HIDDEN, outcome
    limits = NOTHING
    if told.ci_low is not None and told.ci_high is not None:
        limits = text_cell(files.voice.phrases.spanned([percent(told.ci_low), percent(told.ci_high)]))
    return text_cell(percent(told.estimate or 0.0)), limits, outcome


def _draw(files: CheckedFiles) -> Iterator[TableRow]:
    say = QualitySentences(files)
    for draw in files.wave.draws:
        cells = (*(text_cell(number(count)) for count in (draw.handled, draw.drawn, draw.second)),)
        yield TableRow(say.period_name(draw.period), (*cells, text_cell(draw.frame_sha256[:HASH_SHOWN])))


def _second(files: CheckedFiles) -> Iterator[TableRow]:
    for one in files.wave.second:
        if one.norm:
            counts = (one.judgements, one.alike, one.milder, one.stricter)
            alpha = text_cell(number(one.alpha, 2)) if one.alpha is not None else NOTHING
            label = files.study.questionnaire.items[one.norm].short
            yield TableRow(label, (*(text_cell(number(count)) for count in counts), alpha))


TABLES: dict[str, Callable[[CheckedFiles], Iterator[TableRow]]] = {
    "verdict": _verdict, "score": _score, "draw": _draw, "second": _second,
}  # fmt: skip
