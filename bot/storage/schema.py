"""Bring a database to the schema this program works with, by Alembic; refuse one that a newer program wrote.

Alembic is loaded only when there is an older database to migrate: at most starts there is not, and loading it is slow.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from bot.errors import StorageError

from .tables import REVISION, metadata

MIGRATION_LOCK = 0xB12
SCRIPTS = Path(__file__).parent / "migrations"


def prepare(connection: Connection) -> None:
    """Create or migrate the schema, inside a transaction: all of it or nothing.

    Raises StorageError for a database that is newer than this program, or not ours.
    """
    if connection.dialect.name == "postgresql":  # of several workers that start at once, one does it and the others wait
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MIGRATION_LOCK})
    found = _revision(connection)
    if found == REVISION:
        return
    if found is None:
        create(connection)
    elif found in known_revisions():
        upgrade(connection)
    else:
        raise StorageError(
            f"the database was written by a newer version of this program (schema {found}; this one knows up to {REVISION}). "
            "Update the program, or restore a backup made before the update."
        )


def create(connection: Connection) -> None:
    """Make an empty database the newest schema at once: the tables that all migrations together come to, which a test compares."""
    metadata.create_all(connection)
    connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"))
    connection.execute(text("INSERT INTO alembic_version (version_num) VALUES (:revision)"), {"revision": REVISION})


def upgrade(connection: Connection, target: str = "head") -> None:
    """Run the migrations on a connection that is inside a transaction."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["connection"] = connection
    command.upgrade(config, target)


def _revision(connection: Connection) -> str | None:
    tables = set(inspect(connection).get_table_names())
    if "alembic_version" in tables:
        row = connection.execute(text("SELECT version_num FROM alembic_version")).first()
        return str(row[0]) if row else None
    if tables:
        raise StorageError(
            f"the database holds tables that are not ours ({', '.join(sorted(tables)[:3])}). Set DATABASE_URL to a database of its own."
        )
    return None


def known_revisions() -> set[str]:
    """The revisions that this program can bring to its own."""
    return {path.name.split("_")[0] for path in (SCRIPTS / "versions").glob("*.py")}
