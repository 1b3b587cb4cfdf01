"""Truth: the wheels that the package index offers for systems which the tests do not run on."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.ci
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
PLATFORMS = {
    "Windows x64": ("win_amd64",),
    "macOS arm64": ("macosx_14_0_arm64",),
    "Linux x64": ("manylinux_2_28_x86_64", "manylinux_2_17_x86_64", "manylinux2014_x86_64"),
    "Linux arm64": ("manylinux_2_28_aarch64", "manylinux_2_17_aarch64", "manylinux2014_aarch64"),
}


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("system", PLATFORMS)
def test_every_locked_package_has_a_wheel(system: str, python: str, repository: Path, tmp_path: Path) -> None:
    platforms = [argument for name in PLATFORMS[system] for argument in ("--platform", name)]
    done = subprocess.run(
        [
            sys.executable, "-m", "pip", "install", "--disable-pip-version-check", "--quiet",
            "--dry-run", "--ignore-installed", "--no-deps", "--only-binary", ":all:", "--require-hashes",
            "--implementation", "cp", "--python-version", python, *platforms,
            "--target", str(tmp_path), "-r", str(repository / "requirements.lock"),
        ],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, "\n".join(line for line in done.stderr.splitlines() if "ERROR" in line)
