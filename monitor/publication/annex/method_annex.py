"""How the study was done, from method.json and the study file: one table per subject.

A subject that the released set says nothing about has no table, and its section is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from monitor.publication.annex.coded_answers import agreement_table
from monitor.publication.annex.weighting_annex import representativeness_table, weighting_table
from monitor.publication.cells.by_key import Cells
from monitor.publication.exhibits.table_model import Table
from monitor.publication.language.annex_wording import load_annex, say, wave_label
from monitor.publication.language.numbers import number, percent
from monitor.publication.language.phrases import difference, load_wording, small_start, spanned
from monitor.publication.language.voice import house_voice
from monitor.publication.sentences.sentences import Sentences, category_label, measured
from monitor.publication.tables.side_by_side_tables import companions_table
from monitor.publication.tables.text_table import annex_table
from monitor.schema import Change
from monitor.study.policy import Threshold
from monitor.study.study import Study

if TYPE_CHECKING:
    from monitor.release.results.released_set import ReleasedSet

Method = Mapping[str, Any]
OUTCOMES = ("passed", "failed", "undecided")
SMALLEST_P = 0.001  # a smaller p is printed as smaller than this
SAME_DIFFERENCE = 1e-6  # differences of trend and first wave that are one figure


def method_tables() -> dict[str, Callable[[ReleasedSet, Study], Table | None]]:
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
        "method-thresholds": thresholds_table,
        "method-breaks": breaks_table,
        "method-agreement": agreement_table,
        "method-companions": companions_table,
        "constants": constants_table,
    }


def response_table(released: ReleasedSet, study: Study) -> Table | None:
    """The response chain of every wave, stage by stage, with what is unknown said."""
    annex = load_annex()
    words, waves = annex.tables["response"], wave_facts(released, study)
    stages = [
        stage for stage in annex.stages if any(facts.get(stage) is not None for facts in waves.values())
    ]
    rows = [
        [annex.stages[stage], *(_count(facts.get(stage), annex.unknown) for facts in waves.values())]
        for stage in stages
    ]
    header = [*words.header, *(facts["label"] for facts in waves.values())]
    return annex_table("method-response", header, rows, words.caption, list(_response_notes(waves)))


def _response_notes(waves: Mapping[str, Method]) -> Iterator[str]:
    notes = load_annex().tables["response"].notes
    for facts in waves.values():
        for stage in ("sampled", "invited"):
            asked, n = facts.get(stage), facts.get("n_accepted")
            if asked and n is not None:
                yield say(
                    notes[stage],
                    {
                        "wave": facts["label"],
                        stage: number(asked),
                        "n": number(n),
                        "share": percent(n / asked),
                    },
                )


def wave_facts(released: ReleasedSet, study: Study) -> dict[str, dict[str, Any]]:
    """What is known of each wave: the study file's chain, filled up with the counts of method.json."""
    known = released.method.get("waves") or {}
    chain = ("sampled", "invited", "reached", "started", "interviews")
    found = {}
    for wave in study.waves:
        declared = {name: getattr(wave, name) for name in chain}
        counted = {name: value for name, value in (known.get(wave.id) or {}).items() if value is not None}
        found[wave.id] = {**declared, **counted, "label": wave.label}
    return found


def ledger_table(released: ReleasedSet, study: Study) -> Table | None:
    """What came in and what counts, per wave."""
    words = load_annex().tables["ledger"]
    keys = ("n_read", "n_accepted", "n_quarantined")
    rows = [
        [facts["label"], *(_count(facts.get(key), load_annex().unknown) for key in keys)]
        for facts in wave_facts(released, study).values()
        if facts.get("n_read") is not None
    ]
    corrected = [
        say(words.notes["corrected"], {"wave": facts["label"], "n": number(facts["n_corrected"])})
        for facts in wave_facts(released, study).values()
        if facts.get("n_corrected")
    ]
    return annex_table("method-ledger", words.header, rows, words.caption, [words.notes["note"], *corrected])


