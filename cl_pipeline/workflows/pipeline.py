"""What a workflow is opened with: settings, store, archive, drive and clock; now or in the past."""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from cl_pipeline.errors import NotFound, SettingsError, UsageError
from cl_pipeline.framework.in_force import with_decisions
from cl_pipeline.framework.loader import load_framework
from cl_pipeline.intake.archive import Archive
from cl_pipeline.intake.drive import Drive, open_drive
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import RoundYear, VintageId
from cl_pipeline.model.number_format import JAKARTA
from cl_pipeline.model.submission import Deadlines
from cl_pipeline.review.reminders import deadlines_in_force
from cl_pipeline.settings import Settings
from cl_pipeline.store import Store, open_store

OTHERS = 0o077
"""What users of the computer other than the owner of a file may do with it."""

EXPECTED_DATE = "use e.g. 2021-09-30, 2021-09-30T12:00+07:00 or a vintage V-…"


@dataclass(frozen=True, slots=True)
class Pipeline:
    """The opened resources of one call; only the entry function of a workflow takes it.

    ``run_id`` is stored with everything this call writes: a Dagster run id, or ``cli-…``.
    """

    settings: Settings
    base_framework: Framework
    store: Store
    archive: Archive
    run_id: str

    def framework_in_force(self, round_year: RoundYear | None = None) -> Framework:
        """The framework of the files with the decisions in force; ``round_year``: in that round.

        Computed at each call; call it once per workflow and hand the result on.
        """
        framework = with_decisions(self.base_framework, self.store.decisions.in_force())
        return framework if round_year is None else framework.in_round(round_year)

    def deadlines_in_force(self) -> Deadlines:
        """The deadline of each form and round, UTC, with the extensions decided so far."""
        return deadlines_in_force(self.framework_in_force())

    @property
    def drive(self) -> Drive:
        """The shared drive; connects at first use. SettingsError for an unusable address."""
        return open_drive(self.settings.drive)

    def now(self) -> datetime:
        return self.settings.clock()

    def round(self, year: int) -> RoundYear:
        """The round of that year.

        Raises:
            NotFound: the calendar has no such round.
        """
        if year not in self.base_framework.rounds:
            known = ", ".join(map(str, self.base_framework.rounds))
            raise NotFound(
                f"there is no round {year}; the calendar has {known}. To add a round, add its "
                "dates to calendar.csv of the framework"
            )
        return RoundYear(year)


def existing_store(settings: Settings) -> Store | None:
    """The store, or None if it was not created yet; opening an SQLite address would create it."""
    kind, _, path = settings.database_url.partition(":///")
    is_missing = kind == "sqlite" and not Path(path).is_file()
    if is_missing:
        return None
    return open_store(settings.database_url, load_framework(settings.framework_dir).key)


def open_pipeline(settings: Settings, run_id: str) -> Pipeline:
    """The pipeline over these settings; creates the data folder and migrates an empty store.

    The data folder is for its owner alone.

    Raises:
        SettingsError: the database address cannot be used, or the data folder not be made.
        FrameworkError: a framework file is wrong.
    """
    try:
        settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        mode = settings.data_dir.stat().st_mode
        # Where it belongs to somebody else, the doctor says what to do.
        with suppress(PermissionError):
            if mode & OTHERS:
                settings.data_dir.chmod(mode & ~OTHERS)
    except OSError as wrong:
        message = f"the data folder {settings.data_dir} cannot be made ({wrong.strerror})"
        raise SettingsError(f"{message}; set CL_DATA_DIR to a folder you may write to") from wrong
    framework = load_framework(settings.framework_dir)
    store = open_store(settings.database_url, framework.key)
    return Pipeline(settings, framework, store, Archive(settings.archive_dir), run_id)


def pipeline_as_of(pipeline: Pipeline, when: str) -> Pipeline:
    """The pipeline with what was known at a past time; nothing can be written through it.

    ``when``: a date (its end in Jakarta), an instant with its offset, or a vintage (``V-…``).

    Raises:
        UsageError: ``when`` is none of these.
        NotFound: there is no such vintage.
    """
    instant = _instant(pipeline, when)
    settings = replace(pipeline.settings, now=instant)
    return replace(pipeline, store=pipeline.store.as_of(instant), settings=settings)


def _instant(pipeline: Pipeline, when: str) -> datetime:
    if when.startswith("V-"):
        return pipeline.store.vintages.first_made_at(VintageId(when))
    try:
        if len(when) == len("2021-09-30"):
            next_day = date.fromisoformat(when) + timedelta(days=1)
            midnight = datetime.combine(next_day, time(), JAKARTA)
            return midnight.astimezone(UTC) - timedelta(microseconds=1)
        instant = datetime.fromisoformat(when)
    except ValueError as wrong:
        raise UsageError(f"{when!r} is not a valid date; {EXPECTED_DATE}") from wrong
    if instant.tzinfo is None:
        raise UsageError(f"{when!r} has no offset; {EXPECTED_DATE}")
    return instant.astimezone(UTC)
