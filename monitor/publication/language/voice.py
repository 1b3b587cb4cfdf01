"""Who speaks in a report: the words of the publication, about one study."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.publication.language.filling import filled
from monitor.publication.language.phrases import Phrases, Respondents
from monitor.publication.language.words import Words
from monitor.study.study import Study


@dataclass(frozen=True)
class Voice:
    """The words of a publication and the study they tell of: handed to whoever makes a text of it."""

    words: Words
    study: Study

    @property
    def phrases(self) -> Phrases:
        """Numbers, lists and dates in these words."""
        return self.words.phrases

    @property
    def respondents(self) -> Respondents:
        """What this survey calls its respondents."""
        questionnaire = self.study.questionnaire
        return Respondents(questionnaire.respondent, questionnaire.respondents)

    def who(self, limit: str) -> Respondents:
        """The respondents of a base that is limited so: "klanten die deze vraag kregen"; without a limit all of them."""
        if not limit:
            return self.respondents
        words, slots = self.words.sentences.bases, self.respondents.slots
        return Respondents(filled(words[f"{limit}_one"], slots), filled(words[f"{limit}_many"], slots))

    def say(self, section: str, name: str, **values: str) -> str:
        """A wording of figures and tables: of units, bases, notes or tables."""
        return self.words.figures.say(section, name, **values)

    def of(self, study: Study) -> Voice:
        """The same words about another study."""
        return Voice(self.words, study)
