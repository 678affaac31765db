"""README and the pages of ``docs/``: what is made, what is named, and what they lead to."""

import re
from pathlib import Path

import pytest
from typer.main import get_command

from cl_pipeline.cli.app import app
from cl_pipeline.forms.description import describe, version_for
from cl_pipeline.forms.layout_files import load_layout
from cl_pipeline.forms.values import match_values, read_values
from cl_pipeline.framework.loader import load_framework
from cl_pipeline.model.codes import FormKey
from cl_pipeline.model.identity import RoundYear
from deploy.docs import DOCS, pages

LARGEST_PICTURE = 200_000
WRITTEN = [DOCS.parent / "README.md", *sorted(DOCS.glob("*.md"))]


@pytest.mark.parametrize("path", sorted(pages()), ids=lambda path: path.name)
def test_a_generated_page_is_up_to_date(path: Path) -> None:
    """``make docs`` was run after the last change of what it is made from."""
    assert path.read_text("utf-8") == pages()[path]


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.name)
def test_what_a_page_leads_to_is_there(path: Path) -> None:
    """Pictures and other pages; addresses on the net are not visited."""
    targets = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text("utf-8"))

    missing = [target for target in targets if not (path.parent / target).exists()]

    assert missing == []


def test_the_example_table_of_the_focal_points_guide_fits_the_form() -> None:
    """Every row of it means one cell of the form it is about."""
    framework = load_framework()
    text = (DOCS / "focal_point.md").read_text("utf-8")
    (table,) = re.findall(r"```\n(field,indicator.*?)```", text, re.DOTALL)

    description = describe(framework, FormKey.A_LIST, "1.0", RoundYear(2021))
    entries = match_values(description, read_values(table))

    assert len(entries) == table.count("\n") - 1


def test_the_guide_names_every_gap_code() -> None:
    """Every code that the newest form offers is in the table."""
    framework, form = load_framework(), FormKey.A_LIST
    text = (DOCS / "focal_point.md").read_text("utf-8")

    named = re.findall(r"^\| `(\w+)` \|", text, re.M)

    newest = version_for(framework, form, max(framework.rounds)).version
    assert named == list(load_layout(form, newest).gap_codes)


def test_no_picture_is_larger_than_a_slow_line_bears() -> None:
    """Focal points read these pages from far away."""
    large = [p.name for p in DOCS.rglob("*.png") if p.stat().st_size > LARGEST_PICTURE]

    assert large == []


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
