"""What two waves or two groups of one question are compared with in the browser: texts that are printed already, no numbers to
compute with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from monitor.publication.cells.outcomes import outcome_word, verdict_words
from monitor.publication.cells.purposes import shown
from monitor.publication.cells.selection import Quantity
from monitor.publication.exhibits.names import items_of, parse_name, table_by
from monitor.publication.exhibits.table_model import Cell
from monitor.publication.language.filling import small_start
from monitor.publication.language.numbers import number
from monitor.publication.site.addresses import OF_WAVES, breakdown_slug
from monitor.publication.site.run import SiteRun
from monitor.publication.tables.table_cells import estimate_cell, interval_cell
from monitor.schema import Change
from monitor.study.labels import group_label, wave_label
from monitor.study.study_file import Breakdown, Indicator

Side = tuple[str, str, str, str]
"""Key in the address, label, wave, and group of a side."""


def compared(indicator: Indicator, run: SiteRun) -> list[dict[str, Any]]:
    """One entry for the waves, and one for each breakdown: its sides, and a row for each answer with a cell for each side."""
    return [entry for entry in _entries(indicator, run) if len(entry["sides"]) > 1 and entry["rows"]]


def _entries(indicator: Indicator, run: SiteRun) -> Iterator[dict[str, Any]]:
    study = run.study
    items = study.items_of(indicator)
    asked = [wave.id for wave in study.waves if any(wave.id in item.asked for item in items)]
    waves = [(wave, wave_label(wave, study), wave, "") for wave in asked]
    quantities = shown(indicator, items, "rows")
    yield _entry(OF_WAVES, run.words.script["compare_waves"], None, waves, quantities, run)
    for breakdown in run.breakdowns_of(indicator):
        inside = items_of(parse_name(table_by(indicator, breakdown), study), study)
        groups = [
            (group, group_label(breakdown.id, group, study), study.current.id, group)
            for group in breakdown.groups
        ]
        of_groups = shown(indicator, inside, "rows")
        yield _entry(
            breakdown_slug(breakdown.id), small_start(breakdown.label), breakdown, groups, of_groups, run
        )


def _entry(
    key: str, label: str, breakdown: Breakdown | None, sides: Sequence[Side], quantities: Sequence[Quantity], run: SiteRun
) -> dict[str, Any]:  # fmt: skip
    several = len({one.item.id for one in quantities}) > 1
    rows = []
    for one in quantities:
        cells = [_cell(one, breakdown, side, run) for side in sides]
        if any(cells):
            label_of = ": ".join(
                part for part in (one.item.short if several or not one.label else "", one.label) if part
            )
            tests = _tests(one, sides, run) if breakdown is None else {}
            rows.append({"label": label_of, "cells": cells, **({"tests": tests} if tests else {})})
    return {"key": key, "label": label, "sides": [side[:2] for side in sides], "rows": rows}


def _cell(one: Quantity, breakdown: Breakdown | None, side: Side, run: SiteRun) -> list[str]:
    """The figure, its margin and its number of answers as they are printed; none where it was not asked."""
    _, _, wave, group = side
    name = breakdown.id if breakdown is not None else ""
    estimate = run.variables.cells.estimate(one.item.id, one.category, wave, name, group, one.measure)
    value = estimate_cell(one, estimate, run.voice.words.figures.marks)
    if estimate is None or value == Cell("", status=value.status):
        return []
    if not estimate.shown:
        return [value.text, "", ""]
    margin = interval_cell(one, estimate, run.voice.phrases)
    return [value.text, margin.text, "" if estimate.n is None else number(estimate.n)]


def _tests(one: Quantity, sides: Sequence[Side], run: SiteRun) -> Mapping[str, str]:
    """By pair of waves, the earlier first, what the test of their difference is told as."""
    found = {}
    keys = {side[2] for side in sides}
    for change in _changes(one, run):
        if change.from_wave in keys and change.to_wave in keys:
            words = verdict_words(change, run.voice.words.sentences)
            word = outcome_word(change, words)
            if word:
                found[f"{change.from_wave}>{change.to_wave}"] = word
    return found


def _changes(one: Quantity, run: SiteRun) -> Iterator[Change]:
    rows = run.changes_by_item.get(one.item.id, ())
    for place in rows:
        change = run.variables.cells.change_at(place)
        if (change.category, change.measure) == (one.category, one.measure) and change.level == "category":
            yield change
