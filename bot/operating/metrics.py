"""The figures of one process in the words of Prometheus. Knows kinds, outcomes and seconds; no label ever names a person.

Loaded only when somebody wants the figures: the library takes a while to load.
"""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest

from bot.service.meter import Meter
from bot.service.ports import Backlog

REPLY_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
LATENESS_SECONDS = (1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200, 21600)


class Metrics(Meter):
    """Counts what it is told."""

    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        self._updates = Counter("b12_updates", "Updates that came in, by kind.", ["kind"], registry=registry)
        self._turns = Counter(
            "b12_turns", "Turns stored, by how they ended a check; open: they ended none.", ["outcome"], registry=registry
        )
        self._urgent = Counter("b12_urgent", "Checks and messages that ended in urgent care.", registry=registry)
        self._replies = Histogram(
            "b12_reply_seconds", "From an update to a message that answers it being sent.", registry=registry, buckets=REPLY_SECONDS
        )
        self._planned = Histogram(
            "b12_planned_lateness_seconds", "From when a message was due to its being sent.", registry=registry, buckets=LATENESS_SECONDS
        )
        self._strangers = Counter("b12_webhook_strangers", "Calls of the webhook without its secret.", registry=registry)
        self._errors = Counter("b12_telegram_errors", "Calls to Telegram that failed, by kind.", ["kind"], registry=registry)
        self._database = Gauge("b12_database_up", "Whether the database answered when this was asked.", registry=registry)
        self._waiting = Gauge("b12_outbox_messages", "Messages in the outbox, of all workers.", registry=registry)
        self._oldest = Gauge("b12_outbox_oldest_seconds", "Age of the oldest message in the outbox, of all workers.", registry=registry)
        self._due = Gauge("b12_timers_due", "Timers that are due and that no worker has taken yet.", registry=registry)
        self._latest = Gauge("b12_timers_oldest_seconds", "How long the longest of them has been due.", registry=registry)

    def update(self, kind: str) -> None:
        """Count an update."""
        self._updates.labels(kind).inc()

    def turn(self, outcome: str, urgent: bool) -> None:
        """Count a turn."""
        self._turns.labels(outcome or "open").inc()
        if urgent:
            self._urgent.inc()

    def sent(self, seconds: float, planned: bool) -> None:
        """Note how long a person waited, or how late a planned message was."""
        (self._planned if planned else self._replies).observe(seconds)

    def stranger(self) -> None:
        """Count a call of the webhook without the secret."""
        self._strangers.inc()

    def telegram_error(self, kind: str) -> None:
        """Count a failed call."""
        self._errors.labels(kind).inc()

    def text(self, backlog: Backlog | None) -> bytes:
        """Everything counted so far, for Prometheus. `backlog`: what waits now; None while the database is away."""
        self._database.set(backlog is not None)
        if backlog is not None:
            self._waiting.set(backlog.parcels)
            self._oldest.set(backlog.oldest)
            self._due.set(backlog.due)
            self._latest.set(backlog.latest)
        return generate_latest(self.registry)
