"""Truth: the sentences of the design of vignettes: counts and classes in words, and what is never said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from monitor.errors import PublicationError
from monitor.pipeline import voice_of
from monitor.publication.annex.questionnaire_annex import questionnaire_annex
from monitor.publication.project.catalogue import CATALOGUE, FIGURE_CATALOGUE, entry_of
from monitor.publication.project.compose import compose
from monitor.publication.sentences.variables import Variables
from monitor.publication.vignettes.counted import CountedVignettes
from monitor.publication.vignettes.documents import VignetteDocuments
from monitor.publication.vignettes.figures import counts_figure
from monitor.publication.vignettes.sentences import VignetteSentences
from monitor.publication.vignettes.tables import tables_of_vignettes, vignettes_table
from monitor.release.results.method import Crossed
from tests.pipeline.test_file_check import released
from tests.vignettes import QUESTIONNAIRE, write_vignettes

CODED = """\
  - {id: why, per_vignette: true, vignettes: [w], kind: open, text: "Welke argumenten geeft u?"}
codebook:
  w_why: {codes: {need: het is nodig, law: de wet}}
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    return released(write_vignettes(tmp_path_factory.mktemp("vignettes")))


def sentences(told: SimpleNamespace, **changed: Any) -> tuple[VignetteSentences, Any]:
    """What is said of the first vignette, with other counts where they are given."""
    counted = CountedVignettes(told.public, voice_of(told.study))
    one = counted.vignettes[0]
    return VignetteSentences(counted), replace(one, summary=replace(one.summary, **changed))


@pytest.mark.parametrize(("people", "told_so"), [(29, True), (30, False)])
def test_that_there_are_too_few_for_percentages_is_told_below_thirty(
    told, people: int, told_so: bool
) -> None:
    say, _ = sentences(told)
    say.counted.wave = replace(say.counted.wave, respondents=people, vignettes=say.counted.wave.vignettes[:1])
    said = " ".join(say.intro())
    assert said.startswith(f"{people} inkomensconsulenten uit 9 gemeenten beoordeelden één casus.")
    assert ("daarvoor zijn het er te weinig" in said) is told_so


def test_room_and_decision_are_told_apart_in_counts(told) -> None:
    exact = Crossed(18, (8, 8), (4, 4), (2, 2), (4, 4))
    say, one = sentences(told, room_by_departing=exact)
    assert list(say.room(one)) == [
        "12 van de 18 inkomensconsulenten zien ruimte om af te wijken.",
        "8 zouden dat ook doen; 4 zien de ruimte en kiezen toch voor de standaard.",
        "2 zien geen ruimte en zouden toch afwijken.",
    ]
    assert list(say.decision(one)) == [
        "10 van de 18 inkomensconsulenten kiezen voor ‘de standaard volgen’ en 8 voor ‘afwijken’."
    ]


def test_counts_beside_a_class_are_told_as_what_they_can_be(told) -> None:
    say, one = sentences(told)
    assert list(say.room(one))[1:] == [
        "7 of 8 zouden dat ook doen; 4 of 5 zien de ruimte en kiezen toch voor de standaard.",
        "(Vrijwel) niemand ziet geen ruimte en zou toch afwijken.",
    ]


@pytest.mark.parametrize(
    ("crossed", "said"),
    [
        (Crossed(18, (0, 1), (11, 12), (6, 7), (5, 6)), "(Vrijwel) geen van hen zou dat ook doen; 11 of 12 zien de ruimte en kiezen toch voor de standaard. 6 of 7 zien geen ruimte en zouden toch afwijken."),
        (Crossed(18, (11, 12), (0, 1), (2, 3), (3, 4)), "11 of 12 zouden dat ook doen; (vrijwel) geen van hen ziet de ruimte en kiest toch voor de standaard. 2 of 3 zien geen ruimte en zouden toch afwijken."),
        (Crossed(18, (8, 9), (3, 4), (5, 6), (0, 1)), "8 of 9 zouden dat ook doen; 3 of 4 zien de ruimte en kiezen toch voor de standaard. 5 of 6 zien geen ruimte en zouden toch afwijken. (Vrijwel) niemand ziet geen ruimte en volgt de standaard."),
        (Crossed(18, None, None, None, None), "Hoeveel van hen ook zouden afwijken, staat hier niet: daaruit zou iets over een enkele inkomensconsulent af te leiden zijn."),
    ],
)  # fmt: skip
def test_each_form_of_two_facts_is_a_sentence(told, crossed: Crossed, said: str) -> None:
    say, one = sentences(told, room_by_departing=crossed)
    assert " ".join(list(say.room(one))[1:]) == said


