"""Checking before sending: forms are judged, attachments and missing files are only named."""

from pathlib import Path

from cl_pipeline.workflows.a_list_collection.preview import check_files
from tests.builders.framework import small_framework
from tests.builders.office import perfect


def test_what_is_no_form_does_not_keep_the_forms_from_being_checked(tmp_path: Path) -> None:
    """A document beside a return is no bad form, and a slip in one path silences no other file."""
    form, document, missing = (tmp_path / name for name in ("a.xlsx", "a.docx", "gone.xlsx"))
    form.write_bytes(perfect().file())
    document.write_bytes(b"PK\x03\x04 word/document.xml")

    checked = check_files(small_framework(), [document, form, missing])

    assert [(one.path, str(one.state)) for one in checked.forms] == [(form, "accepted")]
    assert (checked.attachments, checked.missing) == ((document,), (missing,))
