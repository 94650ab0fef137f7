"""What is counted about the running program. The rooms that do the work say what happened; whoever wants to know takes this class's place.

Nothing here may tell one person from another: kinds, outcomes and seconds, never an id, an answer or a text.
"""

from __future__ import annotations


class Meter:
    """Told of everything that is counted, and counts nothing itself."""

    def update(self, kind: str) -> None:
        """An update came in, of this kind."""

    def turn(self, outcome: str, urgent: bool) -> None:
        """A turn was stored. `outcome`: how it ended a check, empty when it ended none. `urgent`: that outcome is urgent."""

    def sent(self, seconds: float, planned: bool) -> None:
        """A message arrived, so long after the update that caused it, or, when it was planned, after it was due."""

    def stranger(self) -> None:
        """Somebody called the webhook without its secret."""

    def telegram_error(self, kind: str) -> None:
        """A call to Telegram failed, in this way."""