def test_an_expectation_is_held_against_colleagues(told) -> None:
    say, one = sentences(told)
    assert " ".join(say.expectation(one)).startswith(
        "12 van de 18 inkomensconsulenten verwachten dat collega's hetzelfde besluiten. Bij 10 van hen besluit de collega"
        " ook echt hetzelfde."
    )
    assert list(say.expectation(one))[2] == (
        "Van de 8 die zouden afwijken, verwachten er 6 hetzelfde van collega's; van de 10 die de standaard volgen, 6."
    )
    found = one.summary.expectation
    for changed, said in {
        (
            "",
            11,
        ): "Van 11 van hen deed ook een collega mee. Bij 9 van die 11 besluit de collega ook echt hetzelfde.",
        (
            "nearly_all",
            12,
        ): "Bij (vrijwel) al deze inkomensconsulenten besluit de collega ook echt hetzelfde.",
        ("few", 12): "Bij (vrijwel) geen van hen besluit de collega ook echt hetzelfde.",
        ("too_few", 7): "Of die verwachting uitkomt, staat hier niet: daarvoor zijn het er te weinig.",
    }.items():
        form, asked = changed
        other = replace(found, asked=asked, came_true=None if form else 9, told=form)
        say, one = sentences(told, expectation=other)
        assert list(say.expectation(one))[1] == said


def test_pairs_are_told_beside_chance_and_the_test_stays_undecided(told) -> None:
    pairs = CountedVignettes(told.public, voice_of(told.study)).vignettes[1].summary.pairs
    assert pairs is not None
    own = replace(pairs, alike=7, expected=4.3, between_alike=66, verdict="undecided")
    say, one = sentences(told, pairs=own)
    assert " ".join(say.pairs(one)) == (
        "In 7 van de 9 gemeenten besluiten beide inkomensconsulenten hetzelfde. Bij willekeurige paren zouden dat er 4 of 5 zijn."
        " Van de 144 paren uit verschillende gemeenten besluiten er 66 hetzelfde. Met 9 paren is niet aan te tonen dat de gemeente"
        " uitmaakt."
    )


def test_other_outcomes_of_pairs_have_their_words(told) -> None:
    pairs = CountedVignettes(told.public, voice_of(told.study)).vignettes[1].summary.pairs
    assert pairs is not None
    bare = replace(pairs, expected=None, between_pairs=None, verdict="", alike=None)
    for changed, said in {
        ("few", False): "In (vrijwel) geen van de 9 gemeenten besluiten beide inkomensconsulenten hetzelfde.",
        ("nearly_all", False): "In (vrijwel) alle 9 gemeenten besluiten beide inkomensconsulenten hetzelfde.",
        ("nearly_all", True): "Van de 9 paren collega's besluiten (vrijwel) alle hetzelfde.",
        ("few", True): "Van de 9 paren collega's besluit (vrijwel) geen hetzelfde.",
    }.items():
        say, one = sentences(told, pairs=replace(bare, told=changed[0], teams=changed[1]))
        assert list(say.pairs(one)) == [said]
    say, one = sentences(told, pairs=replace(bare, told="too_few", with_rule=5, single=2))
    assert list(say.pairs(one)) == [
        "In minder dan 5 gemeenten zonder eigen regel besluiten minstens twee inkomensconsulenten over deze casus. Hoe vaak zij het eens zijn,"
        " staat hier daarom niet.",
        "In 5 gemeenten geldt voor deze casus een eigen regel. Die gemeenten tellen hier niet mee, want daar is geen eigen ruimte.",
        "In 2 gemeenten besloot één inkomensconsulent over deze casus; dat is geen paar.",
    ]
    say, one = sentences(
        told, pairs=replace(bare, told="", alike=9, expected=4.0, teams=True, verdict="alike")
    )
    assert list(say.pairs(one))[:2] == [
        "Van de 9 paren collega's besluiten er 9 hetzelfde.", "Bij willekeurige paren zouden dat er 4 zijn.",
    ]  # fmt: skip


def test_a_chapter_for_each_vignette_and_one_on_differences(told) -> None:
    documents = VignetteDocuments(Variables(told.public, voice_of(told.study)))
    chapters = documents.text("texts/vignettes-chapters.qmd") or ""
    headings = [line for line in chapters.splitlines() if line.startswith("#")]
    assert headings == [
        "# De wasmachine {#sec-vignette-w}", "## De casus", "## Standaardaanpak", "## Ziet ruimte", "## Besluit",
        "## Collega\\'s", "# De jongere {#sec-vignette-j}", "## De casus", "## Standaardaanpak", "## Besluit",
    ]  # fmt: skip
    assert "Voor deze casus is er geen standaardaanpak." in chapters
    assert "%" not in chapters
    assert documents.text("texts/vignettes-anders.qmd") is None


