"""Truth: what stands in the laid-out scene and in the SVG itself, for every figure of the instrument."""

from __future__ import annotations

import base64
import hashlib
import io
import os
import re
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from functools import partial
from itertools import pairwise
from xml.etree import ElementTree

import altair as alt
import pytest
from fontTools.ttLib import TTFont

from monitor.errors import PublicationError
from monitor.publication.charts.canvas import MARGIN, PAGE, PHONE, Canvas
from monitor.publication.charts.drawing import laid_out
from monitor.publication.charts.figure import DRAWN, build_figure, figure_content, style_of
from monitor.publication.exhibits.content import Content
from monitor.publication.exhibits.names import known_names, parse_name
from monitor.publication.exhibits.selecting import GROUPED
from monitor.publication.theme.theme import contrast, load_theme
from tests.publication.figures.painted import Painting, painted
from tests.words import voice_of

SVG = "{http://www.w3.org/2000/svg}"
SHEETS = {"page": PAGE, "phone": PHONE}


def figures_of(study, released):
    """Every figure of a study that has something to show, with what it says."""
    for name in known_names(study):
        try:
            content = figure_content(parse_name(name, study), released, voice_of(study))
        except PublicationError:
            continue
        yield name, content


def paint(content: Content, study, canvas: Canvas = PAGE) -> Painting:
    style = style_of(content, voice_of(study)).on(canvas)
    return painted(DRAWN[content.kind](content, style).specification())


@pytest.fixture(scope="module", params=["klantmanagers", "three_waves"])
def every_figure(request, make_sample):
    study = request.getfixturevalue(request.param)
    released = make_sample(study, seed=5, suppressed=0.05).released()
    return study, list(figures_of(study, released))


@pytest.fixture(scope="module", params=["page", pytest.param("phone", marks=pytest.mark.ci)])
def every_painting(request, every_figure):
    study, figures = every_figure
    canvas = SHEETS[request.param]
    return canvas, [(name, content, paint(content, study, canvas)) for name, content in figures]


def test_the_whole_instrument_has_figures(every_figure):
    assert len(every_figure[1]) > 20


@pytest.mark.parametrize("sheet", SHEETS)
def test_the_specification_of_every_kind_is_one_of_vega_lite(every_figure, sheet):
    study, figures = every_figure
    kinds = {content.kind: content for _, content in figures}
    assert len(kinds) >= 5
    for kind, content in kinds.items():
        style = style_of(content, voice_of(study)).on(SHEETS[sheet])
        alt.Root.validate(laid_out(partial(DRAWN[kind], content), style).specification("Wat er staat"))


def test_no_label_is_cut_off_by_the_edge_of_the_picture(every_painting):
    assert {name: cut for name, _, drawn in every_painting[1] if (cut := drawn.outside)} == {}


def test_no_two_labels_overlap(every_painting):
    assert {name: found for name, _, drawn in every_painting[1] if (found := drawn.overlapping)} == {}


def test_a_figure_is_as_wide_as_its_sheet(every_painting):
    canvas, paintings = every_painting
    for name, _, drawn in paintings:
        assert drawn.width <= canvas.width + 2 * MARGIN + 1, name


def test_a_single_panel_of_waves_has_the_letters_of_other_figures(three_waves, three_waves_sample):
    content = figure_content(
        parse_name("busy--change", three_waves), three_waves_sample, voice_of(three_waves)
    )
    assert len(content.rows) == 1
    for canvas in SHEETS.values():
        assert paint(content, three_waves, canvas).width == pytest.approx(canvas.width + 2 * MARGIN, abs=6)


def test_no_label_is_shortened(every_painting):
    for name, content, drawn in every_painting[1]:
        written = re.sub(r"[\s-]", "", "".join(text.text for text in drawn.texts))
        for row in content.rows if content.kind != GROUPED or len(content.rows) > 1 else ():
            assert re.sub(r"[\s-]", "", row.label) in written, name
        for key in content.keys:
            assert re.sub(r"[\s-]", "", key.label) in written, name


