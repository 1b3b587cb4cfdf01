"""Truth: two released sets made by hand that differ in known places, and what their reader may be told of each."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from monitor.commands.compare import compare_releases
from monitor.errors import MonitorError, ReleaseError
from monitor.outputs import OutputError, file_hash, write_manifest
from monitor.release.results.released_set import ReleasedSet, write_results
from tests.publication import conftest as small

Changed = Callable[[pd.DataFrame], None]


class Releases:
    """Two runs of the study of tests/publication in folders of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "questionnaire.yaml").write_text(small.QUESTIONNAIRE, encoding="utf-8")
        self.study = folder / "study.yaml"
        self.study.write_text(small.STUDY, encoding="utf-8")
        self.old = self.write("old", small.released_set())

    def write(self, name: str, released: ReleasedSet) -> Path:
        home = self.folder / name / "huurders" / "2024"
        write_results(released, home / "results")
        return home

    def changed(self, estimates: Changed | None = None, changes: Changed | None = None) -> Path:
        """A newer run in which rows were changed."""
        released = small.released_set()
        for frame, change in ((released.estimates, estimates), (released.changes, changes)):
            if change is not None:
                change(frame)
        return self.write("new", released)

    def compare(self, new: Path, expect_none: bool = False) -> tuple[str, ...]:
        return compare_releases(self.old, new, self.folder / "erratum", self.study, expect_none)

    @property
    def erratum(self) -> str:
        return (self.folder / "erratum" / "erratum.md").read_text(encoding="utf-8")

    @property
    def moved(self) -> list[dict[str, str]]:
        with (self.folder / "erratum" / "moved.csv").open(encoding="utf-8", newline="") as stream:
            return list(csv.DictReader(stream))


@pytest.fixture
def releases(tmp_path: Path) -> Releases:
    return Releases(tmp_path)


def place(frame: pd.DataFrame, **key: str) -> int:
    rows = frame[(frame[list(key)] == pd.Series(key)).all(axis=1)]
    assert len(rows) == 1
    return int(rows.index[0])


NEUTRAL = {"item": "letters", "category": "n", "wave": "2024", "measure": "share", "breakdown": ""}
NUMBERS = ["estimate", "count", "se", "ci_low", "ci_high", "n", "n_effective", "df", "deff"]
NUMBERS += ["n_not_asked", "n_no_answer", "n_dont_know", "n_not_applicable"]


def to(column: str, value: object, **key: str) -> Changed:
    def change(frame: pd.DataFrame) -> None:
        frame.loc[place(frame, **key), column] = value

    return change


def suppressed(frame: pd.DataFrame) -> None:
    at = place(frame, **NEUTRAL)
    frame.loc[at, NUMBERS] = float("nan")
    frame.loc[at, ["status", "reason"]] = ["suppressed", "small_group"]


def a_class(frame: pd.DataFrame) -> None:
    at = place(frame, **NEUTRAL)
    frame.loc[at, NUMBERS] = float("nan")
    frame.loc[at, ["status", "reason"]] = ["few", ""]


def test_two_equal_releases_have_nothing_to_correct(releases: Releases) -> None:
    told = releases.compare(releases.changed(), expect_none=True)
    assert told[0].split()[0] == "unchanged"
    assert "Er is geen enkel cijfer veranderd" in releases.erratum
    assert releases.moved == []


def test_a_figure_that_prints_otherwise_moved_with_what_it_was_and_is(releases: Releases) -> None:
    releases.compare(releases.changed(to("estimate", 0.261, **NEUTRAL)))
    [line] = releases.moved
    assert (line["kind"], line["part"], line["old"], line["new"]) == ("moved", "estimate", "25%", "26%")
    assert "| 25% | 26% |" in releases.erratum
    assert "1 is veranderd." in releases.erratum


def test_what_lies_behind_the_printed_digits_is_one_number(releases: Releases) -> None:
    told = releases.compare(releases.changed(to("estimate", 0.2512, **NEUTRAL)), expect_none=True)
    assert any(line.split()[:2] == ["behind", "1"] for line in told)
    assert releases.moved == []


@pytest.mark.parametrize("change", [suppressed, a_class])
def test_a_withdrawn_number_is_told_nowhere(change: Changed, releases: Releases) -> None:
    releases.compare(releases.changed(change))
    assert "25%" not in releases.erratum
    assert all(line["old"] == "" for line in releases.moved)
    assert {line["item"] for line in releases.moved} == {"letters"}
    assert ("ingetrokken" in releases.erratum) == (change is suppressed)
    assert ("geen of vrijwel geen huurders" in releases.erratum) == (change is a_class)


def test_a_figure_that_is_gone_is_named_without_its_number(releases: Releases) -> None:
    released = small.released_set()
    rows = released.estimates
    kept = rows.drop(index=place(rows, **NEUTRAL)).reset_index(drop=True)
    releases.compare(releases.write("new", replace(released, estimates=kept)))
    assert [(line["kind"], line["old"]) for line in releases.moved] == [("gone", "")]
    assert "## Vervallen" in releases.erratum


def test_a_figure_that_is_shown_now_is_told_with_its_number(releases: Releases) -> None:
    later = releases.changed()
    releases.old = releases.write("before", _with(suppressed))
    releases.compare(later)
    assert {line["kind"] for line in releases.moved} == {"now_shown"}
    assert "25%" in releases.erratum


