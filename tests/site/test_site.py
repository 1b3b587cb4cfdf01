"""Truth: the released tables of two runs of a made-up study, and what a browser makes of an address. Every page of its site."""

from __future__ import annotations

import json
import posixpath
import re
from html import escape, unescape
from pathlib import Path
from urllib.parse import unquote

import pytest

from monitor.commands.site_writing import write_site
from monitor.input_files import DEVICES
from monitor.publication.site.addresses import slug
from monitor.release.results.released_set import read_results
from monitor.stages.options import RunOptions

from .conftest import Made

KEPT = ("vega.js", "minisearch.js")  # libraries; that none of them asks for anything is seen in the browser
QUESTION = "hulp/2025/vraag/cijfer"
SHARED_ADDRESS = re.compile(r'(?:href|src|srcset)="([^"]*)"')
ORDERED = re.compile(r"\b(?:ranglijst|beste gemeenten?|top \d+|plaats \d+|rangorde)\b", re.IGNORECASE)


def _pages(made: Made) -> dict[str, str]:
    return {
        path.relative_to(made.site).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(made.site.rglob("*.html"))
    }


def test_every_kind_of_page_is_there(made: Made) -> None:
    pages = set(_pages(made))
    of_site = {"index.html", "zoeken.html", "gemeenten.html", "uitleg.html", "hulp/index.html"}
    of_run = {
        "index.html",
        "methode.html",
        "bestanden.html",
        "gemeenten.html",
        "onderwerp/a.html",
        "onderwerp/b.html",
    }
    questions = {"cijfer", "leeftijd", slug("con")}
    for wave in ("2023", "2025"):
        assert {f"hulp/{wave}/{name}" for name in of_run} <= pages
        assert {f"hulp/{wave}/vraag/{name}.html" for name in questions} <= pages
        assert sum(name.startswith(f"hulp/{wave}/gemeente/") for name in pages) == 26
    assert of_site <= pages


def test_every_link_leads_to_a_file_of_the_site_and_every_anchor_is_there(made: Made) -> None:
    pages = _pages(made)
    files = {path.relative_to(made.site).as_posix() for path in made.site.rglob("*") if path.is_file()}
    for name, page in pages.items():
        for address in SHARED_ADDRESS.findall(page):
            if address == "data:,":
                continue
            path, _, anchor = unescape(address).partition("#")
            target = (
                posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(path))) if path else name
            )
            assert target in files, f"{name}: {address}"
            assert not anchor or f'id="{anchor}"' in pages[target], f"{name}: {address}"


def test_nothing_comes_from_anywhere_else(made: Made) -> None:
    for path in sorted(made.site.rglob("*")):
        if path.suffix in (".html", ".css") or (path.suffix == ".js" and path.name not in KEPT):
            text = path.read_text(encoding="utf-8")
            asked = re.findall(
                r'(?:href|src|srcset|action)="(?:https?:)?//|url\("?https?:|fetch\(|XMLHttpRequest|import\(',
                text,
            )
            assert asked == [], path.name


def test_a_page_has_its_figures_without_a_script(made: Made) -> None:
    page = made.read(f"{QUESTION}.html")
    body = re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)
    for part in ("Cijfer voor de hulp", "Welk cijfer geeft u de hulp?", "95%-marge", "n\u00a0=", "Metingen naast elkaar",
                 "Naar groepen", "Zo haalt u deze pagina aan"):  # fmt: skip
        assert part in body, part
    assert (made.site / f"{QUESTION}.svg").is_file()
    assert f'srcset="{Path(QUESTION).name}-smal.svg"' in body
    assert (made.site / f"{QUESTION}-verloop.svg").is_file()
    assert f'<img src="{Path(QUESTION).name}-verloop.svg" alt="' in body


def test_pages_have_one_heading_and_say_that_the_study_is_made_up(made: Made) -> None:
    for name, page in _pages(made).items():
        assert "Demonstratie: geen echt onderzoek" in page, name
        assert page.count("<h1") == page.count("<main") == page.count('class="skip"') == 1


def test_the_same_runs_give_the_same_bytes(made: Made, tmp_path: Path) -> None:
    write_site([made.study], RunOptions(out=made.build), tmp_path / "again", lambda *_: None)
    files = {
        path.relative_to(made.site): path.read_bytes() for path in made.site.rglob("*") if path.is_file()
    }
    again = tmp_path / "again"
    assert files == {
        path.relative_to(again): path.read_bytes() for path in again.rglob("*") if path.is_file()
    }


def test_a_later_run_keeps_every_address_of_the_earlier_site(made: Made) -> None:
    earlier = {path.relative_to(made.first).as_posix() for path in made.first.rglob("*.html")}
    assert earlier <= set(_pages(made))
    assert (
        "2025"
        not in (made.first / "hulp/2023/vraag/cijfer.html")
        .read_text(encoding="utf-8")
        .split("De inspectie")[0]
    )
    old = made.read("hulp/2023/vraag/cijfer.html")
    assert '<a href="../../2025/vraag/cijfer.html">Er is een nieuwere uitgave: meting 2025.</a>' in old
    assert "nieuwere" not in made.read(f"{QUESTION}.html")
    assert "Meting 2023" in made.read("hulp/index.html")


