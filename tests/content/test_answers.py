"""Typed words as answers of a form: what they give, what is asked back, and why they are not taken."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.content.answers import told, wanted
from bot.dialog import inputs
from bot.dialog.events import Told
from bot.dialog.script import Question
from bot.dialog.session import Answer
from tests.shipped import shipped

NOW = datetime(2026, 12, 4, 8, 0)  # noqa: DTZ001  # the clock on the wall
"""A Friday morning."""


def question(name: str, flow: str = "remind") -> Question:
    return shipped().script.flows[flow].questions[name]


def said(text: str, name: str, flow: str = "remind") -> Told:
    found = told(text, question(name, flow), NOW)
    assert found
    return found


def answers(text: str) -> tuple[Answer, ...]:
    return wanted(text, NOW).answers


def test_a_question_with_options_takes_no_value() -> None:
    assert told("weeks", question("rhythm"), NOW) is None


# ---- days


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("11 December", Told("2026-12-11")),
        ("5/6", Told(may_mean=("2027-06-05", "2027-05-06"))),
        ("31 February", Told(refused="impossible_date")),
        ("3 December 2025", Told(refused="past")),
        ("2110-01-01", Told(refused="too_far")),
        ("blue", Told(refused=inputs.UNREADABLE)),
        ("x" * 400, Told(refused="too_long")),
    ],
)
def test_a_day(text: str, given: Told) -> None:
    assert said(text, "first_date") == given


def test_a_day_without_a_year_is_looked_for_in_the_past_where_that_is_asked() -> None:
    assert said("1 December", "had_date", "had_dose") == Told("2026-12-01")


# ---- times


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("9", Told("09:00")),
        ("half past seven in the evening", Told("19:30")),
        ("at 5", Told(may_mean=("05:00", "17:00"))),
        ("in 2 hours", Told("10:00")),
        ("in 20 hours", Told(refused=inputs.UNREADABLE)),
        ("25:00", Told(refused="impossible_time")),
        ("9.5", Told(refused="impossible_time")),
        ("9.30", Told("09:30")),
        ("9.5am", Told(refused="impossible_time")),
        ("9 in Berlin", Told("09:00", zones=("Europe/Berlin",))),
        ("5 London time", Told(may_mean=("05:00", "17:00"), zones=("Europe/London",))),
        ("9 GMT+2", Told("09:00", zones=())),
        ("9am pst", Told("09:00", zones=("America/Los_Angeles", "America/Vancouver"))),
        ("blue in Berlin", Told(refused=inputs.UNREADABLE)),
    ],
)
def test_a_time(text: str, given: Told) -> None:
    assert said(text, "time") == given


# ---- how often


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("14", Told("14")),
        (" 007 ", Told("7")),
        ("0", Told("0")),
        ("12345678", Told("1000000")),
        ("two", Told("2")),
        ("every 3", Told("3")),
        ("3 4", Told(refused=inputs.UNREADABLE)),
        ("some", Told(refused=inputs.UNREADABLE)),
    ],
)
def test_a_number(text: str, given: Told) -> None:
    assert said(text, "count") == given


def test_a_plan_with_parts() -> None:
    assert said("every other day for 2 weeks, then every 3 months", "phases") == Told('["phases",[[2,"days",[2,"weeks"]]],[3,"months"]]')
    assert said("every 0 days", "phases") == Told(refused="every_zero")
    assert said("biweekly", "phases").may_mean


# ---- quiet hours


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("from 10pm to 7am", Told("22:00/07:00")),
        ("22:00-22:00", Told(refused="no_quiet")),
        ("5am to 11pm", Told(refused="quiet_too_long")),
        ("blue", Told(refused="not_understood")),
    ],
)
def test_quiet_hours(text: str, given: Told) -> None:
    assert said(text, "quiet_hours", "set_quiet") == given


def test_quiet_hours_without_a_half_of_the_day_are_asked_back() -> None:
    assert "22:00/07:00" in said("10 to 7", "quiet_hours", "set_quiet").may_mean


# ---- zones


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("Berlin", Told("Europe/Berlin")),
        ("I'm in Berlin", Told("Europe/Berlin")),
        ("Berlin time", Told("Europe/Berlin")),
        ("US/Pacific", Told("America/Los_Angeles")),
        ("NZST", Told("Pacific/Auckland")),
        ("EST", Told(may_mean=("America/New_York", "America/Toronto", "America/Jamaica"))),
        ("Russia", Told(refused=inputs.NEEDS_CITY)),
        ("Atlantis", Told(refused=inputs.UNKNOWN_PLACE)),
        ("GMT+2", Told(refused=inputs.UNKNOWN_PLACE)),
    ],
)
def test_a_zone(text: str, given: Told) -> None:
    assert said(text, "zone") == given


def test_a_city_that_there_are_several_of_is_asked_back_by_name() -> None:
    found = said("Springfield", "zone")
    assert "Springfield, Illinois" in found.called
    assert len(found.called) == len(found.may_mean)


# ---- a whole sentence


def test_a_sentence_answers_what_it_says_and_nothing_else() -> None:
    assert dict(answers("remind me every 2 weeks on monday at 9 in Berlin")) == {
        "rhythm": ("weeks",),
        "count": ("=2",),
        "first_date": ("=2026-12-07",),
        "time": ("=09:00",),
        "zone": ("=Europe/Berlin",),
    }
    assert answers("remind me") == ()


def test_what_a_sentence_leaves_open_is_handed_on_to_be_asked() -> None:
    found = dict(answers("remind me every 2 weeks from 5/6 at 5 in Springfield"))
    assert found["first_date"] == ("=2027-06-05", "=2027-05-06")
    assert found["time"] == ("=05:00", "=17:00")
    assert "=America/Chicago" in found["zone"]


@pytest.mark.parametrize("place", ["in Atlantis", "GMT+2", "in Russia", "in Washington"])
def test_a_place_that_tells_no_zone_is_handed_on_without_one(place: str) -> None:
    assert dict(answers(f"remind me every monday at 9 {place}"))["zone"] == ()


def test_the_same_weekday_of_every_month_and_a_rule_to_choose() -> None:
    assert dict(answers("remind me every first monday at 9"))["weekday"] == ("mon",)
    assert dict(answers("remind me biweekly on monday"))["count"] == ("=2",)


def test_a_rhythm_that_can_be_meant_in_two_ways_is_handed_on_to_be_asked() -> None:
    found = dict(answers("remind me every second tuesday"))
    assert found == {"rhythm": ("phases",), "phases": ("=every:2:weeks", "=weekday:2:1:1")}


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("remind me every 0 days", "every_zero"),
        ("remind me on 31 February at 9", "impossible_date"),
        ("remind me on 1 January 2110", "too_far"),
        ("remind me yesterday at 9", "past"),
        ("remind me every 3 months on friday at 9 in Rome", "weekday_wont_stay"),
        ("remind me except on friday", "not_understood"),
    ],
)
def test_a_sentence_that_cannot_be_used_says_why_and_gives_nothing(text: str, refused: str) -> None:
    found = wanted(text, NOW)
    assert (found.answers, found.refused, found.plain) == ((), refused, False)


def test_where_how_often_was_asked_a_length_of_time_is_how_often() -> None:
    assert dict(wanted("2 weeks", NOW, asked=True).answers) == {"rhythm": ("weeks",), "count": ("=2",)}
    assert wanted("2 weeks", NOW, asked=True).plain
    assert not wanted("every 2 weeks I feel tired", NOW, asked=True).plain
