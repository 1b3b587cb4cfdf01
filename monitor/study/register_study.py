"""What a study of a register may say, and must: a panel and municipalities, and nothing that belongs to a survey."""

from __future__ import annotations

from dataclasses import replace

from monitor.errors import nearest
from monitor.study.declarations import Declaration
from monitor.study.draw_reader import OF_FILES
from monitor.study.register_file import RegisterFile
from monitor.study.register_reader import month_name
from monitor.study.study import Study
from monitor.study.study_file import INTERNAL, REGISTER, DesignPlan, StudyFile, Wave

MUNICIPALITY = "municipality"
NEEDED = ("panel", "municipalities")
OF_A_SURVEY = (
    "waves", "rules", "missing", "design", "weighting", "indicators", "benchmark", "completed", "representativeness", "evidence",
    "companions", "side_by_side",
)  # fmt: skip


def check_register(entry: StudyFile, document: Declaration) -> None:
    """Hold a study against its kind.

    **Raises** DeclarationError for a study without waves, a register without panel or municipalities, a block or a report for
    inside use that belongs to another kind, and figures by municipality as a breakdown: those are released rounded, and nowhere else.
    """
    if entry.kind != REGISTER:
        if entry.panel is not None:
            raise document.error(
                ("panel",), "declared.block_of_another_kind", key_name="panel", kind=entry.kind
            )
        if not entry.waves:
            raise document.error((), "declared.is_missing", key_name="waves")
        return
    for key in (*OF_A_SURVEY, *OF_FILES):
        if key in document.data:
            raise document.error((key,), "declared.block_of_another_kind", key_name=key, kind=entry.kind)
    for key in NEEDED:
        if getattr(entry, key) is None:
            raise document.error((), "declared.is_missing", key_name=key)
    for place, report in enumerate(entry.reports):
        if report.audience == INTERNAL:
            raise document.error(
                ("reports", place, "audience"),
                "declared.block_of_another_kind",
                key_name="audience",
                kind=entry.kind,
            )
    for place, breakdown in enumerate(entry.breakdowns):
        if MUNICIPALITY in breakdown.id.split("*"):
            raise document.error(("breakdowns", place), "declared.register_by_municipality")


def of_a_register(entry: StudyFile, register: RegisterFile) -> StudyFile:
    """The study with the moments of its register as waves: a census of municipalities, each in every wave."""
    assert entry.panel is not None
    assert entry.municipalities is not None
    waves = tuple(Wave(month, month_name(month), entry.panel) for month in register.moments)
    design = DesignPlan(sampling="census", stable_ids=True)
    return replace(
        entry, waves=waves, design=design, municipalities=replace(entry.municipalities, column=MUNICIPALITY)
    )


def check_groups_of_events(study: Study, document: Declaration) -> None:
    """**Raises** DeclarationError for an event with groups of a trait that is no breakdown, or a group that it does not have."""
    for event in study.register.events if study.register else ():
        if event.groups is None:
            continue
        breakdown = study.breakdown(event.groups.breakdown)
        known = [one.id for one in study.breakdowns] if breakdown is None else list(breakdown.groups)
        wanted = event.groups.breakdown if breakdown is None else event.groups.group
        if wanted not in known:
            raise document.error(
                ("questionnaire",),
                "declared.event_names_no_group",
                expected=", ".join(known) or None,
                hint=nearest(wanted, known),
                event=event.id,
                name=wanted,
            )
