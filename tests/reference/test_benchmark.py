"""Truth: the benchmark of areas by R, shares (golden_benchmark.json) and grades (golden_benchmark_grades.json), to 1e-9."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from monitor.statistics.benchmark.against_rest import (
    SHARE,
    FigureScale,
    against_rest,
    figure_of_groups,
    funnel_lines,
    own_part,
    rest_factor,
)
from monitor.statistics.benchmark.area_changes import area_changes, model_of_changes
from monitor.statistics.benchmark.area_model import area_model
from monitor.statistics.benchmark.covariates import covariates
from monitor.statistics.benchmark.mid_p import share_limit
from monitor.statistics.benchmark.overdispersion import overdispersion
from monitor.statistics.benchmark.sampling_variance import drawn_from, kish_factor, pooled_variance_of_one
from monitor.statistics.benchmark.verdicts import adjusted, least_difference, shrunken

HERE = Path(__file__).parent
GRADES = FigureScale(1.0, 10.0, False)
TABLES = {"areas_12": ["size_class"], "areas_342": ["size_class", "region"]}


def golden(name: str) -> dict:
    return json.loads((HERE / name).read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def r_shares() -> dict:
    return golden("golden_benchmark.json")


@pytest.fixture(scope="module")
def r_grades() -> dict:
    return golden("golden_benchmark_grades.json")


def near(value):
    return pytest.approx(np.asarray(value, float), rel=1e-9, abs=1e-12)


@pytest.fixture(scope="module", params=list(TABLES))
def areas(request, r_shares) -> SimpleNamespace:
    """A table of areas by R with the sampling variances and covariates that follow from it, and what R made of it."""
    table = pd.read_csv(HERE / f"benchmark_{request.param}.csv")
    share, n, k, people = (table[name].to_numpy(float) for name in ("share", "n", "k", "people"))
    s2 = pooled_variance_of_one(share * (1 - share), n, k)
    group, _ = pd.factorize(table["size_class"])
    of_traits = covariates(table[TABLES[request.param]], fitted=1)
    return SimpleNamespace(
        name=request.param, r=r_shares[request.param], share=share, n=n, k=k, people=people, s2=s2,
        group=group, of_traits=of_traits, constant=np.ones((len(table), 1)),
    )  # fmt: skip


def test_pooled_variance_and_nation_are_those_of_r(areas) -> None:
    assert areas.s2 == near(areas.r["pooled_within_variance"])
    assert areas.s2 * areas.k == near(areas.r["V"])
    nation = figure_of_groups(areas.share, areas.people, np.zeros(len(areas.k), int))
    assert nation[0] == near(areas.r["nation"])


@pytest.mark.parametrize("moderators", ["no_moderators", "moderators"])
def test_the_posterior_is_that_of_r(areas, moderators) -> None:
    known = areas.r[f"posterior_{moderators}"]
    x = areas.of_traits if moderators == "moderators" else areas.constant
    variance = areas.s2 * areas.k
    model = area_model(areas.share, variance, x, SHARE.largest_tau)
    estimate, sd = model.drawn(areas.share, variance, x)
    assert estimate == near(known["estimate"])
    assert sd == near(known["sd"])
    assert model.spread.mean == near(known["tau_mean"])
    assert model.spread.mass @ model.spread.tau**2 == near(known["tau2_mean"])


def test_coefficients_are_those_of_r_where_the_columns_are(areas) -> None:
    table = pd.read_csv(HERE / f"benchmark_{areas.name}.csv")
    categories = {"areas_12": ["large"], "areas_342": ["medium", "large", "oost", "west", "zuid"]}[areas.name]
    traits = table[TABLES[areas.name]]
    x = np.column_stack([areas.constant[:, 0], *((traits == one).any(axis=1) * 1.0 for one in categories)])
    model = area_model(areas.share, areas.s2 * areas.k, x, SHARE.largest_tau)
    assert model.usual == near(areas.r["posterior_moderators"]["coefficients"])


def test_the_interval_of_the_spread_is_that_of_r(areas, r_grades) -> None:
    known = r_grades["spread"][areas.name]
    spread = area_model(areas.share, areas.s2 * areas.k, areas.of_traits, SHARE.largest_tau).spread
    assert spread.mean == near(known["tau_mean"])
    assert [spread.quantile(0.025), spread.quantile(0.975)] == near([known["tau_low"], known["tau_high"]])


@pytest.mark.parametrize("reference", ["against_size_class", "against_nation"])
def test_rest_mid_p_and_funnel_are_those_of_r(areas, reference) -> None:
    known = areas.r[reference]
    group = areas.group if reference == "against_size_class" else np.zeros(len(areas.group), int)
    k_rest = rest_factor(areas.k, areas.people, group)
    whole = figure_of_groups(areas.share, areas.people, group)
    part = own_part(areas.people, group)
    against = against_rest(areas.share, whole, part, areas.k, k_rest, areas.s2, SHARE)
    assert against.reference == near(known["peers"])
    assert against.rest == near(known["rest"])
    assert k_rest == near(known["k_rest"])
    assert against.answers == near(known["n_star"])
    assert against.difference == near(known["difference_peers"])
    assert against.difference / (1 - part) == near(known["difference_rest"])
    assert against.p == near(known["p_value"])
    inner, outer = funnel_lines(against, (0.95, 0.998), SHARE)
    assert inner == near([known["limit95_low"], known["limit95_high"]])
    assert outer == near([known["limit998_low"], known["limit998_high"]])


def test_the_ratio_to_the_standard_error_is_one_for_all_peers_and_for_the_rest(r_shares) -> None:
    """As R's svycontrast has it with the covariance, of the six large areas: each with the variance of its own answers."""
    table = pd.read_csv(HERE / "benchmark_areas_12.csv").query("size_class == 'large'")
    share, n, people = (table[name].to_numpy(float) for name in ("share", "n", "people"))
    variance, weight = share * (1 - share) / (n - 1), people / people.sum()
    known = np.array(r_shares["areas_12"]["covariance_identity"])
    assert known[:, 2] == near(known[:, 5])
    group = np.zeros(6, int)
    part, whole = own_part(people, group), figure_of_groups(share, people, group)
    k_rest = rest_factor(variance, people, group)
    against = against_rest(share, whole, part, variance, k_rest, 1.0, SHARE)  # here k is the variance itself
    assert against.difference == near(known[:, 0])
    assert against.se == near(known[:, 1])
    assert against.rest_se == near(known[:, 4])
    assert part == near(weight)


