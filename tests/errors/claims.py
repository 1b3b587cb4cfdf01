"""Claims that are no claim, and claims of which a condition does not hold or does not cover the sentence."""

from __future__ import annotations

from dataclasses import replace

from monitor.commands.texts import approve_texts
from monitor.publication.checks.consistency import check_consistency
from monitor.publication.project.compose import compose
from monitor.publication.quarto.template_documents import TemplateDocument
from monitor.publication.sentences.variables import Variables
from monitor.release.results.method import FigureOrder
from monitor.release.results.released_set import ReleasedSet
from monitor.stages.options import RunOptions
from monitor.study.study_file import ReportPlan
from tests.publication import conftest as small
from tests.words import voice_of

from . import publication
from .desk import Case, Cases, Desk

PLAN = ReportPlan("inspectorate", None, None)
MARKS = {
    "without a guard": "[Zo is het.]{.claim}",
    "that nothing closes": '::: {.claim holds="use_app.c1.now > 0.5"}\nZo is het.',
    "with half a condition": '[Zo is het.]{.claim holds="use_app.c1.now >"}',
    "with a figure alone": '[Zo is het.]{.claim holds="use_app.c1.now"}',
    "with a change of no wave": '[Zo is het.]{.claim holds="change(use_app.c1, y2022) == increased"}',
    "with an outcome that there is not": '[Zo is het.]{.claim holds="change(use_app.c1, first) == gestegen"}',
}
HELD = {
    "that does not hold": ("Zo is het.", "use_app.c1.now > 0.7"),
    "that holds of the answers alone": ("Zo is het.", "phone.agree_net.now > 0.5"),
    "with another outcome": ("Zo is het.", "change(letters.agree_net, previous) == decreased"),
    "of a difference that is smaller": ("Zo is het.", "phone.agree_net.change > 0.3"),
    "that is always true": ("Zo is het.", "use_app.c1.now >= 0"),
    "of all outcomes": ("Zo is het.", "change(phone.agree_net, first) in [increased, decreased, changed, equivalent, undecided]"),
    "that can never be true": ("Zo is het.", "use_app.c1.now >= 50"),
    "on a figure that is not shown": ("Zo is het.", "use_app.c1.tenure_kort.now > 0.5"),
    "on a figure nobody knows": ("Zo is het.", "use_apps.c1.now > 0.5"),
    "on another wave": ("Zo is het.", "use_app.c1.previous > 0.3"),
    "with a figure without a condition": ("Dat is {{< var rating.mean.all.now.value >}}.", "use_app.c1.now > 0.5"),
    "with an amount without a condition": ("De meeste huurders bellen.", "use_app.c1.now > 0.3"),
    "with an order without a condition": ("Het vaakst bellen zij.", "use_app.c1.now > 0.5"),
    "with a direction without a condition": ("Het is gestegen.", "use_app.c1.now > 0.5"),
    "with a comparison without a condition": ("Zij bellen vaker dan zij schrijven.", "use_app.c1.now > 0.5"),
}  # fmt: skip


def _marked(text: str) -> Case:
    def run(desk: Desk) -> object:
        folder = desk.write("template/report.qmd", f"# Kop\n\n{text}\n").parent
        variables = Variables(publication._released(), voice_of(publication._small_study()))
        return compose(ReportPlan("inspectorate", folder, None), variables)

    return run


def _held(sentence: str, holds: str, **changed: object) -> Case:
    def run(desk: Desk) -> object:
        text = f'[{sentence}]{{.claim holds="{holds}"}}'
        documents = {"report.qmd": TemplateDocument("report.qmd", "report.qmd", text)}
        variables = Variables(_with(**changed), voice_of(publication._small_study()))
        return check_consistency(documents, PLAN, variables).raise_errors()

    return run


GLANCE = {
    "a figure nobody knows": ("use_apps.c1", "0.5"),
    "a border that all data pass": ("use_app.c1", "0"),
    "a border that no share can pass": ("use_app.c1", "50"),
    "a border that is no number": ("use_app.c1", "half"),
}


