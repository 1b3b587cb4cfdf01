"""Truth: WCAG 2.1's own examples of contrast, and one theme file that every format follows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from monitor.errors import DeclarationError, PublicationError
from monitor.publication import templates
from monitor.publication.render import render_project
from monitor.publication.shared_files import add_shared_files
from monitor.publication.templates import shared_root, templates_root
from monitor.publication.theme import contrast, load_theme


def _theme(folder: Path, old: str, new: str) -> Path:
    text = (shared_root() / "theme.yaml").read_text(encoding="utf-8")
    assert old in text
    path = folder / "eigen.yaml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    return path


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(
        4.48, abs=0.01
    )  # the well-known grey that just fails


def test_the_neutral_theme_keeps_its_contrasts() -> None:
    assert load_theme().colours.categorical[0] == "#1f5a8c"


def test_a_text_colour_that_is_too_pale_is_refused_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(PublicationError) as refused:
        load_theme(_theme(tmp_path, '"#4a5866"', '"#8a98a6"'))
    assert refused.value.code == "contrast"
    assert "eigen.yaml:11" in str(refused.value)
    assert "at least 4.5:1" in str(refused.value)


def test_a_bar_colour_that_is_too_pale_is_refused(tmp_path: Path) -> None:
    with pytest.raises(
        PublicationError, match=r"colours.diverging is too pale on #ffffff; .* at least 3.0:1"
    ):
        load_theme(_theme(tmp_path, '"#c77d1e"', '"#f0c890"'))


def test_a_colour_that_is_no_colour_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DeclarationError, match="hexadecimal"):
        load_theme(_theme(tmp_path, '"#17212b"', '"zwart"'))


def test_a_theme_of_ones_own_reaches_every_format(
    project: Path, tmp_path: Path, published: date, word_text: Callable[[Path], str]
) -> None:
    own = _theme(tmp_path, 'accent_dark: "#12344f"', 'accent_dark: "#5c1a3a"')
    theme = add_shared_files(project, own)
    assert "--accent-dark: #5c1a3a;" in (project / "styles.css").read_text(encoding="utf-8")
    assert 'accent-dark: rgb("#5c1a3a")' in (project / "typst-template.typ").read_text(encoding="utf-8")
    render_project(project, ("html", "pdf", "docx"), "embedded", published, theme)
    assert "#5c1a3a" in (project / "report.html").read_text(encoding="utf-8")


def test_the_words_of_marks_come_from_the_theme(
    project: Path, tmp_path: Path, published: date, word_text: Callable[[Path], str]
) -> None:
    own = _theme(tmp_path, "Demonstratie: geen echt onderzoek", "Oefenrapport")
    render_project(project, ("docx",), "embedded", published, add_shared_files(project, own))
    assert "Oefenrapport" in word_text(project / "report.docx").split("\n")


def test_a_draft_says_so_with_its_date(
    project: Path, published: date, word_text: Callable[[Path], str]
) -> None:
    report = project / "report.qmd"
    report.write_text(
        report.read_text(encoding="utf-8").replace("demonstration: true", "concept: true"), encoding="utf-8"
    )
    render_project(project, ("docx", "pdf"), "embedded", published)
    lines = word_text(project / "report.docx").split("\n")
    assert "Concept, 1 september 2024" in lines
    assert "Werken aan werk\tConcept, 1 september 2024" in lines
    assert not any("Demonstratie" in line for line in lines)


def test_a_logo_stands_on_the_title(project: Path, tmp_path: Path, published: date) -> None:
    (tmp_path / "logo.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><rect width="40" height="20"/></svg>',
        encoding="utf-8",
    )
    own = _theme(tmp_path, 'logo: ""', "logo: logo.svg")
    own.write_text(
        own.read_text(encoding="utf-8").replace('publisher: ""', "publisher: Onderzoeksteam"),
        encoding="utf-8",
    )
    render_project(project, ("html", "pdf"), "embedded", published, add_shared_files(project, own))
    assert '<img class="logo" src="data:image/svg+xml' in (project / "report.html").read_text(
        encoding="utf-8"
    )


def test_the_title_page_shows_the_fields_that_the_theme_names(
    project: Path, tmp_path: Path, published: date, word_text: Callable[[Path], str]
) -> None:
    report = project / "report.qmd"
    report.write_text(
        report.read_text(encoding="utf-8").replace("demonstration: true", 'kenmerk: "BM-12"'),
        encoding="utf-8",
    )
    own = _theme(tmp_path, "title_page: [subtitle, author, date]", "title_page: [author, date, kenmerk]")
    render_project(project, ("html", "docx", "pdf"), "embedded", published, add_shared_files(project, own))
    lines = word_text(project / "report.docx").split("\n")
    assert lines[:4] == ["Onderzoeksteam Bijstandsmonitor", "Werken aan werk", "1 september 2024", "BM-12"]
    page = (project / "report.html").read_text(encoding="utf-8")
    assert "Onderzoeksteam Bijstandsmonitor · 1 september 2024 · BM-12</p>" in page
    assert "Ervaringen van klantmanagers" not in page


def test_the_publisher_of_the_theme_stands_in_for_an_author(
    project: Path, tmp_path: Path, published: date, word_text: Callable[[Path], str]
) -> None:
    report = project / "report.qmd"
    report.write_text(
        report.read_text(encoding="utf-8").replace("author: Onderzoeksteam Bijstandsmonitor\n", ""),
        encoding="utf-8",
    )
    own = _theme(tmp_path, 'publisher: ""', "publisher: Gemeente Voorbeeld")
    render_project(project, ("docx",), "embedded", published, add_shared_files(project, own))
    assert word_text(project / "report.docx").split("\n")[0] == "Gemeente Voorbeeld"


def test_an_installation_without_templates_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(templates, "PACKAGE", tmp_path / "monitor")
    with pytest.raises(PublicationError, match="report_templates is missing"):
        templates_root()


def test_templates_may_lie_inside_the_package(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    inside = tmp_path / "monitor" / "report_templates"
    (inside / "shared").mkdir(parents=True)
    monkeypatch.setattr(templates, "PACKAGE", tmp_path / "monitor")
    assert templates_root() == inside
