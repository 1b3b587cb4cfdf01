"""The command line: commands, progress, exit codes.

Exit 0 done; 1 something the user can correct, said in one sentence; 2 wrong usage.
"""

from __future__ import annotations

import signal
import sys
import traceback
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from monitor.errors import MonitorError, nearest

ENGINES = ("auto", "quarto", "embedded")
FORMATS = ("html", "pdf", "docx")

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="From questionnaire responses to reproducible monitoring reports.",
)
screen = Console(stderr=True, highlight=False)

StudyFile = Annotated[Path, typer.Argument(metavar="STUDY", help="The study file, such as study.yaml.")]
Out = Annotated[Path, typer.Option(help="Folder for everything that may be handed on.")]
Confidential = Annotated[
    Path | None, typer.Option(help="Folder for quarantine and ledger; default: OUT-confidential beside OUT.")
]
Corrections = Annotated[
    list[str] | None,
    typer.Option(metavar="WAVE=FILE", help="CSV with corrected rows of a wave's quarantine."),
]
Companions = Annotated[
    list[str] | None,
    typer.Option(
        "--companion", metavar="NAME=FOLDER", help="Results folder of a survey that stands beside this one."
    ),
]
WaveOption = Annotated[str | None, typer.Option(help="Report on this wave instead of the latest.")]


def _choices(text: str | None, known: tuple[str, ...], option: str) -> tuple[str, ...] | None:
    """A comma-separated option as a tuple, or a usage error naming the nearest known word."""
    if text is None:
        return None
    chosen = tuple(part.strip() for part in text.split(",") if part.strip())
    for word in chosen:
        if word not in known:
            raise typer.BadParameter(
                f'"{word}" is none of {", ".join(known)}. {nearest(word, known) or ""}'.strip(),
                param_hint=option,
            )
    if not chosen:
        raise typer.BadParameter(f"expected one or more of {', '.join(known)}", param_hint=option)
    return chosen


def _paths(texts: list[str] | None, option: str, form: str) -> dict[str, Path]:
    """`2022=fixed.csv` as name and path, or a usage error that says the form."""
    found = {}
    for text in texts or ():
        name, sign, file = text.partition("=")
        if not (name and sign and file):
            raise typer.BadParameter(f'"{text}" is not {form}', param_hint=option)
        found[name] = Path(file)
    return found


def _corrections(texts: list[str] | None) -> dict[str, Path]:
    return _paths(texts, "--corrections", "WAVE=FILE")


def _companions(texts: list[str] | None) -> dict[str, Path]:
    return _paths(texts, "--companion", "NAME=FOLDER")


@app.command()
def run(
    study: StudyFile,
    out: Out = Path("build"),
    confidential: Confidential = None,
    wave: WaveOption = None,
    report: Annotated[
        str | None, typer.Option(help="Only these reports of the study, comma-separated.")
    ] = None,
    format: Annotated[str | None, typer.Option(help="html, pdf, docx; default: all the report has.")] = None,
    engine: Annotated[str, typer.Option(help="auto, quarto or embedded.")] = "auto",
    corrections: Corrections = None,
    companion: Companions = None,
    without: Annotated[
        str | None, typer.Option(help="Leave out these breakdowns, comma-separated: a quicker look.")
    ] = None,
) -> None:
    """Take in the responses of a study and leave results and reports in OUT/<study>/<wave>/."""
    from monitor.pipeline import RunOptions, run_study

    options = RunOptions(
        out=out,
        confidential=confidential,
        wave=wave,
        reports=tuple(report.split(",")) if report else None,
        formats=_choices(format, FORMATS, "--format"),
        engine=(_choices(engine, ENGINES, "--engine") or ("auto",))[0],
        corrections=_corrections(corrections),
        companions=_companions(companion),
        without=tuple(without.split(",")) if without else (),
    )
    _show(run_study(study, options, _progress))


@app.command()
def demo(
    out: Out = Path("build"),
    whole: Annotated[
        bool, typer.Option("--whole", help="With the figures by municipality, and audited once more.")
    ] = False,
) -> None:
    """Run the demonstration studies that come with the project: klantmanagers, and clients."""
    from monitor.demonstration import run_demonstration

    _show(run_demonstration(out, whole, _progress))


