"""What is kept of a person beyond a day: settings, reminders, injections had, and how checks ended; with its written form.

All of it is the person's: /export shows it and /delete erases it. It is one value, so that a turn sees and changes it whole.
Bounded: a person has at most MOST_REMINDERS reminders, and of injections and outcomes the newest are kept. Times are UTC.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from datetime import time as time_of_day
from typing import Any

from . import calendar
from .calendar import Schedule
from .quiet import Quiet

MOST_REMINDERS = 20
MOST_INJECTIONS = 400
MOST_OUTCOMES = 100
MOST_SKIPPED = 30
"""Years of them, for the most frequent schedule there can be; older ones give way."""

SITES = ("arm", "glute", "thigh", "other")
SIDES = ("left", "right")


@dataclass(frozen=True, slots=True)
class Raised:
    """An occurrence that was asked about and is not answered. `times`: how often it was asked. `until`: it was put off to then."""

    day: date
    times: int = 1
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reminder:
    """One injection schedule as the person set it. `id` names it in buttons and timers.

    `next`: the planned day that comes next; None when none does. `raised`: the occurrence waiting for an answer. `follows`: its
    zone goes where the person goes. `evening`: say so the evening before. `repeat`: ask again until answered. `skipped`: planned days
    the person passed over. `before`: the schedule as it was before the last Done began it anew, so that it can be taken back.
    """

    id: str
    schedule: Schedule
    next: date | None = None
    raised: Raised | None = None
    evening: bool = False
    repeat: bool = False
    follows: bool = True
    paused: bool = False
    deleted: bool = False
    skipped: tuple[date, ...] = ()
    before: Schedule | None = None


@dataclass(frozen=True, slots=True)
class Injection:
    """An injection the person says they had. `day`: the local day it was given. `planned`: the day it was planned for."""

    reminder: str
    planned: date
    day: date
    at: datetime
    site: str = ""
    side: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a check ended. `level`: the name of its level, in lower case."""

    at: datetime
    outcome: str
    level: str


