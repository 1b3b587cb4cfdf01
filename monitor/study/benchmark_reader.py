"""Whether a declared benchmark can be made: municipalities with people, peers that are a breakdown, headlines on a scale."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from monitor.errors import DeclarationError, nearest
from monitor.input_files import DEVICES
from monitor.study.benchmark_plan import BenchmarkPlan, ReferencePlan
from monitor.study.declarations import Declaration
from monitor.study.house_policy import block_defaults, house_workers
from monitor.study.municipalities import Municipalities
from monitor.study.questionnaire import Item
from monitor.study.study import Study

BENCHMARK = "benchmark"
AT_LEAST, AT_MOST = ("members", "fitted"), ("largest",)
FOLDER = re.compile(r"\w([\w .-]{0,58}[\w-])?")
"""A code of a municipality after which a folder and a zip are called."""


def check_benchmark(study: Study, document: Declaration) -> None:
    """Hold the benchmark of a study, where it has one, against its municipalities, breakdowns and headlines; of one that is held
    against another survey the headlines alone.

    **Raises** DeclarationError at the line of what cannot be.
    """
    if study.benchmark is not None:
        _Check(study, study.benchmark, document).run()
    if study.reference is not None:
        _check_figures(study, study.reference, int(block_defaults()[BENCHMARK]["most"]), document)


@dataclass(frozen=True)
class _Check:
    study: Study
    plan: BenchmarkPlan
    document: Declaration

    def run(self) -> None:
        if re.fullmatch(house_workers().respondents, self.study.questionnaire.respondent, re.IGNORECASE):
            raise self._fail("", "declared.benchmark_of_officials", got=self.study.questionnaire.respondents)
        self._check_limits()
        municipalities = self._with_people()
        self._check_breakdowns(municipalities)
        _check_figures(self.study, self.plan, self.plan.most, self.document)

    def _fail(self, key: str, what: str, **details: Any) -> DeclarationError:
        return _fail(self.document, key, what, **details)

    def _check_limits(self) -> None:
        """A study may be stricter than the house, never looser: what is fitted on few tells of few."""
        house = block_defaults()[BENCHMARK]
        if self.plan.most > int(house["most"]):
            raise self._fail(
                "most", "declared.benchmark_at_most_figures", got=self.plan.most, limit=house["most"]
            )
        for name in (*AT_LEAST, *AT_MOST):
            own, limit = float(getattr(self.plan, name)), float(house[name])
            if (own < limit) if name in AT_LEAST else (own > limit):
                what = "declared.benchmark_at_least" if name in AT_LEAST else "declared.benchmark_at_most"
                raise self._fail(name, what, got=f"{own:g}", limit=limit, key_name=name)

    def _with_people(self) -> Municipalities:
        frame = self.study.municipalities
        if frame is None or frame.column is None or not frame.people:
            raise self._fail("", "declared.benchmark_needs_municipalities")
        self._check_folders(frame)
        without = [code for code in frame.rows if not frame.people.get(code)]
        if without:
            raise self._fail("", "declared.benchmark_lacks_people", count=len(without), got=without[0])
        return frame

    def _check_folders(self, frame: Municipalities) -> None:
        """Each code is the name of a folder on every system, and no two are the same one where capitals do not count."""
        known: dict[str, str] = {}
        for code in frame.rows:
            if not FOLDER.fullmatch(code) or code.partition(".")[0].casefold() in DEVICES:
                raise self._fail("", "declared.code_is_no_folder", got=code, file=frame.files[0].name)
            same = known.setdefault(code.casefold(), code)
            if same != code:
                raise self._fail(
                    "", "declared.codes_differ_by_capitals", got=f"{same}, {code}", file=frame.files[0].name
                )

    def _check_breakdowns(self, municipalities: Municipalities) -> None:
        own = self._declared("breakdown", self.plan.breakdown)
        if own.items != (municipalities.column,) or not own.identifiable:
            raise self._fail(
                "breakdown",
                "declared.benchmark_is_by_municipality",
                got=self.plan.breakdown,
                column=municipalities.column,
            )
        known = [attribute.id for attribute in municipalities.attributes]
        for key, names in (("peers", (self.plan.peers,)), ("traits", self.plan.traits)):
            for name in names:
                if name not in known:
                    raise self._fail(
                        key,
                        "declared.no_attribute_of_municipalities",
                        expected=", ".join(known) or None,
                        hint=nearest(name, known),
                        name=name,
                    )
        self._declared("peers", self.plan.peers)

    def _declared(self, key: str, name: str) -> Any:
        found = self.study.breakdown(name)
        if found is None:
            known = [breakdown.id for breakdown in self.study.breakdowns]
            raise self._fail(
                key,
                "declared.there_is_no_breakdown",
                expected=", ".join(known) or None,
                hint=nearest(name, known),
                name=name,
            )
        return found


def _check_figures(
    study: Study, plan: BenchmarkPlan | ReferencePlan, most: int, document: Declaration
) -> None:
    """Which figures are compared: headlines, not too many of them, each on a scale with two ends."""
    headlines = study.comparison.headlines
    key = "indicators" if "indicators" in document.data[BENCHMARK] else ""
    if not headlines:
        raise _fail(document, key, "declared.benchmark_without_headlines")
    for name in plan.names(headlines):
        if name not in headlines:
            raise _fail(
                document,
                key,
                "declared.benchmark_is_of_headlines",
                expected=", ".join(headlines),
                hint=nearest(name, headlines),
                got=name,
            )
    items = study.benchmark_items or study.reference_items
    if len(items) > most:
        raise _fail(
            document,
            key,
            "declared.benchmark_of_too_many",
            got=", ".join(item.id for item in items),
            count=len(items),
            limit=most,
        )
    for item in items:
        if item.traits.numeric and not _has_ends(item):
            raise _fail(document, key, "declared.benchmark_needs_ends", got=item.id)


def _fail(document: Declaration, key: str, what: str, **details: Any) -> DeclarationError:
    return document.error((BENCHMARK, key) if key else (BENCHMARK,), what, **details)


def _has_ends(item: Item) -> bool:
    """Whether the numbers of an item lie between two known ends."""
    return item.traits.in_percent or item.traits.graded or None not in (item.low, item.high)
