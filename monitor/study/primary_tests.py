"""A declared test of means is for items of which a study shows nothing else: the test looks at what is published."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.study.declarations import Declaration, Key
from monitor.study.policy import Comparison
from monitor.study.questionnaire import Item, Questionnaire
from monitor.study.study_file import Indicator

PUBLISHED = (
    "The test looks at what is published: declare figure: means without show, or leave primary_test out"
)


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
            f"primary_test: {comparison.primary_test} has nothing to test: no indicator shows only means",
            hint=PUBLISHED,
        )


def _check_means(items: Sequence[Item], indicator: Indicator, key: Key, document: Declaration) -> None:
    for item in items:
        if not item.has_mean:
            raise document.error(
                key, f'indicator "{indicator.id}" shows means, and "{item.id}" has none',
                expected="numbers, grades, or a scale with scores",
            )  # fmt: skip


def _check_declared(
    items: Sequence[Item],
    indicator: Indicator,
    indicators: Sequence[Indicator],
    key: Key,
    document: Declaration,
) -> None:
    said = f'primary_test: {indicator.primary_test} of indicator "{indicator.id}"'
    if not indicator.only_means:
        raise document.error(key, f"{said} is for an indicator that shows only means", hint=PUBLISHED)
    for item in items:
        if item.scale is None or item.traits.in_set:
            raise document.error(
                key, f'{said} is not for "{item.id}", which has a test of its own',
                expected="items with a scale: a number is tested by its mean, parts of 100 together",
            )  # fmt: skip
    for other in indicators:
        shared = [item.id for item in items if item.id in other.items]
        if shared and not other.only_means:
            raise document.error(
                key, f'{said} is not for "{shared[0]}": indicator "{other.id}" shows more of it than its mean',
                hint=PUBLISHED,
            )  # fmt: skip
        if shared and other.primary_test not in ("auto", indicator.primary_test):
            raise document.error(
                key, f'"{shared[0]}" has two primary tests, in "{indicator.id}" and in "{other.id}"',
                expected="one test of an item",
            )  # fmt: skip
