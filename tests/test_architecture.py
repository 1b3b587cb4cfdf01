"""Truth: the folders, modules, functions, recipes and commands that exist. What the guides name is there."""

from __future__ import annotations

import importlib
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

DRAWING = re.compile(r"```text\n(monitor/\n.*?)```", re.DOTALL)
SPAN = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
DOTTED = re.compile(r"[a-z_]+(?:\.[A-Za-z_]\w*)+")
FILE = re.compile(r"[\w.*/{}-]+(?:\.(?:py|pyi|md|yaml|yml|toml|csv|lock|qmd|json|txt)|/)|\.ci/run|justfile")
GUIDES = ("docs/architecture.md", "CONTRIBUTING.md")


def _folders(drawing: str) -> list[str]:
    """Paths of the folders of a drawing, one a line, two spaces deeper for each folder inside."""
    places: list[str] = []
    found = []
    for line in drawing.splitlines():
        named = re.match(r"( *)(\w+)/(?:\s|$)", line)
        if named:
            depth = len(named[1]) // 2
            places = [*places[:depth], named[2]]
            found.append("/".join(places))
    return found


@pytest.fixture
def drawing(repository: Path) -> str:
    match = DRAWING.search((repository / "docs" / "architecture.md").read_text(encoding="utf-8"))
    assert match, "docs/architecture.md has no drawing of monitor/"
    return match[1]


def test_the_drawing_names_exactly_the_folders_that_exist(repository: Path, drawing: str) -> None:
    exist = {
        path.parent.relative_to(repository).as_posix() for path in (repository / "monitor").rglob("*.py")
    }
    drawn = _folders(drawing)
    assert len(drawn) == len(set(drawn))
    assert set(drawn) == exist


def test_the_drawing_has_the_files_that_stand_in_no_room(repository: Path, drawing: str) -> None:
    top = {path.name for path in (repository / "monitor").glob("*.py")} - {"__init__.py", "__main__.py"}
    assert set(re.findall(r"^  (\w+\.py)\b", drawing, re.MULTILINE)) == top


@pytest.mark.parametrize("room", ["intake", "statistics", "release", "publication"])
def test_inside_a_room_the_drawing_has_the_order_of_its_contract(
    repository: Path, drawing: str, room: str
) -> None:
    contracts = tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))["tool"][
        "importlinter"
    ]
    layers = next(
        contract["layers"]
        for contract in contracts["contracts"]
        if contract.get("containers") == [f"monitor.{room}"]
    )
    rank = {
        name.strip(): -place for place, layer in enumerate(layers) for name in layer.split("|")
    }  # the first layer imports all others and is drawn last
    drawn = [path.rpartition("/")[2] for path in _folders(drawing) if path.startswith(f"monitor/{room}/")]
    assert [rank[name] for name in drawn] == sorted(rank[name] for name in drawn)


def _spans(text: str) -> list[str]:
    return SPAN.findall(re.sub(r"```.*?```", "", text, flags=re.DOTALL))


def _resolves(name: str) -> bool:
    """Whether a dotted name below monitor/ is a module, or something in one."""
    parts = name.removeprefix("monitor.").split(".")
    for end in range(len(parts), 0, -1):
        try:
            thing: Any = importlib.import_module(".".join(["monitor", *parts[:end]]))
        except ModuleNotFoundError:
            continue
        return _inside(thing, parts[end:])
    return False


def _inside(thing: Any, names: list[str]) -> bool:
    for name in names:
        fields = getattr(thing, "__dataclass_fields__", {})
        if name not in fields and not hasattr(thing, name):
            return False
        thing = getattr(thing, name, None)
    return True


def _exists(repository: Path, name: str) -> bool:
    name = re.sub(r"\{\w+\}", "*", name).rstrip("/")
    return any(next(root.glob(name), None) for root in (repository, repository / "monitor"))


def test_a_name_that_does_not_exist_is_found(repository: Path) -> None:
    assert _resolves("study.study_reader.read_study")
    assert _resolves("study.kinds.ItemKind.numeric")
    assert not _resolves("study.study_reader.read_studies")
    assert not _resolves("study.kinds.ItemKind.numerical")
    assert _exists(repository, "study/kinds.py")
    assert not _exists(repository, "study/kind.py")


@pytest.mark.parametrize("guide", GUIDES)
def test_every_module_function_and_file_that_a_guide_names_is_there(repository: Path, guide: str) -> None:
    spans = _spans((repository / guide).read_text(encoding="utf-8"))
    dotted = [span for span in spans if DOTTED.fullmatch(span) and not FILE.fullmatch(span)]
    files = [span for span in spans if FILE.fullmatch(span)]
    assert files
    assert [span for span in dotted if not _resolves(span)] == []
    assert [span for span in files if not _exists(repository, span)] == []


@pytest.mark.parametrize("guide", [*GUIDES, "README.md", "tests/README.md"])
def test_every_task_that_a_guide_names_is_there(repository: Path, guide: str) -> None:
    recipes = (repository / "justfile").read_text(encoding="utf-8")
    tasks = set(re.findall(r"^([a-z][a-z-]*)(?: [^\n]*)?:(?!=)", recipes, re.MULTILINE))
    named = re.findall(r"\bjust ([a-z][\w-]*)", " ".join(_spans((repository / guide).read_text("utf-8"))))
    assert named
    assert set(named) <= tasks


def test_statistics_load_no_package_that_takes_a_second_to_start() -> None:
    """Distributions come from scipy.special; scipy.stats loads a hundred modules for the same numbers."""
    asked = "import sys, monitor.stages.measuring as _; print('scipy.stats' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
