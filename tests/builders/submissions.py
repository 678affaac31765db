"""One builder of submissions: type by meaning, then take a draft, a stored submission or a file."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache
from hashlib import sha256

from cl_pipeline.forms.description import describe, map_row, version_for
from cl_pipeline.forms.writer import write_form
from cl_pipeline.framework.loader import load_framework
from cl_pipeline.model.breakdown import OWN_ROW, Breakdown
from cl_pipeline.model.codes import ConfidentialityStatus, Field, FormKey, ObservationStatus
from cl_pipeline.model.finding import Finding
from cl_pipeline.model.form import FormCell, FormDescription, FormIdentity
from cl_pipeline.model.framework import Framework, senders_of
from cl_pipeline.model.identity import ColumnKey, Digest, RoundYear, SenderCode, submission_id
from cl_pipeline.model.observation import Entry, Observation, ObservationKey
from cl_pipeline.model.submission import SheetReporter, Submission, SubmissionDraft
from cl_pipeline.workflows.pipeline import Pipeline
from tests.builders.pipelines import store_draft

CHILD_LABOUR = "child_labour_5_17"
NET_ENROLMENT = "net_enrolment"
LABOUR = "Ministry of Labour"
EDUCATION = "Ministry of Education"

AS_THE_SUBMISSION = -1
"""Reference year of a figure that is about the year of the whole submission."""

Address = tuple[str, str]
Typed = tuple[FormCell, str]
MapValue = tuple[dict[str, object], str]


@dataclass
class SubmissionBuilder:
    """One submission being typed into a form of its round.

    Year, source, definition and ``declared`` attributes (key to code) are those of every column.
    """

    round: int = 2021
    sender: str = "KHM"
    form: FormKey = FormKey.A_LIST
    version: str | None = None
    """None is the newest final version."""
    framework: Framework = field(default_factory=load_framework)
    institution: str | None = LABOUR
    contact: tuple[str, str] | None = None
    """Name and address on the cover."""
    reference_year: int | None = 2020
    source: str | None = "Labour force survey, national statistical office"
    source_year: int | None = 2021
    age_range: str | None = None
    declared: dict[str, str] = field(default_factory=dict)
    covers: tuple[str, ...] = ()
    """Sheets that the cover declares besides those with entries."""
    is_sample: bool = False
    observations: list[Observation] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)

    @property
    def description(self) -> FormDescription:
        """The form of the round."""
        return _description(self.framework, self.form, RoundYear(self.round), self.version)

    @property
    def due(self) -> str:
        """The column the round asks for."""
        return "baseline" if self.round == 2021 else str(self.round)

    def cell(self, kind: Field, indicator: str | None = None, **meaning: object) -> FormCell:
        """The first input cell of that kind whose other meaning is as given."""
        key = self.framework.indicator(indicator).key if indicator else None
        for cell in self.description.cells:
            is_meant = all(getattr(cell, name) == wanted for name, wanted in meaning.items())
            if cell.field == kind and cell.indicator == key and is_meant:
                return cell
        raise AssertionError(f"no cell {kind} {indicator} {meaning}")

    def address(self, kind: Field, indicator: str | None, **meaning: object) -> Address:
        """Sheet and cell of ``cell``."""
        found = self.cell(kind, indicator, **meaning)
        return (found.sheet, found.cell)

    def type_value(
        self,
        indicator: str,
        measure: str,
        typed: str,
        column: str | None = None,
        entry: int | None = None,
        year: int | None = AS_THE_SUBMISSION,
        **codes: str,
    ) -> Address:
        """Type a number, or a gap code with what follows its colon; gives sheet and cell.

        ``entry`` is the number of the sender's own row in which the codes are named.
        """
        asked = codes if entry is None else dict.fromkeys(codes, f"{OWN_ROW}{entry}")
        cell = self.cell(
            Field.VALUE,
            indicator,
            measure=measure,
            column=column or self.due,
            breakdown=Breakdown(**asked),
        )
        observation = self._observation(cell, typed, Breakdown(**codes))
        if year != AS_THE_SUBMISSION:
            observation = replace(observation, reference_year=year)
        self.observations.append(observation)
        return (cell.sheet, cell.cell)

    def type_entry(
        self,
        kind: Field,
        indicator: str | None,
        text: str,
        code: str | None = None,
        **meaning: object,
    ) -> Address:
        """Type words, or choose from a list; gives sheet and cell."""
        cell = self.cell(kind, indicator, **meaning)
        address = (cell.sheet, cell.cell)
        self.entries.append(
            Entry(kind, cell.indicator, cell.column, cell.entry, text, code, *address)
        )
        return address

    def draft(self) -> SubmissionDraft:
        """The submission as reading would give it, without a file."""
        form = self.description
        identity = FormIdentity(
            form.form, form.version, form.round, SenderCode(self.sender), self.is_sample
        )
        content = repr((identity, self.observations, self.entries, self.covers))
        name, address = self.contact or (None, None)
        digest = Digest(sha256(content.encode()).hexdigest())
        return SubmissionDraft(
            submission_id=submission_id(digest),
            digest=digest,
            identity=identity,
            institution=self.institution,
            contact_name=name,
            contact_address=address,
            filled_on=None,
            sheets=self._covered(),
            observations=tuple(self.observations),
            entries=tuple(self.entries),
            findings=(),
            reporters=tuple(
                SheetReporter(sheet, self.institution, is_supplier=False)
                for sheet in self._covered()
                if self.institution
            ),
        )

    def stored(
        self, pipeline: Pipeline, *findings: Finding, day: int = 0, name: str = "a_list"
    ) -> Submission:
        """The submission in the store: received and read on that day, with these findings."""
        return store_draft(pipeline, self.draft(), *findings, day=day, name=name)

    def file(self, *changes: Typed) -> bytes:
        """The form as a ministry saves it; ``changes`` are typed over what is in those cells."""
        texts = dict(self._typed()) | dict(changes)
        entries = tuple(texts.items())
        return _file(self.framework, self.description, self.sender, self.is_sample, entries)

    def values(self) -> list[MapValue]:
        """What is typed, as rows of the map of a form that went out."""
        return [(map_row(cell), text) for cell, text in self._typed()]

    def _covered(self) -> tuple[str, ...]:
        read = (*self.observations, *self.entries)
        covered = {*self.covers, *(observation.sheet for observation in read)}
        return tuple(name for name in self.description.sheets if name in covered)

    def _observation(self, cell: FormCell, typed: str, breakdown: Breakdown) -> Observation:
        assert cell.indicator and cell.measure and cell.column and cell.unit
        code, _, note = typed.partition(":")
        known = {attribute.key for attribute in self.framework.indicator(cell.indicator).attributes}
        attributes = tuple((key, c) for key, c in sorted(self.declared.items()) if key in known)
        gap = next((gap for gap in self.framework.gap_codes if gap.code == code.strip()), None)
        return Observation(
            key=ObservationKey(cell.indicator, cell.measure, ColumnKey(cell.column), breakdown),
            value=None if gap else Decimal(typed),
            unit=cell.unit,
            reference_year=self.reference_year,
            obs_status=gap.obs_status if gap else ObservationStatus.NORMAL,
            conf_status=gap.conf_status if gap else ConfidentialityStatus.FREE,
            gap_code=gap.code if gap else None,
            gap_note=note.strip() or None,
            source=self.source,
            source_year=self.source_year,
            definition=None,
            age_range=self.age_range,
            attributes=attributes,
            sheet=cell.sheet,
            cell=cell.cell,
            as_typed=typed,
            how_read=f"gap code {gap.code}" if gap else "number",
        )

    def _typed(self) -> Iterator[Typed]:
        """Every filled cell with its text: the cover, the heads of the columns, the entries."""
        by_address = {(cell.sheet, cell.cell): cell for cell in self.description.cells}
        if self.institution:
            yield self.cell(Field.INSTITUTION), self.institution
        for kind, text in zip(
            (Field.CONTACT_NAME, Field.CONTACT_ADDRESS), self.contact or ("", ""), strict=True
        ):
            if text:
                yield self.cell(kind), text
        covered = self._covered()
        for cell in self.description.cells:
            if cell.field is Field.COVERS and cell.attribute in covered:
                yield cell, "yes"
        columns = {
            (observation.key.indicator, observation.key.column) for observation in self.observations
        }
        for indicator, column in sorted(columns):
            yield from self._column_head(indicator, column)
        for read in self.observations:
            yield by_address[read.sheet, read.cell], read.as_typed
        for entry in self.entries:
            yield by_address[entry.sheet, entry.cell], entry.text

    def _column_head(self, indicator: str, column: str) -> Iterator[Typed]:
        about = {"column": column, "measure": None}
        texts = {
            Field.REFERENCE_YEAR: self.reference_year,
            Field.SOURCE: self.source,
            Field.SOURCE_YEAR: self.source_year,
            Field.AGE_RANGE: self.age_range,
        }
        for kind, text in texts.items():
            if text is not None:
                yield self.cell(kind, indicator, **about), str(text)
        for attribute in self.framework.indicator(indicator).attributes:
            if code := self.declared.get(attribute.key):
                cell = self.cell(Field.ATTRIBUTE, indicator, column=column, attribute=attribute.key)
                yield cell, dict(attribute.choices).get(code, code)


@cache
def _description(
    framework: Framework, form: FormKey, round_year: RoundYear, version: str | None
) -> FormDescription:
    newest = version or version_for(framework, form, round_year).version
    return describe(framework, form, newest, round_year)


@cache
def _file(
    framework: Framework,
    description: FormDescription,
    sender_code: str,
    is_sample: bool,
    typed: tuple[Typed, ...],
) -> bytes:
    senders = senders_of(framework, description.form)
    return write_form(
        description,
        framework,
        next(sender for sender in senders if sender.code == sender_code),
        known_values={},
        is_sample=is_sample,
        entries=typed,
    )


def child_labour(children: str | None = "1000", **settings: object) -> SubmissionBuilder:
    """A submission on A2; None says nothing about the number of children."""
    builder = SubmissionBuilder(**settings)  # type: ignore[arg-type]  # tests name real fields
    if children is not None:
        builder.type_value(CHILD_LABOUR, "children", children)
    builder.type_value(CHILD_LABOUR, "population", "10000")
    return builder


def complete_child_labour(
    children: str = "429380", pct: str = "12.6", **settings: object
) -> SubmissionBuilder:
    """A submission on A2 that leaves nothing to ask."""
    settings.setdefault("declared", {"household_chores": "not_stated"})
    settings.setdefault("reference_year", 2016)
    settings.setdefault("source_year", 2017)
    builder = SubmissionBuilder(**settings)  # type: ignore[arg-type]  # tests name real fields
    builder.type_entry(Field.AVAILABLE, CHILD_LABOUR, "yes", "yes")
    builder.type_value(CHILD_LABOUR, "children", children)
    builder.type_value(CHILD_LABOUR, "pct", pct)
    return builder


def type_net_enrolment(builder: SubmissionBuilder, primary_pct: str) -> SubmissionBuilder:
    """The builder with A11 filled in as well."""
    builder.type_entry(Field.AVAILABLE, NET_ENROLMENT, "yes", "yes")
    builder.type_value(NET_ENROLMENT, "primary_pct", primary_pct)
    builder.type_value(NET_ENROLMENT, "secondary_pct", "nc")
    return builder


def consistent_child_labour(**settings: object) -> SubmissionBuilder:
    """A submission on A2 with parts that add up, in the column of its round."""
    settings.setdefault("declared", {"household_chores": "without"})
    builder = SubmissionBuilder(**settings)  # type: ignore[arg-type]  # tests name real fields
    for measure, typed in {"children": "1000", "population": "10000", "pct": "10.0"}.items():
        builder.type_value(CHILD_LABOUR, measure, typed)
    by_sex = [("F", "400"), ("M", "600")]
    by_age = [("Y5T11", "200"), ("Y12T14", "300"), ("Y15T17", "500")]
    crossed = [
        ("F", "Y5T11", "90"), ("M", "Y5T11", "110"), ("F", "Y12T14", "110"),
        ("M", "Y12T14", "190"), ("F", "Y15T17", "200"), ("M", "Y15T17", "300"),
    ]  # fmt: skip
    for sex, typed in by_sex:
        builder.type_value(CHILD_LABOUR, "children", typed, sex=sex)
    for age, typed in by_age:
        builder.type_value(CHILD_LABOUR, "children", typed, age=age)
    for sex, age, typed in crossed:
        builder.type_value(CHILD_LABOUR, "children", typed, sex=sex, age=age)
    builder.type_value(CHILD_LABOUR, "hazardous", "250")
    builder.type_entry(Field.AVAILABLE, CHILD_LABOUR, "yes", "yes")
    return builder
