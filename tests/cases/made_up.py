"""Made-up studies: a seed decides who answered what, and a plain reading of the same rows says what is true of them."""

from __future__ import annotations

import csv
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

QUESTIONNAIRE = """\
survey: verzonnen
title: Vragenlijst over de hulp van de gemeente
respondents: {{singular: {one}, plural: {many}}}
waves: [{waves}]
themes: {{brieven: Brieven en contact, hulp: Hulp, achtergrond: Wie meededen}}
scales:
  eens5:
    kind: likert
    categories: {{"1": helemaal oneens, "2": oneens, "3": neutraal, "4": eens, "5": helemaal eens}}
    nets: {{agree_net: {{label: (helemaal) eens, of: ["4", "5"]}}, disagree_net: {{label: (helemaal) oneens, of: ["1", "2"]}}}}
    special: {{"9": {{label: weet niet, means: dont_know}}}}
  janee: {{kind: nominal, categories: {{"1": Ja, "2": Nee}}}}
  reden: {{kind: nominal, categories: {{a: Geen tijd, b: Niet nodig, c: Anders}}}}
  leeftijd: {{kind: ordinal, categories: {{jong: jonger dan 35 jaar, midden: 35 tot 55 jaar, oud: 55 jaar of ouder}}}}
  cijfer: {{kind: grade, range: [1, 10]}}
questions:
  - {{id: age, scale: leeftijd, theme: achtergrond, text: "Hoe oud bent u?", short: Leeftijd}}
  - {{id: letters, scale: eens5, theme: brieven, text: "De brieven zijn duidelijk", short: Duidelijke brieven}}
  - {{id: contact, scale: janee, theme: brieven, text: "Heeft u een vaste contactpersoon?", short: Vaste contactpersoon}}
  - {{id: reason, scale: reden, theme: brieven, asked_if: "contact == 2", text: "Waarom niet?", short: Reden}}
  - id: problems
    kind: multi
    blank: no_answer
    theme: hulp
    text: "Wat maakt werken moeilijk?"
    short: Problemen
    options: {{p_health: Gezondheid, p_debt: Schulden, p_none: Geen van deze}}
    exclusive: [p_none]
  - {{id: grade, kind: grade, scale: cijfer, severity: soft, theme: hulp, text: "Welk cijfer geeft u de hulp?", short: Hulp}}
  - {{id: talks, kind: number, range: [0, 60], unit: gesprekken, theme: hulp, text: "Hoeveel gesprekken had u?", short: Gesprekken, asked: [{asked}]}}
derived:
  happy: {{label: Geeft een zeven of hoger, short: Een zeven of hoger, kind: yes_no, theme: hulp, value: grade > 6}}
"""
STUDY = """\
study: verzonnen
title: Verzonnen onderzoek
published: 2025-11-01
questionnaire: questionnaire.yaml
waves: {{{waves}}}
breakdowns: [{{id: age, population_at_least: {{n: 5000, source: Bevolkingsregister}}}}]
comparison: {{against: [previous, first], margins: {{share: 0.12, grade: 0.5}}}}
design: {{stable_ids: false, sampling: probability{weights}}}
reports: [inspectorate]
"""
OPTIONS = ("p_health", "p_debt", "p_none")
COLUMNS = ("respondent_id", "age", "letters", "contact", "reason", *OPTIONS, "grade", "talks", "gewicht")
Row = dict[str, str]


@dataclass(frozen=True)
class Traits:
    """What a seed decides of a study: which of its answers are missing, alike, wrong or weightless."""

    waves: tuple[str, ...]
    many: str
    one: str
    skipped: dict[str, float]
    unknown: float
    wrong: float
    twice: int
    weightless: int
    grade: int  # that all give, 0 where they differ
    shift: float
    rotating: bool


def traits_of(seed: int) -> Traits:
    draw = random.Random(seed)
    one, many = draw.choice([("klant", "klanten"), ("inwoner", "inwoners"), ("werkgever", "werkgevers")])
    some = lambda: draw.choice([0.0, 0.0, 0.1, 0.4])  # noqa: E731
    return Traits(
        waves=draw.choice([("2023", "2025"), ("2021", "2023", "2025")]), one=one, many=many,
        skipped={name: some() for name in ("age", "letters", "contact", "reason", "problems", "grade", "talks")} | {"age": 0.0},
        unknown=some(), wrong=draw.choice([0.0, 0.02]), twice=draw.choice([0, 0, 2]),
        weightless=draw.choice([0, 0, 3]), grade=draw.choice([0, 0, 7]), shift=draw.choice([0.0, 0.15, 0.45]),
        rotating=draw.choice([False, True]),
    )  # fmt: skip


