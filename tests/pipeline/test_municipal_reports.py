"""Truth: what estimates.csv and changes.csv say of one municipality, looked up with pandas; and the bytes of its report."""

from __future__ import annotations

import errno
import hashlib
import json
import re
import shutil
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest

from monitor.commands import benchmarking
from monitor.commands.benchmarking import write_places
from monitor.errors import MonitorError, PublicationError, ReleaseError
from monitor.outputs import OutputError
from monitor.pipeline import run_study
from monitor.publication.language import words
from monitor.stages.options import RunOptions
from tests.pipeline.test_benchmark import STUDY, written

FORMATS = ("html",)
HOME = Path("build") / "gemeenten" / "2025-municipalities"
MERGED = STUDY.replace("  file: frame.csv\n", "  file: frame.csv\n  mergers: mergers.csv\n")


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study of forty municipalities that was run; its responses are gone."""
    folder = tmp_path_factory.mktemp("gemeenten")
    (folder / "mergers.csv").write_text(
        "old_code,new_code\nOUD,G003\nDEEL,G001\nDEEL,G002\n", encoding="utf-8"
    )
    path = written(folder, study=MERGED)
    run_study(path, RunOptions(out=folder / "build", reports=(), formats=FORMATS), _quiet)
    (folder / "r.csv").unlink()
    return folder


def _quiet(stage: str, detail: str) -> None:
    pass


@pytest.fixture
def folder(finished: Path, tmp_path: Path) -> Path:
    return shutil.copytree(finished, tmp_path / "gemeenten")


@pytest.fixture
def write(folder: Path) -> Callable[..., list[str]]:
    """Write reports; what the command says."""

    def run(*codes: str, pack: bool = False, formats: tuple[str, ...] = FORMATS) -> list[str]:
        options = RunOptions(out=folder / "build", formats=formats)
        return list(write_places(folder / "study.yaml", codes or None, options, pack, _quiet))

    return run


def _results(folder: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    results = folder / "build" / "gemeenten" / "2025" / "results"
    read = (pd.read_csv(results / f"{name}.csv", keep_default_na=False) for name in ("estimates", "changes"))
    estimates, changes = read
    return estimates, changes


def _row(table: pd.DataFrame, **values: str) -> pd.Series:
    for name, value in values.items():
        table = table[table[name] == value]
    assert len(table) == 1, values
    return table.iloc[0]


def _pct(share: str) -> str:
    return f"{int(float(share) * 100 + 0.5)}%"


def _text(folder: Path, code: str) -> str:
    page = (folder / HOME / code / "report.html").read_text(encoding="utf-8")
    body = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", page.partition("<body")[2], flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", body).replace("\N{NO-BREAK SPACE}", " ").split())


def _codes(folder: Path, item: str, **values: str) -> list[str]:
    _, changes = _results(folder)
    rows = changes[(changes["item"] == item) & (changes["comparison"] == "peers:size")]
    for name, value in values.items():
        rows = rows[rows[name] == value]
    return sorted(rows["group"])


def test_every_figure_of_a_municipality_is_the_released_one(
    folder: Path, write: Callable[..., list[str]]
) -> None:
    estimates, changes = _results(folder)
    told = [code for code in _codes(folder, "brief") if _shown(estimates, code)]
    chosen = told[:4]
    write(*chosen)
    for code in chosen:
        own = {"item": "brief", "category": "agree_net", "breakdown": "gemeente", "group": code}
        drawn = _row(estimates, measure="shrunken", **own)
        raw = _row(estimates, measure="share", **own)
        size = "s" if int(code[1:]) % 2 == 0 else "l"
        peers = _row(
            estimates, item="brief", category="agree_net", breakdown="size", group=size, measure="share"
        )
        nation = _row(estimates, item="brief", category="agree_net", breakdown="", measure="share")
        verdict = _row(changes, item="brief", comparison="peers:size", group=code)
        low, high = float(drawn["ci_low"]), float(drawn["ci_high"])
        if verdict["verdict"] == "undecided":
            low, high = min(low, float(peers["estimate"])), max(high, float(peers["estimate"]))
        text = _text(folder, code)
        assert f"naar schatting {_pct(drawn['estimate'])}" in text
        assert f"{_pct(drawn['estimate'])} ({_pct(str(low))} tot {_pct(str(high))})" in text
        assert f"{_pct(raw['estimate'])} (n = {float(raw['n']):.0f})" in text
        assert f"bij vergelijkbare gemeenten ({_pct(peers['estimate'])})" in text or (
            f"vergelijkbare gemeenten ({_pct(peers['estimate'])}) is niet aangetoond" in text
            or f"Bij vergelijkbare gemeenten is het {_pct(peers['estimate'])}" in text
        )
        assert _pct(nation["estimate"]) in text
        if verdict["mdd"] and verdict["verdict"] == "undecided" and float(verdict["mdd"]) <= 0.5:
            assert f"{float(verdict['mdd']) * 100:.0f} procentpunt" in text


def _shown(estimates: pd.DataFrame, code: str) -> bool:
    own = {"item": "brief", "category": "agree_net", "breakdown": "gemeente", "group": code}
    return _row(estimates, measure="shrunken", **own)["estimate"] != ""


def test_verdicts_are_told_in_the_words_of_their_row(folder: Path, write: Callable[..., list[str]]) -> None:
    wording = {
        "higher": "aantoonbaar hoger", "lower": "aantoonbaar lager", "undecided": "is niet aangetoond",
        "too_few": "Voor een vergelijking zijn er te weinig antwoorden",
    }  # fmt: skip
    estimates, _ = _results(folder)
    found = {}
    for verdict in wording:
        codes = [code for code in _codes(folder, "brief", verdict=verdict) if _shown(estimates, code)]
        found |= {codes[0]: verdict} if codes else {}
    assert {"undecided"} <= set(found.values())
    write(*found)
    for code, verdict in found.items():
        assert wording[verdict] in _text(folder, code)


def test_of_a_municipality_of_which_nothing_is_told_the_report_says_so_and_no_figure(
    folder: Path, write: Callable[..., list[str]]
) -> None:
    estimates, _ = _results(folder)
    hidden = [code for code in _codes(folder, "brief") if not _shown(estimates, code)]
    assert hidden
    write(hidden[0])
    text = _text(folder, hidden[0])
    name = f"Aa {int(hidden[0][1:])}"
    assert f"voor {name} tonen wij dit cijfer niet. Bij vergelijkbare gemeenten is het" in text
    assert "naar schatting" not in text.partition("Hoe is gerekend")[0]


def test_no_report_names_another_municipality(folder: Path, write: Callable[..., list[str]]) -> None:
    write("G004", pack=True)
    made = [(folder / HOME / "G004" / "report.html").read_text(encoding="utf-8")]
    with zipfile.ZipFile(folder / HOME / "G004.zip") as pack:
        assert sorted(pack.namelist()) == [
            "cijfers.csv",
            "leeswijzer.txt",
            "rapport.html",
            "voor-de-raad.html",
        ]
        made += [pack.read(name).decode() for name in pack.namelist()]
    for text in made:
        plain = re.sub(r"base64,[^\"')]+", "", text)
        assert set(re.findall(r"\bG0\d\d\b", plain)) <= {"G004"}
        assert set(re.findall(r"\bAa \d+\b", plain)) <= {"Aa 4"}


def test_the_same_bytes_at_once_one_by_one_and_in_another_order(
    folder: Path, write: Callable[..., list[str]]
) -> None:
    codes = [f"G{number:03d}" for number in range(benchmarking.FEWEST)]
    write(*codes, pack=True)
    at_once = _bytes(folder / HOME)
    shutil.rmtree(folder / HOME)
    for code in reversed(codes):
        write(code, pack=True)
    assert _bytes(folder / HOME) == at_once


def test_a_list_names_every_zip_that_stands_and_no_figure(
    folder: Path, write: Callable[..., list[str]]
) -> None:
    """Of this call and of earlier ones, in the order of the municipalities; no zip of a report that is not there any more."""
    shutil.rmtree(folder / HOME, ignore_errors=True)
    write("G003", pack=True)
    write("G001", "G002", pack=True)
    (folder / HOME / "G002.zip").unlink()
    write("G001", pack=True)
    listed = (folder / HOME / "lijst.csv").read_text(encoding="utf-8").splitlines()
    zips = {code: (folder / HOME / f"{code}.zip").read_bytes() for code in ("G001", "G003")}
    assert listed == [
        "code,gemeente,bestand,bytes,sha256",
        *(
            f"{code},Aa {int(code[1:])},{code}.zip,{len(content)},{hashlib.sha256(content).hexdigest()}"
            for code, content in zips.items()
        ),
    ]


def _bytes(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_what_stands_is_left_alone_and_what_changed_is_made_again(
    folder: Path, write: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    write("G001", "G002")
    before = _bytes(folder / HOME)
    (folder / HOME / "G002" / "report.html").write_text("anders", encoding="utf-8")
    rendered = []
    render = benchmarking._render

    def counted(plan, own, *rest):
        rendered.append(own.code)
        return render(plan, own, *rest)

    monkeypatch.setattr(benchmarking, "_render", counted)
    assert "1 report written" in write("G001", "G002")[0]
    assert rendered == ["G002"]
    assert _bytes(folder / HOME) == before
    path = folder / "study.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("2025-11-01", "2025-11-02"), encoding="utf-8")
    write("G001")
    assert rendered == ["G002", "G001"]


def test_a_report_is_made_again_when_its_wording_changes(
    folder: Path, write: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    write("G001")
    wording = shutil.copytree(words.FOLDER, folder / "words")
    file = wording / "municipality.yaml"
    file.write_text(file.read_text(encoding="utf-8") + "# anders\n", encoding="utf-8")
    monkeypatch.setattr(words, "FOLDER", wording)
    assert "1 report written" in write("G001")[0]
    assert "0 reports written" in write("G001")[0]


def test_a_zip_holds_the_report_that_stands_beside_it_and_is_made_without_making_that_again(
    folder: Path, write: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A report that was made again without its zip: an earlier one would be handed over for it."""
    write("G001", pack=True)
    path = folder / "study.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("2025-11-01", "2025-11-02"), encoding="utf-8")
    write("G001")
    assert not (folder / HOME / "G001.zip").exists()
    rendered = []
    render = benchmarking._render

    def counted(plan, own, *rest):
        rendered.append(plan.id)
        return render(plan, own, *rest)

    monkeypatch.setattr(benchmarking, "_render", counted)
    write("G001", pack=True)
    assert rendered == ["council"]
    with zipfile.ZipFile(folder / HOME / "G001.zip") as pack:
        assert pack.read("rapport.html") == (folder / HOME / "G001" / "report.html").read_bytes()


