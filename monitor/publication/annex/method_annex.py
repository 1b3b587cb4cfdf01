"""How the study was done, from method.json and the study file: one table per subject.

A subject that the released set says nothing about has no table, and its section is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from monitor.publication.annex.changes_annex import changes_table
from monitor.publication.annex.coded_answers import agreement_table
from monitor.publication.annex.tests_annex import families_table, tests_table
from monitor.publication.annex.thresholds import thresholds_table
from monitor.publication.annex.weighting_annex import representativeness_table, weighting_table
from monitor.publication.exhibits.table_model import Table
from monitor.publication.language.filling import capital, filled, filled_if_known, small_start
from monitor.publication.language.numbers import number, percent
from monitor.publication.language.voice import Voice
from monitor.publication.sentences.breaks import around_break, break_reason, broken_items
from monitor.publication.sentences.whole_sets import whole_sets
from monitor.publication.tables.side_by_side_tables import companions_table
from monitor.publication.tables.text_table import annex_table, figure_text
from monitor.release.results.method import DesignSummary, WaveRecord
from monitor.study.labels import part_label, wave_label
from monitor.study.questionnaire import Item
from monitor.study.study import Study

if TYPE_CHECKING:
    from monitor.release.results.released_set import ReleasedSet

CHAIN = ("sampled", "invited", "reached", "started", "interviews")
OUTCOMES = ("passed", "failed", "undecided")


def method_tables() -> dict[str, Callable[[ReleasedSet, Voice], Table | None]]:
    """Makers of the annex tables, by the name a template uses."""
    return {
        "method-response": response_table,
        "method-ledger": ledger_table,
        "method-rules": rules_table,
        "method-design": design_table,
        "method-representativeness": representativeness_table,
        "method-weighting": weighting_table,
        "method-families": families_table,
        "method-tests": tests_table,
        "method-changes": changes_table,
        "method-thresholds": thresholds_table,
        "method-breaks": breaks_table,
        "method-agreement": agreement_table,
        "method-companions": companions_table,
        "constants": constants_table,
    }


def response_table(released: ReleasedSet, voice: Voice) -> Table | None:
    """The response chain of every wave, stage by stage, with what is unknown said."""
    annex = voice.words.annex
    words, waves = annex.tables["response"], wave_records(released, voice.study)
    stages = [
        stage
        for stage in annex.stages
        if any(getattr(record, stage) is not None for record in waves.values())
    ]
    rows = [
        [
            annex.stages[stage],
            *(figure_text(getattr(record, stage), annex.unknown) for record in waves.values()),
        ]
        for stage in stages
    ]
    header = [*words.header, *(record.label for record in waves.values())]
    notes = list(_response_notes(waves, words.notes))
    return annex_table("method-response", words, rows, voice, header=header, notes=notes)


def _response_notes(waves: Mapping[str, WaveRecord], notes: Mapping[str, str]) -> Iterator[str]:
    for record in waves.values():
        for stage in ("sampled", "invited"):
            asked, n = getattr(record, stage), record.n_counted
            if asked and n is not None:
                values = {
                    "wave": capital(record.label),
                    stage: number(asked),
                    "n": number(n),
                    "share": percent(n / asked),
                }
                yield filled_if_known(notes[stage], values)


def wave_records(released: ReleasedSet, study: Study) -> dict[str, WaveRecord]:
    """What is known of each wave: the study file's chain, filled up with the counts of method.json."""
    records = {}
    for wave in study.waves:
        record = released.method.waves.get(wave.id, WaveRecord())
        declared = {name: getattr(wave, name) for name in CHAIN if getattr(record, name) is None}
        records[wave.id] = replace(record, **declared, label=wave.label)
    return records


