"""The nightly sweep finds what names, sizes and times do not show."""

import os
from datetime import datetime
from pathlib import Path

import pytest

from cl_pipeline.model.framework import JAKARTA
from tests.builders.orchestration import orchestrated

pytestmark = pytest.mark.xdist_group("end to end")

NIGHT = datetime(2021, 7, 15, 2, 0, tzinfo=JAKARTA)
SAVED_AT = 1_625_126_400


def save(path: Path, text: str) -> None:
    path.write_text(text)
    os.utime(path, (SAVED_AT, SAVED_AT))


def test_a_file_changed_without_a_new_time_is_found_at_night(line):
    letter = line.drive / "letter.txt"
    save(letter, "1000 children")
    line.do("ingest")
    save(letter, "1001 children")
    with orchestrated(line) as officer:
        by_day = officer.look()
        (request,) = officer.morning("nightly_sweep", NIGHT).run_requests or ()
        look = request.run_config["ops"]["received_files"]["config"]

        officer.press("collect_the_a_list", config={"received_files": look})

    assert "nothing new" in str(by_day)
    kept = [path.read_text() for path in (line.data / "archive").rglob("*") if path.is_file()]
    assert sorted(kept) == ["1000 children", "1001 children"]
