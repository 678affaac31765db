"""Names of things: types that keep a country code from standing where a digest should."""

from typing import NewType

SenderCode = NewType("SenderCode", str)
"""ISO 3166-1 alpha-3 code of the Member State that sends a return, e.g. ``KHM``."""

RoundYear = NewType("RoundYear", int)
"""Calendar year that names one pass through the phases, e.g. 2021."""

IndicatorKey = NewType("IndicatorKey", str)
"""Stable word for an indicator, e.g. ``child_labour_5_17``; positions such as A2 can change."""

MeasureKey = NewType("MeasureKey", str)
"""Stable word for one quantity of an indicator, unique within it, e.g. ``children``."""

ColumnKey = NewType("ColumnKey", str)
"""Reporting column: ``baseline``, a year such as ``2022``, or ``other_1`` … ``other_4``."""

Digest = NewType("Digest", str)
"""SHA-256 of a file's bytes, 64 lower-case hexadecimal digits."""

SubmissionId = NewType("SubmissionId", str)
"""What was read from one digest: ``S-`` and the digest's first 16 digits."""

VintageId = NewType("VintageId", str)
"""One consolidation: ``V-<round>-`` and the first 12 digits of the digest over its inputs."""

BASELINE = ColumnKey("baseline")


def submission_id(digest: Digest) -> SubmissionId:
    """The submission that a file's digest names.

    >>> submission_id(Digest("ab" * 32))
    'S-abababababababab'
    """
    return SubmissionId(f"S-{digest[:16]}")
