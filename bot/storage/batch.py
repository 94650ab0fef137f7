"""What a group of requests does to the database, as a handful of statements for the whole group.

Works on a synchronous SQLAlchemy Connection inside one transaction, so that the same code serves SQLite's writer thread and,
through `run_sync`, an asynchronous driver. Grouping itself is the business of `group`.
"""

from __future__ import annotations

import itertools
import logging
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
from sqlalchemy import Connection, bindparam, delete, select, update
from sqlalchemy.dialects import sqlite

from bot.dialog import session as sessions
from bot.dialog import wire
from bot.dialog.effects import Plan
from bot.service.ports import UNPARKED, Conflict, Kept, Parcel, Receipt, Timer, Unit, plans, remember

from .tables import NEVER, chats, outbox, timers

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Load:
    """Read a chat."""

    chat_id: int


@dataclass(frozen=True, slots=True)
class Drop:
    """Empty a chat's outbox and park its timers."""

    chat_id: int


@dataclass(frozen=True, slots=True)
class Claim:
    """Take due timers."""

    now: datetime
    limit: int
    lease: timedelta


@dataclass(frozen=True, slots=True)
class Planned:
    """Read the timers that come next."""

    limit: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """Read the whole outbox."""


Request = Load | Unit | Receipt | Drop | Claim | Planned | Waiting


class Ids:
    """Ids that grow with time and differ between processes: 41 bits of milliseconds, 10 of the process, 12 of a counter."""

    def __init__(self) -> None:
        self._process = int.from_bytes(os.urandom(2), "big") % 1024
        self._counter = itertools.count()
        self._last = 0

    def next(self) -> int:
        """An id above every id given before by this process."""
        wanted = int(time.time() * 1000) << 22 | self._process << 12 | next(self._counter) % 4096
        self._last = max(wanted, self._last + 1)
        return self._last


ids = Ids()

_chat_columns = (chats.c.chat_id, chats.c.revision, chats.c.session, chats.c.updates, chats.c.card, chats.c.blocked)
_select_chats = select(*_chat_columns).where(chats.c.chat_id.in_(bindparam("ids", expanding=True)))
_select_revisions = select(chats.c.chat_id, chats.c.revision).where(chats.c.chat_id.in_(bindparam("ids", expanding=True)))
_insert_outbox = outbox.insert()
_insert_timers = timers.insert()
_delete_timer = delete(timers).where(timers.c.id == bindparam("timer"))
_delete_kind = delete(timers).where(timers.c.chat_id == bindparam("chat"), timers.c.kind == bindparam("what"))
_delete_parcel = delete(outbox).where(outbox.c.id == bindparam("parcel"))
_update_card = update(chats).where(chats.c.chat_id == bindparam("chat")).values(card=bindparam("shown"))
_wake_timers = update(timers).where(timers.c.chat_id == bindparam("chat"), timers.c.wake == NEVER).values(wake=timers.c.due)


def run(connection: Connection, requests: Sequence[Request]) -> list[Any]:
    """Answer a group of requests in one transaction that the caller commits. A Conflict is an answer, not a failure.

    At most one Unit per chat may be in a group.
    """
    answers: dict[int, Any] = {}
    units = [(place, request) for place, request in enumerate(requests) if isinstance(request, Unit)]
    receipts = [request for request in requests if isinstance(request, Receipt)]
    _commit(connection, units, answers)
    _acknowledge(connection, receipts)
    for place, request in enumerate(requests):
        match request:
            case Drop():
                _drop(connection, request.chat_id)
            case Claim():
                answers[place] = _claim(connection, request)
            case Planned():
                answers[place] = _planned(connection, request.limit)
            case Waiting():
                answers[place] = _waiting(connection)
    _load(connection, [(place, request) for place, request in enumerate(requests) if isinstance(request, Load)], answers)
    return [answers.get(place) for place in range(len(requests))]


def _load(connection: Connection, wanted: Sequence[tuple[int, Load]], answers: dict[int, Any]) -> None:
    if not wanted:
        return
    rows = connection.execute(_select_chats, {"ids": list({request.chat_id for _, request in wanted})})
    found = {row.chat_id: _kept(row) for row in rows}
    for place, request in wanted:
        answers[place] = found.get(request.chat_id) or Kept(request.chat_id)


def _kept(row: Any) -> Kept:
    try:
        session = sessions.from_data(orjson.loads(row.session))
    except (KeyError, TypeError, ValueError):
        log.error("a chat's session could not be read and starts empty; was the database edited by hand?")
        session = sessions.Session()
    return Kept(row.chat_id, row.revision, session, tuple(orjson.loads(row.updates)), row.card, bool(row.blocked))


def _commit(connection: Connection, units: Sequence[tuple[int, Unit]], answers: dict[int, Any]) -> None:
    if not units:
        return
    rows = connection.execute(_locked(connection), {"ids": [unit.kept.chat_id for _, unit in units]})
    revisions = {row.chat_id: row.revision for row in rows}
    good: list[Unit] = []
    parcels: list[Parcel] = []
    for place, unit in units:
        if revisions.get(unit.kept.chat_id, 0) != unit.kept.revision:
            answers[place] = Conflict()
            continue
        good.append(unit)
        language = unit.session.language
        answers[place] = tuple(Parcel(ids.next(), unit.kept.chat_id, language, effect) for effect in unit.sent)
        parcels += answers[place]
    if good:
        connection.execute(_upsert(connection), [_chat_row(unit) for unit in good])
        _plan(connection, good)
    if parcels:
        connection.execute(_insert_outbox, [_outbox_row(parcel) for parcel in parcels])


