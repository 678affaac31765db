"""An office with a drive: a pipeline over an empty folder, and returns that ministries save there."""

import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from openpyxl import load_workbook

from cl_pipeline.forms.description import describe
from cl_pipeline.forms.writer import write_form
from cl_pipeline.intake.archive import Archive
from cl_pipeline.model.breakdown import Breakdown
from cl_pipeline.model.codes import Field, FormKey
from cl_pipeline.model.form import FormCell, FormDescription
from cl_pipeline.model.identity import RoundYear
from cl_pipeline.model.submission import Submission
from cl_pipeline.settings import MailSettings, Settings
from cl_pipeline.store import FocalPoint, open_store
from cl_pipeline.workflows.a_list_collection.collection import collect
from cl_pipeline.workflows.a_list_collection.submissions import list_submissions
from cl_pipeline.workflows.pipeline import Pipeline
from tests.builders.framework import small_framework

NOW = datetime(2021, 7, 15, 2, 0, tzinfo=UTC)
SAVED_AT = 1_625_130_000
"""Long before any test runs, so that no file has to settle."""

CHILD_LABOUR = "child_labour_5_17"

Typed = tuple[FormCell, str]


@cache
def a_list() -> FormDescription:
    """The A form of 2021, of a few indicators."""
    return describe(small_framework(), FormKey.A_LIST, "1.0", RoundYear(2021))


def cell(field: Field, indicator: str | None = None, **meaning: object) -> FormCell:
    """The first input cell of that kind with that meaning."""
    for one in a_list().cells:
        same = all(getattr(one, name) == wanted for name, wanted in meaning.items())
        if one.field is field and one.indicator == indicator and same:
            return one
    raise AssertionError(f"no cell {field} {indicator} {meaning}")


def value(measure: str, **codes: str) -> FormCell:
    """The cell of a baseline figure on child labour."""
    about = {"measure": measure, "column": "baseline", "breakdown": Breakdown(**codes)}
    return cell(Field.VALUE, CHILD_LABOUR, **about)


def perfect() -> list[Typed]:
    """A return about A2 that leaves nothing to ask."""
    column = {"column": "baseline", "measure": None}
    covers = [(one, "no") for one in a_list().cells if one.field is Field.COVERS]
    return [
        (cell(Field.INSTITUTION), "Ministry of Labour"),
        (cell(Field.CONTACT_NAME), "Contact Person"),
        (cell(Field.CONTACT_ADDRESS), "contact.person@example.org"),
        *((one, "yes" if one.attribute == "A2" else said) for one, said in covers),
        (cell(Field.AVAILABLE, CHILD_LABOUR), "yes"),
        (cell(Field.REFERENCE_YEAR, CHILD_LABOUR, **column), "2016"),
        (cell(Field.SOURCE, CHILD_LABOUR, **column), "Labour force survey"),
        (cell(Field.SOURCE_YEAR, CHILD_LABOUR, **column), "2017"),
        (
            cell(Field.ATTRIBUTE, CHILD_LABOUR, attribute="household_chores", column="baseline"),
            "Without household chores",
        ),
        (value("children"), "429380"),
        (value("pct"), "12.6"),
        (value("population"), "nc"),
    ]


def with_changes(*changes: Typed) -> list[Typed]:
    """The perfect return with other entries in those cells."""
    changed = {one.cell for one, _ in changes}
    return [*((one, said) for one, said in perfect() if one.cell not in changed), *changes]


def filled(entries: Iterable[Typed], sender: str = "KHM", *, is_sample: bool = False) -> bytes:
    """The form of a sender with those entries."""
    framework = small_framework()
    state = framework.member_state(sender)
    given = tuple(entries)
    return write_form(a_list(), framework, state, held={}, is_sample=is_sample, entries=given)


@dataclass
class Office:
    """A pipeline over a folder of its own, with a drive."""

    pipeline: Pipeline
    drive: Path

    def save(self, path: str, content: bytes) -> None:
        """A file is saved on the drive."""
        place = self.drive / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
        os.utime(place, (SAVED_AT, SAVED_AT))

    def take_in(self) -> tuple[Submission, ...]:
        """What lies on the drive is read and checked."""
        collect(self.pipeline, wait=False)
        return list_submissions(self.pipeline)

    def register(self, sender: str, address: str, language: str = "en") -> None:
        """A focal point of the ministry of labour."""
        one = FocalPoint(sender, "Ministry of Labour", address, language, (CHILD_LABOUR,))
        self.pipeline.store.registers.add_focal_points([one], added_at=NOW)

    def with_mail(self, port: int) -> "Office":
        """The same office with a mail server on that port."""
        mail = MailSettings("127.0.0.1", port, "roadmap@example.org")
        settings = replace(self.pipeline.settings, mail=mail)
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
    settings.drive.mkdir()
    store = open_store(settings.database_url)
    archive = Archive(settings.archive_dir)
    pipeline = Pipeline(settings, small_framework(), store, archive, "test-run")
    return Office(pipeline, folder / "drive")


def sheets_of(path_or_stream: object) -> dict[str, list[list[object]]]:
    """The cells of every visible sheet, row by row."""
    workbook = load_workbook(path_or_stream)  # type: ignore[arg-type]  # what openpyxl takes
    return {
        sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)]
        for sheet in workbook.worksheets
        if sheet.sheet_state == "visible"
    }
