"""Who responded and what the weights did, one column per wave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from monitor.publication.exhibits.table_model import Table
from monitor.publication.language.annex_wording import load_annex, part_title, say, wave_label
from monitor.publication.language.numbers import number, percent
from monitor.publication.language.phrases import listed, small_start
from monitor.publication.tables.text_table import annex_table
from monitor.study.study import Study

if TYPE_CHECKING:
    from monitor.release.results.released_set import ReleasedSet

Facts = Mapping[str, Any]
WHOLE = ("respondents", "n_effective", "iterations", "empty_cells", "trimmed")
REACHED = 1e-6  # a relative gap below this is no gap to a reader


def weighting_table(released: ReleasedSet, study: Study) -> Table | None:
    """How the weights of each wave came out; nothing where every answer weighs the same."""
    words = load_annex().tables["weighting"]
    found = released.method.get("weighting") or {}
    waves = [facts for facts in found.get("waves") or () if _weighs(facts)]
    rows = [
        [label, *(_number(facts.get(name), 0 if name in WHOLE else 2) for facts in waves)]
        for name, label in words.rows.items()
        if any(facts.get(name) for facts in waves)
    ]
    header = [*words.header, *(wave_label(str(facts["wave"]), study) for facts in waves)]
    return annex_table(
        "method-weighting", header, rows if waves else (), words.caption, _reached(found, waves)
    )


def _weighs(facts: Facts) -> bool:
    return bool(facts.get("iterations")) or float(facts.get("cv") or 0.0) > 0


def _reached(found: Facts, waves: Sequence[Facts]) -> list[str]:
    notes, gap = load_annex().tables["weighting"].notes, max((facts["gap"] for facts in waves), default=0.0)
    if not found.get("margins"):
        return [notes["given"]]
    return [notes["reached"] if gap < REACHED else say(notes["gap"], {"gap": percent(gap)}), notes["deff"]]


def representativeness_table(released: ReleasedSet, study: Study) -> Table | None:
    """Response rates by their AAPOR names and the R-indicator, where dispositions are known."""
    words = load_annex().tables["representativeness"]
    waves = {
        name: facts for name, facts in (released.method.get("response") or {}).items() if "rates" in facts
    }
    rows = [
        [label, *(_rate(_fact(facts, name), name) for facts in waves.values())]
        for name, label in words.rows.items()
        if any(_fact(facts, name) is not None for facts in waves.values())
    ]
    header = [*words.header, *(wave_label(name, study) for name in waves)]
    return annex_table("method-representativeness", header, rows, words.caption, _variables(waves, study))


def _fact(facts: Facts, name: str) -> float | None:
    told = facts.get("representativeness") or {}
    return facts["rates"].get(name) if name in facts["rates"] else told.get(name)


def _rate(value: float | None, name: str) -> str:
    if value is None:
        return load_annex().unknown
    return number(value, 2) if name in ("r", "adjusted") else percent(value)


def _variables(waves: Mapping[str, Facts], study: Study) -> list[str]:
    """How to read the R-indicator, and what it looks at."""
    told = next(
        (facts["representativeness"] for facts in waves.values() if facts.get("representativeness")), None
    )
    if told is None:
        return []
    names = [small_start(part_title(name, study)) for name in told["variables"]]
    return [say(load_annex().tables["representativeness"].notes["note"], {"variables": listed(names)})]


def _number(value: Any, decimals: int) -> str:
    return load_annex().unknown if value is None else number(float(value), decimals)
