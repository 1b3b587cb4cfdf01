"""Truth: a second hand. What is released of an identifiable group follows from its rounded figures, by other code."""

from __future__ import annotations

from pathlib import Path

import pytest

from .derived_again import Again
from .designs import IDENTIFIABLE, Design, run

UNITS = {"share": "percentage", "rest": "percentage", "mark": "grade", "years": "number", "clear": "score",
         "content": "score"}  # fmt: skip
MARGINS = {"share": 0.1, "grade": 0.5}
SETS = {"set": ("set_a", "set_b", "set_none")}
DESIGNS = {
    "plain": Design(11, size=400, municipalities=4),
    "weighted in clusters, three waves": Design(12, size=500, municipalities=4, waves=3, weights="given", clustered=True),
    "raked": Design(13, size=700, municipalities=6, weights="raked"),
}  # fmt: skip


@pytest.mark.parametrize(
    "name", [next(iter(DESIGNS)), *(pytest.param(name, marks=pytest.mark.slow) for name in list(DESIGNS)[1:])]
)
def test_every_derived_number_follows_from_the_rounded_ones(name: str, tmp_path: Path) -> None:
    study, released = run(DESIGNS[name], tmp_path)
    again = Again(tmp_path / "results", IDENTIFIABLE, UNITS, MARGINS, SETS, [wave.id for wave in study.waves])
    assert again.shown
    assert again.mismatches() == []
    changes = released.changes[released.changes["breakdown"].isin(IDENTIFIABLE)]
    assert changes["p"].notna().any()