@dataclass(frozen=True, slots=True)
class Diary:
    """All of it. `zone`: where the person is; empty until they say so. `quiet`: no reminder in these hours."""

    zone: str = ""
    quiet: Quiet | None = None
    check_ins: bool = True
    reminders: tuple[Reminder, ...] = ()
    injections: tuple[Injection, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    last_id: int = 0

    def reminder(self, name: str) -> Reminder | None:
        """The reminder of this id, unless it was deleted."""
        return next((one for one in self.reminders if one.id == name and not one.deleted), None)

    @property
    def active(self) -> tuple[Reminder, ...]:
        """The reminders that were not deleted."""
        return tuple(one for one in self.reminders if not one.deleted)

    def put(self, reminder: Reminder) -> Diary:
        """With this reminder in place of the one of its id, or added."""
        others = [one for one in self.reminders if one.id != reminder.id]
        placed = [reminder if one.id == reminder.id else one for one in self.reminders]
        return replace(self, reminders=tuple(placed) if len(others) < len(self.reminders) else (*self.reminders, reminder))

    def purged(self, but: str = "") -> Diary:
        """Without the reminders that were deleted, except the one of the id `but`."""
        return replace(self, reminders=tuple(one for one in self.reminders if not one.deleted or one.id == but))

    def answered(self, reminder: Reminder, planned: date) -> bool:
        """Whether the person has said what became of an occurrence."""
        return planned in reminder.skipped or self.injection(reminder.id, planned) is not None

    def had(self, injection: Injection) -> Diary:
        """With this injection in place of the one for the same occurrence, or added; in the order of their days."""
        others = [one for one in self.injections if (one.reminder, one.planned) != (injection.reminder, injection.planned)]
        ordered = sorted([*others, injection], key=lambda one: (one.day, one.at))
        return replace(self, injections=tuple(ordered[-MOST_INJECTIONS:]))

    def injection(self, reminder: str, planned: date) -> Injection | None:
        """What was said about an occurrence, if it was had."""
        return next((one for one in self.injections if (one.reminder, one.planned) == (reminder, planned)), None)

    def without(self, injection: Injection) -> Diary:
        """With an injection taken out of the log."""
        return replace(self, injections=tuple(one for one in self.injections if one != injection))

    def ended(self, outcome: Outcome) -> Diary:
        """With one more outcome."""
        return replace(self, outcomes=(*self.outcomes, outcome)[-MOST_OUTCOMES:])


def to_data(diary: Diary) -> dict[str, Any]:
    """The diary as JSON-ready data; empty parts are left out."""
    data: dict[str, Any] = {"v": 1}
    if diary.zone:
        data["zone"] = diary.zone
    if diary.quiet:
        data["quiet"] = [edge.isoformat("minutes") for edge in (diary.quiet.start, diary.quiet.end)]
    if not diary.check_ins:
        data["check_ins"] = False
    if diary.reminders:
        data["reminders"] = [_reminder(one) for one in diary.reminders]
    if diary.injections:
        data["injections"] = [_injection(one) for one in diary.injections]
    if diary.outcomes:
        data["outcomes"] = [{"at": _iso(one.at), "outcome": one.outcome, "level": one.level} for one in diary.outcomes]
    if diary.last_id:
        data["last_id"] = diary.last_id
    return data


def from_data(data: dict[str, Any]) -> Diary:
    """Read what `to_data` wrote. Raises KeyError, TypeError or ValueError on anything else."""
    if not data:
        return Diary()
    if data["v"] != 1:
        raise ValueError(data["v"])
    quiet = data.get("quiet")
    return Diary(
        zone=data.get("zone", ""),
        quiet=Quiet(*map(time_of_day.fromisoformat, quiet)) if quiet else None,
        check_ins=data.get("check_ins", True),
        reminders=tuple(_read_reminder(one) for one in data.get("reminders", ())),
        injections=tuple(_read_injection(one) for one in data.get("injections", ())),
        outcomes=tuple(Outcome(_moment(one["at"]), one["outcome"], one["level"]) for one in data.get("outcomes", ())),
        last_id=data.get("last_id", 0),
    )


_MARKS = ("evening", "repeat", "follows", "paused", "deleted")


def _reminder(one: Reminder) -> dict[str, Any]:
    data: dict[str, Any] = {"id": one.id, "schedule": calendar.to_data(one.schedule)}
    if one.next:
        data["next"] = one.next.isoformat()
    if one.raised:
        until = _iso(one.raised.until) if one.raised.until else None
        data["raised"] = {"day": one.raised.day.isoformat(), "times": one.raised.times, "until": until}
    if one.skipped:
        data["skipped"] = [day.isoformat() for day in one.skipped]
    if one.before:
        data["before"] = calendar.to_data(one.before)
    return data | {mark: getattr(one, mark) for mark in _MARKS}


def _read_reminder(data: dict[str, Any]) -> Reminder:
    raised = None
    if kept := data.get("raised"):
        raised = Raised(date.fromisoformat(kept["day"]), kept["times"], _moment(kept["until"]) if kept["until"] else None)
    following = date.fromisoformat(data["next"]) if data.get("next") else None
    marks = {mark: bool(data[mark]) for mark in _MARKS}
    skipped = tuple(date.fromisoformat(day) for day in data.get("skipped", ()))
    before = calendar.from_data(data["before"]) if data.get("before") else None
    return Reminder(data["id"], calendar.from_data(data["schedule"]), following, raised, skipped=skipped, before=before, **marks)


def _injection(one: Injection) -> dict[str, Any]:
    data = {"reminder": one.reminder, "planned": one.planned.isoformat(), "day": one.day.isoformat(), "at": _iso(one.at)}
    return data | ({"site": one.site} if one.site else {}) | ({"side": one.side} if one.side else {})


def _read_injection(data: dict[str, Any]) -> Injection:
    planned, day = date.fromisoformat(data["planned"]), date.fromisoformat(data["day"])
    return Injection(data["reminder"], planned, day, _moment(data["at"]), data.get("site", ""), data.get("side", ""))


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat("T", "seconds")


def _moment(written: str) -> datetime:
    return datetime.fromisoformat(written)
