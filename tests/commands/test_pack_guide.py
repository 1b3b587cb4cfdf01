"""What a municipality is handed: the reading guide names the files that are in the zip, and no other."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pandas as pd
import pytest

from monitor.commands.packing import write_pack
from monitor.publication.language.municipality_words import PackWords
from monitor.publication.language.words import Words


def _guide(words: PackWords, folder: Path, *formats: str) -> tuple[str, list[str]]:
    report = folder / "report"
    report.mkdir()

    def made(name: str, home: Path) -> list[Path]:
        paths = [home / f"{name}.{one}" for one in formats]
        for path in paths:
            path.write_bytes(b"made")
        return paths

    made("report", report)
    target = folder / "GM0001.zip"
    write_pack(
        report, target, pd.DataFrame({"n": [5]}), lambda home: made("council", home), words, "Ons {council}"
    )
    with zipfile.ZipFile(target) as packed:
        return packed.read(f"{words.guide_name}.txt").decode(), packed.namelist()


@pytest.fixture(params=["survey", "register"])
def words(request: pytest.FixtureRequest) -> PackWords:
    told = Words()
    pack = told.municipality.pack
    return pack if request.param == "survey" else pack.model_copy(update={"guide": told.register.guide})


def test_the_guide_names_what_was_made(words: PackWords, tmp_path: Path) -> None:
    guide, files = _guide(words, tmp_path, "html", "docx")
    assert files == [
        "cijfers.csv",
        "leeswijzer.txt",
        *(f"{one}.{kind}" for one in ("rapport", "voor-de-raad") for kind in ("docx", "html")),
    ]
    assert "rapport.docx, rapport.html: het hele rapport van Ons {council}." in guide
    assert "voor-de-raad.docx, voor-de-raad.html: een halve bladzijde" in guide
    assert "cijfers.csv: de vrijgegeven cijfers" in guide
    assert "pdf" not in guide


def test_the_guide_says_nothing_of_a_document_that_is_not_there(words: PackWords, tmp_path: Path) -> None:
    guide, files = _guide(words, tmp_path, "pptx")
    assert files == ["cijfers.csv", "leeswijzer.txt"]
    assert "het hele rapport" not in guide
    assert "halve bladzijde" not in guide
    assert "\n\n\n" not in guide
