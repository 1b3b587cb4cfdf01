"""R: a script that makes the design and weights of the study anew and holds every headline figure against the released one."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from monitor.exchange.microdata import Microdata
from monitor.exchange.released import Figure
from monitor.exchange.writers.data_package import cells
from monitor.intake.answers.typed_answers import VALID, Answers, Variable
from monitor.study.declared_table import declared_rows
from monitor.study.study import Study
from monitor.study.study_file import WeightingPlan

SCRIPT, DATA, FIGURES, SCORES, TOTALS = (
    "controle.R",
    "r_antwoorden.csv",
    "r_cijfers.csv",
    "r_scores.csv",
    "r_totalen.csv",
)
TEMPLATE = Path(__file__).with_name("controle.R")
JOINT, JOINED_MARGIN = "|", "*"


def can_be_made(study: Study) -> bool:
    """Whether the script makes the design and weights of a study: it knows one stage, no PSU that was
    drawn twice, no replicates, no trimmed weights, no nonresponse cells, no totals of numbers."""
    plan = study.weighting
    return (
        study.design.second_stage is None
        and study.design.replicates is None
        and study.design.draw is None
        and (plan is None or not (plan.trim or plan.nonresponse_cells or plan.numbers))
    )


def write_r(data: Microdata, answers: Answers, folder: Path, figures: Sequence[Figure]) -> None:
    """The script and the tables that it reads."""
    study = data.study
    items = list(dict.fromkeys(figure.item for figure in figures))
    _write(folder / DATA, _answers(data, answers, items))
    _write(folder / FIGURES, [
        ("wave", "item", "category", "measure", "codes", "times", "estimate", "se"),
        *((one.wave, one.item, one.category, one.measure, " ".join(one.codes), repr(one.times), repr(one.estimate), repr(one.se))
          for one in figures),
    ])  # fmt: skip
    _write(folder / SCORES, [("item", "code", "score"), *_scores(study, items)])
    _write(folder / TOTALS, [("wave", "margin", "category", "total"), *_totals(study)])
    script = TEMPLATE.read_text(encoding="utf-8")
    for name, value in _settings(study).items():
        script = script.replace(f"@{name}@", value)
    (folder / SCRIPT).write_text(script, encoding="utf-8", newline="\n")


def _write(path: Path, rows: Sequence[Sequence[str]]) -> None:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows(rows)
    path.write_text(stream.getvalue(), encoding="utf-8", newline="")


def _answers(data: Microdata, answers: Answers, items: Sequence[str]) -> list[Sequence[str]]:
    """Design columns, a column per margin with its category, and per headline item the code or number, empty where not valid."""
    study = data.study
    rows = np.arange(data.rows)
    columns: dict[str, Sequence[str]] = {}
    by_name = {one.name: one for one in data.fields}
    columns["wave"] = by_name["wave"].texts or ()
    named = {"psu": study.design.psu, "stratum": study.design.strata, "population": study.design.population}
    for name, source in named.items():
        if source:
            field = by_name.get(source)
            columns[name] = cells(field) if field is not None else _codes(answers.variables[source], rows)
    weight = (study.weighting.base_weight if study.weighting else None) or study.design.weights
    columns["weight"] = cells(by_name[weight]) if weight else ["1"] * data.rows
    for place, margin in enumerate(study.weighting.margins if study.weighting else (), start=1):
        parts = [_merged(part, _codes(answers.variables[part], rows), study.weighting) for part in margin]
        columns[f"margin{place}"] = [JOINT.join(each) for each in zip(*parts, strict=True)]
    for item in items:
        columns[f"x.{item}"] = _codes(answers.variables[item], rows)
    return [tuple(columns), *zip(*columns.values(), strict=True)]


def _codes(variable: Variable, rows: np.ndarray) -> list[str]:
    """Codes, or numbers where the item has no categories; "" where there is no valid answer."""
    valid = variable.state[rows] == VALID
    if variable.codes is not None:
        table = (*variable.categories, "")
        return [
            table[code] if here else ""
            for code, here in zip(variable.codes[rows].tolist(), valid.tolist(), strict=True)
        ]
    numbers = variable.numbers[rows].tolist()
    return [repr(value) if here else "" for value, here in zip(numbers, valid.tolist(), strict=True)]


def _merged(part: str, codes: Sequence[str], plan: WeightingPlan | None) -> list[str]:
    """Codes of one part of a margin as they are weighted: each category under the one that it joins."""
    joins = plan.merge.get(part, {}) if plan is not None else {}
    return [joins.get(code, code) for code in codes]


def _scores(study: Study, items: Sequence[str]) -> list[tuple[str, str, str]]:
    made = []
    for name in items:
        scale = study.questionnaire.items[name].scale
        if scale is not None and scale.scores is not None:
            made += [(name, code, repr(score)) for code, score in zip(scale.codes, scale.scores, strict=True)]
    return made


def _totals(study: Study) -> list[tuple[str, str, str, str]]:
    plan = study.weighting
    if plan is None:
        return []
    places = {JOINED_MARGIN.join(margin): place for place, margin in enumerate(plan.margins, start=1)}
    sums: dict[tuple[str, str, str], float] = {}
    for wave in study.waves:
        for _, row in declared_rows(wave.controls or plan.controls, ("margin", "category", "total")):
            if row["margin"] not in places:
                continue
            parts = zip(row["margin"].split(JOINED_MARGIN), row["category"].split(JOINT), strict=True)
            category = JOINT.join(_merged(part, [code], plan)[0] for part, code in parts)
            key = (wave.id, f"margin{places[row['margin']]}", category)
            sums[key] = sums.get(key, 0.0) + float(row["total"])
    return [(*key, repr(total)) for key, total in sums.items()]


def _settings(study: Study) -> dict[str, str]:
    plan = study.weighting
    bounds = plan.bounds if plan is not None else None
    return {
        "METHOD": plan.method if plan is not None else "none",
        "BOUNDS": f"c({bounds[0]!r}, {bounds[1]!r})" if bounds else "c(-Inf, Inf)",
        "LONELY": study.design.single_psu,
        "FPC": "TRUE" if study.design.fpc else "FALSE",
        "STABLE": "TRUE" if study.design.stable_ids else "FALSE",
        "NEST": "TRUE" if study.design.nest else "FALSE",
    }
