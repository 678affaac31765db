"""A number that is not there: the sentences, and the document."""

from cl_pipeline.lineage.documents import unused_value_document, value_document
from cl_pipeline.lineage.find import held_text, request_label
from cl_pipeline.lineage.unused_values import unused_value_sentence
from cl_pipeline.model.labels import SAMPLE_NOTICE
from cl_pipeline.model.trace import Absence


def absence_text(absence: Absence) -> str:
    """What was asked for, one sentence per thing that was sent, and what stands instead."""
    lines = [f"No number stands for {absence_title(absence)}."]
    lines += [f"{unused_value_sentence(one)}." for one in absence.unused]
    if absence.current:
        lines.append(f"Held are {held_text(absence.current)}.")
    if any(one.submission.is_sample for one in absence.unused):
        lines += ["", SAMPLE_NOTICE]
    return "\n".join(lines)


def absence_title(absence: Absence) -> str:
    """What was asked for, and of which vintage."""
    return f"{request_label(absence.asked)}, in vintage {absence.vintage_id}"


def absence_document(absence: Absence) -> dict[str, object]:
    """The same as one JSON document; ``value`` is null, as in the document of a trace."""
    asked = absence.asked
    return {
        "vintage": absence.vintage_id,
        "indicator": asked.indicator.key,
        "position": asked.indicator.position,
        "sender": asked.state.code,
        "year": asked.year,
        "breakdown": dict(asked.breakdown.given()),
        "value": None,
        "not_standing": [unused_value_document(one) for one in absence.unused],
        "stands": [value_document(stand) for stand in absence.current],
    }
