"""What many tests share: the shipped dialogs, loaded once, and a copy of them to break."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.content.atlas import use_packaged_zones
from bot.content.library import Library
from tests.content.helpers import Copy
from tests.postgres import Postgres
from tests.shipped import shipped

use_packaged_zones()  # as the program does: the machine's own rules may be older


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
