"""Chats, timers and the outbox."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create the first tables."""
    op.create_table(
        "chats",
        sa.Column("chat_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("session", sa.Text, nullable=False),
        sa.Column("updates", sa.Text, nullable=False),
        sa.Column("card", sa.BigInteger),
        sa.Column("blocked", sa.Boolean, nullable=False),
    )
    op.create_table(
        "timers",
        sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("chat_id", sa.BigInteger, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("run", sa.String(20), nullable=False),
        sa.Column("detail", sa.String(40), nullable=False),
        sa.Column("due", sa.BigInteger, nullable=False),
        sa.Column("wake", sa.BigInteger, nullable=False),
    )
    op.create_index("timers_wake", "timers", ["wake"])
    op.create_index("timers_chat", "timers", ["chat_id", "kind"], unique=True)
    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("chat_id", sa.BigInteger, nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("effect", sa.Text, nullable=False),
    )
    op.create_index("outbox_chat", "outbox", ["chat_id"])
