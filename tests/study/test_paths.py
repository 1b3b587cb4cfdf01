"""Truth: paths and names as they are written on other systems, read by eye."""

from __future__ import annotations

import pytest

from monitor.errors import DeclarationError
from monitor.study.study_reader import read_study


def test_a_path_that_was_written_on_windows_is_the_same_path(write) -> None:
    study = read_study(write.study(("r20.csv", r"data\2020\r20.csv")))
    assert study.wave("2020").responses == write.folder / "data" / "2020" / "r20.csv"


@pytest.mark.parametrize(
    "path",
    [
        r"C:\data\r20.csv",
        "C:/data/r20.csv",
        "c:",
        r"\\server\deel\r20.csv",
        r"\data\r20.csv",
        r"..\..\r20.csv",
    ],
)
def test_no_path_of_another_system_leads_outside_the_study(path: str, write) -> None:
    with pytest.raises(DeclarationError, match="leads too far from the study"):
        read_study(write.study(("responses: r20.csv", f"responses: '{path}'")))


def test_a_colon_in_a_name_is_no_drive(write) -> None:
    study = read_study(write.study(("responses: r20.csv", "responses: 'meting:2020.csv'")))
    assert study.wave("2020").responses.name == "meting:2020.csv"


@pytest.mark.parametrize("name", ["con", "nul", "com1", "lpt9"])
def test_no_study_is_called_what_windows_keeps_for_itself(name: str, write) -> None:
    with pytest.raises(DeclarationError, match=f'"{name}" cannot be the name'):
        read_study(write.study(("study: mini", f"study: {name}")))


@pytest.mark.parametrize("name", ["../2020", "20/20", "20\\20", "2020.", "aux", "Nul.1", "a?"])
def test_no_wave_has_a_name_that_leads_elsewhere(name: str, write) -> None:
    study = write.study(('"2020"', f"'{name}'"))
    write.questionnaire(('"2020"', f"'{name}'"))
    with pytest.raises(DeclarationError, match="cannot be the name"):
        read_study(study)