def ledger_table(released: ReleasedSet, voice: Voice) -> Table | None:
    """What came in and what counts, per wave."""
    words = voice.words.annex.tables["ledger"]
    keys = ("n_read", "n_counted", "n_uncounted")
    records = wave_records(released, voice.study).values()
    rows = [
        [record.label, *(figure_text(getattr(record, key), voice.words.annex.unknown) for key in keys)]
        for record in records
        if record.n_read is not None
    ]
    told = [
        filled_if_known(words.notes[name], {"wave": capital(record.label), "n": number(count)})
        for name in ("left_out", "weightless", "corrected")
        for record in records
        if (count := getattr(record, f"n_{name}"))
    ]
    note = words.notes["note_left_out" if any(record.n_left_out for record in records) else "note"]
    return annex_table("method-ledger", words, rows, voice, notes=[note, *told])


def rules_table(released: ReleasedSet, voice: Voice) -> Table | None:
    """Every edit rule that had something to judge, with its three-valued outcome."""
    words = voice.words.annex.tables["rules"]
    rows = [
        [
            record.label, rule.label or rule.rule, words.values.get(rule.severity, rule.severity),
            *(figure_text(getattr(rule, key)) for key in OUTCOMES),
        ]
        for record in wave_records(released, voice.study).values()
        for rule in record.rules
        if any(getattr(rule, key) for key in OUTCOMES)
    ]  # fmt: skip
    return annex_table("method-rules", words, rows, voice, notes=[words.notes["note"]])


def design_table(released: ReleasedSet, voice: Voice) -> Table | None:
    """How the sample was drawn and what the computation makes of it."""
    words, study = voice.words.annex.tables["design"], voice.study
    plan = study.design
    weights = "calibrated" if study.weighting else "weighted" if plan.weights else "unweighted"
    method = study.weighting.method if study.weighting else ""
    said = {
        "unit": _column_name(plan.unit, study),
        "psu" if plan.perhaps_drawn else "apart": "" if plan.replicates else _column_name(plan.psu, study),
        "strata": _column_name(plan.strata, study) if plan.strata else "" if plan.replicates else "none",
        "weights": weights,
        "pps": ("drawn_again" if plan.draw else plan.pps) or "",
        "second_stage": _second_stage(study),
        "replicates": plan.replicates.type if plan.replicates else "",
        "df": _df(study),
        "linked": _linked(study),
        "fpc": "on" if plan.fpc else "" if plan.replicates else "off",
        "stable_ids": _stable_ids(study),
        "contradictions": "contradictions",
        "single_psu": plan.single_psu if plan.strata else "",
        "interval": _interval(released),
        "splits": "splits" if _splits(study) else "",
    }
    design = released.method.design
    values = {
        "respondents": voice.respondents.plural, "method": method, **_counts(design),
        "second_unit": _second_unit(study, voice), "overlap": _overlap(released, voice), "facts": _contradictions(released, voice), "splits": _splits(study),
    }  # fmt: skip
    count = number(len(study.municipalities.splits)) if study.municipalities else ""
    rows = [
        [filled(words.rows[key], {"count": count}), text]
        for key, value in said.items()
        if value and (text := filled_if_known(words.values.get(value, value), values))
    ]
    return annex_table("method-design", words, rows, voice)


def _second_stage(study: Study) -> str:
    """Whether a second draw counts in the margins, and in the tests of differences."""
    if study.design.second_stage is None:
        return ""
    return "two_stages_tested" if study.comparison.fpc or len(study.waves) == 1 else "two_stages"


def _df(study: Study) -> str:
    """Where degrees of freedom come from; nothing where every respondent is a draw."""
    plan = study.design
    if plan.replicates:
        return "df_declared" if plan.replicates.degrees_of_freedom else "df_replicates"
    return "df" if plan.psu not in ("respondent_id", plan.unit) else ""


def _stable_ids(study: Study) -> str:
    """Whether people who took part again are known; where they are not, linked replicates may know it all the same."""
    plan = study.design
    if len(study.waves) == 1 or (plan.replicates is not None and not plan.stable_ids):
        return ""
    return "stable" if plan.stable_ids else "unstable"


