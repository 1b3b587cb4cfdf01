"""Truth: a file just beyond a limit is refused, and the limit is named."""

from __future__ import annotations

import pytest

from monitor.errors import DeclarationError, IntakeError
from monitor.intake.files.limits import read_limits

from .conftest import Survey


def test_a_record_without_end_is_refused_before_the_file_is_read_through(
    survey: Survey, set_limits, monkeypatch: pytest.MonkeyPatch
) -> None:
    survey.write({"remark": '"' + "a" * 5000})
    set_limits(record_bytes=1000)
    monkeypatch.setattr("monitor.intake.files.source.CHUNK", 200)
    with pytest.raises(IntakeError, match="row 2 has a quotation mark that is opened and never closed"):
        survey.responses()


def test_the_share_that_means_a_wrong_file_is_policy(survey: Survey, set_limits) -> None:
    set_limits(wrong_file={"share": 0.5, "from_rows": 2, "from_failures": 2})
    with pytest.raises(IntakeError, match="in 2 of 3 rows; expected at most 50%"):
        survey.checked({"rating": "0"}, {"rating": "0"}, {})


def test_a_damaged_limits_file_is_named(set_limits) -> None:
    set_limits(rows="veel")
    with pytest.raises(DeclarationError, match="limits.yaml"):
        read_limits()
