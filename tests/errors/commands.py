"""Commands that cannot do what they are asked: the study, the results, the disk."""

from __future__ import annotations

import errno
import io
import os
import sys
from dataclasses import replace
from pathlib import Path

import pandas as pd

from monitor import shipped
from monitor.cli import app
from monitor.commands import demonstration, ending
from monitor.commands.audit import audit_results
from monitor.commands.rendering import render_study
from monitor.commands.texts import propose_texts, rewrite_to_roles
from monitor.commands.variables import find_variables
from monitor.errors import MonitorError
from monitor.output_places import check_places
from monitor.outputs import OutputError, staged
from monitor.pipeline import run_study
from monitor.release.results.released_set import write_results
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


CASES: Cases = {
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
