"""Truth: what the two Lua filters do to pandoc's own document tree, in the formats Quarto calls them for."""

from __future__ import annotations

import base64
import subprocess
from pathlib import Path

import docx
import pypandoc
import pytest

from monitor.publication.theme.templates import shared_root
from monitor.publication.theme.theme import load_theme
from monitor.publication.theme.word_reference import reference_document

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def _converted(markdown: str, to: str, filter_name: str) -> str:
    path = shared_root() / "filters" / filter_name
    command = [
        pypandoc.get_pandoc_path(),
        "--from=markdown",
        f"--to={to}",
        "--wrap=none",
        f"--lua-filter={path}",
    ]
    return subprocess.run(command, input=markdown, capture_output=True, text=True, check=True).stdout


def test_a_data_table_is_folded_on_the_page_and_titled_elsewhere() -> None:
    markdown = '::: {.figure-data summary="Cijfers"}\nTekst\n:::\n'
    page = _converted(markdown, "html", "quarto-only.lua")
    assert page.split() == [
        "<details",
        'class="figure-data"><summary>Cijfers</summary>',
        "<p>Tekst</p>",
        "</details>",
    ]
    assert _converted(markdown, "markdown", "quarto-only.lua") == "**Cijfers**\n\nTekst\n"


def test_word_gets_descriptions_styles_and_marks(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(PNG)
    markdown = (
        '---\nmarks: [Demo]\n---\n\nx ![Bijschrift](a.png){fig-alt="Balken met cijfers."} y\n\n'
        "::: {.figure-note}\nBron: enquête.\n:::\n"
    )
    path = shared_root() / "filters" / "quarto-only.lua"
    (tmp_path / "reference.docx").write_bytes(reference_document(load_theme()))
    command = [
        pypandoc.get_pandoc_path(),
        "--from=markdown",
        "--to=docx",
        "--reference-doc=reference.docx",
        "--output=a.docx",
        f"--template={shared_root() / 'word' / 'template.openxml'}",
        f"--lua-filter={path}",
    ]
    subprocess.run(command, input=markdown, text=True, check=True, cwd=tmp_path)
    word = docx.Document(str(tmp_path / "a.docx"))
    assert [(p.style.name, p.text) for p in word.paragraphs if p.text in ("Demo", "Bron: enquête.")] == [
        ("Mark", "Demo"), ("Figure Note", "Bron: enquête."),
    ]  # fmt: skip
    assert [picture._inline.docPr.get("descr") for picture in word.inline_shapes] == ["Balken met cijfers."]


QUIET = '<span class="caption-mark">(Demo)</span>'


@pytest.mark.parametrize(
    ("caption", "expected"),
    [
        ("Hinder", f"Hinder {QUIET}"),
        ("Hinder (n = 79).", f"Hinder (n\xa0=\xa079). {QUIET}"),
        ("Hinder?", f"Hinder? {QUIET}"),
    ],
)
def test_a_quiet_demonstration_mark_stands_after_a_caption(caption: str, expected: str) -> None:
    head = "---\ndemonstration: true\nmark-texts: {demonstration: Demo}\n---\n\n"
    figure = f"{head}![{caption}](a.png){{#fig-a}}\n"
    table = f"{head}| a |\n|---|\n| b |\n\n: {caption} {{#tbl-a}}\n"
    assert f"<figcaption>{expected}</figcaption>" in _converted(figure, "html", "report.lua").replace(
        ' aria-hidden="true"', ""
    )
    spaced = expected.replace("\xa0", " ")  # a table may break a line where it has no room
    assert f"<caption>{spaced}</caption>" in _converted(table, "html", "report.lua")


def test_captions_without_a_number_and_reports_without_a_mark_stay_as_they_are() -> None:
    table = "| a |\n|---|\n| b |\n\n: Cijfers\n"
    marked = "---\ndemonstration: true\nmark-texts: {demonstration: Demo}\n---\n\n"
    assert "<caption>Cijfers</caption>" in _converted(marked + table, "html", "report.lua")
    assert "<caption>Cijfers</caption>" in _converted(
        table.replace("Cijfers", "Cijfers {#tbl-a}"), "html", "report.lua"
    )


def test_a_chapter_is_called_a_chapter_and_a_section_is_left_to_the_engine() -> None:
    markdown = "# Een {#sec-een}\n\n## Twee {#sec-twee}\n\nZie @sec-een, @sec-twee en [-@sec-een].\n"
    found = _converted(markdown, "markdown", "report.lua").split("\n")[-2]
    assert found == "Zie [Hoofdstuk @sec-een], @sec-twee en [-@sec-een]."


def test_tables_in_an_order_are_marked_for_the_writers() -> None:
    """A table that goes to the top of another page would stand before one with a lower number."""
    table = "| a | b |\n|---|---|\n| 1 | 2 |\n"
    hidden = f':::: {{.content-hidden .in-order when-format="html"}}\n{table}\n::::\n'
    assert (
        "in-order"
        in _converted(hidden, "native", "report.lua").partition("Table")[0].rpartition("exhibit")[2]
    )
    assert "in-order" not in _converted(table, "native", "report.lua")
