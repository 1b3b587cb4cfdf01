"""Truth: the rules of the house, read from the source itself."""

from __future__ import annotations

import ast
import re
from dataclasses import fields
from pathlib import Path

import pytest

from monitor.study.policy import DisclosureRules, Threshold
from tests.kind_literals import kind_literals

ROOMS = ("study", "intake", "statistics", "release", "publication")


def _imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
        if isinstance(node, ast.ImportFrom) and node.level:
            found.add("relative")
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return {name for name in found if name.startswith("monitor") or name == "relative"}


def _sources(repository: Path) -> list[Path]:
    return sorted((repository / "monitor").rglob("*.py"))


def _allowed(room: str) -> tuple[str, ...]:
    if room == "publication":
        return (
            "monitor.errors",
            "monitor.input_files",
            "monitor.messages",
            "monitor.study",
            "monitor.release.results",
            "monitor.schema",
            "monitor.schema_words",
            "monitor.shipped",
            "monitor.publication",
        )
    return (
        "monitor.errors",
        "monitor.input_files",
        "monitor.messages",
        "monitor.schema",
        "monitor.schema_words",
        "monitor.shipped",
        *(f"monitor.{earlier}" for earlier in ROOMS[: ROOMS.index(room) + 1]),
    )


@pytest.mark.parametrize("room", ROOMS)
def test_imports_point_back_only(repository: Path, room: str) -> None:
    for path in sorted((repository / "monitor" / room).rglob("*.py")):
        for name in _imports(path):
            if name == "monitor.__version__":
                continue
            assert any(name == allowed or name.startswith(allowed + ".") for allowed in _allowed(room)), (
                f"{path.name} imports {name}, which does not lie before {room}"
            )


def test_nothing_imports_the_command_line(repository: Path) -> None:
    for path in _sources(repository):
        if path.name not in ("__main__.py", "start.py"):
            assert not any(name.startswith("monitor.cli") for name in _imports(path)), path.name


def test_only_the_door_makes_a_released_set(repository: Path) -> None:
    makers = [
        path.relative_to(repository).as_posix()
        for path in _sources(repository)
        if re.search(r"\bReleasedSet\(", path.read_text(encoding="utf-8"))
    ]
    assert set(makers) <= {
        "monitor/release/door/released_tables.py",
        "monitor/release/results/released_set.py",
    }, makers


def test_the_attack_reads_no_policy(repository: Path) -> None:
    """What a reader can know does not depend on what the house allows: protection levels are handed in as numbers."""
    of_policy = {field.name for rules in (Threshold, DisclosureRules) for field in fields(rules)}
    of_policy = of_policy - {"width", "reaches"} | {"disclosure", "threshold"}
    for path in sorted((repository / "monitor" / "release" / "attack").glob("*.py")):
        nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
        read = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
        named = {node.id for node in nodes if isinstance(node, ast.Name)}
        assert not of_policy & (read | named), path.name


