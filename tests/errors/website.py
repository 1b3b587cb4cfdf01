"""Sites that may not be made, and sites that hold what nobody released."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from monitor.commands import site_writing
from monitor.commands.audit import audit_all
from monitor.commands.site_writing import write_site
from monitor.outputs import write_json
from monitor.pipeline import run_study
from monitor.publication.site import build
from monitor.publication.site.build import site_files
from monitor.stages.options import RunOptions
from monitor.study.study_reader import read_study

from .desk import Case, Cases, Desk

QUESTIONNAIRE = """\
survey: s
title: S
respondents: {singular: klant, plural: klanten}
waves: ["2025"]
themes: {a: A}
scales: {f: {kind: nominal, categories: {"1": ja, "2": nee}}}
questions:
  - {id: q, kind: single, scale: f, theme: a, text: Komt u vaak?, short: Komt vaak}
"""
STUDY = """\
study: NAME
title: Onderzoek
published: 2025-11-01
questionnaire: questionnaire.yaml
waves: {"2025": {responses: r.csv}}
reports: [inspectorate]
"""


def _declared(desk: Desk, name: str = "een", more: str = "") -> Path:
    desk.write("questionnaire.yaml", QUESTIONNAIRE)
    desk.write("r.csv", "respondent_id,q\n" + "".join(f"r{one},{1 + one % 2}\n" for one in range(40)))
    return desk.write(f"{name}.yaml", STUDY.replace("NAME", name) + more)


def _options(desk: Desk) -> RunOptions:
    return RunOptions(out=desk.folder / "build", reports=(), formats=("html",))


def _run(desk: Desk, name: str = "een", more: str = "") -> Path:
    path = _declared(desk, name, more)
    run_study(path, _options(desk), lambda *_: None)
    return path


def _site(desk: Desk, *paths: Path, to: str = "site") -> object:
    return write_site(paths, _options(desk), desk.folder / to, lambda *_: None)


def _twice(desk: Desk) -> object:
    path = _run(desk)
    return _site(desk, path, path)


def _same_name(desk: Desk) -> object:
    """Another study file with the name of the first."""
    path = _run(desk)
    other = desk.write("twee.yaml", path.read_text(encoding="utf-8"))
    return _site(desk, path, other)


def _around_the_results(desk: Desk) -> object:
    return _site(desk, _run(desk), to="build")


def _stranger(desk: Desk) -> object:
    path = _run(desk)
    _site(desk, path)
    desk.write("site/CNAME", "cijfers.voorbeeld.nl")
    return _site(desk, path)


def _with_real_figures(desk: Desk) -> object:
    return _site(desk, _run(desk), _run(desk, "twee", "demonstration: true\n"))


def _other_schema(desk: Desk) -> object:
    """Results as version 1 of the schema wrote them."""
    path = _run(desk)
    study = read_study(path)
    real = site_writing.last_released

    def earlier(*given: object) -> object:
        released = real(*given)  # type: ignore[arg-type]
        return replace(released, method=replace(released.method, schema=1))

    assert study.id == "een"
    desk.patch.setattr(site_writing, "last_released", earlier)
    return _site(desk, path)


def _inside(desk: Desk) -> object:
    path = _run(desk)
    real = site_writing.last_released

    def inside(*given: object) -> object:
        released = real(*given)  # type: ignore[arg-type]
        return replace(released, method=replace(released.method, audience="internal"))

    desk.patch.setattr(site_writing, "last_released", inside)
    return _site(desk, path)


def _other_folder(desk: Desk) -> object:
    desk.write("site/brief.txt", "van iemand anders")
    return _site(desk, _declared(desk))


def _same_address(desk: Desk) -> object:
    path = _run(desk)
    runs = [run for run, _ in site_writing._runs_of(path, _options(desk), lambda *_: None)]
    desk.patch.setattr(build, "_files", lambda *_: iter([("Een.html", b""), ("een.html", b"")]))
    return list(site_files(runs, lambda _: None))


def _audited(change: str) -> Case:
    """The audit of a site of which something was changed."""

    def run(desk: Desk) -> object:
        path, site = _run(desk), desk.folder / "site"
        _site(desk, path)
        facts = json.loads((site / "site.json").read_text(encoding="utf-8"))
        if change == "facts":
            facts = {"runs": []}
        elif change == "results":
            facts["runs"][0]["results"]["method.json"] = "0" * 64
        else:
            desk.write("site/een/2025/cijfers.txt", "93%")
        write_json(site / "site.json", facts)
        return audit_all([site], [path], None, desk.folder / "build")

    return run


CASES: Cases = {
    "site: a study that was not run": lambda desk: _site(desk, _declared(desk)),
    "site: one study twice": _twice,
    "site: two studies of one name": _same_name,
    "site: around the results": _around_the_results,
    "site: a folder with a file of somebody else": _stranger,
    "site: made-up figures beside real ones": _with_real_figures,
    "site: results of another version": _other_schema,
    "site: results for inside use": _inside,
    "site: a folder with something else": _other_folder,
    "site: two pages of one address": _same_address,
    "site: its audit finds a file that nobody knows": _audited("file"),
    "site: audited beside other results": _audited("results"),
    "site: does not say what it was made of": _audited("facts"),
}
