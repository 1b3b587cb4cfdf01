"""Truth: hand counts of an open question that was coded in two waves of a survey never seen before."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

QUESTIONNAIRE = """\
survey: huurders
title: Vragenlijst voor huurders
respondents: {singular: huurder, plural: huurders}
waves: ["2023", "2025"]
themes: {contact: Contact}
scales: {ja2: {kind: nominal, categories: {y: ja, n: nee}}}
questions:
  - {id: clear, nr: "1", scale: ja2, theme: contact, text: "Is de brief duidelijk?"}
  - {id: why, nr: "2", kind: open, theme: contact, text: "Wat kan er beter?", short: Wat beter kan}
codebook:
  why: {codes: {shorter: Kortere brieven, words: Gewone woorden}}
"""
STUDY = """\
study: huurders
title: Huurders over brieven
published: 2025-11-01
questionnaire: questionnaire.yaml
waves:
  "2023": {responses: r2023.csv, coded: c2023.csv}
  "2025": {responses: r2025.csv, coded: c2025.csv}
reports: [inspectorate]
"""
SIZES = {
    "2023": (80, 8),
    "2025": (90, 3),
}  # respondents; from number 1 one in so many wants shorter letters


def write_wave(folder: Path, wave: str) -> None:
    """Three in four answer; both coders give every answer its code, or find none that fits."""
    respondents, step = SIZES[wave]
    responses = ["respondent_id,clear,why"]
    coded = ["respondent_id,question,code,coder,quote,approved"]
    for number in range(respondents):
        name, answered = f"H{wave}-{number:03d}", number % 4 > 0
        responses.append(f"{name},{'yn'[number % 2]},{'antwoord' if answered else ''}")
        code = "shorter" if number % step == 1 else "words" if number % 5 else ""
        quote = "Schrijf korter.,yes" if number == 1 else ","
        coded += [f"{name},why,{code},{coder},{quote}" for coder in "AB" if answered]
    (folder / f"r{wave}.csv").write_text("\n".join(responses) + "\n", encoding="utf-8")
    (folder / f"c{wave}.csv").write_text("\n".join(coded) + "\n", encoding="utf-8")


@pytest.fixture(scope="module")
def results(command, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("huurders")
    (folder / "questionnaire.yaml").write_text(QUESTIONNAIRE, encoding="utf-8")
    (folder / "study.yaml").write_text(STUDY, encoding="utf-8")
    for wave in SIZES:
        write_wave(folder, wave)
    done = command("run", str(folder / "study.yaml"), "--out", str(folder / "build"), "--format", "html")
    assert done.returncode == 0, done.stderr
    return folder / "build" / "huurders" / "2025" / "results"


def _read(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def test_counts_per_code_have_the_answers_of_their_wave_as_base(results: Path) -> None:
    rows = _read(results / "estimates.csv").query("item == 'why_shorter'").set_index("wave")
    # 2023: numbers 1, 9, ..., 73 of 80; 2025: 1, 7, 10, 13, 19, ... of 90, multiples of four left out
    assert dict(rows["count"]) == {"2023": "10", "2025": "22"}
    assert dict(rows["n"]) == {"2023": "60", "2025": "67"}
    assert dict(rows["n_no_answer"]) == {"2023": "20", "2025": "23"}


def test_the_codes_of_a_question_are_tested_together_and_then_each(results: Path) -> None:
    rows = _read(results / "changes.csv").query("indicator == 'why_codes'")
    assert list(zip(rows["item"], rows["level"], rows["test"], strict=True)) == [
        ("why_codes", "item", "wald_f"),
        ("why_shorter", "category", "t"),
        ("why_words", "category", "t"),
    ]
    difference = rows.loc[rows["item"] == "why_shorter", "difference"].astype(float).item()
    assert difference == pytest.approx(22 / 67 - 10 / 60)


def test_the_report_quotes_the_latest_wave(results: Path) -> None:
    method = json.loads((results / "method.json").read_text(encoding="utf-8"))
    assert [quote["wave"] for quote in method["quotes"]] == ["2023", "2025"]
    report = (results.parent / "reports" / "inspectorate" / "report.html").read_text(encoding="utf-8")
    assert report.count("‘Schrijf korter.’ (huurder)") == 1
