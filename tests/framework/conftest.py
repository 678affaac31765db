"""A copy of the project's framework that a test may spoil."""

import shutil
from pathlib import Path

import pytest

from cl_pipeline.framework.rows import FOLDER


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the framework's files, this test's own."""
    return Path(shutil.copytree(FOLDER, tmp_path / "roadmap"))
