"""The README names what is there, and nothing that is not."""

import re
from pathlib import Path

from typer.main import get_command

from cl_pipeline.cli.app import app

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text("utf-8")


def commands() -> set[str]:
    listed = get_command(app).commands  # type: ignore[attr-defined]
    return {name for name, command in listed.items() if not command.hidden}


def named_in_readme() -> set[str]:
    lines = [line for line in README.splitlines() if line.startswith("cl-pipeline ")]
    named = (
        re.split(r"\s{2,}|-- |--| [A-Z\[]", line.removeprefix("cl-pipeline "))[0] for line in lines
    )
    return {word.strip().split()[0] for text in named for word in text.split("|")}


def test_every_command_is_in_the_readme() -> None:
    """A command nobody can find is not there."""
    assert commands() - named_in_readme() == set()


def test_the_readme_names_no_command_that_is_not_there() -> None:
    """A reader who types what the README says gets no usage error."""
    assert named_in_readme() - commands() == set()


def test_every_make_target_the_readme_names_is_there() -> None:
    """``make run`` and its neighbours are what a newcomer types first."""
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))

    assert set(re.findall(r"^make (\w+)", README, re.M)) <= targets
