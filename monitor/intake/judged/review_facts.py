"""What reviews say besides their judgements: who reviewed a file first, when it was sent back and repaired."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import numpy as np

from monitor.intake.files.days import day_of
from monitor.intake.files.responses import Responses
from monitor.study.norms import REPAIRED_ON, RETURNED_ON, REVIEWER


@dataclass(frozen=True, repr=False)
class ReviewFacts:
    """Of the accepted files of a wave: the first reviewer, the days on which a file was returned and repaired.

    None where a day is not there or is no day. `returns` says whether the reviews tell of returned files at all. `found`
    counts the drawn files that are in the reviews, `reviewed` those of them with some judgement.
    """

    reviewer: dict[str, str]
    returned: dict[str, date | None]
    repaired: dict[str, date | None]
    returns: bool
    found: int
    reviewed: int

    def __repr__(self) -> str:
        return f"ReviewFacts({len(self.reviewer)} files)"


def review_facts(
    responses: Responses, accepted: Collection[str], drawn: Collection[str], judged: np.ndarray
) -> ReviewFacts:
    """The facts of a review file; `judged` is a mask of its rows with some judgement, empty `drawn` means all its files."""
    known, rows = set(accepted), list(map(str, responses.respondent_id))
    ours = [not drawn or file in drawn for file in rows]

    def of(column: str) -> dict[str, str]:
        if column not in responses.split_off:
            return dict.fromkeys(known, "")
        texts = responses.split_off.texts(column)
        return {file: texts.at(row) for row, file in enumerate(rows) if file in known}

    def days(column: str) -> dict[str, date | None]:
        return {file: day_of(said) for file, said in of(column).items()}

    return ReviewFacts(
        reviewer=of(REVIEWER),
        returned=days(RETURNED_ON),
        repaired=days(REPAIRED_ON),
        returns=RETURNED_ON in responses.split_off,
        found=len({file for file, mine in zip(rows, ours, strict=True) if mine}),
        reviewed=len({file for file, mine, some in zip(rows, ours, judged, strict=True) if mine and some}),
    )
