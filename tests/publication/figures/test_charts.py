"""Truth: what stands in the laid-out scene and in the SVG itself, for every figure of the instrument."""

from __future__ import annotations

import base64
import hashlib
import io
import os
import re
import subprocess
import sys
from xml.etree import ElementTree

import pytest
from fontTools.ttLib import TTFont

from monitor.errors import PublicationError
from monitor.publication.charts.figure import build_figure, figure_content, scene_of
from monitor.publication.charts.scene import WIDTH, Scene
from monitor.publication.exhibits.names import known_names, parse_name
from monitor.publication.theme.fonts import text_width
from monitor.publication.theme.theme import contrast, load_theme
from tests.words import voice_of

LINE_HEIGHT = 13.0
SVG = "{http://www.w3.org/2000/svg}"


def scenes(study, released):
    """Every figure of a study that has something to show."""
    for name in known_names(study):
        try:
            content = figure_content(parse_name(name, study), released, voice_of(study))
        except PublicationError:
            continue
        yield name, content, scene_of(content, voice_of(study))


def boxes(scene: Scene):
    """(left, right, top, bottom, text) of every text, in pixels of the picture."""
    for text in scene.texts:
        width = text_width(text.text, text.size, text.bold)
        left = scene.left + text.x - {"left": 0, "center": width / 2, "right": width}[text.align]
        middle = scene.top + text.y
        yield left, left + width, middle - LINE_HEIGHT / 2, middle + LINE_HEIGHT / 2, text.text


def overlapping(scene: Scene) -> list[tuple[str, str]]:
    found = sorted(boxes(scene), key=lambda box: box[2])
    return [
        (one[4], other[4])
        for place, one in enumerate(found)
        for other in found[place + 1 :]
        if other[2] < one[3] - 0.5 and other[0] < one[1] - 0.5 and one[0] < other[1] - 0.5
    ]


def outside(scene: Scene) -> list[str]:
    height = scene.top + scene.plot_height + scene.bottom
    return [
        text
        for left, right, top, bottom, text in boxes(scene)
        if left < -0.5 or right > WIDTH + 0.5 or top < -1 or bottom > height + 1
    ]


@pytest.fixture(scope="module", params=["klantmanagers", "three_waves"])
def every_scene(request, make_sample):
    study = request.getfixturevalue(request.param)
    released = make_sample(study, seed=5, suppressed=0.05).released()
    return list(scenes(study, released))


def test_the_whole_instrument_has_figures(every_scene):
    assert len(every_scene) > 20


def test_no_label_is_cut_off_by_the_edge_of_the_picture(every_scene):
    assert {name: cut for name, _, scene in every_scene if (cut := outside(scene))} == {}


def test_no_two_labels_overlap(every_scene):
    assert {name: found for name, _, scene in every_scene if (found := overlapping(scene))} == {}


def test_no_label_is_shortened(every_scene):
    for name, content, scene in every_scene:
        written = re.sub(r"[\s-]", "", "".join(text.text for text in scene.texts))
        for row in content.rows:
            assert re.sub(r"[\s-]", "", row.label) in written, name
        for key in content.keys:
            assert re.sub(r"[\s-]", "", key.label) in written, name


def test_labels_take_at_most_four_lines_up_to_150_characters(klantmanagers, sample):
    for _, content, scene in scenes(klantmanagers, sample):
        for row in content.rows:
            lines = [text for text in scene.texts if text.x == -scene.left and text.text in row.label]
            assert len({text.y for text in lines}) <= 4 * len(content.rows)


def test_figures_fit_a_page_of_paper(klantmanagers, sample):
    for name, _, scene in scenes(klantmanagers, sample):
        assert scene.top + scene.plot_height + scene.bottom < 1000, name  # 23.5 cm at 16 cm wide


def test_every_text_inside_a_bar_can_be_read(every_scene):
    for name, _, scene in every_scene:
        for text in (text for text in scene.texts if text.align == "center"):
            under = [
                bar.fill
                for bar in scene.bars
                if bar.start < scene.at(text.x) < bar.end and bar.top < text.y < bar.bottom
            ]
            assert all(contrast(text.colour, fill) >= 4.5 for fill in under), name


