"""Several processes write at once; nothing is lost and nothing is there twice."""

import subprocess
import sys
from pathlib import Path

from cl_pipeline.store import open_store

ROOT = Path(__file__).resolve().parents[2]

WRITER = """
import sys
from tests.builders.drafts import decide, draft, receive, save
from cl_pipeline.model.codes import DecisionKind
from cl_pipeline.store import open_store

with open_store(sys.argv[1]) as store:
    for number in range(8):
        name = f"file {number}" if number % 2 else f"file {number} of {sys.argv[2]}"
        receive(store, name)
        save(store, draft(name))
        decide(store, DecisionKind.CLOSE_ROUND, str(2000 + number))
"""


def test_four_writers_take_turns_from_the_start(empty_url):
    writers = [
        subprocess.Popen(
            [sys.executable, "-W", "error", "-c", WRITER, empty_url, str(number)],
            cwd=ROOT,
            stderr=subprocess.PIPE,
            text=True,
        )
        for number in range(4)
    ]
    errors = [writer.communicate(timeout=120)[1] for writer in writers]

    assert errors == [""] * 4
    with open_store(empty_url) as store:
        names = [received_file.path for received_file in store.received_files.list()]
        assert len(names) == len(set(names)) == 4 + 4 * 4
        assert len(store.submissions.list()) == len(names)
        assert [decision.decision_id for decision in store.decisions.list()] == list(range(1, 9))
