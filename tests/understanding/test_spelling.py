"""Tokens: many spellings become one, and every token still says where it stood in the text as it was typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.spelling import Mark, tokens
from bot.understanding.wording import LONGEST


def words(text: str) -> list[str]:
    return [token.word for token in tokens(text)]


@pytest.mark.parametrize(
    "typed",
    [
        "my throat is swelling",
        "MY THROAT IS SWELLING",
        "my  throat\tis swelling",
        "my thro\u200bat is swel\u00adling",
        "my thro\u0301at is swelli\u0308ng",
        "\uff4d\uff59 \uff54\uff48\uff52\uff4f\uff41\uff54 is swelling",
        "my thr\u043e\u0430t is swell\u0456ng",
        "my \U0001d42d\U0001d421\U0001d42b\U0001d428\U0001d41a\U0001d42d is swelling",
        "\u202emy throat is swelling",
    ],
)
def test_ways_to_write_the_same_words(typed: str) -> None:
    assert words(typed) == ["my", "throat", "is", "swelling"]


@pytest.mark.parametrize("typed", ["can't", "can\u2019t", "can\u00b4t", "can`t", "cant", "CAN'T"])
def test_apostrophes_make_no_difference(typed: str) -> None:
    assert words(typed) == ["cant"]


@pytest.mark.parametrize(
    ("typed", "read"),
    [("throat's closing", "throat closing"), ("it's bad", "its bad"), ("I'll go", "iwill go"), ("my mother's face", "my mother face")],
)
def test_what_is_left_of_a_word_with_an_apostrophe(typed: str, read: str) -> None:
    assert words(typed) == read.split()


def test_emoji_are_tokens_without_their_colour_or_variant() -> None:
    assert words("dizzy 😵\u200d💫🥴 ok 👍🏽 ❤️") == ["dizzy", "😵", "💫", "🥴", "ok", "👍", "❤"]


@pytest.mark.parametrize(
    ("typed", "marks"),
    [
        ("a, b", [Mark.NONE, Mark.PAUSE]),
        ("a. b", [Mark.NONE, Mark.STOP]),
        ("a.b", [Mark.NONE, Mark.STOP]),
        ("a... b", [Mark.NONE, Mark.PAUSE]),
        ("a - b", [Mark.NONE, Mark.PAUSE]),
        ("a\u2014b", [Mark.NONE, Mark.PAUSE]),
        ("a-b", [Mark.NONE, Mark.NONE]),
        ("a\nb", [Mark.NONE, Mark.STOP]),
        ("9.5 b", [Mark.NONE, Mark.NONE, Mark.NONE]),
        ("😭 b", [Mark.NONE, Mark.PAUSE]),
    ],
)
def test_how_strongly_marks_part_a_text(typed: str, marks: list[Mark]) -> None:
    assert [token.mark for token in tokens(typed)] == marks


def test_a_question_mark_makes_its_whole_sentence_a_question() -> None:
    assert [token.asked for token in tokens("rash? yes. is it bad?! hm")] == [True, False, True, True, True, False]


def test_a_token_says_where_it_stood() -> None:
    typed = "Oh\u2026 my\u200b  ＬＩＰＳ aren\u2019t fine"
    assert [typed[token.start : token.end] for token in tokens(typed)] == ["Oh", "my", "ＬＩＰＳ", "aren\u2019t", "fine"]


@given(st.text(max_size=400))
def test_any_text_has_tokens_in_order_inside_of_it(text: str) -> None:
    start = 0
    for token in tokens(text):
        assert start <= token.start < token.end <= len(text)
        assert token.word
        start = token.start


def test_no_more_is_read_than_telegram_sends() -> None:
    assert len(tokens("a " * LONGEST)) == LONGEST // 2
