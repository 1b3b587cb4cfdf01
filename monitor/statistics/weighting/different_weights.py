"""How many different weights there are: where they are few, figures with all their digits tell of who has which."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from monitor.intake.answers.typed_answers import Answers

MOST = 100
"""Different weights beyond which they are not few, whatever the survey."""
DIGITS = 6
"""Significant digits in which two weights differ; the same one comes out of raking in so many."""


def few_different_weights(weights: np.ndarray, answers: Answers) -> Mapping[str, int]:
    """By wave the number of different weights above 0, where there are more than one and at most `MOST`."""
    found = {}
    for place, wave in enumerate(answers.waves):
        own = weights[(answers.wave == place) & (weights > 0)]
        scale = 10.0 ** (DIGITS - 1 - np.floor(np.log10(own)))
        different = len(np.unique(np.rint(own * scale) / scale))
        if 1 < different <= MOST:
            found[wave] = different
    return found
