"""The tables, and the revision of the schema this program works with. `migrations/` holds how a database gets there.

Times are milliseconds since 1970 in UTC. `chats.session`, `diaries.diary` and `outbox.effect` are JSON: they hold ids, never
words a person wrote. `info` says how a column reads in an export.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Float, Index, Integer, MetaData, SmallInteger, String, Table, Text

REVISION = "0002"
"""The Alembic revision of this schema."""

MOMENT = {"reads": "moment"}
DATA = {"reads": "data"}

metadata = MetaData()

chats = Table(
    "chats",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("revision", Integer, nullable=False),
    Column("session", Text, nullable=False, info=DATA),
    Column("updates", Text, nullable=False, info=DATA),
    Column("card", BigInteger),
    Column("blocked", Boolean, nullable=False, default=False),
)

diaries = Table(
    "diaries",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("diary", Text, nullable=False, info=DATA),
)
"""Apart from `chats`: a turn rewrites its chat's row, and that must not cost more the longer a person has been with us."""

timers = Table(
    "timers",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("chat_id", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("run", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("due", BigInteger, nullable=False, info=MOMENT),
    Column("wake", BigInteger, nullable=False, info=MOMENT),
    Column("key", Text, nullable=False, server_default=""),
    Index("timers_wake", "wake"),
    Index("timers_chat", "chat_id", "kind", "key", unique=True),
)
"""`due` is when the timer was planned for; `wake` is when somebody may claim it: the same, or the end of a lease, or NEVER."""

outbox = Table(
    "outbox",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("chat_id", BigInteger, nullable=False),
    Column("language", Text, nullable=False),
    Column("effect", Text, nullable=False, info=DATA),
    Column("priority", SmallInteger, nullable=False, server_default="0"),
    Column("holder", BigInteger, nullable=False, server_default="0"),
    Column("wake", BigInteger, nullable=False, server_default="0", info=MOMENT),
    Index("outbox_chat", "chat_id"),
)
"""`holder` is the worker that sends the row, and `wake` the end of its lease. No index on either: the table is nearly empty."""

meta = Table("meta", metadata, Column("key", String(40), primary_key=True), Column("value", Text, nullable=False))

leads = Table(
    "leads",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("holder", BigInteger, nullable=False),
    Column("wake", BigInteger, nullable=False),
)
"""The worker that leads, and until when: one row."""

pace = Table(
    "pace",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("tokens", Float, nullable=False),
    Column("at", BigInteger, nullable=False),
)
"""The token bucket that all workers share: one row."""

NEVER = 2**62
"""The `wake` of a timer that is parked."""