def _with(change: Changed) -> ReleasedSet:
    released = small.released_set()
    change(released.estimates)
    return released


def test_another_verdict_stands_among_the_first(releases: Releases) -> None:
    frame = small.released_set().changes
    row = frame[frame["verdict"] == "undecided"].iloc[0]
    key = {name: row[name] for name in ("item", "category", "measure", "level", "breakdown", "comparison")}
    told = releases.compare(releases.changed(changes=to("verdict", "increased", **key)))
    first = releases.erratum.partition("## Belangrijkste cijfers")[2]
    assert "| geen verschil aangetoond | gestegen |" in first
    assert any(line.split()[:2] == ["verdicts", "1"] for line in told)


def test_another_test_of_one_difference_is_the_same_figure(releases: Releases) -> None:
    frame = small.released_set().changes
    at = int(frame.index[0])

    def other(changes: pd.DataFrame) -> None:
        changes.loc[at, "test"] = "z" if changes.loc[at, "test"] != "z" else "t"

    releases.compare(releases.changed(changes=other), expect_none=True)


def test_something_that_moved_is_an_error_where_nothing_was_expected(releases: Releases) -> None:
    with pytest.raises(ReleaseError, match="1 printed figure or verdict moved"):
        releases.compare(releases.changed(to("estimate", 0.31, **NEUTRAL)), expect_none=True)
    assert "31%" in releases.erratum


def test_the_manifests_tell_what_is_beneath(releases: Releases) -> None:
    new = releases.changed(to("estimate", 0.31, **NEUTRAL))
    files = {"study.yaml": "a", "questionnaire.yaml": "b", "huurders_2024.csv": "c"}
    for home, inputs, version in (
        (releases.folder / "old-confidential" / "huurders" / "2024", files, "0.1.0"),
        (
            releases.folder / "new-confidential" / "huurders" / "2024",
            {**files, "huurders_2024.csv": "d"},
            "0.2.0",
        ),
    ):
        home.mkdir(parents=True)
        write_manifest(home, {"inputs": inputs, "version": version})
    releases.compare(new)
    assert "De antwoorden zijn veranderd (huurders\\_2024.csv)." in releases.erratum
    assert "Het programma is vernieuwd (0.1.0 werd 0.2.0)." in releases.erratum
    assert "vragenlijst is veranderd" not in releases.erratum


def test_without_manifests_the_number_of_respondents_tells(releases: Releases) -> None:
    released = small.released_set()
    waves = dict(released.method.waves)
    waves["2024"] = replace(waves["2024"], n_accepted=(waves["2024"].n_accepted or 0) + 3)
    releases.compare(releases.write("new", replace(released, method=replace(released.method, waves=waves))))
    assert "Het aantal deelnemers dat meetelt in 2024 is veranderd" in releases.erratum


def test_a_folder_that_holds_something_else_is_left_alone(releases: Releases) -> None:
    own = releases.folder / "erratum" / "brief.docx"
    own.parent.mkdir()
    own.write_text("mijn brief", encoding="utf-8")
    with pytest.raises(OutputError, match="this folder holds something else"):
        releases.compare(releases.changed())
    assert own.read_text(encoding="utf-8") == "mijn brief"


def test_an_erratum_takes_the_place_of_an_earlier_one(releases: Releases) -> None:
    new = releases.changed(to("estimate", 0.31, **NEUTRAL))
    releases.compare(new)
    first = releases.erratum
    releases.compare(new)
    assert releases.erratum == first


def test_results_for_inside_use_have_no_erratum(releases: Releases) -> None:
    released = small.released_set()
    inside = releases.write("new", replace(released, method=replace(released.method, audience="internal")))
    with pytest.raises(MonitorError, match="for inside use"):
        releases.compare(inside)


def test_the_days_of_both_releases_are_named(releases: Releases) -> None:
    released = small.released_set()
    for name, day in (("before", "2024-12-01"), ("after", "2025-02-03")):
        releases.write(name, replace(released, method=replace(released.method, published=day)))
    releases.old = releases.folder / "before" / "huurders" / "2024"
    releases.compare(releases.folder / "after" / "huurders" / "2024")
    assert "de uitgave van 1 december 2024 met die van de uitgave van 3 februari 2025" in releases.erratum
    releases.compare(releases.old)
    assert "Dit erratum vergelijkt twee uitgaven van 1 december 2024." in releases.erratum


def test_the_study_is_found_beside_the_output_and_by_its_hash(releases: Releases, monkeypatch) -> None:
    """Two files of one study: the one that the newer run was made with counts."""
    new = releases.changed(to("estimate", 0.31, **NEUTRAL))
    other = releases.folder / "a_copy" / "study.yaml"
    other.parent.mkdir()
    other.write_text(small.STUDY.replace("Huurders over hun corporatie", "Een oude titel"), encoding="utf-8")
    (other.parent / "questionnaire.yaml").write_text(small.QUESTIONNAIRE, encoding="utf-8")
    write_manifest(new, {"inputs": {"study.yaml": file_hash(releases.study)}})
    elsewhere = releases.folder / "new" / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    compare_releases(releases.old, new, elsewhere / "erratum", None, False)
    assert "Huurders over hun corporatie" in (elsewhere / "erratum" / "erratum.md").read_text(
        encoding="utf-8"
    )
