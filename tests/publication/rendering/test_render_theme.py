"""Truth: WCAG 2.1's own examples of contrast, and one theme file that every format follows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import docx
import pikepdf
import pytest

from monitor import shipped
from monitor.errors import PublicationError
from monitor.publication.engines.render import render_project
from monitor.publication.project.shared_files import add_shared_files
from monitor.publication.theme.logo import read_logo
from monitor.publication.theme.templates import shared_root, templates_root
from monitor.publication.theme.theme import contrast, load_theme


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


def test_a_bar_colour_that_is_too_pale_is_refused(tmp_path: Path) -> None:
    with pytest.raises(
        PublicationError, match=r"colours.diverging stands out too little on #ffffff; .* at least 3.0:1"
    ):
        load_theme(_theme(tmp_path, '"#c77d1e"', '"#f0c890"'))


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


def test_a_surface_too_dark_for_its_text_is_told_as_such(tmp_path: Path) -> None:
    own = _own(tmp_path, 'colours: {surface: "#12344f"}')
    with pytest.raises(
        PublicationError, match=r"colours.ink stands out too little on #12344f; .* or a lighter"
    ):
        load_theme(own)


SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20">{}</svg>'
BLOCK = '<rect width="40" height="20" fill="#1f5078"/>'


def _own(folder: Path, *lines: str) -> Path:
    path = folder / "eigen.yaml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_a_theme_names_only_what_differs(tmp_path: Path) -> None:
    own = load_theme(_own(tmp_path, 'colours: {accent: "#5c1a3a"}'))
    assert own.colours.accent == "#5c1a3a"
    assert own.colours.ink == load_theme().colours.ink
    assert own.words == load_theme().words


@pytest.mark.parametrize("kind", ["svg", "png"])
def test_a_logo_stands_on_every_title_page_with_its_description(
    project: Path, tmp_path: Path, published: date, kind: str
) -> None:
    (tmp_path / "beeld").mkdir()
    (tmp_path / "beeld" / "merk.svg").write_text(SVG.format(BLOCK), encoding="utf-8")
    (tmp_path / "beeld" / "merk.png").write_bytes(read_logo(tmp_path / "beeld" / "merk.svg").png)
    own = _own(tmp_path, f"logo: beeld/merk.{kind}", "publisher: 'Bureau Zorg & \"Werk\"'")
    theme = add_shared_files(project, own)
    formats = ("html", "pdf", "docx")
    files = render_project(project, formats, "embedded", published, theme)
    page = (project / "report.html").read_text(encoding="utf-8")
    assert f'<img class="logo" src="data:image/{kind}' in page
    assert "alt=\"Logo van Bureau Zorg &amp; 'Werk'\"" in page
    first = docx.Document(str(project / "report.docx")).paragraphs[0]
    assert first.style.name == "Logo"
    assert first._p.xpath(".//wp:docPr/@descr") == ["Logo van Bureau Zorg & 'Werk'"]
    [[width, height]] = [
        [int(one.get(side)) for side in ("cx", "cy")] for one in first._p.xpath(".//wp:extent")
    ]
    assert (round(width / 36_000), round(height / 36_000)) == (32, 16)  # 36,000 of Word's units are a mm
    assert "Logo van Bureau Zorg & 'Werk'" in _descriptions(project / "report.pdf")
    once = [path.read_bytes() for path in files]
    assert [
        path.read_bytes() for path in render_project(project, formats, "embedded", published, theme)
    ] == once


def test_words_of_the_theme_that_look_like_markup_are_printed_as_they_are(
    project: Path, tmp_path: Path, published: date, word_text: Callable[[Path], str]
) -> None:
    (tmp_path / "merk.svg").write_text(SVG.format(BLOCK), encoding="utf-8")
    report = project / "report.qmd"
    report.write_text(
        report.read_text(encoding="utf-8").replace("author: Onderzoeksteam Bijstandsmonitor\n", ""),
        encoding="utf-8",
    )
    words = "{{< env HOME >}} & <b> $x$ @y {z}"
    own = _own(tmp_path, "logo: merk.svg", f"publisher: '{words}'", f"logo_alt: 'Wapen {words}'")
    theme = add_shared_files(project, own)
    page, pdf, word = render_project(project, ("html", "pdf", "docx"), "embedded", published, theme)
    escaped = "{{&lt; env HOME &gt;}} &amp; &lt;b&gt; $x$ @y {z}"
    assert f'alt="Wapen {escaped}"' in page.read_text(encoding="utf-8")
    assert f"Wapen {words}" in _descriptions(pdf)
    assert word_text(word).split("\n")[1] == words


def _descriptions(pdf: Path) -> set[str]:
    with pikepdf.open(pdf) as document:
        return {
            str(found["/Alt"])
            for found in document.objects
            if isinstance(found, pikepdf.Dictionary) and "/Alt" in found
        }


def test_a_wide_logo_is_made_lower(tmp_path: Path) -> None:
    wide = SVG.replace("0 0 40 20", "0 0 400 20").format(BLOCK)
    (tmp_path / "merk.svg").write_text(wide, encoding="utf-8")
    assert read_logo(tmp_path / "merk.svg").height(16) == pytest.approx(16 * 6 / 20)


def test_a_short_document_has_a_small_logo(project: Path, tmp_path: Path) -> None:
    (tmp_path / "merk.svg").write_text(SVG.format(BLOCK), encoding="utf-8")
    report = project / "report.qmd"
    report.write_text(
        report.read_text(encoding="utf-8").replace("---\n", "---\ncompact: true\n", 1), encoding="utf-8"
    )
    add_shared_files(project, _own(tmp_path, "logo: merk.svg", "logo_alt: Merk"))
    settings = (project / "_quarto.yml").read_text(encoding="utf-8")
    assert 'logo-height: "10.0mm"\n' in settings
    assert 'logo-alt: "Merk"\n' in settings


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


def test_templates_may_lie_inside_the_package(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    inside = tmp_path / "monitor" / shipped.INSTALLED / "report_templates"
    (inside / "shared").mkdir(parents=True)
    monkeypatch.setattr(shipped, "PACKAGE", tmp_path / "monitor")
    assert templates_root() == inside