def test_results_that_are_gone_are_named(folder: Path, write: Callable[..., list[str]]) -> None:
    (folder / "build" / "gemeenten" / "2025" / "results" / "changes.parquet").unlink()
    with pytest.raises(ReleaseError, match=r"changes\.parquet"):
        write("G001")


def test_one_that_fails_is_named_and_the_others_stand(
    folder: Path, write: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    render = benchmarking._render

    def broken(plan, own, *rest):
        if own.code == "G002":
            raise PublicationError("publication.there_is_no_municipality", municipality="G002")
        return render(plan, own, *rest)

    monkeypatch.setattr(benchmarking, "_render", broken)
    said: list[str] = []
    with pytest.raises(PublicationError, match="1 report could not be made"):
        said += _told(folder, ("G001", "G002", "G003"))
    assert {path.name for path in (folder / HOME).iterdir() if path.is_dir()} == {"G001", "G003"}


def _told(folder: Path, codes: tuple[str, ...]) -> Iterator[str]:
    return write_places(
        folder / "study.yaml", codes, RunOptions(out=folder / "build", formats=FORMATS), False, _quiet
    )


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("G999", "there is no municipality G999"),
        ("Aa 7", "there is no municipality Aa 7. Did you mean"),
        ("OUD", "municipality OUD is now part of G003"),
        ("DEEL", "municipality DEEL was split into G001, G002"),
    ],
)
def test_a_code_that_is_none_is_refused_before_anything_is_written(
    folder: Path, write: Callable[..., list[str]], code: str, says: str
) -> None:
    with pytest.raises(PublicationError, match=re.escape(says)):
        write("G001", code)
    assert not (folder / HOME).exists()


