"""Stories: conversations that must come out so, written by authors beside the content and played against the core.

A story is played with the very functions that serve a chat, on a clock of its own. The player keeps every message it was
shown, so that a story can also press a button of long ago.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.dialog.actions import Action, Back, Give, Mark, Page, Pick, Stop, Submit, encode
from bot.dialog.diary import Diary
from bot.dialog.draft import Dialogs
from bot.dialog.effects import CloseButtons, Drop, Erase, Line, Message, Plan, Say, SendFile, Show, Toast
from bot.dialog.events import Event, Pressed, TimerDue, Told, Wrote
from bot.dialog.session import Session
from bot.dialog.turn import open_question, take_turn
from bot.dialog.wallclock import local_time

from .coverage import Coverage
from .library import Library
from .messages import hear_message
from .problems import Problem
from .reader import At, Document
from .schema import RowShape, StepShape

START = datetime(2026, 12, 4, 8, 0, tzinfo=UTC)
"""When every story begins: a Friday morning."""


@dataclass(frozen=True, slots=True)
class Story:
    """A story ready to play: its steps, each with its place in the file. `show`: offered in the playground."""

    name: str
    document: Document
    steps: tuple[tuple[At, StepShape], ...]
    show: bool = False


class StoryFailure(Exception):
    """A step of a story could not be done, or something was not as the story says."""


@dataclass(slots=True)
class Bubble:
    """One message as the person sees it. `seen` holds every version's buttons; `rows` only those that are still there."""

    id: int
    message: Message
    buttons: list[tuple[str, Action]]
    seen: list[tuple[str, Action]]


class Player:
    """Plays one conversation."""

    def __init__(self, library: Library, dialogs: Dialogs | None = None) -> None:
        self.library = library
        self.dialogs = dialogs or library.dialogs
        self.session = Session(language="en")
        self.now = START
        self.bubbles: list[Bubble] = []
        self.diary = Diary()
        self.timers: dict[tuple[str, str], Plan] = {}
        self.files: list[str] = []
        self.erased = False
        self.said: list[str] = []
        self.toasts: list[str] = []
        self.shown = 0
        self._card: int | None = None

    def do(self, step: StepShape) -> None:
        """Do one step, or check one. Raises StoryFailure."""
        if step.send is not None:
            self._fresh()
            self._handle(self._typed(step.send))
        elif step.tap is not None:
            self._fresh()
            self._press(step.tap, old=False)
        elif step.old is not None:
            self._fresh()
            self._press(step.old, old=True)
        elif step.give is not None:
            self._fresh()
            self._handle(Wrote(told=Told(step.give)))
        elif step.wait is not None:
            self._fresh()
            self._wait(timedelta(minutes=step.wait))
        else:
            self._check(step)

    def _fresh(self) -> None:
        self.said, self.toasts, self.files, self.shown, self.erased = [], [], [], 0, False

    def _typed(self, text: str) -> Event:
        question = open_question(self.dialogs, self.session, self.now)
        return hear_message(self.library, text, self.session.language, question, local_time(self.now, self.diary.zone or "UTC"))

    def words_on(self, name: str) -> str:
        """The words on the button that a tap of this name would press."""
        book = self.library.book(self.session.language)
        keys = (key for bubble in reversed(self.bubbles) for row in book.show(bubble.message).rows for key in row)
        tokens = {encode(action) for bubble in self.bubbles for known, action in bubble.buttons if known == name}
        return next((key.text for key in keys if key.token in tokens), name)

    def _press(self, name: str, old: bool) -> None:
        for bubble in reversed(self.bubbles):
            for known, action in bubble.seen if old else bubble.buttons:
                if known == name:
                    self._handle(Pressed(action, bubble.id))
                    return
        offered = sorted({known for bubble in self.bubbles for known, _ in bubble.buttons})
        raise StoryFailure(f"there is no button {name!r} to tap; there are {', '.join(offered) or 'none'}")

    def _wait(self, time: timedelta) -> None:
        until = self.now + time
        while due := sorted((plan for plan in self.timers.values() if plan.due <= until), key=lambda plan: plan.due):
            plan = due[0]
            self.now = max(self.now, plan.due)
            del self.timers[plan.kind, plan.key]
            self._handle(TimerDue(plan.kind, plan.run, plan.due, plan.detail, plan.key))
        self.now = until

    def _handle(self, event: Event) -> None:
        turn = take_turn(self.dialogs, self.session, event, self.now, self.diary)
        self.session, self.diary = turn.session, turn.diary
        for effect in turn.effects:
            match effect:
                case Say():
                    self._say(effect.message, effect.card)
                case Show():
                    self._show(effect)
                case CloseButtons():
                    self._close(effect.message_id)
                case SendFile():
                    self.files.append(effect.kind)
                case Toast():
                    self.toasts.append(effect.text)
                case Erase():
                    self.timers, self.erased = {}, True
                case Plan() | Drop():
                    self._set(effect)

    def _set(self, timer: Plan | Drop) -> None:
        if isinstance(timer, Plan):
            self.timers[timer.kind, timer.key] = timer
        else:
            self.timers = {
                (kind, key): plan for (kind, key), plan in self.timers.items() if kind not in timer.kinds or timer.key not in (None, key)
            }

    def _say(self, message: Message, card: bool) -> None:
        buttons = list(named_buttons(message))
        self.bubbles.append(Bubble(len(self.bubbles) + 1, message, buttons, list(buttons)))
        self._heard(message)
        if card:
            self._card = self.bubbles[-1].id

    def _show(self, effect: Show) -> None:
        target = effect.message_id or self._card
        if target is None:
            return
        bubble = self.bubbles[target - 1]
        bubble.message, bubble.buttons = effect.message, list(named_buttons(effect.message))
        bubble.seen += bubble.buttons
        self._heard(effect.message)

    def _heard(self, message: Message) -> None:
        self.library.book(self.session.language).show(message)  # a message that cannot be put into words is a failed story
        self.shown += 1
        self.said += [block.text for block in message.blocks if isinstance(block, Line)]

    def _close(self, message_id: int | None) -> None:
        target = message_id or self._card
        if target is not None:
            self.bubbles[target - 1].buttons = []

    def _check(self, step: StepShape) -> None:
        question = open_question(self.dialogs, self.session, self.now)
        asked = question.id if question else None
        ended = self.session.ended.outcome if self.session.ended and not self.session.run else None
        if step.asks is not None and asked != step.asks:
            raise StoryFailure(f"expected the question {step.asks!r}, but {_where(asked, ended)}")
        if step.ends is not None and ended != step.ends:
            raise StoryFailure(f"expected to end at {step.ends!r}, but {_where(asked, ended)}")
        for text in step.says or ():
            if text not in self.said + self.toasts:
                raise StoryFailure(f"expected to hear {text!r}, but heard {', '.join(self.said + self.toasts) or 'nothing'}")
        if step.file is not None and step.file not in self.files:
            raise StoryFailure(f"expected the file {step.file!r}, but got {', '.join(self.files) or 'none'}")
        if step.erased and not self.erased:
            raise StoryFailure("expected everything to be erased, but it was not")
        if step.quiet and self.shown:
            raise StoryFailure(f"expected no message, but heard {', '.join(self.said)}")


