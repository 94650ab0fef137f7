"""The statements, once for each kind of database. Where the two differ, this file says how and why.

PostgreSQL takes a list of ids as one array, so that a statement is prepared once and not once for each length of list; it locks
rows, because other workers write at the same time. Leases are measured by the clock of the database: those of workers may disagree.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Select,
    and_,
    any_,
    bindparam,
    delete,
    exists,
    func,
    literal_column,
    not_,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import sqlite

from .tables import NEVER, chats, diaries, leads, meta, outbox, timers

_NOW = {
    "postgresql": "CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint)",
    "sqlite": "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)",
}


class Statements:
    """Every statement that a group of requests is made of. Parameters are named in the statements."""

    def __init__(self, dialect: str) -> None:
        self._array = dialect == "postgresql"
        insert = _insert(dialect)
        now: ColumnElement[int] = literal_column(_NOW[dialect], BigInteger)
        held = outbox.c.holder == bindparam("me")
        of_chat = outbox.c.chat_id == bindparam("chat")
        lease = now + bindparam("lease", type_=BigInteger)

        # chats
        columns = (chats.c.chat_id, chats.c.revision, chats.c.session, chats.c.updates, chats.c.card, chats.c.blocked, diaries.c.diary)
        both = select(*columns).select_from(chats.outerjoin(diaries, chats.c.chat_id == diaries.c.chat_id))
        self.load = both.where(self._among(chats.c.chat_id))
        revisions = select(chats.c.chat_id, chats.c.revision).where(self._among(chats.c.chat_id))
        self.revisions = revisions.order_by(chats.c.chat_id).with_for_update() if self._array else revisions
        self.insert_chats = insert(chats).on_conflict_do_nothing().returning(chats.c.chat_id)
        upsert = insert(chats)
        changed = {name: upsert.excluded[name] for name in ("revision", "session", "updates", "blocked")}
        self.upsert_chats = upsert.on_conflict_do_update(index_elements=["chat_id"], set_=changed)
        self.update_card = update(chats).where(chats.c.chat_id == bindparam("chat")).values(card=bindparam("shown"))
        self.block = update(chats).where(chats.c.chat_id == bindparam("chat")).values(blocked=True, revision=chats.c.revision + 1)

        # diaries
        page = insert(diaries)
        self.upsert_diaries = page.on_conflict_do_update(index_elements=["chat_id"], set_={"diary": page.excluded.diary})
        self.delete_diaries = delete(diaries).where(self._among(diaries.c.chat_id))
        self.diaries = (
            both.where(diaries.c.chat_id > bindparam("after", type_=BigInteger)).order_by(diaries.c.chat_id).limit(bindparam("most"))
        )

        # timers
        self.insert_timers = timers.insert()
        self.fire = delete(timers).where(self._among(timers.c.id)).returning(timers.c.id)
        mine = (timers.c.chat_id == bindparam("chat"), timers.c.kind == bindparam("what"))
        self.delete_kind = delete(timers).where(*mine)
        self.delete_key = delete(timers).where(*mine, timers.c.key == bindparam("which"))
        self.park = update(timers).where(timers.c.chat_id == bindparam("chat"), timers.c.kind.not_in(bindparam("but", expanding=True)))
        self.park = self.park.values(wake=NEVER)
        self.unpark = update(timers).where(timers.c.chat_id == bindparam("chat"), timers.c.wake == NEVER).values(wake=timers.c.due)
        due = select(timers.c.id).where(timers.c.wake <= bindparam("now", type_=BigInteger)).order_by(timers.c.wake)
        self.claim_timers = (
            update(timers)
            .where(self._first(timers.c.id, due))
            .values(wake=bindparam("until", type_=BigInteger))
            .returning(timers.c.id, timers.c.chat_id, timers.c.kind, timers.c.run, timers.c.due, timers.c.detail, timers.c.key)
        )
        unclaimed = timers.c.wake <= bindparam("now", type_=BigInteger)
        self.count_due = select(func.count(), func.min(timers.c.wake)).select_from(timers).where(unclaimed)
        self.planned = select(timers).order_by(timers.c.due).limit(bindparam("most"))

        # outbox
        self.insert_outbox = outbox.insert().values(holder=bindparam("me", type_=BigInteger), wake=lease)
        self.delete_parcel = delete(outbox).where(outbox.c.id == bindparam("parcel"))
        self.delete_parcels = delete(outbox).where(of_chat)
        self.count_outbox = select(func.count(), func.min(outbox.c.id)).select_from(outbox)
        self.waiting = select(outbox).order_by(outbox.c.id)
        lost = and_(held, outbox.c.wake <= now + bindparam("young", type_=BigInteger), not_(self._among(outbox.c.id)))
        loose = select(outbox.c.id).where(or_(outbox.c.wake <= now, lost)).order_by(outbox.c.id)
        self.claim_parcels = (
            update(outbox).where(self._first(outbox.c.id, loose)).values(holder=bindparam("me"), wake=lease).returning(outbox)
        )
        self.renew = update(outbox).where(self._among(outbox.c.id), held).values(wake=lease).returning(outbox.c.id)
        self.release = update(outbox).where(self._among(outbox.c.id), held).values(wake=0, holder=0).returning(outbox.c.id)
        foreign = outbox.c.holder != bindparam("me")
        self.foreign = select(outbox.c.chat_id, outbox.c.id).where(self._among(outbox.c.chat_id), foreign).order_by(outbox.c.id)
        self.ahead = select(exists().where(of_chat, outbox.c.id <= bindparam("parcel", type_=BigInteger)))

        # who leads
        lead = insert(leads).values(id=1, holder=bindparam("me", type_=BigInteger), wake=lease)
        vacant = or_(leads.c.holder == lead.excluded.holder, leads.c.wake <= now)
        taken = {"holder": lead.excluded.holder, "wake": lead.excluded.wake}
        self.lead = lead.on_conflict_do_update(index_elements=["id"], set_=taken, where=vacant).returning(leads.c.holder)
        self.follow = delete(leads).where(leads.c.holder == bindparam("me"))

        # notes
        self.note = select(meta.c.value).where(meta.c.key == bindparam("name"))
        note = insert(meta)
        self.write_note = note.on_conflict_do_update(index_elements=["key"], set_={"value": note.excluded.value})

    def _among(self, column: Column[int]) -> ColumnElement[bool]:
        if self._array:
            return column == any_(bindparam("ids", type_=ARRAY(BigInteger)))
        return column.in_(bindparam("ids", expanding=True))

    def _first(self, column: Column[int], found: Select[Any]) -> ColumnElement[bool]:
        """The first `most` of what is found, leaving out what another worker is taking at this moment."""
        found = found.limit(bindparam("most"))
        if self._array:  # as an array it is found once; as a join, PostgreSQL may look again and take more
            return column == any_(func.array(found.with_for_update(skip_locked=True).scalar_subquery()))
        return column.in_(found.scalar_subquery())


_known: dict[str, Statements] = {}


def statements(connection: Connection) -> Statements:
    """The statements for the database behind a connection."""
    name = connection.dialect.name
    if name not in _known:
        _known[name] = Statements(name)
    return _known[name]


def _insert(dialect: str) -> Any:
    if dialect == "postgresql":
        from sqlalchemy.dialects import postgresql  # slow to load, and not needed on SQLite

        return postgresql.insert
    return sqlite.insert
