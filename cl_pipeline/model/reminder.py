"""What is still open for one Member State, and when its returns came. For its own eyes."""

from dataclasses import dataclass
from datetime import datetime

from cl_pipeline.model.codes import FormKey
from cl_pipeline.model.identity import IndicatorKey, RoundYear, SenderCode


@dataclass(frozen=True, slots=True)
class OpenItem:
    """One indicator that is still open in the column of a round; key (sender, indicator).

    ``cells`` are (name of the measure, cell) of the sheet where a number or a gap code is awaited;
    one of them is enough. ``stands`` says what stands there now. ``institutions`` are those that
    supply the indicator as far as the documents and returns name any.
    """

    sender: SenderCode
    indicator: IndicatorKey
    sheet: str
    name: str
    cells: tuple[tuple[str, str], ...]
    stands: str
    institutions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Timeliness:
    """When the first return of a form came, against the deadline in force; key all three.

    ``received_at`` is None where nothing has come. ``days_after`` counts full days after the
    deadline; 0 or less is in time.
    """

    round: RoundYear
    form: FormKey
    sender: SenderCode
    due_at: datetime
    received_at: datetime | None

    @property
    def days_after(self) -> int | None:
        """Days from the deadline to the receipt, negative before it; None without a return."""
        if self.received_at is None:
            return None
        return -((self.due_at - self.received_at).days)
