"""Truth: Tabel 1 as published, the counts of the source report, and the bytes of a second run."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

TABLE_1 = {  # percentages as printed: 2020 strong, 2020 some, 2022 strong, 2022 some
    "bar_caseload_size": (29, 46, 30, 43),
    "bar_national_law": (4, 40, 6, 33),
    "bar_municipal_policy": (3, 39, 5, 33),
    "bar_budget": (12, 33, 11, 39),
}
TEXT = {"wave": str, "from_wave": str, "to_wave": str}


@pytest.fixture(scope="module")
def output(demonstration: Path) -> Path:
    return demonstration / "build" / "klantmanagers" / "2022"


@pytest.fixture(scope="module")
def estimates(output: Path) -> pd.DataFrame:
    return pd.read_csv(output / "results" / "estimates.csv", dtype=TEXT, keep_default_na=False)


@pytest.fixture(scope="module")
def changes(output: Path) -> pd.DataFrame:
    return pd.read_csv(output / "results" / "changes.csv", dtype=TEXT, keep_default_na=False)


def test_everything_that_is_promised_is_there(output: Path) -> None:
    for name in (
        "manifest.json",
        "results/estimates.csv",
        "results/changes.csv",
        "results/method.json",
        "results/tabellenboek.xlsx",
        "reports/inspectorate/report.html",
        "reports/inspectorate/report.pdf",
        "reports/inspectorate/report.docx",
        "reports/inspectorate/project/_quarto.yml",
        "reports/inspectorate/project/report.qmd",
    ):
        assert (output / name).stat().st_size > 0, name


def test_the_confidential_folder_stands_beside_and_is_for_its_owner_only(demonstration: Path) -> None:
    folder = demonstration / "build-confidential" / "klantmanagers" / "2022"
    assert folder.stat().st_mode & 0o777 == 0o700
    for name in ("quarantine.csv", "ledger.json", "rules.csv", "rules.html", "manifest.json"):
        assert (folder / name).exists(), name


@pytest.mark.parametrize("item", TABLE_1)
def test_table_1_comes_out_as_published(estimates: pd.DataFrame, item: str) -> None:
    rows = estimates[
        (estimates["item"] == item) & (estimates["breakdown"] == "") & (estimates["measure"] == "share")
    ]
    share = rows.set_index(["wave", "category"])["estimate"].astype(float)
    found = tuple(round(100 * share[wave, code]) for wave in ("2020", "2022") for code in ("strong", "some"))
    assert found == TABLE_1[item]
    assert set(rows["n"].astype(int)) == {103, 79}


def test_all_eight_differences_of_table_1_are_undecided(changes: pd.DataFrame) -> None:
    rows = changes[changes["item"].isin(TABLE_1) & changes["category"].isin(["strong", "some"])]
    assert len(rows) == 8
    assert set(rows["verdict"]) == {"undecided"}


def test_the_raw_p_of_national_law_is_that_of_the_design_based_t_test(changes: pd.DataFrame) -> None:
    row = changes[(changes["item"] == "bar_national_law") & (changes["category"] == "some")].iloc[0]
    assert row["test"] == "t"
    assert float(row["p"]) == pytest.approx(0.338, abs=5e-4)
    # unrounded: 26/79 - 41/103, not 33 - 40
    assert float(row["difference"]) == pytest.approx(26 / 79 - 41 / 103, rel=1e-9)


def test_a_suppressed_row_keeps_its_key_and_has_no_number(estimates: pd.DataFrame) -> None:
    suppressed = estimates[estimates["status"] == "suppressed"]
    assert len(suppressed) > 0
    assert (
        (suppressed[["estimate", "count", "se", "ci_low", "ci_high", "n", "n_effective"]] == "").all().all()
    )
    assert (suppressed["reason"] != "").all()


def test_the_ledger_closes_for_both_waves(demonstration: Path) -> None:
    path = demonstration / "build-confidential" / "klantmanagers" / "2022" / "ledger.json"
    ledger = json.loads(path.read_text(encoding="utf-8"))
    counts = {
        wave: (found["n_read"], found["n_accepted"], found["n_quarantined"]) for wave, found in ledger.items()
    }
    assert counts == {"2020": (111, 103, 8), "2022": (97, 79, 18)}


def test_the_summary_counts_what_was_done(demonstration: Path) -> None:
    said = (demonstration / "stdout.txt").read_text(encoding="utf-8")
    assert "208 read, 26 quarantined" in said
    for word in ("released", "suppressed", "undecided", "report.pdf"):
        assert word in said


# Another time zone, order of sets, and processor: sums of products end in other last bits there.
ELSEWHERE = {
    "TZ": "America/Caracas", "PYTHONHASHSEED": "2", "OPENBLAS_CORETYPE": "Prescott", "OPENBLAS_NUM_THREADS": "1",
}  # fmt: skip


@pytest.mark.slow
def test_another_time_zone_folder_and_processor_give_the_same_bytes(
    process, demonstration: Path, tmp_path: Path
) -> None:
    study = process.repository / "responses_demo" / "klantmanagers" / "study.yaml"
    done = process("run", str(study), "--out", "build", cwd=tmp_path, **ELSEWHERE)
    assert done.returncode == 0, done.stderr
    for name in ("build", "build-confidential"):
        assert _bytes(tmp_path / name) == _bytes(demonstration / name, "klantmanagers")


@pytest.mark.slow
def test_the_study_on_clients_gives_the_same_bytes_again(
    process, demonstration: Path, tmp_path: Path
) -> None:
    done = process("demo", "--out", "build", cwd=tmp_path, **ELSEWHERE)
    assert done.returncode == 0, done.stderr
    for name in ("build", "build-confidential"):
        assert _bytes(tmp_path / name) == _bytes(demonstration / name)


def _bytes(folder: Path, study: str = "") -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted((folder / study).rglob("*"))
        if path.is_file()
    }


def test_a_report_written_for_one_wave_says_so_when_asked_for_another(
    command, repository: Path, tmp_path: Path
) -> None:
    study = str(repository / "responses_demo" / "klantmanagers" / "study.yaml")
    done = command("run", study, "--out", str(tmp_path / "build"), "--wave", "2020", "--format", "html")
    assert done.returncode == 1
    assert "caseload_too_large was not asked in 2020" in done.stderr
    assert not (tmp_path / "build" / "klantmanagers" / "2020").exists()


def test_files_about_people_are_named_in_the_confidential_manifest_only(
    demonstration_run: Path, repository: Path
) -> None:
    study = repository / "responses_demo" / "klantmanagers"
    people = {path.name: path for path in study.glob("*_20*.csv")}
    assert set(people) == {"responses_2020.csv", "responses_2022.csv", "coded_2022.csv"}
    inside = json.loads(
        (demonstration_run / "build-confidential/klantmanagers/2022/manifest.json").read_text(
            encoding="utf-8"
        )
    )["inputs"]
    hashes = {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in people.items()}
    assert {name: inside.get(name) for name in people} == hashes
    words = [word.encode() for word in (*hashes, *hashes.values())]
    for path in (demonstration_run / "build").rglob("*"):
        for content in _contents(path) if path.is_file() else ():
            assert not [word for word in words if word in content], path


def _contents(path: Path) -> Iterator[bytes]:
    """A file, or what is packed in it."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as packed:
            yield from map(packed.read, packed.namelist())
    yield path.read_bytes()


def test_the_manifest_names_inputs_and_outputs_and_no_clock(output: Path) -> None:
    manifest = json.loads((output / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["published"] == "2024-09-01"
    assert set(manifest["inputs"]) >= {"study.yaml", "klantmanagers.yaml", "municipalities.csv"}
    assert "results/estimates.csv" in manifest["outputs"]
