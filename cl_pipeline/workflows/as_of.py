"""The pipeline as it stood at a date, or when a vintage was made."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from cl_pipeline.errors import UsageError
from cl_pipeline.model.framework import JAKARTA
from cl_pipeline.model.identity import VintageId
from cl_pipeline.workflows.pipeline import Pipeline


def pipeline_as_of(pipeline: Pipeline, when: str) -> Pipeline:
    """The pipeline that gives what it would have given then; nothing can be written through it.

    ``when``: a date (its end in Jakarta), an instant with its offset, or a vintage (``V-…``).

    Raises:
        UsageError: it is none of these.
        NotFound: there is no such vintage.
    """
    moment = _moment(pipeline, when)
    settings = replace(pipeline.settings, now=moment)
    return replace(pipeline, store=pipeline.store.as_of(moment), settings=settings)


def _moment(pipeline: Pipeline, when: str) -> datetime:
    if when.startswith("V-"):
        return pipeline.store.vintages.first_made_at(VintageId(when))
    try:
        if len(when) == len("2021-09-30"):
            next_day = date.fromisoformat(when) + timedelta(days=1)
            midnight = datetime.combine(next_day, time(), JAKARTA)
            return midnight.astimezone(UTC) - timedelta(microseconds=1)
        moment = datetime.fromisoformat(when)
    except ValueError as wrong:
        raise UsageError(f"{when!r} is no date; {_GIVE}") from wrong
    if moment.tzinfo is None:
        raise UsageError(f"{when!r} has no offset; {_GIVE}")
    return moment.astimezone(UTC)


_GIVE = "give e.g. 2021-09-30, 2021-09-30T12:00+07:00 or a vintage V-…"
