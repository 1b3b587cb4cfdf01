"""Truth: the published Tabel 1 and Tabel 4 by their counts; pandoc and a parser as second readers."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from monitor.errors import PublicationError
from monitor.publication.exhibits.names import (
    change_names,
    group_names,
    indicator_names,
    items_of,
    parse_name,
)
from monitor.publication.exhibits.table_model import Cell, Column, Table, TableRow
from monitor.publication.tables import indicator_tables
from monitor.publication.tables.cross_table import cross_table
from monitor.publication.tables.indicator_tables import (
    change_table,
    figure_table,
    group_table,
    wave_table,
)
from monitor.publication.tables.table_markdown import table_markdown
from tests.words import voice_of

N = {"2020": 103, "2022": 79}
PUBLISHED = {  # item: (2020 strong, some), (2022 strong, some), counts behind the published percentages
    "bar_caseload_size": ((30, 47), (24, 34)),
    "bar_national_law": ((4, 41), (5, 26)),
    "bar_municipal_policy": ((3, 40), (4, 26)),
    "bar_budget": ((12, 34), (9, 31)),
}


def share(item: str, category: str, wave: str, count: int, n: int, **more) -> dict:
    return {
        "wave": wave, "item": item, "category": category, "measure": "share", "status": "released",
        "estimate": count / n, "ci_low": 0.1, "ci_high": 0.4, "count": count, "n": n,
    } | more  # fmt: skip


def undecided(item: str, category: str, before: float, after: float) -> dict:
    return {
        "comparison": "previous", "item": item, "category": category, "measure": "share", "level": "category",
        "from_wave": "2020", "to_wave": "2022", "difference": after - before, "told_low": -0.21, "told_high": 0.07,
        "verdict": "undecided",
    }  # fmt: skip


@pytest.fixture(scope="module")
def table_1(klantmanagers, make_released) -> Table:
    estimates, changes = [], []
    for item, waves in PUBLISHED.items():
        for wave, counts in zip(N, waves, strict=True):
            strong, some = counts
            for category, count in (("strong", strong), ("some", some), ("none", N[wave] - strong - some)):
                estimates.append(share(item, category, wave, count, N[wave]))
        for place, category in enumerate(("strong", "some")):
            changes.append(undecided(item, category, waves[0][place] / 103, waves[1][place] / 79))
    return change_table("barriers--change", make_released(estimates, changes), voice_of(klantmanagers))


def test_a_caption_says_by_what_or_over_which_waves_a_table_is_split(table_1, klantmanagers, make_released):
    rows = [share("bar_budget", code, "2022", 30, 79) for code in ("strong", "some")]
    rows += [row | {"breakdown": "tenure_band", "group": "lt3"} for row in rows]
    titles = [
        make(name, make_released(rows, []), voice_of(klantmanagers)).caption
        for name, make in (("barriers", wave_table), ("barriers--by-tenure_band", group_table))
    ]
    assert table_1.caption == f"{titles[0]}, 2020 en 2022"
    assert titles[1] == f"{titles[0]}, naar ervaring als klantmanager"


def test_tabel_1_comes_out_as_published(table_1):
    assert [column.header.replace("\u00a0", " ") for column in table_1.columns][:2] == [
        "2020 (n = 103)",
        "2022 (n = 79)",
    ]
    shown = {
        (row.section, row.header): tuple(cell.text.split("\u00a0")[0] for cell in row.cells[:2])
        for row in table_1.rows
    }
    assert shown == {
        ("Aantal klanten", "in sterke mate"): ("29%", "30%"), ("Aantal klanten", "in enige mate"): ("46%", "43%"),
        ("Landelijke regels", "in sterke mate"): ("4%", "6%"), ("Landelijke regels", "in enige mate"): ("40%", "33%"),
        ("Beleid van de gemeente", "in sterke mate"): ("3%", "5%"), ("Beleid van de gemeente", "in enige mate"): ("39%", "33%"),
        ("Geld van de gemeente", "in sterke mate"): ("12%", "11%"), ("Geld van de gemeente", "in enige mate"): ("33%", "39%"),
    }  # fmt: skip


def test_differences_are_of_unrounded_shares_with_interval_and_verdict_in_words(table_1):
    law = next(
        row for row in table_1.rows if row.section == "Landelijke regels" and row.header == "in enige mate"
    )
    # 26/79 - 41/103 = -6.9 points; 33 - 40 of the printed figures happens to agree
    budget = next(
        row
        for row in table_1.rows
        if row.section == "Geld van de gemeente" and row.header == "in sterke mate"
    )
    assert [cell.text for cell in law.cells[2:]] == ["−7", "−21 tot +7", "geen verschil aangetoond"]
    assert budget.cells[2].text == "0"  # 9/79 - 12/103 = -0.3 points, where 11 - 12 would be -1
    assert law.cells[2].value == pytest.approx(-6.894, abs=1e-3)


def test_counts_stand_beside_percentages_where_a_base_is_small(table_1):
    assert table_1.rows[0].cells[1].text == "30%\u00a0(24)"
    assert "Tussen haakjes staat het aantal klantmanagers." in table_1.notes


def test_counts_are_left_out_where_every_base_is_large(klantmanagers, make_released):
    released = make_released(
        [share("choice_costs", code, "2022", 50, 150) for code in ("strong", "some", "hardly")], []
    )
    table = wave_table("choice_weights", released, voice_of(klantmanagers))
    assert [row.cells[0].text for row in table.rows] == ["33%", "33%", "33%"]
    assert not any("haakjes" in note for note in table.notes)


@pytest.fixture(scope="module")
def room(make_released):
    counts = {"much_well": 19, "limited_well": 18, "much_limited": 13, "limited_limited": 29}
    return make_released(
        [share("room_offered_used", code, "2022", count, 79) for code, count in counts.items()], []
    )


def test_tabel_4_adds_its_totals_before_rounding(room, klantmanagers):
    table = cross_table("cross--room_offered_used--room_offered--room_used", room, voice_of(klantmanagers))
    printed = {row.header: [cell.text.split("\u00a0")[0] for cell in row.cells] for row in table.rows}
    # 32 of 79 is 40.5%, so 41%, where the sum of the rounded cells would be 40%
    assert printed == {
        "veel ruimte": ["24%", "16%", "41%"],
        "beperkte ruimte": ["23%", "37%", "59%"],
        "Totaal": ["47%", "53%", "100%"],
    }
    assert [column.header for column in table.columns] == ["goed benut", "beperkt benut", "Totaal"]


def test_a_total_over_a_suppressed_cell_is_suppressed_too(klantmanagers, make_released):
    rows = [
        share("room_offered_used", code, "2022", 20, 60)
        for code in ("much_well", "limited_well", "limited_limited")
    ]
    rows.append(
        {
            "wave": "2022",
            "item": "room_offered_used",
            "category": "much_limited",
            "measure": "share",
            "status": "suppressed",
        }
    )
    table = cross_table(
        "cross--room_offered_used--room_offered--room_used", make_released(rows, []), voice_of(klantmanagers)
    )
    texts = [[cell.text for cell in row.cells] for row in table.rows]
    assert [row[-1] for row in texts] == ["–", "67%\u00a0(40)", "–"]
    assert any(note.startswith("– geen cijfer") for note in table.notes)


def test_waves_are_header_groups_with_their_base_and_missing_waves_stay_empty(klantmanagers, make_released):
    rows = [share("bar_budget", code, wave, 20, N[wave]) for wave in N for code in ("strong", "some", "none")]
    rows += [share("bar_procedures", code, "2022", 20, 79) for code in ("strong", "some", "none")]
    table = wave_table("barriers", make_released(rows, []), voice_of(klantmanagers))
    groups = [column.group.replace("\u00a0", " ") for column in table.columns]
    assert groups == ["2020 (n = 103)"] * 3 + ["2022 (n = 79)"] * 3
    assert [cell.text for cell in table.rows[1].cells[:3]] == ["", "", ""]
    assert "Een lege cel: in die meting niet gevraagd." in table.notes


def test_different_bases_get_a_column_of_their_own(klantmanagers, make_released):
    rows = [
        {
            "wave": "2022",
            "item": item,
            "category": "",
            "measure": "mean",
            "status": "released",
            "estimate": 6.25,
            "ci_low": 6,
            "ci_high": 6.5,
            "n": n,
        }
        for item, n in (("grade_uwv", 72), ("grade_ind", 33))
    ]
    table = wave_table("coop_grades", make_released(rows, []), voice_of(klantmanagers))
    assert [column.header for column in table.columns] == ["gemiddelde", "95%-marge", "n"]
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["6,3", "6,0 tot 6,5", "72"],
        ["6,3", "6,0 tot 6,5", "33"],
    ]


def test_groups_of_a_breakdown_are_columns_with_their_base(klantmanagers, make_released):
    rows = [share("learn_other_law", "learn", "2022", 30, 79)]
    rows += [
        share(
            "learn_other_law",
            "learn",
            "2022",
            13,
            24,
            breakdown="tenure_band",
            group="lt3",
            status="unreliable",
        )
    ]
    rows += [
        {
            "wave": "2022",
            "item": "learn_other_law",
            "category": "learn",
            "measure": "share",
            "breakdown": "tenure_band",
            "group": "gt10",
            "status": "suppressed",
        }
    ]
    table = group_table("learning--by-tenure_band", make_released(rows, []), voice_of(klantmanagers))
    headers = [column.header.replace("\u00a0", " ") for column in table.columns]
    assert headers == [
        "Totaal (n = 79)",
        "korter dan 3 jaar (n = 24)",
        "3-10 jaar",
        "langer dan 10 jaar",
    ]
    assert [cell.text.replace("\u00a0", " ") for cell in table.rows[0].cells] == [
        "38% (30)",
        "54% (13)*",
        "",
        "–",
    ]
    assert [cell.status for cell in table.rows[0].cells] == ["plain", "unreliable", "empty", "suppressed"]


def test_the_table_of_a_figure_holds_its_whole_distribution(klantmanagers, make_released):
    indicator = replace(
        next(found for found in klantmanagers.indicators if found.id == "choice_weights"), show=("strong",)
    )
    study = replace(klantmanagers, indicators=(indicator,))
    rows = [
        share(item, code, "2022", 20, 60)
        for item in ("choice_costs", "choice_motivation")
        for code in ("strong", "some", "hardly")
    ]
    released = make_released(rows, [])
    assert len(figure_table(parse_name("choice_weights", study), released, voice_of(study)).columns) == 3
    assert (
        len(wave_table("choice_weights", released, voice_of(study)).columns) == 2
    )  # value and interval of what is declared


def test_the_table_of_a_figure_leaves_base_unit_and_source_to_the_note_of_the_figure(
    klantmanagers, make_released
):
    released = make_released([share("caseload_too_large", "yes", "2022", 57, 79)], [])
    assert figure_table(
        parse_name("caseload_too_large", klantmanagers), released, voice_of(klantmanagers)
    ).notes == ("Tussen haakjes staat het aantal klantmanagers.",)
    assert wave_table("caseload_too_large", released, voice_of(klantmanagers)).notes[-1].startswith("Bron:")


def margin_and_notes(klantmanagers, make_released, **interval) -> tuple[str, str]:
    """The margin of one grade in its table, and the notes under it."""
    row = {"wave": "2022", "item": "grade_uwv", "category": "", "measure": "mean", "status": "released"}
    row |= {"estimate": 7.0, "se": 0.0, "n": 79} | interval
    table = wave_table("coop_grades", make_released([row], []), voice_of(klantmanagers))
    return table.rows[0].cells[1].text, " ".join(table.notes)


@pytest.mark.parametrize(
    ("interval", "margin", "note"),
    [
        ({}, "", "Iedereen gaf hetzelfde antwoord. Daarom staat er geen marge."),
        ({"n": 12}, "", "Waar bij weinig antwoorden geen marge staat, is die niet te berekenen."),
        ({"ci_low": 7.0, "ci_high": 7.0, "se": 0.1}, "", "vallen beide grenzen samen met het cijfer"),
        ({"ci_low": 6.98, "ci_high": 7.03, "se": 0.01}, "6,98 tot 7,03", ""),
        ({"ci_low": 6.9, "ci_high": 7.1, "se": 0.1}, "6,9 tot 7,1", ""),
    ],
)
def test_no_margin_has_two_equal_ends(interval, margin, note, klantmanagers, make_released):
    told, notes = margin_and_notes(klantmanagers, make_released, **interval)
    assert told == margin
    assert note in notes
    assert ("geen marge" in notes) is (margin == "")
    assert ("het cijfer ernaast is verder afgerond" in notes) is (margin == "6,98 tot 7,03")


@pytest.mark.parametrize(("ends", "finer"), [((0.016, 0.022), True), ((0.01, 0.04), False)])
def test_a_percentage_beside_a_margin_with_decimals_says_that_it_is_rounded(
    ends, finer, klantmanagers, make_released
):
    """2% beside 1,6% tot 2,2%; also under a figure, where the table has notes of its own."""
    low, high = ends
    rows = [share("caseload_too_large", "yes", "2022", 19, 950, ci_low=low, ci_high=high, se=0.001)]
    released, voice = make_released(rows, []), voice_of(klantmanagers)
    name = parse_name("caseload_too_large", klantmanagers)
    for table in (wave_table(name.text, released, voice), figure_table(name, released, voice)):
        assert ("2%", "1,6% tot 2,2%" if finer else "1% tot 4%") == tuple(
            cell.text for cell in table.rows[0].cells[:2]
        )
        assert any("verder afgerond" in note for note in table.notes) is finer


def test_in_a_complete_census_there_are_no_margins_and_the_table_says_so(klantmanagers, make_released):
    study = replace(klantmanagers, design=replace(klantmanagers.design, sampling="census"))
    grade = {"wave": "2022", "item": "grade_uwv", "category": "", "measure": "mean", "status": "released"}
    table = wave_table(
        "coop_grades", make_released([grade | {"estimate": 7.1, "n": 79}], []), voice_of(study)
    )
    assert "Er staan geen marges: iedereen deed mee." in table.notes


@pytest.mark.parametrize(
    ("weights", "told"), [("w", "klantmanagers vóór weging."), (None, "het aantal klantmanagers.")]
)
def test_numbers_in_brackets_are_those_before_weighting(weights, told, klantmanagers, make_released):
    study = replace(klantmanagers, design=replace(klantmanagers.design, weights=weights))
    rows = [share("caseload_too_large", "yes", "2022", 57, 79)]
    notes = wave_table("caseload_too_large", make_released(rows, []), voice_of(study)).notes
    assert [note for note in notes if note.startswith("Tussen haakjes")][0].endswith(told)


def test_a_share_that_is_known_says_why_it_has_no_margin(klantmanagers, make_released):
    known = {"ci_low": None, "ci_high": None, "se": 0.0}
    rows = [share("tenure_band", code, "2022", 30, 79, **known) for code in ("lt3", "y3_10", "gt10")]
    table = figure_table(
        parse_name("tenure", klantmanagers), make_released(rows, []), voice_of(klantmanagers)
    )
    assert "ligt het cijfer vast: door de weging, de steekproef of de indeling in groepen." in table.notes[-1]


def test_a_table_of_all_answers_says_that_they_do_not_add_up(klantmanagers, make_released):
    def noted(*shares: float) -> str:
        rows = [
            share("must_choose_attention", code, "2022", 1, 1) | {"estimate": value, "n": 79}
            for code, value in zip(("often", "sometimes", "hardly"), shares, strict=True)
        ]
        return " ".join(wave_table("choosing", make_released(rows, []), voice_of(klantmanagers)).notes)

    assert "telt het totaal niet altijd op tot 100%" in noted(0.335, 0.335, 0.33)
    assert "afronding" not in noted(0.5, 0.3, 0.2)


NOT_ASKED = "Een lege cel: in die meting niet gevraagd."


def test_an_empty_margin_or_a_hidden_base_is_no_question_that_was_not_asked(klantmanagers, make_released):
    grade = {"item": "grade_uwv", "category": "", "measure": "mean", "status": "released", "se": 0.0}
    rows = [grade | {"wave": wave, "estimate": 7.0, "n": 79} for wave in N]
    table = wave_table("coop_grades", make_released(rows, []), voice_of(klantmanagers))
    assert NOT_ASKED not in table.notes
    answers = [
        (item, code) for item in ("bar_budget", "bar_national_law") for code in ("strong", "some", "none")
    ]
    rows = [share(item, code, "2020", 20, 60 if item == "bar_budget" else 50) for item, code in answers]
    rows += [
        {"item": item, "wave": "2022", "category": code, "measure": "share", "status": "suppressed"}
        for item, code in answers
    ]
    table = wave_table("barriers", make_released(rows, []), voice_of(klantmanagers))
    assert NOT_ASKED not in table.notes
    assert [row.cells[-1].text for row in table.rows] == ["–", "–"]


def test_a_change_table_explains_the_cell_of_a_wave_that_did_not_ask(three_waves, make_released):
    """One of two grades was not asked in 2020."""
    indicator = replace(three_waves.indicator_of("m_a"), items=("m_a", "m_b"))
    study = replace(three_waves, indicators=(indicator,))
    rows = [
        {"item": item, "wave": wave, "category": "", "measure": "mean", "status": "released", "estimate": 6.0, "n": 60,
         "ci_low": 5.8, "ci_high": 6.2}
        for item, waves in (("m_a", ("2018", "2020", "2022")), ("m_b", ("2018", "2022"))) for wave in waves
    ]  # fmt: skip
    table = change_table(f"{indicator.id}--change", make_released(rows, []), voice_of(study))
    assert NOT_ASKED in table.notes


def test_a_change_table_marks_a_wave_before_a_break(three_waves, make_released):
    """A grade whose scale changed in 2020 is told for 2018 as one that cannot be compared."""
    items = dict(three_waves.questionnaire.items)
    items["m_a"] = replace(items["m_a"], comparable_from="2020", break_reason="scale")
    study = replace(three_waves, questionnaire=replace(three_waves.questionnaire, items=items))
    rows = [
        {"item": "m_a", "wave": wave, "category": "", "measure": "mean", "status": "released", "estimate": 6.0, "n": 60,
         "ci_low": 5.8, "ci_high": 6.2}
        for wave in ("2018", "2020", "2022")
    ]  # fmt: skip
    table = change_table(f"{study.indicator_of('m_a').id}--change", make_released(rows, []), voice_of(study))
    assert [cell.text for cell in table.rows[0].cells[:3]] == ["6,0 (niet te vergelijken)", "6,0", "6,0"]


def test_many_waves_leave_their_bases_to_the_note(three_waves, make_released, monkeypatch):
    rows = [
        {"item": "m_a", "wave": wave, "category": "", "measure": "mean", "status": "released", "estimate": 6.0, "n": n,
         "ci_low": 5.8, "ci_high": 6.2}
        for wave, n in (("2018", 60), ("2020", 70), ("2022", 80))
    ]  # fmt: skip
    name, released = f"{three_waves.indicator_of('m_a').id}--change", make_released(rows, [])
    few = change_table(name, released, voice_of(three_waves))
    assert [column.header for column in few.columns[:3]] == [
        f"{wave} (n\u00a0=\u00a0{n})" for wave, n in (("2018", 60), ("2020", 70), ("2022", 80))
    ]
    monkeypatch.setattr(indicator_tables, "MOST_WITH_BASES", 2)
    many = change_table(name, released, voice_of(three_waves))
    assert [column.header for column in many.columns[:3]] == ["2018", "2020", "2022"]
    assert "n\u00a0=\u00a060 (2018), 70 (2020) en 80 (2022)." in many.notes


def test_a_narrow_difference_keeps_its_width(klantmanagers, make_released):
    rows = [share("bar_budget", "strong", wave, 30, 60) for wave in N]
    change = undecided("bar_budget", "strong", 0.5, 0.5) | {"told_low": -0.0012, "told_high": 0.0009}
    table = change_table("barriers--change", make_released(rows, [change]), voice_of(klantmanagers))
    assert table.rows[0].cells[-2].text == "−0,1 tot +0,1"
    change |= {"told_low": 0.0, "told_high": 0.0}
    table = change_table("barriers--change", make_released(rows, [change]), voice_of(klantmanagers))
    assert table.rows[0].cells[-2].text == ""


# how a table is printed


HOSTILE = Table(
    "x--by-y", "Caption | with $x$ and {#id}", "*stub*",
    (Column("a | b", "group @x"), Column("1. eerste", "group @x"), Column("---", "")),
    (
        TableRow("- no list\n# no heading", (Cell("+1"), Cell("<b>"), Cell("a\\"))),
        TableRow("==== ===== ====== ======= ======== =========", (Cell("1. one"), Cell("{{< var x >}}"), Cell("")), "sectie"),
    ),
    ("Note with *stars* and |.",),
)  # fmt: skip


def plain(node) -> str:
    """The text of a pandoc node."""
    if isinstance(node, dict):
        return {"Space": " ", "SoftBreak": " ", "LineBreak": " "}.get(node.get("t"), "") or plain(
            node.get("c", "")
        )
    if isinstance(node, list):
        return "".join(map(plain, node))
    return node if isinstance(node, str) else ""


def cells_of(table: dict) -> list[list[str]]:
    rows = [*table["c"][3][1], *(row for body in table["c"][4] for row in body[3])]
    return [[plain(cell[4]) for cell in row[1]] for row in rows]


def read_by_pandoc(markdown: str) -> list[dict]:
    import pypandoc

    found = json.loads(pypandoc.convert_text(markdown, "json", format="markdown-smart"))
    return [block for block in found["blocks"] if block["t"] == "Table"]


def test_hostile_labels_reach_the_reader_unchanged():
    (table,) = read_by_pandoc(table_markdown(HOSTILE, numbered=True))
    assert cells_of(table)[1:] == [
        ["a | b", "1. eerste", "---"],
        ["- no list # no heading", "+1", "<b>", "a\\"],
        ["sectie", "==== ===== ====== ======= ======== =========", "1. one", "{{< var x >}}", ""],
    ]
    assert plain(table["c"][1]) == "Caption | with $x$ and {#id}"
    assert table["c"][0][0] == "tbl-x-by-y"


def test_a_group_of_signs_that_need_a_backslash_keeps_its_table():
    group = "Meting [proef] {{< x >}} *1* _a_ \\b $c$ #d"
    columns = (Column("x", group), Column("y", group), Column("z", "later"))
    table = replace(HOSTILE, columns=columns)
    (found,) = read_by_pandoc(table_markdown(table, numbered=True))
    assert cells_of(found)[:2] == [["*stub*", group, "later"], ["x", "y", "z"]]
    assert len(cells_of(found)) == 4


def test_characters_of_uncertain_width_take_a_pipe_table():
    table = replace(HOSTILE, rows=(TableRow("漢字 🙂 e\u0301", (Cell("a | b"), Cell("1"), Cell("2"))),))
    (found,) = read_by_pandoc(table_markdown(table, numbered=True))
    assert cells_of(found)[-1] == ["漢字 🙂 e\u0301", "a | b", "1", "2"]


def _makers(study):
    """Every name of a table of an indicator, with what makes it."""
    families = ((indicator_names, wave_table), (change_names, change_table), (group_names, group_table))
    return [(name, make) for names, make in families for name in names(study)]


@pytest.mark.ci
def test_every_table_of_the_instrument_is_read_by_pandoc_as_one_table(
    klantmanagers, three_waves, make_sample
):
    built = []
    for study in (klantmanagers, three_waves):
        released = make_sample(study, seed=2, suppressed=0.1).released()
        for name, make in _makers(study):
            try:
                built.append(make(name, released, voice_of(study)))
            except PublicationError:
                continue
    found = read_by_pandoc("\n".join(table_markdown(table, numbered=True) for table in built))
    assert len(found) == len(built) > 100
    for table, read in zip(built, found, strict=True):
        texts = [" ".join(cell.text.split(" ")) for row in table.rows for cell in row.cells]
        count = len(table.columns)
        body = [cell for row in cells_of(read)[-len(table.rows) :] for cell in row[-count:]]
        assert body == texts, table.name


def test_an_unnumbered_table_has_no_caption_and_no_anchor():
    assert "tbl-" not in table_markdown(HOSTILE)
    assert ": Caption" not in table_markdown(HOSTILE)


def test_one_answer_to_one_question_stands_in_its_row_by_name(three_waves, make_released):
    """The caption names the question; without the answer nobody knows what 30% is a share of."""
    indicator = replace(three_waves.indicator_of("long_answers"), show=("d",))
    study = replace(three_waves, indicators=(indicator,))
    rows = [share("long_answers", "d", wave, 18, 60) for wave in ("2020", "2022")]
    table = change_table("long_answers--change", make_released(rows, []), voice_of(study))
    assert (table.stub, [row.header for row in table.rows]) == ("Antwoord", ["nooit"])


def test_no_question_is_crossed_with_itself(klantmanagers):
    names = group_names(klantmanagers)
    assert "barriers--by-tenure_band" in names
    for name in names:
        parsed = parse_name(name, klantmanagers)
        assert parsed.breakdown is not None
        assert not {item.id for item in items_of(parsed, klantmanagers)} & set(parsed.breakdown.items)
    by_itself = {
        f"{indicator.id}--by-{breakdown.id}"
        for breakdown in klantmanagers.breakdowns
        for indicator in klantmanagers.indicators
        if indicator.items == tuple(breakdown.items)
    }
    assert by_itself
    assert not by_itself & set(names)
