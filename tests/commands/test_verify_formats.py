"""Truth: a run that is made again is asked for what the first one was asked for, no more and no less."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.commands.verify import _formats
from monitor.study.study_reader import read_study
from tests.file_checks import STUDY, write_file_check

OWN = STUDY.replace("  - {template: quality/any}\n", "  - {template: quality/any, formats: [html]}\n")
PUBLIC = ["manifest.json", "reports/quality/report.html", "reports/quality/project/report.qmd"]
INSIDE = [f"reports/quality_internal/report.{ending}" for ending in ("docx", "html", "pdf")]


@pytest.mark.parametrize(
    ("outputs", "formats"),
    [([*PUBLIC, *INSIDE], None), ([*PUBLIC, INSIDE[1]], ("html",)), ([*PUBLIC, "reports/quality/report.pdf"], ("html", "pdf"))],
    ids=["as each report declares", "one for all", "two for all"],
)  # fmt: skip
def test_each_report_keeps_the_formats_of_the_study_file_where_nobody_asked_for_others(
    tmp_path: Path, outputs: list[str], formats: tuple[str, ...] | None
) -> None:
    assert _formats(outputs, read_study(write_file_check(tmp_path, {"study.yaml": OWN}))) == formats
