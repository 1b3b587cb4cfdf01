"""A survey of 100 visitors in each of three waves, of which not every wave asked everything, counted by hand.

Of 100 in 2021, 2023 and 2025 are helped: 40, 50, 90. A guide was known to 20 in 2021 and 70 in 2025; 2023 did not ask.
In 2021 and 2023, 30 and 57 came by bus; 2025 did not ask. A sign was seen by 80 in 2025, never asked before.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from monitor.publication.sentences.variables import Variables
from monitor.release.results.method import Method, WaveRecord
from monitor.release.results.released_set import ReleasedSet
from monitor.release.results.table_files import typed
from monitor.schema import CHANGES, ESTIMATES, Table
from monitor.study.study import Study
from monitor.study.study_reader import read_study
from tests.rows import answered_by_all
from tests.words import voice_of

QUESTIONNAIRE = """\
survey: gasten
title: Vragenlijst voor gasten
respondents: {singular: gast, plural: gasten}
waves: ["2021", "2023", "2025"]
themes: {balie: De balie, reis: De reis}
scales:
  jn: {kind: nominal, categories: {j: ja, n: nee}}
  reis: {kind: nominal, categories: {bus: met de bus, auto: met de auto}}
questions:
  - {id: helped, scale: jn, theme: balie, text: "Bent u geholpen?", short: Geholpen}
  - {id: guide, asked: ["2021", "2025"], scale: jn, theme: balie, text: "Kent u de gids?", short: De gids}
  - {id: travel, asked: ["2021", "2023"], scale: reis, theme: reis, text: "Hoe kwam u hier?", short: Reis}
  - {id: sign, asked: ["2025"], scale: jn, theme: reis, text: "Zag u het bord?", short: Het bord}
"""
STUDY = """\
study: gasten
title: Gasten over de balie
published: 2025-12-01
questionnaire: questionnaire.yaml
waves: {"2021": {responses: a.csv}, "2023": {responses: b.csv}, "2025": {responses: c.csv}}
reports: [inspectorate]
"""
COUNTS = {
    "helped": {"2021": (40, 60), "2023": (50, 50), "2025": (90, 10)},
    "guide": {"2021": (20, 80), "2025": (70, 30)},
    "travel": {"2021": (30, 70), "2023": (57, 43)},
    "sign": {"2025": (80, 20)},
}
CODES = {"travel": ("bus", "auto")}
CHANGED = {"helped": ("2023", 0.4), "guide": ("2021", 0.5)}


def write_study(folder: Path, *replaced: tuple[str, str]) -> Study:
    """The survey in a folder, with other words in its files."""
    for name, text in (("questionnaire.yaml", QUESTIONNAIRE), ("study.yaml", STUDY)):
        for old, new in replaced:
            text = text.replace(old, new)
        (folder / name).write_text(text, encoding="utf-8")
    return read_study(folder / "study.yaml")


def released_of(study: Study) -> ReleasedSet:
    """Its figures of the waves that a study has, called as the study calls them."""
    waves = dict(zip(("2021", "2023", "2025"), study.questionnaire.waves, strict=True))
    known = {wave.id for wave in study.waves}
    estimates = [
        _share(item, code, waves[wave], count)
        for item, by_wave in COUNTS.items()
        for wave, counts in by_wave.items()
        if waves[wave] in known
        for code, count in zip(CODES.get(item, ("j", "n")), counts, strict=True)
    ]
    changes = [
        _change(item, waves[since], waves["2025"], difference)
        for item, (since, difference) in CHANGED.items()
        if waves["2025"] in known
    ]
    records = {wave.id: WaveRecord(wave.id, n_read=100, n_accepted=100) for wave in study.waves}
    method = Method(study="gasten", title=study.title, waves=records)
    return ReleasedSet(answered_by_all(_frame(estimates, ESTIMATES)), _frame(changes, CHANGES), method)


def variables_of(study: Study) -> Variables:
    return Variables(released_of(study), voice_of(study))


def _share(item: str, code: str, wave: str, count: int) -> dict:
    share = count / 100
    return {
        "indicator": item, "item": item, "category": code, "wave": wave, "measure": "share", "estimate": share,
        "count": count, "se": 0.05, "n": 100, "n_effective": 100, "df": 99, "deff": 1.0, "ci_low": share - 0.1,
        "ci_high": share + 0.1, "status": "released",
    }  # fmt: skip


def _change(item: str, since: str, until: str, difference: float) -> dict:
    return {
        "comparison": "previous", "indicator": item, "item": item, "category": "j", "measure": "share",
        "level": "category", "from_wave": since, "to_wave": until, "n_from": 100, "n_to": 100,
        "difference": difference, "told_low": difference - 0.1, "told_high": difference + 0.1, "test": "t",
        "p": 0.001, "p_adjusted": 0.001, "mdd": 0.2, "verdict": "increased", "reason": "",
    }  # fmt: skip


def _frame(rows: list[dict], table: Table) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=list(rows[0]) if rows else list(table.names))
    return typed(frame.assign(study="gasten").reindex(columns=list(table.names)), table, "small")
