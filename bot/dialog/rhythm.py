"""How often: a rule of the calendar from the answers of a form, and its one-line written form.

The questions of a form that says how often go by these names: `rhythm`, `count`, `nth`, `weekday`, `phases`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, time

from .calendar import BadSchedule, Every, Once, Phased, Rule, Schedule, Unit, WeekdayOfMonth, read_rule, rule_data
from .script import TYPED
from .session import Answer

_UNITS = {"days": Unit.DAYS, "weeks": Unit.WEEKS, "months": Unit.MONTHS}
ASK_HOW_OFTEN = frozenset(["rhythm", "count"])
"""The questions to which a whole sentence is an answer: "every 2 weeks on friday at 9"."""

_NTH = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1}
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def rhythm_of(answers: Iterable[Answer]) -> str:
    """The written form of the rule that the answers come to; empty while they come to none."""
    given = {question: options[0].removeprefix(TYPED) for question, options in answers}
    if "phases" in given:
        return given["phases"]
    try:
        rule = _rule(given)
    except (BadSchedule, ValueError):
        return ""
    return write(rule) if rule else ""


def _rule(given: dict[str, str]) -> Rule | None:
    rhythm = given.get("rhythm", "")
    if rhythm == "once":
        return Once()
    if rhythm in _UNITS and "count" in given:
        return Every(int(given["count"]), _UNITS[rhythm])
    if rhythm == "weekday" and "nth" in given and "weekday" in given:
        return WeekdayOfMonth(_NTH[given["nth"]], _WEEKDAYS.index(given["weekday"]))
    return None


def schedule_of(answers: Iterable[Answer], today: date, zone: str) -> Schedule | None:
    """The schedule that the answers come to, None while something is missing. `zone`: where it is to be when they do not say."""
    answers = tuple(answers)
    given = {question: options[0].removeprefix(TYPED) for question, options in answers}
    written, place = rhythm_of(answers), given.get("zone", zone)
    if not written or "time" not in given or not place:
        return None
    start = date.fromisoformat(given["first_date"]) if "first_date" in given else today
    return Schedule(read(written), start, time.fromisoformat(given["time"]), place)


def answers_of(rule: Rule) -> dict[str, tuple[str, ...]]:
    """The answers of a form that come to this rule: what a sentence said, put as if it had been tapped."""
    match rule:
        case Once():
            return {"rhythm": ("once",)}
        case Every():
            return {"rhythm": (rule.unit.value,), "count": (f"{TYPED}{rule.count}",)}
        case WeekdayOfMonth(months=1):
            nth = next(name for name, number in _NTH.items() if number == rule.nth)
            return {"rhythm": ("weekday",), "nth": (nth,), "weekday": (_WEEKDAYS[rule.weekday],)}
        case _:
            return {"rhythm": ("phases",), "phases": (TYPED + write(rule),)}


def write(rule: Rule) -> str:
    """A rule in one line. One without phases fits into a button: it may have to be told from another."""
    data = rule_data(rule)
    return json.dumps(data, separators=(",", ":")) if isinstance(rule, Phased) else ":".join(map(str, data))


def read(written: str) -> Rule:
    """Read what `write` wrote. Raises ValueError."""
    if written.startswith("["):
        return read_rule(json.loads(written))
    return read_rule([int(part) if part.lstrip("-").isdecimal() else part for part in written.split(":")])
