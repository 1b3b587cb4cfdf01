"""Options of a report: the few words by which readers of one and the same text differ.

A template may hold `options.yaml`: each option with its choices and the words of each choice. The study
chooses (`reports: [{id: parliament, options: {chamber: senate}}]`); the first choice is the default. In a
document the words are variables: `{{< var option.chamber.name >}}`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from monitor.errors import PublicationError, nearest
from monitor.messages.catalogue import text
from monitor.publication.quarto.template_documents import TemplateFolders
from monitor.study.declarations import Declaration, read_declaration

OPTIONS = "options.yaml"
Choices = Mapping[str, Mapping[str, Mapping[str, str]]]
TUESDAY = 1


def report_variables(
    folders: TemplateFolders, chosen: Mapping[str, str], published: date
) -> dict[str, tuple[str, str]]:
    """Variables of one report, path to (text, origin): its options and the year of parliament."""
    session = {"report.session_year": (session_year(published), "published")}
    return {**option_variables(folders, chosen), **session}


def session_year(day: date) -> str:
    """The year of parliament, which opens on the third Tuesday of September (Grondwet, article 65).

    >>> session_year(date(2024, 9, 1))
    '2023/24'
    """
    start = date(day.year, 9, 15)
    start += timedelta(days=(TUESDAY - start.weekday()) % 7)
    first = day.year if day >= start else day.year - 1
    return f"{first}/{(first + 1) % 100:02}"


def option_variables(folders: TemplateFolders, chosen: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """`option.<option>.<word>` to (text, origin), for the choices of a study.

    **Raises** PublicationError for an option or choice that the template does not have, for choices with
    different words, and for an options file that is something else.
    """
    path = folders.find(OPTIONS)
    declaration = read_declaration(path) if path else None
    options: Choices = _options(declaration) if declaration else {}
    for name in chosen:
        if name not in options:
            raise PublicationError(
                "publication.report_has_no_option",
                expected=", ".join(options) or text("publication.no_options"),
                hint=nearest(name, options),
                name=name,
            )
    variables: dict[str, tuple[str, str]] = {}
    for name, choices in options.items():
        words = choices[_choice(name, choices, chosen)]
        variables |= {f"option.{name}.{word}": (told, OPTIONS) for word, told in words.items()}
    return variables


def _choice(name: str, choices: Mapping[str, object], chosen: Mapping[str, str]) -> str:
    choice = chosen.get(name, next(iter(choices)))
    if choice not in choices:
        raise PublicationError(
            "publication.option_has_no_choice",
            known=list(choices),
            hint=nearest(choice, choices),
            name=name,
            choice=choice,
        )
    return choice


def _options(declaration: Declaration) -> Choices:
    for name, choices in declaration.data.items():
        if not isinstance(choices, dict) or not all(
            isinstance(words, dict) and words for words in choices.values()
        ):
            raise _wrong(declaration, (name,), "publication.option_has_choices_and_each_choice")
        first, *others = choices.items()
        for choice, words in others:
            if set(words) != set(first[1]):
                different = ", ".join(sorted(set(words) ^ set(first[1])))
                raise _wrong(
                    declaration,
                    (name, choice),
                    "publication.every_choice_has_same_words_only",
                    different=different,
                )
    return declaration.data


def _wrong(declaration: Declaration, key: tuple[str, ...], what: str, **values: Any) -> PublicationError:
    return PublicationError(what, where=declaration.path.name, line=declaration.line(key), **values)
