"""Diaries, timers with keys, leases on the outbox, notes, and the shared token bucket."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add what is new. Texts lose their greatest length: PostgreSQL enforces it, and a long id must not cost a turn."""
    op.create_table(
        "diaries",
        sa.Column("chat_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("diary", sa.Text, nullable=False),
    )
    op.create_table("meta", sa.Column("key", sa.String(40), primary_key=True), sa.Column("value", sa.Text, nullable=False))
    op.create_table(
        "leads",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("holder", sa.BigInteger, nullable=False),
        sa.Column("wake", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "pace",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("tokens", sa.Float, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
    )
    with op.batch_alter_table("timers") as timers:
        timers.alter_column("kind", type_=sa.Text, existing_nullable=False)
        timers.alter_column("run", type_=sa.Text, existing_nullable=False)
        timers.alter_column("detail", type_=sa.Text, existing_nullable=False)
        timers.add_column(sa.Column("key", sa.Text, nullable=False, server_default=""))
        timers.drop_index("timers_chat")
        timers.create_index("timers_chat", ["chat_id", "kind", "key"], unique=True)
    with op.batch_alter_table("outbox") as outbox:
        outbox.alter_column("language", type_=sa.Text, existing_nullable=False)
        outbox.add_column(sa.Column("priority", sa.SmallInteger, nullable=False, server_default="0"))
        outbox.add_column(sa.Column("holder", sa.BigInteger, nullable=False, server_default="0"))
        outbox.add_column(sa.Column("wake", sa.BigInteger, nullable=False, server_default="0"))
