"""A small survey for the door: counted straight from answers, so that every number can be checked by hand."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd

from monitor.release.results.item_values import members_of
from monitor.release.results.table_files import typed
from monitor.schema import CHANGES, ESTIMATES
from monitor.study.questionnaire import Item
from monitor.study.study import Study

QUESTIONNAIRE = """\
survey: door
title: Vragenlijst
respondents: {singular: klant, plural: klanten}
waves: ["2021", "2023"]
themes: {work: Werk}
scales:
  band3: {kind: ordinal, categories: {young: jong, mid: midden, old: oud}}
  half2: {kind: ordinal, categories: {under: onder, over: boven}}
  agree5:
    kind: likert
    categories: {sa: helemaal eens, a: eens, n: neutraal, d: oneens, sd: helemaal oneens}
    nets: {agree_net: [sa, a], disagree_net: [d, sd]}
  grade10:
    kind: grade
    range: [1, 10]
    nets: {low: ["1", "2", "3", "4", "5"], mid: ["6", "7"], high: ["8", "9", "10"]}
    special: {na: {label: n.v.t., means: not_applicable}}
questions:
  - {id: band, scale: band3, theme: work, text: Leeftijd}
  - {id: clear, scale: agree5, theme: work, text: Duidelijk}
  - {id: works, scale: half2, theme: work, text: Werkt}
  - {id: content, scale: agree5, theme: work, text: Tevreden, asked_if: works == under}
  - {id: share, kind: percentage, theme: work, text: Aandeel}
  - {id: mark, kind: grade, scale: grade10, theme: work, text: Cijfer}
derived:
  unclear: {label: Onduidelijk, kind: yes_no, theme: work, value: "clear in [d, sd]"}
  rest: {label: Rest, kind: percentage, theme: work, value: 100 - share}
"""

STUDY = """\
study: door
title: Deur
published: 2024-09-01
questionnaire: questionnaire.yaml
municipalities:
  file: municipalities.csv
  column: municipality
  attributes:
    region: {label: Landsdeel, categories: {noord: Noord, zuid: Zuid}}
    size_class: {label: Grootte, categories: {small: klein, large: groot}}
waves:
  "2021": {responses: r21.csv}
  "2023": {responses: r23.csv}
breakdowns:
  - {id: band, population_at_least: &many {n: 100, source: proef}}
  - {id: region, anonymous: &reason {reason: proef}, population_at_least: *many}
  - {id: size_class, anonymous: *reason, population_at_least: *many}
  - {id: region*size_class, identifiable: on}
  - {id: municipality, identifiable: on}
"""
PARTS = ("region", "size_class", "municipality", "band")
SPECIAL = {"": "n_no_answer", "-": "n_not_asked", "na": "n_not_applicable"}


def write_declarations(
    folder: Path, municipalities: int, questionnaire: str = QUESTIONNAIRE, study: str = STUDY
) -> Path:
    """The study file of a survey in so many municipalities, spread over regions and size classes."""
    rows = ["code,name,region,size_class"]
    for place in range(municipalities):
        region, size = ("noord", "zuid")[place % 2], ("small", "large")[place // 2 % 2]
        rows.append(f"M{place:03d},Gemeente {place},{region},{size}")
    (folder / "municipalities.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    (folder / "questionnaire.yaml").write_text(questionnaire, encoding="utf-8")
    for wave in ("r21.csv", "r23.csv"):
        (folder / wave).write_text("respondent_id\n", encoding="utf-8")
    path = folder / "study.yaml"
    path.write_text(study, encoding="utf-8")
    return path


def answers(study: Study, wave: str, size: int, seed: int) -> pd.DataFrame:
    """Invented answers by respondent; "" is no answer, "-" not asked, numbers are 0-100."""
    rng = np.random.default_rng(seed)
    frame = study.municipalities.rows
    codes = np.array(list(frame))
    skew = 1.0 / np.arange(1, len(codes) + 1) ** 0.8
    municipality = rng.choice(codes, size, p=skew / skew.sum())
    answers_by_respondent = pd.DataFrame({"wave": wave, "municipality": municipality})
    for part in ("region", "size_class"):
        answers_by_respondent[part] = [frame[code][part] for code in municipality]
    answers_by_respondent["band"] = rng.choice(["young", "mid", "old", ""], size, p=[0.15, 0.45, 0.35, 0.05])
    answers_by_respondent["clear"] = rng.choice(
        ["sa", "a", "n", "d", "sd", ""], size, p=[0.2, 0.35, 0.2, 0.15, 0.05, 0.05]
    )
    answers_by_respondent["works"] = rng.choice(["under", "over"], size, p=[0.7, 0.3])
    content = rng.choice(["sa", "a", "n", "d", "sd"], size)
    answers_by_respondent["content"] = np.where(answers_by_respondent["works"] == "under", content, "-")
    answers_by_respondent["share"] = rng.integers(0, 101, size).astype(str)
    answers_by_respondent["mark"] = rng.choice([*map(str, range(1, 11)), "na"], size)
    unclear = np.where(answers_by_respondent["clear"].isin(["d", "sd"]), "yes", "no")
    answers_by_respondent["unclear"] = np.where(answers_by_respondent["clear"] == "", "", unclear)
    answers_by_respondent["rest"] = (
        (100 - answers_by_respondent["share"].astype(float)).astype(int).astype(str)
    )
    return answers_by_respondent


def counted(frame: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Estimates of all items for all breakdowns, by counting; SE and the like are filled with something."""
    items = [item for indicator in study.indicators for item in indicator.items]
    rows: list[dict] = []
    for wave, breakdown in product(dict.fromkeys(frame["wave"]), (None, *study.breakdowns)):
        own = frame[frame["wave"] == wave]
        key = own[breakdown.items[0]] if breakdown else pd.Series("", index=own.index)
        for part in breakdown.items[1:] if breakdown else ():
            key = key + "|" + own[part]
        grouped = dict(list(own.groupby(key)))
        for group in breakdown.groups if breakdown else [""]:
            group_rows = grouped.get(group, own.iloc[:0])
            for item in items:
                base = {
                    "wave": wave,
                    "item": item,
                    "breakdown": breakdown.id if breakdown else "",
                    "group": group,
                }
                rows += [base | row for row in _figures(group_rows[item], study.questionnaire.items[item])]
    estimates = pd.DataFrame(rows).assign(
        study=study.id, peer_set="", status="released", reason="", df=50.0, deff=1.0
    )
    estimates["indicator"] = [study.indicator_of(item).id for item in estimates["item"]]
    estimates["se"], estimates["ci_low"], estimates["ci_high"] = (
        0.0123456789,
        estimates["estimate"],
        estimates["estimate"],
    )
    return typed(estimates.assign(n_effective=estimates["n"]), ESTIMATES, "estimates")


