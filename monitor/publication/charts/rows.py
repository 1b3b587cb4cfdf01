"""Rows from top to bottom: their labels in lines, the headers they stand under, columns of numbers at the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from monitor.publication.charts.canvas import FONT, LINE, SMALL, Canvas, Style
from monitor.publication.charts.frame import Axis, Frame
from monitor.publication.exhibits.content import Row
from monitor.publication.theme.fonts import text_width, wrap

GAP = 14  # between label and plot
EDGE = 22  # right of the plot, for half of the last axis label
NARROW_EDGE = 3  # left of the plot where nothing stands beside it, for half a point at its low end
COLUMN_GAP, WIDEST_HEADER = 14, 92
LABEL_WIDTHS = (110, 140, 170, 200, 230, 260, 290, 320)
MOST_LINES, ONE_LINE = 4, 210
LEAST_PLOT = 190  # pixels that labels leave to the marks
SECTION_GAP = 10  # above a header
LABEL_SPACE = 6  # between the labels of two rows, or above one on a narrow sheet


@dataclass(frozen=True)
class NumberColumn:
    """Numbers at the right of the plot, one per row, under a header."""

    header: str
    cells: tuple[str, ...]
    bold: tuple[bool, ...] = ()
    words: bool = False  # words stand at the left of their column; on a narrow sheet at the end of the label

    @property
    def shown(self) -> tuple[str, ...]:
        """The cells; words in lines."""
        if not self.words:
            return self.cells
        return tuple("\n".join(wrap(cell, WIDEST_HEADER, FONT)) if cell else "" for cell in self.cells)

    @property
    def lines(self) -> list[str]:
        """The header in lines."""
        widest = max((text_width(word, SMALL) for word in self.header.split()), default=0.0)
        return wrap(self.header, max(WIDEST_HEADER, widest), SMALL) if self.header else []

    @property
    def words_width(self) -> float:
        """Of the cells on one line each."""
        return max(text_width(cell, FONT, True) for cell in self.cells) + COLUMN_GAP

    @property
    def width(self) -> float:
        widths = [text_width(line, SMALL) for line in self.lines]
        cells = [line for cell in self.shown for line in cell.split("\n")]
        return max([*widths, *(text_width(line, FONT, True) for line in cells)]) + COLUMN_GAP


@dataclass(frozen=True)
class PlacedRow:
    """A row of the plot: its top and bottom, the middle of its marks and of its label, in pixels; and its header."""

    row: Row
    top: float
    bottom: float
    middle: float
    label: str
    label_middle: float
    header: str = ""
    header_middle: float = 0.0


@dataclass(frozen=True)
class Sheet:
    """A frame with its rows in place."""

    frame: Frame
    rows: tuple[PlacedRow, ...]


def place_rows(rows: Sequence[Row], label_width: float, step: float, canvas: Canvas) -> tuple[PlacedRow, ...]:
    """Rows from top to bottom, each high enough for its label; a header where the section changes."""
    placed: list[PlacedRow] = []
    top, section = 0.0, ""
    for row in rows:
        header: list[str] = []
        if row.section and row.section != section:
            header = wrap(row.section, canvas.width, FONT, bold=True)
            top += SECTION_GAP if placed else 0
        section, header_top = row.section, top
        top += len(header) * LINE + (4 if header else 0)
        lines = wrap(row.label, label_width, FONT) if row.label else []
        above = len(lines) * LINE + LABEL_SPACE if canvas.narrow else 0
        height = above + step if canvas.narrow else max(step, len(lines) * LINE + LABEL_SPACE)
        middle = top + above + step / 2 if canvas.narrow else top + height / 2
        label_middle = top + LABEL_SPACE + len(lines) * LINE / 2 if canvas.narrow else middle
        placed.append(
            PlacedRow(
                row, top, top + height, middle, "\n".join(lines), label_middle,
                "\n".join(header), header_top + LINE * len(header) / 2,
            )
        )  # fmt: skip
        top += height
    return tuple(placed)


def label_width(labels: Sequence[str], canvas: Canvas, beside: float = 0.0) -> float:
    """The narrowest column that keeps labels on one line, else two, three, four; 0 without labels.

    One line is only worth a column of moderate width, and `beside` the marks and what stands at their right there is no
    room for more than what is left. On a narrow sheet labels have its whole width.
    """
    if canvas.narrow or not any(labels):
        return canvas.width if canvas.narrow else 0
    widest_word = max(text_width(word, FONT) for label in labels for word in label.split() or [""])
    widths = [width for width in LABEL_WIDTHS if width <= canvas.width - beside] or [LABEL_WIDTHS[0]]
    for most in range(1, MOST_LINES + 1):
        for width in (width for width in widths if most > 1 or width <= ONE_LINE):
            if width >= widest_word and max(len(wrap(label, width, FONT)) for label in labels) <= most:
                return min(width, max(_used(label, width) for label in labels))
    return widths[-1]


def _used(label: str, width: float) -> float:
    return max((text_width(line, FONT) for line in wrap(label, width, FONT)), default=0.0)


def new_sheet(
    rows: Sequence[Row],
    style: Style,
    axis: Axis,
    step: float,
    *,
    legend: float = 0.0,
    columns: Sequence[NumberColumn] = (),
    edge: float = EDGE,
) -> Sheet:
    """A frame with labels, columns and unit in place, under a legend of some pixels; its marks are still to come."""
    canvas, colours = style.canvas, style.colours
    beside = [column for column in columns if not (canvas.narrow and column.words)]
    right = edge + sum(column.width for column in beside)
    width = label_width([row.label for row in rows], canvas, GAP + LEAST_PLOT + right)
    width -= sum(column.words_width for column in columns if column not in beside)
    placed = place_rows(rows, width, step, canvas)
    left = NARROW_EDGE if canvas.narrow else width + GAP if width else 0
    axis = axis.fitting(canvas.width - left - right)
    head = max((len(column.lines) for column in beside), default=0) * LINE
    unit = "\n".join(wrap(style.unit, canvas.width, SMALL)) if style.unit else ""
    bottom = (24 if axis.values else 0) + LINE * len(unit.split("\n") if unit else []) + 4
    frame = Frame(
        canvas, axis, colours, placed[-1].bottom, left=left, right=right, top=legend + (head + 4 if head else 0) + 4,
        bottom=bottom,
    )  # fmt: skip
    sheet = Sheet(frame, placed)
    _add_grid(sheet)
    _add_labels(sheet)
    _add_columns(sheet, beside)
    for column in columns:
        if column not in beside:
            _add_words(sheet, column)
    frame.add_unit(unit)
    return sheet


def _add_grid(sheet: Sheet) -> None:
    """Upright lines at the values of the axis, beside the rows and not through headers and labels."""
    frame = sheet.frame
    lines = [
        {"value": value, "top": 2 * row.middle - row.bottom, "bottom": row.bottom}
        for row in sheet.rows
        for value in frame.axis.values
    ]
    frame.add_rules("grid", lines, "value", color=frame.colours.line, strokeWidth=1)


def _add_labels(sheet: Sheet) -> None:
    frame, ink = sheet.frame, sheet.frame.colours.ink
    headers = [{"section": row.header, "middle": row.header_middle} for row in sheet.rows if row.header]
    labels = [{"label": row.label, "middle": row.label_middle} for row in sheet.rows if row.label]
    frame.add_texts("sections", headers, column="section", x=-frame.left, colour=ink, bold=True)
    frame.add_texts("labels", labels, column="label", x=-frame.left, colour=ink)


def _add_columns(sheet: Sheet, columns: Sequence[NumberColumn]) -> None:
    frame = sheet.frame
    x = frame.width + frame.right - sum(column.width for column in columns)
    for place, column in enumerate(columns):
        end = x + COLUMN_GAP if column.words else x + column.width
        align: Literal["left", "right"] = "left" if column.words else "right"
        if column.header:
            lines = column.lines
            head = [{"text": "\n".join(lines), "middle": -6 - LINE * len(lines) / 2}]
            frame.add_texts(
                f"header_{place}", head, x=end, colour=frame.colours.muted, align=align, size=SMALL
            )
        middles = [row.middle for row in sheet.rows]
        _add_cells(frame, f"column_{place}", column.shown, column.bold, middles, end, align)
        x += column.width


def _add_words(sheet: Sheet, column: NumberColumn) -> None:
    """The words of a column at the end of the labels, on a narrow sheet."""
    frame, middles = sheet.frame, [row.label_middle for row in sheet.rows]
    _add_cells(frame, "words", column.cells, column.bold, middles, frame.width + frame.right, "right")


def _add_cells(
    frame: Frame,
    name: str,
    cells: Sequence[str],
    bold: Sequence[bool],
    middles: Sequence[float],
    x: float,
    align: Literal["left", "right"],
) -> None:
    """The cells of a column at the height of their rows: the bold ones are a layer of their own."""
    rows = list(zip(cells, bold or (False,) * len(cells), middles, strict=True))
    for heavy in (False, True):
        found = [
            {"text": cell, "middle": middle} for cell, weight, middle in rows if weight is heavy and cell
        ]
        frame.add_texts(
            f"{name}_bold" if heavy else name, found, x=x, colour=frame.colours.ink, align=align, bold=heavy
        )
