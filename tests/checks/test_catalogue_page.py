"""The page of findings and the texts of the checks' findings."""

import re
import tomllib

import pytest

from cl_pipeline.catalogue import FOLDER, catalogue
from cl_pipeline.catalogue.documentation import catalogue_page

OWN = tomllib.loads((FOLDER / "checks.toml").read_text("utf-8"))

DISCOURTEOUS = re.compile(r"\b(wrong|invalid|rejected|illegal|overdue|failed|error|must)\b", re.I)


def test_every_code_is_once_on_the_page():
    page = catalogue_page()

    codes = re.findall(r"^\| `([A-Z0-9_]+)`", page, re.M)

    assert sorted(codes) == sorted(catalogue())


@pytest.mark.parametrize("code", sorted(OWN))
def test_texts_for_a_ministry_are_courteous_sentences(code):
    """A remedy is a request in whole sentences; nobody is blamed."""
    kind = catalogue()[code]

    assert kind.remedy.endswith(".")
    assert not DISCOURTEOUS.search(f"{kind.title} {kind.expected} {kind.remedy}")
