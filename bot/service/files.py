"""The files that a person asks for, made from what is kept at the moment they leave."""

from __future__ import annotations

import json
from dataclasses import dataclass

from bot.content.library import Library
from bot.dialog import diary as diaries
from bot.dialog import phrases
from bot.dialog.effects import SendFile
from bot.dialog.wallclock import is_zone, local_time

from .calendar_file import Entry, calendar_file
from .ports import Clock, Store

PRODUCT = "-//B12 companion//EN"


@dataclass(frozen=True, slots=True)
class Made:
    """A file ready to send."""

    name: str
    mime: str
    content: bytes


class Files:
    """Makes files. Raises Unavailable when the store is away."""

    def __init__(self, library: Library, store: Store, clock: Clock) -> None:
        self._library = library
        self._store = store
        self._clock = clock

    async def make(self, chat_id: int, language: str, wanted: SendFile) -> Made | None:
        """The file, or None when what it would hold is gone."""
        if wanted.kind == "export":
            kept = await self._store.export(chat_id)
            return Made("my-data.json", "application/json", json.dumps(kept, indent=2, ensure_ascii=False, default=str).encode())
        return await self._calendar(chat_id, language, wanted.about)

    async def _calendar(self, chat_id: int, language: str, about: str) -> Made | None:
        diary = diaries.from_data((await self._store.load(chat_id)).diary)
        reminder = diary.reminder(about)
        if reminder is None or not is_zone(reminder.schedule.zone):
            return None
        now = self._clock.now()
        title = self._library.book(language).label(phrases.LABEL_INJECTION_DAY)
        today = local_time(now, reminder.schedule.zone).date()
        content = calendar_file([Entry(f"{chat_id}-{reminder.id}", title, reminder.schedule, today)], PRODUCT, now)
        return Made("injection-days.ics", "text/calendar", content)
