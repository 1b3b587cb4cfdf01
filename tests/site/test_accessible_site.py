"""Truth: WCAG 2.1 A and AA as axe-core finds them in Chromium, on every kind of page at three widths, light and dark."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from monitor.publication.site.addresses import slug

from .conftest import Kinds, Made

pytestmark = pytest.mark.ci
ONLY_VIOLATIONS = {"resultTypes": ["violations"]}
WIDTHS = (1300, 768, 320)  # 320 pixels is also 1280 at 400%
KINDS = {
    "begin": "index.html",
    "search": "zoeken.html?zoek=hulp",
    "all questions": "zoeken.html",
    "municipalities": "gemeenten.html",
    "explanation": "uitleg.html",
    "runs": "hulp/index.html",
    "run": "hulp/2025/index.html",
    "subject": "hulp/2025/onderwerp/a.html",
    "question": f"hulp/2025/vraag/{slug('con')}.html",
    "question of an earlier run": "hulp/2023/vraag/cijfer.html",
    "groups": "hulp/2025/groep/leeftijd.html",
    "municipality": "hulp/2025/gemeente/g005.html",
    "method": "hulp/2025/methode.html",
    "files": "hulp/2025/bestanden.html",
}
OTHER_KINDS = {
    "run of cases": "vignettes/2025/index.html",
    "case": "vignettes/2025/casus/gifts.html",
    "method of cases": "vignettes/2025/methode.html",
    "norms": "dossiers/2025/vraag/norms_review.html",
    "figure that is not told": "dossiers/2025/vraag/plan_about.html",
    "method of a check of files": "dossiers/2025/methode.html",
    "rate of a register": "REGISTER/vraag/stock_rate.html",
    "method of a register": "REGISTER/methode.html",
    "beginning of several kinds": "index.html",
}
LEVELS = "[...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].map(one => Number(one.tagName[1]))"
CUT = (
    "[...document.querySelectorAll('p, h1, h2, h3, li, th, td, summary, label, button')]"
    ".filter(one => getComputedStyle(one).overflow === 'hidden' && one.scrollHeight > one.clientHeight + 1"
    " && !one.closest('thead')).map(one => one.textContent)"
)


@pytest.fixture(params=[*KINDS, *OTHER_KINDS])
def page(request: pytest.FixtureRequest, browser: Any, made: Made, kinds: Kinds) -> Iterator[Any]:
    page = browser.new_page(viewport={"width": WIDTHS[0], "height": 900}, reduced_motion="reduce")
    page.goto(address_of(request.param, made, kinds))
    page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true; })")
    yield page
    page.close()


def address_of(name: str, made: Made, kinds: Kinds) -> str:
    if name in KINDS:
        return f"{made.site.as_uri()}/{KINDS[name]}"
    [register] = kinds.site.glob("*/*/vraag/stock_rate.html")
    own = register.parent.parent.relative_to(kinds.site).as_posix()
    return f"{kinds.site.as_uri()}/{OTHER_KINDS[name].replace('REGISTER', own)}"


def _violations(page: Any) -> list[tuple[str, list[str]]]:
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, options=ONLY_VIOLATIONS).response["violations"]
    return [(one["id"], [node["html"] for node in one["nodes"]]) for one in found]


def test_axe_finds_no_violation_and_nothing_scrolls_sideways(page: Any) -> None:
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(50)
        assert _violations(page) == [], width
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_axe_finds_no_violation_in_the_dark(page: Any) -> None:
    page.emulate_media(color_scheme="dark")
    assert _violations(page) == []


def test_a_page_has_its_landmarks_and_headings_go_down_one_level_at_a_time(page: Any) -> None:
    for landmark in ("header", "main", "footer", 'header nav[aria-label="Hoofdmenu"]'):
        assert page.locator(landmark).count() == 1, landmark
    levels = page.evaluate(LEVELS)
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(later - earlier <= 1 for earlier, later in zip(levels, levels[1:], strict=False))


def test_the_keyboard_starts_at_the_skip_link_which_leads_to_the_text(page: Any) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = false; })")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Naar de inhoud"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.tagName") == "MAIN"


def test_text_may_be_spaced_out_without_being_cut(page: Any) -> None:
    page.add_style_tag(
        content="* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }"
        " p { margin-bottom: 2em !important; }"
    )
    assert page.evaluate(CUT) == []


def test_colours_of_the_reader_leave_signs_and_edges(browser: Any, made: Made) -> None:
    page = browser.new_page(forced_colors="active")
    page.goto(f"{made.site.as_uri()}/{KINDS['question']}")
    assert (
        page.locator(".chart").first.evaluate("one => getComputedStyle(one).backgroundColor")
        == "rgb(255, 255, 255)"
    )
    assert page.locator(".mark").first.evaluate("one => getComputedStyle(one).borderTopStyle") == "solid"
    page.close()
    moving = browser.new_page(reduced_motion="reduce")
    moving.goto(f"{made.site.as_uri()}/{KINDS['question']}")
    assert moving.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
    moving.close()


def test_a_wide_table_scrolls_in_its_box_with_what_is_only_read_aloud(browser: Any, made: Made) -> None:
    page = browser.new_page(viewport={"width": 1300, "height": 900})
    page.goto((made.site / "hulp/2025/gemeente/g003.html").as_uri())
    assert page.locator(".table-box td .aloud").count() > 0
    page.evaluate("document.querySelectorAll('table').forEach(one => { one.style.width = '200rem'; })")
    assert page.evaluate("document.documentElement.scrollWidth") <= 1300
    page.close()
