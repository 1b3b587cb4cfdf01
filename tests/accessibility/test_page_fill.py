"""Truth: ink on the pages of the real reports, and on pages with a known part filled; every list is printed.

A page of the PDF is at least 60% full, unless it is a cover or ends a chapter. Word has no floats: there a page is
short where a high figure goes to the next one.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from monitor.publication.engines.render import render_project
from monitor.publication.project.compose import compose
from monitor.publication.project.write import write_project
from tests.page_fill import page_fills, short_pages, told
from tests.publication.three_waves import variables_of, write_study

LEAST_IN_WORD = 0.4
FORMATS = ("pdf", "docx")


def test_a_page_is_as_full_as_its_ink_without_the_gaps(tmp_path: Path) -> None:
    boxes = {
        "half": "#rect(height: 124mm)",
        "gap": "#rect(height: 62mm) #v(100mm) #rect(height: 62mm)",
        "none": "",
    }
    found = {name: page_fills(_page(tmp_path, name, code), cover=False)[0] for name, code in boxes.items()}
    assert found["half"].share == pytest.approx(0.5, abs=0.01)
    assert found["gap"].share == pytest.approx(0.5, abs=0.03)
    assert found["none"].share == 0


def test_only_a_cover_and_the_end_of_a_chapter_may_be_short(tmp_path: Path) -> None:
    code = "= Een\n#pagebreak()\nb\n#pagebreak()\n= Twee\n#pagebreak()\n= Drie\nc\n#pagebreak()\nd"
    fills = page_fills(_page(tmp_path, "chapters", code))
    assert [page.may_be_short for page in fills] == [True, True, True, False, True]
    assert [page.number for page in short_pages(fills)] == [4]


def _page(folder: Path, name: str, code: str) -> Path:
    import typst

    set_up = '#set page(paper: "a4", margin: (top: 26mm, bottom: 20mm))\n#set block(spacing: 0pt)\n'
    path = folder / f"{name}.pdf"
    path.write_bytes(typst.compile((set_up + code).encode("utf-8"), format="pdf"))
    return path


@pytest.fixture(scope="module")
def without_templates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report on a survey of three waves that has no template of its own."""
    folder = tmp_path_factory.mktemp("gasten")
    variables = variables_of(write_study(folder))
    plan = SimpleNamespace(id="inspectorate", template=None, formats=None, options={})
    project = write_project(compose(plan, variables), folder / "project", FORMATS)
    render_project(project, FORMATS, "embedded", variables.study.published)
    return project


@pytest.fixture(params=["inspectorate", "clients", "without templates"])
def report(request: pytest.FixtureRequest, demonstration: Any) -> Callable[[str], Path]:
    """The files of a report by format."""
    if request.param == "without templates":
        folder = request.getfixturevalue("without_templates")
        return lambda kind: folder / f"report.{kind}"
    return lambda kind: demonstration.report(request.param, kind)


@pytest.mark.ci
def test_no_page_of_a_pdf_is_left_half_empty(report: Callable[[str], Path]) -> None:
    fills = page_fills(report("pdf"))
    print(told(fills))
    assert short_pages(fills) == []


@pytest.mark.ci
def test_few_pages_of_a_word_file_are_left_half_empty(
    report: Callable[[str], Path], word_pdf: Callable[[Path], Path]
) -> None:
    fills = page_fills(word_pdf(report("docx")))
    print(told(fills))
    assert short_pages(fills, LEAST_IN_WORD) == []
    assert len(short_pages(fills)) <= len(fills) // 25
