"""Truth: the rows of changes.csv and estimates.csv, looked up with pandas; the chapter on change of one municipality."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from monitor.commands.benchmarking import write_places
from monitor.pipeline import run_study
from monitor.stages.options import RunOptions
from tests.release.test_benchmark_changes import written

HOME = Path("build") / "gemeenten" / "2025-municipalities"
WAVES = ("2023", "2025")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study of two waves that was run."""
    folder = tmp_path_factory.mktemp("gemeenten")
    path = written(folder)
    run_study(path, RunOptions(out=folder / "build", reports=(), formats=("html",)), lambda *_: None)
    return folder


@pytest.fixture(scope="module")
def tables(folder: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    results = folder / "build" / "gemeenten" / "2025" / "results"
    estimates, changes = (pd.read_csv(results / f"{name}.csv") for name in ("estimates", "changes"))
    estimates["breakdown"] = estimates["breakdown"].fillna("")
    return estimates, changes[changes["comparison"] == "earlier"]


def page(folder: Path, code: str) -> str:
    options = RunOptions(out=folder / "build", formats=("html",))
    list(write_places(folder / "study.yaml", (code,), options, True, lambda *_: None))
    return (folder / HOME / code / "report.html").read_text(encoding="utf-8")


def plain(html: str) -> str:
    body = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", html.partition("<body")[2], flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", body).replace("\N{NO-BREAK SPACE}", " ").split())


def chapter(html: str) -> str:
    return plain(html).partition("Hieronder staan de gegeven antwoorden")[2].partition("Wat u niet mag")[0]


def council(folder: Path, code: str) -> str:
    with zipfile.ZipFile(folder / HOME / f"{code}.zip") as pack:
        return plain(pack.read("voor-de-raad.html").decode())


def shares(estimates: pd.DataFrame, code: str, item: str = "brief") -> list[str]:
    rows = estimates[(estimates["group"] == code) & (estimates["item"] == item)]
    rows = rows[(rows["measure"] == "share") & (rows["category"] == "agree_net")].set_index("wave")
    return [f"{float(rows.loc[int(wave), 'estimate']) * 100:.0f}%" for wave in WAVES]


def code_with(changes: pd.DataFrame, verdict: str) -> str:
    rows = changes[(changes["item"] == "brief") & (changes["verdict"] == verdict)]
    rows = rows[rows["mdd"].notna() & (rows["mdd"] <= 0.5)] if verdict == "undecided" else rows
    return str(rows["group"].iloc[0])


def test_a_shown_change_is_told_with_both_figures_and_how_large_it_probably_is(folder, tables) -> None:
    estimates, changes = tables
    html, (earlier, now) = page(folder, "G010"), shares(estimates, "G010")
    row = changes[(changes["item"] == "brief") & (changes["group"] == "G010")].iloc[0]
    assert row["verdict"] == "increased"
    low, high = f"{row['told_low'] * 100:.0f}", f"{row['told_high'] * 100:.0f}"
    said = f"gestegen van {earlier} naar {now}, waarschijnlijk met {low} tot {high} procentpunt."
    assert said in chapter(html)
    assert said in council(folder, "G010")
    assert "geen van de onderwerpen aangetoond" not in council(folder, "G010")
    assert 'id="fig-benchmark-change"' in html
    assert f"Aa 10 van {earlier} naar {now}, gestegen; vergelijkbare gemeenten van" in html


def test_a_change_that_is_not_shown_is_told_with_what_would_be(folder, tables) -> None:
    estimates, changes = tables
    code = code_with(changes, "undecided")
    earlier, now = shares(estimates, code)
    row = changes[(changes["item"] == "brief") & (changes["group"] == code)].iloc[0]
    said = (
        f"Een verandering sinds 2023 is niet aangetoond ({earlier}, nu {now}). Met zo veel antwoorden zien wij pas"
        f" een verandering van {row['mdd'] * 100:.0f} procentpunt of meer."
    )
    assert said.casefold() in chapter(page(folder, code)).casefold()
    assert "iets veranderde, is bij geen van de onderwerpen aangetoond" in council(folder, code)


def test_with_too_few_answers_the_whole_country_is_told(folder, tables) -> None:
    estimates, _ = tables
    html = page(folder, "G002")
    nation = estimates[(estimates["item"] == "brief") & (estimates["breakdown"] == "")]
    nation = nation[nation["category"] == "agree_net"].set_index("wave")["estimate"]
    earlier, now = (f"{float(nation[int(wave)]) * 100:.0f}%" for wave in WAVES)
    assert "Te weinig antwoorden om te zien of er iets veranderde bij" in plain(html)
    assert f"(landelijk van {earlier} naar {now})" in plain(html)
    assert "fig-benchmark-change" not in html
    assert "Over Aa 2 tonen wij geen cijfers" in council(folder, "G002")
    page(folder, "G003")
    assert "niet te zeggen: daarvoor zijn er te weinig antwoorden" in council(folder, "G003")


def test_what_cannot_be_compared_says_why(folder) -> None:
    text = plain(page(folder, "G010"))
    assert (
        "Niet te vergelijken met 2023: ‘Ik word gehoord’, want de vraag is niet in beide metingen gesteld."
        in text
    )
    assert "Niet te vergelijken met 2023: ‘Ik weet mijn rechten’, want de vraag is anders gesteld." in text
    assert "want Aa 20 had toen andere grenzen" in plain(page(folder, "G020"))


def test_no_other_municipality_is_in_the_chapter(folder) -> None:
    text = re.sub(r"base64,[^\"')]+", "", page(folder, "G010"))
    assert set(re.findall(r"\bAa \d+\b", text)) == {"Aa 10"}
    with zipfile.ZipFile(folder / HOME / "G010.zip") as pack:
        assert set(pd.read_csv(pack.open("cijfers.csv"))["group"]) == {"G010"}
