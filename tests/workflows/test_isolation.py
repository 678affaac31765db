"""One file stops no other: neither what is in it, nor what became of its bytes in the archive."""

import io
from dataclasses import replace
from hashlib import sha256

import pytest

from cl_pipeline.errors import ArchiveDamaged, BrokenInvariant
from cl_pipeline.model.identity import RoundYear
from cl_pipeline.store.records import FileSeen
from cl_pipeline.store.submissions import Submissions
from cl_pipeline.workflows import bounded as bounded_module
from cl_pipeline.workflows.a_list_collection import feedback, reading
from cl_pipeline.workflows.a_list_collection.collection import collect, read_again
from cl_pipeline.workflows.a_list_collection.feedback import write_feedback
from cl_pipeline.workflows.a_list_collection.submissions import list_findings, list_submissions
from cl_pipeline.workflows.doctor import examine
from tests.builders import breaking
from tests.builders.office import perfect

CAMBODIA = sha256(perfect("KHM").file()).hexdigest()


def by_sender(office) -> dict[str | None, tuple[str, list[str]]]:
    """Of every submission the state and the codes of its findings."""
    found = list_findings(office.pipeline)
    return {
        submission.path[5:8]: (
            str(submission.state),
            [finding_.code for sent, finding_ in found if sent == submission],
        )
        for submission in list_submissions(office.pipeline)
    }


def names_cambodia(given: object) -> bool:
    """Whether that is Cambodia's file, at any step of reading."""
    if isinstance(given, list):
        return any(map(names_cambodia, given))
    return given == CAMBODIA or getattr(given, "sender", None) == "KHM"


def break_at(monkeypatch, step: str, breaks) -> None:
    """Let that step break the bounded process over Cambodia's file."""
    real = bounded_module.within

    def within(seconds, function, framework, *given):
        if function.__name__ == step and any(map(names_cambodia, given)):
            function, seconds = breaks, 0.5
        return real(seconds, function, framework, *given)

    for module in (bounded_module, reading):
        monkeypatch.setattr(module, "within", within)


@pytest.mark.parametrize("step", ["understood", "checked"])
@pytest.mark.parametrize("breaks", [breaking.fail, breaking.hang, breaking.die])
def test_a_file_on_which_our_program_fails_stops_no_other(office, monkeypatch, step, breaks):
    """Whatever is in it: the file is kept and answered, and the others are read."""
    break_at(monkeypatch, step, breaks)

    office.send("KHM", "LAO")

    assert by_sender(office) == {
        "KHM": ("rejected", ["OUR_FAILURE"]),
        "LAO": ("accepted", []),
    }


def test_our_failure_does_not_replace_what_was_read_before(office, monkeypatch):
    office.send("KHM")
    break_at(monkeypatch, "understood", breaking.die)

    with pytest.raises(BrokenInvariant, match=r"2021/KHM/a\.xlsx.*stays"):
        read_again(office.pipeline, "KHM", RoundYear(2021))

    assert by_sender(office) == {"KHM": ("accepted", [])}


def test_a_refusal_does_not_replace_what_was_accepted_before(office):
    """The file is the same; what differs is how our framework describes its form."""
    office.send("KHM")
    framework = office.pipeline.base_framework
    fewer = replace(framework, indicators=framework.indicators[:-1])
    changed = replace(office.pipeline, base_framework=fewer)

    with pytest.raises(BrokenInvariant, match=r"2021/KHM/a\.xlsx \(FORM_CONFLICT.*stays"):
        read_again(changed, "KHM", RoundYear(2021))

    assert by_sender(office) == {"KHM": ("accepted", [])}


def test_what_the_database_refuses_stops_no_other(office, monkeypatch):
    real = Submissions.save

    def save(self, drafts, **given):
        if any(draft.sender == "KHM" and draft.observations for draft in drafts):
            raise BrokenInvariant("the database refused")
        return real(self, drafts, **given)

    monkeypatch.setattr(Submissions, "save", save)

    office.send("KHM", "LAO")

    assert by_sender(office) == {
        "KHM": ("rejected", ["OUR_FAILURE"]),
        "LAO": ("accepted", []),
    }


def damage(office, submission) -> None:
    """Change one byte of a file in the archive."""
    kept = office.pipeline.archive.path_of(submission.digest)
    kept.chmod(0o600)
    content = bytearray(kept.read_bytes())
    content[2000] ^= 1
    kept.write_bytes(content)


def archive_state(office) -> str:
    examined = {check.name: check for check in examine(office.pipeline.settings)}
    return f"{examined['archive'].ok}: {examined['archive'].found}"


def test_a_damaged_file_is_healed_from_the_drive(office):
    (submission,) = office.send("KHM")
    damage(office, submission)

    assert archive_state(office) == f"False: damaged or missing: {submission.digest}"
    read_again(office.pipeline, "KHM", RoundYear(2021))

    assert archive_state(office).startswith("True: 1 files, none damaged; 1 were damaged")


def test_a_damaged_file_that_is_nowhere_else_is_named_and_stops_no_other(office):
    (submission,) = office.send("KHM")
    damage(office, submission)
    (office.drive / submission.path).unlink()

    with pytest.raises(ArchiveDamaged, match=submission.path):
        read_again(office.pipeline, "KHM", RoundYear(2021))
    office.send("LAO")
    with pytest.raises(BrokenInvariant, match=submission.path):
        write_feedback(office.pipeline)

    assert office.answers("LAO")
    assert not office.answers("KHM")


def test_a_damaged_file_that_was_not_read_yet_is_named_at_every_call(office):
    """It is not a submission yet; nothing of it is lost, and the drive may hold it again."""
    form = perfect().file()
    digest = office.pipeline.archive.keep(io.BytesIO(form))
    seen = FileSeen("2021/KHM/a.xlsx", digest, len(form), 1, "submission")
    office.pipeline.store.received_files.record(
        [seen], received_at=office.pipeline.now(), run_id="run-1"
    )
    office.pipeline.archive.path_of(digest).unlink()
    office.save("2021/LAO/a.xlsx", perfect("LAO").file())

    first = collect(office.pipeline, wait=False)
    office.save("2021/KHM/a.xlsx", form)
    second = collect(office.pipeline, wait=False)

    assert (first.damaged, second.damaged) == (("2021/KHM/a.xlsx",), ())
    assert set(by_sender(office)) == {"KHM", "LAO"}


def test_feedback_that_cannot_be_made_stops_no_other(office, monkeypatch):
    office.send("KHM", "LAO")
    real = feedback.make_feedback

    def failing(submission, *given):
        if submission.sender == "KHM":
            raise ValueError
        return real(submission, *given)

    monkeypatch.setattr(feedback, "make_feedback", failing)

    with pytest.raises(BrokenInvariant, match="ValueError; please report"):
        write_feedback(office.pipeline)

    assert office.answers("LAO")
    assert not office.answers("KHM")