def test_overdispersion_is_that_of_r(areas) -> None:
    known, nation = areas.r["overdispersion_nation"], areas.r["nation"]
    found = overdispersion(areas.share, areas.k, nation, nation * (1 - nation), 0.1)
    assert found.phi == near(known["phi_winsorised"])
    assert found.bound == near(known["phi_threshold"])
    assert found.tau2 == near(known["tau2_winsorised"])


@pytest.mark.parametrize("expected", [0.3, 0.5, 0.8])
def test_the_lines_of_a_funnel_by_n_are_those_of_r(r_shares, expected) -> None:
    known = r_shares[f"funnel_grid_{expected}"]
    n = np.array(known["n"], float)
    at = np.full(len(n), expected)
    for level, name in ((0.95, "95"), (0.998, "998")):
        assert share_limit(n, at, level, False) == near(known[f"low{name}"])
        assert share_limit(n, at, level, True) == near(known[f"high{name}"])


def test_the_change_of_shares_is_that_of_r(r_shares) -> None:
    table, known = pd.read_csv(HERE / "benchmark_areas_12.csv"), r_shares["areas_12"]["change"]
    n, before_n = table["n"].to_numpy(float), table["n_before"].to_numpy(float)
    after, before = table["share"].to_numpy(float), (table["hits_before"] / table["n_before"]).to_numpy(float)
    variances = tuple(
        pooled_variance_of_one(p * (1 - p), size, 1 / size) / size
        for p, size in ((before, before_n), (after, n))
    )
    found = area_changes(before, after, variances, (before_n, n), 30)
    model = model_of_changes(found.difference, found.variance, SHARE)
    assert found.difference == near(known["difference"])
    assert np.sqrt(found.variance) == near(known["se"])
    assert found.p == near(known["p"])
    estimate, sd = model.drawn(found.difference, found.variance, np.ones((12, 1)))
    assert estimate == near(known["posterior"]["estimate"])
    assert sd == near(known["posterior"]["sd"])
    assert model.spread.mean == near(known["posterior"]["tau_mean"])
    one_test = least_difference(np.sqrt(found.variance), np.ones(12), np.ones(12), 0.05, 0.8)
    assert one_test == near(known["mdd80"])
    assert found.enough.tolist() == ((n >= 30) & (before_n >= 30)).tolist()