def _figures(values: pd.Series, item: Item) -> list[dict]:
    states = {name: int((values == code).sum()) for code, name in SPECIAL.items()} | {"n_dont_know": 0}
    valid = values[~values.isin(list(SPECIAL))]
    n, rows = len(valid), []
    members = members_of(item)
    if item.kind == "grade":
        members = {code: held for code, held in members.items() if not code.isdigit()}
    for code, held in members.items():
        count = int(valid.isin(list(held)).sum())
        rows.append(
            {
                "category": code,
                "measure": "share",
                "estimate": count / n if n else np.nan,
                "count": count,
                "n": n,
            }
        )
    numbers = _numbers(valid, item)
    if numbers is not None:
        rows.append(
            {
                "category": "",
                "measure": "mean",
                "estimate": numbers.mean() if n else np.nan,
                "count": np.nan,
                "n": n,
            }
        )
    return [row | states for row in rows]


def _numbers(valid: pd.Series, item: Item) -> pd.Series | None:
    if item.kind in ("percentage", "parts_of_100"):
        return valid.astype(float) / 100.0
    if item.kind == "grade":
        return valid.astype(float)
    if item.scale is not None and item.scale.scores:
        return valid.map(dict(zip(item.scale.codes, item.scale.scores, strict=True))).astype(float)
    return None


def changed(estimates: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Differences between the two waves of all figures, and an item-level row for each item and group."""
    key = ["indicator", "item", "category", "breakdown", "group", "measure"]
    old, new = (estimates[estimates["wave"] == wave.id] for wave in study.waves)
    both = old.merge(new, on=key, suffixes=("_from", "_to"))
    rows = both[key].assign(n_from=both["n_from"], n_to=both["n_to"], level="category")
    rows["difference"] = both["estimate_to"] - both["estimate_from"]
    top = rows.drop_duplicates(["item", "breakdown", "group"]).assign(
        level="item", category="", difference=np.nan
    )
    frame = pd.concat([rows, top[top["measure"] == "share"]], ignore_index=True)
    frame = frame.assign(
        study=study.id, comparison="previous", from_wave=study.waves[0].id, to_wave=study.waves[1].id
    )
    frame = frame.assign(test="t", statistic=1.234567, df=50.0, p=0.1234567, p_adjusted=0.5, family="main")
    frame = frame.assign(
        verdict="undecided",
        reason="",
        mdd=0.1,
        eq_low=-0.1,
        eq_high=0.1,
        se=0.05,
        ci_low=-0.1,
        ci_high=0.1,
        told_low=-0.12345,
        told_high=0.12345,
        margin=0.125,
        level_in_force=0.0125,
    )
    return typed(frame, CHANGES, "changes")


class Survey:
    """A study with the answers, estimates and changes that a test makes up for it."""

    def __init__(self, study: Study) -> None:
        self.study = study

    def with_rules(self, **rules: object) -> Survey:
        return Survey(replace(self.study, disclosure=replace(self.study.disclosure, **rules)))

    def answers(self, size: int, seed: int) -> pd.DataFrame:
        waves = [
            answers(self.study, wave.id, size, seed + place) for place, wave in enumerate(self.study.waves)
        ]
        return pd.concat(waves, ignore_index=True)

    def estimates(self, frame: pd.DataFrame) -> pd.DataFrame:
        return counted(frame, self.study)

    def changes(self, estimates: pd.DataFrame) -> pd.DataFrame:
        return changed(estimates, self.study)
