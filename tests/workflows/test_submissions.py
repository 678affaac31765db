"""Lists of what came in: a file that could not be read is named until it is replaced."""

from pathlib import Path

import pytest

from cl_pipeline.workflows.a_list_collection.submissions import list_findings
from tests.builders.office import Office, open_office, perfect

TORN = b"PK\x03\x04 and nothing else"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """An office where a torn file has come in."""
    office = open_office(tmp_path)
    office.save("2021/KHM/a.xlsx", TORN)
    office.take_in()
    return office


@pytest.mark.parametrize(
    ("path", "sent", "named"),
    [
        pytest.param("2021/KHM/a.xlsx", None, set(), id="read-at-the-same-path"),
        pytest.param("2021/KHM/a.xlsx", b"PK", {TORN, b"PK"}, id="torn-again"),
        pytest.param("2021/KHM/b.xlsx", None, {TORN}, id="of-another-name"),
    ],
)
def test_a_torn_file_is_named_until_one_at_its_path_is_read(
    office: Office, path: str, sent: bytes | None, named: set[bytes]
) -> None:
    """Another name may be another institution's, so it closes nothing by itself."""
    later = office.a_day_later()
    office.save(path, sent or perfect().file())
    later.take_in()

    rejected = {
        one.digest
        for one, _ in list_findings(later.pipeline, only_current=True)
        if one.state == "rejected"
    }

    archive = office.pipeline.archive
    assert {archive.path_of(digest).read_bytes() for digest in rejected} == named


def test_a_torn_file_that_comes_after_a_good_one_is_named(office: Office) -> None:
    """What was read before does not stand for what came since."""
    later = office.a_day_later()
    office.save("2021/LAO/a.xlsx", perfect("LAO").file())
    office.take_in()
    office.save("2021/LAO/a.xlsx", TORN + b"?")
    later.take_in()

    named = {one.path for one, _ in list_findings(later.pipeline, only_current=True)}

    assert named == {"2021/KHM/a.xlsx", "2021/LAO/a.xlsx"}
