"""What many tests share: the shipped dialogs, loaded once."""

from __future__ import annotations

import pytest

from bot.content.library import Library
from tests.shipped import shipped


@pytest.fixture(scope="session")
def library() -> Library:
    return shipped()
