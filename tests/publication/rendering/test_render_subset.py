"""Truth: the subset as docs/quarto-subset.md promises it. Each wrong document is refused with its place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from monitor.errors import PublicationError
from monitor.publication.engines.document import read_document
from monitor.publication.quarto.subset import check_project


def test_a_sound_project_has_no_problems(project: Path) -> None:
    assert read_document(check_project(project)).numbers.by_anchor["fig-g17"] == "3"


def test_code_and_comments_are_not_read_as_markup(project_with: Callable[[str], Path]) -> None:
    project = project_with(
        "Schrijf `@naam` of `$x$`.\n\n<!-- {{< var nergens >}} @weg -->\n\n```\n@naam <b>\n```"
    )
    assert check_project(project).folder == project


def test_escaped_signs_are_plain_text(project_with: Callable[[str], Path]) -> None:
    check_project(project_with(r"Kosten \$5 en \$6, mail naar \@naam of a@b.nl, \<b\>."))


def test_pictures_for_word_may_be_absent_when_no_word_is_asked(project: Path) -> None:
    (project / "figures" / "g02.png").unlink()
    assert check_project(project, ("html", "pdf")).folder == project
    with pytest.raises(PublicationError, match=r'"figures/g02.png" does not exist'):
        check_project(project, ("html", "docx"))
