"""Template finalisation: forms are written and go out, and it is kept who was sent which.

Input: the effective framework; output: workbooks with their maps, and rows of the register.
Guarantee: only a final form version goes out, and the same inputs give the same bytes.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path

from cl_pipeline.context.prefill import reported_elsewhere
from cl_pipeline.errors import NotFound
from cl_pipeline.forms.description import describe, form_map, version_for
from cl_pipeline.forms.writer import write_form
from cl_pipeline.intake.drive import Drive
from cl_pipeline.model.codes import FormKey
from cl_pipeline.model.form import FormDescription
from cl_pipeline.model.framework import Framework, MemberState
from cl_pipeline.model.identity import BASELINE, Digest, RoundYear
from cl_pipeline.model.number_format import format_number
from cl_pipeline.model.observation import ObservationKey
from cl_pipeline.workflows.files import replace_bytes
from cl_pipeline.workflows.pipeline import Pipeline

Put = Callable[[str, bytes], str]
"""Puts a file of that name and content where it belongs, and says where that is."""


@dataclass(frozen=True, slots=True)
class SentForm:
    """One form written for one Member State; key (form, round, sender).

    ``path`` and ``map_path`` say where it lies now, in a folder or on the drive.
    """

    form: FormKey
    version: str
    round: RoundYear
    sender: str
    digest: Digest
    path: str
    map_path: str


@dataclass(frozen=True, slots=True)
class Held:
    """What is held for one Member State, worded for its form; a form that shows sample is one."""

    words: Mapping[ObservationKey, str]
    is_sample: bool


NOTHING = Held({}, is_sample=False)


def forms_due(framework: Framework, round_year: RoundYear) -> tuple[FormKey, ...]:
    """The forms with a version, final or not, meant for that round."""
    due = {version.form for version in framework.form_versions if round_year in version.rounds}
    return tuple(key for key in FormKey if key in due)


def senders_of(
    framework: Framework, round_year: RoundYear, senders: Sequence[str] = ()
) -> tuple[MemberState, ...]:
    """The Member States asked for, or all that count in that round.

    Raises:
        NotFound: a code that is no Member State of the framework.
    """
    if not senders:
        return framework.counted_states(round_year)
    try:
        return tuple(framework.member_state(code) for code in senders)
    except KeyError as unknown:
        known = ", ".join(state.code for state in framework.member_states)
        raise NotFound(f"{unknown.args[0]}; the Member States are {known}") from unknown


def send_out_forms(
    pipeline: Pipeline,
    round_year: RoundYear,
    *,
    senders: Sequence[str] = (),
    out: Path | None = None,
    tell: Callable[[str], None] = lambda _form: None,
) -> tuple[SentForm, ...]:
    """Writes every form due in a round for every Member State, beside each its map.

    Onto the drive under ``outgoing/<ISO3>/``, and into the register of forms sent; or into
    ``out``, for the officer to look at, which nobody was sent. Forms of the same content already
    there are left as they are. ``tell`` hears of each form before it is written.

    Raises:
        NotFound: an unknown Member State.
        NotAllowed: no version of a due form is final.
        DriveUnavailable: the drive cannot be reached or may not be written to.
    """
    framework, sent = pipeline.framework_in_force(), []
    put_for = partial(onto, pipeline.drive) if out is None else partial(into, out)
    states = senders_of(framework, round_year, senders)
    for form in forms_due(framework, round_year):
        version = version_for(framework, form, round_year)
        description = describe(framework, form, version.version, round_year)
        for state in states:
            tell(f"{state.name}, {form}")
            held = held_values(pipeline, state, round_year) if form == FormKey.A_LIST else NOTHING
            sent.append(_write(description, framework, state, held, put_for(state.code)))
    if out is None:
        register_sent(pipeline, sent)
    return tuple(sent)


def register_sent(pipeline: Pipeline, sent: Sequence[SentForm]) -> None:
    """Takes down which forms went out; the same form is taken down once."""
    pipeline.store.registers.record_forms_sent(
        [(one.form, one.version, one.round, one.sender, one.digest, one.path) for one in sent],
        sent_at=pipeline.now(),
        run_id=pipeline.run_id,
    )


def _reported_elsewhere(
    pipeline: Pipeline, state: MemberState, round_year: RoundYear
) -> dict[ObservationKey, str]:
    """What the state's own SDG or action plan reports say, as far as reference series hold it."""
    reference = pipeline.store.reference
    series = {one.key: one for one in reference.series()}
    if not any(one.report for one in series.values()):
        return {}
    return reported_elsewhere(
        pipeline.framework_in_force(), state.code, round_year, reference.figures(), series
    )


def held_values(pipeline: Pipeline, state: MemberState, round_year: RoundYear) -> Held:
    """What the newest vintage before a round holds for a Member State, worded for its form.

    Altered against the vintage: a figure is shown with two decimals at most, because it stands in
    a narrow cell beside the input, for comparison only.
    """
    vintage = pipeline.store.vintages.latest_before(round_year)
    elsewhere = _reported_elsewhere(pipeline, state, round_year)
    if vintage is None:
        return Held(elsewhere, is_sample=False)
    words = elsewhere | {
        value.key: f"{format_number(value.value)} ({value.reference_year or 'year not stated'})"
        for value in vintage.values
        if value.sender == state.code
        and value.value is not None
        and value.formula is None
        and (value.key.column == BASELINE or value.key.column.isdigit())
    }
    return Held(words, is_sample=vintage.is_sample and bool(words))


def _write(
    description: FormDescription,
    framework: Framework,
    state: MemberState,
    held: Held,
    put: Put,
) -> SentForm:
    content = write_form(
        description, framework, state, known_values=held.words, is_sample=held.is_sample
    )
    return put_form(description, state.code, content, put)


def put_form(
    description: FormDescription, sender: str, content: bytes, put: Put, part: str = ""
) -> SentForm:
    """Puts a written form and its map where they belong; ``part`` tells a sender's forms apart."""
    stem = f"{sender}_{description.round}_{description.form}{part}"
    text = json.dumps(form_map(description), ensure_ascii=False, indent=1)
    return SentForm(
        description.form,
        description.version,
        description.round,
        sender,
        Digest(sha256(content).hexdigest()),
        put(f"{stem}.xlsx", content),
        put(f"{stem}.map.json", text.encode("utf-8")),
    )


def into(folder: Path, _sender: str) -> Put:
    """Puts files into one folder, whoever they are for."""

    def put(name: str, content: bytes) -> str:
        replace_bytes(folder / name, content)
        return str(folder / name)

    return put


def onto(drive: Drive, sender: str) -> Put:
    """Puts files into the outgoing folder of a sender on the drive."""
    return lambda name, content: drive.write_outgoing(f"{sender}/{name}", content)
