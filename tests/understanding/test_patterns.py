"""Patterns: every sign of their little language, and what an author is told about a wrong one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.patterns import PatternError, Vocabulary, endings
from bot.understanding.search import Found, Machine

GROUPS = {
    "lips": ["lip", "lips"],
    "mouth": ["{lips}", "tongue", "roof of my mouth"],
    "swell": ["swell+", "puffed up"],
    "loop": ["{loop}"],
    "lost": ["{nowhere}"],
}
SMALL = frozenset(["is", "my", "the", "of", "really"])


def found(pattern: str, text: str) -> list[Found]:
    vocabulary = Vocabulary(GROUPS)
    vocabulary.words(pattern)
    vocabulary.add("sign", "x", pattern)
    before: list[int] = []
    with_it: list[int] = []
    place = 0
    for word in text.split():
        before.append(place)
        place += word not in SMALL
        with_it.append(place)
    return Machine(vocabulary, frozenset(["not", "cant"])).run([(word,) for word in text.split()], before, with_it).get("sign", [])


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("swollen lips", "swollen lips"),
        ("swollen lips", "swollen the really lips"),
        ("{lips}", "my lip"),
        ("{mouth}", "the roof of my mouth"),
        ("{mouth} {swell}", "lips swelling"),
        ("{swell} & {mouth}", "tongue is puffed up"),
        ("{swell} & {mouth}", "swells a b c d tongue"),
        ("throat .. closing", "throat a b c d closing"),
        ("in|on_top_of bed", "on top of bed"),
        ("{lips}|gum sore", "gum sore"),
        ("a & b & c", "c b a"),
        ("a b & c", "c a b"),
    ],
)
def test_what_a_pattern_finds(pattern: str, text: str) -> None:
    (one,) = found(pattern, text)
    assert (one.start, one.end) == (0, len(text.split()) - 1) or text.startswith(("my", "the"))


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("swollen lips", "lips swollen"),
        ("swollen lips", "swollen big lips"),
        ("throat .. closing", "closing throat"),
        ("throat .. closing", "throat a b c d e closing"),
        ("{swell} & {mouth}", "swells a b c d e tongue"),
        ("{swell} & {mouth}", "swells"),
        ("in|on_top_of bed", "top of bed"),
    ],
)
def test_what_a_pattern_does_not_find(pattern: str, text: str) -> None:
    assert found(pattern, text) == []


def test_the_nearest_words_are_taken_and_every_end_is_told() -> None:
    assert [(one.start, one.end) for one in found("throat .. closing", "throat throat closing closing")] == [(1, 2), (1, 3)]


def test_a_pattern_with_a_negation_among_its_words_is_negated() -> None:
    assert [one.negated for one in found("cant|can .. breathe", "cant breathe")] == [True]
    assert [one.negated for one in found("cant|can .. breathe", "can not breathe")] == [False]


@pytest.mark.parametrize(
    ("pattern", "says"),
    [
        ("..", "'..' must stand between two words"),
        ("a .. & b", "'&' must stand between two words"),
        ("a ..", "a pattern needs words, and must not end with .. or &"),
        (" ", "a pattern needs words, and must not end with .. or &"),
        ("{lips", "'{lips' is not a word and not a group in braces"),
        ("a|lips}", "'a|lips}' is not a word and not a group in braces"),
        ("{nowhere}", "there is no group of words 'nowhere'"),
        ("{lost}", "there is no group of words 'nowhere'"),
        ("{loop}", "the group {loop} contains itself"),
    ],
)
def test_a_wrong_pattern_is_told(pattern: str, says: str) -> None:
    with pytest.raises(PatternError) as told:
        Vocabulary(GROUPS).words(pattern)
    assert str(told.value) == says


def test_too_many_orders_are_refused() -> None:
    with pytest.raises(PatternError, match="at most twice"):
        found("a & b & c & d", "a")


@pytest.mark.parametrize(
    ("verb", "forms"),
    [
        ("swell", "swell swells swelled swelling"),
        ("wheeze", "wheeze wheezes wheezed wheezing wheezeing"),
        ("itch", "itch itches itched itching"),
        ("throb", "throb throbs throbbed throbbing throbed throbing"),
        ("worry", "worry worries worried worrying worrys"),
    ],
)
def test_endings(verb: str, forms: str) -> None:
    assert set(endings(verb)) == set(forms.split())


@given(st.lists(st.sampled_from(["a", "b", "x", "is"]), max_size=60))
def test_a_long_list_and_a_short_one_are_joined_the_same_way(words: list[str]) -> None:
    """Whichever list is walked, each `b` goes with the last `a` before it."""
    expected = []
    for index, word in enumerate(words):
        last = max((earlier for earlier in range(index) if words[earlier] == "a"), default=None)
        if word == "b" and last is not None and sum(one not in SMALL for one in words[last + 1 : index]) <= 4:
            expected.append((last, index))
    assert [(one.start, one.end) for one in found("a .. b", " ".join(words))] == expected
