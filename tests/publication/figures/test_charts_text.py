"""Truth: notes and alternative texts written out by hand for figures that can be counted by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.publication.cells.certainty import certainty_of
from monitor.publication.cells.missing import Missing
from monitor.publication.cells.selection import Quantity
from monitor.publication.charts.figure import build_figure, drawn, figure_content
from monitor.publication.exhibits.alternative_text import alternative_text
from monitor.publication.exhibits.names import parse_name
from monitor.publication.exhibits.notes import notes_of
from monitor.publication.exhibits.subject import questions_of
from monitor.publication.exhibits.units import unit_in_words
from monitor.publication.tables.indicator_tables import change_table
from monitor.release.results.method import WaveRecord
from monitor.study.scale import Special
from tests.words import voice_of

BASES = {"2020": 103, "2022": 79}

SOURCE = "Bron: Monitor klantmanagers Participatiewet, 2022."


def row(item: str, category: str, value: float, n: int = 79, **more) -> dict:
    measure = "share" if category else "mean"
    return {
        "wave": "2022", "item": item, "category": category, "measure": measure, "status": "released", "estimate": value,
        "ci_low": max(0.0, value - 0.1), "ci_high": value + 0.1, "n": n, "count": round(value * n) if category else None,
    } | more  # fmt: skip


def change(item: str, category: str, verdict: str, difference: float | None, **more) -> dict:
    ends = {} if difference is None else {"told_low": difference - 0.1, "told_high": difference + 0.1}
    return {
        "comparison": "previous", "item": item, "category": category, "measure": "share" if category else "mean",
        "level": "category", "from_wave": "2020", "to_wave": "2022", "difference": difference,
        "verdict": verdict,
    } | ends | more  # fmt: skip


@pytest.fixture
def say(klantmanagers, make_released):
    """(alternative text, note) of a figure made of some rows."""

    def told(
        name: str, estimates: list[dict], changes: list[dict] = (), study=klantmanagers
    ) -> tuple[str, str]:
        released = make_released(estimates, list(changes))
        content, voice = figure_content(parse_name(name, study), released, voice_of(study)), voice_of(study)
        note = (
            notes_of(content, voice, certainty_of(released, study)).replace("\\", "").replace("\u00a0", " ")
        )
        question = questions_of(content.items, voice)
        assert note.startswith(question)
        kind = f"{voice.words.figures.kinds[content.kind]} "
        alternative = alternative_text(content, voice)
        assert alternative.startswith(kind)
        return alternative.removeprefix(kind), note.removeprefix(question).lstrip()

    return told


def test_one_question_on_a_scale(say):
    alt, note = say(
        "choosing",
        [
            row("must_choose_attention", "often", 42 / 79),
            row("must_choose_attention", "sometimes", 28 / 79),
            row("must_choose_attention", "hardly", 9 / 79),
        ],
    )
    assert alt == "Het vaakst is ‘ja, vaak’ geantwoord (53%), daarna ‘ja, soms’ (35%)."
    # 53 + 35 + 11 = 99; often and sometimes together are 70 of 79, which is 89% and not 53 + 35
    assert note == (
        "n = 79; alle klantmanagers. Eenheid: % van de klantmanagers. "
        "Door afronding telt het totaal niet altijd op tot 100%. "
        f"Samengetelde percentages zijn berekend vóór afronding. {SOURCE}"
    )


ROUNDED_DIFFERENCES = "Verschillen zijn berekend vóór afronding."


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [(0.396, 0.324, True), (0.394, 0.324, False), (0.4, 0.33, False), (0.404, 0.406, True)],
)
def test_a_difference_that_is_not_that_of_the_printed_figures_says_why(
    before, after, told, say, klantmanagers, make_released
):
    """40% and 32%, and the difference is 7; a shown 39 and 32 differ by 7; 40 and 41, and it is 0."""
    rows = [row("bar_budget", "some", before, 103, wave="2020"), row("bar_budget", "some", after)]
    changes = [change("bar_budget", "some", "undecided", after - before)]
    note = say("barriers--change", rows, changes)[1]
    table = change_table("barriers--change", make_released(rows, changes), voice_of(klantmanagers))
    assert (ROUNDED_DIFFERENCES in note, ROUNDED_DIFFERENCES in table.notes) == (told, told)


def test_an_item_that_is_computed_is_not_about_everybody_where_it_is_not_known_of_all(say):
    assert "alle klantmanagers" in say("must_choose", [row("must_choose", "yes", 70 / 79)])[1]
    note = say("must_choose", [row("must_choose", "yes", 66 / 75, 75, n_not_asked=4)])[1]
    assert note.startswith(
        "n = 75; klantmanagers bij wie dit bekend is. Eenheid: % van de klantmanagers bij wie dit bekend is."
    )


@pytest.mark.parametrize(
    ("missing", "base", "unit"),
    [
        ({}, "alle klantmanagers.", "klantmanagers."),
        (
            {"n_no_answer": 1},
            "klantmanagers die antwoord gaven.",
            "klantmanagers die deze vraag beantwoordden.",
        ),
        (
            {"n_dont_know": 1},
            "klantmanagers die antwoord gaven.",
            "klantmanagers die deze vraag konden beantwoorden.",
        ),
        (
            {"n_not_asked": 1},
            "alleen klantmanagers die deze vraag kregen.",
            "klantmanagers die deze vraag kregen.",
        ),
        (
            {"n_not_asked": 1, "n_no_answer": 2},
            "alleen klantmanagers die deze vraag kregen en beantwoordden.",
            "klantmanagers die deze vraag kregen en beantwoordden.",
        ),
    ],
)
def test_base_and_unit_follow_the_counts(say, missing, base, unit):
    note = say("choosing", [row("must_choose_attention", "often", 0.5, 70, **missing)])[1]
    assert note.startswith(f"n = 70; {base} Eenheid: % van de {unit}")


def test_one_row_of_several_without_an_answer_is_enough(say):
    rows = [row("choice_quick_work", "strong", 0.5), row("choice_costs", "strong", 0.1, 78, n_no_answer=1)]
    note = say("choice_weights", rows)[1]
    assert note.startswith("n = 78 tot 79, verschilt per rij; klantmanagers die antwoord gaven.")


@pytest.mark.parametrize(
    ("record", "who"),
    [
        (WaveRecord(n_accepted=79), "alle klantmanagers."),
        (WaveRecord(n_accepted=79, n_quarantined=2), "alle meegetelde klantmanagers."),
        (WaveRecord(n_accepted=81, n_quarantined=0), "alle meegetelde klantmanagers."),  # two of weight 0
    ],
)
def test_who_does_not_count_is_not_among_all(klantmanagers, make_released, record, who):
    released = make_released([row("must_choose_attention", "often", 1.0)], [])
    released = replace(released, method=replace(released.method, waves={"2022": record}))
    note = build_figure("choosing", released, voice_of(klantmanagers)).notes
    assert f"79; {who}" in note


def test_answers_that_came_equally_often_are_told_so(say):
    rows = [row("must_choose_attention", code, 0.5) for code in ("often", "sometimes")]
    alt = say("choosing", [*rows, row("must_choose_attention", "hardly", 0.0)])[0]
    assert alt == "Het vaakst is ‘ja, vaak’ geantwoord (50%), en even vaak ‘ja, soms’ (50%)."


def test_an_answer_that_nobody_gave_does_not_follow(say):
    shares = {"often": 1.0, "sometimes": 0.0, "hardly": 0.0}
    rows = [row("must_choose_attention", code, share) for code, share in shares.items()]
    assert say("choosing", rows)[0] == "100% van de klantmanagers antwoordt ‘ja, vaak’."
    rows = [{**each, "n_no_answer": 3} for each in rows]
    assert say("choosing", rows)[0] == (
        "100% van de klantmanagers die deze vraag beantwoordden, antwoordt ‘ja, vaak’."
    )


def test_answers_outside_the_base_are_told_in_one_sentence(say, klantmanagers):
    items = dict(klantmanagers.questionnaire.items)
    outside = (
        Special("dk", "weet ik niet", "dont_know"),
        Special("na", "n.v.t.: geen klanten", "not_applicable"),
    )
    items["must_choose_attention"] = replace(items["must_choose_attention"], special=outside)
    study = replace(klantmanagers, questionnaire=replace(klantmanagers.questionnaire, items=items))
    note = say("choosing", [row("must_choose_attention", "often", 1.0)], study=study)[1]
    assert "Wie ‘n.v.t.: geen klanten’ of ‘weet ik niet’ antwoordde, telt niet mee." in note


def test_percentages_that_add_to_100_need_no_rounding_note(say):
    rows = [
        row("must_choose_attention", code, share)
        for code, share in (("often", 0.5), ("sometimes", 0.3), ("hardly", 0.2))
    ]
    assert "afronding" not in say("choosing", rows)[1]


def test_several_items_on_a_scale_tell_the_net_of_the_scale(say):
    rows = [
        row("choice_quick_work", "strong", 0.5, 70), row("choice_quick_work", "some", 0.4, 70),
        row("choice_quick_work", "hardly", 0.1, 70), row("choice_costs", "strong", 0.1, 70),
        row("choice_costs", "some", 0.4, 70), row("choice_costs", "hardly", 0.5, 70),
    ]  # fmt: skip
    alt, note = say("choice_weights", [{**each, "n_not_asked": 9} for each in rows])
    assert alt == (
        "‘in sterke of enige mate’ komt voor bij ‘Kans op snel werk’ (90%) en bij ‘Kosten van goede hulp’ (50%)."
    )
    assert note == (
        "n = 70; alleen klantmanagers die bij ‘Kiezen wie meer aandacht krijgt’ het antwoord ‘ja, vaak’ of ‘ja, soms’ gaven. "
        f"Eenheid: % van de klantmanagers die deze vraag kregen. {SOURCE}"
    )


def test_a_set_of_options_says_that_more_answers_were_possible(say):
    alt, note = say(
        "no_room_reasons",
        [
            row("reason_no_time", "1", 0.76, 67, n_not_asked=12),
            row("reason_manager", "1", 0.12, 67, n_not_asked=12),
        ],
    )
    assert alt == "‘Niet altijd tijd’ is genoemd door 76%, ‘Leidinggevende’ door 12%."
    assert note == (
        "n = 67; alleen klantmanagers die ‘Besluiten over een maatregel of boete’ kozen. "
        f"Eenheid: % van de klantmanagers die deze vraag kregen. Meer dan één antwoord mogelijk. {SOURCE}"
    )


def test_one_option_alone(say):
    assert (
        say("no_room_reasons", [row("reason_no_time", "1", 0.76)])[0]
        == "76% van de klantmanagers noemt ‘Niet altijd tijd’."
    )


def test_one_answer_of_several_items_is_part_of_the_unit(say):
    alt, note = say(
        "learning", [row("learn_health_barriers", "learn", 0.58), row("learn_other_law", "learn", 0.38)]
    )
    assert (
        alt
        == "‘ja, wil meer leren’ komt voor bij ‘Gezondheidsproblemen’ (58%) en bij ‘Andere wetten en regels’ (38%)."
    )
    assert "% van de klantmanagers dat ‘ja, wil meer leren’ antwoordt." in note


def test_one_answer_of_one_item(say):
    assert (
        say("room_used", [row("room_used", "well", 37 / 79)])[0]
        == "47% van de klantmanagers antwoordt ‘goed benut’ bij ‘Gebruik van die ruimte’."
    )


def test_a_yes_no_figure_reads_as_a_statement(say):
    alt, _ = say("caseload_too_large", [row("caseload_too_large", "yes", 0.75)])
    assert alt == "Voor 75% van de klantmanagers geldt: heeft meer klanten dan goed is voor het werk."


def test_classes_of_a_derived_item_are_not_answers(say):
    rows = [
        row("room_offered_used", code, share)
        for code, share in (
            ("much_well", 0.24),
            ("limited_well", 0.23),
            ("much_limited", 0.16),
            ("limited_limited", 0.37),
        )
    ]
    assert (
        say("room_offered_used", rows)[0]
        == "Het meest komt ‘beperkte ruimte, beperkt benut’ voor (37%), daarna ‘veel ruimte, goed benut’ (24%)."
    )


def test_grades_with_different_bases_tell_the_range_and_what_is_left_out(say):
    rows = [row("grade_uwv", "", 5.3, 72, n_not_applicable=7)]
    rows += [row("grade_income_support", "", 8.1, 78, n_not_applicable=1)]
    alt, note = say("coop_grades", rows)
    assert alt == "‘Afdeling inkomen’ krijgt gemiddeld een 8,1, ‘UWV’ een 5,3."
    assert note == (
        "n = 72 tot 78, verschilt per rij; klantmanagers die een cijfer gaven. Eenheid: gemiddeld cijfer (1 tot en met 10). Wie ‘n.v.t.: werkt niet of nauwelijks samen’ antwoordde, telt niet mee. "
        f"De lijn door een punt is de onzekerheidsmarge (95%-betrouwbaarheidsinterval). {SOURCE}"
    )


def test_means_of_percentages_are_no_percentages_of_klantmanagers(say):
    alt, note = say("support_not_possible", [row("support_not_possible", "", 0.41)])
    assert alt == "‘Nodige hulp is niet te geven’: gemiddeld 41%, volgens de klantmanagers."
    assert "% van de klantmanagers" not in note
    assert "Eenheid: % van de klanten, gemiddeld over de klantmanagers (eigen opgave)." in note


def test_parts_of_100(say):
    parts = {"time_guidance": 0.36, "time_admin": 0.35, "time_coordination": 0.19, "time_other": 0.10}
    alt, note = say("time_use", [row(item, "", share) for item, share in parts.items()])
    assert (
        alt
        == "Het grootste deel is ‘Klanten begeleiden’ (gemiddeld 36%), het kleinste ‘De rest, zoals scholing’ (10%)."
    )
    assert "afronding" not in note


# waves


BARRIERS = [
    row("bar_national_law", "some", 41 / 103, 103, wave="2020"), row("bar_national_law", "some", 26 / 79),
    row("bar_budget", "some", 34 / 103, 103, wave="2020"), row("bar_budget", "some", 31 / 79),
]  # fmt: skip


def test_no_shown_difference_is_never_told_as_unchanged(say):
    changes = [
        change("bar_national_law", "some", "undecided", -0.069),
        change("bar_budget", "some", "undecided", 0.062),
    ]
    alt, note = say("barriers--change", BARRIERS, changes)
    assert alt == (
        "Tussen 2020 en 2022 is bij geen enkele vergelijking een verschil aangetoond. "
        "Het grootste waargenomen verschil, bij ‘Landelijke regels: in enige mate’ (van 40% in 2020 naar 33% in 2022), kan toeval zijn."
    )
    assert note.startswith("n = 103 (2020) en 79 (2022); alle klantmanagers.")
    assert "Getoetst met 95% zekerheid. Er is rekening gehouden met het aantal toetsen. Alleen" in note
    assert "Alleen vragen die in meer dan één meting zijn gesteld." in note
    assert "aangepast aan het aantal toetsen" not in note
    assert note.endswith("Bron: Monitor klantmanagers Participatiewet, 2020 en 2022.")


def test_shown_differences_are_counted_by_direction(say):
    changes = [
        change("bar_national_law", "some", "decreased", -0.069),
        change("bar_budget", "some", "increased", 0.062),
    ]
    alt, _ = say("barriers--change", BARRIERS, changes)
    assert alt == (
        "Tussen 2020 en 2022 is bij 1 van de 2 getoetste vergelijkingen een stijging aangetoond en bij 1 een daling. "
        "Het grootste verschil staat bij ‘Landelijke regels: in enige mate’: van 40% in 2020 naar 33% in 2022."
    )


def test_differences_that_nobody_tested_are_told_as_such(say):
    changes = [change("bar_national_law", "some", "", -0.069), change("bar_budget", "some", "", 0.062)]
    alt, note = say("barriers--change", BARRIERS, changes)
    assert alt == "Het verschil tussen 2020 en 2022 is niet getoetst."
    assert "Het verschil is niet getoetst." in note
    assert "Getoetst" not in note


@pytest.mark.parametrize(
    ("verdict", "told"),
    [
        ("increased", "een stijging aangetoond"),
        ("decreased", "een daling aangetoond"),
        ("undecided", "geen verschil aangetoond"),
    ],
)
def test_a_single_comparison_tells_its_verdict(say, verdict, told):
    alt, _ = say("barriers--change", BARRIERS[:2], [change("bar_national_law", "some", verdict, -0.069)])
    assert alt.startswith(f"Tussen 2020 en 2022 is {told}.")


@pytest.fixture
def table_notes(klantmanagers, make_released):
    """Notes under the table of changes of some verdicts."""

    def noted(*verdicts: str, **more) -> str:
        items = ("bar_national_law", "bar_budget", "bar_municipal_policy")
        rows = [row(item, "some", 0.4, n, wave=wave) for item in items for wave, n in BASES.items()]
        changes = [
            change(item, "some", verdict, 0.15, p_adjusted=0.5, mdd=0.2, **more)
            for item, verdict in zip(items, verdicts, strict=False)
        ]
        released = make_released(rows, changes)
        return " ".join(change_table("barriers--change", released, voice_of(klantmanagers)).notes)

    return noted


def test_an_interval_without_zero_that_is_undecided_is_explained(say, table_notes):
    own = {"ci_low": 0.05, "ci_high": 0.25, "told_low": 0.0, "told_high": 0.25}
    assert "Loopt een marge precies tot nul, dan is het verschil net niet aangetoond" in table_notes(
        "undecided", **own
    )
    changes = [change("bar_budget", "some", "undecided", 0.15, **own)]
    assert "marge die precies" not in say("barriers--change", BARRIERS[2:], changes)[1], "none is drawn"


@pytest.mark.parametrize(
    ("verdicts", "told"),
    [
        (["undecided"], "De marge van het verschil is een 95%-betrouwbaarheidsinterval."),
        (["increased", "decreased"], "De marge van het verschil hoort bij de uitkomst van de toets en"),
        (["increased", "undecided"], "95%-betrouwbaarheidsinterval; bij ‘gestegen’, ‘gedaald’ en"),
    ],
)
def test_a_margin_of_a_difference_is_called_what_it_is(table_notes, verdicts, told):
    """Of a shown difference it stands at the level at which its test fell, which is no 95%."""
    assert told in table_notes(*verdicts)


def test_what_nobody_could_test_is_not_called_tested(table_notes):
    said = table_notes("too_few", "too_few")
    assert "Het verschil is niet getoetst." in said
    assert "Getoetst met" not in said
    assert "toont dit onderzoek" not in said


def test_only_tested_differences_are_counted_and_named(say):
    """A row with too few answers moved most; it was not tested, so it is neither counted nor named."""
    rows = [
        *BARRIERS,
        row("bar_municipal_policy", "some", 0.9, 12, wave="2020"),
        row("bar_municipal_policy", "some", 0.1),
    ]
    changes = [
        change("bar_national_law", "some", "decreased", -0.069),
        change("bar_budget", "some", "undecided", 0.062),
        change("bar_municipal_policy", "some", "too_few", -0.8),
    ]
    alt, note = say("barriers--change", rows, changes)
    assert alt == (
        "Tussen 2020 en 2022 is bij geen van de 2 getoetste vergelijkingen een stijging aangetoond en bij 1 een daling. "
        "Het grootste verschil staat bij ‘Landelijke regels: in enige mate’: van 40% in 2020 naar 33% in 2022."
    )
    assert "Verschil in procentpunt." in note
    alt, note = say("barriers--change", rows[4:], changes[2:])
    assert alt == "Het verschil tussen 2020 en 2022 is niet getoetst."
    assert "Verschil in procentpunt." in note


def test_groups_that_come_out_alike_are_told_so(say):
    groups = {"lt3": 7.0, "y3_10": 7.0, "gt10": 7.0}
    rows = [
        row("grade_uwv", "", mean, 26, breakdown="tenure_band", group=group) for group, mean in groups.items()
    ]
    rows = [row("grade_uwv", "", 7.0), *rows]
    assert say("coop_grades--by-tenure_band", rows)[0] == "Alle groepen komen uit op 7,0."
    more = [{**each, "item": "grade_income_support"} for each in rows]
    assert say("coop_grades--by-tenure_band", [*rows, *more])[0] == (
        "De groepen komen in elke rij op hetzelfde uit."
    )


def test_one_group_that_can_be_shown_is_not_told_as_all(say):
    rows = [row("grade_uwv", "", 7.0), row("grade_uwv", "", 6.5, 26, breakdown="tenure_band", group="lt3")]
    alone = say("coop_grades--by-tenure_band", rows)[0]
    assert alone == "Alleen bij ‘korter dan 3 jaar’ is een cijfer te tonen: 6,5."
    more = [{**each, "item": "grade_income_support"} for each in rows]
    assert say("coop_grades--by-tenure_band", [*rows, *more])[0].startswith(
        "In elke rij is bij ten hoogste één groep een cijfer te tonen. Het hoogste is 6,5, bij ‘"
    )


def test_rows_of_one_size_have_no_largest_and_smallest(say):
    rows = [row("reason_no_time", "1", 0.5), row("reason_manager", "1", 0.5)]
    assert say("no_room_reasons", rows)[0] == "Alle rijen komen uit op 50%."


def test_a_break_between_waves_says_why_and_joins_no_points(say, klantmanagers, make_released):
    items = dict(klantmanagers.questionnaire.items)
    items["bar_budget"] = replace(items["bar_budget"], comparable_from="2022", break_reason="wording")
    study = replace(klantmanagers, questionnaire=replace(klantmanagers.questionnaire, items=items))
    changes = [change("bar_budget", "some", "not_comparable", None)]
    _, note = say("barriers--change", BARRIERS[2:], changes, study)
    content = figure_content(
        parse_name("barriers--change", study), make_released(BARRIERS[2:], changes), voice_of(study)
    )
    data = drawn(content, voice_of(study)).data
    assert len(data["points"]) == 2
    assert "bridges" not in data
    assert (
        "‘Geld van de gemeente’ is niet te vergelijken tussen 2020 en 2022: de vraag is anders gesteld."
        in note
    )


def test_a_table_with_a_wave_from_before_a_break_says_so(klantmanagers, make_released):
    items = dict(klantmanagers.questionnaire.items)
    items["bar_budget"] = replace(items["bar_budget"], comparable_from="2022", break_reason="wording")
    study = replace(klantmanagers, questionnaire=replace(klantmanagers.questionnaire, items=items))
    table = change_table("barriers--change", make_released(BARRIERS[2:], []), voice_of(study))
    told = [note for note in table.notes if "niet te vergelijken tussen 2020 en 2022" in note]
    assert told == [
        "‘Geld van de gemeente’ is niet te vergelijken tussen 2020 en 2022: de vraag is anders gesteld."
    ]


def test_the_smallest_difference_that_could_be_shown_is_told(say):
    changes = [
        change("bar_national_law", "some", "undecided", -0.069, mdd=0.21),
        change("bar_budget", "some", "undecided", 0.06, mdd=0.19),
    ]
    assert (
        "Pas verschillen van 19 tot 21 procentpunt (dat hangt af van de rij) toont dit onderzoek met 80% kans aan."
        in say("barriers--change", BARRIERS, changes)[1]
    )
    assert (
        "Een verschil van 21 procentpunt of meer toont dit onderzoek met 80% kans aan."
        in say("barriers--change", BARRIERS[:2], changes[:1])[1]
    )


def test_where_nobody_was_drawn_it_is_what_strikes(klantmanagers, say):
    """Several differences are plural: they once "valt op"."""
    quota = replace(klantmanagers, design=replace(klantmanagers.design, sampling="quota"))
    changes = [
        change("bar_national_law", "some", "undecided", -0.069, mdd=0.21),
        change("bar_budget", "some", "undecided", 0.06, mdd=0.19),
    ]
    assert (
        "Pas verschillen van 19 tot 21 procentpunt (dat hangt af van de rij) vallen in dit onderzoek met 80% kans op."
        in say("barriers--change", BARRIERS, changes, quota)[1]
    )
    assert (
        "Een verschil van 21 procentpunt of meer valt in dit onderzoek met 80% kans op."
        in say("barriers--change", BARRIERS[:2], changes[:1], quota)[1]
    )


# groups


def by_tenure(item: str, category: str, values: dict[str, float | None], n: int = 26) -> list[dict]:
    return [
        row(item, category, value, n, breakdown="tenure_band", group=group)
        if value is not None
        else {
            "wave": "2022",
            "item": item,
            "category": category,
            "breakdown": "tenure_band",
            "group": group,
            "measure": "share",
            "status": "suppressed",
        }
        for group, value in values.items()
    ]


def test_groups_are_told_where_they_lie_furthest_apart_and_that_this_is_not_tested(say):
    rows = by_tenure("learn_financial_effects", "learn", {"lt3": 0.92, "y3_10": 0.67, "gt10": 0.28})
    rows += by_tenure("learn_other_law", "learn", {"lt3": 0.54, "y3_10": 0.33, "gt10": 0.28})
    rows += [row("learn_financial_effects", "learn", 0.62), row("learn_other_law", "learn", 0.38)]
    alt, note = say("learning--by-tenure_band", rows)
    assert (
        alt
        == "De groepen liggen het verst uiteen bij ‘Wat werken oplevert’: van 28% (langer dan 10 jaar) tot 92% (korter dan 3 jaar)."
    )
    assert note.startswith("n = 26 per groep; alle klantmanagers.")
    assert "Verschillen tussen groepen zijn niet getoetst." in note


def test_a_family_of_changes_by_group_tests_no_difference_between_groups(say, klantmanagers):
    comparison = replace(klantmanagers.comparison, breakdown_families=("tenure_band",))
    rows = by_tenure("learn_other_law", "learn", {"lt3": 0.54, "y3_10": 0.33}) + [
        row("learn_other_law", "learn", 0.38)
    ]
    note = say("learning--by-tenure_band", rows, study=replace(klantmanagers, comparison=comparison))[1]
    assert "Verschillen tussen groepen zijn niet getoetst." in note


def test_a_group_without_any_figure_is_named_and_left_out(say):
    rows = by_tenure("learn_other_law", "learn", {"lt3": 0.54, "y3_10": 0.33, "gt10": None})
    rows += [row("learn_other_law", "learn", 0.38)]
    alt, note = say("learning--by-tenure_band", rows)
    assert "langer dan 10 jaar" not in alt
    assert (
        "Zonder cijfers: langer dan 10 jaar (te weinig antwoorden, of het cijfer kan iets over een persoon verraden)."
        in note
    )


def test_one_scale_by_group_tells_everybody_first_and_then_the_range(say):
    def shares(*values: float) -> dict[str, float]:
        return dict(zip(("often", "sometimes", "hardly"), values, strict=True))

    rows = [row("must_choose_attention", code, share) for code, share in shares(0.5, 0.4, 0.1).items()]
    for group, values in {"lt3": (0.6, 0.3, 0.1), "y3_10": (0.3, 0.3, 0.4)}.items():
        rows += [
            row("must_choose_attention", code, share, 26, breakdown="tenure_band", group=group)
            for code, share in shares(*values).items()
        ]
    alt, note = say("choosing--by-tenure_band", rows)
    assert alt == (
        "Alles bij elkaar: het vaakst is ‘ja, vaak’ geantwoord (50%), daarna ‘ja, soms’ (40%). "
        "‘ja, vaak of soms’ loopt per groep van 60% (3-10 jaar) tot 90% (korter dan 3 jaar)."
    )
    assert note.startswith("n = 26 tot 79, verschilt per rij")


def test_a_figure_without_any_number_says_so(say):
    rows = [
        {
            "wave": "2022",
            "item": "caseload_too_large",
            "category": "yes",
            "measure": "share",
            "status": "suppressed",
        }
    ]
    alt, note = say("caseload_too_large", rows)
    assert (
        alt
        == "Er zijn geen cijfers getoond: te weinig antwoorden, of het cijfer kan iets over een persoon verraden."
    )
    assert note == "Bron: Monitor klantmanagers Participatiewet, 2022."


@pytest.mark.ci
def test_no_note_or_alternative_text_shows_a_missing_value_or_a_template(
    klantmanagers, make_sample, three_waves
):
    from monitor.errors import PublicationError
    from monitor.publication.exhibits.names import known_names

    for study in (klantmanagers, three_waves):
        released = make_sample(study, seed=9, suppressed=0.3).released()
        for name in known_names(study):
            try:
                content = figure_content(parse_name(name, study), released, voice_of(study))
            except PublicationError:
                continue
            note = notes_of(content, voice_of(study), certainty_of(released, study))
            told = alternative_text(content, voice_of(study)) + note
            assert not any(word in told.split() for word in ("nan", "None", "nan%")), name
            assert "{" not in told.replace("{{< var a >}}", "").replace("\\{\\{\\< var a \\>\\}\\}", ""), name


# what a study file may ask for


def with_indicator(study, indicator_id: str, **declared):
    found = next(indicator for indicator in study.indicators if indicator.id == indicator_id)
    return replace(study, indicators=(replace(found, **declared),))


def test_grades_are_never_drawn_as_bars_from_zero(klantmanagers, make_released):
    study = with_indicator(klantmanagers, "coop_grades", figure="bars")
    released = make_released([row("grade_uwv", "", 5.3, 72)], [])
    assert figure_content(parse_name("coop_grades", study), released, voice_of(study)).kind == "dots"


def test_a_figure_of_means_shows_mean_scores_of_a_scale_and_their_change(klantmanagers, make_released):
    study = with_indicator(klantmanagers, "coop_statements", figure="means")
    rows = [row("coop_one_plan", "", 2.8), row("coop_one_plan", "", 2.7, 103, wave="2020")]
    released = make_released(rows, [change("coop_one_plan", "", "undecided", 0.1, level="item")])
    now = figure_content(parse_name("coop_statements", study), released, voice_of(study))
    then = figure_content(parse_name("coop_statements--change", study), released, voice_of(study))
    assert [point.value for point in now.points] == [2.8]
    assert [point.value for point in then.points] == [2.7, 2.8]
    assert then.rows[0].change.verdict == "undecided"
    assert "Eenheid: gemiddelde score (1 tot en met 5)." in notes_of(
        now, voice_of(study), certainty_of(released, study)
    )


def test_grades_that_start_at_nought_are_told_from_nought(klantmanagers):
    grade = replace(klantmanagers.questionnaire.items["grade_uwv"], low=0.0, high=10.0)
    assert (
        unit_in_words([Quantity(grade, "", "mean")], voice_of(klantmanagers), Missing())
        == "gemiddeld cijfer (0 tot en met 10)"
    )


def test_without_intervals_no_line_is_explained(say):
    assert "onzekerheidsmarge" in say("coop_grades", [row("grade_uwv", "", 5.3)])[1]
    assert (
        "onzekerheidsmarge"
        not in say("coop_grades", [row("grade_uwv", "", 5.3, ci_low=None, ci_high=None)])[1]
    )


def test_figures_of_a_peer_group_are_not_taken_for_own_figures(say):
    rows = [
        row("caseload_too_large", "yes", 0.75),
        row("caseload_too_large", "yes", 0.10, peer_set="all_small"),
    ]
    assert "Voor 75%" in say("caseload_too_large", rows)[0]


def test_the_item_level_test_stands_in_where_an_item_has_one_figure(say):
    rows = [row("support_not_possible", "", 0.41), row("support_not_possible", "", 0.39, 103, wave="2020")]
    changes = [change("support_not_possible", "", "increased", 0.02, level="item")]
    assert say("support_not_possible--change", rows, changes)[0].startswith(
        "Tussen 2020 en 2022 is een stijging aangetoond."
    )


def test_a_second_test_of_the_same_change_does_not_replace_the_declared_one(say):
    changes = [
        change("bar_budget", "some", "undecided", 0.06, test="t"),
        change("bar_budget", "some", "increased", 0.06, test="wilcoxon"),
    ]
    assert "geen verschil" in say("barriers--change", BARRIERS[2:], changes)[0]
