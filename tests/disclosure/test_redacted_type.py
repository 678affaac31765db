"""Publishing a review that was not redacted is a type error."""

import ast
from pathlib import Path
from typing import get_type_hints

import pytest

from cl_pipeline.model.review import OwnReview, RedactedReview, ReviewData
from cl_pipeline.publication.b_list_workbook import b_list_workbook
from cl_pipeline.publication.papers import country_paper, review_paper
from cl_pipeline.publication.review_workbook import review_workbook

PACKAGE = Path(__file__).parents[2] / "cl_pipeline"


@pytest.mark.parametrize("publish", [b_list_workbook, country_paper, review_paper, review_workbook])
def test_every_publication_takes_redacted_reviews_alone(publish):
    """``make lint`` refuses a call with any other: a review is no redacted one."""
    assert get_type_hints(publish)["review"] in {RedactedReview, RedactedReview | None}
    assert not issubclass(ReviewData, RedactedReview)
    assert not issubclass(OwnReview, RedactedReview)


@pytest.mark.parametrize("made", ["RedactedReview", "OwnReview"])
def test_only_the_disclosure_package_makes_what_leaves_the_secretariat(made):
    makers = {
        path.relative_to(PACKAGE).parts[0]
        for path in PACKAGE.rglob("*.py")
        if f"{made}(" in (text := path.read_text("utf-8"))
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(made)
    }

    assert makers == {"disclosure"}
