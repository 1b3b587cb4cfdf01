"""The municipalities of a study, by code: which there are, and what became of one that is not there."""

from __future__ import annotations

from collections.abc import Mapping

from monitor.errors import PublicationError, nearest
from monitor.study.study import Study


class Municipalities:
    """The municipalities of the frame of a study."""

    def __init__(self, study: Study) -> None:
        self.study = study

    @property
    def codes(self) -> tuple[str, ...]:
        """Every municipality of the frame, by name."""
        rows = self._rows
        return tuple(sorted(rows, key=lambda code: (rows[code]["name"].casefold(), code)))

    @property
    def _rows(self) -> Mapping[str, Mapping[str, str]]:
        assert self.study.municipalities is not None  # else there is no benchmark
        return self.study.municipalities.rows

    def check(self, code: str) -> None:
        """**Raises** PublicationError for a code that the frame does not have, with what it became."""
        if code not in self._rows:
            raise self._unknown(code)

    def _unknown(self, code: str) -> PublicationError:
        frame = self.study.municipalities
        assert frame is not None
        names = {row["name"]: known for known, row in frame.rows.items()}
        if code in frame.splits:
            return PublicationError(
                "publication.municipality_was_split", municipality=code, into=", ".join(frame.splits[code])
            )
        if (became := frame.recode(code)) != code:
            return PublicationError("publication.municipality_was_merged", municipality=code, into=became)
        hint = nearest(names.get(code, code), [*frame.rows, *names])
        return PublicationError("publication.there_is_no_municipality", hint=hint, municipality=code)
