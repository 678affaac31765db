"""Reference series on the sample: real differences, and the officer decides about each."""

import pytest

pytestmark = pytest.mark.xdist_group("sample")


def is_cambodia(row: dict) -> bool:
    return (row["indicator"], row["member_state"]) == ("A2", "KHM")


def test_the_sample_shows_real_differences_and_nothing_is_put_by_itself(sampled):
    sampled.do("context", "load")

    shown = sampled.ask("context", "reference", "--round", "2023")["differences"]

    assert any(is_cambodia(row) and row["year"] == 2012 for row in shown)
    reasons = {reason for row in shown for reason in row["may_be_due_to"].split(", ")}
    assert reasons == {"definition", "age range", "revision"}
    assert {row["decided"] for row in shown} == {"open"}
    assert sampled.ask("question", "list") == []


def test_a_difference_put_to_the_sender_is_a_question_with_both_numbers(sampled):
    sampled.do("context", "load")
    shown = sampled.ask("context", "reference", "--round", "2023")["differences"]
    first, second, *_ = filter(is_cambodia, shown)
    decide = ("context", "settle", "--round", "2023", "--by", "ASEAN Secretariat")

    sampled.do(*decide, first["difference"], "We ask how both go together.", "--put")
    sampled.do(*decide, second["difference"], "Another age group.", "--leave")

    (question,) = sampled.ask("question", "list")
    assert question["trace_key"] == first["trace_key"]
    words = question["events"][0]["words"]
    assert "429380" in words
    assert first["source"] in words
    decided = {
        difference["difference"]: difference["decided"]
        for difference in sampled.ask("context", "reference", "--round", "2023")["differences"]
    }
    assert decided[first["difference"]] == "question 1: We ask how both go together."
    assert decided[second["difference"]] == "left as it is: Another age group."


def test_the_same_series_twice_is_taken_in_once(sampled):
    sampled.do("context", "load")

    again = sampled.do("context", "load")

    assert again.out.count("loaded before") == again.out.count("loaded")
    assert "loaded before" in again.out
