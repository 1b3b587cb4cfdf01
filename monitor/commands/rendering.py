"""Reports rendered again from what a run released: an editor changed a text, no response is read.

The released set, the documents in other formats and the other reports stay as they are, and so do their hashes in
the manifest. What a report was rendered with that the run did not have (another study file, theme, companion or
version) stands in the manifest under `rendered`, by report.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from monitor.commands.last_run import as_last_run, last_released, last_results, voice_of_last
from monitor.messages.catalogue import text
from monitor.outputs import (
    MANIFEST,
    check_results,
    file_hashes,
    read_manifest,
    staged,
    write_json,
)
from monitor.pipeline import check_reports, check_texts, compose_reports, declared_study
from monitor.publication.charts.earlier import NOTHING_EARLIER, Earlier
from monitor.run_record import moved_facts, run_facts
from monitor.stages.options import (
    ALL_FORMATS,
    KNOWN_FORMATS,
    RunOptions,
    Tell,
    check_folders,
    chosen_reports,
    home_of,
)
from monitor.stages.writing import engine_of, write_report
from monitor.study.study import Study
from monitor.study.study_file import INTERNAL

if TYPE_CHECKING:
    from monitor.publication.checks.report import ReportCheck
    from monitor.publication.drafts.composed_report import ComposedReport

PROJECT = "project"
MAKERS = ("version", "packages")  # what draws a figure
FINDINGS = {"error": "run.found_error", "warning": "run.found_warning"}


def render_study(path: Path, options: RunOptions, tell: Tell) -> tuple[str, ...]:
    """Render the reports of a study again from its released results; returns what is new and what to look at.

    Results and templates that did not change give the bytes that the run gave; figures are drawn only where what
    they show, or what draws them, is not what it was.
    **Raises** ReleaseError when the study has not been run into `options.out` yet, or its results were changed
    since; PublicationError as the run does. Outputs appear whole or not at all.
    """
    study = declared_study(path, options)
    check_folders(study, options)
    audiences = _audiences(study, options, tell)
    for own in audiences:
        last_results(own, path, options)
    check_reports(study, options)
    return tuple(line for own in audiences for line in _render_for(own, path, options, tell))


def _audiences(study: Study, options: RunOptions, tell: Tell) -> list[Study]:
    """The study as it is told to each audience that a chosen report is for.

    Nobody asks for reports for inside use by leaving `options.reports` out, where the last run made none.
    """
    inside = study.inside()
    internal = chosen_reports(inside, options.reports)
    if internal and options.reports is None and not (home_of(inside, options) / "results").is_dir():
        tell("left out", text("run.no_inside_reports"))
        return [study]
    public = [study] if chosen_reports(study, options.reports) or not internal else []
    return public + ([inside] if internal else [])


def _render_for(study: Study, path: Path, options: RunOptions, tell: Tell) -> Iterator[str]:
    """The reports for one audience, in the folder that the run wrote them to."""
    target, inside = home_of(study, options), study.audience == INTERNAL
    with staged({"own": target}, owner_only=("own",) if inside else ()) as folders:
        manifest = read_manifest(target)
        check_results(target, manifest["outputs"])  # else their hash would be made true
        study = as_last_run(study, options)
        released = last_released(study, path, options)
        reports = compose_reports(voice_of_last(study, released), released, options)
        checks = check_texts(reports, tell)
        shutil.copytree(target, folders["own"], dirs_exist_ok=True)
        facts = run_facts(study, released.companions, engine_of(options), inside)
        documents = [
            document.relative_to(folders["own"])
            for report in reports
            for document in _render(
                report, manifest, options, folders["own"], tell, _earlier(report, manifest, facts, target)
            )
        ]
        now = moved_facts(manifest, facts)
        write_json(folders["own"] / MANIFEST, _renewed(manifest, reports, now, folders["own"]))
    yield from _findings(checks)
    yield text("run.written", folder=target)
    yield from (f"             {document}" for document in documents)


def _earlier(
    report: ComposedReport, manifest: Mapping[str, Any], now: Mapping[str, Any], target: Path
) -> Earlier:
    """The figures that this report was rendered with last, if by the same version and the same packages as now."""
    last = {**manifest, **manifest.get("rendered", {}).get(report.plan.id, {})}
    figures = target / "reports" / report.plan.id / PROJECT / "figures"
    if any(last.get(maker) != now[maker] for maker in MAKERS):
        return NOTHING_EARLIER
    written = _entries(manifest["outputs"], figures, target)
    return Earlier(figures, {name.rpartition("/")[2]: digest for name, digest in written.items()})


def _render(
    report: ComposedReport,
    manifest: Mapping[str, Any],
    options: RunOptions,
    folder: Path,
    tell: Tell,
    earlier: Earlier,
) -> list[Path]:
    """One report in the place of what was there; documents in other formats stay, and it is told if they are older."""
    home = folder / "reports" / report.plan.id
    formats = options.formats or report.plan.formats or ALL_FORMATS
    kept = tuple(
        name for name in KNOWN_FORMATS if name not in formats and (home / f"report.{name}").is_file()
    )
    shutil.rmtree(home / PROJECT, ignore_errors=True)
    documents = write_report(report, options, home, tell, kept, earlier)
    before, now = _entries(manifest["outputs"], home / PROJECT, folder), file_hashes(home / PROJECT, folder)
    if kept and any(now.get(name) != digest for name, digest in before.items()):
        tell("kept", text("run.text_from_before", report=report.plan.id, formats=kept))
    return documents


def _renewed(
    manifest: Mapping[str, Any], reports: tuple[ComposedReport, ...], now: Mapping[str, Any], folder: Path
) -> dict[str, Any]:
    """The manifest of the run with the new hashes of these reports; every other line stays true by itself."""
    outputs, rendered = dict(manifest["outputs"]), dict(manifest.get("rendered", {}))
    for report in reports:
        home = folder / "reports" / report.plan.id
        for name in _entries(outputs, home, folder):
            del outputs[name]
        outputs |= file_hashes(home, folder)
        rendered.pop(report.plan.id, None)
        rendered |= {report.plan.id: now} if now else {}
    facts = {name: fact for name, fact in manifest.items() if name != "rendered"}
    return {**facts, "outputs": outputs, **({"rendered": rendered} if rendered else {})}


def _entries(outputs: Mapping[str, str], home: Path, folder: Path) -> dict[str, str]:
    """The lines of a manifest about the files in one folder of its own."""
    place = f"{home.relative_to(folder).as_posix()}/"
    return {name: digest for name, digest in outputs.items() if name.startswith(place)}


def _findings(checks: Mapping[str, ReportCheck]) -> Iterator[str]:
    for check in checks.values():
        for finding in check.consistency.findings:
            yield text(FINDINGS[finding.severity], report=check.report, finding=finding)
