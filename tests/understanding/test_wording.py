"""One spelling for many: the words of a text."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.understanding.wording import plain_words

INVISIBLE = "\u200b"
"""A space of no width: with it, a text is read letter by letter, and comes to the same words."""


@given(st.text(st.characters(max_codepoint=127), max_size=200))
@example("can`t\x00 br\x7feathe_now\r\n\tMY Lips''")
def test_a_text_of_plain_letters_is_read_as_any_other(text: str) -> None:
    assert plain_words(text) == plain_words(text + INVISIBLE)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Can't  BREATHE!", ("cant", "breathe")),
        ("can`t", ("cant",)),
        ("can\u2019t br\u00e9athe", ("cant", "breathe")),
        ("swel\u00adling", ("swelling",)),
        ("\uff34\uff28roat", ("throat",)),
        ("a_b\nc", ("a", "b", "c")),
        ("' _ '", ()),
    ],
)
def test_the_words_of_a_text(text: str, words: tuple[str, ...]) -> None:
    assert plain_words(text) == words
