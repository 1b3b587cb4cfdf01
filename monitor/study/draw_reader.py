"""What a study of files may say, and must: processes, norms and the files to draw of each."""

from __future__ import annotations

from monitor.errors import nearest
from monitor.study.declarations import Declaration
from monitor.study.norms import PROCESS, judgements_of
from monitor.study.questionnaire import Questionnaire
from monitor.study.study_file import FILE_CHECK, StudyFile

OF_A_SURVEY = ("design", "weighting", "municipalities", "benchmark", "completed", "representativeness")
OF_FILES = ("draw", "meet", "reviewers_from")


def check_file_check(entry: StudyFile, questionnaire: Questionnaire, document: Declaration) -> None:
    """Hold a study against its kind.

    **Raises** DeclarationError for a check of files without norms, norms in another study, a block that belongs to the
    other kind, a figure over processes or of two units, files to draw of a process that is not there, and a norm to meet that nobody can.
    """
    if (entry.kind == FILE_CHECK) != bool(questionnaire.norms):
        code = (
            "declared.file_check_without_norms"
            if entry.kind == FILE_CHECK
            else "declared.norms_of_no_file_check"
        )
        raise document.error(("questionnaire",), code, got=entry.questionnaire.name)
    others = OF_A_SURVEY if entry.kind == FILE_CHECK else OF_FILES
    for key in others:
        if key in document.data:
            raise document.error((key,), "declared.block_of_another_kind", key_name=key, kind=entry.kind)
    for wave in entry.waves:
        for key in ("frame", "second"):
            if getattr(wave, key) and entry.kind != FILE_CHECK:
                raise document.error(
                    ("waves", wave.id, key), "declared.block_of_another_kind", key_name=key, kind=entry.kind
                )
    if entry.kind == FILE_CHECK:
        _check_figures(entry, questionnaire, document)
        _check_draw(entry, questionnaire, document)
        _check_meet(entry, questionnaire, document)


def _check_figures(entry: StudyFile, questionnaire: Questionnaire, document: Declaration) -> None:
    """Norms are told process by process, and a part of files never on one axis with a part of norms."""
    for place, indicator in enumerate(entry.indicators):
        named = {indicator.id, indicator.group, *indicator.items}
        over = next(
            (norm.id for norm in questionnaire.norms if norm.id in named), PROCESS if PROCESS in named else ""
        )
        if over:
            raise document.error(("indicators", place), "declared.norm_over_processes", name=over)
        judged = [questionnaire.items[name] for name in indicator.items if name in questionnaire.items]
        if len({item.traits.unit for item in judged if item.norms}) > 1:
            raise document.error(("indicators", place), "declared.score_beside_share", indicator=indicator.id)


def _check_draw(entry: StudyFile, questionnaire: Questionnaire, document: Declaration) -> None:
    for name in entry.draw.files if entry.draw else ():
        if name not in questionnaire.processes:
            raise document.error(
                ("draw", "files", name),
                "declared.there_is_no_process",
                expected=", ".join(questionnaire.processes),
                hint=nearest(name, questionnaire.processes),
                name=name,
            )
    for process in questionnaire.processes if entry.draw else ():
        if process not in (entry.draw.files if entry.draw else {}):
            raise document.error(("draw", "files"), "declared.draw_without_process", process=process)
    if entry.draw and "process" not in entry.draw.by:
        raise document.error(("draw", "by"), "declared.draw_by_process")
    if entry.reviewers_from and entry.reviewers_from not in questionnaire.waves:
        raise document.error(
            ("reviewers_from",),
            "declared.there_is_no_wave",
            expected=", ".join(questionnaire.waves),
            hint=nearest(entry.reviewers_from, questionnaire.waves),
            name=entry.reviewers_from,
        )


def _check_meet(entry: StudyFile, questionnaire: Questionnaire, document: Declaration) -> None:
    """A norm on what the law asks for needs norms of both grounds: else it is one on all norms, or on none."""
    known = {
        name for process in questionnaire.processes for name in judgements_of(questionnaire.norms_of(process))
    }
    for name in entry.meet.norms:
        if name not in known:
            raise document.error(("meet", name), "declared.nothing_to_meet", name=name)
