"""Truth: the texts of the summaries as somebody read and approved them; `just golden-update` renews them.

Every report of the demonstration also passes its own check: no word contradicts a figure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from monitor.publication.checks.prose import Block, blocks_of
from monitor.publication.checks.report import check_report
from monitor.publication.drafts.composed_report import ComposedReport
from monitor.publication.drafts.summaries import ProposedSentence, Summaries
from monitor.publication.language.markdown import unescape_markdown
from monitor.publication.project.compose import compose
from monitor.publication.quarto.source import SHORTCODE
from monitor.publication.sentences.variables import Variables
from tests.words import repeated, voice_of

GOLDEN = Path(__file__).parents[1] / "golden"
MARKS = {
    "heading": "\n# ",
    "item": "- ",
    "row": "| ",
    "note": "[noot] ",
    "caption": "[bijschrift] ",
    "made": "[ingevoegd] ",
}
SUMMARIES = ("Hoofdboodschap", "Samenvatting")
BOX = "In het kort"


@pytest.fixture
def blocks(demonstration: Any, repository: Path) -> Callable[[str], list[Block]]:
    return lambda name: _blocks(demonstration, name, repository)


def _blocks(demonstration: Any, name: str, repository: Path) -> list[Block]:
    report = _composed(demonstration, name, repository)
    return blocks_of(report.documents, report.variables)


def _composed(demonstration: Any, name: str, repository: Path) -> ComposedReport:
    return compose(
        demonstration.plan(name, repository), Variables(demonstration.released, voice_of(demonstration.study))
    )


def _summaries(blocks: Iterable[Block]) -> list[Block]:
    return [block for block in blocks if block.place.chapter in SUMMARIES or block.place.box == BOX]


def _text(blocks: Iterable[Block]) -> str:
    return "\n".join(f"{MARKS.get(block.kind, '')}{block.plain()}" for block in blocks).strip() + "\n"


@pytest.mark.parametrize("name", ["inspectorate", "parliament", "parliament-senate", "parliament-any"])
def test_no_word_of_a_report_contradicts_its_figures(demonstration: Any, repository: Path, name: str) -> None:
    check = check_report(_composed(demonstration, name, repository))
    assert [str(found) for found in check.consistency.errors] == []


@pytest.mark.parametrize("name", ["parliament", "parliament-any"])
def test_the_summary_for_parliament_reads_as_approved(golden: Any, blocks: Any, name: str) -> None:
    golden(GOLDEN / f"{name}.txt", _text(blocks(name)))


def test_the_houses_differ_in_address_and_reference_only(blocks: Any) -> None:
    house, senate = (_text(blocks(name)).splitlines() for name in ("parliament", "parliament-senate"))
    different = [(a, b) for a, b in zip(house, senate, strict=True) if a != b]
    assert [a.split()[0] for a, _ in different] == ["**Aan:**", "Gemeenten"]
    assert different[1][0].replace("uw Kamer", "de Tweede Kamer") == different[1][1]


def test_the_summaries_of_the_report_read_as_approved(golden: Any, blocks: Any) -> None:
    golden(GOLDEN / "inspectorate-summaries.txt", _text(_summaries(blocks("inspectorate"))))


def test_the_summaries_on_clients_read_as_approved(golden: Any, clients: Any, repository: Path) -> None:
    told = _summaries(_blocks(clients, "inspectorate", repository))
    golden(GOLDEN / "clients-summaries.txt", _text(told))
    golden(GOLDEN / "clients-parliament.txt", _text(_blocks(clients, "parliament", repository)))


def test_the_proposed_summaries_read_as_approved(golden: Any, variables: Variables) -> None:
    lead = ("barriers", "caseload_too_large", "support_not_possible")
    summaries = Summaries(variables, lead)

    def told(sentences: Iterable[ProposedSentence]) -> str:
        lines = (
            SHORTCODE.sub(lambda found: variables.resolve(found["arguments"]), each.text)
            for each in sentences
        )
        return "\n".join(unescape_markdown(line) for line in lines)

    parts = ["# Hoofdboodschap", *map(told, summaries.main_message())]
    for theme in summaries.themes:
        parts += [f"# {theme}: samenvatting", told(summaries.summary(theme))]
        parts += [f"# {theme}: in het kort", told(summaries.in_brief(theme))]
    quote = summaries.quote()
    assert quote is not None
    parts += [
        "# Om aan te halen",
        told([quote]),
        "# Veranderd",
        told([*summaries.tested(), *summaries.changes()]),
    ]
    parts += ["# Wat niet te zeggen is", told(summaries.limits())]
    golden(GOLDEN / "proposed-summaries.txt", "\n\n".join(parts) + "\n")


def test_the_proposed_summaries_of_a_real_survey_share_no_sentence(variables: Variables) -> None:
    summaries = Summaries(variables)
    message = [sentence for paragraph in summaries.main_message() for sentence in paragraph]
    summary = [sentence for theme in summaries.themes for sentence in summaries.summary(theme)]
    boxes = [sentence for theme in summaries.themes for sentence in summaries.in_brief(theme)]
    assert repeated([message, summary, boxes]) == []
