"""Wall time and zones: every zone against a clock that is watched minute by minute, and the traps by name."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.dialog.calendar import BadSchedule, Every, Once, Reason, Schedule, Unit, in_zone, occurrence_key
from bot.dialog.occurrences import all_following, following, next_after, occurrence_on, upcoming
from bot.dialog.quiet import LONGEST_QUIET, Quiet, after_quiet, heads_up
from bot.dialog.wallclock import UnknownZone, day_exists, local_time, moment, zone
from tests.dialog import almanac

ZONES = sorted(available_timezones())
DAILY = Every(1, Unit.DAYS)
zones = st.sampled_from(ZONES)
times = st.integers(0, 1439).map(almanac.minutes_of_day)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


def wall(*parts: int) -> datetime:
    return utc(*parts).replace(tzinfo=None)


def daily(start: date, at: time, name: str) -> Schedule:
    return Schedule(DAILY, start, at, name)


@st.composite
def walls(draw: st.DrawFn) -> tuple[datetime, str]:
    """A wall time in a zone, mostly close to where its clock is moved."""
    name, year = draw(zones), draw(st.integers(1973, 2100))
    moved = almanac.jumps(name, year)
    base = draw(st.sampled_from(moved)) if moved else wall(year, 6, 15)
    return base + timedelta(minutes=draw(st.integers(-200, 200) | st.integers(-2000, 2000))), name


# ---- every zone


@given(walls())
@settings(max_examples=250, deadline=None)
def test_every_wall_time_comes_when_a_watched_clock_shows_it(near: tuple[datetime, str]) -> None:
    local, name = near
    when = moment(local, name)
    assert when.at == almanac.clock_reaches(local, name)
    assert when.local == local_time(when.at, name)
    assert when.changed == (when.local != local)


@given(near=walls(), every=st.integers(1, 3), at=times)
@settings(max_examples=150, deadline=None)
def test_across_a_jump_every_planned_day_comes_once_and_in_order(near: tuple[datetime, str], every: int, at: time) -> None:
    local, name = near
    planned = Schedule(Every(every, Unit.DAYS), local.date() - timedelta(days=4), at, name)
    found = list(islice(all_following(planned), 8))
    assert len({one.at for one in found}) == len({one.day for one in found}) == 8
    assert [one.at for one in found] == sorted(one.at for one in found)
    for one in found:
        assert one.local.date() == one.day
        assert one.local.time() == at or one.changed


@given(near=walls(), at=times, minutes=st.integers(-3000, 3000))
@settings(max_examples=150, deadline=None)
def test_the_next_one_lies_strictly_after_the_instant_and_none_lies_between(near: tuple[datetime, str], at: time, minutes: int) -> None:
    local, name = near
    now = moment(local, name).at + timedelta(minutes=minutes)
    planned = daily(local.date() - timedelta(days=9), at, name)
    found = next_after(planned, now)
    every_one = list(islice(all_following(planned), 20))
    assert found == next(one for one in every_one if one.at > now)
    assert next_after(planned, found.at) == next(one for one in every_one if one.at > found.at)


# ---- the traps by name


@pytest.mark.parametrize(
    ("name", "local", "shown", "at"),
    [
        ("Europe/Berlin", (2027, 3, 28, 2, 30), (3, 0), utc(2027, 3, 28, 1, 0)),  # a gap of an hour
        ("Europe/Berlin", (2027, 10, 31, 2, 30), (2, 30), utc(2027, 10, 31, 0, 30)),  # a fold: the first
        ("Australia/Lord_Howe", (2027, 10, 3, 2, 10), (2, 30), utc(2027, 10, 2, 15, 30)),  # half an hour forward
        ("Australia/Lord_Howe", (2027, 4, 4, 1, 45), (1, 45), utc(2027, 4, 3, 14, 45)),  # half an hour back
        ("America/Havana", (2026, 3, 8, 0, 15), (1, 0), utc(2026, 3, 8, 5, 0)),  # the day begins at one
        ("America/Santiago", (2027, 9, 5, 0, 0), (1, 0), utc(2027, 9, 5, 4, 0)),
    ],
)
def test_gaps_and_folds(name: str, local: tuple[int, ...], shown: tuple[int, int], at: datetime) -> None:
    asked = wall(*local)
    when = moment(asked, name)
    assert when.at == at
    assert when.local == datetime.combine(asked.date(), time(*shown))
    assert when.changed == (asked.time() != time(*shown))


@pytest.mark.parametrize(
    ("name", "gone"),
    [
        ("Pacific/Apia", date(2011, 12, 30)),
        ("Pacific/Fakaofo", date(2011, 12, 30)),
        ("Pacific/Kwajalein", date(1993, 8, 21)),
        ("Pacific/Kiritimati", date(1994, 12, 31)),
        ("Asia/Manila", date(1844, 12, 31)),
    ],
)
def test_a_day_that_never_was_is_the_day_after_once_and_at_the_same_time(name: str, gone: date) -> None:
    if day_exists(gone, name):
        gone = next(day for day in (gone - timedelta(days=1), gone + timedelta(days=1)) if not day_exists(day, name))
    after = gone + timedelta(days=1)
    days = [one.day for one in islice(all_following(daily(gone - timedelta(days=1), time(9), name)), 3)]
    assert days == [gone - timedelta(days=1), after, after + timedelta(days=1)]
    only = following(Schedule(Once(), gone, time(9), name))
    assert only and only.day == after and only.local == datetime.combine(after, time(9))
    assert occurrence_on(Schedule(Once(), gone, time(9), name), gone).changed


def test_ramadan_moves_the_clock_of_casablanca_and_the_reminder_stays_at_nine() -> None:
    found = upcoming(daily(date(2026, 1, 1), time(9), "Africa/Casablanca"), utc(2026, 1, 1), 400)
    assert {one.local.time() for one in found} == {time(9)}
    assert len({one.at.time() for one in found}) == 2


def test_a_reminder_stays_at_nine_when_clocks_are_moved() -> None:
    planned = Schedule(Every(1, Unit.WEEKS), date(2027, 3, 20), time(9), "Europe/Berlin")
    assert [one.at for one in upcoming(planned, utc(2027, 3, 19), 3)] == [utc(2027, 3, 20, 8), utc(2027, 3, 27, 8), utc(2027, 4, 3, 7)]


def test_on_the_day_of_a_jump_there_is_one_reminder_and_then_the_next_day() -> None:
    planned = daily(date(2027, 10, 30), time(2, 30), "Europe/Berlin")
    now, seen = utc(2027, 10, 30, 12), []
    while now < utc(2027, 11, 2, 12):
        found = next_after(planned, now)
        assert found
        seen.append(found.at)
        now = found.at
    assert seen == [utc(2027, 10, 31, 0, 30), utc(2027, 11, 1, 1, 30), utc(2027, 11, 2, 1, 30), utc(2027, 11, 3, 1, 30)]


def test_a_traveller_keeps_the_home_clock_or_takes_the_reminder_along() -> None:
    home = daily(date(2026, 12, 1), time(9), "Europe/Berlin")
    away = in_zone(home, "America/New_York")
    on_home, on_away = following(home, date(2026, 12, 3)), following(away, date(2026, 12, 3))
    assert on_home and on_home.at == utc(2026, 12, 4, 8)
    assert on_away and on_away.at == utc(2026, 12, 4, 14)
    assert occurrence_key("r1", on_home.day) == occurrence_key("r1", on_away.day)


def test_who_flies_east_past_the_hour_is_not_passed_over() -> None:
    flown = in_zone(daily(date(2026, 12, 1), time(9), "America/New_York"), "Asia/Tokyo")
    pending = following(flown, date(2026, 12, 3))
    assert pending and pending.day == date(2026, 12, 4)
    assert pending.at < utc(2026, 12, 4, 6)  # 01:00 in New York, 15:00 in Tokyo: due, and late


def test_new_rules_of_a_zone_give_another_instant_and_the_same_key() -> None:
    """Two zones that once had the same offset stand for one zone before and after a change of its rules."""
    old = daily(date(2027, 7, 1), time(9), "Europe/Istanbul")
    new = in_zone(old, "Europe/Athens")
    winter = date(2027, 12, 1)
    assert occurrence_on(old, winter).at != occurrence_on(new, winter).at
    assert occurrence_on(old, winter).day == occurrence_on(new, winter).day


def test_a_moved_occurrence_keeps_its_key_and_its_time() -> None:
    planned = daily(date(2026, 12, 1), time(9), "Europe/Berlin")
    moved = occurrence_on(planned, date(2026, 12, 4), moved_to=date(2027, 6, 7))
    assert (moved.day, moved.local, moved.at) == (date(2026, 12, 4), wall(2027, 6, 7, 9), utc(2027, 6, 7, 7))


@pytest.mark.parametrize("name", ["", "Mars/Olympus", "../../etc/passwd", "/etc/passwd", "Europe", "Europe/Berlin\0", "ü"])
def test_a_zone_that_is_not_in_the_data_is_refused(name: str) -> None:
    with pytest.raises(UnknownZone):
        zone(name)


# ---- quiet hours


NIGHT = Quiet(time(22), time(7))


@pytest.mark.parametrize(
    ("local", "sent"),
    [
        ((21, 59), (4, 21, 59)),
        ((22, 0), (5, 7, 0)),
        ((23, 30), (5, 7, 0)),
        ((0, 0), (4, 7, 0)),
        ((6, 59), (4, 7, 0)),
        ((7, 0), (4, 7, 0)),
        ((12, 0), (4, 12, 0)),
    ],
)
def test_a_reminder_inside_quiet_hours_comes_when_they_end(local: tuple[int, int], sent: tuple[int, int, int]) -> None:
    at = moment(wall(2026, 12, 4, *local), "Europe/Berlin").at
    day, hour, minute = sent
    assert local_time(after_quiet(at, NIGHT, "Europe/Berlin"), "Europe/Berlin") == wall(2026, 12, day, hour, minute)
    assert after_quiet(at, None, "Europe/Berlin") == at


def test_quiet_hours_at_noon_do_not_run_over_midnight() -> None:
    nap = Quiet(time(12), time(14))
    assert nap.covers(time(12)) and nap.covers(time(13, 59)) and not nap.covers(time(14)) and not nap.covers(time(3))
    assert after_quiet(utc(2026, 12, 4, 13), nap, "Etc/UTC") == utc(2026, 12, 4, 14)


def test_quiet_hours_that_end_in_a_gap_end_after_it_and_in_a_fold_never_earlier() -> None:
    early = Quiet(time(22), time(2, 30))
    assert after_quiet(utc(2027, 3, 28, 0, 30), early, "Europe/Berlin") == utc(2027, 3, 28, 1, 0)
    second = utc(2027, 10, 31, 1, 10)  # 02:10 for the second time; 02:30 came once already
    assert after_quiet(second, early, "Europe/Berlin") == utc(2027, 10, 31, 1, 30)


@given(near=walls(), start=times, end=times)
@settings(max_examples=250, deadline=None)
def test_what_is_sent_after_quiet_hours_is_outside_them_and_never_sooner(near: tuple[datetime, str], start: time, end: time) -> None:
    local, name = near
    try:
        quiet = Quiet(start, end)
    except BadSchedule:
        return
    at = moment(local, name).at
    sent = after_quiet(at, quiet, name)
    assert at <= sent <= at + timedelta(hours=49)
    assert not quiet.covers(local_time(sent, name).time())


@pytest.mark.parametrize(
    ("start", "end", "reason"),
    [
        (time(7), time(7), Reason.NO_QUIET),
        (time(7), time(6), Reason.QUIET_TOO_LONG),
        (time(7, 0, 1), time(8), Reason.NOT_A_MINUTE),
        (time(7), time(8, tzinfo=UTC), Reason.NOT_A_MINUTE),
    ],
)
def test_quiet_hours_that_cannot_be(start: time, end: time, reason: Reason) -> None:
    with pytest.raises(BadSchedule) as refused:
        Quiet(start, end)
    assert refused.value.reason is reason
    assert Quiet(time(0), time(LONGEST_QUIET // timedelta(hours=1))).covers(time(15, 59))


# ---- the evening before


def test_the_heads_up_comes_the_evening_before() -> None:
    assert heads_up(date(2026, 12, 4), "Europe/Berlin") == utc(2026, 12, 3, 18)
    assert heads_up(date(2026, 12, 4), "Europe/Berlin", NIGHT) == utc(2026, 12, 3, 18)


def test_in_quiet_hours_the_heads_up_comes_before_they_begin() -> None:
    assert heads_up(date(2026, 12, 4), "Etc/UTC", Quiet(time(18), time(8))) == utc(2026, 12, 3, 17, 59)


def test_the_evening_before_a_day_is_one_that_was() -> None:
    assert local_time(heads_up(date(2011, 12, 31), "Pacific/Apia"), "Pacific/Apia") == wall(2011, 12, 29, 19)


def test_the_zones_of_the_trap_list_are_in_the_data() -> None:
    for name in ("Europe/Berlin", "Australia/Lord_Howe", "America/Havana", "America/Santiago", "Pacific/Apia", "Africa/Casablanca"):
        assert isinstance(zone(name), ZoneInfo)
