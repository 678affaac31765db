"""Rules between the cells of a submission: one function each, listed in one tuple.

Every rule takes a ``SubmissionView`` and yields findings. A rule that needs the form's cells where
the form is not known is not run; that is a finding too (CHECK_NOT_RUN).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from cl_pipeline.checks.rules import declarations, entries, parts, presence, rates, years
from cl_pipeline.checks.view import SubmissionView
from cl_pipeline.model.finding import Finding


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule; ``looks_at`` completes "it could not be checked whether …"."""

    check: Callable[[SubmissionView], Iterable[Finding]]
    looks_at: str
    needs_form: bool = False


RULES: tuple[Rule, ...] = (
    Rule(parts.parts_are_within_wholes, "parts are within their wholes"),
    Rule(parts.parts_add_up, "parts add up to their totals"),
    Rule(rates.rates_fit_counts, "percentages fit their counts"),
    Rule(rates.denominators_are_declared, "denominators are declared", needs_form=True),
    Rule(declarations.age_ranges_fit, "ages are those of the indicator", needs_form=True),
    Rule(years.years_fit_columns, "reference years fit their columns", needs_form=True),
    Rule(years.years_are_stated, "reference years are stated", needs_form=True),
    Rule(years.values_are_new, "figures are repeated"),
    Rule(years.years_have_one_value, "a year has two figures"),
    Rule(years.rows_are_unique, "rows are unique"),
    Rule(presence.something_is_filled_in, "anything is filled in"),
    Rule(presence.covered_sheets_are_filled, "covered sheets are filled in", needs_form=True),
    Rule(presence.headlines_are_answered, "headline cells are answered", needs_form=True),
    Rule(presence.availability_agrees, "figures agree with the answer on availability"),
    Rule(presence.included_says_where, "what is included elsewhere says where"),
    Rule(presence.gaps_have_no_parts, "a total is missing whose parts are given"),
    Rule(declarations.sources_are_named, "sources are named", needs_form=True),
    Rule(declarations.properties_are_declared, "properties are declared", needs_form=True),
    Rule(entries.descriptions_say_where_from, "descriptions say where they are from"),
    Rule(entries.levels_have_narratives, "levels and narratives come together"),
    Rule(entries.tables_are_consistent, "rows of tables are named and agree", needs_form=True),
)
"""All rules in the order in which they run; findings are sorted by address afterwards."""
