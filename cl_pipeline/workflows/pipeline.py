"""What every stage works with: the framework in force, the store, the archive and the clock."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cl_pipeline.errors import NotFound, SettingsError
from cl_pipeline.framework.effective import effective_framework
from cl_pipeline.framework.loader import load_framework
from cl_pipeline.intake.archive import Archive
from cl_pipeline.intake.drive import Drive
from cl_pipeline.intake.opening import open_drive
from cl_pipeline.model.codes import COLLECTED_IN
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import RoundYear
from cl_pipeline.review.deadlines import extended_deadlines
from cl_pipeline.settings import Settings
from cl_pipeline.store import Store, open_store
from cl_pipeline.store.submission_lists import Deadlines
from cl_pipeline.workflows.code_version import code_version

SQLITE_FILE = "sqlite:///"


@dataclass(frozen=True, slots=True)
class Pipeline:
    """One opened pipeline; cheap to open, nothing is read before it is asked for.

    ``run_id`` is written beside everything this call stores: a Dagster run id, or ``cli-…``.
    """

    settings: Settings
    base_framework: Framework
    store: Store
    archive: Archive
    run_id: str

    @property
    def framework(self) -> Framework:
        """The effective framework: files and the decisions taken so far."""
        return effective_framework(self.base_framework, self.store.decisions.list())

    def framework_in(self, round_year: RoundYear) -> Framework:
        """The effective framework with the lists as they are in that round."""
        return self.framework.in_round(round_year)

    @property
    def deadlines(self) -> Deadlines:
        """When each form of each round is due, UTC: as printed on it, or as extended since."""
        calendar = self.base_framework.calendar
        printed = {
            (str(form), entry.round): entry.ends_at
            for form, phase in COLLECTED_IN.items()
            for entry in calendar
            if entry.phase == phase
        }
        return {**printed, **extended_deadlines(self.store.decisions.standing())}

    @property
    def code_version(self) -> str:
        """The version of the deciding code, part of every vintage."""
        return code_version()

    @property
    def drive(self) -> Drive:
        """The shared drive; nothing is connected to before it is asked for something.

        Raises:
            SettingsError: CL_DRIVE is no address that can be used.
        """
        return open_drive(self.settings.drive)

    def now(self) -> datetime:
        """The present instant, UTC."""
        return self.settings.clock()

    def round(self, year: int) -> RoundYear:
        """The round of that year.

        Raises:
            NotFound: the calendar has no such round.
        """
        if year not in self.base_framework.rounds:
            known = ", ".join(str(one) for one in self.base_framework.rounds)
            raise NotFound(
                f"there is no round {year}; the calendar has {known}; another begins with its "
                "dates in calendar.csv of the framework"
            )
        return RoundYear(year)


def framework_in_force(settings: Settings) -> Framework:
    """The effective framework where a store is there already, else that of the files.

    For calls that work without a store: nothing is made by asking.
    """
    path = settings.database_url.removeprefix(SQLITE_FILE)
    if settings.database_url.startswith(SQLITE_FILE) and not Path(path).is_file():
        return load_framework()
    return open_pipeline(settings, "look").framework


def open_pipeline(settings: Settings, run_id: str) -> Pipeline:
    """The pipeline over these settings; creates the data folder and migrates an empty store.

    Raises:
        SettingsError: the database address cannot be used, or the data folder not be made.
        FrameworkError: a framework file is wrong.
    """
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
    except OSError as wrong:
        message = f"the data folder {settings.data_dir} cannot be made ({wrong.strerror})"
        raise SettingsError(f"{message}; set CL_DATA_DIR to a folder you may write to") from wrong
    framework = load_framework()
    store = open_store(settings.database_url, framework.key)
    return Pipeline(settings, framework, store, Archive(settings.archive_dir), run_id)
