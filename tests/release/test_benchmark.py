"""The attacker: what the rows of a benchmark tell of municipalities, and of those of which nothing is told."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from monitor.release.door.audit import audit
from monitor.release.door.benchmark_figures import benchmark_figures
from monitor.release.door.benchmark_rows import benchmark_rows
from monitor.release.results.released_set import read_results, write_results
from monitor.schema import CHANGES, ESTIMATES
from monitor.stages.measuring import measure
from monitor.stages.releasing import pass_the_door
from monitor.stages.taking_in import take_in
from monitor.statistics.benchmark.measured_areas import measured_figures
from monitor.statistics.design.declared_design import build_design
from monitor.study.study_reader import read_study
from tests.pipeline.test_benchmark import AREAS, STUDY, measured, responses, written

AREA = ["wave", "item", "category", "breakdown", "group"]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory):
    return measured(written(tmp_path_factory.mktemp("benchmark")))


@pytest.fixture(scope="module")
def figures(run):
    return measured_figures(run.answers, run.design, run.study, benchmark_figures(run.study))


def raw_of(released, item: str) -> pd.DataFrame:
    """The released row of each municipality on the figure that is shown of it."""
    rows = released.estimates
    rows = rows[(rows["breakdown"] == "gemeente") & (rows["item"] == item)]
    shown = rows["category"] == ("agree_net" if item == "brief" else "")
    return rows[shown & rows["measure"].isin(["share", "mean"])].set_index("group")


def rows_of(frame: pd.DataFrame, item: str, **values: str) -> pd.DataFrame:
    mask = frame["item"] == item
    for name, value in values.items():
        mask &= frame[name] == value
    return frame[mask].set_index("group")


@pytest.mark.parametrize("item", ["brief", "cijfer"])
def test_where_a_figure_is_not_told_nothing_of_its_municipality_is(run, item) -> None:
    raw, benchmark = raw_of(run.released, item), run.released.benchmark
    hidden = raw.index[raw["status"] == "suppressed"]
    assert 0 < len(hidden) < AREAS
    for made in ("shrunken", "limit_low", "limit_high"):
        rows = rows_of(benchmark.estimates, item, measure=made).loc[hidden]
        assert rows[list(ESTIMATES.numbers)].isna().all(axis=None)
        assert rows["status"].eq("suppressed").all()
        assert rows["reason"].tolist() == raw.loc[hidden, "reason"].tolist()
    for comparison in ("peers:size", "nation"):
        rows = rows_of(benchmark.changes, item, comparison=comparison).loc[hidden]
        assert rows[list(CHANGES.numbers)].isna().all(axis=None)
        assert set(rows["verdict"]) == {"too_few"}
        assert set(rows["test"]) == {""}


def test_rows_are_a_function_of_what_is_displayed(run, figures) -> None:
    """Answers behind the displayed figures, of every municipality anew within their rounding, with the model as it is."""
    random = np.random.default_rng(2)
    others = []
    for one in figures:
        areas = one.areas.assign(
            estimate=one.areas["estimate"] + random.uniform(-0.004, 0.004, len(one.areas)),
            variance=one.areas["variance"] * random.uniform(0.9, 1.1, len(one.areas)),
            k=one.areas["k"] * random.uniform(0.5, 2.0, len(one.areas)),
            n=random.integers(3, 300, len(one.areas)).astype(float),
        )
        others.append(replace(one, areas=areas))
    made = benchmark_rows(others, run.released.estimates, run.study)
    pd.testing.assert_frame_equal(made.estimates, run.released.benchmark.estimates)
    pd.testing.assert_frame_equal(made.changes, run.released.benchmark.changes)


def test_every_number_is_worked_out_again_from_displayed_figures(run, figures) -> None:
    """In code of its own: difference, p, Holm, intervals, told interval and smallest difference against the peers."""
    study, released = run.study, run.released
    people = {code: study.municipalities.people[code] for code in study.municipalities.rows}
    size = {code: row["size"] for code, row in study.municipalities.rows.items()}
    alone: dict[str, dict[str, float]] = {}
    for one in figures:
        item = one.figure.item
        raw = raw_of(released, item)
        peers = released.estimates
        peers = peers[(peers["breakdown"] == "size") & (peers["item"] == item)]
        shown = peers["category"] == ("agree_net" if item == "brief" else "")
        peers = peers[shown & peers["measure"].isin(["share", "mean"])].set_index("group")["estimate"]
        compared = rows_of(released.benchmark.changes, item, comparison="peers:size")
        s2 = float(f"{one.s2:.2g}")
        for code, row in raw[raw["status"] != "suppressed"].iterrows():
            alike = [other for other in people if size[other] == size[code]]
            w = people[code] / sum(people[other] for other in alike)
            rest = (peers[size[code]] - w * row["estimate"]) / (1 - w)
            left = {other: people[other] for other in alike if other != code}
            others = {o: raw.loc[o, "deff"] / raw.loc[o, "n"] if raw.loc[o, "n"] > 0 else 0.1 for o in left}
            squares = sum((left[o] / sum(left.values())) ** 2 * others[o] for o in left)
            k = row["deff"] / row["n"] + squares
            if item == "brief":
                x, n = row["estimate"] / k, 1 / k
                above = (stats.beta.cdf(rest, x, n - x + 1) + stats.beta.cdf(rest, x + 1, n - x)) / 2
                p = min(1.0, 2 * min(above, 1 - above))
            else:
                p = 2 * stats.norm.sf(abs(row["estimate"] - rest) / np.sqrt(s2 * k))
            told = compared.loc[code]
            digits = 2 if item == "brief" else 1
            assert told["difference"] == pytest.approx(
                row["estimate"] - peers[size[code]], abs=0.51 * 10**-digits
            )
            if told["verdict"] == "too_few":
                assert np.isnan([told["p"], told["mdd"], told["p_adjusted"]]).all()
                continue
            assert told["p"] == pytest.approx(p, abs=0.00051)
            alone.setdefault(str(code), {})[item] = p
    families = {code: len(own) for code, own in alone.items()}
    assert set(families.values()) == {1, 2}
    for code, own in alone.items():
        hidden = sum(
            raw_of(released, item).loc[code, "status"] == "suppressed" for item in ("brief", "cijfer")
        )
        tests, smallest = families[code] + hidden, min(own, key=lambda item: own[item])
        told = rows_of(released.benchmark.changes, smallest, comparison="peers:size").loc[code]
        assert told["p_adjusted"] == pytest.approx(min(1.0, tests * own[smallest]), abs=0.00051)
        assert told["level_in_force"] == pytest.approx(0.05 / tests)


def test_a_verdict_stands_where_both_conditions_do_as_displayed(run) -> None:
    benchmark, found = run.released.benchmark, set()
    for item in ("brief", "cijfer"):
        drawn = rows_of(benchmark.estimates, item, measure="shrunken")
        compared = rows_of(benchmark.changes, item, comparison="nation")
        nation = run.released.estimates
        nation = nation[(nation["breakdown"] == "") & (nation["item"] == item)]
        nation = nation[
            nation["category"].eq("agree_net") | (nation["measure"].eq("mean") & (item == "cijfer"))
        ]
        level = round(float(nation["estimate"].iloc[0]), 2 if item == "brief" else 1)
        for code, row in compared[compared["p_adjusted"].notna()].iterrows():
            low, high = drawn.loc[code, ["ci_low", "ci_high"]]
            both = row["p_adjusted"] < 0.05 and (low > level + 1e-9 or high < level - 1e-9)
            assert (row["verdict"] in ("higher", "lower")) == both
            excludes = row["told_low"] > 1e-9 or row["told_high"] < -1e-9
            assert excludes == both
            found.add(row["verdict"])
    assert "undecided" in found
    verdicts = benchmark.changes["verdict"].isin(["higher", "lower"])
    assert (
        run.released.method.benchmark.reports_with_verdict
        == benchmark.changes[verdicts]["group"].nunique()
        > 0
    )


def test_answers_of_a_hidden_municipality_move_others_by_one_unit_at_most(run, tmp_path) -> None:
    """All answers of one of which nothing is told turned around: the model moves a little, and nobody can tell."""
    raw = raw_of(run.released, "brief")
    code = raw.index[raw["reason"] == "small_group"][0]
    path = written(tmp_path)
    rows = responses()
    own = rows["gemeente"] == code
    rows.loc[own, "brief"] = rows.loc[own, "brief"].map({"1": "3", "2": "1", "3": "1", "": ""})
    rows.to_csv(tmp_path / "r.csv", index=False)
    study = read_study(path)
    taken_in = take_in(study, lambda *_: None, {})
    design = build_design(taken_in.answers, study.design)
    others = measured_figures(taken_in.answers, design, study, benchmark_figures(study))
    made = benchmark_rows(others, run.released.estimates, study)
    before, after = (
        frame[frame["measure"] != "spread"] for frame in (run.released.benchmark.estimates, made.estimates)
    )
    for column in ("estimate", "ci_low", "ci_high"):
        assert np.nanmax(np.abs(before[column] - after[column])) <= 0.0101


def test_the_audit_finds_what_a_benchmark_may_not_tell(run, tmp_path) -> None:
    write_results(run.released, tmp_path)
    released = read_results(tmp_path, run.study)
    assert audit([released], [run.study]).passed
    pd.testing.assert_frame_equal(released.benchmark.changes, run.released.benchmark.changes)
    estimates, changes = released.benchmark.estimates, released.benchmark.changes
    hidden = estimates.index[(estimates["status"] == "suppressed") & (estimates["measure"] == "shrunken")][0]
    told = estimates.index[(estimates["status"] == "released") & (estimates["measure"] == "shrunken")][0]
    untold = changes.index[changes["reason"] == "estimate_suppressed"][0]
    plain = changes.index[changes["p"].notna()][0]
    planted = {
        "partly_suppressed": (estimates.copy(), changes, hidden, "estimate", 0.5),
        "tells_more": (estimates.copy(), changes, told, "estimate", 0.512345),
        "change_of_suppressed": (estimates, changes.copy(), untold, "difference", 0.1),
    }
    for kind, (of_estimates, of_changes, place, column, value) in planted.items():
        (of_changes if kind == "change_of_suppressed" else of_estimates).loc[place, column] = value
        made = replace(released.benchmark, estimates=of_estimates, changes=of_changes)
        assert set(audit([replace(released, benchmark=made)], [run.study]).findings["kind"]) == {kind}
    for column, value, row in (("p", 0.012345, plain), ("n_to", 31.0, plain), ("verdict", "higher", untold)):
        finer = changes.copy()
        finer.loc[row, column] = value
        made = replace(released.benchmark, changes=finer)
        assert not audit([replace(released, benchmark=made)], [run.study]).passed


def test_with_peers_too_few_or_one_too_large_the_nation_is_the_reference(tmp_path) -> None:
    """Of twelve municipalities nine are small, and of three large ones one has most people."""
    path = written(tmp_path)
    frame = pd.read_csv(tmp_path / "frame.csv", dtype=str)
    frame["size"] = ["l" if place % 13 == 0 else "s" for place in range(AREAS)]
    frame.to_csv(tmp_path / "frame.csv", index=False)
    study = read_study(path)
    taken_in = take_in(study, lambda *_: None, {})
    released = pass_the_door(study, taken_in, *measure(study, taken_in, lambda *_: None), lambda *_: None)
    large = {f"G{place:03d}" for place in range(0, AREAS, 13)}
    changes, estimates = released.benchmark.changes, released.benchmark.estimates
    peers = changes[changes["comparison"] == "peers:size"]
    assert not large & set(peers["group"])
    assert large <= set(changes[changes["comparison"] == "nation"]["group"])
    lines = estimates[estimates["measure"] == "limit_low"]
    assert set(lines["group"][lines["peer_set"] == "nation"]) == large
    assert not large & set(lines["group"][lines["peer_set"] == "size"])


def test_where_everybody_says_the_same_nothing_is_drawn_and_nothing_is_decided(tmp_path) -> None:
    path = written(tmp_path)
    responses().assign(cijfer="7").to_csv(tmp_path / "r.csv", index=False)
    study = read_study(path)
    taken_in = take_in(study, lambda *_: None, {})
    released = pass_the_door(study, taken_in, *measure(study, taken_in, lambda *_: None), lambda *_: None)
    drawn = released.benchmark.estimates
    assert set(drawn[drawn["measure"] == "shrunken"]["item"]) == {"brief"}
    compared = rows_of(released.benchmark.changes, "cijfer", comparison="nation")
    assert set(compared["verdict"]) <= {"undecided", "too_few"}
    assert released.method.benchmark.figures[1].s2 == 0.0


def test_officials_have_no_benchmark_and_a_study_without_one_has_no_rows(run, tmp_path: Path) -> None:
    without = STUDY.replace("benchmark: {breakdown: gemeente, peers: size, traits: [size]}\n", "")
    assert measured(written(tmp_path, study=without)).released.benchmark is None
    assert list(run.released.benchmark.estimates.columns) == list(ESTIMATES.names)
