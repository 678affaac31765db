"""What every stage works with: the framework in force, the store, the archive and the clock.

Belongs here: opening these once per call. Does not belong here: any work of a phase.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from cl_pipeline.errors import NotFound
from cl_pipeline.framework.effective import effective_framework
from cl_pipeline.framework.loader import load_framework
from cl_pipeline.intake.archive import Archive
from cl_pipeline.model.codes import Phase
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import RoundYear
from cl_pipeline.settings import Settings
from cl_pipeline.stages.code_version import code_version
from cl_pipeline.store import Store, open_store


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

    @property
    def deadlines(self) -> Mapping[RoundYear, datetime]:
        """The end of the A-list collection of every round, UTC."""
        calendar = self.base_framework.calendar
        return {e.round: e.ends_at for e in calendar if e.phase == Phase.A_LIST_COLLECTION}

    @property
    def code_version(self) -> str:
        """The version of the deciding code, part of every vintage."""
        return code_version()

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
            raise NotFound(f"there is no round {year}; the calendar has {known}")
        return RoundYear(year)


def open_pipeline(settings: Settings, run_id: str) -> Pipeline:
    """The pipeline over these settings; creates the data folder and migrates an empty store.

    Raises:
        SettingsError: the database address cannot be used.
        FrameworkError: a framework file is wrong.
    """
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    store = open_store(settings.database_url)
    return Pipeline(settings, load_framework(), store, Archive(settings.archive_dir), run_id)
