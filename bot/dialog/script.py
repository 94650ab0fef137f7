"""What a conversation can be: flags, questions, routes, outcomes and promises, as frozen values.

This file is the vocabulary of the project. Every other module speaks in its terms. It knows shapes and the meaning of a
guard; it does not know where a script comes from (`bot.content` reads it) nor how it is run (`machine`, `turn`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cached_property
from typing import Protocol

from .topics import Catalogue


class Level(IntEnum):
    """How serious something is; the highest one wins. O1 to O6 of the decision table, upside down."""

    NONE = 0
    STARTER = 1
    ADAPTED = 2
    GENTLE = 3
    CLINICIAN = 4
    STOP = 5
    URGENT = 6


INPUTS = ("date", "time", "zone", "number", "schedule", "hours")
"""What a question may take instead of one of its options: a day, a time of day, a time zone, a whole number, a rhythm, a span of hours."""

GIVEN = "given"
"""The option that such a value counts as in guards and proofs."""

TYPED = "="
"""What a value begins with where it stands among answers, so that it cannot be taken for an option."""

SERIOUS = (Level.STOP, Level.URGENT)
"""The levels that end a check at once and that count however they reach the bot."""


@dataclass(frozen=True, slots=True)
class Flag:
    """Something the person told us that matters later.

    `rule` is the row of the decision table it stands for. `later` names the flag that a new check within 24 hours starts
    with, because a serious sign that has gone away still counts that day (R18, A7). `outcome` is where it ends when no other
    serious flag stands beside it, in place of the outcome for its level.
    """

    id: str
    level: Level
    rule: str
    later: str | None = None
    outcome: str | None = None


class Facts(Protocol):
    """What guards may read: the flags raised so far, their levels, and the answers given."""

    @property
    def flags(self) -> frozenset[str]:
        """The flags raised."""
        ...

    @property
    def levels(self) -> frozenset[Level]:
        """Their levels."""
        ...

    @property
    def chosen(self) -> Mapping[str, tuple[str, ...]]:
        """The options chosen, by question."""
        ...


@dataclass(frozen=True, slots=True)
class Guard:
    """A condition as data; all parts that are set must hold. Data, not code, is what keeps the proof finite.

    flags: at least one of these is raised. answers: for each question, one of these options was chosen.
    at_least: the highest level so far is this or above. has: some flag of exactly this level is raised.
    unless: this guard does not hold.
    """

    flags: tuple[str, ...] = ()
    answers: tuple[tuple[str, tuple[str, ...]], ...] = ()
    at_least: Level | None = None
    has: Level | None = None
    unless: Guard | None = None

    def holds(self, facts: Facts) -> bool:
        """Whether the condition is met. Always a real bool: `transitions` compares a guard's result with `== True`."""
        if self.flags and not any(flag in facts.flags for flag in self.flags):
            return False
        if self.has is not None and self.has not in facts.levels:
            return False
        if self.at_least is not None and not any(level >= self.at_least for level in facts.levels):
            return False
        for question, options in self.answers:
            if not any(option in options for option in facts.chosen.get(question, ())):
                return False
        return self.unless is None or not self.unless.holds(facts)

    def __str__(self) -> str:
        parts = [f"flag {' or '.join(self.flags)}"] if self.flags else []
        parts += [f"{question} is {' or '.join(options)}" for question, options in self.answers]
        parts += [f"level {self.at_least.name.lower()} or above"] if self.at_least is not None else []
        parts += [f"some {self.has.name.lower()} flag"] if self.has is not None else []
        parts += [f"not ({self.unless})"] if self.unless is not None else []
        return " and ".join(parts)


@dataclass(frozen=True, slots=True)
class Option:
    """One thing a person can answer. `alone`: in a question with several choices, it excludes the others and submits."""

    id: str
    label: str
    flags: tuple[str, ...] = ()
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Route:
    """Where an answer leads: to another question, or to the end, and the first route whose guard holds is taken.

    The end of a check is an outcome; that of a form is a deed, a key of `deeds.DEEDS`.
    """

    target: str
    ends: bool
    when: Guard | None = None

    def __str__(self) -> str:
        return f"{f'when {self.when}' if self.when else 'otherwise'}: {'end' if self.ends else 'ask'} {self.target}"


