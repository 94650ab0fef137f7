"""Trouble that many meet at the same time, told once, and once more when the last of them is out of it.

Knows who is in trouble by a number of theirs, which is never told: not what the trouble is, and not how to end it.
"""

from __future__ import annotations

import logging


class Trouble:
    """One kind of trouble. `over`: what to say when it has ended for everybody."""

    def __init__(self, log: logging.Logger, over: str) -> None:
        self._log = log
        self._over = over
        self._met: set[int] = set()

    def met(self, who: int, message: str) -> None:
        """Somebody is in trouble. Told unless somebody has been all along."""
        if not self._met:
            self._log.warning("%s", message)
        self._met.add(who)

    def ended(self, who: int) -> None:
        """Somebody is out of it, or has never been in it."""
        if who in self._met:
            self._met.remove(who)
            if not self._met:
                self._log.warning("%s", self._over)
