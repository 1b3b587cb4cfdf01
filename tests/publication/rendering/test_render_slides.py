"""Truth: the file of slides itself, its XML parts read again, and the rules of a slide: inside its edge, described, in Dutch."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from posixpath import dirname, join, normpath
from xml.etree import ElementTree

import pikepdf
import pytest

from monitor.errors import PublicationError
from monitor.publication.engines.output_check import check_output
from monitor.publication.engines.render import render_project
from monitor.publication.engines.slides_finish import MOST_TITLE_LINES
from monitor.publication.project.compose import compose
from monitor.publication.project.write import write_project
from monitor.publication.sentences.variables import Variables
from monitor.publication.theme.fonts import wrap
from monitor.publication.theme.theme import load_theme
from monitor.release.results.released_set import ReleasedSet
from monitor.study.study import Study
from monitor.study.study_file import ReportPlan
from tests.words import voice_of

SLIDE_SIZE = (12_192_000, 6_858_000)
FIXED = 4  # the title, the main message, how to read the figures, what to bear in mind
P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
TEMPLATE = """\
---
title: "{{< var study.title >}}"
subtitle: Voor de vergadering
---

# Contact

![](figures/rating){#fig-rating}

{{< include figures/rating.md >}}

{{< include chapters/later.qmd >}}

![De app is het {{< var study.wave >}}-middel & meer](figures/used){#fig-used}

{{< include figures/used.md >}}
"""
LATER = "![](figures/contact_items){#fig-contact}\n\n{{< include figures/contact_items.md >}}\n"
ORDER = ("De corporatie", "Contact met de corporatie", "De app is het 2024-middel & meer")


@pytest.fixture(scope="module")
def write(tmp_path_factory: pytest.TempPathFactory, small_released: ReleasedSet, small_study: Study):
    """Write and render the slides of a report with this text."""

    def written(text: str = TEMPLATE) -> Path:
        folder = tmp_path_factory.mktemp("slides")
        (folder / "template" / "chapters").mkdir(parents=True)
        (folder / "template" / "report.qmd").write_text(text, encoding="utf-8")
        (folder / "template" / "chapters" / "later.qmd").write_text(LATER, encoding="utf-8")
        plan = ReportPlan("inspectorate", folder / "template", None)
        report = compose(plan, Variables(small_released, voice_of(small_study)))
        project = write_project(report, folder / "project", ("pptx",))
        [slides] = render_project(project, ("pptx",), "embedded", small_study.published)
        return slides

    return written


@pytest.fixture(scope="module")
def slides(write: Callable[[], Path]) -> Path:
    return write()


def _parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _trees(path: Path, folder: str) -> list[ElementTree.Element]:
    """The slides or notes of a file, in their order."""
    parts = _parts(path)
    names = [name for name in parts if re.fullmatch(rf"ppt/{folder}/\w+?\d+\.xml", name)]
    return [ElementTree.fromstring(parts[name]) for name in sorted(names, key=_number)]


def _number(name: str) -> int:
    return int(re.findall(r"\d+", name)[-1])


def _text(tree: ElementTree.Element) -> str:
    return "\n".join(
        "".join(part.text or "" for part in paragraph.iter(f"{A}t")) for paragraph in tree.iter(f"{A}p")
    )


def _title(tree: ElementTree.Element) -> str:
    for shape in tree.iter(f"{P}sp"):
        if any("itle" in (place.get("type") or "") for place in shape.iter(f"{P}ph")):
            return _text(shape)
    return ""


def _boxes(tree: ElementTree.Element) -> Iterator[tuple[int, int, int, int]]:
    for place in tree.iter(f"{A}xfrm"):
        offset, extent = place.find(f"{A}off"), place.find(f"{A}ext")
        assert offset is not None
        assert extent is not None
        x, y, width, height = (
            *(int(offset.get(key, "0")) for key in "xy"),
            *(int(extent.get(key, "0")) for key in ("cx", "cy")),
        )
        yield x, y, width, height


def test_every_relationship_leads_to_a_part_with_a_content_type(slides: Path) -> None:
    parts = _parts(slides)
    types = ElementTree.fromstring(parts["[Content_Types].xml"])
    declared = {node.get("PartName") for node in types} | {node.get("Extension") for node in types}
    for name, content in parts.items():
        if not name.endswith(".rels"):
            assert {f"/{name}", name.rpartition(".")[2]} & declared, name
            continue
        home = dirname(dirname(name))
        for link in ElementTree.fromstring(content):
            target = link.get("Target") or ""
            path = target.lstrip("/") if target.startswith("/") else normpath(join(home, target))
            assert path in parts, (name, target)


def test_there_is_a_slide_for_each_figure_in_reading_order_and_the_fixed_ones(slides: Path) -> None:
    titles = [_title(tree) for tree in _trees(slides, "slides")]
    assert len(titles) == FIXED + len(ORDER)
    assert titles[0] == "Huurders over hun corporatie"
    assert titles[1:3] == ["Hoofdboodschap", "Hoe u deze cijfers leest"]
    assert titles[-1] == "Waar u op moet letten"
    assert [title.startswith(known) for title, known in zip(titles[3:-1], ORDER, strict=True)] == [True] * 3


def test_each_figure_is_a_sharp_picture_with_its_finding_as_description(slides: Path) -> None:
    figures = _trees(slides, "slides")[3:-1]
    for tree in figures:
        [picture] = tree.iter(f"{P}pic")
        [known] = picture.iter(f"{P}cNvPr")
        described = known.get("descr") or ""
        assert len(described.split()) >= 6
        assert ".png" not in described
    pictures = [content for name, content in _parts(slides).items() if name.endswith(".png")]
    assert len(pictures) == len(figures)
    assert all(int.from_bytes(content[16:20], "big") >= 1_900 for content in pictures)


def test_the_notes_hold_question_base_margins_and_how_certain_they_are(slides: Path) -> None:
    notes = [_text(tree) for tree in _trees(slides, "notesSlides")]
    assert len(notes) == len(ORDER)
    used = notes[-1]
    assert "De vraag was ‘Wat gebruikt u?’" in used
    assert "n = 80" in used.replace("\u00a0", " ")
    assert re.search(r"De app.*65% \(52\).*\d+% tot \d+%", used.replace("\u00a0", " "))
    assert "zekerheid van 95%" in used
    assert "Wat de grafiek laat zien" in used


def test_nothing_stands_over_the_edge_and_no_text_runs_into_another(slides: Path) -> None:
    for tree in _trees(slides, "slides"):
        boxes = [box for box in _boxes(tree) if box[2] and box[3]]
        for x, y, width, height in boxes:
            assert x >= 0
            assert y >= 0
            assert x + width <= SLIDE_SIZE[0]
            assert y + height <= SLIDE_SIZE[1]
        for place, (x, y, width, height) in enumerate(boxes):
            for other in boxes[place + 1 :]:
                apart = other[0] >= x + width or x >= other[0] + other[2]
                assert apart or other[1] >= y + height - 1 or y >= other[1] + other[3] - 1


def test_slides_are_wide_numbered_dutch_and_marked(slides: Path) -> None:
    parts = _parts(slides)
    [size] = ElementTree.fromstring(parts["ppt/presentation.xml"]).iter(f"{P}sldSz")
    assert (int(size.get("cx", 0)), int(size.get("cy", 0))) == SLIDE_SIZE
    for tree in _trees(slides, "slides"):
        assert [field.get("type") for field in tree.iter(f"{A}fld")] == ["slidenum"]
        assert {run.get("lang") for run in tree.iter(f"{A}rPr")} == {"nl-NL"}
        assert "Demonstratie: geen echt onderzoek" in _text(tree)
    properties = parts["docProps/core.xml"].decode("utf-8")
    assert "<dc:title>Huurders over hun corporatie: Voor de vergadering</dc:title>" in properties
    assert "<dc:language>nl-NL</dc:language>" in properties


def test_shapes_of_a_slide_have_numbers_of_their_own(slides: Path) -> None:
    for tree in _trees(slides, "slides"):
        numbers = [node.get("id") for node in tree.iter(f"{P}cNvPr")]
        assert len(numbers) == len(set(numbers))


def test_slides_have_the_font_and_colours_of_the_theme(slides: Path) -> None:
    theme = load_theme()
    part = _parts(slides)["ppt/theme/theme1.xml"].decode("utf-8")
    assert part.count(f'<a:latin typeface="{theme.fonts.word}"') == 2
    assert theme.colours.accent_dark.removeprefix("#").upper() in part


def test_equal_input_gives_equal_bytes(slides: Path, write: Callable[[], Path]) -> None:
    assert write().read_bytes() == slides.read_bytes()


def test_the_check_of_what_was_rendered_reads_slides_and_their_notes(slides: Path, tmp_path: Path) -> None:
    copy = tmp_path / "report.pptx"
    for name, old, new, found in (
        ("ppt/notesSlides/notesSlide1.xml", b"De vraag", b"?var:x  ", "filled in"),
        ("ppt/slides/slide4.xml", b' descr="', b' descr="" x="', "no description"),
    ):
        parts = _parts(slides)
        assert old in parts[name]
        with zipfile.ZipFile(copy, "w") as archive:
            for part, content in parts.items():
                archive.writestr(part, content.replace(old, new) if part == name else content)
        with pytest.raises(PublicationError, match=found):
            check_output(copy)


def _with_caption(caption: str) -> str:
    return TEMPLATE.replace("De app is het {{< var study.wave >}}-middel & meer", caption)


def test_a_long_title_is_smaller_and_stays_on_two_lines(write: Callable[..., Path]) -> None:
    long = (
        "Van de huurders gebruikt een ruime meerderheid de app van de corporatie, een kleiner deel komt nog aan de "
        "balie, en bijna niemand schrijft"
    )
    tree = _trees(write(_with_caption(long)), "slides")[-2]
    [shape] = [each for each in tree.iter(f"{P}sp") if _text(each) == long]
    [size] = {int(run.get("sz", "0")) / 100 for run in shape.iter(f"{A}rPr")}
    [(_, _, width, height)] = _boxes(shape)
    assert size < 28
    lines = wrap(long, width / 12_700, size, bold=True)
    assert len(lines) <= MOST_TITLE_LINES
    assert height / 12_700 >= len(lines) * size


def test_a_title_that_is_too_long_for_a_slide_says_so(write: Callable[..., Path]) -> None:
    with pytest.raises(PublicationError, match="does not fit"):
        write(_with_caption("Een bijschrift dat steeds maar verder gaat " * 12))


def test_slides_are_made_where_they_are_asked_for_only(
    small_released: ReleasedSet, small_study: Study, tmp_path: Path
) -> None:
    report = compose(ReportPlan("inspectorate", None, None), Variables(small_released, voice_of(small_study)))
    project = write_project(report, tmp_path / "project", ("docx",))
    assert not [path for path in project.rglob("*") if "slide" in path.name or path.suffix == ".pptx"]


def test_a_report_without_figures_has_the_fixed_slides(write: Callable[..., Path]) -> None:
    made = write("---\ntitle: Zonder grafiek\n---\n\n# Niets\n\nTekst.\n")
    assert len(_trees(made, "slides")) == FIXED


@pytest.mark.ci
def test_libreoffice_shows_every_slide(slides: Path, tmp_path: Path) -> None:
    assert shutil.which("soffice"), (
        "LibreOffice is not on PATH; on Debian: apt-get install libreoffice-impress-nogui"
    )
    profile = (tmp_path / "profile").as_uri()
    command = ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf"]
    subprocess.run(
        [*command, "--outdir", str(tmp_path), str(slides)], check=True, capture_output=True, timeout=180
    )
    with pikepdf.open(tmp_path / "report.pdf") as pdf:
        assert len(pdf.pages) == FIXED + len(ORDER)
        width, height = (float(size) for size in pdf.pages[0].MediaBox[2:])
        assert width / height == pytest.approx(16 / 9, abs=0.01)


def test_slides_open_and_close_with_what_an_author_wrote_for_them(
    small_released: ReleasedSet, small_study: Study, tmp_path: Path
) -> None:
    """A claim in them is held against the figures like every other, and they are written where slides are asked for."""
    texts = {
        "opening": '## De app wint\n\n[Meer dan de helft gebruikt de app.]{.claim holds="use_app.c1.now > 0.5"}\n',
        "closing": "## Wat nu\n\n- Van de huurders belt {{< var phone.agree_net.all.now.pct >}} met gemak.\n",
    }
    for name, text in {"report": "---\ntitle: Proef\n---\n\n# Kop\n\nTekst.\n"}.items():
        (tmp_path / "own").mkdir(exist_ok=True)
        (tmp_path / "own" / f"{name}.qmd").write_text(text, encoding="utf-8")
    (tmp_path / "own" / "slides").mkdir()
    for name, text in texts.items():
        (tmp_path / "own" / "slides" / f"{name}.qmd").write_text(text, encoding="utf-8")
    plan = ReportPlan("inspectorate", tmp_path / "own", None)
    report = compose(plan, Variables(small_released, voice_of(small_study)))
    assert any(document.name == "slides/opening.qmd" for document in report.documents.values())
    project = write_project(report, tmp_path / "project", ("pptx",))
    [made] = render_project(project, ("pptx",), "embedded", small_study.published)
    titles = [_title(tree) for tree in _trees(made, "slides")]
    assert titles[1:] == ["De app wint", "Hoe u deze cijfers leest", "Wat nu", "Waar u op moet letten"]
    assert "60%" in _text(_trees(made, "slides")[-2])
    page = write_project(report, tmp_path / "page", ("html",))
    assert not (page / "slides").exists()
