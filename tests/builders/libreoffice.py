"""Workbooks saved again by LibreOffice."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

needs_libreoffice = pytest.mark.skipif(
    not shutil.which("soffice"), reason="LibreOffice is not installed"
)


def saved_again(source: Path, folder: Path, kind: str = "xlsx") -> Path:
    """The file as LibreOffice saves it into a new folder; its profile is next to that folder."""
    folder.mkdir()
    profile = f"-env:UserInstallation=file://{folder.parent / 'profile'}"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", kind, "--outdir", folder, source],
        check=True,
        capture_output=True,
        timeout=180,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
    )
    return folder / f"{source.stem}.{kind.partition(':')[0]}"
