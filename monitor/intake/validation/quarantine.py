"""Accepted or set apart with every reason: nothing is lost, and the ledger closes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import NamedTuple

import numpy as np
import pandas as pd

from monitor.errors import IntakeError
from monitor.intake.answers.typed_answers import Answers
from monitor.intake.validation.corrections import correction_frame
from monitor.intake.validation.facts import ListFacts, count_lists
from monitor.intake.validation.schema import guard
from monitor.intake.validation.shown import ShownCells, harmless
from monitor.intake.validation.validate import Checked

QUARANTINE_COLUMNS = ("file", "row", "respondent_id", "rule", "column", "label", "given")


@dataclass(frozen=True)
class Ledger:
    """The account of one wave's rows. **Raises** IntakeError when it does not close."""

    wave: str
    file: str
    sha256: str
    form: str
    n_read: int
    n_accepted: int
    n_quarantined: int
    n_flagged: int
    n_corrected: int
    reasons: Mapping[str, int] = field(default_factory=dict)
    flags: Mapping[str, int] = field(default_factory=dict)
    left_out: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.n_read != self.n_accepted + self.n_quarantined + self.n_left_out:
            raise IntakeError(
                "intake.ledger_of_wave_does_not_close",
                where=self.file,
                n_accepted=self.n_accepted,
                n_quarantined=self.n_quarantined,
                n_read=self.n_read,
                wave=self.wave,
            )

    def as_dict(self) -> dict[str, object]:
        """Plain values for ledger.json, names sorted; `left_out` only where a column map leaves rows out."""
        said = {name: value for name, value in asdict(self).items() if name != "left_out" or value}
        return dict(sorted(said.items()))

    @property
    def n_left_out(self) -> int:
        """Rows that the column map leaves out, whatever the reason."""
        return sum(self.left_out.values())


class Accepted(NamedTuple):
    """Answers of the accepted rows; `facts` counts municipalities named in identifying lists."""

    answers: Answers
    facts: Mapping[str, ListFacts]


class Split(NamedTuple):
    """`quarantine` has every reason, `rows` the rejected rows as they can be corrected and fed back."""

    accepted: Accepted
    quarantine: pd.DataFrame
    ledger: Ledger
    rows: pd.DataFrame


def split(checked: Checked) -> Split:
    """Divide the rows of one wave into accepted and quarantined.

    Accepted rows become Answers, guarded by the schema of the questionnaire. **Raises** IntakeError
    when no row is left, when more are accepted than the study says were invited, when the typed
    answers are not what the questionnaire allows, or when a row is lost.
    """
    rejected = checked.rejected
    answers = _answers(checked, rejected)
    frame = quarantine_frame(checked)
    ledger = _ledger(checked, len(answers), frame["row"].nunique(), rejected)
    if not len(answers):
        labels = {outcome.rule.name: outcome.rule.label for outcome in checked.results}
        raise IntakeError(
            "intake.no_row_of_file_can_be",
            where=checked.responses.file,
            n_quarantined=ledger.n_quarantined,
            reasons=[f"{labels[name]} ({name})" for name in ledger.reasons],
        )
    _check_chain(checked, len(answers))
    guard(answers, checked.plan)
    return Split(Accepted(answers, count_lists(checked, ~rejected)), frame, ledger, correction_frame(checked))


def _check_chain(checked: Checked, accepted: int) -> None:
    """A response above 100% is a wrong count in the study file, or the file of another wave."""
    wave = checked.plan.study.wave(checked.plan.wave)
    for name in ("invited", "reached", "started"):
        count = getattr(wave, name)
        if count is not None and count < accepted:
            raise IntakeError(
                "intake.more_respondents_are_accepted_than_were",
                where=checked.responses.file,
                accepted=accepted,
                name=name,
                count=count,
                wave=wave.id,
                path=checked.plan.study.path.name,
            )


def _answers(checked: Checked, rejected: np.ndarray) -> Answers:
    everybody = Answers(
        waves=(checked.plan.wave,),
        wave=np.zeros(len(checked), np.int8),
        respondent_id=checked.responses.respondent_id,
        variables=checked.variables,
        design=checked.design,
        rows=checked.responses.rows,
    )
    return everybody.take(np.flatnonzero(~rejected)) if rejected.any() else everybody


def quarantine_frame(checked: Checked) -> pd.DataFrame:
    """Why rows were rejected. **Rows**: one per rejected row and reason, by row, then rule and column.

    `given` repeats what is nearly a code, label or bound of its item; any other text stands as its kind and length,
    anything in a contact, open or identifying column as a mask.
    """
    responses, ids, shown = checked.responses, checked.responses.respondent_id, ShownCells(checked.plan)
    parts = [
        pd.DataFrame(
            {
                "row": responses.rows[outcome.failed],
                "respondent_id": [harmless(shown.respondent_id(text)) for text in ids[outcome.failed]],
                "rule": outcome.rule.name,
                "column": outcome.column,
                "label": outcome.rule.label,
                "given": [harmless(text) for text in shown.failed(responses, outcome)],
            }
        )
        for outcome in checked.results
        if outcome.rule.hard and len(outcome.failed)
    ]
    if not parts:
        return pd.DataFrame(columns=list(QUARANTINE_COLUMNS))
    frame = pd.concat(parts, ignore_index=True)
    frame.insert(0, "file", responses.file)
    return frame.sort_values(["row", "rule", "column"], kind="stable", ignore_index=True)


def _ledger(checked: Checked, accepted: int, quarantined: int, rejected: np.ndarray) -> Ledger:
    responses = checked.responses
    return Ledger(
        wave=checked.plan.wave,
        file=responses.file,
        sha256=responses.sha256,
        form=responses.form,
        n_read=len(checked) + sum(map(len, responses.left_out.values())),
        n_accepted=accepted,
        n_quarantined=quarantined,
        n_flagged=int((checked.flagged & ~rejected).sum()),
        n_corrected=len(responses.corrected),
        reasons=_rows_by_rule(checked, hard=True, among=rejected),
        flags=_rows_by_rule(checked, hard=False, among=~rejected),
        left_out={reason: len(rows) for reason, rows in responses.left_out.items() if rows},
    )


def _rows_by_rule(checked: Checked, hard: bool, among: np.ndarray) -> dict[str, int]:
    """Rows (`among` is a mask) that break each rule; rules that none breaks left out."""
    rows: dict[str, np.ndarray] = {}
    for outcome in checked.results:
        if outcome.rule.hard == hard and len(outcome.failed):
            mask = rows.setdefault(outcome.rule.name, np.zeros(len(checked), bool))
            mask[outcome.failed] = True
    counts = {name: int((mask & among).sum()) for name, mask in rows.items()}
    return {name: count for name, count in counts.items() if count}
