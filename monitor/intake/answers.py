"""Typed answers: what validated responses look like to the rest of the house."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

VALID, NOT_ASKED, NO_ANSWER, DONT_KNOW, NOT_APPLICABLE = range(5)
STATES = ("valid", "not_asked", "no_answer", "dont_know", "not_applicable")


@dataclass(frozen=True)
class Variable:
    """The answers to one item, in respondent order.

    **Columns**: `codes` int8 index into `categories`, -1 where `state` is not VALID (None for pure
    numbers); `values` float64, NaN where not VALID (percentages and parts 0-100 as given, grades
    1-10, None for items without numbers); `state` int8, one of STATES. `scores` are the category
    scores behind a mean score.
    """

    id: str
    kind: str
    state: np.ndarray
    categories: tuple[str, ...] = ()
    codes: np.ndarray | None = None
    values: np.ndarray | None = None
    scores: tuple[float, ...] | None = None
    nets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def asked(self) -> bool:
        """Whether anybody at all was asked this item."""
        return bool((self.state != NOT_ASKED).any())


@dataclass(frozen=True)
class Answers:
    """Answers by respondent, of one wave or of several waves stacked.

    **Rows**: one per accepted respondent and wave. `wave` is an index into `waves`. `variables` has
    the closed and derived items only: contact, open and identifying answers never get here.
    `design` holds the declared design columns (weight, stratum, PSU) in the same row order.
    """

    waves: tuple[str, ...]
    wave: np.ndarray
    respondent_id: np.ndarray
    variables: Mapping[str, Variable]
    design: pd.DataFrame

    def __len__(self) -> int:
        return len(self.respondent_id)
