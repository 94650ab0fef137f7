"""Every button from /check to the end, through a Bot API that refuses what Telegram would, held against the decision table.

A configuration is the open question and what was told so far, as far as it can matter; from each, every button is pressed.
"""

from __future__ import annotations

from collections import deque
from typing import Any

import pytest

from bot.content.library import Library
from bot.content.reading_grade import HARDEST, grade
from bot.playground.people import Message

from .oracle import NOTHING, Told, meaning
from .test_chat import HEALTHY
from .town import Someone, Town, town

NAVIGATION = ("Back", "Stop", "Done")
SEVERAL = "Tap all that fit"
Config = tuple[str, frozenset[str], frozenset[str]]
MATTERS = ("Upper arm", "First dose", "The schedule is new", "Hives there", "Headache")


class Walker:
    """Walks on from some steps, one tap further and back again with Back, and holds every ending against the table.

    `told` is what those steps told; `until` are questions at which the walk turns round.
    """

    def __init__(self, here: Town, steps: tuple[str, ...] = ("/check",), told: Told | None = None, until: tuple[str, ...] = ()) -> None:
        self.here = here
        book = here.library.books["en"]
        flows = here.library.script.flows.values()
        asks: dict[str, str] = {}
        for question in (question for flow in flows for question in flow.questions.values()):
            asks.setdefault(question.ask, question.id)
        self.first_asked = {book.say(text).splitlines()[-1]: name for text, name in asks.items()}
        self.steps = steps
        self.until = until
        self.seen: set[Config] = set()
        self.queue: deque[tuple[tuple[str, ...], Told]] = deque([((), told or Told())])
        self.wrong: list[str] = []
        self.endings = 0
        self.texts: set[str] = set()

    async def walk(self) -> None:
        while self.queue:
            path, told = self.queue.popleft()
            person = await self.replay(path)
            question = self.question(person.last)
            for way in self.ways(person):
                after = told.and_then(question, *(label for label in way if label != "Done"))
                await person.taps(*way)
                self.texts.update(message.text for message in person.messages)
                if person.last.text.splitlines()[-1] in self.first_asked:
                    await self.still_open(person, (*path, *way), after)
                else:
                    self.ended(person, (*path, *way), after)
                    self.here.world.remove_person(person.id)
                    person = await self.replay(path)
            self.here.world.remove_person(person.id)

    async def replay(self, path: tuple[str, ...]) -> Someone:
        person = self.here.person()
        for step in self.steps:
            await (person.say(step) if step.startswith("/") else person.tap(step))
        await person.taps(*path)
        return person

    def ways(self, person: Someone) -> list[tuple[str, ...]]:
        """The answers that can be given here: one label, or several and Done."""
        labels = [label.removeprefix("✓ ") for label in person.labels() if label not in NAVIGATION]
        if SEVERAL not in person.last.text and "Tap all that do" not in person.last.text:
            return [(label,) for label in labels]
        alone = {"None of these", "Not sure", "My usual shot"}
        together = [label for label in labels if label not in alone]
        return [*((label,) for label in labels if label in alone), *((label, "Done") for label in together), (*together, "Done")]

    async def still_open(self, person: Someone, path: tuple[str, ...], told: Told) -> None:
        if told.must_end:
            self.wrong.append(f"{path}: must have ended")
        question = self.question(person.last)
        if "Stop" not in person.labels() or "Back" not in person.labels():
            self.wrong.append(f"{path}: no way out of {question}")
        config = (question, told.levels, frozenset(label for label in MATTERS if told.said(label)))
        if config not in self.seen:
            self.seen.add(config)
            if question not in self.until:
                self.queue.append((path, told))
        before = person.last.text
        await person.tap("Back")
        for ticked in [label for label in person.labels() if label.startswith("✓ ")]:
            await person.tap(ticked)  # Back brings the ticks along; the next answer begins without them
        if person.last.text == before:
            self.wrong.append(f"{path}: Back did nothing")

    def ended(self, person: Someone, path: tuple[str, ...], told: Told) -> None:
        self.endings += 1
        check = told.check_after_warm_up if any(question == "how" for question, _ in told.answers) else told.check
        self.wrong += [f"{path}: {fault}" for fault in check(person.last.text)]
        if len(person.last.text.splitlines()) > 8:
            self.wrong.append(f"{path}: more than 8 lines")

    def question(self, message: Message) -> str:
        return self.first_asked[message.text.splitlines()[-1]]


async def walked(library: Library, *walk: Any) -> Walker:
    """A walk to its end, in which nothing was refused and nothing was wrong or too hard to read."""
    async with town(library) as here:
        walker = Walker(here, *walk)
        await walker.walk()
        refused = list(here.world.refusals)
    assert walker.wrong == []
    assert refused == []
    assert {text: grade(text) for text in walker.texts if grade(text) > HARDEST} == {}
    return walker


async def test_every_path_of_buttons_ends_as_the_decision_table_says(library: Library) -> None:
    walker = await walked(library)
    assert walker.endings > 500
    assert len(walker.seen) > 100


TO_THE_PLAN = (*HEALTHY, "Start 15 min", "I'm done now")
SORE = ("None of these", "None of these", "A bit sore", "Upper arm", *HEALTHY[3:], "Start 15 min", "I'm done now")
TIRED = (*HEALTHY[:3], "More tired than usual", "Done", "Yes, as usual", *HEALTHY[4:6], "Start 10 min", "I'm done now")
NEW = (*HEALTHY[:4], "The schedule is new", "Done", *HEALTHY[5:], "Start 10 min", "I'm done now")


@pytest.mark.parametrize(
    ("steps", "told"),
    [
        (TO_THE_PLAN, Told()),
        (SORE, Told().and_then("site", "A bit sore").and_then("place", "Upper arm")),
        (TIRED, Told().and_then("mild", "More tired than usual")),
        (NEW, Told().and_then("dose", "The schedule is new")),
    ],
    ids=["starter", "sore arm", "tired", "new schedule"],
)
async def test_every_path_after_the_warm_up_ends_as_the_table_says(library: Library, steps: tuple[str, ...], told: Told) -> None:
    walker = await walked(library, ("/check", *steps), told)
    assert walker.endings > 50


@pytest.mark.parametrize(
    "steps", [("/check", "Wheezing", "/check"), ("/check", "None of these", "Very dizzy", "/check")], ids=["serious sign", "dizzy"]
)
async def test_a_new_check_on_the_same_day_asks_how_it_is_now(library: Library, steps: tuple[str, ...]) -> None:
    walker = await walked(library, steps, Told(), ("more_signs",))
    assert {"more_signs"} < {question for question, _, _ in walker.seen}
    assert walker.endings > 10


def test_the_table_in_the_tests_knows_every_button_of_the_flows(library: Library) -> None:
    book = library.books["en"]
    for question in library.script.flows["tolerance_check"].questions.values():
        for option in question.options.values():
            level = max((library.script.flags[flag].level.name.lower() for flag in option.flags), default="none", key=len)
            label = book.labels[option.label].text
            expected = meaning(question.id, label)
            flags = [library.script.flags[flag].level.name.lower() for flag in option.flags]
            serious = [name for name in flags if name != "none"]
            assert (serious[0] if serious else NOTHING) == expected, (question.id, label, level)