def test_results_that_were_changed_since_the_run_are_refused(
    folder: Path, write: Callable[..., list[str]]
) -> None:
    path = folder / "build" / "gemeenten" / "2025" / "results" / "changes.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("undecided", "higher", 1), encoding="utf-8")
    with pytest.raises(ReleaseError, match=r"changes\.csv"):
        write("G001")


def test_a_study_without_a_benchmark_is_refused(folder: Path, write: Callable[..., list[str]]) -> None:
    path = folder / "study.yaml"
    kept = [
        line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("benchmark")
    ]
    path.write_text("\n".join(kept) + "\n", encoding="utf-8")
    with pytest.raises(MonitorError):
        write("G001")


def test_a_word_that_makes_an_order_is_refused_in_an_own_template(
    folder: Path, monkeypatch: pytest.MonkeyPatch, write: Callable[..., list[str]]
) -> None:
    from monitor.publication.quarto import template_documents

    root = template_documents.templates_root()
    own = shutil.copytree(root / "municipality", folder / "t" / "municipality")
    shutil.copytree(root / "council", folder / "t" / "council")
    shutil.copytree(root / "shared", folder / "t" / "shared")
    chapter = own / "any" / "chapters" / "council.qmd"
    chapter.write_text(
        chapter.read_text(encoding="utf-8") + "\nDeze gemeente doet het beter.\n", encoding="utf-8"
    )
    monkeypatch.setattr(template_documents, "templates_root", lambda: folder / "t")
    with pytest.raises(PublicationError, match="1 report could not be made"):
        write("G001")


