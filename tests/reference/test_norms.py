"""Truth: R survey and exact tails of R on invented files, and the published counts of 2013 (golden_instruments.json)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.stats import hypergeom

from monitor.statistics.norms.against_norm import p_of_effective, p_of_files, verdict_of
from monitor.statistics.norms.finite import (
    cap_of,
    effective_files,
    files_for_norm,
    files_right,
    share_limits,
    strata_limits,
)
from monitor.statistics.norms.months import any_can_signal, in_a_row, most_that_signals, tails, trend
from monitor.statistics.norms.planning import (
    fewest_all_right,
    files_for_margin,
    files_for_power,
    power_of_norm,
)
from monitor.statistics.quality.second_reviewer import twice_reviewed

HERE = Path(__file__).parent
GOLDEN: dict[str, Any] = json.loads((HERE / "golden_instruments.json").read_text(encoding="utf-8"))
NORM, TAIL = 0.80, 0.025
LEAST, SCORES_FROM = 10, 30
KIC = GOLDEN["kic_2013"]["right_first_time"]


def close(value: Any) -> Any:
    return pytest.approx(value, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize(
    "row", GOLDEN["hypergeometric"]["rows"], ids=lambda row: f"{row['x']}-{row['n']}-{row['N']}"
)
def test_limits_on_files_of_a_known_number_are_exact(row: dict[str, Any]) -> None:
    x, n, handled = row["x"], row["n"], row["N"]
    assert files_right(x, n, handled, TAIL) == (row["files_low"], row["files_high"])
    limits = share_limits(x, n, handled, TAIL)
    assert tuple(limits) == close(tuple(row["limits"]))
    assert files_for_norm(NORM, handled) == row["files_for_norm"]
    assert tuple(p_of_files(x, n, handled, NORM)) == close((row["p_above"], row["p_below"]))
    assert verdict_of(limits, NORM, n, LEAST) == row["verdict"]


@pytest.mark.parametrize("process", KIC)
def test_the_published_counts_of_2013_come_out(process: str) -> None:
    row = KIC[process]
    limits = share_limits(row["x"], row["n"], None, TAIL)
    assert tuple(limits) == close(tuple(row["clopper_pearson"]))
    assert tuple(p_of_files(row["x"], row["n"], None, NORM)) == close((row["p_above"], row["p_below"]))
    assert verdict_of(limits, NORM, row["n"], LEAST) == row["verdict"]


def strata_of(process: str, by: str) -> pd.DataFrame:
    """Files of a process with what the golden numbers are about; `stratum` is a month or a quarter."""
    files = pd.read_csv(HERE / "instruments_files.csv").query("process == @process").copy()
    norms = files[["letter", "report", "booking", "plan", "suite"]]
    asked = norms.isin(["met", "not_met"])
    files["right_first_time"] = ~(norms == "not_met").any(axis=1)
    files["right_without_registration"] = ~(norms.drop(columns="suite") == "not_met").any(axis=1)
    files["mean_score"] = (norms == "met").sum(axis=1) / asked.sum(axis=1)
    files["asked"] = asked.sum(axis=1)
    months = files["period"].str[5:].astype(int)
    files["stratum"] = files["period"] if by == "month" else ((months - 1) // 3).astype(str)
    handled = files.groupby(["stratum", "period"])["handled"].first().groupby("stratum").sum()
    files["N"] = files["stratum"].map(handled)
    return files


@pytest.mark.parametrize(
    ("block", "process", "by", "finite"),
    [
        ("review", "review", "month", True),
        ("review_without_fpc", "review", "month", False),
        ("application_by_quarter", "application", "quarter", True),
    ],
)
@pytest.mark.parametrize("figure", ["right_first_time", "right_without_registration", "mean_score"])
def test_months_together_are_those_of_r(block: str, process: str, by: str, finite: bool, figure: str) -> None:
    golden = GOLDEN["months_as_strata"][block][figure]
    files = strata_of(process, by)
    value = files[figure].astype(float)
    rows = files.assign(value=value).groupby("stratum")
    n_h, mean = rows.size().to_numpy(float), rows["value"].mean().to_numpy()
    handled, spread = rows["N"].first().to_numpy(float), rows["value"].var().to_numpy()
    weight, fraction = handled / handled.sum(), n_h / handled * finite
    estimate = float((weight * mean).sum())
    variance = float((weight**2 * (1 - fraction) * spread / n_h).sum())
    n, df = int(n_h.sum()), int(n_h.sum()) - len(n_h)
    cap = cap_of(handled if finite else handled * 1e12, n_h)
    if figure == "mean_score":
        cap *= float(files["asked"].mean())
    n_star = effective_files(estimate, variance, n, df, cap, TAIL)
    limits = strata_limits(estimate, n_star, TAIL)
    assert (estimate, variance**0.5) == close((golden.get("share", golden.get("mean")), golden["se"]))
    assert (n_star, cap) == close((golden["n_star"], golden["n_cap"]))
    assert tuple(limits) == close(tuple(golden["limits"]))
    least = SCORES_FROM if figure == "mean_score" else LEAST
    assert verdict_of(limits, NORM, n, least) == golden["verdict"]


def test_one_sided_p_and_limits_agree_at_an_effective_number_of_files() -> None:
    n_star = 58.1068796217193
    limits = strata_limits(0.674258109040718, n_star, TAIL)
    assert p_of_effective(0.674258109040718, n_star, limits.low).above == close(TAIL)
    assert p_of_effective(0.674258109040718, n_star, limits.high).below == close(TAIL)


def test_months_are_held_against_their_pooled_share() -> None:
    golden = GOLDEN["control_chart"]
    right = np.array([month["right"] for month in golden["months"]], float)
    files = np.array([month["n"] for month in golden["months"]], float)
    found = tails(right, files)
    assert found.low == close([month["p_low"] for month in golden["months"]])
    assert found.high == close([month["p_high"] for month in golden["months"]])
    signals = [most_that_signals(int(n), golden["centre"], 0.00135) for n in files]
    assert signals == [month["low_signal_at_most"] for month in golden["months"]]
    rising = trend(right, files)
    assert rising is not None
    assert (rising.z, rising.p) == close((golden["trend"]["z"], golden["trend"]["p"]))


@pytest.mark.parametrize("norm", ["all", *GOLDEN["second_reviewer"]["by_norm"]])
def test_two_reviewers_of_the_same_files(norm: str) -> None:
    twice = pd.read_csv(HERE / "instruments_second.csv")
    golden = GOLDEN["second_reviewer"]
    golden = golden["all"] if norm == "all" else golden["by_norm"][norm]
    rows = twice if norm == "all" else twice[twice["norm"] == norm]
    found = twice_reviewed(
        rows["file"].tolist(), rows["first"].tolist(), rows["second"].tolist(), "met", "not_met"
    )
    assert (found.files, found.judgements, found.alike) == (
        golden["files"],
        golden["judgements"],
        golden["alike"],
    )
    assert (found.milder, found.stricter) == (golden["first_milder"], golden["first_stricter"])
    assert found.alpha == pytest.approx(golden["alpha"], abs=1e-9)
    assert found.se == pytest.approx(golden["alpha_jackknife_se"], abs=1e-9)
    assert found.p == close(golden["mcnemar_exact_p"])


@pytest.mark.parametrize(
    "row", GOLDEN["planning"]["size_for_margin"], ids=lambda row: f"{row['p']}-{row['margin']}-{row['N']}"
)
def test_files_for_a_margin(row: dict[str, Any]) -> None:
    handled = None if row["N"] < 0 else row["N"]
    assert files_for_margin(row["p"], row["margin"], handled, TAIL) == row["n"]


def test_what_can_be_shown_of_a_norm_at_all() -> None:
    fewest = GOLDEN["planning"]["fewest_all_right"]
    found = {name: fewest_all_right(NORM, int(name[1:]) if name[0] == "N" else None, TAIL) for name in fewest}
    assert found == fewest
    power = GOLDEN["planning"]["power_n_50"]
    assert {f"true_{p}": power_of_norm(p / 100, 50, NORM, TAIL) for p in (90, 95)} == close(power)
    assert power_of_norm(0.9, 50, NORM, TAIL, 50) == 1
    proven = [x for x in range(31) if files_right(x, 30, 50, TAIL)[0] >= 40]
    assert power_of_norm(0.9, 30, NORM, TAIL, 50) == close(sum(hypergeom.pmf(proven, 50, 45, 30)))
    steady = GOLDEN["planning"]["smallest_n_with_steady_power_80"]
    found = {f"true_{p}": files_for_power(p / 100, NORM, TAIL, 0.80, 400) for p in (90, 95)}
    assert found == steady


def test_a_row_of_eight_on_one_side_is_found_and_a_month_on_the_line_breaks_it() -> None:
    files = np.full(10, 10.0)
    low, level, high = 3.0, 5.0, 7.0
    assert in_a_row(np.array([low] * 8 + [high] * 2), files, 8).tolist() == [True] * 8 + [False] * 2
    assert not in_a_row(np.array([low] * 4 + [level] + [low] * 3 + [high] * 2), files, 8).any()


def test_a_month_of_five_files_can_give_no_signal() -> None:
    assert not any_can_signal(np.array([5]), 0.68, 0.00135)
    assert any_can_signal(np.array([5, 6]), 0.68, 0.00135)
