"""The page of findings and the texts of the checks' findings."""

import re
import tomllib
from pathlib import Path

import pytest

from cl_pipeline.catalogue import FOLDER, catalogue

ROOT = Path(__file__).parents[2]
OWN = tomllib.loads((FOLDER / "checks.toml").read_text("utf-8"))

DISCOURTEOUS = re.compile(r"\b(wrong|invalid|rejected|illegal|overdue|failed|error|must)\b", re.I)


@pytest.mark.parametrize("package", ["reading", "checks"])
def test_every_code_of_a_package_is_used_there_and_tested(package):
    """The page of findings lists no code that cannot occur."""
    declared = {code for code, kind in catalogue().items() if kind.arises_in == package}

    for folder in (ROOT / "cl_pipeline" / package, ROOT / "tests" / package):
        texts = "".join(path.read_text("utf-8") for path in folder.rglob("*.py"))
        assert [code for code in declared if not re.search(rf"\b{code}\b", texts)] == []


@pytest.mark.parametrize("code", sorted(OWN))
def test_texts_for_a_ministry_are_courteous_sentences(code):
    """A remedy is a request in whole sentences; nobody is blamed."""
    kind = catalogue()[code]

    assert kind.remedy.endswith(".")
    assert not DISCOURTEOUS.search(f"{kind.title} {kind.expected} {kind.remedy}")
