"""The two clocks of the program: the real one, and the playground's, which is moved forward by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class SystemClock:
    """The time of this machine."""

    def now(self) -> datetime:
        """The current moment, in UTC."""
        return datetime.now(UTC)


class ShiftedClock:
    """The time of this machine, moved forward by hand: the playground's clock. `moved` is called after each move."""

    def __init__(self) -> None:
        self._offset = timedelta()
        self.moved: Callable[[], None] = lambda: None

    def now(self) -> datetime:
        """The current moment, in UTC, as the playground has it."""
        return datetime.now(UTC) + self._offset

    @property
    def offset(self) -> float:
        """How far ahead of this machine, in seconds."""
        return self._offset.total_seconds()

    def advance(self, seconds: float) -> None:
        """Move forward."""
        self._offset += timedelta(seconds=seconds)
        self.moved()
