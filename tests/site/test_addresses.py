"""Truth: addresses written down here, which never change, and the two sites of a study that is run, renamed and run again."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from monitor.commands.site_writing import write_site
from monitor.publication.site.addresses import OF_WAVES, breakdown_slug, place_slug, slug
from monitor.stages.options import RunOptions
from tests.registers import silent

from .conftest import Made, run

ANCHOR = re.compile(r' id="([^"]+)"')
BESIDE = """\
study: hulp_ook
title: Hulp, een ander onderzoek
publisher: De inspectie
published: 2025-11-01
questionnaire: questionnaire.yaml
waves: {"2025": {responses: r2025.csv}}
municipalities: {file: frame.csv, column: gemeente, population: people}
breakdowns: [leeftijd]
comparison: {headlines: [con]}
design: {weights: w, stable_ids: off}
companions: {hulp: study.yaml}
side_by_side:
  - {id: letters, title: Brieven, companion: hulp, own: con.agree_net, own_text: de brieven duidelijk zijn,
     other: con.agree_net, other_text: hun brieven duidelijk zijn}
demonstration: true
reports: [inspectorate]
"""


@pytest.mark.parametrize(
    ("code", "address"),
    [
        ("letters_clear", "letters_clear"),
        ("2024-11", "2024-11"),
        ("2024-112233", "2024-112233-a61cc8"),  # it could be the hash of another
        ("con", "con-1143da"),
        ("Klacht", "klacht-20753b"),
        ("a--b", "a-b-90827a"),
    ],
)
def test_the_address_of_a_code_stays(code: str, address: str) -> None:
    assert slug(code) == address


@pytest.mark.parametrize(
    ("code", "address"),
    [("GM0796", "gm0796"), ("0796", "0796"), ("gm0796", "gm0796-71cb2f"), ("GM-0796", "gm-0796-f96151")],
)
def test_the_address_of_a_municipality_stays_and_is_its_code(code: str, address: str) -> None:
    assert place_slug(code) == address


@pytest.mark.parametrize(
    "codes", [("CON", "con", "Con"), ("A1", "a1"), ("A_1", "A-1", "a_1", "a-1", "A 1"), ("x/y", "x-y", "X/Y")]
)
def test_municipalities_whose_codes_look_alike_keep_their_own_addresses(codes: tuple[str, ...]) -> None:
    assert len({place_slug(code) for code in codes}) == len(codes)
    assert all(re.fullmatch(r"[a-z0-9_-]{1,60}", place_slug(code)) for code in (*codes, "G" * 200))


def test_a_breakdown_that_is_called_as_a_crossing_keeps_its_own_address() -> None:
    names = ("region*size", "region_x_size", "a*b_x_c", "a_x_b*c", "a*b*c", "a_x_b_x_c", "region", "size")
    assert len({breakdown_slug(name) for name in names}) == len(names)
    assert breakdown_slug("region*size") == "region_x_size"


def test_a_breakdown_is_never_taken_for_the_waves_of_a_question() -> None:
    assert breakdown_slug(OF_WAVES) != OF_WAVES


def test_a_municipality_that_is_called_otherwise_and_a_new_run_leave_every_address_and_anchor(
    made: Made, tmp_path: Path
) -> None:
    for name in ("build", "build-confidential"):
        shutil.copytree(made.folder / name, tmp_path / name)
    for path in (path for path in made.folder.iterdir() if path.is_file()):
        shutil.copy(path, tmp_path)
    frame = tmp_path / "frame.csv"
    frame.write_text(
        frame.read_text(encoding="utf-8").replace("Súdwest-Fryslân", "De Fryske Marren"), encoding="utf-8"
    )
    write_site([tmp_path / "study.yaml"], RunOptions(out=tmp_path / "build"), tmp_path / "site", silent)
    earlier = {path.relative_to(made.first) for path in made.first.rglob("*.html")}
    for address in sorted(earlier):
        page = (tmp_path / "site" / address).read_text(encoding="utf-8")
        anchors = set(ANCHOR.findall((made.first / address).read_text(encoding="utf-8")))
        assert anchors <= set(ANCHOR.findall(page)), address
    assert "<h1>De Fryske Marren</h1>" in (tmp_path / "site/hulp/2025/gemeente/g003.html").read_text(
        encoding="utf-8"
    )


def test_a_study_and_the_one_beside_it_ask_the_same_and_each_has_its_own_page(
    made: Made, tmp_path: Path
) -> None:
    for path in (path for path in made.folder.iterdir() if path.is_file()):
        shutil.copy(path, tmp_path)
    shutil.copytree(made.build, tmp_path / "build")
    study = tmp_path / "beside.yaml"
    study.write_text(BESIDE, encoding="utf-8")
    run(study, "2025", tmp_path / "build")
    options = RunOptions(out=tmp_path / "build")
    write_site([tmp_path / "study.yaml", study], options, tmp_path / "site", silent)
    shutil.rmtree(tmp_path / "build/hulp")
    write_site([study], options, tmp_path / "alone", silent)
    both = {path.relative_to(tmp_path / "site").as_posix() for path in (tmp_path / "site").rglob("*.html")}
    for folder in ("hulp", "hulp_ook"):
        assert f"{folder}/2025/vraag/{slug('con')}.html" in both
    assert {path.relative_to(made.site).as_posix() for path in made.site.rglob("*.html")} <= both
    alone = {path.relative_to(tmp_path / "alone").as_posix() for path in (tmp_path / "alone").rglob("*.html")}
    assert {name for name in alone if "/" in name} == {name for name in both if name.startswith("hulp_ook/")}
