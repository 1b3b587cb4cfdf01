"""A drawing in all the forms that a report needs: an SVG for a page and one for a phone with their specifications, PNGs."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from monitor.publication.charts.canvas import PHONE, Style
from monitor.publication.charts.drawing import Drawing, laid_out, to_png, to_svg
from monitor.publication.charts.earlier import NOTHING_EARLIER, Earlier
from monitor.publication.quarto.features import SLIDES

Drawn = Callable[[], bytes]

PIXELS = 2  # times those of the figure, for Word
PIXELS_OF_SLIDES = 3  # 2,000 across, as much as a screen in a meeting shows
FOR_SLIDES = "-slide.png"


@dataclass(frozen=True)
class Picture:
    """A drawing and the words for who does not see it (`alt`, plain text). `draw` lays it out in a style, for any width.

    The SVGs stand on their own (they carry their glyphs); a PNG has more pixels. `page` is the drawing in the style
    as it is, where it was made before.
    """

    draw: Callable[[Style], Drawing]
    style: Style
    alt: str
    page: Drawing | None = None

    @cached_property
    def specification(self) -> dict[str, Any]:
        """The Vega-Lite specification, with its data."""
        return (self.page or laid_out(self.draw, self.style)).specification(self.alt)

    @cached_property
    def narrow_specification(self) -> dict[str, Any]:
        """The specification of the drawing for a narrow screen."""
        return laid_out(self.draw, self.style.on(PHONE)).specification(self.alt)

    @cached_property
    def svg(self) -> str:
        return to_svg(self.specification, self.alt)

    @cached_property
    def narrow(self) -> str:
        """The SVG for a narrow screen."""
        return to_svg(self.narrow_specification, self.alt)

    @cached_property
    def png(self) -> bytes:
        """The picture for Word, drawn from the SVG when somebody asks for it."""
        return to_png(self.svg, PIXELS)

    def files(
        self, name: str, formats: Sequence[str] = (), earlier: Earlier = NOTHING_EARLIER
    ) -> dict[str, bytes]:
        """The files of the figure `name` for some formats (none named: all), each drawn unless it stands in `earlier`."""
        page: dict[str, Drawn] = {".svg": lambda: _line(self.svg)}
        if not formats or "docx" in formats:
            page[".png"] = lambda: self.png
        if SLIDES in formats:
            page[FOR_SLIDES] = lambda: to_png(self.svg, PIXELS_OF_SLIDES)
        found = _files(name, self.specification, page, earlier)
        if not formats or "html" in formats:
            phone: dict[str, Drawn] = {".svg": lambda: _line(self.narrow)}
            found |= _files(f"{name}-narrow", self.narrow_specification, phone, earlier)
        return found


def _files(
    name: str, specification: Mapping[str, Any], drawn: Mapping[str, Drawn], earlier: Earlier
) -> dict[str, bytes]:
    """A specification and what is drawn from it, by file name."""
    of = f"{name}.vl.json"
    written = _line(json.dumps(specification, ensure_ascii=False, indent=1))
    pictures = {f"{name}{ending}": draw for ending, draw in drawn.items()}
    taken = {picture: earlier.taken(picture, of, written) for picture in pictures}
    return {of: written} | {picture: taken[picture] or draw() for picture, draw in pictures.items()}


def _line(text: str) -> bytes:
    return f"{text}\n".encode()
