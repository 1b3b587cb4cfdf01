"""Truth: two runs of one study, with interviews and without: every figure the same, and a box of their own in every format."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path

import pytest

from monitor.errors import PublicationError
from monitor.pipeline import run_study
from monitor.publication.annex.evidence import check_voices
from monitor.stages.options import RunOptions
from monitor.study.study_reader import read_study
from tests.pipeline.test_render import QUESTIONNAIRE, STUDY

EVIDENCE = """\
role,theme,condition,summary,quote,approved
klant,werk,Duidelijke brieven,De brief zei niet wat er moest gebeuren,Ik *wist* het niet,yes
klantmanager,werk,,De gemeente belt nu eerst,,yes
klant,werk,,In Zutphen gaat het anders,Daar bellen ze,yes
klant,werk,,Dit is nog niet akkoord,Niet doen,no
"""
TITLE = "Uit gesprekken, niet uit de vragenlijst"
TOLD = ("De brief zei niet wat er moest gebeuren.", "‘Ik *wist* het niet.’ (klant)", "(klantmanager)")
KEPT = ("Zutphen", "Daar bellen ze", "nog niet akkoord", "Niet doen")
WAVE = Path("klein") / "2025"
ANY = "reports: [inspectorate]\n"


def _run(folder: Path, evidence: str) -> tuple[Path, list[str]]:
    folder.mkdir()
    study = re.sub(r"reports: .*\n", ANY, STUDY) + ("evidence: gesprekken.csv\n" if evidence else "")
    answers = (
        f"R{n:03d},{('agree', 'agree', 'neutral', 'not')[n % 4]},{('kort', 'lang')[n % 2]}" for n in range(80)
    )
    texts = {
        "questionnaire.yaml": QUESTIONNAIRE, "study.yaml": study, "gesprekken.csv": evidence,
        "antwoorden.csv": "\n".join(["respondent_id,clear,tenure", *answers]) + "\n",
    }  # fmt: skip
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    told: list[str] = []
    run_study(
        folder / "study.yaml",
        RunOptions(out=folder / "build"),
        lambda stage, line: told.append(f"{stage}: {line}"),
    )
    return folder / "build" / WAVE, told


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, list[str]]:
    folder = tmp_path_factory.mktemp("gesprekken")
    spoken, told = _run(folder / "met", EVIDENCE)
    silent, _ = _run(folder / "zonder", "")
    return spoken, silent, told


def test_no_figure_counts_what_was_said_in_interviews(runs: tuple[Path, Path, list[str]]) -> None:
    spoken, silent, _ = runs
    for name in ("estimates.csv", "changes.csv", "codebook.csv"):
        assert (spoken / "results" / name).read_bytes() == (silent / "results" / name).read_bytes()
    methods = [
        json.loads((run / "results" / "method.json").read_text(encoding="utf-8")) for run in (spoken, silent)
    ]
    assert len(methods[0].pop("evidence")) == 2
    assert methods[1].pop("evidence") == []
    assert methods[0] == methods[1]


def test_every_format_shows_interviews_in_a_box_of_their_own(runs: tuple[Path, Path, list[str]]) -> None:
    home = runs[0] / "reports" / "inspectorate"
    page = (home / "report.html").read_text(encoding="utf-8")
    [box] = re.findall(r'<div class="callout callout-important"[^>]*>(.*?)</ul>', page, re.DOTALL)
    assert f'aria-label="{TITLE}"' in page
    with zipfile.ZipFile(home / "report.docx") as archive:
        document = archive.read("word/document.xml").decode("utf-8")
    [table] = [one for one in re.findall(r"<w:tbl>.*?</w:tbl>", document, re.DOTALL) if TITLE in one]
    for shown in (re.sub(r"<[^>]+>", "", box), re.sub(r"<[^>]+>", "", table)):
        words = " ".join(shown.split())
        assert all(one in words for one in TOLD), words
        assert "n =" not in words
    source = (home / "project" / "tables" / "voices--werk.md").read_text(encoding="utf-8")
    assert "tables/voices--werk.md" in (home / "project" / "chapters" / "werk.qmd").read_text(
        encoding="utf-8"
    )
    assert source.startswith("::: {.callout-important")


def test_what_is_not_approved_or_can_be_recognised_is_nowhere(runs: tuple[Path, Path, list[str]]) -> None:
    texts = [
        path.read_bytes()
        for path in runs[0].rglob("*")
        if path.suffix in (".html", ".md", ".qmd", ".json", ".csv")
    ]
    for path in runs[0].rglob("*.docx"):
        with zipfile.ZipFile(path) as archive:
            texts += [archive.read(name) for name in archive.namelist()]
    assert not [words for words in KEPT for text in texts if words.encode() in text]


def test_the_run_names_what_it_holds_back_and_what_to_do(runs: tuple[Path, Path, list[str]]) -> None:
    told = runs[2]
    assert any(
        "4 lines from interviews, 2 in the reports, 1 not approved, 1 held back" in line for line in told
    )
    [held] = [line for line in told if line.startswith("held back: ")]
    assert "gesprekken.csv:4: what the klant says about werk stays away" in held
    assert "[gemeente]" in held
    assert "Say it without that" in held
    assert "Zutphen" not in " ".join(told)


def test_a_theme_that_nobody_knows_is_refused(runs: tuple[Path, Path, list[str]]) -> None:
    spoken, silent = (read_study(run.parents[2] / "study.yaml") for run in runs[:2])
    check_voices("voices--werk", spoken)
    with pytest.raises(PublicationError, match="voices--werk"):
        check_voices("voices--werkk", spoken)
    with pytest.raises(PublicationError, match="evidence:"):
        check_voices("voices--werk", silent)
