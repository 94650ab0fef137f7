"""What is special about the SQLite file: rights, locks, versions, damage, groups, and crashes."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Text, create_engine

from bot.dialog.effects import CloseButtons, Plan
from bot.errors import StorageError
from bot.service.ports import LEASE, Kept, Unavailable
from bot.settings import ROOT
from bot.storage import batch, schema
from bot.storage.sqlite import SqliteStore
from bot.storage.tables import REVISION, metadata

from .test_contract import HELLO, NOW, unit


async def test_folder_and_file_are_the_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "new" / "deep" / "b12.db"
    store = SqliteStore.open(path)
    await store.commit(unit(Kept(1)))
    for made in path.parent.iterdir():
        assert stat.S_IMODE(made.stat().st_mode) == 0o600, made.name
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    await store.close()


async def test_what_was_stored_is_there_after_a_restart(tmp_path: Path) -> None:
    store = SqliteStore.open(tmp_path / "b12.db")
    await store.commit(unit(Kept(1), update_id=9, sent=(HELLO,)))
    await store.close()
    await store.close()
    store = SqliteStore.open(tmp_path / "b12.db")
    assert (await store.load(1)).updates == (9,)
    assert len(await store.waiting()) == 1
    await store.close()


async def test_every_commit_reaches_the_disk(tmp_path: Path) -> None:
    store = SqliteStore.open(tmp_path / "b12.db")
    with store._engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
    await store.close()


async def test_a_second_process_is_refused(tmp_path: Path) -> None:
    store = SqliteStore.open(tmp_path / "b12.db")
    with pytest.raises(StorageError, match="another process uses the database"):
        SqliteStore.open(tmp_path / "b12.db")
    await store.close()
    again = SqliteStore.open(tmp_path / "b12.db")
    await again.close()


def not_a_database(path: Path) -> None:
    path.write_bytes(b"this is not a database, whatever its name says" * 100)


def damaged(path: Path) -> None:
    asyncio.run(made(path))
    content = bytearray(path.read_bytes())
    content[100:3000] = os.urandom(2900)
    path.write_bytes(content)


def newer(path: Path) -> None:
    asyncio.run(made(path))
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()


def somebody_elses(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE shopping (item TEXT)")
    connection.close()


async def made(path: Path) -> None:
    store = SqliteStore.open(path)
    await store.commit(unit(Kept(1)))
    await store.close()


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (not_a_database, "cannot be used: file is not a database. Restore a backup"),
        (damaged, "cannot be used: .*Restore a backup"),
        (newer, "written by a newer version of this program .schema 9999; this one knows up to"),
        (somebody_elses, "tables that are not ours .shopping."),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_what_to_do_and_left_alone(
    tmp_path: Path, spoil: Callable[[Path], None], told: str
) -> None:
    path = tmp_path / "b12.db"
    spoil(path)
    before = path.read_bytes()
    with pytest.raises(StorageError, match=told) as refused:
        SqliteStore.open(path)
    assert "\n" not in str(refused.value)
    assert path.read_bytes() == before


def test_a_place_that_cannot_be_written_is_refused() -> None:
    with pytest.raises(StorageError, match="cannot be written"):
        SqliteStore.open(Path("/proc/nowhere/b12.db"))


def test_the_program_knows_the_newest_migration() -> None:
    config = Config()
    config.set_main_option("script_location", str(schema.SCRIPTS))
    assert ScriptDirectory.from_config(config).get_current_head() == REVISION


def tables_of(path: Path) -> list[tuple[str, ...]]:
    """Every table with its columns and indexes, as SQLite describes them."""
    with sqlite3.connect(path) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        columns = [(name, *map(str, column)) for name in names for column in connection.execute(f"PRAGMA table_info({name})")]
        indexes = [(name, *map(str, index[1:3])) for name in names for index in sorted(connection.execute(f"PRAGMA index_list({name})"))]
    connection.close()
    return sorted([*columns, *indexes])


def test_migrating_from_nothing_comes_to_the_same_tables_as_a_new_database(tmp_path: Path) -> None:
    asyncio.run(made(tmp_path / "new.db"))
    engine = create_engine(f"sqlite:///{tmp_path / 'migrated.db'}")
    with engine.begin() as connection:
        schema.upgrade(connection)
    engine.dispose()
    assert tables_of(tmp_path / "migrated.db") == tables_of(tmp_path / "new.db")


FIRST = """
INSERT INTO chats VALUES (7, 3, '{"v":1,"language":"en"}', '[1,2]', 55, 0), (8, 1, '{"v":1}', '[]', NULL, 1);
INSERT INTO timers VALUES (1, 7, 'warm_up', 'run', 'detail', 1796371200000, 1796371200000), (2, 8, 'forget', '', '', 5, 5);
INSERT INTO outbox VALUES (9, 7, 'en', '{"do":"close","id":5}');
"""


async def test_a_database_of_the_first_schema_is_migrated_and_nothing_is_lost(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'b12.db'}")
    with engine.begin() as connection:
        schema.upgrade(connection, "0001")
        for statement in FIRST.strip().split("\n"):
            connection.exec_driver_sql(statement)
    engine.dispose()
    store = SqliteStore.open(tmp_path / "b12.db")
    kept = await store.load(7)
    assert (kept.revision, kept.session.language, kept.updates, kept.card, kept.diary) == (3, "en", (1, 2), 55, {})
    assert (await store.load(8)).blocked
    assert [(timer.kind, timer.run, timer.detail, timer.key) for timer in await store.planned(9)] == [
        ("forget", "", "", ""),
        ("warm_up", "run", "detail", ""),
    ]
    assert [parcel.effect for parcel in await store.claim_parcels(9)] == [CloseButtons(5)]
    await store.commit(unit(kept, timers=(Plan("warm_up", "again", NOW), Plan("reminder", "", NOW, key="r1")), diary={"v": 1}))
    assert {timer.run for timer in await store.planned(9)} == {"", "again"}
    await store.close()


def test_an_export_and_erasing_miss_no_table_that_knows_a_chat(tmp_path: Path) -> None:
    about_nobody = {"leads", "meta", "pace"}
    assert {table.name for table in batch.PERSONAL} == set(metadata.tables) - about_nobody
    asyncio.run(made(tmp_path / "b12.db"))
    with sqlite3.connect(tmp_path / "b12.db") as connection:
        for name, table in metadata.tables.items():
            if name not in about_nobody:
                values = [7 if column.name == "chat_id" else "[]" if isinstance(column.type, Text) else 0 for column in table.columns]
                connection.execute(f"INSERT INTO {name} VALUES ({', '.join('?' * len(values))})", values)
    connection.close()
    assert asyncio.run(exported_and_erased(tmp_path / "b12.db")) == dict.fromkeys(set(metadata.tables) - about_nobody, (1, 0))


async def exported_and_erased(path: Path) -> dict[str, tuple[int, int]]:
    """How many rows about chat 7 an export shows before and after erasing them."""
    store = SqliteStore.open(path)
    before = await store.export(7)
    await store.commit(unit(await store.load(7), erase=True))
    after = await store.export(7)
    await store.close()
    return {name: (len(rows), len(after[name])) for name, rows in before.items()}


async def test_what_a_killed_process_held_is_free_at_once_for_the_next(tmp_path: Path) -> None:
    now = datetime.now(UTC)
    timers = (Plan("forget", "", now), Plan("reminder", "", now + timedelta(seconds=9), key="a"), Plan("warm_up", "", now, key="b"))
    store = SqliteStore.open(tmp_path / "b12.db")
    await store.commit(unit(Kept(1), sent=(HELLO,), timers=timers))
    assert len(await store.claim_timers(now, 9, LEASE)) == 2
    await store.close()
    store = SqliteStore.open(tmp_path / "b12.db")
    assert len(await store.claim_parcels(9)) == 1
    assert {timer.kind for timer in await store.claim_timers(now, 9, LEASE)} == {"forget", "warm_up"}
    await store.close()


async def test_one_turn_that_cannot_be_stored_does_not_take_others_with_it(tmp_path: Path) -> None:
    store = SqliteStore.open(tmp_path / "b12.db")
    impossible = unit(Kept(2**70))
    results = await asyncio.gather(
        *(store.commit(unit(Kept(chat))) for chat in range(20)), store.commit(impossible), return_exceptions=True
    )
    assert [type(result) for result in results[:20]] == [tuple] * 20
    assert isinstance(results[20], Exception)
    assert (await store.load(3)).revision == 1
    await store.close()


async def test_a_database_that_is_locked_by_another_program_is_unavailable_and_then_back(tmp_path: Path) -> None:
    store = SqliteStore.open(tmp_path / "b12.db")
    other = sqlite3.connect(tmp_path / "b12.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(Unavailable):
        await store.commit(unit(Kept(1), update_id=1))
    other.execute("ROLLBACK")
    other.close()
    assert (await store.load(1)).revision == 0
    await store.commit(unit(Kept(1), update_id=1))
    await store.close()


async def test_a_closed_store_is_unavailable(tmp_path: Path) -> None:
    store = SqliteStore.open(tmp_path / "b12.db")
    await store.close()
    with pytest.raises(Unavailable):
        await store.load(1)


async def test_rows_that_were_spoilt_by_hand_do_not_stop_the_others(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    store = SqliteStore.open(tmp_path / "b12.db")
    await store.commit(unit(Kept(1), sent=(HELLO,)))
    await store.commit(unit(Kept(2), sent=(HELLO,)))
    await store.close()
    with sqlite3.connect(tmp_path / "b12.db") as connection:
        connection.execute("UPDATE chats SET session = '{\"run\": 5}' WHERE chat_id = 1")
        connection.execute("UPDATE outbox SET effect = '{}' WHERE chat_id = 1")
        connection.execute("INSERT INTO diaries VALUES (1, '{')")
    connection.close()
    store = SqliteStore.open(tmp_path / "b12.db")
    assert (await store.load(1)).session == Kept(1).session
    with pytest.raises(ValueError):
        (await store.load(1)).diary  # noqa: B018  # nobody may take it for an empty one and write over it
    assert (await store.export(1))["diaries"] == [{"chat_id": 1, "diary": "{"}]
    assert [parcel.chat_id for parcel in await store.waiting()] == [2]
    assert "could not be read" in caplog.text
    await store.close()


WRITER = """
import asyncio, sys
from pathlib import Path
from bot.service.ports import Kept, Unit
from bot.storage.sqlite import SqliteStore

