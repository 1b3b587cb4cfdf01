"""Truth: 200 people of whom 130 find the letters clear and 70 the website; next year it is the other way round.

Most who find the website clear find the letters clear too: only what the same people answered to both tells that the
difference is more than chance.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from monitor.errors import PublicationError
from monitor.publication.checks.consistency import check_consistency
from monitor.publication.project.compose import compose
from monitor.publication.sentences.variables import Variables
from monitor.release.results.method import FigureOrder
from monitor.release.results.released_set import ReleasedSet, read_results, write_results
from monitor.study.study_reader import read_study
from tests.reference.studies import released_set
from tests.words import voice_of

ASKED = """\
survey: inwoners
title: Inwoners
respondents: {singular: inwoner, plural: inwoners}
waves: ["2025"]
themes: {a: Contact}
scales: {eens: {kind: nominal, categories: {j: ja, n: nee}}}
questions:
  - id: clear
    scale: eens
    theme: a
    text: "Wat is duidelijk?"
    rows: {letters: {text: De brieven}, website: {text: De website}, desk: {text: De balie}}
"""
STUDY = """\
study: inwoners
title: Inwoners
published: 2025-11-01
questionnaire: questionnaire.yaml
waves: {"2025": {responses: responses.csv}}
design: {sampling: probability}
reports: [{id: own, template: own}]
"""
TEXT = """\
---
title: Proef
---

# Contact

[De meeste inwoners vinden de brieven duidelijk.]{.claim holds="letters.j.now > 0.5"}
[Van alles vinden inwoners de brieven het vaakst duidelijk.]{.claim holds="leads(clear.j, letters)"}
[Brieven zijn vaker duidelijk dan de balie.]{.claim holds="more_than(letters.j, desk.j)"}
"""


def _run(folder: Path, turned: bool = False) -> ReleasedSet:
    place = np.arange(200)
    given = pd.DataFrame(
        {"letters": place < 130, "website": place < 70, "desk": (place >= 20) & (place < 90)}
    )
    (folder / "own").mkdir(exist_ok=True)
    (folder / "own" / "report.qmd").write_text(TEXT, encoding="utf-8")
    return released_set(folder, STUDY, ASKED, (given ^ turned).replace({True: "j", False: "n"}))


def _check(folder: Path, released: ReleasedSet) -> None:
    study = read_study(folder / "study.yaml")
    variables = Variables(released, voice_of(study))
    check_consistency(
        compose(study.reports[0], variables).documents, study.reports[0], variables
    ).raise_errors()


def test_a_run_tests_what_its_texts_claim_and_its_results_bear_it(tmp_path: Path) -> None:
    released = _run(tmp_path)
    orders = {(one.indicator, one.more, one.less): one.proven for one in released.method.orders}
    assert orders["", "letters", "desk"]
    assert any(key[:2] == ("clear", "letters") and proven for key, proven in orders.items())
    _check(tmp_path, released)
    write_results(released, tmp_path / "results")
    read = read_results(tmp_path / "results", read_study(tmp_path / "study.yaml"))
    assert read.method.orders == released.method.orders
    _check(tmp_path, read)


def test_with_all_answers_turned_round_every_claim_fails_and_nothing_is_printed(tmp_path: Path) -> None:
    released = _run(tmp_path, turned=True)
    with pytest.raises(PublicationError) as failure:
        _check(tmp_path, released)
    said = str(failure.value)
    for line, condition in (
        (7, "letters.j.now > 0.5"),
        (8, "leads(clear.j, letters)"),
        (9, "more_than(letters.j, desk.j)"),
    ):
        assert f'report.qmd:{line}: "{condition}" does not hold' in said


def test_an_order_that_no_text_asks_for_is_not_tested(tmp_path: Path) -> None:
    released = _run(tmp_path)
    asked = [one for one in released.method.orders if not one.indicator]
    assert asked == [FigureOrder("", "letters", "j", "desk", "j", "share", True)]
