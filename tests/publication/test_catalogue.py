"""Truth: the names that a study can ask for, each in one family that makes it."""

from __future__ import annotations

import pytest

from monitor.errors import PublicationError
from monitor.publication.project.catalogue import CATALOGUE, FIGURE_CATALOGUE, Entry, entry_of
from monitor.release.results.released_set import ReleasedSet
from monitor.study.study import Study
from tests.words import voice_of

ALWAYS = ("limits", "questionnaire-annex", "method-response", "used", "used--change", "used--by-tenure")


def _names(catalogue: tuple[Entry, ...], study: Study) -> list[str]:
    return [name for entry in catalogue for name in entry.names(study)]


@pytest.mark.parametrize("catalogue", [CATALOGUE, FIGURE_CATALOGUE])
def test_a_family_takes_the_names_that_it_lists_and_no_other_lists_them(
    catalogue: tuple[Entry, ...], small_study: Study
) -> None:
    names = _names(catalogue, small_study)
    assert len(names) == len(set(names)) > 10
    for entry in catalogue:
        for name in entry.names(small_study):
            assert entry_of(name, catalogue) is entry, name


def test_every_listed_table_passes_its_check_and_has_a_text(
    small_released: ReleasedSet, small_study: Study
) -> None:
    names, voice = _names(CATALOGUE, small_study), voice_of(small_study)
    assert set(ALWAYS) <= set(names)
    made: dict[str, str] = {}
    refused: dict[str, str] = {}
    for name in names:
        entry_of(name, CATALOGUE).check(name, small_released, voice)
        try:
            made[name] = entry_of(name, CATALOGUE).make(name, small_released, voice)
        except PublicationError as problem:
            refused[name] = str(problem)
    assert set(ALWAYS) <= set(made)
    assert all("has nothing to show" in why for why in refused.values()), refused
    assert all(text.endswith("\n") for text in made.values())


@pytest.mark.parametrize("name", ["limit", "used--by-tenures", "method-respons", "used--by-", "--change"])
def test_a_name_that_no_family_lists_is_refused(
    small_released: ReleasedSet, small_study: Study, name: str
) -> None:
    with pytest.raises(PublicationError, match=f'there is no table "{name}"'):
        entry_of(name, CATALOGUE).check(name, small_released, voice_of(small_study))
