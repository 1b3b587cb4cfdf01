"""Which released rows a cell, a side of a comparison or a value of a chart can be about, and whether its number is one of theirs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from monitor.publication.site.addresses import breakdown_slug
from monitor.publication.site.read_back import ReadCell
from monitor.publication.site.truth import COLUMNS, Numbers, Truth
from monitor.study.study_file import Indicator

LAYOUT = ("first", "middle", "top", "bottom", "centre", "from", "to", "left", "right", "x", "y", "x2", "y2", "width", "height",
          "order", "size", "line", "row", "at", "begin", "end", "place", "floor", "stretch")  # fmt: skip
VALUES = ("value", "above", "low", "high", "n", "net", "count", "share", "difference")
GRID = "grid"  # rows that say where lines of the axis stand
GROUP = "groep-"
ROUND = ("1", "2", "3", "4", "5", "25")  # digits of the steps of an axis


def missing(cell: ReadCell, known: Numbers, truth: Truth) -> Iterator[str]:
    lacking = known.missing(cell.text.replace(truth.run.aloud.margin, ""))
    if lacking:
        yield f"{', '.join(lacking)}: {cell.row}, {cell.column}"


def of_cell(cell: ReadCell, indicator: Indicator, truth: Truth) -> list[float]:
    """The numbers of the rows that a cell of the page of a question can be about."""
    if not cell.place.startswith(GROUP):
        header, everybody = f"{cell.row} {cell.column}", ("", ("",))
        return [
            number
            for name in COLUMNS
            for number in truth.numbers_called(header, indicator.items, *everybody, name=name)
        ]
    breakdown = next(
        (one for one in truth.study.breakdowns if f"{GROUP}{breakdown_slug(one.id)}" == cell.place), None
    )
    if breakdown is None:
        return []
    fits = [code for code, label in breakdown.groups.items() if label in cell.column]
    longest = max((len(breakdown.groups[code]) for code in fits), default=0)
    fits = [code for code in fits if len(breakdown.groups[code]) == longest]
    of = (breakdown.id, fits) if fits else ("", [""])
    return truth.numbers_called(cell.row, indicator.items, *of, _wave_of(indicator, truth))


def _wave_of(indicator: Indicator, truth: Truth) -> str:
    """The latest wave that asked something of it: tables of groups are about that one."""
    items = truth.study.items_of(indicator)
    return next(
        wave.id for wave in reversed(truth.study.waves) if any(wave.id in item.asked for item in items)
    )


def of_place(cell: ReadCell, code: str, truth: Truth) -> list[float]:
    """The numbers of a cell on the page of a municipality: its own rows of that subject, its peers', and those of all."""
    plan, frame = truth.study.benchmark, truth.study.municipalities
    if plan is None or frame is None:
        return []
    items, wave = [item.id for item in truth.study.benchmark_items], truth.study.current.id
    parts = ((plan.breakdown, [code]), (plan.peers, [frame.rows[code].get(plan.peers, "")]), ("", [""]))
    return [
        number
        for breakdown, groups in parts
        for number in truth.numbers_called(cell.row, items, breakdown, groups, wave)
    ]


def compared(entry: Mapping[str, Any], indicator: Indicator, truth: Truth) -> Iterator[str]:
    """Cells that are compared in the browser: each is of the side that it stands under."""
    breakdown = next((one.id for one in truth.study.breakdowns if breakdown_slug(one.id) == entry["key"]), "")
    for row in entry["rows"]:
        for (side, _), cell in zip(entry["sides"], row["cells"], strict=True):
            of = (breakdown, [side], truth.study.current.id) if breakdown else ("", [""], side)
            known = Numbers(truth.numbers_called(row["label"], indicator.items, *of))
            lacking = known.missing(" ".join(cell))
            if lacking:
                yield f"{', '.join(lacking)}: {row['label']}, {side}"


def along_axes(drawing: Mapping[str, Any]) -> frozenset[str]:
    """What the axes of a drawing may name: round values in even steps, so that no figure passes for one."""
    lines = drawing.get("datasets", {}).get(GRID, [])
    found = [[row["value"] for row in lines], *_axis_values({**drawing, "datasets": {}})]
    return frozenset(
        shown
        for steps in found
        if _are_round(steps)
        for step in steps
        for shown in (f"{step:.0%}", f"{step:g}".replace(".", ","), f"{step:.1f}".replace(".", ","))
    )


def _axis_values(part: Any) -> Iterator[list[float]]:
    """The values of every axis inside a specification."""
    if isinstance(part, Mapping):
        axis = part.get("axis")
        if isinstance(axis, Mapping) and isinstance(axis.get("values"), list):
            yield [value for value in axis["values"] if isinstance(value, int | float)]
        for inner in part.values():
            yield from _axis_values(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from _axis_values(inner)


def _are_round(steps: Sequence[float]) -> bool:
    apart = {round(later - earlier, 6) for earlier, later in pairwise(sorted(set(steps)))}
    return len(apart) <= 1 and all(f"{one:g}".replace(".", "").strip("0") in ROUND for one in apart)


def charted(datasets: Mapping[str, Sequence[Mapping[str, Any]]], known: Numbers) -> Iterator[str]:
    """Values in the data of a chart: each is released, and every other number only says where something stands."""
    for name, rows in datasets.items():
        for row in rows:
            for column, value in row.items():
                if isinstance(value, bool) or not isinstance(value, int | float) or name == GRID:
                    continue
                if column in VALUES and not known.prints(abs(value), 4) or column not in (*VALUES, *LAYOUT):
                    yield f"{value:g}: {name}, {column}"
