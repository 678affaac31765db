"""From the wording of a drop-down back to its code.

Belongs here: the one place where printed choices and codes meet on the way in. Wordings are
compared without case and extra spaces, because people also type them. Does not belong here:
whether a code is allowed (``checks``).
"""

from cl_pipeline.model.form import FormCell
from cl_pipeline.model.framework import Framework


def same_words(left: str, right: str) -> bool:
    """True where two texts differ in case and spaces alone."""
    return " ".join(left.split()).casefold() == " ".join(right.split()).casefold()


def attribute_code(framework: Framework, cell: FormCell, words: str) -> str | None:
    """The code of a declared property, None where the words are not among its choices."""
    if cell.indicator is None:
        return None
    for attribute in framework.indicator(cell.indicator).attributes:
        if attribute.key != cell.attribute:
            continue
        for code, wording in attribute.choices:
            if same_words(words, wording) or same_words(words, code):
                return code
    return None


def choice_code(framework: Framework, cell: FormCell, words: str) -> str | None:
    """The code behind a choice of a form cell, None where the cell offers none like it.

    The choices of a cell are the names of one code list in order; where no list has them, such as
    yes and no, the wording itself is the code.
    """
    wording = next((one for one in cell.choices if same_words(one, words)), None)
    names = _list_of(framework, cell)
    if wording is None:
        return next((code for code in names.values() if same_words(code, words)), None)
    return names.get(wording, wording)


def _list_of(framework: Framework, cell: FormCell) -> dict[str, str]:
    lists: dict[str, dict[str, str]] = {}
    for one in framework.codes:
        if one.name in cell.choices:
            lists.setdefault(one.list_key, {})[one.name] = one.code
    return next((names for names in lists.values() if set(names) == set(cell.choices)), {})