def test_made_json_holds_the_hash_of_each_file(folder: Path, write: Callable[..., list[str]]) -> None:
    from monitor.outputs import file_hash

    write("G001")
    told = json.loads((folder / HOME / "G001" / "made.json").read_text(encoding="utf-8"))
    assert told["outputs"] == {"report.html": file_hash(folder / HOME / "G001" / "report.html")}


@pytest.mark.parametrize("left", [b"", b"PK\x03\x04 changed by hand"], ids=["a stop", "an editor"])
def test_a_zip_that_is_not_as_it_was_written_is_written_again(
    folder: Path, write: Callable[..., list[str]], left: bytes
) -> None:
    write("G001", pack=True)
    target = folder / HOME / "G001.zip"
    whole, report = target.read_bytes(), (folder / HOME / "G001" / "report.html").stat().st_mtime_ns
    target.write_bytes(left)
    write("G001", pack=True)
    assert target.read_bytes() == whole
    assert (folder / HOME / "G001" / "report.html").stat().st_mtime_ns == report
    assert "0 reports written" in write("G001", pack=True)[0]


def test_a_folder_that_the_disk_refuses_is_named_before_anything_is_made(
    folder: Path, write: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As root no folder is closed, so the system is told to refuse it."""
    home = folder / HOME
    mkdir = Path.mkdir

    def refused(path: Path, *values: object, **named: object) -> None:
        if path == home:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        mkdir(path, *values, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(Path, "mkdir", refused)
    monkeypatch.setattr(benchmarking, "_write", lambda *_: pytest.fail("a report was made"))
    with pytest.raises(OutputError, match=r"2025-municipalities"):
        write("G001", pack=True)
