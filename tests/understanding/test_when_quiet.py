"""Quiet hours as people type them."""

from __future__ import annotations

from datetime import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.dialog.calendar import Reason
from bot.dialog.quiet import Quiet
from bot.understanding.when import QuietHours, Refused, read_quiet

NIGHT = Quiet(time(22), time(7))


@pytest.mark.parametrize(
    "text",
    [
        "22 to 7",
        "22-7",
        "22 – 7",
        "22:00-07:00",
        "10pm to 7am",
        "10 pm until 7",
        "from 22:00 until 07:00",
        "between 10pm and 7am please",
        "quiet hours 22:00 to 7",
        "no messages between 22 and 7",
        "2200 to 0700",
    ],
)
def test_quiet_hours(text: str) -> None:
    assert read_quiet(text) == QuietHours(NIGHT)


def test_hours_that_leave_the_half_of_the_day_open_are_asked() -> None:
    assert read_quiet("10 to 7").options == (Quiet(time(10), time(19)), Quiet(time(22), time(7)))
    assert read_quiet("9 to 5").options == (Quiet(time(9), time(17)), Quiet(time(21), time(5)))
    assert read_quiet("half past nine to 6").options == (Quiet(time(9, 30), time(18)), Quiet(time(21, 30), time(6)))
    assert read_quiet("20 to 7") == QuietHours(Quiet(time(20), time(7)))
    assert read_quiet("quarter past 10 pm to 7") == QuietHours(Quiet(time(22, 15), time(7)))


@pytest.mark.parametrize("text", ["off", "none", "No", "no quiet hours"])
def test_no_quiet_hours(text: str) -> None:
    assert read_quiet(text) == QuietHours(off=True)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", Refused.NOT_UNDERSTOOD),
        ("at night", Refused.NOT_UNDERSTOOD),
        ("22", Refused.NOT_UNDERSTOOD),
        ("22 to", Refused.NOT_UNDERSTOOD),
        ("22 to 7 to 9", Refused.NOT_UNDERSTOOD),
        ("to 7", Refused.NOT_UNDERSTOOD),
        ("25 to 7", Refused.IMPOSSIBLE_TIME),
        ("22 to 7:99", Refused.IMPOSSIBLE_TIME),
        ("7:00 am to 7:00 am", Reason.NO_QUIET),
        ("0:00 to 23:00", Reason.QUIET_TOO_LONG),
    ],
)
def test_hours_that_cannot_be(text: str, reason: Refused | Reason) -> None:
    assert read_quiet(text) == QuietHours(refused=reason)


@given(start=st.integers(0, 1439), length=st.integers(1, 960))
@settings(deadline=None)
def test_what_is_echoed_is_read_again_as_the_same(start: int, length: int) -> None:
    end = (start + length) % 1440
    quiet = Quiet(time(start // 60, start % 60), time(end // 60, end % 60))
    open_to_doubt = all(1 <= edge.hour <= 12 and edge.hour > 9 for edge in (quiet.start, quiet.end))
    read = read_quiet(f"{quiet.start:%H:%M} to {quiet.end:%H:%M}")
    assert quiet in read.options if open_to_doubt else read == QuietHours(quiet)
    assert read_quiet(f"{quiet.start:%H%M}-{quiet.end:%H%M}") == QuietHours(quiet)


@given(st.text(max_size=60))
@settings(deadline=None)
def test_whatever_is_typed_there_is_one_answer(text: str) -> None:
    read = read_quiet(text)
    assert sum([read.quiet is not None, read.off, bool(read.options), read.refused is not None]) == 1
