"""What people read, pinned once: one readable file per language.

After a change of wording, look at the difference that ``CL_UPDATE_TEXTS=1`` writes and commit it.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from click import Command
from typer.main import get_command

from cl_pipeline.catalogue import catalogue
from cl_pipeline.cli.app import app
from deploy.translations import feedback_sentences, languages, translated

FOLDER = Path(__file__).parent / "texts"


def english() -> Iterator[str]:
    """Every text of the product in English: findings, feedback, commands, assets, jobs."""
    from definitions import build_definitions  # noqa: PLC0415 - loading Dagster takes seconds

    yield "# Findings\n"
    for code, kind in sorted(catalogue().items()):
        yield f"## {code} ({kind.severity})\n\n{kind.title}\n{kind.expected}\n{kind.remedy}\n"
    yield "# Feedback to senders\n"
    yield from (f"- {sentence}" for sentence in sorted(set(feedback_sentences())))
    yield "\n# Commands\n"
    yield from _commands(get_command(app), "cl-pipeline")
    repository = build_definitions().get_repository_def()
    yield "# Assets\n"
    for node in sorted(repository.asset_graph.asset_nodes, key=lambda node: node.key):
        yield f"## {node.key.to_user_string()}\n\n{node.description}\n"
    yield "# Jobs\n"
    for job in sorted(repository.get_all_jobs(), key=lambda job: job.name):
        yield f"## {job.name}\n\n{job.description}\n"


def _commands(command: Command, path: str) -> Iterator[str]:
    yield f"## {path}\n\n{command.help or ''}\n"
    for parameter in command.params:
        explained = getattr(parameter, "help", None)
        if explained:
            yield f"- {parameter.name}: {explained}"
    yield ""
    if hasattr(command, "commands"):
        for name, inner in sorted(command.commands.items()):
            yield from _commands(inner, f"{path} {name}")


def translation(language: str) -> Iterator[str]:
    for message in translated(language):
        if message.id:
            yield f"- {message.id}\n  {message.string}\n"


def texts(language: str) -> str:
    lines = english() if language == "en" else translation(language)
    return "\n".join(line.rstrip() for line in "\n".join(lines).splitlines()) + "\n"


@pytest.mark.parametrize("language", ["en", *languages()])
def test_every_text_is_as_it_was_read_and_approved(language: str) -> None:
    """A changed text shows as a readable difference in one file."""
    path = FOLDER / f"{language}.md"
    if os.environ.get("CL_UPDATE_TEXTS"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(texts(language), "utf-8")

    assert texts(language) == path.read_text("utf-8")
