"""From the wording of a drop-down back to its code."""

from collections.abc import Mapping

from cl_pipeline.model.form import FormCell
from cl_pipeline.model.framework import Framework


def match_choice(left: str, right: str) -> bool:
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
            if match_choice(words, wording) or match_choice(words, code):
                return code
    return None


def choice_code(names: Mapping[str, str], cell: FormCell, words: str) -> str | None:
    """The code behind a choice of a form cell, None where the cell offers none like it.

    ``names`` are the codes of the list whose names the cell offers; where no list has them, such
    as yes and no, the wording itself is the code.
    """
    wording = next((choice for choice in cell.choices if match_choice(choice, words)), None)
    if wording is None:
        return next((code for code in names.values() if match_choice(code, words)), None)
    return names.get(wording, wording)