@pytest.mark.parametrize(
    ("case", "shares", "n"),
    [
        ("all_equal", [0.4] * 12, None),
        ("one_at_zero_one_at_one", [0.0, 1.0] + [0.4] * 10, [10.0, 10.0]),
    ],
)
def test_tables_without_differences_or_at_the_ends_are_those_of_r(r_shares, case, shares, n) -> None:
    known = r_shares["areas_12"][case]
    size = pd.read_csv(HERE / "benchmark_areas_12.csv")["n"].to_numpy(float)
    size[: len(n or ())] = n or ()
    share = np.array(shares)
    s2 = pooled_variance_of_one(share * (1 - share), size, 1 / size)
    x = np.ones((12, 1))
    model = area_model(share, s2 / size, x, SHARE.largest_tau)
    estimate, sd = model.drawn(share, s2 / size, x)
    assert s2 == near(known["s2"])
    assert estimate == near(known["posterior"]["estimate"])
    assert sd == near(known["posterior"]["sd"])
    assert model.spread.mean == near(known["posterior"]["tau_mean"])
    wide = 2 * 1.959963984540054 * sd
    assert wide.min() > 0.07


def test_holm_is_that_of_r(r_shares) -> None:
    known = r_shares["areas_12"]["holm"]
    found, tests = adjusted(np.array([known["p"]]))
    assert found[0] == near(known["adjusted"])
    assert tests.tolist() == [10]


@pytest.fixture(scope="module")
def grades(r_grades) -> SimpleNamespace:
    """The answers with a grade of 40 areas in two waves, as this product sums them."""
    answers = pd.read_csv(HERE / "benchmark_grades.csv")
    names = r_grades["grades"]["areas"]
    traits = answers.drop_duplicates("area").set_index("area").loc[names, ["size_class", "region", "people"]]

    def of_wave(wave: str) -> SimpleNamespace:
        own = answers[answers["wave"] == wave]
        area = pd.Index(names).get_indexer(own["area"])
        weight, grade = own["weight"].to_numpy(float), own["grade"].to_numpy(float)
        total = np.bincount(area, weight)
        mean = np.bincount(area, weight * grade) / total
        variance = np.bincount(area, weight * (grade - mean[area]) ** 2) / total
        n, k = np.bincount(area).astype(float), kish_factor(weight, area, len(names))
        s2 = pooled_variance_of_one(variance, n, k)
        return SimpleNamespace(mean=mean, variance=variance, n=n, k=k, s2=s2)

    x = covariates(traits[["size_class", "region"]], fitted=10)
    now, before, people = of_wave("now"), of_wave("before"), traits["people"].to_numpy(float)
    group, _ = pd.factorize(traits["size_class"])
    return SimpleNamespace(now=now, before=before, people=people, x=x, group=group)


@pytest.mark.parametrize("wave", ["now", "before"])
def test_sums_of_grades_are_those_of_r(grades, r_grades, wave) -> None:
    found, known = getattr(grades, wave), r_grades["grades"][wave]
    for name in ("n", "k", "mean", "variance"):
        assert getattr(found, name) == near(known[name]), name
    assert found.s2 == near(r_grades["grades"]["s2" if wave == "now" else "s2_before"])


