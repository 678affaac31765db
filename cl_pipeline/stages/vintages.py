"""Vintages as they were made: looking one up without making one.

Belongs here: queries that need nothing but the store. Does not belong here: making a vintage
(``stages.slom_review``).
"""

from cl_pipeline.errors import NotFound
from cl_pipeline.model.identity import RoundYear
from cl_pipeline.model.vintage import Vintage
from cl_pipeline.stages.pipeline import Pipeline
from cl_pipeline.store import VintagePart


def newest_vintage(
    pipeline: Pipeline, round_year: RoundYear | None = None, part: VintagePart | None = None
) -> Vintage:
    """The vintage of a round that was made last; of the newest round where none is named.

    ``part``: only what is about one Member State and indicator.

    Raises:
        NotFound: the round was never consolidated.
    """
    vintage = pipeline.store.vintages.latest(round_year, part)
    if vintage is None:
        what = f"round {round_year} has not" if round_year else "no round has"
        raise NotFound(f"{what} been consolidated yet; run `cl-pipeline consolidate --round YEAR`")
    return vintage
