"""Legends on top of a figure: as many entries beside each other as fit the sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from monitor.publication.charts.canvas import FONT, LINE, Canvas
from monitor.publication.charts.frame import Frame
from monitor.publication.theme.fonts import text_width, wrap

if TYPE_CHECKING:
    import altair as alt

SYMBOL, SYMBOL_GAP, ENTRY_GAP, ROW_GAP = 13, 8, 18, 5
ABOVE, SPACE = 3, 10  # above and below a legend


@dataclass(frozen=True)
class Legend:
    """The labels of a legend in their lines, in so many columns; `height` with the space below it."""

    labels: tuple[str, ...]
    columns: int
    height: float
    title: str = ""
    top: float = 0.0

    def channel(self, frame: Frame, **options: Any) -> alt.Legend:
        """The legend of a channel, at its place above the plot."""
        import altair as alt

        options |= {"legendX": -frame.left, "legendY": self.top + ABOVE - frame.top}
        if self.title:
            options |= {"title": self.title, "titleFontSize": FONT, "titleFontWeight": 400, "titleLimit": 0}
        return alt.Legend(
            orient="none", direction="horizontal", columns=self.columns, labelExpr="split(datum.label, '\\n')",
            **options,
        )  # fmt: skip


def legend_of(labels: Sequence[str], canvas: Canvas, title: str = "", top: float = 0.0) -> Legend:
    """A legend of some labels; none has a height of 0."""
    if not labels:
        return Legend((), 1, 0.0)
    room = canvas.width - SYMBOL - SYMBOL_GAP
    lines = [wrap(label, room, FONT) for label in labels]
    widths = [SYMBOL + SYMBOL_GAP + max(text_width(line, FONT) for line in of_label) for of_label in lines]
    columns = next((count for count in range(len(labels), 1, -1) if _width(widths, count) <= canvas.width), 1)
    rows = [lines[start : start + columns] for start in range(0, len(lines), columns)]
    height = sum(max(len(of_label) for of_label in row) * LINE + ROW_GAP for row in rows)
    above = LINE + 2 if title else 0
    return Legend(
        tuple("\n".join(of_label) for of_label in lines),
        columns,
        ABOVE + above + height - ROW_GAP + SPACE,
        title,
        top,
    )


def _width(widths: Sequence[float], columns: int) -> float:
    """Of a grid, each column as wide as its widest entry."""
    return sum(max(widths[place::columns]) for place in range(columns)) + ENTRY_GAP * (columns - 1)
