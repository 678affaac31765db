"""Everything the documents give around the indicators, put together."""

from cl_pipeline.framework.data_sources import (
    data_gaps,
    data_source_answers,
    data_sources,
    support_offers,
    themes,
)
from cl_pipeline.framework.definitions import definitions
from cl_pipeline.framework.rows import Tables
from cl_pipeline.framework.work_programme import projects, subsidiary_bodies
from cl_pipeline.model.context import Context


def context(tables: Tables) -> Context:
    """All rows around the indicators, each with its source line."""
    return Context(
        data_sources=data_sources(tables),
        data_source_answers=data_source_answers(tables),
        data_gaps=data_gaps(tables),
        themes=themes(tables),
        support_offers=support_offers(tables),
        subsidiary_bodies=subsidiary_bodies(tables),
        definitions=definitions(tables),
        projects=projects(tables),
    )
