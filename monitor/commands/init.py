"""`monitor init`: a working study from files of another survey program."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from monitor.commands.screen import progress, show
from monitor.errors import IntakeError
from monitor.messages.catalogue import text


def _asked(question: str, fits: Callable[[str], bool], proposed: str) -> str:
    """The answer of a person on the terminal; Enter takes what is proposed."""
    while True:
        answer = _typed(question, proposed).strip()
        if fits(answer):
            return answer
        typer.echo(text("exchange.ask_again", answer=answer), err=True)


def _typed(question: str, proposed: str) -> str:
    """What somebody types. **Raises** IntakeError where nobody can."""
    try:
        return str(typer.prompt(question, default=proposed or None, err=True))
    except typer.Abort:
        if sys.stdin is not None and not sys.stdin.closed and sys.stdin.isatty():
            raise
        raise IntakeError("exchange.ask_needs_terminal", where="--ask") from None


def init(
    files: Annotated[
        list[str],
        typer.Argument(metavar="[WAVE=]FILE...", help="help.answers_questionnaire_where_it"),
    ],
    to: Annotated[Path, typer.Option(help="help.folder_study_nothing_in")] = Path("onderzoek"),
    ask: Annotated[bool, typer.Option("--ask", help="help.ask_what_is_in_doubt")] = False,
    show_rare: Annotated[bool, typer.Option("--show-rare", help="help.show_rare_labels")] = False,
    like: Annotated[Path | None, typer.Option(help="help.study_or_questionnaire_like")] = None,
) -> None:
    """Make a study of the files of another survey program."""
    from monitor.commands.closing_check import closing_check
    from monitor.exchange.begin import begin
    from monitor.exchange.begin_like import begin_like

    if like is None:
        show(begin(files, to, progress, closing_check, _asked if ask else None, show_rare))
    else:
        show(begin_like(files, like, to, progress, closing_check))
