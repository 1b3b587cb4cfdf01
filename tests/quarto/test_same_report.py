"""Truth: a second implementation. Quarto and the embedded engine give the same report, line for line."""

from __future__ import annotations

import difflib
import os
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from monitor.publication.engines.pdf_tables import with_row_headers
from monitor.publication.engines.render import render_project
from monitor.publication.project.compose import compose
from monitor.publication.project.write import write_project
from monitor.publication.sentences.variables import Variables
from monitor.release.results.released_set import ReleasedSet
from monitor.study.study import Study
from monitor.study.study_file import ReportPlan
from tests.words import voice_of

pytestmark = pytest.mark.quarto

MOST_PAGES_APART = 2
ALL = ("html", "pdf", "docx")
PLACES = 30  # of a chapter in which each text stands, at least
HIDDEN = {("unseen", "docx"), ("unseen", "pdf")}  # signs without width are no letters there
READERS = {"html": "page_lines", "docx": "word_lines", "pdf": "pdf_lines"}


@pytest.fixture(scope="module")
def lines_of(reading: Any, pdf_text: Callable[[Path], str]) -> Callable[[Path, str], list[str]]:
    def read(folder: Path, name: str) -> list[str]:
        more = (pdf_text,) if name == "pdf" else ()
        return getattr(reading, READERS[name])(folder / f"report.{name}", *more)

    return read


def _check_same(ours: list[str], theirs: list[str]) -> None:
    """Fail with every difference, whole."""
    differences = list(difflib.unified_diff(ours, theirs, "embedded", "Quarto", n=0, lineterm=""))
    if differences:
        pytest.fail("\n".join(differences), pytrace=False)


@pytest.mark.parametrize("name", READERS)
def test_text_numbers_headings_descriptions_and_language_are_the_same(
    name: str, both: dict[str, Path], lines_of: Callable[[Path, str], list[str]]
) -> None:
    ours, theirs = (lines_of(both[engine], name) for engine in ("embedded", "quarto"))
    assert len(ours) > 100
    _check_same(ours, theirs)


def test_the_pdfs_have_as_many_pages(both: dict[str, Path], reading: Any) -> None:
    ours, theirs = (reading.page_count(both[engine] / "report.pdf") for engine in ("embedded", "quarto"))
    assert abs(ours - theirs) <= MOST_PAGES_APART


def test_no_value_runs_in_either_engine(
    both: dict[str, Path], lines_of: Callable[[Path, str], list[str]]
) -> None:
    for folder in both.values():
        for name in READERS:
            text = "".join("".join(lines_of(folder, name)).split())
            assert "wat{{<envHOME>}}is" in text
            assert f"wat{os.environ['HOME']}is" not in text
            assert f"balkvan{os.environ['HOME']}" not in text


def test_slides_say_the_same_with_the_same_descriptions(
    small_released: ReleasedSet, small_study: Study, reading: Any, tmp_path: Path
) -> None:
    report = compose(ReportPlan("inspectorate", None, None), Variables(small_released, voice_of(small_study)))
    told = {}
    for engine in ("embedded", "quarto"):
        project = write_project(report, tmp_path / engine, ("pptx",))
        [slides] = render_project(project, ("pptx",), engine, small_study.published)
        told[engine] = reading.slide_lines(slides)
    assert len(told["embedded"]) > 50
    _check_same(told["embedded"], told["quarto"])


def test_quarto_leaves_nothing_of_its_own_in_the_project(both: dict[str, Path]) -> None:
    names = {
        engine: {path.relative_to(folder) for path in folder.rglob("*")} for engine, folder in both.items()
    }
    assert names["quarto"] == names["embedded"]


def test_quarto_gives_equal_bytes_twice(
    both: dict[str, Path], write_project: Callable[[Path], Path], published: date, tmp_path: Path
) -> None:
    again = render_project(write_project(tmp_path / "project"), ALL, "quarto", published)
    assert [
        path.name for path in again if path.read_bytes() != (both["quarto"] / path.name).read_bytes()
    ] == []


def test_quarto_alone_gives_the_same_report_from_any_folder(
    both: dict[str, Path],
    write_project: Callable[[Path], Path],
    lines_of: Callable[[Path, str], list[str]],
    tmp_path: Path,
) -> None:
    folder = write_project(tmp_path / "Rapport één (kopie)" / "map met spaties")
    subprocess.run([str(shutil.which("quarto")), "render"], cwd=folder, check=True, capture_output=True)
    pdf = folder / "report.pdf"
    pdf.write_bytes(with_row_headers(pdf.read_bytes()))  # all that Quarto alone leaves out
    for name in READERS:
        _check_same(lines_of(both["embedded"], name), lines_of(folder, name))


def test_quarto_alone_puts_a_changed_title_in_the_header_of_word(
    project_in: Callable[[Path], Path], word_text: Callable[[Path], str], tmp_path: Path
) -> None:
    folder = project_in(tmp_path / "project")
    report = folder / "report.qmd"
    text = report.read_text(encoding="utf-8").replace(
        "short-title: Werken aan werk", "short-title: Een ander & nieuw"
    )
    report.write_text(text, encoding="utf-8")
    command = [str(shutil.which("quarto")), "render", "report.qmd", "--to", "docx"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    header = "Een ander & nieuw\tDemonstratie: geen echt onderzoek"
    assert any(line.startswith(header) for line in word_text(folder / "report.docx").split("\n"))


def test_what_people_wrote_stands_in_every_format_as_they_wrote_it(
    both: dict[str, Path],
    hostile_texts: dict[str, str],
    lines_of: Callable[[Path, str], list[str]],
    pdf_text: Callable[[Path], str],
) -> None:
    for engine, folder in both.items():
        for name in READERS:
            whole = pdf_text(folder / "report.pdf") if name == "pdf" else "".join(lines_of(folder, name))
            text = "".join(whole.split())
            found = {key: text.count("".join(words.split())) for key, words in hostile_texts.items()}
            lost = {
                key: count for key, count in found.items() if count < PLACES and (key, name) not in HIDDEN
            }
            assert lost == {}, f"{engine} {name}"


def test_a_note_of_an_editor_stays_out_of_the_report(both: dict[str, Path]) -> None:
    for folder in both.values():
        assert "geheim" not in (folder / "report.html").read_text(encoding="utf-8")
        with zipfile.ZipFile(folder / "report.docx") as archive:
            assert not [name for name in archive.namelist() if b"geheim" in archive.read(name)]
