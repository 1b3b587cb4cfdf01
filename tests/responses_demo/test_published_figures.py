"""Truth: the published figures of the survey, as facts in published_figures.csv.

Every figure marked `reproduce` is worked out here from the accepted rows of the response files, with
plain pandas and without the product, and held against its interval, its counts and its relation.
"""

from __future__ import annotations

import ast
import csv
import math
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from ruamel.yaml import YAML
from scipy import stats

STUDY = Path(__file__).resolve().parents[2] / "responses_demo" / "klantmanagers"
SIZES = ("lt50", "c50_74", "c75_99", "c100_150", "gt150")
USE = ("use_training", "use_participation_place", "use_internship_trial", "use_job_coaching", "use_volunteering",
       "use_wage_subsidy", "use_coaching_talks", "use_sheltered_work", "use_workplace_adaptation")  # fmt: skip
LEARN = ("learn_participation_act", "learn_other_law", "learn_privacy_law", "learn_health_barriers",
         "learn_financial_effects", "learn_effective_approach", "learn_labour_market")  # fmt: skip
BARS = ("bar_caseload_size", "bar_limited_availability", "bar_registration_duty", "bar_national_law",
        "bar_municipal_policy", "bar_manager_room", "bar_budget", "bar_procedures")  # fmt: skip
GRADES = ("grade_uwv", "grade_mobility_teams", "grade_employer_services", "grade_practical_education",
          "grade_training_institutes", "grade_income_support", "grade_debt_help", "grade_other_social_domain",
          "grade_social_work_company", "grade_ind")  # fmt: skip
T1 = ("bar_caseload_size", "bar_national_law", "bar_municipal_policy", "bar_budget")

Figure = dict[str, str]
Waves = dict[str, pd.DataFrame]


