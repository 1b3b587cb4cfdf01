"""The story, stage by stage: declared, taken in, measured, released, published. No arithmetic here."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.errors import DeclarationError, StatisticsError, nearest
from monitor.messages.catalogue import text
from monitor.output_places import check_places
from monitor.outputs import staged, write_json, write_manifest
from monitor.run_record import (
    UNDECLARED_SAMPLING,
    closing_summary,
    coded_line,
    counted,
    declared_files,
    files_about_people,
    overlap_lines,
    recode_lines,
    recognition_lines,
    released_count,
    rule_lines,
    run_facts,
    split_line,
    suppressed_count,
    wave_names,
    weighting_line,
    written_documents,
    written_files,
)
from monitor.study.organisation_policy import read_policy
from monitor.study.study import Study
from monitor.study.study_file import INTERNAL, ReportPlan
from monitor.study.study_reader import read_study

if TYPE_CHECKING:
    import pandas as pd

    from monitor.intake.answers.typed_answers import Answers
    from monitor.intake.open_answers.coded_answers import CodedAnswers
    from monitor.intake.open_answers.privacy import PersonalData
    from monitor.intake.validation.quarantine import Split
    from monitor.publication.checks.report import ReportCheck
    from monitor.publication.drafts.composed_report import ComposedReport
    from monitor.publication.language.voice import Voice
    from monitor.release.results.method import Statistics, WaveAccount
    from monitor.release.results.released_set import Companion, ReleasedSet
    from monitor.statistics.change.changes import MeasuredChanges

ALL_FORMATS = ("html", "pdf", "docx")

Tell = Callable[[str, str], None]


@dataclass(frozen=True)
class RunOptions:
    """Where to write, which wave, reports and engine, `without` which breakdowns, under whose `policy`."""

    out: Path
    confidential: Path | None = None
    wave: str | None = None
    reports: tuple[str, ...] | None = None
    formats: tuple[str, ...] | None = None
    engine: str = "auto"
    corrections: Mapping[str, Path] = field(default_factory=dict)
    companions: Mapping[str, Path] = field(default_factory=dict)
    without: tuple[str, ...] = ()
    policy: Path | None = None


@dataclass(frozen=True)
class Intake:
    """Everything that came in: answers of all waves stacked, and the account of each wave."""

    answers: Answers
    splits: dict[str, Split]
    personal: dict[str, PersonalData]
    rules: dict[str, pd.DataFrame]
    accounts: dict[str, WaveAccount]
    coded: dict[str, CodedAnswers]


def run_study(path: Path, options: RunOptions, tell: Tell) -> tuple[str, ...]:
    """Run a study from its file to its reports; returns the closing summary.

    **Raises** MonitorError for whatever the user can correct; outputs appear whole or not at all.
    """
    study = declare(path, options, tell)
    check_folders(study, options)
    check_reports(study, options)
    voice = voice_of(study)
    companions = read_companions(study, options, tell)
    taken_in = take_in(study, tell, options.corrections)
    estimates, changes, statistics = measure(study, taken_in, tell)
    released = pass_the_door(study, taken_in, estimates, changes, statistics, tell)
    released = replace(released, companions=companions)
    reports = compose_reports(voice, released, options)
    inside = told_inside(study, taken_in, estimates, changes, statistics, released, options)
    internal = compose_reports(voice_of(study.inside()), inside, options) if inside else ()
    checks = check_texts((*reports, *internal), tell)
    targets = targets_of(study, options)
    with staged(targets, owner_only=("confidential",)) as folders:
        write_confidential(study, taken_in, folders["confidential"], checks)
        if inside:
            write_inside(inside, internal, options, folders["confidential"], tell)
        write_manifest(folders["confidential"], run_facts(study, companions, about_people=True))
        write_public(voice, released, reports, options, folders["public"], tell)
    documents = written_documents(targets["confidential"]) if inside else ()
    return (*closing_summary(taken_in.splits, released), *written_files(targets["public"]), *documents)


def check_study(path: Path, options: RunOptions, tell: Tell) -> tuple[str, ...]:
    """Read and check the responses only; the rule report is left in the confidential folder."""
    study = declare(path, options, tell)
    check_folders(study, options)
    taken_in = take_in(study, tell, options.corrections)
    target = targets_of(study, options)["confidential"].with_name(f"{study.current.id}-check")
    with staged({"confidential": target}, owner_only=("confidential",)) as folders:
        write_confidential(study, taken_in, folders["confidential"], {})
        write_manifest(folders["confidential"], run_facts(study, {}, about_people=True))
    return (*rule_lines(taken_in.accounts), f"The rule report is in {target}")


def declared_study(path: Path, options: RunOptions) -> Study:
    """The study of a file, as it stood at the wave and without the breakdowns that were asked for."""
    study = read_study(path, read_policy(options.policy) if options.policy else None)
    _check_known(options.without, [breakdown.id for breakdown in study.breakdowns], "breakdown", study)
    study = study.without(options.without)
    return study.until(options.wave) if options.wave else study


def declare(path: Path, options: RunOptions, tell: Tell) -> Study:
    """Read what was asked and planned."""
    study = declared_study(path, options)
    tell(
        "declared",
        f"{study.title}: {counted(len(study.questionnaire.fields), 'item')}, waves {wave_names(study)}",
    )
    for line in recognition_lines(study):
        tell("recognisable", line)
    return study


def check_reports(study: Study, options: RunOptions) -> None:
    """Look for the theme and the templates of every report before anything is computed."""
    from monitor.publication.quarto.template_documents import template_folders
    from monitor.publication.theme.theme import load_theme

    load_theme(study.theme)
    for own in (study, study.inside()):
        for report in chosen_reports(own, options.reports):
            template_folders(report, own)


def voice_of(study: Study) -> Voice:
    """The study in the words of all reports, read before anything is computed."""
    from monitor.publication.language.sampling_words import told_as
    from monitor.publication.language.voice import Voice
    from monitor.publication.language.words import read_words

    return Voice(told_as(read_words(), study.design.sampling), study)


def read_companions(study: Study, options: RunOptions, tell: Tell) -> dict[str, Companion]:
    """The released sets of other surveys that stand beside this one, before anything is computed.

    Each is looked for where the command line says, else where the study file does, else where a run into the
    same output folder leaves it. **Raises** ReleaseError for one that is missing or does not fit.
    """
    from monitor.release.results import companions

    _check_known(options.companions, study.companions, "companion", study)
    folders = {
        name: options.companions.get(name)
        or plan.results
        or targets_of(plan.study, options)["public"] / "results"
        for name, plan in study.companions.items()
    }
    beside = companions.read_companions(study, folders)
    for name, companion in beside.items():
        tell("beside", f"{name}: {companion.study.title}, wave {companion.study.current.id}")
    return beside


def take_in(study: Study, tell: Tell, corrections: Mapping[str, Path]) -> Intake:
    """Read, check and divide the responses of every wave; nothing is lost.

    **Raises** DeclarationError for corrections of a wave that the study does not have.
    """
    from monitor.intake.answers.typed_answers import stack
    from monitor.intake.files.responses import read_responses
    from monitor.intake.open_answers.coded_answers import read_coded_answers
    from monitor.intake.open_answers.privacy import search_open_answers
    from monitor.intake.validation.corrections import apply_corrections
    from monitor.intake.validation.quarantine import split
    from monitor.intake.validation.rule_report import rule_report
    from monitor.intake.validation.validate import split_counts, validate
    from monitor.publication.theme.fonts import can_print

    _check_known(corrections, [wave.id for wave in study.waves], "wave", study)
    splits, rules, personal, coded = {}, {}, {}, {}
    for wave in study.waves:
        responses = read_responses(study, wave.id)
        if wave.id in corrections:
            responses = apply_corrections(responses, study, corrections[wave.id])
        personal[wave.id] = search_open_answers(responses, study)
        checked = validate(responses, study, wave.id)
        rules[wave.id] = rule_report(checked)
        coded[wave.id] = read_coded_answers(checked, can_print)
        splits[wave.id] = split(coded[wave.id].joined(checked))
        ledger = splits[wave.id].ledger
        tell(
            "taken in",
            f"{ledger.file}: {counted(ledger.n_read, 'row')} = {ledger.n_accepted:,} accepted + {ledger.n_quarantined:,} quarantined"
            + "".join(f" + {count:,} left out ({reason})" for reason, count in ledger.left_out.items()),
        )
        for code, count in split_counts(checked).items():
            tell("taken in", f"{ledger.file}: {split_line(code, count, study)}")
        if responses.headers:
            rows, is_one = ", ".join(map(str, responses.headers)), len(responses.headers) == 1
            header = f"row {rows} is a header row" if is_one else f"rows {rows} are header rows"
            tell("taken in", f"{ledger.file}: {header} and no respondents")
        for line in recode_lines(checked.recodes):
            tell("taken in", f"{ledger.file}: {line}")
        if wave.coded:
            tell("taken in", f"{wave.coded.name}: {coded_line(coded[wave.id])}")
            for row in coded[wave.id].unprintable:
                tell("held back", text("places.quote", file=wave.coded.name, row=row))
    accounts = {wave: _account(divided, rules[wave]) for wave, divided in splits.items()}
    answers = stack([divided.accepted.answers for divided in splits.values()])
    return Intake(answers, splits, personal, rules, accounts, coded)


def measure(study: Study, taken_in: Intake, tell: Tell) -> tuple[pd.DataFrame, MeasuredChanges, Statistics]:
    """Response, weights, design, estimates by domain and changes between waves, not judged yet.

    **Raises** StatisticsError naming the file that declares what cannot be done.
    """
    try:
        return _measured(study, taken_in, tell)
    except StatisticsError as failure:
        raise failure.found_in(study.path.name) from None


def _measured(study: Study, taken_in: Intake, tell: Tell) -> tuple[pd.DataFrame, MeasuredChanges, Statistics]:
    from monitor.release.results.method import Statistics
    from monitor.statistics.change.census import complete_waves
    from monitor.statistics.change.changes import measured_changes
    from monitor.statistics.design.declared_design import build_design
    from monitor.statistics.design.design_summary import describe_design
    from monitor.statistics.design.wave_overlap import overlap_of_waves
    from monitor.statistics.estimates.by_domain import estimates_by_domain
    from monitor.statistics.estimates.pooled_variance import pooled_variances
    from monitor.statistics.quality.municipality_recodes import check_no_recodes
    from monitor.statistics.quality.response import units_by_wave
    from monitor.statistics.quality.response_report import describe_response
    from monitor.statistics.weighting.weighting import weight_respondents

    answers = taken_in.answers
    check_no_recodes(answers, study)
    if study.design.sampling is None:
        tell("warning", UNDECLARED_SAMPLING)
    overlap = overlap_of_waves(answers, study.design)
    for line in overlap_lines(overlap, study.design):
        tell("shared ids", line)
    ledgers = {wave: divided.ledger for wave, divided in taken_in.splits.items()}
    response = {
        wave.id: describe_response(
            wave,
            ledgers[wave.id].n_read - ledgers[wave.id].n_left_out,
            ledgers[wave.id].n_accepted,
            study.representativeness,
        )
        for wave in study.waves
    }
    needs_units = study.weighting is not None and study.weighting.nonresponse_cells
    sampled = units_by_wave(study) if needs_units else None
    weights, weighting = weight_respondents(answers, study, sampled=sampled)
    tell("weighted", weighting_line(weighting))
    design = build_design(answers, study.design, weights=weights, calibration=weighting.calibration)
    estimates = estimates_by_domain(answers, design, study, study.questionnaire)
    tell("estimated", f"{counted(len(estimates), 'figure')} by domain")
    changes = measured_changes(answers, design, study, study.questionnaire)
    complete = complete_waves(study, {wave: ledger.n_accepted for wave, ledger in ledgers.items()})
    return (
        estimates,
        replace(changes, complete=complete),
        Statistics(
            response,
            describe_design(design, overlap),
            weighting.report,
            pooled_variances(answers, design, study),
        ),
    )


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
    tell("compared", f"{counted(len(released.changes), 'change')} between waves")
    coded, codebook = taken_in.coded, study.questionnaire.codebook
    agreement = {
        wave: agreement_by_question(answers.codings, codebook(wave)) for wave, answers in coded.items()
    }
    quotes = [quote for answers in coded.values() for quote in answers.quotes]
    released = with_quotes(released, quotes, agreement, study)
    released = replace(released, method=released.method.as_written())
    tell(
        "released",
        f"{counted(released_count(released), 'figure')}, {suppressed_count(released):,} suppressed",
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
        checks[report.plan.id] = check = check_report(report)
        check.raise_errors()
        tell("checked", check.summary())
    return checks


def write_confidential(
    study: Study,
    taken_in: Intake,
    folder: Path,
    checks: Mapping[str, ReportCheck],
) -> None:
    """Quarantine, ledger, rule report and the check of each report's text, for their owner only."""
    from monitor.intake.validation.rule_report import write_rule_page, write_rule_report

    ledgers = {wave: divided.ledger for wave, divided in taken_in.splits.items()}
    quarantine = by_wave({wave: divided.quarantine for wave, divided in taken_in.splits.items()})
    quarantine.to_csv(folder / "quarantine.csv", index=False, lineterminator="\n")
    write_json(folder / "ledger.json", {wave: ledger.as_dict() for wave, ledger in ledgers.items()})
    for wave, divided in taken_in.splits.items():
        divided.rows.to_csv(folder / f"quarantine_rows_{wave}.csv", index=False, lineterminator="\n")
    write_json(
        folder / "personal_data.json", {wave: personal.counts for wave, personal in taken_in.personal.items()}
    )
    review = by_wave({wave: personal.review for wave, personal in taken_in.personal.items()})
    review.to_csv(folder / "personal_data_review.csv", index=False, lineterminator="\n")
    write_rule_report(by_wave(taken_in.rules), folder / "rules.csv")
    pages = [(ledgers[wave], rules) for wave, rules in taken_in.rules.items()]
    write_rule_page(pages, f"Controle van de antwoorden: {study.title}", folder / "rules.html")
    for report, check in checks.items():
        page = folder / f"check-{report}.md"
        page.write_text(check.to_markdown(), encoding="utf-8", newline="\n")


