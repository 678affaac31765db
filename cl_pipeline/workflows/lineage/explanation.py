"""Write the explanation of one number as a page, or why it is not there."""

import re
from dataclasses import dataclass
from pathlib import Path

from cl_pipeline.lineage.trace import explanation
from cl_pipeline.model.breakdown import Breakdown
from cl_pipeline.model.trace import Trace
from cl_pipeline.publication.document_html import to_html
from cl_pipeline.publication.tables import document_markdown
from cl_pipeline.workflows.files import replace_bytes
from cl_pipeline.workflows.lineage.tracing import explain_number
from cl_pipeline.workflows.pipeline import Pipeline, pipeline_as_of

NOT_IN_A_NAME = re.compile(r"[^A-Za-z0-9]+")


@dataclass(frozen=True, slots=True)
class Explained:
    """One written explanation; ``is_there`` is false if there is no such number."""

    path: Path
    markdown: str
    is_there: bool


def explain(
    pipeline: Pipeline,
    indicator: str,
    country: str,
    year: str,
    *,
    breakdown: str = "",
    measure: str = "",
    vintage: str = "",
) -> Explained:
    """The explanation of one number, written below ``output/explained``.

    ``breakdown``: ``sex=F, age=Y5T11``; empty for the total. ``vintage``: a vintage or a date;
    empty for the newest vintage.

    Raises:
        UsageError: a dimension of the breakdown, or the date, is not valid.
        NotFound: nobody ever sent such a number; the message says what there is.
    """
    seen = pipeline_as_of(pipeline, vintage) if vintage else pipeline
    framework, asked = seen.framework_in_force(), Breakdown.parse(breakdown)
    found = explain_number(
        seen, framework, indicator, country, year, asked, measure=measure or None
    )
    document = explanation(found, framework)
    about = (indicator, country, year, measure, breakdown, found.vintage_id)
    name = "_".join(NOT_IN_A_NAME.sub("-", part).strip("-") for part in about if part)
    path = pipeline.settings.output_dir / "explained" / f"{name}.html"
    replace_bytes(path, to_html(document))
    return Explained(path, document_markdown(document), isinstance(found, Trace))
