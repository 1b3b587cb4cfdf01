"""Commands that cannot do what they are asked: the study, the results, the disk."""

from __future__ import annotations

import errno
import io
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd

from monitor import shipped
from monitor.cli import app
from monitor.commands import demonstration, ending
from monitor.commands.audit import audit_results
from monitor.commands.planning import plan_for
from monitor.commands.rendering import render_study
from monitor.commands.texts import propose_texts, rewrite_to_roles
from monitor.commands.variables import find_variables
from monitor.errors import MonitorError
from monitor.output_places import check_places
from monitor.outputs import OutputError, staged
from monitor.pipeline import check_study, run_study
from monitor.release.results.released_set import ReleasedSet, write_results
from monitor.stages.options import RunOptions
from monitor.study.study_reader import read_study
from tests.intake.conftest import write_survey
from tests.publication import conftest as small

from .desk import Case, Cases, Desk
from .study import POLICY


def _written(desk: Desk) -> Path:
    """The study of tests/publication, as if it had been run into build/."""
    desk.write("questionnaire.yaml", small.QUESTIONNAIRE)
    write_results(small.released_set(), desk.folder / "build" / "huurders" / "2024" / "results")
    return desk.write("study.yaml", small.STUDY)


def _not_run(desk: Desk) -> object:
    desk.write("questionnaire.yaml", small.QUESTIONNAIRE)
    study = desk.write("study.yaml", small.STUDY)
    return find_variables(study, "", RunOptions(out=desk.folder / "build"))


def _other_report(desk: Desk) -> object:
    return propose_texts(_written(desk), "inspectorat", RunOptions(out=desk.folder / "build"))


def _to_roles(folder: str, wave: str | None = None) -> Case:
    """Texts of a folder rewritten to roles."""

    def run(desk: Desk) -> object:
        desk.write("own/report.qmd", "{{< var letters.agree_net.all.y2024.pct >}}\n")
        desk.write("latin/report.qmd", "één".encode("latin-1"))
        desk.write("empty/logo.svg", "<svg/>")
        desk.write("locked/report.qmd", "{{< var letters.agree_net.all.y2024.pct >}}\n")
        desk.write("locked/.report.qmd.new/x", "")
        return list(rewrite_to_roles(_written(desk), desk.folder / folder, wave))

    return run


def _rendered(manifest: str | None) -> Case:
    """The study of tests/publication rendered again, beside a manifest of these words."""

    def run(desk: Desk) -> object:
        study, wave = _written(desk), "build/huurders/2024"
        if manifest is not None:
            desk.write(f"{wave}/manifest.json", manifest)
        return render_study(study, RunOptions(out=desk.folder / "build"), lambda stage, detail: None)

    return run


def _under_other_limits(desk: Desk) -> object:
    study, released = _written(desk), small.released_set()
    limits = replace(read_study(study).disclosure, width=8.0)
    results = desk.folder / "build" / "huurders" / "2024" / "results"
    write_results(replace(released, method=replace(released.method, thresholds=limits)), results)
    return find_variables(study, "", RunOptions(out=desk.folder / "build"))


def _audited_inside(desk: Desk) -> object:
    study, released = _written(desk), small.released_set()
    method = replace(released.method, audience="internal")
    write_results(replace(released, method=method), desk.folder / "results")
    return audit_results([desk.folder / "results"], [study])


def _audited_for_another(desk: Desk) -> object:
    study = _written(desk)
    policy = desk.write("policy.yaml", POLICY.replace("[mini]", "[maxi]"))
    return audit_results([desk.folder / "build" / "huurders" / "2024"], [study], policy)


def _undeclared(desk: Desk) -> object:
    desk.patch.chdir(desk.folder)
    released = small.released_set()
    unknown = replace(
        released,
        estimates=released.estimates.assign(study="elders"),
        changes=released.changes.assign(study="elders"),
        method=replace(released.method, study="elders"),
    )
    write_results(unknown, desk.folder / "results")
    return audit_results([desk.folder / "results"], [])


