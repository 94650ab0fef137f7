"""The story player: a new person lives through a written conversation at a pace one can follow.

Knows the steps {"send": text}, {"tap": label}, {"wait": minutes}. Must not know where stories come from or how the page shows them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from .errors import PlayError
from .people import Change
from .world import World

Story = Mapping[str, Any]
_LOOK_AGAIN = 0.05
_KINDS = ("send", "tap", "wait")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a story is. `done` steps of `steps` are over; `state`: "" before any, "playing", "finished", "failed" or "stopped"."""

    story: str = ""
    file: str = ""
    person_id: int = 0
    steps: tuple[tuple[str, str], ...] = ()
    done: int = 0
    state: str = ""
    error: str = ""


class Player:
    """Plays one story at a time. `pace`: seconds between steps; `patience`: seconds to wait for the bot's answer."""

    def __init__(
        self,
        world: World,
        stories: Sequence[Story],
        advance: Callable[[float], None],
        shown: Callable[[Progress], None],
        *,
        pace: float,
        patience: float,
    ) -> None:
        self.progress = Progress()
        self._world = world
        self._stories = stories
        self._advance = advance
        self._shown = shown
        self._pace = pace
        self._patience = patience
        self._task: asyncio.Task[None] | None = None
        self._heard: dict[int, int] = {}
        world.observe(self._changed)

    def _changed(self, change: Change) -> None:
        """Count what the bot does in a chat."""
        chat = self._world.find(change.chat_id)
        if chat and (change.kind == "toast" or (change.kind == "message" and chat.messages[change.message_id].from_bot)):
            self._heard[change.chat_id] = self._heard.get(change.chat_id, 0) + 1

    def listing(self) -> list[dict[str, Any]]:
        """Names and files, in order; a story is chosen by its place."""
        return [{"name": _title(story), "file": str(story.get("file", ""))} for story in self._stories]

    async def play(self, number: int) -> int:
        """Begin a story, ending the one under way. Returns the id of the person who lives it."""
        if not 0 <= number < len(self._stories):
            raise PlayError("There is no such story.", 404)
        await self.stop()
        story = self._stories[number]
        steps = tuple(_words(step) for step in story.get("steps", ()))
        person = self._world.add_person(_title(story)[:64], str(story.get("language", "en")))
        self.progress = Progress(_title(story), str(story.get("file", "")), person.id, steps)
        self._show(state="playing")
        self._task = asyncio.get_running_loop().create_task(self._run(person.id, steps))
        return person.id

    async def stop(self) -> None:
        """End the story under way, if there is one."""
        if self._task and not self._task.done():
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._show(state="stopped")

    async def _run(self, person_id: int, steps: Sequence[tuple[str, str]]) -> None:
        try:
            for number, (kind, words) in enumerate(steps, 1):
                await asyncio.sleep(self._pace)
                await self._step(person_id, kind, words)
                self._show(done=number)
        except PlayError as error:
            self._show(state="failed", error=str(error))
        else:
            self._show(state="finished")

    async def _step(self, person_id: int, kind: str, words: str) -> None:
        before = self._heard.get(person_id, 0)
        match kind:
            case "send":
                self._world.send_text(person_id, words)
                await self._answered(person_id, before)
            case "tap":
                await self._tap(person_id, words)
                await self._answered(person_id, before)
            case "wait":
                self._advance(float(words) * 60)
                await self._settled(person_id)
            case _:
                raise PlayError(f"I cannot play this step: {words}. A step is “send”, “tap” or “wait” (minutes).")

    async def _tap(self, person_id: int, label: str) -> None:
        """Press the button, giving the bot time to show it."""
        for _ in range(max(1, int(self._patience / _LOOK_AGAIN))):
            keyboard = self._world.chat_of(person_id).keyboard
            try:
                if keyboard and any(key.text == label for row in keyboard.rows for key in row):
                    self._world.tap_key(person_id, label)
                else:
                    self._world.press_label(person_id, label)
                return
            except PlayError as error:
                missing = error
            await asyncio.sleep(_LOOK_AGAIN)
        raise missing

    async def _answered(self, person_id: int, before: int) -> None:
        for _ in range(max(1, int(self._patience / _LOOK_AGAIN))):
            if self._heard.get(person_id, 0) > before:
                return await self._settled(person_id)
            await asyncio.sleep(_LOOK_AGAIN)
        raise PlayError(f"The bot did not answer within {self._patience:g} seconds.")

    async def _settled(self, person_id: int) -> None:
        """Wait until the bot has been quiet for a moment."""
        heard = -1
        while heard != self._heard.get(person_id, 0):
            heard = self._heard.get(person_id, 0)
            await asyncio.sleep(self._pace / 2)

    def _show(self, **changes: Any) -> None:
        self.progress = replace(self.progress, **changes)
        self._shown(self.progress)


def _title(story: Story) -> str:
    return str(story.get("name", "")) or "A story without a name"


def _words(step: Any) -> tuple[str, str]:
    """A step as (kind, words); one that cannot be played has no kind."""
    if isinstance(step, Mapping) and len(step) == 1:
        kind, value = next(iter(step.items()))
        number = isinstance(value, (int, float)) and not isinstance(value, bool) and value >= 0
        if kind in _KINDS and (number if kind == "wait" else isinstance(value, str)):
            return kind, str(value)
    return "", str(step)
