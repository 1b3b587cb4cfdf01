"""Truth: groups that are tested against each other are marked and told, and where one is hidden, all of them are."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pandas as pd
import pytest

from tests.pipeline.conftest import in_this_process
from tests.tablebooks import tables_of, texts_of

QUESTIONNAIRE = """\
survey: groepen
title: Vragenlijst over hulp
respondents: {singular: inwoner, plural: inwoners}
waves: ["2025"]
themes: {hulp: Hulp}
scales:
  janee: {kind: nominal, categories: {j: ja, n: nee}}
  leeftijd: {kind: ordinal, categories: {a: jong, b: midden, c: oud}}
questions:
  - {id: age, scale: leeftijd, theme: hulp, text: "Hoe oud bent u?"}
  - {id: help, scale: janee, theme: hulp, text: "Kreeg u hulp?"}
  - {id: talk, kind: number, range: [0, 40], unit: gesprekken, theme: hulp, text: "Hoeveel gesprekken had u?"}
"""
STUDY = """\
study: groepen
title: Hulp
published: 2025-11-01
questionnaire: questionnaire.yaml
waves: {"2025": {responses: r.csv}}
design: {sampling: probability}
breakdowns:
  - {id: age, label: Leeftijd, test_groups: true%s}
reports: [{template: tpl, formats: [html]}, {template: inspectorate, formats: [html]}]
"""
ANONYMOUS = ", population_at_least: {n: 1000, source: bevolkingsregister}"
REPORT = """\
---
title: Proef
---

## Hulp naar leeftijd

{{< var help.j.age_a.rest.sentence >}}

{{< var help.j.age_b.rest.sentence >}}

{{< var help.item.age.groups.sentence >}}

