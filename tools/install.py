"""Installs a lock and the project itself into .venv/, once: `python tools/install.py requirements.lock`.

Works with any Python from 3.11, on every system; it needs nothing but its standard library.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

VENV = Path(".venv")
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
PIP = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]


def main() -> None:
    lock = Path(sys.argv[1])
    installed = VENV / f"installed-{lock.name}"
    if not PYTHON.exists():
        venv.create(VENV, with_pip=True)
    if installed.is_file() and installed.read_bytes() == lock.read_bytes():
        return
    print(f"Installing {lock.name} ...", flush=True)
    subprocess.run([*PIP, "--require-hashes", "-r", str(lock)], check=True)
    subprocess.run([*PIP, "--no-deps", "--no-build-isolation", "--no-index", "--editable", "."], check=True)
    # An editable install is not compiled by pip: without this every command compiles the program anew where Python may write no cache.
    subprocess.run([str(PYTHON), "-m", "compileall", "-q", "monitor"], check=True)
    shutil.copyfile(lock, installed)


if __name__ == "__main__":
    main()
