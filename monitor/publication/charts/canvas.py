"""What a figure is drawn on: a sheet as wide as a page or as a phone, its type sizes, and the look of a study."""

from __future__ import annotations

from dataclasses import dataclass, replace

from monitor.publication.language.parts import FigureWords
from monitor.publication.theme.theme import Colours

MARGIN = 3  # pixels of white at both sides
FONT, SMALL, LINE = 13, 12, 16
WHITE = "#ffffff"


@dataclass(frozen=True)
class Canvas:
    """The width of a figure in pixels. On a narrow one the label of a row stands above it, not beside it."""

    width: int
    narrow: bool = False


PAGE = Canvas(674)  # with its margins 16 cm on paper, where 13 px is 8.7 points
PHONE = Canvas(330, narrow=True)  # with its margins within the 360 px of a small phone


@dataclass(frozen=True)
class Style:
    """How a figure looks and what stands in it besides its content: colours, the unit of its axis, words."""

    colours: Colours
    unit: str
    words: FigureWords
    canvas: Canvas = PAGE

    def on(self, canvas: Canvas) -> Style:
        """The same on another sheet."""
        return replace(self, canvas=canvas)
