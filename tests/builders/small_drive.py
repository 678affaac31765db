"""A drive small enough to be taken in many times: three forms and other files."""

import os
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from cl_pipeline.framework.loader import load_framework
from cl_pipeline.sample.drive import filled_form
from cl_pipeline.sample.figures import load_sample_submissions
from cl_pipeline.settings import RemoteAddress, Settings
from cl_pipeline.store import open_store
from cl_pipeline.workflows.a_list_collection.collection import Collected, collect
from cl_pipeline.workflows.pipeline import open_pipeline
from tests.builders.dump import dump

FORMS = tuple(f"2021/{code}/{code}_2021_a_list.xlsx" for code in ("BRN", "KHM", "LAO"))
SAVED_AT = datetime(2021, 7, 1, 8, 0, tzinfo=UTC)
NOW = datetime(2021, 7, 15, 2, 0, tzinfo=UTC)

Contents = dict[str, list[str]]
"""The rows of every table and, under ``archive``, the names of the kept files."""


def write_small_drive(folder: Path) -> None:
    """Three forms, a torn one, a letter, a lock file; each saved a minute after the one before."""
    framework = load_framework()
    forms = {
        submission.path: filled_form(framework, submission)
        for submission in load_sample_submissions()
        if submission.path in FORMS
    }
    assert len(forms) == len(FORMS)
    others = {
        "2021/KHM/torn.xlsx": forms[FORMS[1]][:5000],
        "2021/LAO/letter.pdf": b"%PDF-1.7\n",
        "2021/LAO/~$form.xlsx": b"lock",
    }
    for minute, (path, content) in enumerate({**forms, **others}.items()):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
        saved = SAVED_AT.timestamp() + 60 * minute
        os.utime(folder / path, (saved, saved))


def settings_over(data: Path, drive: Path | RemoteAddress) -> Settings:
    """Settings over a data folder of their own, on a fixed day of the collection of 2021."""
    return Settings(data, drive, f"sqlite:///{data / 'cl_pipeline.db'}", now=NOW)


def take_in(data: Path, drive: Path | RemoteAddress, *, every_file: bool = False) -> Collected:
    """What one call over that drive gave; it waits for nothing."""
    pipeline = open_pipeline(settings_over(data, drive), "test")
    with pipeline.store:
        return collect(pipeline, wait=False, look_at_every_file=every_file)


def outcomes(data: Path) -> list[tuple[str, str]]:
    """Path and outcome of every row of the register, in order."""
    with open_store(f"sqlite:///{data / 'cl_pipeline.db'}") as store:
        return [
            (received_file.path, received_file.outcome)
            for received_file in store.received_files.list()
        ]


def contents(data: Path) -> Contents:
    """Every row of the store but for the runs' names, and every file of the archive."""
    with open_store(f"sqlite:///{data / 'cl_pipeline.db'}") as store:
        rows = dump(store, without={"run_id"})
    archive = data / "archive"
    files = sorted(str(path.relative_to(archive)) for path in archive.rglob("*") if path.is_file())
    return {**rows, "archive": files}


def differences(found: Contents, expected: Contents) -> list[str]:
    """Every row and file that is in one of the two only, with its table."""
    assert found.keys() == expected.keys()
    return [
        f"{name}: {difference} {row}"
        for name in expected
        for difference, ours, others in (
            ("missing", expected[name], found[name]),
            ("too much", found[name], expected[name]),
        )
        for row in (Counter(ours) - Counter(others)).elements()
    ]
