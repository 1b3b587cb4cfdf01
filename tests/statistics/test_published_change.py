"""Truth: Tabel 1 of the source report, all of whose eight differences it calls not significant."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.schema import ESTIMATES
from monitor.statistics.estimates.by_domain import estimates_by_domain
from tests.changes import changes_between_waves

TABLE_1 = {
    "bar_caseload_size": ((30, 47), (24, 34)),
    "bar_national_law": ((4, 41), (5, 26)),
    "bar_municipal_policy": ((3, 40), (4, 26)),
    "bar_budget": ((12, 34), (9, 31)),
}


@pytest.fixture
def table_1(build):
    waves = ("2020", "2022")
    barrier = build.scale(["strong", "some", "none"])
    items = [build.item(name, "single", barrier, waves, group="barriers") for name in TABLE_1]
    columns = {}
    for name, counts in TABLE_1.items():
        columns[name] = []
        for (strong, some), n in zip(counts, (103, 79), strict=True):
            columns[name] += ["strong"] * strong + ["some"] * some + ["none"] * (n - strong - some)
    return build.survey(items, columns, [0] * 103 + [1] * 79, waves=waves)


@pytest.fixture
def changes(table_1):
    return changes_between_waves(table_1.answers, table_1.design, table_1.study, table_1.questionnaire)[0]


def test_all_eight_differences_of_table_1_are_undecided(changes):
    eight = changes[changes["category"].isin(["strong", "some"])]
    assert len(eight) == 8
    assert set(eight["verdict"]) == {"undecided"}


def test_the_design_based_t_test_of_national_law_has_p_0_338(changes):
    row = changes[(changes["item"] == "bar_national_law") & (changes["category"] == "some")].iloc[0]
    assert row["test"] == "t"
    assert row["df"] == 103 + 79 - 1 - 1
    assert row["difference"] == pytest.approx(26 / 79 - 41 / 103, rel=1e-12)
    assert round(row["p"], 3) == 0.338


def test_the_minimal_detectable_difference_at_5_percent_is_9_to_21_points(table_1):
    # Pooled shares of 9/182 = 5% and 81/182 = 45%: (1.973 + 0.844) x sqrt(p (1 - p) (1/103 + 1/79)).
    study = replace(table_1.study, comparison=replace(table_1.study.comparison, adjust="none"))
    found = changes_between_waves(table_1.answers, table_1.design, study, table_1.questionnaire)[0]
    mdd = found[found["level"] == "category"].set_index(["item", "category"])["mdd"]
    assert round(mdd["bar_national_law", "strong"], 2) == 0.09
    assert round(mdd["bar_caseload_size", "some"], 2) == 0.21


def test_estimates_have_the_released_columns_and_whole_bases(table_1):
    found = estimates_by_domain(table_1.answers, table_1.design, table_1.study, table_1.questionnaire)
    assert tuple(found.columns) == ESTIMATES.names
    assert len(found) == 4 * 3 * 2
    assert found["n_effective"].round(9).isin([103, 79]).all()
    first = found.iloc[0]
    assert (first["wave"], first["item"], first["category"], first["count"]) == (
        "2020",
        "bar_caseload_size",
        "strong",
        30,
    )
