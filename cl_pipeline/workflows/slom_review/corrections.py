"""Corrections the Secretariat declares, where a sender cannot send a corrected return in time.

Input: a number by its trace key, what the return says and what it should say; output: one row that
is never changed. Guarantee: the return stays as it is; a correction holds only as long as the
return says what it was declared for, and each one is shown to the sender for confirmation.
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
    """Records that a number of the newest vintage is another than its return says.

    ``expected``: what the return says, ``corrected``: what it should say, as plain numbers.

    Raises:
        UsageError: who, why or the evidence is missing, or something is no number.
        NotFound: the newest vintage holds no such number.
        NotAllowed: it is a gap or computed, or the return says another figure than expected.
    """
    if not all(one.strip() for one in (declared_by, reason, evidence)):
        raise UsageError(
            "a correction needs who declares it (a body or role), why, and where the evidence is"
        )
    old, new = _number(expected), _number(corrected)
    value, seen = _stands(pipeline, trace_key)
    if seen.value != old:
        raise NotAllowed(
            f"the return says {seen.as_typed} in {value.address}, not {expected}; look at it with "
            "`cl-pipeline trace` and declare the correction for what it says"
        )
    if new == old:
        raise UsageError(f"the return says {corrected} already")
    return _recorded(pipeline, value, seen, new, (declared_by, reason, evidence))


def take_correction_back(
    pipeline: Pipeline, trace_key: str, *, declared_by: str, reason: str
) -> Correction:
    """Records that a correction no longer stands; what the return says stands again.

    Raises:
        UsageError: who or why is missing.
        NotFound: no correction of that number is in force.
    """
    if not declared_by.strip() or not reason.strip():
        raise UsageError("taking a correction back needs who does it (a body or role), and why")
    value, seen = _stands(pipeline, trace_key)
    if (value.sender, value.from_round, seen.key) not in pipeline.store.corrections.in_force():
        raise NotFound(f"no correction of {trace_key!r} is in force; see `correction list`")
    return _recorded(pipeline, value, seen, None, (declared_by, reason, "taken back"))


def _stands(pipeline: Pipeline, trace_key: str) -> tuple[ConsolidatedValue, Observation]:
    """The number of the newest vintage, and what its return says."""
    key = TraceKey.parse(trace_key)
    vintage = newest_vintage(pipeline, part=VintagePart(key.sender, key.indicator))
    value = next((one for one in vintage.values if one.trace_key == trace_key), None)
    if value is None:
        raise NotFound(
            f"{vintage.vintage_id} holds no number {trace_key!r}; `cl-pipeline trace` shows the "
            "trace key of each"
        )
    if value.formula is not None or value.value is None:
        what = "is computed; correct what it is computed from" if value.formula else "is a gap"
        raise NotAllowed(f"{trace_key} {what}; ask the sender for a corrected return")
    return value, pipeline.store.observations.at(value.submission_id, value.sheet, value.cell)


def _number(text: str) -> Decimal:
    try:
        number = Decimal(text.strip())
    except InvalidOperation as wrong:
        raise UsageError(f"{text!r} is no plain number; give e.g. 1234 or 12.5") from wrong
    if not number.is_finite():
        raise UsageError(f"{text!r} is no plain number; give e.g. 1234 or 12.5")
    return number


def _recorded(
    pipeline: Pipeline,
    value: ConsolidatedValue,
    seen: Observation,
    corrected: Decimal | None,
    said: tuple[str, str, str],
) -> Correction:
    assert seen.value is not None
    declared_by, reason, evidence = (one.strip() for one in said)
    new = Correction(
        0, value.sender, value.from_round, seen.key, seen.value, corrected, declared_by,
        pipeline.now(), reason, evidence,
    )  # fmt: skip
    return pipeline.store.corrections.add(new)