@pytest.mark.parametrize("fpc", [False, True], ids=["off", "on"])
def test_the_posterior_of_grades_is_that_of_r(grades, r_grades, fpc) -> None:
    """With a class of four areas, too few for a coefficient of its own; with and without finite population correction."""
    now, known = grades.now, r_grades["grades"]["posterior_fpc" if fpc else "posterior"]
    k = drawn_from(now.k, now.n, grades.people) if fpc else now.k
    model = area_model(now.mean, now.s2 * k, grades.x, GRADES.largest_tau)
    estimate, sd = model.drawn(now.mean, now.s2 * k, grades.x)
    assert grades.x.shape[1] == 3
    assert estimate == near(known["estimate"])
    assert sd == near(known["sd"])
    spread = model.spread
    assert [spread.mean, spread.mass @ spread.tau**2] == near([known["tau_mean"], known["tau2_mean"]])
    assert [spread.quantile(0.025), spread.quantile(0.975)] == near([known["tau_low"], known["tau_high"]])


@pytest.mark.parametrize("reference", ["against_size_class", "against_nation"])
def test_grades_against_the_rest_are_those_of_r(grades, r_grades, reference) -> None:
    now, known = grades.now, r_grades["grades"][reference]
    group = grades.group if reference == "against_size_class" else np.zeros(len(grades.group), int)
    part, whole = own_part(grades.people, group), figure_of_groups(now.mean, grades.people, group)
    k_rest = rest_factor(now.k, grades.people, group)
    against = against_rest(now.mean, whole, part, now.k, k_rest, now.s2, GRADES)
    for name, column in {
        "peers": against.reference, "rest": against.rest, "k_rest": k_rest, "n_star": against.answers,
        "difference": against.difference, "se": against.se, "z": against.difference / against.se, "p": against.p,
    }.items():  # fmt: skip
        assert column == near(known[name]), name
    inner, outer = funnel_lines(against, (0.95, 0.998), GRADES)
    assert inner == near([known["low95"], known["high95"]])
    assert outer == near([known["low998"], known["high998"]])


@pytest.mark.parametrize("tests", [1, 10])
def test_own_weight_and_least_difference_of_grades_are_those_of_r(grades, r_grades, tests) -> None:
    now, known = grades.now, r_grades["grades"]
    variance = now.s2 * now.k
    model = area_model(now.mean, variance, grades.x, GRADES.largest_tau)
    drawn = shrunken(*model.drawn(now.mean, variance, grades.x), variance, now.s2, 0.05, GRADES)
    assert drawn.weight == near(known["own_weight"])
    assert drawn.effective == near(known["n_effective"])
    se = np.sqrt(now.s2 * (now.k + rest_factor(now.k, grades.people, grades.group)))
    found = least_difference(se, drawn.weight, np.full(40, tests), 0.05, 0.8)
    assert found == near(known[f"mdd_{tests}"])


def test_overdispersion_of_grades_is_that_of_r(grades, r_grades) -> None:
    now, known = grades.now, r_grades["grades"]["overdispersion"]
    nation = float((grades.people * now.mean).sum() / grades.people.sum())
    found = overdispersion(now.mean, now.k, nation, now.s2, 0.1)
    assert [found.phi, found.bound, found.tau2] == near([known["phi"], known["bound"], known["tau2"]])


def test_the_change_of_grades_is_that_of_r(grades, r_grades) -> None:
    now, before, known = grades.now, grades.before, r_grades["grades"]["change"]
    variances = (before.s2 * before.k, now.s2 * now.k)
    found = area_changes(before.mean, now.mean, variances, (1 / before.k, 1 / now.k), 30)
    model = model_of_changes(found.difference, found.variance, GRADES)
    assert found.difference == near(known["difference"])
    assert found.variance == near(known["variance"])
    assert found.p == near(known["p"])
    estimate, sd = model.drawn(found.difference, found.variance, np.ones((40, 1)))
    assert estimate == near(known["estimate"])
    assert sd == near(known["sd"])
    assert model.spread.mean == near(known["tau_mean"])
