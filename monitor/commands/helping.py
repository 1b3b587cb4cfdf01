"""Help and wrong usage in the language of the screen: the command library speaks English only.

Commands and options are declared with the code of a message as their help; it is looked up when somebody asks.
"""

from __future__ import annotations

import re
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from monitor.messages.catalogue import is_message, text

_HEADINGS = {"Options": "help.options", "Arguments": "help.arguments", "Commands": "help.commands"}
_MARKS = {"[default: ": "help.default", "[required]": "help.required"}
"""What the library writes around the texts of a command."""
_SLOTS = {
    "ARGS": "help.slot_args",
    "COMMAND": "help.slot_command",
    "CONTACTS": "help.slot_contacts",
    "FILE": "help.slot_file",
    "FOLDER": "help.slot_folder",
    "NAME": "help.slot_name",
    "NEW": "help.slot_new",
    "OLD": "help.slot_old",
    "OPTIONS": "help.slot_options",
    "RESULTS": "help.slot_results",
    "RUN": "help.slot_run",
    "STUDY": "help.slot_study",
    "WAVE": "help.slot_wave",
    "WORD": "help.slot_word",
}
"""Words that somebody fills in."""
_KINDS = {r"<(?:list\[)?[Pp]ath\]?>": "help.kind_path", r"<(?:list\[)?str\]?>": "help.kind_text"}
"""What the library calls the values of options."""
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


_FORMATTER: Any = typer.Context.formatter_class


def slots(said: str) -> str:
    """Words in capitals, which somebody fills in, in the language of the screen."""
    return re.sub(rf"\b({'|'.join(_SLOTS)})\b", lambda found: text(_SLOTS[found[0]]), said)


class _SpokenFormatter(_FORMATTER):
    """Words of the library are replaced before lines are broken: broken words would not be found."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, slots(args), text("help.usage"))

    def write_heading(self, heading: str) -> None:
        super().write_heading(text(_HEADINGS[heading]) if heading in _HEADINGS else heading)

    def write_dl(self, rows: Any, *arguments: Any, **options: Any) -> None:
        super().write_dl([(_named(name), _marked(said)) for name, said in rows], *arguments, **options)


def _named(name: str) -> str:
    """An option with the kind of its value, an argument without: its name says it."""
    if not name.startswith("-"):
        return slots(re.sub(r" <.*>$", "", name))
    for kind, code in _KINDS.items():
        name = re.sub(kind, text(code), name)
    return slots(name)


def _marked(said: str) -> str:
    for word, code in _MARKS.items():
        said = said.replace(word, text(code))
    return said


class _Spoken:
    """A command whose help, and that of its options, are messages: in `--help`, in the list of commands, for a shell."""

    help: str | None

    def get_help(self, context: Any) -> str:
        for parameter in self.get_params(context):  # type: ignore[attr-defined]
            parameter.help = _said(OWN.get(parameter.name) or getattr(parameter, "help", None))
        context.formatter_class = _SpokenFormatter
        kept, self.help = self.help, _said(self.help)
        said = super().get_help(context)  # type: ignore[misc]
        self.help = kept
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


def usage_lines(failure: Any) -> list[str]:
    """How the command is used that was used wrongly."""
    context = getattr(failure, "ctx", None)
    if context is None:
        return []
    context.formatter_class = _SpokenFormatter
    return [context.get_usage(), text("usage.try", command=context.command_path) + "\n"]


def usage_said(failure: Any) -> str:
    """What was wrong with the way a command was used."""
    message = failure.format_message()
    if isinstance(failure, typer.BadParameter) and failure.param_hint:
        message = failure.message.rstrip(".") + ("" if failure.message.endswith("?") else ".")
        return text("usage.invalid_value", option=slots(str(failure.param_hint)), message=message)
    for pattern, code in _USAGE.items():
        if found := re.fullmatch(pattern, message):
            values = {"near": None, **found.groupdict()}
            return text(code, **values | {"name": slots(str(values["name"]))})
    return message
