"""What a run leaves on the disk: confidential records, the released set, reports."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.errors import PublicationError
from monitor.messages.catalogue import text
from monitor.outputs import write_json, write_manifest
from monitor.run_record import run_facts
from monitor.stages.options import ALL_FORMATS, RunOptions, Tell
from monitor.stages.taking_in import Intake
from monitor.study.study import Study

if TYPE_CHECKING:
    import pandas as pd

    from monitor.publication.charts.earlier import Earlier
    from monitor.publication.checks.report import ReportCheck
    from monitor.publication.drafts.composed_report import ComposedReport
    from monitor.publication.language.voice import Voice
    from monitor.release.results.released_set import ReleasedSet


def write_confidential(
    study: Study,
    taken_in: Intake,
    folder: Path,
    checks: Mapping[str, ReportCheck],
) -> None:
    """Quarantine, ledger, rule report and the check of each report's text, for their owner only."""
    from monitor.intake.validation.rule_report import write_rule_page, write_rule_report

    ledgers = taken_in.ledgers
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
    tell("written", text("run.set_written"))
    for report in reports:
        write_report(report, options, folder / "reports" / report.plan.id, tell)
    write_manifest(folder, run_facts(voice.study, released.companions, engine_of(options)))


def engine_of(options: RunOptions) -> str:
    """The engine that renders the reports of a run."""
    from monitor.publication.engines.render import chosen_engine

    return chosen_engine(options.engine)


def write_report(
    report: ComposedReport,
    options: RunOptions,
    folder: Path,
    tell: Tell,
    beside: tuple[str, ...] = (),
    earlier: Earlier | None = None,
) -> list[Path]:
    """One report: its Quarto project and the documents rendered from it; returns the documents.

    `beside` are formats of documents that are there already, for which the project is complete too; `earlier` are
    figures that need not be drawn again.
    """
    from monitor.publication.charts.earlier import NOTHING_EARLIER
    from monitor.publication.engines.render import render_project
    from monitor.publication.project.write import write_project
    from monitor.publication.theme.theme import load_theme

    study, formats = report.study, options.formats or report.plan.formats or ALL_FORMATS
    project = write_project(report, folder / "project", (*formats, *beside), earlier or NOTHING_EARLIER)
    try:
        rendered = render_project(project, formats, options.engine, study.published, load_theme(study.theme))
    except PublicationError as problem:
        raise problem.within(f"reports/{report.plan.id}") from None
    documents = [document.replace(folder / document.name) for document in rendered]
    tell("published", text("run.report", report=report.plan.id, formats=formats))
    return documents
