"""Truth: what the loop of suppression, audit and cut has to leave, counted by eye on small tables."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import pytest

from monitor.release.door.audit import audit
from monitor.release.results.method import Method
from monitor.release.results.released_set import ReleasedSet
from monitor.release.results.table_files import typed
from monitor.schema import CHANGES, ESTIMATES
from monitor.study.study import Study

from .measured import through
from .survey import Survey

NO_CHANGES = pd.DataFrame({name: [] for name in CHANGES.names})
CODES = ("sa", "a", "n", "d", "sd")
NETS = {"agree_net": ("sa", "a"), "disagree_net": ("d", "sd")}


def distribution(study: Study, breakdown: str, group: str, counts: Sequence[int]) -> list[dict]:
    """All shares in one group: of the item `clear`, nets included, or with two counts of `works`."""
    item, codes = ("clear", CODES) if len(counts) == 5 else ("works", ("under", "over"))
    held = dict(zip(codes, counts, strict=True))
    held |= {net: sum(held[code] for code in of) for net, of in NETS.items() if item == "clear"}
    n = sum(counts)
    key = {"study": study.id, "wave": "2021", "indicator": item, "item": item, "measure": "share"}
    key |= {
        "breakdown": breakdown,
        "group": group,
        "peer_set": "",
        "status": "released",
        "reason": "",
        "n": n,
    }
    key |= {"n_not_asked": 0, "n_no_answer": 0, "n_dont_know": 0, "n_not_applicable": 0}
    return [{**key, "category": code, "count": count, "estimate": count / n} for code, count in held.items()]


def passed(study: Study, breakdown: str, groups: dict[str, Sequence[int]]) -> ReleasedSet:
    whole = [sum(column) for column in zip(*groups.values(), strict=True)]
    rows = distribution(study, "", "", whole)
    for group, counts in groups.items():
        rows += distribution(study, breakdown, group, counts)
    frame = typed(pd.DataFrame(rows, columns=ESTIMATES.names), ESTIMATES, "estimates")
    return through(frame, NO_CHANGES, Method(), study)


def shown(released: ReleasedSet, breakdown: str) -> dict[str, set[str]]:
    """Categories released by group."""
    rows = released.estimates[(released.estimates["breakdown"] == breakdown)]
    rows = rows[rows["status"] != "suppressed"]
    return {group: set(own["category"]) for group, own in rows.groupby("group")}


THIN = {"young": (2, 2, 1, 2, 1), "mid": (5, 5, 4, 4, 2), "old": (20, 15, 15, 5, 5)}
"""Young has 8 answers and mid is the next smallest. Together they gave "sd" 3 times: too few to hide in."""


def test_a_distribution_that_cannot_be_hidden_is_shown_as_one_net_first(survey: Survey) -> None:
    """Of "agree" they have 14 and of the rest 14: enough. So old keeps its net."""
    released = passed(survey.study, "band", THIN)
    assert shown(released, "band") == {"old": {"agree_net"}}
    assert released.method.disclosure.audit.coarsened == (("2021", "clear", "band"),)
    reasons = released.estimates.query("breakdown == 'band' and group == 'old'")["reason"]
    assert set(reasons) == {"", "coarsened"}


def test_the_whole_sample_keeps_its_full_distribution(survey: Survey) -> None:
    released = passed(survey.study, "band", THIN)
    assert shown(released, "")[""] == {*CODES, *NETS}


def test_what_is_not_protected_within_the_rounds_is_withheld_and_said_so(survey: Survey) -> None:
    hurried = survey.with_rules(rounds=0)
    released = passed(hurried.study, "band", THIN)
    assert shown(released, "band") == {}
    assert set(released.estimates.query("breakdown == 'band'")["reason"]) == {"withheld"}
    assert released.method.disclosure.audit.withheld == (("2021", "clear", "band"),)
    assert audit([released], [hurried.study]).passed


@pytest.mark.parametrize("rounds", [0, 1, 2])
def test_however_few_the_rounds_nothing_unprotected_comes_out(survey: Survey, rounds: int) -> None:
    hurried = survey.with_rules(rounds=rounds)
    estimates = hurried.estimates(hurried.answers(120, 3))
    released = through(estimates, hurried.changes(estimates), Method(), hurried.study)
    assert audit([released], [survey.study]).passed


def test_what_the_whole_sample_leaves_no_room_for_is_no_leak(survey: Survey) -> None:
    """Nobody at all said "over": that two small groups did not either is no news."""
    released = passed(survey.study, "band", {"young": (8, 0), "mid": (20, 0), "old": (60, 0)})
    assert shown(released, "band") == {"old": {"under", "over"}}
    assert released.method.disclosure.audit.limited > 0
    assert audit([released], [survey.study]).passed


CELLS = dict.fromkeys(("noord|small", "noord|large", "zuid|small", "zuid|large"), (12, 12, 6, 6, 4))


def test_a_cell_is_hidden_in_its_row_and_in_its_column(survey: Survey) -> None:
    """With region and size released, one hidden cell follows from either margin: all four have to go."""
    margins = {"noord": (24, 24, 12, 12, 8), "zuid": (14, 13, 14, 20, 19)}
    small = {**CELLS, "zuid|large": (2, 1, 8, 14, 15)}
    rows = distribution(survey.study, "", "", (38, 37, 26, 32, 27))
    for breakdown, groups in (("region", margins), ("region*size_class", small)):
        for group, counts in groups.items():
            rows += distribution(survey.study, breakdown, group, counts)
    for group, counts in {"small": (24, 24, 12, 12, 8), "large": (14, 13, 14, 20, 19)}.items():
        rows += distribution(survey.study, "size_class", group, counts)
    frame = typed(pd.DataFrame(rows, columns=ESTIMATES.names), ESTIMATES, "estimates")
    released = through(frame, NO_CHANGES, Method(), survey.study)
    assert shown(released, "region*size_class") == {}
    assert set(shown(released, "region")) == {"noord", "zuid"}


def test_a_routed_item_goes_with_its_filter(survey: Survey) -> None:
    """Content was asked of whoever works under: its base in a group is a count of works."""
    estimates = survey.estimates(survey.answers(110, 7)).query("item in ['works', 'content']")
    released = through(estimates, NO_CHANGES, Method(), survey.study).estimates
    rows = released[released["reason"] != "coarsened"].assign(open=released["status"] != "suppressed")
    groups = rows.groupby(["wave", "breakdown", "group", "item"])["open"].max().unstack()
    assert (groups["works"] | ~groups["content"]).all()
    assert not groups["works"].all()


def test_answers_kept_against_their_route_are_said_to_break_it(survey: Survey) -> None:
    estimates = survey.estimates(survey.answers(90, 3)).query("breakdown in ['', 'band']")
    rows = (estimates["item"] == "content") & estimates["group"].isin(["", "old"])
    estimates.loc[rows, "n_not_asked"] -= 1
    estimates.loc[rows, "n_no_answer"] += 1
    released = through(estimates, NO_CHANGES, Method(), survey.study)
    broken = released.method.disclosure.audit.without_relations
    assert broken == (("2021", "content"), ("2023", "content"))
    assert audit([released], [survey.study]).passed
