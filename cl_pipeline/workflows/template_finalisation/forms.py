"""Template finalisation: write the forms, send them out, and register which form was sent to whom.

Only a final form version is sent, and the same inputs give the same bytes.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from cl_pipeline.context.prefill import reported_elsewhere
from cl_pipeline.errors import NotFound, UsageError
from cl_pipeline.forms.description import describe, version_for
from cl_pipeline.forms.values import match_values, read_values
from cl_pipeline.forms.writer import fill_form, write_form
from cl_pipeline.framework.in_force import moved_without_form
from cl_pipeline.model.codes import DecisionKind, Field, FormKey
from cl_pipeline.model.decision import Decision
from cl_pipeline.model.form import FormCell
from cl_pipeline.model.framework import Framework, MemberState, sender_of
from cl_pipeline.model.identity import BASELINE, RoundYear, SenderCode
from cl_pipeline.model.labels import format_value
from cl_pipeline.model.observation import ObservationKey
from cl_pipeline.model.vintage import Vintage
from cl_pipeline.model.workbook import RawWorkbook
from cl_pipeline.reading.numbers import Asked, read_typed
from cl_pipeline.reading.recognise import Recognition, recognise
from cl_pipeline.reading.xlsx.pool import read_workbook
from cl_pipeline.store.records import FormSent
from cl_pipeline.workflows.bounded import OutOfBounds, bounded
from cl_pipeline.workflows.files import digest_of, put_filled, separator_of, text_of
from cl_pipeline.workflows.outgoing import OutgoingForms
from cl_pipeline.workflows.pipeline import Pipeline


@dataclass(frozen=True, slots=True)
class KnownValues:
    """The text next to each input cell of a form; ``is_sample`` if it is built from the sample."""

    texts: Mapping[ObservationKey, str]
    is_sample: bool


NOTHING_KNOWN = KnownValues({}, is_sample=False)


def forms_due(framework: Framework, round_year: RoundYear) -> tuple[FormKey, ...]:
    """The forms with a version, final or not, for that round; and always that of list A."""
    due = {version.form for version in framework.form_versions if round_year in version.rounds}
    due.add(FormKey.A_LIST)
    return tuple(key for key in FormKey if key in due)


def not_asked_hint(framework: Framework, about: RoundYear | Decision) -> str:
    """What no form of a round asks for since it was moved to list B; empty if all is asked.

    ``framework``: that of all rounds. ``about``: the round, or a move: then all rounds from its own
    on; other decisions raise no question.
    """
    if isinstance(about, Decision):
        is_move = about.kind == DecisionKind.MOVE_INDICATOR and about.round is not None
        years = [year for year in framework.rounds if is_move and year >= (about.round or 0)]
    else:
        years = [about]
    missing = {year: found for year in years if (found := moved_without_form(framework, year))}
    if not missing:
        return ""
    first = min(missing)
    version = max(each.version for each in framework.form_versions if each.form == FormKey.B_LIST)
    return (
        f"no form of list B goes out in {', '.join(map(str, missing))}, so no form asks for "
        f"{', '.join(missing[first])}; to send it, run `cl-pipeline decide final-form "
        f"{FormKey.B_LIST} {version} --round {first}` for each of these rounds before its forms go "
        "out"
    )


def states_named(
    framework: Framework, round_year: RoundYear, codes: Sequence[str] = ()
) -> tuple[MemberState, ...]:
    """The Member States of these codes, or all that count in that round; NotFound without one."""
    if not codes:
        return framework.counted_states(round_year)
    try:
        return tuple(framework.member_state(code) for code in codes)
    except KeyError as unknown:
        known = ", ".join(state.code for state in framework.member_states)
        raise NotFound(f"{unknown.args[0]}; the Member States are {known}") from unknown


def send_out_forms(
    pipeline: Pipeline,
    round_year: RoundYear,
    *,
    senders: Sequence[str] = (),
    out: Path | None = None,
    progress: Callable[[str], None] = lambda _form: None,
) -> tuple[FormSent, ...]:
    """Write every form due in a round for every Member State, each with its map.

    Onto the drive under ``outgoing/<ISO3>/``, and into the register of forms sent, and the folders
    ``<round>/<ISO3>/`` for what comes back; or into ``out``, for the officer to look at, without
    registering them as sent. What a person saved there is never overwritten. ``progress`` is called
    before each form is written.

    Raises:
        NotFound: an unknown Member State.
        NotAllowed: no version of a due form is final.
        DriveUnavailable: the drive cannot be reached or may not be written to.
    """
    framework, outgoing = pipeline.framework_in_force(), OutgoingForms(pipeline, out)
    states = states_named(framework, round_year, senders)
    values = _load_known_values(pipeline, framework, round_year, states)
    for form in forms_due(framework, round_year):
        version = version_for(framework, form, round_year)
        description = describe(framework, form, version.version, round_year)
        for state in states:
            progress(f"{state.name}, {form}")
            known = values[state.code] if form == FormKey.A_LIST else NOTHING_KNOWN
            content = write_form(
                description, framework, state, known_values=known.texts, is_sample=known.is_sample
            )
            outgoing.write_form(description, state.code, content)
    return outgoing.register()


@dataclass(frozen=True, slots=True)
class Filled:
    """A form filled from a table: where it is, and how many of its cells were filled."""

    path: Path
    cell_count: int


def fill_from_table(framework: Framework, form: Path, values: Path, out: Path) -> Filled:
    """Write the form filled with a table's values.

    The columns of the table are the keys of the form's map and ``value``. If a row fits no cell,
    or two, nothing is written. What a person saved at ``out`` stays (``put_filled``).

    Raises:
        NotFound: the form or the table is not there.
        UsageError: the workbook is not one of our forms, the table is not UTF-8, or ``out`` is the
            form itself.
        ValuesError: rows of the table fit no cell, or two; the message names their lines.
    """
    if out.resolve() == form.resolve():
        raise UsageError(f"{out} is the empty form itself; give the filled one another name")
    text = text_of(values)
    raw = read_workbook(digest_of(form), form, str(form))
    try:
        count, content = bounded(filled_form, framework, raw, form.absolute(), text)
    except OutOfBounds as failure:
        raise UsageError(f"{form} could not be filled ({failure}); use a new form") from failure
    return Filled(put_filled(out, content), count)


def filled_form(
    framework: Framework, raw: RawWorkbook, form: Path, table: str
) -> tuple[int, bytes]:
    """How many cells were filled, and the form filled with a table; in the bounded process."""
    recognition = recognise(raw, framework)
    if recognition.description is None:
        found = "; ".join(finding.found for finding in recognition.findings)
        raise UsageError(f"{form} is not a form written by `cl-pipeline forms`: {found}")
    entries = match_values(recognition.description, read_values(table, separator_of(table)))
    as_text = _read_otherwise(framework, recognition, entries)
    return len(entries), fill_form(form.read_bytes(), entries, as_text)


def _read_otherwise(
    framework: Framework, recognition: Recognition, entries: Sequence[tuple[FormCell, str]]
) -> frozenset[FormCell]:
    """The cells whose text is another figure for the sender than for a program.

    Written as typed, ``400.000`` of Viet Nam is read like any other text in a cell.
    """
    assert recognition.identity is not None  # a described form has one
    locale = sender_of(framework, recognition.identity.form, recognition.identity.sender).locale
    read = {
        cell: (text, read_typed(text, locale, framework.gap_codes, Asked.of(cell)).value)
        for cell, text in entries
        if cell.field is Field.VALUE
    }
    return frozenset(cell for cell, (text, value) in read.items() if not _is_same(text, value))


def _is_same(text: str, value: Decimal | None) -> bool:
    try:
        return value is not None and Decimal(text.strip()) == value
    except InvalidOperation:
        return False


def known_values(
    vintage: Vintage | None, sender: SenderCode, elsewhere: Mapping[ObservationKey, str]
) -> KnownValues:
    """What a vintage has from a Member State for each input cell of its form.

    ``elsewhere``: texts of figures in the state's own reports, shown if the vintage has none.
    Altered against the vintage: a figure has two decimals at most, because it is in a narrow cell
    next to the input, for comparison only.
    """
    if vintage is None:
        return KnownValues(elsewhere, is_sample=False)
    texts = {**elsewhere} | {
        value.key: f"{format_value(value)} ({value.reference_year or 'year not stated'})"
        for value in vintage.values
        if value.sender == sender
        and value.value is not None
        and value.formula is None
        and (value.key.column == BASELINE or value.key.column.isdigit())
    }
    return KnownValues(texts, is_sample=vintage.is_sample and bool(texts))


def _load_known_values(
    pipeline: Pipeline,
    framework: Framework,
    round_year: RoundYear,
    states: Sequence[MemberState],
) -> dict[SenderCode, KnownValues]:
    """What the newest vintage before a round, and the reports of each state, have for its form."""
    vintage = pipeline.store.vintages.newest_before(round_year)
    series = {series.key: series for series in pipeline.store.reference.series()}
    has_reports = any(known.report for known in series.values())
    figures = pipeline.store.reference.figures() if has_reports else ()
    return {
        state.code: known_values(
            vintage,
            state.code,
            reported_elsewhere(framework, state.code, round_year, figures, series),
        )
        for state in states
    }
