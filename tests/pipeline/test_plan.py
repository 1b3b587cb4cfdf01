"""Truth: sizes worked out from the released files of the demonstrations with code of the test itself."""

from __future__ import annotations

import csv
import math
import re
import shutil
from pathlib import Path
from statistics import NormalDist

import numpy as np
import pandas as pd
import pikepdf
import pytest

from monitor.release.door.stratum_response import stratum_response
from monitor.study.policy import DisclosureRules, Threshold
from monitor.study.study_file import Breakdown

Z = NormalDist().inv_cdf
CLIENTS, STAFF = "responses_demo/clients/study.yaml", "responses_demo/klantmanagers/study.yaml"


def released(demonstration: Path, place: str, **where: str) -> pd.DataFrame:
    frame = pd.read_csv(demonstration / "build" / place / "results" / "estimates.csv", keep_default_na=False)
    for name, value in where.items():
        frame = frame[frame[name].astype(str) == value]
    return frame


def plan(command, demonstration: Path, study: str, *typed: str, out: Path | None = None) -> str:
    done = command("plan", study, *typed, "--out", str(out or demonstration / "build"))
    assert done.returncode == 0, done.stderr
    return done.stdout


def size(share: float, later: float, alpha: float, deff: float) -> float:
    middle = (share + later) / 2
    told = Z(1 - alpha / 2) * math.sqrt(2 * middle * (1 - middle))
    found = Z(0.8) * math.sqrt(share * (1 - share) + later * (1 - later))
    return deff * (told + found) ** 2 / (later - share) ** 2


def test_the_last_wave_says_how_many_of_the_next(command, demonstration: Path) -> None:
    """57 of 79 have too many clients; 10 items are tested together, and of yes and no one tells both."""
    said = plan(command, demonstration, STAFF, "--item", "caseload_too_large", "--change", "-0.1")
    share = 57 / 79
    n, among = (math.ceil(size(share, share - 0.1, alpha, 1.0)) for alpha in (0.05, 0.005))
    assert f"{n:,} answers" in said
    assert f"these: {among:,} answers per wave, {math.ceil(among / 0.731):,} people" in said
    assert "at 0.005 at first" in said
    assert "the last wave of 79 answers no number in the next one is enough" in said


def test_a_question_that_the_study_leaves_out_of_its_tests_is_said_to_be(
    command, demonstration: Path
) -> None:
    said = plan(command, demonstration, STAFF, "--item", "share_support_possible", "--change", "0.1")
    assert "not tested" in said
    assert "made together" not in said


def test_a_headline_is_planned_with_the_headlines_and_with_all_figures_of_its_question(
    command, demonstration: Path
) -> None:
    said = plan(command, demonstration, CLIENTS, "--item", "letters_clear", "--change", "0.05")
    row = released(
        demonstration, "clients/2025", item="letters_clear", category="agree_net", breakdown="", wave="2025"
    ).iloc[0]
    share, deff = float(row["estimate"]), float(row["deff"])
    assert f"{math.ceil(size(share, share + 0.05, 0.05, deff)):,} answers" in said
    among = math.ceil(size(share, share + 0.05, 0.05 / 20 / 8, deff))
    assert f"these: {among:,} answers per wave" in said