def test_figures_fit_a_page_of_paper(klantmanagers, sample):
    for name in known_names(klantmanagers):
        try:
            figure = build_figure(name, sample, voice_of(klantmanagers))
        except PublicationError:
            continue
        assert painted(figure.specification).height < 1000, name  # 23.5 cm at 16 cm wide


def test_every_text_inside_a_bar_can_be_read(every_painting):
    for name, _, drawn in every_painting[1]:
        for text in drawn.texts:
            middle, high = (text.left + text.right) / 2, (text.top + text.bottom) / 2
            under = [
                bar.fill for bar in drawn.shapes
                if bar.kind == "rect" and bar.left < middle < bar.right and bar.top < high < bar.bottom
            ]  # fmt: skip
            assert all(contrast(text.colour, fill) >= 4.5 for fill in under), name


def legend_fills(name: str, study, released) -> list[str]:
    """The fills of a legend, in its order."""
    content = figure_content(parse_name(name, study), released, voice_of(study))
    return [one.fill for one in paint(content, study).shapes if one.role == "legend-symbol"]


def test_the_good_side_of_a_statement_is_blue_and_the_other_brown(klantmanagers, sample):
    low_first = list(load_theme().colours.diverging)
    assert legend_fills("coop_statements", klantmanagers, sample) == low_first[::-1]
    assert legend_fills("law_opinion", klantmanagers, sample) == low_first  # agreeing is bad news there
    both = legend_fills("finance_fear", klantmanagers, sample)
    assert (both[:5], both[5:]) == (low_first[::-1], low_first)


def test_statements_whose_colours_mean_the_opposite_stand_apart(klantmanagers, sample):
    """Both of finance_fear have a legend; the one of which agreeing is bad news is last, however large its share."""
    for turned in ("disagree", ""):
        items = {
            name: replace(item, favourable=turned if name == "fin_clients_informed" else item.favourable)
            for name, item in klantmanagers.questionnaire.items.items()
        }
        study = replace(klantmanagers, questionnaire=replace(klantmanagers.questionnaire, items=items))
        content = figure_content(parse_name("finance_fear", study), sample, voice_of(study))
        sides = [item.favourable == "disagree" for item in content.items]
        assert sides == sorted(sides)


def test_colours_of_a_scale_are_told_apart_in_grey(klantmanagers, sample):
    for name in ("coop_statements", "barriers", "caseload_size"):
        fills = legend_fills(name, klantmanagers, sample)
        assert all(contrast(one, other) >= 1.25 for one, other in pairwise(fills)), (name, fills)


def test_size_classes_rise_from_light_to_dark_and_none_of_an_amount_is_grey(klantmanagers, sample):
    colours = load_theme().colours
    light_first = list(colours.sequential)
    assert legend_fills("caseload_size", klantmanagers, sample) == light_first
    assert legend_fills("barriers", klantmanagers, sample) == [
        light_first[4],
        light_first[0],
        colours.surface,
    ]


def test_a_set_is_sorted_by_its_net_in_all_its_figures(klantmanagers, sample):
    voice = voice_of(klantmanagers)
    orders = {}
    for name in ("coop_statements", "coop_statements--change", "coop_statements--by-tenure_band"):
        content = figure_content(parse_name(name, klantmanagers), sample, voice)
        table = build_figure(name, sample, voice).table
        orders[name] = [item.id for item in content.items]
        assert [row.header for row in table.rows if row.header in {i.short for i in content.items}] == [
            item.short for item in content.items if item.short in {row.header for row in table.rows}
        ]
    assert len({tuple(order) for order in orders.values()}) == 1
    content = figure_content(parse_name("coop_statements", klantmanagers), sample, voice)
    nets = [row.net.value for row in content.rows if row.net.value is not None]
    assert nets == sorted(nets, reverse=True)
    drawn = paint(content, klantmanagers)
    for net in nets:
        assert drawn.texts_like(content.shown(net)) >= 1


