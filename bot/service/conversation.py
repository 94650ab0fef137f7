"""One event of one chat: load, decide, commit, deliver. The one place where a turn becomes durable.

Events of a chat are handled one after the other, different chats at once. Deciding is pure, so when another process was
quicker the turn is simply decided again on the newer session.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache, partial

from bot.content.library import Library
from bot.content.messages import hear_message
from bot.dialog import diary as diaries
from bot.dialog.diary import Diary
from bot.dialog.effects import Say, split
from bot.dialog.events import Attached, Edited, Event, Shared, TimerDue, Wrote
from bot.dialog.script import SERIOUS, Level, Question
from bot.dialog.session import Session
from bot.dialog.turn import open_question, take_turn
from bot.dialog.wallclock import local_time
from bot.understanding.location import zone_at

from .delivery import Delivery
from .meter import Meter
from .ports import UNPARKED, Clock, Conflict, Fired, Kept, Parcel, Store, Timer, Unavailable, Unit

log = logging.getLogger(__name__)

ATTEMPTS = 8
QUICKLY_READ = 100
"""Letters that are read in some milliseconds. A longer text may take half a second, and is read beside what other people do."""


@dataclass(frozen=True, slots=True)
class Typed:
    """Words a person sent: a new message or command, an edited one, or the caption of an attachment. Read before the core sees it."""

    text: str
    kind: type[Wrote | Edited | Attached] = Wrote


@dataclass(frozen=True, slots=True)
class Located:
    """Where a person is, in degrees. It becomes a time zone before the core sees it, and is not kept."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Handled:
    """What handling an event came to. `toast`: a short note to show over the chat. `again`: it had been handled before."""

    toast: str | None = None
    again: bool = False


class Conversation:
    """The front door for every event, whether a person or a timer raised it."""

    def __init__(self, library: Library, store: Store, delivery: Delivery, clock: Clock, meter: Meter | None = None) -> None:
        self._library = library
        self._store = store
        self._delivery = delivery
        self._clock = clock
        self._meter = meter or Meter()
        self._turnstiles: dict[int, _Turnstile] = {}

    async def receive(self, chat_id: int, incoming: Event | Located | Typed, update_id: int | None, language: str = "") -> Handled:
        """Handle what a person did. Raises Unavailable when it could not be stored; then nothing was changed."""
        since = time.monotonic()
        async with self._in_turn(chat_id):
            if isinstance(incoming, Located):  # in a thread, because the borders are unpacked at the first question
                zone: str | None = await asyncio.to_thread(zone_at, incoming.latitude, incoming.longitude)
                incoming = Shared(zone or "")
            return await self._handle(chat_id, incoming, update_id, since, language=language)

    async def answer_unstored(self, chat_id: int, incoming: Event | Located | Typed, language: str) -> bool:
        """Answer a serious sign although nothing can be stored now. Returns whether there was one."""
        if isinstance(incoming, Located):
            return False
        session = Session(language=language)
        event = await self._event(session, Diary(), incoming)
        turn = take_turn(self._library.dialogs, session, event, self._clock.now())
        if turn.session.ended is None or turn.session.ended.level not in SERIOUS:
            return False
        for effect in turn.effects:
            if isinstance(effect, Say):
                await self._delivery.send_unstored(Parcel(0, chat_id, language, effect))
        return True

    async def fire(self, timer: Timer) -> Handled:
        """Handle a due timer. Raises Unavailable as `receive` does; the timer then comes due again."""
        event = TimerDue(timer.kind, timer.run, timer.due, timer.detail, timer.key)
        due = time.monotonic() - (self._clock.now() - timer.due).total_seconds()
        async with self._in_turn(timer.chat_id):
            try:
                return await self._handle(timer.chat_id, event, None, due, timer)
            except Fired:
                return Handled(again=True)

    async def _handle(
        self,
        chat_id: int,
        incoming: Event | Typed,
        update_id: int | None,
        since: float,
        fired: Timer | None = None,
        language: str = "",
    ) -> Handled:
        """Handle one event in its turn. `since`, by the monotonic clock: when it came, or was due."""
        for _ in range(ATTEMPTS):
            kept = await self._store.load(chat_id)
            if update_id is not None and kept.handled(update_id):
                return Handled(again=True)
            if fired and kept.blocked and fired.kind not in UNPARKED:
                return Handled(again=True)  # parked after it was claimed: it comes due when the person is back
            session = replace(kept.session, language=language) if language and not kept.session.language else kept.session
            known = _diary(kept)
            diary = known or Diary()
            event = await self._event(session, diary, incoming)
            turn = take_turn(self._library.dialogs, session, event, self._clock.now(), diary)
            effects = split(turn.effects)
            blocked = kept.blocked and update_id is None
            written = diaries.to_data(turn.diary) if known and turn.diary is not known else None
            timer = fired.id if fired else None
            unit = Unit(kept, turn.session, update_id, timer, effects.sent, effects.timers, blocked, written, effects.erase)
            try:
                parcels = await self._store.commit(unit)
            except Conflict:
                continue
            self._delivery.push(chat_id, parcels, kept.card, since)
            self._count(session, turn.session)
            book = self._library.book(turn.session.language)
            return Handled(book.say(effects.toast.text) if effects.toast else None)
        raise Unavailable(f"chat changed {ATTEMPTS} times in a row")

    def _count(self, before: Session, after: Session) -> None:
        known = before.ended and (before.ended.outcome, before.ended.at)  # what else changes is its timer
        ended = after.ended if after.ended and (after.ended.outcome, after.ended.at) != known else None
        self._meter.turn(ended.outcome if ended else "", bool(ended and ended.level is Level.URGENT))

    async def _event(self, session: Session, diary: Diary, incoming: Event | Typed) -> Event:
        if not isinstance(incoming, Typed):
            return incoming
        now = self._clock.now()
        question = open_question(self._library.dialogs, session, now)
        clock = local_time(now, diary.zone or "UTC")
        hear = partial(_heard, self._library, incoming, session.language, question, clock)
        return await asyncio.to_thread(hear) if len(incoming.text) > QUICKLY_READ else hear()

    @asynccontextmanager
    async def _in_turn(self, chat_id: int) -> AsyncIterator[None]:
        """One event of a chat at a time. The lock lives only while somebody uses it."""
        turnstile = self._turnstiles.setdefault(chat_id, _Turnstile())
        turnstile.users += 1
        try:
            async with turnstile.lock:
                yield
        finally:
            turnstile.users -= 1
            if not turnstile.users:
                del self._turnstiles[chat_id]


def _heard(library: Library, typed: Typed, language: str, question: Question | None, clock: datetime) -> Event:
    if typed.kind is Wrote:
        return hear_message(library, typed.text, language, question, clock)
    return typed.kind.of(library.hear(typed.text, language, question, clock))


def _diary(kept: Kept) -> Diary | None:
    """The diary of a chat. None for one that cannot be read: it is left as it is, in the hope that somebody can mend it."""
    try:
        return _read_diary(kept.written)
    except (KeyError, TypeError, ValueError):
        log.error("a diary cannot be read and is left alone; was the database edited by hand?")
        return None


@lru_cache(maxsize=1024)
def _read_diary(written: str) -> Diary:
    """A diary is the same for all taps of a check, and reading it is a twentieth of what a tap costs."""
    return diaries.from_data(Kept(0, written=written).diary)


class _Turnstile:
    """A lock and how many hold or await it."""

    __slots__ = ("lock", "users")

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.users = 0
