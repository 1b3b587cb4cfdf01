"""A whole study in a folder: every kind of file that a person can hand to the program, each of them read in one run.

Every answer of a respondent is one that no message may repeat: `CANARIES` are parts of all of them.
"""

from __future__ import annotations

import random
from pathlib import Path

ANSWER, NUMBER, PERSON, IDS = "kanarie zong over de gemeente", "918273", "kanarievogel", "KNR"
CANARIES = (ANSWER, NUMBER, PERSON, IDS)
WAVES = ("2023", "2025")
RESPONDENTS = 60

QUESTIONNAIRE = """\
survey: proef
title: Proefvragenlijst
respondents: {singular: klant, plural: klanten}
waves: ["2023", "2025"]
themes: {werk: Werk, hulp: Hulp}
scales:
  eens: {kind: likert, categories: {a: eens, n: neutraal, d: oneens}, nets: {agree_net: [a]}, special: {dk: {label: weet ik niet, means: dont_know}}}
  vaak: {kind: ordinal, categories: {daily: elke dag, weekly: elke week, never: nooit}}
  cijfer: {kind: grade, range: [1, 10]}
questions:
  - {id: clear, nr: "1", scale: eens, theme: werk, text: "De brief is duidelijk"}
  - {id: often, nr: "2", scale: vaak, theme: werk, text: "Hoe vaak hebt u contact?", required: true}
  - {id: rating, nr: "3", kind: grade, scale: cijfer, theme: hulp, text: "Welk cijfer geeft u?", asked_if: "often in [daily, weekly]"}
  - {id: days, nr: "4", kind: number, range: [0, 100], theme: hulp, text: "Hoeveel dagen?"}
  - {id: help, nr: "5", kind: multi, theme: hulp, text: "Welke hulp kreeg u?", options: {help_money: geld, help_talk: gesprek, help_none: geen}, exclusive: [help_none], blank: no_answer}
  - {id: why, nr: "6", kind: open, theme: hulp, text: "Waarom?"}
  - {id: contact, nr: "7", kind: contact, text: "Hoe bereiken wij u?", rows: {contact_name: Naam}}
codebook: {why: {short: Redenen, codes: {wait: te lang wachten, rules: te veel regels}}}
derived:
  satisfied: {label: Is tevreden, kind: yes_no, theme: hulp, value: "rating >= 7"}
"""

STUDY = """\
study: proef
title: Proefstudie
published: 2025-12-01
questionnaire: questionnaire.yaml
rules: rules.yaml
theme: theme.yaml
municipalities:
  file: frame.csv
  mergers: mergers.csv
  column: home
  attributes: {region: {label: Landsdeel, categories: {north: noord, south: zuid}}}
waves:
  "2023": {responses: r2023.csv}
  "2025": {responses: r2025.csv, coded: coded.csv, dispositions: dispositions.csv, fieldwork: [2025-09, 2025-11], sampled: 80, invited: 80}
completed: done
design: {strata: region, weights: weight, sampling: probability}
weighting: {method: raking, base_weight: weight, margins: [[region]], controls: controls.csv}
comparison: {against: [previous], margins: {share: 0.05, mean: 0.3, grade: 0.3, score: 0.2, number: 5}}
breakdowns:
  - {id: region, label: Landsdeel, population_at_least: {n: 1000, source: Proef}}
constants:
  total: {value: "5.000", text: ongeveer vijfduizend, source: Proef}
reports:
  - {id: proef, template: sjabloon}
"""
RULES = """\
rules:
  - {name: far_every_day, label: Ver en elke dag, description: Dat is veel., severity: soft, origin: Eigen regel,
     applies_if: often == daily, rule: days <= 100}
  - {name: why_with_low_grade, label: Laag cijfer zonder uitleg, description: Vraag na., severity: soft,
     applies_if: rating < 4, rule: answered(why)}
"""
THEME = """\
publisher: Bureau
logo: logo.svg
logo_alt: Vlak
colours: {accent: "#1f5078"}
words: {contents: Inhoud}
labels: {fig: Grafiek, tbl: Tabel, sec: Paragraaf, chapter: Hoofdstuk}
"""
LOGO = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10"><rect width="20" height="10" fill="#1f5078"/></svg>\n'
TEMPLATE = """\
---
title: "{{< var study.title >}}"
subtitle: Proef
lang: nl
texts: {bureau: Bureau}
---

# Inhoud {#sec-inhoud}

{{< include texts/main-message.qmd >}}

In {{< var study.wave >}} vond {{< var clear.agree_net.all.y2025.pct >}} van de klanten de brief duidelijk. Zie @fig-clear,
[een pagina](https://example.org) en @sec-inhoud, door {{< meta texts.bureau >}}.

![Brieven](figures/clear){#fig-clear fig-alt="Balken met eens, neutraal en oneens."}

::: {.callout-note title="Let op"}
Een kader met *nadruk*.
:::

| a | b |
|---|---|
| 1 | 2 |

: Een tabel {#tbl-een}

{{< include tables/limits.md >}}
"""
TEXTS = """\
lead: [clear]
main_message: |
  De brieven zijn in {{< var study.wave >}} voor {{< var clear.agree_net.all.y2025.pct >}} van de klanten duidelijk.
summary: {hulp: "Over hulp is gevraagd."}
"""
FRAME = "code,name,region\n" + "".join(
    f"GM{number},Proefdorp {number},{('north', 'south')[number % 2]}\n" for number in range(6)
)
MERGERS = "old_code,new_code\nGM90,GM1\n"
CONTROLS = "margin,category,total,source,reference_date\nregion,north,6000,Proef,2025-01-01\nregion,south,4000,Proef,2025-01-01\n"
POLICY = """\
name: Bureau Proef
function: Functionaris
date: 2025-11-01
reason: Proef
studies: [proef]
floors: {minimum_base: 8}
"""
HEADER = ("respondent_id", "clear", "often", "rating", "days", "help_money", "help_talk", "help_none", "why", "contact_name", "weight", "home", "done")  # fmt: skip


