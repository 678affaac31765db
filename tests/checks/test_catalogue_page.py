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


def test_every_row_of_the_page_has_its_columns():
    rows = [line for line in catalogue_page().splitlines() if line.startswith("| `")]

    assert rows
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {6}


def test_the_page_is_the_same_every_time():
    assert catalogue_page() == catalogue_page()


@pytest.mark.parametrize("code", sorted(OWN))
def test_texts_for_a_ministry_are_courteous_sentences(code):
    """A remedy is a request in whole sentences; nobody is blamed."""
    kind = catalogue()[code]

    assert kind.remedy.endswith(".")
    assert not DISCOURTEOUS.search(f"{kind.title} {kind.expected} {kind.remedy}")
