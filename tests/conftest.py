"""What many tests share: the shipped dialogs, loaded once, a copy of them to break, and headless Chromium."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.content.atlas import use_packaged_zones
from bot.content.library import Library
from tests.content.helpers import Copy
from tests.postgres import Postgres
from tests.shipped import shipped

use_packaged_zones()  # as the program does: the machine's own rules may be older
CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def library() -> Library:
    return shipped()


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path / "dialogs")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    server = Postgres()
    yield server
    server.close()


@pytest.fixture
async def database(postgres: Postgres) -> AsyncIterator[str]:
    """The URL of a PostgreSQL database that has the schema."""
    url = await postgres.database()
    yield url
    await postgres.drop(url)


@pytest.fixture
async def chromium() -> AsyncIterator[Any]:
    """A browser. Without one the test is skipped, or fails where REQUIRE_CHROMIUM=1 says there must be one."""
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    try:
        from playwright.async_api import async_playwright
    except ImportError:
        path = None
    if not path:
        reason = "NO CHROMIUM: the page is not tested. Install chromium and playwright, or set CHROMIUM to its path."
        if os.environ.get("REQUIRE_CHROMIUM") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=list(CHROMIUM_FLAGS))
        yield browser
        await browser.close()