def _unsafe(desk: Desk) -> object:
    """Suppressed figures of one group, of which the rest of the table tells what they are."""
    study = _written(desk)
    released = small.released_set()
    frame = released.estimates
    safe = frame["status"] == "released"
    frame.loc[safe, ["n_not_asked", "n_no_answer", "n_dont_know", "n_not_applicable"]] = 0.0
    app = frame[safe & (frame["item"] == "use_app") & (frame["wave"] == "2024")]
    rest = app.assign(breakdown="tenure", group="lang", estimate=44 / 71, count=44.0, n=71.0)
    secret = frame[~safe & (frame["group"] == "kort")]
    shown = pd.concat([frame[safe], rest, secret])
    write_results(
        replace(released, estimates=shown, changes=released.changes.head(0)), desk.folder / "results"
    )
    return audit_results([desk.folder / "results"], [study])


def _run(change: tuple[str, str], **options: object) -> Case:
    """A run of the survey of tests/intake with one piece of its study file replaced."""

    def run(desk: Desk) -> object:
        survey = write_survey(desk.folder)
        survey.write(*[{"home": f"GM{place % 3 + 1}"} for place in range(40)])
        study = desk.folder / "study.yaml"
        text = study.read_text(encoding="utf-8").replace('  "2023": {responses: fietsers_2023.csv}\n', "")
        assert change[0] in text, f"nothing to replace: {change[0]}"
        study.write_text(text.replace(*change), encoding="utf-8")
        return run_study(study, RunOptions(out=desk.folder / "build", **options), lambda stage, detail: None)

    return run


def _checked_dispositions(desk: Desk) -> object:
    """A check of a study whose dispositions hold nobody."""
    survey = write_survey(desk.folder)
    survey.write(*[{"home": f"GM{place % 3 + 1}"} for place in range(40)])
    desk.write("frame.csv", "respondent_id,disposition\n")
    study = desk.folder / "study.yaml"
    text = study.read_text(encoding="utf-8").replace('  "2023": {responses: fietsers_2023.csv}\n', "")
    old = "{responses: fietsers_2025.csv"
    assert old in text
    study.write_text(text.replace(old, f"{old}, dispositions: frame.csv"), encoding="utf-8")
    return check_study(study, RunOptions(out=desk.folder / "build"), lambda stage, detail: None)


def _disk(number: int) -> Case:
    """What the disk answers while a run writes."""

    def run(desk: Desk) -> object:
        with staged({"public": desk.folder / "build" / "2025"}):
            raise OSError(number, os.strerror(number))

    return run


def _a_file_in_the_way(desk: Desk) -> object:
    desk.write("build", "")
    with staged({"public": desk.folder / "build" / "2025"}) as folders:
        return folders


def _no_room_for_staging(desk: Desk) -> object:
    """The folder exists, and nothing can be made in it any more."""

    def refusing(self: Path, *arguments: object, **options: object) -> None:
        if self.name.endswith(".staging"):
            raise OSError(errno.EROFS, os.strerror(errno.EROFS))
        make(self, *arguments, **options)

    make = Path.mkdir
    desk.patch.setattr(Path, "mkdir", refusing)
    return _disk(errno.EIO)(desk)


def _two_runs(desk: Desk) -> object:
    target = desk.folder / "build" / "2025"
    with staged({"public": target}), staged({"public": target}) as folders:
        return folders


def _no_demonstration(desk: Desk) -> object:
    desk.write("clients/generate.py", "raise SystemExit(1)\n")
    desk.write("clients/generated.sha256", "0 responses.csv\n")
    return demonstration.make_responses(desk.folder, lambda stage, detail: None)


def _schemas_into_a_file(desk: Desk) -> object:
    return app(["schema", "--to", str(desk.write("schema", ""))], standalone_mode=False)


