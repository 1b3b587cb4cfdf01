"""Shared by all tests: where the repository is, and the switches of the test run."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.draws import Draws
from tests.fuzzing import profiles

REPOSITORY = Path(__file__).resolve().parent.parent
os.environ["MONITOR_LANG"] = "en"  # what a test expects of a message does not hang on the machine


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--golden-update", action="store_true", help="renew golden files")
    parser.addoption("--full", action="store_true", help="simulations with all their draws")
    parser.addoption("--fuzz", type=int, metavar="N", help="N new inputs for the fuzz tests together")


def pytest_configure(config: pytest.Config) -> None:
    profiles(config.getoption("--fuzz"))


@pytest.hookimpl(tryfirst=True)  # before tests are chosen by their marks
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        if _needs_demonstration(item):
            item.add_marker(pytest.mark.ci)
    if config.getoption("--golden-update"):  # no other test writes a golden file
        items[:] = [item for item in items if "golden" in getattr(item, "fixturenames", ())]
    _spread(items)


def _needs_demonstration(item: pytest.Item) -> bool:
    """Such a test waits for both studies to be made in all formats: too long for `just test`."""
    return "demonstration_run" in getattr(item, "fixturenames", ())


def _spread(items: list[pytest.Item]) -> None:
    """One file that needs the run of the demonstration first, the others last: no process waits for it.

    The check of all types takes long and comes second, so that it does not end the run alone.
    """
    needing = [item for item in items if _needs_demonstration(item)]
    first = needing[0].path if needing else None
    late = {item.path for item in needing} - {first}
    items.sort(
        key=lambda item: (
            item.path in late,
            item.path != first,
            item.path != REPOSITORY / "tests/test_types.py",
        )
    )


@pytest.fixture(scope="session")
def repository() -> Path:
    return REPOSITORY


@pytest.fixture(scope="session")
def draws(request: pytest.FixtureRequest) -> Draws:
    return Draws(request.config.getoption("--full"))


MEASURED = "measured: "


@pytest.fixture
def measured(request: pytest.FixtureRequest) -> Callable[[str, float], float]:
    """Keeps what a simulation found, for the summary of the test run; gives it back."""

    def keep(name: str, value: float) -> float:
        request.node.user_properties.append((MEASURED + name, float(value)))
        return float(value)

    return keep


def pytest_terminal_summary(terminalreporter) -> None:
    """What the simulations measured, by test, for docs/methods.md."""
    reports = [
        report for outcome in ("passed", "failed") for report in terminalreporter.stats.get(outcome, [])
    ]
    lines = [
        f"{report.nodeid.partition('::')[2]}: {name.removeprefix(MEASURED)} {value:.4f}"
        for report in reports
        for name, value in getattr(report, "user_properties", ())
        if name.startswith(MEASURED)
    ]
    if lines:
        terminalreporter.section("measured by the simulations")
        terminalreporter.write("\n".join(sorted(lines)) + "\n")


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Callable[[Path], None]], Path]:
    """Makes a folder once for all test processes of a run; who comes second waits for it."""
    root = tmp_path_factory.getbasetemp()
    root = root.parent if "PYTEST_XDIST_WORKER" in os.environ else root

    def make(name: str, maker: Callable[[Path], None]) -> Path:
        folder, made = root / name, root / f"{name}.made"
        with (root / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not made.exists():
                folder.mkdir()
                maker(folder)
                made.touch()
        return folder

    return make


@pytest.fixture(scope="session")
def demonstration_run(once, repository: Path) -> Path:
    """The folder that holds build/ and build-confidential/ of `monitor demo`: both studies."""

    def run(folder: Path) -> None:
        done = subprocess.run(
            [sys.executable, "-m", "monitor", "demo", "--out", str(folder / "build")],
            capture_output=True, text=True, check=False, cwd=repository,
            env={**os.environ, "PYTHONPATH": str(repository), "TZ": "Pacific/Auckland", "PYTHONHASHSEED": "1"},
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        (folder / "stdout.txt").write_text(done.stdout, encoding="utf-8")
        (folder / "stderr.txt").write_text(done.stderr, encoding="utf-8")

    return once("demonstration", run)


@pytest.fixture
def golden(request: pytest.FixtureRequest):
    """Compare text with a golden file; `just golden-update` renews it after review."""

    def compare(path: Path, text: str) -> None:
        if request.config.getoption("--golden-update"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        assert path.exists(), f"no golden file {path.name}: look at the text and run `just golden-update`"
        assert text == path.read_text(encoding="utf-8")

    return compare


@pytest.fixture(scope="session")
def browser():
    """Debian's Chromium; one for all tests of a process, since Playwright allows no second."""
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    assert chromium, "Chromium is not on PATH; on Debian: apt-get install chromium"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=chromium,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield started
        started.close()
