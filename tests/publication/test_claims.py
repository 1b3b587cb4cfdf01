"""Truth: the small survey, counted by hand; a claim holds of it or does not, and each figure can be turned round.

2024, with 95% margins: 65% uses the app (54 to 75), 60% gets somebody on the phone (49 to 71), 25% finds the letters
clear (16 to 34); mean grade 6.8 (6.6 to 7.0). Since 2022 the phone rose, the letters are undecided, the desk is alike.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from monitor.errors import PublicationError
from monitor.publication.checks.consistency import check_consistency
from monitor.publication.checks.findings import Finding
from monitor.publication.claims.claim import claim_problems
from monitor.publication.project.compose import compose
from monitor.publication.project.write import write_project
from monitor.publication.quarto.claim_marks import claim_marks, without_claim_marks
from monitor.publication.quarto.template_documents import TemplateDocument
from monitor.publication.sentences.variables import Variables
from monitor.release.results.released_set import ReleasedSet
from monitor.study.study import Study
from monitor.study.study_file import ReportPlan
from tests.words import voice_of

Found = Callable[..., list[Finding]]
PLAN = ReportPlan("inspectorate", None, None)


def _found(text: str, released: ReleasedSet, study: Study) -> list[Finding]:
    documents = {"report.qmd": TemplateDocument("report.qmd", "report.qmd", text)}
    return list(check_consistency(documents, PLAN, Variables(released, voice_of(study))).findings)


@pytest.fixture
def found(small_released: ReleasedSet, small_study: Study) -> Found:
    """What is wrong with a sentence that is guarded by some conditions."""
    return lambda sentence, holds: _found(
        f'[{sentence}]{{.claim holds="{holds}"}}', small_released, small_study
    )


@pytest.fixture
def rules(found: Found) -> Callable[[str, str], list[str]]:
    return lambda sentence, holds: [each.rule for each in found(sentence, holds)]


def _with(released: ReleasedSet, item: str, category: str, **values: object) -> ReleasedSet:
    """The released set with one figure of this wave as it might have been."""
    estimates = released.estimates.copy()
    row = estimates["item"].eq(item) & estimates["category"].eq(category) & estimates["wave"].eq("2024")
    for name, value in values.items():
        estimates.loc[row & estimates["breakdown"].eq(""), name] = value
    return replace(released, estimates=estimates)


# marks


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ('[Een zin.]{.claim holds="a.b.now > 0"} Nog een.', "Een zin. Nog een."),
        ('## [Een kop]{.claim holds="x"} {#sec-a}', "## Een kop {#sec-a}"),
        ('- [Met [een link](https://x.nl) erin.]{.claim holds="x"}', "- Met [een link](https://x.nl) erin."),
        ('Eerst.\n[Twee\nregels.]{.claim\nholds="x"}\nDan.', "Eerst.\nTwee\nregels.\n\nDan."),
        ('::: {.claim holds="x"}\nEen zin.\n:::\n', "\nEen zin.\n\n"),
        ('::: {.claim holds="x"}\n::: {.callout-note}\nEen zin.\n:::\n:::\n', "\n::: {.callout-note}\nEen zin.\n:::\n\n"),
        ('<!-- [Een zin.]{.claim holds="x"} -->', '<!-- [Een zin.]{.claim holds="x"} -->'),
        ("[Een zin.]{.other}", "[Een zin.]{.other}"),
    ],
)  # fmt: skip
def test_a_reader_meets_the_sentence_without_its_mark_on_the_same_line(text: str, plain: str) -> None:
    assert without_claim_marks(text) == plain
    assert text.count("\n") == plain.count("\n")


def test_a_mark_has_the_lines_of_its_sentences() -> None:
    (mark,) = claim_marks('Eerst.\n\n::: {.claim holds="x"}\n\nEen.\nTwee.\n:::\n')
    assert (mark.line, mark.last, mark.text, mark.holds) == (5, 7, "Een.\nTwee.", "x")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[Zo is het.]{.claim}", "claims.has_no_guard"),
        ('[Zo is het.]{.claim holds=" "}', "claims.has_no_guard"),
        ("::: {.claim}\nZo is het.\n:::", "claims.has_no_guard"),
        ('Zo is het.]{.claim holds="a.b.now > 0"}', "claims.is_not_closed"),
        ('::: {.claim holds="a.b.now > 0"}\nZo is het.', "claims.is_not_closed"),
        ('[Zo.]{.claim holds="a.b.now >"}', "claims.cannot_be_read"),
        ('[Zo.]{.claim holds="a.b.now"}', "claims.is_no_condition"),
        ('[Zo.]{.claim holds="a.b.now > 0.5 or a.b.now < 0.5"}', "claims.is_no_condition"),
        ('[Zo.]{.claim holds="a.b.now == 0.5"}', "claims.is_no_condition"),
        ('[Zo.]{.claim holds="change(a.b) == increased"}', "claims.change_names_figure_and_wave"),
        ('[Zo.]{.claim holds="change(a.b, y2022) == increased"}', "claims.change_names_figure_and_wave"),
        ('[Zo.]{.claim holds="change(a.b, previous) == gestegen"}', "claims.no_such_outcome"),
        ('[Zo.]{.claim holds="any_of(a, b)"}', "claims.cannot_be_read"),
    ],
)
def test_what_is_no_claim_stops_the_report_at_its_line(
    tmp_path: Path, small_released: ReleasedSet, small_study: Study, text: str, code: str
) -> None:
    (tmp_path / "report.qmd").write_text(f"---\ntitle: Proef\n---\n\n{text}\n", encoding="utf-8")
    with pytest.raises(PublicationError) as failure:
        compose(ReportPlan("inspectorate", tmp_path, None), Variables(small_released, voice_of(small_study)))
    assert failure.value.code == code
    assert str(failure.value).startswith(("report.qmd:5:", "report.qmd:6:"))


def test_the_project_has_the_sentence_and_no_mark(
    tmp_path: Path, small_released: ReleasedSet, small_study: Study
) -> None:
    (tmp_path / "report.qmd").write_text(
        '---\ntitle: Proef\n---\n\n# [De meeste huurders hebben de app]{.claim holds="use_app.c1.now > 0.5"}\n',
        encoding="utf-8",
    )
    plan = ReportPlan("inspectorate", tmp_path, None)
    project = write_project(
        compose(plan, Variables(small_released, voice_of(small_study))), tmp_path / "project", ("html",)
    )
    written = (project / "report.qmd").read_text(encoding="utf-8")
    assert "# De meeste huurders hebben de app\n" in written
    assert "claim" not in written


def test_every_example_of_the_guide_is_a_claim(repository: Path) -> None:
    guide = TemplateDocument(
        "editing.md", "editing.md", (repository / "docs" / "editing.md").read_text(encoding="utf-8")
    )
    assert list(claim_problems([guide])) == []
    examples = guide.text.partition("### Ten things an author wants to say")[2].partition("\n## ")[0]
    assert len(list(claim_marks(examples))) == 10


# conditions


@pytest.mark.parametrize(
    "holds",
    [
        "use_app.c1.now > 0.5",
        "use_app.c1.all.now >= 0.5",
        "0.5 < use_app.c1.now",
        "use_app.c1.now > 0.5, use_app.c1.now <= 0.8",
        "letters.agree_net.now < 0.5",
        "rating.mean.now > 6.5",
        "change(phone.agree_net, previous) == increased",
        "change(phone.agree_net, first) == increased",
        "change(letters.agree_net, previous) in [undecided, equivalent]",
        "phone.agree_net.change > 0.2",
    ],
)
def test_a_condition_that_holds_lets_the_sentence_pass(rules: Callable[..., list[str]], holds: str) -> None:
    assert rules("Zo is het.", holds) == []


@pytest.mark.parametrize(
    ("holds", "said"),
    [
        ("use_app.c1.now > 0.7", "the figure is 65% (margin 55% tot 75%)"),
        ("phone.agree_net.now > 0.5", "the figure is 60% (margin 49% tot 71%)"),
        ("letters.agree_net.now > 0.5", "the figure is 25%"),
        ("rating.mean.now >= 7", "the figure is 6,8"),
        ("change(letters.agree_net, previous) == decreased", 'the outcome is "geen verschil aangetoond"'),
        ("change(phone.agree_net, previous) == decreased", 'the outcome is "gestegen"'),
        ("phone.agree_net.change > 0.3", "the figure is 40 procentpunt"),
        ("use_app.c1.previous > 0.3", "is about 2022"),
        ("use_app.c1.y2022 > 0.3", "is about 2022"),
        ("use_app.c1.now >= 0", "is always true"),
        ("use_app.c1.now <= 1", "is always true"),
        ("use_app.c1.now > -0.1", "is always true"),
        ("rating.mean.now >= 1", "is always true"),
        ("change(phone.agree_net, first) in [increased, decreased, changed, equivalent, undecided]", "is always true"),
        ("use_app.c1.now >= 50", "can never be true"),
        ("rating.mean.now > 10", "can never be true"),
        ("use_app.c1.tenure_kort.now > 0.5", "is about a figure that is not shown"),
        ("use_apps.c1.now > 0.5", 'Did you mean "use_app.c1.all.now'),
        ("use_app.c2.now > 0.5", "has no figure"),
        ("change(tenure.kort, previous) == increased", "has no figure"),
    ],
)  # fmt: skip
def test_a_condition_that_does_not_hold_is_told_with_the_figure(found: Found, holds: str, said: str) -> None:
    (one,) = found("Zo is het.", holds)
    assert (one.rule, one.severity, one.line) == ("claim", "error", 1)
    assert said in one.said_in("en")
    assert f'"{holds.split(", use")[0]}"' in one.said_in("en")


def test_every_condition_is_held_and_told(found: Found) -> None:
    told = [
        each.said_in("en")
        for each in found("Zo is het.", "use_app.c1.now > 0.5, use_app.c1.now > 0.9, rating.mean.now > 8")
    ]
    assert len(told) == 2
    assert "rating" in told[0]
    assert "0.9" in told[1]


def test_in_this_sample_a_figure_counts_and_not_its_margin(
    rules: Callable[..., list[str]], found: Found
) -> None:
    assert rules("In deze peiling is dat zo.", "phone.agree_net.now > 0.5") == []
    assert rules("In deze peiling is dat zo.", "phone.agree_net.now > 0.6") == ["claim"]
    (one,) = found("Dat is zo.", "phone.agree_net.now > 0.5")
    assert "in deze peiling" in one.said_in("en")


@pytest.mark.parametrize(
    ("status", "said"),
    [("unreliable", "too few answers"), ("suppressed", "not shown"), ("few", "(almost) nobody")],
)
def test_a_figure_that_is_not_released_carries_no_claim(
    small_released: ReleasedSet, small_study: Study, status: str, said: str
) -> None:
    released = _with(small_released, "use_app", "1", status=status)
    text = '[In deze peiling is dat zo.]{.claim holds="use_app.c1.now > 0.5"}'
    (one,) = _found(text, released, small_study)
    assert one.rule == "claim"
    assert said in one.said_in("en")


def test_a_change_of_which_one_side_rests_on_few_answers_carries_no_claim(
    small_released: ReleasedSet, small_study: Study
) -> None:
    released = _with(small_released, "phone", "agree_net", status="unreliable")
    for holds in ("change(phone.agree_net, previous) == increased", "phone.agree_net.change > 0.2"):
        (one,) = _found(f'[Dat is zo.]{{.claim holds="{holds}"}}', released, small_study)
        assert "cannot be held against anything" in one.said_in("en")


def test_a_figure_without_a_margin_carries_a_claim_about_the_answers_alone(
    small_released: ReleasedSet, small_study: Study
) -> None:
    nothing = float("nan")
    released = _with(small_released, "use_app", "1", ci_low=nothing, ci_high=nothing, se=nothing)
    mark = '[%s is dat zo.]{.claim holds="use_app.c1.now > 0.5"}'
    assert [each.rule for each in _found(mark % "Nu", released, small_study)] == ["claim"]
    assert _found(mark % "In deze peiling", released, small_study) == []
    census = replace(small_study, design=replace(small_study.design, sampling="census"))
    assert _found(mark % "Nu", released, census) == []


def test_when_the_answers_turn_round_the_claim_fails(small_released: ReleasedSet, small_study: Study) -> None:
    text = '[De meeste huurders gebruiken de app.]{.claim holds="use_app.c1.now > 0.5"}'
    assert _found(text, small_released, small_study) == []
    turned = _with(small_released, "use_app", "1", estimate=0.35, ci_low=0.25, ci_high=0.45, count=28)
    assert [each.rule for each in _found(text, turned, small_study)] == ["claim"]


def test_nobody_lets_a_claim_pass_that_does_not_hold(found: Found) -> None:
    assert [
        each.rule for each in found("Zo is het.<!-- akkoord: mijn mening -->", "use_app.c1.now > 0.9")
    ] == ["claim"]


# what a sentence asserts


APP = "{{< var use_app.c1.all.now.%s >}}"


@pytest.mark.parametrize(
    ("sentence", "holds"),
    [
        ("De meeste huurders gebruiken de app.", "use_app.c1.now > 0.5"),
        ("Meer dan de helft van de huurders gebruikt de app.", "use_app.c1.now > 0.5"),
        ("Meer dan de helft van de huurders gebruikt de app.", "use_app.c1.now >= 0.52"),
        ("Een minderheid van de huurders vindt de brieven duidelijk.", "letters.agree_net.now < 0.5"),
        ("Van de huurders gebruikt {{< var use_app.c1.all.now.pct >}} de app.", "use_app.c1.now > 0.5"),
        ("Dat zegt {{< var use_app.c1.all.now.phrase >}}, van alle {{< var use_app.c1.all.now.n >}}.", "use_app.c1.now > 0.5"),
        ("Huurders krijgen vaker iemand aan de lijn: dat aandeel is gestegen.", "change(phone.agree_net, previous) == increased"),
        ("Het cijfer is verbeterd.", "change(rating.mean, previous) == increased"),
        ("Meer huurders dan in {{< var study.previous_wave >}} krijgen iemand aan de lijn.", "change(phone.agree_net, previous) == increased"),
        ("Het aandeel is gestegen.", "phone.agree_net.change > 0.1"),
        ("Niet of nauwelijks gelijk gebleven.", "change(use_desk.c1, previous) == equivalent"),
    ],
)  # fmt: skip
def test_what_a_condition_guards_may_be_said(
    rules: Callable[..., list[str]], sentence: str, holds: str
) -> None:
    assert rules(sentence, holds) == []


@pytest.mark.parametrize(
    ("sentence", "holds"),
    [
        ("De meeste huurders gebruiken de app.", "use_app.c1.now > 0.4"),
        ("De meeste huurders gebruiken de app.", "rating.mean.now > 6.5"),
        ("Een minderheid van de huurders gebruikt de app.", "use_app.c1.now > 0.5"),
        ("Van de huurders belt {{< var phone.agree_net.all.now.pct >}}.", "use_app.c1.now > 0.5"),
        ("Het vaakst gebruiken huurders de app.", "use_app.c1.now > 0.5"),
        ("De brieven krijgen het minst waardering.", "letters.agree_net.now < 0.5"),
        ("Het aandeel is gestegen.", "use_app.c1.now > 0.5"),
        ("Het aandeel is gestegen.", "change(phone.agree_net, previous) in [increased, decreased]"),
        ("Het aandeel is gedaald.", "phone.agree_net.change > 0.1"),
        ("De app wordt vaker gebruikt dan de balie.", "use_app.c1.now > 0.5"),
    ],
)
def test_what_no_condition_guards_may_not(rules: Callable[..., list[str]], sentence: str, holds: str) -> None:
    assert rules(sentence, holds) == ["claim-words"]


def test_the_same_words_outside_a_claim_are_refused_as_before(
    small_released: ReleasedSet, small_study: Study
) -> None:
    text = 'Zo.\n[De app is van nu.]{.claim holds="use_app.c1.now > 0.5"}\nDe meeste huurders gebruiken de app.\n'
    assert [(each.rule, each.line) for each in _found(text, small_released, small_study)] == [
        ("typed-amount", 3)
    ]


def test_a_claim_of_several_sentences_is_covered_as_a_whole(
    small_released: ReleasedSet, small_study: Study
) -> None:
    text = (
        '::: {.claim holds="use_app.c1.now > 0.5, change(phone.agree_net, previous) == increased"}\n'
        "De meeste huurders gebruiken de app.\nHet aandeel is gestegen.\n:::\n"
    )
    assert _found(text, small_released, small_study) == []
    assert [
        each.rule
        for each in _found(
            text.replace("De meeste huurders gebruiken", "Een kleine minderheid gebruikt"),
            small_released,
            small_study,
        )
    ] == ["claim-words"]