@dataclass(frozen=True, slots=True)
class Silence:
    """What no reply means: after `minutes` without an answer the question counts as answered with `option`."""

    minutes: int
    option: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its options. `rows` lays the buttons out; `many` lets several options be chosen together.

    `input`: one of INPUTS; such a question has the option GIVEN beside those it shows. `submit`: in a question with several choices, the
    option whose label stands on the button that submits what is ticked, and that counts when nothing is.
    """

    id: str
    ask: str
    title: str
    options: Mapping[str, Option]
    rows: tuple[tuple[str, ...], ...]
    many: bool = False
    lead: tuple[str, ...] = ()
    silence: Silence | None = None
    input: str = ""
    submit: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence an outcome may say. `offers` names the movements it proposes, so that promises can be checked."""

    text: str
    when: Guard | None = None
    offers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OutcomeButton:
    """What a person can do from an outcome. Exactly one of `timer`, `minutes`, `command`, `raises`, `reply` is set."""

    id: str
    label: str
    timer: bool = False
    minutes: bool = False
    command: str | None = None
    raises: str | None = None
    reply: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where a check can end. `say` is a list of alternatives: of each, the first line whose guard holds is said.

    A serious one has three more texts: `again` is said when the person comes back to it, `toast` is the short form of that, and
    `unsure` stands above the question whether it applies at all.
    """

    id: str
    level: Level
    title: str
    say: tuple[tuple[Line, ...], ...]
    minutes: tuple[tuple[Guard | None, int], ...] = ()
    buttons: tuple[OutcomeButton, ...] = ()
    again: str = ""
    toast: str = ""
    unsure: str = ""

    def lines(self, facts: Facts) -> list[Line]:
        """The lines this outcome says for these facts, in order."""
        said = (next((line for line in choice if line.when is None or line.when.holds(facts)), None) for choice in self.say)
        return [line for line in said if line is not None]

    def starter_minutes(self, facts: Facts) -> int:
        """Length of the session this outcome proposes, in minutes; 0 when it proposes none."""
        return next((minutes for when, minutes in self.minutes if when is None or when.holds(facts)), 0)


@dataclass(frozen=True, slots=True)
class Promise:
    """What must hold for every combination of answers; `proof` searches for a conversation that breaks it.

    Either `ends` (a conversation in which `when` holds ends at one of these outcomes) or `never_offers` (no outcome of the
    flow proposes a movement of this intensity).
    """

    text: str
    when: Guard | None = None
    ends: tuple[str, ...] = ()
    never_offers: str | None = None


@dataclass(frozen=True)
class Flow:
    """One dialog: questions with their routes, and the promises it makes. `starts_with` are flags it may begin with.

    `form`: it gathers what somebody wants done, and is no check of how they are. It ends in a deed, never in an outcome.
    """

    id: str
    start: str
    questions: Mapping[str, Question]
    routes: Mapping[str, tuple[Route, ...]]
    starts_with: tuple[str, ...] = ()
    inherits: bool = False
    promises: tuple[Promise, ...] = ()
    form: bool = False

    @cached_property
    def to_go(self) -> Mapping[str, int]:
        """For each question: how many questions remain, itself included, when nothing special is answered."""

        def count(question: str, seen: frozenset[str]) -> int:
            last = self.routes[question][-1]
            if last.ends or last.target in seen:
                return 1
            return 1 + count(last.target, seen | {question})

        return {question: count(question, frozenset()) for question in self.questions}


@dataclass(frozen=True)
class Script:
    """Everything the core needs to hold a conversation. Immutable; built once and shared by all chats.

    `zones`: the time zones worth a button, by region. `check_ins`: hours after an injection. `languages`: their names, by code.
    `escalation` maps the two serious levels to the outcome that ends a conversation at once. `first` is the flow that
    /check starts, `after_timer` the one that a warm-up timer starts.
    """

    flags: Mapping[str, Flag]
    movements: Mapping[str, str]
    outcomes: Mapping[str, Outcome]
    flows: Mapping[str, Flow]
    escalation: Mapping[Level, str]
    first: str
    after_timer: str
    timers: tuple[int, ...] = (10, 15, 20)
    zones: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    check_ins: tuple[int, ...] = ()
    languages: Mapping[str, str] = field(default_factory=dict)
    catalogue: Catalogue = field(default_factory=Catalogue)
    _levels: dict[frozenset[str], frozenset[Level]] = field(default_factory=dict, compare=False, repr=False)
    _serious: dict[tuple[str, ...], str | None] = field(default_factory=dict, compare=False, repr=False)

    def levels(self, flags: frozenset[str]) -> frozenset[Level]:
        """The levels of these flags, without NONE. Remembered: a handful of flag sets recur in every conversation."""
        known = self._levels.get(flags)
        if known is None:
            known = frozenset(self.flags[flag].level for flag in flags if flag in self.flags) - {Level.NONE}
            if len(self._levels) < 4096:
                self._levels[flags] = known
        return known

    def grave(self, flags: Iterable[str]) -> tuple[str, ...]:
        """Those of these flags that are serious, each once, the gravest first."""
        known = [flag for flag in dict.fromkeys(flags) if flag in self.flags and self.flags[flag].level in SERIOUS]
        return tuple(sorted(known, key=lambda flag: -self.flags[flag].level))

    def ending(self, flags: Sequence[str]) -> Outcome:
        """Where serious flags end a conversation: at their own outcome when they have one and stand alone, else by their level."""
        own = {self.flags[flag].outcome for flag in flags}
        alone = own.pop() if len(own) == 1 else None
        return self.outcomes[alone or self.escalation[max(self.flags[flag].level for flag in flags)]]

    def serious(self, option: Option) -> str | None:
        """The most serious O1 or O2 flag that choosing this option raises, if any."""
        if option.flags not in self._serious:  # asked for every button that is shown
            flags = [flag for flag in option.flags if self.flags[flag].level in SERIOUS]
            self._serious[option.flags] = max(flags, key=lambda flag: self.flags[flag].level, default=None)
        return self._serious[option.flags]

    def option(self, question: str, option: str) -> Option | None:
        """Look an option up in whichever flow has the question."""
        for flow in self.flows.values():
            if question in flow.questions:
                return flow.questions[question].options.get(option)
        return None
