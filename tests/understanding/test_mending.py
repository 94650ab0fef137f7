"""Slips of the finger are mended; right words, rare ones too, are left alone."""

from __future__ import annotations

import pytest

from bot.understanding.mending import LONGEST, MOST_MENDED, Mender

KNOWN = frozenset(["metformin", "wine", "week", "bored", "heard", "beard"])
MENDER = Mender({"exercise": 9, "injection": 7, "dizzy": 3, "sore": 5, "score": 1, "weights": 2, "nausea": 2}, KNOWN.__contains__)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("exercize", "exercise"),
        ("exersice", "exercise"),  # two slips in a long word
        ("injecton", "injection"),
        ("injectoin", "injection"),
        ("dizzzy", "dizzy"),
        ("soer", "sore"),  # one slip from both, and more often meant than "score"
        ("metfromin", "metformin"),  # not expected, but known and alone so near
        ("nasueaa", "nausea"),
    ],
)
def test_a_slip_is_mended(typed: str, meant: str) -> None:
    assert MENDER.mend([typed]) == (meant,)


@pytest.mark.parametrize(
    "word",
    ["exercise", "wine", "week", "gym", "xyz", "b12", "qwertyuiop", "leard", "прививка", "sorely" * 5, "weigh7s", "xercisex"],
)
def test_what_is_right_or_far_from_everything_stays(word: str) -> None:
    assert MENDER.mend([word]) == (word,)


def test_only_so_many_words_are_mended_and_a_repeated_one_counts_once() -> None:
    strange = [f"{letter}{letter}{letter}zz" for letter in "abcdefghijklm"]
    assert len(strange) > MOST_MENDED
    assert MENDER.mend([*strange, "dizzzy"])[-1] == "dizzzy"
    assert MENDER.mend(["zzzzq"] * 50 + ["dizzzy"])[-1] == "dizzy"


def test_a_wall_of_letters_is_no_slip() -> None:
    assert MENDER.mend(["a" * (LONGEST + 1)]) == ("a" * (LONGEST + 1),)