def rules_table(released: ReleasedSet, study: Study) -> Table | None:
    """Every edit rule that had something to judge, with its three-valued outcome."""
    words = load_annex().tables["rules"]
    rows = [
        [
            facts["label"], str(rule.get("label") or rule.get("name", "")),
            words.values.get(str(rule.get("severity")), str(rule.get("severity") or "")),
            *(_count(rule.get(key), "") for key in OUTCOMES),
        ]
        for facts in wave_facts(released, study).values()
        for rule in facts.get("rules") or ()
        if any(rule.get(key) for key in OUTCOMES)
    ]  # fmt: skip
    return annex_table("method-rules", words.header, rows, words.caption, [words.notes["note"]])


def design_table(released: ReleasedSet, study: Study) -> Table | None:
    """How the sample was drawn and what the computation makes of it."""
    words, plan = load_annex().tables["design"], study.design
    weights = "calibrated" if study.weighting else "weighted" if plan.weights else "unweighted"
    method = study.weighting.method if study.weighting else ""
    said = {
        "unit": _column_name(plan.unit, study),
        "psu": _column_name(plan.psu, study),
        "strata": _column_name(plan.strata, study) if plan.strata else "none",
        "weights": weights,
        "fpc": "on" if plan.fpc else "off",
        "stable_ids": ("stable" if plan.stable_ids else "unstable") if len(study.waves) > 1 else "",
        "single_psu": plan.single_psu if plan.strata else "",
    }
    values = {"respondents": study.questionnaire.respondents, "method": method}
    rows = [
        [words.rows[key], say(words.values.get(value, value), values)] for key, value in said.items() if value
    ]
    return annex_table("method-design", words.header, rows, words.caption)


def _column_name(column: str, study: Study) -> str:
    """A column of the response file as a reader may call it: as municipality, question, or as it stands."""
    places = study.municipalities
    if places is not None and column == places.column:
        return "municipality"
    item = study.questionnaire.items.get(column)
    return small_start(item.short) if item is not None else column


# tests


def families(method: Method) -> list[dict[str, Any]]:
    """Families of tests as statistics described them."""
    return [dict(family) for family in (method.get("tests") or {}).get("families") or ()]


def families_table(released: ReleasedSet, study: Study) -> Table | None:
    """Families of tests with their size m, the number R found, level and adjustment."""
    words = load_annex().tables["families"]
    rows = []
    for family in families(released.method):
        rule = str(family.get("rule") or study.comparison.adjust)
        alpha = float(family.get("alpha") or study.comparison.alpha)
        rows.append([
            _family_label(family, study),
            _count(family.get("m"), ""),
            _count(family.get("selected"), ""),
            percent(1 - alpha),
            words.values.get(rule, rule),
        ])  # fmt: skip
    notes = [words.notes["note"], *(words.notes[name] for name in _about_trend(released))]
    return annex_table("method-families", words.header, rows, words.caption, notes)


def _about_trend(released: ReleasedSet) -> list[str]:
    """The note that a trend is no second evidence beside the change since the first wave."""
    key = ["indicator", "item", "category", "breakdown", "group", "measure", "level"]
    rows = released.changes[[*key, "comparison", "difference"]]
    found = {name: rows[rows["comparison"].eq(name)] for name in ("first", "trend")}
    if any(part.empty for part in found.values()):
        return []
    both = found["first"].merge(found["trend"], on=key, suffixes=("_first", "_trend"))
    apart = (both["difference_first"] - both["difference_trend"]).abs()
    return ["trend" if apart.gt(SAME_DIFFERENCE).any() else "repeats"]


def _family_label(family: Method, study: Study) -> str:
    words = load_annex().tables["families"].values
    waves = f"{wave_label(family.get('from_wave'), study)}–{wave_label(family.get('to_wave'), study)}"
    breakdown = study.breakdown(str(family.get("breakdown") or ""))
    if breakdown is not None:
        return f"{waves}, {breakdown.label}"
    headline = str(family.get("family", "")).endswith("headlines")
    kind = words.get(str(family.get("comparison") or ""), "")
    return ", ".join(filter(None, (waves, words["headlines"] if headline else words["whole"], kind)))


