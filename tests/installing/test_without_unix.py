"""Truth: a Python that has no fcntl, no resource and no fork, as that of Windows."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

IMPORT_ALL = """
import os, pkgutil, sys
for name in ("fcntl", "resource", "pwd", "grp", "termios"):
    sys.modules[name] = None
for name in ("fork", "forkpty", "getuid", "geteuid"):
    os.__dict__.pop(name, None)
import monitor
for module in pkgutil.walk_packages(monitor.__path__, "monitor."):
    if module.name != "monitor.__main__":
        __import__(module.name)
print("imported")
"""


def test_every_module_imports_without_unix(repository: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", IMPORT_ALL], cwd=repository, capture_output=True, text=True, check=False
    )
    assert done.stdout.strip() == "imported", done.stderr
