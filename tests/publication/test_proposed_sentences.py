"""Truth: a survey of 100 visitors in each of three waves, counted by hand. 2025: 60 of 100 agree that the clerk was
kind, 70 that the hall was clean; 75 were helped within ten minutes, 45 came by bus and 30 by car."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from monitor.publication.annex.limits import limits_block
from monitor.publication.annex.tests_annex import families_table
from monitor.publication.drafts.editors_texts import EditorsTexts
from monitor.publication.drafts.summaries import Summaries
from monitor.publication.drafts.summary_documents import SummaryDocuments
from monitor.publication.language.markdown import unescape_markdown
from monitor.publication.project.catalogue import CATALOGUE, entry_of
from monitor.publication.quarto.source import SHORTCODE
from monitor.publication.sentences.indicators import tell_changes, tell_indicator
from monitor.publication.sentences.variables import Variables
from monitor.release.results.method import Method, WaveRecord
from monitor.release.results.released_set import ReleasedSet
from monitor.release.results.table_files import typed
from monitor.schema import CHANGES, ESTIMATES
from monitor.study.study import Study
from monitor.study.study_reader import read_study
from tests.methods import change_testing, family
from tests.rows import answered_by_all
from tests.words import voice_of

QUESTIONNAIRE = """\
survey: bezoekers
title: Vragenlijst voor bezoekers
respondents: {singular: bezoeker, plural: bezoekers}
waves: ["2021", "2023", "2025"]
themes: {balie: De balie, reis: De reis}
scales:
  eens: {kind: likert, categories: {e: eens, n: neutraal, o: oneens}}
  jn: {kind: nominal, categories: {j: ja, n: nee}}
  reis: {kind: nominal, categories: {bus: met de bus, auto: met de auto, anders: anders}}
questions:
  - {id: kind, nr: "1", scale: eens, theme: balie, text: "De medewerker was vriendelijk", short: Vriendelijk}
  - {id: clean, nr: "2", scale: eens, theme: balie, text: "De hal was schoon", short: Schoon}
  - {id: quick, nr: "3", scale: jn, theme: balie, text: "Was u binnen tien minuten aan de beurt?", short: Snel}
  - {id: travel, nr: "4", scale: reis, theme: reis, text: "Hoe kwam u hier?", short: Reis}
