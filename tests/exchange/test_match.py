"""Truth: pairs of questions judged by hand, and the sample of two waves with its own table."""

from __future__ import annotations

from pathlib import Path
from shutil import copy, copytree

import pytest

from monitor.errors import IntakeError
from monitor.exchange.add_wave import add_wave
from monitor.exchange.begin import begin
from monitor.exchange.comparisons import comparisons
from monitor.exchange.match import Asked, matched, reworded, score
from monitor.study.study_reader import read_study
from tests.declared import plain_yaml

pytestmark = pytest.mark.ci

WAVES = Path(__file__).with_name("samples") / "waves"
FIRST, SECOND = (str(WAVES / name) for name in ("Contact 2023(1-30).xlsx", "contact2025.sav"))
ANSWERS = frozenset({"ja", "nee"})


@pytest.mark.parametrize(
    ("before", "now", "verdict"),
    [
        ("Werkt u naast uw uitkering?", "Werkt u naast uw uitkering", "same"),
        ("Ik begrijp de brieven van de gemeente", "Ik begrijp de brieven van mijn gemeente goed", "reworded"),
        ("Ik krijg snel antwoord", "Ik krijg niet snel antwoord", "doubtful"),
        ("Ik begrijp de brieven van de gemeente", "Ik begrijp de website van de gemeente", "doubtful"),
        ("De gemeente helpt mij", "Helpt mij de gemeente", "doubtful"),
        ("Hoe oud bent u?", "Heeft u kinderen?", None),
    ],
)
def test_two_texts_are_judged_as_a_person_does(before: str, now: str, verdict: str | None) -> None:
    matches = matched([Asked("a", before, answers=ANSWERS)], [Asked("b", now, answers=ANSWERS)])
    assert [match.verdict for match in matches] == ([verdict] if verdict else [])


def test_other_answers_make_two_items_of_one_text() -> None:
    one, other = (
        Asked(name, "Hoe oud bent u?", answers=frozenset(labels))
        for name, labels in (("a", "pq"), ("b", "pqr"))
    )
    assert [match.verdict for match in matched([one], [other])] == ["scale"]


def test_every_item_is_joined_at_most_once() -> None:
    before = [Asked("a", "De brieven zijn duidelijk"), Asked("b", "De brieven zijn heel duidelijk")]
    now = [Asked("c", "De brieven zijn duidelijk"), Asked("d", "De brieven zijn heel duidelijk")]
    joined = {match.old.id: match.new.id for match in matched(before, now) if match.verdict == "same"}
    assert joined == {"a": "c", "b": "d"}


def test_a_negation_on_one_side_is_no_rewording() -> None:
    assert score("Ik krijg snel antwoord", "Ik krijg niet snel antwoord") > 0.8
    assert not reworded(Asked("a", "Ik krijg snel antwoord"), Asked("b", "Ik krijg niet snel antwoord"))


