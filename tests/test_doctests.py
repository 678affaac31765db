"""The examples in docstrings are run: an example that is not run is soon a wrong one."""

import doctest
import importlib
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent
PACKAGES = ("cl_pipeline", "assets", "resources", "schedules")
FLAGS = doctest.NORMALIZE_WHITESPACE


def modules_with_examples() -> list[str]:
    paths = sorted(path for package in PACKAGES for path in (REPOSITORY / package).rglob("*.py"))
    return [
        ".".join(path.relative_to(REPOSITORY).with_suffix("").parts).removesuffix(".__init__")
        for path in paths
        if ">>> " in path.read_text("utf-8")
    ]


@pytest.mark.parametrize("name", modules_with_examples())
def test_the_examples_of_a_module_hold(name: str) -> None:
    """Each prints what is written below it, and none is skipped (as behind a decorator)."""
    module = importlib.import_module(name)
    written = Path(str(module.__file__)).read_text("utf-8").count(">>> ")

    outcome = doctest.testmod(module, optionflags=FLAGS)

    assert (outcome.failed, outcome.attempted) == (0, written)