"""
STUDY = """\
study: bezoekers
title: Bezoekers over de balie
published: 2025-12-01
questionnaire: questionnaire.yaml
waves: {"2021": {responses: a.csv}, "2023": {responses: b.csv}, "2025": {responses: c.csv}}
comparison: {against: [previous, first, trend]}
reports: [inspectorate]
"""
COUNTS = {
    "kind": {"e": (30, 40, 60), "n": (30, 40, 30), "o": (40, 20, 10)},
    "clean": {"e": (70, 70, 70), "n": (20, 20, 20), "o": (10, 10, 10)},
    "quick": {"j": (75, 75, 75), "n": (25, 25, 25)},
    "travel": {"bus": (45, 45, 45), "auto": (30, 30, 30), "anders": (25, 25, 25)},
}
WAVES = ("2021", "2023", "2025")
PAIRS = {"previous": ("2023", "2025"), "first": ("2021", "2025"), "trend": ("2021", "2025")}


def _estimates(n: int = 100, status: str = "released") -> pd.DataFrame:
    rows = [
        {"study": "bezoekers", "indicator": item, "item": item, "category": code, "wave": wave, "measure": "share",
         "estimate": count / 100, "count": count * n / 100, "n": n, "n_effective": n, "df": n - 1, "status": status}
        for item, codes in COUNTS.items() for code, counts in codes.items() for wave, count in zip(WAVES, counts, strict=True)
    ]  # fmt: skip
    frame = pd.DataFrame(rows).reindex(columns=list(ESTIMATES.names))
    return typed(answered_by_all(frame), ESTIMATES, "made")


def _changes(middle: float = 0.5) -> pd.DataFrame:
    """Only kind moves; `middle` is where the middle wave lies in time."""
    rows = []
    for code, counts in COUNTS["kind"].items():
        for name, (start, end) in PAIRS.items():
            first, last = counts[WAVES.index(start)], counts[WAVES.index(end)]
            difference = (last - first) / 100 * (1 if name != "trend" or middle == 0.5 else 0.9)
            rows.append({
                "study": "bezoekers", "comparison": name, "indicator": "kind", "item": "kind", "category": code,
                "measure": "share", "level": "category", "from_wave": start, "to_wave": end, "difference": difference,
                "told_low": difference - 0.1, "told_high": difference + 0.1, "p": 0.01, "p_adjusted": 0.02, "mdd": 0.2,
                "verdict": "undecided" if abs(difference) < 0.15 else "increased" if difference > 0 else "decreased",
            })  # fmt: skip
    return typed(pd.DataFrame(rows).reindex(columns=list(CHANGES.names)), CHANGES, "made")


METHOD = Method(
    waves={wave: WaveRecord(label=wave, n_accepted=100) for wave in WAVES},
    tests=change_testing(
        *(family(name, start, end, m=4, selected=1) for name, (start, end) in PAIRS.items())
    ),
)


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    folder: Path = tmp_path_factory.mktemp("bezoekers")
    (folder / "questionnaire.yaml").write_text(QUESTIONNAIRE, encoding="utf-8")
    (folder / "study.yaml").write_text(STUDY, encoding="utf-8")
    return read_study(folder / "study.yaml")


@pytest.fixture(scope="module")
def released() -> ReleasedSet:
    return ReleasedSet(_estimates(), _changes(), METHOD)


@pytest.fixture(scope="module")
def variables(released: ReleasedSet, study: Study) -> Variables:
    return Variables(released, voice_of(study))


def told(texts: Iterable[str], variables: Variables) -> list[str]:
    return [
        unescape_markdown(SHORTCODE.sub(lambda found: variables.resolve(found["arguments"]), text))
        for text in texts
    ]


@pytest.fixture(scope="module")
def say(variables: Variables) -> Callable[[str, str], list[str]]:
    def said(text: str, theme: str) -> list[str]:
        summaries = Summaries(variables)
        made = summaries.parliament()[theme] if text == "parliament" else getattr(summaries, text)(theme)
        return told((each.text for each in made), variables)

    return said


def test_a_short_question_is_told_as_it_was_asked(say) -> None:
    assert (
        say("summary", "reis")[0]
        == "Op de vraag ‘Hoe kwam u hier?’ antwoordt 45% van de bezoekers ‘met de bus’."
    )
    assert say("parliament", "reis")[0] == (
        "Op de vraag ‘Hoe kwam u hier?’ antwoordt 45% van de bezoekers ‘met de bus’ (45 van de 100)."
    )


def test_a_further_answer_follows_the_answer_before_it(say) -> None:
    assert say("summary", "reis")[1] == "Daarna volgt ‘met de auto’ (30%)."
    assert say("parliament", "reis")[1] == "Daarna volgt ‘met de auto’ met 30% (30 van de 100)."
    assert say("in_brief", "reis")[:2] == [
        "Reis: 45% zegt ‘met de bus’.",
        "Op dezelfde vraag zegt 30% ‘met de auto’.",
    ]


def test_a_kept_text_does_not_say_what_the_next_wave_may_contradict(variables: Variables) -> None:
    """Which answer follows, and which come as often, is another thing with other answers."""
    kept = Summaries(variables, kept=True)
    said = {
        "summary": told((each.text for each in kept.summary("reis")), variables),
        "parliament": told((each.text for each in kept.parliament()["reis"]), variables),
    }
    assert said["summary"][1] == "Op dezelfde vraag antwoordt 30% ‘met de auto’."
    assert said["parliament"][1] == "Op dezelfde vraag antwoordt 30% ‘met de auto’ (30 van de 100)."


def test_statements_do_not_open_alike(say) -> None:
    assert say("summary", "balie")[:2] == [
        "Van de bezoekers antwoordt 60% ‘eens’ op de stelling ‘De medewerker was vriendelijk’.",
        "Op de stelling ‘De hal was schoon’ antwoordt 70% ‘eens’.",
    ]


def test_the_quote_tells_the_question(variables: Variables) -> None:
    quote = Summaries(variables).quote()
    assert quote is not None
    assert told([quote.text], variables) == [
        "Op de stelling ‘De medewerker was vriendelijk’ antwoordde 60% van de 100 bezoekers in dit onderzoek in 2025 ‘eens’."
    ]


def test_the_larger_side_of_a_statement_leads(released: ReleasedSet, study: Study) -> None:
    estimates = released.estimates.copy()
    swapped = {"e": "o", "o": "e", "n": "n"}
    rows = estimates["item"].eq("clean")
    estimates.loc[rows, "category"] = estimates.loc[rows, "category"].map(swapped)
    variables = Variables(replace(released, estimates=estimates), voice_of(study))
    said = told((each.text for each in Summaries(variables).summary("balie")), variables)
    assert said[1] == "Op de stelling ‘De hal was schoon’ antwoordt 70% ‘oneens’."


def test_two_answers_of_one_size_do_not_follow_each_other(released: ReleasedSet, study: Study) -> None:
    estimates = released.estimates.copy()
    estimates.loc[
        estimates["item"].eq("travel") & estimates["category"].eq("auto"), ["estimate", "count"]
    ] = (0.45, 45)
    variables = Variables(replace(released, estimates=estimates), voice_of(study))
    said = told((each.text for each in Summaries(variables).summary("reis")), variables)
    assert said[1].startswith("Even vaak komt ‘met de auto’ voor")
    chapter = tell_indicator(study.indicator_of("travel"), variables)
    assert chapter is not None
    assert told(chapter.sentences, variables)[1] == "Even vaak is ‘met de auto’ gekozen (45%)."


def _second(released: ReleasedSet, study: Study, shares: dict[str, float]) -> list[str]:
    """What follows the leading answer to the question how people came, in summary and chapter."""
    estimates = released.estimates.copy()
    for code, share in shares.items():
        rows = estimates["item"].eq("travel") & estimates["category"].eq(code)
        estimates.loc[rows, ["estimate", "count"]] = (share, share * 100)
    variables = Variables(replace(released, estimates=estimates), voice_of(study))
    chapter = tell_indicator(study.indicator_of("travel"), variables)
    assert chapter is not None
    summary = told((each.text for each in Summaries(variables).summary("reis")), variables)
    return [summary[1], told(chapter.sentences, variables)[1]]


def test_two_answers_that_follow_together_are_told_together(released: ReleasedSet, study: Study) -> None:
    assert _second(released, study, {"bus": 0.5, "auto": 0.25, "anders": 0.25}) == [
        "Daarna volgt onder meer ‘met de auto’ (25%).",
        "Daarna volgen ‘met de auto’ en ‘anders’ (elk 25%).",
    ]
    chapter = _second(released, study, {"bus": 0.3, "auto": 0.3, "anders": 0.3})[1]
    assert chapter == "Even vaak zijn ‘met de auto’ en ‘anders’ gekozen (elk 30%)."


SET = """\
  - {id: wens, kind: multi, theme: reis, text: Wat wenst u?, options: {w_a: Bus, w_b: Trein, w_c: Fiets}}
