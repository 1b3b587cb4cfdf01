"""Truth: one invariant. Whatever somebody types in a template, it is rendered or refused in one clear error."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from monitor.errors import PublicationError
from monitor.publication.engines.render import render_project
from tests.fuzzing import fuzzed

PIECES = (
    "{{< var study.subject >}}", "{{< var study", "{{< pagebreak >}}", "{{< include x.qmd >}}", ">}}", "{{{<",
    "::: {.callout-note}", "::: {.lead}", ":::", "::::", "::: {.content-visible when-format=\"html\"}", "{.unnumbered}",
    "# ", "## Kop {#sec-kop}", "@sec-kop", "@fig-nergens", "[tekst](https://example.org)", "![Alt](figures/x){#fig-x}",
    "|a|b|\n|-|-|\n|1|2|", ": Titel {#tbl-t}", "```", "```{python}", "`code`", "$x$", "$$", "<b>", "<!--", "-->",
    "[^1]", "[^1]: noot", "---", "***", "*", "_", "~", "^", "[woord]{.caption-mark}", "\\", "&amp;", "é", "\u00a0",
    "\u202e", "12,5%", "1. ", "- ", "> ", " ", "\n", "\n\n", "    ", "\t", "{=html}", "\ufeff",
)  # fmt: skip


@pytest.mark.fuzz
@fuzzed(8)
@example("```![Alt](figures/x){#fig-x}")  # no code for pandoc, and no such picture
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=14).map("".join))
def test_any_template_is_rendered_or_refused(
    tmp_path: Path, project_in: Callable[[Path], Path], published: date, text: str
) -> None:
    folder = tmp_path / "project"
    shutil.rmtree(folder, ignore_errors=True)
    document = project_in(folder) / "report.qmd"
    document.write_text(f"{document.read_text(encoding='utf-8')}\n\n{text}\n", encoding="utf-8")
    try:
        render_project(folder, ("html",), "embedded", published)
    except PublicationError as failure:
        assert failure.what  # noqa: PT017
    else:
        assert (folder / "report.html").stat().st_size > 0
