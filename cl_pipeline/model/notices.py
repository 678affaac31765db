"""Sentences that must read the same wherever they stand.

Belongs here: such sentences, once. Where they are shown is the business of ``forms`` and
``publication``.
"""

SAMPLE_NOTICE = (
    "Illustration from published sources; not submitted or endorsed by any Member State; "
    "not a decision of SLOM."
)
"""Stands on every sheet, page and picture built from published figures. Source: DESIGN 5.12."""
