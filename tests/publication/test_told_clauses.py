"""Truth: a survey of which some answers have a clause, and others none; the figures are those of test_proposed_sentences."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from monitor.commands.demonstration import demonstration_studies, study_files
from monitor.publication.cells.by_key import Cells
from monitor.publication.drafts.summaries import Summaries
from monitor.publication.sentences.change_sentences import ChangeSentences
from monitor.publication.sentences.indicators import tell_indicator
from monitor.publication.sentences.sentences import Sentences
from monitor.publication.sentences.variables import Variables
from monitor.release.results.released_set import ReleasedSet
from monitor.schema import Change, Estimate
from monitor.study.study import Study
from monitor.study.study_file import Breakdown
from monitor.study.study_reader import read_study
from tests.publication.test_proposed_sentences import METHOD, QUESTIONNAIRE, STUDY, told
from tests.publication.test_proposed_sentences import _changes as changes_of_kind
from tests.publication.test_proposed_sentences import _estimates as estimates_of_all
from tests.words import voice_of

CLAUSES = {
    "kind": "{e: vond de medewerker vriendelijk, o: vond de medewerker niet vriendelijk}",
    "travel": "{bus: kwam met de bus, auto: kwam met de auto, anders: kwam anders}",
}


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    folder: Path = tmp_path_factory.mktemp("clauses")
    lines = [
        line.replace("}", f", told: {CLAUSES[name]}}}")
        if (name := line.partition("id: ")[2].partition(",")[0]) in CLAUSES
        else line
        for line in QUESTIONNAIRE.splitlines()
    ]
    (folder / "questionnaire.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "study.yaml").write_text(STUDY, encoding="utf-8")
    return read_study(folder / "study.yaml")


@pytest.fixture(scope="module")
def released() -> ReleasedSet:
    return ReleasedSet(estimates_of_all(), changes_of_kind(), METHOD)


@pytest.fixture(scope="module")
def variables(released: ReleasedSet, study: Study) -> Variables:
    return Variables(released, voice_of(study))


@pytest.fixture(scope="module")
def cells(released: ReleasedSet) -> Cells:
    return Cells(released)


def _cell(cells: Cells, item: str, category: str, wave: str = "2025") -> Estimate:
    found = cells.estimate(item, category, wave)
    assert found is not None
    return found


def _change(cells: Cells, category: str, comparison: str) -> Change:
    found = [cells.change_at(place) for _, place in cells.change_keys()]
    return next(one for one in found if (one.category, one.comparison) == (category, comparison))


def test_a_share_is_told_by_its_clause_and_begins_with_its_respondents(cells: Cells, study: Study) -> None:
    say = Sentences(voice_of(study)).estimate
    assert (
        say(_cell(cells, "kind", "e"))
        == "Van de bezoekers vond 60% de medewerker vriendelijk (60 van de 100)."
    )
    assert "‘neutraal’" in say(_cell(cells, "kind", "n"))  # which has no clause


def test_a_clause_stands_in_the_present_and_an_earlier_wave_goes_by_its_labels(
    cells: Cells, study: Study
) -> None:
    told_before = Sentences(voice_of(study)).estimate(_cell(cells, "kind", "e", "2023"))
    assert told_before.startswith("In 2023 antwoordden")
    assert "vond de medewerker" not in told_before


def test_a_few_answers_are_told_as_a_count_and_a_class_without_a_number(cells: Cells, study: Study) -> None:
    say, cell = Sentences(voice_of(study)).estimate, _cell(cells, "kind", "e")
    assert say(replace(cell, n=10.0, count=6.0)).startswith("6 van de 10 bezoekers antwoorden ‘eens’")
    few = replace(cell, status="few", estimate=None, count=None, n=20.0)
    assert "%" not in say(few)
    assert "vond de medewerker" not in say(few)


def test_a_weighted_share_names_a_small_base_and_no_count(cells: Cells, study: Study) -> None:
    say, weighted = Sentences(voice_of(study)).estimate, replace(_cell(cells, "kind", "e"), count=57.0)
    assert say(weighted) == "Van de bezoekers vond 60% de medewerker vriendelijk (n = 100)."  # 57 is not 60%
    many = replace(weighted, n=500.0)
    assert say(many) == "Van de bezoekers vond 60% de medewerker vriendelijk."
    assert say(replace(many, count=300.0)).endswith(
        "(300 van de 500)."
    )  # a count is told however many answered


def test_a_routed_share_closes_the_clause_on_its_respondents(cells: Cells, study: Study) -> None:
    routed = replace(_cell(cells, "kind", "e"), n_not_asked=40.0)
    assert (
        Sentences(voice_of(study))
        .estimate(routed)
        .startswith("Van de bezoekers die deze vraag kregen, vond 60% de medewerker vriendelijk")
    )


def test_an_uncertain_figure_keeps_its_remark(cells: Cells, study: Study) -> None:
    uncertain = replace(_cell(cells, "kind", "e"), status="unreliable")
    assert Sentences(voice_of(study)).estimate(uncertain).endswith("en is daarom onzeker.")


def test_a_change_tells_the_share_first_and_then_its_verdict(cells: Cells, study: Study) -> None:
    changes = ChangeSentences(Sentences(voice_of(study)), cells)
    assert changes.change(_change(cells, "e", "previous")) == (
        "Van de bezoekers vond 60% de medewerker vriendelijk (60 van de 100). "
        "In 2023 was dat 40%. De stijging is waarschijnlijk 10 tot 30 procentpunt."
    )
    assert changes.change(_change(cells, "o", "previous")).startswith(
        "Van de bezoekers vond 10% de medewerker niet vriendelijk (10 van de 100). In 2023 was dat 20%. "
        "Voor dat aandeel is geen verschil aangetoond: het echte verschil"
    )
    assert changes.change(_change(cells, "n", "first")).startswith(
        "Voor het aandeel ‘neutraal’ bij ‘Vriendelijk’"
    )


def _said(cells: Cells, study: Study, comparison: str, previous: str, first: str) -> str:
    """The sentence on the change of one figure that was 60% in 2021 and 2025, with these verdicts since 2023 and 2021."""
    told = {"previous": previous, "first": first}
    before = {"2021": 0.6, "2023": 0.4, "2025": 0.6}
    estimates, changes = cells._released.estimates.copy(), cells._released.changes.copy()
    mine = estimates["item"].eq("kind") & estimates["category"].eq("e")
    estimates.loc[mine, "estimate"] = estimates.loc[mine, "wave"].map(before)
    rows = changes["item"].eq("kind") & changes["category"].eq("e") & changes["comparison"].isin(told)
    changes.loc[rows, "verdict"] = changes.loc[rows, "comparison"].map(told)
    own = Cells(replace(cells._released, estimates=estimates, changes=changes))
    return ChangeSentences(Sentences(voice_of(study)), own).change(_change(own, "e", comparison))


def test_a_rise_that_brings_a_figure_back_says_so(cells: Cells, study: Study) -> None:
    said = _said(cells, study, "previous", "increased", "equivalent")
    assert said.endswith("Daarmee is het vrijwel terug op het niveau van 2021 (60%).")
    undecided = _said(cells, study, "previous", "increased", "undecided")
    assert undecided.endswith("Vergeleken met 2021 (60%) is geen verschil aangetoond.")


def test_a_change_since_the_first_wave_says_that_it_stood_still_since(cells: Cells, study: Study) -> None:
    said = _said(cells, study, "first", "equivalent", "decreased")
    assert said.endswith("Sinds 2023 (40%) is dat vrijwel gelijk gebleven.")
    assert "2023" not in _said(cells, study, "first", "decreased", "decreased")


def test_a_group_is_told_by_its_name_and_by_its_tested_difference(cells: Cells, study: Study) -> None:
    travel = Breakdown("travel", "Vervoer", ("travel",), {"bus": "bus"})
    unnamed = replace(study, breakdowns=(travel,))
    named = replace(study, breakdowns=(replace(travel, among={"bus": "met een buskaart"}),))
    cell = replace(_cell(cells, "kind", "e"), breakdown="travel", group="bus")
    assert (
        Sentences(voice_of(named)).estimate(cell)
        == "Van de bezoekers met een buskaart vond 60% de medewerker vriendelijk (60 van de 100)."
    )
    assert (
        Sentences(voice_of(unnamed))
        .estimate(cell)
        .startswith("Van de bezoekers in de groep ‘bus’ vond 60% de medewerker vriendelijk")
    )


def test_a_base_is_named_where_many_are_not_in_it(cells: Cells, study: Study) -> None:
    say, cell = Sentences(voice_of(study)).estimate, _cell(cells, "kind", "e")
    assert say(replace(cell, n_no_answer=5.0)).startswith("Van de bezoekers vond 60%")
    named = say(replace(cell, n_no_answer=50.0))
    assert named.startswith("Van de bezoekers die deze vraag beantwoordden, vond 60%")


def test_a_mean_goes_by_the_name_that_is_declared(cells: Cells, study: Study) -> None:
    item = replace(study.questionnaire.items["kind"], told=(("mean", "het gemiddelde aantal bezoeken"),))
    change = replace(_change(cells, "e", "previous"), measure="mean", category="")
    assert ChangeSentences(Sentences(voice_of(study)), cells).subject(change, item) == item.mean_name


def test_a_change_of_which_a_side_is_hidden_says_no_figure(released: ReleasedSet, study: Study) -> None:
    hidden = released.estimates.assign(
        status=released.estimates["status"].mask(
            released.estimates["item"].eq("kind") & released.estimates["wave"].eq("2025"), "suppressed"
        )
    )
    cells = Cells(replace(released, estimates=hidden))
    said = ChangeSentences(Sentences(voice_of(study)), cells).change(_change(cells, "e", "previous"))
    assert "60%" not in said
    assert "vond de medewerker" not in said


def test_proposed_texts_tell_an_answer_by_its_clause_and_by_its_own_figure(variables: Variables) -> None:
    """A clause is about one answer: the figure beside it may not become that of another answer in the next wave."""
    summaries = Summaries(variables)
    summary = [each for each in summaries.summary("reis") if "kwam" in each.text]
    assert told((each.text for each in summary), variables)[:2] == [
        "Van de bezoekers kwam 45% met de bus.",
        "Van de bezoekers kwam 30% met de auto.",
    ]
    assert [each.key for each in summary][:2] == ["travel.bus.all.now", "travel.auto.all.now"]
    assert told((each.text for each in summaries.in_brief("reis")), variables)[0] == "45% kwam met de bus."


def test_a_chapter_tells_the_second_answer_by_its_clause(variables: Variables, study: Study) -> None:
    indicator = next(one for one in study.indicators if "travel" in one.items)
    text = tell_indicator(indicator, variables)
    assert text is not None
    assert told(text.sentences, variables) == [
        "Van de bezoekers kwam 45% met de bus (45 van de 100).",
        "Van de bezoekers kwam 30% met de auto (30 van de 100).",
    ]


@pytest.mark.parametrize("path", study_files(demonstration_studies()), ids=lambda path: path.parent.name)
def test_the_demonstrations_have_a_clause_for_each_answer_that_stands_for_an_item(path: Path) -> None:
    """Of statements both sides, of options that they are chosen, of other scales at least one answer; coders' codes aside."""
    without = []
    for item in read_study(path).questionnaire.items.values():
        clauses, nets = dict(item.told), [net.id for net in item.scale.nets] if item.scale else []
        wanted = ["1"] if item.traits.is_option else nets if item.traits.statement else []
        if (
            not item.coded_from
            and (item.scale is not None or wanted)
            and (not clauses or set(wanted) - set(clauses))
        ):
            without.append(item.id)
    assert without == []
