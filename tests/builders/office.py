"""An office: a pipeline over an empty folder, and a drive on which ministries save files."""

import os
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cl_pipeline.intake.archive import Archive
from cl_pipeline.model.breakdown import Breakdown
from cl_pipeline.model.codes import Field
from cl_pipeline.model.form import FormCell
from cl_pipeline.model.submission import Submission
from cl_pipeline.settings import MailSettings, Settings
from cl_pipeline.store import open_store
from cl_pipeline.store.records import FocalPoint
from cl_pipeline.workflows.a_list_collection.collection import collect
from cl_pipeline.workflows.a_list_collection.submissions import list_submissions
from cl_pipeline.workflows.pipeline import Pipeline
from tests.builders.framework import small_framework
from tests.builders.submissions import CHILD_LABOUR, SubmissionBuilder, complete_child_labour

NOW = datetime(2021, 7, 15, 2, 0, tzinfo=UTC)
SAVED_AT = 1_625_130_000
"""Long before any test runs, so that no file has to settle."""


def perfect(sender: str = "KHM", *, is_sample: bool = False) -> SubmissionBuilder:
    """A submission about A2, in a form of a few indicators, that leaves nothing to ask."""
    builder = complete_child_labour(
        sender=sender,
        framework=small_framework(),
        contact=("Contact Person", "contact.person@example.org"),
        declared={"household_chores": "without"},
        is_sample=is_sample,
    )
    builder.type_value(CHILD_LABOUR, "population", "nc")
    return builder


def value(measure: str, **codes: str) -> FormCell:
    """The cell of a baseline figure on child labour in that form."""
    about = {"measure": measure, "column": "baseline", "breakdown": Breakdown(**codes)}
    return perfect().cell(Field.VALUE, CHILD_LABOUR, **about)


@dataclass
class Office:
    """A pipeline over a folder of its own, with a drive."""

    pipeline: Pipeline
    drive: Path

    def save(self, path: str, content: bytes) -> None:
        """Save a file on the drive."""
        file = self.drive / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        os.utime(file, (SAVED_AT, SAVED_AT))

    def send(self, *senders: str, content: bytes | None = None) -> tuple[Submission, ...]:
        """Each saves that file, or one that leaves nothing to ask; all that came is read."""
        for sender in senders:
            self.save(f"2021/{sender}/a.xlsx", content or perfect(sender).file())
        return self.take_in()

    def take_in(self) -> tuple[Submission, ...]:
        """Read and check what is on the drive."""
        collect(self.pipeline, wait=False)
        return list_submissions(self.pipeline)

    def register(self, sender: str, address: str, language: str = "en") -> None:
        """A focal point of the ministry of labour."""
        focal_point = FocalPoint(sender, "Ministry of Labour", address, language, (CHILD_LABOUR,))
        self.pipeline.store.focal_points.update([focal_point], noted_at=NOW)

    def with_mail(self, port: int, *, may_be_in_clear: bool = True) -> "Office":
        """The same office with a mail server on that port, which is on this computer."""
        mail = MailSettings("127.0.0.1", port, "roadmap@example.org", may_be_in_clear)
        settings = replace(self.pipeline.settings, mail=mail)
        return Office(replace(self.pipeline, settings=settings), self.drive)

    def waiting(self, minutes: int) -> "Office":
        """The same office, where half a file has that time to become whole."""
        settings = replace(self.pipeline.settings, wait_minutes=minutes)
        return Office(replace(self.pipeline, settings=settings), self.drive)

    def a_day_later(self) -> "Office":
        """The same office on the next day."""
        tomorrow = self.pipeline.now() + timedelta(days=1)
        settings = replace(self.pipeline.settings, now=tomorrow)
        return Office(replace(self.pipeline, settings=settings), self.drive)

    def answers(self, sender: str) -> dict[str, bytes]:
        """The files in a Member State's folder of answers, by path below it."""
        folder = self.drive / "outgoing" / sender / "answers"
        return {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }


def open_office(folder: Path) -> Office:
    """An office in that folder."""
    data = folder / "data"
    data.mkdir()
    settings = Settings(data, folder / "drive", f"sqlite:///{data / 'store.db'}", NOW)
    # A half file is broken at once, but for tests that say otherwise.
    settings = replace(settings, wait_minutes=0)
    settings.drive.mkdir()
    store = open_store(settings.database_url)
    archive = Archive(settings.archive_dir)
    pipeline = Pipeline(settings, small_framework(), store, archive, "test-run")
    return Office(pipeline, folder / "drive")
