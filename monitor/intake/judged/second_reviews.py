"""What a second reviewer made of files that were reviewed already: judgements norm by norm, on whole files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from monitor.errors import IntakeError
from monitor.intake.files.columns import ID_COLUMN
from monitor.intake.files.small_tables import read_small_table
from monitor.study.norms import MET, NA, NOT_MET, PROCESS, REVIEW_COLUMNS, REVIEWER

FIRST_ROW = 2  # the header is row 1


@dataclass(frozen=True, repr=False)
class SecondReview:
    """The judgements of a second reviewer on one file, by norm; a norm that was left open is not in it."""

    file: str
    judged: Mapping[str, str]


def read_second_reviews(
    path: Path, norms: Sequence[str], first: Mapping[str, str], given: frozenset[str]
) -> tuple[SecondReview, ...]:
    """The reviews of second reviewers of one wave.

    `first` has the first reviewer of each accepted file, `given` the files that the draw gives to a second reviewer; empty
    where no draw says so.
    **Raises** IntakeError naming the row of a file that nobody reviewed, that was reviewed twice as second, that was not
    given to a second reviewer, whose second reviewer is the first, and of a judgement that is none.
    """
    known = (ID_COLUMN, PROCESS, *REVIEW_COLUMNS, *norms)
    columns = read_small_table(
        path, "response_files.second_reviews", known, (ID_COLUMN,), expected=", ".join(known)
    )
    seen: dict[str, int] = {}
    reviews = []
    for row, file in enumerate(columns[ID_COLUMN], start=FIRST_ROW):
        cells = {name: column[row - FIRST_ROW].strip() for name, column in columns.items()}
        if file in seen:
            raise IntakeError("intake.reviewed_twice_as_second", where=path.name, line=row, first=seen[file])
        seen[file] = row
        if given and file not in given:
            raise IntakeError("intake.second_of_file_not_drawn", where=path.name, line=row)
        if file in first:
            if cells.get(REVIEWER) and cells[REVIEWER] == first[file]:
                raise IntakeError("intake.second_is_first_reviewer", where=path.name, line=row)
            reviews.append(SecondReview(file, _judged(path.name, row, cells, norms)))
    return tuple(reviews)


def _judged(where: str, row: int, cells: Mapping[str, str], norms: Sequence[str]) -> dict[str, str]:
    judged = {norm: cells[norm] for norm in norms if cells.get(norm)}
    for norm, said in judged.items():
        if said not in (MET, NOT_MET, NA):
            raise IntakeError(
                "intake.judgement_is_none",
                where=where,
                line=row,
                expected=", ".join((MET, NOT_MET, NA)),
                norm=norm,
            )
    return judged
