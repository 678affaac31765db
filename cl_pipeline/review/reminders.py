"""Deadlines, timeliness, and what is open for one Member State, as a courteous text about it alone.

A text names no other Member State, no count of others and no rule; it says what would help and
where to write it.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from operator import attrgetter

from cl_pipeline.model.breakdown import UNBROKEN
from cl_pipeline.model.codes import COLLECTED_IN, CoverageState, Field
from cl_pipeline.model.form import FormDescription
from cl_pipeline.model.framework import CalendarEntry, Framework, MemberState, Supplier
from cl_pipeline.model.identity import RoundYear, SenderCode, due_column
from cl_pipeline.model.labels import SAMPLE_NOTICE, format_deadline
from cl_pipeline.model.number_format import iso_day
from cl_pipeline.model.question import OpenItem, Timeliness
from cl_pipeline.model.submission import Deadlines, Submission
from cl_pipeline.model.vintage import NOT_ANSWERED, Vintage


def deadlines_in_force(framework: Framework) -> Deadlines:
    """The deadline of each form and round; ``framework``: with the decisions in force."""
    return {
        (str(form), entry.round): entry.ends_at
        for form, phase in COLLECTED_IN.items()
        for entry in framework.calendar
        if entry.phase == phase
    }


def open_items(
    vintage: Vintage,
    sender: SenderCode,
    suppliers: Sequence[Supplier],
    framework: Framework,
    form: FormDescription,
) -> tuple[OpenItem, ...]:
    """The A-list indicators that are not answered yet in the column of the round, in list order."""
    due = due_column(framework.rounds, vintage.round)
    totals = [
        cell
        for cell in form.cells
        if cell.field == Field.VALUE and cell.column == due and cell.breakdown == UNBROKEN
    ]
    items = []
    for entry in vintage.coverage:
        is_open = entry.column == due and entry.state == CoverageState.UNEXPLAINED
        if entry.sender != sender or not is_open:
            continue
        indicator = framework.indicator(entry.indicator)
        names = {measure.key: measure.name for measure in indicator.headlines}
        item = OpenItem(
            sender=sender,
            indicator=indicator.key,
            sheet=indicator.position,
            name=indicator.short_name,
            cells=tuple(
                (names[cell.measure], cell.cell)
                for cell in totals
                if cell.indicator == indicator.key and cell.measure in names
            ),
            current=entry.detail,
            institutions=tuple(
                supplier.institution
                for supplier in suppliers
                if (supplier.sender, supplier.indicator) == (sender, indicator.key)
            ),
        )
        items.append(item)
    return tuple(items)


def timeliness(
    submissions: Iterable[Submission],
    deadlines: Deadlines,
    framework: Framework,
    round_year: RoundYear,
) -> tuple[Timeliness, ...]:
    """When the first submission of each form came from each member of a round, in order of forms.

    ``submissions``: those that could be read; ``deadlines``: those in force, extensions included.
    """
    # Of several submissions the first is the last written here.
    first = {
        (submission.form, submission.sender): submission.received_at
        for submission in sorted(submissions, key=attrgetter("received_at"), reverse=True)
        if submission.round == round_year
    }
    forms = {version.form for version in framework.form_versions if round_year in version.rounds}
    return tuple(
        Timeliness(round_year, form, state.code, due_at, first.get((form, state.code)))
        for (form_name, year), due_at in sorted(deadlines.items())
        for form in sorted(forms)
        if year == round_year and form == form_name
        for state in framework.counted_states(round_year)
    )


def reminder(
    state: MemberState,
    items: Sequence[OpenItem],
    deadline: CalendarEntry,
    now: datetime,
    framework: Framework,
    *,
    is_sample: bool,
) -> str:
    """The draft of a reminder to one Member State; a note of thanks where nothing is open.

    The deadline is named while it is in the future; afterwards no date is named.
    """
    # The codes that close an indicator, e.g. ``nc (not collected)``.
    codes = ", ".join(
        f"{gap_code.code} ({gap_code.name[:1].lower()}{gap_code.name[1:]})"
        for gap_code in framework.gap_codes
        if gap_code.is_explained
    )
    lines = _lines(state, items, codes, deadline, now)
    notice = f"{SAMPLE_NOTICE}\n\n" if is_sample else ""
    return notice + "\n".join(lines) + "\n"


def _lines(
    state: MemberState,
    items: Sequence[OpenItem],
    codes: str,
    deadline: CalendarEntry,
    now: datetime,
) -> Iterator[str]:
    yield f"To the focal point for the Roadmap in {state.name}\n"
    if not items:
        yield "Thank you for your return. Every indicator of list A has been answered.\n"
        yield "With kind regards\nThe ASEAN Secretariat"
        return
    yield "Thank you for your work on the reporting. The indicators below are still open."
    yield f"A number would be most welcome. Where there is none, a code helps as much: {codes}.\n"
    for item in items:
        yield f"- {item.sheet}  {item.name}"
        if item.current != NOT_ANSWERED:
            yield f"    we have: {item.current}. Please tell us the reason, if you know it."
        if item.cells:
            places = ", or ".join(f"cell {cell} ({name})" for name, cell in item.cells)
            yield f"    where: sheet {item.sheet}, {places}"
        if item.institutions:
            yield f"    supplied by: {'; '.join(item.institutions)}"
    if now <= deadline.ends_at:
        yield f"\nPlease send your return by {format_deadline(deadline)}."
    yield "\nIf a sheet is filled by another ministry, please pass this on to it."
    yield "Should anything be unclear we are glad to help.\n"
    yield "With kind regards\nThe ASEAN Secretariat"


def timeliness_row(row: Timeliness) -> dict[str, str]:
    """A row as people read it; what has not come is awaited, never overdue."""
    days = row.days_after
    if days is None:
        label = "awaited"
    elif days <= 0:
        label = "in time"
    else:
        label = "1 day later" if days == 1 else f"{days} days later"
    return {
        "form": row.form, "Member State": row.sender, "due": iso_day(row.due_at),
        "received": iso_day(row.received_at) if row.received_at else "", "timeliness": label,
    }  # fmt: skip