def _glance(figure: str, border: str) -> Case:
    """A row of `at_a_glance` in the texts of an editor."""

    def run(desk: Desk) -> object:
        row = f"{{label: App, figure: {figure}, border: {border}}}"
        desk.write("template/teksten.yaml", f"at_a_glance:\n  - {row}\n")
        folder = desk.write("template/report.qmd", "{{< include texts/at-a-glance.qmd >}}\n").parent
        plan = ReportPlan("inspectorate", folder, None)
        study = replace(publication._small_study(), reports=(plan,))
        return compose(plan, Variables(publication._released(), voice_of(study)))

    return run


PHONE_LEADS = FigureOrder("contact_items", "phone", "agree_net", "letters", "agree_net", "share", True)
APP_LEADS = FigureOrder("used", "use_app", "1", "use_desk", "1", "share", False)
ORDERED = {
    "of a lead that is not proven": "leads(used.c1, use_app)",
    "of a lead that another has": "leads(contact_items.agree_net, letters)",
    "of a lead in no set": "leads(contact.agree_net, phone)",
    "of a lead of a question in another set": "leads(contact_items.agree_net, use_app)",
    "of a lead that was not released": "leads(contact_items.disagree_net, phone)",
    "of an order that is not proven": "more_than(use_desk.c1, use_app.c1)",
    "of an order that nobody tested": "more_than(use_app.c1, letters.agree_net)",
    "of a share and a grade": "more_than(use_app.c1, rating.mean)",
}


def _with(**changed: object) -> ReleasedSet:
    """The small survey with other values for one figure: 65% uses the app."""
    released = publication._released()
    estimates = released.estimates.copy()
    row = estimates["item"].eq("use_app") & estimates["wave"].eq("2024") & estimates["breakdown"].eq("")
    for name, value in changed.items():
        estimates.loc[row, name] = value
    method = replace(released.method, orders=(PHONE_LEADS, APP_LEADS))
    return replace(released, estimates=estimates, method=method)


def _approved(name: str, report: str = "own") -> Case:
    """A second approval of a report, the first one by A. de Vries."""

    def run(desk: Desk) -> object:
        desk.write("questionnaire.yaml", small.QUESTIONNAIRE)
        reports = "[{id: own, template: own}, inspectorate]"
        study = desk.write("study.yaml", small.STUDY.replace("[inspectorate]", reports))
        desk.write("own/report.qmd", "# Kop\n\nTekst.\n")
        approve_texts(study, "own", "A. de Vries", RunOptions(out=desk.folder / "build"))
        return approve_texts(study, report, name, RunOptions(out=desk.folder / "build"))

    return run


NONE = float("nan")
CASES: Cases = {
    **{f"claim: {name}": _marked(text) for name, text in MARKS.items()},
    **{f"claim: {name}": _held(*claim) for name, claim in HELD.items()},
    **{f"claim: {name}": _held("Zo is het.", holds) for name, holds in ORDERED.items()},
    **{f"at a glance: {name}": _glance(*row) for name, row in GLANCE.items()},
    "approval: by the same person": _approved("A. de Vries"),
    "approval: without a name": _approved(" "),
    "approval: of a report without a folder of its own": _approved("B. Jansen", "inspectorate"),
    "claim: on few answers": _held("Zo is het.", "use_app.c1.now > 0.5", status="unreliable"),
    "claim: on a class": _held("Zo is het.", "use_app.c1.now > 0.5", status="few"),
    "claim: on a figure without a margin": _held("Zo is het.", "use_app.c1.now > 0.5", ci_low=NONE, ci_high=NONE, se=NONE),
    "claim: on a change of which a side rests on few answers": _held(
        "Zo is het.", "change(use_app.c1, previous) == undecided", status="unreliable"
    ),
}  # fmt: skip
