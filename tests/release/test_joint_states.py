"""Truth: the kinds of missing answers of a derived item are joint answers too. An attacker of its own reads them.

One unknown per group and combination of answers to three questions, "weet niet", "n.v.t." and no answer among them; every
number that is released is a sum of such cells. How a derived item comes out is written here once more.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog

from monitor.release.attack import joint_answers

from .designs import run_written

ANSWERS = ("y", "n", "dk", "na", "")
QUESTIONS = ("help", "course", "room")
STATES = {"dk": "n_dont_know", "na": "n_not_applicable", "": "n_no_answer", "-": "n_not_asked"}
FIRST = ("-", "", "dk", "na")
"""What an undecided result is called: by the first of these among its questions."""
Answers = dict[str, str]
Truth = bool | None


def equals(answer: str, code: str) -> Truth:
    """Whether an answer is a code; "weet niet" and no answer leave that open, unless "weet niet" itself is meant."""
    if answer in ("", "-"):
        return None
    if code in ("dk", "na"):
        return answer == code
    return None if answer == "dk" else answer == code


def all_of(*parts: Truth) -> Truth:
    return False if False in parts else None if None in parts else True


def any_of(*parts: Truth) -> Truth:
    return True if True in parts else None if None in parts else False


def negated(part: Truth) -> Truth:
    return None if part is None else not part


@dataclass(frozen=True)
class Derived:
    """A derived item: the questions it reads, its expression in the questionnaire, and the same in Python."""

    reads: tuple[str, ...]
    value: str
    truth: Callable[..., Truth]

    def outcome(self, answers: Answers) -> str:
        """yes, no, or the kind of missing answer."""
        given = [answers[name] for name in self.reads]
        truth = self.truth(*given)
        if truth is not None:
            return "yes" if truth else "no"
        return next(one for one in FIRST if one in given)


DERIVED = {
    "both": Derived(("help", "course"), "help == y and course == y",
                    lambda a, b: all_of(equals(a, "y"), equals(b, "y"))),
    "either": Derived(("help", "course"), "help == y or course == y",
                      lambda a, b: any_of(equals(a, "y"), equals(b, "y"))),
    "unsure": Derived(("help", "course"), "help == dk and course == y",
                      lambda a, b: all_of(equals(a, "dk"), equals(b, "y"))),
    "unlike": Derived(("help", "room"), "not (help == n) and room in [y, dk]",
                      lambda a, b: all_of(negated(equals(a, "n")), any_of(equals(b, "y"), equals(b, "dk")))),
    "spared": Derived(("course", "room"), "course == na or room == n",
                      lambda a, b: any_of(equals(a, "na"), equals(b, "n"))),
    "all_three": Derived(("help", "course", "room"), "all_of(help, course, room, y)",
                         lambda a, b, c: all_of(equals(a, "y"), equals(b, "y"), equals(c, "y"))),
}  # fmt: skip
QUESTIONNAIRE = """\
survey: door
title: Vragenlijst
respondents: {singular: klant, plural: klanten}
waves: ["2023"]
themes: {work: Werk}
scales:
  yes_no: {kind: nominal, categories: {y: ja, n: nee},
    special: {dk: {label: weet niet, means: dont_know}, na: {label: n.v.t., means: not_applicable}}}
questions:
  - {id: help, scale: yes_no, theme: work, text: Hulp}
  - {id: course, scale: yes_no, theme: work, text: Cursus}
  - {id: room, scale: yes_no, theme: work, text: Ruimte}
derived:
"""
STUDY = """\
study: door
title: Deur
published: 2024-09-01
questionnaire: questionnaire.yaml
municipalities:
  file: municipalities.csv
  column: municipality
  attributes: {region: {label: Landsdeel, categories: {r0: R0, r1: R1, r2: R2, r3: R3}}}
waves: {"2023": {responses: r23.csv}}
design: {unit: respondent_id, psu: respondent_id, strata: none, weights: none, fpc: off, stable_ids: off,
  sampling: probability}
