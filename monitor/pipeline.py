"""The story, stage by stage: declared, taken in, measured, released, published. No arithmetic here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.messages.catalogue import text
from monitor.outputs import staged, write_manifest
from monitor.run_record import (
    closing_summary,
    rule_lines,
    run_facts,
    wave_names,
    written_documents,
    written_files,
)
from monitor.stages.measuring import as_drawn, measure, with_populations
from monitor.stages.options import RunOptions, Tell, check_folders, check_known, chosen_reports, targets_of
from monitor.stages.progress import parts_of_check, parts_of_run
from monitor.stages.reference import read_reference
from monitor.stages.releasing import pass_the_door, told_inside
from monitor.stages.response import check_response
from monitor.stages.taking_in import Intake, take_in
from monitor.stages.writing import engine_of, write_confidential, write_inside, write_public
from monitor.study.organisation_policy import read_policy
from monitor.study.study import Study
from monitor.study.study_file import INTERNAL
from monitor.study.study_reader import read_study
from monitor.study.todo_marks import todo_marks

if TYPE_CHECKING:
    from monitor.publication.checks.report import ReportCheck
    from monitor.publication.drafts.composed_report import ComposedReport
    from monitor.publication.language.voice import Voice
    from monitor.release.results.reference_summary import Reference
    from monitor.release.results.released_set import Companion, ReleasedSet

Parts = Callable[[Study, RunOptions], Mapping[str, int]]


def run_study(path: Path, options: RunOptions, tell: Tell) -> tuple[str, ...]:
    """Run a study from its file to its reports; returns the closing summary.

    **Raises** MonitorError for whatever the user can correct; outputs appear whole or not at all.
    """
    study = declare(path, options, tell)
    check_folders(study, options)
    check_reports(study, options)
    voice = voice_of(study)
    companions, reference = read_companions(study, options, tell), read_reference(study, tell)
    study, taken_in = as_drawn(study, take_in(study, tell, options.corrections))
    study = with_populations(study, taken_in, tell)
    voice = voice.of(study)
    released, inside = released_sets(study, taken_in, companions, options, tell, reference)
    reports = compose_reports(voice, released, options)
    internal = compose_reports(voice_of(study.inside()), inside, options) if inside else ()
    checks = check_texts((*reports, *internal), tell)
    targets = targets_of(study, options)
    with staged(targets, owner_only=("confidential",)) as folders:
        write_confidential(study, taken_in, folders["confidential"], checks)
        if inside:
            write_inside(inside, internal, options, folders["confidential"], tell)
        facts = run_facts(study, companions, engine_of(options), True, options.corrections)
        write_manifest(folders["confidential"], facts)
        write_public(voice, released, reports, options, folders["public"], tell)
    documents = written_documents(targets["confidential"]) if inside else ()
    return (*closing_summary(taken_in.splits, released), *written_files(targets["public"]), *documents)


def released_sets(
    study: Study,
    taken_in: Intake,
    companions: dict[str, Companion],
    options: RunOptions,
    tell: Tell,
    reference: Reference | None = None,
) -> tuple[ReleasedSet, ReleasedSet | None]:
    """What everybody may know, and what only those inside may; what is behind the door is let go of here."""
    estimates, changes, statistics = measure(study, taken_in, tell)
    released = pass_the_door(study, taken_in, estimates, changes, statistics, tell, reference)
    released = replace(released, companions=companions)
    return released, told_inside(study, taken_in, estimates, changes, statistics, released, options)


def check_study(path: Path, options: RunOptions, tell: Tell) -> tuple[str, ...]:
    """Read and check the responses only; the rule report is left in the confidential folder."""
    study = declare(path, options, tell, parts_of_check)
    check_folders(study, options)
    check_own_claims(study)
    study, taken_in = as_drawn(study, take_in(study, tell, options.corrections))
    with_populations(study, taken_in, tell)
    check_response(study, taken_in, tell)
    target = targets_of(study, options)["confidential"].with_name(f"{study.current.id}-check")
    with staged({"confidential": target}, owner_only=("confidential",)) as folders:
        write_confidential(study, taken_in, folders["confidential"], {})
        write_manifest(folders["confidential"], run_facts(study, {}, None, True, options.corrections))
    return (*rule_lines(taken_in.accounts), text("run.rule_report", folder=target))


def declared_study(path: Path, options: RunOptions) -> Study:
    """The study of a file, as it stood at the wave and without the breakdowns that were asked for."""
    study = read_study(path, read_policy(options.policy) if options.policy else None)
    check_known(options.without, [breakdown.id for breakdown in study.breakdowns], "breakdown", study)
    study = study.without(options.without)
    return study.until(options.wave) if options.wave else study


def declare(path: Path, options: RunOptions, tell: Tell, parts: Parts = parts_of_run) -> Study:
    """Read what was asked and planned, and tell what is to come: the parts of each stage."""
    study = declared_study(path, options)
    options.expect(parts(study, options))
    tell(
        "declared",
        text(
            "run.declared", title=study.title, count=len(study.questionnaire.fields), waves=wave_names(study)
        ),
    )
    if marks := todo_marks(study):
        tell("warning", text("run.todo", count=marks))
    return study


def check_reports(study: Study, options: RunOptions) -> None:
    """Look for the theme and the templates of every report, and at the claims in them, before anything is computed."""
    from monitor.publication.drafts.own_documents import check_claims, own_documents
    from monitor.publication.quarto.template_documents import template_folders
    from monitor.publication.theme.theme import load_theme

    load_theme(study.theme)
    for own in (study, study.inside()):
        for report in chosen_reports(own, options.reports):
            check_claims(own_documents(template_folders(report, own), own))


def check_own_claims(study: Study) -> None:
    """**Raises** PublicationError for claims of the reports that cannot be read; of templates, a run says what is wrong."""
    from monitor.publication.drafts.own_documents import check_claims, documents_of_reports

    check_claims(documents_of_reports(study))


def voice_of(study: Study) -> Voice:
    """The study in the words of all reports, read before anything is computed."""
    from monitor.publication.language.sampling_words import told_in
    from monitor.publication.language.voice import Voice
    from monitor.publication.language.words import Words

    return Voice(told_in(Words(), study), study)


def read_companions(study: Study, options: RunOptions, tell: Tell) -> dict[str, Companion]:
    """The released sets of other surveys that stand beside this one, before anything is computed.

    Each is looked for where the command line says, else where the study file does, else where a run into the
    same output folder leaves it. **Raises** ReleaseError for one that is missing or does not fit.
    """
    from monitor.release.results import companions

    check_known(options.companions, study.companions, "companion", study)
    folders = {
        name: options.companions.get(name)
        or plan.results
        or targets_of(plan.study, options)["public"] / "results"
        for name, plan in study.companions.items()
    }
    beside = companions.read_companions(study, folders)
    for name, companion in beside.items():
        tell(
            "beside",
            text("run.beside", name=name, title=companion.study.title, wave=companion.study.current.id),
        )
    return beside


def compose_reports(voice: Voice, released: ReleasedSet, options: RunOptions) -> tuple[ComposedReport, ...]:
    """Read the template of every report once, with all that it asks for.

    **Raises** PublicationError for a template that asks for something that does not exist.
    """
    from monitor.publication.project.compose import compose
    from monitor.publication.sentences.variables import Variables

    plans, study = chosen_reports(voice.study, options.reports), voice.study
    if study.audience == INTERNAL:  # each tells who may read it
        return tuple(
            compose(plan, Variables(released, voice.of(study.inside(plan.readers)))) for plan in plans
        )
    variables = Variables(released, voice)
    return tuple(compose(plan, variables) for plan in plans)


def check_texts(reports: Iterable[ComposedReport], tell: Tell) -> dict[str, ReportCheck]:
    """Hold the text of every report against the figures; what the check says, by report.

    **Raises** PublicationError for a text that contradicts the figures.
    """
    from monitor.publication.checks.report import check_report

    checks = {}
    for report in reports:
        if report.status.changed:
            tell("warning", text("run.changed_after_approval", report=report.plan.id))
        checks[report.plan.id] = check = check_report(report)
        check.raise_errors()
        tell("checked", check.summary())
    return checks