def tests_table(released: ReleasedSet, study: Study) -> Table | None:
    """The test of each question between the latest wave and the one before, with interval, p and MDD."""
    words, cells = load_annex().tables["tests"], Cells(released)
    found: dict[tuple[str, ...], Change] = {}
    for key, place in cells.change_keys():
        change = cells.change_at(place)
        if change.comparison == "previous" and change.level == "item" and not change.breakdown:
            found.setdefault(key, change)
    if not found:
        return None
    first = next(iter(found.values()))
    values = {
        "from_wave": wave_label(first.from_wave, study),
        "to_wave": wave_label(first.to_wave, study),
        "confidence": percent(1 - study.comparison.alpha),
        "power": percent(study.comparison.power),
    }
    header = [say(head, values) for head in words.header]
    rows = [_test_row(change, study) for change in found.values()]
    return annex_table(
        "method-tests", header, rows, say(words.caption, values), [say(words.notes["note"], values)]
    )


def _test_row(change: Change, study: Study) -> list[str]:
    item = measured(change.item, study)
    unit, verdicts = (
        Sentences(house_voice(study)).difference_unit(change.measure, item),
        load_wording().verdicts,
    )
    label = f"{item.short} ({category_label(item, change.category)})" if change.category else item.short
    return [
        f"{item.number} {label}".strip(),
        verdicts.get(change.verdict, verdicts["untested"]),
        "" if change.difference is None else difference(change.difference, unit),
        spanned(
            number(end * unit.factor, unit.decimals)
            for end in (change.told_low, change.told_high)
            if end is not None
        ),
        "" if change.p_adjusted is None else _p_value(change.p_adjusted),
        "" if change.mdd is None else unit.size(change.mdd),
    ]


def _p_value(p: float) -> str:
    return number(p, 3) if p >= SMALLEST_P else f"< {number(SMALLEST_P, 3)}"


# disclosure, breaks, constants


def thresholds_table(released: ReleasedSet, study: Study) -> Table | None:
    """Limits of disclosure control in force, and how many figures they kept back."""
    words, rules = load_annex().tables["thresholds"], study.disclosure
    identifiable = any(breakdown.identifiable for breakdown in study.breakdowns)
    kinds = [rules.anonymous, rules.identifiable] if identifiable else [rules.anonymous]
    rows = [[label, *(_threshold(kind, name) for kind in kinds)] for name, label in words.rows.items()]
    rows = [row for row in rows if any(cell != words.values["none"] for cell in row[1:])]
    suppressed = int(released.estimates["status"].eq("suppressed").sum())
    note = say(words.notes["suppressed"], {"n": number(suppressed)}) if suppressed else words.notes["none"]
    return annex_table("method-thresholds", words.header[: 1 + len(kinds)], rows, words.caption, [note])


def _threshold(kind: Threshold, name: str) -> str:
    value = getattr(kind, name)
    return load_annex().tables["thresholds"].values["none"] if value is None else number(float(value))


def breaks_table(released: ReleasedSet, study: Study) -> Table | None:
    """Items that earlier waves asked differently, with the reason."""
    words, reasons = load_annex().tables["breaks"], load_wording().break_reasons
    rows = [
        [
            f"{item.number} {item.short}".strip(),
            wave_label(item.comparable_from, study),
            item.break_note or reasons.get(item.break_reason or "other", reasons["other"]),
        ]
        for item in broken_items(study)
    ]
    return annex_table("method-breaks", words.header, rows, words.caption)


def broken_items(study: Study) -> list[Any]:
    """Items whose earliest waves cannot be compared with later ones, in questionnaire order."""
    waves = {wave.id for wave in study.waves}
    return [
        item
        for item in study.questionnaire.items.values()
        if not item.confidential
        and any(wave in waves for wave in item.asked[: item.asked.index(item.comparable_from)])
        if item.comparable_from in item.asked
    ]


def constants_table(released: ReleasedSet, study: Study) -> Table | None:
    """Figures quoted from elsewhere, each with its source."""
    words = load_annex().tables["constants"]
    rows = [[constant.text, constant.value, constant.source] for constant in study.constants.values()]
    return annex_table("constants", words.header, rows, words.caption)


def _count(value: Any, unknown: str) -> str:
    return unknown if value is None else number(float(value))
