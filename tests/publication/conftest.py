"""A small survey whose every released figure can be counted by hand: tenants about their housing association.

Two waves, 60 and 80 tenants. 2024: 20 of 80 agree that the letters are clear; the association gets a mean
grade of 6.8; 52 of 80 use the app; the group "kort" has 9 tenants and is suppressed with the next smallest.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from monitor.release.results.method import Method, RuleCount, WaveRecord
from monitor.release.results.released_set import ReleasedSet
from monitor.release.results.table_files import typed
from monitor.schema import CHANGES, ESTIMATES, Table
from monitor.study.study import Study
from monitor.study.study_reader import read_study
from tests.methods import change_testing, family
from tests.rows import answered_by_all

QUESTIONNAIRE = """\
survey: huurders
title: Vragenlijst voor huurders
respondents: {singular: huurder, plural: huurders}
waves: ["2022", "2024"]
themes: {contact: Contact met de corporatie, waardering: Waardering, gebruik: Wat huurders gebruiken}
blocks: {contact: {label: Contact}, slot: {label: Tot slot}}
scales:
  eens5:
    kind: likert
    categories: {sa: helemaal eens, a: eens, n: neutraal, d: oneens, sd: helemaal oneens}
    nets: {agree_net: {label: (helemaal) eens, of: [sa, a]}, disagree_net: {label: (helemaal) oneens, of: [d, sd]}}
  cijfer:
    kind: grade
    range: [1, 10]
    nets: {good: {label: 8 of hoger, of: ["8", "9", "10"]}}
    special: {na: {label: n.v.t., means: not_applicable}}
  duur: {kind: ordinal, categories: {kort: korter dan 5 jaar, lang: 5 jaar of langer}}
questions:
  - {id: tenure, nr: "1", block: contact, scale: duur, theme: contact, text: "Hoe lang huurt u al?", short: Woonduur}
  - id: contact_items
    nr: "2"
    block: contact
    scale: eens5
    theme: contact
    text: "Bent u het eens met deze uitspraken?"
    short: Contact met de corporatie
    rows:
      letters: {nr: "2.1", text: "De brieven zijn duidelijk.", short: De brieven zijn duidelijk}
      phone: {nr: "2.2", text: "Ik krijg snel iemand aan de lijn.", short: Snel iemand aan de lijn}
  - {id: rating, nr: "3", block: slot, kind: grade, scale: cijfer, theme: waardering, text: "Welk cijfer geeft u?", short: De corporatie}
  - id: used
    nr: "4"
    block: slot
    kind: multi
    theme: gebruik
    text: "Wat gebruikt u?"
    short: Gebruik
    options: {use_app: {text: De app, nr: "4.1"}, use_desk: {text: De balie, nr: "4.2"}}
  - {id: remarks, nr: "5", block: slot, kind: open, text: "Wat wilt u nog zeggen?", asked_if: "letters in [d, sd]"}
"""

STUDY = """\
study: huurders
title: Huurders over hun corporatie
subtitle: Tweede meting
publisher: Voorbeeldcorporatie
published: 2024-12-01
questionnaire: questionnaire.yaml
waves:
  "2022": {responses: huurders_2022.csv, fieldwork: [2022-03]}
  "2024": {responses: huurders_2024.csv, fieldwork: [2024-03, 2024-05], invited: 160}
