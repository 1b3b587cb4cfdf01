"""What is rounded in groups in which people can be recognised: figures as a report displays them, bases to fives."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from monitor.release.results.keys import by_key
from monitor.release.results.table_files import significant
from monitor.schema import FREEDOM, PROBABILITY, RATIO, RESPONDENTS, STATISTIC, Table
from monitor.schema_words import told_as_share
from monitor.study.declarations import read_declaration
from monitor.study.kinds import ItemKind
from monitor.study.questionnaire import Questionnaire

POLICY = Path(__file__).with_name("policy.yaml")
_UNITS = {RESPONDENTS: "base", FREEDOM: "base", RATIO: "deff", STATISTIC: "statistic", PROBABILITY: "p"}


@dataclass(frozen=True)
class BaseRounding:
    """Numbers of respondents up to `exact_to` stay as they are; those above are rounded to multiples of `step`."""

    exact_to: int
    step: int

    def rounded(self, n: np.ndarray) -> np.ndarray:
        """Bases as they are published of a group in which people can be recognised."""
        n = np.asarray(n, float)
        return np.where(n > self.exact_to, self.step * np.floor(n / self.step + 0.5), n)

    def is_coarse(self, n: float) -> bool:
        """Whether a published base stands for several."""
        return n >= self.exact_to and n % self.step == 0

    def bounds(self, n: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Least and most that a published base can stand for."""
        n = np.asarray(n, float)
        coarse = (n >= self.exact_to) & (n % self.step == 0)
        low = np.where(coarse & (n > self.exact_to), np.ceil(n - self.step / 2), n)
        high = np.where(coarse, np.ceil(n + self.step / 2) - 1, n)
        return np.where(coarse, np.maximum(low, np.minimum(n, self.exact_to + 1)), low), high


@dataclass(frozen=True)
class ClassRule:
    """On fewer answers than `below`, a count of at most `edge`, or of all but that many, is told as a class."""

    below: int
    edge: int


@dataclass(frozen=True)
class WeightRule:
    """Sets of whole numbers are few where there are fewer than ten to the power `digits` of them."""

    digits: float


@cache
def _policy() -> dict[str, dict[str, str]]:
    return read_declaration(POLICY).data


@cache
def decimals() -> dict[str, int]:
    """Decimals per unit, as declared in policy.yaml."""
    return {unit: int(text) for unit, text in _policy()["decimals"].items()}


@cache
def base_rounding() -> BaseRounding:
    """How bases are rounded, as declared in policy.yaml."""
    return BaseRounding(**{name: int(text) for name, text in _policy()["bases"].items()})


@cache
def class_rule() -> ClassRule:
    """When nobody and everybody are told as classes, as declared in policy.yaml."""
    return ClassRule(**{name: int(text) for name, text in _policy()["classes"].items()})


@cache
def weight_rule() -> WeightRule:
    """When weights have so few values that whole numbers can be tried, as declared in policy.yaml."""
    return WeightRule(float(_policy()["weights"]["digits"]))


def unit_of(measure: str, category: str, kind: ItemKind) -> str:
    """The unit that a measure of an item kind is displayed in."""
    return "share" if told_as_share(measure, category) or not kind.unit else kind.unit


def units(frame: pd.DataFrame, questionnaire: Questionnaire) -> np.ndarray:
    """The unit of the estimate or difference of each row."""
    kinds = {group.id: group.traits for group in questionnaire.groups.values()}
    kinds |= {item.id: item.traits for item in questionnaire.items.values()}
    return by_key(
        frame,
        ["measure", "category", "item"],
        lambda measure, category, item: unit_of(measure, category, kinds[item]),
        object,
    )


def digits_of(frame: pd.DataFrame, questionnaire: Questionnaire) -> np.ndarray:
    """Decimals that the estimate or difference of each row is displayed with."""
    return np.array([decimals()[unit] for unit in units(frame, questionnaire)], dtype=float)


def as_displayed(frame: pd.DataFrame, rows: np.ndarray, table: Table, digits: np.ndarray) -> pd.DataFrame:
    """The frame with the numbers of some rows rounded as displayed; `digits` are those of `digits_of`.

    Bases keep what `BaseRounding` made of them. What was declared or holds for a whole family is never rounded.
    """
    frame = frame.copy()
    for column in (column for column in table.columns if not column.text and not column.fixed):
        unit = _UNITS.get(column.unit)
        values = frame[column.name].to_numpy()
        frame[column.name] = np.where(rows, half_up(values, decimals()[unit] if unit else digits), values)
    return frame


def half_up(values: np.ndarray, digits: np.ndarray | int) -> np.ndarray:
    """Values rounded half away from zero on their first 10 significant digits, as on a page."""
    scale = 10.0 ** np.asarray(digits, float)
    size = np.floor(significant(np.abs(values) * scale) + 0.5) / scale
    return np.copysign(size, values) + 0.0