def test_categories_stand_in_the_order_of_the_scale_from_positive_blue_to_negative_brown(
    klantmanagers, sample
):
    content = figure_content(parse_name("law_opinion", klantmanagers), sample, voice_of(klantmanagers))
    scene = scene_of(content, voice_of(klantmanagers))
    assert [key.code for key in content.keys] == ["sa", "a", "n", "d", "sd"]
    legend = [bar.fill for bar in scene.bars[:5]]
    assert legend == list(load_theme().colours.diverging)[::-1]


def test_size_classes_rise_from_light_to_dark_and_degrees_fall_from_dark_to_light(klantmanagers, sample):
    def legend(name: str) -> list[str]:
        content = figure_content(parse_name(name, klantmanagers), sample, voice_of(klantmanagers))
        return [bar.fill for bar in scene_of(content, voice_of(klantmanagers)).bars[: len(content.keys)]]

    light_first = list(load_theme().colours.sequential)
    assert legend("caseload_size") == light_first
    assert legend("barriers") == [light_first[4], light_first[2], light_first[0]]


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
    scene = scene_of(content, voice_of(klantmanagers))
    assert len(scene.bars) == 1
    assert [text.text for text in scene.texts].count("–") == 1


def test_an_unreliable_value_is_hollow_and_carries_a_star(klantmanagers, make_released):
    rows = [option("reason_no_time", 0.7, status="unreliable")]
    content = figure_content(
        parse_name("no_room_reasons", klantmanagers), make_released(rows, []), voice_of(klantmanagers)
    )
    scene = scene_of(content, voice_of(klantmanagers))
    assert scene.bars[0].fill == "#ffffff"
    assert "70%*" in [text.text for text in scene.texts]


def test_items_with_different_units_never_share_an_axis(three_waves, three_waves_sample):
    with pytest.raises(PublicationError, match="different units"):
        build_figure("unlike", three_waves_sample, voice_of(three_waves))


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
from monitor.publication.language.words import read_words
from monitor.release.results.released_set import read_results
from monitor.study.study_reader import read_study
study, released = read_study(Path(sys.argv[1])), read_results(Path(sys.argv[2]))
voice = Voice(read_words(), study)
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
    from dataclasses import replace

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


def accent_lines(scene: Scene) -> int:
    return sum(line.colour == load_theme().colours.accent for line in scene.lines)


@pytest.mark.parametrize(
    ("values", "lines", "dashes"),
    [((0.2, 0.3, 0.4), 2, 0), ((0.2, None, 0.4), 0, 1), ((0.2, 0.3, None), 1, 1), ((None, None, None), 0, 3)],
)
def test_three_waves_are_joined_where_both_ends_are_released(
    values, lines, dashes, three_waves, make_released
):
    rows = [wave_row(wave.id, value) for wave, value in zip(three_waves.waves, values, strict=True)]
    content = figure_content(
        parse_name("busy--change", three_waves), make_released(rows, []), voice_of(three_waves)
    )
    scene = scene_of(content, voice_of(three_waves))
    assert accent_lines(scene) == lines
    assert [text.text for text in scene.texts].count("–") == dashes


def test_a_line_of_three_waves_says_which_two_were_tested(three_waves, make_released):
    rows = [wave_row(wave.id, 0.3) for wave in three_waves.waves]
    tested = {"comparison": "previous", "item": "busy", "category": "yes", "measure": "share", "level": "category",
              "from_wave": three_waves.waves[-2].id, "to_wave": three_waves.waves[-1].id, "verdict": "equivalent"}  # fmt: skip
    note = build_figure("busy--change", make_released(rows, [tested]), voice_of(three_waves)).notes
    before, last = (wave.label for wave in three_waves.waves[-2:])
    assert f"De toets gaat over het verschil tussen {before} en {last}." in note
    assert "Het verschil is dat" not in note


def test_a_break_interrupts_the_line_between_waves(three_waves, make_released):
    from dataclasses import replace

    items = dict(three_waves.questionnaire.items)
    items["busy"] = replace(items["busy"], comparable_from="2020")
    study = replace(three_waves, questionnaire=replace(three_waves.questionnaire, items=items))
    rows = [wave_row(wave.id, 0.3) for wave in study.waves]
    content = figure_content(parse_name("busy--change", study), make_released(rows, []), voice_of(study))
    scene = scene_of(content, voice_of(study))
    assert accent_lines(scene) == 1
    assert [text.text for text in scene.texts].count("breuk") == 1
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
        drawn_names = [
            name for name, _, _ in scenes(study, make_sample(study, seed=4, suppressed=suppressed).released())
        ]
        assert len(drawn_names) > 10
