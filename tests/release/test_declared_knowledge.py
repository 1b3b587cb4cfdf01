"""Truth: what a careful reader of a questionnaire knows about its counts, said by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from monitor.release.attack.expression_counts import Count, ExpressionCounts
from monitor.release.attack.item_relations import (
    CountRelation,
    SharedBase,
    TotalRelation,
    filters_of,
    item_relations,
)
from monitor.release.attack.nesting import Nesting
from monitor.study.expression.expression import parse
from monitor.study.questionnaire import Questionnaire
from monitor.study.questionnaire_reader import read_questionnaire
from monitor.study.study_reader import read_study

from .survey import Survey, write_declarations

QUESTIONNAIRE = """\
survey: known
title: Vragenlijst
respondents: {singular: klant, plural: klanten}
waves: ["2021", "2023"]
themes: {work: Werk}
scales:
  three: {kind: ordinal, categories: {low: laag, mid: midden, high: hoog},
          special: {dk: {label: weet niet, means: dont_know}}}
  two: {kind: nominal, categories: {x: x, y: y}}
  four: {kind: nominal, categories: {xx: a, xy: b, yx: c, yy: d}}
questions:
  - {id: one, scale: three, theme: work, text: a}
  - {id: other, scale: two, theme: work, text: b}
  - {id: third, scale: two, theme: work, text: b}
  - {id: use_a, scale: two, theme: work, text: c}
  - {id: use_b, scale: two, theme: work, text: c}
  - {id: routed, scale: two, theme: work, text: d, asked_if: "one in [low, mid]"}
  - {id: shown, scale: two, theme: work, text: f, asked_if: "answered(one)"}
  - {id: deep, scale: two, theme: work, text: e, asked_if: "routed == x and other == x"}
  - {id: set, kind: multi, theme: work, text: f, options: {set_a: A, set_b: B}}
  - {id: only, kind: multi, theme: work, text: f, options: {only_a: A, only_b: B, only_none: C}, exclusive: [only_none]}
  - {id: time, kind: parts_of_100, theme: work, text: g, parts: {time_a: A, time_b: B, time_c: C}}
  - {id: share, kind: percentage, theme: work, text: h}
derived:
  high_or_not: {label: z, kind: yes_no, theme: work, value: one == high}
  any_use: {label: z, kind: yes_no, theme: work, value: "any_of(use_*, x)"}
  lower: {label: z, kind: yes_no, theme: work, value: other == third}
  folded: {label: z, kind: recode, scale: two, theme: work, cases: {x: one == low, y: "one in [mid, high]"}}
  used: {label: z, kind: recode, scale: two, theme: work, cases: {x: routed == x, y: routed == y or not_asked(routed)}}
  crossed:
    label: z
    kind: recode
    scale: four
    theme: work
    cases: {xx: other == x and third == x, xy: other == x and third == y,
            yx: other == y and third == x, yy: other == y and third == y}
  rest: {label: z, kind: percentage, theme: work, value: 100 - share}
  both_times: {label: z, kind: percentage, theme: work, value: time_a + time_b}
  mixed: {label: z, kind: percentage, theme: work, value: share + time_a}
  twice: {label: z, kind: number, theme: work, value: 2 * share - 1}
