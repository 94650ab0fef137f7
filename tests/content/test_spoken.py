"""How days, times and rhythms are said: one capital at the head of a rhythm, and none inside."""

from __future__ import annotations

import pytest

from bot.dialog import rhythm
from bot.dialog.calendar import Every, Once, Phase, Phased, Rule, Unit, WeekdayOfMonth
from bot.dialog.effects import Line, Message, Value
from tests.shipped import shipped

DAYS, WEEKS, MONTHS = Unit.DAYS, Unit.WEEKS, Unit.MONTHS


def said(kind: str, written: str) -> str:
    """A value as it stands in a message, without what stands around it."""
    message = Message((Line("reminder.rhythm", (("rhythm", Value(kind, written)),)),))
    return shipped().book("en").show(message).text.removeprefix("<b>").removesuffix("</b>")


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (Once(), "Once"),
        (Every(1, DAYS), "Every day"),
        (Every(10, DAYS), "Every 10 days"),
        (Every(1, WEEKS), "Every week"),
        (Every(2, WEEKS), "Every 2 weeks"),
        (Every(1, MONTHS), "Every month"),
        (Every(3, MONTHS), "Every 3 months"),
        (WeekdayOfMonth(1, 0), "Every first Monday of the month"),
        (WeekdayOfMonth(-1, 4), "Every last Friday of the month"),
        (WeekdayOfMonth(2, 1, 3), "The second Tuesday, every 3 months"),
        (Phased((Phase(Every(2, DAYS), Every(2, WEEKS)),), Every(3, MONTHS)), "Every 2 days for 2 weeks, then every 3 months"),
        (Phased((Phase(Every(1, DAYS), Every(1, WEEKS)),), Every(1, WEEKS)), "Every day for a week, then every week"),
        (
            Phased((Phase(Every(1, DAYS), 6), Phase(Every(1, WEEKS), Every(1, MONTHS))), None),
            "Every day, 6 times, then every week for a month",
        ),
    ],
)
def test_a_rhythm(rule: Rule, words: str) -> None:
    assert said("schedule", rhythm.write(rule)) == words


@pytest.mark.parametrize(
    ("kind", "written", "words"),
    [
        ("date", "2026-12-04", "Friday 4 December 2026"),
        ("short_date", "2026-12-04", "Friday 4 December"),
        ("day", "2026-12-04", "4"),
        ("month", "2026-12-01", "December 2026"),
        ("weekday", "4", "Fr"),
        ("time", "09:00", "09:00"),
        ("moment", "2026-12-04T09:05", "Friday 4 December 2026 at 09:05"),
        ("zone", "America/Argentina/Buenos_Aires", "Buenos Aires time"),
        ("zone", "Etc/GMT+3", "Etc/GMT+3 time"),
        ("zone", "UTC", "UTC time"),
        ("hours", "22:00/07:00", "from 22:00 to 07:00"),
        ("number", "2", "2"),
        ("name", "Springfield, Ohio", "Springfield, Ohio"),
    ],
)
def test_days_times_and_zones(kind: str, written: str, words: str) -> None:
    assert said(kind, written) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "a minute"),
        (70, "a minute"),
        (25 * 60, "25 minutes"),
        (89 * 60, "89 minutes"),
        (90 * 60, "2 hours"),
        (26 * 3600, "26 hours"),
        (36 * 3600, "2 days"),
        (10 * 86400, "10 days"),
    ],
)
def test_how_long_ago_in_the_unit_that_fits(seconds: int, words: str) -> None:
    assert said("ago", str(seconds)) == words


@pytest.mark.parametrize(
    ("kind", "written"), [("date", "soon"), ("time", "9 pm"), ("schedule", "[]"), ("schedule", '["often"]'), ("wish", "x")]
)
def test_what_was_not_written_by_us_is_refused(kind: str, written: str) -> None:
    with pytest.raises((ValueError, KeyError)):
        said(kind, written)
