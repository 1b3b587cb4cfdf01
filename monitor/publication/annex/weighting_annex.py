"""Who responded and what the weights did, one column per wave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from monitor.publication.exhibits.table_model import Table
from monitor.publication.language.filling import filled, filled_if_known, small_start
from monitor.publication.language.numbers import number, percent
from monitor.publication.language.voice import Voice
from monitor.publication.tables.text_table import annex_table, figure_text
from monitor.study.labels import part_label, wave_label

if TYPE_CHECKING:
    from monitor.release.results.released_set import ReleasedSet

Facts = Mapping[str, Any]
WHOLE = ("respondents", "n_effective", "iterations", "empty_cells", "trimmed")
REACHED = 1e-6  # a relative gap below this is no gap to a reader


def weighting_table(released: ReleasedSet, voice: Voice) -> Table | None:
    """How the weights of each wave came out; nothing where every answer weighs the same."""
    words = voice.words.annex.tables["weighting"]
    weighting, unknown = released.method.get("weighting") or {}, voice.words.annex.unknown
    waves = [facts for facts in weighting.get("waves") or () if _weighs(facts)]
    rows = [
        [label, *(figure_text(facts.get(name), unknown, 0 if name in WHOLE else 2) for facts in waves)]
        for name, label in words.rows.items()
        if any(facts.get(name) for facts in waves)
    ]
    header = [*words.header, *(wave_label(str(facts["wave"]), voice.study) for facts in waves)]
    return annex_table(
        "method-weighting",
        words,
        rows if waves else (),
        voice,
        header=header,
        notes=_reached(weighting, waves, words.notes),
    )


def _weighs(facts: Facts) -> bool:
    return bool(facts.get("iterations")) or float(facts.get("cv") or 0.0) > 0


def _reached(weighting: Facts, waves: Sequence[Facts], notes: Mapping[str, str]) -> list[str]:
    """What the weighting reached, and how to read its effect."""
    if not weighting.get("margins"):
        return [notes["given"]]
    gap = max((facts["gap"] for facts in waves), default=0.0)
    reached = notes["reached"] if gap < REACHED else filled(notes["gap"], {"gap": percent(gap)})
    return [reached, notes["deff"]]


def representativeness_table(released: ReleasedSet, voice: Voice) -> Table | None:
    """Response rates by their AAPOR names and the R-indicator, where dispositions are known."""
    words, unknown = voice.words.annex.tables["representativeness"], voice.words.annex.unknown
    waves = {
        name: facts for name, facts in (released.method.get("response") or {}).items() if "rates" in facts
    }
    rows = [
        [label, *(_rate(_fact(facts, name), name, unknown) for facts in waves.values())]
        for name, label in words.rows.items()
        if any(_fact(facts, name) is not None for facts in waves.values())
    ]
    header = [*words.header, *(wave_label(name, voice.study) for name in waves)]
    notes = _variables(waves, words.notes["note"], voice)
    return annex_table("method-representativeness", words, rows, voice, header=header, notes=notes)


def _fact(facts: Facts, name: str) -> float | None:
    told = facts.get("representativeness") or {}
    return facts["rates"].get(name) if name in facts["rates"] else told.get(name)


def _rate(value: float | None, name: str, unknown: str) -> str:
    if value is None:
        return unknown
    return number(value, 2) if name in ("r", "adjusted") else percent(value)


def _variables(waves: Mapping[str, Facts], note: str, voice: Voice) -> list[str]:
    """How to read the R-indicator, and what it looks at."""
    told = next(
        (facts["representativeness"] for facts in waves.values() if facts.get("representativeness")), None
    )
    if told is None:
        return []
    names = [small_start(part_label(name, voice.study)) for name in told["variables"]]
    return [filled_if_known(note, {"variables": voice.phrases.listed(names)})]
