"""Truth: docs/study.md and docs/privacy.md. What they show is read, and does what they say of it."""

from __future__ import annotations

import re
from pathlib import Path

from monitor.study.organisation_policy import read_policy
from monitor.study.study_reader import read_study

QUESTIONNAIRE = """\
survey: steun
title: Steun
respondents: {singular: klant, plural: klanten}
waves: ["2025"]
themes: {steun: Steun}
scales: {drie: {kind: nominal, categories: {a: één, b: twee, c: drie}}}
questions:
  - {id: leeftijd, scale: drie, theme: steun, text: "Hoe oud bent u?"}
  - {id: wijkteam, scale: drie, theme: steun, text: "Wat voor wijkteam hebt u?"}
"""
STUDY = "study: steun\ntitle: Steun\npublished: 2025-11-01\nquestionnaire: q.yaml\nwaves: {'2025': {responses: r.csv}}\n"


def _blocks(page: Path) -> list[str]:
    return re.findall(r"```yaml\n(.*?)```", page.read_text(encoding="utf-8"), flags=re.DOTALL)


def test_the_examples_of_the_study_file_do_what_stands_beside_them(repository: Path, tmp_path: Path) -> None:
    blocks = _blocks(repository / "docs" / "study.md")
    (groups,), (drawn, delivered), (weighted,), (limits,), (reports,), (panel,), (response,), (beside,) = (
        [block for block in blocks if block.startswith(f"{key}:")]
        for key in (
            "municipalities",
            "design",
            "weighting",
            "disclosure",
            "reports",
            "comparison",
            "representativeness",
            "benchmark",
        )
    )
    (tmp_path / "q.yaml").write_text(QUESTIONNAIRE, encoding="utf-8")
    rows = "".join(f"G{n},Plaats {n},{'noord' if n % 2 else 'zuid'},{2000 + n}\n" for n in range(8))
    (tmp_path / "gemeenten.csv").write_text(f"code,name,regio,people\n{rows}", encoding="utf-8")
    (tmp_path / "study.yaml").write_text(STUDY + groups + drawn + limits + reports, encoding="utf-8")
    study = read_study(tmp_path / "study.yaml")
    said = {
        name: "identifiable" if "# identifiable" in line else "anonymous"
        for line in groups.splitlines()
        if (name := line.strip().removeprefix("- ").removeprefix("id: ").split(" ")[0])
        and re.search("# (identifiable|anonymous)", line)
    }
    assert said == {"regio": "anonymous", "gemeente": "identifiable", "leeftijd": "anonymous"}
    assert {one.id: one.identifiable for one in study.breakdowns} == {
        "regio": False, "gemeente": True, "leeftijd": False, "wijkteam": False,
    }  # fmt: skip
    second = study.design.second_stage
    assert second is not None
    assert (second.unit, second.population, second.strata) == ("respondent_id", "n_in_municipality", None)
    (tmp_path / "study.yaml").write_text(STUDY + delivered, encoding="utf-8")
    weighted = weighted.replace("[region], [sex, age]", "[leeftijd]")
    (tmp_path / "controls.csv").write_text("margin,category,total,source,reference_date\n", encoding="utf-8")
    replicates = read_study(tmp_path / "study.yaml").design.replicates
    assert replicates is not None
    assert (replicates.type, len(replicates.rscales), replicates.linked) == ("JKn", 6, True)
    (tmp_path / "study.yaml").write_text(STUDY + weighted, encoding="utf-8")
    assert read_study(tmp_path / "study.yaml").weighting.numbers == ("hours",)
    panel = panel.replace("letters_clear", "leeftijd")
    (tmp_path / "study.yaml").write_text(STUDY + panel + response, encoding="utf-8")
    twice = read_study(tmp_path / "study.yaml")
    assert twice.comparison.moves == ("leeftijd",)
    assert twice.representativeness.variables == ("age_class", "region")
    assert twice.representativeness.weight == "base_weight"
    headlines = "comparison: {headlines: [leeftijd]}\n"
    (tmp_path / "study.yaml").write_text(STUDY + groups + headlines + beside, encoding="utf-8")
    benchmark = read_study(tmp_path / "study.yaml").benchmark
    (tmp_path / "study.yaml").write_text(
        STUDY + groups + headlines + "benchmark: {breakdown: gemeente, peers: regio, traits: [regio]}\n",
        encoding="utf-8",
    )
    assert read_study(tmp_path / "study.yaml").benchmark == benchmark  # what stands there is what holds
    public, inside = study.reports
    assert (public.id, public.audience) == ("inspectorate", "public")
    assert (inside.id, inside.audience) == ("inspectorate_internal", "internal")
    assert inside.readers == ("teamleider", "kwaliteitsmedewerker")
    assert (study.disclosure.anonymous.minimum_base, study.disclosure.width) == (20, 8)


def test_the_policy_that_privacy_shows_is_one(repository: Path, tmp_path: Path) -> None:
    (text,) = _blocks(repository / "docs" / "privacy.md")
    (tmp_path / "policy.yaml").write_text(text, encoding="utf-8")
    assert read_policy(tmp_path / "policy.yaml").lowered == {"minimum_base": 5, "minimum_count": 3}
