"""Reference series: files, differences, and the officer who decides."""

from decimal import Decimal
from pathlib import Path

import pytest

from cl_pipeline.context.reference import Reported, differences
from cl_pipeline.context.reference_files import read_series_folder
from cl_pipeline.errors import NotFound, ValuesError
from cl_pipeline.framework.loader import load_framework
from cl_pipeline.model.breakdown import Breakdown
from cl_pipeline.model.codes import ConfidentialityStatus, ObservationStatus
from cl_pipeline.model.identity import (
    ColumnKey,
    IndicatorKey,
    MeasureKey,
    RoundYear,
    SenderCode,
    SubmissionId,
)
from cl_pipeline.model.observation import ObservationKey
from cl_pipeline.model.reference import (
    FigureKind,
    Reason,
    ReferenceDifference,
    ReferenceFigure,
    ReferenceSeries,
)
from cl_pipeline.model.vintage import ConsolidatedValue
from cl_pipeline.workflows.context.reports import SAMPLE_SERIES
from tests.builders.drafts import observation

ROADMAP = load_framework()
A2 = "child_labour_5_17"

ABOUT = """
title = "Some series"
source = "Some publisher"
version = "2024-02"
fetched_at = 2024-03-01
tolerance_pct = "5"
"""


@pytest.fixture(scope="module")
def sample() -> tuple[list[ReferenceSeries], list[ReferenceFigure]]:
    """The series of the sample with all their figures."""
    files = read_series_folder(ROADMAP, SAMPLE_SERIES)
    return [file.series for file in files], [figure for file in files for figure in file.figures]


def series_in(folder: Path, table: str, about: str = ABOUT) -> Path:
    (folder / "some.csv").write_text(table, "utf-8")
    (folder / "some.toml").write_text(about, "utf-8")
    return folder


def test_the_sample_holds_every_proxy_distribution_and_denominator(sample):
    series, figures = sample

    near = [figure for figure in figures if figure.series != "sdg_8_7_1"]
    assert len(near) == 519
    assert {figure.kind for figure in near} == {
        FigureKind.PROXY, FigureKind.COMPLEMENT, FigureKind.DISTRIBUTION, FigureKind.DENOMINATOR,
    }  # fmt: skip
    assert all(
        series_row.source and series_row.version and series_row.fetched_on for series_row in series
    )


def test_an_sdmx_csv_file_is_read_by_naming_its_columns(tmp_path):
    table = (
        "STRUCTURE,STRUCTURE_ID,ACTION,SERIES,REF_AREA,SEX,AGE,TIME_PERIOD,OBS_VALUE\n"
        "dataflow,IAEG-SDGs:DF_SDG_GLH(1.0),I,SL_TLF_CHLDEC,116,F,Y5T17,2012,13.8\n"
    )
    about = ABOUT + (
        '[columns]\nsender = "REF_AREA"\nsex = "SEX"\nage = "AGE"\nyear = "TIME_PERIOD"\n'
        'value = "OBS_VALUE"\n[fixed]\nindicator = "A2"\nmeasure = "rate"\n'
        '[values.age]\nY5T17 = "5-17"\n'
    )

    (folder,) = read_series_folder(ROADMAP, series_in(tmp_path, table, about))

    (figure,) = folder.figures
    assert (figure.sender, figure.year, figure.sex, figure.age) == ("KHM", 2012, "F", "5-17")
    assert (figure.indicator, figure.value, figure.kind) == (A2, Decimal("13.8"), "direct")


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("XXX,2012,A2,rate,1", "some.csv line 2: sender 'XXX'; write the code"),
        ("KHM,12,A2,rate,1", "line 2: year '12'; write four digits"),
        ("KHM,2012,A99,rate,1", "line 2: indicator 'A99'; write its key"),
        ("KHM,2012,A2,,1", "line 2: measure ''; write a measure's key"),
        ("KHM,2012,A2,rate,about 3", "line 2: value 'about 3'; write a plain number"),
    ],
)
def test_one_wrong_cell_of_a_file_is_named(tmp_path, row, message):
    folder = series_in(tmp_path, f"sender,year,indicator,measure,value\n{row}\n")

    with pytest.raises(ValuesError) as raised:
        read_series_folder(ROADMAP, folder)

    assert message in str(raised.value)