def read_rows(name: str) -> list[Figure]:
    with (STUDY / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


FIGURES = {row["id"]: row for row in read_rows("published_figures.csv")}
REPRODUCED = [identity for identity, row in FIGURES.items() if row["reproduce"] == "yes"]


@pytest.fixture(scope="module")
def waves() -> Waves:
    """**Rows**: accepted respondents of each wave: the file without its planted hard faults. All text."""
    found = {}
    for name in ("2020", "2022"):
        file = f"responses_{name}.csv"
        frame = pd.read_csv(STUDY / file, dtype=str, keep_default_na=False)
        faults = [row for row in read_rows("planted_faults.csv") if row["file"] == file]
        planted = {int(row["line"]) - 2 for row in faults if row["severity"] == "hard"}
        found[name] = frame.drop(index=sorted(planted)).reset_index(drop=True)
    return found


def codes_of(text: str) -> list[str]:
    return ["" if code == "not_asked" else code for code in str(text).split("|")]


def is_one_of(frame: pd.DataFrame, item: str, codes: str) -> pd.Series:
    return frame[item].isin(codes_of(codes))


def based_on(frame: pd.DataFrame, base_filter: str) -> pd.DataFrame:
    if base_filter in ("all", "na left out"):  # a mean leaves out `na` by itself
        return frame
    if "!=" in base_filter:
        item, codes = base_filter.split("!=")
        return frame[~is_one_of(frame, item, codes) & (frame[item] != "")]
    item, codes = base_filter.split("=")
    return frame[is_one_of(frame, item, codes)]


def numbers(frame: pd.DataFrame, item: str) -> pd.Series:
    return frame.loc[~frame[item].isin(["", "na", "escape"]), item].astype(float)


def meets_all(frame: pd.DataFrame, conditions: str) -> pd.Series:
    found = pd.Series(True, index=frame.index)
    for condition in conditions.split(" & "):
        item, codes = condition.split("=")
        found &= is_one_of(frame, item, codes)
    return found


def wants_fewer(frame: pd.DataFrame) -> pd.Series:
    place = {code: number for number, code in enumerate(SIZES)}
    return frame["caseload_desired"].map(place) < frame["caseload_now"].map(place)


def says_any(frame: pd.DataFrame, items: Iterable[str], codes: str) -> pd.Series:
    return pd.concat([is_one_of(frame, item, codes) for item in items], axis=1).any(axis=1)


def lists_of(frame: pd.DataFrame, item: str) -> pd.Series:
    return frame[item].str.split("|")


def study_field(name: str) -> float:
    study = YAML(typ="safe", pure=True).load((STUDY / "study.yaml").read_text(encoding="utf-8"))
    return float(study["waves"]["2022"][name])


def filled_for_exactly(waves: Waves, figure: Figure) -> int:
    whole, asked = waves[figure["wave"]], based_on(waves[figure["wave"]], figure["base_filter"])
    for item in figure["items"].split():
        assert set(whole.index[whole[item] != ""]) == set(asked.index), (
            f"{item} is not filled for exactly this base"
        )
    return len(asked)


def hits(figure: Figure, frame: pd.DataFrame) -> pd.Series:
    """Who counts for a share, as True and False over the base."""
    items, codes = figure["items"].split(), figure["categories"]
    how: dict[str, Callable[[], pd.Series]] = {
        "share": lambda: is_one_of(frame, items[0], codes),
        "share_5_or_lower": lambda: numbers(frame, items[0]) <= 5,
        "share_8_or_higher": lambda: numbers(frame, items[0]) >= 8,
        "cross_share": lambda: meets_all(frame, codes),
        "any_of": lambda: says_any(frame, items, codes),
        "share_desired_below_now": lambda: wants_fewer(frame),
    }
    return how[figure["statistic"]]()


def value_of(figure: Figure, waves: Waves) -> float:
    """The figure as the responses give it, in the unit of its interval."""
    frame = based_on(waves[figure["wave"]], figure["base_filter"])
    items = figure["items"].split()
    scale = 100 if figure["unit"] == "mean_share" else 1
    how: dict[str, Callable[[], float]] = {
        "mean": lambda: numbers(frame, items[0]).mean() / scale,
        "complement_mean": lambda: (100 - numbers(frame, items[0])).mean() / scale,
        "mean_of_sum": lambda: sum(numbers(frame, item) for item in items).mean() / scale,
        "sum_of_rounded": lambda: sum(
            math.floor(value_of(FIGURES[part], waves) * 100 + 0.5) for part in figure["items"].split("+")
        ) / 100,
        "count_rows": lambda: len(frame),
        "count_base": lambda: filled_for_exactly(waves, figure),
        "count_list_size": lambda: (lists_of(frame, items[0]).map(len).clip(upper=2) == int(figure["categories"][0])).sum(),
        "count_distinct": lambda: lists_of(frame, items[0]).explode().nunique(),
        "ratio_rows_to_field": lambda: len(frame) / study_field(items[0]),
        "study_field": lambda: study_field(items[0]),
    }  # fmt: skip
    if figure["statistic"] in how:
        return float(how[figure["statistic"]]())
    return float(hits(figure, frame).mean())


class Code(str):
    """A bare word of a relation; words joined by | are alternatives."""

    def __or__(self, other: Any) -> Code:
        return Code(f"{self}|{other}")


def two_by_two(waves: Waves, item: str, code: str) -> list[list[int]]:
    table = []
    for name in ("2022", "2020"):
        found = is_one_of(waves[name], item, code)
        table.append([int(found.sum()), int((~found).sum())])
    return table


def fisher_p(waves: Waves, item: str, code: str) -> float:
    return float(stats.fisher_exact(two_by_two(waves, item, code)).pvalue)


def ttest_p(waves: Waves, item: str, code: str) -> float:
    """Two-sided t test of two shares on one stacked design with every respondent a PSU."""
    table = np.array(two_by_two(waves, item, code), float)
    n = table.sum(axis=1)
    share = table[:, 0] / n
    total = n.sum()
    variance = total / (total - 1) * (share * (1 - share) / n).sum()
    t = (share[0] - share[1]) / math.sqrt(variance)
    return float(2 * stats.t.sf(abs(t), total - 2))


def holds(figure: Figure, waves: Waves) -> bool:
    """Whether a relation is true; its words are items, codes and the functions below."""
    frame = based_on(waves["2022"], figure["base_filter"])

    def share(item: str, codes: str, by: str | None = None, groups: str = "") -> float:
        part = frame if by is None else frame[is_one_of(frame, by, groups)]
        return float(is_one_of(part, item, codes).mean())

    def mean_learning(band: str) -> float:
        topics = [item for item in LEARN if item != "learn_effective_approach"]
        return float(np.mean([share(item, "learn", "tenure_band", band) for item in topics]))

    known: dict[str, Any] = {
        "share": share,
        "mean": lambda item: float(numbers(frame, item).mean()),
        "anyof": lambda items, codes: float(says_any(frame, items, codes).mean()),
        "count": lambda item, code: int(is_one_of(frame, item, code).sum()),
        "ml": mean_learning,
        "ttest_p": lambda item, code: ttest_p(waves, item, code),
        "fisher_p": lambda item, code: fisher_p(waves, item, code),
        "USE": USE, "LEARN": LEARN, "BARS": BARS, "GRADES": GRADES, "T1": T1,
        "abs": abs, "min": min, "max": max, "sum": sum,
    }  # fmt: skip
    words = {node.id for node in ast.walk(ast.parse(figure["check"])) if isinstance(node, ast.Name)}
    names = {word: Code(word) for word in words} | known
    return bool(eval(figure["check"], {"__builtins__": {}, **names}))  # our own committed file


def problems(figure: Figure, waves: Waves) -> list[str]:
    """What is wrong with a figure, in words; empty where the responses reproduce it."""
    found = []
    if figure["statistic"] != "relation":
        value = value_of(figure, waves)
        if not float(figure["low"]) - 1e-9 <= value <= float(figure["high"]) + 1e-9:
            found.append(f"{figure['id']}: {value:.4f} lies outside {figure['low']} to {figure['high']}")
    if figure["count_low"]:
        count = int(hits(figure, based_on(waves[figure["wave"]], figure["base_filter"])).sum())
        if not int(figure["count_low"]) <= count <= int(figure["count_high"]):
            found.append(
                f"{figure['id']}: count {count} lies outside {figure['count_low']} to {figure['count_high']}"
            )
    if figure["check"] and not holds(figure, waves):
        found.append(f"{figure['id']}: this relation does not hold: {figure['check']}")
    return found


def test_the_list_has_134_figures_to_reproduce_out_of_142():
    assert len(FIGURES) == 142
    assert len(REPRODUCED) == 134


@pytest.mark.parametrize("identity", REPRODUCED)
def test_the_responses_reproduce_the_published_figure(identity: str, waves: Waves):
    assert problems(FIGURES[identity], waves) == []


def test_every_figure_has_something_that_can_fail():
    assert all(
        figure["check"] or (figure["low"] and figure["high"]) for figure in map(FIGURES.get, REPRODUCED)
    )


def test_one_changed_answer_is_noticed_by_every_figure_of_that_cell(waves: Waves):
    changed = {name: frame.copy() for name, frame in waves.items()}
    row = changed["2022"].index[changed["2022"]["bar_national_law"] == "some"][0]
    changed["2022"].loc[row, "bar_national_law"] = "strong"
    failing = [identity for identity in REPRODUCED if problems(FIGURES[identity], changed)]
    assert failing == ["T1_006", "T1_008"]  # counts 5 and 26 became 6 and 25


def test_the_change_in_national_law_has_the_p_values_worked_out_beforehand(waves: Waves):
    assert two_by_two(waves, "bar_national_law", "some") == [[26, 53], [41, 62]]
    assert round(ttest_p(waves, "bar_national_law", "some"), 3) == 0.338
    assert round(fisher_p(waves, "bar_national_law", "some"), 3) == 0.357


def test_no_difference_of_tabel_1_has_a_smaller_p_value(waves: Waves):
    cells = [(item, code) for item in T1 for code in ("strong", "some")]
    assert min(cells, key=lambda cell: ttest_p(waves, *cell)) == ("bar_national_law", "some")
    assert min(cells, key=lambda cell: fisher_p(waves, *cell)) == ("bar_national_law", "some")
