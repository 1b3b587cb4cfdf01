"""A survey that is hard on figures: 30 answers, labels of 300 characters, groups without a name, grades of two ranges."""

from __future__ import annotations

from pathlib import Path

from monitor.study.study import Study
from monitor.study.study_reader import read_study

LONG = ("Als de gemeente mij vraagt om iets te doen dat ik niet kan, dan weet ik bij wie ik terechtkan " * 4)[
    :300
]
LONG_WORD = "Arbeidsongeschiktheidsverzekeringsmaatschappijmedewerkersvertegenwoordiging"
SURVEY = f"""
survey: lastig
title: Lastige vragenlijst
respondents: {{singular: inwoner, plural: inwoners}}
waves: ["2020", "2022"]
themes: {{a: {{label: Alles}}}}
scales:
  dertig: {{kind: nominal, categories: {{{", ".join(f"k{place}: Antwoord {place}" for place in range(30))}}}}}
  lang:
    kind: likert
    categories: {{e: helemaal eens, m: neutraal, o: helemaal oneens}}
  antwoord: {{kind: nominal, categories: {{ja: "{LONG}", nee: "{LONG_WORD}", w: weet niet}}}}
  groep: {{kind: nominal, categories: {{een: "-", twee: "{LONG}", drie: "?"}}}}
  tien: {{kind: grade, range: [1, 10], nets: {{laag: ['1','2','3','4','5'], hoog: ['6','7','8','9','10']}}}}
  nul: {{kind: grade, range: [0, 10], nets: {{laag: ['0','1','2','3','4','5'], hoog: ['6','7','8','9','10']}}}}
questions:
  - {{id: veel, scale: dertig, theme: a, text: "Wat kiest u?", short: Keuze}}
  - {{id: stelling, kind: grid, scale: lang, theme: a, text: "Wat vindt u?", short: Stellingen, rows: {{s_een: "{LONG}", s_twee: "{LONG[:200]}"}}}}
  - {{id: antwoord, scale: antwoord, theme: a, text: "{LONG}?", short: "{LONG}"}}
  - {{id: groep, scale: groep, theme: a, text: "Welke groep?", short: Groep}}
  - {{id: tien, kind: grade, scale: tien, theme: a, text: Cijfer van 1 tot 10, short: De gemeente}}
  - {{id: nul, kind: grade, scale: nul, theme: a, text: Cijfer van 0 tot 10, short: Het UWV}}
  - {{id: bezoek, kind: number, range: [0, 5000], unit: bezoeken, theme: a, text: Hoe vaak?, short: Bezoeken}}
"""
STUDY = """
study: lastig
title: Lastig onderzoek
published: 2024-09-01
questionnaire: survey.yaml
waves: {"2020": {responses: a.csv}, "2022": {responses: b.csv}}
breakdowns: [{id: groep, population_at_least: {n: 100, source: proef}}]
indicators:
  - {id: veel}
  - {id: stelling}
  - {id: antwoord}
  - {id: bezoek, quantiles: [10, 90]}
  - {id: tien}
  - {id: cijfers, title: Cijfers, items: [tien, nul], figure: grades}
  - {id: deel, title: Voldoende, items: [tien, nul], show: [hoog]}
"""


def hard_study(folder: Path) -> Study:
    (folder / "survey.yaml").write_text(SURVEY, encoding="utf-8")
    (folder / "study.yaml").write_text(STUDY, encoding="utf-8")
    return read_study(folder / "study.yaml")
