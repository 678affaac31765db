"""The doctor: what it reports about mail and addresses before the first feedback is sent."""

import pytest

from cl_pipeline.settings import read_settings
from cl_pipeline.workflows.doctor import examine

MAIL = {"CL_MAIL_HOST": "mail.example.org", "CL_MAIL_FROM": "roadmap@example.org"}


@pytest.mark.parametrize(
    ("given", "found"),
    [({}, "CL_MAIL_HOST"), (MAIL, "mail.example.org:25")],
    ids=["not configured", "configured"],
)
def test_it_reports_how_feedback_is_sent(tmp_path, given, found):
    folder = tmp_path / "data"

    settings = read_settings({"CL_DATA_DIR": str(folder)} | given)
    examined = {check.name: check for check in examine(settings)}

    assert examined["mail"].ok
    assert found in examined["mail"].found
    assert examined["focal points"].ok
    assert "focal-points TABLE.csv" in examined["focal points"].found
    assert not folder.exists()
