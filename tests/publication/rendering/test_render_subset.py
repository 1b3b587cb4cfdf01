"""Truth: the subset as docs/quarto-subset.md promises it. Each wrong document is refused with its place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from monitor.errors import MonitorError, PublicationError
from monitor.publication.engines.document import read_document
from monitor.publication.quarto_subset import check_project
from monitor.publication.source import read_project

FIRST_LINE = 19  # of the extra Markdown in report.qmd; the case stands there

CASES = {
    "unknown variable": ("Van {{< var choose.pcd >}}.", "variable", 5 + 8, 'Did you mean "choose.pct"?'),
    "unknown metadata": ("{{< meta wavee >}}", "variable", 10, 'Did you mean "wave"?'),
    "open shortcode": ("x {{< var choose.pct", "shortcode", 3, ">}} on the same line"),
    "other shortcode": ("{{< video x.mp4 >}}", "unsupported", 1, "Quarto renders it"),
    "misspelt shortcode": ("{{< vars choose.pct >}}", "unsupported", 1, 'Did you mean "var"?'),
    "shortcode as text": ("{{{< var x >}}}", "unsupported", 1, "Quarto renders it"),
    "include in a sentence": ("zie {{< include tables/t01.md >}}", "include", 5, "line of its own"),
    "code cell": ("```{python}\n1\n```", "unsupported", 1, "the code cell {python}"),
    "raw block": ("```{=html}\n<b>\n```", "unsupported", 1, "the raw block {=html}"),
    "raw text": ("een `x`{=html} twee", "unsupported", 7, "raw text"),
    "html": ("een <br> woord", "unsupported", 5, "the HTML <br>"),
    "formula": ("een $x^2$ hier", "unsupported", 5, r"write \$"),
    "citation": ("volgens @jansen2020", "unsupported", 9, r"\@jansen2020"),
    "other reference": ("zie @eq-een", "unsupported", 5, "@eq-een"),
    "unknown figure reference": ("zie @fig-g05", "reference", 5, 'Did you mean "fig-g04"?'),
    "unknown section reference": ("zie @Sec-tijdd", "reference", 5, 'Did you mean "sec-tijd"?'),
    "tabset": ("::: {.panel-tabset}\n:::", "unsupported", 5, ".panel-tabset"),
    "misspelt callout": ("::: {.callout-nota}\nx\n:::", "unsupported", 5, 'Did you mean "callout-note"?'),
    "callout key": ("::: {.callout-note colapse=true}\nx\n:::", "unsupported", 5, 'Did you mean "collapse"?'),
    "figure block": ("::: {#fig-x}\nx\n:::", "unsupported", 5, "#fig-x"),
    "layout": ("::: {layout-ncol=2}\nx\n:::", "unsupported", 5, "layout-ncol="),
    "open block": ("::: {.lead}\nx", "div", 1, "a line ::: below it"),
    "loose closing": (":::", "div", 1, "closes nothing"),
    "format pdf": ('::: {.content-visible when-format="pdf"}\nx\n:::', "format", 5, "Write typst for PDF"),
    "no format": ("::: {.content-hidden}\nx\n:::", "format", 5, "when-format"),
    "profile": ('::: {.content-visible when-profile="x"}\nx\n:::', "unsupported", 5, "when-profile="),
    "no description": ("![Een](figures/g02)", "alt", 1, "fig-alt"),
    "shortcode in description": (
        '![Een](figures/g02){fig-alt="{{< var choose.pct >}} kiest"}', "alt", 1, "Write the description out",
    ),
    "no caption": ('![](figures/g02){#fig-leeg fig-alt="Balken."}', "caption", 1, "fig-leeg"),
    "unknown picture": ('![Een](figures/g03){fig-alt="Balken."}', "figure", 8, 'Did you mean "figures/g0'),
    "web picture": ('![Een](https://x.nl/a.png){fig-alt="Balken."}', "figure", 8, "Copy it into figures/"),
    "outside picture": ('![Een](../a.png){fig-alt="Balken."}', "figure", 8, "outside the project"),
    "picture key": ('![Een](figures/g02){fig-alt="B." fig-pos="H"}', "unsupported", 1, "fig-pos="),
    "picture class": ('![Een](figures/g02){.lightbox fig-alt="B."}', "unsupported", 1, ".lightbox"),
    "table key": ("| a |\n|---|\n| b |\n\n: Titel {#tbl-x tbl-colwidth=50}", "unsupported", None, "tbl-colwidths"),
    "double anchor": ("## Kop {#sec-tijd}", "anchor", 8, "occurs twice"),
    "heading class": ("## Kop {.appendix}", "unsupported", 8, ".appendix"),
    "span class": ("[toets]{.kbd}", "unsupported", 8, ".kbd"),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_wrong_document_is_refused_with_file_line_and_column(
    name: str, project_with: Callable[[str], Path]
) -> None:
    markdown, code, column, words = CASES[name]
    with pytest.raises(PublicationError) as refused:
        check_project(project_with(markdown))
    assert refused.value.code == code
    assert words in str(refused.value)
    assert str(refused.value.where).startswith("report.qmd:")
    if column is not None:
        assert refused.value.where == f"report.qmd:{FIRST_LINE}:{column}"


STRUCTURES = {
    "heading in a block": ("::: {.lead}\n## Kop in blok\n:::", "structure", "Kop in blok"),
    "figure for one format": (
        '::: {.content-visible when-format="html"}\n![X](figures/g02){#fig-h fig-alt="Balken."}\n:::', "structure", "#fig-h",
    ),
    "footnote for one format": ('::: {.content-visible when-format="html"}\nx^[noot]\n:::', "structure", "a footnote"),
    "heading for one format": ('::: {.content-visible when-format="html"}\n## Kop\n:::', "structure", "a numbered heading"),
    "words after a reference": ("zie [@fig-g02, deel 1]", "unsupported", "@fig-g02"),
    "number of an unnumbered heading": ("zie @sec-samenvatting", "reference", "@sec-samenvatting"),
    "raw tex": (r"een \textbf{woord} hier", "unsupported", "raw code"),
}  # fmt: skip


@pytest.mark.parametrize("name", STRUCTURES)
def test_what_only_the_parsed_document_shows_is_refused_too(
    name: str, project_with: Callable[[str], Path]
) -> None:
    markdown, code, words = STRUCTURES[name]
    with pytest.raises(PublicationError) as refused:
        read_document(check_project(project_with(markdown)))
    assert refused.value.code == code
    assert words in str(refused.value)


def test_several_problems_are_told_together_in_reading_order(project_with: Callable[[str], Path]) -> None:
    project = project_with("Eerst {{< var a.b >}}.\n\nDan @fig-onbekend.")
    with pytest.raises(PublicationError) as refused:
        check_project(project)
    first, second = str(refused.value).split("\n")[1:]
    assert str(refused.value).startswith("2 places need a correction")
    assert f"report.qmd:{FIRST_LINE}:15" in first
    assert f"report.qmd:{FIRST_LINE + 2}:5" in second


def test_a_sound_project_has_no_problems(project: Path) -> None:
    assert read_document(check_project(project)).numbers.by_anchor["fig-g17"] == "3"


INCLUDES = {
    "missing": (
        "{{< include chapters/aandach.qmd >}}",
        "does not exist",
        'Did you mean "chapters/aandacht.qmd"?',
    ),
    "outside": (
        "{{< include ../geheim.md >}}",
        "lies outside the project folder",
        "Copy the file into the project",
    ),
    "to itself": ("{{< include report.qmd >}}", "comes back to itself", "report.qmd > report.qmd"),
}


@pytest.mark.parametrize("name", INCLUDES)
def test_an_include_that_cannot_be_followed_is_refused(
    name: str, project_with: Callable[[str], Path]
) -> None:
    markdown, what, words = INCLUDES[name]
    with pytest.raises(PublicationError) as refused:
        check_project(project_with(markdown))
    assert refused.value.where == f"report.qmd:{FIRST_LINE}:13"
    assert what in str(refused.value)
    assert words in str(refused.value)


def test_a_problem_in_an_included_file_is_placed_in_that_file(project: Path) -> None:
    (project / "tables" / "t01.md").write_text("Een {{< var nergens >}}\n", encoding="utf-8")
    with pytest.raises(PublicationError) as refused:
        check_project(project)
    assert "tables/t01.md:1:13" in str(refused.value)


def test_code_and_comments_are_not_read_as_markup(project_with: Callable[[str], Path]) -> None:
    project = project_with(
        "Schrijf `@naam` of `$x$`.\n\n<!-- {{< var nergens >}} @weg -->\n\n```\n@naam <b>\n```"
    )
    assert check_project(project).folder == project


def test_escaped_signs_are_plain_text(project_with: Callable[[str], Path]) -> None:
    check_project(project_with(r"Kosten \$5 en \$6, mail naar \@naam of a@b.nl, \<b\>."))


SETTINGS = {
    "unknown setting": ("_quarto.yml", "\nbibliography: refs.bib\n", "unsupported", "bibliography"),
    "misspelt setting": ("_quarto.yml", "\ntoc-dept: 2\n", "unsupported", 'Did you mean "toc-depth"?'),
}


@pytest.mark.parametrize("name", SETTINGS)
def test_a_setting_that_is_not_known_is_refused_with_its_line(name: str, project: Path) -> None:
    file, added, code, words = SETTINGS[name]
    path = project / file
    lines = path.read_text(encoding="utf-8").count("\n")
    path.write_text(path.read_text(encoding="utf-8") + added, encoding="utf-8")
    with pytest.raises(PublicationError) as refused:
        check_project(project)
    assert refused.value.code == code
    assert words in str(refused.value)
    assert refused.value.where == f"_quarto.yml:{lines + 2}"


def _replace(project: Path, old: str, new: str) -> None:
    path = project / "report.qmd"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def test_front_matter_that_only_quarto_renders_is_refused(project: Path) -> None:
    _replace(project, 'wave: "2022"', 'wave: "2022"\njupyter: python3')
    with pytest.raises(PublicationError) as refused:
        check_project(project)
    assert refused.value.where == "report.qmd:8"
    assert '"jupyter" in the front matter' in str(refused.value)


def test_an_unknown_variable_in_the_title_is_refused(project: Path) -> None:
    _replace(project, "study.subject", "study.subjct")
    with pytest.raises(PublicationError, match=r'report.qmd:2:28: .*Did you mean "study.subject"'):
        check_project(project)


def test_front_matter_that_is_not_yaml_is_refused(project: Path) -> None:
    _replace(project, 'wave: "2022"', 'wave: "2022')
    with pytest.raises(PublicationError) as refused:
        read_project(project)
    assert refused.value.code == "front-matter"


def test_front_matter_that_is_not_closed_is_refused(project: Path) -> None:
    (project / "report.qmd").write_text("---\ntitle: x\n", encoding="utf-8")
    with pytest.raises(PublicationError, match="not closed"):
        read_project(project)


@pytest.mark.parametrize("name", ["report.qmd", "_quarto.yml"])
def test_a_folder_that_is_no_project_is_refused(name: str, project: Path) -> None:
    (project / name).unlink()
    with pytest.raises(PublicationError, match=f"has no {name}"):
        read_project(project)


def test_a_chapter_that_is_not_utf8_is_refused(project: Path) -> None:
    (project / "tables" / "t01.md").write_bytes("één".encode("latin-1"))
    with pytest.raises(PublicationError, match="not UTF-8"):
        check_project(project)


def test_a_variable_of_several_paragraphs_is_refused(project: Path) -> None:
    with (project / "_variables.yml").open("a", encoding="utf-8") as file:
        file.write("lang: |\n  een\n\n  twee\n")
    _replace(project, "demonstration: true", 'description: "{{< var lang >}}"')
    with pytest.raises(PublicationError, match="more than one paragraph"):
        read_document(check_project(project))


def test_variables_that_are_not_yaml_are_refused(project: Path) -> None:
    (project / "_variables.yml").write_text("a: [\n", encoding="utf-8")
    with pytest.raises(MonitorError, match="_variables.yml"):
        check_project(project)


def test_pictures_for_word_may_be_absent_when_no_word_is_asked(project: Path) -> None:
    (project / "figures" / "g02.png").unlink()
    assert check_project(project, ("html", "pdf")).folder == project
    with pytest.raises(PublicationError, match=r'"figures/g02.png" does not exist'):
        check_project(project, ("html", "docx"))
