"""Rules on words that belong together: a description and its origin, a level and its narrative."""

from collections.abc import Iterator

from cl_pipeline.catalogue import finding
from cl_pipeline.checks.view import SubmissionView
from cl_pipeline.model.codes import Field
from cl_pipeline.model.finding import Finding
from cl_pipeline.model.identity import IndicatorKey
from cl_pipeline.model.observation import Entry

OTHER = "OTHER"
"""The origin that asks for words of its own (code list ``description_from``)."""

ByField = dict[Field, list[Entry]]


def descriptions_say_where_from(view: SubmissionView) -> Iterator[Finding]:
    """DESCRIPTION_WITHOUT_ORIGIN, or DESCRIPTION_FROM_OTHER_MISSING at the ticked box.

    An entry that could not be read is not missing; it has its own finding.

    Source: reporting template of the 2021 workshop asks where a progress description comes from.
    """
    for (_, indicator), own in _by_indicator(view).items():
        described = own.get(Field.PROGRESS_DESCRIPTION, [])
        origins = own.get(Field.DESCRIPTION_FROM, [])
        named = own.get(Field.DESCRIPTION_FROM_OTHER, [])
        is_ticked = origins or named or view.left_out(Field.DESCRIPTION_FROM, indicator)
        if described and not is_ticked:
            yield _at(described[0], "DESCRIPTION_WITHOUT_ORIGIN", "a description, no origin ticked")
        for origin in origins:
            if origin.code == OTHER and not named:
                yield _at(origin, "DESCRIPTION_FROM_OTHER_MISSING", "another origin, not named")


def levels_have_narratives(view: SubmissionView) -> Iterator[Finding]:
    """LEVEL_WITHOUT_NARRATIVE or NARRATIVE_WITHOUT_LEVEL at the one that stands alone."""
    for (_, indicator), own in _by_indicator(view).items():
        levels, narratives = own.get(Field.LEVEL, []), own.get(Field.NARRATIVE, [])
        if levels and not narratives and not view.left_out(Field.NARRATIVE, indicator):
            yield _at(levels[0], "LEVEL_WITHOUT_NARRATIVE", f'level "{levels[0].text}" alone')
        if narratives and not levels and not view.left_out(Field.LEVEL, indicator):
            yield _at(narratives[0], "NARRATIVE_WITHOUT_LEVEL", "a narrative, no level chosen")


def _by_indicator(view: SubmissionView) -> dict[tuple[str, IndicatorKey], ByField]:
    groups: dict[tuple[str, IndicatorKey], ByField] = {}
    for entry in view.entries:
        if entry.indicator is not None and entry.text.strip():
            own = groups.setdefault((entry.sheet, entry.indicator), {})
            own.setdefault(entry.field, []).append(entry)
    return groups


def _at(entry: Entry, code: str, found: str) -> Finding:
    return finding(code, found=found, sheet=entry.sheet, cell=entry.cell, indicator=entry.indicator)