def responses(wave: str) -> str:
    """The answers of one wave as CSV; every open answer, number and id is a canary."""
    chance = random.Random(wave)
    lines = [",".join(HEADER)]
    for number in range(RESPONDENTS):
        often = chance.choice(("daily", "weekly", "never"))
        help_ = chance.choice(((1, 0, 0), (0, 1, 0), (1, 1, 0), (0, 0, 1)))
        answer = f"{ANSWER} nummer {NUMBER}{number:03d}" if number % 3 == 0 else ""
        person = f"{PERSON} {number}" if number % 5 == 0 else ""
        cells = (f"{IDS}{wave}-{number:04d}", chance.choice(("a", "a", "n", "d", "dk")), often, "" if often == "never" else chance.randint(4, 9),
                 chance.randint(0, 90), *help_, answer, person, chance.choice(("1", "1,5", "0,8")).replace(",", "."), f"GM{number % 6}",
                 f"{wave}-10-0{number % 9 + 1}")  # fmt: skip
        lines.append(",".join(map(str, cells)))
    return "\n".join(lines) + "\n"


def coded() -> str:
    lines = ["respondent_id,question,code,coder,quote,approved"]
    for number in range(0, RESPONDENTS, 3):
        code = ("wait", "rules")[number % 2]
        quote, approved = (f"Wat een {PERSON} aan regels", "no") if number == 3 else ("", "")
        for coder in "AB":
            lines.append(
                f"{IDS}2025-{number:04d},why,{code},{coder},{quote if coder == 'A' else ''},{approved if coder == 'A' else ''}"
            )
    return "\n".join(lines) + "\n"


def dispositions() -> str:
    lines = ["respondent_id,disposition,region"]
    for number in range(80):
        answered = ("complete", "refusal")[number >= RESPONDENTS]
        lines.append(f"{IDS}2025-{number:04d},{answered},{('north', 'south')[number % 2]}")
    return "\n".join(lines) + "\n"


def corrections() -> str:
    return "row,days\n3,7\n"


def files() -> dict[str, bytes]:
    """Every file of the study by name."""
    texts = {
        "questionnaire.yaml": QUESTIONNAIRE, "study.yaml": STUDY, "rules.yaml": RULES, "theme.yaml": THEME, "logo.svg": LOGO,
        "sjabloon/report.qmd": TEMPLATE, "sjabloon/teksten.yaml": TEXTS, "frame.csv": FRAME, "mergers.csv": MERGERS,
        "controls.csv": CONTROLS, "policy.yaml": POLICY, "coded.csv": coded(), "dispositions.csv": dispositions(),
        "corrections.csv": corrections(), **{f"r{wave}.csv": responses(wave) for wave in WAVES},
    }  # fmt: skip
    return {name: text.encode() for name, text in texts.items()}


def write(folder: Path, content: dict[str, bytes]) -> None:
    for name, data in content.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
