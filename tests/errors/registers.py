"""Wrong registers: register files, panels and reports."""

from __future__ import annotations

import sys
from dataclasses import replace

from monitor.commands.demonstration import make_panel
from monitor.pipeline import compose_reports, voice_of
from monitor.publication.register.figures import check_register_figure
from monitor.publication.register.register_figures import RegisterFigures
from monitor.publication.register.tables import register_table
from monitor.stages.options import RunOptions
from monitor.study.study_reader import read_study
from tests.pipeline.test_register import FORMER, REFUSED
from tests.publication.test_register import CAUSES, OWN, PAGE
from tests.registers import Changed, Told, released, silent, taken, write_register
from tests.study.test_register import WRONG

from .desk import Case, Cases, Desk


def _read(changed: Changed) -> Case:
    return lambda desk: read_study(write_register(desk.folder, changed))


def _taken(changed: Changed) -> Case:
    return lambda desk: taken(write_register(desk.folder, changed))


def _told(desk: Desk) -> Told:
    return released(write_register(desk.folder))


def _another_study(desk: Desk) -> object:
    told = _told(desk)
    return RegisterFigures(told.public, voice_of(replace(told.study, register=None)))


def _no_figure(desk: Desk) -> object:
    told = _told(desk)
    return check_register_figure("series--nothing", told.public, voice_of(told.study))


def _no_table(desk: Desk) -> object:
    told = _told(desk)
    return register_table("register--spread-nothing", told.public, voice_of(told.study))


def _nothing_moved(desk: Desk) -> object:
    told = _told(desk)
    assert told.public.method.register is not None
    summary = replace(told.public.method.register, movements=())
    public = replace(told.public, method=replace(told.public.method, register=summary))
    return register_table("register--moved-stock_rate", public, voice_of(told.study))


def _cause(desk: Desk) -> object:
    (desk.folder / "eigen").mkdir()
    desk.write("eigen/report.qmd", PAGE.format(text=CAUSES[0]))
    told = released(write_register(desk.folder, {"study.yaml": OWN}))
    return compose_reports(voice_of(told.study), told.public, RunOptions(out=desk.folder))


def _no_panel(desk: Desk) -> object:
    folder = desk.folder / "register"
    folder.mkdir()
    (folder / "generated.sha256").write_text("00  panel.csv\n", encoding="ascii")
    (folder / "generate.py").write_text("raise SystemExit(1)\n", encoding="utf-8")
    assert sys.executable
    return make_panel(desk.folder, silent)


INSIDE = ("formats: [html]", "formats: [html], audience: internal, readers: [beleid]")
CASES: Cases = {
    **{f"study: {code}": _read(changed) for code, changed in WRONG.items()},
    "study: a panel of a survey": _read({"study.yaml": ("kind: register", "kind: survey")}),
    "study: a survey without waves": _read(
        {
            "study.yaml": lambda text: text.replace("kind: register", "kind: survey").replace(
                "panel: panel.csv\n", ""
            )
        }
    ),
    "study: a register for inside use": _read({"study.yaml": INSIDE}),
    "study: an event by a trait that is no breakdown": _read({"study.yaml": ("breakdowns: [size]\n", "")}),
    **{f"panel: {code}": _taken(changed) for code, changed in REFUSED.items()},
    "panel: a former municipality with a month missing": _taken(FORMER),
    "report: on a study that is no register": _another_study,
    "report: a figure of no rate": _no_figure,
    "report: a table of no rate": _no_table,
    "report: a table of which nothing is told": _nothing_moved,
    "report: a word of a cause": _cause,
    "demonstration: a panel that cannot be made": _no_panel,
}
