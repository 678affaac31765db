"""Thresholds and policies of the framework, each with its line in the documents."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Rules:
    """Thresholds and policies, each with its line in the documents (``sources``)."""

    reporting_threshold: int
    """Rule of five: fewer Member States than this and feasibility is assessed."""
    removal_agreement: int
    """Member States whose agreement takes an indicator off the list, as one report says."""
    baseline_year: int
    reference_year_window: int
    """How many years before its own year a reporting column may refer to."""
    rounding_tolerance_pct: Decimal
    """Percentage points by which a stated rate may differ from its counts."""
    part_tolerance_pct: Decimal
    """Percent of the whole by which parts may miss it before it is asked about."""
    smallest_count_shown: int
    """Counts of people above zero and below this stay with the Secretariat."""
    sources: tuple[tuple[str, str], ...]
    standings: tuple[tuple[str, str], ...] = ()
    """How far a rule binds, for rules of which the documents say so."""

    def source(self, name: str) -> str:
        """Basis and source of the rule of that name, empty where none is known."""
        return dict(self.sources).get(name, "")

    def standing(self, name: str) -> str:
        """How far the rule of that name binds, empty where nothing is said."""
        return dict(self.standings).get(name, "")
