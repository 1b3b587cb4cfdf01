"""A small register for tests: 24 municipalities in two size classes, four years of months, one event."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from monitor.pipeline import compose_reports, released_sets, voice_of
from monitor.release.results.released_set import ReleasedSet
from monitor.stages.measuring import as_drawn, with_populations
from monitor.stages.options import RunOptions
from monitor.stages.taking_in import Intake, take_in
from monitor.study.study import Study
from monitor.study.study_reader import read_study

MONTHS = [f"{year}-{month:02d}" for year in range(2020, 2024) for month in range(1, 13)]
CODES = [f"GM{number:02d}" for number in range(1, 25)]
LARGE = set(CODES[12:])
EVENT = "2022-01"

REGISTER = """\
source: Verzonnen register
delivered: 2024-05-01
counts:
  stock: lopende trajecten
  low: trajecten met een lage loonwaarde
  started: begonnen trajecten
  ended: beëindigde trajecten
  people: {label: inwoners van 15 tot 65 jaar, per: year}
indicators:
  - {id: stock_rate, numerator: stock, denominator: people, per: 10000, cuts: {small: "x < 30", mid: "x < 60", high: rest}}
  - {id: low_share, numerator: low, denominator: stock, per: 100}
balance: {stock: stock, started: started, ended: ended}
events:
  - {id: funding, month: 2022-01, label: andere bekostiging, of: [stock, low], scale: number, declared_on: 2024-01-15,
     groups: {indicator: stock_rate, breakdown: size, group: large}}
moments: [2020-11, 2023-11]
"""
STUDY = """\
study: register
kind: register
title: Trajecten
published: 2024-06-03
questionnaire: register.yaml
panel: panel.csv
municipalities:
  file: municipalities.csv
  mergers: mergers.csv
  population: people
  attributes: {size: {label: Grootte, categories: {small: klein, large: groot}}}
breakdowns: [size]
reports: [{template: register/any, formats: [html]}]
"""
Changed = Mapping[str, tuple[str, str] | Callable[[str], str] | str | None]


def counts(seed: int = 7) -> dict[str, np.ndarray]:
    """Counts by name: rows are months, columns municipalities."""
    random = np.random.default_rng(seed)
    t = np.arange(len(MONTHS))[:, None]
    people = np.round(
        np.where([code in LARGE for code in CODES], 40_000, 6_000) * random.uniform(0.8, 1.2, len(CODES))
    )
    rate = random.uniform(25, 65, len(CODES)) + random.uniform(0.05, 0.2, len(CODES)) * t
    rate = rate + random.normal(0, 0.3, (len(MONTHS), len(CODES))).cumsum(axis=0)
    stock = np.round(people / 10_000 * rate)
    ended = np.round(stock * 0.05)
    started = np.maximum(np.diff(stock, axis=0, prepend=stock[:1]) + ended, 0)
    low = np.round(stock * 0.4)
    people = np.broadcast_to(people, stock.shape)
    return {"stock": stock, "low": low, "started": started, "ended": ended, "people": people}


def panel_text(made: Mapping[str, np.ndarray] | None = None) -> str:
    made = counts() if made is None else made
    lines = [",".join(("month", "municipality", *made))]
    for at, month in enumerate(MONTHS):
        for place, code in enumerate(CODES):
            lines.append(",".join((month, code, *(str(int(made[name][at, place])) for name in made))))
    return "\n".join(lines) + "\n"


def frame_text() -> str:
    people = counts()["people"][0]
    rows = [
        f"{code},Plaats {code[2:]},{'large' if code in LARGE else 'small'},{int(people[place])}"
        for place, code in enumerate(CODES)
    ]
    return "\n".join(("code,name,size,people", *rows)) + "\n"


def contents() -> dict[str, str]:
    return {
        "study.yaml": STUDY, "register.yaml": REGISTER, "panel.csv": panel_text(), "municipalities.csv": frame_text(),
        "mergers.csv": "old_code,new_code\n",
    }  # fmt: skip


def write_register(folder: Path, changed: Changed | None = None) -> Path:
    """Write a register; `changed` says by file what stands there instead: a text, a replacement, or what makes one."""
    for name, text in contents().items():
        said = (changed or {}).get(name, text)
        if isinstance(said, tuple):
            assert said[0] in text, said[0]
            said = text.replace(*said, 1)
        elif callable(said):
            said = said(text)
        if said is not None:
            (folder / name).write_text(said, encoding="utf-8")
    return folder / "study.yaml"


@dataclass(frozen=True)
class Told:
    study: Study
    taken_in: Intake
    public: ReleasedSet


def silent(stage: str, line: str) -> None:
    """Tells nobody."""


def taken(path: Path) -> tuple[Study, Intake]:
    study = read_study(path)
    return as_drawn(study, take_in(study, silent, {}))


def released(path: Path) -> Told:
    study, taken_in = taken(path)
    study = with_populations(study, taken_in, silent)
    public, _ = released_sets(study, taken_in, {}, RunOptions(out=path.parent), silent)
    return Told(study, taken_in, public)


def documents(told: Told) -> dict[str, str]:
    """The documents of the report, by name."""
    report, *_ = compose_reports(voice_of(told.study), told.public, RunOptions(out=told.study.path.parent))
    return {name: document.text for name, document in report.documents.items()}
