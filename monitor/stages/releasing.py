"""Through the door: what everybody may know, and what only those inside may."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from monitor.messages.catalogue import text
from monitor.run_record import released_count, suppressed_count
from monitor.stages.options import RunOptions, Tell, chosen_reports
from monitor.stages.taking_in import Intake
from monitor.study.study import Study

if TYPE_CHECKING:
    import pandas as pd

    from monitor.release.results.method import Statistics
    from monitor.release.results.released_set import ReleasedSet
    from monitor.statistics.change.changes import MeasuredChanges


def pass_the_door(
    study: Study,
    taken_in: Intake,
    estimates: pd.DataFrame,
    changes: MeasuredChanges,
    statistics: Statistics,
    tell: Tell,
) -> ReleasedSet:
    """Primary and secondary suppression; only what is safe comes out."""
    from monitor.release.door.quotes import with_quotes
    from monitor.release.door.released_tables import release
    from monitor.release.results.method import method_of
    from monitor.statistics.quality.agreement import agreement_by_question

    method = method_of(study, taken_in.accounts, statistics)
    released = release(estimates, changes, method, study)
    groups = released.group_differences
    tell("compared", text("run.compared", count=len(released.changes) - groups, groups=groups))
    coded, codebook = taken_in.coded, study.questionnaire.codebook
    agreement = {
        wave: agreement_by_question(answers.codings, codebook(wave)) for wave, answers in coded.items()
    }
    quotes = [quote for answers in coded.values() for quote in answers.quotes]
    released = with_quotes(released, quotes, agreement, study)
    released = replace(released, method=released.method.as_written())
    tell(
        "released",
        text("run.released", count=released_count(released), suppressed=suppressed_count(released)),
    )
    return released


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
    from monitor.statistics.quality.workers import workers_behind

    inside = study.inside()
    if not chosen_reports(inside, options.reports):
        return None
    method = replace(
        method_of(inside, taken_in.accounts, statistics),
        quotes=released.method.quotes,
        agreement=released.method.agreement,
    )
    told = release_inside(estimates, changes, method, inside, workers_behind(taken_in.answers, inside))
    return replace(told, companions=released.companions)
