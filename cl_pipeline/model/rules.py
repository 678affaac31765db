"""Thresholds and policies of the framework, and the ways to count reporting Member States."""

from dataclasses import dataclass, fields, replace
from decimal import Decimal
from enum import StrEnum

from cl_pipeline.model.codes import Basis, LateSubmissionPolicy


@dataclass(frozen=True, slots=True)
class Rules:
    """Thresholds and policies, each with its line in the documents (``sources``)."""

    reporting_threshold: int
    """Rule of five: fewer Member States than this and feasibility is assessed."""
    removal_agreement: int
    """Member States whose agreement takes an indicator off the list, according to one report."""
    baseline_year: int
    reference_year_window: int
    """How many years before its own year a reporting column may refer to."""
    rounding_tolerance_pct: Decimal
    """Percentage points by which a stated rate may differ from its counts."""
    part_tolerance_pct: Decimal
    """Percent of the whole by which parts may miss it before it is asked about."""
    smallest_count_shown: int
    """Counts of people above zero and below this stay with the Secretariat."""
    withheld_margin_pct: Decimal
    """Percent of a withheld figure by which a reader must not be able to come closer to it."""
    sources: tuple[tuple[str, str], ...]
    bindings: tuple[tuple[str, str], ...] = ()
    """How far a rule binds, for rules whose documents limit it."""

    def source(self, name: str) -> str:
        return dict(self.sources).get(name, "")

    def binding(self, name: str) -> str:
        return dict(self.bindings).get(name, "")


RULES = tuple(field.name for field in fields(Rules) if field.name not in {"sources", "bindings"})
"""The names of the rules."""


class ColumnsCounted(StrEnum):
    REPORTING = "reporting"
    """The baseline and the yearly columns up to the round, whichever round brought them."""
    DUE = "due"
    """The column the round asks for."""
    BASELINE = "baseline"
    """The baseline alone, whichever round brought it."""
    ANY = "any"
    """Any column of any round up to this one, including other years."""


class MembersCounted(StrEnum):
    REVIEW_DAY = "review_day"
    """Members of ASEAN on the last day of the round's SLOM review."""
    EVERY = "every"
    """Every Member State of the framework, whenever it joined."""


class Aspect(StrEnum):
    ESTIMATES = "estimates"
    GAP_CODE = "gap_code"
    COLUMNS = "columns"
    LATE_POLICY = "late_policy"
    MEMBERS = "members"


@dataclass(frozen=True, slots=True)
class Counting:
    """One way to count. ``gap_codes`` are those that count as a report."""

    gap_codes: frozenset[str]
    with_estimates: bool = True
    columns: ColumnsCounted = ColumnsCounted.REPORTING
    late_policy: LateSubmissionPolicy = LateSubmissionPolicy.BY_DECISION
    members: MembersCounted = MembersCounted.REVIEW_DAY


@dataclass(frozen=True, slots=True)
class CountingAlternative:
    """One alternative way to count; key ``key``. ``about`` is a gap code for that aspect."""

    key: str
    name: str
    aspect: Aspect
    about: str | None
    choice: str
    basis: Basis
    source: str

    def applied_to(self, counting: Counting) -> Counting:
        if self.aspect == Aspect.GAP_CODE:
            code = frozenset({self.about or ""})
            counts = self.choice == "yes"
            return replace(
                counting,
                gap_codes=counting.gap_codes | code if counts else counting.gap_codes - code,
            )
        if self.aspect == Aspect.ESTIMATES:
            return replace(counting, with_estimates=self.choice == "yes")
        kind = type(getattr(counting, self.aspect))
        return replace(counting, **{self.aspect.value: kind(self.choice)})


CHOICES: dict[Aspect, tuple[str, ...]] = {
    Aspect.ESTIMATES: ("yes", "no"),
    Aspect.GAP_CODE: ("yes", "no"),
    Aspect.COLUMNS: tuple(ColumnsCounted),
    Aspect.LATE_POLICY: tuple(LateSubmissionPolicy),
    Aspect.MEMBERS: tuple(MembersCounted),
}
"""The choices for each aspect, as written in counting_alternatives.csv."""
