"""A look at the database that changes nothing: is it there, is it whole, and does it have the schema of this program."""

from __future__ import annotations

import asyncio
import os
import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from bot.service.findings import Finding

from .schema import known_revisions
from .tables import REVISION

PART = "database"
SCARCE = 200 * 2**20
"""Free bytes on the disk below which it is time to do something."""


async def examine_sqlite(path: Path) -> list[Finding]:
    """Look at a SQLite file, also while a bot is using it."""
    return await asyncio.to_thread(_sqlite, path)


async def examine_postgres(url: str) -> list[Finding]:
    """Look at a PostgreSQL database."""
    import asyncpg
    from sqlalchemy import make_url

    where = make_url(url).set(drivername="postgresql")
    try:
        connection = await asyncpg.connect(where.render_as_string(hide_password=False), timeout=5)
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        told = str(error) or type(error).__name__
        told = told.replace(str(where.password), "<password>") if where.password else told
        return [Finding(PART, f"cannot be reached ({told})", "Check DATABASE_URL, and that PostgreSQL runs and lets this user in.")]
    try:
        tables = {row[0] for row in await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")}
        revision = await connection.fetchval("SELECT version_num FROM alembic_version") if "alembic_version" in tables else None
        version = await connection.fetchval("SHOW server_version")
        room = int(await connection.fetchval("SHOW max_connections"))
        used = int(await connection.fetchval("SELECT count(*) FROM pg_stat_activity"))
    finally:
        await connection.close()
    found = [_schema(f"PostgreSQL {version}", tables, revision)]
    crowded = "Raise max_connections, or run fewer workers: each takes three." if room - used < 6 else ""
    found.append(Finding("connections", f"{used} of {room} are in use", crowded))
    return found


def _sqlite(path: Path) -> list[Finding]:
    folder = next(parent for parent in path.absolute().parents if parent.exists())
    if not os.access(folder, os.W_OK | os.X_OK) or (path.exists() and not os.access(path, os.W_OK)):
        return [Finding(PART, f"{path} cannot be written by this user", "Give the folder to the bot's user: chown. Or set DATABASE_URL.")]
    if not path.exists():
        return [Finding(PART, f"{path} is not there yet; the first start makes it"), *_disk(path)]
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=5)) as connection:
            tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone() if "alembic_version" in tables else None
            broken = [row[0] for row in connection.execute("PRAGMA quick_check(1)") if row[0] != "ok"]
    except sqlite3.Error as error:
        return [Finding(PART, f"{path} cannot be read ({error})", "Restore a backup, or move the file away to start empty.")]
    if broken:
        return [Finding(PART, f"{path} is damaged", "Stop the bot and restore a backup.")]
    return [_schema(str(path), tables, row[0] if row else None), *_disk(path)]


def _disk(path: Path) -> list[Finding]:
    folder = next(parent for parent in path.absolute().parents if parent.exists())
    free = shutil.disk_usage(folder).free
    todo = "Make room: without it nothing can be saved." if free < SCARCE else ""
    return [Finding("disk", f"{free / 2**30:.1f} GiB free", todo)]


def _schema(name: str, tables: Sequence[str] | set[str], revision: str | None) -> Finding:
    if revision == REVISION:
        return Finding(PART, f"{name}, schema {revision}")
    if revision in known_revisions():
        return Finding(PART, f"{name}, schema {revision}; the next start brings it to {REVISION}. Make a backup before")
    if revision is not None:
        return Finding(PART, f"{name}, schema {revision}, newer than this program's {REVISION}", "Update the program, or restore a backup.")
    if tables:
        return Finding(PART, f"{name} holds tables that are not ours", "Set DATABASE_URL to a database of its own.")
    return Finding(PART, f"{name}, empty; the first start makes the tables")
