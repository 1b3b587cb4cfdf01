"""Truth: who moved between two waves is told, drawn and tested of the same people, and hidden where they are few."""

from __future__ import annotations

import csv
import html
import re
from pathlib import Path

import pandas as pd
import pytest

from tests.pipeline.conftest import in_this_process

REFERENCE = Path(__file__).parents[1] / "reference"
ASKED = """\
survey: panel
title: Panel
respondents: {singular: klant, plural: klanten}
waves: ["2023", "2025"]
themes: {a: Hulp}
scales:
  janee: {kind: nominal, categories: {j: ja, n: nee}}
  eens: {kind: likert, categories: {a: eens, m: neutraal, o: oneens}}
questions:
  - {id: help, scale: janee, theme: a, text: "Kreeg u hulp?"}
  - {id: clear, scale: eens, theme: a, text: "De brieven zijn duidelijk."}
"""
STUDY = """\
study: panel
title: Panel
published: 2025-11-01
questionnaire: q.yaml
waves: {"2023": {responses: r2023.csv}, "2025": {responses: r2025.csv}}
design: {sampling: SAMPLING, stable_ids: on, psu: team, weights: w}
comparison: {moves: [help, clear]}
reports: [{template: inspectorate, formats: [html]}]
"""


def run(
    folder: Path, sampling: str = "probability", new_people: int = 900, last: int = 520
) -> tuple[str, pd.DataFrame, pd.DataFrame]:
    """Runs the panel; what its report says, its estimates and changes. `new_people`: at most so many in 2025 alone;
    `last` is the last of those in both waves."""
    folder.mkdir(parents=True)
    (folder / "q.yaml").write_text(ASKED, encoding="utf-8")
    (folder / "study.yaml").write_text(STUDY.replace("SAMPLING", sampling), encoding="utf-8")
    for wave in ("2023", "2025"):
        with (REFERENCE / f"moves_{wave}.csv").open(encoding="utf-8") as stream:
            rows = list(csv.DictReader(stream))
        known = [row for row in rows if int(row["respondent_id"]) <= last]
        new = [row for row in rows if int(row["respondent_id"]) > 520][:new_people]
        columns = [name for name in rows[0] if name != "sex"]
        lines = [",".join(row[name] for name in columns) for row in (*known, *new)]
        (folder / f"r{wave}.csv").write_text("\n".join([",".join(columns), *lines]) + "\n", encoding="utf-8")
    done = in_this_process("run", str(folder / "study.yaml"), "--out", str(folder / "build"))
    assert done.returncode == 0, done.stderr
    out = folder / "build/panel/2025"
    page = (out / "reports/inspectorate/report.html").read_text(encoding="utf-8")
    text = re.sub(r"<[^>]+>", " ", re.sub(r"(?s)<(style|script|svg)\b.*?</\1>", "", page))
    frames = (
        pd.read_csv(out / f"results/{name}.csv", keep_default_na=False) for name in ("estimates", "changes")
    )
    return re.sub(r"\s+", " ", html.unescape(text)), *frames


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, pd.DataFrame, pd.DataFrame]:
    folder = tmp_path_factory.mktemp("moves") / "study"
    return folder, *run(folder)


def test_who_moved_is_told_and_drawn(told) -> None:
    folder, text, estimates, _ = told
    flows = (
        estimates[estimates["measure"] == "flow"].set_index(["item", "category"])["estimate"].astype(float)
    )
    stayed = flows["help", "j>j"] + flows["help", "n>n"]
    assert f"gaf {round(stayed * 100)}% twee keer hetzelfde antwoord." in text
    assert re.search(
        r"Bij dezelfde klanten is het aandeel ‘ja’ bij ‘Kreeg u hulp\?’ in 2025 \d+ procentpunt hoger dan in 2023\.",
        text,
    )
    assert (
        "Elke balk is een antwoord in 2023; de delen zeggen wat dezelfde klanten in 2025 antwoordden." in text
    )
    yes = flows["help", "j>j"] + flows["help", "j>n"]
    shares = [yes, flows["help", "j>j"] / yes, flows["help", "j>n"] / yes]
    assert (
        "Antwoord in 2023 deel in 2023 ja nee aantal ja " + " ".join(f"{share:.0%}" for share in shares)
        in text
    )
    figures = folder / "build/panel/2025/reports/inspectorate/project/figures"
    drawn = (figures / "help--moves.svg").read_text(encoding="utf-8")
    assert {f"{share:.0%}" for share in shares[1:]} <= set(re.findall(r"\d+%", drawn))
    assert "2023–2025, dezelfde deelnemers" in text


