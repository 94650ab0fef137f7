"""`python -m bot doctor`: what it says about a good set-up, and what to do about each kind of trouble."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from sqlalchemy import make_url

from bot import app
from bot.service.findings import Finding
from bot.settings import Settings
from bot.storage import examine as storage
from bot.storage.examine import examine_postgres, examine_sqlite
from bot.storage.sqlite import SqliteStore
from bot.storage.tables import REVISION
from bot.telegram import examine as telegram
from bot.telegram.examine import examine
from tests.content.helpers import WARM_UP, Copy
from tests.postgres import Postgres, connected

TOKEN = "123456:AAH-secret_part"


class Api:
    """A Bot API that says what it is told to."""

    def __init__(self) -> None:
        self.me: dict[str, Any] = {"username": "b_bot", "can_join_groups": False}
        self.state: dict[str, Any] = {"url": "", "pending_update_count": 0}
        self.refuse = 0
        self.ahead = 0.0

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[str]:
        application = web.Application()
        application.router.add_route("*", "/{path:.*}", self._answer)
        runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        try:
            yield f"http://127.0.0.1:{runner.addresses[0][1]}"
        finally:
            await runner.cleanup()

    async def _answer(self, request: web.Request) -> web.Response:
        date = time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime(time.time() + self.ahead))
        if self.refuse and "/bot" in request.path:
            return web.json_response({"ok": False, "error_code": self.refuse, "description": "no"}, status=self.refuse)
        result = self.me if request.path.endswith("getMe") else self.state
        return web.json_response({"ok": True, "result": result}, headers={"Date": date})


def told(found: list[Finding], part: str) -> Finding:
    return next(finding for finding in found if finding.part == part)


async def looked(api: Api, hook: str | None = None) -> list[Finding]:
    async with api.serving() as url:
        return await examine(TOKEN, url, hook)


async def test_a_good_telegram() -> None:
    found = await looked(Api())
    assert [finding for finding in found if finding.todo] == []
    assert told(found, "token").what == "it is the token of @b_bot"
    assert told(found, "clock").what == "it agrees with Telegram's"
    assert told(found, "webhook").what.startswith("none, as polling needs it")


async def test_a_bad_token_and_a_telegram_that_is_not_there() -> None:
    api = Api()
    api.refuse = 401
    assert "BotFather" in told(await looked(api), "token").todo
    found = await examine(TOKEN, "http://127.0.0.1:9", None)
    assert "TELEGRAM_API_URL" in told(found, "telegram").todo
    assert told(found, "clock").todo == ""
    assert TOKEN not in "".join(map(str, found))


@pytest.mark.parametrize("ahead", [60.0, -60.0])
async def test_a_clock_that_is_off(ahead: float) -> None:
    api = Api()
    api.ahead = ahead
    clock = told(await looked(api), "clock")
    assert ("behind" if ahead > 0 else "ahead of") in clock.what
    assert "set-ntp" in clock.todo


async def test_the_state_of_the_webhook() -> None:
    api, hook = Api(), "https://bot.example.org/hook"
    assert f"the start sets {hook}" in told(await looked(api, hook), "webhook").what
    api.state = {"url": hook, "pending_update_count": 1}
    assert told(await looked(api, hook), "webhook").what.endswith("; 1 update waits")
    api.state["pending_update_count"] = 3
    assert told(await looked(api, hook), "webhook").todo == ""
    assert "polling ends that" in told(await looked(api), "webhook").what
    api.state |= {"last_error_message": "Connection refused", "last_error_date": int(time.time())}
    trouble = told(await looked(api, hook), "webhook")
    assert "Connection refused" in trouble.what
    assert "WEBHOOK_LISTEN" in trouble.todo
    api.state["last_error_date"] -= 2 * telegram.RECENT
    assert told(await looked(api, hook), "webhook").todo == ""


async def test_a_bot_that_can_join_groups_is_mentioned() -> None:
    api = Api()
    api.me["can_join_groups"] = True
    assert "setjoingroups" in told(await looked(api), "groups").what


# ---- the database


async def test_a_file_that_is_not_there_yet_is_no_trouble_and_stays_away(tmp_path: Path) -> None:
    path = tmp_path / "data" / "b12.db"
    found = await examine_sqlite(path)
    assert [finding for finding in found if finding.todo] == []
    assert not path.parent.exists()


async def test_a_place_where_nothing_can_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").touch()  # a file where the folder should be: nobody may make anything in it, not even root
    found = told(await examine_sqlite(tmp_path / "data" / "b12.db"), "database")
    assert "cannot be written" in found.what
    assert "chown" in found.todo


async def test_a_good_file_also_while_a_bot_uses_it(tmp_path: Path) -> None:
    path = tmp_path / "b12.db"
    store = SqliteStore.open(path)
    found = await examine_sqlite(path)
    await store.close()
    assert told(found, "database") == Finding("database", f"{path}, schema {REVISION}")


def write(*statements: str) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        with closing(sqlite3.connect(path)) as database:
            for statement in statements:
                database.execute(statement)
            database.commit()

    return make


def garbage(path: Path) -> None:
    path.write_bytes(b"Dear diary, today I had my shot. " * 200)


VERSION = "CREATE TABLE alembic_version (version_num TEXT)"


@pytest.mark.parametrize(
    ("made", "what", "todo"),
    [
        (garbage, "cannot be read", "Restore a backup"),
        (write("CREATE TABLE cats (name TEXT)"), "tables that are not ours", "a database of its own"),
        (write(VERSION, "INSERT INTO alembic_version VALUES ('9999')"), "newer than this program's", "Update the program"),
        (write(VERSION, "INSERT INTO alembic_version VALUES ('0001')"), "the next start brings it to", ""),
        (write(), "empty", ""),
    ],
)
async def test_a_file_with_something_to_say(made: Callable[[Path], None], what: str, todo: str, tmp_path: Path) -> None:
    path = tmp_path / "b12.db"
    made(path)
    found = told(await examine_sqlite(path), "database")
    assert what in found.what
    assert todo in found.todo
    assert bool(todo) is bool(found.todo)


async def test_a_damaged_file(tmp_path: Path) -> None:
    path = tmp_path / "b12.db"
    rows = ["INSERT INTO cats VALUES (hex(randomblob(2000)))"] * 200
    write("CREATE TABLE cats (name TEXT)", "CREATE INDEX by_name ON cats (name)", *rows)(path)
    spoilt = bytearray(path.read_bytes())
    spoilt[40_000:90_000] = bytes(50_000)
    path.write_bytes(spoilt)
    assert "estore a backup" in told(await examine_sqlite(path), "database").todo


async def test_a_disk_that_is_nearly_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage, "SCARCE", 2**80)
    assert "Make room" in told(await examine_sqlite(tmp_path / "b12.db"), "disk").todo


async def test_postgres_with_and_without_a_schema_and_away(postgres: Postgres) -> None:
    full, empty = await postgres.database(), await postgres.database(empty=True)
    found = await examine_postgres(full)
    assert [finding for finding in found if finding.todo] == []
    assert f"schema {REVISION}" in told(found, "database").what
    assert "empty" in told(await examine_postgres(empty), "database").what
    async with connected(full) as connection:
        await connection.execute("UPDATE alembic_version SET version_num = '9999'")
    assert "Update the program" in told(await examine_postgres(full), "database").todo
    await postgres.drop(full)
    await postgres.drop(empty)
    away = make_url("postgresql+asyncpg://bot:hush@127.0.0.1:9/bot").render_as_string(hide_password=False)
    refused = told(await examine_postgres(away), "database")
    assert "DATABASE_URL" in refused.todo
    assert "hush" not in str(refused)


# ---- all of it, as the operator sees it


def settings(folder: Path, **fields: Any) -> Settings:
    return Settings(_env_file=None, database_url=f"sqlite:///{folder}/b12.db", **fields)


def test_the_whole_look_without_a_token(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert app.run_doctor(settings(tmp_path)) == 1
    shown = capsys.readouterr().out
    assert "good    dialogs: " in shown
    assert "good    model: " in shown
    assert "TROUBLE token: none is set\n        -> Get one from @BotFather" in shown
    assert list(tmp_path.iterdir()) == []


def test_the_whole_look_with_everything_in_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    async def run() -> int:
        async with Api().serving() as url:
            given = settings(tmp_path, telegram_bot_token=TOKEN, telegram_api_url=url)
            return await asyncio.to_thread(app.run_doctor, given)

    assert asyncio.run(run()) == 0
    assert "TROUBLE" not in capsys.readouterr().out


def test_broken_dialogs_are_trouble(copy: Copy, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copy.change(WARM_UP, "{end: after_good}", "{end: after_god}")
    assert app.run_doctor(settings(tmp_path, dialogs_dir=copy.folder)) == 1
    assert "-> Run: python -m bot check" in capsys.readouterr().out


def test_questions_that_changed_after_learning_are_trouble(copy: Copy, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (copy.folder / "faq" / "en.learned.npz").unlink()
    app.run_doctor(settings(tmp_path, dialogs_dir=copy.folder))
    assert "-> Run: python -m bot learn" in capsys.readouterr().out
