"""Truth: invariance (equal bytes wherever and whenever it runs) and the contract of both engines."""

from __future__ import annotations

import hashlib
import os
import stat
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from monitor.errors import PublicationError
from monitor.publication.engines import pandoc
from monitor.publication.engines.render import chosen_engine, render_project

ALL = ("html", "pdf", "docx")
SCRIPT = """
import sys
from datetime import date
from pathlib import Path
from monitor.publication.engines.render import render_project
render_project(Path(sys.argv[1]), ("html", "pdf", "docx"), "embedded", date(2024, 9, 1))
"""


def _hashes(folder: Path) -> dict[str, str]:
    names = ("report.html", "report.pdf", "report.docx")
    return {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in names}


@pytest.mark.slow
def test_other_processes_time_zones_and_folders_give_equal_bytes(
    rendered: Path, project_in: Callable[[Path], Path], repository: Path, tmp_path: Path
) -> None:
    expected = _hashes(rendered)
    for zone, seed in (("Pacific/Auckland", "1"), ("America/Los_Angeles", "2")):
        project = project_in(tmp_path / zone.replace("/", "-") / "ergens anders")
        environment = {
            **os.environ, "TZ": zone, "PYTHONHASHSEED": seed, "LC_ALL": "C.UTF-8", "PYTHONPATH": str(repository),
        }  # fmt: skip
        subprocess.run(
            [sys.executable, "-c", SCRIPT, str(project)],
            cwd=tmp_path,
            env=environment,
            check=True,
            capture_output=True,
        )
        assert _hashes(project) == expected


def test_a_relative_folder_gives_equal_bytes(
    rendered: Path, project: Path, published: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project.parent)
    render_project(Path(project.name), ALL, "embedded", published)
    assert _hashes(project) == _hashes(rendered)


def test_the_date_of_publication_is_the_only_thing_that_moves(rendered: Path, project: Path) -> None:
    render_project(project, ALL, "embedded", date(2024, 9, 2))
    assert all(_hashes(project)[name] != found for name, found in _hashes(rendered).items())


def test_only_the_formats_asked_for_are_written(project: Path, published: date) -> None:
    assert render_project(project, ("docx",), "embedded", published) == [project / "report.docx"]
    assert not (project / "report.html").exists()


def test_a_wrong_project_leaves_no_output(project_with: Callable[[str], Path], published: date) -> None:
    project = project_with("{{< var nergens >}}")
    with pytest.raises(PublicationError):
        render_project(project, ALL, "embedded", published)
    assert list(project.glob("report.[!q]*")) == []


def test_the_pandoc_of_the_package_is_used_whatever_the_machine_has(
    quarto: Callable[[str], None], tmp_path: Path
) -> None:
    quarto("exit 1")
    (tmp_path / "bin" / "quarto").rename(tmp_path / "bin" / "pandoc")
    assert pandoc.read_markdown("Tekst")["blocks"][0]["t"] == "Para"


# a stand-in for Quarto, which is not installed here


def _program(folder: Path, body: str) -> None:
    folder.mkdir(exist_ok=True)
    path = folder / "quarto"
    path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


