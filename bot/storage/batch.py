"""What a group of requests does to the database, as a handful of statements for the whole group.

Works on a synchronous SQLAlchemy Connection inside one transaction, so that the same code serves SQLite's writer thread and,
through `run_sync`, an asynchronous driver.

Workers that share a database must not wait for one another in a circle. So a group first locks all the chats it will touch, in the
order of their ids, and takes what is to be claimed last, leaving out rows that somebody else has locked.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, delete, select

from bot.service.ports import LEASE, ORPHANED, UNPARKED, Conflict, Fired, Kept, Parcel, Receipt, Timer, Unit, plans, written

from . import rows
from .requests import (
    Ahead,
    ClaimParcels,
    ClaimTimers,
    Diaries,
    Drop,
    Export,
    Hold,
    Lead,
    Load,
    Note,
    Planned,
    Request,
    Waiting,
    Waits,
    Write,
)
from .rows import ids, milliseconds
from .statements import Statements, statements
from .tables import metadata

PERSONAL = [table for table in metadata.sorted_tables if "chat_id" in table.columns]
"""The tables that hold rows about a person: what an export shows and erasing empties."""


@dataclass(frozen=True, slots=True)
class Worker:
    """Whoever asks. `alone`: no other worker writes to this database at the same time."""

    alone: bool
    holder: int = field(default_factory=lambda: int.from_bytes(os.urandom(7), "big") + 1)


def run(connection: Connection, requests: Sequence[Request], worker: Worker) -> list[Any]:
    """Answer a group of requests in one transaction that the caller commits. A Conflict is an answer, not a failure.

    Of two Units for one chat, the second is a Conflict: the first may have changed what it was decided on.
    """
    return _Group(connection, requests, worker).run()


class _Group:
    """One group on its way through the database."""

    def __init__(self, connection: Connection, requests: Sequence[Request], worker: Worker) -> None:
        self.connection = connection
        self.requests = requests
        self.worker = worker
        self.sql: Statements = statements(connection)
        self.answers: dict[int, Any] = {}

    def run(self) -> list[Any]:
        units = [(place, request) for place, request in enumerate(self.requests) if isinstance(request, Unit)]
        receipts = sorted((request for request in self.requests if isinstance(request, Receipt)), key=lambda receipt: receipt.parcel)
        revisions = self._revisions([unit for _, unit in units], receipts)
        self._commit(units, revisions)
        self._acknowledge(receipts)
        self._each(self._one)
        self._load([(place, request) for place, request in enumerate(self.requests) if isinstance(request, Load)])
        self._each(self._claim)
        return [self.answers.get(place) for place in range(len(self.requests))]

    def _each(self, handle: Callable[[int, Request], None]) -> None:
        for place, request in enumerate(self.requests):
            if not isinstance(request, Unit | Receipt | Load):
                handle(place, request)

    def _one(self, place: int, request: Request) -> None:
        connection, sql = self.connection, self.sql
        match request:
            case Drop():
                self._drop(request.chat_id)
            case Hold():
                self.answers[place] = self._hold(request)
            case Ahead():
                wanted = {"chat": request.chat_id, "parcel": request.parcel}
                self.answers[place] = bool(connection.execute(sql.ahead, wanted).scalar_one())
            case Lead():
                self.answers[place] = self._lead(request.wish)
            case Planned():
                self.answers[place] = [rows.timer(row) for row in connection.execute(sql.planned, {"most": request.limit})]
            case Waiting():
                self.answers[place] = self._parcels(connection.execute(sql.waiting).all())
            case Waits():
                parcels = connection.execute(sql.count_outbox).one()
                due = connection.execute(sql.count_due, {"now": milliseconds(request.now)}).one()
                self.answers[place] = rows.backlog(parcels, due, request.now)
            case Diaries():
                found = connection.execute(sql.diaries, {"after": request.after, "most": request.limit})
                self.answers[place] = [rows.kept(row) for row in found]
            case Export():
                self.answers[place] = self._export(request.chat_id)
            case Note():
                self.answers[place] = connection.execute(sql.note, {"name": request.key}).scalar()
            case Write():
                connection.execute(sql.write_note, {"key": request.key, "value": request.value})

    def _claim(self, place: int, request: Request) -> None:
        match request:
            case ClaimTimers():
                self.answers[place] = self._claim_timers(request)
            case ClaimParcels():
                self.answers[place] = self._claim_parcels(request)

    def _load(self, wanted: Sequence[tuple[int, Load]]) -> None:
        if not wanted:
            return
        found = self.connection.execute(self.sql.load, {"ids": list({request.chat_id for _, request in wanted})})
        known = {row.chat_id: rows.kept(row) for row in found}
        for place, request in wanted:
            self.answers[place] = known.get(request.chat_id) or Kept(request.chat_id)

    def _revisions(self, units: Sequence[Unit], receipts: Sequence[Receipt]) -> dict[int, int]:
        """The revisions of the chats that turns are for. Shared databases: every chat this group will write to is locked."""
        touched = {unit.kept.chat_id for unit in units}
        if not self.worker.alone:
            touched |= {receipt.chat_id for receipt in receipts if receipt.card is not None}
            touched |= {request.chat_id for request in self.requests if isinstance(request, Drop)}
        if not touched:
            return {}
        found = self.connection.execute(self.sql.revisions, {"ids": sorted(touched)})
        revisions = {row.chat_id: row.revision for row in found}
        new = sorted({unit.kept.chat_id for unit in units if not unit.kept.revision and unit.fired is None} - revisions.keys())
        if new and not self.worker.alone:  # a chat that is not there cannot be locked: whoever makes it owns it
            made = set(self.connection.execute(self.sql.insert_chats, [rows.empty_chat_row(chat) for chat in new]).scalars())
            revisions |= {chat: 0 if chat in made else -1 for chat in new}
        return revisions

    def _commit(self, units: Sequence[tuple[int, Unit]], revisions: dict[int, int]) -> None:
        first = {unit.kept.chat_id: place for place, unit in reversed(units)}
        current = [
            (place, unit)
            for place, unit in units
            if revisions.get(unit.kept.chat_id, 0) == unit.kept.revision and first[unit.kept.chat_id] == place
        ]
        self.answers |= {place: Conflict() for place, _ in units}
        good = self._fire(current)
        if not good:
            return
        ahead = self._foreign([unit.kept.chat_id for _, unit in good if unit.sent])
        parcels: list[Parcel] = []
        for place, unit in good:
            after = max(ahead.get(unit.kept.chat_id, ()), default=0)
            self.answers[place] = tuple(
                Parcel(ids.next(after), unit.kept.chat_id, unit.session.language, effect, unit.fired is not None, after)
                for effect in unit.sent
            )
            parcels += self.answers[place]
        self._erase([unit for _, unit in good if unit.erase])
        self._write(sorted((unit for _, unit in good if not unit.erase), key=lambda unit: unit.kept.chat_id))
        if parcels:
            held = {"me": self.worker.holder, "lease": _length(LEASE)}
            self.connection.execute(self.sql.insert_outbox, [rows.outbox_row(parcel) | held for parcel in parcels])

    def _fire(self, current: list[tuple[int, Unit]]) -> list[tuple[int, Unit]]:
        """Take the timers that caused these turns. A turn whose timer is gone already does not happen."""
        fired = sorted(unit.fired for _, unit in current if unit.fired is not None)
        if not fired:
            return current
        taken = set(self.connection.execute(self.sql.fire, {"ids": fired}).scalars())
        late = {place for place, unit in current if unit.fired is not None and unit.fired not in taken}
        self.answers |= {place: Fired() for place in late}
        return [(place, unit) for place, unit in current if place not in late]

    def _foreign(self, chats: Sequence[int]) -> dict[int, list[int]]:
        """The parcels of these chats that other workers hold, in order."""
        found: dict[int, list[int]] = defaultdict(list)
        if chats and not self.worker.alone:
            for row in self.connection.execute(self.sql.foreign, {"ids": sorted(set(chats)), "me": self.worker.holder}):
                found[row.chat_id].append(row.id)
        return found

    def _erase(self, units: Sequence[Unit]) -> None:
        for unit in units:
            for table in PERSONAL:
                self.connection.execute(delete(table).where(table.c.chat_id == unit.kept.chat_id))

    def _write(self, units: Sequence[Unit]) -> None:
        connection, sql = self.connection, self.sql
        kinds: list[dict[str, Any]] = []
        keys: list[dict[str, Any]] = []
        planned: list[dict[str, Any]] = []
        for unit in units:
            chat = unit.kept.chat_id
            deleted, wanted = plans(unit.timers)
            kinds += [{"chat": chat, "what": kind} for kind, key in deleted if key is None]
            keys += [{"chat": chat, "what": kind, "which": key} for kind, key in deleted if key is not None]
            planned += [rows.timer_row(unit, plan) for plan in wanted]
        diaries = [(unit.kept.chat_id, written(unit.diary)) for unit in units if unit.diary is not None]
        if units:
            connection.execute(sql.upsert_chats, [rows.chat_row(unit) for unit in units])
        if full := [{"chat_id": chat, "diary": diary} for chat, diary in diaries if diary]:
            connection.execute(sql.upsert_diaries, full)
        if empty := [chat for chat, diary in diaries if not diary]:
            connection.execute(sql.delete_diaries, {"ids": empty})
        if kinds:
            connection.execute(sql.delete_kind, kinds)
        if keys:
            connection.execute(sql.delete_key, keys)
        if planned:
            connection.execute(sql.insert_timers, planned)
        if back := [{"chat": unit.kept.chat_id} for unit in units if unit.kept.blocked and not unit.blocked]:
            connection.execute(sql.unpark, back)

    def _acknowledge(self, receipts: Sequence[Receipt]) -> None:
        if not receipts:
            return
        self.connection.execute(self.sql.delete_parcel, [{"parcel": receipt.parcel} for receipt in receipts])
        cards = [{"chat": receipt.chat_id, "shown": receipt.card} for receipt in receipts if receipt.card is not None]
        if cards:
            self.connection.execute(self.sql.update_card, cards)

    def _drop(self, chat_id: int) -> None:
        self.connection.execute(self.sql.delete_parcels, {"chat": chat_id})
        self.connection.execute(self.sql.park, {"chat": chat_id, "but": UNPARKED})
        self.connection.execute(self.sql.block, {"chat": chat_id})

    def _hold(self, hold: Hold) -> frozenset[int]:
        statement = self.sql.renew if hold.lease else self.sql.release
        wanted = {"ids": sorted(hold.parcels), "me": self.worker.holder, "lease": _length(hold.lease)}
        return frozenset(self.connection.execute(statement, wanted).scalars())

    def _lead(self, wish: bool) -> bool:
        if self.worker.alone:
            return True
        wanted = {"me": self.worker.holder, "lease": _length(LEASE)}
        if wish:
            return self.connection.execute(self.sql.lead, wanted).first() is not None
        self.connection.execute(self.sql.follow, wanted)
        return False

    def _claim_timers(self, claim: ClaimTimers) -> list[Timer]:
        wanted = {"now": milliseconds(claim.now), "most": claim.limit, "until": milliseconds(claim.now + claim.lease)}
        return sorted((rows.timer(row) for row in self.connection.execute(self.sql.claim_timers, wanted)), key=lambda timer: timer.due)

    def _claim_parcels(self, claim: ClaimParcels) -> list[Parcel]:
        lease, young = _length(LEASE), _length(LEASE - ORPHANED)
        wanted = {"me": self.worker.holder, "lease": lease, "young": young, "most": claim.limit, "ids": sorted(claim.in_hand)}
        claimed = sorted(self.connection.execute(self.sql.claim_parcels, wanted).all(), key=lambda row: int(row.id))
        return self._parcels(claimed, self._foreign([row.chat_id for row in claimed]))

    def _parcels(self, found: Sequence[Any], ahead: dict[int, list[int]] | None = None) -> list[Parcel]:
        parcels: list[Parcel] = []
        for row in found:
            before = [other for other in (ahead or {}).get(row.chat_id, ()) if other < row.id]
            if parcel := rows.parcel(row, max(before, default=0)):
                parcels.append(parcel)
            else:
                self.connection.execute(self.sql.delete_parcel, {"parcel": row.id})
        return parcels

    def _export(self, chat_id: int) -> dict[str, list[dict[str, Any]]]:
        everything: dict[str, list[dict[str, Any]]] = {}
        for table in PERSONAL:
            found = self.connection.execute(select(table).where(table.c.chat_id == chat_id).order_by(*table.primary_key.columns))
            everything[str(table.name)] = [rows.readable(table, row._mapping) for row in found]
        return everything


def _length(lease: timedelta) -> int:
    return round(lease.total_seconds() * 1000)
