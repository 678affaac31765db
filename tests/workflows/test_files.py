"""Files from people and for people, and what the doctor reports before any is sent."""

from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from cl_pipeline.errors import NotFound, UsageError
from cl_pipeline.framework.loader import load_framework
from cl_pipeline.model.codes import ObservationStatus
from cl_pipeline.settings import read_settings
from cl_pipeline.workflows.doctor import examine
from cl_pipeline.workflows.files import digest_of, replace_bytes
from cl_pipeline.workflows.pipeline import open_pipeline
from cl_pipeline.workflows.template_finalisation.forms import (
    fill_from_table,
    known_values,
    send_out_forms,
)
from tests.builders.framework import small_framework
from tests.builders.office import value
from tests.builders.submissions import SubmissionBuilder
from tests.builders.vintages import reported, vintage_of


def test_the_digest_is_that_of_the_bytes(tmp_path):
    (tmp_path / "a.xlsx").write_bytes(b"abc")

    assert digest_of(tmp_path / "a.xlsx") == sha256(b"abc").hexdigest()


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(NotFound, match=r"nothing\.xlsx"):
        digest_of(tmp_path / "nothing.xlsx")


def test_a_table_in_another_encoding_is_refused_with_its_line(tmp_path):
    """A spreadsheet program may save CSV in the encoding of its country."""
    table = tmp_path / "values.csv"
    table.write_bytes("indicator,value\nA2,Đong Nai\n".encode("cp1258"))

    with pytest.raises(UsageError, match=r"line 2: .*values\.csv"):
        fill_from_table(load_framework(), tmp_path / "form.xlsx", table, tmp_path / "out.xlsx")


def test_a_form_is_never_filled_over_itself(tmp_path):
    """The empty form would be lost."""
    form = tmp_path / "form.xlsx"

    with pytest.raises(UsageError, match=r"form\.xlsx"):
        fill_from_table(load_framework(), form, tmp_path / "values.csv", form)


@pytest.mark.parametrize(
    ("sender", "text", "written"),
    [
        ("VNM", "400.000", "400.000"),
        ("LAO", "400.000", "400.000"),
        ("KHM", "400.000", "400.000"),
        ("KHM", "70.5000", "70.5000"),
        ("KHM", "400000", 400000),
        ("VNM", "12.5", 12.5),
    ],
)
def test_a_figure_with_two_meanings_is_written_as_typed(tmp_path, sender, text, written):
    """What reads the form then reads it as if it were typed there, or asks."""
    form, table, out = (tmp_path / name for name in ("form.xlsx", "values.csv", "out.xlsx"))
    form.write_bytes(SubmissionBuilder(sender=sender, framework=small_framework()).file())
    table.write_text(f"indicator,measure,column,value\nA2,children,baseline,{text}\n")

    fill_from_table(small_framework(), form, table, out)

    cell = value("children")
    assert load_workbook(out)[cell.sheet][cell.cell].value == written


def test_a_form_is_not_filled_over_one_that_a_person_saved(tmp_path):
    """One that we filled before is replaced."""
    framework = small_framework()
    form, table, out = (tmp_path / name for name in ("form.xlsx", "values.csv", "out.xlsx"))
    form.write_bytes(SubmissionBuilder(framework=framework).file())
    table.write_text("indicator,measure,column,value\nA2,children,baseline,400000\n")

    again = [fill_from_table(framework, form, table, out).path for _ in range(2)]
    load_workbook(out).save(out)
    saved = out.read_bytes()
    beside = [fill_from_table(framework, form, table, out).path for _ in range(2)]

    assert again == [out, out]
    assert beside == [tmp_path / "out (2).xlsx"] * 2
    assert out.read_bytes() == saved


@pytest.mark.parametrize("path", ["taken/a.html", "folder"], ids=["below a file", "a folder"])
def test_a_place_that_cannot_be_written_is_named(tmp_path, path):
    (tmp_path / "taken").touch()
    (tmp_path / "folder").mkdir()

    with pytest.raises(UsageError, match=path.split("/", maxsplit=1)[0]):
        replace_bytes(tmp_path / path, b"content")

    assert sorted(found.name for found in tmp_path.iterdir()) == ["folder", "taken"]


def test_the_data_folder_is_for_its_owner_alone(tmp_path):
    """Whatever the computer's usual permissions are, and also where the folder was there before."""
    data = tmp_path / "data"
    data.mkdir()
    data.chmod(0o755)
    settings = read_settings({"CL_DATA_DIR": str(data)})
    before = {row.name: row for row in examine(settings)}

    pipeline = open_pipeline(settings, "test")
    digest = pipeline.archive.keep(BytesIO(b"PK"))
    replace_bytes(settings.output_dir / "page.html", b"figures")
    list(pipeline.store.decisions.list())

    after = {row.name: row for row in examine(settings)}
    assert not before["data folder"].ok and "chmod 700" in before["data folder"].do
    assert after["data folder"].ok
    kept = [data, pipeline.archive.path_of(digest), *data.glob("*.db*"), *data.rglob("*.html")]
    assert len(kept) >= 4
    assert [path for path in kept if path.stat().st_mode & 0o077] == []


def test_forms_written_into_a_folder_are_not_registered(office, tmp_path):
    pipeline = office.pipeline
    round_year = pipeline.round(2021)

    send_out_forms(pipeline, round_year, senders=["KHM"], out=tmp_path / "to_check")
    not_registered = pipeline.store.forms_sent.list()
    sent = send_out_forms(pipeline, round_year, senders=["KHM"])

    assert not_registered == ()
    registered = pipeline.store.forms_sent.list()
    assert [form.path for form in registered] == [form.path for form in sent]
    assert {Path(form.path).parent for form in sent} == {office.drive / "outgoing" / "KHM"}


def test_without_a_mail_server_it_reports_that_feedback_is_written_as_drafts(tmp_path):
    folder = tmp_path / "data"

    examined = {check.name: check for check in examine(read_settings({"CL_DATA_DIR": str(folder)}))}

    assert examined["mail"].ok
    assert "CL_MAIL_HOST" in examined["mail"].found
    assert examined["focal points"].ok
    assert "focal-points TABLE.csv" in examined["focal points"].found
    assert not folder.exists()


def known(*accepted, sender="KHM"):
    return known_values(vintage_of(*accepted) if accepted else None, sender, {})


def test_a_known_figure_is_shown_with_its_year():
    shown = known(
        reported("KHM", 429380, year=2012),
        reported("KHM", "94.92510986328129", year=2015, measure="pct"),
    )

    assert sorted(shown.texts.values()) == ["429,380 (2012)", "94.93 (2015)"]


@pytest.mark.parametrize(
    ("accepted", "sender", "is_sample"),
    [
        ([reported("KHM", 5, is_sample=True)], "KHM", True),
        ([reported("KHM", 5)], "KHM", False),
        ([reported("KHM", 5, is_sample=True)], "VNM", False),
        ([], "KHM", False),
    ],
    ids=["sample", "real", "nothing of this state", "first round"],
)
def test_a_form_that_shows_sample_figures_is_a_sample(accepted, sender, is_sample):
    assert known(*accepted, sender=sender).is_sample is is_sample


def test_gaps_and_other_years_are_not_known():
    shown = known(
        reported("KHM", "nc"),
        reported("KHM", 7, column="other_1", year=2011),
        reported("KHM", 8, measure="population", obs_status=ObservationStatus.ESTIMATED),
    )

    assert [key.measure for key in shown.texts] == ["population"]
