"""Made-up released sets: one small enough to count by hand, one that covers every item of a study."""

from __future__ import annotations

import random
from pathlib import Path

import pandas as pd
import pytest

from monitor.release.results.method import Method
from monitor.release.results.released_set import ReleasedSet
from monitor.release.results.table_files import typed
from monitor.schema import CHANGES, ESTIMATES
from monitor.study.questionnaire import Item
from monitor.study.study import Study
from monitor.study.study_reader import read_study
from tests.rows import answered_by_all

BASES = {"2020": 103, "2022": 79}


class Sample:
    """Collects rows of a released set; every value is random but for the seed."""

    def __init__(
        self, study: Study, seed: int = 1, suppressed: float = 0.0, bases: dict | None = None
    ) -> None:
        self.study = study
        self.random = random.Random(seed)
        self.suppressed = suppressed
        self.bases = {wave.id: 60 for wave in study.waves} | (bases or BASES)
        self.estimates: list[dict] = []
        self.changes: list[dict] = []

    def released(self) -> ReleasedSet:
        for item in self.study.questionnaire.items.values():
            if not item.confidential:
                self._item(item)
        return made(self.estimates, self.changes)

    def _item(self, item: Item) -> None:
        waves = [wave.id for wave in self.study.waves if wave.id in item.asked]
        for wave in waves:
            n = self.bases[wave] - (9 if item.asked_if is not None else 0)
            n -= self.random.randint(0, 30) if item.kind == "grade" else 0
            self._domain(item, wave, "", "", n)
            for breakdown in self.study.breakdowns:
                for group in breakdown.groups:
                    self._domain(item, wave, breakdown.id, group, max(4, n // len(breakdown.groups)))
        for before, wave in zip(waves, waves[1:], strict=False):
            self._changes(item, before, wave)

    def _domain(self, item: Item, wave: str, breakdown: str, group: str, n: int) -> None:
        shares = self._shares(item)
        for category, share in shares.items():
            self._estimate(item, wave, category, breakdown, group, "share", share, n)
        if item.kind in ("percentage", "parts_of_100"):
            value = self.random.uniform(0.05, 0.6) if item.kind == "percentage" else self._part(item)
            self._estimate(item, wave, "", breakdown, group, "mean", value, n)
        if item.kind in ("grade", "number"):
            self._estimate(item, wave, "", breakdown, group, "mean", self.random.uniform(4.5, 8.5), n)

    def _part(self, item: Item) -> float:
        siblings = self.study.questionnaire.group_of(item.id).items
        weights = [place + 1 for place in range(len(siblings))]
        return weights[siblings.index(item.id)] / sum(weights)

    def _shares(self, item: Item) -> dict[str, float]:
        if item.kind == "multi":
            return {"1": self.random.uniform(0.02, 0.95)}
        if item.scale is None:
            return {}
        drawn = [self.random.gammavariate(1.2, 1) for _ in item.scale.codes]
        shares = {code: part / sum(drawn) for code, part in zip(item.scale.codes, drawn, strict=True)}
        nets = {net.id: sum(shares[code] for code in net.of) for net in item.scale.nets}
        return nets if item.kind == "grade" else {**shares, **nets}

    def _estimate(
        self,
        item: Item,
        wave: str,
        category: str,
        breakdown: str,
        group: str,
        measure: str,
        value: float,
        n: int,
    ) -> None:
        hidden = self.random.random() < self.suppressed or n < 5
        half = 0.1 if measure == "share" or value <= 1 else 0.4
        row = {
            "wave": wave, "item": item.id, "category": category, "breakdown": breakdown, "group": group,
            "measure": measure, "indicator": "x", "study": self.study.id,
            "status": "suppressed" if hidden else "unreliable" if n < 20 else "released",
        }  # fmt: skip
        numbers = {
            "estimate": value, "ci_low": max(0.0, value - half), "ci_high": min(10.0 if value > 1 else 1.0, value + half),
            "n": n, "count": round(value * n) if measure == "share" else None, "n_effective": n,
        }  # fmt: skip
        self.estimates.append(row if hidden else row | numbers)

    def _changes(self, item: Item, before: str, wave: str) -> None:
        def rows(of: str) -> dict:
            return {
                (row["category"], row["measure"]): row
                for row in self.estimates
                if row["item"] == item.id and row["wave"] == of and row["breakdown"] == ""
            }

        earlier = rows(before)
        for key, later in rows(wave).items():
            if "estimate" not in later or "estimate" not in earlier[key]:
                continue
            difference = later["estimate"] - earlier[key]["estimate"]
            verdict = "undecided" if abs(difference) < 0.2 else "increased" if difference > 0 else "decreased"
            self.changes.append(
                {
                    "study": self.study.id, "comparison": "previous", "indicator": "x", "item": item.id,
                    "category": key[0], "breakdown": "", "group": "", "measure": key[1], "level": "category",
                    "from_wave": before, "to_wave": wave, "difference": difference, "told_low": difference - 0.14,
                    "told_high": difference + 0.14, "p": 0.3, "p_adjusted": 0.4, "verdict": verdict,
                }
            )  # fmt: skip


def made(estimates: list[dict], changes: list[dict]) -> ReleasedSet:
    """A released set of these rows; columns that a row leaves out are empty, but for who is missing: nobody."""
    frame = pd.DataFrame(estimates, columns=list(ESTIMATES.names))
    return ReleasedSet(
        typed(answered_by_all(frame), ESTIMATES, "estimates"),
        typed(pd.DataFrame(changes, columns=list(CHANGES.names)), CHANGES, "changes"),
        Method(),
    )


LONG = "Als ik handhaaf, laat mijn organisatie (zoals mijn leidinggevende) mij genoeg ruimte voor de persoonlijke omstandigheden van de klant en zijn gezin"
SURVEY = f"""
survey: hostile
title: Drie metingen
respondents: {{singular: klant, plural: klanten}}
waves: ["2018", "2020", "2022"]
themes: {{life: {{label: Leven}}}}
scales:
  agree7:
    kind: likert
    categories: {{s7: helemaal eens, s6: eens, s5: beetje eens, s4: neutraal, s3: beetje oneens, s2: oneens, s1: helemaal oneens}}
  long4:
    kind: ordinal
    categories:
      a: "{LONG}"
      b: "ja, minder dan gewenst (zoals door te weinig tijd of te weinig geld bij de gemeente)"
      c: "*hostile* | $x$ {{{{< var a >}}}} <script>"
      d: nooit
  yesno: {{kind: nominal, categories: {{y: ja, n: nee}}}}
questions:
  - id: long_rows
    kind: grid
    scale: agree7
    theme: life
    text: Wat vindt u?
    short: Lange rijen
    rows:
      row_a: "{LONG}"
      row_b: "{LONG} en {LONG[:40]}"
      row_c: Kort
  - {{id: long_answers, scale: long4, theme: life, text: Hoe vaak?, short: Lange antwoorden}}
  - {{id: group, scale: yesno, theme: life, text: Groep?, short: Groep}}
  - {{id: visits, kind: number, range: [0, 400], unit: gesprekken, theme: life, text: Hoeveel gesprekken?, short: Gesprekken}}
  - {{id: hours, kind: parts_of_100, theme: life, text: Verdeel, short: Uren, parts: {{work: Werk, care: "{LONG}", rest: Rust}}}}
  - {{id: marks, kind: grade, scale: g10, theme: life, text: Cijfers, short: Cijfers, rows: {{m_a: Gemeente, m_b: UWV}}}}
derived:
  busy: {{label: Heeft meer dan tien gesprekken, short: Meer dan tien gesprekken, kind: yes_no, theme: life, value: visits > 10}}
""".replace(
    "scales:",
    "scales:\n  g10: {kind: grade, range: [1, 10], nets: {low: ['1','2','3','4','5'], high: ['6','7','8','9','10']}, special: {na: {label: 'n.v.t.: geen contact', means: not_applicable}}}",
)
STUDY = """
study: hostile
title: Onderzoek met lange namen
published: 2024-09-01
questionnaire: survey.yaml
waves: {"2018": {responses: a.csv}, "2020": {responses: b.csv}, "2022": {responses: c.csv}}
breakdowns: [{id: group, population_at_least: {n: 100, source: proef}}]
indicators:
  - {id: long_rows, figure: stacked}
  - {id: long_answers}
  - {id: visits}
  - {id: marks}
  - {id: mixed, title: Gemengd, items: [group, long_answers]}
  - {id: unlike, title: Ongelijk, items: [visits, m_a], figure: means}
"""


@pytest.fixture(scope="session")
def make_released():
    """`made` as a fixture."""
    return made


@pytest.fixture(scope="session")
def make_sample():
    """`Sample` as a fixture."""
    return Sample


@pytest.fixture(scope="session")
def three_waves(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """Three waves, labels of up to 190 characters, characters that Markdown and XML take amiss."""
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "survey.yaml").write_text(SURVEY, encoding="utf-8")
    (folder / "study.yaml").write_text(STUDY, encoding="utf-8")
    return read_study(folder / "study.yaml")


@pytest.fixture(scope="session")
def three_waves_sample(three_waves: Study) -> ReleasedSet:
    return Sample(three_waves, seed=3).released()


@pytest.fixture(scope="session")
def klantmanagers(repository: Path) -> Study:
    return read_study(repository / "responses_demo" / "klantmanagers" / "study.yaml")


@pytest.fixture(scope="session")
def sample(klantmanagers: Study) -> ReleasedSet:
    """Every item of the klantmanager study with random figures."""
    return Sample(klantmanagers).released()