@pytest.fixture
def quarto(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    def install(body: str, version: str = "1.10.18") -> None:
        asked = f'if [ "$1" = --version ]; then echo {version}; exit; fi'
        _program(tmp_path / "bin", f"{asked}\n{body}")
        monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")

    return install


PAGE = "echo '<html lang=nl><main>Klaar</main></html>' > report.html"


def test_auto_takes_quarto_where_it_is_installed(quarto: Callable[[str], None]) -> None:
    assert chosen_engine("auto") == "embedded"
    quarto("exit 0")
    assert chosen_engine("auto") == "quarto"


def test_quarto_renders_the_project_with_the_words_of_its_header(
    quarto: Callable[[str], None], project: Path, published: date
) -> None:
    quarto(f'echo "$@ $SOURCE_DATE_EPOCH" > called; {PAGE}')
    before = (project / "reference.docx").read_bytes()
    assert render_project(project, ("html",), "quarto", published) == [project / "report.html"]
    assert (project / "called").read_text(encoding="utf-8") == "render report.qmd --to html 1725148800\n"
    assert (project / "reference.docx").read_bytes() != before


def test_output_of_quarto_is_read_too(quarto: Callable[[str], None], project: Path, published: date) -> None:
    quarto("echo '<main>Zie ?@fig-x</main>' > report.html")
    with pytest.raises(PublicationError, match="something was not filled in"):
        render_project(project, ("html",), "quarto", published)


@pytest.mark.parametrize(
    "told", ["ERROR (filters/quarto-page.lua:19) stuk", "[WARNING] Could not fetch resource figures/g02.svg"]
)
def test_what_quarto_goes_on_after_stops_the_run_and_names_file_and_step(
    told: str, quarto: Callable[[str], None], project: Path, published: date
) -> None:
    quarto(f"{PAGE}; printf '\\033[31m{told}\\033[39m\\nOutput created: report.html\\n' >&2")
    with pytest.raises(PublicationError) as problem:
        render_project(project, ("html",), "quarto", published)
    assert (problem.value.what, problem.value.where) == ("Quarto could not render html", "project/report.qmd")
    assert problem.value.got == told
    assert not (project / "report.html").exists()


def test_a_failure_tells_the_errors_and_not_the_text_around_them(
    quarto: Callable[[str], None], project: Path, published: date
) -> None:
    said = "error: expected comma\n  ┌─ report.typ:281:340\n281 | Wat iemand antwoordde\nERROR: Typst compilation failed"
    (project / "said").write_text(said, encoding="utf-8")
    quarto("cat said >&2; exit 1")
    with pytest.raises(PublicationError) as problem:
        render_project(project, ("pdf",), "quarto", published)
    told = "error: expected comma / ┌─ report.typ:281:340 / ERROR: Typst compilation failed"
    assert problem.value.got == told


@pytest.mark.parametrize("version", ["1.9.37", "0.9.1", "onbekend", ""])
def test_a_quarto_that_is_too_old_renders_nothing(
    version: str, quarto: Callable[..., None], project: Path, published: date
) -> None:
    quarto(PAGE, version)
    with pytest.raises(PublicationError, match=r"this Quarto cannot render the report.*1\.10 or newer"):
        render_project(project, ALL, "auto", published)
    assert list(project.glob("report.[!q]*")) == []


def test_a_quarto_that_cannot_start_renders_nothing(
    quarto: Callable[..., None], project: Path, published: date, tmp_path: Path
) -> None:
    quarto(PAGE)
    (tmp_path / "bin" / "quarto").write_text("geen programma", encoding="utf-8")
    with pytest.raises(PublicationError, match="this Quarto cannot render the report"):
        render_project(project, ALL, "auto", published)


@pytest.mark.parametrize("body", ["exit 0", ": > report.html"])
def test_a_quarto_that_writes_nothing_has_not_rendered(
    body: str, quarto: Callable[..., None], project: Path, published: date
) -> None:
    quarto(body)
    with pytest.raises(PublicationError, match=r"could not render html; got no report\.html"):
        render_project(project, ("html",), "quarto", published)


def test_a_page_from_before_is_not_taken_for_a_new_one(
    quarto: Callable[[str], None], project: Path, published: date
) -> None:
    (project / "report.html").write_text("<main>Van gisteren</main>", encoding="utf-8")
    quarto("exit 0")
    with pytest.raises(PublicationError, match="could not render html"):
        render_project(project, ("html",), "quarto", published)


@pytest.mark.parametrize("there_before", [True, False])
def test_what_quarto_keeps_for_itself_is_taken_away_unless_it_was_there(
    there_before: bool, quarto: Callable[[str], None], project: Path, published: date
) -> None:
    if there_before:
        (project / ".quarto").mkdir()
    quarto(f"mkdir -p .quarto/idx; {PAGE}")
    render_project(project, ("html",), "quarto", published)
    assert (project / ".quarto").exists() == there_before


def test_the_embedded_engine_puts_the_words_of_the_header_in_the_project_too(
    project: Path, published: date
) -> None:
    render_project(project, ("html",), "embedded", published)
    with zipfile.ZipFile(project / "reference.docx") as archive:
        header = archive.read("word/header1.xml").decode("utf-8")
    assert "Werken aan werk</w:t>" in header
    assert "Demonstratie: geen echt onderzoek</w:t>" in header
