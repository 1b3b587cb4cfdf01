"""Wrong studies of vignettes: questionnaires, studies, reports and sites."""

from __future__ import annotations

from monitor.pipeline import voice_of
from monitor.publication.project.catalogue import CATALOGUE, FIGURE_CATALOGUE, entry_of
from monitor.study.study_reader import read_study
from tests.pipeline.test_file_check import released
from tests.publication.test_vignettes import REFUSED as TEXTS
from tests.publication.test_vignettes import composed_with
from tests.study.conftest import Writer
from tests.study.test_vignettes import REFUSED, WRONG, without_vignettes
from tests.vignettes import write_vignettes

from .desk import Case, Cases, Desk


def _wrong(file: str, change: tuple[str, str]) -> Case:
    return lambda desk: read_study(write_vignettes(desk.folder, {file: change}))


def _written(text: str) -> Case:
    return lambda desk: composed_with(desk.folder, text)


def _asked_of_a_report(name: str) -> Case:
    """A figure or table of a report on vignettes that is not there."""

    def case(desk: Desk) -> object:
        told = released(write_vignettes(desk.folder))
        catalogue = FIGURE_CATALOGUE if name.startswith("counts") else CATALOGUE
        return entry_of(name, catalogue).check(name, told.public, voice_of(told.study))

    return case


def _table_of_no_pairs(desk: Desk) -> object:
    told = released(
        write_vignettes(desk.folder, given=lambda frame: frame.assign(municipality=frame["respondent_id"]))
    )
    return entry_of("vignettes--pairs", CATALOGUE).check(
        "vignettes--pairs", told.public, voice_of(told.study)
    )


def _of_another_study(desk: Desk) -> object:
    from types import SimpleNamespace

    path = Writer(desk.folder)
    path.questionnaire()
    plain = SimpleNamespace(method=SimpleNamespace(vignettes=None))
    return entry_of("vignettes--pairs", CATALOGUE).check(
        "vignettes--pairs", plain, voice_of(read_study(path.study()))
    )


def _of_one_municipality(desk: Desk) -> object:
    return released(write_vignettes(desk.folder, given=lambda frame: frame.assign(municipality="g1")))


CASES: Cases = {
    **{f"questionnaire: {code}": _wrong("casussen.yaml", change) for code, change in WRONG.items()},
    **{f"study: {code}": _wrong("study.yaml", change) for code, change in REFUSED.items()},
    "study: pairs without vignettes": lambda desk: read_study(without_vignettes(desk.folder)),
    **{f"report: {name}": _written(text) for name, (text, _) in TEXTS.items()},
    "study: everybody of one municipality": _of_one_municipality,
    "report: a template of percentages": lambda desk: composed_with(
        desk.folder, "", {"template": "inspectorate/any"}
    ),
    "report: a figure that is not there": _asked_of_a_report("counts--x"),
    "report: a table that is not there": _asked_of_a_report("vignettes--x"),
    "report: a table of two questions of which a count is not told": _asked_of_a_report("vignettes--room--w"),
    "report: a table of pairs where nobody has a colleague": _table_of_no_pairs,
    "report: of another study": _of_another_study,
}
