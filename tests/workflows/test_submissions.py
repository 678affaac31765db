"""Lists of submissions: a file that could not be read is listed until it is replaced."""

import pytest

from cl_pipeline.workflows.a_list_collection.submissions import list_findings
from tests.builders.office import perfect

INCOMPLETE = b"PK\x03\x04 and nothing else"


@pytest.fixture
def office(office):
    """An office that has received an incomplete file."""
    office.send("KHM", content=INCOMPLETE)
    return office


@pytest.mark.parametrize(
    ("path", "sent", "listed"),
    [
        pytest.param("2021/KHM/a.xlsx", None, set(), id="read-at-the-same-path"),
        pytest.param("2021/KHM/a.xlsx", b"PK", {INCOMPLETE, b"PK"}, id="incomplete-again"),
        pytest.param("2021/KHM/b.xlsx", None, {INCOMPLETE}, id="another-name"),
    ],
)
def test_an_unreadable_file_is_listed_until_one_at_its_path_is_read(office, path, sent, listed):
    later = office.a_day_later()
    office.save(path, sent or perfect().file())
    later.take_in()

    rejected = {
        submission.digest
        for submission, _ in list_findings(later.pipeline, only_current=True)
        if submission.state == "rejected"
    }

    archive = office.pipeline.archive
    assert {archive.path_of(digest).read_bytes() for digest in rejected} == listed


def test_an_unreadable_file_after_a_readable_one_is_listed(office):
    later = office.a_day_later()
    office.send("LAO")
    later.send("LAO", content=INCOMPLETE + b"?")

    findings = list_findings(later.pipeline, only_current=True)

    assert {submission.path for submission, _ in findings} == {"2021/KHM/a.xlsx", "2021/LAO/a.xlsx"}
