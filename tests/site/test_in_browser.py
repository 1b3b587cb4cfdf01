"""Truth: Debian's Chromium, from a folder and from a server on this machine, with a script and without."""

from __future__ import annotations

import functools
import re
import shutil
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from monitor.publication.site.addresses import slug

from .conftest import Made

pytestmark = pytest.mark.ci
WIDE = {"width": 1300, "height": 900}
QUESTION = "hulp/2025/vraag/cijfer.html"
LETTERS = f"hulp/2025/vraag/{slug('con')}.html"


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *arguments: Any) -> None:
        pass


@pytest.fixture(scope="module")
def server(made: Made) -> Iterator[str]:
    """The site on a server of this machine."""
    handler = functools.partial(_Quiet, directory=str(made.site))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as serving:
        thread = threading.Thread(target=serving.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{serving.server_address[1]}/"
        serving.shutdown()
        thread.join()


@pytest.fixture(params=["folder", "server"])
def top(request: pytest.FixtureRequest, made: Made) -> str:
    """The address of the site."""
    return f"{made.site.as_uri()}/" if request.param == "folder" else request.getfixturevalue("server")


@pytest.fixture
def page(browser: Any, top: str) -> Iterator[Any]:
    """A page that keeps what it asked for and what went wrong; nothing may lie outside the site."""
    page = browser.new_page(viewport=WIDE)
    asked: list[str] = []
    problems: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("requestfailed", lambda request: problems.append(request.url))
    yield page
    page.close()
    assert [url for url in asked if not url.startswith((top, "data:", "blob:"))] == []
    assert problems == []


def _found(page: Any) -> list[str]:
    return page.locator(".found > li > a").all_inner_texts()


def test_searching_finds_a_question_by_its_words_and_by_others_for_the_same(page: Any, top: str) -> None:
    page.goto(f"{top}index.html")
    page.get_by_label("Wat zoekt u?").fill("brieven")
    page.keyboard.press("Enter")
    page.wait_for_selector(".found > li")
    assert "Duidelijke brieven" in _found(page)
    page.get_by_label("Wat zoekt u?").fill("rapportcijfer")
    page.wait_for_function("document.querySelector('.found').textContent.includes('Cijfer voor de hulp')")
    page.get_by_label("Wat zoekt u?").fill("sudwest")
    page.wait_for_function("document.querySelector('.found').textContent.includes('Súdwest-Fryslân')")
    assert _found(page)[0] == "Súdwest-Fryslân"
    page.get_by_label("Wat zoekt u?").fill("xyzzy")
    page.wait_for_function("document.querySelector('#aantal').textContent.startsWith('Niets gevonden')")


def test_each_word_that_was_typed_is_meant_or_another_for_the_same(page: Any, top: str) -> None:
    page.goto(f"{top}zoeken.html?zoek=het%20RAPPORTCIJFER%20ondersteuning")
    assert _found(page)[0] == "Cijfer voor de hulp"
    assert "Duidelijke brieven" not in _found(page)
    page.goto(f"{top}zoeken.html?zoek=brievn")
    assert _found(page)[0] == "Duidelijke brieven"
    for nothing in ("de%20het", "%20%20", "..", "%3Cscript%3E"):
        page.goto(f"{top}zoeken.html?zoek={nothing}")


def test_method_files_and_explanation_are_found_too(page: Any, top: str) -> None:
    for typed, found in {
        "csv": "Alle cijfers als bestand",
        "hoe is er gewogen": "Weging",
        "marge": "Uitleg",
        "mijn gemeente": "Gemeenten",
    }.items():
        page.goto(f"{top}zoeken.html?zoek={typed}")
        assert found in _found(page)[:3], typed
    page.goto(f"{top}zoeken.html?zoek=weging")
    page.locator(".found > li > a", has_text="Weging").first.click()
    page.wait_for_url("**/methode.html#method-weighting")


def test_pages_with_some_of_the_words_stand_below_those_with_all(page: Any, top: str) -> None:
    page.goto(f"{top}zoeken.html?zoek=brieven%20xyzzy")
    assert page.locator("#aantal").inner_text().startswith("Geen pagina heeft al uw woorden.")
    assert _found(page)[0] == "Duidelijke brieven"
    page.goto(f"{top}zoeken.html?zoek=hoeveel%20klanten%20vinden%20de%20brieven%20duidelijk%20in%202025")
    assert _found(page)[0] == "Duidelijke brieven"
    assert page.locator(".found .of").first.inner_text().startswith("Vraag · Hulp & brieven · Meting 2025")


def test_a_chart_whose_data_are_not_there_says_so_and_keeps_its_picture(
    browser: Any, made: Made, tmp_path: Path
) -> None:
    for name in (QUESTION, "_bestanden/site.js", "_bestanden/site.css", "hulp/2025/vraag/cijfer.svg"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(made.site / name, tmp_path / name)
    page = browser.new_page(viewport=WIDE)
    page.goto((tmp_path / QUESTION).as_uri())
    chart = page.locator("#grafiek")
    for button in ("Grafiek met aanwijzer", "Grafiek als plaatje (PNG)"):
        chart.get_by_role("button", name=button).click()
        page.wait_for_function(
            "document.querySelector('#grafiek [role=status]').textContent.startsWith('Deze grafiek')"
        )
        assert chart.locator("img").is_visible()
    page.close()


def test_an_address_that_makes_no_sense_leaves_a_page_that_works(page: Any, top: str) -> None:
    page.goto(f"{top}{QUESTION}?wat=nix&een=__proto__&twee=%25#%E0%A4%A")
    assert page.locator(".compared caption").inner_text() == "2023 naast 2025"
    page.goto(f"{top}zoeken.html?onderwerp=nix&groep=toString&meting=9999#%E0%A4%A")
    assert page.locator("#alles").is_visible()


def test_filters_narrow_the_list_stand_in_the_address_and_the_back_button_undoes_them(
    page: Any, top: str
) -> None:
    page.goto(f"{top}zoeken.html")
    assert page.locator("#alles").is_visible()
    page.get_by_label("Onderwerp").select_option("Hulp")
    assert "Cijfer voor de hulp" in _found(page)
    assert "Duidelijke brieven" not in _found(page)
    page.get_by_label("Uitgesplitst naar").select_option("size")
    assert "onderwerp=Hulp&groep=size" in page.url
    narrowed = _found(page)
    page.go_back()
    assert page.get_by_label("Uitgesplitst naar").input_value() == ""
    assert page.get_by_label("Onderwerp").input_value() == "Hulp"
    page.go_back()
    assert page.locator("#alles").is_visible()
    page.go_forward()
    page.go_forward()
    assert _found(page) == narrowed


def test_an_address_restores_the_view_that_it_was_copied_from(page: Any, top: str) -> None:
    page.goto(f"{top}zoeken.html?zoek=hulp&onderwerp=Hulp&meting=2023")
    assert page.get_by_label("Wat zoekt u?").input_value() == "hulp"
    assert page.get_by_label("Meting").input_value() == "2023"
    assert _found(page)
    page.locator(".found > li > a", has_text="Cijfer voor de hulp").click()
    page.wait_for_url("**/cijfer.html#metingen")
    assert page.locator("h1").inner_text() == "Cijfer voor de hulp"


def test_a_link_to_a_group_opens_its_table(page: Any, top: str) -> None:
    page.goto(f"{top}zoeken.html?groep=size")
    page.locator(".found > li > a", has_text="Duidelijke brieven").click()
    page.wait_for_url("**#groep-size")
    assert page.locator("#groep-size ~ details table").first.is_visible()


def test_two_waves_or_groups_stand_beside_each_other_as_the_address_says(page: Any, top: str) -> None:
    page.goto(f"{top}{QUESTION}?wat=size&een=l&twee=s")
    assert page.locator(".compared caption").inner_text() == "Groot naast Klein"
    page.get_by_label("Vergelijk", exact=True).select_option("meting")
    assert page.locator(".compared caption").inner_text() == "2023 naast 2025"
    assert "wat=meting&een=2023&twee=2025" in page.url
    heads = page.locator(".compared thead th").all_inner_texts()
    assert heads[-1] == "Uitkomst van de toets"
    page.get_by_label("Tweede").select_option("2023")
    assert page.locator(".compared caption").inner_text() == "2023 naast 2023"
    page.go_back()
    page.go_back()
    assert page.locator(".compared caption").inner_text() == "Groot naast Klein"


def test_municipalities_are_found_by_their_name(page: Any, top: str) -> None:
    page.goto(f"{top}gemeenten.html")
    page.get_by_label("Naam van de gemeente").fill("bé")
    assert page.locator(".places li:visible").all_inner_texts() == ["Bé & <Co>"]
    page.reload()
    assert page.locator(".places li:visible").all_inner_texts() == ["Bé & <Co>"]
    page.locator(".places li:visible a").click()
    assert page.locator("h1").inner_text() == "Bé & <Co>"


def test_a_chart_is_drawn_again_with_a_pointer_and_taken_along_as_a_picture(page: Any, top: str) -> None:
    page.goto(f"{top}{LETTERS}")
    chart, chart_tools = page.locator("#grafiek"), page.locator("#grafiek").get_by_role
    assert chart.locator("img").is_visible()
    chart_tools("button", name="Grafiek met aanwijzer").click()
    page.wait_for_selector(".drawn svg")
    assert not chart.locator("img").is_visible()
    page.locator(".drawn svg .mark-rect path").first.hover(force=True)
    page.wait_for_selector("#vg-tooltip-element.visible")
    assert re.fullmatch(r"oneens: \d+%", page.locator("#vg-tooltip-element").inner_text().strip())
    with page.expect_download() as download:
        chart_tools("button", name="Grafiek als plaatje (PNG)").click()
    with open(download.value.path(), "rb") as picture:
        content = picture.read()
    assert content.startswith(b"\x89PNG")
    assert len(content) > 5_000
    assert download.value.suggested_filename == f"{slug('con')}.png"
    chart_tools("button", name="Gewone grafiek").click()
    assert chart.locator("img").is_visible()


def test_the_chart_of_the_waves_has_a_pointer_too(page: Any, top: str) -> None:
    page.goto(f"{top}{LETTERS}")
    course = page.locator("#verloop")
    course.get_by_role("button", name="Grafiek met aanwijzer").click()
    page.wait_for_selector("#verloop .drawn svg")
    assert not course.locator("img").is_visible()
    assert page.locator("#grafiek img").is_visible()


def test_the_keyboard_alone_reaches_everything(page: Any, top: str) -> None:
    page.goto(f"{top}{QUESTION}")
    wanted = page.evaluate(
        "[...document.querySelectorAll('a[href], button, select, summary, input')].filter(one => one.checkVisibility()).length"
    )
    reached = []
    for _ in range(wanted + 5):
        page.keyboard.press("Tab")
        focus = page.evaluate(
            "(() => { const style = getComputedStyle(document.activeElement);"
            " return [document.activeElement.outerHTML.slice(0, 90), style.outlineStyle]; })()"
        )
        if focus[0].startswith("<body"):
            break
        reached.append(focus)
    assert len(reached) >= wanted
    assert {style for _, style in reached} == {"solid"}


def test_every_page_is_whole_without_a_script(browser: Any, made: Made, top: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport=WIDE)
    page = context.new_page()
    page.goto(f"{top}index.html")
    page.get_by_label("Wat zoekt u?").fill("brieven")
    page.keyboard.press("Enter")
    page.wait_for_url("**/zoeken.html?zoek=brieven")
    assert page.locator("noscript").inner_text().startswith("Zoeken werkt met JavaScript")
    page.get_by_role("link", name="Cijfer voor de hulp").click()
    page.locator("#grafiek img").wait_for(state="visible")
    page.locator("#verloop img").wait_for(state="visible")
    assert page.locator("#cijfers ~ .table-box td").first.inner_text() != ""
    assert not page.locator("#vergelijken").is_visible()
    page.locator("#groep-size ~ details summary").first.click()
    assert page.locator("#groep-size ~ details table").first.is_visible()
    page.goto(f"{top}gemeenten.html")
    page.get_by_role("link", name="Súdwest-Fryslân").click()
    page.get_by_role("heading", level=1, name="Súdwest-Fryslân").wait_for(state="visible")
    context.close()


def test_a_page_is_printed_with_its_tables_and_without_its_menu(browser: Any, made: Made) -> None:
    page = browser.new_page(viewport=WIDE)
    page.goto((made.site / QUESTION).as_uri())
    page.emulate_media(media="print")
    assert not page.locator(".top nav").is_visible()
    assert page.locator("#cijfers ~ .table-box").first.is_visible()
    assert (
        page.locator("#groep-size ~ details table").first.evaluate(
            "one => one.getBoundingClientRect().height"
        )
        > 20
    )
    page.close()
