"""Whatever people do with files, a current value changes only by a statement, and with a notice."""

import os
import tempfile
from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path

from hypothesis import example, given
from hypothesis import strategies as st

from cl_pipeline.store.records import FeedbackWritten
from cl_pipeline.workflows.a_list_collection.collection import collect
from cl_pipeline.workflows.a_list_collection.feedback_due import feedback_facts, outdated
from tests.builders.examples import examples
from tests.builders.office import NOW, SAVED_AT, Office, open_office, perfect, value

SENDERS = ("KHM", "LAO")
CONTENTS = (
    ("KHM", "North", 401), ("KHM", "North", 402), ("KHM", "South", 500), ("LAO", "North", 401),
)  # fmt: skip
PLACES = ("2021/{}/form.xlsx", "2021/{}/old/form.xlsx", "2022/{}/form.xlsx")

saving = st.tuples(st.just("save"), st.sampled_from(CONTENTS), st.sampled_from(PLACES[:2]))
steps = st.one_of(
    saving,
    saving,
    st.tuples(st.just("misfile"), st.sampled_from(CONTENTS), st.sampled_from(PLACES)),
    st.tuples(st.just("move"), st.sampled_from(SENDERS), st.permutations(PLACES)),
    st.tuples(st.just("clock"), st.integers(-40, 40), st.none()),
    st.tuples(st.just("hostile"), st.sampled_from(SENDERS), st.binary(max_size=40)),
)


@cache
def content(sender: str, institution: str, girls: int) -> bytes:
    """The form of that sender with that number of girls."""
    builder = replace(perfect(sender), institution=institution)
    return builder.file((value("children", sex="F"), str(girls)))


class History:
    """An office with what its current values must be, by the rule in words of one line.

    A content counts in a folder that names its sender and round, when it is first seen
    there, and anew when a path goes back to it. Of two institutions the first one is shown.
    """

    def __init__(self, office: Office) -> None:
        self.office, self.number = office, 0
        self.at_path: dict[str, list[bytes]] = {}
        self.statements: dict[str, list[tuple[str, int]]] = {sender: [] for sender in SENDERS}
        self.seen: set[tuple[str, bytes]] = set()
        self.known: set[bytes] = set()

    def do(self, kind, first, second):
        drive = self.office.drive
        if kind == "clock":
            now = self.office.pipeline.settings.now + timedelta(days=first)
            changed = replace(self.office.pipeline.settings, now=now)
            self.office.pipeline = replace(self.office.pipeline, settings=changed)
        elif kind == "hostile":
            self.put(f"2021/{first}/{self.number}.xlsx", second)
        elif kind == "move":
            old, new = (place.format(first) for place in second[:2])
            if (drive / old).exists():
                (drive / new).parent.mkdir(parents=True, exist_ok=True)
                (drive / old).rename(drive / new)
        else:
            sender = first[0] if kind == "save" else SENDERS[first[0] == "KHM"]
            self.put(second.format(sender), content(*first))
        self.note_statements()

    def put(self, path, bytes_):
        self.number += 1
        self.office.save(path, bytes_)
        os.utime(self.office.drive / path, (SAVED_AT + self.number, SAVED_AT + self.number))

    def note_statements(self):
        """What the files on the drive state that is new."""
        by_bytes = {content(*named): named for named in CONTENTS}
        files = [path for path in self.office.drive.rglob("*.xlsx") if "outgoing" not in path.parts]
        for file in sorted(files, key=lambda path: (path.stat().st_mtime_ns, str(path))):
            path, now = str(file.relative_to(self.office.drive)), file.read_bytes()
            before = self.at_path.setdefault(path, [])
            if before and before[-1] == now:
                continue
            self.known.add(now)
            if now in by_bytes:
                sender, institution, girls = by_bytes[now]
                if path.startswith(f"2021/{sender}/"):
                    is_first = (sender, now) not in self.seen
                    if is_first or now in before:
                        self.statements[sender].append((institution, girls))
                    self.seen.add((sender, now))
            before.append(now)

    def expected(self, sender):
        stated = self.statements[sender]
        return [girls for name, girls in stated if name == stated[0][0]][-1] if stated else None


def current(office: Office, sender: str):
    """The number of girls that counts, and the submission it is from."""
    girls = [
        accepted
        for accepted in office.pipeline.store.observations.accepted(2021, sender)
        if accepted.observation.key.breakdown.sex == "F"
        and accepted.observation.key.measure == "children"
    ]
    return (int(girls[0].observation.value), girls[0].submission_id) if girls else (None, None)


def give_feedback(office: Office) -> set[str]:
    """Everything that waits for feedback gets it; the submissions."""
    reports = office.pipeline.store.feedback_reports
    waiting = outdated(office.pipeline, feedback_facts(office.pipeline))
    for due in waiting:
        key = (due.submission_id, due.recipient, due.version, due.occasion)
        reports.record(FeedbackWritten(*key, "outgoing", False, NOW, "run"))
    return {due.submission_id for due in waiting}


FIRST, SECOND, SOUTH, _ = CONTENTS
FORM, OLD, NEXT_YEAR = PLACES
CORRECTED = [("save", FIRST, FORM), ("save", SECOND, FORM)]


@example([*CORRECTED, ("save", FIRST, OLD)])
@example([("save", FIRST, FORM), ("save", SECOND, OLD), ("move", "KHM", (FORM, NEXT_YEAR))])
@example([*CORRECTED, ("misfile", FIRST, FORM)])
@example([*CORRECTED, ("save", FIRST, FORM)])
@example([("save", FIRST, FORM), ("clock", -40, None), ("save", SECOND, FORM)])
@example([("save", FIRST, FORM), ("save", SOUTH, OLD), ("save", SECOND, FORM)])
@examples(4)
@given(st.lists(steps, min_size=2, max_size=6))
def test_a_current_value_changes_by_a_statement_with_a_notice_and_nothing_is_lost(chosen):
    with tempfile.TemporaryDirectory() as folder:
        office = open_office(Path(folder))
        history = History(office)
        shown = dict.fromkeys(SENDERS, (None, None))
        for step in chosen:
            history.do(*step)
            collect(office.pipeline, wait=False)
            notified = give_feedback(office)
            for sender in SENDERS:
                now = current(office, sender)
                assert now[0] == history.expected(sender)
                assert now == shown[sender] or now[1] in notified
                shown[sender] = now
        kept = {
            office.pipeline.archive.path_of(file.digest).read_bytes()
            for file in office.pipeline.store.received_files.list()
            if file.digest
        }
        assert history.known <= kept
        paths = {file.path for file in office.pipeline.store.received_files.list()}
        assert set(history.at_path) <= paths
        office.pipeline.store.close()
