"""Help and wrong usage in the language of the screen: the command library speaks English only.

Commands and options are declared with the code of a message as their help; it is looked up when somebody asks.
"""

from __future__ import annotations

import re
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from monitor.messages.catalogue import is_message, text

_WORDS = {
    "Usage: ": "help.usage",
    "Options:": "help.options",
    "Arguments:": "help.arguments",
    "Commands:": "help.commands",
    "[default: ": "help.default",
    "[required]": "help.required",
}
"""What the library writes around the texts of a command."""
OWN = {
    "help": "help.help",
    "install_completion": "help.install",
    "show_completion": "help.show",
}
"""Options of the library, by name."""
_USAGE = {
    r"No such command '(?P<name>.*?)'\.(?: Did you mean (?P<near>.*)\?)?": "usage.no_such_command",
    r"No such option: (?P<name>\S+)(?: \(Possible options: (?P<near>.*)\)|.*)?": "usage.no_such_option",
    r"Missing argument '(?P<name>.*)'\.": "usage.missing_argument",
    r"Missing option '(?P<name>.*)'\.": "usage.missing_option",
    r"Option '(?P<name>.*)' requires an argument\.": "usage.needs_value",
    r"Option '(?P<name>.*)' does not take a value\.": "usage.takes_no_value",
    r"Got unexpected extra argument\(?s?\)? \((?P<name>.*)\)": "usage.too_many",
}


class _Spoken:
    """A command whose help, and that of its options, are messages: in `--help`, in the list of commands, for a shell."""

    help: str | None

    def get_help(self, context: Any) -> str:
        for parameter in self.get_params(context):  # type: ignore[attr-defined]
            parameter.help = _said(OWN.get(parameter.name) or getattr(parameter, "help", None))
        kept, self.help = self.help, _said(self.help)
        said = super().get_help(context)  # type: ignore[misc]
        self.help = kept
        for word, code in _WORDS.items():
            said = said.replace(word, text(code))
        return said

    def shell_complete(self, context: Any, incomplete: str) -> list[Any]:
        found = super().shell_complete(context, incomplete)  # type: ignore[misc]
        for one in found:
            one.help = _said(one.help)
        return found

    def get_short_help_str(self, limit: int = 45) -> str:
        return str(_said(self.help)).split("\n", 1)[0]


class SpokenCommand(_Spoken, TyperCommand):
    """One command."""


class SpokenGroup(_Spoken, TyperGroup):
    """The commands together."""


def _said(code: str | None) -> str | None:
    return text(code) if code and is_message(code) else code


def tell_usage(failure: Any) -> None:
    """How a command is used, and what was wrong with the way it was, on the error stream."""
    context = getattr(failure, "ctx", None)
    if context is not None:
        typer.echo(context.get_usage().replace("Usage: ", text("help.usage"), 1), err=True)
        typer.echo(text("usage.try", command=context.command_path) + "\n", err=True)
    typer.echo(text("errors.error", message=usage_said(failure)), err=True)


def usage_said(failure: Any) -> str:
    """What was wrong with the way a command was used."""
    message = failure.format_message()
    if isinstance(failure, typer.BadParameter) and failure.param_hint:
        return text("usage.invalid_value", option=failure.param_hint, message=failure.message)
    for pattern, code in _USAGE.items():
        if found := re.fullmatch(pattern, message):
            return text(code, **{"near": None, **found.groupdict()})
    return message
