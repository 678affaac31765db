"""Reference series on the sample: real differences, and the officer decides about each."""

import pytest

pytestmark = pytest.mark.xdist_group("sample")


def is_cambodia(row: dict) -> bool:
    return (row["position"], row["figure"]["sender"]) == ("A2", "KHM")


def test_the_sample_shows_real_differences_and_nothing_is_put_by_itself(sampled):
    sampled.do("context", "load")

    shown = sampled.ask("context", "reference", "--round", "2023")["differences"]

    assert any(is_cambodia(row) and row["figure"]["year"] == 2012 for row in shown)
    reasons = {reason for row in shown for reason in row["reasons"]}
    assert reasons == {"definition", "age range", "revision"}
    assert {row["decision"] for row in shown} == {None}
    assert sampled.ask("question", "list") == []


def test_a_difference_put_to_the_sender_is_a_question_with_both_numbers(sampled):
    sampled.do("context", "load")
    shown = sampled.ask("context", "reference", "--round", "2023")["differences"]
    first, second, *_ = filter(is_cambodia, shown)
    decide = ("context", "settle", "--round", "2023", "--by", "ASEAN Secretariat")

    sampled.do(*decide, first["key"], "We ask how both go together.", "--put")
    sampled.do(*decide, second["key"], "Another age group.", "--leave")

    (question,) = sampled.ask("question", "list")
    assert question["trace_key"] == first["trace_key"]
    words = question["events"][0]["words"]
    assert "429380" in words
    assert first["figure"]["source_title"] in words
    decided = {
        difference["key"]: difference["decision"]
        for difference in sampled.ask("context", "reference", "--round", "2023")["differences"]
    }
    assert decided[first["key"]]["question"] == 1
    assert decided[second["key"]]["is_put"] is False
    assert decided[second["key"]]["words"] == "Another age group."


def test_the_same_series_twice_is_taken_in_once(sampled):
    sampled.do("context", "load")

    again = sampled.do("context", "load")

    assert again.out.count("loaded before") == again.out.count("loaded")
    assert "loaded before" in again.out