{{< include tables/help--by-age.md >}}
"""
BOOK = "build/groepen/2025/results/tabellenboek.xlsx"
YES = {"a": (180, 300), "b": (100, 250), "c": (20, 50)}


def run(
    folder: Path,
    groups: dict[str, tuple[int, int]],
    declared: str,
    report: str = REPORT,
    sampling: str = "probability",
) -> str:
    """Runs the study; what its report says, or the error."""
    (folder / "tpl").mkdir(parents=True)
    study = (STUDY % declared).replace("sampling: probability", f"sampling: {sampling}")
    if sampling == "census":
        n = sum(of_group for _, of_group in groups.values())
        study = study.replace("{responses: r.csv}", f"{{responses: r.csv, invited: {n}}}")
    texts = {"questionnaire.yaml": QUESTIONNAIRE, "study.yaml": study, "tpl/report.qmd": report}
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    rows = [
        (group, "j" if place < yes else "n", place % 9 + (4 if group == "a" else 0))
        for group, (yes, n) in groups.items()
        for place in range(n)
    ]
    lines = [f"{place},{','.join(map(str, row))}" for place, row in enumerate(rows)]
    (folder / "r.csv").write_text("\n".join(["respondent_id,age,help,talk", *lines]) + "\n", encoding="utf-8")
    done = in_this_process("run", str(folder / "study.yaml"), "--out", str(folder / "build"))
    if done.returncode:
        return done.stderr
    page = (folder / "build/groepen/2025/reports/tpl/report.html").read_text(encoding="utf-8")
    text = re.sub(r"<[^>]+>", " ", re.sub(r"(?s)<(style|script|svg)\b.*?</\1>", "", page))
    return re.sub(r"\s+", " ", html.unescape(text))


def changes_in(folder: Path) -> pd.DataFrame:
    return pd.read_csv(folder / "build/groepen/2025/results/changes.csv", keep_default_na=False)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("groups") / "study"
    return folder, run(folder, YES, ANONYMOUS)


def test_a_group_that_differs_is_told_and_marked(told: tuple[Path, str]) -> None:
    _, text = told
    assert "60%; dat is 20 procentpunt hoger dan bij de andere inwoners." in text
    assert "40%; dat is 17 procentpunt lager dan bij de andere inwoners." in text
    assert "oor de antwoorden op ‘Kreeg u hulp?’ is een verschil tussen de groepen aangetoond." in text
    assert "60% (180) ▲ 40% (100) ▼ 40% (20)" in text
    assert "▲ hoger en ▼ lager dan in de andere groepen samen." in text
    assert "niet getoetst." not in text.replace("of is er niet getoetst.", "")


def test_they_are_one_family_of_which_the_annex_tells(told: tuple[Path, str]) -> None:
    folder, _ = told
    changes = changes_in(folder)
    assert set(changes["comparison"]) == {"groups:age", "rest:age"}
    assert set(changes["item"]) == {"help", "talk"}  # a group is not compared in what makes it
    whole = changes[changes["level"] == "item"].set_index("item")
    assert dict(whole["verdict"]) == {"help": "differs", "talk": "differs"}
    assert set(changes["from_wave"]) == set(changes["to_wave"]) == {2025}
    assert set(changes["margin"]) == {""}
    page = (folder / "build/groepen/2025/reports/inspectorate/report.html").read_text(encoding="utf-8")
    assert "groepen binnen 2025, Leeftijd" in html.unescape(page)


def test_the_table_book_has_the_difference_and_its_sign_and_no_columns_of_changes(
    told: tuple[Path, str],
) -> None:
    folder, _ = told
    tables = tables_of(folder / BOOK)
    table, rows = tables["vraag_help"], tables["verschillen_groepen"].rows
    assert not [header for header in table.headers if header.startswith(("Verschil", "Uitkomst"))]
    assert "verschillen_metingen" not in tables
    assert table.headers[-4:] == ["jong (A)", "midden (B)", "oud (C)", "Leeftijd: verschillen"]
    assert table.of("ja")["jong (A)"] == pytest.approx(0.6)
    assert table.of("ja")["Leeftijd: verschillen"] == "hoger: A; lager: B"
    found = {(row["Groep"], row["Antwoord"]): row for row in rows if row["Onderdeel"] == "Kreeg u hulp?"}
    young, old = found["jong", "ja"], found["oud", "ja"]
    assert (young["Verschil"], young["Uitkomst"]) == (pytest.approx(20), "hoger dan de andere groepen samen")
    assert (old["Verschil"], old["Uitkomst"]) == (pytest.approx(-10.909090909), "geen verschil aangetoond")
    changes = changes_in(folder)
    own = changes[(changes["item"] == "help") & (changes["group"] == "a") & (changes["category"] == "j")]
    assert young["p van deze toets"] == pytest.approx(float(own["p"].iloc[0]), rel=1e-9)
    assert found["alle groepen", "alle antwoorden samen"]["Uitkomst"] == "verschil tussen de groepen"


def test_a_figure_of_points_marks_its_groups_and_one_of_bars_says_where_they_are(tmp_path: Path) -> None:
    report = "---\ntitle: Proef\n---\n\n## Hulp\n"
    for name in ("talk", "help"):
        report += f"\n![Naar leeftijd](figures/{name}--by-age){{#fig-{name}}}\n\n{{{{< include figures/{name}--by-age.md >}}}}\n"
    text = run(tmp_path / "study", YES, ANONYMOUS, report)
    first, second = text.split("Grafiek 2:")
    assert "▲ hoger en ▼ lager dan in de andere groepen samen." in first
    assert "In de tabel met de cijfers staat met ▲ en ▼ welke groepen verschillen" in second
    figures = tmp_path / "study/build/groepen/2025/reports/tpl/project/figures"
    drawn = (figures / "talk--by-age.svg").read_text(encoding="utf-8")
    assert sorted(re.findall("[▲▼]", drawn)) == ["▲", "▼", "▼"]
    assert not re.search("[▲▼]", (figures / "help--by-age.svg").read_text(encoding="utf-8"))


def test_a_report_without_templates_tells_the_clearest_differences_with_their_table(
    told: tuple[Path, str],
) -> None:
    folder, _ = told
    page = (folder / "build/groepen/2025/reports/inspectorate/report.html").read_text(encoding="utf-8")
    text = html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)))
    assert (
        "Bij inwoners in de groep ‘jong’ is het aandeel ‘ja’ bij ‘Kreeg u hulp?’ 60%; dat is 20 procentpunt hoger"
        in text
    )
    assert "in de groep ‘jong’ is het aandeel ‘nee’" not in text
    assert "60% (180) ▲" in text
    assert re.search("Bij inwoners in de groep ‘jong’ is het gemiddelde .*? gesprekken meer", text)


def test_a_survey_of_one_wave_speaks_of_no_earlier_figures_for_its_groups(told: tuple[Path, str]) -> None:
    folder, _ = told
    page = (folder / "build/groepen/2025/reports/inspectorate/report.html").read_text(encoding="utf-8")
    assert "Met eerdere jaren is niet vergeleken." in html.unescape(page)
    assert not re.search(r"gestegen|gedaald|vrijwel gelijk", page)


def test_in_a_complete_census_groups_differ_without_a_test(tmp_path: Path) -> None:
    report = "---\ntitle: Proef\n---\n\n## Hulp\n\n{{< include tables/help--by-age.md >}}\n"
    folder = tmp_path / "study"
    run(folder, YES, ANONYMOUS, report, sampling="census")
    changes = changes_in(folder)
    assert set(changes["verdict"]) == set(changes["p"]) == set(changes["family"]) == {""}
    assert changes.loc[changes["level"] == "category", "difference"].ne("").all()


def test_where_nobody_was_drawn_a_difference_between_groups_is_a_hint(tmp_path: Path) -> None:
    text = run(tmp_path / "study", YES, ANONYMOUS, sampling="opt_in")
    assert (
        "oor de antwoorden op ‘Kreeg u hulp?’ is er een aanwijzing voor een verschil tussen de groepen."
        in text
    )
    assert (
        "60%; dat is 20 procentpunt hoger dan bij de andere inwoners, een aanwijzing voor een verschil."
        in text
    )
    assert "aangetoond" not in text
    book = texts_of(tmp_path / "study" / BOOK)
    assert not [told for told in book if "aangetoond" in told.lower()]
    assert "Aanwijzing voor een verschil: hoger dan waarmee de groep is vergeleken." in book


def test_where_one_group_is_hidden_no_group_has_a_test(tmp_path: Path) -> None:
    report = REPORT.replace("{{< var help.j.age_a.rest.sentence >}}\n\n", "").replace("age_b", "age_a")
    text = run(tmp_path / "study", {**YES, "c": (3, 7)}, ANONYMOUS, report)
    changes = changes_in(tmp_path / "study")
    assert set(changes["reason"]) == {"estimate_suppressed"}
    for name in ("difference", "p", "statistic", "n_from", "n_to", "told_low"):
        assert set(changes[name]) == {""}, name
    assert "andere inwoners geven wij geen cijfer" in text
    assert "▲" not in text.replace("▲ hoger en ▼ lager", "")


def test_groups_in_which_people_can_be_recognised_are_not_compared(tmp_path: Path) -> None:
    report = "---\ntitle: Proef\n---\n\n## Hulp\n\n{{< include tables/help--by-age.md >}}\n"
    text = run(tmp_path / "study", YES, "", report)
    assert not len(changes_in(tmp_path / "study"))
    assert "Verschillen tussen groepen zijn niet getoetst." in text
    done = in_this_process("check", str(tmp_path / "study/study.yaml"), "--out", str(tmp_path / "check"))
    assert "age: its groups are not tested against each other, since people may be recognised" in done.stderr


def test_every_two_groups_are_told_and_have_letters_in_the_table_book(tmp_path: Path) -> None:
    report = REPORT.replace("{{< var help.j.age_b.rest.sentence >}}\n\n", "")
    report = report.replace("age_a.rest", "age_a_over_b.pairs")
    text = run(tmp_path / "study", YES, f"{ANONYMOUS}, compared: pairs", report)
    assert (
        "is 60% in de groep ‘jong’ en 40% in de groep ‘midden’. "
        "Het verschil is aangetoond: 20 procentpunt hoger." in text
    )
    assert "Welke groepen van elkaar verschillen, staat met letters in het tabellenboek." in text
    assert not re.search("[▲▼]", text)
    changes = changes_in(tmp_path / "study")
    yes = changes[(changes["item"] == "help") & (changes["category"] == "j")]
    assert yes["group"].tolist() == ["a>b", "a>c", "b>c"]
    assert yes["verdict"].tolist() == ["higher", "higher", "undecided"]
    # the four tests inside the item are one for each pair, since yes and no are one test
    family = changes[changes["level"] == "item"]
    assert set(family["comparison"]) == {"groups:age"}
    table = tables_of(tmp_path / "study" / BOOK)["vraag_help"]
    assert table.headers[-4:] == ["jong (A)", "midden (B)", "oud (C)", "Leeftijd: verschillen"]
    assert table.of("ja")["Leeftijd: verschillen"] == "A hoger dan B, C"
    assert table.of("nee")["Leeftijd: verschillen"] == "B hoger dan A; C hoger dan A"


def test_a_reference_is_what_the_other_groups_are_held_against(tmp_path: Path) -> None:
    report = REPORT.replace("age_a.rest", "age_a.reference").replace("age_b.rest", "age_b.reference")
    text = run(tmp_path / "study", YES, f"{ANONYMOUS}, compared: reference, reference: c", report)
    assert (
        "is 60% in de groep ‘jong’ en 40% in de groep ‘oud’. Het verschil is aangetoond: 20 procentpunt hoger."
        in text
    )
    assert "is 40% in de groep ‘midden’ en 40% in de groep ‘oud’. Een verschil is niet aangetoond." in text
    assert "60% (180) ▲ 40% (100) 40% (20)" in text
    assert "▲ hoger en ▼ lager dan in de groep ‘oud’." in text
    assert "andere groepen samen" not in text
    assert "de andere inwoners" not in text
    tables = tables_of(tmp_path / "study" / BOOK)
    assert tables["vraag_help"].of("ja")["Leeftijd: verschillen"] == "hoger: A"
    rows = [row for row in tables["verschillen_groepen"].rows if row["Onderdeel"] == "Kreeg u hulp?"]
    found = {(row["Groep"], row["Antwoord"]): (row["Vergeleken"], row["Uitkomst"]) for row in rows}
    assert found["jong", "ja"] == ("met de groep ‘oud’", "hoger")
    assert found["midden", "ja"] == ("met de groep ‘oud’", "geen verschil aangetoond")
    assert ("oud", "ja") not in found


def test_where_one_group_is_hidden_no_pair_has_a_test(tmp_path: Path) -> None:
    report = "---\ntitle: Proef\n---\n\n{{< var help.j.age_a_over_b.pairs.sentence >}}\n"
    text = run(tmp_path / "study", {**YES, "c": (3, 7)}, f"{ANONYMOUS}, compared: pairs", report)
    changes = changes_in(tmp_path / "study")
    assert set(changes["reason"]) == {"estimate_suppressed"}
    for name in ("difference", "p", "statistic", "n_from", "n_to", "told_low"):
        assert set(changes[name]) == {""}, name
    assert "tussen de groepen ‘jong’ en ‘midden’ geven wij geen cijfer" in text
