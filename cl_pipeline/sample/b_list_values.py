"""The entries of one B-list return: invented, and saying so in every text.

Belongs here: which cell of the B-list form takes which invented text. Does not belong here: the
texts (``b_list.csv``) and the A list (``values``).
"""

from collections.abc import Iterator

from cl_pipeline.errors import BrokenInvariant
from cl_pipeline.model.codes import Field, ListLetter
from cl_pipeline.model.framework import Framework
from cl_pipeline.sample.figures import BListText, SampleReturn, load_b_list
from cl_pipeline.sample.values import Entry, cover_entries, entry

INVENTED = "Invented for illustration:"
"""How every invented text begins, so that none is taken for a statement of a Member State."""

LEVEL_LIST = "level"


def b_list_values(framework: Framework, one: SampleReturn) -> list[Entry]:
    """All entries of one B-list return, sheet by sheet; shaped like those of the A list.

    Raises:
        BrokenInvariant: a level of ``b_list.csv`` is not in the framework's code list.
    """
    texts = {text.indicator: text for text in load_b_list() if text.sender == one.sender}
    rows = list(cover_entries(one))
    for indicator in framework.on_list(ListLetter.B):
        answer = "yes" if indicator.key in texts else "no"
        keys = {"indicator": indicator.key, "attribute": indicator.position}
        rows.append(entry(Field.COVERS, answer, **keys))
        if indicator.key in texts:
            rows.extend(_sheet(framework, one, texts[indicator.key]))
    return rows


def _sheet(framework: Framework, one: SampleReturn, text: BListText) -> Iterator[Entry]:
    about = {"indicator": text.indicator}
    yield entry(Field.INSTITUTION, one.institution, **about)
    yield entry(Field.LEVEL, _wording(framework, text.level), **about)
    yield entry(Field.NARRATIVE, text.narrative, **about)
    if text.evidence:
        yield entry(Field.EVIDENCE, text.evidence, **about, attribute="title", entry="1")


def _wording(framework: Framework, level: str) -> str:
    for code in framework.codes:
        if (code.list_key, code.code) == (LEVEL_LIST, level):
            return code.name
    raise BrokenInvariant(f"level {level} is not in the list {LEVEL_LIST!r}; see b_list.csv")
