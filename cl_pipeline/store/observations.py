"""What counts: observations and entries, read through the gate."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import and_, exists, select

from cl_pipeline.errors import NotFound
from cl_pipeline.model.codes import Field, FormKey, LateSubmissionPolicy, Severity
from cl_pipeline.model.decision import Corrected, Correction
from cl_pipeline.model.identity import RoundYear, SenderCode, SubmissionId
from cl_pipeline.model.observation import Observation
from cl_pipeline.model.review import AcceptedEntry
from cl_pipeline.model.vintage import AcceptedObservation
from cl_pipeline.store.acceptance import Condition, sheets, standing
from cl_pipeline.store.conflicting_reports import conflicting_reports
from cl_pipeline.store.corrections import Corrections
from cl_pipeline.store.engine import Database
from cl_pipeline.store.records import CurrentSheet
from cl_pipeline.store.rows import Found, entry_of, observation_of
from cl_pipeline.store.subjects import Subjects
from cl_pipeline.store.tables import entry, finding, observation, submission


@dataclass(frozen=True, slots=True)
class Observations:
    """The verbs that read values and entries."""

    database: Database

    def accepted(
        self,
        round_year: RoundYear,
        sender: SenderCode | None = None,
        subjects: Subjects | None = None,
        *,
        late_policy: LateSubmissionPolicy = LateSubmissionPolicy.BY_DECISION,
    ) -> tuple[AcceptedObservation, ...]:
        """Every observation that may count up to and including that round, in a fixed order.

        ``sender``, ``subjects``: only those of one Member State, only those about these.
        ``late_policy``: other than by decision only to ask what would be.

        Grain: one value or gap of a sheet that speaks. All columns are as reported, save values
        that the Secretariat declared a correction of. A value with an ``omit`` finding at its cell
        is not among them.
        """
        framework = self.database.framework
        wanted = [submission.c.round <= round_year]
        if sender is not None:
            wanted.append(submission.c.sender == sender)
        ranked = sheets(framework, standing(framework, *wanted, late_policy=late_policy))
        on_sheet = and_(
            observation.c.submission_id == ranked.c.submission_id,
            observation.c.sheet == ranked.c.sheet,
        )
        query = (
            select(observation, ranked.c.received_at, ranked.c.is_sample)
            .join(ranked, on_sheet)
            .where(observation.c.framework == framework, ranked.c.place == 1, ~_is_omitted())
        )
        if subjects is not None:
            query = query.where(subjects.wanted())
        with self.database.reading() as connection:
            rows = connection.execute(query).mappings()
            found = [_accepted_observation(row) for row in rows]
        found = corrected(found, Corrections(self.database).in_force())
        # Sorted here: databases sort text by their own locale, this order is the same on all.
        return tuple(sorted(found, key=_observation_order))

    def entries(
        self,
        round_year: RoundYear,
        *,
        form: FormKey | None = None,
        fields: Collection[Field] = (),
    ) -> tuple[AcceptedEntry, ...]:
        """Every entry that may be shown up to and including that round, in a fixed order.

        Grain: one entry of a sheet that speaks. What belongs to no sheet of the cover's list
        (remarks about the return as a whole) is shown as long as the return speaks anywhere.
        """
        framework = self.database.framework
        stands = standing(framework, submission.c.round <= round_year)
        ranked = sheets(framework, stands)
        wanted = [entry.c.framework == framework]
        if form is not None:
            wanted.append(stands.c.form == form.value)
        if fields:
            wanted.append(entry.c.field.in_(sorted(field.value for field in fields)))
        query = (
            select(entry, stands.c.received_at, stands.c.is_sample)
            .join(stands, stands.c.submission_id == entry.c.submission_id)
            .where(*wanted)
        )
        with self.database.reading() as connection:
            declared = connection.execute(
                select(ranked.c.submission_id, ranked.c.sheet, ranked.c.place)
            )
            places = {(one, sheet): place for one, sheet, place in declared}
            found = [_accepted_entry(row) for row in connection.execute(query).mappings()]
        return tuple(sorted(_shown(found, places), key=_entry_order))

    def current_sheets(self, round_year: RoundYear) -> tuple[CurrentSheet, ...]:
        """Each sheet of that round that speaks, and beside it what other institutions sent."""
        framework = self.database.framework
        ranked = sheets(framework, standing(framework, submission.c.round == round_year))
        with self.database.reading() as connection:
            rows = connection.execute(select(ranked).order_by(ranked.c.place)).mappings().all()
        return conflicting_reports(rows)

    def of_submission(self, submission_id: SubmissionId) -> tuple[Observation, ...]:
        """Everything that was read from one submission, whether it counts or not."""
        query = select(observation).where(
            observation.c.framework == self.database.framework,
            observation.c.submission_id == submission_id,
        )
        with self.database.reading() as connection:
            found = [observation_of(row) for row in connection.execute(query).mappings()]
        return tuple(sorted(found, key=lambda one: (one.key, one.sheet, one.cell)))

    def at(self, submission_id: SubmissionId, sheet: str, cell: str) -> Observation:
        """The observation read from that cell.

        Raises:
            NotFound: nothing was read from there.
        """
        query = select(observation).where(
            observation.c.framework == self.database.framework,
            observation.c.submission_id == submission_id,
            observation.c.sheet == sheet,
            observation.c.cell == cell,
        )
        with self.database.reading() as connection:
            row = connection.execute(query).mappings().one_or_none()
        if row is None:
            raise NotFound(f"no value was read from {submission_id}, sheet {sheet!r}, cell {cell}")
        return observation_of(row)


def corrected(
    rows: Iterable[AcceptedObservation], in_force: Mapping[Corrected, Correction]
) -> list[AcceptedObservation]:
    """The rows, with the declared figure where a correction holds for what was typed."""
    return [_corrected(row, in_force) for row in rows] if in_force else list(rows)


def _corrected(
    accepted_observation: AcceptedObservation, in_force: Mapping[Corrected, Correction]
) -> AcceptedObservation:
    declared = in_force.get(
        (
            accepted_observation.sender,
            accepted_observation.round,
            accepted_observation.observation.key,
        )
    )
    if declared is None or not declared.holds_for(accepted_observation.observation):
        return accepted_observation
    observation = replace(accepted_observation.observation, value=declared.corrected)
    return replace(
        accepted_observation, observation=observation, correction_id=declared.correction_id
    )


def _is_omitted() -> Condition:
    return exists().where(
        finding.c.framework == observation.c.framework,
        finding.c.submission_id == observation.c.submission_id,
        finding.c.severity == Severity.OMIT.value,
        finding.c.sheet == observation.c.sheet,
        finding.c.cell == observation.c.cell,
    )


def _shown(
    found: Iterable[AcceptedEntry], places: Mapping[tuple[str, str], int]
) -> Iterator[AcceptedEntry]:
    """Entries of sheets that speak, and remarks outside the declared sheets of such a return."""
    declares = {one for one, _ in places}
    is_current = {one for (one, _), place in places.items() if place == 1}
    for one in found:
        place = places.get((one.submission_id, one.entry.sheet))
        is_remark = place is None and one.entry.indicator is None
        stands_on = one.submission_id in is_current or one.submission_id not in declares
        if place == 1 or (is_remark and stands_on):
            yield one


def _accepted_observation(row: Found) -> AcceptedObservation:
    return AcceptedObservation(
        sender=SenderCode(row["sender"]),
        round=RoundYear(row["round"]),
        submission_id=SubmissionId(row["submission_id"]),
        received_at=row["received_at"],
        is_sample=row["is_sample"],
        observation=observation_of(row),
    )


def _accepted_entry(row: Found) -> AcceptedEntry:
    return AcceptedEntry(
        sender=SenderCode(row["sender"]),
        round=RoundYear(row["round"]),
        submission_id=SubmissionId(row["submission_id"]),
        received_at=row["received_at"],
        is_sample=row["is_sample"],
        entry=entry_of(row),
    )


def _observation_order(accepted_observation: AcceptedObservation) -> tuple[object, ...]:
    seen = accepted_observation.observation
    return (
        accepted_observation.sender,
        accepted_observation.round,
        seen.key,
        accepted_observation.submission_id,
        seen.sheet,
        seen.cell,
    )


def _entry_order(accepted_entry: AcceptedEntry) -> tuple[object, ...]:
    said = accepted_entry.entry
    topic = (said.indicator or "", said.field, said.column or "", said.entry or 0)
    return (
        accepted_entry.sender,
        accepted_entry.round,
        *topic,
        accepted_entry.submission_id,
        said.sheet,
        said.cell,
    )
