"""What many tests share: the shipped dialogs, loaded once, and a copy of them to break."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.content.atlas import use_packaged_zones
from bot.content.library import Library
from tests.content.helpers import Copy
from tests.shipped import shipped

use_packaged_zones()  # as the program does: the machine's own rules may be older


@pytest.fixture(scope="session")
def library() -> Library:
    return shipped()


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path / "dialogs")
