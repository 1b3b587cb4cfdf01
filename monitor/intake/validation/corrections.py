"""Corrected cells fed back by row: the quarantined rows, repaired by hand, replace what the file said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from monitor.errors import IntakeError
from monitor.intake.files.columns import ID_COLUMN, ColumnPlan
from monitor.intake.files.limits import read_limits
from monitor.intake.files.responses import Responses
from monitor.intake.files.small_tables import read_small_table
from monitor.intake.files.spellings import Codebook
from monitor.intake.validation.shown import MASKED, ShownCells, harmless, is_masked, restored
from monitor.intake.validation.validate import Checked
from monitor.study.study import Study

ROW, SOURCE = "row", "source"
SOURCE_LENGTH = 16  # hexadecimal digits of the file hash that tie a correction to its file


def correction_frame(checked: Checked) -> pd.DataFrame:
    """The rejected rows as they can be corrected and fed back.

    **Rows**: one per rejected row, in file order. **Columns**: row, source (start of the file's
    hash), respondent_id, then the file's columns. Codes, labels and numbers stand as they came; other
    texts and every contact, open or identifying answer are masked.
    """
    responses = checked.responses
    rows, shown = np.flatnonzero(checked.rejected), ShownCells(checked.plan)
    columns = {
        ROW: responses.rows[rows],
        SOURCE: responses.sha256[:SOURCE_LENGTH],
        ID_COLUMN: [harmless(shown.respondent_id(text)) for text in responses.respondent_id[rows]],
    }
    for name, column in responses.columns.items():
        texts = np.array([harmless(shown.cell(name, text)) for text in column.texts], object)
        columns[name] = texts[column.index[rows]]
    for name in responses.split_off.items:
        columns[name] = np.where(responses.split_off.filled(name)[rows], MASKED, "")
    return pd.DataFrame(columns)


def apply_corrections(responses: Responses, study: Study, path: Path) -> Responses:
    """Put corrected cells in the place of those of the file.

    The correction file is CSV with a column `row` and any of the file's columns; a masked cell stays
    what it was, an empty cell makes the answer empty. `source`, where present, must be the start of
    the response file's hash. **Raises** IntakeError naming the row and column that does not fit.
    """
    plan = ColumnPlan(study, responses.wave)
    cells = read_small_table(
        path, "response_files.corrections", (ROW, SOURCE, *plan.known, *filter(plan.is_replicate, responses.split_off.items)), (ROW,),
        hint="response_files.start_from_quarantine", most=read_limits().correction_rows,
    )  # fmt: skip
    _check_source(cells.pop(SOURCE, []), responses, path)
    places = _places(cells.pop(ROW), responses, path)
    ids = responses.respondent_id.copy()
    columns, split_off = dict(responses.columns), responses.split_off
    for name, texts in cells.items():
        changed = {
            place: restored(text) for place, text in zip(places, texts, strict=True) if not is_masked(text)
        }
        if name == ID_COLUMN:
            for place, text in changed.items():
                ids[place] = text
        elif name in columns:
            columns[name] = columns[name].changed(_in_codes(name, changed, plan))
        else:
            split_off = split_off.changed(name, changed, len(responses))
    return replace(
        responses,
        respondent_id=ids,
        columns=columns,
        split_off=split_off,
        corrected=frozenset(responses.corrected | set(places)),
    )


def _in_codes(name: str, cells: dict[int, str], plan: ColumnPlan) -> dict[int, str]:
    """Corrected cells in the codes of the questionnaire, whatever their spelling."""
    if name not in plan.fields:
        return cells
    book = Codebook(plan.fields[name], plan.study.missing)
    readings = {text: book.reading(text) for text in set(cells.values())}
    return {place: text if (found := readings[text]) is None else found[0] for place, text in cells.items()}


def _check_source(sources: list[str], responses: Responses, path: Path) -> None:
    for row, source in enumerate(sources, start=2):
        if source and not responses.sha256.startswith(source):
            raise IntakeError(
                "intake.corrections_belong_to_another_file_than",
                where=path.name,
                line=row,
                file=responses.file,
            )


def _places(rows: list[str], responses: Responses, path: Path) -> list[int]:
    places: Mapping[str, int] = {str(row): place for place, row in enumerate(responses.rows)}
    corrected: list[int] = []
    for line, row in enumerate(rows, start=2):
        if row not in places or places[row] in corrected:
            raise IntakeError(
                "intake.row_is_corrected_twice" if row in places else "intake.has_no_such_row",
                where=path.name,
                line=line,
                first=responses.rows[0],
                last=responses.rows[-1],
                file=responses.file,
            )
        corrected.append(places[row])
    return corrected
