"""The words of the field are used, and the private ones they replaced do not come back."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ITSELF = "tests/test_vocabulary.py"
SUFFIXES = (".py", ".md", ".toml", ".jinja", ".yaml", "Makefile")
OLDER = ("CHANGELOG.md", "cl_pipeline/forms/layouts/")
"""What was written down once and keeps its wording."""

RETURN = (
    r"\b(a|the|each|every|its|their|this|one|newest|corrected|late|two|these|of|no) returns?\b"
    r"|[Rr]eturn(Draft|View|Page|ed)\b|_returns?\b|\breturns?_"
)
FOR_MINISTRIES = (
    "cl_pipeline/publication/feedback/",
    "cl_pipeline/publication/templates/",
    "tests/publication/test_feedback.py",
    "tests/texts/",
)
"""The texts that may say "your return", and a test that quotes one."""

REPLACED = {
    r"\bspeak(s|ing|ers?)?\b|\bspoken\b|Speaking": "is current",
    r"\bstand(s|ing|ings)?\b|Standing": "is in force, counts, is shown",
    r"\bgates?\b": "acceptance",
    RETURN: "submission",
    r"\barrivals?\b|Arrivals?\b": "received file",
    r"HeldValue|WhyNot|held_words|held_values": "unused value",
    r"\breach_|_reach\b|\bReach|Landed": "downstream",
    r"\b[Tt]racks\b": "history",
    r"side_by_side|\bside by side\b": "conflicting reports, next to each other",
    r"taking_over": "copy submission",
    r"\bfacade\b": "store",
    r"\bone_moment\b|\bmoments?\b": "snapshot, time",
    r"\b[Ww]alks?\b": "pipeline, workflow",
    r"\brooms?\b|\bROOMS?\b|\bnouns?\b|\bverbs?\b|belongs? here": "package, model, operation",
    r"cl_pipeline[./]stages": "workflows",
    r"\btroubles?\b|\bmend(s|ed|ing)?\b": "error, failure, fix",
    r"\bsigns\b": "characters",
    r"typing_habits|typed_text\b|\bhabits\b": "number formats",
    r"\b[Tt]old\b|\b[Tt]ells?\b|_words\b|_WORDS\b": "report, label, message, format_…",
    r"\b[Bb]esides?\b(?= (it|them|the|a|an|each|one)\b)": "next to, with",
    r"\b[Ff]acets?\b|\bDescribed\b": "comparability attribute, ComparableFigure",
    r"vintage_basis|present_basis": "vintage inputs",
    r"two_more|since_slom|as_released": "near threshold, changes since sign-off, redacted",
    r"[Rr]eturn_?packs?\b|ReturnPack|AnswerWritten|ToAnswer": "feedback report",
    r"AfterClosing": "LateSubmissionPolicy",
    r"surroundings": "unread content",
    r"\breading child(ren)?\b|\bchild process\b": "worker",
    r"\blettering\b|\bplacement\b|mark_sheet|FormMark": "text metrics, layout, identity sheet",
    r"\bovertaken\b": "outdated",
}
ALLOWED = re.compile(
    r'"standing":|empty_return\b|'
    r"\"(arrivals|stands|stands_under_all|not_standing)\"|ast\.walk|os\.walk|two-more"
    r"|tell us|cannot tell|each return their"
    r"|side by side in one run|input_words"
)
"""Ordinary English, and names that outsiders use: commands, JSON keys, a style of the forms."""


def _files() -> Iterator[Path]:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    for name in listed.stdout.split("\n"):
        if name.endswith(SUFFIXES) and name != ITSELF and not name.startswith(OLDER):
            yield ROOT / name


TEXTS = {str(path.relative_to(ROOT)): path.read_text("utf-8") for path in _files()}
CHECKED = {name: ALLOWED.sub("", text) for name, text in TEXTS.items()}
CHECKED = {name: f"{text}\n{text.replace('_', ' ')}" for name, text in CHECKED.items()}
"""Each text, and once more with the words inside names apart."""


@pytest.mark.parametrize("replaced", REPLACED, ids=lambda pattern: pattern[:30])
def test_a_replaced_word_is_used_nowhere(replaced: str) -> None:
    """Each thing has one name, and it is the field's."""
    pattern = re.compile(f".*(?:{replaced}).*")
    found = [
        f"{name}: {line}"
        for name, text in CHECKED.items()
        if not (replaced == RETURN and name.startswith(FOR_MINISTRIES))
        and re.search(replaced, text)
        for line in (match[0].strip() for match in pattern.finditer(text))
    ]

    assert found == [], f"write: {REPLACED[replaced]}"


def test_a_variable_says_what_it_holds() -> None:
    """No variable or argument is called ``one``."""
    found = [
        f"{name}:{node.lineno}"
        for name, text in TEXTS.items()
        if name.endswith(".py")
        for node in ast.walk(ast.parse(text))
        if (isinstance(node, ast.Name) and node.id == "one")
        or (isinstance(node, ast.arg) and node.arg == "one")
    ]

    assert found == []
