"""Truth: axe-core in Chromium and page-validation's rules of PDF/UA-1, on the report of a municipality with all its figures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import page as page_validation
import pikepdf
import pytest

from monitor.commands.benchmarking import write_places
from monitor.pipeline import run_study
from monitor.stages.options import RunOptions
from tests.accessibility.test_accessible_html import ONLY_VIOLATIONS, WIDTHS
from tests.release.test_benchmark_changes import written

pytestmark = pytest.mark.ci
CODE = "G010"  # of which a change is shown


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("gemeenten")
    path = written(root)
    run_study(path, RunOptions(out=root / "build", reports=(), formats=("html",)), lambda *_: None)
    options = RunOptions(out=root / "build", formats=("html", "pdf"))
    list(write_places(path, (CODE,), options, False, lambda *_: None))
    return root / "build" / "gemeenten" / "2025-municipalities" / CODE


@pytest.mark.parametrize("width", [*WIDTHS, 360])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(folder: Path, browser: Any, width: int) -> None:
    from axe_playwright_python.sync_playwright import Axe

    opened = browser.new_page(viewport={"width": width, "height": 900})
    opened.goto((folder / "report.html").as_uri())
    opened.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true; })")
    assert opened.query_selector("#fig-benchmark-change")
    violations = Axe().run(opened, options=ONLY_VIOLATIONS).response["violations"]
    assert [(found["id"], [node["html"] for node in found["nodes"]]) for found in violations] == []
    assert opened.evaluate("document.documentElement.scrollWidth") <= width
    opened.close()


def test_no_rule_of_pdf_ua_is_broken_and_it_has_at_most_eight_pages(folder: Path) -> None:
    found = page_validation.validate_pdf(folder / "report.pdf", profile="ua1")
    assert found.rules.total > 100
    assert [(failure.rule_id, failure.message) for failure in found.failures] == []
    with pikepdf.open(folder / "report.pdf") as opened:
        assert len(opened.pages) <= 8
