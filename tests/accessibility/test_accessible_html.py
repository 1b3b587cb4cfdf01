"""Truth: WCAG 2.1 A and AA as axe-core finds them in Chromium, and what a keyboard and a screen reader meet."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

ONLY_VIOLATIONS = {"resultTypes": ["violations"]}  # every rule runs; what passes is not listed
WIDTHS = (1300, 768, 320)  # 320 pixels: reflow, success criterion 1.4.10
SCROLLS = "node => node.scrollWidth > node.clientWidth"
REPORTS = (
    "inspectorate",
    "parliament",
    "letter",
    "parliament-any",
    pytest.param("clients", marks=pytest.mark.ci),  # a long page
    pytest.param("clients-parliament", marks=pytest.mark.ci),
)


@pytest.fixture(params=REPORTS)
def name(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def html(demonstration: Any, name: str) -> str:
    return demonstration.report(name, "html").read_text(encoding="utf-8")


def _opened(browser: Any, report: Path) -> Any:
    page = browser.new_page(viewport={"width": WIDTHS[0], "height": 900})
    page.goto(report.as_uri())
    return page


@pytest.fixture
def page(demonstration: Any, browser: Any, name: str):
    page = _opened(browser, demonstration.report(name, "html"))
    yield page
    page.close()


@pytest.fixture(scope="module", params=REPORTS)
def unfolded(demonstration: Any, browser: Any, request: pytest.FixtureRequest):
    """The page of a report with every figure's table opened; only its width is changed."""
    page = _opened(browser, demonstration.report(request.param, "html"))
    page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true; })")
    yield page
    page.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_no_violation_and_nothing_scrolls_sideways(unfolded: Any, width: int) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = unfolded
    page.set_viewport_size({"width": width, "height": 900})
    violations = Axe().run(page, options=ONLY_VIOLATIONS).response["violations"]
    assert [(found["id"], [node["html"] for node in found["nodes"]]) for found in violations] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", WIDTHS)
def test_only_what_scrolls_is_a_stop_of_the_keyboard(unfolded: Any, width: int) -> None:
    page = unfolded
    page.set_viewport_size({"width": width, "height": 900})
    stops = page.query_selector_all('main [tabindex="0"]')
    assert [stop.inner_text()[:60] for stop in stops if not stop.evaluate(SCROLLS)] == []
    boxes = page.query_selector_all(".table-box:not([tabindex])")
    assert [box.inner_text()[:60] for box in boxes if box.evaluate(SCROLLS)] == []


def test_rows_of_a_table_stack_on_a_phone_with_the_name_of_each_column(
    demonstration: Any, browser: Any
) -> None:
    page = _opened(browser, demonstration.report("inspectorate", "html"))
    page.set_viewport_size({"width": 360, "height": 900})
    page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true; })")
    [cell] = page.query_selector_all("td[data-label]")[:1]
    label = cell.evaluate("node => getComputedStyle(node, '::before').content")
    assert label.strip('"') == cell.get_attribute("data-label")
    tables = page.query_selector_all(".table-box table")
    assert {table.evaluate("node => getComputedStyle(node).display") for table in tables} == {"block"}
    page.close()


def test_every_data_table_is_called_after_its_figure(demonstration: Any) -> None:
    html = demonstration.report("inspectorate", "html").read_text(encoding="utf-8")
    folds = re.findall(
        r'<details class="figure-data"><summary>(.*?)</summary>(.*?)</details>', html, re.DOTALL
    )
    assert len(folds) >= 20
    for number, (summary, body) in enumerate(folds, 1):
        assert summary == f"Cijfers bij grafiek\u00a0{number}"
        assert f'aria-label="{summary}"' in body


def test_a_long_word_in_a_title_breaks_on_a_small_screen(page: Any) -> None:
    page.set_viewport_size({"width": min(WIDTHS), "height": 900})
    page.evaluate("document.querySelector('h1').textContent = 'Medewerkerstevredenheidsonderzoeken'")
    assert page.evaluate("document.documentElement.scrollWidth") <= min(WIDTHS)


