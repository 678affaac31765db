"""How many lines a text takes: never fewer than an office program makes of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cl_pipeline.forms.text_metrics import line_count, wrapped

SENTENCE = "Please save the workbook as an Excel file on the shared drive, in the folder 2021/KHM."


@given(st.text(max_size=300), st.floats(1, 120))
def test_lines_put_together_are_the_text(text, width):
    lines = [wrapped(part, width) for part in text.split("\n")]

    assert "\n".join("".join(line) for line in lines) == text
    assert sum(map(len, lines)) == line_count(text, width)


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 10, 1),
        ("one\n\ntwo", 10, 3),
        ("a" * 100, 10, 10),
        (SENTENCE, 104, 1),
        (SENTENCE, 40, 2),
    ],
    ids=["nothing", "line breaks", "a word longer than the line", "one line", "two lines"],
)
def test_lines_are_counted_as_they_wrap(text, width, lines):
    assert line_count(text, width) == lines


def test_wide_letters_and_bold_take_more_lines():
    assert line_count("M" * 100, 50) > line_count("i" * 100, 50)
    assert line_count("number " * 40, 50, bold=True) >= line_count("number " * 40, 50)
    assert line_count("ទិន្នន័យ " * 20, 50) > line_count("letters " * 20, 50)
