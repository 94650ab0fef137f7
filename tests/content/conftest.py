"""What the tests of content share: a copy of the shipped dialogs to break."""

from __future__ import annotations

from pathlib import Path

import pytest

from .helpers import Copy


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path / "dialogs")
