"""Truth: a stranger's check, ten norms and 60 files in two months, goes from frame to report with four commands."""

from __future__ import annotations

import json

import pytest

pytestmark = pytest.mark.ci

NORMS = [f"n{number}" for number in range(10)]
QUESTIONNAIRE = """\
survey: toets
title: Toets
respondents: {singular: dossier, plural: dossiers}
waves: ["2025"]
processes: {aanvraag: {label: Aanvraag, plural: aanvragen}}
themes: {inhoud: Inhoud}
norms:
""" + "".join(
    f'  - {{id: {norm}, theme: inhoud, ground: {"legal" if place else "registration"}, text: "Norm nummer {norm}"}}\n'
    for place, norm in enumerate(NORMS)
)
STUDY = """\
study: toets
kind: file_check
title: Toets van dossiers
published: 2025-11-01
questionnaire: norms.yaml
waves: {"2025": {responses: reviews.csv, frame: frame.csv}}
draw: {by: [process, month], files: {aanvraag: 30}}
meet: {right_first_time: 0.80, score: 0.80}
reports:
  - {template: quality/any}
  - {template: quality/any, audience: internal, readers: [teamleider]}
"""


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory, command):
    """The four commands in a folder of one's own: two draws, a check and a run."""
    folder = tmp_path_factory.mktemp("toets")
    (folder / "norms.yaml").write_text(QUESTIONNAIRE, encoding="utf-8")
    (folder / "study.yaml").write_text(STUDY, encoding="utf-8")
    rows = [
        f"d{month}{number:03d},aanvraag,2025-{month:02d}-{number % 28 + 1:02d},w{number % 7}"
        for month in (5, 6)
        for number in range(80)
    ]
    (folder / "frame.csv").write_text(
        "file,process,handled_on,worker\n" + "\n".join(rows) + "\n", encoding="utf-8"
    )
    said = [
        command("draw", "study.yaml", "--period", f"2025-{month:02d}", "--frame", "frame.csv", cwd=folder)
        for month in (5, 6)
    ]
    drawn = [
        file
        for line in (folder / "draws.jsonl").read_text(encoding="utf-8").splitlines()
        for one in json.loads(line)["strata"]
        for file in one["files"]
    ]
    reviews = [
        ",".join(
            [
                file,
                "k1",
                "2025-07-01",
                *("not_met" if place % 6 == 0 and norm == "n3" else "met" for norm in NORMS),
            ]
        )
        for place, file in enumerate(drawn)
    ]
    head = ",".join(["respondent_id", "reviewer", "reviewed_on", *NORMS])
    (folder / "reviews.csv").write_text("\n".join([head, *reviews]) + "\n", encoding="utf-8")
    said.append(command("check", "study.yaml", cwd=folder))
    said.append(command("run", "study.yaml", "--format", "html", cwd=folder))
    return folder, said


def test_four_commands_lead_from_frame_to_report(run) -> None:
    folder, said = run
    assert [one.returncode for one in said] == [0, 0, 0, 0], [one.stderr[-300:] for one in said]
    public = (folder / "build/toets/2025/reports/quality/report.html").read_text(encoding="utf-8")
    inside = folder / "build-confidential/toets/2025/reports/quality_internal/report.html"
    assert "Van de 60 gecontroleerde aanvragen waren er 50 in één keer goed." in public
    assert "voor alle 160 aanvragen ligt het deel" in public
    assert "Vertrouwelijk, niet delen" in inside.read_text(encoding="utf-8")


def test_months_stand_in_the_report_for_inside_use_alone(run) -> None:
    folder, _ = run
    public = folder / "build/toets/2025"
    inside = folder / "build-confidential/toets/2025"
    assert list(inside.rglob("control--aanvraag*"))
    assert not list(public.rglob("control--*"))
    method = json.loads((public / "results/method.json").read_text(encoding="utf-8"))
    assert method["files"]["waves"]["2025"]["months"] == []


def test_no_caseworker_or_reviewer_leaves_intake(run) -> None:
    folder, _ = run
    told = [
        path
        for path in (folder / "build").rglob("*")
        if path.suffix in (".csv", ".json", ".html", ".md", ".yml")
    ]
    assert told
    for path in told:
        text = path.read_text(encoding="utf-8", errors="replace")
        assert not any(name in text.replace('"', ",").split(",") for name in ("k1", "w0", "w6")), path


def test_the_audit_works_nothing_out(run, command) -> None:
    folder, _ = run
    done = command("audit", "build/toets/2025", "--study", "study.yaml", cwd=folder)
    assert done.returncode == 0, done.stderr
