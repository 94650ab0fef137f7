"""Reminders in a time zone that the zone data no longer has, and a person who is said to be in one.

They are set aside for the length of a turn, so that nothing else ever has to reckon with them, and put back as they were. A
zone that is not known is never guessed: the person picks one again.
"""

from __future__ import annotations

from dataclasses import replace

from .diary import Diary, Reminder
from .wallclock import is_zone


def set_aside(diary: Diary) -> tuple[Diary, tuple[Reminder, ...]]:
    """The diary without what cannot be reckoned with, and the reminders that were taken out of it."""
    lost = tuple(one for one in diary.reminders if not is_zone(one.schedule.zone))
    away = bool(diary.zone) and not is_zone(diary.zone)
    if not lost and not away:
        return diary, ()
    kept = tuple(one for one in diary.reminders if one not in lost)
    return replace(diary, reminders=kept, zone="" if away else diary.zone), lost


def put_back(diary: Diary, lost: tuple[Reminder, ...]) -> Diary:
    """The diary with the reminders that were set aside."""
    return replace(diary, reminders=(*diary.reminders, *lost)) if lost else diary
