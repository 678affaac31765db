"""Rule on the age range a sender types beside its figures.

Source: figures on child labour are published for 5-17, 5-14, 7-14, 10-14 and 10-17; national
ranges are welcome and marked, not refused.
"""

from collections.abc import Iterator

from cl_pipeline.catalogue import finding
from cl_pipeline.checks.rules.containment import age_range
from cl_pipeline.checks.view import ColumnView, SubmissionView
from cl_pipeline.model.codes import Field
from cl_pipeline.model.finding import Finding


def age_ranges_fit(view: SubmissionView) -> Iterator[Finding]:
    """DEFINITION_AGE_DIFFERS, or AGE_RANGE_UNCLEAR, at the cell of the age range."""
    for column in view.columns:
        covered = age_range(column.indicator.age_range)
        typed = _typed(column)
        if covered is None or typed is None:
            continue
        ages = age_range(typed)
        if ages == covered:
            continue
        cell = view.form and view.form.find(Field.AGE_RANGE, column.indicator.key, column.column)
        first = column.observations[0]
        yield finding(
            "AGE_RANGE_UNCLEAR" if ages is None else "DEFINITION_AGE_DIFFERS",
            found=f'the figures are said to be about ages "{typed}"',
            sheet=cell.sheet if cell else first.sheet,
            cell=cell.cell if cell else first.cell,
            indicator=column.indicator.key,
            ages=f"{covered[0]}-{covered[1]}",
        )


def _typed(column: ColumnView) -> str | None:
    figures = (figure.observation.age_range for figure in column.figures.values())
    return next((ages for ages in figures if ages and ages.strip()), None)