def test_the_keyboard_starts_at_the_skip_link_which_leads_to_the_text(page: Any) -> None:
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Naar de inhoud"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.tagName") == "MAIN"


def test_every_stop_of_the_keyboard_can_be_seen(page: Any) -> None:
    stops = page.evaluate("document.querySelectorAll('a[href], summary, [tabindex=\"0\"]').length")
    assert stops > 0
    for _ in range(min(stops, 40)):
        page.keyboard.press("Tab")
        outline = page.evaluate(
            "(() => { const style = getComputedStyle(document.activeElement);"
            " return [style.outlineStyle, parseFloat(style.outlineWidth)]; })()"
        )
        assert outline[0] != "none"
        assert outline[1] >= 1


def test_folded_figures_open_with_the_keyboard(demonstration: Any, browser: Any) -> None:
    page = browser.new_page()
    page.goto(demonstration.report("inspectorate", "html").as_uri())
    fold = page.locator("details.figure-data").first
    fold.locator("summary").focus()
    assert fold.get_attribute("open") is None
    page.keyboard.press("Enter")
    assert fold.get_attribute("open") is not None
    page.close()


def test_text_may_be_spaced_out_without_being_cut(page: Any) -> None:
    # success criterion 1.4.12: line height 1.5, paragraphs 2, letters 0.12, words 0.16
    page.add_style_tag(
        content="* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }"
        " p { margin-bottom: 2em !important; }"
    )
    cut = page.evaluate(
        "[...document.querySelectorAll('p, h1, h2, h3, li, th, td, summary')]"
        ".filter(found => getComputedStyle(found).overflow === 'hidden' && found.scrollHeight > found.clientHeight + 1)"
        ".map(found => found.textContent)"
    )
    assert cut == []


def test_the_page_says_its_language_title_and_parts(html: str, name: str) -> None:
    assert '<html lang="nl">' in html
    assert re.search(r"<title>[^<]{10,}</title>", html)
    parts = {tag: len(re.findall(rf"<{tag}[ >]", html)) for tag in ("header", "main", "footer", "nav")}
    contents = 1 if name in ("inspectorate", "clients") else 0  # two pages need no contents
    assert parts == {"header": 1, "main": 1, "footer": 1, "nav": contents}


def test_headings_go_down_one_level_at_a_time(html: str) -> None:
    levels = [int(level) for level in re.findall(r"<h([1-6])[ >]", html)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(later - earlier <= 1 for earlier, later in zip(levels, levels[1:], strict=False))


def test_tables_have_a_caption_and_header_cells_with_their_scope(html: str) -> None:
    folded = re.findall(r"<details.*?</details>", html, re.DOTALL)  # named by their summary
    tables = re.findall(r"<table.*?</table>", html, re.DOTALL)
    for table in tables:
        named = any(table in fold for fold in folded) or re.search(
            r"<caption>.*?\w.*?</caption>", table, re.DOTALL
        )
        assert named, table[:200]
        heads = re.findall(r"<th[ >][^>]*", table)
        assert heads
        assert all('scope="' in head for head in heads)


def test_every_chart_states_its_finding_and_has_its_figures_as_a_table(demonstration: Any) -> None:
    html = demonstration.report("inspectorate", "html").read_text(encoding="utf-8")
    figures = re.findall(
        r'<figure[^>]*id="(fig-[^"]+)".*?<img[^>]*alt="([^"]*)".*?</figure>', html, re.DOTALL
    )
    assert len(figures) >= 20
    for anchor, alt in figures:
        assert re.search(r"\d", alt), f"{anchor}: a finding names a figure"
        assert len(alt.split()) >= 8, f"{anchor}: a finding is a sentence"
    assert html.count('<details class="figure-data">') == len(figures)


def test_no_link_is_only_here_or_an_address(html: str) -> None:
    words = [
        re.sub(r"<[^>]+>", "", found).strip() for found in re.findall(r"<a [^>]*>(.*?)</a>", html, re.DOTALL)
    ]
    assert words
    assert not [
        word for word in words if word.lower() in ("", "hier", "klik hier", "lees meer") or "://" in word
    ]