def _linked(study: Study) -> str:
    """Whether the replicates of waves belong together."""
    replicates = study.design.replicates
    if replicates is None or len(study.waves) == 1:
        return ""
    return "linked" if replicates.linked else "unlinked"


def _second_unit(study: Study, voice: Voice) -> str:
    """What was drawn from every sampled unit, in words."""
    second = study.design.second_stage
    name = _column_name(second.unit, study) if second else ""
    return voice.respondents.plural if name in ("respondent_id", study.design.unit) else name


def _counts(design: DesignSummary | None) -> dict[str, str]:
    """Draws, strata and degrees of freedom as numbers; nothing where the run does not tell."""
    if design is None:
        return {"df": "", "psus": "", "strata": "", "units": "", "n": ""}
    counts = {"df": design.degrees_of_freedom, "psus": design.n_psus, "strata": design.n_strata}
    return {
        name: number(n)
        for name, n in {**counts, "units": design.n_second_units, "n": design.n_replicates}.items()
    }


def _interval(released: ReleasedSet) -> str:
    """How the margins of percentages were worked out; empty where there are none, or where the run does not say."""
    return released.method.interval if released.estimates["ci_low"].notna().any() else ""


def _splits(study: Study) -> str:
    """Municipalities that were split, each with where it went; empty without any, or without figures by municipality."""
    places = study.municipalities
    if places is None or places.column is None:
        return ""
    return "; ".join(
        f"{code} ({', '.join(places.rows[one]['name'] if one in places.rows else one for one in became)})"
        for code, became in places.splits.items()
    )


def _overlap(released: ReleasedSet, voice: Voice) -> str:
    """How many people took part in two waves, pair by pair; that nobody did where no id occurs twice."""
    words, design = voice.words.annex.tables["design"].values, released.method.design
    labels = {wave.id: wave.label for wave in voice.study.waves}
    pairs = [
        filled_if_known(
            words["both"],
            {"n": number(pair.n_both), "first": labels[pair.first], "second": labels[pair.second]},
        )
        for pair in (design.shared if design else ())
        if pair.first in labels and pair.second in labels
    ]
    return voice.phrases.listed(pairs) if pairs else words["nobody"]


def _contradictions(released: ReleasedSet, voice: Voice) -> str:
    """Facts that cannot change and did, with how many people; empty where there are none."""
    design, words = released.method.design, voice.words.annex.tables["design"].values
    told = [
        filled_if_known(words["fact"], {"fact": part_label(fact, voice.study), "n": number(n)})
        for fact, n in (design.contradictions.items() if design else ())
    ]
    return "; ".join(told)


def _column_name(column: str, study: Study) -> str:
    """A column of the response file as a reader may call it: as municipality, question, or as it stands."""
    places = study.municipalities
    if places is not None and column == places.column:
        return "municipality"
    return small_start(part_label(column, study)) if column in study.questionnaire.items else column


# breaks, constants


def breaks_table(released: ReleasedSet, voice: Voice) -> Table | None:
    """Items that earlier waves asked differently, with the reason."""
    words = voice.words.annex.tables["breaks"]
    rows = [
        [
            f"{item.number} {item.short}" if item.number else voice.label_of(item),
            wave_label(around_break(item, voice.study)[1][0], voice.study),
            break_reason(item, voice.words.sentences.break_reasons),
        ]
        for item in whole_sets(broken_items(voice.study), voice.study, _break_of)
    ]
    return annex_table("method-breaks", words, rows, voice)


def _break_of(item: Item) -> tuple[str, str, str]:
    return item.comparable_from, item.break_reason, item.break_note


def constants_table(released: ReleasedSet, voice: Voice) -> Table | None:
    """Figures quoted from elsewhere, each with its source."""
    words = voice.words.annex.tables["constants"]
    rows = [[constant.text, constant.value, constant.source] for constant in voice.study.constants.values()]
    return annex_table("constants", words, rows, voice)
