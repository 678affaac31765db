"""Workbooks saved again by LibreOffice."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

needs_libreoffice = pytest.mark.skipif(
    not shutil.which("soffice"), reason="LibreOffice is not installed"
)


def saved_again(folder: Path, target: Path, kind: str = "xlsx") -> Path:
    """All files of a folder as LibreOffice saves them into another: starting it takes seconds."""
    profile = f"-env:UserInstallation=file://{folder.parent / 'profile'}"
    files = sorted(folder.iterdir())
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", kind, "--outdir", target, *files],
        check=True,
        capture_output=True,
        timeout=60 * len(files),
        env={**os.environ, "LC_ALL": "C.UTF-8"},
    )
    return target
