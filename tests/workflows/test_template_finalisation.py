"""Forms that go out: where they lie, and which of them count as sent."""

from pathlib import Path

from cl_pipeline.workflows.template_finalisation.forms import send_out_forms
from tests.builders.office import open_office


def test_forms_written_for_a_look_are_not_sent(tmp_path: Path) -> None:
    """The register names the real sending, with the place on the drive, whatever came before."""
    office = open_office(tmp_path)
    pipeline = office.pipeline
    round_year = pipeline.round(2021)

    send_out_forms(pipeline, round_year, senders=["KHM"], out=tmp_path / "looked_at")
    looked_at = pipeline.store.registers.forms_sent()
    sent = send_out_forms(pipeline, round_year, senders=["KHM"])

    assert looked_at == ()
    assert [one.path for one in pipeline.store.registers.forms_sent()] == [one.path for one in sent]
    assert {Path(one.path).parent for one in sent} == {office.drive / "outgoing" / "KHM"}
