"""Corrections that the Secretariat declares where a sender cannot correct a figure in time.

The submission is never changed. A correction applies only while the submission reports the value it
was declared for, and each correction is shown to the sender for confirmation.
"""

from decimal import Decimal, InvalidOperation

from cl_pipeline.errors import NotAllowed, NotFound, UsageError
from cl_pipeline.model.decision import Correction
from cl_pipeline.model.keys import TraceKey
from cl_pipeline.model.observation import Observation
from cl_pipeline.model.vintage import ConsolidatedValue
from cl_pipeline.store import VintagePart
from cl_pipeline.workflows.pipeline import Pipeline
from cl_pipeline.workflows.round_facts import newest_vintage


def declare_correction(
    pipeline: Pipeline,
    trace_key: str,
    *,
    expected: str,
    corrected: str,
    declared_by: str,
    reason: str,
    evidence: str,
) -> Correction:
    """Records that a number of the newest vintage should be another than was reported.

    ``expected``: the reported value, ``corrected``: the right value, as plain numbers.

    Raises:
        UsageError: who, why or the evidence is missing, or a value is not a number.
        NotFound: the newest vintage holds no such number.
        NotAllowed: it is a gap or computed, or another value than ``expected`` was reported.
    """
    if not all(text.strip() for text in (declared_by, reason, evidence)):
        raise UsageError(
            "a correction needs who declares it (a body or role), why, and where the evidence is"
        )
    old, new = _number(expected), _number(corrected)
    value, seen = _reported(pipeline, trace_key)
    if seen.value != old:
        raise NotAllowed(
            f"{value.address} reports {seen.as_typed}, not {expected}; look at it with "
            "`cl-pipeline trace` and declare the correction for the reported value"
        )
    if new == old:
        raise UsageError(f"{corrected} is already reported")
    return _recorded(pipeline, value, seen, new, (declared_by, reason, evidence))


def take_correction_back(
    pipeline: Pipeline, trace_key: str, *, declared_by: str, reason: str
) -> Correction:
    """Records that a correction is withdrawn; the reported value is used again.

    Raises:
        UsageError: who or why is missing.
        NotFound: no correction of that number is in force.
    """
    if not declared_by.strip() or not reason.strip():
        raise UsageError("taking a correction back needs who does it (a body or role), and why")
    value, seen = _reported(pipeline, trace_key)
    if (value.sender, value.from_round, seen.key) not in pipeline.store.corrections.in_force():
        raise NotFound(f"no correction of {trace_key!r} is in force; see `correction list`")
    return _recorded(pipeline, value, seen, None, (declared_by, reason, "taken back"))


def _reported(pipeline: Pipeline, trace_key: str) -> tuple[ConsolidatedValue, Observation]:
    """The number in the newest vintage, and the observation it was taken from."""
    key = TraceKey.parse(trace_key)
    vintage = newest_vintage(pipeline, part=VintagePart(key.sender, key.indicator))
    value = next((value for value in vintage.values if value.trace_key == trace_key), None)
    if value is None:
        raise NotFound(
            f"{vintage.vintage_id} holds no number {trace_key!r}; `cl-pipeline trace` shows the "
            "trace key of each"
        )
    if value.formula is not None or value.value is None:
        what = "is computed; correct what it is computed from" if value.formula else "is a gap"
        raise NotAllowed(f"{trace_key} {what}; ask the sender for a new submission")
    return value, pipeline.store.observations.at(value.submission_id, value.sheet, value.cell)


def _number(text: str) -> Decimal:
    try:
        number = Decimal(text.strip())
    except InvalidOperation as wrong:
        raise UsageError(f"{text!r} is not a plain number; give e.g. 1234 or 12.5") from wrong
    if not number.is_finite():
        raise UsageError(f"{text!r} is not a plain number; give e.g. 1234 or 12.5")
    return number


def _recorded(
    pipeline: Pipeline,
    value: ConsolidatedValue,
    seen: Observation,
    corrected: Decimal | None,
    stated: tuple[str, str, str],
) -> Correction:
    assert seen.value is not None
    declared_by, reason, evidence = (text.strip() for text in stated)
    new = Correction(
        0, value.sender, value.from_round, seen.key, seen.value, corrected, declared_by,
        pipeline.now(), reason, evidence,
    )  # fmt: skip
    return pipeline.store.corrections.add(new)
