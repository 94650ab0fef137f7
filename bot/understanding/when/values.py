"""What a sentence about days, times and schedules says, as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum

from bot.dialog.calendar import Reason, Rule


class Part(StrEnum):
    """What a reminder needs to know."""

    DAY = "day"
    TIME = "time"
    RULE = "rule"


class Refused(StrEnum):
    """Why a sentence cannot be used. The value names the sentence that says so; `calendar.Reason` has more."""

    NOT_UNDERSTOOD = "not_understood"
    TOO_LONG = "too_long"
    IMPOSSIBLE_DATE = "impossible_date"
    IMPOSSIBLE_TIME = "impossible_time"
    NEEDS_DAY = "needs_day"
    DAY_OR_TIME = "day_or_time"
    FUTURE = "future"
    WEEKDAY_MISMATCH = "weekday_mismatch"
    SEVERAL_DAYS = "several_days"
    SEVERAL_TIMES = "several_times"
    SEVERAL_RULES = "several_rules"
    TIMES_PER = "times_per"
    TOO_OFTEN = "too_often"
    RANGE = "range"
    WEEKDAY_WONT_STAY = "weekday_wont_stay"
    PHASE_NEEDS_LENGTH = "phase_needs_length"
    WEEKDAY_IN_PHASE = "weekday_in_phase"


class Unusable(ValueError):
    """The sentence cannot be used; `reason` says why. Never leaves this package."""

    def __init__(self, reason: Refused | Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Ruled:
    """A rule to choose, and the first day it brings with it (None: the sentence says none)."""

    rule: Rule
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Ask:
    """A part that can be meant in these ways: which one is asked, never guessed. One option alone still has to be confirmed."""

    part: Part
    options: tuple[date, ...] | tuple[time, ...] | tuple[Ruled, ...]

    @property
    def brings_day(self) -> bool:
        """Whether every rule to choose from brings its first day."""
        return all(isinstance(option, Ruled) and option.day is not None for option in self.options)


@dataclass(frozen=True, slots=True)
class When:
    """What a sentence says. A part that is None and not among `asks` is missing from it.

    `rule` is None when nothing was said of how often. `delay`: a time counted from now ("in 2 hours"). `refused`: why the sentence cannot
    be used; then everything else is empty. `unread`: words that were passed over because they mean nothing here.
    """

    day: date | None = None
    at: time | None = None
    rule: Rule | None = None
    delay: timedelta | None = None
    asks: tuple[Ask, ...] = ()
    refused: Refused | Reason | None = None
    unread: tuple[str, ...] = ()

    @property
    def missing(self) -> tuple[Part, ...]:
        """The parts that the sentence neither says nor leaves to choose."""
        said = {Part.DAY: self.day, Part.TIME: self.at, Part.RULE: self.rule}
        asked = {ask.part for ask in self.asks} | {Part.DAY for ask in self.asks if ask.brings_day}
        return tuple(part for part, value in said.items() if value is None and part not in asked)

    @property
    def empty(self) -> bool:
        """Whether nothing about a day, a time or a schedule was found."""
        return len(self.missing) == len(Part) and self.delay is None and self.refused is None
