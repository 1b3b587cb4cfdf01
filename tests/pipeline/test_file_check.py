"""Truth: the design of file checks, from frame to released set: what is quarantined, refused, held against a norm, and kept back."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from monitor.errors import MonitorError
from monitor.pipeline import declared_study
from monitor.release.attack.expression_counts import Count
from monitor.release.attack.item_relations import CountRelation, item_relations
from monitor.release.door.audit import audit
from monitor.stages.drawing import draw_files
from monitor.stages.measuring import as_drawn, measure, with_populations
from monitor.stages.options import RunOptions
from monitor.stages.releasing import pass_the_door, told_inside
from monitor.stages.taking_in import take_in
from monitor.statistics.norms.finite import cap_of, effective_files, files_right, share_limits, strata_limits
from tests.file_checks import FILES, SEED, contents, frame_text, handled, write_file_check

GOLDEN = json.loads(
    (Path(__file__).parents[1] / "reference/golden_instruments.json").read_text(encoding="utf-8")
)["kic_2013"]["right_first_time"]


def quiet(stage: str, detail: str) -> None:
    pass


def taken(path: Path):
    study = declared_study(path, RunOptions(out=path.parent / "build"))
    return as_drawn(study, take_in(study, quiet, {}))


def released(path: Path) -> SimpleNamespace:
    """What everybody may know of a study, and what those inside may."""
    study, taken_in = taken(path)
    study = with_populations(study, taken_in, quiet)
    estimates, changes, statistics = measure(study, taken_in, quiet)
    public = pass_the_door(study, taken_in, estimates, changes, statistics, quiet)
    options = RunOptions(out=path.parent / "build")
    inside = told_inside(study, taken_in, estimates, changes, statistics, public, options)
    return SimpleNamespace(study=study, taken_in=taken_in, public=public, inside=inside, estimates=estimates)


def row(frame: pd.DataFrame, item: str, category: str = "yes") -> pd.Series:
    return frame[(frame["item"] == item) & (frame["category"] == category)].iloc[0]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    return released(write_file_check(tmp_path_factory.mktemp("files")))


def test_a_process_whose_name_ends_as_another_counts_its_own_files(tmp_path: Path) -> None:
    """The same files under a name that ends in that of the first process, in a study without a draw."""
    found = []
    for name in ("review", "new_application"):
        (tmp_path / name).mkdir()
        renamed = {file: re.sub(r"\breview\b", name, text) for file, text in contents().items()}
        told = released(write_file_check(tmp_path / name, {**renamed, "draws.jsonl": None}))
        assert {item.process for item in told.study.questionnaire.items.values()} == {"", "application", name}
        tables = told.inside.estimates, told.inside.norms, told.public.estimates, told.public.norms
        found.append([frame.drop(columns=["indicator", "item", "study"]) for frame in tables])
        assert audit([told.public], [told.study]).passed
    for one, other in zip(*found, strict=True):
        assert len(one)
        pd.testing.assert_frame_equal(one, other)


# the chain, and what is set apart


def test_the_chain_runs_from_handled_to_accepted(small) -> None:
    wave = small.inside.method.files.waves["2025"]
    assert (wave.handled, wave.drawn, wave.found, wave.reviewed, wave.accepted) == (42, 18, 18, 18, 18)


LAST = contents()["reviews.csv"].strip().splitlines()[-1]
DRAWN = LAST.split(",")[0]
UNDRAWN = next(
    one.file for one in handled() if one.process == "review" and one.file not in contents()["reviews.csv"]
)
SET_APART = {
    "not_drawn": (LAST, LAST.replace(DRAWN, UNDRAWN)),
    "duplicate_respondent": (LAST, f"{LAST}\n{LAST}"),
    "other_process": (f"{DRAWN},review,", f"{DRAWN},application,"),
    "nothing_judged": (LAST, f"{DRAWN},review,k1,2025-06-30,,,,,"),
}


@pytest.mark.parametrize("rule", SET_APART)
def test_a_review_that_cannot_count_is_set_apart_with_its_reason(tmp_path: Path, rule: str) -> None:
    _, taken_in = taken(write_file_check(tmp_path, {"reviews.csv": SET_APART[rule]}))
    assert rule in taken_in.ledgers["2025"].reasons
    assert len(taken_in.answers) == 17


def test_a_drawn_file_without_a_review_is_counted_and_never_replaced(tmp_path: Path) -> None:
    told = released(write_file_check(tmp_path, {"reviews.csv": (f"\n{LAST}\n", "\n")}))
    wave = told.inside.method.files.waves["2025"]
    assert (wave.drawn, wave.found, wave.accepted) == (18, 17, 17)
    review = next(one for one in wave.processes if one.process == "review")
    assert (review.handled, review.drawn, review.reviewed) == (30, 12, 11)


def test_a_file_that_was_found_and_not_judged_is_found_and_not_reviewed(tmp_path: Path) -> None:
    _, taken_in = taken(write_file_check(tmp_path, {"reviews.csv": SET_APART["nothing_judged"]}))
    facts = taken_in.facts["2025"]
    assert (facts.found, facts.reviewed) == (18, 17)


def test_the_process_of_a_file_may_come_from_the_draw_alone(tmp_path: Path, small) -> None:
    lines = [line.split(",") for line in contents()["reviews.csv"].splitlines()]
    without = "\n".join(",".join([line[0], *line[2:]]) for line in lines) + "\n"
    told = released(write_file_check(tmp_path, {"reviews.csv": without}))
    pd.testing.assert_frame_equal(told.public.estimates, small.public.estimates)


FRAME = contents()["frame.csv"]
MONTH = [line for line in FRAME.splitlines() if ",2025-05-" in line]
REFUSED = {
    "intake.frame_changed_after_draw": {"frame.csv": (f"{MONTH[-1]}\n", "")},
    "intake.month_without_draw": {"frame.csv": (MONTH[0], f"r9,review,2025-07-01,w1\n{MONTH[0]}")},
    "intake.month_without_files": {"frame.csv": (MONTH[0], f"r9,review,2025-08-01,w1\n{MONTH[0]}")},
    "intake.file_handled_twice": {"frame.csv": (MONTH[0], f"{MONTH[0]}\n{MONTH[0]}")},
    "intake.file_of_unknown_process": {"frame.csv": (",application,", ",aanvraag,")},
    "intake.file_handled_on_no_day": {"frame.csv": ("2025-05-01", "mei")},
    "intake.file_without_number": {"frame.csv": (MONTH[0], f",review,2025-05-01,w1\n{MONTH[0]}")},
    "intake.line_is_no_draw": {"draws.jsonl": ('"period"', '"perod"')},
    "intake.draw_with_another_seed": {"draws.jsonl": (f'"seed": "{SEED}"', '"seed": "ffff"')},
    "intake.more_drawn_than_handled": {"draws.jsonl": ('"handled": 6', '"handled": 2')},
    "intake.wave_of_files_without_period": {
        "study.yaml": ('waves: {"2025"', 'waves: {eerste'),
        "norms.yaml": ('waves: ["2025"]', "waves: [eerste]"),
    },
    "intake.reviewed_twice_as_second": {
        "second.csv": (contents()["second.csv"], contents()["second.csv"] + contents()["second.csv"].splitlines()[1] + "\n")
    },
    "intake.second_of_file_not_drawn": {"second.csv": ("respondent_id,reviewer,letter,plan,suite\n", f"respondent_id,reviewer,letter,plan,suite\n{UNDRAWN},k2,met,met,met\n")},
    "intake.second_is_first_reviewer": {"second.csv": (",k2,", ",k1,")},
    "intake.judgement_is_none": {"second.csv": (",met,", ",ja,")},
}  # fmt: skip


@pytest.mark.parametrize("code", REFUSED)
def test_what_cannot_be_held_against_the_draw_stops_the_run(tmp_path: Path, code: str) -> None:
    with pytest.raises(MonitorError) as failure:
        taken(write_file_check(tmp_path, REFUSED[code]))
    assert failure.value.code == code


def _unjudged(line: str) -> str:
    """A review of June without a judgement on the registration."""
    cells = line.split(",")
    return ",".join([*cells[:6], "", *cells[7:]]) if line[1] == "6" else line


SPLIT_NORMS = "\n".join(map(_unjudged, contents()["reviews.csv"].splitlines())) + "\n"


def test_a_wave_never_spans_two_versions_of_the_norms(tmp_path: Path) -> None:
    with pytest.raises(MonitorError) as failure:
        taken(write_file_check(tmp_path, {"reviews.csv": SPLIT_NORMS}))
    assert failure.value.code == "intake.two_versions_of_norms"


def test_a_norm_of_another_process_that_does_not_apply_is_no_fault(tmp_path: Path, small) -> None:
    application = next(line for line in contents()["reviews.csv"].splitlines() if ",application," in line)
    cells = application.split(",")
    said = ",".join([*cells[:5], "na", *cells[6:]])
    _, taken_in = taken(write_file_check(tmp_path, {"reviews.csv": (application, said)}))
    assert len(taken_in.answers) == 18


# figures and verdicts


def test_months_together_have_the_limits_of_the_capped_effective_number(small) -> None:
    told = row(small.inside.estimates, "right_first_time_review")
    assert (told["n"], told["df"]) == (12, 10)
    fraction, shares = FILES["review"] / 15, _shares(small)
    variance = sum(0.25 * (1 - fraction) * p * (1 - p) / (FILES["review"] - 1) for p in shares)
    assert told["estimate"] == pytest.approx(sum(shares) / 2, rel=1e-9)
    assert told["se"] ** 2 == pytest.approx(variance, rel=1e-8)
    cap = cap_of(np.array([15.0, 15.0]), np.array([6.0, 6.0]))
    files = effective_files(told["estimate"], variance, 12, 10, cap, 0.025)
    assert (told["ci_low"], told["ci_high"]) == pytest.approx(
        tuple(strata_limits(told["estimate"], files, 0.025)), rel=1e-7
    )


def _shares(small) -> list[float]:
    answers = small.taken_in.answers
    variable = answers.variables["right_first_time_review"]
    months = np.array([small.taken_in.files["2025"].place[file][1] for file in answers.respondent_id])
    return [
        float((variable.codes[(months == month) & (variable.state == 0)] == 0).mean())
        for month in ("2025-05", "2025-06")
    ]


def test_a_process_of_one_stratum_has_exact_limits_on_a_number_of_files(tmp_path: Path) -> None:
    one_month = [line for line in contents()["draws.jsonl"].splitlines() if '"2025-06"' in line]
    files = [one for one in handled() if one.month == "2025-06"]
    reviews = contents()["reviews.csv"].splitlines()
    kept = [reviews[0], *(line for line in reviews[1:] if line[1] == "6")]
    changed = {
        "draws.jsonl": "\n".join(one_month) + "\n", "frame.csv": frame_text(files), "reviews.csv": "\n".join(kept) + "\n",
        "study.yaml": (", second: second.csv", ""),
    }  # fmt: skip
    told = released(write_file_check(tmp_path, changed))
    found = row(told.inside.estimates, "right_first_time_review")
    low, high = files_right(int(found["count"]), 6, 15, 0.025)
    assert (found["ci_low"], found["ci_high"]) == pytest.approx((low / 15, high / 15), rel=1e-9)


def test_where_all_files_were_reviewed_there_are_no_limits(tmp_path: Path) -> None:
    changed = {
        "study.yaml": ("draw: {by: [process, month], files: {application: 3, review: 6}, second: 0.5}\n", ""),
        "draws.jsonl": None,
    }
    ids = {line.split(",")[0] for line in contents()["reviews.csv"].splitlines()[1:]}
    changed["frame.csv"] = frame_text([one for one in handled() if one.file in ids])
    told = released(write_file_check(tmp_path, changed))
    found = row(told.inside.estimates, "right_first_time_review")
    assert found["se"] == 0
    assert np.isnan(found["ci_low"])
    norms = told.inside.norms.set_index("item").loc["right_first_time_review"]
    assert norms["verdict"] == ("above_norm" if found["estimate"] >= 0.8 else "below_norm")
    assert (norms["test"], np.isnan(norms["p"])) == ("", True)
    plan = row(told.inside.estimates, "plan_review", "not_met")
    assert plan["n"] < found["n"]
    assert np.isnan(plan["ci_low"])


def kic(folder: Path) -> Path:
    """The published counts of 2013: nobody says how many files were handled."""
    lines = [
        f"d{process}{place},{process},r1,2025-06-10,{'met' if place < counts['x'] else 'not_met'},met"
        for process, counts in GOLDEN.items()
        if process != "all_pooled"
        for place in range(counts["n"])
    ]
    three = "processes: {application: Aanvraag, review: Heronderzoek, termination: Beëindiging}\n"
    changed = {
        "norms.yaml": contents()["norms.yaml"].replace(
            "processes: {application: {label: Aanvraag, plural: aanvragen}, review: Heronderzoek}\n", three
        ).replace('  - {id: plan, theme: decision, ground: legal, processes: [review], text: "Het plan is actueel"}\n', ""),
        "study.yaml": contents()["study.yaml"].replace(", frame: frame.csv, second: second.csv", "").replace(
            "draw: {by: [process, month], files: {application: 3, review: 6}, second: 0.5}\n", ""
        ),
        "reviews.csv": "respondent_id,process,reviewer,reviewed_on,letter,suite\n" + "\n".join(lines) + "\n",
        "draws.jsonl": None, "frame.csv": None, "second.csv": None,
    }  # fmt: skip
    return write_file_check(folder, changed)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    return released(kic(tmp_path_factory.mktemp("kic")))


@pytest.mark.parametrize("process", ["application", "review", "termination"])
def test_the_published_counts_of_2013_have_their_limits_and_verdicts(published, process: str) -> None:
    golden = GOLDEN[process]
    found = row(published.inside.estimates, f"right_first_time_{process}")
    assert (found["ci_low"], found["ci_high"]) == pytest.approx(tuple(golden["clopper_pearson"]), rel=1e-9)
    norms = published.inside.norms.set_index("item")
    assert norms["verdict"][f"right_first_time_{process}"] == golden["verdict"]
    if golden["verdict"] != "too_few":
        side = "p_above" if golden["share"] >= 0.8 else "p_below"
        assert norms["p"][f"right_first_time_{process}"] == pytest.approx(golden[side], rel=1e-9)


def test_processes_are_never_pooled(published) -> None:
    """82 of 151 is no figure: nobody knows how many files there are of each process."""
    pooled = published.inside.estimates[published.inside.estimates["n"] > 93]
    assert pooled.empty


def test_a_score_has_a_verdict_from_thirty_files_on(small, published) -> None:
    verdicts = published.inside.norms.set_index("item")["verdict"]
    assert verdicts["score_review"] == "below_norm"
    assert small.inside.norms.set_index("item")["verdict"]["score_review"] == "too_few"


def test_no_figure_or_test_holds_a_score_beside_a_share(small) -> None:
    for indicator in small.study.indicators:
        units = {small.study.questionnaire.items[item].traits.unit for item in indicator.items}
        assert len(units) == 1, indicator.id
    assert not small.inside.norms["item"].duplicated().any()


# the door


def test_what_everybody_may_know_holds_no_months_and_no_process_of_few_files(small) -> None:
    public = small.public.method.files.waves["2025"]
    assert public.months == ()
    assert row(small.public.estimates, "right_first_time_application")["status"] == "suppressed"
    norms = small.public.norms.set_index("item")
    assert norms["verdict"]["right_first_time_application"] == "too_few"
    assert np.isnan(norms["difference"]["right_first_time_application"])
    assert next(one for one in public.processes if one.process == "application").returned is None
    assert small.inside.method.files.waves["2025"].months != ()


def test_a_figure_behind_which_are_too_few_caseworkers_is_told_to_nobody(tmp_path: Path) -> None:
    few = [replace(one, worker="w0" if one.process == "review" else one.worker) for one in handled()]
    told = released(write_file_check(tmp_path, {"frame.csv": frame_text(few)}))
    for released_set in (told.public, told.inside):
        assert row(released_set.estimates, "right_first_time_review")["status"] == "suppressed"
        wave = released_set.method.files.waves["2025"]
        assert "review" not in {one.process for one in wave.months}
        assert "plan" not in {one.norm for one in wave.second}
        review = next(one for one in wave.processes if one.process == "review")
        assert (review.returned, review.repaired, review.days, review.kept_back) == (None, None, None, True)


def test_no_worker_reviewer_or_file_is_in_what_is_told(small) -> None:
    for released_set in (small.public, small.inside):
        said = (
            json.dumps(released_set.method.to_json())
            + released_set.estimates.to_csv()
            + released_set.norms.to_csv()
        )
        assert not [name for name in ("k1", "k2", "w0", DRAWN) if f'"{name}"' in said or f",{name}," in said]


def test_second_reviewers_are_set_beside_the_first(small) -> None:
    second = {one.norm: one for one in small.inside.method.files.waves["2025"].second}
    assert second["suite"].milder == second["suite"].judgements > 0
    assert second[""].p < 0.05


def test_returned_files_and_their_repair_are_counted(small) -> None:
    processes = small.inside.method.files.waves["2025"].processes
    assert sum(one.returned for one in processes) == 4
    assert {one.days for one in processes if one.returned} == {4.0}


# the command


def drawn_again(path: Path, period: str = "2025-06", again: str | None = None) -> list[str]:
    study = declared_study(path, RunOptions(out=path.parent / "build"))
    return list(draw_files(study, period, path.parent / "frame.csv", again))


def test_a_period_is_drawn_once_and_again_with_a_reason_alone(tmp_path: Path) -> None:
    path = write_file_check(tmp_path, {"draws.jsonl": None})
    drawn_again(path)
    ledger = path.with_name("draws.jsonl")
    first = json.loads(ledger.read_text(encoding="utf-8"))
    assert {one["process"]: len(one["files"]) for one in first["strata"]} == FILES
    for again, code in ((None, "intake.period_is_drawn_already"), ("…", "intake.reason_says_nothing")):
        with pytest.raises(MonitorError) as failure:
            drawn_again(path, again=again)
        assert failure.value.code == code
    drawn_again(path, again="de lijst was niet compleet")
    second = json.loads(ledger.read_text(encoding="utf-8").splitlines()[1])
    assert second["reason"] == "de lijst was niet compleet"
    assert second["strata"] == first["strata"]
    assert second["seed"] == first["seed"]


CANNOT_DRAW = {
    "intake.period_is_none": ({}, "2025", None),
    "intake.no_file_in_period": ({}, "2024-01", None),
    "intake.nothing_to_draw_again": ({}, "2025-07", "reden"),
    "intake.nothing_was_drawn": (
        {"study.yaml": ("draw: {by: [process, month], files: {application: 3, review: 6}, second: 0.5}\n", "")}, "2025-06", None,
    ),
}  # fmt: skip


@pytest.mark.parametrize("code", CANNOT_DRAW)
def test_what_cannot_be_drawn(tmp_path: Path, code: str) -> None:
    changed, period, again = CANNOT_DRAW[code]
    with pytest.raises(MonitorError) as failure:
        drawn_again(write_file_check(tmp_path, {"draws.jsonl": None, **changed}), period, again)
    assert failure.value.code == code


def test_clopper_pearson_is_what_is_told_of_an_unknown_number_of_files() -> None:
    assert tuple(share_limits(39, 93, None, 0.025)) == pytest.approx(
        tuple(GOLDEN["review"]["clopper_pearson"]), rel=1e-9
    )


def test_what_is_released_holds_against_the_attack_of_the_audit(small) -> None:
    report = audit(
        [small.public], [declared_study(small.study.path, RunOptions(out=small.study.path.parent))]
    )
    assert report.passed, report.summary()


def test_a_reader_knows_that_a_failed_norm_makes_a_file_wrong(small) -> None:
    relations = item_relations(small.study.questionnaire, "2025")
    failed = Count("right_first_time_review", frozenset({"no"}))
    letter = Count("letter_review", frozenset({"not_met"}))
    assert CountRelation((letter,), None, (failed,)) in relations
    whole = [
        one for one in relations if isinstance(one, CountRelation) and one.target == (failed,) and one.upper
    ]
    assert {count.item for one in whole for count in one.upper} >= {
        "letter_review",
        "plan_review",
        "suite_review",
    }
