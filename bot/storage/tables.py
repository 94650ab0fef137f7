"""The tables, and the revision of the schema this program works with. `migrations/` holds how a database gets there.

Times are milliseconds since 1970 in UTC. `chats.session` and `outbox.effect` are JSON: they hold ids, never words.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, MetaData, String, Table, Text

REVISION = "0001"
"""The Alembic revision of this schema."""

metadata = MetaData()

chats = Table(
    "chats",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("revision", Integer, nullable=False),
    Column("session", Text, nullable=False),
    Column("updates", Text, nullable=False),
    Column("card", BigInteger),
    Column("blocked", Boolean, nullable=False, default=False),
)

timers = Table(
    "timers",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("chat_id", BigInteger, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("run", String(20), nullable=False),
    Column("detail", String(40), nullable=False),
    Column("due", BigInteger, nullable=False),
    Column("wake", BigInteger, nullable=False),
    Index("timers_wake", "wake"),
    Index("timers_chat", "chat_id", "kind", unique=True),
)
"""`due` is when the timer was planned for; `wake` is when somebody may claim it: the same, or the end of a lease, or NEVER."""

outbox = Table(
    "outbox",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("chat_id", BigInteger, nullable=False),
    Column("language", String(8), nullable=False),
    Column("effect", Text, nullable=False),
    Index("outbox_chat", "chat_id"),
)

NEVER = 2**62
"""The `wake` of a timer that is parked."""
