"""Truth: docs/questionnaire.md and docs/methods.md. Their examples are put in files, are read, and do what the page says."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from monitor.intake.files.responses import read_responses
from monitor.intake.validation.quarantine import split
from monitor.intake.validation.validate import validate
from monitor.study.study import Study
from monitor.study.study_reader import read_study

from .conftest import Taken

ROWS = """\
respnr;weegfactor;submitdate;startdate;seed;token;s2;Waarover had u contact?
1;0,5;2025-03-01;x;1;a;5;Geld
2;1,5;2025-03-01;x;2;b;1;"Geld;Mijn huis"
3;1;;x;3;c;2;
4;1;2025-03-02;x;4;d;9;Mijn huis
"""
WAVE = {"waves": {"2025": {"responses": "r.csv"}}}
OF_A_SET = {"exclusive", "blank", "rows", "options", "parts"}


@pytest.fixture(scope="module")
def blocks(repository: Path) -> list[Any]:
    return _blocks(repository / "docs" / "questionnaire.md")


@pytest.fixture(scope="module")
def page(repository: Path) -> dict[str, dict[str, str]]:
    """The tables of the guide: by head, the example of each line."""
    text = (repository / "docs" / "questionnaire.md").read_text(encoding="utf-8")
    found = re.findall(r"(?m)^### (.*)\n+\| .* \| example \|\n\|[-|]+\|\n((?:\|.*\n)+)", text)
    conditions = re.findall(r"(?m)^## (Conditions.*)\n+\| .* \| example \|\n\|[-|]+\|\n((?:\|.*\n)+)", text)
    return {head: dict(_line(line) for line in table.splitlines()) for head, table in [*found, *conditions]}


def _line(line: str) -> tuple[str, str]:
    first, *_, last = line.strip("| ").split(" | ")
    return first.strip(), last.strip()


def _blocks(path: Path) -> list[Any]:
    return [_plain(text) for text in re.findall(r"(?s)```yaml\n(.*?)```", path.read_text(encoding="utf-8"))]


def _plain(text: str) -> Any:
    return YAML(typ="safe", pure=True).load(text)


def _keys(example: str) -> Any:
    """What an example between backticks says: a mapping, or keys of one."""
    said = example.strip("`")
    return _plain(said if said.startswith("{") else f"{{{said}}}")


def _questionnaire(blocks: list[Any], page: dict[str, dict[str, str]]) -> dict[str, Any]:
    """The questionnaire of the guide with a question of each kind and every key that a question may have."""
    asked = _plain("{}") | blocks[0]
    asked["scales"] = asked["scales"] | {
        "cijfer10": {"kind": "grade", "range": [1, 10]},
        "inzet": {"kind": "ordinal", "categories": {"laag": "Laag", "hoog": "Hoog"}},
    }
    kinds = page["Kinds of questions"].values()
    asked["questions"] = [
        {"theme": "hulp", "block": "begin"} | _keys(example.replace("...", "Wat vindt u?"))
        for example in kinds
    ]
    extra = {
        "id": "extra",
        "scale": "eens5",
        "text": "En verder?",
        "comparable_from": "2025",
        "break_reason": "wording",
    }
    of_items = page["Keys of a question, a row and a derived item"].items()
    for names, example in of_items:
        name = names.split("`")[1]
        if example != "see above" and name not in {
            *OF_A_SET,
            "asked",
            "label",
            "cases",
            "codes",
            "rows_told",
        }:
            extra |= _keys(example)
    asked["questions"].append(extra)
    whole = page["Keys of a questionnaire"]
    asked |= {name: _keys(whole[f"`{name}`"]) for name in ("derived", "codebook")}
    effort = {"label": "Inzet", "kind": "recode", "theme": "hulp"}
    asked["derived"]["effort"] = effort | _keys(dict(of_items)["`cases`"])
    return asked


def _write(folder: Path, asked: dict[str, Any], said: dict[str, Any]) -> Study:
    study = {
        "study": "contact",
        "title": "Contact",
        "published": "2025-11-01",
        "questionnaire": "q.yaml",
    } | said
    for name, value in (("q.yaml", asked), ("study.yaml", study)):
        with (folder / name).open("w", encoding="utf-8") as stream:
            YAML().dump(value, stream)
    return read_study(folder / "study.yaml")


def test_every_kind_and_key_of_the_guide_is_accepted(
    blocks: list[Any], page: dict[str, dict[str, str]], tmp_path: Path
) -> None:
    items = _write(tmp_path, _questionnaire(blocks, page), WAVE).questionnaire.items
    kinds = {item.kind for item in items.values()}
    assert {name.strip("`") for name in page["Kinds of questions"]} - {"single", "grid"} <= kinds
    assert (items["extra"].number, items["extra"].required) == ("12", True)
    assert [code for code, _ in items["effort"].cases] == ["laag", "hoog"]


def test_every_condition_and_sum_of_the_guide_is_accepted(
    blocks: list[Any], page: dict[str, dict[str, str]], tmp_path: Path
) -> None:
    asked = _questionnaire(blocks, page)
    lines = page["Conditions and sums"].values()
    examples = [example for line in lines for example in re.findall(r"`([^`]+)`", line)]
    for place, example in enumerate(examples):
        kind = "number" if re.match("100 - |sum_of", example) else "yes_no"
        asked["derived"][f"x{place}"] = {
            "label": f"X {place}",
            "kind": kind,
            "theme": "hulp",
            "value": example,
        }
    items = _write(tmp_path, asked, WAVE).questionnaire.items
    assert len(examples) >= len(lines) > 10
    assert {f"x{place}" for place in range(len(examples))} <= set(items)


def test_the_column_map_of_the_guide_reads_a_file(blocks: list[Any], tmp_path: Path) -> None:
    asked = _plain("{}") | blocks[0]
    options = {"last_geld": "Geld", "last_anders": "Anders"}
    asked["questions"] = [
        *asked["questions"], {"id": "last", "theme": "hulp", "text": "Waarover?", "options": options}
    ]  # fmt: skip
    (wave,) = blocks[1]["waves"].values()
    (tmp_path / "contact2025.csv").write_text(ROWS, encoding="utf-8")
    said = {"waves": {"2025": wave | {"responses": "contact2025.csv"}}, "design": {"weights": "gewicht"}}
    study = _write(tmp_path, asked, said)
    checked = validate(read_responses(study, "2025"), study, "2025")
    taken = Taken(checked, split(checked))
    assert taken.counts("brief") == {"he": 1, "e": 0, "n": 0, "o": 0, "ho": 1}
    assert taken.counts("last_geld") == {"0": 1, "1": 2}
    assert taken.counts("last_anders") == {"0": 1, "1": 2}
    assert (taken.split.ledger.n_accepted, taken.split.ledger.left_out) == (3, {"not_completed": 1})


def test_what_methods_shows_of_a_study_file_is_accepted(
    blocks: list[Any], repository: Path, tmp_path: Path
) -> None:
    interval, indicators = _blocks(repository / "docs" / "methods.md")
    (question,) = blocks[0]["questions"]
    asked = blocks[0] | {"questions": [question | {"id": "contact"}]}
    study = _write(tmp_path, asked, WAVE | interval | indicators)
    assert (study.interval, study.indicators[0].primary_test) == ("wilson", "wilcoxon")