def test_the_layers_hold(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from importlinter.cli import lint_imports

    monkeypatch.chdir(repository)
    assert lint_imports(config_filename="pyproject.toml", no_cache=True) == 0


PLACES = re.compile(r"https?://(?:pypi|files\.pythonhosted|registry\.npmjs|deb\.debian)|/home/|/root/|/work/")


def test_no_file_names_a_package_host_or_a_machine(repository: Path) -> None:
    skipped = {
        ".git",
        ".venv",
        "build",
        "build-confidential",
        ".hypothesis",
        ".pytest_cache",
        ".ruff_cache",
        ".mypy_cache",
    }
    for path in sorted(repository.rglob("*")):
        inside = path.relative_to(repository)
        if not path.is_file() or skipped & set(inside.parts) or path == Path(__file__).resolve():
            continue
        if path.suffix in {".png", ".ttf", ".docx", ".parquet", ".pyc", ".woff2", ".xlsx", ".sav", ".gz"}:
            continue
        text = path.read_text(encoding="utf-8", errors="ignore")
        assert not PLACES.search(text), inside


def test_every_runtime_dependency_has_its_reason(repository: Path) -> None:
    text = (repository / "pyproject.toml").read_text(encoding="utf-8")
    block = text.split("dependencies = [", 1)[1].split("]\n", 1)[0]
    lines = [line for line in block.splitlines() if line.strip()]
    assert lines
    assert all("#" in line for line in lines)


SKIPS = re.compile(r"pytest\.(?:skip|importorskip|xfail)\b|mark\.(?:skip|skipif|xfail)\b|pytest_deselected")


def test_no_test_is_ever_skipped(repository: Path) -> None:
    """A program that is not there is a failure; what needs it says so with a marker of its tier."""
    skipping = [
        path.name
        for path in sorted((repository / "tests").rglob("*.py"))
        if path != Path(__file__).resolve() and SKIPS.search(path.read_text(encoding="utf-8"))
    ]
    assert skipping == []


KINDS_FILE = "monitor/study/kinds.py"


def test_only_one_file_knows_the_kinds_by_name(repository: Path) -> None:
    literals = {
        path.relative_to(repository).as_posix(): lines
        for path in _sources(repository)
        if (lines := kind_literals(path.read_text(encoding="utf-8")))
    }
    proposing = "monitor/exchange/"  # it writes declarations, in which kinds have names
    assert {
        name: lines
        for name, lines in literals.items()
        if name != KINDS_FILE and not name.startswith(proposing)
    } == {}, "ask for a trait (item.traits.numeric); a new trait is a field of ItemKind"


@pytest.mark.parametrize(
    "planted",
    [
        'item.kind == "grade"',
        '"grade" != variable.kind',
        'group_kind in ("single", "grid")',
        'item.kind not in {"multi"}',
        '{item.kind for item in items} == {"parts_of_100"}',
        'kinds & {"multi"}',
        'SCORED = ("likert", "grade")',
        'OWN = {"grade": "grade", "likert": "score"}',
        '{"grade": "verdict"}.get(item.kind, item.kind)',
        'FORMS = {"grade": "verdict"}\nform = FORMS[item.kind]',
        'SET = ["multi"]\nis_set = group.kind in SET',
        'rows["kind"] == "likert"',
        'KINDS["grade"] is item.traits',
        'Item(id=name, kind="multi")',
        'scale.kind != "nominal"',
        'item.traits.id == "grade"',
        'kind.id in ("multi", "open")',
        'KINDS.get("grade")',
        'item.kind.startswith("parts")',
        'item.traits.unit == "grade"',
        'traits.unit != "score"',
        'match item.kind:\n    case "recode" | "open":\n        pass',
    ],
)
def test_a_kind_that_is_asked_for_by_name_is_seen(planted: str) -> None:
    assert kind_literals(f"first = 1\n{planted}\n")


@pytest.mark.parametrize(
    "innocent",
    [
        "item.traits.numeric",
        'say("units", "grade", low=1)',
        'block.kind == "paragraph"',
        'PERCENT, GRADE, NUMBER = "percent", "grade", "number"',
        "KINDS[item.kind]",
        'sheet.number(row, 2, value, "number")',
        'words.kinds.get(item.kind, "")',
        "KINDS.get(item.kind)",
        'item.id == "grade"',
        'f"mean_{item.traits.unit}"',
    ],
)
def test_what_names_no_kind_of_item_is_let_be(innocent: str) -> None:
    assert kind_literals(innocent) == []


def test_the_documents_name_tests_that_are_there(repository: Path) -> None:
    named = {
        (document.name, test)
        for document in (repository / "docs").rglob("*.md")
        for test in re.findall(r"tests/[\w/]+\.py", document.read_text(encoding="utf-8"))
    }
    assert "privacy.md" in {document for document, _ in named}
    assert [pair for pair in sorted(named) if not (repository / pair[1]).is_file()] == []
