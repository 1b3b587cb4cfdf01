"""A declared test of means is for items of which a study shows nothing else: the test looks at what is published."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.messages.catalogue import text
from monitor.study.declarations import Declaration, Key
from monitor.study.policy import Comparison
from monitor.study.questionnaire import Item, Questionnaire
from monitor.study.study_file import Indicator

PUBLISHED = "declared.test_looks_at_what_is_published"


def check_primary_tests(
    indicators: Sequence[Indicator],
    comparison: Comparison,
    questionnaire: Questionnaire,
    document: Declaration,
) -> None:
    """Check `figure: means` and `primary_test` of the indicators, the declared ones first, and of the comparison.

    **Raises** DeclarationError for a figure of means of an item that has none, and for a primary test where more
    than means is shown, where it is not the test of such an item, or where two are declared.
    """
    for place, indicator in enumerate(indicators):
        items = [questionnaire.items[item] for item in indicator.items]
        key = ("indicators", place)
        if indicator.figure == "means":
            _check_means(items, indicator, (*key, "figure"), document)
        if indicator.primary_test != "auto":
            _check_declared(items, indicator, indicators, (*key, "primary_test"), document)
    if comparison.primary_test != "auto" and not any(indicator.only_means for indicator in indicators):
        raise document.error(
            ("comparison", "primary_test"),
            "declared.primary_test_has_nothing_to_test",
            hint=PUBLISHED,
            primary_test=comparison.primary_test,
        )


def _check_means(items: Sequence[Item], indicator: Indicator, key: Key, document: Declaration) -> None:
    for item in items:
        if not item.has_mean:
            raise document.error(
                key, "declared.indicator_shows_means_and_has_none", indicator=indicator.id, item=item.id
            )


def _check_declared(
    items: Sequence[Item],
    indicator: Indicator,
    indicators: Sequence[Indicator],
    key: Key,
    document: Declaration,
) -> None:
    said = text("declared.primary_test_of", test=indicator.primary_test, indicator=indicator.id)
    if not indicator.only_means:
        raise document.error(key, "declared.is_for_indicator_that_shows_only", hint=PUBLISHED, said=said)
    for item in items:
        if item.scale is None or item.traits.in_set:
            raise document.error(key, "declared.is_not_for_which_has_test", said=said, item=item.id)
    for other in indicators:
        shared = [item.id for item in items if item.id in other.items]
        if shared and not other.only_means:
            raise document.error(
                key,
                "declared.is_not_for_indicator_shows_more",
                hint=PUBLISHED,
                said=said,
                shared=shared[0],
                other=other.id,
            )
        if shared and other.primary_test not in ("auto", indicator.primary_test):
            raise document.error(
                key,
                "declared.has_two_primary_tests_in_and",
                shared=shared[0],
                indicator=indicator.id,
                other=other.id,
            )
