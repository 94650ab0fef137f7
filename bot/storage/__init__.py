"""Where chats, timers and the outbox are kept: SQLAlchemy Core tables and statements, Alembic migrations, and an in-memory store.

Implements the Store protocol of `bot.service.ports`. Must not know what a session means.
"""
