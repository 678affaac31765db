"""Definitions: what the documents state, what is still open, and how Member States word them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from cl_pipeline.model.context import Definition, NationalVariant
from cl_pipeline.model.context_tables import ContextReport
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import IndicatorKey, RoundYear, SenderCode
from cl_pipeline.model.table import Table, text_columns
from cl_pipeline.model.vintage import AcceptedObservation

STATUS_LABELS = {
    "stated": "stated in the documents",
    "in_part": "stated in part",
    "open": "still open",
}

DEFINITION_COLUMNS = text_columns(
    {"Term": 26, "Status": 16, "Definition": 60, "Still open": 36, "Indicators": 20, "Source": 44}
)
VARIANT_COLUMNS = text_columns({"Term": 26, "Member State": 12, "Wording": 90, "Source": 50})


def definitions_in_use(
    framework: Framework, accepted: Iterable[AcceptedObservation]
) -> tuple[Definition, ...]:
    """Every definition with its national variants: of the documents, then of submissions.

    A national wording is kept as reported.
    """
    wordings: dict[tuple[IndicatorKey, SenderCode], dict[str, str]] = defaultdict(dict)
    for row in accepted:
        text = (row.observation.definition or "").strip()
        if text and row.observation.value is not None:
            about = row.observation.key.indicator, row.sender
            wordings[about].setdefault(text, row.address)
    in_use = []
    for definition in framework.context.definitions:
        reported = [
            NationalVariant(definition.key, sender, text, address)
            for (indicator, sender), texts in sorted(wordings.items())
            if indicator in definition.indicators
            for text, address in texts.items()
        ]
        in_use.append(replace(definition, variants=(*definition.variants, *reported)))
    return tuple(in_use)


def definitions_report(
    framework: Framework, round_year: RoundYear, rows: Sequence[Definition], *, is_sample: bool
) -> ContextReport:
    """The registry of definitions and their national variants as tables."""
    title = f"Operational definitions, as of {round_year}"
    definitions = tuple(
        (
            row.term, STATUS_LABELS[row.status], row.text, row.open_question,
            ", ".join(framework.indicator(key).position for key in row.indicators), row.source,
        )
        for row in rows
    )  # fmt: skip
    variants = tuple(
        (row.term, variant.sender, variant.text, variant.source)
        for row in rows
        for variant in row.variants
    )
    return ContextReport(
        title,
        tables={
            "Definitions": Table(
                title, DEFINITION_COLUMNS, definitions,
                ("The workshop of March 2021 asked for these; what it left open is marked.",),
            ),
            "National variants": Table(
                "How Member States word the definitions", VARIANT_COLUMNS, variants,
                ("In the words of the documents or of the submission.",),
            ),
        },
        shown=("Definitions", "National variants"),
        records={"definitions": rows},
        is_sample=is_sample,
    )  # fmt: skip