def test_a_set_stays_as_listed_where_the_study_says_so(klantmanagers, sample):
    indicators = tuple(
        replace(one, order="declared") if one.id == "coop_statements" else one
        for one in klantmanagers.indicators
    )
    study = replace(klantmanagers, indicators=indicators)
    content = figure_content(parse_name("coop_statements", study), sample, voice_of(study))
    declared = next(one for one in indicators if one.id == "coop_statements").items
    assert [item.id for item in content.items] == [
        item for item in declared if item in {i.id for i in content.items}
    ]


def test_bars_are_sorted_by_value_and_ties_keep_the_order_of_the_questionnaire(klantmanagers, make_released):
    shares = {
        "reason_national_law": 0.2,
        "reason_municipal_policy": 0.5,
        "reason_manager": 0.2,
        "reason_no_time": 0.7,
    }
    released = make_released([option(item, share) for item, share in shares.items()], [])
    content = figure_content(parse_name("no_room_reasons", klantmanagers), released, voice_of(klantmanagers))
    assert [row.label for row in content.rows] == [
        "Niet altijd tijd", "Beleid van de gemeente", "Landelijke regels", "Leidinggevende"
    ]  # fmt: skip


def option(item: str, share: float | None, **more) -> dict:
    row = {"wave": "2022", "item": item, "category": "1", "measure": "share", "status": "released"}
    numbers = (
        {}
        if share is None
        else {"estimate": share, "n": 67, "count": round(67 * share), "ci_low": 0.1, "ci_high": 0.9}
    )
    return row | numbers | more


def test_a_suppressed_value_has_no_bar_and_its_row_says_so(klantmanagers, make_released):
    rows = [option("reason_no_time", 0.7), option("reason_manager", None, status="suppressed")]
    content = figure_content(
        parse_name("no_room_reasons", klantmanagers), make_released(rows, []), voice_of(klantmanagers)
    )
    drawn = paint(content, klantmanagers)
    assert [shape.kind for shape in drawn.shapes].count("rect") == 1
    assert drawn.texts_like("–") == 1


def test_an_unreliable_value_is_hollow_and_carries_a_star(klantmanagers, make_released):
    rows = [option("reason_no_time", 0.7, status="unreliable")]
    content = figure_content(
        parse_name("no_room_reasons", klantmanagers), make_released(rows, []), voice_of(klantmanagers)
    )
    drawn = paint(content, klantmanagers)
    assert [shape.fill for shape in drawn.shapes if shape.kind == "rect"] == ["#ffffff"]
    assert drawn.texts_like("70%*") == 1


def test_items_with_different_units_never_share_an_axis(three_waves, three_waves_sample):
    with pytest.raises(PublicationError, match="different units"):
        build_figure("unlike", three_waves_sample, voice_of(three_waves))


def test_a_group_that_is_named_like_everybody_is_a_group(klantmanagers, sample):
    """Everybody is a diamond; only one row per question is theirs."""
    breakdown = replace(
        klantmanagers.breakdown("tenure_band"),
        groups=dict.fromkeys(klantmanagers.breakdown("tenure_band").groups, "Totaal"),
    )
    others = [one for one in klantmanagers.breakdowns if one.id != breakdown.id]
    study = replace(klantmanagers, breakdowns=(breakdown, *others))
    content = figure_content(parse_name("learning--by-tenure_band", study), sample, voice_of(study))
    drawn = DRAWN[content.kind](content, style_of(content, voice_of(study)).on(PAGE)).specification()
    points = drawn["datasets"]["points"]
    everybody = [row.everybody.value for row in content.rows if row.everybody.value is not None]
    assert {point["group"] for point in points} == {"Totaal"}
    assert len(points) > len(everybody)
    assert [point["key"] for point in points].count("everybody") == len(everybody)


# what is drawn


KINDS = [
    "law_opinion",
    "time_use",
    "no_room_reasons",
    "coop_grades",
    "learning--by-tenure_band",
    "barriers--change",
]