breakdowns:
  - {id: region, KIND}
demonstration: true
"""
KINDS = {
    "anonymous": "population_at_least: {n: 100, source: proef}, anonymous: {reason: proef}",
    "identifiable": "identifiable: true",
}
GROUPS = ("r0", "r1", "r2", "r3")


@dataclass(frozen=True)
class Made:
    """A made-up survey: which items are derived, how many answer, how many leave it open, and the kind of groups."""

    seed: int
    size: int
    derived: tuple[str, ...]
    open_answers: float
    kind: str = "anonymous"

    def respondents(self) -> pd.DataFrame:
        rng = np.random.default_rng(self.seed)
        rest = 1.0 - self.open_answers
        chances = [rest * 0.6, rest * 0.4, *(self.open_answers * np.array([0.5, 0.2, 0.3]))]
        skew = np.array([4.0, 3.0, 2.0, 1.5])
        frame = pd.DataFrame({name: rng.choice(ANSWERS, self.size, p=chances) for name in QUESTIONS})
        frame.insert(0, "municipality", rng.choice(GROUPS, self.size, p=skew / skew.sum()))
        frame.insert(0, "respondent_id", [f"q{row}" for row in range(self.size)])
        return frame

    def write(self, folder: Path) -> Path:
        places = [f"{code},Gemeente {code},{code}" for code in GROUPS]
        (folder / "municipalities.csv").write_text("\n".join(["code,name,region", *places]) + "\n")
        lines = [
            f"  {name}: {{label: L, kind: yes_no, theme: work, value: '{DERIVED[name].value}'}}"
            for name in self.derived
        ]
        (folder / "questionnaire.yaml").write_text(QUESTIONNAIRE + "\n".join(lines) + "\n")
        (folder / "study.yaml").write_text(STUDY.replace("KIND", KINDS[self.kind]))
        self.respondents().to_csv(folder / "r23.csv", index=False, lineterminator="\n")
        return folder / "study.yaml"


class JointCells:
    """The released rows of a made-up survey as sums over groups by combinations of answers."""

    def __init__(self, rows: pd.DataFrame, made: Made) -> None:
        self.made = made
        self.rows = rows[(rows["measure"] == "share") & rows["breakdown"].isin(["", "region"])]
        self.cells = list(product(GROUPS, ANSWERS, ANSWERS, ANSWERS))
        told = [row for row in self.rows.itertuples() if row.status != "suppressed"]
        self.everything = self._stacked(told)
        self.on_purpose = self._stacked([row for row in told if row.breakdown == ""])

    def narrowed(self) -> Iterator[tuple]:
        """Hidden counts of answers with less room than they should have."""
        hidden = self.rows[(self.rows["status"] == "suppressed") & (self.rows["reason"] == "small_group")]
        for row in hidden.itertuples():
            low, high = self._range(row, self.everything)
            least, most = self._range(row, self.on_purpose)
            if high - low < min(5.0, most - least) - 1e-3 or high < min(5.0, most) - 1e-3:
                yield row.item, row.category, row.group, low, high

    def _range(self, row, equations: tuple) -> tuple[float, float]:
        target = self._cells_of(row, {row.category})
        ends = []
        for sign in (1.0, -1.0):
            solved = linprog(sign * target, A_ub=equations[0], b_ub=equations[1], method="highs")
            assert solved.status == 0, solved.message
            ends.append(sign * solved.fun)
        return math.ceil(ends[0] - 1e-6), math.floor(ends[1] + 1e-6)

    def _cells_of(self, row, outcomes: set[str]) -> np.ndarray:
        """Cells of a group in which an item comes out so."""
        return np.array(
            [
                float((not row.group or group == row.group) and self._outcome(row.item, given) in outcomes)
                for group, *given in self.cells
            ]
        )

    @staticmethod
    def _outcome(item: str, given: Sequence[str]) -> str:
        answers = dict(zip(QUESTIONS, given, strict=True))
        return answers[item] if item in answers else DERIVED[item].outcome(answers)

    def _stacked(self, rows: Sequence) -> tuple[np.ndarray, np.ndarray]:
        entries, sides = [], []
        for row in rows:
            for cells, low, high in self._told(row):
                entries += [cells, -cells]
                sides += [high + 1e-6, -low + 1e-6]
        for group, size in self._sizes().items():
            cells = np.array([float(not group or own == group) for own, *_ in self.cells])
            entries += [cells, -cells]
            sides += [size[1] + 1e-6, -size[0] + 1e-6]
        return np.array(entries), np.array(sides)

    def _told(self, row) -> Iterator[tuple[np.ndarray, float, float]]:
        rounded = self.made.kind == "identifiable" and row.breakdown != ""
        codes = {"yes", "no"} if row.item in DERIVED else {"y", "n"}
        base = self._cells_of(row, codes)
        low, high = _bases(row.n) if rounded else (row.n, row.n)
        if row.category in codes:
            yield base, low, high
        for code, column in STATES.items():
            if code != "-" and not math.isnan(getattr(row, column)):
                yield self._cells_of(row, {code}), getattr(row, column), getattr(row, column)
        if row.category not in codes:
            return
        count = self._cells_of(row, {row.category})
        if row.status in ("few", "nearly_all"):
            yield count, *((0.0, 1.0) if row.status == "few" else (row.n - 1, row.n))
        elif rounded:
            yield count - (row.estimate - 0.005) * base, 0.0, 1e4
            yield count - (row.estimate + 0.005) * base, -1e4, 0.0
        else:
            yield count, row.count, row.count

    def _sizes(self) -> dict[str, tuple[float, float]]:
        """Everybody in a group, which is not confidential: as far as any item tells it."""
        frame = self.made.respondents()
        if self.made.kind == "identifiable":
            return {"": (float(len(frame)),) * 2}
        counts = frame["municipality"].value_counts()
        return {"": (float(len(frame)),) * 2} | {group: (float(n),) * 2 for group, n in counts.items()}


def _bases(n: float) -> tuple[float, float]:
    if n < 30 or n % 5:
        return n, n
    return (30.0, 32.0) if n == 30 else (n - 2, n + 2)


ALL_PAIRS = Made(17, 140, tuple(DERIVED), 0.6)
SURVEYS = [
    ALL_PAIRS,
    Made(11, 70, ("both", "either"), 0.3),
    Made(12, 90, ("both", "either", "unsure"), 0.4),
    Made(13, 60, ("both", "unsure", "unlike"), 0.4),
    Made(14, 80, ("either", "unlike", "spared"), 0.5),
    Made(15, 100, ("both", "either", "unlike", "spared", "all_three"), 0.5),
    Made(16, 120, ("all_three", "unsure"), 0.6),
    Made(117, 112, tuple(DERIVED), 0.6),
    Made(18, 120, ("both", "either", "unsure"), 0.4, "identifiable"),
    Made(19, 200, ("both", "either", "unlike", "spared", "all_three"), 0.5, "identifiable"),
]


@pytest.mark.parametrize(
    "made",
    [pytest.param(made, marks=() if made is ALL_PAIRS else pytest.mark.slow) for made in SURVEYS],
    ids=lambda made: str(made.seed),
)
def test_kinds_of_missing_answers_narrow_no_hidden_count(made: Made, tmp_path: Path) -> None:
    _, released = run_written(made.write(tmp_path), tmp_path)
    assert (released.estimates["reason"] == "small_group").sum() > 0
    assert list(JointCells(released.estimates, made).narrowed()) == []


def test_joint_answers_without_room_for_the_kinds_are_found_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three questions of yes and no make 8 combinations; with "weet niet", n.v.t. and no answer there are 216."""
    monkeypatch.setattr(joint_answers, "MAX_PATTERNS", 64)
    _, released = run_written(ALL_PAIRS.write(tmp_path), tmp_path)
    assert list(JointCells(released.estimates, ALL_PAIRS).narrowed())
