"""Drafts of submissions and their received files, each in one line, for tests of the store."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from hashlib import sha256

from cl_pipeline.intake.scan import sender_folder
from cl_pipeline.model.breakdown import UNBROKEN, Breakdown
from cl_pipeline.model.codes import (
    ConfidentialityStatus,
    DecisionKind,
    Field,
    FormKey,
    ObservationStatus,
    Severity,
)
from cl_pipeline.model.decision import Decision
from cl_pipeline.model.finding import Finding
from cl_pipeline.model.form import FormIdentity
from cl_pipeline.model.identity import (
    ColumnKey,
    Digest,
    IndicatorKey,
    MeasureKey,
    RoundYear,
    SenderCode,
    submission_id,
)
from cl_pipeline.model.observation import Entry, Observation, ObservationKey
from cl_pipeline.model.submission import ReceivedFile, SheetReporter, SubmissionDraft
from cl_pipeline.store import Store
from cl_pipeline.store.records import FileSeen

START = datetime(2021, 6, 1, 2, 0, tzinfo=UTC)


def day(number: int) -> datetime:
    """The instant so many days after the first receipt of a test."""
    return START + timedelta(days=number)


def digest_of(name: str) -> Digest:
    """The digest of a file that a test calls by that name."""
    return Digest(sha256(name.encode()).hexdigest())


def seen(
    name: str, path: str | None = None, *, outcome: str = "submission", stamp: int = 1
) -> FileSeen:
    """A file of that content seen at a path; ``stamp`` is its time of change in seconds."""
    where = path or f"2021/KHM/{name}.xlsx"
    folder = sender_folder(where, {"KHM", "LAO"})
    return FileSeen(where, digest_of(name), 10 + len(name), stamp * 10**9, outcome, folder)


def receive(
    store: Store, *names: str, at: int = 0, path: str | None = None
) -> tuple[ReceivedFile, ...]:
    """Files of those contents are received on that day."""
    files = [seen(name, path) for name in names]
    return store.received_files.record(files, received_at=day(at), run_id=f"run-{at}")


def observation(
    value: str | None = "12.50", *, sheet: str = "A2", cell: str = "C9", **more
) -> Observation:
    """One observation; a gap (not collected) where the value is None."""
    fields = {
        "key": ObservationKey(
            IndicatorKey(more.pop("indicator", f"indicator_{sheet.lower()}")),
            MeasureKey("children"),
            ColumnKey(more.pop("column", "baseline")),
            more.pop("breakdown", UNBROKEN),
        ),
        "value": None if value is None else Decimal(value),
        "unit": "children",
        "reference_year": 2016,
        "obs_status": ObservationStatus.NOT_COLLECTED
        if value is None
        else ObservationStatus.NORMAL,
        "conf_status": ConfidentialityStatus.FREE,
        "gap_code": "nc" if value is None else None,
        "gap_note": None,
        "source": "Labour force survey",
        "source_year": 2017,
        "definition": "national definition",
        "age_range": "Y5T17",
        "attributes": (("household_chores", "WITHOUT"),),
        "sheet": sheet,
        "cell": cell,
        "as_typed": value or "not collected",
        "how_read": "number cell",
    }
    return Observation(**(fields | more))


def by_sex(value: str, *, cell: str) -> Observation:
    """One observation about girls."""
    return observation(value, cell=cell, breakdown=Breakdown(sex="F"))


def entry(text: str, *, sheet: str = "A2", cell: str = "C40", **more) -> Entry:
    """One worded entry."""
    fields = {
        "field": Field.PROGRESS_DESCRIPTION,
        "indicator": IndicatorKey(f"indicator_{sheet.lower()}"),
        "column": ColumnKey("baseline"),
        "entry": 1,
        "text": text,
        "code": None,
        "sheet": sheet,
        "cell": cell,
    }
    return Entry(**(fields | more))


def note(severity: Severity, *, code: str = "SOMETHING", cell: str | None = "C9") -> Finding:
    """One finding of that severity."""
    return Finding(code, severity, "A2", cell, "found this", "a number", "please look again")


def draft(name: str, *sheets: str, **more) -> SubmissionDraft:
    """What was read from the file of that name: one value on each sheet, unless given."""
    given = sheets or ("A2",)
    mark = FormIdentity(
        FormKey(more.pop("form", "a_list")),
        "1.0",
        RoundYear(more.pop("round_year", 2021)),
        SenderCode(more.pop("sender", "KHM")),
        more.pop("is_sample", False),
    )
    fields = {
        "submission_id": submission_id(digest_of(name)),
        "digest": digest_of(name),
        "identity": mark,
        "institution": "Ministry of Labour",
        "contact_name": None,
        "contact_address": None,
        "filled_on": date(2021, 5, 31),
        "sheets": given,
        "observations": tuple(observation(sheet=sheet) for sheet in given),
        "entries": (),
        "findings": (),
    }
    institution = (fields | more)["institution"]
    reporters = tuple(
        SheetReporter(sheet, institution, is_supplier=False) for sheet in given if institution
    )
    return SubmissionDraft(**({"reporters": reporters} | fields | more))


def save(store: Store, *drafts: SubmissionDraft, at: int = 0) -> tuple[str, ...]:
    """Stores what was read on that day; gives the submissions that changed."""
    return store.submissions.save(drafts, run_id=f"run-{at}", read_at=day(at), code_version="1.0")


def send(store: Store, *drafts: SubmissionDraft, at: int = 0) -> None:
    """The file of each draft is received at a path of its own on that day and read."""
    for sent in drafts:
        path = f"2021/KHM/{sent.digest[:8]}.xlsx"
        file = FileSeen(path, sent.digest, 100, at * 10**9, "submission")
        store.received_files.record([file], received_at=day(at), run_id=f"run-{at}")
    save(store, *drafts, at=at)


def decide(
    store: Store,
    kind: DecisionKind,
    subject: str,
    *,
    at: int = 0,
    reason: str = "agreed",
    details: str = "",
) -> Decision:
    """SLOM's decision of that day about round 2021."""
    taken = Decision(0, kind, RoundYear(2021), subject, "SLOM", day(at), reason, details)
    return store.decisions.add(taken)
