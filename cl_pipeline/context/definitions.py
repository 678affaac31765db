"""Definitions: what the documents state, what is still open, and how Member States word them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from cl_pipeline.model.context import Definition, NationalVariant
from cl_pipeline.model.context_tables import ContextReport
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import IndicatorKey, RoundYear, SenderCode
from cl_pipeline.model.table import text_table
from cl_pipeline.model.vintage import AcceptedObservation

STATUS_LABELS = {
    "stated": "stated in the documents",
    "in_part": "stated in part",
    "open": "still open",
}


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
    tables = {
        "Definitions": text_table(
            title,
            rows,
            {
                "Term": (26, lambda row: row.term),
                "Status": (16, lambda row: STATUS_LABELS[row.status]),
                "Definition": (60, lambda row: row.text),
                "Still open": (36, lambda row: row.open_question),
                "Indicators": (
                    20,
                    lambda row: ", ".join(
                        framework.indicator(key).position for key in row.indicators
                    ),
                ),
                "Source": (44, lambda row: row.source),
            },
            "The workshop of March 2021 asked for these; what it left open is marked.",
        ),
        "National variants": text_table(
            "How Member States word the definitions",
            [(row.term, variant) for row in rows for variant in row.variants],
            {
                "Term": (26, lambda row: row[0]),
                "Member State": (12, lambda row: row[1].sender),
                "Wording": (90, lambda row: row[1].text),
                "Source": (50, lambda row: row[1].source),
            },
            "In the words of the documents or of the submission.",
        ),
    }
    return ContextReport(title, tables, tuple(tables), is_sample)
