"""The control figure of a process: its months or quarters beside each other."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from monitor.errors import PublicationError
from monitor.publication.charts.built_figure import built_figure
from monitor.publication.exhibits.table_model import Column, Table, TableRow
from monitor.publication.language.filling import capital, filled
from monitor.publication.language.numbers import number, percent
from monitor.publication.language.voice import Voice
from monitor.publication.quality.checked_files import CheckedFiles, CheckedProcess
from monitor.publication.quality.sentences import SAME, QualitySentences
from monitor.publication.tables.table_cells import text_cell
from monitor.study.house_policy import house_norms
from monitor.study.study import Study

if TYPE_CHECKING:
    from monitor.publication.charts.figure import BuiltFigure
    from monitor.release.results.released_set import ReleasedSet

CONTROL = "control--"


def control_names(study: Study) -> list[str]:
    """A figure for each process of a check of files."""
    return [f"{CONTROL}{process}" for process in study.questionnaire.processes]


def control_process(name: str, released: ReleasedSet, voice: Voice) -> CheckedProcess:
    """The process of a control figure. **Raises** PublicationError where nothing is told of its months."""
    files = CheckedFiles(released, voice)
    own = next((one for one in files.processes if name == f"{CONTROL}{one.id}"), None)
    if own is None or own.months is None or not own.months.months:
        raise PublicationError("publication.figure_has_nothing_to_show", text=name)
    return own


def control_figure(name: str, released: ReleasedSet, voice: Voice) -> BuiltFigure:
    """Build the figure `control--<process>`. Months of few files are told as counts."""
    from monitor.publication.charts.control import Control, ControlMonth, draw_control

    one, words = control_process(name, released, voice), voice.words.quality.control
    say, beside = QualitySentences(CheckedFiles(released, voice)), one.months
    assert beside is not None
    slots = {**say.periods(beside.by), "label": one.label, "wave": voice.study.current.label}
    told = [
        filled(words["cell"], {"right": number(each.right), "files": number(each.files)})
        for each in beside.months
    ]
    months = tuple(
        ControlMonth(say.period(each), each.right / each.files, each.low, each.high, text, each.out_of_line)
        for each, text in zip(beside.months, told, strict=True)
    )
    title = filled(words["caption"], slots)
    alt = [
        filled(
            words["alternative"],
            {"period": month.label, "right": number(each.right), "files": number(each.files)},
        )
        for month, each in zip(months, beside.months, strict=True)
    ]
    alt.append(filled(words["all"], {**slots, "share": percent(beside.share)}))
    lines = "with_norm" if one.right.norm is not None else "without_norm"
    said = (lines,) if beside.share in SAME else ("band", lines)
    note = " ".join(filled(words[part], slots) for part in said)
    rows = tuple(
        TableRow(month.label, (text_cell(month.told), text_cell(_share(each.files, month.share))))
        for month, each in zip(months, beside.months, strict=True)
    )
    table = Table(
        name, title, capital(slots["period"]), (Column(words["header"]), Column(words["unit"])), rows
    )
    control = Control(months, beside.share, one.right.norm, words["header"])
    return built_figure(table, partial(draw_control, control), words["unit"], " ".join(alt), (note,), voice)


def _share(files: int, share: float) -> str:
    return percent(share) if files >= house_norms().months_from else "–"
