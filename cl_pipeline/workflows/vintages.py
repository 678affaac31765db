"""Vintages as they were made: looking one up without making one."""

from cl_pipeline.errors import NotFound
from cl_pipeline.model.framework import JAKARTA
from cl_pipeline.model.identity import RoundYear
from cl_pipeline.model.vintage import Vintage
from cl_pipeline.store import VintagePart, open_store
from cl_pipeline.store.as_of import AsOfDatabase
from cl_pipeline.workflows.pipeline import Pipeline


def newest_vintage(
    pipeline: Pipeline, round_year: RoundYear | None = None, part: VintagePart | None = None
) -> Vintage:
    """The vintage of a round that was made last; of the newest round where none is named.

    ``part``: only what is about one Member State and indicator.

    Raises:
        NotFound: the round was not consolidated yet; looking back, says since when it is.
    """
    vintage = pipeline.store.vintages.latest(round_year, part)
    if vintage is None:
        since = _since(pipeline, round_year)
        what = f"round {round_year} has not" if round_year else "no round has"
        remedy = since or f"run `cl-pipeline consolidate --round {round_year or 'YEAR'}`"
        raise NotFound(f"{what} been consolidated yet; {remedy}")
    return vintage


def _since(pipeline: Pipeline, round_year: RoundYear | None) -> str:
    """Looking back to before the first vintage: when that was made; else an empty text."""
    database = pipeline.store.database
    if not isinstance(database, AsOfDatabase):
        return ""
    with open_store(pipeline.settings.database_url, database.framework) as present:
        first = present.vintages.begun_at(round_year)
    if first is None:
        return ""
    day = f"{first.astimezone(JAKARTA):%Y-%m-%d}"
    return f"the first vintage is of {day}, so look back to that day or later"
