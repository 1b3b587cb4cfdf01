"""Through the door: what everybody may know, and what only those inside may."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from monitor.messages.catalogue import is_message, text
from monitor.run_record import released_count, suppressed_count
from monitor.stages.options import RunOptions, Tell, chosen_reports
from monitor.stages.taking_in import Intake
from monitor.study.study import Study

if TYPE_CHECKING:
    import pandas as pd

    from monitor.release.door.evidence import HeldBack
    from monitor.release.results.method import Statistics
    from monitor.release.results.reference_summary import Reference
    from monitor.release.results.released_set import ReleasedSet
    from monitor.statistics.change.changes import MeasuredChanges

PROVEN = ("higher", "lower")


def pass_the_door(
    study: Study,
    taken_in: Intake,
    estimates: pd.DataFrame,
    changes: MeasuredChanges,
    statistics: Statistics,
    tell: Tell,
    reference: Reference | None = None,
) -> ReleasedSet:
    """Primary and secondary suppression; only what is safe comes out."""
    from monitor.publication.theme.fonts import can_print
    from monitor.release.door.evidence import with_evidence
    from monitor.release.door.quotes import with_quotes
    from monitor.release.door.released_tables import release
    from monitor.release.results.method import method_of
    from monitor.statistics.quality.agreement import agreement_by_question

    method = method_of(study, taken_in.accounts, statistics)
    workers = _behind(study, taken_in)
    beside = statistics.benchmark, statistics.norms
    released = release(estimates, changes, method, study, *beside, workers, reference, statistics.register)
    groups = released.group_differences
    tell("compared", text("run.compared", count=len(released.changes) - groups, groups=groups))
    if released.benchmark is not None and reference is not None:
        verdicts = released.benchmark.changes["verdict"].isin(PROVEN)
        tell(
            "compared",
            text("run.held_against", count=len(verdicts), title=reference.title, told=sum(verdicts)),
        )
    elif released.benchmark is not None:
        told = released.method.benchmark.reports_with_verdict if released.method.benchmark else 0
        tell("compared", text("run.benchmarked", count=len(released.benchmark.changes), told=told or 0))
    coded, codebook = taken_in.coded, study.questionnaire.codebook
    agreement = {
        wave: agreement_by_question(answers.codings, codebook(wave)) for wave, answers in coded.items()
    }
    quotes = [quote for answers in coded.values() for quote in answers.quotes]
    released = with_quotes(released, quotes, agreement, study)
    released, held_back = with_evidence(released, taken_in.evidence, study, can_print)
    if study.evidence:
        _tell_of_evidence(study.evidence.name, taken_in, held_back, tell)
    released = replace(released, method=released.method.as_written())
    tell(
        "released",
        text("run.released", count=released_count(released), suppressed=suppressed_count(released)),
    )
    return released


def _tell_of_evidence(file: str, taken_in: Intake, held_back: Sequence[HeldBack], tell: Tell) -> None:
    """What the screen says of interviews: how many lines stand in the reports, and of each that is held back why."""
    approved = sum(one.approved for one in taken_in.evidence)
    counts = {"read": len(taken_in.evidence), "told": approved - len(held_back), "held_back": len(held_back)}
    tell("released", text("run.evidence", file=file, refused=len(taken_in.evidence) - approved, **counts))
    for one in held_back:
        why = [text(reason) if is_message(reason) else reason for reason in one.why]
        place = {
            "file": file,
            "row": one.evidence.row,
            "role": one.evidence.role,
            "theme": one.evidence.theme,
        }
        tell("held back", text("run.evidence_held_back", why=why, **place))


def told_inside(
    study: Study,
    taken_in: Intake,
    estimates: pd.DataFrame,
    changes: MeasuredChanges,
    statistics: Statistics,
    released: ReleasedSet,
    options: RunOptions,
) -> ReleasedSet | None:
    """What the reports for inside use may tell, None without any: all but figures about one caseworker.

    Quotes are those of the released set: they are approved by what is released there.
    """
    from monitor.release.door.released_tables import release_inside
    from monitor.release.results.method import method_of

    inside = study.inside()
    if not chosen_reports(inside, options.reports):
        return None
    method = replace(
        method_of(inside, taken_in.accounts, statistics),
        quotes=released.method.quotes,
        evidence=released.method.evidence,
        agreement=released.method.agreement,
    )
    told = release_inside(estimates, changes, method, inside, _workers(inside, taken_in), statistics.norms)
    return replace(told, companions=released.companions)


def _behind(study: Study, taken_in: Intake) -> pd.DataFrame | None:
    """What must be behind each figure that everybody may know: caseworkers of files, municipalities and pairs of colleagues of vignettes; else None."""
    from monitor.statistics.quality.colleagues_behind import colleagues_behind
    from monitor.statistics.quality.workers import CELL, municipalities_behind

    if study.tells_counts:
        colleagues = colleagues_behind(taken_in.answers, study)
        return municipalities_behind(taken_in.answers, study).merge(colleagues, on=CELL, how="left")
    return _workers(study, taken_in) if study.checks_files else None


def _workers(study: Study, taken_in: Intake) -> pd.DataFrame | None:
    """The caseworkers behind each figure: of a check of files those who handled the files."""
    from monitor.statistics.norms.workers_of_files import workers_of_files
    from monitor.statistics.quality.workers import workers_behind

    if study.checks_files:
        return workers_of_files(study, taken_in.files, taken_in.answers)
    return workers_behind(taken_in.answers, study)
