"""Values to rows and back. The one place that knows how a session, an effect and a moment are written."""

from __future__ import annotations

import contextlib
import itertools
import logging
import os
import time
from datetime import UTC, datetime
from typing import Any

import orjson
from sqlalchemy import RowMapping, Table

from bot.dialog import session as sessions
from bot.dialog import wire
from bot.dialog.effects import Plan
from bot.service.ports import UNPARKED, Backlog, Kept, Parcel, Timer, Unit, remember

from .tables import NEVER

log = logging.getLogger(__name__)


class Ids:
    """Ids that grow with time and differ between processes: 41 bits of milliseconds, 10 of the process, 12 of a counter."""

    def __init__(self) -> None:
        self._process = int.from_bytes(os.urandom(2), "big") % 1024
        self._counter = itertools.count()
        self._last = 0

    def next(self, above: int = 0) -> int:
        """An id above every id given before by this process, and above the one given."""
        wanted = int(time.time() * 1000) << 22 | self._process << 12 | next(self._counter) % 4096
        self._last = max(wanted, self._last + 1, above + 1)
        return self._last


ids = Ids()


def chat_row(unit: Unit) -> dict[str, Any]:
    """The chat after this turn."""
    return {
        "chat_id": unit.kept.chat_id,
        "revision": unit.kept.revision + 1,
        "session": orjson.dumps(sessions.to_data(unit.session)).decode(),
        "updates": orjson.dumps(remember(unit.kept.updates, unit.update_id)).decode(),
        "blocked": unit.blocked,
    }


def empty_chat_row(chat_id: int) -> dict[str, Any]:
    """A chat before its first turn."""
    return chat_row(Unit(Kept(chat_id, -1), sessions.Session()))


def kept(row: Any) -> Kept:
    """A chat as it was stored. A session that was spoilt by hand starts empty."""
    try:
        session = sessions.from_data(orjson.loads(row.session))
    except (AttributeError, KeyError, TypeError, ValueError):
        log.error("a chat's session could not be read and starts empty; was the database edited by hand?")
        session = sessions.Session()
    return Kept(row.chat_id, row.revision, session, tuple(orjson.loads(row.updates)), row.card, bool(row.blocked), row.diary or "")


def outbox_row(parcel: Parcel) -> dict[str, Any]:
    """A parcel on its way."""
    effect = orjson.dumps(wire.to_data(parcel.effect)).decode()
    return {
        "id": parcel.id,
        "chat_id": parcel.chat_id,
        "language": parcel.language,
        "effect": effect,
        "priority": int(parcel.planned),
    }


def parcel(row: Any, after: int = 0) -> Parcel | None:
    """A parcel as it was stored; None when the row was spoilt by hand."""
    try:
        return Parcel(row.id, row.chat_id, row.language, wire.from_data(orjson.loads(row.effect)), bool(row.priority), after)
    except (KeyError, TypeError, ValueError):
        log.error("a waiting message could not be read and is dropped; was the database edited by hand?")
        return None


def timer_row(unit: Unit, plan: Plan) -> dict[str, Any]:
    """A planned moment. What is planned for somebody who has blocked the bot is parked from the start."""
    due = milliseconds(plan.due)
    parked = unit.blocked and plan.kind not in UNPARKED
    return {
        "id": ids.next(),
        "chat_id": unit.kept.chat_id,
        "kind": plan.kind,
        "run": plan.run,
        "detail": plan.detail,
        "due": due,
        "wake": NEVER if parked else due,
        "key": plan.key,
    }


def timer(row: Any) -> Timer:
    """A planned moment as it was stored."""
    return Timer(row.id, row.chat_id, row.kind, row.run, moment(row.due), row.detail, row.key)


def backlog(parcels: Any, due: Any, now: datetime) -> Backlog:
    """What waits, from two pairs of a number and the first of them."""
    oldest = time.time() - (parcels[1] >> 22) / 1000 if parcels[0] else 0.0
    latest = (milliseconds(now) - due[1]) / 1000 if due[0] else 0.0
    return Backlog(parcels[0], max(0.0, oldest), due[0], latest)


def readable(table: Table, row: RowMapping) -> dict[str, Any]:
    """A row as a person can read it: times as ISO 8601 in UTC, JSON as data. A moment of 0 or NEVER is none."""
    return {str(column.name): _readable(row[column.name], column.info.get("reads")) for column in table.columns}


def _readable(value: Any, reads: str | None) -> Any:
    if reads == "moment":
        return moment(value).isoformat() if 0 < value < NEVER else None
    if reads == "data":
        with contextlib.suppress(ValueError):  # what was spoilt by hand is shown as it is
            return orjson.loads(value)
    return value


def milliseconds(moment: datetime) -> int:
    """A moment as the tables hold it."""
    return int(moment.timestamp() * 1000)


def moment(milliseconds: int) -> datetime:
    """A moment as the tables hold it, in UTC."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
