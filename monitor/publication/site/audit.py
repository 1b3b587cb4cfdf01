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
from pathlib import Path
from typing import Any

from monitor.messages.catalogue import text
from monitor.publication.site.assets import licences, shared_files
from monitor.publication.site.audit_cells import along_axes, charted, compared, missing, of_cell, of_place
from monitor.publication.site.audit_counts import counts as counts_of
from monitor.publication.site.audit_counts import of_method, of_weights, people, shares_of_counts
from monitor.publication.site.figures import COURSE, NARROW
from monitor.publication.site.question import COMPARING
from monitor.publication.site.read_back import read_page, script_data, strings_of
from monitor.publication.site.run import SiteRun
from monitor.publication.site.search_index import INDEX
from monitor.publication.site.truth import Numbers, Truth, numbers_in
from monitor.release.results.codebook import codebook_text
from monitor.study.study_file import Indicator

BESIDE = re.compile(f"(?:{COMPARING}|(?:-{COURSE})?(?:{NARROW})?\\.\\w+)$")
"""What stands behind the name of a question."""
ADDRESS = re.compile(r"\b[\w-]+(?:/[\w-]+)+\.html\b")


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
                yield Leak(name, text("website.is_link"))
            elif path.is_file() and name != "site.json":
                yield from (Leak(name, what) for what in self._of_file(name, path.read_bytes()))

    def _of_file(self, name: str, content: bytes) -> Iterator[str]:
        if name in self._shared:
            yield from [] if content == self._shared[name] else [text("website.is_changed")]
            return
        read = content.decode("utf-8", errors="replace")
        truth = next((one for folder, one in self.truths.items() if name.startswith(f"{folder}/")), None)
        check = {".csv": self._csv, ".svg": self._svg, ".html": self._html, ".js": self._script}.get(
            Path(name).suffix
        )
        if check is None:
            yield text("website.is_unknown")
        else:
            yield from check(name, read, truth)

    @cached_property
    def _shared(self) -> Mapping[str, bytes]:
        first = self.runs[0]
        return shared_files(first.theme, first.words)

    # files to take along

    @staticmethod
    def _csv(name: str, content: str, truth: Truth | None) -> Iterator[str]:
        if truth is None:
            yield text("website.is_unknown")
        elif content != codebook_text():
            yield from (line for line in content.splitlines() if line not in truth.lines)

    # pictures and charts

    def _svg(self, name: str, content: str, truth: Truth | None) -> Iterator[str]:
        shown = re.findall(r"<(?:text|tspan|title|desc)\b[^>]*>([^<]*)<", content)
        shown += re.findall(r'aria-label="([^"]*)"', content)
        axis = self._axis(name)
        yield from self._texts((unescape(part) for part in shown if unescape(part) not in axis), name, truth)

    def _axis(self, name: str) -> frozenset[str]:
        """What stands along the axes of a picture, as the data of its chart say."""
        beside = (self.folder / name).with_suffix(".js")
        try:
            return along_axes(script_data(beside.read_text(encoding="utf-8")))
        except (OSError, ValueError):
            return frozenset()

    def _script(self, name: str, content: str, truth: Truth | None) -> Iterator[str]:
        try:
            data = script_data(content)
        except ValueError:
            yield text("website.is_unknown")
            return
        if content.startswith(f"window.{INDEX} "):
            for entry in data["entries"]:
                yield from self._texts(strings_of(entry), entry["to"], self._truth_of(entry["to"]))
            return
        indicator, items = self._indicator(name, truth), self._items(name, truth)
        if truth is None or not items:
            yield text("website.is_unknown")
            return
        yield from self._texts(strings_of(data), name, truth)
        if not name.endswith(COMPARING):
            yield from charted(data["datasets"], Numbers(truth.of_items(items)))
        elif indicator is None:
            yield text("website.is_unknown")
        else:
            for entry in data:
                yield from compared(entry, indicator, truth)

    def _truth_of(self, address: str) -> Truth | None:
        return next((one for folder, one in self.truths.items() if address.startswith(f"{folder}/")), None)

    # pages

    def _html(self, name: str, content: str, truth: Truth | None) -> Iterator[str]:
        page = read_page(content)
        yield from self._texts(page.texts, name, truth)
        indicator, code = self._indicator(name, truth), self._place(name, truth)
        for cell in page.cells:
            if truth is not None and indicator is not None:
                yield from missing(cell, Numbers(of_cell(cell, indicator, truth)), truth)
            elif truth is not None and code:
                yield from missing(cell, Numbers(of_place(cell, code, truth)), truth)
            else:
                yield from self._texts([cell.text], name, truth)

    @staticmethod
    def _indicator(name: str, truth: Truth | None) -> Indicator | None:
        """The question that a file is about."""
        if truth is None:
            return None
        stem = BESIDE.sub("", name)
        return next((one for one in truth.run.indicators if truth.run.question(one, "") == stem), None)

    def _items(self, name: str, truth: Truth | None) -> tuple[str, ...]:
        """The items of the question or case that a file is about."""
        indicator = self._indicator(name, truth)
        if truth is None or indicator is not None:
            return indicator.items if indicator is not None else ()
        stem, run = BESIDE.sub("", name), truth.run
        case = next((one.id for one in run.cases if run.case_page(one.id, "") == stem), "")
        return tuple(
            item.id for item in run.study.questionnaire.items.values() if case and item.vignette == case
        )

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
        for one in texts:
            lacking = [
                f"{value:g}"
                for value, decimals in numbers_in(ADDRESS.sub("", one))
                if (value, decimals) not in declared and not known.prints(value, decimals)
            ]
            if lacking:
                yield f"{', '.join(lacking)}: {' '.join(one.split())[:120]}"

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
                *(one.declared for one in self.truths.values()),
                *(numbers_in(name) for name, _ in licences()),
            )
            return Numbers(number for run in self.runs for number in counts_of(run)), declared
        run, counts = truth.run, [*counts_of(truth.run), *truth.method]
        indicator, code = self._indicator(name, truth), self._place(name, truth)
        if indicator is not None:
            return Numbers(truth.of_items(indicator.items)), truth.declared
        if code and run.study.benchmark is not None:
            own = truth.of_items([item.id for item in run.study.benchmark_items], code)
            return Numbers([*own, *counts, *of_weights(code, truth), *people(code, run)]), truth.declared
        items = [item for one in run.study.indicators for item in one.items]
        told = [*truth.of_items(items), *counts, *shares_of_counts(truth.method), *of_method(run)]
        return Numbers(told), truth.declared
