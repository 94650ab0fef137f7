"""The buttons of a question that takes a value: a month to pick a day from, hours, numbers, time zones.

Knows which values are worth a button. What a typed value means is read in `bot.understanding` before it gets here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta

from . import phrases
from .actions import Give, Page
from .effects import Button, Value
from .script import TYPED, Question

Rows = tuple[tuple[Button, ...], ...]

FURTHEST = 365 * 10
"""Days ahead that a day may lie."""

BACKWARD = frozenset(["had_date"])
"""Questions about a day that has been; all others ask about one that comes."""

PAST_DAYS = 366
"""How far back an injection may be written down."""

_HOURS = range(6, 22)
_ACROSS = 4
_REGIONS = "all"
_NUMBERS = range(1, 13)


def rows(question: Question, run: str, today: date, zones: Mapping[str, Sequence[str]], page: str = "") -> Rows:
    """The buttons for a value of this question. `page`: the month or region to show, as a Page button carried it."""
    build = _BUILDERS.get(question.input)
    return build(_Asked(question.id, run, today, zones, page)) if build else ()


def written(value: str) -> str:
    """A value as it stands among answers."""
    return TYPED + value


class _Asked:
    """What a builder needs to know."""

    __slots__ = ("page", "question", "run", "today", "zones")

    def __init__(self, question: str, run: str, today: date, zones: Mapping[str, Sequence[str]], page: str) -> None:
        self.question, self.run, self.today, self.zones, self.page = question, run, today, zones, page

    def give(self, value: str, kind: str) -> Button:
        return Button(phrases.LABEL_VALUE, Give(self.run, self.question, value), value=Value(kind, value))

    def turn(self, page: str, label: str, value: Value | None = None) -> Button:
        return Button(label, Page(self.run, self.question, page), value=value)


def _month(asked: _Asked) -> Rows:
    """A month as a wall calendar shows it, Monday first. Cells without a day to pick show the same month again."""
    earliest, latest = _span(asked)
    first = _shown_month(asked, earliest, latest)
    after = _next_month(first)
    this = f"{first:%Y-%m}"
    blank = asked.turn(this, phrases.LABEL_BLANK)
    heading = asked.turn(this, phrases.LABEL_VALUE, Value("month", first.isoformat()))
    weekdays = tuple(asked.turn(this, phrases.LABEL_VALUE, Value("weekday", str(number))) for number in range(7))
    days = [first + timedelta(days=number) for number in range((after - first).days)]
    cells = [blank] * first.weekday() + [asked.give(day.isoformat(), "day") if earliest <= day <= latest else blank for day in days]
    cells += [blank] * (-len(cells) % 7)
    weeks = [week for week in _across(cells, 7) if any(cell is not blank for cell in week)]
    earlier = (asked.turn(f"{_previous_month(first):%Y-%m}", phrases.LABEL_EARLIER),) if first > earliest else ()
    later = (asked.turn(f"{after:%Y-%m}", phrases.LABEL_LATER),) if after <= latest else ()
    return ((*earlier, heading, *later), weekdays, *weeks)


def _times(asked: _Asked) -> Rows:
    hours = [asked.give(f"{hour:02}:00", "time") for hour in _HOURS]
    return _across(hours, _ACROSS)


def _numbers(asked: _Asked) -> Rows:
    return _across([asked.give(str(number), "number") for number in _NUMBERS], _ACROSS)


def _zones(asked: _Asked) -> Rows:
    """The zones of a region: of the first one to begin with, and a way to the others."""
    if asked.page == _REGIONS:
        return _across([asked.turn(region, f"region.{region}") for region in asked.zones], 2)
    shown = asked.zones.get(asked.page) or next(iter(asked.zones.values()), ())
    return (*_across([asked.give(zone, "zone") for zone in shown], 2), (asked.turn(_REGIONS, phrases.LABEL_OTHER_REGION),))


def _across(buttons: Sequence[Button], width: int) -> Rows:
    return tuple(tuple(buttons[start : start + width]) for start in range(0, len(buttons), width))


def _span(asked: _Asked) -> tuple[date, date]:
    """The first and the last day that can be picked."""
    if asked.question in BACKWARD:
        return asked.today - timedelta(days=PAST_DAYS), asked.today
    return asked.today, asked.today + timedelta(days=FURTHEST)


def _shown_month(asked: _Asked, earliest: date, latest: date) -> date:
    """The first day of the month to show: that of the page if it is one we offer, else the current one."""
    this = asked.today.replace(day=1)
    try:
        wanted = date.fromisoformat(f"{asked.page}-01")
    except ValueError:
        return this
    return wanted if earliest.replace(day=1) <= wanted <= latest else this


def _next_month(first: date) -> date:
    return (first + timedelta(days=32)).replace(day=1)


def _previous_month(first: date) -> date:
    return (first - timedelta(days=1)).replace(day=1)


_BUILDERS: dict[str, Callable[[_Asked], Rows]] = {"date": _month, "time": _times, "number": _numbers, "zone": _zones}
