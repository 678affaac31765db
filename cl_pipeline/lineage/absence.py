"""A number that is not there: the sentences, and the document.

Belongs here: saying who sent it and why it does not stand. Does not belong here: finding that out
(``stages.tracing``).
"""

from cl_pipeline.lineage.documents import held_document, value_document
from cl_pipeline.lineage.find import asked_words, held_words
from cl_pipeline.lineage.held_words import held_sentence
from cl_pipeline.model.notices import SAMPLE_NOTICE
from cl_pipeline.model.trace import Absence


def absence_text(absence: Absence) -> str:
    """What was asked for, one sentence per thing that was sent, and what stands instead."""
    lines = [f"No number stands for {absence_title(absence)}."]
    lines += [f"{held_sentence(one)}." for one in absence.held]
    if absence.stands:
        lines.append(f"Held are {held_words(absence.stands)}.")
    if any(one.submission.is_sample for one in absence.held):
        lines += ["", SAMPLE_NOTICE]
    return "\n".join(lines)


def absence_title(absence: Absence) -> str:
    """What was asked for, and of which vintage."""
    return f"{asked_words(absence.asked)}, in vintage {absence.vintage_id}"


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
        "not_standing": [held_document(one) for one in absence.held],
        "stands": [value_document(one) for one in absence.stands],
    }
