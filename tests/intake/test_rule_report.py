"""Truth: the counts of validation, on paper."""

from __future__ import annotations

from html.parser import HTMLParser

from monitor.intake.validation.quarantine import split
from monitor.intake.validation.rule_report import rule_report, write_rule_page, write_rule_report

from .conftest import CANARY, RULES, Survey


def test_the_report_counts_each_rule_and_column_and_lists_the_rows(survey: Survey) -> None:
    report = rule_report(survey.checked({"distance": "150"}, {}, {"distance": ""}, {"distance": "101"}))
    line = report[report["rule"] == "far_every_day"].iloc[0]
    assert line[["passed", "failed", "undecided", "rows", "severity", "origin"]].tolist() == [
        1, 2, 1, "2,5", "hard", "Eigen regel",
    ]  # fmt: skip
    assert report[report["rule"] == "unknown_code"]["column"].tolist() == [
        "often", "safe", "bike_city", "bike_electric", "bike_none", "again",
    ]  # fmt: skip


def test_the_report_as_csv_has_a_line_per_rule_and_column(survey: Survey) -> None:
    report = rule_report(survey.checked({}))
    write_rule_report(report, survey.folder / "rules.csv")
    assert len((survey.folder / "rules.csv").read_text(encoding="utf-8").splitlines()) == len(report) + 1


def test_the_page_shows_what_was_broken_and_counts_what_was_not(survey: Survey, set_limits) -> None:
    set_limits(wrong_file={"share": 1, "from_rows": 20, "from_failures": 6})
    rules = RULES.replace("Ver en elke dag", "Ver <b>& vaak</b>")
    (survey.folder / "fietsers.rules.yaml").write_text(rules, encoding="utf-8")
    checked = survey.checked({}, *({"distance": "150", "remark": CANARY} for _ in range(22)))
    report = rule_report(checked)
    write_rule_page([(split(checked).ledger, report)], "Controle <1>", survey.folder / "rules.html")
    text = (survey.folder / "rules.html").read_text(encoding="utf-8")
    assert "<h1>Controle &lt;1&gt;</h1>" in text
    assert "Ver &lt;b&gt;&amp; vaak&lt;/b&gt;" in text
    assert "23 rijen gelezen uit fietsers_2025.csv: 1 gebruikt, 22 apart gezet." in text
    assert ", 22 en nog 2</td>" in text
    assert f"<p>{len(report) - 1} regels zijn bij alle rijen in orde.</p>" in text
    assert CANARY not in text
    assert text.count("<tr>") == 2
    HTMLParser().feed(text)


def test_a_wave_without_faults_has_no_table(survey: Survey) -> None:
    checked = survey.checked({})
    report = rule_report(checked)
    write_rule_page([(split(checked).ledger, report)], "Controle", survey.folder / "rules.html")
    text = (survey.folder / "rules.html").read_text(encoding="utf-8")
    assert "<table>" not in text
    assert (
        "1 rij gelezen uit fietsers_2025.csv: 1 gebruikt, 0 apart gezet. Bij 0 gebruikte rijen past" in text
    )
