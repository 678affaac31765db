"""A form that went through another program and another format reads the same."""

from hashlib import sha256
from pathlib import Path

import pytest

from cl_pipeline.forms.writer import fill_form, write_form
from cl_pipeline.model.codes import Field
from cl_pipeline.model.identity import Digest
from cl_pipeline.model.submission import SubmissionDraft
from cl_pipeline.model.workbook import RawWorkbook
from cl_pipeline.reading.draft import draft_submission
from cl_pipeline.reading.recognise import recognise
from cl_pipeline.reading.xlsx.pool import ReaderPool
from tests.builders.libreoffice import needs_libreoffice, saved_again
from tests.builders.raw_submissions import DIGEST, FRAMEWORK, description

XLSX = "xlsx:Calc MS Excel 2007 XML"


def drafted(path: Path) -> SubmissionDraft:
    digest = Digest(sha256(path.read_bytes()).hexdigest())
    with ReaderPool(workers=1) as pool:
        ((_, raw),) = pool.read([(digest, path)])
    assert isinstance(raw, RawWorkbook)
    return draft_submission(DIGEST, raw, recognise(raw, FRAMEWORK), FRAMEWORK)


@pytest.mark.office
@needs_libreoffice
@pytest.mark.parametrize("kinds", [(XLSX, XLSX), ("ods", XLSX)], ids=["twice", "through ods"])
def test_a_filled_form_saved_by_another_program_gives_the_same_draft(tmp_path, kinds):
    values = [c for c in description().cells if c.field is Field.VALUE and c.is_open]
    entries = [(cell, str(number * 3)) for number, cell in enumerate(values[:300])]
    entries += [(cell, "nc: next survey") for cell in values[300:330]]
    sources = [c for c in description().cells if c.field is Field.SOURCE and c.is_open]
    entries += [(cell, "ការពិពណ៌នា") for cell in sources[:4]]
    form = write_form(
        description(), FRAMEWORK, FRAMEWORK.member_state("KHM"), known_values={}, is_sample=False
    )
    original = tmp_path / "form.xlsx"
    original.write_bytes(fill_form(form, entries))

    saved = original
    for number, kind in enumerate(kinds):
        saved = saved_again(saved, tmp_path / str(number), kind)

    assert drafted(saved) == drafted(original)
    assert len(drafted(original).observations) > 200
