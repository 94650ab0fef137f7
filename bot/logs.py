"""Logging: one line per event on standard error, for people or as JSON, and never a token or a password in it.

Nothing in this program logs what a person wrote or answered. The libraries below us log at levels that would; they are held
at WARNING. As a last line of defence secrets are taken out of every line as it is written, tracebacks included: what a failed
request says often quotes its URL, and the token is part of that.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable

LIBRARIES = ("telegram", "httpx", "httpcore", "aiohttp", "sqlalchemy", "alembic", "transitions", "asyncio", "asyncpg")
LINE = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class _NoSecrets(logging.Formatter):
    """Takes secrets out of everything that another formatter writes."""

    def __init__(self, formatter: logging.Formatter, token: str, passwords: Iterable[str]) -> None:
        super().__init__()
        self._formatter = formatter
        secrets = [(token, "<token>"), *((password, "<password>") for password in passwords)]
        self._hidden = [(text, name) for secret, name in secrets if secret for text in {secret, json.dumps(secret)[1:-1]}]

    def format(self, record: logging.LogRecord) -> str:
        """The line, and the traceback with it when there is one."""
        line = self._formatter.format(record)
        for secret, name in self._hidden:
            line = line.replace(secret, name)
        return line


def configure(level: str, token: str, *passwords: str, layout: str = "console") -> None:
    """Set logging up for the whole program. `layout`: console or json."""
    handler = logging.StreamHandler()
    handler.setFormatter(_NoSecrets(_json() if layout == "json" else logging.Formatter(LINE), token, passwords))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for library in LIBRARIES:
        logging.getLogger(library).setLevel(logging.WARNING)


def _json() -> logging.Formatter:
    """One JSON object a line, by structlog: loaded only for this, because loading it takes a sixth of a second."""
    import structlog

    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.format_exc_info,  # as text: a traceback as data would show the values of variables
        ],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, structlog.processors.JSONRenderer()],
    )