@pytest.mark.ci
def test_a_budget_is_divided_over_the_groups_of_a_breakdown(
    command, demonstration: Path, repository: Path, tmp_path: Path
) -> None:
    """By hand: weights from the frame, spreads from the released figures, Neyman with one price for an invitation."""
    out = tmp_path / "build"
    shutil.copytree(demonstration / "build", out, ignore=shutil.ignore_patterns("reports", "*.xlsx"))
    typed = ("--item", "letters_clear", "--by", "size_class", "--budget", "6000", "--allocation", "neyman")
    plan(command, demonstration, CLIENTS, *typed, "--response", "0.4", "--format", "html,pdf,docx", out=out)
    memo = out / "clients" / "2025-plan" / "letters_clear-agree_net-size_class"
    with (memo / "plan.csv").open(encoding="utf-8") as stream:
        rows = {row["group"]: row for row in csv.DictReader(stream)}
    totals = pd.read_csv(repository / "responses_demo/clients/controls_2025.csv")
    totals = totals[totals["margin"] == "region*size_class"]
    people = totals.groupby(totals["category"].str.split("|").str[1])["total"].sum()
    figures = released(
        demonstration, "clients/2025",
        item="letters_clear", category="agree_net", breakdown="size_class", wave="2025",
    ).set_index("group")["estimate"].astype(float)  # fmt: skip
    wished = {group: people[group] * math.sqrt(figures[group] * (1 - figures[group])) for group in rows}
    for group, row in rows.items():
        assert int(row["people"]) == people[group]
        assert int(row["invited"]) == pytest.approx(6000 * wished[group] / sum(wished.values()), abs=4)
    assert 5995 <= sum(int(row["invited"]) for row in rows.values()) <= 6000
    _look_at(memo)
    before = {path.name: path.read_bytes() for path in memo.iterdir() if path.is_file()}
    for path in memo.glob("memo.*"):
        path.unlink()
    one_by_one = [word for name in ("html", "pdf", "docx") for word in ("--format", name)]
    plan(command, demonstration, CLIENTS, *typed, "--response", "0.4", *one_by_one, out=out)
    assert {path.name: path.read_bytes() for path in memo.iterdir() if path.is_file()} == before


def _look_at(memo: Path) -> None:
    """One page, in Dutch, with the figure, its description and its data."""
    assert {path.name for path in memo.iterdir()} == {
        "memo.html", "memo.pdf", "memo.docx", "plan.csv", "project",
    }  # fmt: skip
    with pikepdf.open(memo / "memo.pdf") as document:
        assert len(document.pages) == 1
    page = (memo / "memo.html").read_text(encoding="utf-8")
    assert "Hoeveel mensen vraagt u?" in page
    assert re.search(r'(alt|aria-label)="Lijngrafiek\. [^"]*procentpunt\.', page)
    assert "Demonstratie" in page


