"""Every button from /check to the end, through a Bot API that refuses what Telegram would, held against the decision table.

A configuration is the open question and what was told so far, as far as it can matter; from each, every button is pressed.
"""

from __future__ import annotations

from collections import deque

from bot.content.library import Library
from bot.content.reading_grade import HARDEST, grade
from bot.playground.people import Message

from .oracle import NOTHING, Told, meaning
from .town import Someone, Town, town

NAVIGATION = ("Back", "Stop", "Done")
SEVERAL = "Tap all that fit"
Config = tuple[str, frozenset[str], frozenset[str]]
MATTERS = ("Upper arm", "First dose", "The schedule is new", "Hives there", "Headache")


class Walker:
    """Walks from /check, one step further and back again with Back, and holds every ending against the table."""

    def __init__(self, here: Town) -> None:
        self.here = here
        book = here.library.books["en"]
        asks = {question.ask: question.id for flow in here.library.script.flows.values() for question in flow.questions.values()}
        self.first_asked = {book.say(text).splitlines()[-1]: name for text, name in asks.items()}
        self.seen: set[Config] = set()
        self.queue: deque[tuple[tuple[str, ...], Told]] = deque([((), Told())])
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
                if person.messages[0].buttons:
                    await self.still_open(person, (*path, *way), after)
                else:
                    self.ended(person, (*path, *way), after)
                    self.here.world.remove_person(person.id)
                    person = await self.replay(path)
            self.here.world.remove_person(person.id)

    async def replay(self, path: tuple[str, ...]) -> Someone:
        person = self.here.person()
        await person.say("/check")
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
        if "Stop" not in person.labels() or (path and "Back" not in person.labels()):
            self.wrong.append(f"{path}: no way out of {question}")
        config = (question, told.levels, frozenset(label for label in MATTERS if told.said(label)))
        if config not in self.seen:
            self.seen.add(config)
            self.queue.append((path, told))
        before = person.last.text
        await person.tap("Back")
        for ticked in [label for label in person.labels() if label.startswith("✓ ")]:
            await person.tap(ticked)  # Back brings the ticks along; the next answer begins without them
        if person.last.text == before:
            self.wrong.append(f"{path}: Back did nothing")

    def ended(self, person: Someone, path: tuple[str, ...], told: Told) -> None:
        self.endings += 1
        self.wrong += [f"{path}: {fault}" for fault in told.check(person.last.text)]
        if len(person.last.text.splitlines()) > 8:
            self.wrong.append(f"{path}: more than 8 lines")

    def question(self, message: Message) -> str:
        return self.first_asked[message.text.splitlines()[-1]]


async def test_every_path_of_buttons_ends_as_the_decision_table_says(library: Library) -> None:
    async with town(library) as here:
        walker = Walker(here)
        await walker.walk()
        refused = list(here.world.refusals)
    assert walker.wrong == []
    assert refused == []
    assert walker.endings > 500
    assert len(walker.seen) > 100
    hard = {text: grade(text) for text in walker.texts if grade(text) > HARDEST}
    assert hard == {}


def test_the_table_in_the_tests_knows_every_button_of_the_flows(library: Library) -> None:
    book = library.books["en"]
    for question in library.script.flows["tolerance_check"].questions.values():
        if question.id.startswith("had_"):
            continue
        for option in question.options.values():
            level = max((library.script.flags[flag].level.name.lower() for flag in option.flags), default="none", key=len)
            label = book.labels[option.label].text
            expected = meaning(question.id, label)
            flags = [library.script.flags[flag].level.name.lower() for flag in option.flags]
            serious = [name for name in flags if name != "none"]
            assert (serious[0] if serious else NOTHING) == expected, (question.id, label, level)
