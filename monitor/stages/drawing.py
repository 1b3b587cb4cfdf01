"""Files drawn of those that were handled: once per period, into a ledger that anybody can check."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterator
from pathlib import Path

from monitor.errors import DeclarationError, IntakeError
from monitor.intake.files.frame import read_frame, sha256_of
from monitor.intake.judged.draw_ledger import Drawing, in_force, read_ledger
from monitor.messages.catalogue import text
from monitor.outputs import OutputError
from monitor.study.draw import LEDGER, drawn
from monitor.study.periods import is_date
from monitor.study.study import Study
from monitor.study.study_file import DrawPlan

SEED_BYTES = 16


def draw_files(study: Study, period: str, frame: Path, again: str | None) -> Iterator[str]:
    """Draw the files of a period and add them to the ledger; what there is to say.

    **Raises** DeclarationError for a study that draws no files and a period that is none, IntakeError for files that cannot be
    read and a period that was drawn already, OutputError where the ledger cannot be written.
    """
    plan = _plan_of(study, period)
    ledger = study.path.with_name(LEDGER)
    draws = read_ledger(ledger) if ledger.is_file() else ()
    reason = _reason(ledger.name, period, period in in_force(draws), again)
    handled = read_frame(frame, study.questionnaire.processes).of(period)
    if not handled:
        raise IntakeError("intake.no_file_in_period", where=frame.name, period=period)
    seed = draws[0].seed if draws else secrets.token_hex(SEED_BYTES)
    files = {
        process: [one.file for one in handled if one.process == process]
        for process in study.questionnaire.processes
    }
    strata = drawn(files, plan, seed, period)
    drawing = Drawing(seed, period, frame.name, sha256_of(handled), strata, reason)
    _append(ledger, drawing)
    yield from _told(study, drawing, plan)
    yield text("run.draw_kept", file=ledger, seed=drawing.seed)


def _plan_of(study: Study, period: str) -> DrawPlan:
    if not study.checks_files:
        raise DeclarationError("intake.study_draws_no_files", where=study.path.name)
    if study.draw is None:
        raise DeclarationError("intake.nothing_was_drawn", where=study.path.name)
    form = r"\d{4}-\d{2}" if "month" in study.draw.by else r"\d{4}(-\d{2})?"
    if not re.fullmatch(form, period) or not is_date(period):
        raise DeclarationError("intake.period_is_none", where="--period", got=period)
    return study.draw


def _reason(ledger: str, period: str, drawn_already: bool, again: str | None) -> str:
    if again is None:
        if drawn_already:
            raise IntakeError("intake.period_is_drawn_already", where=ledger, period=period)
        return ""
    if not drawn_already:
        raise IntakeError("intake.nothing_to_draw_again", where=ledger, period=period)
    if not any(letter.isalpha() for letter in again):
        raise DeclarationError("intake.reason_says_nothing", where="--again")
    return again.strip()


def _append(ledger: Path, drawing: Drawing) -> None:
    """One line more in the ledger, whole on the disk before anybody reviews a file, or not at all."""
    before = ledger.stat().st_size if ledger.is_file() else 0
    try:
        with ledger.open("a", encoding="utf-8", newline="") as file:
            try:
                file.write(drawing.line() + "\n")
                file.flush()
                os.fsync(file.fileno())
            except OSError:
                os.truncate(ledger, before)
                raise
    except OSError as failure:
        raise OutputError(
            "places.ledger_cannot_be_written", where=ledger.name, reason=failure.strerror
        ) from None


def _told(study: Study, drawing: Drawing, plan: DrawPlan) -> Iterator[str]:
    for one in drawing.strata:
        label = study.questionnaire.processes[one.process].label
        yield text("run.drawn", process=label, period=drawing.period, n=len(one.files), handled=one.handled)
        if one.handled < plan.files[one.process]:
            yield text("run.drawn_all", asked=plan.files[one.process], handled=one.handled)
        for file in one.files:
            yield text("run.drawn_second" if file in one.second else "run.drawn_file", file=file)
