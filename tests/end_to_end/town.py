"""The real bot behind a strict Bot API look-alike, in one event loop: people write and tap, and see what comes back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.companion import Companion
from bot.content.library import Library
from bot.playground.people import Message
from bot.playground.server import Playground
from bot.playground.world import World
from bot.service.meter import Meter
from bot.service.ports import Store
from bot.storage.memory import MemoryStore
from bot.telegram.webhook import Hook
from tests.fakes import FakeClock

TOKEN = "123456789:test-token"
PATIENCE = 10.0


class TownClock(FakeClock):
    """The clock of bot and world alike; moving it wakes the timers."""

    def __init__(self) -> None:
        super().__init__()
        self._moved = asyncio.Event()

    @property
    def offset(self) -> float:
        return 0.0


class Town:
    """The bot, its world, and what tests do in it."""

    def __init__(
        self,
        library: Library,
        store: Store | None = None,
        clock: TownClock | None = None,
        hook: Hook | None = None,
        meter: Meter | None = None,
    ) -> None:
        self.library = library
        self.clock = clock or TownClock()
        self.store = store or MemoryStore()
        self.world = World(self.clock.now, TOKEN)
        self.hook = hook
        self.meter = meter
        self.playground = Playground(self.world, clock=self.clock, token=TOKEN, retry_pause=0.02)
        self.companion: Companion | None = None
        self._url = ""
        self._stop = asyncio.Event()
        self._running: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Start the bot, or start it again."""
        self._url = self._url or await self.playground.start(0)
        self._stop = asyncio.Event()
        self.world.calls.clear()
        self.companion = Companion(self.library, self.store, self.clock, TOKEN, self._url, hook=self.hook, meter=self.meter)
        self._running = asyncio.create_task(self.companion.run(self._wait()))
        running = self._running
        await self.until(lambda: running.done() or self.playground_polled())
        if running.done():
            running.result()  # raises what kept the bot from starting

    async def stop(self) -> None:
        """Stop the bot as an operator would."""
        self._stop.set()
        if self._running:
            await self._running

    async def close(self) -> None:
        await self.stop()
        await self.playground.stop()
        await self.store.close()

    async def _wait(self) -> None:
        await self._stop.wait()

    def playground_polled(self) -> bool:
        """Whether the bot is waiting for updates."""
        return any(method == ("setWebhook" if self.hook else "getUpdates") for method, _ in self.world.calls)

    async def until(self, condition: object) -> None:
        """Wait for something to become true; fail after PATIENCE seconds."""
        assert callable(condition)
        async with asyncio.timeout(PATIENCE):
            while not condition():  # noqa: ASYNC110  # the world has no event for every condition a test may have
                await asyncio.sleep(0.002)

    async def settle(self) -> None:
        """Wait until the bot has heard everything and has said everything."""
        assert self.companion
        await self.until(lambda: not len(self.world.updates))
        await self.companion.updates.drain()
        await self.companion.delivery.settle(PATIENCE)
        await self.companion.updates.drain()

    async def wait(self, minutes: float) -> None:
        """Let time pass, and what is due happen."""
        assert self.companion
        self.clock.advance(minutes=minutes)
        await self.companion.timers.fire_due()
        await self.settle()

    def person(self, name: str = "Ann", language: str = "en") -> Someone:
        """A new person, who has not written yet."""
        return Someone(self, self.world.add_person(name, language).id)


class Someone:
    """A person with a phone."""

    def __init__(self, town: Town, chat_id: int) -> None:
        self.town = town
        self.id = chat_id

    async def say(self, text: str) -> list[Message]:
        """Write something. Returns what the bot sent or changed in answer."""
        before = self._state()
        self.town.world.send_text(self.id, text)
        await self.town.settle()
        return self._changes(before)

    async def tap(self, label: str, message_id: int | None = None) -> list[Message]:
        """Press a button by its words. Returns what the bot sent or changed in answer."""
        before = self._state()
        self.town.world.press_label(self.id, label, message_id)
        await self.town.settle()
        return self._changes(before)

    async def taps(self, *labels: str) -> list[Message]:
        """Press several buttons, one after the other. Returns the answer to the last."""
        changed: list[Message] = []
        for label in labels:
            changed = await self.tap(label)
        return changed

    async def press(self, data: str, message_id: int) -> list[Message]:
        """Press a button by its data, whether it is there or not."""
        before = self._state()
        self.town.world.press_data(self.id, message_id, data)
        await self.town.settle()
        return self._changes(before)

    @property
    def messages(self) -> list[Message]:
        """What the bot has sent, as it stands now."""
        return [message for message in self.town.world.history(self.id) if message.from_bot and not message.deleted]

    @property
    def last(self) -> Message:
        """The newest message of the bot."""
        return self.messages[-1]

    @property
    def toast(self) -> str:
        """The newest note over the chat."""
        toasts = self.town.world.toasts(self.id)
        return toasts[-1].text if toasts else ""

    @property
    def card(self) -> Message:
        """The newest message that has buttons."""
        return next(message for message in reversed(self.messages) if message.buttons)

    def labels(self, message: Message | None = None) -> list[str]:
        """The words on the buttons of a message; of the newest with buttons, when none is given."""
        return [button.text for row in (message or self.card).buttons for button in row]

    def data(self, label: str, message: Message | None = None) -> str:
        """The data behind a button."""
        found = [button.data for row in (message or self.card).buttons for button in row if button.text == label]
        assert found and found[0], f"no button {label!r} among {self.labels(message)}"
        return found[0]

    def _state(self) -> dict[int, tuple[str, int]]:
        return {message.id: (message.text, message.edits) for message in self.messages}

    def _changes(self, before: dict[int, tuple[str, int]]) -> list[Message]:
        return [message for message in self.messages if before.get(message.id) != (message.text, message.edits)]


@asynccontextmanager
async def town(library: Library, store: Store | None = None, hook: Hook | None = None, meter: Meter | None = None) -> AsyncIterator[Town]:
    """A running town."""
    made = Town(library, store, hook=hook, meter=meter)
    await made.start()
    try:
        yield made
    finally:
        await made.close()