def test_arguments_are_counted_and_quoted_without_place_or_person(tmp_path: Path) -> None:
    def with_arguments(frame: pd.DataFrame) -> pd.DataFrame:
        frame["w_why"] = "Het is nodig."
        lines = [
            f"{one},w_why,{'need' if place < 12 else 'law'},A,{'Het is nodig.' if place == 0 else ''},{'yes' if place == 0 else ''}"
            for place, one in enumerate(frame["respondent_id"])
        ]
        head = "respondent_id,question,code,coder,quote,approved"
        (tmp_path / "coded.csv").write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
        return frame

    last = QUESTIONNAIRE.splitlines()[-1]
    changed = {
        "casussen.yaml": (last, f"{last}\n{CODED.rstrip()}"),
        "study.yaml": ("responses: responses.csv", "responses: responses.csv, coded: coded.csv"),
    }
    (tmp_path / "coded.csv").write_text("respondent_id,question,code,coder\n", encoding="utf-8")
    found = released(write_vignettes(tmp_path, changed, with_arguments))
    chapters = (
        VignetteDocuments(Variables(found.public, voice_of(found.study))).text("texts/vignettes-chapters.qmd")
        or ""
    )
    assert "Genoemd door 18 inkomensconsulenten, met hoeveel van hen het noemen:" in chapters
    assert "- het is nodig: 12 inkomensconsulenten\n- de wet: 6 inkomensconsulenten" in chapters
    assert "tables/quotes--w_why.md" in chapters
    assert {quote.role for quote in found.public.method.quotes} == {"inkomensconsulent"}


def test_other_questions_about_a_case_are_counted_too(tmp_path: Path) -> None:
    last = QUESTIONNAIRE.splitlines()[-1]
    more = (
        f"{last}\n"
        '  - {id: who, per_vignette: true, vignettes: [w], scale: yes_no, text: "Vraagt u raad?"}\n'
        '  - {id: of, per_vignette: true, vignettes: [w], kind: multi, blank: not_chosen, text: "Aan wie?", options: {mate: een collega, boss: een leidinggevende}}'
    )

    def answered(frame: pd.DataFrame) -> pd.DataFrame:
        yes = [place < 7 for place in range(len(frame))]
        return frame.assign(
            w_who=["yes" if one else "no" for one in yes],
            w_mate=["1" if one else "0" for one in yes],
            w_boss="0",
        )

    found = released(write_vignettes(tmp_path, {"casussen.yaml": (last, more)}, answered))
    chapters = (
        VignetteDocuments(Variables(found.public, voice_of(found.study))).text("texts/vignettes-chapters.qmd")
        or ""
    )
    assert (
        "## Vraagt u raad?\n\n11 van de 18 inkomensconsulenten kiezen voor ‘nee’ en 7 voor ‘ja’." in chapters
    )
    assert "## Aan wie?" in chapters
    assert "- een collega: 7 inkomensconsulenten\n- een leidinggevende: (vrijwel) geen" in chapters


def test_the_figure_has_a_bar_of_people_for_each_decision(told) -> None:
    built = counts_figure("counts--w", told.public, voice_of(told.study))
    assert built.title == "10 van de 18 inkomensconsulenten kiezen voor ‘de standaard volgen’"
    assert [(one.header, one.cells[0].text) for one in built.table.rows] == [
        ("de standaard volgen (standaard)", "10"), ("afwijken", "8"),
    ]  # fmt: skip
    assert built.alt == "Staafdiagram van aantallen. de standaard volgen (standaard): 10. afwijken: 8."


def test_tables_show_what_may_be_told(told) -> None:
    voice = voice_of(told.study)
    pairs = vignettes_table("vignettes--pairs", told.public, voice)
    assert [[cell.text for cell in row.cells] for row in pairs.rows] == [
        ["8", "6", "–", "–"],
        ["9", "7", "144", "50"],
    ]
    chance = vignettes_table("vignettes--chance", told.public, voice)
    assert [[cell.text for cell in row.cells] for row in chance.rows] == [
        ["6", "–", "–", "–"], ["7", "0,65", "0,03", "minder dan 0,01"],
    ]  # fmt: skip