async def main():
    store = SqliteStore.open(Path(sys.argv[1]))
    async def live(chat):
        kept = await store.load(chat)
        while True:
            await store.commit(Unit(kept, kept.session, update_id=kept.revision + 1))
            kept = await store.load(chat)
            print(chat, kept.revision, flush=True)
    await asyncio.gather(*map(live, range(10)))

asyncio.run(main())
"""


def test_what_was_acknowledged_survives_kill_9(tmp_path: Path) -> None:
    for _ in range(3):
        writer = subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path / "b12.db")], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert writer.stdout
        acknowledged: dict[int, int] = {}
        for line in writer.stdout:
            chat, revision = map(int, line.split())
            acknowledged[chat] = revision
            if sum(acknowledged.values()) % 400 > 390:
                break
        writer.kill()
        for line in writer.stdout.read().splitlines():
            if len(line.split()) == 2:
                acknowledged[int(line.split()[0])] = int(line.split()[1])
        writer.stdout.close()
        writer.wait()
        found = asyncio.run(revisions(tmp_path / "b12.db"))
        assert all(found[chat] >= revision for chat, revision in acknowledged.items())


async def revisions(path: Path) -> dict[int, int]:
    store = SqliteStore.open(path)
    found = {chat: (await store.load(chat)).revision for chat in range(10)}
    await store.close()
    return found
