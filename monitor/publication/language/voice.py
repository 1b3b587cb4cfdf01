"""Who speaks in a report: the words of the publication, about one study."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from monitor.publication.language.filling import filled
from monitor.publication.language.phrases import Phrases, Respondents
from monitor.publication.language.told_apart import labels_in_a_list, told_apart
from monitor.publication.language.words import Words
from monitor.study.questionnaire import Item
from monitor.study.study import Study


@dataclass(frozen=True)
class Voice:
    """The words of a publication and the study they tell of: handed to whoever makes a text of it.

    In `study` no two questions, rows of a question or figures have one label: they are told apart. `place` is the code of the
    municipality that is told of itself, "" in a report for everybody.
    """

    words: Words
    study: Study
    place: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "study", told_apart(self.study, self.words.sentences.told_apart))

    @cached_property
    def _in_a_list(self) -> dict[str, str]:
        return labels_in_a_list(self.study.questionnaire, self.words.sentences.told_apart)

    def label_of(self, item: Item) -> str:
        """The label of an item in a list of items of several questions, where its question is not named."""
        return self._in_a_list.get(item.id, item.short)

    def label_beside_number(self, item: Item) -> str:
        """The label of an item in such a list where its number stands before it, and is not told twice."""
        if not item.number:
            return self.label_of(item)
        told = filled(self.words.sentences.told_apart["number"], {"label": "", "number": item.number})
        return item.short.removesuffix(told)

    @property
    def phrases(self) -> Phrases:
        """Numbers, lists and dates in these words."""
        return self.words.phrases

    @property
    def respondents(self) -> Respondents:
        """What this survey calls its respondents."""
        questionnaire = self.study.questionnaire
        return Respondents(questionnaire.respondent, questionnaire.respondents)

    def files_of(self, process: str) -> str:
        """What sentences call the files of a process: heronderzoeken."""
        said = self.study.questionnaire.processes[process]
        return said.plural or filled(self.words.quality.plural, {"label": said.label})

    def who(self, limit: str, people: str = "") -> Respondents:
        """The respondents of a base that is limited so: "klanten die deze vraag kregen"; without a limit all of them.

        `people` are several of them as a group of a breakdown calls them.
        """
        if not limit:
            return self.respondents
        words, slots = self.words.sentences.bases, self.respondents.slots
        slots = {**slots, "respondents": people or slots["respondents"]}
        return Respondents(filled(words[f"{limit}_one"], slots), filled(words[f"{limit}_many"], slots))

    def say(self, section: str, name: str, **values: str) -> str:
        """A wording of figures and tables: of units, bases, notes or tables."""
        return self.words.figures.say(section, name, **values)

    def of(self, study: Study) -> Voice:
        """The same words about another study."""
        return Voice(self.words, study)
