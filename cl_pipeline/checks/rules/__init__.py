"""Rules between the cells of a submission: one function each, listed in one table.

Every rule takes a ``SubmissionView`` and yields findings. A rule that needs the form's cells where
the form is not known is not run; that is a finding too (CHECK_NOT_RUN).
"""

from collections.abc import Callable, Iterable, Mapping

from cl_pipeline.checks.rules import declarations, entries, parts, presence, rates, years
from cl_pipeline.checks.view import SubmissionView
from cl_pipeline.model.finding import Finding

Rule = Callable[[SubmissionView], Iterable[Finding]]

RULES: Mapping[Rule, str | None] = {
    parts.parts_are_within_wholes: None,
    parts.parts_add_up: None,
    rates.rates_fit_counts: None,
    rates.denominators_are_declared: "denominators are declared",
    declarations.age_ranges_fit: "ages are those of the indicator",
    years.years_fit_columns: "reference years fit their columns",
    years.years_are_stated: "reference years are stated",
    years.years_have_one_figure: None,
    years.rows_are_unique: None,
    presence.something_is_filled_in: None,
    presence.covered_sheets_are_filled: "covered sheets are filled in",
    presence.headlines_are_answered: "headline cells are answered",
    presence.availability_agrees: None,
    presence.included_says_where: None,
    presence.gaps_have_no_parts: None,
    declarations.sources_are_named: "sources are named",
    declarations.properties_are_declared: "properties are declared",
    entries.descriptions_say_where_from: None,
    entries.levels_have_narratives: None,
    entries.tables_are_consistent: "rows of tables are named and agree",
}
"""Every rule, in the order in which they run, with what it looks at where it needs the form.

The text completes "it could not be checked whether …".
"""
