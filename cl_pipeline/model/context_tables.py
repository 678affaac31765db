"""Tables people read about what stands around the indicators.

Belongs here: the shape of their rows. Does not belong here: how they come about
(``cl_pipeline.context``) and how they are laid out (``publication``).
"""

from dataclasses import dataclass

from cl_pipeline.model.context import DataGap, DataSource, Theme
from cl_pipeline.model.identity import IndicatorKey, SenderCode


@dataclass(frozen=True, slots=True)
class CompendiumRow:
    """One indicator and Member State; key both.

    ``sources`` could supply it, newest first. ``newest_year`` is None where no source has a year;
    ``age_years`` counts from it to the year of the round.
    """

    indicator: IndicatorKey
    position: str
    sender: SenderCode
    sources: tuple[DataSource, ...]
    newest_year: int | None
    age_years: int | None


@dataclass(frozen=True, slots=True)
class ThemeRow:
    """One theme with what Member States say is missing or wished for; key ``theme``."""

    theme: Theme
    gaps: tuple[DataGap, ...]

    @property
    def senders(self) -> tuple[SenderCode, ...]:
        """The Member States that name it."""
        return tuple(sorted({one.sender for one in self.gaps}))


@dataclass(frozen=True, slots=True)
class SourceQuestion:
    """A question the officer may put to a sender; key (indicator, sender)."""

    indicator: IndicatorKey
    position: str
    sender: SenderCode
    source: DataSource
    words: str
