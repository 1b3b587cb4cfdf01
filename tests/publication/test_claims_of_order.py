"""Truth: the small survey. 60% gets somebody on the phone and 25% finds the letters clear; 65% uses the app, 42% the desk.

What was tested is put beside it by hand: each case is a run that found it so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from monitor.publication.checks.consistency import check_consistency
from monitor.publication.claims.conditions import read_conditions
from monitor.publication.claims.ordered import asked_pairs
from monitor.publication.drafts.own_documents import compared_figures
from monitor.publication.quarto.template_documents import TemplateDocument
from monitor.publication.sentences.variables import Variables
from monitor.release.door.figure_orders import released_orders
from monitor.release.results.method import FigureOrder, Method
from monitor.release.results.released_set import ReleasedSet
from monitor.study.study import Study
from monitor.study.study_file import ReportPlan
from tests.words import voice_of

PLAN = ReportPlan("inspectorate", None, None)
PHONE_LEADS = FigureOrder("contact_items", "phone", "agree_net", "letters", "agree_net", "share", True)
APP_LEADS = FigureOrder("used", "use_app", "1", "use_desk", "1", "share", False)
APP_OVER_PHONE = FigureOrder("", "use_app", "1", "phone", "agree_net", "share", True)
ORDERS = (PHONE_LEADS, APP_LEADS, APP_OVER_PHONE)
Told = Callable[..., list[str]]


@pytest.fixture
def told(small_released: ReleasedSet, small_study: Study) -> Told:
    """What is wrong with a claim, where a run found some orders."""

    def found(
        sentence: str, holds: str, orders: tuple[FigureOrder, ...] = ORDERS, **changed: object
    ) -> list[str]:
        estimates = small_released.estimates.copy()
        row = estimates["item"].eq("use_app") & estimates["wave"].eq("2024") & estimates["breakdown"].eq("")
        for name, value in changed.items():
            estimates.loc[row, name] = value
        method = replace(small_released.method, orders=orders)
        variables = Variables(
            replace(small_released, estimates=estimates, method=method), voice_of(small_study)
        )
        text = f'[{sentence}]{{.claim holds="{holds}"}}'
        documents = {"report.qmd": TemplateDocument("report.qmd", "report.qmd", text)}
        findings = check_consistency(documents, PLAN, variables).findings
        return [f"{each.rule}: {each.said_in('en')}" for each in findings]

    return found


@pytest.mark.parametrize(
    ("sentence", "holds"),
    [
        ("Het vaakst krijgen huurders iemand aan de lijn.", "leads(contact_items.agree_net, phone)"),
        ("Bovenaan staat de telefoon, met {{< var phone.agree_net.all.now.pct >}} van de huurders.", "leads(contact_items.agree_net, phone)"),
        ("De app wordt vaker gebruikt dan de telefoon.", "more_than(use_app.c1, phone.agree_net)"),
        ("De app wordt vaker gebruikt dan de telefoon.", "more_than(use_app.c1.all.now, phone.agree_net.all)"),
    ],
)  # fmt: skip
def test_an_order_that_was_proven_may_be_told(told: Told, sentence: str, holds: str) -> None:
    assert told(sentence, holds) == []


@pytest.mark.parametrize(
    ("holds", "said"),
    [
        (
            "leads(used.c1, use_app)",
            "the figure is 65%; the difference with the second, use_desk 43%, is not shown",
        ),
        ("leads(contact_items.agree_net, letters)", "the figure is 25%; the first is phone 60%"),
        ("leads(contact_item.agree_net, phone)", 'Did you mean "contact_items"?'),
        ("leads(contact_items.agree_net, use_app)", 'has no question "use_app"'),
        ("leads(contact_items.agree, phone)", 'Did you mean "phone.agree_net.all.now'),
        ("leads(contact_items.disagree_net, phone)", "not all figures that it takes are shown"),
        (
            "more_than(phone.agree_net, use_app.c1)",
            "60% and 65%, and a difference in that direction is not shown",
        ),
        ("more_than(use_app.c1, letters.agree_net)", "was not tested"),
        ("more_than(use_app.c1, rating.mean)", "not in one unit"),
        ("more_than(phone.agree_net, phone.sa)", "is always true"),
        ("more_than(phone.agree_net, phone.agree_net)", "is always true"),
        ("more_than(use_app.c1, use_app.c1.tenure_kort)", "is about a figure that is not shown"),
        ("more_than(use_app.c1, use_apps.c1)", "has no figure"),
    ],
)
def test_an_order_that_was_not_is_told_with_its_figures(told: Told, holds: str, said: str) -> None:
    (one,) = told("Zo is het.", holds)
    assert one.startswith("claim: report.qmd:1: ")
    assert said in one


def test_a_difference_that_is_not_proven_fails(told: Told) -> None:
    orders = (replace(APP_OVER_PHONE, proven=False),)
    (one,) = told("Zo is het.", "more_than(use_app.c1, phone.agree_net)", orders)
    assert "65% and 60%" in one


def test_an_order_of_a_figure_that_rests_on_few_answers_carries_no_claim(told: Told) -> None:
    for holds in ("leads(used.c1, use_app)", "more_than(use_app.c1, phone.agree_net)"):
        (one,) = told("Zo is het.", holds, status="unreliable")
        assert "rests on too few answers" in one


@pytest.mark.parametrize(
    ("sentence", "holds"),
    [
        ("Het minst vaak krijgen huurders iemand aan de lijn, en dat is het laagste.", "leads(contact_items.agree_net, phone)"),
        ("Het vaakst gebruiken huurders de app.", "more_than(use_app.c1, phone.agree_net)"),
        ("Van de huurders gebruikt {{< var use_app.c1.all.now.pct >}} de app.", "leads(contact_items.agree_net, phone)"),
    ],
)  # fmt: skip
def test_what_an_order_does_not_guard_may_not_be_said(told: Told, sentence: str, holds: str) -> None:
    assert [one.partition(":")[0] for one in told(sentence, holds)] == ["claim-words"]


# the smallest of a set

PHONE_OVER_LETTERS = FigureOrder("", "phone", "agree_net", "letters", "agree_net", "share", True)


def test_the_smallest_of_a_set_may_be_told_where_every_other_is_proven_larger(told: Told) -> None:
    sentence = (
        "Het laagste is dat voor de brieven ({{< var letters.agree_net.all.now.pct >}} van de huurders)."
    )
    assert told(sentence, "trails(contact_items.agree_net, letters)", (PHONE_OVER_LETTERS,)) == []


@pytest.mark.parametrize(
    ("holds", "proven", "said"),
    [
        ("trails(contact_items.agree_net, letters)", False, "60% and 25%"),
        ("trails(contact_items.agree_net, phone)", True, "25% and 60%"),  # the other way round
        ("trails(contact_items.agree_net, use_app)", True, 'has no question "use_app"'),
        ("trails(contact_item.agree_net, letters)", True, 'Did you mean "contact_items"?'),
        ("trails(used.c1, use_desk)", True, "was not tested"),
    ],
)
def test_what_is_not_proven_to_be_the_smallest_is_told_with_its_figures(
    told: Told, holds: str, proven: bool, said: str
) -> None:
    (one,) = told("Zo is het.", holds, (replace(PHONE_OVER_LETTERS, proven=proven),))
    assert said in one


def test_the_largest_is_not_guarded_by_what_is_the_smallest(told: Told) -> None:
    (one,) = told(
        "Het hoogste is dat voor de brieven.",
        "trails(contact_items.agree_net, letters)",
        (PHONE_OVER_LETTERS,),
    )
    assert one.startswith("claim-words: ")


def test_a_run_tests_the_smallest_of_a_set_against_every_other(small_study: Study) -> None:
    conditions = read_conditions(
        "trails(contact_items.agree_net, letters), trails(nowhere.agree_net, letters)"
    )
    assert list(asked_pairs(conditions, small_study)) == [
        (("phone", "agree_net", "share"), ("letters", "agree_net", "share"))
    ]


# what is asked for, and what leaves


def test_a_run_tests_the_pairs_that_its_reports_name(tmp_path: Path, small_study: Study) -> None:
    (tmp_path / "report.qmd").write_text(
        '# Kop\n\n[Zo.]{.claim holds="more_than(use_app.c1, phone.agree_net), more_than(rating.mean, use_app.c9)"}\n'
        '\n[Zo.]{.claim holds="more_than(use_app.c1, phone.agree_net), leads(used.c1, use_app)"}\n',
        encoding="utf-8",
    )
    study = replace(small_study, reports=(ReportPlan("own", tmp_path, None),))
    assert compared_figures(study) == ((("use_app", "1", "share"), ("phone", "agree_net", "share")),)
    assert compared_figures(replace(small_study, reports=(ReportPlan("nergens", None, None),))) == ()


def test_a_mean_and_a_group_are_named_as_variables_are(small_study: Study) -> None:
    conditions = read_conditions(
        "more_than(rating.mean, use_app.c1), more_than(use_app.c1.tenure_kort, use_app.c1.tenure_lang)"
    )
    assert list(asked_pairs(conditions, small_study)) == [(("rating", "", "mean"), ("use_app", "1", "share"))]


def test_an_order_leaves_only_between_figures_that_are_released(small_released: ReleasedSet) -> None:
    estimates = small_released.estimates
    assert released_orders(ORDERS, estimates, "2024") == ORDERS
    hidden = estimates.copy()
    mine = hidden["item"].eq("phone") & hidden["category"].eq("agree_net") & hidden["wave"].eq("2024")
    for status in ("suppressed", "unreliable", "few"):
        hidden.loc[mine, "status"] = status
        assert released_orders(ORDERS, hidden, "2024") == (APP_LEADS,)


def test_an_order_says_no_more_than_which_is_larger() -> None:
    """Its difference has a standard error that tells how many gave both answers."""
    method = Method(orders=ORDERS).as_written()
    assert method.orders == ORDERS
    assert set(vars(PHONE_LEADS)) == {
        "indicator",
        "more",
        "more_category",
        "less",
        "less_category",
        "measure",
        "proven",
    }
