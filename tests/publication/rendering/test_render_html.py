"""Truth: WCAG 2.1 AA as axe-core checks it in Chromium, and the page's own structure."""

from __future__ import annotations

import base64
import re
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from monitor.publication.engines.render import render_project
from monitor.publication.language.markdown import escape_markdown

SIZES = ((1300, 900), (390, 800))


@pytest.fixture(scope="module")
def page_text(rendered: Path) -> str:
    return (rendered / "report.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("size", SIZES)
def test_axe_finds_nothing_on_a_wide_and_a_narrow_screen(
    rendered: Path, browser, size: tuple[int, int]
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = browser.new_page(viewport={"width": size[0], "height": size[1]})
    page.goto((rendered / "report.html").as_uri())
    violations = Axe().run(page).response["violations"]
    assert [(found["id"], [node["html"] for node in found["nodes"]]) for found in violations] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]


def test_the_skip_link_is_the_first_stop_and_leads_to_the_text(rendered: Path, browser) -> None:
    page = browser.new_page()
    page.goto((rendered / "report.html").as_uri())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Naar de inhoud"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.tagName") == "MAIN"


def test_the_page_needs_no_other_file(page_text: str) -> None:
    sources = re.findall(r'(?:src|href)="([^"#][^"]*)"', page_text) + re.findall(
        r'url\("([^"]+)"\)', page_text
    )
    assert {source for source in sources if not source.startswith("data:")} == {"https://www.voorbeeld.nl/"}
    assert "<script" not in re.sub(r"&lt;script&gt;", "", page_text)


def test_landmarks_language_and_one_main_heading(page_text: str) -> None:
    assert '<html lang="nl">' in page_text
    assert [page_text.count(f"<{tag}") for tag in ("main", "nav", "h1", "footer")] == [1, 1, 1, 1]
    levels = [int(level) for level in re.findall(r"<h([1-6])", page_text)]
    assert all(later - earlier <= 1 for earlier, later in zip(levels, levels[1:], strict=False))


def test_identifiers_occur_once(page_text: str) -> None:
    identifiers = re.findall(r'\sid="([^"]+)"', page_text)
    assert sorted(identifiers) == sorted(set(identifiers))
    targets = set(re.findall(r'href="#([^"]+)"', page_text))
    assert targets <= set(identifiers)


def test_tables_have_captions_and_header_cells_with_a_scope(page_text: str) -> None:
    tables = re.findall(r"<table.*?</table>", page_text, re.DOTALL)
    assert len(tables) == 3
    for table in tables:
        assert "<caption>" in table
        heads = re.findall(r"<th[ >][^>]*", table)
        assert heads
        assert all('scope="' in head for head in heads)
        assert table.count('role="row"') - 1 == table.count('scope="row"')


def test_the_figures_of_a_chart_are_folded_under_it(page_text: str) -> None:
    fold = re.search(r'<details class="figure-data"><summary>(.*?)</summary>', page_text)
    assert fold
    assert fold[1] == "Tabel met de cijfers"
    assert page_text.index('id="fig-g02"') < fold.start() < page_text.index('id="fig-g04"')


def test_a_collapsed_callout_opens_on_request_and_an_open_one_is_a_note(page_text: str) -> None:
    assert (
        '<details class="callout callout-tip"><summary class="callout-title">Zo is gerekend</summary>'
        in page_text
    )
    assert '<div class="callout callout-note" role="note" aria-label="In het kort">' in page_text


def test_footnotes_have_a_name_and_a_way_back_in_words(page_text: str) -> None:
    assert 'role="doc-endnotes" aria-label="Voetnoten"' in page_text
    assert 'role="doc-backlink" aria-label="Terug naar de tekst"' in page_text


def test_pictures_carry_their_description(page_text: str) -> None:
    descriptions = re.findall(r'<img src="data:image/svg\+xml;base64,[^"]+" alt="([^"]+)"', page_text)
    assert len(descriptions) == 3
    assert descriptions[2] == "Het wijkteam krijgt een 7,1, het UWV een 6,2 en de schuldhulp een 5,9."


