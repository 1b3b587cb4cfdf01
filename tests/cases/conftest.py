"""Small inputs that users of survey programs have run into, read by intake or run by the real command."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from ruamel.yaml import YAML

from monitor.intake.files.responses import read_responses
from monitor.intake.validation.quarantine import Split, split
from monitor.intake.validation.rule_report import rule_report
from monitor.intake.validation.validate import Checked, validate
from monitor.study.study import Study
from monitor.study.study_reader import read_study
from tests.pipeline.conftest import in_this_process

INPUTS = Path(__file__).with_name("inputs")
Edit = Callable[[dict[str, Any], dict[str, Any]], None]


@dataclass(frozen=True)
class Taken:
    """One wave of a case as intake read it."""

    checked: Checked
    split: Split

    @property
    def report(self) -> pd.DataFrame:
        return rule_report(self.checked)

    @property
    def recodes(self) -> dict[tuple[str, str], tuple[str, int]]:
        """Code and count by column and what the file held."""
        return {(one.column, one.given): (one.code, one.count) for one in self.checked.recodes}

    def counts(self, item: str) -> dict[str, int]:
        """Accepted answers by code."""
        variable = self.split.accepted.answers.variables[item]
        assert variable.codes is not None
        return {code: int((variable.codes == place).sum()) for place, code in enumerate(variable.categories)}


class Case:
    """A copy of a case, in which its declarations and its files can be changed."""

    def __init__(self, name: str, folder: Path) -> None:
        self.folder = folder / name
        shutil.copytree(INPUTS / name, self.folder)
        shutil.copytree(INPUTS / "_common", folder / "_common", dirs_exist_ok=True)

    @property
    def path(self) -> Path:
        return self.folder / "study.yaml"

    def edit(self, change: Edit) -> Case:
        """Change study and questionnaire as plain values."""
        yaml = YAML(typ="safe", pure=True)
        study = yaml.load(self.path.read_text(encoding="utf-8"))
        asked = (self.folder / study["questionnaire"]).resolve()
        questionnaire = yaml.load(asked.read_text(encoding="utf-8"))
        change(study, questionnaire)
        for value, path in ((study, self.path), (questionnaire, asked)):
            with path.open("w", encoding="utf-8") as stream:
                YAML().dump(value, stream)
        return self

    def text(self, wave: str = "2025") -> str:
        return (self.folder / f"r{wave}.csv").read_text(encoding="utf-8-sig")

    def write(self, text: str, wave: str = "2025") -> Case:
        (self.folder / f"r{wave}.csv").write_text(text, encoding="utf-8")
        return self

    @property
    def study(self) -> Study:
        return read_study(self.path)

    def take_in(self, wave: str = "2025") -> Taken:
        study = self.study
        checked = validate(read_responses(study, wave), study, wave)
        return Taken(checked, split(checked))


@pytest.fixture
def case(tmp_path: Path) -> Callable[[str], Case]:
    return lambda name: Case(name, tmp_path)


@dataclass(frozen=True)
class CaseRun:
    """One run: exit code, what was printed, and what was written."""

    code: int
    said: str
    out: Path

    def table(self, name: str) -> pd.DataFrame:
        """A released table; empty texts stay empty."""
        file = next(self.out.glob(f"*/*/results/{name}.csv"))
        frame = pd.read_csv(file, dtype={"wave": str, "category": str, "from_wave": str, "to_wave": str})
        return frame.fillna(dict.fromkeys(frame.select_dtypes(include=["object", "str"]), ""))

    @property
    def text(self) -> str:
        """What a reader of the report sees."""
        page = next(self.out.glob("*/*/reports/*/report.html")).read_text(encoding="utf-8")
        page = re.sub(r"(?s)<(style|script|svg|head)\b.*?</\1>", " ", page)
        page = re.sub(r'<img[^>]* alt="([^"]*)"', r"\1 <img", page)
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)).strip()


def _edited(file: Path, edit: Callable[[dict], object] | None) -> None:
    if edit is not None:
        yaml = YAML()
        declared = yaml.load(file.read_text(encoding="utf-8"))
        edit(declared)
        with file.open("w", encoding="utf-8") as stream:
            yaml.dump(declared, stream)


@pytest.fixture
def run_case(tmp_path: Path):
    """Run a case by the name of its folder; `edit` changes its study file first, `asked` its own questionnaire."""

    def run(
        name: str,
        edit: Callable[[dict], object] | None = None,
        asked: Callable[[dict], object] | None = None,
    ) -> CaseRun:
        shutil.copytree(INPUTS / "_common", tmp_path / "_common", dirs_exist_ok=True)
        folder, out = tmp_path / name, tmp_path / f"{name}-out" / "build"
        shutil.copytree(INPUTS / name, folder, dirs_exist_ok=True)
        _edited(folder / "study.yaml", edit)
        _edited(folder / "questionnaire.yaml", asked)
        done = in_this_process("run", str(folder / "study.yaml"), "--out", str(out), "--format", "html")
        return CaseRun(done.returncode, done.stdout + done.stderr, out)

    return run
