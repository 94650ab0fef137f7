"""The composition root: puts the rooms together for each command. The one file that knows every room."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import json
import os
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .clocks import ShiftedClock, SystemClock
from .companion import GRACE_SECONDS, Companion
from .content.atlas import use_packaged_zones
from .content.check import check
from .content.drawing import mermaid
from .content.explain import explained
from .content.library import Library, load
from .content.phrasebook import Shown
from .content.problems import ContentError
from .dialog.effects import Message
from .errors import OperatorError
from .service.conversation import Conversation
from .service.delivery import Delivery
from .service.files import Files
from .service.pace import LocalBucket, Pace
from .service.ports import Store
from .service.timeline import planned
from .service.timers import Timers
from .settings import Settings

if TYPE_CHECKING:
    from .operating.metrics import Metrics
    from .playground.people import Change
    from .playground.server import Playground
    from .playground.world import World
    from .telegram.outbound import Observer
    from .telegram.webhook import Hook

COLLECTIONS = (20_000, 20, 100)
"""When the interpreter looks for garbage: nearly all of a turn goes without that, so looking as often as usual is wasted."""


def run_bot(settings: Settings) -> None:
    """Serve Telegram until told to stop. Raises OperatorError or ContentError."""
    library = load(settings.dialogs_dir)
    _run(_serve(settings, library))


def run_playground(settings: Settings, port: int) -> None:
    """Serve the playground: the bot, a Bot API look-alike and a page. Raises OperatorError or ContentError."""
    library = load(settings.dialogs_dir)
    _run(_play(library, port))


def run_talk(settings: Settings) -> None:
    """Hold a conversation in the terminal."""
    library = load(settings.dialogs_dir)
    asyncio.run(_talk(library))


def run_check(folder: Path, as_json: bool) -> int:
    """Check a dialogs folder and print what is found. Returns the exit status."""
    report = check(folder)
    if as_json:
        print(
            json.dumps(
                {"good": report.good, "problems": [problem.data() for problem in report.problems], "facts": list(report.facts)}, indent=1
            )
        )
    else:
        for problem in report.problems:
            print(problem)
        for fact in report.facts:
            print(fact)
        errors = sum(not problem.warning for problem in report.problems)
        print("all good" if report.good else f"{errors} {'problem' if errors == 1 else 'problems'} found")
    return 0 if report.good else 1


def run_learn(folder: Path) -> int:
    """Write what the ways to ask teach beside them. Returns the exit status. Raises OperatorError or ContentError."""
    from .understanding.encoder import ModelMissing

    library = load(folder)
    try:
        written = [path for path in (library.questions.learn(), library.second.learn()) if path]
    except ModelMissing as error:
        raise OperatorError(f"nothing can be learned: {error}") from None
    except OSError as error:
        raise OperatorError(f"{error.filename} cannot be written: {error.strerror}") from None
    for path in written:
        print(f"wrote {path}")
    return 0


def run_doctor(settings: Settings) -> int:
    """Look at the set-up and print what is found. Returns the exit status."""
    from .doctor import examine

    found = examine(settings)
    for finding in found:
        print(finding)
    return 1 if any(finding.todo for finding in found) else 0


def run_draw(settings: Settings, flow: str | None) -> None:
    """Print a flow as a Mermaid diagram. Raises OperatorError for a flow that does not exist."""
    script = load(settings.dialogs_dir).script
    name = flow or script.first
    if name not in script.flows:
        raise OperatorError(f"there is no flow {name!r}; there are {', '.join(sorted(script.flows))}")
    sys.stdout.write(mermaid(script, script.flows[name]))


def run_explain(settings: Settings, as_json: bool) -> int:
    """Read messages from standard input and print how each is understood. Returns the exit status."""
    from .terminal.explain import explain

    library = load(settings.dialogs_dir)
    good = explain(sys.stdin, lambda text: explained(library, text), as_json, sys.stdout, sys.stderr)
    return 0 if good else 1


def _run(work: Coroutine[Any, Any, None]) -> None:
    gc.freeze()
    gc.set_threshold(*COLLECTIONS)
    gc.enable()
    use_packaged_zones()
    try:
        import uvloop
    except ImportError:  # not on every platform; asyncio's own loop does the same, slower
        asyncio.run(work)
    else:
        uvloop.run(work)


async def _serve(settings: Settings, library: Library) -> None:
    library.prepare()
    store, pace = await _store(settings)
    metrics = _metrics(settings)
    url, hook = settings.telegram_api_url, _hook(settings)
    try:
        companion = Companion(library, store, SystemClock(), settings.token, url, pace=pace, hook=hook, meter=metrics)
        async with _operations(settings, metrics, companion):
            await companion.run(_told_to_stop())
    finally:
        await store.close()


def _metrics(settings: Settings) -> Metrics | None:
    """What counts, when somebody may ask for it."""
    if settings.ops_address is None:
        return None
    from .operating.metrics import Metrics

    return Metrics()


@contextlib.asynccontextmanager
async def _operations(settings: Settings, metrics: Metrics | None, companion: Companion) -> AsyncIterator[None]:
    """Serve the port for those who look after the bot, if there is to be one."""
    if metrics is None or settings.ops_address is None:
        yield
        return
    from .operating.server import Operations

    operations = Operations(metrics, companion.alive, companion.checks(), companion.backlog)
    await operations.start(*settings.ops_address)
    try:
        yield
    finally:
        await operations.stop()


def _hook(settings: Settings) -> Hook | None:
    """Where updates come in by webhook; None for polling."""
    if settings.telegram_mode == "polling":
        return None
    from .telegram.webhook import Hook

    return Hook(settings.webhook_url or "", *settings.webhook_address, settings.secret)


async def _store(settings: Settings) -> tuple[Store, Pace | None]:
    """The store that DATABASE_URL names, and the pace that goes with it. Only the driver that is used is loaded."""
    rate = settings.messages_per_second
    if url := settings.postgres_url:
        from .storage.postgres import PostgresStore

        shared = await PostgresStore.open(url)
        return shared, Pace(shared.bucket(rate)) if rate else None
    from .storage.sqlite import SqliteStore

    return SqliteStore.open(settings.database_path), Pace(LocalBucket(rate)) if rate else None


async def _play(library: Library, port: int) -> None:
    from .playground.server import Playground
    from .playground.world import World
    from .storage.sqlite import SqliteStore

    token = "123456789:playground-token-of-no-use-elsewhere"  # noqa: S105  # opens nothing but this process
    clock = ShiftedClock()
    with tempfile.TemporaryDirectory(prefix="companion-") as folder:
        store = SqliteStore.open(Path(folder) / "playground.db")
        world = World(clock.now, token)
        playground = Playground(world, stories=_stories(library), clock=clock, token=token, planned=lambda: planned(store))
        world.observe(explainer(library, world, playground))
        try:
            url = await _start(playground, port)
            print(f"Playground: {url}\nOpen it in a browser. Nothing typed there leaves this machine. Stop with Ctrl-C.", flush=True)
            companion = Companion(library, store, clock, token, url, _annotator(library, playground))
            clock.moved = companion.timers.wake
            await companion.run(_told_to_stop())
        finally:
            await playground.stop()
            await store.close()


async def _start(playground: Playground, port: int) -> str:
    try:
        return await playground.start(port)
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else "in use"  # asyncio's own words repeat the address
        raise OperatorError(f"port {port} cannot be used ({reason}). Choose another with: python -m bot play --port 8081") from None


async def _talk(library: Library) -> None:
    from .storage.memory import MemoryStore
    from .terminal.talk import Screen, talk

    clock, store = SystemClock(), MemoryStore()
    screen = Screen(library, sys.stdout, Files(library, store, clock))
    delivery = Delivery(store, screen)
    conversation = Conversation(library, store, delivery, clock)
    timers = asyncio.create_task(Timers(conversation, store, clock, delivery).run())
    try:
        await talk(conversation, delivery, screen)
    finally:
        timers.cancel()
        await asyncio.gather(timers, return_exceptions=True)
        await delivery.drain(GRACE_SECONDS)


async def _told_to_stop() -> None:
    """Return at the first SIGTERM or SIGINT."""
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for signal_number in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(signal_number, told.set)
    await told.wait()


def _annotator(library: Library, playground: Playground) -> Observer:
    """Show in the playground what is behind each message of the bot."""

    def annotate(chat_id: int, message_id: int, message: Message, shown: Shown) -> None:
        sources = [asdict(library.passages[source]) for source in shown.sources if source in library.passages]
        playground.annotate(chat_id, message_id, {"subject": message.subject, "rule": message.rule, "sources": sources})

    return annotate


def explainer(library: Library, world: World, playground: Playground) -> Callable[[Change], None]:
    """Show in the playground how each message of a person is read."""

    def explain(change: Change) -> None:
        message = world.chat(change.chat_id).messages[change.message_id] if change.kind == "message" and change.chat_id > 0 else None
        if message is None or message.from_bot or not message.text or message.text.startswith("/"):
            return
        found = explained(library, message.text, world.person(change.chat_id).language)
        playground.annotate_incoming(change.chat_id, change.message_id, {name: found[name] for name in found if name != "text"})

    return explain


def _stories(library: Library) -> Sequence[Mapping[str, Any]]:
    """The stories that the playground offers, with the words on the buttons instead of their ids."""
    from .content.stories import for_playground

    return for_playground(library)


__all__ = ["ContentError", "OperatorError", "run_bot", "run_check", "run_draw", "run_explain", "run_playground", "run_talk"]
