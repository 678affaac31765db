"""Checking before sending: forms are checked, attachments and missing files are only named."""

from cl_pipeline.workflows.a_list_collection.collection import check_files
from tests.builders.framework import small_framework
from tests.builders.office import perfect


def test_other_and_missing_files_do_not_stop_the_check_of_forms(tmp_path):
    """A document next to a form is not a bad form; a wrong path stops no other file."""
    form, document, missing = (tmp_path / name for name in ("a.xlsx", "a.docx", "gone.xlsx"))
    form.write_bytes(perfect().file())
    document.write_bytes(b"PK\x03\x04 word/document.xml")

    checked = check_files(small_framework(), [document, form, missing])

    assert [(form_.path, str(form_.state)) for form_ in checked.forms] == [(form, "accepted")]
    assert (checked.attachments, checked.missing) == ((document,), (missing,))
