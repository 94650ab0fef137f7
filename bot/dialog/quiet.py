"""Quiet hours and the heads-up of the evening before. Pure functions; zones as in `wallclock`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from .calendar import BadSchedule, Reason
from .wallclock import day_exists, local_time, moment, second_pass

LONGEST_QUIET = timedelta(hours=16)

EVENING = time(19)
"""When the heads-up of the evening before comes, by the clock of the reminder's zone."""

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Quiet:
    """Hours in which nothing is sent: from `start`, up to but without `end`, by the wall clock; they may run over midnight."""

    start: time
    end: time

    def __post_init__(self) -> None:
        """Raises BadSchedule for hours that are empty or longer than LONGEST_QUIET."""
        if any(edge.second or edge.microsecond or edge.tzinfo for edge in (self.start, self.end)):
            raise BadSchedule(Reason.NOT_A_MINUTE)
        if self.start == self.end:
            raise BadSchedule(Reason.NO_QUIET)
        midnight = datetime.combine(date.min, time.min)
        length = (datetime.combine(date.min, self.end) - midnight) - (datetime.combine(date.min, self.start) - midnight)
        if length % _DAY > LONGEST_QUIET:
            raise BadSchedule(Reason.QUIET_TOO_LONG)

    def covers(self, shown: time) -> bool:
        """Whether a time of day is inside."""
        if self.start < self.end:
            return self.start <= shown < self.end
        return shown >= self.start or shown < self.end


def after_quiet(at: datetime, quiet: Quiet | None, zone: str) -> datetime:
    """The instant itself when it is outside quiet hours, else the moment they end. `zone`: where the person's clock is."""
    local = local_time(at, zone)
    if quiet is None or not quiet.covers(local.time()):
        return at
    end = datetime.combine(local.date(), quiet.end)
    if end <= local:
        end += _DAY
    ends = moment(end, zone).at
    return ends if ends > at else second_pass(end, zone)


def heads_up(day: date, zone: str, quiet: Quiet | None = None, evening: time = EVENING) -> datetime:
    """When to say, the evening before, that `day` is an injection day.

    When the evening is inside quiet hours it comes a minute before they begin. The evening before a day is that of the last
    day that the zone had.
    """
    before = day - _DAY
    while not day_exists(before, zone):
        before -= _DAY
    local = datetime.combine(before, evening)
    if quiet and quiet.covers(evening):
        local = datetime.combine(before, quiet.start) - timedelta(minutes=1)
    return moment(local, zone).at
