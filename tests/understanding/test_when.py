"""What people type when asked "when?": read exactly, asked where it is open, refused with a reason where it cannot be."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.dialog.calendar import Every, Once, Phase, Phased, Reason, Rule, Unit, WeekdayOfMonth
from bot.understanding.when import Part, Refused, Ruled, When, read, wants_reminder
from bot.understanding.when.english import MONTHS, WEEKDAYS
from bot.understanding.when.reading import LONGEST

DAYS, WEEKS, MONTHS_ = Unit.DAYS, Unit.WEEKS, Unit.MONTHS
NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC).replace(tzinfo=None)  # a Tuesday
TODAY = NOW.date()


def hear(text: str, expecting: Part | None = None, back: bool = False) -> When:
    return read(text, NOW, expecting, back)


def asked(when: When, part: Part) -> tuple[object, ...]:
    return next((ask.options for ask in when.asks if ask.part is part), ())


# ---- days


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("friday", date(2026, 11, 27)),
        ("on Friday", date(2026, 11, 27)),
        ("this friday", date(2026, 11, 27)),
        ("Sat", date(2026, 11, 28)),
        ("next tuesday", date(2026, 12, 1)),
        ("today", TODAY),
        ("tomorrow", date(2026, 11, 25)),
        ("tommorow", date(2026, 11, 25)),
        ("the day after tomorrow", date(2026, 11, 26)),
        ("4 dec", date(2026, 12, 4)),
        ("dec 4", date(2026, 12, 4)),
        ("December 4th", date(2026, 12, 4)),
        ("the 4th of December", date(2026, 12, 4)),
        ("december the fourth", date(2026, 12, 4)),
        ("twenty-first of december", date(2026, 12, 21)),
        ("4 December 2027", date(2027, 12, 4)),
        ("4.12.", date(2026, 12, 4)),
        ("4.12.2026", date(2026, 12, 4)),
        ("4. 12. 2026", date(2026, 12, 4)),
        ("2026-12-04", date(2026, 12, 4)),
        ("2026/12/4", date(2026, 12, 4)),
        ("13/6", date(2027, 6, 13)),
        ("6/13", date(2027, 6, 13)),
        ("6/6", date(2027, 6, 6)),
        ("3 jan", date(2027, 1, 3)),
        ("the 4th", date(2026, 12, 4)),
        ("the 24th", TODAY),
        ("the 31st", date(2026, 12, 31)),
        ("29 feb", date(2028, 2, 29)),
        ("in 10 days", date(2026, 12, 4)),
        ("in ten days", date(2026, 12, 4)),
        ("in 2 weeks", date(2026, 12, 8)),
        ("in a fortnight", date(2026, 12, 8)),
        ("in a month", date(2026, 12, 24)),
        ("in 3 months", date(2027, 2, 24)),
        ("a week from today", date(2026, 12, 1)),
        ("3 days from now", date(2026, 11, 27)),
        ("friday 27 nov", date(2026, 11, 27)),
        ("wednesday the 25th", date(2026, 11, 25)),
        ("saturday 5/6/2027", date(2027, 6, 5)),
        ("thursday 5/6/2027", date(2027, 5, 6)),
        ("４ ｄｅｃ", date(2026, 12, 4)),
        ("٤ dec", date(2026, 12, 4)),
    ],
)
def test_a_day(text: str, day: date) -> None:
    when = hear(text)
    assert (when.day, when.at, when.rule, when.asks, when.refused) == (day, None, None, (), None)
    assert when.missing == (Part.TIME, Part.RULE)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("5/6", (date(2027, 6, 5), date(2027, 5, 6))),
        ("5/6/2027", (date(2027, 6, 5), date(2027, 5, 6))),
        ("5-6-2027", (date(2027, 6, 5), date(2027, 5, 6))),
        ("4/12/26", (date(2026, 12, 4),)),  # 12 April is over; what is left is still asked
        ("tuesday", (TODAY, date(2026, 12, 1))),
        ("next friday", (date(2026, 11, 27), date(2026, 12, 4))),
    ],
)
def test_a_day_that_can_be_two_is_asked(text: str, days: tuple[date, ...]) -> None:
    when = hear(text)
    assert when.day is None
    assert asked(when, Part.DAY) == days
    assert Part.DAY not in when.missing


def test_on_a_sunday_next_tuesday_is_asked() -> None:
    when = read("next tuesday", NOW - timedelta(days=2))
    assert asked(when, Part.DAY) == (date(2026, 11, 24), date(2026, 12, 1))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("yesterday", date(2026, 11, 23)),
        ("the day before yesterday", date(2026, 11, 22)),
        ("3 days ago", date(2026, 11, 21)),
        ("a week ago", date(2026, 11, 17)),
        ("friday", date(2026, 11, 20)),
        ("last friday", date(2026, 11, 20)),
        ("on 20 november", date(2026, 11, 20)),
        ("4 dec", date(2025, 12, 4)),
        ("the 4th", date(2026, 11, 4)),
        ("today", TODAY),
        ("this morning", TODAY),
        ("I had it on friday", date(2026, 11, 20)),
        ("it was yesterday", date(2026, 11, 23)),
    ],
)
def test_looking_back_a_day_is_the_last_one(text: str, day: date) -> None:
    assert hear(text, back=True).day == day


def test_looking_back_the_future_and_the_far_past_are_refused() -> None:
    assert hear("tomorrow", back=True).refused is Refused.FUTURE
    assert hear("today at 18", back=True).refused is Refused.FUTURE
    assert hear("4 dec 2014", back=True).refused is Reason.TOO_FAR
    assert hear("yesterday at 21", back=True).at == time(21)
    assert asked(read("last friday", NOW + timedelta(days=4), back=True), Part.DAY) == (date(2026, 11, 20), date(2026, 11, 27))


# ---- times


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("at 9", time(9)),
        ("@9", time(9)),
        ("9am", time(9)),
        ("9 a.m.", time(9)),
        ("9 pm", time(21)),
        ("9:30", time(9, 30)),
        ("at 9.30", time(9, 30)),
        ("9.30", time(9, 30)),
        ("09:05", time(9, 5)),
        ("21:30", time(21, 30)),
        ("21h30", time(21, 30)),
        ("at 21h", time(21)),
        ("at 0930", time(9, 30)),
        ("at 930", time(9, 30)),
        ("03:30", time(3, 30)),
        ("3:30 pm", time(15, 30)),
        ("half past nine", time(9, 30)),
        ("quarter past 8", time(8, 15)),
        ("quarter to 9", time(8, 45)),
        ("20 to 1", time(12, 40)),
        ("ten to 12 pm", time(11, 50)),
        ("ten to 12 am", time(23, 50)),
        ("ten to 1 pm", time(12, 50)),
        ("at nine thirty", time(9, 30)),
        ("7 o'clock", time(7)),
        ("7 o’clock in the evening", time(19)),
        ("9 in the evening", time(21)),
        ("9 in the morning", time(9)),
        ("3 at night", time(3)),
        ("3 in the afternoon", time(15)),
        ("noon", time(12)),
        ("at midday", time(12)),
        ("at 12", time(12)),
        ("12:15", time(12, 15)),
        ("12am", time(0)),
        ("12 pm", time(12)),
        ("0:30", time(0, 30)),
        ("at about 10", time(10)),
        ("at 0:00", time(0)),
    ],
)
def test_a_time(text: str, at: time) -> None:
    when = hear(text)
    assert (when.at, when.day, when.asks, when.refused) == (at, None, (), None)


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("at 3", (time(3), time(15))),
        ("3:30", (time(3, 30), time(15, 30))),
        ("half past six", (time(6, 30), time(18, 30))),
        ("in the morning", (time(7), time(8), time(9), time(10))),
        ("tomorrow evening", (time(18), time(19), time(20), time(21))),
        ("friday at midnight", (time(0), time(23, 59))),
        ("tomorrow at 12 midnight", (time(0), time(23, 59))),
        ("today at 9", (time(21),)),
        ("tonight", (time(20), time(21), time(22))),
    ],
)
def test_a_time_that_is_open_is_asked(text: str, times: tuple[time, ...]) -> None:
    when = hear(text)
    assert when.at is None
    assert asked(when, Part.TIME) == times


def test_a_number_alone_is_what_was_asked_for() -> None:
    assert hear("9", Part.TIME).at == time(9)
    assert hear("nine thirty", Part.TIME).at == time(9, 30)
    assert hear("4.12", Part.TIME).refused is None and asked(hear("4.12", Part.TIME), Part.TIME) == (time(4, 12), time(16, 12))
    assert hear("4", Part.DAY).day == date(2026, 12, 4)
    assert hear("4.12", Part.DAY).day == date(2026, 12, 4)
    assert hear("2 weeks", Part.RULE).rule == Every(2, WEEKS)
    assert hear("9").refused is Refused.NOT_UNDERSTOOD
    assert hear("2 weeks").refused is Refused.NOT_UNDERSTOOD
    assert hear("0 weeks", Part.RULE).refused is Reason.EVERY_ZERO
    assert hear("42", Part.DAY).refused is Refused.IMPOSSIBLE_DATE


@pytest.mark.parametrize(("text", "delay"), [("in 2 hours", 120), ("in an hour", 60), ("in half an hour", 30), ("in 45 minutes", 45)])
def test_a_time_counted_from_now(text: str, delay: int) -> None:
    assert hear(text).delay == timedelta(minutes=delay)
    assert hear(f"{text} on friday").refused is Refused.NOT_UNDERSTOOD


# ---- rules


LOADING = Phase(Every(2, DAYS), Every(2, WEEKS))


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("every day", Every(1, DAYS)),
        ("daily", Every(1, DAYS)),
        ("every other day", Every(2, DAYS)),
        ("alternate days", Every(2, DAYS)),
        ("on alternate days", Every(2, DAYS)),
        ("every 3rd day", Every(3, DAYS)),
        ("every third week", Every(3, WEEKS)),
        ("each week", Every(1, WEEKS)),
        ("weekly", Every(1, WEEKS)),
        ("once a week", Every(1, WEEKS)),
        ("every two weeks", Every(2, WEEKS)),
        ("fortnightly", Every(2, WEEKS)),
        ("every fortnight", Every(2, WEEKS)),
        ("every other week", Every(2, WEEKS)),
        ("every 12 weeks", Every(12, WEEKS)),
        ("12 weekly", Every(12, WEEKS)),
        ("3-monthly", Every(3, MONTHS_)),
        ("monthly", Every(1, MONTHS_)),
        ("once every 3 months", Every(3, MONTHS_)),
        ("quarterly", Every(3, MONTHS_)),
        ("every 2 years", Every(24, MONTHS_)),
        ("yearly", Every(12, MONTHS_)),
        ("one injection every 2 months", Every(2, MONTHS_)),
        ("every other day for 2 weeks, then every 3 months", Phased((LOADING,), Every(3, MONTHS_))),
        ("for 2 weeks every other day and then 3 monthly", Phased((LOADING,), Every(3, MONTHS_))),
        ("every other day for 6 injections, after that every 2 months", Phased((Phase(Every(2, DAYS), 6),), Every(2, MONTHS_))),
        (
            "daily for a week, then weekly for a month, then monthly",
            Phased((Phase(Every(1, DAYS), Every(1, WEEKS)), Phase(Every(1, WEEKS), Every(1, MONTHS_))), Every(1, MONTHS_)),
        ),
        ("daily for 7 days", Phased((Phase(Every(1, DAYS), Every(7, DAYS)),), None)),
        ("weekly for 3 months then stop", Phased((Phase(Every(1, WEEKS), Every(3, MONTHS_)),), None)),
    ],
)
def test_a_rule(text: str, rule: Rule) -> None:
    when = hear(text)
    assert (when.rule, when.day, when.at, when.asks, when.refused) == (rule, None, None, (), None)
    assert when.missing == (Part.DAY, Part.TIME)


@pytest.mark.parametrize(
    ("text", "rule", "day"),
    [
        ("every friday", Every(1, WEEKS), date(2026, 11, 27)),
        ("fridays", Every(1, WEEKS), date(2026, 11, 27)),
        ("every other friday", Every(2, WEEKS), date(2026, 11, 27)),
        ("every 2 fridays", Every(2, WEEKS), date(2026, 11, 27)),
        ("every 6th friday", Every(6, WEEKS), date(2026, 11, 27)),
        ("every 2 weeks on fridays", Every(2, WEEKS), date(2026, 11, 27)),
        ("every 14 days on friday", Every(14, DAYS), date(2026, 11, 27)),
        ("every friday starting 4 dec", Every(1, WEEKS), date(2026, 12, 4)),
        ("every 3 months starting friday", Every(3, MONTHS_), date(2026, 11, 27)),
        ("every 3 months from this friday", Every(3, MONTHS_), date(2026, 11, 27)),
        ("every first monday", WeekdayOfMonth(1, 0), date(2026, 12, 7)),
        ("every last friday", WeekdayOfMonth(-1, 4), date(2026, 11, 27)),
        ("last friday of every month", WeekdayOfMonth(-1, 4), date(2026, 11, 27)),
        ("the 2nd tuesday of each month", WeekdayOfMonth(2, 1), date(2026, 12, 8)),
        ("every 2nd tuesday of the month", WeekdayOfMonth(2, 1), date(2026, 12, 8)),
        ("monthly on the second tuesday", WeekdayOfMonth(2, 1), date(2026, 12, 8)),
        ("every 3 months on the first monday", WeekdayOfMonth(1, 0, 3), date(2026, 12, 7)),
        ("first monday of every other month", WeekdayOfMonth(1, 0, 2), date(2026, 12, 7)),
        ("every 3 months on the first monday of the month", WeekdayOfMonth(1, 0, 3), date(2026, 12, 7)),
        ("every first monday from 9 dec", WeekdayOfMonth(1, 0), date(2027, 1, 4)),
        ("every fourth tuesday of the month at 9", WeekdayOfMonth(4, 1), date(2026, 12, 22)),  # today's nine is over
        ("the 15th of every month", Every(1, MONTHS_), date(2026, 12, 15)),
        ("every 15th of the month", Every(1, MONTHS_), date(2026, 12, 15)),
        ("monthly on the 31st", Every(1, MONTHS_), date(2026, 12, 31)),
        ("once on 5 june", Once(), date(2027, 6, 5)),
        ("just once, tomorrow", Once(), date(2026, 11, 25)),
        ("every other day for 2 weeks then monthly, starting 4 dec", Phased((LOADING,), Every(1, MONTHS_)), date(2026, 12, 4)),
        (
            "every friday for 4 weeks then monthly",
            Phased((Phase(Every(1, WEEKS), Every(4, WEEKS)),), Every(1, MONTHS_)),
            date(2026, 11, 27),
        ),
    ],
)
def test_a_rule_that_brings_its_day(text: str, rule: Rule, day: date) -> None:
    when = hear(text)
    assert (when.refused, when.rule, when.day, when.asks) == (None, rule, day, ())


def test_a_rule_with_two_meanings_is_asked_and_each_brings_its_day() -> None:
    when = hear("every second friday at 9")
    assert asked(when, Part.RULE) == (Ruled(Every(2, WEEKS), date(2026, 11, 27)), Ruled(WeekdayOfMonth(2, 4), date(2026, 12, 11)))
    assert (when.rule, when.day, when.at, when.missing) == (None, None, time(9), ())
    assert asked(hear("biweekly"), Part.RULE) == (Ruled(Every(2, WEEKS)),)
    assert asked(hear("bi-monthly"), Part.RULE) == (Ruled(Every(2, MONTHS_)),)
    assert asked(hear("first of the month"), Part.RULE) == (Ruled(Every(1, MONTHS_), date(2026, 12, 1)),)
    assert asked(hear("2nd tuesday of the month"), Part.RULE) == (Ruled(WeekdayOfMonth(2, 1), date(2026, 12, 8)),)
    assert hear("biweekly, every 2 weeks").rule == Every(2, WEEKS)


# ---- whole sentences


def test_a_part_of_the_day_in_a_rule() -> None:
    assert (hear("every morning at 9").rule, hear("every morning at 9").at) == (Every(1, DAYS), time(9))
    assert hear("every night at 9").at == time(21)
    assert asked(hear("every evening"), Part.TIME) == (time(18), time(19), time(20), time(21))


def test_one_sentence_says_it_all() -> None:
    for text in (
        "every 2 weeks on friday at 9",
        "Remind me every 2 weeks on Friday at 9 please.",
        "at 9, every two weeks, friday",
        "b12 shot 1000 mcg every fortnight on friday, 9 a.m.",
        "remind me to take my vitamin b12 injection every other friday at 9:00",
    ):
        when = hear(text)
        assert (when.rule, when.day, when.at, when.missing) == (Every(2, WEEKS), date(2026, 11, 27), time(9), ()), text


def test_a_day_and_then_a_rule_begins_on_that_day() -> None:
    when = hear("4 dec at 9, then every 3 months")
    assert (when.day, when.at, when.rule) == (date(2026, 12, 4), time(9), Every(3, MONTHS_))


def test_a_number_beside_today_or_tomorrow_is_a_time() -> None:
    for text in ("tomorrow 9", "9 tomorrow", "tomorrow 09:00"):
        assert (hear(text).day, hear(text).at) == (date(2026, 11, 25), time(9)), text


@pytest.mark.parametrize(
    "text", ["remind me every 2 weeks", "Hi, could you please remind me on friday", "set a reminder for 4 dec", "New reminder"]
)
def test_a_message_that_asks_for_a_reminder(text: str) -> None:
    assert wants_reminder(text)


@pytest.mark.parametrize("text", ["", "please", "I was reminded of my father", "can you run after a shot", "my reminder came late"])
def test_a_message_that_does_not(text: str) -> None:
    assert not wants_reminder(text)


def test_on_the_day_itself_the_hour_tells_today_from_next_week() -> None:
    assert hear("every tuesday at 9").day == date(2026, 12, 1)
    assert asked(hear("every tuesday at 8pm"), Part.DAY) == (TODAY, date(2026, 12, 1))


def test_words_that_mean_nothing_here_are_named() -> None:
    assert hear("may I have friday").unread == ("may",)
    assert hear("asap").empty
    assert hear("").empty
    assert not hear("friday").empty
    assert not hear("31 feb").empty
    assert not hear("in 2 hours").empty


# ---- never a reading that was not in the text


def test_the_readings_that_libraries_got_wrong() -> None:
    assert (hear("december 3rd at 10").day, hear("december 3rd at 10").at) == (date(2026, 12, 3), time(10))
    assert (hear("tomorrow at 9").day, hear("tomorrow at 9").at) == (date(2026, 11, 25), time(9))
    assert (hear("the 5th at noon").day, hear("the 5th at noon").at) == (date(2026, 12, 5), time(12))
    assert hear("may").empty
    assert hear("1000 mcg").empty
    assert hear("every 10 days").rule == Every(10, DAYS)
    assert hear("every 10 days").day is None
    assert (hear("4 dec at 2110").day, hear("4 dec at 2110").at) == (date(2026, 12, 4), time(21, 10))


AMOUNTS = ["1/2 ml", "1000 mcg", "1000mcg", "1 mg", "0.5 ml", "1,000 µg", "2 vials", "5000 IU", "1.5 ml"]
SENTENCES = [
    "every 2 weeks on friday at 9",
    "4 dec at 10:30",
    "every other day for 2 weeks, then every 3 months",
    "5/6",
    "tomorrow morning",
    "monthly on the second tuesday at noon",
    "every 0 days",
    "",
]


@given(amount=st.sampled_from(AMOUNTS), sentence=st.sampled_from(SENTENCES), behind=st.booleans())
def test_an_amount_changes_nothing_and_is_kept_nowhere(amount: str, sentence: str, behind: bool) -> None:
    text = f"{sentence} {amount}" if behind else f"{amount} {sentence}"
    assert hear(text) == hear(sentence)


SOUP_DAYS = ["friday", "tomorrow", "4 dec", "the 4th", "2026-12-04", "next tuesday", "5/6", "in 2 weeks", "today", "31 feb"]
SOUP_TIMES = ["at 9", "9:30", "noon", "half past nine", "in the evening", "8 pm", "at 25", "at midnight"]
SOUP_RULES = [
    "every 2 weeks",
    "monthly",
    "daily",
    "once",
    "every other day for 2 weeks then monthly",
    "every 0 days",
    "twice a week",
    "biweekly",
]
SOUP_NOISE = [
    "1000 mcg",
    "please",
    "b12",
    "remind me",
    "not",
    "or",
    "and",
    "may",
    "zebra",
    "then",
    "-",
    "the",
    "for",
    "to",
    "🙂",
    "'",
    "of",
    "on",
    "in",
]


@given(st.lists(st.sampled_from(SOUP_DAYS + SOUP_RULES + SOUP_NOISE), max_size=7))
@settings(max_examples=300, deadline=None)
def test_no_time_is_read_where_none_was_typed(words: list[str]) -> None:
    when = hear(" ".join(words))
    assert when.at is None and not asked(when, Part.TIME)


@given(st.lists(st.sampled_from(SOUP_TIMES + SOUP_RULES + SOUP_NOISE), max_size=7))
@settings(max_examples=300, deadline=None)
def test_no_day_is_read_where_none_was_typed(words: list[str]) -> None:
    assume(not re.search(r"\d (?:may|march|mar)\b|\b(?:may|march|mar) \d", " ".join(words)))  # "at 9 may" and "may 8" are days
    when = hear(" ".join(words))
    assert when.day is None and not asked(when, Part.DAY)


@given(st.lists(st.sampled_from(SOUP_DAYS + SOUP_TIMES + SOUP_NOISE), max_size=7))
@settings(max_examples=300, deadline=None)
def test_no_rule_is_read_where_none_was_typed(words: list[str]) -> None:
    when = hear(" ".join(words))
    assert when.rule is None and not asked(when, Part.RULE)


@given(
    st.text(max_size=120) | st.lists(st.sampled_from([*SOUP_DAYS, *SOUP_TIMES, *SOUP_RULES, *SOUP_NOISE]), max_size=12).map(" ".join),
    st.booleans(),
)
@settings(max_examples=200, deadline=None)
def test_whatever_is_typed_the_answer_is_whole(text: str, back: bool) -> None:
    for expecting in (None, *Part):
        when = hear(text, expecting, back)
        if when.refused:
            assert (when.day, when.at, when.rule, when.delay, when.asks) == (None, None, None, None, ())
        for ask in when.asks:
            assert len(set(ask.options)) == len(ask.options) > 0
        said = [part for part, value in ((Part.DAY, when.day), (Part.TIME, when.at), (Part.RULE, when.rule)) if value is not None]
        assert not set(said) & {ask.part for ask in when.asks}
        if when.day:
            assert when.day <= TODAY if back else when.day >= TODAY


# ---- there and back


def spoken(rule: Rule) -> str:
    """A rule in words, as a person may type it."""
    match rule:
        case Once():
            return "once"
        case Every(count, unit):
            return f"every {count} {unit.value}"
        case WeekdayOfMonth(nth, weekday, months):
            number = {1: "first", 2: "2nd", 3: "third", 4: "4th", -1: "last"}[nth]
            return f"the {number} {list(WEEKDAY_NAMES)[weekday]} of every {months} months"
        case Phased(phases, then):
            parts = [
                f"{spoken(phase.step)} for "
                + (f"{phase.lasts} injections" if isinstance(phase.lasts, int) else f"{phase.lasts.count} {phase.lasts.unit.value}")
                for phase in phases
            ]
            return ", then ".join([*parts, *([spoken(then)] if then else [])])


WEEKDAY_NAMES = [next(word for word, number in WEEKDAYS.items() if number == weekday) for weekday in range(7)]
MONTH_NAMES = [next(word for word, number in MONTHS.items() if number == month) for month in range(1, 13)]
some_steps = st.builds(Every, st.integers(1, 24), st.sampled_from(Unit))
some_rules: st.SearchStrategy[Rule] = st.one_of(
    st.just(Once()),
    some_steps,
    st.builds(WeekdayOfMonth, st.sampled_from([1, 2, 3, 4, -1]), st.integers(0, 6), st.integers(1, 24)),
    st.builds(
        Phased,
        st.lists(
            st.builds(Phase, some_steps, st.integers(1, 60))
            | st.builds(Phase, st.builds(Every, st.integers(1, 4), st.just(DAYS)), st.just(Every(3, WEEKS))),
            min_size=1,
            max_size=3,
        ).map(tuple),
        st.none() | some_steps,
    ),
)


@given(
    rule=some_rules,
    day=st.dates(TODAY + timedelta(days=1), TODAY + timedelta(days=3650)),
    at=st.integers(0, 1439),
    style=st.integers(0, 3),
    clock=st.integers(0, 2),
)
@settings(max_examples=400, deadline=None)
def test_what_is_echoed_is_read_again_as_the_same(rule: Rule, day: date, at: int, style: int, clock: int) -> None:
    hour, minute = divmod(at, 60)
    month, weekday = MONTH_NAMES[day.month - 1], WEEKDAY_NAMES[day.weekday()]
    days = [
        f"{weekday} {day.day} {month} {day.year}",
        f"{month} {day.day}, {day.year}",
        day.isoformat(),
        f"{day.day}.{day.month}.{day.year}",
    ]
    times = [f"{hour:02}:{minute:02}", f"{hour % 12 or 12}:{minute:02} {'pm' if hour > 11 else 'am'}", f"at {hour:02}{minute:02}"]
    when = hear(f"{spoken(rule)} from {days[style]} {times[clock]}")
    first = when.day if isinstance(rule, WeekdayOfMonth) else day
    assert (when.refused, when.rule, when.day, when.at, when.asks, when.unread) == (None, rule, first, time(hour, minute), (), ())
    assert first and first >= day


# ---- what cannot be used


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("31 feb", Refused.IMPOSSIBLE_DATE),
        ("29 feb 2027", Refused.IMPOSSIBLE_DATE),
        ("the 32nd", Refused.IMPOSSIBLE_DATE),
        ("99999999999999999999999 dec", Refused.IMPOSSIBLE_DATE),
        ("99/99", Refused.IMPOSSIBLE_DATE),
        ("2026-31-12", Refused.IMPOSSIBLE_DATE),
        ("77.88", Refused.IMPOSSIBLE_DATE),
        ("at 25", Refused.IMPOSSIBLE_TIME),
        ("9:75", Refused.IMPOSSIBLE_TIME),
        ("13 am", Refused.IMPOSSIBLE_TIME),
        ("24:00", Refused.IMPOSSIBLE_TIME),
        ("15:00 in the morning", Refused.IMPOSSIBLE_TIME),
        ("at 99999999999", Refused.IMPOSSIBLE_TIME),
        ("yesterday", Reason.PAST),
        ("last friday", Reason.PAST),
        ("the last friday", Reason.PAST),
        ("3 days ago", Reason.PAST),
        ("4 dec 2025", Reason.PAST),
        ("today at 14", Reason.PAST),
        ("this morning", Reason.PAST),
        ("december 3 2110", Reason.TOO_FAR),
        ("4 dec 2036", Reason.TOO_FAR),
        ("in 9999 weeks", Reason.TOO_FAR),
        ("in 99999999 hours", Reason.TOO_FAR),
        ("in 99999999999 years", Reason.TOO_FAR),
        ("every 0 days", Reason.EVERY_ZERO),
        ("every 500 days", Reason.STEP_TOO_LONG),
        ("every 3 years", Reason.STEP_TOO_LONG),
        ("every 99999999999 days", Reason.STEP_TOO_LONG),
        ("every 5th friday of the month", Reason.NO_FIFTH_WEEKDAY),
        ("every day for 400 days then monthly", Reason.PHASE_TOO_LONG),
        ("for 500 times every day then monthly", Reason.PHASE_TOO_LONG),
        ("every 2 weeks for 0 weeks then monthly", Reason.PHASE_EMPTY),
        ("every 3 weeks for 2 weeks then monthly", Reason.PHASE_EMPTY),
        ("daily for a week then weekly for a week then daily for a week then weekly for a week then monthly", Reason.TOO_MANY_PHASES),
        ("every other day then every 3 months", Refused.PHASE_NEEDS_LENGTH),
        ("daily for a week then every friday", Refused.WEEKDAY_IN_PHASE),
        ("daily for a week then every first monday", Refused.WEEKDAY_IN_PHASE),
        ("daily for a week for 2 weeks then monthly", Refused.SEVERAL_RULES),
        ("twice a week", Refused.TIMES_PER),
        ("3 times a month", Refused.TIMES_PER),
        ("2x weekly", Refused.TIMES_PER),
        ("2 injections every week", Refused.TIMES_PER),
        ("every 12 hours", Refused.TOO_OFTEN),
        ("every hour", Refused.TOO_OFTEN),
        ("every 2-3 months", Refused.RANGE),
        ("every 2 to 3 weeks", Refused.RANGE),
        ("every weekday", Refused.SEVERAL_DAYS),
        ("mondays and thursdays", Refused.SEVERAL_DAYS),
        ("every monday, wednesday and friday", Refused.SEVERAL_DAYS),
        ("monthly on the first monday and the second tuesday", Refused.SEVERAL_DAYS),
        ("4 dec 5 dec", Refused.SEVERAL_DAYS),
        ("9am 9pm", Refused.SEVERAL_TIMES),
        ("morning and evening", Refused.SEVERAL_TIMES),
        ("noon at midnight", Refused.SEVERAL_TIMES),
        ("daily weekly", Refused.SEVERAL_RULES),
        ("every other day on fridays", Refused.WEEKDAY_WONT_STAY),
        ("weekly on the first monday", Refused.SEVERAL_RULES),
        ("monthly on friday", Refused.WEEKDAY_WONT_STAY),
        ("every 10 days on friday", Refused.WEEKDAY_WONT_STAY),
        ("friday 25 nov", Refused.WEEKDAY_MISMATCH),
        ("every friday starting 5 dec", Refused.WEEKDAY_MISMATCH),
        ("december", Refused.NEEDS_DAY),
        ("in december", Refused.NEEDS_DAY),
        ("next week", Refused.NEEDS_DAY),
        ("4.12", Refused.DAY_OR_TIME),
        ("friday 9.10", Refused.DAY_OR_TIME),
        ("not friday", Refused.NOT_UNDERSTOOD),
        ("it was friday", Refused.NOT_UNDERSTOOD),
        ("I had my shot on 4 dec", Refused.NOT_UNDERSTOOD),
        ("friday or saturday", Refused.NOT_UNDERSTOOD),
        ("every day until friday", Refused.NOT_UNDERSTOOD),
        ("every -2 days", Refused.NOT_UNDERSTOOD),
        ("every 1.5 weeks", Refused.NOT_UNDERSTOOD),
        ("between 9 and 10", Refused.NOT_UNDERSTOOD),
        ("friday 9", Refused.NOT_UNDERSTOOD),
        ("every", Refused.NOT_UNDERSTOOD),
        ("the second injection", Refused.NOT_UNDERSTOOD),
        ("2nd dose", Refused.NOT_UNDERSTOOD),
        ("second injection tomorrow", Refused.NOT_UNDERSTOOD),
        ("every 4 weeks, last one was 4 nov", Refused.NOT_UNDERSTOOD),
        ("from 4 dec to 8 jan every week", Refused.SEVERAL_DAYS),
        ("every tuesday/friday", Refused.SEVERAL_DAYS),
        ("mon-wed-fri", Refused.SEVERAL_DAYS),
        ("1.2.27", Refused.NOT_UNDERSTOOD),
        ("the second tuesday", Refused.NOT_UNDERSTOOD),
        ("for 2 weeks", Refused.NOT_UNDERSTOOD),
        ("biweekly for 2 months then monthly", Refused.NOT_UNDERSTOOD),
        ("6 injections over 2 weeks", Refused.NOT_UNDERSTOOD),
        ("q2w", Refused.NOT_UNDERSTOOD),
        ("in 0 minutes", Refused.NOT_UNDERSTOOD),
        ("x" * (LONGEST + 1), Refused.TOO_LONG),
    ],
)
def test_what_cannot_be_used_says_why_and_leaves_nothing(text: str, reason: Refused | Reason) -> None:
    assert hear(text) == When(refused=reason)
