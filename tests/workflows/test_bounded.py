"""The bounded process: whatever breaks it costs one call, never the next."""

import operator
from importlib.util import find_spec

import pytest

from cl_pipeline.workflows.bounded import OutOfBounds, bounded, end, within
from tests.builders import breaking


def test_it_gives_what_the_function_makes():
    assert bounded(operator.add, 1, 2) == 3


def test_it_loads_no_module_from_the_folder_that_a_command_is_run_in(tmp_path, monkeypatch):
    """Somebody may have put one next to the files that are checked."""
    (tmp_path / "planted.py").touch()
    monkeypatch.chdir(tmp_path)
    end()

    assert bounded(find_spec, "planted") is None


def test_it_raises_what_the_function_raises():
    with pytest.raises(ZeroDivisionError) as raised:
        bounded(operator.truediv, 1, 0)

    assert "Traceback" in raised.value.__notes__[0]


def test_an_exception_that_cannot_be_sent_is_named():
    with pytest.raises(RuntimeError, match="Unpicklable: 1 and 2"):
        bounded(breaking.fail_oddly, 0)


@pytest.mark.parametrize(
    ("breaks", "why"),
    [
        pytest.param(breaking.hang, "longer than 0.5 seconds", id="hangs"),
        pytest.param(breaking.work, "longer than 0.5 seconds", id="works-for-ever"),
        pytest.param(breaking.take_memory, "more memory than 2048 MiB", id="takes-memory"),
        pytest.param(breaking.die, "stopped without an answer", id="dies"),
    ],
)
def test_what_breaks_the_process_is_a_failure_and_the_next_call_works(breaks, why):
    with pytest.raises(OutOfBounds, match=why):
        within(0.5, breaks, 0)

    assert bounded(operator.add, 1, 2) == 3