def test_a_folder_without_series_says_what_to_put_there(tmp_path):
    with pytest.raises(NotFound, match="holds no reference series"):
        read_series_folder(ROADMAP, tmp_path)
    (tmp_path / "alone.csv").write_text("sender\n", "utf-8")
    with pytest.raises(NotFound, match=r"alone\.toml is missing"):
        read_series_folder(ROADMAP, tmp_path)


SERIES = ReferenceSeries(
    "some", "Some series", "Somebody", "1", None, Decimal(5), "", "x"  # type: ignore[arg-type]
)  # fmt: skip


def figure(**changes) -> ReferenceFigure:
    fields = {
        "series": "some", "line": 2, "sender": "KHM", "year": 2012, "indicator": A2,
        "measure": "rate", "kind": FigureKind.DIRECT, "concept": "child labour", "sex": "_T",
        "age": "5-17", "location": "_T", "sector": "_T", "value": Decimal("12.6"),
        "unit": "percent", "edition": "", "definition": "", "source_title": "A report",
        "publisher": "Somebody", "source_year": 2013,
    }  # fmt: skip
    return ReferenceFigure(**(fields | changes))


def reported(number: str = "12.6", **codes: str) -> Reported:
    """The percentage Cambodia reports for 2012, with its observation."""
    key = ObservationKey(
        IndicatorKey(A2), MeasureKey("pct"), ColumnKey("baseline"), Breakdown(**codes)
    )
    made = ConsolidatedValue(
        SenderCode("KHM"), key, Decimal(number), "percent", 2012, ObservationStatus.NORMAL,
        ConfidentialityStatus.FREE, None, RoundYear(2021), SubmissionId("S-1"), "A2", "C9", None,
        (), (),
    )  # fmt: skip
    return Reported(made, observation(number, age_range="5-17", source_year=2013))


def found(*figures: ReferenceFigure, own: Reported | None = None) -> list[ReferenceDifference]:
    return list(differences(ROADMAP, [own or reported()], {"some": SERIES}, figures, {}))


def test_within_the_tolerance_nothing_is_said():
    assert found(figure(value=Decimal("13.2"))) == []
    (row,) = found(figure(value=Decimal("13.3")))
    assert (row.reported, row.compared, row.difference_pct) == (
        Decimal("12.6"), Decimal("13.3"), Decimal("5.6"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "reasons"),
    [
        ({"kind": FigureKind.PROXY, "concept": "working children"}, (Reason.DEFINITION,)),
        ({"age": "5-14"}, (Reason.AGE_RANGE,)),
        ({"source_year": 2020}, (Reason.REVISION,)),
        ({"kind": FigureKind.PROXY, "age": "10-17"}, (Reason.DEFINITION, Reason.AGE_RANGE)),
        ({}, (Reason.NOT_KNOWN,)),
    ],
    ids=["definition", "age range", "revision", "both", "not known"],
)
def test_what_may_explain_a_difference_is_said(changes, reasons):
    (row,) = found(figure(value=Decimal(20), **changes))

    assert row.reasons == reasons


def test_two_editions_of_one_figure_are_a_revision():
    differing = found(*(figure(value=Decimal(value), source_year=2013) for value in (20, 21)))

    assert {row.reasons for row in differing} == {(Reason.REVISION,)}


@pytest.mark.parametrize(
    ("about", "other"),
    [
        ("year", 2013), ("sender", "LAO"), ("sex", "F"), ("sector", "agriculture"),
        ("location", "R"), ("measure", "count"), ("kind", FigureKind.DISTRIBUTION),
    ],
)  # fmt: skip
def test_what_is_about_something_else_is_not_compared(about, other):
    assert found(figure(value=Decimal(60), **{about: other})) == []


def test_girls_are_compared_with_girls():
    (row,) = found(figure(value=Decimal(60), sex="F"), own=reported(sex="F"))

    assert row.trace_key.endswith("sex=F")


def test_a_complement_is_compared_as_what_is_left():
    assert found(figure(kind=FigureKind.COMPLEMENT, value=Decimal("87.4"))) == []


def test_the_name_of_a_difference_changes_only_with_its_figures():
    first, again = found(figure(value=Decimal(20))), found(figure(value=Decimal(20), line=9))

    assert first[0].key == again[0].key
    assert first[0].key != found(figure(value=Decimal(21)))[0].key