def _chat_row(unit: Unit) -> dict[str, Any]:
    return {
        "chat_id": unit.kept.chat_id,
        "revision": unit.kept.revision + 1,
        "session": orjson.dumps(sessions.to_data(unit.session)).decode(),
        "updates": orjson.dumps(remember(unit.kept.updates, unit.update_id)).decode(),
        "blocked": unit.blocked,
    }


def _outbox_row(parcel: Parcel) -> dict[str, Any]:
    effect = orjson.dumps(wire.to_data(parcel.effect)).decode()
    return {"id": parcel.id, "chat_id": parcel.chat_id, "language": parcel.language, "effect": effect}


def _plan(connection: Connection, units: Sequence[Unit]) -> None:
    fired = [{"timer": unit.fired} for unit in units if unit.fired is not None]
    deleted: list[dict[str, Any]] = []
    planned: list[dict[str, Any]] = []
    for unit in units:
        kinds, wanted = plans(unit.timers)
        deleted += [{"chat": unit.kept.chat_id, "what": kind} for kind in sorted(kinds)]
        planned += [_timer_row(unit.kept.chat_id, plan) for plan in wanted]
    back = [{"chat": unit.kept.chat_id} for unit in units if unit.kept.blocked and not unit.blocked]
    if fired:
        connection.execute(_delete_timer, fired)
    if deleted:
        connection.execute(_delete_kind, deleted)
    if planned:
        connection.execute(_insert_timers, planned)
    if back:
        connection.execute(_wake_timers, back)


def _timer_row(chat_id: int, plan: Plan) -> dict[str, Any]:
    due = _milliseconds(plan.due)
    return {"id": ids.next(), "chat_id": chat_id, "kind": plan.kind, "run": plan.run, "detail": plan.detail, "due": due, "wake": due}


def _acknowledge(connection: Connection, receipts: Sequence[Receipt]) -> None:
    if not receipts:
        return
    connection.execute(_delete_parcel, [{"parcel": receipt.parcel} for receipt in receipts])
    cards = [{"chat": receipt.chat_id, "shown": receipt.card} for receipt in receipts if receipt.card is not None]
    if cards:
        connection.execute(_update_card, cards)


def _drop(connection: Connection, chat_id: int) -> None:
    connection.execute(delete(outbox).where(outbox.c.chat_id == chat_id))
    connection.execute(update(timers).where(timers.c.chat_id == chat_id, timers.c.kind.not_in(UNPARKED)).values(wake=NEVER))
    connection.execute(update(chats).where(chats.c.chat_id == chat_id).values(blocked=True, revision=chats.c.revision + 1))


def _claim(connection: Connection, claim: Claim) -> list[Timer]:
    due = select(timers.c.id).where(timers.c.wake <= _milliseconds(claim.now)).order_by(timers.c.wake).limit(claim.limit)
    taken = (
        update(timers)
        .where(timers.c.id.in_(due.with_for_update(skip_locked=True).scalar_subquery()))
        .values(wake=_milliseconds(claim.now + claim.lease))
        .returning(timers.c.id, timers.c.chat_id, timers.c.kind, timers.c.run, timers.c.due, timers.c.detail)
    )
    return [_timer(row) for row in sorted(connection.execute(taken), key=lambda row: row.due)]


def _planned(connection: Connection, limit: int) -> list[Timer]:
    return [_timer(row) for row in connection.execute(select(timers).order_by(timers.c.due).limit(limit))]


def _timer(row: Any) -> Timer:
    return Timer(row.id, row.chat_id, row.kind, row.run, _moment(row.due), row.detail)


def _waiting(connection: Connection) -> list[Parcel]:
    parcels = []
    for row in connection.execute(select(outbox).order_by(outbox.c.id)).all():
        try:
            parcels.append(Parcel(row.id, row.chat_id, row.language, wire.from_data(orjson.loads(row.effect))))
        except (KeyError, TypeError, ValueError):
            log.error("a waiting message could not be read and is dropped; was the database edited by hand?")
            connection.execute(delete(outbox).where(outbox.c.id == row.id))
    return parcels


def _locked(connection: Connection) -> Any:
    """The revisions, locked against other processes where the database has row locks; SQLite's writer is alone anyway."""
    return _select_revisions.with_for_update() if connection.dialect.name == "postgresql" else _select_revisions


_upserts: dict[str, Any] = {}


def _upsert(connection: Connection) -> Any:
    name = connection.dialect.name
    if name not in _upserts:
        insert = _dialect(name).insert(chats)
        kept = {column: insert.excluded[column] for column in ("revision", "session", "updates", "blocked")}
        _upserts[name] = insert.on_conflict_do_update(index_elements=["chat_id"], set_=kept)
    return _upserts[name]


def _dialect(name: str) -> Any:
    if name == "postgresql":
        from sqlalchemy.dialects import postgresql  # slow to load, and not needed on SQLite

        return postgresql
    return sqlite


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def _moment(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