def _folders(out: str, confidential: str, link: str = "", inside: str = "", policy: str = "") -> Case:
    """A run that would write to these folders, seen from `here`; `link` is one, `inside` a file of the study."""

    def run(desk: Desk) -> object:
        (desk.folder / "here").mkdir()
        desk.write("here/file", "")
        desk.patch.chdir(desk.folder / "here")
        if link:
            Path(link).parent.mkdir(parents=True, exist_ok=True)
            Path(link).symlink_to(Path(link).name if link == "loop" else desk.folder)
        inputs = [desk.write(f"here/{inside}", "")] if inside else []
        roots = {"--out": Path(out), "--confidential": Path(confidential)}
        targets = [root / "study" / "2025" for root in roots.values()]
        return check_places(roots, targets, inputs, Path(policy) if policy else None)

    return run


PLACES: Cases = {
    "the current folder": _folders(".", "../c"),
    "confidential inside public": _folders("o", "o/c"),
    "one folder for both": _folders("o", "o"),
    "a link": _folders("o", "c", link="o"),
    "a folder of the wave that is a link": _folders("o", "c", link="o/study"),
    "a file": _folders("file", "c"),
    "under a link to itself": _folders("loop/o", "c", link="loop"),
    "a name too long": _folders("o" * 300, "c"),
    "a folder that holds the study": _folders("o", "c", inside="o/study/2025/study.yaml"),
    "a policy that is a link": _folders("o", "c", link="policy.yaml", policy="policy.yaml"),
    "a policy inside what is handed on": _folders("o", "c", policy="o/policy.yaml"),
}


def _told(failure: BaseException) -> Case:
    """What the command line makes of something that nothing in the program foresaw."""

    def run(desk: Desk) -> object:
        desk.patch.setattr(
            shipped, "mending", lambda part, is_package=False: "pip install bijstandsmonitor.whl"
        )
        desk.patch.setattr(sys, "stderr", io.StringIO())
        kept: list[MonitorError] = []
        desk.patch.setattr(ending, "_gone", lambda error: [] if kept.append(error) else [])
        ending.exit_code_of(failure)
        raise kept[0]

    return run


PLAN = """plan: Dienstverlening
share: 0.4
margin: 0.05
response: 0.5
strata:
  dorp: {people: 2000}
  stad: {people: 8000}
"""


def _planned(old: str = "", new: str = "", **typed: str) -> Case:
    """A plan of two strata with one piece of its file replaced, or of options alone."""

    def run(desk: Desk) -> object:
        file = desk.write("plan.yaml", PLAN.replace(old, new)) if old else None
        return plan_for(file, typed, False, None, desk.folder / "build")

    return run


def _planned_next(
    *change: str, held: Callable[[ReleasedSet], ReleasedSet] = lambda one: one, **typed: str
) -> Case:
    """A plan for the wave after those of tests/publication, with one piece of its questionnaire or study replaced."""

    def run(desk: Desk) -> object:
        study = _written(desk)
        results = desk.folder / "build" / "huurders" / "2024" / "results"
        write_results(held(small.released_set()), results)
        for file in (study, desk.folder / "questionnaire.yaml"):
            text = file.read_text(encoding="utf-8")
            file.write_text(text.replace(*change) if change else text, encoding="utf-8")
        return plan_for(study, typed, False, None, desk.folder / "build")

    return run


def _everybody(released: ReleasedSet) -> ReleasedSet:
    estimates = released.estimates.copy()
    mine = (estimates["item"] == "use_app") & (estimates["breakdown"] == "")
    estimates.loc[mine, "estimate"] = 1.0
    return replace(released, estimates=estimates)


def _nobody(released: ReleasedSet) -> ReleasedSet:
    """The figure of everybody is one that is not released."""
    estimates = released.estimates
    hidden = (estimates["item"] == "use_app") & (estimates["breakdown"] != "")
    mine = (estimates["item"] == "use_app") & (estimates["breakdown"] == "")
    moved = estimates[hidden].head(1).assign(breakdown="", group="")
    return replace(released, estimates=pd.concat([estimates[~mine], moved], ignore_index=True))


def _divided(strata: str) -> Case:
    """A plan in a file, for the study of tests/publication."""

    def run(desk: Desk) -> object:
        _written(desk)
        file = desk.write("plan.yaml", f"study: study.yaml\nitem: use_app\nchange: 0.1\n{strata}")
        return plan_for(file, {}, False, None, desk.folder / "build")

    return run


