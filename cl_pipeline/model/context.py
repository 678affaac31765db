"""The context of the indicators: data sources, gaps, support, definitions, projects."""

from dataclasses import dataclass
from typing import ClassVar

from cl_pipeline.model.codes import Field
from cl_pipeline.model.identity import IndicatorKey, SenderCode


@dataclass(frozen=True, slots=True)
class DataSource:
    """One source that one respondent names; key (sender, respondent, kind, number).

    ``data_year`` is the newest year the data are about. ``child_labour`` and ``state`` are codes of
    ``child_labour_content`` and ``source_state``. ``indicators`` are what it could supply: our
    assumption. ``source`` is a line of a document or the address of a cell.
    """

    sender: SenderCode
    respondent: str
    kind: Field
    number: int
    title: str
    publisher: str
    data_year: int | None
    published_year: int | None
    child_labour: str
    sector: str
    state: str
    indicators: tuple[IndicatorKey, ...]
    source: str

    @property
    def year(self) -> int | None:
        """The year of its data, else of its publication, else None."""
        return self.data_year or self.published_year


@dataclass(frozen=True, slots=True)
class DataSourceAnswer:
    """The answer to one question of the survey; key (sender, respondent, kind).

    ``answer`` is ``yes``, ``no`` or ``see_other`` (it refers to a different answer).
    """

    sender: SenderCode
    respondent: str
    kind: Field
    answer: str
    source: str


@dataclass(frozen=True, slots=True)
class DataGap:
    """One gap or wish a respondent names; key (sender, respondent, number).

    ``kind`` is ``gap`` or ``wish``; ``theme`` the key of a ``Theme``, empty where none fits.
    """

    sender: SenderCode
    respondent: str
    number: int
    kind: str
    theme: str
    text: str
    source: str


@dataclass(frozen=True, slots=True)
class Theme:
    """One theme of wishes and offers; key ``key``. The first with one of its words is proposed."""

    key: str
    name: str
    words: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class SupportOffer:
    """One wish for support or one practice offered; key (sender, kind, text).

    ``kind`` is ``wish`` or ``offer``. ``theme`` is empty where none is proposed; the officer can
    then add a word to support_themes.csv. ``detail``: from whom support is wished for, and more.
    """

    sender: SenderCode
    kind: str
    theme: str
    text: str
    detail: str
    source: str


@dataclass(frozen=True, slots=True)
class Body:
    """One ASEAN body, also as a sender; key ``key`` (its short name)."""

    key: str
    name: str
    source: str

    locale: ClassVar[str] = "en_GB"
    """Bodies report in English, the working language of ASEAN."""

    @property
    def code(self) -> SenderCode:
        return SenderCode(self.key)

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name, self.key)


@dataclass(frozen=True, slots=True)
class Project:
    """One project of the ALM Work Programme or of a work plan; key ``key``.

    ``timeline`` and ``coordinators`` are as printed.
    """

    key: str
    body: str
    position: int
    thematic_area: str
    name: str
    timeline: str
    coordinators: tuple[str, ...]
    partners: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class NationalVariant:
    """The definition that one Member State uses; key (definition, sender)."""

    definition: str
    sender: SenderCode
    text: str
    source: str


@dataclass(frozen=True, slots=True)
class Definition:
    """One operational definition the workshop asked for; key ``key``.

    ``status`` is ``stated`` (by the documents), ``in_part`` or ``open``; ``open_question`` says
    what the Member States still have to agree on.
    """

    key: str
    term: str
    text: str
    status: str
    open_question: str
    indicators: tuple[IndicatorKey, ...]
    variants: tuple[NationalVariant, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Context:
    data_sources: tuple[DataSource, ...] = ()
    data_source_answers: tuple[DataSourceAnswer, ...] = ()
    data_gaps: tuple[DataGap, ...] = ()
    themes: tuple[Theme, ...] = ()
    support_offers: tuple[SupportOffer, ...] = ()
    subsidiary_bodies: tuple[Body, ...] = ()
    definitions: tuple[Definition, ...] = ()
    projects: tuple[Project, ...] = ()

    def definitions_of(self, indicator: IndicatorKey) -> tuple[Definition, ...]:
        return tuple(
            definition for definition in self.definitions if indicator in definition.indicators
        )


NO_CONTEXT = Context()
"""The context of a framework whose documents give none."""
