"""Truth: an empty environment in a folder elsewhere, where only the wheel and the locked packages are installed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tarfile
import venv
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

pytestmark = pytest.mark.ci
BIN = "Scripts" if os.name == "nt" else "bin"
PIP = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
RESPONSES = "respondent_id,brieven\n" + "".join(f"o{i},{'aand'[i % 4]}\n" for i in range(48))


@dataclass(frozen=True)
class Installed:
    """The program in an environment of its own, and an empty folder with a blank and an accent in its name."""

    environment: Path
    place: Path

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        own = {name: text for name, text in os.environ.items() if not name.startswith("PYTHON")}
        return subprocess.run(
            [self.environment / BIN / "monitor", *arguments],
            cwd=self.place, env=own, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
        )  # fmt: skip


@pytest.fixture(scope="module")
def distributions(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The wheel, and the source distribution."""
    to = tmp_path_factory.mktemp("dist")
    build = "import hatchling.build as b, sys; print(b.build_wheel(sys.argv[1])); print(b.build_sdist(sys.argv[1]))"
    done = subprocess.run(
        [sys.executable, "-c", build, str(to)], cwd=repository, capture_output=True, text=True, check=True
    )
    wheel, source = done.stdout.split()
    return to / wheel, to / source


@pytest.fixture(scope="module")
def installed(
    distributions: tuple[Path, Path], repository: Path, tmp_path_factory: pytest.TempPathFactory
) -> Installed:
    here = tmp_path_factory.mktemp("elsewhere")
    place = here / "een map é"
    place.mkdir()
    venv.create(here / "venv", with_pip=False)
    into = [*PIP, "--python", str(here / "venv" / BIN / "python"), "install", "--quiet"]
    locked = ["--require-hashes", "-r", str(repository / "requirements.lock")]
    subprocess.run([*into, *locked], check=True, capture_output=True)
    subprocess.run([*into, "--no-deps", str(distributions[0])], check=True, capture_output=True)
    return Installed(here / "venv", place)


def _documents(readme: str) -> dict[str, str]:
    """The questionnaire and the study of the README, as somebody types them over."""
    shown = {
        name: re.search(rf"```yaml\n(# {name}\n.*?)```", readme, re.DOTALL)
        for name in ("questionnaire.yaml", "study.yaml")
    }
    return {name: block[1] for name, block in shown.items() if block}


def test_the_study_of_the_readme_runs_to_every_format(installed: Installed, repository: Path) -> None:
    documents = _documents((repository / "README.md").read_text(encoding="utf-8"))
    assert len(documents) == 2
    for name, text in {**documents, "ouders.csv": RESPONSES}.items():
        (installed.place / name).write_text(text, encoding="utf-8")
    done = installed.run("run", "study.yaml", "--out", "uit")
    assert done.returncode == 0, done.stderr
    reports = installed.place / "uit" / "ouders" / "2025" / "reports" / "inspectorate"
    assert {path.suffix for path in reports.glob("report.*")} == {".html", ".pdf", ".docx"}


def test_the_demonstration_is_the_same_as_from_a_checkout(
    installed: Installed, demonstration_run: Path
) -> None:
    done = installed.run("demo", "--out", "build")
    assert done.returncode == 0, done.stderr
    checkout = demonstration_run / "build"
    names = sorted(path.relative_to(checkout) for path in checkout.rglob("*") if path.is_file())
    build = installed.place / "build"
    assert names == sorted(path.relative_to(build) for path in build.rglob("*") if path.is_file())
    assert [name for name in names if (build / name).read_bytes() != (checkout / name).read_bytes()] == []


def test_what_is_installed_is_not_written_to(installed: Installed) -> None:
    """Runs after the demonstration: its responses are made beside the output."""
    packages = next(installed.environment.rglob("monitor/package_data"))
    assert list(packages.rglob("responses_2021.csv")) == []


def test_the_version_is_told(installed: Installed) -> None:
    assert re.fullmatch(r"monitor \d+\.\d+\S*\n", installed.run("--version").stdout)


@pytest.mark.parametrize(
    "part",
    [
        "monitor/package_data/report_templates", "monitor/study/policy.yaml", "monitor/messages", "typer", "ruamel",
        "pandas", "pypandoc", "font_source_sans_pro",
    ],
)  # fmt: skip
def test_a_broken_installation_names_what_is_missing(installed: Installed, part: str) -> None:
    gone = next(installed.environment.rglob(f"site-packages/{part}"))
    aside = gone.rename(gone.with_name(f"{gone.name}.aside"))
    try:
        done = installed.run("run", "study.yaml", "--out", "kapot")
    finally:
        aside.rename(gone)
    assert done.returncode == 1
    assert Path(part).stem.replace("_", "-") in done.stderr.replace("_", "-")
    assert "install --force-reinstall" in done.stderr
    assert ".whl" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_wheel_holds_what_git_holds_and_nothing_else(
    distributions: tuple[Path, Path], repository: Path
) -> None:
    kept = subprocess.run(
        ["git", "ls-files", "monitor", "questionnaires", "responses_demo", "report_templates"],
        cwd=repository, capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip
    wheel, source = distributions
    inside = {name.replace("monitor/package_data/", "") for name in zipfile.ZipFile(wheel).namelist()}
    git = {name for name in kept if Path(name).name != ".gitignore"}
    assert {name for name in inside if ".dist-info/" not in name and Path(name).name != ".gitignore"} == git
    with tarfile.open(source) as archive:
        sources = {name.partition("/")[2] for name in archive.getnames()}
    assert git - sources == set()
