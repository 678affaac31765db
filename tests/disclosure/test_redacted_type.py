"""Publishing a review that was not redacted is a type error."""

import ast
import sys
from pathlib import Path
from subprocess import run

ROOT = Path(__file__).parents[2]
CALLS = (
    "b_list_workbook((), review, review.framework, review.vintage.round, is_sample=False)",
    "country_paper(review, SenderCode('KHM'))",
    "review_paper(review)",
    "review_workbook(review)",
)
PROGRAM = """
from cl_pipeline.disclosure.redaction import redact
from cl_pipeline.model.identity import SenderCode
from cl_pipeline.model.review import ReviewData
from cl_pipeline.publication.b_list_workbook import b_list_workbook
from cl_pipeline.publication.country_paper import country_paper
from cl_pipeline.publication.review_paper import review_paper
from cl_pipeline.publication.review_workbook import review_workbook

def publish(review: ReviewData) -> None:
"""


def type_errors(path: Path, *calls: str) -> list[str]:
    path.write_text(PROGRAM + "".join(f"    {call}\n" for call in calls))
    command = [sys.executable, "-m", "mypy", "--no-error-summary", str(path)]
    checked = run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert checked.stderr == ""
    return checked.stdout.splitlines()


def test_every_publication_refuses_a_review_that_was_not_redacted(tmp_path):
    errors = type_errors(tmp_path / "wrong.py", *CALLS)

    assert len(errors) == len(CALLS)
    assert all('"ReviewData"; expected "RedactedReview' in error for error in errors)


def test_a_redacted_review_is_accepted(tmp_path):
    assert type_errors(tmp_path / "right.py", "review_workbook(redact(review))") == []


def test_only_the_disclosure_package_makes_a_redacted_review():
    makers = {
        path.relative_to(ROOT / "cl_pipeline").parts[0]
        for path in (ROOT / "cl_pipeline").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("RedactedReview")
    }

    assert makers == {"disclosure"}
