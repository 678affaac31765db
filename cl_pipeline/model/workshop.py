"""The inter-sectoral workshop of a round: what other sectoral bodies bring in."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from cl_pipeline.model.identity import RoundYear


class InputKind(StrEnum):
    """What a body brings in."""

    COMMENT = "comment"
    PROPOSAL = "proposal"
    SHARED_DATA = "shared_data"


@dataclass(frozen=True, slots=True)
class WorkshopInput:
    """One input; append-only. ``about`` is an indicator's key, an activity's key, or empty."""

    round: RoundYear
    body: str
    kind: InputKind
    about: str
    words: str
    noted_at: datetime
