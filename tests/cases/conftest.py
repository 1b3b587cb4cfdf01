"""Small inputs that real users ran into: each is copied, run by the real command, and read back."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest
from ruamel.yaml import YAML

from tests.pipeline.conftest import in_this_process

HERE = Path(__file__).parent


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
    """Run a case by the name of its folder; `edit` changes its study file first."""

    def run(name: str, edit: Callable[[dict], object] | None = None) -> CaseRun:
        shutil.copytree(HERE / "_common", tmp_path / "_common", dirs_exist_ok=True)
        folder, out = tmp_path / name, tmp_path / f"{name}-out" / "build"
        shutil.copytree(HERE / name, folder, dirs_exist_ok=True)
        _edited(folder / "study.yaml", edit)
        done = in_this_process("run", str(folder / "study.yaml"), "--out", str(out), "--format", "html")
        return CaseRun(done.returncode, done.stdout + done.stderr, out)

    return run
