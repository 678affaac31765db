"""Drafts of returns as reading would give them, typed into the real forms, cell by cell."""

from dataclasses import dataclass, field, replace
from decimal import Decimal
from hashlib import sha256

from cl_pipeline.forms.description import describe, version_for
from cl_pipeline.framework.loader import load_framework
from cl_pipeline.model.breakdown import Breakdown
from cl_pipeline.model.codes import ConfidentialityStatus, Field, FormKey, ObservationStatus
from cl_pipeline.model.form import FormCell, FormDescription, FormIdentity
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import ColumnKey, Digest, RoundYear, SenderCode
from cl_pipeline.model.observation import Entry, Observation, ObservationKey
from cl_pipeline.model.submission import SubmissionDraft

CHILD_LABOUR = "child_labour_5_17"

AS_THE_RETURN = -1
"""Reference year of a figure that is about the year of the whole return."""

Address = tuple[str, str]


def framework() -> Framework:
    """The framework of the project."""
    return load_framework()


@dataclass
class SubmissionBuilder:
    """One return being typed; every ``type_…`` gives the address it typed to."""

    round: int = 2021
    sender: str = "KHM"
    form: FormKey = FormKey.A_LIST
    reference_year: int | None = 2020
    source: str | None = "Labour force survey, national statistical office"
    source_year: int | None = 2021
    age_range: str | None = None
    declared: dict[str, str] = field(default_factory=dict)
    covers: tuple[str, ...] = ()
    observations: list[Observation] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)

    @property
    def description(self) -> FormDescription:
        """The newest form of the round."""
        version = version_for(framework(), self.form, RoundYear(self.round)).version
        return describe(framework(), self.form, version, RoundYear(self.round))

    @property
    def due(self) -> str:
        """The column the round asks for."""
        return "baseline" if self.round == 2021 else str(self.round)

    def cell(self, kind: Field, indicator: str | None, **meaning: object) -> FormCell:
        """The first input cell of that kind whose other meaning is as given."""
        key = framework().indicator(indicator).key if indicator else None
        for cell in self.description.cells:
            given = (getattr(cell, name) == wanted for name, wanted in meaning.items())
            if cell.field == kind and cell.indicator == key and all(given):
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
        year: int | None = AS_THE_RETURN,
        **codes: str,
    ) -> Address:
        """Types a number, or a gap code with what follows its colon.

        ``entry`` is the number of the sender's own row in which the codes are named.
        """
        asked = codes if entry is None else dict.fromkeys(codes, f"row:{entry}")
        cell = self.cell(
            Field.VALUE,
            indicator,
            measure=measure,
            column=column or self.due,
            breakdown=Breakdown(**asked),
        )
        one = self._observation(cell, typed, Breakdown(**codes))
        self.observations.append(
            one if year == AS_THE_RETURN else replace(one, reference_year=year)
        )
        return (cell.sheet, cell.cell)

    def type_entry(
        self,
        kind: Field,
        indicator: str | None,
        text: str,
        code: str | None = None,
        **meaning: object,
    ) -> Address:
        """Types words, or chooses from a list."""
        cell = self.cell(kind, indicator, **meaning)
        place = (cell.sheet, cell.cell)
        self.entries.append(
            Entry(kind, cell.indicator, cell.column, cell.entry, text, code, *place)
        )
        return place

    def draft(self) -> SubmissionDraft:
        """The return as reading would give it."""
        form = self.description
        mark = FormIdentity(form.form, form.version, form.round, SenderCode(self.sender))
        covered = {*self.covers, *(one.sheet for one in (*self.observations, *self.entries))}
        content = repr((mark, self.observations, self.entries, self.covers))
        return SubmissionDraft(
            digest=Digest(sha256(content.encode()).hexdigest()),
            mark=mark,
            institution="Ministry of Labour",
            contact_name=None,
            contact_address=None,
            filled_on=None,
            sheets=tuple(name for name in form.sheets if name in covered),
            observations=tuple(self.observations),
            entries=tuple(self.entries),
            findings=(),
        )

    def _observation(self, cell: FormCell, typed: str, breakdown: Breakdown) -> Observation:
        assert cell.indicator and cell.measure and cell.column and cell.unit
        code, _, note = typed.partition(":")
        gap = next(
            (gap_code for gap_code in framework().gap_codes if gap_code.code == code.strip()), None
        )
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
            attributes=tuple(sorted(self.declared.items())),
            sheet=cell.sheet,
            cell=cell.cell,
            as_typed=typed,
            how_read="number",
        )


def child_labour_return(**settings: object) -> SubmissionBuilder:
    """A return on child labour whose figures fit each other, in the column of its round."""
    settings.setdefault("declared", {"household_chores": "without"})
    builder = SubmissionBuilder(**settings)  # type: ignore[arg-type]  # tests name real fields
    for measure, typed in {"children": "1000", "population": "10000", "pct": "10.0"}.items():
        builder.type_value(CHILD_LABOUR, measure, typed)
    for sex, typed in {"F": "400", "M": "600"}.items():
        builder.type_value(CHILD_LABOUR, "children", typed, sex=sex)
    for age, typed in {"Y5T11": "200", "Y12T14": "300", "Y15T17": "500"}.items():
        builder.type_value(CHILD_LABOUR, "children", typed, age=age)
    crossed = {"Y5T11": ("90", "110"), "Y12T14": ("110", "190"), "Y15T17": ("200", "300")}
    for age, (girls, boys) in crossed.items():
        builder.type_value(CHILD_LABOUR, "children", girls, sex="F", age=age)
        builder.type_value(CHILD_LABOUR, "children", boys, sex="M", age=age)
    builder.type_value(CHILD_LABOUR, "hazardous", "250")
    builder.type_entry(Field.AVAILABLE, CHILD_LABOUR, "yes", "yes")
    return builder
