"""/history: injection days with their places, and how checks ended, newest first, page by page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from . import phrases
from .actions import OnDose, OnSetting
from .calendar import day_code
from .cards import START_CHECK, note
from .diary import Injection, Outcome
from .draft import Draft
from .effects import Button, Line, Message, Say, Show, Value, Words
from .logbook import place
from .script import Level
from .wallclock import local_time

PER_PAGE = 5


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: an injection, or a day with checks alone. `level`: the gravest that a check of that day came to."""

    day: date
    injection: Injection | None
    level: Level | None


def show(draft: Draft, page: str = "") -> None:
    """Show a page, in place when one of our own buttons was pressed. A page that is not there is the nearest one."""
    entries = _entries(draft)
    if not entries:
        message = note(phrases.HISTORY_EMPTY, ((START_CHECK,),))
    else:
        pages = (len(entries) + PER_PAGE - 1) // PER_PAGE
        number = min(int(page) if page.isdecimal() and len(page) < 5 else 0, pages - 1)
        message = _page(entries, number, pages)
    draft.do(Say(message) if draft.pressed is None else Show(message, draft.pressed))


def _page(entries: list[Entry], number: int, pages: int) -> Message:
    first = number * PER_PAGE
    shown = list(enumerate(entries, 1))[first : first + PER_PAGE]
    lines = [_line(index, entry) for index, entry in shown]
    fixes = [Button(phrases.LABEL_FIX, _fix(entry.injection), number=index) for index, entry in shown if entry.injection]
    rows = [tuple(fixes[start : start + 2]) for start in range(0, len(fixes), 2)]
    newer = [Button(phrases.LABEL_NEWER, OnSetting("history", str(number - 1)))] if number else []
    older = [Button(phrases.LABEL_OLDER, OnSetting("history", str(number + 1)))] if number + 1 < pages else []
    turns = [(*newer, *older)] if newer or older else []
    return Message((Line(phrases.HISTORY), *lines), (*rows, *turns), subject="history")


def _line(index: int, entry: Entry) -> Line:
    values: tuple[tuple[str, int | Value | Words], ...] = (("number", index), ("date", Value("date", entry.day.isoformat())))
    level = () if entry.level is None else (("outcome", Words((f"level.{entry.level.name.lower()}",))),)
    if entry.injection is None:
        return Line(phrases.HISTORY_CHECK, (*values, *level))
    where = (("place", place(entry.injection)),)
    return Line(phrases.HISTORY_BOTH if level else phrases.HISTORY_SHOT, (*values, *where, *level))


def _fix(injection: Injection) -> OnDose:
    return OnDose("fix", injection.reminder, day_code(injection.planned))


def _entries(draft: Draft) -> list[Entry]:
    levels: dict[date, Level] = {}
    for outcome in draft.diary.outcomes:
        day = local_time(outcome.at, draft.zone).date()
        levels[day] = max(levels.get(day, Level.NONE), _level(outcome))
    entries = [Entry(one.day, one, levels.get(one.day)) for one in draft.diary.injections]
    alone = levels.keys() - {one.day for one in draft.diary.injections}
    entries += [Entry(day, None, levels[day]) for day in alone]
    return sorted(entries, key=lambda entry: entry.day, reverse=True)


def _level(outcome: Outcome) -> Level:
    """Its level; the lowest for one that a later version no longer has."""
    return Level.__members__.get(outcome.level.upper(), Level.NONE)