"""


@pytest.mark.parametrize(
    ("shares", "said"),
    [
        ((0.4, 0.4, 0.4), "Bij ‘Trein’ en ‘Fiets’ is dat evenveel: 40%."),
        ((0.4, 0.2, 0.2), "Het laagst zijn ‘Trein’ en ‘Fiets’ met elk 20%."),
        ((0.4, 0.3, 0.2), "Het minst genoemd is ‘Fiets’ (20%)."),
    ],
)
def test_none_of_several_equals_is_called_the_least(tmp_path: Path, shares, said: str) -> None:
    (tmp_path / "questionnaire.yaml").write_text(QUESTIONNAIRE + SET, encoding="utf-8")
    (tmp_path / "study.yaml").write_text(STUDY, encoding="utf-8")
    study = read_study(tmp_path / "study.yaml")
    rows = [
        {"study": "bezoekers", "indicator": "wens", "item": item, "category": "1", "wave": wave, "measure": "share",
         "estimate": share, "count": share * 100, "n": 100, "n_effective": 100, "df": 99, "status": "released"}
        for item, share in zip(("w_a", "w_b", "w_c"), shares, strict=True) for wave in WAVES
    ]  # fmt: skip
    frame = pd.concat([_estimates(), pd.DataFrame(rows)]).reindex(columns=list(ESTIMATES.names))
    estimates = typed(answered_by_all(frame), ESTIMATES, "made")
    variables = Variables(ReleasedSet(estimates, _changes(), METHOD), voice_of(study))
    chapter = tell_indicator(study.indicator_of("w_a"), variables)
    assert chapter is not None
    assert told(chapter.sentences, variables)[1] == said


def test_differences_since_the_first_wave_that_are_not_named_are_counted(
    released: ReleasedSet, study: Study
) -> None:
    changes = released.changes.copy()
    changes.loc[changes["comparison"].eq("first"), "verdict"] = "increased"
    variables = Variables(replace(released, changes=changes), voice_of(study))
    assert tell_changes(study.indicator_of("kind"), variables)[-1] == (
        "Ook bij één andere uitkomst is een verschil met 2021 aangetoond."
    )


def test_uncertain_figures_are_not_told_as_missing_ones(released: ReleasedSet, study: Study) -> None:
    for status, said in (
        ("unreliable", "zo weinig antwoorden dat zij onzeker zijn"),
        ("suppressed", "te weinig antwoorden"),
    ):
        estimates = _estimates(12, status)
        found = Variables(replace(released, estimates=estimates), voice_of(study))
        documents = SummaryDocuments(found, EditorsTexts())
        assert said in (documents.text("texts/results.qmd") or "")
        assert documents.text("texts/quote-box.qmd") == "\n"
        assert documents.text("texts/summary.qmd") != documents.text("texts/results.qmd")


def test_where_nothing_is_released_nothing_may_be_concluded(released: ReleasedSet, study: Study) -> None:
    nothing = replace(released, estimates=_estimates(7, "suppressed"))
    assert "Dat zijn er te weinig om cijfers te geven." in limits_block(nothing, voice_of(study))
    assert "Bij elk cijfer hoort een marge" not in limits_block(nothing, voice_of(study))
    assert "Bij elk cijfer hoort een marge" in limits_block(released, voice_of(study))


def test_a_weighted_study_tells_no_counts(released: ReleasedSet, study: Study) -> None:
    weighted = replace(study, design=replace(study.design, weights="gewicht"))
    variables = Variables(released, voice_of(weighted))
    assert variables.resolve("kind.e.all.now.sentence").endswith("(60%, n = 100).")
    assert told([Summaries(variables).parliament()["reis"][0].text], variables)[0].endswith(
        "‘met de bus’ (100 antwoorden)."
    )


# three waves


def test_a_change_table_has_a_row_for_each_of_three_answers(released: ReleasedSet, study: Study) -> None:
    table = entry_of("kind--change", CATALOGUE).make("kind--change", released, voice_of(study))
    assert [row for row in ("eens", "neutraal", "oneens") if f"| {row} " in table] == [
        "eens",
        "neutraal",
        "oneens",
    ]
    assert "Het verschil is dat tussen 2023 en 2025." in table


def test_the_change_since_the_first_wave_is_told_once_and_the_trend_is_not(
    variables: Variables, study: Study
) -> None:
    said = told(tell_changes(study.indicator_of("kind"), variables), variables)
    # 2023 to 2025: 40 to 60 of 100 agree; 2021 to 2025: 30 to 60 agree and 40 to 10 disagree
    assert said[0] == (
        "Het aandeel ‘eens’ bij ‘Vriendelijk’ is gestegen: van 40% in 2023 naar 60% in 2025. De stijging is waarschijnlijk 10 tot 30 procentpunt."
    )
    assert [sentence for sentence in said if "2021" in sentence] == [
        "Vergeleken met 2021 is een verschil aangetoond: ‘eens’ ligt nu 30 procentpunt hoger en ‘oneens’ ligt nu "
        "30 procentpunt lager."
    ]


def test_the_annex_says_that_a_trend_is_no_second_evidence(released: ReleasedSet, study: Study) -> None:
    table = families_table(replace(released, changes=_changes(0.8)), voice_of(study))
    assert table is not None
    assert "geen bewijs los van elkaar" in " ".join(table.notes)


def test_without_a_first_comparison_the_annex_is_silent_about_the_trend(
    released: ReleasedSet, study: Study
) -> None:
    changes = released.changes[released.changes["comparison"].ne("first")]
    table = families_table(replace(released, changes=changes), voice_of(study))
    assert table is not None
    assert "trend is" not in " ".join(table.notes)
