"""Forms that are sent: where they are, and which of them are registered."""

from pathlib import Path

from cl_pipeline.workflows.template_finalisation.forms import send_out_forms


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
