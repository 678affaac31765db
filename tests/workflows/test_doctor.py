"""The doctor: what an officer learns about mail and addresses before the first answer goes out."""

from pathlib import Path

import pytest

from cl_pipeline.settings import read_settings
from cl_pipeline.workflows.doctor import examine

MAIL = {"CL_MAIL_HOST": "mail.example.org", "CL_MAIL_FROM": "roadmap@example.org"}


@pytest.mark.parametrize(
    ("given", "said"),
    [({}, "drafts for you to send"), (MAIL, "mailed through mail.example.org:25")],
    ids=["not set up", "set up"],
)
def test_it_says_what_becomes_of_answers(tmp_path: Path, given: dict[str, str], said: str) -> None:
    """Both ways work, so neither is something to mend; looking makes nothing."""
    folder = tmp_path / "data"

    examined = {
        one.name: one for one in examine(read_settings({"CL_DATA_DIR": str(folder)} | given))
    }

    assert examined["mail"].ok
    assert said in examined["mail"].found
    assert examined["focal points"].ok
    assert "focal-points TABLE.csv" in examined["focal points"].found
    assert not folder.exists()
