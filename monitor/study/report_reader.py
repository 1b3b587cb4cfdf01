"""Reads `reports:` of a study file: their names, their templates, and who reads those for inside use."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from monitor.study.declarations import Declaration, Key
from monitor.study.paths import declaration_file
from monitor.study.study_file import INTERNAL, ReportPlan

ANY = "any"


def read_reports(
    reports: Sequence[ReportPlan], document: Declaration, folder: Path
) -> tuple[ReportPlan, ...]:
    """The reports of a study, each with a name of its own and the path of its template.

    **Raises** DeclarationError for a report without a name or template, one for inside use that names no readers,
    and readers of a report that everybody may read.
    """
    taken = {
        report.id or _called_after(report) for report in reports if report.id or report.audience != INTERNAL
    }
    read = []
    for place, report in enumerate(reports):
        key = ("reports", place)
        _check_readers(report, document, key)
        name = report.id or _name_of(report, taken, document, key)
        taken.add(name)
        template = declaration_file(folder, report.template, document, key) if report.template else None
        read.append(replace(report, id=name, template=template))
    document.check_unique([report.id for report in read], "reports")
    return tuple(read)


def _check_readers(report: ReportPlan, document: Declaration, key: Key) -> None:
    inside = report.audience == INTERNAL
    if inside and not report.readers:
        raise document.error(key, "declared.report_for_inside_use_names_its")
    if report.readers and not inside:
        raise document.error(key, "declared.report_that_may_be_handed_on", got=", ".join(report.readers))


def _name_of(report: ReportPlan, taken: set[str], document: Declaration, key: Key) -> str:
    """A report without a name is called after its template; for inside use with _internal behind a name in use, also by a
    report for everybody that stands below it."""
    name = _called_after(report)
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise document.error(key, "declared.report_has_no_name")
    return f"{name}_{INTERNAL}" if name in taken and report.audience == INTERNAL else name


def _called_after(report: ReportPlan) -> str:
    parts = [part for part in report.template.parts if part != ANY] if report.template else []
    return parts[-1] if parts else ""
