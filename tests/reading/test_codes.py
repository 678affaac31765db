"""Every code of the reading package is declared, used, and met in a test."""

import re
from pathlib import Path

import cl_pipeline.reading
from cl_pipeline.catalogue import catalogue

PACKAGE = Path(cl_pipeline.reading.__file__).parent
TESTS = Path(__file__).parent
CODE = re.compile(r'"([A-Z]{2,}(?:_[A-Z]+)*)"')
OURS = {code for code, kind in catalogue().items() if kind.arises_in == "reading"}


def codes_in(folder: Path) -> set[str]:
    return {code for path in folder.rglob("*.py") for code in CODE.findall(path.read_text("utf-8"))}


def test_every_declared_code_is_used():
    """The page of findings lists no code that cannot occur."""
    assert OURS - codes_in(PACKAGE) == set()


def test_every_declared_code_has_a_test():
    assert OURS - codes_in(TESTS) == set()
