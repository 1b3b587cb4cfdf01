"""The wording of the chapter that sets a survey beside the whole country, read from reference.yaml."""

from __future__ import annotations

from monitor.study.declarations import Declared


class ReferenceWords(Declared):
    """Everything that the chapter says of itself; sentences about a figure are those of the report of a municipality."""

    title: str
    about: str
    sees: str
    sees_nothing: str
    sections: dict[str, str]
    hidden: str
    broken: str
    caption: str
    note: str
    limits: tuple[str, ...]
    how: dict[str, str]