@dataclass
class MadeUp:
    """One study on the disk, with its rows as they were given."""

    seed: int
    folder: Path
    traits: Traits = field(init=False)
    rows: dict[str, list[Row]] = field(init=False)

    def __post_init__(self) -> None:
        self.traits = traits_of(self.seed)
        draw = random.Random(self.seed + 1000)
        self.rows = {
            wave: self._wave(wave, place / max(len(self.traits.waves) - 1, 1), draw)
            for place, wave in enumerate(self.traits.waves)
        }
        self._write()

    @property
    def path(self) -> Path:
        return self.folder / "study.yaml"

    @property
    def asked_talks(self) -> tuple[str, ...]:
        waves = self.traits.waves
        return (waves[0], waves[-1]) if self.traits.rotating else waves

    def _wave(self, wave: str, time: float, draw: random.Random) -> list[Row]:
        traits, n = self.traits, draw.randint(70, 110)
        rows = [self._row(f"{wave}-{number}", wave, time, draw) for number in range(n)]
        for row in rows[: traits.twice]:
            rows.append(dict(row))
        for row in rows[5 : 5 + traits.weightless]:
            row["gewicht"] = "0"
        return rows

    def _row(self, name: str, wave: str, time: float, draw: random.Random) -> Row:
        traits, later = self.traits, self.traits.shift * time
        answers: Row = dict.fromkeys(COLUMNS, "")
        answers["respondent_id"], answers["gewicht"] = name, "1"
        answers["age"] = draw.choice(["jong", "midden", "midden", "oud"])
        agree = draw.random() < 0.35 + later
        answers["letters"] = draw.choice(["4", "4", "5"] if agree else ["1", "2", "3"])
        if draw.random() < traits.unknown:
            answers["letters"] = "9"
        answers["contact"] = "1" if draw.random() < 0.5 + later else "2"
        chosen = draw.choice([["p_health"], ["p_debt"], ["p_health", "p_debt"], ["p_none"]])
        answers |= {option: "1" if option in chosen else "0" for option in OPTIONS}
        grade = traits.grade or draw.randint(4, 9)
        answers["grade"] = "11" if not traits.grade and draw.random() < traits.wrong else f"{grade}"
        answers["talks"] = f"{draw.randint(0, 9)}"
        for question, share in traits.skipped.items():
            if draw.random() < share:
                answers |= dict.fromkeys(OPTIONS if question == "problems" else (question,), "")
        if answers["contact"] == "2" and draw.random() >= traits.skipped["reason"]:
            answers["reason"] = draw.choice("abc")
        if wave not in self.asked_talks:
            answers["talks"] = ""
        return answers

    def _write(self) -> None:
        traits = self.traits
        self.folder.mkdir(parents=True, exist_ok=True)
        quoted = ", ".join(f'"{wave}"' for wave in traits.waves)
        asked = ", ".join(f'"{wave}"' for wave in self.asked_talks)
        questionnaire = QUESTIONNAIRE.format(one=traits.one, many=traits.many, waves=quoted, asked=asked)
        files = ", ".join(f'"{wave}": {{responses: r{wave}.csv}}' for wave in traits.waves)
        weights = ", weights: gewicht" if traits.weightless else ""
        (self.folder / "questionnaire.yaml").write_text(questionnaire, encoding="utf-8")
        self.path.write_text(STUDY.format(waves=files, weights=weights), encoding="utf-8")
        columns = [name for name in COLUMNS if name != "gewicht" or traits.weightless]
        for wave, rows in self.rows.items():
            here = [name for name in columns if name != "talks" or wave in self.asked_talks]
            with (self.folder / f"r{wave}.csv").open("w", encoding="utf-8", newline="") as stream:
                writer = csv.DictWriter(stream, here, delimiter=";", extrasaction="ignore")
                writer.writeheader()
                writer.writerows(rows)


# what is true of the rows, by a plain reading


def counted(study: MadeUp, wave: str) -> list[Row]:
    """Rows that count: each respondent who stands there once, with a weight."""
    ids = [row["respondent_id"] for row in study.rows[wave]]
    return [row for row in study.rows[wave] if ids.count(row["respondent_id"]) == 1 and row["gewicht"] != "0"]


def answered(row: Row, question: str) -> bool:
    """Whether a row is in the base of a question."""
    if question == "problems":
        return any(row[option] for option in OPTIONS)
    if question in ("grade", "happy"):
        return row["grade"] not in ("", "11")
    if question == "letters":
        return row["letters"] not in ("", "9")
    return row[question] != ""


def was_asked(row: Row, question: str) -> bool:
    """Whether a row got a question; who left out what it depends on may have."""
    return question != "reason" or row["contact"] != "1"


def base_of(study: MadeUp, question: str, waves: Sequence[str]) -> tuple[list[int], bool, bool, bool]:
    """n by wave; whether some were not asked, did not answer, or took part without counting."""
    rows = {wave: counted(study, wave) for wave in waves}
    n = [sum(answered(row, question) for row in rows[wave]) for wave in waves]
    everybody = [row for wave in waves for row in rows[wave]]
    not_asked = any(not was_asked(row, question) for row in everybody)
    silent = any(was_asked(row, question) and not answered(row, question) for row in everybody)
    apart = any(len(rows[wave]) < len(study.rows[wave]) for wave in waves)
    return n, not_asked, silent, apart
