"""An attacker who holds every written file of two vintages, and nothing else."""

import re
from base64 import b64decode
from collections.abc import Iterator
from io import BytesIO
from itertools import combinations
from pathlib import Path
from zipfile import ZipFile, is_zipfile

import pytest
from PIL import Image, PngImagePlugin

from cl_pipeline.model.identity import RoundYear
from cl_pipeline.workflows.slom_review.review import write_review
from tests.builders.pipelines import consolidated
from tests.builders.submissions import SubmissionBuilder

IN_LABOUR = 3
LEAST = 20_000
"""Below are years, widths and the like; the figures of the attack are above."""


WORDS_IN_TAGS = re.compile(r'\b(?:alt|title|descr|aria-label|content|data-[a-z-]+)="([^"]*)"')
PICTURES = re.compile(r"base64,([^\"]*)")


def texts_of(path: Path) -> str:
    """Every text in the file: cells, hidden sheets, chart caches, properties, picture notes."""
    if is_zipfile(path):
        with ZipFile(path) as packed:
            parts = [(name, packed.read(name)) for name in packed.namelist()]
    else:
        parts = [(path.name, path.read_bytes())]
    return " ".join(text for name, part in parts for text in texts_in(name, part))


def texts_in(name: str, part: bytes) -> Iterator[str]:
    """The file name with the texts of one part, of what its tags say and of its pictures."""
    yield name
    if name.endswith(".png"):
        with Image.open(BytesIO(part)) as picture:
            picture.load()
            yield from map(str, picture.info.values())
        return
    text = part.decode("utf-8", "ignore")
    for encoded in PICTURES.findall(text):
        yield from texts_in("embedded.png", b64decode(encoded))
    yield from WORDS_IN_TAGS.findall(text)
    yield re.sub(r"<[^>]*>", " ", PICTURES.sub(" ", text))


def numbers_in(folder: Path) -> set[int]:
    """Every whole number from LEAST on, with or without separators, below the folder."""
    texts = " ".join(texts_of(path) for path in sorted(folder.rglob("*")) if path.is_file())
    found = re.findall(r"(?<![\w.])\d{1,3}(?:,\d{3})+(?![\w])|(?<![\w.])\d{5,7}(?![\w.])", texts)
    return {number for text in found if (number := int(text.replace(",", ""))) >= LEAST}


def young_workers(total: int) -> SubmissionBuilder:
    """A few of them in child labour, the others in acceptable employment, on two sheets."""
    builder = SubmissionBuilder()
    builder.type_value("young_workers_child_labour", "persons", str(IN_LABOUR))
    builder.type_value("young_workers_child_labour", "young_workers", str(total))
    builder.type_value("young_workers_acceptable", "persons", str(total - IN_LABOUR))
    builder.type_value("young_workers_acceptable", "young_workers", str(total))
    return builder


def test_the_attacker_reads_what_is_written_into_pictures_and_tags():
    saved, notes = BytesIO(), PngImagePlugin.PngInfo()
    notes.add_text("Description", "70,113 in all")
    Image.new("RGB", (1, 1)).save(saved, "PNG", pnginfo=notes)

    assert "70,113 in all" in list(texts_in("picture.png", saved.getvalue()))
    assert "70,110" in list(texts_in("page.html", b'<img alt="70,110">'))


@pytest.fixture
def written(pipeline) -> set[int]:
    """What is in the papers of a vintage, and in those after a correction."""
    numbers: set[int] = set()
    for day, total in ((1, 70_113), (3, 70_214)):
        young_workers(total).stored(pipeline, day=day, name=f"on day {day}")
        consolidated(pipeline, 2021, day=day + 1)
        write_review(pipeline, RoundYear(2021))
        numbers |= numbers_in(pipeline.settings.output_dir)
    return numbers


def test_one_of_whole_and_rest_is_shown(written):
    """Hiding everything would be no answer to the attack."""
    assert written & {70_113, 70_110}


def test_no_two_numbers_of_the_files_give_the_hidden_count(written):
    pairs = combinations(sorted(written), 2)

    assert [pair for pair in pairs if pair[1] - pair[0] == IN_LABOUR] == []