@pytest.fixture(scope="module")
def drawn(klantmanagers, sample):
    return {name: build_figure(name, sample, voice_of(klantmanagers)) for name in KINDS}


@pytest.mark.parametrize("name", KINDS)
def test_the_svg_is_one_image_without_english_descriptions(drawn, name):
    root = ElementTree.fromstring(drawn[name].svg)
    assert root.get("role") == "img"
    assert root.get("aria-label") == drawn[name].alt
    inside = [element for element in root.iter() if element is not root]
    assert not [
        name for element in inside for name in element.attrib if name.startswith("aria") or name == "role"
    ]
    assert not re.search(
        r"(?i)\b(axis|legend|mark|scale|nan|none|undefined)\b", " ".join(root.itertext()).split("}")[-1]
    )


@pytest.mark.parametrize("name", KINDS)
def test_the_svg_carries_every_glyph_it_shows(drawn, name):
    svg = drawn[name].svg
    fonts = {
        weight: TTFont(io.BytesIO(base64.b64decode(data))).getBestCmap()
        for weight, data in re.findall(r"font-weight:(\d+);src:url\(\"data:font/ttf;base64,([^\"]+)\"", svg)
    }
    root = ElementTree.fromstring(svg)
    for text in root.iter(f"{SVG}text"):
        face = fonts["700" if text.get("font-weight") in ("bold", "700") else "400"]
        assert {ord(letter) for letter in "".join(text.itertext())} <= set(face)


@pytest.mark.parametrize("name", KINDS)
def test_the_svg_reaches_for_nothing_outside_itself(drawn, name):
    assert set(re.findall(r"(?:href=|url\()[\"']?([a-z]+:)", drawn[name].svg)) <= {"data:"}


def test_every_named_value_of_the_axis_is_drawn(drawn):
    """Vega thins axis values on narrow plots unless it is told how many there are."""
    texts = [
        "".join(text.itertext())
        for text in ElementTree.fromstring(drawn["coop_grades"].svg).iter(f"{SVG}text")
    ]
    assert [text for text in texts if re.fullmatch(r"\d+", text) and int(text) <= 10] == [
        str(n) for n in range(1, 11)
    ]


def test_the_png_has_twice_the_pixels_of_the_svg(drawn):
    for figure in drawn.values():
        root = ElementTree.fromstring(figure.svg)
        width, height = (int.from_bytes(figure.png[start : start + 4]) for start in (16, 20))
        assert figure.png[:4] == b"\x89PNG"
        assert (width, height) == (2 * round(float(root.get("width"))), 2 * round(float(root.get("height"))))


def test_labels_that_are_hostile_to_xml_come_out_as_they_are(three_waves, three_waves_sample):
    figure = build_figure("long_answers", three_waves_sample, voice_of(three_waves))
    texts = ["".join(text.itertext()) for text in ElementTree.fromstring(figure.svg).iter(f"{SVG}text")]
    assert "*hostile* | $x$ {{< var a >}} <script>" in texts


PROGRAM = """
import hashlib, sys
from pathlib import Path
from monitor.publication.charts.figure import build_figure
from monitor.publication.language.voice import Voice
from monitor.publication.language.words import Words
from monitor.release.results.released_set import read_results
from monitor.study.study_reader import read_study
study, released = read_study(Path(sys.argv[1])), read_results(Path(sys.argv[2]))
voice = Voice(Words(), study)
for name in sys.argv[3:]:
    figure = build_figure(name, released, voice)
    print(hashlib.sha256(figure.svg.encode() + figure.png + figure.notes.encode()).hexdigest())
"""


@pytest.mark.slow
def test_another_process_in_another_time_zone_draws_the_same_bytes(
    klantmanagers, sample, drawn, tmp_path, repository
):
    from monitor.release.results.released_set import write_results

    write_results(sample, tmp_path)
    names = ["barriers--change", "coop_grades"]
    result = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(klantmanagers.path), str(tmp_path), *names],
        env={**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "PYTHONPATH": str(repository)},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    here = [
        hashlib.sha256(drawn[name].svg.encode() + drawn[name].png + drawn[name].notes.encode()).hexdigest()
        for name in names
    ]
    assert result.stdout.split() == here


