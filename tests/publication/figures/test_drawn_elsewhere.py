"""Truth: the specification beside a figure, as the Vega of a browser draws it that knows nothing of this program."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

import pytest
import vl_convert

from monitor.publication.charts.figure import BuiltFigure, build_figure
from monitor.publication.theme.fonts import FAMILY, WEIGHTS, face_file
from tests.publication.figures.test_charts import figures_of
from tests.words import voice_of

ONLY_VEGA = """
window.draw = async specification => {
  const drawn = await vegaEmbed(document.createElement("div"), specification, {renderer: "none"});
  return drawn.view.toSVG();
};
"""
NEAR = 0.6  # pixels, of places that Vega rounds to half a pixel


@dataclass(frozen=True)
class Mark:
    """A text or a shape of an SVG, where it stands."""

    what: str
    paint: tuple[str, ...]
    x: float
    y: float

    def is_near(self, other: Mark) -> bool:
        same = (self.what, self.paint) == (other.what, other.paint)
        return same and abs(self.x - other.x) <= NEAR and abs(self.y - other.y) <= NEAR


def marks_of(svg: str) -> list[Mark]:
    """All that can be seen, in the order in which it is painted."""
    return list(_marks(ElementTree.fromstring(svg), 0, 0))


def _marks(element: ElementTree.Element, x: float, y: float) -> Iterator[Mark]:
    moved = re.match(r"translate\(([^,]+),([^)]+)\)", element.get("transform", ""))
    x, y = (x + float(moved[1]), y + float(moved[2])) if moved else (x, y)
    kind = element.tag.rpartition("}")[2]
    paint = tuple(element.get(name, "none") for name in ("fill", "stroke"))
    text = "".join(element.itertext()).strip()
    if kind == "text" and text:
        yield Mark(text, paint, x, y)
    elif kind == "line":
        yield Mark(f"{element.get('x2')} {element.get('y2')}", paint, x, y)
    elif kind == "path" and set(paint) - {"none"} and not _is_nothing(element):
        yield Mark(element.get("d", ""), paint, x, y)
    for child in element:
        yield from _marks(child, x, y)


def _is_nothing(path: ElementTree.Element) -> bool:
    return path.get("d") in (None, "", "M0,0h0v0h0Z")


Draw = Callable[[BuiltFigure], list[Mark]]


@pytest.fixture(scope="module")
def elsewhere(browser: Any) -> Iterator[Draw]:
    """Draws the saved specification with the Vega-Lite that it names, on an English page with nothing of ours but the font."""
    page = browser.new_page(locale="en-GB")
    page.set_content(
        f"<!doctype html><html lang='en'><head><style>{_faces()}</style></head><body></body></html>"
    )
    page.add_script_tag(
        type="module", content=vl_convert.javascript_bundle(snippet=ONLY_VEGA, vl_version="6.4")
    )
    page.wait_for_function("() => Boolean(window.draw)")
    page.evaluate("() => Promise.all([...document.fonts].map(face => face.load()))")
    yield lambda figure: marks_of(page.evaluate("specification => window.draw(specification)", saved(figure)))
    page.close()


def _faces() -> str:
    data = {face: base64.b64encode(face_file(face).read_bytes()).decode("ascii") for face in WEIGHTS}
    return "".join(
        f"@font-face {{font-family: '{FAMILY}'; font-weight: {WEIGHTS[face]}; "
        f"src: url(data:font/ttf;base64,{font})}}"
        for face, font in data.items()
    )


def saved(figure: BuiltFigure) -> dict[str, Any]:
    """The specification as it stands in the folder of figures."""
    return json.loads(figure.files("saved", ["docx"])["saved.vl.json"])


@pytest.fixture(scope="module", params=["klantmanagers", "three_waves"])
def figures(request: pytest.FixtureRequest, make_sample: Any) -> list[BuiltFigure]:
    """One figure of each kind of a study."""
    study = request.getfixturevalue(request.param)
    released = make_sample(study, seed=5, suppressed=0.05).released()
    found = {}
    for name, content in figures_of(study, released):
        found.setdefault(content.kind, name)
    return [build_figure(name, released, voice_of(study)) for name in found.values()]


def test_another_program_draws_what_is_published(figures: list[BuiltFigure], elsewhere: Draw) -> None:
    different: dict[str, Any] = {}
    for figure in figures:
        ours, theirs = marks_of(figure.svg), elsewhere(figure)
        if [(mark.what, mark.paint) for mark in ours] != [(mark.what, mark.paint) for mark in theirs]:
            different[figure.name] = {mark.what for mark in ours} ^ {mark.what for mark in theirs}
        elif far := [(one, other) for one, other in zip(ours, theirs, strict=True) if not one.is_near(other)]:
            different[figure.name] = far[:3]
    assert different == {}
    assert len(figures) > 3


@pytest.mark.parametrize(("mean", "named"), [(1234.5, "1.000"), (0.34, "0,2")])
def test_numbers_of_the_axis_are_dutch_in_every_program(
    three_waves: Any, make_released: Any, elsewhere: Draw, mean: float, named: str
) -> None:
    row = {"wave": "2022", "item": "visits", "category": "", "breakdown": "", "group": "", "measure": "mean"}
    told = {"estimate": mean, "ci_low": mean * 0.9, "ci_high": mean * 1.1, "n": 80, "status": "released"}
    released = make_released([row | told | {"study": "hostile", "indicator": "visits"}], [])
    figure = build_figure("visits", released, voice_of(three_waves))
    assert named in {mark.what for mark in elsewhere(figure)}
