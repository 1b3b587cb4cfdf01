"""Where the questions and items of a questionnaire stand in its file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from monitor.exchange.yaml_edit import Edited, Place
from monitor.study.questionnaire import Questionnaire


@dataclass(frozen=True)
class QuestionPlaces:
    """Places in a document, by the names that the questionnaire in it has."""

    edited: Edited
    before: Questionnaire

    def index(self, item: str) -> int | None:
        place = self.question(self.before.items[item].group if item in self.before.items else item)
        return int(place[1])

    def question(self, group: str) -> Place:
        for at, node in enumerate(self._entries()):
            if next((value.value for key, value in node.value if key.value == "id"), None) == group:
                return ("questions", at)
        raise KeyError(group)

    def _entries(self) -> Iterable:
        node = self.edited.node(("questions",))
        return node.value if node is not None else ()

    def item(self, item: str) -> Place:
        place = self.question(self.before.items[item].group if item in self.before.items else item)
        for rows in ("rows", "options", "parts"):
            if self.edited.node((*place, rows, item)) is not None:
                return (*place, rows, item)
        return place
