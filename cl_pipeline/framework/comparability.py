"""The registry of what makes figures differ, from its three tables."""

from cl_pipeline.framework.rows import Row, Tables, note_repeats
from cl_pipeline.framework.states import INDICATOR
from cl_pipeline.model.codes import Basis
from cl_pipeline.model.comparability import (
    AseanFigureRule,
    ComparabilityPhrase,
    ComparabilityRegistry,
    ComparabilityRule,
    Effect,
)
from cl_pipeline.model.identity import IndicatorKey, MeasureKey

FACET = "the facet of a row of comparability.csv"


def comparability(tables: Tables) -> ComparabilityRegistry:
    """The registry, each table in file order."""
    comparability_attributes = tables.rows("comparability")
    note_repeats(comparability_attributes, "facet")
    words = tables.rows("comparability_labels")
    note_repeats(words, "facet", "words")
    figures = tables.rows("asean_figures")
    note_repeats(figures, "indicator", "measure")
    known = tables.column("comparability", "facet")
    return ComparabilityRegistry(
        tuple(_facet(row) for row in comparability_attributes),
        tuple(
            ComparabilityPhrase(
                row.reference("facet", known, FACET), row.text("code"), row.text("words")
            )
            for row in words
        ),
        tuple(_figure(row, tables) for row in figures),
    )


def _facet(row: Row) -> ComparabilityRule:
    return ComparabilityRule(
        row.text("facet"),
        row.text("name"),
        row.choice("adding", Effect),
        row.choice("across", Effect),
        row.choice("over_time", Effect),
        row.choice("if_unknown", Effect),
        row.choice("basis", Basis),
        row.text("source"),
    )


def _figure(row: Row, tables: Tables) -> AseanFigureRule:
    indicator = row.reference("indicator", tables.column("indicators", "key"), INDICATOR)
    own = {
        cells["key"]: cells["role"]
        for cells in tables.cells["measures"]
        if cells["indicator"] == indicator
    }
    measure = row.reference("measure", own, "the key of a measure of that indicator")
    is_allowed = row.claim("allowed")
    if is_allowed and own.get(measure) == "rate":
        row.note("allowed", "write false: shares of different wholes are never added")
    return AseanFigureRule(
        IndicatorKey(indicator),
        MeasureKey(measure),
        is_allowed,
        row.text("reason"),
        row.choice("basis", Basis),
        row.text("source"),
    )