"""


@pytest.fixture(scope="module")
def questionnaire(tmp_path_factory: pytest.TempPathFactory) -> Questionnaire:
    path = tmp_path_factory.mktemp("known") / "questionnaire.yaml"
    path.write_text(QUESTIONNAIRE, encoding="utf-8")
    return read_questionnaire(path)


def of(item: str, *codes: str, states: tuple[str, ...] = ()) -> Count:
    return Count(item, frozenset(codes), frozenset(states))


EXACT = {
    "one == low": of("one", "low"),
    "one != low": of("one", "mid", "high", states=("dont_know",)),
    "one in [low, dk]": of("one", "low", states=("dont_know",)),
    "one not in [low]": of("one", "mid", "high", states=("dont_know",)),
    "one < high": of("one", "low", "mid"),
    "high > one": of("one", "low", "mid"),
    "one >= mid": of("one", "mid", "high"),
    "not one == low": of("one", "mid", "high", states=("dont_know",)),
    "one == low or one == mid": of("one", "low", "mid"),
    "one != low and one != mid": of("one", "high", states=("dont_know",)),
    "not_asked(routed)": of("routed", states=("not_asked",)),
    "answered(share)": of("share", "*"),
    "set_a == 1": of("set_a", "1"),
}


@pytest.mark.parametrize("text", EXACT)
def test_an_expression_on_one_item_is_one_count(questionnaire: Questionnaire, text: str) -> None:
    assert ExpressionCounts(questionnaire).bounds(parse(text).root).exact == EXACT[text]


@pytest.mark.parametrize(
    "text", ["other == third", "share > 50", "not answered(one)", "count_of(use_*, x) > 1", "one < other"]
)
def test_what_no_single_count_can_tell_tells_nothing(questionnaire: Questionnaire, text: str) -> None:
    bounds = ExpressionCounts(questionnaire).bounds(parse(text).root)
    assert (bounds.lower, bounds.upper) == ((), ())


def test_any_of_is_at_least_each_and_at_most_all_together(questionnaire: Questionnaire) -> None:
    bounds = ExpressionCounts(questionnaire).bounds(parse("any_of(use_a, use_b, x)").root)
    assert bounds.lower == ((of("use_a", "x"),), (of("use_b", "x"),))
    assert bounds.upper == ((of("use_a", "x"), of("use_b", "x")),)


def test_all_of_is_at_most_each(questionnaire: Questionnaire) -> None:
    bounds = ExpressionCounts(questionnaire).bounds(parse("all_of(use_a, use_b, x)").root)
    assert bounds.lower == ()
    assert bounds.upper == ((of("use_a", "x"),), (of("use_b", "x"),))


def about(questionnaire: Questionnaire, item: str) -> list[CountRelation]:
    """Count relations whose target is this item."""
    counts = [
        relation for relation in item_relations(questionnaire, "2021") if isinstance(relation, CountRelation)
    ]
    return [relation for relation in counts if relation.target[0].item == item]


def test_a_routed_item_was_asked_as_often_as_its_filter_says(questionnaire: Questionnaire) -> None:
    """Those who left the filter open may have answered too."""
    (relation,) = about(questionnaire, "routed")
    assert relation.target == (of("routed", "*", states=("no_answer", "dont_know", "not_applicable")),)
    assert relation.lower == relation.upper == (of("one", "low", "mid"), of("one", states=("no_answer",)))
    assert relation.filters == {"one"}


def test_a_route_by_whether_something_was_answered_is_never_open(questionnaire: Questionnaire) -> None:
    (relation,) = about(questionnaire, "shown")
    assert relation.lower == relation.upper == (of("one", "*"),)


def test_a_route_over_two_items_bounds_the_base_by_each(questionnaire: Questionnaire) -> None:
    sides = [relation.upper[0] for relation in about(questionnaire, "deep")]
    assert sides == [of("routed", "x"), of("other", "x")]
    assert filters_of(questionnaire)["deep"] == {"routed", "other", "one"}


def test_a_yes_no_item_is_a_recode_both_ways(questionnaire: Questionnaire) -> None:
    yes, no = about(questionnaire, "high_or_not")
    assert (yes.target, yes.upper) == ((of("high_or_not", "yes"),), (of("one", "high"),))
    assert (no.target, no.upper) == (
        (of("high_or_not", "no"),),
        (of("one", "low", "mid", states=("dont_know",)),),
    )


def test_cases_that_cannot_overlap_are_exact(questionnaire: Questionnaire) -> None:
    for item in ("folded", "used"):
        assert all(relation.lower == relation.upper for relation in about(questionnaire, item))
    assert about(questionnaire, "used")[1].upper == (of("routed", "y", states=("not_asked",)),)


def test_cells_of_a_cross_table_share_its_margins(questionnaire: Questionnaire) -> None:
    shared = {(relation.target, relation.upper) for relation in about(questionnaire, "crossed")}
    assert ((of("crossed", "xx", "xy"),), (of("other", "x"),)) in shared
    assert ((of("crossed", "xx", "yx"),), (of("third", "x"),)) in shared


def test_numbers_that_follow_from_numbers_of_the_same_base(questionnaire: Questionnaire) -> None:
    totals = {
        relation.target: relation
        for relation in item_relations(questionnaire, "2021")
        if isinstance(relation, TotalRelation)
    }
    assert totals["rest"] == TotalRelation("rest", 100.0, (("share", -1.0),))
    assert totals["both_times"] == TotalRelation("both_times", 0.0, (("time_a", 1.0), ("time_b", 1.0)))
    assert totals["twice"] == TotalRelation("twice", -1.0, (("share", 2.0),))
    assert "mixed" not in totals


def test_options_and_parts_are_answered_together(questionnaire: Questionnaire) -> None:
    bases = [
        relation for relation in item_relations(questionnaire, "2021") if isinstance(relation, SharedBase)
    ]
    assert bases == [
        SharedBase(("set_a", "set_b"), False),
        SharedBase(("only_a", "only_b", "only_none"), False),
        SharedBase(("time_a", "time_b", "time_c"), True),
    ]


def test_whoever_chose_an_exclusive_option_chose_no_other(questionnaire: Questionnaire) -> None:
    exclusive = [relation for relation in about(questionnaire, "only_none") if relation.lower is None]
    assert [relation.target for relation in exclusive] == [
        (of("only_none", "1"), of(other, "1")) for other in ("only_a", "only_b")
    ]
    assert {relation.upper for relation in exclusive} == {(of("only_none", "*"),)}


def test_comparing_two_items_relates_nothing(questionnaire: Questionnaire) -> None:
    assert about(questionnaire, "lower") == []


# which breakdown refines which


def test_municipalities_refine_their_attributes_and_every_cross_of_them(survey: Survey) -> None:
    nesting = Nesting(survey.study)
    coarser = {name for name in nesting.breakdowns if nesting.is_coarser(name, "municipality")}
    assert coarser == {"", "region", "size_class", "region*size_class"}
    parents = nesting.parents("municipality", list(nesting.breakdowns))
    assert [refinement.coarser for refinement in parents] == ["region*size_class"]
    assert parents[0].parent.tolist() == [0, 2, 1, 3]  # noord small, zuid small, noord large, zuid large
    assert parents[0].complete


def test_a_cross_refines_both_its_parts(survey: Survey) -> None:
    nesting = Nesting(survey.study)
    parents = {
        each.coarser: each.parent.tolist()
        for each in nesting.parents("region*size_class", list(nesting.breakdowns))
    }
    assert parents == {"region": [0, 0, 1, 1], "size_class": [0, 1, 0, 1]}


def test_answers_may_be_missing_in_a_breakdown_by_an_item(survey: Survey) -> None:
    assert not Nesting(survey.study).refinements["band", ""].complete


def test_a_recode_is_coarser_than_its_item(tmp_path: Path) -> None:
    study = "study: s\ntitle: s\npublished: 2024-09-01\nquestionnaire: questionnaire.yaml\n"
    study += (
        'waves:\n  "2021": {responses: r21.csv}\n  "2023": {responses: r23.csv}\nbreakdowns: [one, folded]\n'
    )
    nesting = Nesting(read_study(write_declarations(tmp_path, 2, QUESTIONNAIRE, study)))
    refinement = nesting.refinements["one", "folded"]
    assert refinement.parent.tolist() == [0, 1, 1]
    assert refinement.complete
    assert not nesting.is_coarser("one", "folded")
    assert np.array_equal(nesting.refinements["folded", ""].parent, [0, 0])
