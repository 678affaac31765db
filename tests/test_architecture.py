"""Conventions that would erode if nobody ran them."""

import ast
import importlib.util
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("cl_pipeline", "assets", "resources", "schedules")
LONGEST_MODULE = 420
LONGEST_FUNCTION = 60


def modules() -> Iterator[Path]:
    for package in PACKAGES:
        yield from (ROOT / package).rglob("*.py")


def test_our_packages_win_over_any_other_of_that_name() -> None:
    """A dependency that shipped a top-level ``assets`` must not shadow ours."""
    found = [importlib.util.find_spec(name) for name in (*PACKAGES, "definitions")]

    assert all(spec and spec.origin and Path(spec.origin).is_relative_to(ROOT) for spec in found)


def test_no_module_is_longer_than_a_reader_can_hold() -> None:
    """A module over 420 lines is split by idea."""
    too_long = [path for path in modules() if path.read_text().count("\n") > LONGEST_MODULE]

    assert too_long == []


def test_no_function_is_longer_than_a_screen() -> None:
    """Functions over sixty lines hide a second function."""
    too_long = [
        f"{path.relative_to(ROOT)}:{node.name}"
        for path in modules()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef)
        and (node.end_lineno or 0) - node.lineno > LONGEST_FUNCTION
    ]

    assert too_long == []


def test_nobody_imports_the_wiring() -> None:
    """``definitions`` is for Dagster; whoever imported it would turn the arrows round."""
    importers = [path for path in modules() if "definitions" in _imports(path)]

    assert importers == []


def test_no_package_of_the_tests_shadows_ours() -> None:
    """An ``__init__.py`` under tests/assets would hide the real assets."""
    assert list((ROOT / "tests").rglob("__init__.py")) == []


def test_assets_do_not_postpone_annotations() -> None:
    """Dagster reads the annotation of ``context``; postponed ones break it."""
    seam = [path for path in modules() if path.parts[len(ROOT.parts)] != "cl_pipeline"]

    assert [path for path in seam if "__future__" in _imports(path)] == []


@pytest.mark.parametrize(
    ("module", "heavy"),
    [
        ("cl_pipeline.cli.app", "pandas openpyxl pandera dagster sqlalchemy matplotlib"),
        ("definitions", "pandas pandera matplotlib"),
        ("cl_pipeline.workflows.lineage.tracing", "pandas openpyxl pandera dagster matplotlib"),
        (
            "cl_pipeline.reading.xlsx.worker",
            "pandas openpyxl pandera dagster sqlalchemy matplotlib babel",
        ),
    ],
)
def test_nothing_heavy_is_loaded_where_it_is_not_used(module: str, heavy: str) -> None:
    """A trace or a worker starts at once, and so does every process of the web UI."""
    program = f"import sys, {module}; print(*sys.modules)"

    loaded = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert not set(heavy.split()) & set(loaded.stdout.split())


def _imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {name.name.split(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found


def test_an_officers_machine_installs_no_development_tool() -> None:
    """What only tests, checks and packaging need is in the second locked file alone."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    named = (re.split(r"[<>=\[]", need)[0] for need in project["dependency-groups"]["dev"])
    locked = re.findall(r"^([\w.-]+)==", (ROOT / "requirements.lock").read_text("utf-8"), re.M)

    assert set(named) & set(locked) == set()
    assert "pip" in locked
