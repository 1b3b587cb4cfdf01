"""Whether a site holds nothing that was not released: every file read as somebody would who looks for a hidden figure.

A line of a CSV file is a line of the released tables. A number in a table is one of the rows that its place, row and column name;
any other number on a page is one of the question, municipality or run that the page is about, or stands in a declaration. A value in
the data of a chart is one of its question. A file that is none of these, or not as the program makes it, is a finding by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import unescape
from itertools import pairwise
from pathlib import Path
from typing import Any

from monitor.publication.site.assets import shared_files
from monitor.publication.site.read_back import ReadCell, read_page, script_data, strings_of
from monitor.publication.site.run import SiteRun, breakdown_slug
from monitor.publication.site.search_index import INDEX
from monitor.publication.site.truth import Numbers, Truth, numbers_in
from monitor.release.results.codebook import codebook_text
from monitor.schema_words import SHRUNKEN
from monitor.study.study_file import Indicator

LAYOUT = ("first", "middle", "top", "bottom", "centre", "from", "to", "left", "right", "x", "y", "x2", "y2", "width", "height",
          "order", "size", "line", "row", "at", "begin", "end", "place")  # fmt: skip
VALUES = ("value", "low", "high", "n", "net", "count", "share", "difference")
ADDRESS = re.compile(r"\b[\w-]+(?:/[\w-]+)+\.html\b")
GRID = "grid"  # rows that say where lines of the axis stand
GROUP = "groep-"


@dataclass(frozen=True)
class Leak:
    """A file, and what in it nobody released."""

    file: str
    what: str


class SiteAudit:
    """Holds the files of a site against the runs that it was made of."""

    def __init__(self, folder: Path, runs: Sequence[SiteRun]) -> None:
        self.folder, self.runs = folder, runs
        self.truths = {run.folder: Truth(run) for run in runs}

    def leaks(self) -> Iterator[Leak]:
        """What was found, file after file."""
        for path in sorted(self.folder.rglob("*")):
            name = path.relative_to(self.folder).as_posix()
            if path.is_symlink() or not (path.is_dir() or path.is_file()):
                yield Leak(name, "link")
            elif path.is_file() and name != "site.json":
                yield from (Leak(name, what) for what in self._of_file(name, path.read_bytes()))

    def _of_file(self, name: str, content: bytes) -> Iterator[str]:
        if name in self._shared:
            yield from [] if content == self._shared[name] else ["changed"]
            return
        text = content.decode("utf-8", errors="replace")
        truth = next((one for folder, one in self.truths.items() if name.startswith(f"{folder}/")), None)
        check = {".csv": self._csv, ".svg": self._svg, ".html": self._html, ".js": self._script}.get(
            Path(name).suffix
        )
        if check is None:
            yield "unknown"
        else:
            yield from check(name, text, truth)

    @cached_property
    def _shared(self) -> Mapping[str, bytes]:
        first = self.runs[0]
        return shared_files(first.theme, first.words)

    # files to take along

    @staticmethod
    def _csv(name: str, text: str, truth: Truth | None) -> Iterator[str]:
        if truth is None:
            yield "unknown"
        elif text != codebook_text():
            yield from (line for line in text.splitlines() if line not in truth.lines)

    # pictures and charts

    def _svg(self, name: str, text: str, truth: Truth | None) -> Iterator[str]:
        shown = re.findall(r"<(?:text|tspan|title|desc)\b[^>]*>([^<]*)<", text)
        shown += re.findall(r'aria-label="([^"]*)"', text)
        axis = self._axis(name)
        yield from self._texts((unescape(part) for part in shown if unescape(part) not in axis), name, truth)

    def _axis(self, name: str) -> frozenset[str]:
        """What stands along the axis of a picture: even steps, as the data of its chart say."""
        beside = self.folder / re.sub(r"(-smal)?\.svg$", ".js", name)
        try:
            data = script_data(beside.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return frozenset()
        lines = (
            data.get("phone" if name.endswith("-smal.svg") else "chart", {}).get("datasets", {}).get(GRID, [])
        )
        steps = sorted({row["value"] for row in lines})
        apart = {round(later - earlier, 6) for earlier, later in pairwise(steps)}
        if len(apart) > 1:
            return frozenset()
        return frozenset(
            text
            for step in steps
            for text in (f"{step:.0%}", f"{step:g}".replace(".", ","), f"{step:.1f}".replace(".", ","))
        )

    def _script(self, name: str, text: str, truth: Truth | None) -> Iterator[str]:
        try:
            data = script_data(text)
        except ValueError:
            yield "unknown"
            return
        if text.startswith(f"window.{INDEX} "):
            for entry in data["entries"]:
                yield from self._texts(strings_of(entry), entry["to"], self._truth_of(entry["to"]))
            return
        indicator = self._indicator(name, truth)
        if truth is None or indicator is None:
            yield "unknown"
            return
        for entry in data["compare"]:
            yield from _compared(entry, indicator, truth)
        yield from self._texts(strings_of(data), name, truth)
        known = Numbers(truth.of_items(indicator.items))
        for chart in ("chart", "phone"):
            yield from _charted(data.get(chart, {}).get("datasets", {}), known)

    def _truth_of(self, address: str) -> Truth | None:
        return next((one for folder, one in self.truths.items() if address.startswith(f"{folder}/")), None)

    # pages

    def _html(self, name: str, text: str, truth: Truth | None) -> Iterator[str]:
        page = read_page(text)
        yield from self._texts(page.texts, name, truth)
        indicator, code = self._indicator(name, truth), self._place(name, truth)
        for cell in page.cells:
            if truth is not None and indicator is not None:
                yield from _missing(cell, Numbers(_of_cell(cell, indicator, truth)), truth)
            elif truth is not None and code:
                yield from _missing(cell, Numbers(_of_place(cell, code, truth)), truth)
            else:
                yield from self._texts([cell.text], name, truth)

    @staticmethod
    def _indicator(name: str, truth: Truth | None) -> Indicator | None:
        """The question that a file is about."""
        if truth is None:
            return None
        stem = re.sub(r"(?:-smal)?\.\w+$", "", name)
        return next((one for one in truth.run.indicators if truth.run.question(one, "") == stem), None)

    @staticmethod
    def _place(name: str, truth: Truth | None) -> str:
        """The municipality that a file is about, "" where it is about none."""
        if truth is None:
            return ""
        stem = re.sub(r"\.\w+$", "", name)
        return next((code for code in truth.run.place_codes if truth.run.place_page(code, "") == stem), "")

    def _texts(self, texts: Iterable[str], name: str, truth: Truth | None) -> Iterator[str]:
        """Numbers of sentences, headings and descriptions that the page cannot know from what was released."""
        known, declared = self._known(name, truth)
        for text in texts:
            lacking = [
                f"{value:g}"
                for value, decimals in numbers_in(ADDRESS.sub("", text))
                if (value, decimals) not in declared and not known.prints(value, decimals)
            ]
            if lacking:
                yield f"{', '.join(lacking)}: {' '.join(text.split())[:120]}"

    def _known(self, name: str, truth: Truth | None) -> tuple[Numbers, frozenset[tuple[float, int]]]:
        """What a page may print outside its tables; kept until another page asks."""
        key = (name, truth.run.folder if truth is not None else "")
        if self._last[0] != key:
            self._last = (key, self._made_known(name, truth))
        return self._last[1]

    _last: tuple[Any, Any] = (None, None)

    def _made_known(self, name: str, truth: Truth | None) -> tuple[Numbers, frozenset[tuple[float, int]]]:
        if truth is None:  # pages of all runs count studies, questions and places, and name waves and days
            declared: frozenset[tuple[float, int]] = frozenset().union(
                *(one.declared for one in self.truths.values())
            )
            return Numbers(number for run in self.runs for number in _counts(run)), declared
        run, counts = truth.run, [*_counts(truth.run), *truth.method]
        indicator, code = self._indicator(name, truth), self._place(name, truth)
        if indicator is not None:
            return Numbers(truth.of_items(indicator.items)), truth.declared
        if code and run.study.benchmark is not None:
            own = truth.of_items(
                [item.id for item in run.study.benchmark_items], {run.study.benchmark.breakdown: code}
            )
            return Numbers([*own, *counts, *_of_weights(code, truth), *_people(code, run)]), truth.declared
        items = [item for one in run.indicators for item in one.items]
        told = [*truth.of_items(items), *counts, *_shares_of_counts(truth.method), *_of_method(run)]
        return Numbers(told), truth.declared


def _counts(run: SiteRun) -> list[float]:
    """How many of each a run has."""
    sizes = [
        len(run.indicators),
        len(run.themes),
        len(run.place_codes),
        run.certainty.alpha * len(run.place_codes),
    ]
    return [*map(float, sizes), *(float(len(several)) for several in run.themes.values())]


def _of_method(run: SiteRun) -> list[float]:
    """What the page on method counts and tells: figures that are not printed, orders that were tested, and p of each test."""
    orders = run.released.method.orders
    hidden = int(run.released.estimates["status"].eq("suppressed").sum())
    of_pairs = sum(not one.indicator for one in orders)
    counted = (hidden, of_pairs, len(orders) - of_pairs, sum(one.proven for one in orders))
    tests = run.released.changes[["p", "p_adjusted"]].to_numpy().ravel()
    return [*map(float, counted), *map(float, tests)]


def _people(code: str, run: SiteRun) -> list[float]:
    """People of a municipality in the frame, and how many are like it."""
    frame = run.study.municipalities
    place = run.places.place(code) if run.places is not None else None
    people = frame.people.get(code) if frame is not None else None
    return [float(one) for one in (people, place.members if place is not None else None) if one is not None]


def _of_weights(code: str, truth: Truth) -> list[float]:
    """How much the own answers count, which follows from released columns of the same row."""
    rows = truth.tables["estimates"]
    own = rows[(rows["group"] == code) & (rows["measure"] == SHRUNKEN)]
    weights = own["n"] / own["deff"] / own["n_effective"]
    return [min(float(one), 1.0) for one in weights if one == one]


def _shares_of_counts(numbers: Sequence[float]) -> list[float]:
    """Response rates and the like: one count of method.json as a share of another."""
    counts = sorted({one for one in numbers if one >= 1 and one == int(one)})[-200:]
    return [one / other for one in counts for other in counts if one <= other]


# cells


def _missing(cell: ReadCell, known: Numbers, truth: Truth) -> Iterator[str]:
    lacking = known.missing(cell.text.replace(truth.run.aloud.margin, ""))
    if lacking:
        yield f"{', '.join(lacking)}: {cell.row}, {cell.column}"


def _of_cell(cell: ReadCell, indicator: Indicator, truth: Truth) -> list[float]:
    """The numbers of the rows that a cell of the page of a question can be about."""
    if not cell.place.startswith(GROUP):
        header, everybody = f"{cell.row} {cell.column}", ("", ("",))
        rows = truth.labelled(truth.part(indicator.items, *everybody), header)
        changes = truth.labelled(truth.part(indicator.items, *everybody, name="changes"), header)
        return [*truth.numbers_of(rows), *truth.numbers_of(changes, "changes")]
    breakdown = next(
        (one for one in truth.study.breakdowns if f"{GROUP}{breakdown_slug(one)}" == cell.place), None
    )
    if breakdown is None:
        return []
    fits = [code for code, label in breakdown.groups.items() if label in cell.column]
    longest = max((len(breakdown.groups[code]) for code in fits), default=0)
    fits = [code for code in fits if len(breakdown.groups[code]) == longest]
    of = (breakdown.id, fits) if fits else ("", [""])
    return truth.numbers_of(
        truth.labelled(truth.part(indicator.items, *of, _wave_of(indicator, truth)), cell.row)
    )


def _wave_of(indicator: Indicator, truth: Truth) -> str:
    """The latest wave that asked something of it: tables of groups are about that one."""
    items = truth.study.items_of(indicator)
    return next(
        wave.id for wave in reversed(truth.study.waves) if any(wave.id in item.asked for item in items)
    )


def _of_place(cell: ReadCell, code: str, truth: Truth) -> list[float]:
    """The numbers of a cell on the page of a municipality: its own rows of that subject, its peers', and those of all."""
    plan, frame = truth.study.benchmark, truth.study.municipalities
    if plan is None or frame is None:
        return []
    items, wave = [item.id for item in truth.study.benchmark_items], truth.study.current.id
    parts = ((plan.breakdown, [code]), (plan.peers, [frame.rows[code].get(plan.peers, "")]), ("", [""]))
    return [
        number
        for breakdown, groups in parts
        for number in truth.numbers_of(truth.labelled(truth.part(items, breakdown, groups, wave), cell.row))
    ]