def _where(asked: str | None, ended: str | None) -> str:
    if asked:
        return f"the question {asked!r} is open"
    return f"the check ended at {ended!r}" if ended else "no check is open"


def named_buttons(message: Message) -> Iterator[tuple[str, Action]]:
    """The buttons of a message by the names that stories use: an option's id, a value as written, `done`, `back`, `stop`, or the label."""
    for button in (button for row in message.rows for button in row):
        match button.action:
            case Pick() | Mark():
                yield button.action.option, button.action
            case Submit():
                yield "done", button.action
            case Back():
                yield "back", button.action
            case Stop():
                yield "stop", button.action
            case Give():
                yield button.action.value, button.action
            case Page():
                yield f"page {button.action.page}", button.action
            case _:
                yield button.label if button.number is None else f"{button.label} {button.number}", button.action


def stories_of(library: Library) -> Iterator[Story]:
    """All stories, those of tables spelled out."""
    for document, file in library.stories:
        for index, story in enumerate(file.stories):
            numbered = enumerate(story.steps)
            steps: tuple[tuple[At, StepShape], ...] = tuple((("stories", index, "steps", number), step) for number, step in numbered)
            yield Story(story.story, document, steps, story.show)
        for index, table in enumerate(file.tables):
            for number, row in enumerate(table.rows):
                at: At = ("tables", index, "rows", number)
                steps = tuple((at, step) for step in (*table.start, *_row_steps(row)))
                yield Story(f"{table.table}: {' > '.join(row.taps)}", document, steps)


def _row_steps(row: RowShape) -> Sequence[StepShape]:
    steps = [StepShape(tap=name) for name in row.taps]
    steps += [StepShape(ends=row.ends)] if row.ends else []
    steps += [StepShape(asks=row.asks)] if row.asks else []
    return steps + ([StepShape(says=row.says)] if row.says else [])


def play(library: Library, story: Story, dialogs: Dialogs | None = None) -> Problem | None:
    """Play one story. Returns the problem at the step that failed, if one did."""
    player = Player(library, dialogs)
    for at, step in story.steps:
        try:
            player.do(step)
        except StoryFailure as failure:
            return story.document.problem(at, f"story {story.name!r}: {failure}")
    return None


def play_all(library: Library) -> tuple[list[Problem], Coverage]:
    """Play every story, and count what they cover. A route or an option that no story touches is a warning."""
    coverage = Coverage(library.script)
    dialogs = Dialogs(library.script, coverage.note)
    problems = [problem for story in stories_of(library) if (problem := play(library, story, dialogs))]
    return problems, coverage


def for_playground(library: Library) -> list[dict[str, Any]]:
    """The stories to show, as steps a stranger to our ids can do: the words to type, the words on the button, minutes to wait.

    Played once here, because which words a button carries depends on where the conversation stands. One that does not come out is
    left out: what is wrong with it is for `check` to say, and keeps nobody from trying the others.
    """
    shown = []
    for story in stories_of(library):
        if story.show:
            with suppress(StoryFailure):
                shown.append({"name": story.name, "steps": _in_words(library, story), "file": story.document.name})
    return shown


def _in_words(library: Library, story: Story) -> list[dict[str, Any]]:
    player = Player(library)
    steps: list[dict[str, Any]] = []
    for _, step in story.steps:
        if step.send is not None:
            steps.append({"send": step.send})
        elif step.tap is not None:
            steps.append({"tap": player.words_on(step.tap)})
        elif step.give is not None:
            steps.append({"send": step.give})
        elif step.wait is not None:
            steps.append({"wait": step.wait})
        player.do(step)
    return steps
