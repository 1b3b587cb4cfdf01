"""Truth: the planted quotes of the demonstration; what was not approved or is personal is in no output."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pandas as pd
import pytest

SECRETS = {
    "a quote that was not approved": "uitzondering maken",
    "a name in a quote": "Fictief-Jansen",
    "a number in a quote": "06-00000031",
    "an answer nobody quoted": "kostendelersnorm maakt",
}


@pytest.fixture(scope="module")
def output(demonstration: Path) -> Path:
    return demonstration / "build" / "klantmanagers" / "2022"


@pytest.fixture(scope="module")
def method(output: Path) -> dict:
    return json.loads((output / "results" / "method.json").read_text(encoding="utf-8"))


def _texts(folder: Path) -> dict[str, str]:
    """Everything that can be read as text, the parts of Word and Excel files included."""
    found = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        if path.suffix in (".docx", ".xlsx"):
            with zipfile.ZipFile(path) as archive:
                for name in archive.namelist():
                    found[f"{path}/{name}"] = archive.read(name).decode("utf-8", "ignore")
        else:
            found[str(path)] = path.read_bytes().decode("utf-8", "ignore")
    return found


@pytest.mark.parametrize("secret", SECRETS)
def test_it_stands_in_no_output_public_or_confidential(demonstration: Path, secret: str) -> None:
    texts = _texts(demonstration / "build") | _texts(demonstration / "build-confidential")
    assert len(texts) > 50
    assert [name for name, text in texts.items() if SECRETS[secret] in text] == []


def test_no_respondent_of_the_file_is_named(demonstration: Path, repository: Path) -> None:
    file = repository / "responses_demo" / "klantmanagers" / "coded_2022.csv"
    respondents = {line.split(",")[0] for line in file.read_text(encoding="utf-8").splitlines()[1:]}
    texts = _texts(demonstration / "build")
    assert len(respondents) == 27
    assert [name for name, text in texts.items() if any(one in text for one in respondents)] == []


def test_codes_have_counts_with_their_base(output: Path) -> None:
    frame = pd.read_csv(output / "results" / "estimates.csv", dtype=str, keep_default_na=False)
    rows = frame[(frame["indicator"] == "law_explained") & (frame["breakdown"] == "")].set_index("item")
    assert set(rows["n"]) == {"27"}
    assert rows.loc["open_national_law_too_strict", "count"] == "7"
    # 31 were asked, 48 were not, 4 of those asked wrote nothing
    assert set(rows["n_not_asked"]) == {"48"}
    assert set(rows["n_no_answer"]) == {"4"}


def test_quotes_are_released_with_the_role_only(method: dict) -> None:
    assert [quote["code"] for quote in method["quotes"]] == ["too_strict", "work_pays", "costs"]
    assert {quote["role"] for quote in method["quotes"]} == {"klantmanager"}
    assert {tuple(quote) for quote in method["quotes"]} == {("code", "question", "role", "text", "wave")}


def test_the_report_quotes_twice_and_tells_how_well_coders_agreed(output: Path, method: dict) -> None:
    report = (output / "reports" / "inspectorate" / "report.html").read_text(encoding="utf-8")
    shown = [quote["code"] for quote in method["quotes"] if quote["text"].split(".")[0] in report]
    assert shown == ["too_strict", "work_pays"]
    alpha = f"{method['agreement'][0]['alpha']:.2f}".replace(".", ",")
    assert f"{alpha}</td>" in report


def test_the_run_says_what_was_coded_and_held_back(demonstration: Path) -> None:
    said = (demonstration / "stderr.txt").read_text(encoding="utf-8")
    line = "coded_2022.csv: 27 of 27 answers coded, 0 lines about quarantined rows; 3 quotes approved, 1 held back"
    assert line in said
