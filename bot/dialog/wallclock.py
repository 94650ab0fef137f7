"""Wall time and IANA zone <-> instants (UTC). What is decided where a clock is put forward or back:

gap       A time of day that does not exist (clocks go forward) becomes the first moment after the gap: 02:30 -> 03:00.
day gone  A day that never was (a zone that changed sides of the date line) becomes the same time of the next day that was.
fold      A time of day that happens twice (clocks go back) is the first of the two.

Knows the rules of zones through the standard library, and only ever asks them about one local time: offsets are never kept,
so a change of the rules is met by asking again. Must not know what a reminder is, nor what time it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)


class UnknownZone(ValueError):
    """There is no zone of this name in the zone data."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A time of day as it really comes: `local` is what clocks there show (naive), `at` the instant in UTC.

    `changed`: the time asked for does not exist on that day, and `local` is another.
    """

    at: datetime
    local: datetime
    changed: bool = False


def zone(name: str) -> ZoneInfo:
    """The zone of this IANA name. Raises UnknownZone."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise UnknownZone(name) from None


def moment(local: datetime, name: str) -> Moment:
    """When the naive wall time `local` comes in a zone; gaps, lost days and folds as decided above. Raises UnknownZone."""
    rules = zone(name)
    meant = local
    while _day_is_missing(meant.date(), rules):
        meant += _DAY
    at = _instant(meant, rules)
    shown = _wall(at, rules)
    if shown != meant:
        at = _end_of_gap(meant, rules)
        shown = _wall(at, rules)
    return Moment(at, shown, shown != local)


def local_time(at: datetime, name: str) -> datetime:
    """What a clock in the zone shows at an instant: naive. The two passes of a fold show the same. Raises UnknownZone."""
    return _wall(at, zone(name))


def second_pass(local: datetime, name: str) -> datetime:
    """The later of the two instants at which the clock shows `local`; the only one when it shows it once."""
    return local.replace(tzinfo=zone(name), fold=1).astimezone(UTC)


def day_exists(day: date, name: str) -> bool:
    """Whether the calendar of the zone has this day. (Apia had no 30 December 2011.) Raises UnknownZone."""
    return not _day_is_missing(day, zone(name))


def _day_is_missing(day: date, rules: ZoneInfo) -> bool:
    noon = datetime.combine(day, time(12))
    if _wall(_instant(noon, rules), rules) == noon:
        return False
    edges = (datetime.combine(day, time.min), datetime.combine(day, time(23, 59, 59)))
    return all(_wall(_instant(edge, rules), rules) != edge for edge in edges)


def _instant(local: datetime, rules: ZoneInfo) -> datetime:
    return local.replace(tzinfo=rules, fold=0).astimezone(UTC)


def _wall(at: datetime, rules: ZoneInfo) -> datetime:
    return at.astimezone(rules).replace(tzinfo=None, fold=0)


def _end_of_gap(local: datetime, rules: ZoneInfo) -> datetime:
    """The instant at which the clock jumps over `local`, to the second, by halving the stretch in which it must lie."""
    before = local.replace(tzinfo=rules, fold=1).astimezone(UTC)  # read with the offset of after the jump: an instant before it
    after = _instant(local, rules)  # and the other way round
    while (stretch := (after - before) // _SECOND) > 1:
        middle = before + stretch // 2 * _SECOND
        if _wall(middle, rules) < local:
            before = middle
        else:
            after = middle
    return after


def is_zone(name: str) -> bool:
    """Whether there is a zone of this name."""
    try:
        zone(name)
    except UnknownZone:
        return False
    return True
