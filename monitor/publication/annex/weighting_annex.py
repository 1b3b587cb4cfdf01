"""Who responded and what the weights did, one column per wave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from monitor.publication.exhibits.table_model import Table
from monitor.publication.language.filling import filled, filled_if_known, small_start
from monitor.publication.language.numbers import number, percent
from monitor.publication.language.voice import Voice
from monitor.publication.tables.text_table import annex_table, figure_text
from monitor.study.labels import part_label, wave_label
from monitor.study.study import Study

if TYPE_CHECKING:
    from monitor.release.results.method import ResponseSummary, WaveReport, WeightingReport
    from monitor.release.results.released_set import ReleasedSet

WHOLE = ("respondents", "n_effective", "iterations", "empty_cells", "trimmed")
REACHED = 1e-6  # a relative gap below this is no gap to a reader


def weighting_table(released: ReleasedSet, voice: Voice) -> Table | None:
    """How the weights of each wave came out; nothing where every answer weighs the same."""
    words = voice.words.annex.tables["weighting"]
    weighting, unknown = released.method.weighting, voice.words.annex.unknown
    waves = [wave for wave in weighting.waves if _weighs(wave)] if weighting else []
    rows = [
        [label, *(figure_text(getattr(wave, name), unknown, 0 if name in WHOLE else 2) for wave in waves)]
        for name, label in words.rows.items()
        if any(getattr(wave, name) for wave in waves)
    ]
    header = [*words.header, *(wave_label(wave.wave, voice.study) for wave in waves)]
    return annex_table(
        "method-weighting",
        words,
        rows if waves else (),
        voice,
        header=header,
        notes=_reached(weighting, waves, words.notes, voice),
    )


def _weighs(wave: WaveReport) -> bool:
    return wave.iterations > 0 or wave.cv > 0


def _reached(
    weighting: WeightingReport | None, waves: Sequence[WaveReport], notes: Mapping[str, str], voice: Voice
) -> list[str]:
    """What the weighting reached, and how to read its effect."""
    if weighting is None or not weighting.margins:
        return [notes["given"]]
    gap = max((wave.gap for wave in waves), default=0.0)
    reached = notes["reached"] if gap < REACHED else filled(notes["gap"], {"gap": percent(gap)})
    return [reached, *_numbers(weighting, notes, voice), notes["deff"]]


def _numbers(weighting: WeightingReport, notes: Mapping[str, str], voice: Voice) -> list[str]:
    """The sums that are known of the population, with where from."""
    return [
        filled(
            notes["number"],
            {
                "label": part_label(one.name, voice.study),
                "total": number(one.total),
                "wave": wave_label(one.wave, voice.study),
                "source": one.source,
                "date": one.reference_date,
            },
        )
        for one in weighting.numbers
    ]


def representativeness_table(released: ReleasedSet, voice: Voice) -> Table | None:
    """Response rates by their AAPOR names and the R-indicator, where dispositions are known."""
    words, unknown = voice.words.annex.tables["representativeness"], voice.words.annex.unknown
    waves = {name: told for name, told in released.method.response.items() if told.rates is not None}
    rows = [
        [label, *(_rate(_fact(told, name), name, unknown) for told in waves.values())]
        for name, label in words.rows.items()
        if any(_fact(told, name) is not None for told in waves.values())
    ]
    header = [*words.header, *(wave_label(name, voice.study) for name in waves)]
    notes = _variables(waves, words.notes, voice)
    return annex_table("method-representativeness", words, rows, voice, header=header, notes=notes)


def _fact(told: ResponseSummary, name: str) -> float | None:
    """A response rate by its AAPOR name, or a number of the R-indicator."""
    if told.rates is not None and name in told.rates:
        return told.rates[name]
    return getattr(told.representativeness, name, None)


def _rate(value: float | None, name: str, unknown: str) -> str:
    if value is None:
        return unknown
    return number(value, 2) if name in ("r", "adjusted") else percent(value)


def _variable(name: str, notes: Mapping[str, str], study: Study) -> str:
    """A question or trait by its label; a column of the dispositions that the study does not describe, as what it is."""
    label = part_label(name, study)
    return filled(notes["column"], {"name": name}) if label == name else small_start(label)


def _variables(waves: Mapping[str, ResponseSummary], notes: Mapping[str, str], voice: Voice) -> list[str]:
    """How to read the R-indicator, what it looks at, and how units count in it."""
    indicator = next((told.representativeness for told in waves.values() if told.representativeness), None)
    if indicator is None:
        return []
    names = [_variable(name, notes, voice.study) for name in indicator.variables]
    told = [filled_if_known(notes["note"], {"variables": voice.phrases.listed(names)})]
    return [*told, notes["weighted"]] if indicator.weighted else told
