"""What stands above the numbers of one reporting column: year, source, definition, ages."""

from collections.abc import Iterator, Sequence

from cl_pipeline.errors import BrokenInvariant
from cl_pipeline.model.codes import Field
from cl_pipeline.model.identity import OTHER_PREFIX, ColumnKey
from cl_pipeline.model.indicators import Indicator
from cl_pipeline.sample.figures import Choice, Figure, load_figures


def format_column(
    indicator: Indicator, column: ColumnKey, chosen: Sequence[Choice]
) -> Iterator[dict[str, str]]:
    """The entries that describe one column of one sheet.

    Raises:
        BrokenInvariant: two figures of the column differ in reference year, year of publication
            or a declared property.
    """
    figures = [load_figures()[one.figure_id] for one in chosen if one.figure_id]
    figures.sort(key=lambda one: not one.place.is_total)
    keys = {"indicator": indicator.key, "column": column}
    for field, text in _words(indicator, figures):
        if text:
            yield {"field": field.value, **keys, "value": text}
    for key, code in sorted({pair for figure in figures for pair in figure.attributes}):
        wording = _wording(indicator, key, code)
        yield {"field": Field.ATTRIBUTE.value, **keys, "attribute": key, "value": wording}
    reasons = dict.fromkeys(one.revision_reason for one in chosen if one.revision_reason)
    if reasons and not column.startswith(OTHER_PREFIX):
        text = " ".join(reasons)
        yield {"field": Field.REVISION_REASON.value, **keys, "value": text}


def _words(indicator: Indicator, figures: Sequence[Figure]) -> Iterator[tuple[Field, str]]:
    years = {figure.reference_year for figure in figures}
    source_years = {figure.source_year for figure in figures}
    if len(years) != 1 or len(source_years) != 1:
        raise BrokenInvariant(
            f"{indicator.position}: one column holds figures of {sorted(years)} published in "
            f"{sorted(source_years)}; give them columns of their own in choices.csv"
        )
    yield Field.REFERENCE_YEAR, str(years.pop())
    yield Field.SOURCE, _sources(figures)
    yield Field.SOURCE_YEAR, str(source_years.pop())
    yield Field.DEFINITION, _joined([figure.definition for figure in figures])
    if indicator.age_range != "_Z":
        ages = [figure.age_range for figure in figures if figure.place.is_total]
        yield Field.AGE_RANGE, _joined(ages or [figure.age_range for figure in figures])


def _sources(figures: Sequence[Figure]) -> str:
    # girls' and boys' series of one publication have titles of their own; the total's says enough
    named: dict[tuple[str, str], str] = {}
    for figure in figures:
        measure = figure.measure if figure.place.is_total else ""
        if measure or not any(publisher == figure.publisher for publisher, _ in named):
            named[figure.publisher, measure] = figure.source
    return _joined(list(named.values()))


def _joined(texts: Sequence[str]) -> str:
    return "; ".join(dict.fromkeys(text for text in texts if text))


def _wording(indicator: Indicator, key: str, code: str) -> str:
    for attribute in indicator.attributes:
        if attribute.key == key:
            return dict(attribute.choices)[code]
    raise BrokenInvariant(f"{indicator.position} has no property {key!r}; see figures.csv")
