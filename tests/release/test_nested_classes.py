"""Truth: two classifications of one number. What a coarse class tells of a small one inside it gives way."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from monitor.release.door.audit import audit
from monitor.release.results.method import Method
from monitor.release.results.released_set import ReleasedSet
from monitor.release.results.table_files import typed
from monitor.schema import CHANGES, ESTIMATES
from monitor.study.study_reader import read_study

from .designs import Design, write
from .measured import through
from .rows import share
from .survey import Survey

NO_CHANGES = pd.DataFrame({name: [] for name in CHANGES.names})
CODES = ("sa", "a", "n", "d", "sd")
FOUR = {"y0": (9, 10, 8, 7, 6), "y2": (8, 9, 7, 8, 8), "y5": (3, 4, 2, 2, 1), "y10": (1, 3, 1, 1, 0)}
TWO = {"short": ("y0", "y2"), "long": ("y5", "y10")}


@pytest.fixture(scope="module")
def classes(tmp_path_factory: pytest.TempPathFactory) -> Survey:
    """A study broken down by years in four classes and in two."""
    folder: Path = tmp_path_factory.mktemp("nested")
    return Survey(
        read_study(write(Design(1, size=20, waves=1, breakdowns=("years_four", "years_two")), folder))
    )


def rows_of(survey: Survey, breakdown: str, group: str, counts: np.ndarray) -> list[dict]:
    told = dict(zip(CODES, counts.tolist(), strict=True))
    told |= {"agree_net": told["sa"] + told["a"], "disagree_net": told["d"] + told["sd"]}
    n = int(counts.sum())
    return [
        share(survey.study, "clear", code, breakdown, group, count, n, wave="2025")
        for code, count in told.items()
    ]


def table(survey: Survey) -> pd.DataFrame:
    four = {group: np.array(counts) for group, counts in FOUR.items()}
    rows = rows_of(survey, "", "", sum(four.values(), np.zeros(5, int)))
    for group, counts in four.items():
        rows += rows_of(survey, "years_four", group, counts)
    for group, inside in TWO.items():
        rows += rows_of(survey, "years_two", group, sum((four[name] for name in inside), np.zeros(5, int)))
    return typed(pd.DataFrame(rows, columns=ESTIMATES.names), ESTIMATES, "estimates")


def test_six_people_in_a_class_are_not_told_by_the_class_around_them(classes: Survey) -> None:
    """Of the 18 with five years or more one is "sd": so at most one of the six with ten or more, who are hidden."""
    released = through(table(classes), NO_CHANGES, Method(), classes.study)
    rows = released.estimates.set_index(["breakdown", "group", "category"]).sort_index()
    assert set(rows.loc["years_four", "y10"]["status"]) == {"suppressed"}
    assert set(rows.loc["years_two", "long"].query("status != 'suppressed'").index) == {"agree_net"}
    assert set(rows.loc[("", "")].query("status != 'suppressed'").index) == {
        *CODES,
        "agree_net",
        "disagree_net",
    }
    report = audit([released], [classes.study])
    assert report.passed, report.findings.to_string()


def test_the_audit_finds_what_the_class_around_them_tells(classes: Survey) -> None:
    frame = table(classes)
    hidden = (frame["breakdown"] == "years_four") & frame["group"].isin(["y5", "y10"])
    frame.loc[hidden, list(ESTIMATES.numbers)] = np.nan
    frame.loc[hidden, ["status", "reason"]] = "suppressed", "small_group"
    changes = typed(NO_CHANGES, CHANGES, "changes")
    found = audit([ReleasedSet(frame, changes, Method(study=classes.study.id))], [classes.study]).findings
    leaks = found.query("kind == 'inferred'")
    assert {"y5", "y10"} == set(leaks["group"])
    assert {"sd"} <= set(leaks["category"])


def test_the_audit_adds_up_through_a_class_of_which_one_figure_is_shown(classes: Survey) -> None:
    """Everybody, less the two open classes, is the two hidden ones: one "sd" together, whatever stands in between."""
    frame = table(classes)
    hidden = (frame["breakdown"] == "years_four") & frame["group"].isin(["y5", "y10"])
    left_out = (frame["breakdown"] == "years_two") & ~frame["category"].isin(["agree_net"])
    frame.loc[hidden | left_out, list(ESTIMATES.numbers)] = np.nan
    frame.loc[hidden | left_out, "status"] = "suppressed"
    frame.loc[hidden, "reason"], frame.loc[left_out, "reason"] = "small_group", "coarsened"
    changes = typed(NO_CHANGES, CHANGES, "changes")
    found = audit([ReleasedSet(frame, changes, Method(study=classes.study.id))], [classes.study]).findings
    leaks = found.query("kind == 'inferred' and category == 'sd'").set_index("group")
    assert leaks["high"].to_dict() == {"y5": 1.0, "y10": 1.0}
