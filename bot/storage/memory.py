"""A Store in memory: for the terminal, and for tests. Passes the same contract tests as the databases."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from bot.service.ports import UNPARKED, Conflict, Kept, Parcel, Receipt, Timer, Unit, plans, remember

_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(slots=True)
class _Planned:
    timer: Timer
    wake: datetime


class MemoryStore:
    """Everything is gone when the process ends."""

    def __init__(self) -> None:
        self._chats: dict[int, Kept] = {}
        self._outbox: dict[int, Parcel] = {}
        self._timers: dict[tuple[int, str], _Planned] = {}
        self._last_id = 0

    async def load(self, chat_id: int) -> Kept:
        return self._chats.get(chat_id) or Kept(chat_id)

    async def commit(self, unit: Unit) -> tuple[Parcel, ...]:
        chat_id = unit.kept.chat_id
        before = self._chats.get(chat_id) or Kept(chat_id)
        if before.revision != unit.kept.revision:
            raise Conflict
        updates = remember(unit.kept.updates, unit.update_id)
        self._chats[chat_id] = Kept(chat_id, before.revision + 1, unit.session, updates, before.card, unit.blocked)
        self._plan(unit)
        parcels = tuple(Parcel(self._next_id(), chat_id, unit.session.language, effect) for effect in unit.sent)
        self._outbox.update((parcel.id, parcel) for parcel in parcels)
        return parcels

    async def acknowledge(self, receipt: Receipt) -> None:
        self._outbox.pop(receipt.parcel, None)
        if receipt.card is not None and receipt.chat_id in self._chats:
            self._chats[receipt.chat_id] = replace(self._chats[receipt.chat_id], card=receipt.card)

    async def drop_parcels(self, chat_id: int) -> None:
        for parcel in [parcel for parcel in self._outbox.values() if parcel.chat_id == chat_id]:
            del self._outbox[parcel.id]
        for planned in self._of(chat_id):
            planned.wake = planned.wake if planned.timer.kind in UNPARKED else _NEVER
        if kept := self._chats.get(chat_id):
            self._chats[chat_id] = replace(kept, blocked=True, revision=kept.revision + 1)

    async def claim_timers(self, now: datetime, limit: int, lease: timedelta) -> list[Timer]:
        due = sorted((planned for planned in self._timers.values() if planned.wake <= now), key=lambda planned: planned.timer.due)[:limit]
        for planned in due:
            planned.wake = now + lease
        return [planned.timer for planned in due]

    async def planned(self, limit: int) -> list[Timer]:
        return sorted((planned.timer for planned in self._timers.values()), key=lambda timer: timer.due)[:limit]

    async def waiting(self) -> list[Parcel]:
        return [self._outbox[parcel] for parcel in sorted(self._outbox)]

    async def close(self) -> None:
        """Nothing to let go of."""

    def _plan(self, unit: Unit) -> None:
        chat_id = unit.kept.chat_id
        for key in [key for key, planned in self._timers.items() if unit.fired is not None and planned.timer.id == unit.fired]:
            del self._timers[key]
        kinds, wanted = plans(unit.timers)
        for kind in kinds:
            self._timers.pop((chat_id, kind), None)
        for plan in wanted:
            timer = Timer(self._next_id(), chat_id, plan.kind, plan.run, plan.due, plan.detail)
            self._timers[chat_id, plan.kind] = _Planned(timer, plan.due)
        if unit.kept.blocked and not unit.blocked:
            for planned in self._of(chat_id):
                planned.wake = planned.timer.due if planned.wake == _NEVER else planned.wake

    def _of(self, chat_id: int) -> list[_Planned]:
        return [planned for (chat, _), planned in self._timers.items() if chat == chat_id]

    def _next_id(self) -> int:
        self._last_id += 1
        return self._last_id