def test_what_is_told_of_municipalities_is_released_or_of_everybody(command, demonstration: Path) -> None:
    """Without figures by municipality every one has the figure, and the response, of everybody."""
    done = command(
        "plan", CLIENTS, "--item", "letters_clear", "--by", "region*size_class", "--margin", "0.05", "--each",
        "--out", str(demonstration / "build"),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    rows = [line.split() for line in done.stdout.splitlines() if "|" in line]
    assert len(rows) == 12
    everybody = {round(int(row[2].replace(",", "")) / int(row[3].replace(",", "")), 2) for row in rows}
    assert len(everybody) == 1


FORTY = """survey: veertig
title: Veertig vragen
respondents: {singular: inwoner, plural: inwoners}
waves: ["2023", "2025"]
themes: {a: Hulp}
scales: {janee: {kind: nominal, categories: {ja: Ja, nee: Nee}}}
questions:
""" + "".join(
    f'  - {{id: q{place}, kind: single, scale: janee, theme: a, text: "Vraag {place}"}}\n'
    for place in range(40)
)
PANEL = """study: veertig
title: Veertig vragen
published: 2025-11-01
questionnaire: q.yaml
waves: {"2023": {responses: r2023.csv}, "2025": {responses: r2025.csv, invited: 1000}}
design: {stable_ids: on, sampling: probability}
reports: [inspectorate]
"""


@pytest.fixture(scope="module")
def forty(command, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, float]:
    """Forty questions that 90 of 300 say yes to, of whom 180 in both waves; and how alike their answers to q1 are."""
    folder, random = tmp_path_factory.mktemp("forty"), np.random.default_rng(5)
    first = random.permuted(np.tile(np.arange(300) < 90, (40, 1)), axis=1)
    second = random.permuted(np.tile(np.arange(300) < 90, (40, 1)), axis=1)
    again = random.random(180) < 0.8
    second[1, :180] = np.where(again, first[1, 120:], second[1, :180])
    for wave, start, answers in (("2023", 0, first), ("2025", 120, second)):
        rows = [
            f"p{start + place},{','.join(np.where(column, 'ja', 'nee'))}"
            for place, column in enumerate(answers.T)
        ]
        names = ",".join(f"q{place}" for place in range(40))
        (folder / f"r{wave}.csv").write_text(
            "\n".join([f"respondent_id,{names}", *rows]) + "\n", encoding="utf-8"
        )
    (folder / "q.yaml").write_text(FORTY, encoding="utf-8")
    (folder / "study.yaml").write_text(PANEL, encoding="utf-8")
    done = command("run", str(folder / "study.yaml"), "--out", str(folder / "build"), "--format", "html")
    assert done.returncode == 0, done.stderr
    before, after = first[1] - first[1].mean(), second[1] - second[1].mean()
    return folder, float((before[120:] * after[:180]).sum() / 180 / (before.std() * after.std()))


@pytest.mark.ci
def test_one_of_forty_questions_needs_1053_where_one_headline_needs_499(command, forty) -> None:
    folder, _ = forty
    typed = ("--item", "q0.ja", "--change", "0.10", "--deff", "1.4", "--overlap", "0")
    done = command("plan", str(folder / "study.yaml"), *typed, "--out", str(folder / "build"))
    assert done.returncode == 0, done.stderr
    for told in ("499 answers", "40 tests of questions", "33% that 499 answers", "1,053 answers per wave"):
        assert told in done.stdout


@pytest.mark.ci
def test_a_panel_tells_how_alike_the_answers_of_one_person_are(command, forty) -> None:
    folder, alike = forty
    done = command(
        "plan",
        str(folder / "study.yaml"),
        "--item",
        "q1.ja",
        "--margin",
        "0.05",
        "--out",
        str(folder / "build"),
    )
    told = re.search(r"(\d+)% take part again, and their answers correlate by (0\.\d\d)", done.stdout)
    assert told, done.stdout + done.stderr
    assert int(told[1]) == 60
    assert float(told[2]) == pytest.approx(alike, abs=0.01)


@pytest.mark.ci
def test_another_part_of_the_panel_may_return_as_the_last_wave_tells_how_alike_they_are(
    command, forty
) -> None:
    """Answers to q2 are hardly alike, and that is known."""
    folder, _ = forty
    typed = ("--item", "q2.ja", "--margin", "0.05", "--overlap", "0.5", "--out", str(folder / "build"))
    done = command("plan", str(folder / "study.yaml"), *typed)
    assert "50% take part again" in done.stdout, done.stderr


RULES = DisclosureRules(Threshold(10, 30, 8), Threshold(10, 30, 8, 5), 5, 5, 20)


def units(**groups: tuple[int, int]) -> pd.DataFrame:
    rows = [
        (name, "complete" if place < took_part else "refusal")
        for name, (invited, took_part) in groups.items()
        for place in range(invited)
    ]
    return pd.DataFrame(rows, columns=["region", "disposition"])


def test_the_response_of_a_group_is_told_only_where_neither_part_of_it_is_small() -> None:
    asked = units(a=(100, 35), b=(29, 15), c=(40, 9), d=(40, 31), e=(40, 40), f=(300, 100))
    asked.loc[asked["region"] == "f", "disposition"] = (
        ["complete"] * 100 + ["not_eligible"] * 100 + ["refusal"] * 100
    )
    breakdown = Breakdown("region", "Regio", ("region",), {}, identifiable=False)
    assert stratum_response(asked, ("region",), breakdown, RULES, 30) == {"a": 0.35, "f": 0.5}
    known = Breakdown("region", "Regio", ("region",), {}, identifiable=True)
    assert stratum_response(asked, ("region",), known, RULES, 30) == {}
    assert stratum_response(asked, ("size",), breakdown, RULES, 30) == {}