@pytest.fixture(scope="module")
def added(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample's first wave as a study, to which its second is added."""
    to = tmp_path_factory.mktemp("waves") / "onderzoek"
    begin([FIRST], to, lambda *_: None)
    add_wave(to / "study.yaml", [SECOND], False, lambda *_: None)
    return to


def test_the_sample_is_matched_as_its_table_says(added: Path) -> None:
    expected = plain_yaml(WAVES / "expected.yaml")
    old, new = (plain_yaml(added / "columns" / f"{wave}.yaml")["columns"] for wave in ("2023", "2025"))
    by_column = {entry["column"] if isinstance(entry, dict) else entry: item for item, entry in old.items()}
    now = {entry["column"] if isinstance(entry, dict) else entry: item for item, entry in new.items()}
    for row in expected["matches"]:
        for column in row["2025"] if isinstance(row["2025"], list) else [row["2025"]]:
            joined = now[column].startswith(by_column[row["2023"]])
            assert joined == row["verdict"].startswith("same"), row


def test_what_stands_in_the_study_stays_byte_for_byte(tmp_path: Path) -> None:
    to = tmp_path / "onderzoek"
    begin([FIRST], to, lambda *_: None)
    before = {path.name: path.read_text(encoding="utf-8") for path in to.glob("*.yaml")}
    shown = add_wave(to / "study.yaml", [SECOND], True, lambda *_: None)
    assert any(line.startswith("+") for line in shown)
    assert {path.name: path.read_text(encoding="utf-8") for path in to.glob("*.yaml")} == before
    add_wave(to / "study.yaml", [SECOND], False, lambda *_: None)
    for name, text in before.items():
        after = (to / name).read_text(encoding="utf-8").splitlines()
        changed = [line for line in text.splitlines() if line not in after]
        assert all("waves:" in line or ": Ik " in line for line in changed), changed


def test_a_reworded_question_is_not_compared_until_somebody_says_so(added: Path) -> None:
    items = read_study(added / "study.yaml").questionnaire.items
    letters = items["begrijp_brieven_gemeente"]
    assert (letters.comparable_from, letters.break_reason) == ("2025", "wording")
    assert items["krijg_snel_antwoord"].asked == ("2023",)
    assert items["waarover_contact_ow4"].asked == ("2025",)


def test_a_third_wave_asks_an_option_again_and_what_was_gone_goes_only_once(
    added: Path, tmp_path: Path
) -> None:
    """What the first wave alone asked is not told as gone a second time; an option with waves of its own gets this."""
    to = copytree(added, tmp_path / "onderzoek")
    file = _made_on(SECOND, b"05 Nov 27", tmp_path / "contact2027.sav")
    summary, *_ = add_wave(to / "study.yaml", [str(file)], False, lambda *_: None)
    items = read_study(to / "study.yaml").questionnaire.items
    assert items["waarover_contact_ow4"].asked == ("2025", "2027")
    assert items["krijg_snel_antwoord"].asked == ("2023",)
    assert " 0 not asked any more" in summary
    assert "krijg_snel_antwoord" not in (to / "import_2027.md").read_text(encoding="utf-8")


def _made_on(file: str, day: bytes, to: Path) -> Path:
    """The same answers in a file of another day, which its header names."""
    content = Path(file).read_bytes()
    to.write_bytes(content[:84] + day + content[93:])
    return to


def test_it_ends_with_what_will_be_tested_and_why_the_rest_is_not(added: Path, tmp_path: Path) -> None:
    """By hand from the sample's table: of the items of both waves, three go on as they are."""
    questionnaire = read_study(added / "study.yaml").questionnaire
    tested, *rest = comparisons(questionnaire, "2025")
    same = [one for one in questionnaire.items if questionnaire.comparable(one, "2023", "2025")]
    shown = [one for one in same if not questionnaire.items[one].traits.confidential]
    assert tested == f"between 2023 and 2025 {len(shown)} questions are compared and tested"
    assert [line.partition(":")[0] for line in rest] == [
        "not compared, new in 2025",
        "not compared, not asked in 2025",
        "not compared, since wording or answers changed",
    ]
    assert "begrijp_brieven_gemeente" in rest[2]
    assert comparisons(questionnaire, "2023") == ()


def test_answers_that_are_there_already_are_no_new_wave(added: Path, tmp_path: Path) -> None:
    """The file of the last wave under another year made a study in which nothing had changed."""
    to = copytree(added, tmp_path / "onderzoek")
    with pytest.raises(IntakeError, match="wave 2025"):
        add_wave(
            to / "study.yaml", [f"2027={copy(SECOND, tmp_path / 'contact2027.sav')}"], False, lambda *_: None
        )


def test_a_study_that_is_published_before_its_answers_says_so(tmp_path: Path) -> None:
    to = tmp_path / "onderzoek"
    rows = [f"{n};Ja;%s-{n % 9 + 11}" for n in range(12)]
    for wave, month in (("2025", "2025-03"), ("2027", "2027-03")):
        text = "\n".join(
            [
                "nr;Kreeg u hulp;datum",
                *(row % month for row in rows[:6]),
                *(row.replace("Ja", "Nee") % month for row in rows[6:]),
            ]
        )
        (tmp_path / f"hulp {wave}.csv").write_text(text, encoding="utf-8")
    begin([str(tmp_path / "hulp 2025.csv")], to, lambda *_: None)
    said = add_wave(to / "study.yaml", [str(tmp_path / "hulp 2027.csv")], False, lambda *_: None)
    assert any("published is 2025-03-19" in line and "2027-03-19" in line for line in said), said


def test_a_doubtful_question_is_told_by_the_name_that_it_gets(tmp_path: Path) -> None:
    """It was told as itself: waarschijnlijk lijkt op waarschijnlijk."""
    to = tmp_path / "onderzoek"
    asked = {
        "2025": "Hoe waarschijnlijk raadt u het wijkteam aan aan anderen op een schaal van 0 tot 10",
        "2027": "Hoe waarschijnlijk raadt u het wijkteam aan aan anderen",
    }
    for (wave, text), cells in zip(asked.items(), (range(11), ["Ja", "Nee", "Misschien"] * 4), strict=True):
        rows = [f"{n};{cell}" for n, cell in enumerate(cells)]
        (tmp_path / f"hulp {wave}.csv").write_text("\n".join([f"nr;{text}", *rows]), encoding="utf-8")
    begin([str(tmp_path / "hulp 2025.csv")], to, lambda *_: None)
    add_wave(to / "study.yaml", [str(tmp_path / "hulp 2027.csv")], False, lambda *_: None)
    (line,) = [
        one for one in (to / "import_2027.md").read_text(encoding="utf-8").splitlines() if "lijkt op" in one
    ]
    _, _, said = line.partition(": ")
    new, _, old = said.partition(" lijkt op ")
    assert new == f"{old.split()[0]}_2"
