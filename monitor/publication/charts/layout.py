"""Where everything stands: rows with wrapped labels, columns of numbers at the right, the legend on top."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.publication.charts.palette import WHITE
from monitor.publication.charts.scene import CIRCLE, FONT, LINE, SMALL, WIDTH, Axis, Bar, Dot, Scene, Text
from monitor.publication.exhibits.content import Plot, Row
from monitor.publication.language.parts import FigureWords
from monitor.publication.theme.fonts import text_width, wrap
from monitor.publication.theme.theme import Colours

GAP = 14  # between label and plot
EDGE = 22  # right of the plot, for half of the last axis label
COLUMN_GAP = 16
SYMBOL, SYMBOL_GAP, ENTRY_GAP, ENTRY_LINE = 12, 6, 20, 20
LABEL_WIDTHS = (110, 140, 170, 200, 230, 260, 290, 320)
MOST_LINES, ONE_LINE = 4, 210
SECTION_GAP = 8
LABEL_SPACE = 6  # between the labels of two rows


@dataclass(frozen=True)
class Style:
    """How a figure looks and what stands in it besides its content: colours, the unit of its axis, words."""

    colours: Colours
    unit: str
    words: FigureWords


@dataclass(frozen=True)
class NumberColumn:
    """Numbers at the right of the plot, one per row, under a header."""

    header: str
    cells: tuple[str, ...]
    bold: tuple[bool, ...] = ()

    @property
    def width(self) -> float:
        return max(text_width(text, FONT, True) for text in (self.header, *self.cells)) + COLUMN_GAP


@dataclass(frozen=True)
class PlacedRow:
    """A row of the plot: its middle and height in pixels, and the lines of its label."""

    row: Row
    middle: float
    height: float
    lines: tuple[str, ...]
    header: tuple[str, ...] = ()
    header_top: float = 0.0


@dataclass(frozen=True)
class Symbol:
    """How a key looks in the legend and in the plot."""

    label: str
    fill: str
    colour: str
    shape: str = "bar"


def place_rows(rows: tuple[Row, ...], label_width: float, step: float) -> list[PlacedRow]:
    """Rows from top to bottom, each high enough for its label; a header where the section changes."""
    placed: list[PlacedRow] = []
    top, section = 0.0, ""
    step = (
        max(
            step,
            min(2, max(len(wrap(row.label, label_width, FONT)) for row in rows if row.label)) * LINE
            + LABEL_SPACE,
        )
        if label_width
        else step
    )
    for row in rows:
        header: tuple[str, ...] = ()
        if row.section and row.section != section:
            header = tuple(wrap(row.section, WIDTH, FONT, bold=True))
            top += SECTION_GAP if placed else 0
        section, header_top = row.section, top
        top += len(header) * LINE + (4 if header else 0)
        lines = tuple(wrap(row.label, label_width, FONT)) if row.label else ()
        height = max(step, len(lines) * LINE + LABEL_SPACE)
        placed.append(PlacedRow(row, top + height / 2, height, lines, header, header_top))
        top += height
    return placed


def label_width(labels: list[str]) -> float:
    """The narrowest column that keeps labels on one line, else two, three, four; 0 without labels.

    One line is only worth a column of moderate width.
    """
    if not any(labels):
        return 0
    widest_word = max(text_width(word, FONT) for label in labels for word in label.split() or [""])
    for most in range(1, MOST_LINES + 1):
        for width in (width for width in LABEL_WIDTHS if most > 1 or width <= ONE_LINE):
            if width >= widest_word and max(len(wrap(label, width, FONT)) for label in labels) <= most:
                return min(width, max(_used(label, width) for label in labels))
    return LABEL_WIDTHS[-1]


def _used(label: str, width: float) -> float:
    return max(text_width(line, FONT) for line in wrap(label, width, FONT))


def new_scene(
    plot: Plot,
    style: Style,
    axis: Axis,
    step: float,
    symbols: tuple[Symbol, ...] = (),
    columns: tuple[NumberColumn, ...] = (),
    edge: float = EDGE,
) -> tuple[Scene, list[PlacedRow]]:
    """A scene with labels, legend, columns and axis in place, and the rows to draw in."""
    colours, unit = style.colours, style.unit
    width = label_width([row.label for row in plot.rows])
    left = width + GAP if width else 0
    right = edge + sum(column.width for column in columns)
    plot_width = WIDTH - left - right
    placed = place_rows(plot.rows, width, step)
    height = placed[-1].middle + placed[-1].height / 2
    legend, legend_height = _legend(symbols, WIDTH)
    head = LINE + 4 if columns else 0
    bottom = (24 if axis.values else 0) + (LINE if unit else 0) + 4
    scene = Scene(
        left, legend_height + head + 4, plot_width, height, bottom, axis, colours.line, colours.muted, right
    )
    _add_labels(scene, placed, colours)
    _add_legend(scene, legend, symbols, colours)
    _add_columns(scene, placed, columns, colours)
    if unit:
        low = height + (24 if axis.values else 4) + LINE / 2
        scene.texts.append(Text(plot_width, low, unit, colours.muted, "right", size=SMALL))
    return scene, placed


def _add_labels(scene: Scene, placed: list[PlacedRow], colours: Colours) -> None:
    for row in placed:
        for number, line in enumerate(row.header):
            y = row.header_top + LINE * (number + 0.5)
            end = scene.at(text_width(line, FONT, bold=True) - scene.left + 6)
            if end > scene.axis.low:  # the grid does not run through words
                scene.bars.append(Bar(scene.axis.low, end, y - LINE / 2, y + LINE / 2, WHITE, WHITE))
            scene.texts.append(Text(-scene.left, y, line, colours.ink, bold=True))
        first = row.middle - LINE * (len(row.lines) - 1) / 2
        for number, line in enumerate(row.lines):
            scene.texts.append(Text(-scene.left, first + LINE * number, line, colours.ink))


def _add_columns(
    scene: Scene, placed: list[PlacedRow], columns: tuple[NumberColumn, ...], colours: Colours
) -> None:
    x = scene.plot_width + scene.right - sum(column.width for column in columns)
    for column in columns:
        x += column.width
        scene.texts.append(Text(x, -LINE / 2 - 2, column.header, colours.muted, "right"))
        bold = column.bold or (False,) * len(column.cells)
        for row, cell, heavy in zip(placed, column.cells, bold, strict=True):
            scene.texts.append(Text(x, row.middle, cell, colours.ink, "right", bold=heavy))


Placement = tuple[float, float, tuple[str, ...]]


def _legend(symbols: tuple[Symbol, ...], width: float) -> tuple[list[Placement], float]:
    """Left top corner and lines of every entry, in order, and the height of the whole."""
    placed: list[Placement] = []
    x = y = 0.0
    row_height = 0.0
    for symbol in symbols:
        lines = tuple(wrap(symbol.label, width - SYMBOL - SYMBOL_GAP, FONT))
        entry = SYMBOL + SYMBOL_GAP + max(text_width(line, FONT) for line in lines)
        if x and x + entry > width:
            x, y, row_height = 0.0, y + row_height, 0.0
        placed.append((x, y, lines))
        x += entry + ENTRY_GAP
        row_height = max(row_height, ENTRY_LINE + LINE * (len(lines) - 1))
    return placed, y + row_height + 8 if symbols else 0.0


def _add_legend(scene: Scene, placed: list[Placement], symbols: tuple[Symbol, ...], colours: Colours) -> None:
    for (x, y, lines), symbol in zip(placed, symbols, strict=True):
        left, middle = x - scene.left, y - scene.top + ENTRY_LINE / 2
        if symbol.shape == "bar":
            start, end = scene.at(left), scene.at(left + SYMBOL)
            scene.bars.append(
                Bar(start, end, middle - SYMBOL / 2, middle + SYMBOL / 2, symbol.fill, symbol.colour)
            )
        else:
            scene.dots.append(
                Dot(scene.at(left + SYMBOL / 2), middle, symbol.shape, symbol.fill, symbol.colour)
            )
        for number, line in enumerate(lines):
            scene.texts.append(Text(left + SYMBOL + SYMBOL_GAP, middle + LINE * number, line, colours.ink))


__all__ = ["CIRCLE", "NumberColumn", "PlacedRow", "Style", "Symbol", "label_width", "new_scene", "place_rows"]
