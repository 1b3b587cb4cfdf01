"""A chart on a page: its picture for a desk and for a phone, with the words for who does not see it."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.publication.charts.figure import BuiltFigure
from monitor.publication.language.markdown import unescape_markdown
from monitor.publication.site.addresses import from_page
from monitor.publication.site.drawing import Sketch
from monitor.publication.site.markup import paragraph, text

CHART, COURSE = "grafiek", "verloop"
ENDINGS = {CHART: "", COURSE: "-verloop"}
NARROW = "-smal"


@dataclass(frozen=True)
class PageFigure:
    """A figure of a page, by its anchor; `stem` is the address of the page without its ending."""

    figure: BuiltFigure
    anchor: str
    stem: str

    @property
    def wide(self) -> str:
        """The address of its picture."""
        return f"{self.stem}{ENDINGS[self.anchor]}.svg"

    @property
    def narrow(self) -> str:
        """The address of its picture for a phone."""
        return f"{self.stem}{ENDINGS[self.anchor]}{NARROW}.svg"

    @property
    def sketches(self) -> tuple[Sketch, Sketch]:
        figure = self.figure
        return (
            Sketch(self.wide, figure.specification, figure.alt),
            Sketch(self.narrow, figure.narrow_specification, figure.alt),
        )

    @property
    def html(self) -> str:
        """The picture with its title and notes."""
        page, figure = f"{self.stem}.html", self.figure
        wide, narrow = from_page(page, self.wide), from_page(page, self.narrow)
        name = self.wide.rpartition("/")[2].removesuffix(".svg")
        notes = paragraph(unescape_markdown(figure.notes), "note")
        return (
            f'<figure id="{self.anchor}" data-name="{name}">\n<figcaption>{text(figure.title)}</figcaption>\n'
            f'<div class="chart"><picture><source media="(max-width: 40rem)" srcset="{narrow}">'
            f'<img src="{wide}" alt="{text(figure.alt)}"></picture></div>\n{notes}</figure>\n'
        )
