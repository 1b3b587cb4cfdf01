"""The `monitor` command begins here: also where a package or file that it needs is gone, it says so in a sentence.

Whatever is imported below may be what is missing, so nothing is imported until somebody runs it.
"""

from __future__ import annotations

import sys

LAST_RESORT = """\
Fout: {part} ontbreekt in deze installatie. Installeer het programma opnieuw: {command}
Error: {part} is missing from this installation. Install the program again: {command}"""
"""In both languages, and not in monitor/messages/: it is for when those cannot be read."""


def main() -> None:
    """Run a command. **Exits** with 1 where the installation is broken, else as monitor.cli does."""
    try:
        from monitor.cli import main as run

        run()
    except (
        Exception
    ) as failure:  # monitor.cli tells every failure of a command: this one kept it from telling
        from monitor.shipped import absent_files, mending, missing_part

        part = missing_part(failure) or next(iter(absent_files()), None)
        if part is None:
            raise
        command = mending(part, isinstance(failure, ImportError) and not part.startswith("monitor"))
        print(LAST_RESORT.format(part=part, command=command), file=sys.stderr)
        sys.exit(1)
