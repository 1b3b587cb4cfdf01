"""Truth: counted by hand with round weights; what a terminal of 20 columns and a file can show."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace

import pytest

from monitor.commands.screen import STAGES
from monitor.messages.catalogue import text
from monitor.messages.speech import LANGUAGES
from monitor.stages import progress
from monitor.stages.progress import Course, measured_weights, parts_of_check, parts_of_run

from .test_speaking import CHECKED, spoken_by

LINE = re.compile(r"  (?P<stage>\S.{12})(?: *(?P<percent>\d+)%)? +(?P<minutes>\d+:\d\d)  (?P<detail>\S.*)")


@pytest.fixture
def round_weights(monkeypatch: pytest.MonkeyPatch) -> None:
    weights = {"declared": 1.0, "taken in": 2.0, "weighted": 1.0, "published": 3.0}
    monkeypatch.setattr(progress, "measured_weights", lambda: weights)


@pytest.mark.usefixtures("round_weights")
def test_each_file_and_report_counts_once_and_no_more_than_there_are() -> None:
    course = Course({"declared": 1, "taken in": 2, "weighted": 1, "published": 1})  # 1 + 4 + 1 + 3 = 9
    told = [
        ("declared", "Onderzoek: 3 items", 11),
        ("recognisable", "region: people may be recognised", 11),
        ("taken in", "a.csv: 10 rows", 33),
        ("taken in", "a.csv: row 2 is a header row", 33),
        ("taken in", "b.csv: 10 rows", 55),
        ("taken in", "c.csv: one more than was expected", 55),
        ("weighted", "raking", 66),
        ("weighted", "2025: 1 row with weight 0", 66),
        ("published", "report x: html", 100),
    ]
    assert [course.passed(stage, detail) for stage, detail, _ in told] == [percent for *_, percent in told]


def test_every_part_of_a_run_has_a_measured_weight_and_a_name_on_the_screen() -> None:
    wave, coded = SimpleNamespace(coded=None), SimpleNamespace(coded=Path("c.csv"))
    report = SimpleNamespace(id="x", audience="public")
    study = SimpleNamespace(
        waves=(wave, coded),
        reports=(report,),
        audience="public",
        inside=lambda: SimpleNamespace(reports=(), audience="internal"),
    )
    options = SimpleNamespace(reports=None)
    assert parts_of_check(study, options) == {"declared": 1, "taken in": 3}
    parts = parts_of_run(study, options)
    assert (parts["published"], parts["checked"], parts["written"]) == (1, 1, 1)
    assert set(parts) == set(measured_weights())
    assert set(parts) <= set(STAGES)
    assert min(measured_weights().values()) > 0


@pytest.mark.ci
def test_a_check_says_how_far_it_is_and_ends_at_100(repository: Path, tmp_path: Path) -> None:
    """On a terminal of 20 columns as in a file: one plain line for each, not broken and without signs that move it."""
    done = spoken_by(
        repository, "check", CHECKED, "--out", str(tmp_path / "b"), COLUMNS="20", MONITOR_LANG="nl"
    )
    lines = [LINE.fullmatch(line) for line in done.stderr.splitlines()]
    assert all(lines), done.stderr
    percents = [int(line["percent"]) for line in lines if line]
    assert percents == sorted(percents)
    assert (percents[0] > 0, percents[-1]) == (True, 100)
    assert [line["stage"].strip() for line in lines if line][:2] == ["afgesproken", "gelezen"]
    assert "\x1b" not in done.stderr
    assert "\r" not in done.stderr


@pytest.mark.parametrize(("seconds", "minutes"), [(0.4, " 0:00"), (61.9, " 1:01"), (754.5, "12:34")])
def test_a_command_of_which_nobody_knows_the_end_tells_its_time(
    seconds: float, minutes: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from monitor.commands import screen

    said = screen.Screen("init")
    monkeypatch.setattr(screen.time, "monotonic", lambda: said.started + seconds)
    said.progress("written", "a.yaml")
    assert capsys.readouterr().err == f"  {text('run.stage_written'):<13}{minutes}  a.yaml\n"
    assert said.stages == [
        {"stage": "written", "detail": "a.yaml", "percent": None, "seconds": round(seconds, 1)}
    ]


@pytest.mark.ci
def test_what_is_written_is_the_same_in_either_language(repository: Path, tmp_path: Path) -> None:
    """A page for whoever corrects the responses is Dutch: it does not hang on who ran the check."""
    written = {}
    for spoken in LANGUAGES:
        done = spoken_by(
            repository, "check", CHECKED, "--out", str(tmp_path / spoken / "b"), MONITOR_LANG=spoken
        )
        assert done.returncode == 0
        folder = tmp_path / spoken
        written[spoken] = {
            path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()
        }
    assert len(written["nl"]) > 5
    assert written["nl"] == written["en"]