def test_the_study_theme_decides_the_colours(klantmanagers, sample, tmp_path, repository):
    text = (repository / "report_templates" / "shared" / "theme.yaml").read_text(encoding="utf-8")
    theme = tmp_path / "theme.yaml"
    theme.write_text(text.replace(load_theme().colours.accent, "#7a0040"), encoding="utf-8")
    assert (
        "#7a0040"
        in build_figure("no_room_reasons", sample, voice_of(replace(klantmanagers, theme=theme))).svg
    )


# three waves


def wave_row(wave: str, value: float | None) -> dict:
    row = {"wave": wave, "item": "busy", "category": "yes", "measure": "share"}
    return row | (
        {"status": "suppressed"} if value is None else {"status": "released", "estimate": value, "n": 60}
    )


def stretches(content: Content, study) -> list[int]:
    """How many waves each line of a figure joins."""
    drawing = DRAWN[content.kind](content, style_of(content, voice_of(study)))
    rows = [row for row in drawing.data["panel_0"] if row["value"] is not None]
    return sorted(Counter(row["stretch"] for row in rows).values())


@pytest.mark.parametrize(
    ("values", "lines", "dashes"),
    [
        ((0.2, 0.3, 0.4), [3], 0),
        ((0.2, None, 0.4), [1, 1], 1),
        ((0.2, 0.3, None), [2], 1),
        ((None,) * 3, [], 3),
    ],
)
def test_three_waves_are_joined_where_both_ends_are_released(
    values, lines, dashes, three_waves, make_released
):
    rows = [wave_row(wave.id, value) for wave, value in zip(three_waves.waves, values, strict=True)]
    content = figure_content(
        parse_name("busy--change", three_waves), make_released(rows, []), voice_of(three_waves)
    )
    assert stretches(content, three_waves) == lines
    assert paint(content, three_waves).texts_like("–") == dashes


def test_a_line_of_three_waves_says_which_two_were_tested(three_waves, make_released):
    rows = [wave_row(wave.id, 0.3) for wave in three_waves.waves]
    tested = {"comparison": "previous", "item": "busy", "category": "yes", "measure": "share", "level": "category",
              "from_wave": three_waves.waves[-2].id, "to_wave": three_waves.waves[-1].id, "verdict": "equivalent"}  # fmt: skip
    note = build_figure("busy--change", make_released(rows, [tested]), voice_of(three_waves)).notes
    before, last = (wave.label for wave in three_waves.waves[-2:])
    assert f"De toets gaat over het verschil tussen {before} en {last}." in note
    assert "Het verschil is dat" not in note


def test_a_break_interrupts_the_line_between_waves(three_waves, make_released):
    items = dict(three_waves.questionnaire.items)
    items["busy"] = replace(items["busy"], comparable_from="2020")
    study = replace(three_waves, questionnaire=replace(three_waves.questionnaire, items=items))
    rows = [wave_row(wave.id, 0.3) for wave in study.waves]
    content = figure_content(parse_name("busy--change", study), make_released(rows, []), voice_of(study))
    assert stretches(content, study) == [1, 2]
    assert paint(content, study).texts_like("breuk") == 1
    note = build_figure("busy--change", make_released(rows, []), voice_of(study)).notes
    assert (
        "is niet te vergelijken tussen 2018 en 2020: de metingen zijn niet op dezelfde manier gedaan." in note
    )


@pytest.mark.ci
@pytest.mark.parametrize("suppressed", [0.5, 1.0])
def test_every_figure_can_be_drawn_however_much_is_suppressed(
    suppressed, klantmanagers, three_waves, make_sample
):
    for study in (klantmanagers, three_waves):
        released = make_sample(study, seed=4, suppressed=suppressed).released()
        drawn = [paint(content, study, PHONE) for _, content in figures_of(study, released)]
        assert len(drawn) > 10