def rounding_is_noted(text: str, estimates: pd.DataFrame) -> dict[str, bool]:
    """By item whether the parts of a bar do not add up as printed; and a note says so there, and nowhere else."""
    flows = estimates[estimates["measure"] == "flow"]
    shares = flows.set_index(["item", "category"])["estimate"].astype(float)
    apart = {}
    for item, codes in (("help", "jn"), ("clear", "amo")):
        bars = [[shares[item, f"{one}>{other}"] for other in codes] for one in codes]
        apart[item] = any(sum(round(100 * part / sum(bar)) for part in bar) != 100 for bar in bars)
    reading = "Elke balk is een antwoord in 2023; de delen zeggen wat dezelfde klanten in 2025 antwoordden."
    beside = [after.split("Bron:")[0] for after in text.split(reading)[1:]]
    assert ["Door afronding telt het totaal niet altijd op" in note for note in beside] == [*apart.values()]
    return apart


def test_parts_that_add_up_as_printed_need_no_note(told) -> None:
    assert rounding_is_noted(told[1], told[2]) == {"help": False, "clear": False}


def test_a_panel_passes_the_audit(told) -> None:
    folder = told[0]
    study = str(folder / "study.yaml")
    done = in_this_process("audit", str(folder / "build/panel/2025/results"), "--study", study)
    assert done.returncode == 0, done.stderr


def test_where_few_are_new_nobody_is_told_to_have_moved(tmp_path: Path, told) -> None:
    folder = tmp_path / "study"
    _, estimates, changes = run(folder, new_people=5)  # of `clear` 18 more answered now alone
    flows = (estimates["measure"] == "flow") & (estimates["item"] == "help")
    assert set(estimates.loc[flows, "status"]) == {"suppressed"}
    assert set(estimates.loc[flows, "estimate"]) == {""}
    persons = changes[(changes["comparison"] == "persons") & (changes["item"] == "help")]
    assert set(persons["reason"]) == {"estimate_suppressed"}
    assert set(persons["difference"]) == {""}
    of_all = told[2]
    put_back = of_all[(of_all["measure"] == "flow") & (of_all["item"] == "help")]
    path = folder / "build/panel/2025/results"
    pd.concat([estimates[~flows], put_back]).to_csv(path / "estimates.csv", index=False)
    (path / "estimates.parquet").unlink()
    found = in_this_process("audit", str(path), "--study", str(folder / "study.yaml"))
    assert found.returncode == 1, found.stdout
    assert "4 " in found.stdout + found.stderr


def test_where_nobody_was_drawn_moving_is_a_hint(tmp_path: Path) -> None:
    text, estimates, _ = run(tmp_path / "study", sampling="opt_in", last=515)
    assert rounding_is_noted(text, estimates) == {"help": False, "clear": True}
    assert "dan in 2023. Dat is een aanwijzing voor een verschil." in text
    assert "aangetoond" not in text


def test_ids_that_are_not_those_of_the_same_people_move_nowhere(tmp_path: Path) -> None:
    folder = tmp_path / "study"
    folder.mkdir()
    (folder / "q.yaml").write_text(ASKED, encoding="utf-8")
    study = STUDY.replace("SAMPLING", "probability").replace("stable_ids: on", "stable_ids: off")
    (folder / "study.yaml").write_text(study, encoding="utf-8")
    for wave in ("2023", "2025"):
        (folder / f"r{wave}.csv").write_text("respondent_id,team,w,help,clear\n", encoding="utf-8")
    done = in_this_process("check", str(folder / "study.yaml"), "--out", str(folder / "build"))
    assert done.returncode
    assert "who moved is told of people whose id is the same in every wave" in done.stderr