NEXT: Cases = {
    "a memo without a study": lambda desk: plan_for(
        None, {"share": "0.3", "change": "0.1"}, False, ("pdf",), desk.folder / "build"
    ),
    "no item": _planned_next(change="0.1"),
    "an item that the study does not have": _planned_next(item="lettres.agree_net", change="0.1"),
    "an item of which one answer is to be named": _planned_next(item="letters", change="0.1"),
    "an answer that the item does not have": _planned_next(item="letters.agre_net", change="0.1"),
    "an answer that was not released": _planned_next(held=_nobody, item="use_app", change="0.1"),
    "an item that the last wave did not ask": _planned_next(
        "short: De corporatie}", 'short: De corporatie, asked: ["2022"]}', item="rating", change="0.3"
    ),
    "an answer that everybody gave": _planned_next(held=_everybody, item="use_app", change="0.1"),
    "a share that the study itself knows": _planned_next(item="use_app", share="0.3", change="0.1"),
    "a breakdown that the study does not have": _planned_next(item="use_app", change="0.1", by="tenur"),
    "groups of unknown size": _planned_next(
        "breakdowns: [{id: tenure, population_at_least: {n: 100, source: proef}}]",
        "breakdowns: [{id: letters, population_at_least: {n: 100, source: proef}}]",
        held=lambda one: replace(one, estimates=one.estimates[one.estimates["item"] != "letters"]),
        item="use_app",
        change="0.1",
        by="letters",
    ),
    "strata without a breakdown": _divided("strata: {kort: {response: 0.3}}\n"),
    "a stratum that the breakdown does not have": _divided("by: tenure\nstrata: {kortt: {response: 0.3}}\n"),
}

PLANS: Cases = {
    "nothing to plan on": _planned(share="0.3"),
    "a number of people and a budget": _planned("margin: 0.05", "respondents: 500\nbudget: 2000"),
    "a change of nothing": _planned(share="0.3", change="0"),
    "nothing in each stratum": _planned("margin: 0.05", "budget: 900\neach: on"),
    "an item without a study": _planned(item="letters_clear", change="0.1"),
    "a share and a standard deviation": _planned(share="0.3", sd="1.5", change="0.1"),
    "a stratum of unknown size": _planned("{people: 8000}", "{share: 0.3}"),
    "a population that is not that of its strata": _planned("margin: 0.05", "margin: 0.05\npopulation: 9000"),
    "no share": _planned(change="0.1"),
    "no standard deviation in a stratum": _planned(
        "share: 0.4\nmargin: 0.05\nresponse: 0.5\nstrata:\n  dorp: {people: 2000}",
        "margin: 0.05\nstrata:\n  dorp: {people: 2000, sd: 1.5}",
    ),
    "a power allocation of means without means": _planned(
        "share: 0.4\nmargin: 0.05", "sd: 1.5\nmargin: 0.1\nallocation: power"
    ),
    "a share that is none": _planned(share="1.3", change="0.1"),
    "a power of one": _planned(share="0.3", change="0.1", power="1"),
    "a power of nothing": _planned(share="0.3", change="0.1", power="0"),
    "an allocation nobody knows": _planned("margin: 0.05", "margin: 0.05\nallocation: neiman"),
    "a change larger than the share": _planned(share="0.05", change="-0.1"),
    "a margin of everything": _planned(share="0.3", margin="0.5"),
    "a panel without a correlation": _planned(share="0.3", change="0.1", overlap="0.5"),
    "a correlation without a panel": _planned("margin: 0.05", "margin: 0.05\ncorrelation: 0.5"),
    "a correlation that the shares do not allow": _planned(share="0.1", change="0.4", overlap="0.5:0.6"),
    "a cost in one stratum": _planned(
        "margin: 0.05\nresponse: 0.5\nstrata:\n  dorp: {people: 2000}",
        "budget: 900\nstrata:\n  dorp: {people: 2000, cost: 20}",
    ),
    "a budget of invitations without a response": _planned(share="0.3", budget="900"),
    "a stratum without people": _planned("{people: 2000}", "{people: 0}"),
    "a stratum in which too few take part": _planned("{people: 2000}", "{people: 3}"),
    "more respondents than people": _planned(share="0.3", respondents="300", population="200"),
    "more respondents than take part": _planned(
        share="0.3", respondents="150", population="200", response="0.5"
    ),
    "too few respondents for the strata": _planned("margin: 0.05", "respondents: 3"),
    "a budget that buys nobody": _planned("margin: 0.05", "budget: 5"),
    "a margin that nobody reaches": _planned(share="0.3", margin="0.01", population="200", response="0.5"),
    "a margin that all strata together do not reach": _planned("margin: 0.05", "margin: 0.001"),
    "a change that one stratum has no room for": _planned(
        "margin: 0.05\nresponse: 0.5\nstrata:\n  dorp: {people: 2000}",
        "change: -0.05\neach: on\nstrata:\n  dorp: {people: 2000, share: 0.02}",
    ),
}

