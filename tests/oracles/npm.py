"""Packages of npm, kept in a folder outside of the repository."""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path


def installed(package: str, version: str) -> Path:
    """The folder that holds the package in `node_modules`; it is installed there when it isn't yet.

    Raises `OSError` where there is no npm, and `subprocess.CalledProcessError` where it can't get the package.
    """
    default = Path(tempfile.gettempdir()) / "wflint-oracles"
    home = Path(os.environ.get("WFLINT_NPM_CACHE") or default) / f"{package.strip('@').replace('/', '-')}-{version}"
    if not (home / "node_modules" / package).is_dir():
        home.mkdir(parents=True, exist_ok=True)
        command = ["npm", "install", "--prefix", str(home), "--no-audit", "--no-fund", "--ignore-scripts"]
        subprocess.run([*command, f"{package}@{version}"], check=True, capture_output=True)
    return home
