"""Truth: the accepted answers of klantmanagers, read back by the libraries of other programs; R survey."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pyreadstat
import pytest

from monitor.commands.export import export_study
from monitor.errors import IntakeError
from monitor.pipeline import declared_study
from monitor.stages.options import RunOptions
from monitor.stages.taking_in import take_in

from .ddi_rules import broken_rules

STUDY = "responses_demo/klantmanagers/study.yaml"
DDI = "{ddi:codebook:2_5}"


@pytest.fixture(scope="module")
def exported(repository: Path, demonstration_run: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    to = tmp_path_factory.mktemp("export") / "antwoorden"
    options = RunOptions(out=demonstration_run / "build")
    export_study(repository / STUDY, options, ("sav", "csv", "ddi", "r", "spss"), to, None, False, False)
    return to


@pytest.fixture(scope="module")
def answers(repository: Path):
    options = RunOptions(out=Path("build"))
    return take_in(declared_study(repository / STUDY, options), lambda *_: None, {}).answers


def test_spss_reads_labels_sets_and_missing_values(exported: Path, answers) -> None:
    frame, meta = pyreadstat.read_sav(exported / "antwoorden.sav", user_missing=True)
    assert len(frame) == len(answers)
    assert meta.mr_sets
    assert all(one["is_dichotomy"] for one in meta.mr_sets.values())
    asked = [name for name in meta.column_names if meta.missing_ranges.get(name)]
    assert {(one[0]["lo"], one[0]["hi"]) for one in map(meta.missing_ranges.get, asked)} == {(-99.0, -90.0)}
    for name in asked[:40]:
        variable = answers.variables[name]
        assert (frame[name] == -96).sum() == (variable.state == 1).sum()
        assert (frame[name] == -99).sum() == (variable.state == 2).sum()


def test_the_same_data_give_the_same_bytes(
    exported: Path, repository: Path, demonstration_run: Path, tmp_path: Path
) -> None:
    options = RunOptions(out=demonstration_run / "build")
    export_study(repository / STUDY, options, ("sav", "csv", "ddi"), tmp_path / "weer", None, False, False)
    for path in sorted((tmp_path / "weer").iterdir()):
        assert path.read_bytes() == (exported / path.name).read_bytes(), path.name


def test_the_data_package_describes_every_column(exported: Path) -> None:
    package = json.loads((exported / "datapackage.json").read_text(encoding="utf-8"))
    fields = package["resources"][0]["schema"]["fields"]
    with (exported / "antwoorden.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [field["name"] for field in fields] == list(rows[0])
    for field in fields:
        known = {one["value"] for one in (*field.get("categories", ()), *field.get("missingValues", ()))}
        if field.get("categories"):
            assert {row[field["name"]] for row in rows} <= known, field["name"]


def test_the_ddi_has_groups_before_variables_and_marks_what_is_missing(exported: Path) -> None:
    root = ElementTree.parse(exported / "codeboek.xml").getroot()
    order = [child.tag.removeprefix(DDI) for child in root.find(f"{DDI}dataDscr")]
    assert order == sorted(order, key=["varGrp", "var"].index)
    missing = root.findall(f".//{DDI}catgry[@missing='Y']/{DDI}catValu")
    assert {"-99", "-96"} <= {one.text for one in missing}


def test_the_ddi_breaks_no_rule_of_its_documentation(exported: Path) -> None:
    assert broken_rules(ElementTree.parse(exported / "codeboek.xml").getroot()) == []


@pytest.mark.parametrize(
    ("there", "instead", "told"),
    [
        ("<catValu>", "<catValu>1</catValu><catValu>", "catValu twice in catgry"),
        ("</varGrp>", "</varGrp><notes>x</notes>", "notes in dataDscr"),
        ('missing="Y"', 'missing="yes"', "catgry says missing=yes"),
        ('ID="V_wave"', 'ID="V_respondent_id"', "ID V_respondent_id 2 times"),
        ('var="V_', 'var="W_', "of a varGrp is no var"),
        ('intrvl="discrete"', 'intrvl="discreet"', "var says intrvl=discreet"),
        ("<qstnLit>", "<qstnLit>x</qstnLit><preQTxt>x</preQTxt><qstnLit>", "order in qstn"),
        ("<titl>", "<subTitl>x</subTitl><titl>", "order in titlStmt"),
        ("<caseQnty>", "<caseQnty>n=", "caseQnty n="),
    ],
)
def test_a_fault_in_a_ddi_is_noticed(exported: Path, there: str, instead: str, told: str) -> None:
    text = (exported / "codeboek.xml").read_text(encoding="utf-8")
    assert there in text
    found = broken_rules(ElementTree.fromstring(text.replace(there, instead, 1)))
    assert any(told in one for one in found), found


def test_no_open_answer_and_no_id_leaves(exported: Path, repository: Path) -> None:
    study = declared_study(repository / STUDY, RunOptions(out=Path("build")))
    hidden = [item.id for item in study.questionnaire.items.values() if item.confidential]
    header = (exported / "antwoorden.csv").read_text(encoding="utf-8").splitlines()[0].split(",")
    assert hidden
    assert set(hidden).isdisjoint(header)
    ids = {
        line.split(",")[0]
        for line in (repository / "responses_demo/klantmanagers/responses_2022.csv")
        .read_text()
        .splitlines()[1:]
    }
    cells = {
        line.split(",")[0]
        for line in (exported / "antwoorden.csv").read_text(encoding="utf-8").splitlines()[1:]
    }
    assert ids.isdisjoint(cells)
    assert all(path.stat().st_mode & 0o077 == 0 for path in exported.iterdir())


def test_a_codebook_alone_holds_no_answer(repository: Path, demonstration_run: Path, tmp_path: Path) -> None:
    options = RunOptions(out=demonstration_run / "build")
    (said,) = export_study(repository / STUDY, options, (), tmp_path / "codeboek", None, False, True)
    assert "may be handed on" in said
    assert {path.name for path in (tmp_path / "codeboek").iterdir()} == {
        "codeboek.xlsx",
        "codeboek.xml",
        "datapackage.json",
    }


@pytest.mark.ci
def test_a_study_that_was_not_run_is_held_against_the_figures_it_would_release(
    exported: Path, repository: Path, tmp_path: Path
) -> None:
    options = RunOptions(out=tmp_path / "nergens")
    export_study(repository / STUDY, options, ("r", "spss"), tmp_path / "r", None, False, False)
    assert (tmp_path / "r" / "r_cijfers.csv").read_bytes() == (exported / "r_cijfers.csv").read_bytes()
    assert not options.out.exists()


def test_an_output_folder_is_no_place_for_answers(repository: Path, tmp_path: Path) -> None:
    options = RunOptions(out=tmp_path / "build")
    for inside in ("build/x", "build-confidential/x"):
        with pytest.raises(IntakeError, match="lies in"):
            export_study(repository / STUDY, options, ("sav",), tmp_path / inside, None, False, False)


@pytest.mark.ci
def test_r_finds_every_headline_figure_again(exported: Path, tmp_path: Path) -> None:
    assert shutil.which("Rscript"), (
        "R with the package survey (Debian: r-base-core, r-cran-survey) is not there"
    )
    here = shutil.copytree(exported, tmp_path / "r")
    done = subprocess.run(["Rscript", "controle.R"], cwd=here, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-300:] + done.stderr[-300:]
