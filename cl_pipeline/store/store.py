"""The store: one opened database with its verbs in groups."""

import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import TracebackType

from cl_pipeline.store.comparisons import Comparisons
from cl_pipeline.store.corrections import Corrections
from cl_pipeline.store.decisions import Decisions
from cl_pipeline.store.downstream import DownstreamQueries
from cl_pipeline.store.engine import Database, open_engine
from cl_pipeline.store.feedback_reports import FeedbackReports
from cl_pipeline.store.history import History
from cl_pipeline.store.migrations import migrate
from cl_pipeline.store.observations import Observations
from cl_pipeline.store.proposals import Proposals
from cl_pipeline.store.questions import AskedQuestions
from cl_pipeline.store.received_files import ReceivedFiles
from cl_pipeline.store.reference import Reference
from cl_pipeline.store.registers import Registers
from cl_pipeline.store.submissions import Submissions
from cl_pipeline.store.vintage_inputs import VintageInputs
from cl_pipeline.store.vintages import Vintages
from cl_pipeline.store.workshop import Workshop

FRAMEWORK = "roadmap_2025"
"""Whose rows are meant where nobody says; its successor's live beside them under their own key."""


@dataclass(frozen=True, slots=True)
class Store:
    """One opened database. Use it as a context manager, or ``close`` it."""

    database: Database

    @property
    def received_files(self) -> ReceivedFiles:
        """Every file ever seen."""
        return ReceivedFiles(self.database)

    @property
    def submissions(self) -> Submissions:
        """What was read from each file, and what became of it."""
        return Submissions(self.database)

    @property
    def observations(self) -> Observations:
        """What counts; the gate sits there."""
        return Observations(self.database)

    @property
    def vintages(self) -> Vintages:
        """Consolidations as they were made."""
        return Vintages(self.database)

    @property
    def decisions(self) -> Decisions:
        """What people decided."""
        return Decisions(self.database)

    @property
    def proposals(self) -> Proposals:
        """What is said before people decide."""
        return Proposals(self.database)

    @property
    def registers(self) -> Registers:
        """Focal points, and forms sent."""
        return Registers(self.database)

    @property
    def feedback_reports(self) -> FeedbackReports:
        """What was answered to senders."""
        return FeedbackReports(self.database)

    @property
    def vintage_inputs(self) -> VintageInputs:
        """What each vintage rests on beside the returns."""
        return VintageInputs(self.database)

    @property
    def asked_questions(self) -> AskedQuestions:
        """Questions about numbers, and what was said to them."""
        return AskedQuestions(self.database)

    @property
    def reference(self) -> Reference:
        """Outside figures, and what was decided about differences."""
        return Reference(self.database)

    @property
    def workshop(self) -> Workshop:
        """Inputs of other bodies to the inter-sectoral workshop."""
        return Workshop(self.database)

    @property
    def history(self) -> History:
        """What was sent about one number."""
        return History(self.database)

    @property
    def downstream(self) -> DownstreamQueries:
        """What one cell came to."""
        return DownstreamQueries(self.database)

    @property
    def comparisons(self) -> Comparisons:
        """What two returns say otherwise."""
        return Comparisons(self.database)

    @property
    def corrections(self) -> Corrections:
        """What the Secretariat declared to be another figure."""
        return Corrections(self.database)

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """A block in which everything read belongs to one moment, over one connection.

        Raises:
            StoreBusy: the database did not answer in time.
        """
        with self.database.reading():
            yield

    def close(self) -> None:
        """Gives back all connections."""
        self.database.engine.dispose()

    def __enter__(self) -> "Store":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def open_store(url: str, framework: str = FRAMEWORK) -> Store:
    """The store at that address; an empty or older database is migrated first.

    ``url``: ``sqlite:///<path>`` or ``postgresql://<user>@<host>/<database>``.

    Raises:
        SettingsError: the address cannot be used, or a newer version of this program made it.
        StoreBusy: the database did not answer in time.
    """
    database = Database(open_engine(url), framework)
    # Whoever opens a store for one call need not close it: connections go with the last user.
    weakref.finalize(database, database.engine.dispose)
    migrate(database)
    return Store(database)
