"""What is counted while people talk to the bot, and that none of it is about a person."""

from __future__ import annotations

import asyncio
import re

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.content.library import Library
from bot.operating.metrics import Metrics
from bot.service.ports import Backlog
from tests.end_to_end.test_chat import HEALTHY
from tests.end_to_end.test_webhook import hook
from tests.end_to_end.town import Town, town

QUIET = Backlog(0, 0.0, 0, 0.0)


def figures(metrics: Metrics, backlog: Backlog | None = QUIET) -> dict[str, float]:
    """Every sample by its name and labels."""
    found = {}
    for family in text_string_to_metric_families(metrics.text(backlog).decode()):
        for sample in family.samples:
            labels = ",".join(value for name, value in sample.labels.items() if name != "le")
            found[f"{sample.name}{{{labels}}}" if labels else sample.name] = sample.value
    return found


async def walked(here: Town) -> None:
    ann, bob = here.person("Annabella"), here.person("Bobbert")
    await ann.say("/check")
    await ann.taps(*HEALTHY)
    await bob.say("my lips are swelling")
    here.world.fail_next("editMessageText", 500, "trouble")
    await ann.tap("Start 15 min") if "Start 15 min" in ann.labels() else None
    await here.wait(60)


@pytest.mark.parametrize("way", ["polling", "webhook"])
async def test_a_day_in_figures(library: Library, way: str) -> None:
    metrics = Metrics()
    async with town(library, hook=hook() if way == "webhook" else None, meter=metrics) as here:
        await walked(here)
        assert here.companion
        found = figures(metrics, await here.companion.backlog())
    assert found["b12_updates_total{callback_query}"] >= len(HEALTHY)
    assert found["b12_updates_total{message}"] >= 2
    assert found["b12_turns_total{urgent}"] == found["b12_urgent_total"] == 1
    assert found["b12_turns_total{starter}"] == 1
    assert found["b12_turns_total{open}"] >= len(HEALTHY) - 1
    assert found["b12_reply_seconds_count"] >= len(HEALTHY)
    assert 0 < found["b12_reply_seconds_sum"] < 60
    assert found["b12_outbox_messages"] == 0
    assert found["b12_database_up"] == 1
    assert found["process_resident_memory_bytes"] > 0


async def test_lateness_of_what_was_planned_is_measured_from_when_it_was_due(library: Library) -> None:
    metrics = Metrics()
    async with town(library, meter=metrics) as here:
        ann = here.person()
        await ann.say("/check")
        await ann.taps(*HEALTHY)
        await ann.tap(next(label for label in ann.labels() if label.startswith("Start")))
        await here.wait(30)
    found = figures(metrics)
    assert found["b12_planned_lateness_seconds_count"] == 1
    assert 600 < found["b12_planned_lateness_seconds_sum"] < 1800


async def test_trouble_with_telegram_is_counted_by_its_kind(library: Library) -> None:
    metrics = Metrics()
    async with town(library, meter=metrics) as here:
        ann = here.person()
        here.world.fail_next("sendMessage", 429, "Too Many Requests: retry after 1", retry_after=1)
        await ann.say("/check")
        here.world.block(ann.id)
        await asyncio.sleep(0.05)
    assert figures(metrics)["b12_telegram_errors_total{RetryAfter}"] == 1


async def test_no_figure_is_about_a_person(library: Library) -> None:
    metrics = Metrics()
    async with town(library, meter=metrics) as here:
        await walked(here)
        ids = [str(person.id) for person in here.world.people()]
    text = metrics.text(QUIET).decode()
    for secret in ("Annabella", "Bobbert", "lips", "swelling", *ids):
        assert secret not in text
    labels = {pair[0] for pair in re.findall(r'(\w+)="[^"]*"', text) for pair in [(pair,)]}
    assert labels <= {"kind", "outcome", "le"}


def test_what_waits_is_told_and_a_database_that_is_away_is_told_too() -> None:
    metrics = Metrics()
    found = figures(metrics, Backlog(3, 2.5, 7, 90.0))
    assert (found["b12_outbox_messages"], found["b12_outbox_oldest_seconds"]) == (3, 2.5)
    assert (found["b12_timers_due"], found["b12_timers_oldest_seconds"]) == (7, 90)
    assert figures(metrics, None)["b12_database_up"] == 0
    metrics.stranger()
    assert figures(metrics)["b12_webhook_strangers_total"] == 1