@app.command()
def check(
    study: StudyFile,
    out: Out = Path("build"),
    confidential: Confidential = None,
    wave: WaveOption = None,
    corrections: Corrections = None,
) -> None:
    """Read and check the responses of a study; print how often each rule passed and failed."""
    from monitor.pipeline import RunOptions, check_study

    options = RunOptions(out=out, confidential=confidential, wave=wave, corrections=_corrections(corrections))
    _show(check_study(study, options, _progress))


@app.command()
def variables(
    study: StudyFile,
    word: Annotated[str, typer.Argument(help="Only variables whose name or value holds this word.")] = "",
    out: Out = Path("build"),
    wave: WaveOption = None,
    companion: Companions = None,
) -> None:
    """List every variable that a report of this study can use, with its value and source."""
    from monitor.inspection import find_variables
    from monitor.pipeline import RunOptions

    options = RunOptions(out=out, wave=wave, companions=_companions(companion))
    _show(find_variables(study, word, options))


@app.command()
def texts(
    study: StudyFile,
    report: Annotated[str, typer.Option(help="The report the texts are for.")] = "inspectorate",
    out: Out = Path("build"),
    wave: WaveOption = None,
    companion: Companions = None,
) -> None:
    """Print a first teksten.yaml: every proposed sentence of a report, for an editor to change."""
    from monitor.inspection import propose_texts
    from monitor.pipeline import RunOptions

    options = RunOptions(out=out, wave=wave, companions=_companions(companion))
    _show(propose_texts(study, report, options))


@app.command()
def audit(
    results: Annotated[
        list[Path], typer.Argument(metavar="RESULTS...", help="Results folders, of one or more studies.")
    ],
    study: Annotated[
        list[Path] | None, typer.Option(help="Study files, where they are not below this folder.")
    ] = None,
) -> None:
    """Play the attacker over everything released together: can a suppressed figure be worked out?"""
    from monitor.inspection import audit_results

    _show(audit_results(results, study or []))


@app.command()
def contacts(
    study: StudyFile,
    to: Annotated[Path, typer.Option(help="New file outside the output folders, for its owner only.")],
    out: Out = Path("build"),
    confidential: Confidential = None,
    wave: WaveOption = None,
) -> None:
    """Write the contact data that respondents left, on request only."""
    from monitor.contacts import hand_over_contacts
    from monitor.pipeline import RunOptions

    _show(hand_over_contacts(study, to, RunOptions(out=out, confidential=confidential, wave=wave)))


@app.command()
def forget(
    study: StudyFile,
    file: Annotated[Path, typer.Argument(metavar="CONTACTS", help="The file that `monitor contacts` wrote.")],
    log: Annotated[Path, typer.Option(help="Deletion log: date and hash of what was deleted.")] = Path(
        "deletion-log.jsonl"
    ),
) -> None:
    """Delete a contact file and note date and hash in the deletion log."""
    from datetime import date

    from monitor.contacts import forget_contacts

    _show(forget_contacts(study, file, log, date.today()))


def _progress(stage: str, detail: str) -> None:
    screen.print(f"  {stage:<12} {detail}", markup=False, soft_wrap=True)


def _show(lines: tuple[str, ...]) -> None:
    for line in lines:
        typer.echo(line)


class _Stopped(BaseException):
    """Somebody pressed Ctrl-C; unlike KeyboardInterrupt it passes through the command library."""


def _stop(*_: object) -> None:
    raise _Stopped


def main() -> None:
    """Run a command; turn what went wrong into one sentence and an exit code."""
    signal.signal(signal.SIGINT, _stop)
    try:
        app()
    except MonitorError as failure:
        typer.echo(f"Error: {failure}", err=True)
        sys.exit(1)
    except _Stopped:
        typer.echo("Stopped; the previous output is untouched.", err=True)
        sys.exit(130)
    except Exception as failure:  # an answer could stand in the message or the frames
        last = traceback.extract_tb(failure.__traceback__)[-1]
        place = f"{Path(last.filename).name}:{last.lineno}"
        typer.echo(
            f"Error: this is a fault of the program ({type(failure).__name__} at {place}). Please report it.",
            err=True,
        )
        sys.exit(1)
