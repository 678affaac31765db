"""The entries of one B-list return: invented, and saying so in every text."""

from collections.abc import Iterator

from cl_pipeline.errors import BrokenInvariant
from cl_pipeline.model.codes import Field, ListLetter
from cl_pipeline.model.framework import Framework
from cl_pipeline.sample.figures import BListText, SampleSubmission, load_b_list
from cl_pipeline.sample.values import Entry, cover_entries, entry

INVENTED = "Invented for illustration:"
"""How every invented text begins, so that none is taken for a statement of a Member State."""

LEVEL_LIST = "level"


def b_list_values(framework: Framework, sample_submission: SampleSubmission) -> list[Entry]:
    """All entries of one B-list return, sheet by sheet; shaped like those of the A list.

    Raises:
        BrokenInvariant: a level of ``b_list.csv`` is not in the framework's code list.
    """
    texts = {
        text.indicator: text for text in load_b_list() if text.sender == sample_submission.sender
    }
    rows = list(cover_entries(sample_submission))
    for indicator in framework.on_list(ListLetter.B):
        answer = "yes" if indicator.key in texts else "no"
        keys = {"indicator": indicator.key, "attribute": indicator.position}
        rows.append(entry(Field.COVERS, answer, **keys))
        if indicator.key in texts:
            rows.extend(_sheet(framework, sample_submission, texts[indicator.key]))
    return rows


def _sheet(
    framework: Framework, sample_submission: SampleSubmission, text: BListText
) -> Iterator[Entry]:
    about = {"indicator": text.indicator}
    yield entry(Field.INSTITUTION, sample_submission.institution, **about)
    yield entry(Field.LEVEL, _wording(framework, text.level), **about)
    yield entry(Field.NARRATIVE, text.narrative, **about)
    if text.evidence:
        yield entry(Field.EVIDENCE, text.evidence, **about, attribute="title", entry="1")


def _wording(framework: Framework, level: str) -> str:
    for code in framework.codes:
        if (code.list_key, code.code) == (LEVEL_LIST, level):
            return code.name
    raise BrokenInvariant(f"level {level} is not in the list {LEVEL_LIST!r}; see b_list.csv")