comparison: {margins: {share: 0.05, grade: 0.3}}
breakdowns: [{id: tenure, population_at_least: {n: 100, source: proef}}]
representative: Dit onderzoek is geen precieze afspiegeling van alle huurders.
constants: {homes: {value: "9000", text: Woningen van de corporatie, source: Jaarverslag 2023}}
reports: [inspectorate]
demonstration: true
"""

N = {"2022": 60, "2024": 80}
COUNTS = {
    "letters": {"2022": (6, 12, 18, 15, 9), "2024": (8, 12, 20, 24, 16)},
    "phone": {"2022": (3, 9, 24, 12, 12), "2024": (16, 32, 16, 8, 8)},
}
CATEGORIES = ("sa", "a", "n", "d", "sd")
NETS = {"agree_net": ("sa", "a"), "disagree_net": ("d", "sd")}
USED = {"use_app": {"2022": 30, "2024": 52}, "use_desk": {"2022": 27, "2024": 34}}
GRADES = {"2022": 6.4, "2024": 6.8}


def _share(indicator: str, item: str, category: str, wave: str, count: int, n: int, **more: str) -> dict:
    share = count / n
    half = 1.96 * (share * (1 - share) / n) ** 0.5
    return {
        "indicator": indicator, "item": item, "category": category, "wave": wave, "measure": "share",
        "estimate": share, "count": count, "se": half / 1.96, "n": n, "n_effective": n, "df": n - 1, "deff": 1.0,
        "ci_low": max(0.0, share - half), "ci_high": min(1.0, share + half), "status": "released", **more,
    }  # fmt: skip


def _mean(indicator: str, item: str, wave: str, mean: float) -> dict:
    return {
        "indicator": indicator, "item": item, "category": "", "wave": wave, "measure": "mean", "estimate": mean,
        "se": 0.1, "n": N[wave], "n_effective": N[wave], "df": N[wave] - 1, "deff": 1.0,
        "ci_low": mean - 0.2, "ci_high": mean + 0.2, "status": "released",
    }  # fmt: skip


def _estimates() -> pd.DataFrame:
    rows = []
    for item, waves in COUNTS.items():
        for wave, counts in waves.items():
            by_code = dict(zip(CATEGORIES, counts, strict=True))
            rows += [
                _share("contact_items", item, code, wave, count, N[wave]) for code, count in by_code.items()
            ]
            for net, codes in NETS.items():
                rows.append(
                    _share("contact_items", item, net, wave, sum(by_code[code] for code in codes), N[wave])
                )
    for item, waves in USED.items():
        rows += [_share("used", item, "1", wave, count, N[wave]) for wave, count in waves.items()]
    rows += [_mean("rating", "rating", wave, mean) for wave, mean in GRADES.items()]
    rows += [
        _share("tenure", "tenure", code, "2024", count, 80) for code, count in (("kort", 9), ("lang", 71))
    ]
    for group in ("kort", "lang"):
        rows.append({
            "indicator": "used", "item": "use_app", "category": "1", "wave": "2024", "measure": "share",
            "breakdown": "tenure", "group": group, "status": "suppressed", "reason": "small_group",
        })  # fmt: skip
    return _frame(rows, ESTIMATES)


def _change(
    indicator: str, item: str, category: str, difference: float, verdict: str, **more: object
) -> dict:
    return {
        "comparison": "previous", "indicator": indicator, "item": item, "category": category,
        "measure": "share", "level": "category", "from_wave": "2022", "to_wave": "2024", "n_from": 60, "n_to": 80,
        "difference": difference, "se": 0.08, "told_low": difference - 0.16, "told_high": difference + 0.16,
        "test": "t", "statistic": difference / 0.08, "df": 139, "p": 0.2, "p_adjusted": 0.2, "family": "previous",
        "mdd": 0.22, "margin": 0.05, "verdict": verdict, "reason": "", **more,
    }  # fmt: skip


def _changes() -> pd.DataFrame:
    return _frame(
        [
            _change("contact_items", "letters", "", float("nan"), "undecided", level="item", measure="share",
                    told_low=float("nan"), told_high=float("nan"), p=0.62, p_adjusted=0.62, test="rao_scott"),
            _change("contact_items", "letters", "agree_net", 20 / 80 - 18 / 60, "undecided", p_adjusted=0.62),
            _change("contact_items", "phone", "", float("nan"), "increased", level="item", measure="share",
                    told_low=float("nan"), told_high=float("nan"), p=0.0004, p_adjusted=0.0012, test="rao_scott"),
            _change("contact_items", "phone", "agree_net", 48 / 80 - 12 / 60, "increased", p_adjusted=0.0012),
            _change("rating", "rating", "", 0.4, "increased", level="item", measure="mean", told_low=0.1, told_high=0.7,
                    p=0.01, p_adjusted=0.02, mdd=0.35, margin=0.3),
            _change("used", "use_app", "1", 52 / 80 - 30 / 60, "undecided", level="category"),
            _change("used", "use_desk", "1", 34 / 80 - 27 / 60, "equivalent", told_low=-0.04, told_high=0.03, level="category"),
        ],
        CHANGES,
    )  # fmt: skip


def _frame(rows: list[dict], table: Table) -> pd.DataFrame:
    frame = pd.DataFrame(rows).assign(study="huurders").reindex(columns=list(table.names))
    return typed(answered_by_all(frame) if table is ESTIMATES else frame, table, "small")


METHOD = Method(
    study="huurders",
    title="Huurders over hun corporatie",
    respondent="huurder",
    respondents="huurders",
    demonstration=True,
    waves={
        "2022": WaveRecord("2022", ("2022-03",), n_read=61, n_accepted=60, n_quarantined=1),
        "2024": WaveRecord(
            "2024", ("2024-03", "2024-05"), sampled=200, invited=160, n_read=82, n_accepted=80, n_quarantined=2,
            rules=(
                RuleCount("code", "Code staat in de vragenlijst", "hard", "vragenlijst", 80, 2, 0),
                RuleCount("straight", "Overal hetzelfde antwoord", "soft", "vragenlijst", 70, 3, 7),
            ),
        ),
    },
    tests=change_testing(family("previous", "2022", "2024", m=5, selected=2)),
)  # fmt: skip


@pytest.fixture(scope="session")
def small_study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    folder: Path = tmp_path_factory.mktemp("huurders")
    (folder / "questionnaire.yaml").write_text(QUESTIONNAIRE, encoding="utf-8")
    (folder / "study.yaml").write_text(STUDY, encoding="utf-8")
    return read_study(folder / "study.yaml")


def released_set() -> ReleasedSet:
    return ReleasedSet(_estimates(), _changes(), METHOD)


@pytest.fixture(scope="session")
def small_released() -> ReleasedSet:
    return released_set()