CASES: Cases = {
    "check: dispositions without a unit": _checked_dispositions,
    **{f"plan: {name}": case for name, case in (PLANS | NEXT).items()},
    "installation: a package is gone": _told(ModuleNotFoundError(name="scipy.stats")),
    "installation: a declaration of the program is gone": _told(
        OutputError("program.folder_has_no_manifest", where=shipped.PACKAGE / "study" / "gone.yaml")
    ),
    "installation: a file of the program is gone": _told(
        FileNotFoundError(2, "gone", str(shipped.PACKAGE / "study" / "gone.yaml"))
    ),
    "usage: a format nobody knows": lambda desk: app(
        ["run", "study.yaml", "--format", "odt"], standalone_mode=False
    ),
    "usage: no format at all": lambda desk: app(
        ["run", "study.yaml", "--format", ","], standalone_mode=False
    ),
    "usage: corrections without a wave": lambda desk: app(
        ["run", "study.yaml", "--corrections", "fixed.csv"], standalone_mode=False
    ),
    "run: a design that cannot be made": _run(("weights: weight}", "weights: weight, fpc: on}")),
    "run: a report that the study does not have": _run(("study:", "study:"), reports=("inspectorat",)),
    "run: corrections of a wave that the study does not have": _run(
        ("study:", "study:"), corrections={"2024": Path("fixed.csv")}
    ),
    "demo: responses that cannot be made": _no_demonstration,
    "variables: a study that was not run": _not_run,
    "texts: a report that the study does not have": _other_report,
    "texts: a folder to rewrite that is not there": _to_roles("nergens"),
    "texts: a folder to rewrite without texts": _to_roles("empty"),
    "texts: a text to rewrite that is not UTF-8": _to_roles("latin"),
    "texts: a text that cannot be written": _to_roles("locked"),
    "texts: a wave that the study does not have": _to_roles("own", "2023"),
    "render: a folder that no run left": _rendered(None),
    "render: a damaged manifest": _rendered('{"outputs": '),
    "render: a result that somebody deleted": _rendered('{"outputs": {"results/codeboek.csv": "0"}}'),
    "render: results changed since the run": _rendered('{"outputs": {"results/estimates.csv": "0"}}'),
    "variables: results that were released under other limits": _under_other_limits,
    "audit: results for inside use": _audited_inside,
    "audit: a policy that names another study": _audited_for_another,
    "audit: results of which the study file is not found": _undeclared,
    "audit: a suppressed figure that can be worked out": _unsafe,
    "schema: a file where the folder should be": _schemas_into_a_file,
    **{f"folders: {name}": case for name, case in PLACES.items()},
    "writing: the disk is full": _disk(errno.ENOSPC),
    "writing: the folder is read-only": _disk(errno.EROFS),
    "writing: the disk fails": _disk(errno.EIO),
    "writing: a file where the folder should be": _a_file_in_the_way,
    "writing: nothing can be made beside the folder": _no_room_for_staging,
    "writing: two runs into one folder": _two_runs,
}
