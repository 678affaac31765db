"""Measures of the indicators and the properties of a column that a sender declares."""

from cl_pipeline.framework.breakdowns import BASES, BASIS, Offers
from cl_pipeline.framework.code_lists import codes_of
from cl_pipeline.framework.rows import Row, Tables, note_gaps, note_repeats
from cl_pipeline.framework.states import INDICATOR
from cl_pipeline.model.codes import MeasureRole
from cl_pipeline.model.identity import IndicatorKey, MeasureKey
from cl_pipeline.model.indicators import Attribute, Breakdowns, Measure

MEASURE = "the key of another measure of this indicator"


def attributes(tables: Tables) -> dict[str, tuple[Attribute, ...]]:
    """The attributes by indicator, in file order, each with its choices."""
    rows = tables.rows("attributes")
    note_repeats(rows, "indicator", "key")
    indicators = tables.column("indicators", "key")
    choices = _choices(tables, {(row.cells["indicator"], row.cells["key"]) for row in rows})
    found: dict[str, tuple[Attribute, ...]] = {}
    for row in rows:
        indicator = row.reference("indicator", indicators, INDICATOR)
        attribute = Attribute(
            indicator=IndicatorKey(indicator),
            key=row.text("key"),
            name=row.text("name"),
            choices=choices.get((indicator, row.text("key")), ()),
            basis=row.reference("basis", BASES, BASIS),
            hint=row.text("hint"),
        )
        found[indicator] = (*found.get(indicator, ()), attribute)
    return found


def measures(
    tables: Tables, offers: Offers, declared: dict[str, tuple[Attribute, ...]]
) -> dict[str, tuple[Measure, ...]]:
    """The measures by indicator, in their order, each with the rows it offers."""
    rows = tables.rows("measures")
    note_repeats(rows, "indicator", "key")
    note_gaps(rows, "position", "indicator")
    indicators = tables.column("indicators", "key")
    units = codes_of(tables, "unit")
    found: dict[str, tuple[Measure, ...]] = {}
    for indicator, own in tables.grouped("measures", "indicator").items():
        for row in own:
            row.reference("indicator", indicators, INDICATOR)
            row.reference("unit", units, "a code of list unit in codes.csv")
            _check_relations(row, own, declared.get(indicator, ()))
        found[indicator] = tuple(
            _measure(row, offers.get((indicator, row.cells["key"]), ())) for row in own
        )
    return found


def _measure(row: Row, offers: tuple[Breakdowns, ...]) -> Measure:
    numerator, whole = row.optional("numerator"), row.optional("part_of")
    return Measure(
        indicator=IndicatorKey(row.text("indicator")),
        key=MeasureKey(row.text("key")),
        position=row.whole("position"),
        name=row.text("name"),
        unit=row.text("unit"),
        role=row.choice("role", MeasureRole),
        headline=row.claim("headline"),
        basis=row.reference("basis", BASES, BASIS),
        numerator=MeasureKey(numerator) if numerator else None,
        denominators=tuple(MeasureKey(key) for key in row.several("denominators")),
        denominator_attribute=row.optional("denominator_attribute"),
        part_of=MeasureKey(whole) if whole else None,
        hint=row.text("hint"),
        breakdowns=offers,
    )


def _check_relations(row: Row, own: list[Row], declared: tuple[Attribute, ...]) -> None:
    others = {other.cells["key"]: other.cells["unit"] for other in own if other != row}
    for column in ("numerator", "part_of"):
        row.optional_reference(column, others, MEASURE)
    wholes = row.several("denominators")
    if not set(wholes) <= set(others):
        row.note("denominators", f"write, with ; between, {MEASURE}")
    if bool(wholes) != bool(row.optional("numerator")):
        row.note("numerator", "give a share both its numerator and its denominators, or neither")
    if others.get(row.cells["part_of"], row.cells["unit"]) != row.cells["unit"]:
        row.note("unit", "give a part the unit of its whole")
    if len({others[key] for key in (row.cells["numerator"], *wholes) if key in others}) > 1:
        row.note("denominators", "name wholes that have the unit of the numerator")
    _check_declaration(row, wholes, declared)


def _check_declaration(row: Row, wholes: tuple[str, ...], declared: tuple[Attribute, ...]) -> None:
    """A share that may be taken over several wholes needs an attribute that says over which."""
    name = row.optional("denominator_attribute")
    if name is None:
        if len(wholes) > 1:
            row.note("denominator_attribute", "name the attribute that says which whole is meant")
        return
    choices = {code for one in declared if one.key == name for code, _ in one.choices}
    if choices != set(wholes):
        remedy = f"name an attribute whose choices are {', '.join(wholes) or 'its denominators'}"
        row.note("denominator_attribute", remedy)


def _choices(
    tables: Tables, known: set[tuple[str, str]]
) -> dict[tuple[str, str], tuple[tuple[str, str], ...]]:
    rows = tables.rows("attribute_choices")
    note_repeats(rows, "indicator", "attribute", "code")
    note_repeats(rows, "indicator", "attribute", "wording")
    found: dict[tuple[str, str], tuple[tuple[str, str], ...]] = {}
    for row in rows:
        key = (row.text("indicator"), row.text("attribute"))
        if key not in known:
            row.note("attribute", "write the key of a row of attributes.csv for this indicator")
        found[key] = (*found.get(key, ()), (row.text("code"), row.text("wording")))
    return found