def test_files_to_take_along_hold_lines_of_the_released_tables(made: Made) -> None:
    lines = (made.build / "hulp/2025/results/estimates.csv").read_text(encoding="utf-8").splitlines()
    own = made.read(f"{QUESTION}.csv").splitlines()
    assert own == [
        lines[0],
        *(line for line in lines[1:] if ",cijfer,cijfer," in line and ",gemeente," not in line),
    ]
    whole = made.read("hulp/2025/bestanden/estimates.csv").splitlines()
    assert whole == [line for line in lines if ",gemeente," not in line]
    place = made.read("hulp/2025/gemeente/g005.csv").splitlines()
    assert place[0] == lines[0]
    assert place[1:]
    assert all(",gemeente,G005," in line and line in lines for line in place[1:])


def test_municipalities_stand_by_name_and_never_by_a_figure(made: Made) -> None:
    for name in ("gemeenten.html", "hulp/2025/gemeenten.html"):
        names = [unescape(found) for found in re.findall(r"gemeente/[^\"]+\">([^<]+)</a>", made.read(name))]
        assert len(names) == 26
        assert names == sorted(names, key=str.casefold)
    texts = [re.sub(r"<[^>]+>", " ", page) for page in _pages(made).values()]
    assert [found for text in texts for found in ORDERED.findall(text)] == []
    assert "rapporten van gemeenten is een verschil aangetoond." in made.read("hulp/2025/gemeente/g005.html")


def test_a_municipality_has_its_estimate_with_a_picture_beside_the_words_of_its_report(made: Made) -> None:
    released = read_results(made.build / "hulp/2025/results")
    assert released.benchmark is not None
    rows = released.benchmark.estimates
    shown = rows[(rows["measure"] == "shrunken") & (rows["status"] == "released") & (rows["item"] == "con")]
    assert len(shown) > 5
    for code, estimate in zip(shown["group"], shown["estimate"], strict=True):
        page = made.read(f"hulp/2025/gemeente/{code.lower()}.html")
        assert re.search(rf"<span>{100 * estimate:.0f}% \(\d+%\u00a0tot\u00a0\d+%\)</span>", page), code
        assert f"naar schatting {100 * estimate:.0f}%" in page
        assert '<svg class="strip"' in page


def test_addresses_are_safe_whatever_a_code_or_name_is_made_of(made: Made) -> None:
    for path in made.site.rglob("*"):
        assert re.fullmatch(r"[a-z0-9_.-]+", path.name) or path.parent.name == "_bestanden", path.name
        assert path.name.partition(".")[0] not in DEVICES
    page = made.read("hulp/2025/gemeente/g002.html")
    assert "<h1>Bé &amp; &lt;Co&gt;</h1>" in page
    assert "<Co>" not in page


@pytest.mark.parametrize("code", ["con", "a b", "a-b", "é", "x" * 200, "..", "", "A", "a/b", "a?b#c", "NUL"])
def test_two_codes_never_share_an_address(code: str) -> None:
    made = slug(code)
    assert re.fullmatch(r"[a-z0-9_-]{1,60}", made)
    assert made not in DEVICES
    assert len({slug(other) for other in (code, f"{code} ", f"{code}/", code.upper() + "!")}) == 4


def test_the_data_of_a_page_is_a_script_that_no_text_can_end(made: Made) -> None:
    script = made.read(f"hulp/2025/vraag/{slug('con')}-vergelijken.js")
    assert "</script>" not in script
    compared = json.loads(script.removeprefix("window.monitorCompared = ").removesuffix(";\n"))
    assert [entry["key"] for entry in compared][:1] == ["meting"]
    assert all(len(row["cells"]) == len(entry["sides"]) for entry in compared for row in entry["rows"])
    assert "</script>" not in made.read("_bestanden/index.js")
    assert "&lt;/script&gt;" in made.read(f"hulp/2025/vraag/{slug('con')}.html")


def test_every_entry_of_the_search_leads_to_a_page_and_a_place_on_it(made: Made) -> None:
    entries = json.loads(made.read("_bestanden/index.js").partition(" = ")[2][:-2])["entries"]
    for entry in entries:
        path, _, anchor = entry["to"].partition("#")
        page = made.read(path)
        assert not anchor or f'<h2 id="{anchor}">' in page, entry["to"]
        assert escape(entry["title"]) in page, entry["to"]
    kinds = {entry["kind"] for entry in entries}
    assert {"question", "theme", "group", "place", "method", "data", "about", "places"} == kinds


def test_a_page_says_under_its_title_which_study_and_wave_its_figures_are_of(made: Made) -> None:
    for name, page in _pages(made).items():
        parts = name.split("/")
        if len(parts) > 2 and name != f"hulp/{parts[1]}/index.html":
            said = f'</h1>\n<p class="source">Hulp &amp; brieven, meting {parts[1]}</p>'
            assert said in page, name


def test_the_search_engine_is_the_kept_version_with_its_licence(made: Made, repository: Path) -> None:
    import hashlib

    engine = (made.site / "_bestanden/minisearch.js").read_bytes()
    assert hashlib.sha256(engine).hexdigest() in (repository / "docs/site.md").read_text(encoding="utf-8")
    about = made.read("uitleg.html")
    for licence in ("minisearch-LICENSE.txt", "vega-LICENSE.txt", "OFL.txt"):
        assert f"_bestanden/{licence}" in about
        assert (made.site / "_bestanden" / licence).stat().st_size > 500
