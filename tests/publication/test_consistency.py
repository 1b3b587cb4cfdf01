"""Truth: the small survey, counted by hand; each sentence is right or wrong about it in one way.

2024: 20 of 80 agree that letters are clear (25%; 30% in 2022, undecided); 48 of 80 get somebody on the phone
(60%; 20% in 2022, increased); 52 of 80 use the app (65%), 34 the desk (42.5%, equivalent); mean grade 6.8.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace

import pytest

from monitor.errors import DeclarationError, PublicationError
from monitor.publication.checks.consistency import Consistency, check_consistency
from monitor.publication.language.words import Words
from monitor.publication.quarto.template_documents import TemplateDocument
from monitor.publication.sentences.variables import Variables
from monitor.release.results.released_set import ReleasedSet
from monitor.study.study import Study
from monitor.study.study_file import ReportPlan
from tests.words import changed_words, voice_of

LETTERS = "{{< var letters.agree_net.all.now.%s >}}"
PHONE = "{{< var phone.agree_net.all.now.%s >}}"
APP = "{{< var use_app.c1.all.now.%s >}}"
DESK = "{{< var use_desk.c1.all.now.%s >}}"
GRADE = "{{< var rating.mean.all.now.%s >}}"
Check = Callable[..., list[str]]


@pytest.fixture(scope="module")
def variables(small_released: ReleasedSet, small_study: Study) -> Variables:
    return Variables(small_released, voice_of(small_study))


@pytest.fixture(scope="module")
def checked(variables: Variables) -> Callable[..., Consistency]:
    def check(text: str, report: str = "inspectorate", **more: str) -> Consistency:
        documents = {"report.qmd": TemplateDocument("report.qmd", "report.qmd", text)}
        documents |= {name: TemplateDocument(name, name, words) for name, words in more.items()}
        return check_consistency(documents, ReportPlan(report, None, None), variables)

    return check


@pytest.fixture(scope="module")
def rules(checked: Callable[..., Consistency]) -> Check:
    """The rules that a text breaks, in reading order."""
    return lambda text, report="inspectorate": [found.rule for found in checked(text, report).findings]


# numbers and amounts with a source


@pytest.mark.parametrize(
    "sentence",
    [
        "De lijst is 14 keer verstuurd.",
        "Van de huurders belt 60% vaak.",
        "Het kostte 3,5 uur.",
        "In 2024 is gemeten.",
    ],
)
def test_a_number_that_somebody_typed_is_found(rules: Check, sentence: str) -> None:
    assert rules(sentence) == ["typed-number"]


@pytest.mark.parametrize(
    "sentence",
    [
        f"Van de huurders vindt {LETTERS % 'pct'} de brieven duidelijk.",
        "Sinds 2012 geldt deze wet.<!-- vast: jaar van de wet -->",
        "Zie artikel 65 van de Grondwet.",
        "1. Het eerste punt.",
        "Dit staat in @fig-g02.\n\n![Titel](figures/used){#fig-g02}",
        "Zij wonen er {{< var tenure.kort.all.now.label >}}, dus minder dan 5 jaar.",
        "Dit is [een verwijzing](https://voorbeeld.nl/2024/1) en een noot.[^a1]\n\n[^a1]: Een noot.",
        "`code 12` telt niet mee.",
    ],
)
def test_a_number_with_a_source_is_left_alone(rules: Check, sentence: str) -> None:
    assert rules(sentence) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "Zevenenveertig procent van de huurders belt.",
        "Honderd huurders deden mee.",
        "Ongeveer veertig procent belt.",
        "Achttien huurders belden.",
    ],
)
def test_a_number_typed_in_letters_is_found(rules: Check, sentence: str) -> None:
    assert rules(sentence) == ["typed-number"]


@pytest.mark.parametrize(
    "sentence", ["Wij spraken drie huurders.", "Er zijn tachtig woningen.", "In één oogopslag."]
)
def test_other_numbers_in_letters_are_left_alone(rules: Check, sentence: str) -> None:
    assert rules(sentence) == []


def test_nobody_is_held_against_the_share_in_brackets(rules: Check) -> None:
    assert rules(f"Geen enkele huurder gaat nog wel eens naar de balie ({DESK % 'pct'}).") == ["amount"]
    assert rules(f"Er is geen loket, en toch gaat {DESK % 'pct'} van de huurders naar de balie.") == []


def test_so_many_in_so_many_fits_the_figure(rules: Check) -> None:
    assert rules("Vier op de tien huurders gaan naar de balie.") == ["typed-amount"]
    assert (
        rules(f"Ruim vier op de tien huurders ({DESK % 'pct'}) gaan naar de balie.") == []
    )  # 34 of 80 is 42.5%
    assert rules(f"Zes op de tien huurders ({DESK % 'pct'}) gaan naar de balie.") == ["amount"]


def test_comparisons_with_a_word_in_between_are_read(rules: Check) -> None:
    sentence = f"De app ({APP % 'pct'} van de huurders) is vaker genoemd dan de balie ({DESK % 'pct'}). Zij konden meer dan één antwoord geven."
    assert rules(sentence) == []
    assert rules(sentence.replace("vaker", "minder vaak")) == ["order"]


def test_an_amount_in_words_needs_a_figure(rules: Check) -> None:
    assert rules("De helft van de huurders is tevreden.") == ["typed-amount"]
    assert rules("Wat de helft vindt, is niet bekend.") == []
    assert rules("Dit is geen afspiegeling van alle huurders.") == []


# words beside a figure


@pytest.mark.parametrize(
    ("sentence", "broken"),
    [
        (f"Meer dan de helft van de huurders ({APP % 'pct'}) gebruikt de app.", []),
        (f"Meer dan de helft van de huurders ({DESK % 'pct'}) gebruikt de balie.", ["amount"]),
        (f"Een kwart van de huurders ({LETTERS % 'pct'}) is het eens.", []),
        (f"Een derde van de huurders ({LETTERS % 'pct'}) is het eens.", ["amount"]),
        (f"Ruim een derde van de huurders ({DESK % 'pct'}) gebruikt de balie.", ["amount"]),
        (f"De meeste huurders gebruiken de app ({APP % 'full'}).", []),
        (f"Een minderheid gebruikt de app: {APP % 'pct'} van de huurders.", ["amount"]),
        (f"Geen huurders ({APP % 'pct'}) gebruiken de app.", ["amount"]),
        (f"Alle huurders kregen deze vraag; volgens {LETTERS % 'phrase'} zijn de brieven duidelijk.", []),
        (f"‘De helft’ is een woord, en {LETTERS % 'pct'} van de huurders is het eens.", []),
    ],
)
def test_an_amount_in_words_must_fit_the_figure_beside_it(
    rules: Check, sentence: str, broken: list[str]
) -> None:
    assert rules(sentence) == broken


@pytest.mark.parametrize(
    ("sentence", "broken"),
    [
        # 34 of 80 is 42.5%, printed as 43%
        (f"Bijna {DESK % 'pct'} van de huurders gebruikt de balie.", []),
        (f"Minder dan {DESK % 'pct'} van de huurders gebruikt de balie.", []),
        (f"Ruim {DESK % 'pct'} van de huurders gebruikt de balie.", ["amount"]),
        (f"Meer dan {APP % 'pct'} van de huurders gebruikt de app.", ["amount"]),
        (f"Minstens {APP % 'pct'} van de huurders gebruikt de app.", []),
        (f"Meer dan {APP % 'count'} huurders gebruiken de app.", ["amount"]),
        (f"Ruim {LETTERS % 'phrase'} is het eens.", ["amount"]),
        (f"Een cijfer van meer dan {GRADE % 'value'} is gemiddeld te hoog.", ["amount"]),
    ],
)
def test_more_than_and_almost_must_hold_before_rounding(
    rules: Check, sentence: str, broken: list[str]
) -> None:
    assert rules(sentence) == broken


def test_figures_stand_in_the_order_the_words_give(rules: Check) -> None:
    more = f"Van de huurders is {APP % 'pct'} voor de app, meer dan {LETTERS % 'pct'} voor de brieven."
    assert rules(more) == []
    assert rules(more.replace("meer dan", "lager dan")) == ["order"]
    assert rules(f"Van de huurders is {LETTERS % 'pct'} voor de brieven, hoger dan de {APP % 'pct'}.") == [
        "order"
    ]
    # a comparison with something else than the next figure
    assert (
        rules(
            f"Bij {LETTERS % 'pct'} van de huurders met minder dan drie kamers en bij {APP % 'pct'} daarboven."
        )
        == []
    )
    # grades and shares are not put in order
    assert (
        rules(
            f"Van de huurders gebruikt {APP % 'pct'} de app, hoger dan het gemiddelde cijfer {GRADE % 'value'}."
        )
        == []
    )


def test_the_largest_and_the_smallest_come_from_an_order(rules: Check) -> None:
    largest, smallest = "{{< var rank.used.c1.now.r1.%s >}}", "{{< var rank.used.c1.now.r2.%s >}}"
    assert rules(f"Huurders noemen ‘{largest % 'label'}’ het vaakst.") == []
    assert rules(f"Huurders noemen ‘{smallest % 'label'}’ het minst.") == []
    assert rules(f"Huurders noemen ‘{smallest % 'label'}’ het vaakst.") == ["order"]
    assert rules(f"Het laagste percentage huurders is {largest % 'pct'}.") == ["order"]
    # 52 of 80 name the app, 34 the desk
    assert rules(f"De app is het vaakst genoemd, door {APP % 'pct'} van de huurders.") == []
    assert rules(f"De balie is het vaakst genoemd, door {DESK % 'pct'} van de huurders.") == ["order"]
    assert rules(f"De balie is het minst genoemd, door {DESK % 'pct'} van de huurders.") == []
    assert rules("De balie is het hoogste punt van het gebouw.") == []


# change


@pytest.mark.parametrize(
    ("sentence", "broken"),
    [
        (
            "Het deel met snel iemand aan de lijn is gestegen met {{< var phone.agree_net.all.change.difference >}}.",
            [],
        ),
        (
            "Het deel met duidelijke brieven is gedaald met {{< var letters.agree_net.all.change.difference >}}.",
            ["direction"],
        ),
        (
            "Het deel met snel iemand aan de lijn is gedaald: {{< var phone.agree_net.all.change.difference >}}.",
            ["direction"],
        ),
        (
            "Van de huurders belde {{< var phone.agree_net.all.previous.pct >}} in {{< var study.previous_wave >}}; dit steeg naar "
            "{{< var phone.agree_net.all.now.pct >}}.",
            [],
        ),
        (
            "Van de huurders vond {{< var letters.agree_net.all.previous.pct >}} het duidelijk in {{< var study.previous_wave >}}; dit daalde naar "
            "{{< var letters.agree_net.all.now.pct >}}.",
            ["direction"],
        ),
        ("Het gebruik van de balie is gelijk gebleven ({{< var use_desk.c1.all.change.ci >}}).", []),
        ("Het gebruik van de app is gelijk gebleven ({{< var use_app.c1.all.change.ci >}}).", ["direction"]),
        ("De huur is toegenomen.", ["direction"]),
        (f"Steeds meer huurders krijgen iemand aan de lijn ({PHONE % 'pct'}).", []),
        (f"Steeds minder huurders krijgen iemand aan de lijn ({PHONE % 'pct'}).", ["direction"]),
        (f"Het gemiddelde cijfer is gestegen naar een {GRADE % 'value'}.", []),
        (f"Er is een daling te zien bij de brieven ({LETTERS % 'pct'} van de huurders).", ["direction"]),
        ("Een daling is niet aangetoond.", []),
        (
            f"Meer huurders dan in {{{{< var study.previous_wave >}}}} krijgen iemand aan de lijn ({PHONE % 'pct'}).",
            [],
        ),
        (
            f"Bij {PHONE % 'pct'} van de huurders is dat lager dan in {{{{< var study.previous_wave >}}}}.",
            ["direction"],
        ),
        (f"Met {LETTERS % 'pct'} van de huurders is dat hoger dan in het jaar ervoor.", []),
        (f"Het contact is verbeterd ({PHONE % 'pct'} van de huurders).", []),
        (f"Het gemiddelde cijfer is verbeterd naar een {GRADE % 'value'}.", []),
        (f"Het gemiddelde cijfer is verslechterd naar een {GRADE % 'value'}.", ["direction"]),
        (f"De brieven zijn verbeterd ({LETTERS % 'pct'} van de huurders).", ["direction"]),
        ("‘Gestegen’ staat er alleen als het is getoetst.", []),
        ("Niet aangetoond is niet hetzelfde als gelijk gebleven.", []),
        ("Er is geen verschil tussen de jaren.", ["direction"]),
        ("Er is geen verschil aangetoond tussen de jaren.", []),
        ("Er is geen duidelijk verschil te zien.", []),
        ("{{< var letters.agree_net.all.change.sentence >}}", []),
    ],
)
def test_words_of_change_follow_the_outcome_of_the_test(
    rules: Check, sentence: str, broken: list[str]
) -> None:
    assert rules(sentence) == broken


# sums


def test_counts_above_the_base_need_a_note(rules: Check) -> None:
    # 52 and 34 of 80 tenants
    sentence = f"Van de huurders gebruiken {APP % 'count'} de app en {DESK % 'count'} de balie."
    assert rules(sentence) == ["counts"]
    assert rules(f"{sentence} Zij konden meer antwoorden geven.") == []
    assert rules(f"{sentence}\n\n{{{{< include figures/used.md >}}}}") == []
    assert rules(f"{sentence}\n\n{{{{< include figures/rating.md >}}}}") == ["counts"]
    assert rules(f"{sentence}\n\n# Andere paragraaf\n\nMeer antwoorden mogelijk.") == ["counts"]
    assert (
        rules(
            f"Van de huurders is {LETTERS % 'count'} het eens en {LETTERS.replace('agree', 'disagree') % 'count'} oneens."
        )
        == []
    )


def test_an_answer_and_the_net_it_belongs_to_may_overlap(rules: Check) -> None:
    # 48 agree, of whom 16 strongly; 24 more may be added: 48 + 16 + 24 > 80
    parts = ("agree_net", "sa", "n", "a")
    figures = ", ".join(f"{{{{< var phone.{part}.all.now.count >}}}}" for part in parts)
    assert rules(f"Van de huurders: {figures}.") == []


def _distribution(wave: str) -> str:
    return ", ".join(f"{{{{< var letters.{code}.all.{wave}.pct >}}}}" for code in ("sa", "a", "n", "d", "sd"))


def test_printed_percentages_that_do_not_add_up_need_a_note(rules: Check) -> None:
    # 2024: 8, 12, 20, 24, 16 of 80 is 10, 15, 25, 30, 20; 2022: 6, 12, 18, 15, 9 of 60 is 10, 20, 30, 25, 15
    earlier = (
        f"De antwoorden van huurders in {{{{< var study.previous_wave >}}}} zijn {_distribution('previous')}."
    )
    assert rules(earlier) == []
    nets = "{{< var tenure.kort.all.now.pct >}} en {{< var tenure.lang.all.now.pct >}}"  # 11.25 and 88.75: 11 and 89
    assert rules(f"Van de huurders zijn dat {nets}.") == []


def test_a_total_of_101_needs_a_note_on_rounding(small_released: ReleasedSet, small_study: Study) -> None:
    estimates = small_released.estimates.copy()
    chosen = estimates["item"].eq("tenure")
    estimates.loc[chosen, "estimate"] = [0.125, 0.875]  # 13% and 88%
    variables = Variables(replace(small_released, estimates=estimates), voice_of(small_study))
    text = (
        "Van de huurders zijn dat {{< var tenure.kort.all.now.pct >}} en {{< var tenure.lang.all.now.pct >}}."
    )

    def found(words: str) -> list[str]:
        documents = {"report.qmd": TemplateDocument("report.qmd", "report.qmd", words)}
        return [
            str(each)
            for each in check_consistency(documents, ReportPlan("x", None, None), variables).findings
        ]

    assert found(text) == [
        'report.qmd:1: the percentages of "Woonduur" add up to 101, not 100. '
        "Say near them that this comes from rounding, or leave one out."
    ]
    assert found(f"{text} Door afronden is dit niet precies honderd.") == []
    assert found(f"{text}\n\n{{{{< include figures/tenure.md >}}}}") == []


def test_a_difference_beside_figures_that_do_not_make_it_needs_a_note(
    small_released: ReleasedSet, small_study: Study
) -> None:
    estimates, changes = small_released.estimates.copy(), small_released.changes.copy()
    phone = estimates["item"].eq("phone") & estimates["category"].eq("agree_net")
    estimates.loc[phone, "estimate"] = [0.204, 0.596]  # 20% and 60%
    moved = changes["item"].eq("phone") & changes["category"].eq("agree_net")
    changes.loc[moved, "difference"] = 0.392
    released = replace(small_released, estimates=estimates, changes=changes)
    variables = Variables(released, voice_of(small_study))
    before, after = (f"{{{{< var phone.agree_net.all.{wave}.pct >}}}}" for wave in ("previous", "now"))
    text = f"In {{{{< var study.previous_wave >}}}} was van de huurders {before} het eens, nu {after}; dat is {{{{< var phone.agree_net.all.change.difference >}}}}"

    def found(words: str) -> list[str]:
        documents = {"report.qmd": TemplateDocument("report.qmd", "report.qmd", words)}
        plan = ReportPlan("x", None, None)
        return [each.what for each in check_consistency(documents, plan, variables).findings]

    assert found(f"{text}.") == [
        "the difference 39 procentpunt hoger is not that of the figures printed beside it"
    ]
    assert found(f"{text} (berekend vóór afronding).") == []
    assert found(text.replace(before, "een deel") + ".") == []


def test_a_count_beside_a_weighted_share_is_found(small_released: ReleasedSet, small_study: Study) -> None:
    estimates = small_released.estimates.copy()
    estimates.loc[estimates["item"].eq("use_app"), "estimate"] = 0.58  # 52 of 80 is 65%, weighted 58%
    variables = Variables(replace(small_released, estimates=estimates), voice_of(small_study))

    def found(words: str) -> list[str]:
        documents = {"report.qmd": TemplateDocument("report.qmd", "report.qmd", words)}
        return [
            each.what
            for each in check_consistency(documents, ReportPlan("x", None, None), variables).findings
        ]

    text = f"Van de huurders gebruikt {APP % 'pct'} de app ({APP % 'count'} van de {APP % 'n'})."
    assert found(text) == ["52 van de 80 is another share than the weighted one beside it"]
    assert found(text.replace(f"{APP % 'count'} van de ", "")) == []
    assert found(text.replace("use_app", "use_desk")) == []


# lists and references


ANNEXES = "Bij dit stuk horen drie bijlagen.\n\n1. Een.\n2. Twee.\n"


def test_the_count_of_annexes_equals_the_list(rules: Check) -> None:
    assert rules(ANNEXES) == ["list"]
    assert rules(ANNEXES + "3. Drie.\n") == []
    assert rules("Bij dit stuk horen drie bijlagen.") == ["list"]
    assert rules("Dit rapport gaat uit van vijf:\n\n- een;\n- twee.\n") == ["list"]
    assert rules("Dit rapport gaat uit van twee:\n\n- een;\n- twee.\n") == []
    assert rules("Drie dingen zijn van belang.") == []


def test_a_list_in_an_included_document_counts(checked: Callable[..., Consistency]) -> None:
    text = "Bij dit stuk horen twee bijlagen.\n\n{{< include lijst.qmd >}}"
    assert checked(text, **{"lijst.qmd": "1. Een.\n2. Twee."}).findings == ()
    assert [str(found) for found in checked(text, **{"lijst.qmd": "1. Een."}).findings] == [
        'report.qmd:1: the text says "horen twee bijlagen", the list below it has 1 items. Correct one of the two.'
    ]


def test_references_lead_somewhere(checked: Callable[..., Consistency]) -> None:
    anchors = (
        "![Titel](figures/used){#fig-gebruik}\n\n{{< include tables/used--change.md >}}\n\n# Kop {#sec-kop}\n"
    )
    assert checked(f"Zie @fig-gebruik, @tbl-used-change en @sec-kop.\n\n{anchors}").findings == ()
    lost = checked(f"Zie @fig-gebruk.\n\n{anchors}").findings
    assert [str(found) for found in lost] == [
        'report.qmd:1: @fig-gebruk leads nowhere. Did you mean "fig-gebruik"?'
    ]


def test_a_typed_number_of_a_figure_is_found(rules: Check) -> None:
    assert rules("Dat staat in grafiek 3.") == ["reference"]
    assert rules("Dat staat in paragraaf 2.1 en tabel 4.") == ["reference", "reference"]


@pytest.mark.parametrize(
    ("note", "broken"),
    [
        ("Kamerstukken II 2019/20, 34 352, nr. 195.", []),
        ("Kamerstukken I 2013/14, 33 161, A.", []),
        ("Handelingen II 2019/20, nr. 4, item 21.", []),
        ("Kamerstuk 34352, 195.", ["kamerstuk", "typed-number", "typed-number"]),
        ("Kamerstukken II 2019-2020, 34 352, nr. 195.", ["kamerstuk", "typed-number"]),
    ],
)
def test_parliamentary_papers_are_cited_in_the_usual_form(rules: Check, note: str, broken: list[str]) -> None:
    assert sorted(rules(f"Een zin.[^1]\n\n[^1]: {note}")) == broken


# units and wordings


def test_an_average_says_that_it_is_one(rules: Check) -> None:
    assert rules(f"De corporatie krijgt een {GRADE % 'value'}.") == ["mean"]
    assert rules(f"De corporatie krijgt gemiddeld een {GRADE % 'value'}.") == []
    assert rules(f"Dit zijn gemiddelden. De corporatie krijgt een {GRADE % 'value'}.") == []


def test_a_percentage_says_of_whom(checked: Callable[..., Consistency]) -> None:
    found = checked(f"De app wordt gebruikt door {APP % 'pct'}.").findings
    assert [(each.rule, each.severity) for each in found] == [("unit", "warning")]
    assert checked(f"- Van de huurders: {APP % 'pct'} de app\n- {DESK % 'pct'} de balie").findings == ()
    box = '::: {.callout-note title="In het kort"}\nDeel van de huurders.\n\n- App: %s\n:::\n'
    assert checked(box % (APP % "pct")).findings == ()


@pytest.mark.parametrize("word", ["nog niet significant", "bewijst", "leidt tot", "dankzij", "veroorzaakt"])
def test_forbidden_wordings_are_errors_with_a_reason(checked: Callable[..., Consistency], word: str) -> None:
    found = checked(f"Een corporatie {word} iets.")
    assert [each.rule for each in found.errors] == ["wording"] * len(found.errors)
    assert found.errors
    assert word in str(found.errors[0])


def test_other_wordings_only_warn_and_a_mentioned_word_is_no_wording(
    checked: Callable[..., Consistency],
) -> None:
    found = checked("Slechts een deel doet dit.\n\nHet woord ‘significant’ staat nergens.")
    assert [(each.rule, each.severity, each.line) for each in found.findings] == [("wording", "warning", 1)]


def test_a_percentage_never_stands_at_a_label(rules: Check) -> None:
    """Who reads "48% bij ‘De brieven zijn duidelijk’" takes those who deny it for those who say so."""
    assert rules(f"Van de huurders {LETTERS % 'pct'} bij ‘{LETTERS % 'label'}’.") == ["wording"]
    assert rules(f"Van de huurders {LETTERS % 'pct'} bij ‘De brieven’.") == ["wording"]
    assert rules(f"Bij ‘{LETTERS % 'label'}’ is dat {LETTERS % 'pct'} van de huurders.") == []


def test_no_sentence_stands_in_two_summaries(rules: Check) -> None:
    sentence = f"Volgens {LETTERS % 'phrase'} zijn de brieven duidelijk."
    box = f'::: {{.callout-note title="In het kort"}}\nDeel van de huurders.\n\n- {sentence}\n:::\n'
    message = f"# Hoofdboodschap\n\n{sentence}\n"
    assert rules(f"{message}\n# Contact\n\n{box}") == ["repeated"]
    assert rules(f"{message}\n# Samenvatting\n\n## Contact\n\n{sentence}\n") == ["repeated"]
    assert rules(f"{message}\n# Contact\n\n{sentence}\n") == []


# scope


def test_the_summary_for_parliament_holds_no_group_and_few_figures(rules: Check) -> None:
    group = "Zie {{< var use_app.c1.tenure_kort.now.sentence >}}"
    assert rules(group) == []
    assert rules(group, "parliament") == ["scope", "scope"]  # a group, and a cell that is not released
    assert rules("{{< include tables/used--by-tenure.md >}}", "parliament") == ["scope"]
    three = f"Van de huurders: {APP % 'pct'}, {LETTERS % 'pct'} en {PHONE % 'pct'}."
    assert rules(three, "parliament") == ["scope"]
    assert rules(three, "parliament-senate") == ["scope"]
    assert rules(three, "parliamentary") == []
    assert rules(three) == []


# how findings are told


def test_a_finding_names_document_line_and_what_to_do(checked: Callable[..., Consistency]) -> None:
    found = checked(
        f"Eerste regel\nen tweede regel. Ruim {DESK % 'pct'} van de huurders\ngebruikt de balie."
    ).findings
    assert [str(each) for each in found] == [
        'report.qmd:2: "Ruim 43%" contradicts the figure before rounding. Leave "Ruim" out.'
    ]


def test_an_editor_may_let_a_line_pass(rules: Check) -> None:
    assert rules("De corporatie bewijst haar nut.<!-- akkoord: citaat uit het jaarverslag -->") == []
    assert rules("De corporatie bewijst haar nut.<!-- akkoord -->") == ["wording"]


def test_errors_stop_a_report_and_warnings_do_not(checked: Callable[..., Consistency]) -> None:
    checked("Slechts een deel doet dit.").raise_errors()
    with pytest.raises(PublicationError) as stopped:
        checked("De helft van de huurders belt. Dat leidt tot drukte.").raise_errors()
    assert stopped.value.code == "publication.text_contradicts_figures_or_rules_of"
    assert "in 2 places" in str(stopped.value)


def test_what_the_program_wrote_is_not_held_to_what_people_type(variables: Variables) -> None:
    text = "Bij ‘De app’ is dat het minst: {{< var use_app.c1.all.now.pct >}} van de 80 huurders. Dat leidt tot 3."
    documents = {"report.qmd": TemplateDocument("report.qmd", "report.qmd (generated)", text, generated=True)}
    found = check_consistency(documents, ReportPlan("inspectorate", None, None), variables)
    assert [each.rule for each in found.findings] == ["wording"]


def test_front_matter_comments_and_attributes_are_no_prose(rules: Check) -> None:
    assert rules("---\ntitle: 12 huurders\n---\n\n<!-- 14 -->\n\nTekst.") == []
    assert rules('In de zin ![plan](pictures/p.png){width="15%"} gaat het verder.') == []


def test_a_wrong_file_of_words_is_an_error(tmp_path) -> None:
    folder = changed_words(tmp_path, {"consistency.yaml": {"amount: error": "amount: streng"}})
    with pytest.raises(DeclarationError, match=r"consistency\.yaml:\d+: .*streng"):
        assert Words(folder).consistency is None


def test_the_summary_for_parliament_names_no_municipality(
    small_released: ReleasedSet, small_study: Study
) -> None:
    frame = SimpleNamespace(rows={"0001": {"name": "Zandstad"}, "0002": {"name": "Best"}})
    variables = Variables(small_released, voice_of(replace(small_study, municipalities=frame)))

    def found(words: str, report: str) -> list[str]:
        documents = {"report.qmd": TemplateDocument("report.qmd", "report.qmd", words)}
        plan = ReportPlan(report, None, None)
        return [each.what for each in check_consistency(documents, plan, variables).findings]

    assert found("In Zandstad is dat anders.", "parliament") == ['"Zandstad" is the name of a municipality']
    assert found("In Zandstad is dat anders.", "inspectorate") == []
    assert found("Het kan het best zo blijven.", "parliament") == []  # a word, not the place


# whom a figure is of, and how many outcomes


def test_all_respondents_are_named_only_where_all_are_in_the_base(
    small_released: ReleasedSet, small_study: Study
) -> None:
    """80 of 82 questionnaires count in 2024; without the two all of them are in the base of the letters."""
    sentence = f"Van alle huurders vindt {LETTERS % 'pct'} de brieven duidelijk."
    waves = {wave: replace(record, n_quarantined=0) for wave, record in small_released.method.waves.items()}
    whole = replace(small_released, method=replace(small_released.method, waves=waves))
    estimates = whole.estimates.copy()
    estimates.loc[estimates["item"].eq("letters"), "n_no_answer"] = 3
    silent = replace(whole, estimates=estimates)

    def found(released: ReleasedSet, text: str = sentence) -> list[str]:
        documents = {"report.qmd": TemplateDocument("report.qmd", "report.qmd", text)}
        variables = Variables(released, voice_of(small_study))
        plan = ReportPlan("inspectorate", None, None)
        return [str(one) for one in check_consistency(documents, plan, variables).findings]

    assert found(whole) == []
    (apart,) = found(small_released)
    assert 'Write "alle meegetelde huurders"' in apart
    assert found(small_released, sentence.replace("alle", "alle meegetelde")) == []
    (left_out,) = found(silent)
    assert 'Write "huurders die deze vraag beantwoordden"' in left_out
    assert found(silent, sentence.replace("alle", "de")) == []


@pytest.mark.parametrize(
    ("sentence", "broken"),
    [
        ("Voor zeven van de negen uitkomsten is geen verschil aangetoond.", ["typed-count"]),
        ("Bij alle drie uitkomsten is geen verschil aangetoond.", ["typed-count"]),
        ("Ook bij één andere uitkomst is een verschil met eerder aangetoond.", ["typed-count"]),
        ("Bij {{< var method.found_words >}} vragen is een verschil aangetoond.", []),
        ("Er zijn drie vragen over de brieven.", []),
        ("Bij de meeste uitkomsten is geen verschil aangetoond.", []),
    ],
)
def test_a_typed_count_of_outcomes_is_found(rules: Check, sentence: str, broken: list[str]) -> None:
    assert rules(sentence) == broken


def test_as_often_needs_figures_that_are_equal(rules: Check) -> None:
    two = f"Even vaak is het eens over de brieven ({LETTERS % 'pct'}) en de telefoon ({PHONE % 'pct'})."
    assert rules(two) == ["equal", "unit"]
    assert rules(f"Even vaak zeggen huurders dat ({PHONE % 'pct'} en {PHONE % 'value'}).") == []
    second = "{{< var rank.used.c1.now.r2.label >}}"
    value = "{{< var rank.used.c1.now.r2.pct >}}"
    assert "equal" in rules(f"Even vaak is ‘{second}’ gekozen ({value}).")