def test_a_title_cannot_leave_its_element(
    project_in: Callable[[Path], Path], published: date, tmp_path: Path
) -> None:
    folder = project_in(tmp_path)
    document = (folder / "report.qmd").read_text(encoding="utf-8").split("\n")
    place = next(place for place, line in enumerate(document) if line.startswith("title:"))
    document[place] = r"title: 'Werk \</title\>\<script\>alert(1)\</script\>'"
    (folder / "report.qmd").write_text("\n".join(document), encoding="utf-8")
    [page] = render_project(folder, ("html",), "embedded", published)
    assert "<title>Werk &lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt;" in page.read_text(
        encoding="utf-8"
    )


def test_a_label_that_looks_like_a_shortcode_is_printed_as_it_is(
    project_in: Callable[[Path], Path], published: date, tmp_path: Path
) -> None:
    folder = project_in(tmp_path)
    with (folder / "report.qmd").open("a", encoding="utf-8") as stream:
        stream.write("\n" + escape_markdown("Iemand schreef {{< var study.title >}} op.") + "\n")
    [page] = render_project(folder, ("html",), "embedded", published)
    assert "Iemand schreef {{&lt; var study.title &gt;}} op." in page.read_text(encoding="utf-8")


def test_what_stands_directly_under_an_include_is_a_paragraph_of_its_own_as_in_quarto(
    project_with: Callable[[str], Path], published: date
) -> None:
    folder = project_with("{{< include chapters/los.qmd >}}\nDaaronder.")
    (folder / "chapters" / "los.qmd").write_text("Ingevoegd.\n", encoding="utf-8")
    [page] = render_project(folder, ("html",), "embedded", published)
    assert "<p>Ingevoegd.</p>\n<p>Daaronder.</p>" in page.read_text(encoding="utf-8")


def test_the_title_is_printed_whole_where_a_text_takes_it_from_the_front_matter(
    project_with: Callable[[str], Path], published: date
) -> None:
    [page] = render_project(project_with("Dit is {{< meta title >}}."), ("html",), "embedded", published)
    assert "<p>Dit is Werken aan werk.</p>" in page.read_text(encoding="utf-8")


def test_a_figure_shows_its_own_drawing_on_a_narrow_screen(
    project_with: Callable[[str], Path], published: date
) -> None:
    folder = project_with("")
    narrow = (folder / "figures" / "g04.svg").read_text(encoding="utf-8").replace("640", "330")
    (folder / "figures" / "g04-narrow.svg").write_text(narrow, encoding="utf-8")
    [page] = render_project(folder, ("html",), "embedded", published)
    pictures = re.findall(
        r'<picture><source media="\(max-width: 40rem\)" srcset="data:image/svg\+xml;base64,([^"]*)" />\s*<img',
        page.read_text(encoding="utf-8"),
    )
    assert [base64.b64decode(picture).decode("utf-8") for picture in pictures] == [narrow]


def test_a_fold_of_figures_and_its_table_are_called_after_their_figure(
    project_with: Callable[[str], Path], published: date
) -> None:
    fold = '::: {.figure-data figure="fig-g17"}\n| a | b |\n|---|---|\n| c | 1 |\n:::\n'
    [page] = render_project(project_with(fold), ("html",), "embedded", published)
    text = page.read_text(encoding="utf-8")
    assert "<summary>Cijfers bij grafiek\u00a03</summary>" in text
    assert 'role="table" aria-label="Cijfers bij grafiek\u00a03"' in text


ANCHORED = """\
[vak](#vak) [vouw](#vouw) [dicht](#dicht) [eerst](#eerst)

::: {#vak .callout-note}
Tekst
:::

::: {#vouw .figure-data}
Tekst
:::

::: {#dicht .callout-tip collapse="true"}
Tekst
:::

::: {#eerst .lead}
Tekst
:::
"""


def test_links_find_blocks_in_every_format(project_with: Callable[[str], Path], published: date) -> None:
    page, _, word = render_project(project_with(ANCHORED), ("html", "pdf", "docx"), "embedded", published)
    with zipfile.ZipFile(word) as archive:
        xml = archive.read("word/document.xml").decode("utf-8")
    text = page.read_text(encoding="utf-8")
    for name in ("vak", "vouw", "dicht", "eerst"):  # Typst refuses a link to nothing
        assert text.count(f'id="{name}"') == 1
        assert xml.count(f'w:name="{name}"') == 1
