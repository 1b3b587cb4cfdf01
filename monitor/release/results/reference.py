"""What another survey released of the whole country, as far as the own survey is held against it.

Only what stands in its released set is read: a displayed figure, its base and design effect, and how municipalities differ
where it says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from monitor.errors import ReleaseError, nearest
from monitor.release.results.asked import asked_item
from monitor.release.results.method import Method
from monitor.release.results.reference_summary import Reference, ReferenceFigure
from monitor.release.results.released_set import ReleasedSet
from monitor.release.results.rounding import decimals, half_up, unit_of
from monitor.schema_words import BREAK, NOT_ASKED, SPREAD
from monitor.statistics.benchmark.benchmark_summary import in_two_digits
from monitor.study.questionnaire import Item
from monitor.study.study import Study
from monitor.study.study_file import PUBLIC

OTHER = {
    "text": "release.reference_other_text",
    "answers": "release.reference_other_answers",
    "nets": "release.reference_other_nets",
    "ends": "release.reference_other_ends",
    "base": "release.reference_other_base",
    "rule": "release.reference_other_rule",
}
LEAVE_OUT = "release.reference_leave_out"
MIXED = {True: "release.reference_is_demonstration", False: "release.reference_is_no_demonstration"}


def reference_of(released: ReleasedSet, study: Study, shown: dict[str, tuple[str, str]]) -> Reference:
    """The figures of a released set that a study is held against; `shown` is category and measure by item.

    **Raises** ReleaseError for the set of this study itself, one for inside use, a demonstration beside a real survey (or the
    other way round), other questions, waves that this questionnaire does not know, and a figure that is not there.
    """
    method = released.method
    _check_fits(method, study)
    wave = _wave(method, study)
    record = method.waves[wave]
    reader = _Figures(released, wave, study)
    figures = tuple(reader.figure(item, *shown[item.id]) for item in study.reference_items)
    return Reference(
        method.study, method.title, method.respondents, wave, record.label or wave, method.published, figures
    )


def fail(study: Study, what: str, **details: Any) -> ReleaseError:
    """What is wrong with the reference of a study, at the file that names it."""
    return ReleaseError(what, where=study.path.name, **details)


def _check_fits(method: Method, study: Study) -> None:
    if method.study == study.id:
        raise fail(study, "release.reference_is_itself", got=method.study)
    if method.audience != PUBLIC:
        raise fail(study, "release.reference_is_for_inside")
    if method.demonstration != study.demonstration:
        raise fail(study, MIXED[method.demonstration], got=method.title)
    if not method.asked:
        raise fail(study, "release.reference_tells_no_questions", got=method.title)
    for item in study.reference_items:
        _check_asked(item, method, study)


def _check_asked(item: Item, method: Method, study: Study) -> None:
    there = method.asked.get(item.id)
    if there is None:
        hint = nearest(item.id, method.asked) or LEAVE_OUT
        raise fail(study, "release.reference_did_not_ask", item=item.id, title=method.title, hint=hint)
    own = asked_item(item, study.questionnaire)
    for part, got, expected in own.differences(there):
        raise fail(
            study, OTHER[part], item=item.id, got=got or None, expected=expected or None, hint=LEAVE_OUT
        )


def _wave(method: Method, study: Study) -> str:
    """The own wave where the reference has it; else its latest that this questionnaire knows."""
    known = study.questionnaire.waves
    held = [wave for wave in known if wave in method.waves]
    latest = list(method.waves)[-1] if method.waves else ""
    if study.current.id in held:
        return study.current.id
    if not held or latest not in held:
        raise fail(
            study, "release.reference_of_unknown_wave", got=", ".join(method.waves), expected=", ".join(known)
        )
    return held[-1]


class _Figures:
    """The rows of a released set that a figure of the whole country is told by."""

    def __init__(self, released: ReleasedSet, wave: str, study: Study) -> None:
        self.wave, self.study, self.benchmark = wave, study, released.method.benchmark
        self.rows, made = released.estimates, released.benchmark
        self.made = made.estimates if made is not None else self.rows[:0]

    def figure(self, item: Item, category: str, measure: str) -> ReferenceFigure:
        broken = "".join(self._broken(item))
        if broken:
            return ReferenceFigure(item.id, category, measure, broken=broken)
        row = self._row(item.id, category, measure, "")
        if row is None:
            figure = f"{item.id}.{category or measure}"
            raise fail(
                self.study, "release.reference_has_no_figure", figure=figure, wave=self.wave, hint=LEAVE_OUT
            )
        unit = unit_of(measure, category, item.traits)
        level = float(half_up(np.array([row["estimate"]]), decimals()[unit])[0])
        deff = half_up(np.array([row["deff"]]), decimals()["deff"])[0]
        s2 = self._variance_of_one(item, category, level, row)
        tau = self._spread(item.id, category, measure, level)
        numbers = (level, float(row["n"]), _known(deff), in_two_digits(s2), in_two_digits(tau))
        return ReferenceFigure(item.id, category, measure, *numbers)

    def _broken(self, item: Item) -> Iterator[str]:
        """Why the answers of both waves do not mean the same, where they do not."""
        current = self.study.current.id
        if self.wave not in item.asked:
            yield NOT_ASKED
        elif not self.study.questionnaire.comparable(item.id, self.wave, current):
            yield item.break_reason or BREAK

    def _row(self, item: str, category: str, measure: str, breakdown: str) -> pd.Series | None:
        rows = self._rows(item, category, measure, breakdown)
        return rows.iloc[0] if len(rows) else None

    def _rows(self, item: str, category: str, measure: str, breakdown: str) -> pd.DataFrame:
        return _told(self.rows, wave=self.wave, item=item, category=category, measure=measure,
                     breakdown=breakdown, peer_set="")  # fmt: skip

    def _variance_of_one(self, item: Item, category: str, level: float, row: pd.Series) -> float:
        """Within municipalities where the reference tells it; else of all answers."""
        figures = self.benchmark.figures if self.benchmark is not None else ()
        told = next((one.s2 for one in figures if (one.item, one.category) == (item.id, category)), None)
        if told is not None:
            return told
        return level * (1 - level) if category else float(row["se"] ** 2 * row["n"] / row["deff"])

    def _spread(self, item: str, category: str, measure: str, level: float) -> float:
        """How municipalities vary around the whole country: within their traits, and between these."""
        told = _told(self.made, wave=self.wave, item=item, category=category, measure=SPREAD)["estimate"]
        if self.benchmark is None or not len(told):
            return np.nan
        classes = (self._rows(item, category, measure, trait)["estimate"] for trait in self.benchmark.traits)
        between = sum(float(((of_trait - level) ** 2).mean()) for of_trait in classes if len(of_trait))
        return float(np.sqrt(told.iloc[0] ** 2 + between))


def _told(rows: pd.DataFrame, **wanted: str) -> pd.DataFrame:
    """The rows with these texts that tell a number."""
    mask = rows["estimate"].notna().to_numpy(copy=True)
    for name, value in wanted.items():
        mask &= (rows[name] == value).to_numpy()
    return rows[mask]


def _known(number: float) -> float | None:
    return float(number) if np.isfinite(number) else None
