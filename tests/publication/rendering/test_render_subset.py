"""Truth: the subset as docs/quarto-subset.md promises it. Each wrong document is refused with its place."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from monitor.errors import PublicationError
from monitor.publication.engines.document import read_document
from monitor.publication.engines.render import render_project
from monitor.publication.language.markdown import escape_attribute, escape_markdown
from monitor.publication.quarto.subset import check_project


def test_a_sound_project_has_no_problems(project: Path) -> None:
    assert read_document(check_project(project)).numbers.by_anchor["fig-g17"] == "3"


def test_code_and_comments_are_not_read_as_markup(project_with: Callable[[str], Path]) -> None:
    project = project_with(
        "Schrijf `@naam` of `$x$`.\n\n<!-- {{< var nergens >}} @weg -->\n\n```\n@naam <b>\n```"
    )
    assert check_project(project).folder == project


@pytest.mark.parametrize(
    "text",
    [
        r"Kosten \$5 en \$6, mail naar \@naam of a@b.nl, \<b\>.",
        r"Term" "\n" r":   \!\[x\](y.png)\{width=1\}",  # braces that are no attributes
        'Zie @fig-nieuw.\n\n![Kop \\`](figures/g02){#fig-nieuw fig-alt="Een \\` teken."}',
        r"\::: {.panel-tabset}",
        r"## Kop met \{.appendix\}",
        r"Reken met \`r x\` en \`x\`{=html}.",
    ],
)
def test_escaped_signs_are_plain_text(text: str, project_with: Callable[[str], Path]) -> None:
    check_project(project_with(f"| a |\n|---|\n| b |\n\n{text}"))


@pytest.mark.parametrize(
    "text", [r"\\<b onclick=x>", r"\\@jansen2020", r"\\$x$", "\\` <b onclick=x>x</b> \\`"]
)
def test_signs_behind_an_escaped_backslash_or_backtick_are_not_plain(
    text: str, project_with: Callable[[str], Path]
) -> None:
    with pytest.raises(PublicationError, match="does not render this|is code"):
        check_project(project_with(text))


def test_a_comment_is_left_out_and_ends_no_paragraph(
    project_with: Callable[[str], Path], published: date, page_blocks: Callable[[Path], list[str]]
) -> None:
    project = project_with(
        "Een zin <!-- weg --> op\n<!-- weg\n{{< var nergens >}}\n-->\ntwee regels<!-- weg -->.\n\n"
        "- item\n<!-- weg -->\n\n# Kop <!-- weg -->\n\n`<!-- code -->` en \\<!\\-\\- tekst \\-\\-\\>\n\n```\n<!-- blok -->\n```\n"
    )
    render_project(project, ("html",), "embedded", published)
    assert "weg" not in (project / "report.html").read_text(encoding="utf-8")
    blocks = page_blocks(project / "report.html")
    assert "<!-- blok -->" in " ".join(blocks)
    assert blocks[blocks.index("item") - 1 :][:4] == [
        "Een zin op twee regels.", "item", "3 Kop", "<!-- code --> en <!-- tekst -->",
    ]  # fmt: skip


def test_pictures_for_word_may_be_absent_when_no_word_is_asked(project: Path) -> None:
    (project / "figures" / "g02.png").unlink()
    assert check_project(project, ("html", "pdf")).folder == project
    with pytest.raises(PublicationError, match=r'"figures/g02.png" does not exist'):
        check_project(project, ("html", "docx"))


def test_what_somebody_wrote_in_an_answer_is_markup_nowhere(project_with: Callable[[str], Path]) -> None:
    written = "[^1] @jansen2020 ![x](y.png){.lightbox} {{< env X >}} $x$ <b onclick=x> ::: {#fig-g02} `r x` [a](b) \\"
    words, description = escape_markdown(written), escape_attribute(written)
    check_project(
        project_with(
            f'## {words}\n\n{words}\n\n![{words}](figures/g02){{fig-alt="{description}"}}\n\n- {words}\n'
        )
    )
