"""The work programme, what is shown from national reports, and the workshop."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from cl_pipeline.context.plans import reported_projects, work_programme_report
from cl_pipeline.context.prefill import reported_elsewhere
from cl_pipeline.framework.loader import load_framework
from cl_pipeline.model.breakdown import UNBROKEN, Breakdown
from cl_pipeline.model.codes import Field, FormKey
from cl_pipeline.model.form import FormRow
from cl_pipeline.model.identity import RoundYear, SenderCode
from cl_pipeline.model.reference import FigureKind, ReferenceFigure, ReferenceSeries
from tests.builders.form_rows import form_row

ROADMAP = load_framework()
PROJECTS = ROADMAP.context.projects


def row(field: Field, name: str = "", **cells: str) -> FormRow:
    """One row of the scorecard form of the committee on migrant workers."""
    return form_row(FormKey.SCORECARD, "ACMW", field, cells, name=name)


@pytest.mark.parametrize(
    ("body", "count"), [("SLOM", 8), ("SLOM-WG", 24), ("ACMW", 18), ("ASEAN-OSHNET", 23)]
)
def test_the_projects_of_the_work_plans_are_there(body, count):
    own = [row for row in PROJECTS if row.body == body]

    assert len(own) == count
    assert all(row.source.startswith("05-alm-work-programme-2016-2020 line ") for row in own)


def test_a_project_nobody_reports_on_has_its_time_frame():
    rows = reported_projects(ROADMAP, ())

    assert len(rows) == len(PROJECTS)
    assert {row.report for row in rows} == {None}


def test_a_report_is_found_by_the_name_of_the_project():
    reported = [
        form_row(FormKey.SCORECARD, "ACMW", Field.PROJECT, cells)
        for cells in (
            {"name": "asean  forum on migrant labour", "state": "CARRIED_OUT"},
            {"name": "New one"},
        )
    ]

    rows = reported_projects(ROADMAP, reported)

    found = {row.project.name: row.report for row in rows}
    assert found["ASEAN Forum on Migrant Labour"] == reported[0]
    assert rows[-1].project.name == "New one"
    assert len(rows) == len(PROJECTS) + 1


def test_outputs_and_reviews_are_those_of_the_newest_submission():
    output = row(Field.OUTPUT, kind="LAWS", state="CARRIED_OUT")
    review = row(Field.PROGRESS_REVIEW, "final", text="most was done")

    report = work_programme_report(ROADMAP, 2021, [output, review], is_sample=False)

    (shown,) = report.tables["Scorecard"].records()
    (reviewed,) = report.tables["Reviews"].records()
    kinds = ROADMAP.code_names("output_kind")
    assert (shown["body"], shown["kind"]) == ("ACMW", kinds["LAWS"])
    assert (reviewed["review"], reviewed["what_was_reached"]) == ("Final review", "most was done")


SDG = ReferenceSeries("sdg", "SDG", "UN", "1", date(2024, 1, 1), Decimal(5), "sdg", "x")


def figure(year: int, value: str, **changes: object) -> ReferenceFigure:
    """A figure of Viet Nam's own SDG reporting."""
    fields = {
        "series": "sdg", "line": 2, "sender": "VNM", "year": year,
        "indicator": "child_labour_5_17", "measure": "rate", "kind": FigureKind.DIRECT,
        "concept": "", "sex": "_T", "age": "5-17", "location": "_T", "sector": "_T",
        "value": Decimal(value), "unit": "percent", "edition": "", "definition": "",
        "source_title": "", "publisher": "", "source_year": year + 1,
    }  # fmt: skip
    return ReferenceFigure(**(fields | changes))  # type: ignore[arg-type]  # tests name real fields


def shown(*figures: ReferenceFigure, round_year: int, report: str = "sdg") -> dict[str, str]:
    """The text next to the cells, by column and sex."""
    series = {"sdg": replace(SDG, report=report)}
    found = reported_elsewhere(ROADMAP, SenderCode("VNM"), RoundYear(round_year), figures, series)
    sexes = {UNBROKEN: "_T", Breakdown(sex="F"): "F"}
    return {f"{key.column} {sexes[key.breakdown]}": words for key, words in found.items()}


def test_the_year_nearest_to_2016_is_shown_with_the_baseline():
    figures = [figure(2012, "9.6"), figure(2014, "13.1"), figure(2021, "6.6")]

    assert shown(*figures, round_year=2021) == {"baseline _T": "13.1 (2014, SDG)"}


def test_later_rounds_show_what_their_column_may_refer_to():
    figures = [
        figure(2018, "5"), figure(2021, "6.6"), figure(2021, "6.94", source_year=2023),
        figure(2021, "7.1", sex="F"),
    ]  # fmt: skip

    assert shown(*figures, round_year=2022) == {
        "2022 _T": "6.94 (2021, SDG)",
        "2022 F": "7.1 (2021, SDG)",
    }


def test_only_what_the_country_itself_reported_is_shown():
    assert shown(figure(2014, "1", kind=FigureKind.PROXY), round_year=2021) == {}
    assert shown(figure(2014, "1", sender="LAO"), round_year=2021) == {}
    assert shown(figure(2014, "1"), round_year=2021, report="") == {}