def test_room_by_decision_is_a_table_where_every_count_is_told(tmp_path: Path) -> None:
    def seen(frame: pd.DataFrame) -> pd.DataFrame:
        """Of eight who depart six see room, of ten who do not four."""
        frame["w_room"] = "no"
        for decision, count in {"deviate": 6, "apply": 4}.items():
            frame.loc[frame.index[frame["w_decides"] == decision][:count], "w_room"] = "yes"
        return frame

    found = released(write_vignettes(tmp_path, given=seen))
    voice = voice_of(found.study)
    table = vignettes_table("vignettes--room--w", found.public, voice)
    assert [column.header for column in table.columns] == ["afwijken", "de standaard volgen"]
    assert [(row.header, [cell.text for cell in row.cells]) for row in table.rows] == [
        ("ja", ["6", "4"]), ("nee", ["2", "6"]),
    ]  # fmt: skip
    chapters = VignetteDocuments(Variables(found.public, voice)).text("texts/vignettes-chapters.qmd") or ""
    assert "tables/vignettes--room--w.md" in chapters


def test_there_is_no_such_table_where_one_of_its_counts_is_a_class(told) -> None:
    with pytest.raises(PublicationError):
        vignettes_table("vignettes--room--w", told.public, voice_of(told.study))


def test_the_table_book_has_the_same_tables(told) -> None:
    tables = tables_of_vignettes(told.public, voice_of(told.study))
    assert [table.name for table in tables] == ["vignettes--pairs", "vignettes--chance"]


def test_one_question_about_two_cases_keeps_its_text_in_the_annex(told) -> None:
    annex = questionnaire_annex(voice_of(told.study))
    assert annex.count("**Wat zou u besluiten?**") == 2
    assert "## De jongere" in annex


# what is refused


def composed_with(folder: Path, text: str, template: Mapping[str, str] | None = None) -> object:
    """A report on vignettes with a text of somebody's own, or with another template."""
    own = folder / "eigen"
    own.mkdir()
    (own / "report.qmd").write_text(
        f'---\ntitle: "Eigen"\nlang: nl\n---\n\n# Besluiten\n\n{text}\n', encoding="utf-8"
    )
    report = template or {"id": "eigen", "template": "eigen"}
    said = "{" + ", ".join(f"{key}: {value}" for key, value in report.items()) + "}"
    told = released(write_vignettes(folder, {"study.yaml": ("{template: vignettes/any}", said)}))
    return compose(told.study.reports[0], Variables(told.public, voice_of(told.study)))


REFUSED = {
    "a percentage of 18": ("{{< var w_decides.deviate.all.now.pct >}} wijkt af.", "vignettes.percentage_of_few"),
    "a figure of 18 in percentages": ("![x](figures/w_decides){#fig-x}", "vignettes.percentage_of_few"),
    "a table of 18 in percentages": ("{{< include tables/w_decides.md >}}", "vignettes.percentage_of_few"),
    "people who were not asked": ("Zo denken inkomensconsulenten in Nederland.", "vignettes.word_generalises"),
    "a decision from the room question": (
        "{{< var w_room.yes.all.now.count >}} inkomensconsulenten zouden afwijken.", "vignettes.decision_from_room",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_such_a_text_is_refused(name: str, tmp_path: Path) -> None:
    text, code = REFUSED[name]
    with pytest.raises(PublicationError) as refused:
        composed_with(tmp_path, text)
    assert refused.value.code == code


def test_counts_of_room_and_of_decisions_may_be_written(tmp_path: Path) -> None:
    text = (
        "{{< var w_room.yes.all.now.count >}} inkomensconsulenten zien ruimte.\n\n"
        "Van hen zouden er {{< var w_decides.deviate.all.now.count >}} afwijken."
    )
    composed_with(tmp_path, text)


def test_a_percentage_of_the_method_may_be_written(tmp_path: Path) -> None:
    composed_with(tmp_path, "De marge is die van {{< var method.confidence >}}.")


def test_a_report_of_percentages_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PublicationError, match="percentage"):
        composed_with(tmp_path, "", {"template": "inspectorate/any"})


def test_parts_of_vignettes_belong_to_no_other_study(told) -> None:
    plain = replace(told.public, method=replace(told.public.method, vignettes=None))
    with pytest.raises(PublicationError) as refused:
        CountedVignettes(plain, voice_of(told.study))
    assert refused.value.code == "vignettes.not_of_vignettes"


def test_a_name_that_is_not_there_is_refused(told) -> None:
    voice = voice_of(told.study)
    for name, catalogue in {"counts--x": FIGURE_CATALOGUE, "vignettes--x": CATALOGUE}.items():
        with pytest.raises(PublicationError):
            entry_of(name, catalogue).check(name, told.public, voice)
