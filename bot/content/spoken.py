"""Days, times, zones and rhythms as they are said in one language. The patterns are texts (`say.*`), the names are labels.

Patterns of rhythms are written as within a sentence; the first letter of a whole rhythm is made a capital.

Knows how values are written by the core (`bot.dialog.effects.Value`). Must not know when or why they are said.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time

from bot.dialog import rhythm
from bot.dialog.calendar import Every, Once, Phase, Phased, Rule, Unit, WeekdayOfMonth
from bot.dialog.effects import Value

PATTERNS = {
    "say.date": frozenset(["weekday", "day", "month", "year"]),
    "say.short_date": frozenset(["weekday", "day", "month"]),
    "say.month": frozenset(["month", "year"]),
    "say.moment": frozenset(["date", "time"]),
    "say.zone": frozenset(["place"]),
    "say.hours": frozenset(["start", "end"]),
    "say.once": frozenset[str](),
    "say.every_day": frozenset[str](),
    "say.every_week": frozenset[str](),
    "say.every_month": frozenset[str](),
    "say.every_days": frozenset(["count"]),
    "say.every_weeks": frozenset(["count"]),
    "say.every_months": frozenset(["count"]),
    "say.weekday_of_month": frozenset(["nth", "weekday"]),
    "say.weekday_of_months": frozenset(["nth", "weekday", "count"]),
    "say.phase_long": frozenset(["step", "length"]),
    "say.phase_times": frozenset(["step", "count"]),
    "say.then": frozenset(["before", "after"]),
    "say.minutes": frozenset(["count"]),
    "say.hours_long": frozenset(["count"]),
    "say.days": frozenset(["count"]),
    "say.weeks": frozenset(["count"]),
    "say.months": frozenset(["count"]),
    "say.one_minute": frozenset[str](),
    "say.one_hour": frozenset[str](),
    "say.one_day": frozenset[str](),
    "say.one_week": frozenset[str](),
    "say.one_month": frozenset[str](),
}
"""The texts that say values, with what is filled into each."""

NTH = {1: "first", 2: "second", 3: "third", 4: "fourth", -1: "last"}
NAMES = frozenset(
    [
        *(f"weekday.{number}" for number in range(7)),
        *(f"weekday_short.{number}" for number in range(7)),
        *(f"month.{number}" for number in range(1, 13)),
        *(f"nth_said.{name}" for name in NTH.values()),
    ]
)
"""The labels that name days and months."""

Say = Callable[..., str]


class Speaker:
    """Says values. `text` fills a pattern, `label` gives a name."""

    def __init__(self, text: Say, label: Callable[[str], str]) -> None:
        self._text = text
        self._label = label

    def say(self, value: Value) -> str:
        """A value in words. Raises ValueError or KeyError for one that was not written by us."""
        return _KINDS[value.kind](self, value.text)

    def _date(self, written: str) -> str:
        return self._day("say.date", date.fromisoformat(written))

    def _short_date(self, written: str) -> str:
        return self._day("say.short_date", date.fromisoformat(written))

    def _day(self, pattern: str, day: date) -> str:
        names = {"weekday": self._label(f"weekday.{day.weekday()}"), "month": self._label(f"month.{day.month}")}
        return self._text(pattern, **names, day=day.day, year=day.year)

    def _number_of_day(self, written: str) -> str:
        return str(date.fromisoformat(written).day)

    def _month(self, written: str) -> str:
        day = date.fromisoformat(written)
        return self._text("say.month", month=self._label(f"month.{day.month}"), year=day.year)

    def _weekday(self, written: str) -> str:
        return self._label(f"weekday_short.{written}")

    def _time(self, written: str) -> str:
        return time.fromisoformat(written).isoformat("minutes")

    def _moment(self, written: str) -> str:
        moment = datetime.fromisoformat(written)
        return self._text("say.moment", date=self._day("say.date", moment.date()), time=self._time(moment.time().isoformat()))

    def _zone(self, written: str) -> str:
        place = written.rpartition("/")[2] if not written.startswith("Etc/") else written
        return self._text("say.zone", place=place.replace("_", " "))

    def _hours(self, written: str) -> str:
        start, end = written.split("/")
        return self._text("say.hours", start=self._time(start), end=self._time(end))

    def _ago(self, written: str) -> str:
        """A stretch of time, written in seconds, to the unit that fits."""
        minutes = max(1, round(int(written) / 60))
        if minutes < 90:
            return self._count(minutes, "say.one_minute", "say.minutes")
        if minutes < 36 * 60:
            return self._count(round(minutes / 60), "say.one_hour", "say.hours_long")
        return self._count(round(minutes / 60 / 24), "say.one_day", "say.days")

    def _count(self, count: int, one: str, many: str) -> str:
        return self._text(one) if count == 1 else self._text(many, count=count)

    def _schedule(self, written: str) -> str:
        said = self._rule(rhythm.read(written))
        return said[:1].upper() + said[1:]

    def _rule(self, rule: Rule) -> str:
        match rule:
            case Once():
                return self._text("say.once")
            case Every():
                return self._every(rule)
            case WeekdayOfMonth():
                names = {"nth": self._label(f"nth_said.{NTH[rule.nth]}"), "weekday": self._label(f"weekday.{rule.weekday}")}
                if rule.months == 1:
                    return self._text("say.weekday_of_month", **names)
                return self._text("say.weekday_of_months", **names, count=rule.months)
            case Phased():
                said = [self._phase(phase) for phase in rule.phases] + ([self._every(rule.then)] if rule.then else [])
                told = said[0]
                for after in said[1:]:
                    told = self._text("say.then", before=told, after=after)
                return told

    def _every(self, step: Every) -> str:
        one, many = _STEPS[step.unit]
        return self._count(step.count, one, many)

    def _phase(self, phase: Phase) -> str:
        if isinstance(phase.lasts, int):
            return self._text("say.phase_times", step=self._every(phase.step), count=phase.lasts)
        length = self._count(phase.lasts.count, *_LENGTHS[phase.lasts.unit])
        return self._text("say.phase_long", step=self._every(phase.step), length=length)


_STEPS = {
    Unit.DAYS: ("say.every_day", "say.every_days"),
    Unit.WEEKS: ("say.every_week", "say.every_weeks"),
    Unit.MONTHS: ("say.every_month", "say.every_months"),
}
_LENGTHS = {
    Unit.DAYS: ("say.one_day", "say.days"),
    Unit.WEEKS: ("say.one_week", "say.weeks"),
    Unit.MONTHS: ("say.one_month", "say.months"),
}
_KINDS: dict[str, Callable[[Speaker, str], str]] = {
    "date": Speaker._date,
    "short_date": Speaker._short_date,
    "day": Speaker._number_of_day,
    "month": Speaker._month,
    "weekday": Speaker._weekday,
    "time": Speaker._time,
    "moment": Speaker._moment,
    "zone": Speaker._zone,
    "hours": Speaker._hours,
    "number": lambda speaker, written: written,
    "name": lambda speaker, written: written,
    "ago": Speaker._ago,
    "schedule": Speaker._schedule,
}
