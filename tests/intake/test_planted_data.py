"""Truth: planted pieces that are still to be read after masking, and innocent sentences that are masked.

The shares stand in docs/privacy.md; `just golden-update` renews them there.
"""

from __future__ import annotations

import ast
import random
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from monitor.intake.personal_data.search import Municipalities, mask

from . import planting

FRAME = Municipalities(planting.PLACES)
INNOCENT = (Path(__file__).parent / "innocent_sentences.txt").read_text(encoding="utf-8").splitlines()
BEFORE = ("Mijn klant had ", "Zie (", "contact: ", "", "nogal veel, ", "Het gaat om ", "En toen ")
BEHIND = (" en dat hielp.", ").", ", zei men", "", "\nen verder", " is ziek")
MOST_MISSED, MOST_MISTAKEN = 0.02, 0.01
FEW, MANY = 200, 4000

DOCUMENTED: dict[str, Callable[[random.Random], str]] = {
    "burgerservicenummer": planting.bsn,
    "account number": planting.iban,
    "e-mail address": planting.email,
    "telephone number": planting.phone,
    "postcode with house number": planting.postcode,
    "date of birth": planting.birth_date,
    "street with number": planting.address,
    "name behind a title": planting.titled_name,
    "municipality of the frame": planting.place,
}
NO_BAR: dict[str, Callable[[random.Random], str]] = {
    "first name and surname, no title": planting.full_name,
    "first name alone": planting.first_name,
}


def _readable(name: str, plant: Callable[[random.Random], str], times: int) -> list[str]:
    """Planted texts in which the piece can still be read."""
    chance, texts = random.Random(name), []
    for _ in range(times):
        piece, before, behind = plant(chance), chance.choice(BEFORE), chance.choice(BEHIND)
        if planting.remains(piece, mask(f"{before}{piece}{behind}", FRAME)):
            texts.append(f"{before}{piece}{behind}")
    return texts


@pytest.fixture(scope="module")
def readable() -> dict[str, list[str]]:
    return {name: _readable(name, plant, FEW) for name, plant in {**DOCUMENTED, **NO_BAR}.items()}


@pytest.fixture(scope="module")
def mistaken() -> list[str]:
    return [sentence for sentence in INNOCENT if mask(sentence, FRAME) != sentence]


def test_of_each_documented_form_at_most_two_in_a_hundred_stay_readable(
    readable: dict[str, list[str]],
) -> None:
    assert {name: readable[name] for name in DOCUMENTED if len(readable[name]) > MOST_MISSED * FEW} == {}


@pytest.mark.slow
@pytest.mark.parametrize("name", DOCUMENTED)
def test_the_same_of_thousands_of_other_writings(name: str) -> None:
    found = _readable(f"{name}, more", DOCUMENTED[name], MANY)
    assert len(found) <= MOST_MISSED * MANY, found[:20]


def test_what_is_planted_and_read_shares_no_code_with_the_search() -> None:
    """Who plants with the patterns that search finds all of it."""
    tree = ast.parse(Path(planting.__file__).read_text(encoding="utf-8"))
    imports = {
        name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in (
            [one.name for one in node.names] if isinstance(node, ast.Import) else [node.module or ""]
        )
    }
    assert imports <= set(sys.stdlib_module_names), imports


def test_of_three_hundred_innocent_sentences_at_most_one_in_a_hundred_is_masked(mistaken: list[str]) -> None:
    assert len(set(INNOCENT)) == 300
    assert len(mistaken) <= MOST_MISTAKEN * len(INNOCENT), mistaken


def test_the_measure_sees_what_is_left() -> None:
    assert planting.remains("0612345678", "bel 061")
    assert planting.remains("j.jansen@ergens.nl", "mail ergens")
    assert planting.remains("m\u200be\u200bv\u200br. \uff2aansen", "mevr. Jansen")
    assert not planting.remains("mevr. Jansen", "mevr. [naam]")
    assert not planting.remains("0612345678", "bel [telefoonnummer]")


def test_the_shares_stand_in_the_document(
    repository: Path, readable: dict[str, list[str]], mistaken: list[str], golden: Callable[[Path, str], None]
) -> None:
    path = repository / "docs" / "privacy.md"
    text = path.read_text(encoding="utf-8")
    start, end = "<!-- measured by tests/intake/test_planted_data.py -->\n", "<!-- end -->"
    assert start in text
    block = re.compile(re.escape(start) + ".*?" + re.escape(end), re.DOTALL)
    rows = [f"| {name} | {_share(len(readable[name]), FEW)} |" for name in (*DOCUMENTED, *NO_BAR)]
    rows.append(
        f"| {len(INNOCENT)} innocent sentences that are masked | {_share(len(mistaken), len(INNOCENT))} |"
    )
    table = "\n".join((f"| planted, {FEW} writings of each | still readable |", "|---|---|", *rows))
    golden(path, block.sub(lambda _: f"{start}\n{table}\n\n{end}", text))


def _share(count: int, of: int) -> str:
    return f"{100 * count / of:.1f}%"
