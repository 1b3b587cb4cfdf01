"""Truth: a second implementation. Quarto renders the same project to the same text and numbers."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from monitor.publication.engines.render import render_project

pytestmark = pytest.mark.quarto


@pytest.fixture(scope="session")
def by_quarto(
    tmp_path_factory: pytest.TempPathFactory, project_in: Callable[[Path], Path], published: date
) -> Path:
    assert shutil.which("quarto"), "Quarto must be on PATH for these tests"
    project = project_in(tmp_path_factory.mktemp("quarto") / "project")
    render_project(project, ("html", "pdf", "docx"), "quarto", published)
    return project


def _dense(text: str) -> str:
    return "".join(text.split())


def test_every_block_of_our_page_stands_in_all_formats_of_quarto(
    rendered: Path,
    by_quarto: Path,
    page_blocks: Callable[[Path], list[str]],
    pdf_text: Callable[[Path], str],
    word_text: Callable[[Path], str],
) -> None:
    ours = page_blocks(rendered / "report.html")
    texts = {
        "html": "".join(page_blocks(by_quarto / "report.html")),
        "pdf": pdf_text(by_quarto / "report.pdf"),
        "docx": word_text(by_quarto / "report.docx"),
    }
    only_page = "Deze pagina heeft onder elke grafiek een tabel met de cijfers."
    missing = [
        (name, block)
        for name, text in texts.items()
        for block in ours
        if _dense(block) not in _dense(text) and not (block == only_page and name != "html")
    ]
    assert missing == []


def test_captions_carry_the_same_numbers(
    rendered: Path, by_quarto: Path, page_blocks: Callable[[Path], list[str]]
) -> None:
    label = re.compile(r"^(?:Grafiek|Tabel)\s\d+:")
    ours, theirs = (
        [block for block in page_blocks(folder / "report.html") if label.match(block)]
        for folder in (rendered, by_quarto)
    )
    assert [" ".join(block.split()) for block in theirs] == [" ".join(block.split()) for block in ours]


def test_hostile_values_come_out_of_quarto_as_they_are(
    by_quarto: Path, hostile: dict[str, str], page_blocks: Callable[[Path], list[str]]
) -> None:
    blocks = page_blocks(by_quarto / "report.html")
    assert [name for name, value in hostile.items() if value not in blocks] == []
