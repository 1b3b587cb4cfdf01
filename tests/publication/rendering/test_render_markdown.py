"""Truth: invariance. Text that is escaped comes back from pandoc, and from the PDF, as it was."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import PublicationError
from monitor.publication.engines import nodes, pandoc
from monitor.publication.engines.pandoc import read_markdown
from monitor.publication.engines.render import render_project
from monitor.publication.language.markdown import (
    escape_attribute,
    escape_markdown,
    escape_value,
    unescape_markdown,
)
from tests.fuzzing import fuzzed

SIGNS = "ab1209 .,-_*`$@|<>{}[]()!#+=~^&;:\\/\"'%?"
PIECES = [
    *SIGNS,
    "--",
    "...",
    "{{<",
    "12. ",
    "(a) ",
    "http://x.nl",
    "&amp;",
    "---",
    "é",
    "-5",
    "* ",
    "/ ",
    "+ ",
    "// ",
    ":::",
    "{#tbl-x}",
]


ESCAPES = pytest.mark.parametrize("escape", [escape_markdown, escape_value])


def _read_back(texts: list[str], escape: Callable[[str], str]) -> list[str]:
    head = json.dumps({"texts": [escape(text) for text in texts]}, ensure_ascii=False)
    found = pandoc.read_markdown(f"---\n{head}\n---\n")["meta"]["texts"]["c"]
    return [nodes.words(nodes.meta_inlines(text)) for text in found]


def _one_line(text: str) -> str:
    return " ".join(part for part in text.replace("\t", " ").replace("\n", " ").split(" ") if part)


@ESCAPES
@pytest.mark.fuzz
@fuzzed(40)
@given(st.lists(st.lists(st.sampled_from(PIECES), max_size=10).map("".join), min_size=1, max_size=40))
def test_escaped_text_is_read_as_the_same_text(escape: Callable[[str], str], texts: list[str]) -> None:
    assert _read_back(texts, escape) == [_one_line(text) for text in texts]


@pytest.mark.parametrize(
    "text", ["0,30", "46%", "24 van de 79", "bijna de helft (48%)", "klant-manager", "n = 79"]
)
def test_plain_dutch_stays_readable_for_an_editor(text: str) -> None:
    assert escape_markdown(text) == text


@ESCAPES
@pytest.mark.fuzz
@fuzzed(60)
@given(st.text(st.sampled_from(SIGNS), max_size=20))
def test_unescaping_gives_the_text_back(escape: Callable[[str], str], text: str) -> None:
    assert unescape_markdown(escape(text)) == _one_line(text)


def test_a_value_never_holds_a_shortcode_in_one_piece_once_it_is_read() -> None:
    head = json.dumps({"text": escape_value("x {{< env HOME >}} {{{< y >}}}")}, ensure_ascii=False)
    inlines = pandoc.read_markdown(f"---\n{head}\n---\n")["meta"]["text"]["c"]
    pieces = [node["c"] for node in nodes.descend(inlines) if node["t"] == "Str"]
    assert not [piece for piece in pieces if "{{<" in piece or ">}}" in piece]


@pytest.mark.fuzz
@fuzzed(40)
@given(st.lists(st.sampled_from(PIECES), max_size=10).map("".join))
def test_a_description_is_read_as_it_was_written(text: str) -> None:
    image = pandoc.read_markdown(f'![x](y){{fig-alt="{escape_attribute(text)}"}}')["blocks"][0]
    (found,) = [node["c"][0][2] for node in nodes.descend(image) if node["t"] == "Image"]
    assert found == [["fig-alt", _one_line(text)]]


def test_nothing_that_somebody_wrote_reads_as_a_block_that_is_not_closed() -> None:
    inlines = pandoc.read_markdown(escape_markdown("x ::: y ::::"))["blocks"]
    assert not [node for node in nodes.descend(inlines) if node["t"] == "Str" and ":::" in node["c"]]


def test_any_value_comes_out_of_the_pdf_as_it_went_in(
    project_with: Callable[[str], Path], pdf_text: Callable[[Path], str], published
) -> None:
    dice = random.Random(7)
    pieces = [
        piece for piece in PIECES if piece != "{{<"
    ]  # the check after rendering refuses this outside a variable
    texts = [_one_line("".join(dice.choices(pieces, k=dice.randint(1, 7)))) for _ in range(150)]
    lines = [
        f"- {escape_markdown(text)}\n- q{number}q{escape_markdown(text)}q\n- v[{escape_markdown(text)}](https://x.nl/)v\n"
        for number, text in enumerate(texts)
    ]
    project = project_with("\n" + "".join(lines))
    render_project(project, ("pdf",), "embedded", published)
    found = "".join(pdf_text(project / "report.pdf").split())
    wanted = [f"q{number}q{''.join(text.split())}q" for number, text in enumerate(texts)]
    assert [text for text in wanted if text not in found] == []
    bullets = ["•" + "".join(text.split()) for text in texts]
    assert [text for text in bullets if text not in found] == []
    links = [f"v{''.join(text.split())}v" for text in texts]
    assert [text for text in links if text not in found] == []


@pytest.mark.parametrize("sign", ["- ", "> "])
def test_what_stands_too_deep_inside_each_other_is_refused(sign: str) -> None:
    """Every walk over a document goes as deep as the document does."""
    assert read_markdown(sign * 20 + "diep")["blocks"]
    for times in (150, 900):
        with pytest.raises(PublicationError, match="too deep inside each other"):
            read_markdown(sign * times + "diep")


def test_brackets_in_a_text_are_no_depth() -> None:
    assert read_markdown("\\[" * 400 + ' "x\\\\')["blocks"]
