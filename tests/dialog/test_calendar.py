"""The planned days of a schedule against a slow, obvious calendar, and the traps: month ends, phases, limits, the written form."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.dialog import calendar
from bot.dialog.calendar import (
    LAST_DAY,
    LONGEST_STEP,
    BadSchedule,
    Counting,
    Every,
    Once,
    Phase,
    Phased,
    Reason,
    Rule,
    Schedule,
    Unit,
    WeekdayOfMonth,
    occurrence_key,
    why_not_start,
)
from bot.dialog.occurrences import all_following, done, following, missed, upcoming
from bot.dialog.sequence import days_after
from tests.dialog import almanac

DAYS, WEEKS, MONTHS = Unit.DAYS, Unit.WEEKS, Unit.MONTHS
BERLIN = "Europe/Berlin"

steps = st.sampled_from(Unit).flatmap(lambda unit: st.builds(Every, st.integers(1, LONGEST_STEP[unit]), st.just(unit)))
short_steps = st.sampled_from(Unit).flatmap(lambda unit: st.builds(Every, st.integers(1, 10 if unit is DAYS else 3), st.just(unit)))


@st.composite
def phases(draw: st.DrawFn) -> Phase:
    step = draw(short_steps)
    if draw(st.booleans()):
        return Phase(step, draw(st.integers(1, 12)))
    return Phase(step, Every(step.count * draw(st.integers(1, 5)), step.unit))


mixed_phases = st.sampled_from(
    [
        Phase(Every(2, DAYS), Every(2, WEEKS)),
        Phase(Every(1, DAYS), Every(1, MONTHS)),
        Phase(Every(1, WEEKS), Every(1, MONTHS)),
        Phase(Every(3, DAYS), Every(10, DAYS)),
        Phase(Every(30, DAYS), Every(2, MONTHS)),
        Phase(Every(4, WEEKS), Every(1, MONTHS)),
    ]
)
rules: st.SearchStrategy[Rule] = st.one_of(
    st.just(Once()),
    steps,
    st.builds(WeekdayOfMonth, st.sampled_from([1, 2, 3, 4, -1]), st.integers(0, 6), st.integers(1, 24)),
    st.builds(Phased, st.lists(phases() | mixed_phases, min_size=1, max_size=3).map(tuple), st.none() | short_steps),
)
starts = st.dates(date(1980, 1, 1), date(2080, 12, 31))


def schedule(rule: Rule, start: date, counting: Counting = Counting.PLANNED, at: time = time(9), zone: str = BERLIN) -> Schedule:
    return Schedule(rule, start, at, zone, counting)


def first_days(rule: Rule, start: date, count: int) -> list[date]:
    return list(islice(days_after(schedule(rule, start), None), count))


# ---- against the obvious calendar


@given(rule=rules, start=starts, years=st.integers(1, 20))
@settings(max_examples=200, deadline=None)
def test_over_decades_the_days_are_those_of_the_obvious_calendar(rule: Rule, start: date, years: int) -> None:
    until = start + timedelta(days=366 * years)
    planned = schedule(rule, start)
    days = [day for day in islice(days_after(planned, None), 400 * years) if day <= until]
    assert days == almanac.planned_days(rule, start, until)


@given(rule=rules, start=starts, wait=st.integers(-400, 4000))
@settings(max_examples=150, deadline=None)
def test_the_next_day_is_found_from_anywhere_without_walking(rule: Rule, start: date, wait: int) -> None:
    asked = start + timedelta(days=wait)
    expected = [day for day in almanac.planned_days(rule, start, asked + timedelta(days=3 * 800)) if day > asked][:3]
    assert list(islice(days_after(schedule(rule, start), asked), 3))[: len(expected)] == expected


@given(rule=rules, start=starts)
@settings(deadline=None)
def test_days_only_go_forward_and_end_with_the_century(rule: Rule, start: date) -> None:
    late = start.replace(year=2099, day=1)
    for days in (first_days(rule, start, 60), first_days(rule, late, 60)):
        assert all(earlier < later for earlier, later in pairwise(days))
        assert all(day <= LAST_DAY for day in days)


# ---- month ends


def test_a_months_end_is_kept_without_drift() -> None:
    assert first_days(Every(1, MONTHS), date(2027, 1, 31), 6) == [
        date(2027, 1, 31),
        date(2027, 2, 28),
        date(2027, 3, 31),
        date(2027, 4, 30),
        date(2027, 5, 31),
        date(2027, 6, 30),
    ]


def test_every_three_months_from_the_31st_never_leaves_a_gap_of_nine() -> None:
    assert first_days(Every(3, MONTHS), date(2027, 8, 31), 4) == [
        date(2027, 8, 31),
        date(2027, 11, 30),
        date(2028, 2, 29),
        date(2028, 5, 31),
    ]


def test_a_leap_day_is_kept_every_year() -> None:
    days = first_days(Every(12, MONTHS), date(2028, 2, 29), 5)
    assert days == [date(2028, 2, 29), date(2029, 2, 28), date(2030, 2, 28), date(2031, 2, 28), date(2032, 2, 29)]


def test_the_last_friday_and_the_second_tuesday() -> None:
    assert first_days(WeekdayOfMonth(-1, 4), date(2026, 12, 1), 3) == [date(2026, 12, 25), date(2027, 1, 29), date(2027, 2, 26)]
    assert first_days(WeekdayOfMonth(2, 1), date(2026, 12, 9), 2) == [date(2027, 1, 12), date(2027, 2, 9)]
    assert first_days(WeekdayOfMonth(2, 1, 3), date(2026, 12, 8), 2) == [date(2026, 12, 8), date(2027, 3, 9)]


# ---- a loading phase and then a maintenance phase


def test_every_other_day_for_two_weeks_then_every_three_months() -> None:
    rule = Phased((Phase(Every(2, DAYS), Every(2, WEEKS)),), Every(3, MONTHS))
    assert first_days(rule, date(2026, 12, 1), 9) == [
        *(date(2026, 12, day) for day in (1, 3, 5, 7, 9, 11, 13)),
        date(2027, 3, 13),
        date(2027, 6, 13),
    ]


def test_a_number_of_injections_and_three_phases() -> None:
    rule = Phased((Phase(Every(1, DAYS), 3), Phase(Every(1, WEEKS), Every(4, WEEKS))), Every(1, MONTHS))
    assert first_days(rule, date(2027, 1, 1), 9) == [
        *(date(2027, 1, day) for day in (1, 2, 3, 10, 17, 24, 31)),
        date(2027, 2, 28),
        date(2027, 3, 31),
    ]


def test_a_course_without_an_end_phase_ends() -> None:
    assert first_days(Phased((Phase(Every(2, DAYS), 6),), None), date(2027, 1, 1), 99) == [
        date(2027, 1, day) for day in (1, 3, 5, 7, 9, 11)
    ]


def test_a_phase_that_would_run_past_the_century_stops_there() -> None:
    rule = Phased((Phase(Every(24, MONTHS), 3), Phase(Every(1, MONTHS), Every(24, MONTHS))), Every(1, DAYS))
    assert first_days(rule, date(2098, 1, 1), 99) == [date(2098, 1, 1), date(2100, 1, 1)]


# ---- counting from the day it was done


def test_counting_from_the_plan_a_late_injection_changes_nothing() -> None:
    planned = schedule(Every(2, WEEKS), date(2026, 12, 4))
    after = done(planned, date(2026, 12, 4), date(2026, 12, 7))
    assert after.schedule == planned
    assert after.next and after.next.day == date(2026, 12, 18)


def test_counting_from_the_day_done_a_late_injection_moves_the_rest() -> None:
    after = done(schedule(Every(30, DAYS), date(2026, 12, 4), Counting.DONE), date(2026, 12, 4), date(2026, 12, 10))
    assert [found.day for found in islice(all_following(after.schedule, date(2026, 12, 10)), 2)] == [date(2027, 1, 9), date(2027, 2, 8)]


def test_a_done_that_comes_after_the_next_planned_day_covers_that_day_too() -> None:
    for counting, day in ((Counting.PLANNED, date(2027, 1, 1)), (Counting.DONE, date(2027, 1, 3))):
        after = done(schedule(Every(2, WEEKS), date(2026, 12, 4), counting), date(2026, 12, 4), date(2026, 12, 20))
        assert after.next and after.next.day == day


def test_a_done_inside_a_phase_keeps_what_is_left_of_it() -> None:
    rule = Phased((Phase(Every(2, DAYS), Every(2, WEEKS)),), Every(3, MONTHS))
    after = done(schedule(rule, date(2026, 12, 1), Counting.DONE), date(2026, 12, 5), date(2026, 12, 6))
    days = [found.day for found in islice(all_following(after.schedule, date(2026, 12, 6)), 5)]
    assert days == [*(date(2026, 12, day) for day in (8, 10, 12, 14)), date(2027, 3, 14)]


def test_the_last_of_a_course_is_the_last_and_once_is_once() -> None:
    course = schedule(Phased((Phase(Every(2, DAYS), 3),), None), date(2026, 12, 1), Counting.DONE)
    assert done(course, date(2026, 12, 5), date(2026, 12, 9)).next is None
    assert done(schedule(Once(), date(2026, 12, 1), Counting.DONE), date(2026, 12, 1), date(2026, 12, 2)).next is None


def test_a_day_so_early_that_it_was_the_one_before_is_refused() -> None:
    planned = schedule(Every(2, WEEKS), date(2026, 12, 18), Counting.DONE)
    with pytest.raises(BadSchedule) as refused:
        done(planned, date(2026, 12, 18), date(2026, 12, 4))
    assert refused.value.reason is Reason.DONE_TOO_EARLY
    assert done(planned, date(2026, 12, 18), date(2026, 12, 5)).next


def test_a_corrected_done_takes_the_place_of_the_first() -> None:
    planned = schedule(Every(30, DAYS), date(2026, 12, 4), Counting.DONE)
    first = done(planned, date(2026, 12, 4), date(2026, 12, 10))
    corrected = done(first.schedule, date(2026, 12, 10), date(2026, 12, 8))
    assert corrected == done(planned, date(2026, 12, 4), date(2026, 12, 8))


done_rules: st.SearchStrategy[Rule] = st.one_of(
    steps, st.builds(Phased, st.lists(phases(), min_size=1, max_size=3).map(tuple), st.none() | short_steps)
)


@given(rule=done_rules, start=starts, counting=st.sampled_from(Counting), late=st.lists(st.integers(-40, 40), min_size=1, max_size=8))
@settings(max_examples=200, deadline=None)
def test_whenever_they_are_done_no_occurrence_comes_twice_and_none_is_left_out(
    rule: Rule, start: date, counting: Counting, late: list[int]
) -> None:
    planned = schedule(rule, start, counting)
    whole = len(first_days(rule, start, 60))  # a course that ends has at most 36
    current, seen = following(planned), 0
    while current and late:
        given_on = current.day + timedelta(days=late.pop())
        try:
            after = done(planned, current.day, given_on)
        except BadSchedule:
            after = done(planned, current.day, current.day)
            given_on = current.day
        seen += 1
        assert after.next is None or after.next.day > max(current.day, given_on)
        if counting is Counting.DONE and isinstance(rule, Phased) and rule.then is None:
            left = sum(1 for _ in islice(all_following(after.schedule, after.schedule.start), 60))
            assert seen + left == whole
        planned, current = after.schedule, after.next


# ---- after an absence


def test_what_was_missed_is_one_answer_however_long_the_absence() -> None:
    planned = schedule(Every(2, DAYS), date(2026, 12, 1))
    gone = missed(planned, date(2026, 12, 1), datetime(2026, 12, 10, 12, tzinfo=UTC))
    assert gone and (gone.first.day, gone.last.day, gone.count) == (date(2026, 12, 3), date(2026, 12, 9), 4)
    assert missed(planned, date(2026, 12, 9), datetime(2026, 12, 10, 12, tzinfo=UTC)) is None
    exactly = datetime(2026, 12, 3, 8, tzinfo=UTC)
    assert missed(planned, date(2026, 12, 1), exactly - timedelta(seconds=1)) is None
    assert missed(planned, date(2026, 12, 1), exactly)


def test_the_next_ones_for_a_list() -> None:
    planned = schedule(Every(1, WEEKS), date(2026, 12, 4))
    shown = upcoming(planned, datetime(2026, 12, 4, 8, tzinfo=UTC), 2)
    assert [found.day for found in shown] == [date(2026, 12, 11), date(2026, 12, 18)]
    assert upcoming(schedule(Once(), date(2026, 12, 4)), datetime(2027, 1, 1, tzinfo=UTC), 3) == ()
    assert following(planned, LAST_DAY) is None


# ---- what cannot be


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda: Every(0, DAYS), Reason.EVERY_ZERO),
        (lambda: Every(-2, WEEKS), Reason.EVERY_ZERO),
        (lambda: Every(367, DAYS), Reason.STEP_TOO_LONG),
        (lambda: Every(53, WEEKS), Reason.STEP_TOO_LONG),
        (lambda: Every(25, MONTHS), Reason.STEP_TOO_LONG),
        (lambda: WeekdayOfMonth(5, 0), Reason.NO_FIFTH_WEEKDAY),
        (lambda: WeekdayOfMonth(1, 0, 0), Reason.EVERY_ZERO),
        (lambda: WeekdayOfMonth(1, 0, 25), Reason.STEP_TOO_LONG),
        (lambda: Phase(Every(1, DAYS), 0), Reason.PHASE_EMPTY),
        (lambda: Phase(Every(1, DAYS), 367), Reason.PHASE_TOO_LONG),
        (lambda: Phase(Every(3, MONTHS), Every(2, WEEKS)), Reason.PHASE_EMPTY),
        (lambda: Phase(Every(3, WEEKS), Every(2, WEEKS)), Reason.PHASE_EMPTY),
        (lambda: Phased((), Every(1, DAYS)), Reason.PHASE_EMPTY),
        (lambda: Phased((Phase(Every(1, DAYS), 1),) * 4, None), Reason.TOO_MANY_PHASES),
        (lambda: schedule(Once(), date(2101, 1, 1)), Reason.TOO_FAR),
        (lambda: schedule(Once(), date(2027, 1, 1), at=time(9, 0, 1)), Reason.NOT_A_MINUTE),
        (lambda: schedule(Once(), date(2027, 1, 1), at=time(9, tzinfo=UTC)), Reason.NOT_A_MINUTE),
        (lambda: schedule(WeekdayOfMonth(1, 0), date(2027, 1, 1), Counting.DONE), Reason.COUNTS_FROM_PLAN),
    ],
)
def test_what_cannot_be_says_why(make: object, reason: Reason) -> None:
    with pytest.raises(BadSchedule) as refused:
        make()  # type: ignore[operator]
    assert refused.value.reason is reason


def test_a_first_day_lies_between_today_and_ten_years_on_and_in_this_century() -> None:
    today = date(2028, 2, 29)
    assert why_not_start(date(2028, 2, 28), today) is Reason.PAST
    assert why_not_start(today, today) is None
    assert why_not_start(date(2038, 2, 28), today) is None
    assert why_not_start(date(2038, 3, 1), today) is Reason.TOO_FAR
    assert why_not_start(date(2101, 1, 1), date(2095, 5, 5)) is Reason.TOO_FAR
    assert why_not_start(date(2100, 12, 31), date(2095, 5, 5)) is None


# ---- keys and the written form


def test_a_key_names_the_reminder_and_the_day_and_fits_into_a_button() -> None:
    key = occurrence_key("k3f9a", date(2026, 12, 4))
    assert key == "k3f9a_20261204"
    assert calendar.read_day_code(calendar.day_code(date(2026, 12, 4))) == date(2026, 12, 4)


@pytest.mark.parametrize("code", ["", "2026124", "202612040", "20261304", "2026120a", "2026120٤", "-2261204"])
def test_a_code_that_is_no_day_is_refused(code: str) -> None:
    with pytest.raises(ValueError):
        calendar.read_day_code(code)


@given(
    rule=rules,
    start=starts,
    minute=st.integers(0, 1439),
    zone=st.sampled_from([BERLIN, "Etc/UTC"]),
    counting=st.sampled_from(Counting),
)
@settings(deadline=None)
def test_what_is_written_is_read_back(rule: Rule, start: date, minute: int, zone: str, counting: Counting) -> None:
    if isinstance(rule, WeekdayOfMonth):
        counting = Counting.PLANNED
    kept = Schedule(rule, start, almanac.minutes_of_day(minute), zone, counting)
    assert calendar.from_data(json.loads(json.dumps(calendar.to_data(kept)))) == kept


GOOD = {"v": 1, "rule": ["every", 2, "weeks"], "start": "2026-12-04", "at": "09:00", "zone": BERLIN}


@pytest.mark.parametrize(
    "change",
    [
        {"v": 2},
        {"rule": ["never"]},
        {"rule": ["every", "2", "weeks"]},
        {"rule": ["every", 2, "fortnights"]},
        {"rule": ["every", 0, "weeks"]},
        {"rule": ["weekday", "1", 2, 3]},
        {"rule": ["weekday", 1, 7, 1]},
        {"rule": ["phases", [[1, "days"]], None]},
        {"rule": 7},
        {"start": "soon"},
        {"at": "9 pm"},
        {"from": "whenever"},
    ],
)
def test_a_written_form_that_is_not_ours_is_refused(change: dict[str, object]) -> None:
    assert calendar.from_data(dict(GOOD)).zone == BERLIN
    with pytest.raises((KeyError, TypeError, ValueError)):
        calendar.from_data({**GOOD, **change})
