"""The place in a sentence about when: found, cut out, and never made of words that are none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.atlas import atlas
from bot.dialog.wallclock import is_zone
from bot.understanding.places import find_place
from bot.understanding.when.where import LETTERS, Where, bare, where, zones_of


def known(text: str) -> bool:
    found = find_place(text, atlas())
    return bool(found.options or found.wide)


@pytest.mark.parametrize(
    ("text", "rest", "place"),
    [
        ("every 2 weeks on friday at 9 in Berlin", "every 2 weeks on friday at 9", "Berlin"),
        ("in new york every friday at 9", "every friday at 9", "new york"),
        ("every friday in Portland, Oregon at 9", "every friday at 9", "Portland, Oregon"),
        ("every friday in Portland, OR at 9", "every friday at 9", "Portland, OR"),
        ("every friday at 9 in The Hague", "every friday at 9", "The Hague"),
        ("every friday at 9 in the US", "every friday at 9", "US"),
        ("every friday at 9 in the Berlin time zone", "every friday at 9", "Berlin"),
        ("every friday at 9 in St. Louis please", "every friday at 9 please", "St. Louis"),
        ("every friday at 9 in Salem in the morning", "every friday at 9 in the morning", "Salem"),
        ("every friday at 9 in Berlin time", "every friday at 9", "Berlin"),
        ("every friday at 9 London time", "every friday at 9", "London"),
        ("every friday at 9, new york time, please", "every friday at 9, , please", "new york"),
        ("every friday at 9 Europe/Berlin", "every friday at 9", "Europe/Berlin"),
        ("every friday 9am EST", "every friday 9am", "EST"),
        ("every friday 9am est", "every friday 9am", "est"),
        ("every friday 9 ET", "every friday 9", "ET"),
        ("every friday 9 pacific standard time", "every friday 9", "pacific standard"),
        ("every friday 9 GMT+2", "every friday 9", "GMT+2"),
        ("every friday 9 utc -3:30 ", "every friday 9", "utc -3:30"),
        ("every friday at 9 in Atlantis", "every friday at 9", "Atlantis"),
    ],
)
def test_a_place_is_found_and_cut_out(text: str, rest: str, place: str) -> None:
    assert where(text, known) == Where(rest, place)


@pytest.mark.parametrize(
    "text",
    [
        "every friday at 9",
        "every friday at 9 in the morning",
        "in 2 weeks at 9",
        "in a week",
        "in March",
        "in my left arm every friday",
        "in the arm, every friday at 9",
        "every friday at lunch time",
        "at the same time every friday",
        "every friday at 9 my time",
        "4/12 at 9",
        "every 1/2 month",
        "in",
        "",
    ],
)
def test_words_that_name_no_place_stay(text: str) -> None:
    assert where(text, known) == Where(text)


@pytest.mark.parametrize(
    ("text", "name"), [("I'm in Berlin", "Berlin"), ("Berlin time", "Berlin"), ("near Oslo", "Oslo"), ("Bonn", "Bonn")]
)
def test_what_stands_around_a_place_is_taken_away(text: str, name: str) -> None:
    assert bare(text) == name


def test_letters_stand_for_zones_that_there_are_and_other_words_for_none() -> None:
    assert all(is_zone(zone) for zones in LETTERS.values() for zone in zones)
    assert zones_of("E.S.T.") == zones_of("eastern standard") == LETTERS["est"]
    assert zones_of("Berlin") == zones_of("pacific palisades") == ()


@given(st.text(max_size=60))
def test_any_text_is_left_as_it_is_or_loses_a_place(text: str) -> None:
    found = where(text, lambda words: True)
    assert len(found.rest) <= len(text)
    assert found.place or found.rest == text
