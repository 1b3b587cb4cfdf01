"""Truth: the released tables and the reports of a check of files, vignettes and a register that stand in one site."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest

from monitor.commands.site_audit import audit_site
from monitor.commands.site_writing import write_site
from monitor.errors import ReleaseError
from monitor.release.results.released_set import read_results
from monitor.stages.options import RunOptions
from tests.registers import silent

from .conftest import Kinds
from .kept_back import kept_back, shown_although_kept_back

CASE = "vignettes/2025/casus/gifts"


def _text(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def _read(kinds: Kinds, name: str) -> str:
    return (kinds.site / name).read_text(encoding="utf-8")


def test_the_audit_passes_a_site_of_all_kinds(kinds: Kinds) -> None:
    _, said = audit_site(kinds.site, kinds.studies, kinds.build, None)
    assert said.startswith("Site passed: ")


def test_nothing_that_the_door_kept_back_of_any_kind_is_in_the_site(kinds: Kinds) -> None:
    told = json.loads(_read(kinds, "site.json"))["runs"]
    runs = [(study, one["wave"]) for study, one in zip(kinds.studies, told, strict=True)]
    options = RunOptions(out=kinds.build)
    assert kept_back(kinds.studies[0], replace(options, wave="2025"))
    assert shown_although_kept_back(kinds.site, runs, options) == []


def test_a_case_has_a_page_that_counts_people(kinds: Kinds) -> None:
    rows = read_results(kinds.build / "vignettes/2025/results").estimates
    decided = rows.loc[rows["item"] == "gifts_decides", "count"]
    page = _text(_read(kinds, f"{CASE}.html"))
    assert f"{decided.max():.0f} van de {decided.sum():.0f} inkomensconsulenten kiezen voor" in page
    for part in (
        "De casus",
        "Ziet ruimte",
        "Argumenten",
        "Besluiten collega's hetzelfde?",
        "Zo haalt u deze pagina aan",
    ):
        assert part in page, part
    assert "%" not in page
    assert (kinds.site / f"{CASE}.svg").is_file()
    assert (kinds.site / f"{CASE}-smal.svg").is_file()
    lines = (kinds.build / "vignettes/2025/results/estimates.csv").read_text(encoding="utf-8").splitlines()
    own = _read(kinds, f"{CASE}.csv").splitlines()
    assert own == [lines[0], *(line for line in lines[1:] if ",gifts_" in line)]


def test_what_the_report_says_of_pairs_and_limits_stands_on_the_page_on_method(kinds: Kinds) -> None:
    page = _text(_read(kinds, "vignettes/2025/methode.html"))
    for part in ("Over een gemeente of een enkele inkomensconsulent staat hier niets.", "De casussen naast elkaar",
                 "Gelijke besluiten van collega's en van anderen"):  # fmt: skip
        assert part in page, part


def test_cases_are_found_and_counted_at_the_beginning(kinds: Kinds) -> None:
    index = _read(kinds, "_bestanden/index.js")
    entries = json.loads(index.partition(" = ")[2][:-2])["entries"]
    assert [one["to"] for one in entries if one["kind"] == "case"] == [
        f"vignettes/2025/casus/{name}.html" for name in ("washing", "gifts", "course")
    ]
    assert "3 casussen, met aantallen en zonder percentages" in _text(_read(kinds, "index.html"))
    assert "Boodschappen van een zus" in _text(_read(kinds, "zoeken.html"))


def test_a_register_has_no_margins_and_no_questions(kinds: Kinds) -> None:
    [page] = kinds.site.glob("*/*/vraag/stock_rate.html")
    told = _text(page.read_text(encoding="utf-8"))
    assert "Over dit cijfer" in told
    assert "Zo is het geteld" in told
    assert "betrouwbaarheidsinterval): het echte cijfer" not in told
    assert "betrouwbaarheidsinterval): het echte cijfer" in _text(
        _read(kinds, "dossiers/2025/vraag/norms_review.html")
    )
    assert re.search(r"\d+ cijfers? over \d+ onderwerp", _text(_read(kinds, "index.html")))


def test_the_page_on_method_of_a_register_says_what_its_report_says(kinds: Kinds) -> None:
    [page] = kinds.site.glob("register/*/methode.html")
    told = _text(page.read_text(encoding="utf-8"))
    for part in (
        "Wat is geteld",
        "Hoe de cijfers zijn berekend",
        "Een register zegt wanneer iets veranderde",
        "PERCENTIEL.INC",
    ):
        assert part in told, part
    for part in ("espondentnummer", "vragenlijst", "steekproef en de berekening", "Minste aantal antwoorden"):
        assert part not in told, part


def test_what_was_counted_is_a_figure_and_no_question(kinds: Kinds) -> None:
    index = json.loads(_read(kinds, "_bestanden/index.js").partition(" = ")[2][:-2])
    of = {entry["to"].partition("/")[0] for entry in index["entries"] if entry["kind"] == "figure"}
    assert len(of) == 2
    assert not any(entry["kind"] == "question" for entry in index["entries"])
    assert re.search(r"Aanvraag \(\d cijfers\)", _text(_read(kinds, "dossiers/2025/index.html")))


def test_a_norm_in_one_process_is_told_as_it_was_judged_and_not_computed(kinds: Kinds) -> None:
    page = _text(_read(kinds, "dossiers/2025/vraag/norms_review.html"))
    assert "Zo is het berekend" not in page
    assert "Zo is het gevraagd" in page
    assert page.count("Het plan van aanpak is actueel") > 1
    assert "(plan)" not in page
    assert "Zo is het berekend" in _text(_read(kinds, "dossiers/2025/vraag/score_review.html"))


def test_files_that_a_norm_did_not_apply_to_are_a_released_number(kinds: Kinds) -> None:
    page = _text(_read(kinds, "dossiers/2025/vraag/norms_review.html"))
    assert "n.v.t." in page


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        (f"{CASE}.html", "</main>", "<!-- 43 --></main>"),
        (f"{CASE}.html", "<main ", '<main data-hidden="0.4321" '),
        (f"{CASE}.js", '"datasets":', '"hidden":0.4321,"datasets":'),
        (f"{CASE}.svg", "</svg>", "<!-- 43 --></svg>"),
        ("site.json", '"runs": [', '"hidden": 43, "runs": ['),
    ],
)
def test_what_no_reader_sees_is_found_too(
    kinds: Kinds, tmp_path: Path, name: str, before: str, after: str
) -> None:
    options = RunOptions(out=kinds.build)
    write_site(kinds.studies[1:2], options, tmp_path / "site", silent)
    path = tmp_path / "site" / name
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(ReleaseError):
        audit_site(tmp_path / "site", kinds.studies, kinds.build, None)
