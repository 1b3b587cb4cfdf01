"""Truth: what the documentation promises that the command prints, and plans worked out by hand."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from monitor.cli import app
from monitor.commands.planning import plan_for
from monitor.errors import MonitorError
from monitor.messages.speech import ASKED


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ASKED, "en")


def said(*typed: str) -> str:
    done = CliRunner().invoke(app, ["plan", *typed])
    assert done.exit_code == 0, done.output
    return done.output


def refused(file: Path | None, **typed: str) -> MonitorError:
    with pytest.raises(MonitorError) as failure:
        plan_for(file, typed, False, None, Path("build"))
    return failure.value


def test_every_plan_that_the_documentation_shows_runs_and_says_so(repository: Path) -> None:
    """Commands with options alone; each is followed by what it prints, as far as that is shown."""
    page = (repository / "docs" / "planning.md").read_text(encoding="utf-8")
    shown = re.findall(r"```sh\n(monitor plan --[^\n]+)\n```\n\n```text\n(.*?)```", page, re.DOTALL)
    assert len(shown) >= 4
    for command, printed in shown:
        assert said(*command.split()[2:]) == printed, command


def test_a_number_may_be_typed_as_people_type_it() -> None:
    first = said("--share", "0.30", "--change", "0.10", "--deff", "1.4")
    assert "499 answers" in first
    assert said("--share", "30%", "--change", "0,10", "--deff", "1,4") == first


def test_what_is_said_can_be_had_as_json() -> None:
    found = json.loads(said("--share", "0.3", "--change", "0.1", "--deff", "1.4", "--json"))
    assert (found["ok"], found["command"]) == (True, "plan")
    assert any("499" in line for line in found["lines"])


PLAN = """plan: Dienstverlening
share: 0.4
margin: 0.03
response: 0.5
strata:
  dorp: {people: 2000}
  stad: {people: 8000, response: 0.4, share: 0.5}
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "plan.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_with_strata_is_divided_over_them(tmp_path: Path) -> None:
    lines = plan_for(written(tmp_path, PLAN), {}, False, None, tmp_path)
    rows = {line.split()[0]: line.split()[1:] for line in lines if line.startswith(("dorp", "stad"))}
    n = {name: int(row[1]) for name, row in rows.items()}
    assert n["stad"] == pytest.approx(4 * n["dorp"], abs=4)
    assert int(rows["stad"][2].replace(",", "")) == -(-n["stad"] * 10 // 4)
    other = plan_for(tmp_path / "plan.yaml", {"response": "stad=0.2"}, False, None, tmp_path)
    row = next(line.split() for line in other if line.startswith("stad"))
    assert int(row[3].replace(",", "")) == n["stad"] * 5


def test_what_is_wrong_is_named_with_its_line_or_option(tmp_path: Path) -> None:
    nobody = written(tmp_path, PLAN.replace("people: 2000", "people: 0"))
    assert (refused(nobody).finding, refused(nobody).where) == (
        "planning.stratum_without_people",
        "plan.yaml:6",
    )
    broke = refused(written(tmp_path, PLAN.replace("margin: 0.03", "budget: 5")))
    assert (broke.finding, broke.where, broke.got) == (
        "planning.budget_buys_nobody",
        "plan.yaml:3",
        "5",
    )
    wrong = refused(None, share="1.4", change="0.1")
    assert (wrong.where, wrong.got) == ("--share", '"1.4"')
    assert refused(None, share="0.05", change="-0.1").where == "--change"


def test_a_fall_beyond_the_share_and_a_rise_above_all_are_refused() -> None:
    for share, change in (("0.05", "-0.05"), ("0.05", "-0.1"), ("0.95", "0.05"), ("0.5", "1")):
        assert refused(None, share=share, change=change).finding == "planning.change_leaves_shares"
    assert "499" not in said("--share", "0.30", "--change", "-0.10", "--deff", "1.4")
