"""Logging: one line per event on standard error, and never a token in it.

Nothing in this program logs what a person wrote or answered. The libraries below us log at levels that would; they are held
at WARNING. As a last line of defence the token is taken out of every line as it is written, tracebacks included: what a failed
request says often quotes its URL, and the token is part of that.
"""

from __future__ import annotations

import logging


class _NoToken(logging.Formatter):
    """Takes a secret out of everything that is written."""

    def __init__(self, layout: str, secret: str) -> None:
        super().__init__(layout)
        self._secret = secret

    def format(self, record: logging.LogRecord) -> str:
        """The line, and the traceback below it when there is one."""
        line = super().format(record)
        return line.replace(self._secret, "<token>") if self._secret else line


def configure(level: str, token: str) -> None:
    """Set logging up for the whole program."""
    handler = logging.StreamHandler()
    handler.setFormatter(_NoToken("%(asctime)s %(levelname)s %(name)s: %(message)s", token))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for library in ("telegram", "httpx", "httpcore", "aiohttp", "sqlalchemy", "alembic", "transitions", "asyncio"):
        logging.getLogger(library).setLevel(logging.WARNING)
