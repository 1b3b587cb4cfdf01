"""Truth: the page for editors. docs/quarto-subset.md names everything that the engine reads."""

from __future__ import annotations

from pathlib import Path

from monitor.publication.quarto import features

OWN_DIVS = ("figure-note", "table-note", "figure-data", "lead", "quote")
HEADING_CLASSES = ("unnumbered", "unlisted")


def test_the_page_on_the_subset_names_every_feature(repository: Path) -> None:
    page = (repository / "docs" / "quarto-subset.md").read_text(encoding="utf-8")
    names = [
        *features.SHORTCODES,
        *(kind.removeprefix("callout-") for kind in features.CALLOUTS),
        *features.CONDITIONS,
        *features.CONDITION_ATTRIBUTES,
        *OWN_DIVS,
        *features.FIGURE_ATTRIBUTES,
        *features.TABLE_ATTRIBUTES,
        *HEADING_CLASSES,
        *features.FORMATS,
    ]
    assert [name for name in names if name not in page] == []
