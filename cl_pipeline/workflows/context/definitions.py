"""Definitions: what the documents state, what is open, and how returns draw them.

Input: the definitions of the framework and what stands beside accepted figures; output: one row per
definition. Guarantee: what the documents leave open stays open; a national wording is shown as it
was sent.
"""

from dataclasses import dataclass, replace
from pathlib import Path

from cl_pipeline.model.context import Definition, NationalVariant
from cl_pipeline.model.identity import IndicatorKey, RoundYear, SenderCode
from cl_pipeline.publication.tables_workbook import SheetOfRows, context_workbook
from cl_pipeline.workflows.files import replace_bytes
from cl_pipeline.workflows.pipeline import Pipeline

STATUS_LABELS = {
    "stated": "stated in the documents",
    "in_part": "stated in part",
    "open": "still open",
}


@dataclass(frozen=True, slots=True)
class Definitions:
    """The registry as of a round, with national variants of documents and returns."""

    round: RoundYear
    rows: tuple[Definition, ...]
    is_sample: bool


def show_definitions(pipeline: Pipeline, round_year: RoundYear) -> Definitions:
    """Every definition with how Member States draw it; those of documents first."""
    said: dict[tuple[IndicatorKey, SenderCode], dict[str, str]] = {}
    accepted = pipeline.store.observations.accepted(round_year)
    for observation in accepted:
        text = (observation.observation.definition or "").strip()
        if text and observation.observation.value is not None:
            said.setdefault(
                (observation.observation.key.indicator, observation.sender), {}
            ).setdefault(text, observation.address)
    rows = tuple(
        replace(definition, variants=(*definition.variants, *_returned(definition, said)))
        for definition in pipeline.framework_in_force().context.definitions
    )
    return Definitions(round_year, rows, any(observation.is_sample for observation in accepted))


def write_definitions(pipeline: Pipeline, found: Definitions) -> Path:
    """The registry as a workbook in the output folder of the round."""
    path = pipeline.settings.output_dir / str(found.round) / "definitions.xlsx"
    title = f"Operational definitions, as of {found.round}"
    sheets = [_definition_sheet(pipeline, found, title), _variant_sheet(found)]
    replace_bytes(path, context_workbook(title, sheets, is_sample=found.is_sample))
    return path


def _returned(
    definition: Definition, said: dict[tuple[IndicatorKey, SenderCode], dict[str, str]]
) -> list[NationalVariant]:
    return [
        NationalVariant(definition.key, sender, text, address)
        for (indicator, sender), texts in sorted(said.items())
        if indicator in definition.indicators
        for text, address in texts.items()
    ]


def _definition_sheet(pipeline: Pipeline, found: Definitions, title: str) -> SheetOfRows:
    return SheetOfRows(
        "Definitions",
        title,
        ("The workshop of March 2021 asked for these; what it left open is marked so.",),
        ("Term", "Status", "Definition", "Still open", "Indicators", "Source"),
        (26, 16, 60, 36, 20, 44),
        [
            (
                row.term,
                STATUS_LABELS[row.status],
                row.text,
                row.open_question,
                ", ".join(
                    pipeline.framework_in_force().indicator(key).position for key in row.indicators
                ),
                row.source,
            )
            for row in found.rows
        ],
    )


def _variant_sheet(found: Definitions) -> SheetOfRows:
    return SheetOfRows(
        "National variants",
        "How Member States draw the definitions",
        ("In the words of the documents or of the return.",),
        ("Term", "Member State", "Wording", "Where it stands"),
        (26, 12, 90, 50),
        [(row.term, v.sender, v.text, v.source) for row in found.rows for v in row.variants],
    )