def write_inside(
    inside: ReleasedSet, reports: Iterable[ComposedReport], options: RunOptions, folder: Path, tell: Tell
) -> None:
    """The reports for inside use, with the figures that they are rendered from again, in the confidential folder."""
    from monitor.release.results.released_set import write_results

    write_results(inside, folder / "results")
    for report in reports:
        write_report(report, options, folder / "reports" / report.plan.id, tell)


def by_wave(frames: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """The frames of all waves in one, with the wave as first column."""
    import pandas as pd

    parts = []
    for wave, frame in frames.items():
        frame = frame.copy()
        frame.insert(0, "wave", wave)
        parts.append(frame)
    return pd.concat(parts, ignore_index=True)


def write_public(
    voice: Voice,
    released: ReleasedSet,
    reports: Iterable[ComposedReport],
    options: RunOptions,
    folder: Path,
    tell: Tell,
) -> None:
    """The released set, the table book, the reports and the manifest."""
    from monitor.publication.workbook.tablebook import write_tablebook
    from monitor.release.results.released_set import write_results

    results = folder / "results"
    write_results(released, results)
    write_tablebook(released, voice, results / "tabellenboek.xlsx")
    tell("written", "the released set and the table book")
    for report in reports:
        write_report(report, options, folder / "reports" / report.plan.id, tell)
    write_manifest(folder, run_facts(voice.study, released.companions))


def write_report(
    report: ComposedReport, options: RunOptions, folder: Path, tell: Tell, beside: tuple[str, ...] = ()
) -> list[Path]:
    """One report: its Quarto project and the documents rendered from it; returns the documents.

    `beside` are formats of documents that are there already, for which the project is complete too.
    """
    from monitor.publication.engines.render import render_project
    from monitor.publication.project.write import write_project
    from monitor.publication.theme.theme import load_theme

    study, formats = report.study, options.formats or report.plan.formats or ALL_FORMATS
    project = write_project(report, folder / "project", (*formats, *beside))
    rendered = render_project(project, formats, options.engine, study.published, load_theme(study.theme))
    documents = [document.replace(folder / document.name) for document in rendered]
    tell("published", f"report {report.plan.id}: {', '.join(formats)}")
    return documents


def targets_of(study: Study, options: RunOptions) -> dict[str, Path]:
    """The public and the confidential folder of a study's wave: side by side, never one inside the other."""
    place = Path(study.id) / study.current.id
    return {"confidential": confidential_root(options) / place, "public": options.out / place}


def home_of(study: Study, options: RunOptions) -> Path:
    """The folder that holds results and reports for the audience of a study."""
    return targets_of(study, options)["confidential" if study.audience == INTERNAL else "public"]


def confidential_root(options: RunOptions) -> Path:
    """The folder for what is for its owner only: the one asked for, or one beside the public folder."""
    out = Path(os.path.abspath(options.out)) if options.out.name in ("", "..") else options.out
    return options.confidential or out.parent / f"{out.name}-confidential"


def check_folders(study: Study, options: RunOptions) -> None:
    """**Raises** OutputError for folders that a run may not write to, before anything is computed."""
    roots = {"--out": options.out, "--confidential": confidential_root(options)}
    inputs = [*declared_files(study), *files_about_people(study), *options.corrections.values()]
    check_places(roots, targets_of(study, options).values(), inputs, options.policy)


def chosen_reports(study: Study, wanted: tuple[str, ...] | None) -> tuple[ReportPlan, ...]:
    """The reports asked for, or all of the study, as far as they are for its audience.

    **Raises** DeclarationError for an unknown one.
    """
    known = {report.id: report for report in study.reports}
    _check_known(wanted or (), known, "report", study)
    return tuple(known[name] for name in wanted or known if known[name].audience == study.audience)


def _check_known(names: Iterable[str], known: Iterable[str], what: str, study: Study) -> None:
    """**Raises** DeclarationError for a name on the command line that the study does not have."""
    for name in names:
        if name not in known:
            raise DeclarationError(
                f'this study has no {what} "{name}"',
                where=study.path.name,
                expected=", ".join(known) or None,
                hint=nearest(name, known),
            )


def _account(divided: Split, rules: pd.DataFrame) -> WaveAccount:
    """What the released set tells of a wave; how its file spelled the codes is for whoever reads the rule report."""
    from monitor.intake.validation.rule_report import NOTE
    from monitor.release.results.method import RuleCount, WaveAccount

    counted = ["passed", "failed", "undecided"]
    met = rules[rules["severity"] != NOTE]
    totals = met.groupby(["rule", "label", "severity", "origin"], sort=False)[counted].sum().reset_index()
    return WaveAccount(
        ledger=divided.ledger,
        facts={item: asdict(counts) for item, counts in divided.accepted.facts.items()},
        rules=tuple(
            RuleCount(**{str(name): value for name, value in row.items()})
            for row in totals.to_dict("records")
        ),
    )
