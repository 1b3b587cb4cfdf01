"""Truth: the lists of docs/quarto-subset.md. Keys of the front matter and links that are not on them are refused by both engines."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from monitor.errors import PublicationError
from monitor.publication.engines import quarto
from monitor.publication.engines.document import read_document
from monitor.publication.engines.render import render_project
from monitor.publication.quarto.front_matter import KEYS
from monitor.publication.quarto.subset import check_project

from .conftest import PUBLISHED

LINKS = (
    "https://example.org/a?b=c",
    "http://example.org",
    "mailto:a@example.org",
    "#sec-aandacht",
    "HTTPS://EXAMPLE.ORG",
)
OTHER_LINKS = ("javascript:alert(1)", "JaVaScRiPt:x", "data:text/html,x", "file:///etc/passwd", "/etc/passwd", "../geheim.html", "bijlage.html",
               "ftp://example.org", "tel:0612345678", "//example.org", "vbscript:x", "about:blank", "x:y", "smb://x/y")  # fmt: skip
OTHER_KEYS = ("filters: [x.lua]", "execute: {enabled: true}", "include-in-header: x.html", "include-before-body: x.html",
              "include-after-body: {text: x}", "header-includes: x", "jupyter: python3", "engine: knitr", "format: {html: {css: x.css}}", "css: x.css",
              "metadata-files: [x.yml]", "bibliography: x.bib", "template: x.html", "resources: [x]", "wave: '2022'", "Title: x", "params: {a: b}",
              "\"filters\": [x.lua]", "'execute' : true", "project: {post-render: x.sh}", "shortcodes: [x.lua]", "from: html", "a-key-of-my-own: x")  # fmt: skip
FORMS = ("[tekst]({})", "[tekst][r]\n\n[r]: {}", "[*tekst*]({}){{.klasse}}")
MORE_THAN_TEXT = (
    "title: {plain: x}",
    "author: [{name: x, url: 'javascript:x'}]",
    "texts: {a: {b: c}}",
    "texts: [[a]]",
    "keywords: {a: b}",
)


@pytest.fixture
def refused(project: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], list[PublicationError]]:
    """What each engine says of the document with one piece replaced; none of them renders."""
    monkeypatch.setattr(quarto, "quarto_program", lambda: "/bin/false")

    def errors(old: str, new: str) -> list[PublicationError]:
        document = project / "report.qmd"
        text = document.read_text(encoding="utf-8")
        assert old in text
        document.write_text(text.replace(old, new, 1), encoding="utf-8")
        said = []
        for engine in ("embedded", "quarto"):
            with pytest.raises(PublicationError) as failure:
                render_project(project, ("html",), engine, PUBLISHED)
            said.append(failure.value)
        document.write_text(text, encoding="utf-8")
        return said

    return errors


def test_a_key_of_the_front_matter_that_is_not_documented_is_refused(refused) -> None:
    for line in OTHER_KEYS:
        for failure in refused("demonstration: true\n", f"{line}\n"):
            assert (failure.code, failure.where) == ("templates.front_matter_key", "report.qmd:8"), failure


def test_a_value_of_the_front_matter_is_a_text(refused) -> None:
    for line in MORE_THAN_TEXT:
        key = line.partition(":")[0]
        old = f"{key}:" if key in ("title", "author", "texts") else "demonstration:"
        for failure in refused(old, f"{line}\n# "):
            assert "in the front matter holds more than text" in str(failure), failure


@pytest.mark.ci
def test_a_link_to_something_else_is_refused(refused) -> None:
    last = "{{< include chapters/verantwoording.qmd >}}\n"
    for address in OTHER_LINKS:
        form = FORMS[len(address) % len(FORMS)]
        for failure in refused(last, f"{last}\n{form.format(address)}\n"):
            assert failure.code == "templates.link", failure


def test_a_link_to_a_page_a_mail_address_or_a_place_is_let_be(project_with: Callable[[str], Path]) -> None:
    read_document(check_project(project_with(" ".join(f"Zie [tekst]({address})." for address in LINKS))))


def test_every_documented_key_is_let_be(project: Path, repository: Path) -> None:
    page = (repository / "docs" / "quarto-subset.md").read_text(encoding="utf-8").split("## Front matter")[1]
    described = page.split("Any other key")[0]
    assert [key for key in KEYS if f"`{key}" not in described] == []
    document = project / "report.qmd"
    text = document.read_text(encoding="utf-8")
    more = "description: x\nkeywords: [a, b]\ntoc: true\ntoc-depth: 2\nnumber-sections: true\nconcept: true\ncompact: true\nlang: nl\n"
    document.write_text(
        text.replace("demonstration: true\n", f"demonstration: true\n{more}"), encoding="utf-8"
    )
    read_document(check_project(project))
