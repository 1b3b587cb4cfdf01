"""A drawing in all the forms that a report needs: its specification, an SVG for a page and one for a phone, a PNG."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from monitor.publication.charts.canvas import PHONE, Style
from monitor.publication.charts.drawing import Drawing, laid_out, to_png, to_svg


@dataclass(frozen=True)
class Picture:
    """A drawing and the words for who does not see it (`alt`, plain text). `draw` lays it out in a style, for any width.

    The SVGs stand on their own (they carry their glyphs); the PNG has twice the pixels. `page` is the drawing in the style
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
    def svg(self) -> str:
        return to_svg(self.specification, self.alt)

    @cached_property
    def narrow(self) -> str:
        """The SVG for a narrow screen."""
        return to_svg(laid_out(self.draw, self.style.on(PHONE)).specification(self.alt), self.alt)

    @cached_property
    def png(self) -> bytes:
        """The picture for Word, drawn from the SVG when somebody asks for it."""
        return to_png(self.svg)

    def files(self, formats: Sequence[str] = ()) -> dict[str, bytes]:
        """The files of a figure for some formats (none named: all), by what stands behind its name."""
        written = json.dumps(self.specification, ensure_ascii=False, indent=1) + "\n"
        texts = {".svg": self.svg + "\n", ".vl.json": written}
        if not formats or "html" in formats:
            texts["-narrow.svg"] = self.narrow + "\n"
        found = {ending: text.encode("utf-8") for ending, text in texts.items()}
        return found | ({".png": self.png} if not formats or "docx" in formats else {})
