"""How few people a figure may be about, and what that rests on: the table of the method annex."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from monitor.publication.annex.policy import policy_sentence
from monitor.publication.exhibits.table_model import Table
from monitor.publication.language.filling import capital, filled, full_stop
from monitor.publication.language.numbers import number
from monitor.publication.language.voice import Voice
from monitor.publication.tables.text_table import annex_table
from monitor.study.house_policy import house_workers
from monitor.study.policy import Threshold
from monitor.study.study_file import INTERNAL

if TYPE_CHECKING:
    from monitor.release.results.released_set import ReleasedSet

UNCERTAIN = ("unreliable_below", "unreliable_df")


def thresholds_table(released: ReleasedSet, voice: Voice) -> Table | None:
    """Limits of disclosure control in force, and how many figures they kept back; inside, that none are."""
    words, rules = voice.words.annex.tables["thresholds"], voice.study.disclosure
    if voice.study.audience == INTERNAL:
        return _inside(voice)
    identifiable = any(breakdown.identifiable for breakdown in voice.study.breakdowns)
    kinds = [rules.anonymous, rules.identifiable] if identifiable else [rules.anonymous]
    none = words.values["none"]
    rows = [[label, *(_threshold(kind, name, none) for kind in kinds)] for name, label in words.rows.items()]
    rows = [row for row in rows if any(cell != none for cell in row[1:])]
    suppressed = int(released.estimates["status"].eq("suppressed").sum())
    note = filled(words.notes["suppressed"], {"n": number(suppressed)}) if suppressed else words.notes["none"]
    header = words.header[: 1 + len(kinds)]
    limited = released.method.disclosure.audit.limited
    told = [filled(words.notes["limited"], {"n": number(limited)})] * (limited > 0)
    told += _rounded(released, voice) if identifiable else ()
    told += [words.notes["few_weights"]] * bool(released.method.different_weights)
    notes = [note, *told, *_about_breakdowns(voice), policy_sentence(released, voice)]
    return annex_table("method-thresholds", words, rows, voice, header=header, notes=notes)


def _rounded(released: ReleasedSet, voice: Voice) -> Iterator[str]:
    """That figures of groups are rounded first, and what of margins and tests comes from them, where there are any."""
    notes = voice.words.annex.tables["thresholds"].notes
    groups = [breakdown.id for breakdown in voice.study.breakdowns if breakdown.identifiable]
    changes, estimates = (
        table[table["breakdown"].isin(groups)] for table in (released.changes, released.estimates)
    )
    yield notes["rounded"]
    if changes["p"].notna().any():
        yield notes["rounded_tests"]
    elif estimates["ci_low"].notna().any():
        yield notes["rounded_margins"]


def _inside(voice: Voice) -> Table | None:
    """What a report for inside use keeps to: when a figure is uncertain, and the rule on caseworkers."""
    words, rules = voice.words.annex.tables["thresholds"], voice.study.disclosure
    labels = {name: label for name, label in words.rows.items() if name in UNCERTAIN}
    rows = [[label, number(float(getattr(rules.anonymous, name)))] for name, label in labels.items()]
    note = filled(voice.words.annex.inside["thresholds"], {"workers": number(house_workers().at_least)})
    return annex_table("method-thresholds", words, rows, voice, header=words.header[:2], notes=[note])


def _about_breakdowns(voice: Voice) -> Iterator[str]:
    """In which groups people can be recognised, and what the study says of those in which they cannot."""
    notes = voice.words.annex.tables["thresholds"].notes
    told: dict[tuple[str, str, str], list[str]] = {}
    for one in voice.study.breakdowns:
        if one.identifiable:
            told.setdefault((notes["recognised"], "", ""), []).append(one.label)
            continue
        if one.anonymous:
            told.setdefault((notes["anonymous"], "", one.anonymous.reason), []).append(one.label)
        if one.population_at_least:
            people = one.population_at_least
            told.setdefault((notes["population"], number(people.n), people.source), []).append(one.label)
        if one.people_by_weights:
            told.setdefault((notes["by_weights"], number(one.people_by_weights), ""), []).append(one.label)
    for indicator in voice.study.indicators:
        if indicator.anonymous:
            told.setdefault((notes["figures"], "", indicator.anonymous.reason), []).append(indicator.title)
    for (note, n, reason), labels in told.items():
        breakdowns = voice.phrases.listed([f"‘{label}’" for label in labels])
        slots = {
            "breakdowns": breakdowns,
            "n": n,
            "reason": capital(full_stop(reason)),
            **voice.respondents.slots,
        }
        yield filled(note, slots)


def _threshold(kind: Threshold, name: str, none: str) -> str:
    value = getattr(kind, name)
    return none if value is None else number(float(value))
