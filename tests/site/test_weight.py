"""Truth: the bars of bars.yaml, held against what a page names, and against what Chromium really asks for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

from monitor.commands.demonstration import LARGE, demonstration_studies, study_files
from monitor.commands.site_writing import run_of
from monitor.publication.site.page import SHARED, Frame
from monitor.publication.site.question import QuestionPage
from monitor.publication.site.run import SiteRun
from monitor.stages.options import RunOptions
from monitor.study.yaml_text import read_yaml

from .conftest import Kinds, Made

SCRIPT, WIDE, NARROW = (
    re.compile(f'<{tag} {name}="([^"]+)"')
    for tag, name in (("script", "src"), ("img", "src"), ("source [^>]*", "srcset"))
)
HEAVY = "problems"  # of the demonstration on clients: many parts, each with four answers
DESK, PHONE = 1300, 360
SizeOf = Callable[[str], int]


@pytest.fixture(scope="session")
def bars() -> Mapping[str, int]:
    declared, _ = read_yaml(Path(__file__).with_name("bars.yaml"))
    return {name: int(bar) for name, bar in declared.items()}


@dataclass(frozen=True)
class Weight:
    """What a page weighs as it opens, and with the data of its charts, on the screen where that is most."""

    opened: int
    with_charts: int

    def above(self, bars: Mapping[str, int]) -> bool:
        return self.opened > bars["opened"] or self.with_charts > bars["opened_with_charts"]


def weight_of(page: str, size_of: SizeOf) -> Weight:
    """`size_of` says what a file weighs that a page names."""
    own = len(page.encode()) + _sum(SCRIPT.findall(page), size_of)
    screens = [kind.findall(page) for kind in (WIDE, NARROW)]
    drawn = [[name.removesuffix(".svg") + ".js" for name in names] for names in screens]
    pictures = [_sum(names, size_of) for names in screens]
    with_charts = [one + _sum(names, size_of) for one, names in zip(pictures, drawn, strict=True)]
    return Weight(own + max(pictures), own + max(with_charts))


def _sum(names: Iterable[str], size_of: SizeOf) -> int:
    return sum(size_of(unquote(name)) for name in set(names) if f"{SHARED}/" not in name)


def test_every_page_stays_below_the_bar(made: Made, kinds: Kinds, bars: Mapping[str, int]) -> None:
    for site in (made.site, kinds.site):
        for path in sorted(site.rglob("*.html")):
            found = _of_file(path)
            assert not found.above(bars), f"{path.relative_to(site)}: {found}"


def _of_file(path: Path) -> Weight:
    return weight_of(path.read_text(encoding="utf-8"), lambda name: (path.parent / name).stat().st_size)


@pytest.mark.ci
def test_the_heaviest_page_of_the_demonstration_stays_below_the_bar(
    demonstration_run: Path, bars: Mapping[str, int]
) -> None:
    _, clients = study_files(demonstration_studies())
    run, _ = run_of(clients, RunOptions(out=demonstration_run / "build", without=LARGE), "2025")
    page, sizes = _alone(HEAVY, run)
    found = weight_of(page, lambda name: sizes[name])
    assert found.opened > 100_000  # it is a heavy one
    assert not found.above(bars), found


def _alone(name: str, run: SiteRun) -> tuple[str, Mapping[str, int]]:
    """One page of a run, and what weighs the files beside it."""
    [indicator] = [one for one in run.indicators if one.id == name]
    maker = QuestionPage(indicator, run, "")
    page = maker.page(run)
    made = [drawn for figure in maker.figures.values() for sketch in figure.sketches for drawn in sketch()]
    sizes = {address.rpartition("/")[2]: len(content) for address, content in (*page.files.items(), *made)}
    return Frame(run.words, run.theme, with_places=False).whole(page).decode(), sizes


@pytest.mark.ci
@pytest.mark.parametrize("width", [DESK, PHONE])
def test_a_page_asks_for_no_data_of_a_chart_before_somebody_does(
    browser: Any, made: Made, bars: Mapping[str, int], width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 4000})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(unquote(urlsplit(request.url).path)))
    page.goto((made.site / "hulp/2025/vraag/cijfer.html").as_uri(), wait_until="networkidle")
    ending = "" if width == DESK else "-smal"
    own = [Path(path) for path in asked if SHARED not in path and path.startswith("/")]
    pictures = {f"cijfer{ending}.svg", f"cijfer-verloop{ending}.svg"}
    assert {path.name for path in own} == {"cijfer.html", "cijfer-vergelijken.js", *pictures}
    assert sum(path.stat().st_size for path in own) <= bars["opened"]
    asked.clear()
    page.locator("#grafiek").get_by_role("button", name="Grafiek met aanwijzer").click()
    page.wait_for_selector("#grafiek .drawn svg")
    assert {Path(path).name for path in asked} == {"vega.js", f"cijfer{ending}.js"}
    page.close()
