"""A Store in memory: for the terminal, and for tests. Passes the same contract tests as the databases."""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson

from bot.dialog import session as sessions
from bot.dialog import wire
from bot.service.ports import LEASE, UNPARKED, Backlog, Conflict, Fired, Kept, Parcel, Receipt, Timer, Unit, plans, remember, written

_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(slots=True)
class _Planned:
    timer: Timer
    wake: datetime


class MemoryStore:
    """Everything is gone when the process ends. There is one worker: whatever has a lease, it holds."""

    def __init__(self) -> None:
        self._chats: dict[int, Kept] = {}
        self._outbox: dict[int, Parcel] = {}
        self._leases: dict[int, float] = {}
        self._since: dict[int, float] = {}
        self._timers: dict[tuple[int, str, str], _Planned] = {}
        self._notes: dict[str, str] = {}
        self._last_id = 0

    async def load(self, chat_id: int) -> Kept:
        return self._chats.get(chat_id) or Kept(chat_id)

    async def commit(self, unit: Unit) -> tuple[Parcel, ...]:
        chat_id = unit.kept.chat_id
        before = self._chats.get(chat_id) or Kept(chat_id)
        if before.revision != unit.kept.revision:
            raise Conflict
        if unit.fired is not None and not any(planned.timer.id == unit.fired for planned in self._timers.values()):
            raise Fired
        if unit.erase:
            self._erase(chat_id)
        else:
            diary = before.written if unit.diary is None else written(unit.diary)
            updates = remember(unit.kept.updates, unit.update_id)
            self._chats[chat_id] = Kept(chat_id, before.revision + 1, unit.session, updates, before.card, unit.blocked, diary)
            self._plan(unit)
        language, planned = unit.session.language, unit.fired is not None
        parcels = tuple(Parcel(self._next_id(), chat_id, language, effect, planned) for effect in unit.sent)
        self._outbox.update((parcel.id, parcel) for parcel in parcels)
        self._since.update((parcel.id, time.monotonic()) for parcel in parcels)
        self._hold(parcels)
        return parcels

    async def acknowledge(self, receipt: Receipt) -> None:
        self._outbox.pop(receipt.parcel, None)
        self._since.pop(receipt.parcel, None)
        if receipt.card is not None and receipt.chat_id in self._chats:
            self._chats[receipt.chat_id] = replace(self._chats[receipt.chat_id], card=receipt.card)

    async def drop_parcels(self, chat_id: int) -> None:
        self._empty_outbox(chat_id)
        for planned in self._of(chat_id):
            planned.wake = planned.wake if planned.timer.kind in UNPARKED else _NEVER
        if kept := self._chats.get(chat_id):
            self._chats[chat_id] = replace(kept, blocked=True, revision=kept.revision + 1)

    async def claim_parcels(self, limit: int, in_hand: Collection[int] = ()) -> list[Parcel]:
        now = time.monotonic()
        loose = [self._outbox[parcel] for parcel in sorted(self._outbox) if self._leases[parcel] <= now][:limit]
        self._hold(loose)
        return loose

    async def renew(self, parcels: Sequence[int]) -> frozenset[int]:
        still = [self._outbox[parcel] for parcel in parcels if self._leases.get(parcel) and parcel in self._outbox]
        self._hold(still)
        return frozenset(parcel.id for parcel in still)

    async def release(self, parcels: Sequence[int]) -> None:
        self._leases.update((parcel, 0.0) for parcel in parcels)

    async def still_ahead(self, chat_id: int, parcel: int) -> bool:
        return any(other.chat_id == chat_id and other.id <= parcel for other in self._outbox.values())

    async def claim_timers(self, now: datetime, limit: int, lease: timedelta) -> list[Timer]:
        due = sorted((planned for planned in self._timers.values() if planned.wake <= now), key=lambda planned: planned.timer.due)[:limit]
        for planned in due:
            planned.wake = now + lease
        return [planned.timer for planned in due]

    async def planned(self, limit: int) -> list[Timer]:
        return sorted((planned.timer for planned in self._timers.values()), key=lambda timer: timer.due)[:limit]

    async def backlog(self, now: datetime) -> Backlog:
        due = [planned.wake for planned in self._timers.values() if planned.wake <= now]
        since = [self._since[parcel] for parcel in self._outbox]
        oldest = time.monotonic() - min(since) if since else 0.0
        return Backlog(len(since), oldest, len(due), (now - min(due)).total_seconds() if due else 0.0)

    async def waiting(self) -> list[Parcel]:
        return [self._outbox[parcel] for parcel in sorted(self._outbox)]

    async def diaries(self, after: int, limit: int) -> list[Kept]:
        return [self._chats[chat] for chat in sorted(self._chats) if chat > after and self._chats[chat].written][:limit]

    async def export(self, chat_id: int) -> dict[str, list[dict[str, Any]]]:
        kept = self._chats.get(chat_id)
        chat = [{"chat_id": chat_id, "session": sessions.to_data(kept.session), "updates": list(kept.updates)}] if kept else []
        diary = [{"chat_id": chat_id, "diary": orjson.loads(kept.written)}] if kept and kept.written else []
        timers = [
            {
                "chat_id": chat_id,
                "kind": planned.timer.kind,
                "run": planned.timer.run,
                "detail": planned.timer.detail,
                "due": planned.timer.due.isoformat(),
                "key": planned.timer.key,
            }
            for planned in self._of(chat_id)
        ]
        outbox = [
            {"id": parcel.id, "chat_id": chat_id, "effect": wire.to_data(parcel.effect)}
            for parcel in await self.waiting()
            if parcel.chat_id == chat_id
        ]
        return {"chats": chat, "diaries": diary, "outbox": outbox, "timers": timers}

    async def lead(self) -> bool:
        return True

    async def follow(self) -> None:
        """There is nobody else."""

    async def meta_get(self, key: str) -> str | None:
        return self._notes.get(key)

    async def meta_set(self, key: str, value: str) -> None:
        self._notes[key] = value

    async def close(self) -> None:
        """Nothing to let go of."""

    def _plan(self, unit: Unit) -> None:
        chat_id = unit.kept.chat_id
        if unit.fired is not None:
            self._timers = {where: planned for where, planned in self._timers.items() if planned.timer.id != unit.fired}
        deleted, wanted = plans(unit.timers)
        for kind, key in deleted:
            for where in [where for where in self._timers if where[:2] == (chat_id, kind) and key in (None, where[2])]:
                del self._timers[where]
        for plan in wanted:
            timer = Timer(self._next_id(), chat_id, plan.kind, plan.run, plan.due, plan.detail, plan.key)
            parked = unit.blocked and plan.kind not in UNPARKED
            self._timers[chat_id, plan.kind, plan.key] = _Planned(timer, _NEVER if parked else plan.due)
        if unit.kept.blocked and not unit.blocked:
            for planned in self._of(chat_id):
                planned.wake = planned.timer.due if planned.wake == _NEVER else planned.wake

    def _erase(self, chat_id: int) -> None:
        self._chats.pop(chat_id, None)
        self._empty_outbox(chat_id)
        for where in [where for where in self._timers if where[0] == chat_id]:
            del self._timers[where]

    def _empty_outbox(self, chat_id: int) -> None:
        for parcel in [parcel for parcel in self._outbox.values() if parcel.chat_id == chat_id]:
            del self._outbox[parcel.id]

    def _hold(self, parcels: Sequence[Parcel]) -> None:
        until = time.monotonic() + LEASE.total_seconds()
        self._leases.update((parcel.id, until) for parcel in parcels)

    def _of(self, chat_id: int) -> list[_Planned]:
        return [planned for (chat, _, _), planned in self._timers.items() if chat == chat_id]

    def _next_id(self) -> int:
        self._last_id += 1
        return self._last_id