def _compared(entry: Mapping[str, Any], indicator: Indicator, truth: Truth) -> Iterator[str]:
    """Cells that are compared in the browser: each is of the side that it stands under."""
    breakdown = next((one.id for one in truth.study.breakdowns if breakdown_slug(one) == entry["key"]), "")
    for row in entry["rows"]:
        for (side, _), cell in zip(entry["sides"], row["cells"], strict=True):
            of = (breakdown, [side], truth.study.current.id) if breakdown else ("", [""], side)
            rows = truth.labelled(truth.part(indicator.items, *of), row["label"])
            lacking = Numbers(truth.numbers_of(rows)).missing(" ".join(cell))
            if lacking:
                yield f"{', '.join(lacking)}: {row['label']}, {side}"


def _charted(datasets: Mapping[str, Sequence[Mapping[str, Any]]], known: Numbers) -> Iterator[str]:
    """Values in the data of a chart: each is released, and every other number only says where something stands."""
    for name, rows in datasets.items():
        for row in rows:
            for column, value in row.items():
                if isinstance(value, bool) or not isinstance(value, int | float) or name == GRID:
                    continue
                if column in VALUES and not known.prints(abs(value), 4) or column not in (*VALUES, *LAYOUT):
                    yield f"{value:g}: {name}, {column}"
