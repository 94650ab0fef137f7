"""A flow as one shared `transitions` machine, and the fold of answers through it. The only importer of `transitions`.

Three traps of the library decide how it is used here. A guard's result is compared `== True`, so compiled guards return
real bools. A string callback would be imported by its dotted path and called, so only closures are ever passed. When no
guard passes, `trigger` returns False in silence, so `fold` raises instead. No model is registered: one machine serves all
chats, and a throw-away cursor is moved through it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import cast

from transitions import EventData, Machine

from .script import GIVEN, TYPED, Flow, Guard, Level, Route, Script
from .session import Answer

logging.getLogger("transitions").setLevel(logging.WARNING)  # at INFO it logs every callback: health data

_REMEMBER = 20_000


class Misfit(Exception):
    """The answers no longer lead through this flow: it was edited while the person was inside."""


@dataclass(frozen=True, slots=True)
class Position:
    """Where some answers lead: `name` is the open question, or the outcome when `ended`; with the facts guards read."""

    name: str
    ended: bool
    flags: frozenset[str]
    levels: frozenset[Level]
    chosen: Mapping[str, tuple[str, ...]]
    route: str = ""

    @property
    def level(self) -> Level:
        """The most serious level raised so far."""
        return max(self.levels, default=Level.NONE)


class _Cursor:
    """What `transitions` moves: it needs a `state` attribute and nothing else of us."""

    __slots__ = ("chosen", "flags", "levels", "route", "state")

    def __init__(self, position: Position, question: str, options: tuple[str, ...], flow: Flow, script: Script) -> None:
        self.state = f"ask {question}"
        self.route = ""
        self.chosen = MappingProxyType({**position.chosen, question: options})
        raised = [flag for option in options for flag in flow.questions[question].options[option].flags]
        self.flags = position.flags.union(raised) if raised else position.flags
        self.levels = script.levels(self.flags)


Watch = Callable[[str, Answer, str], None]
"""Told of each step the first time it is taken: flow, answer, route. For counting what stories cover."""


class FlowMachine:
    """One flow, ready to fold answers. Safe to share: nothing in it changes but a bounded memory of earlier folds."""

    def __init__(self, flow: Flow, script: Script, watch: Watch | None = None) -> None:
        self.flow = flow
        self._script = script
        self._watch = watch
        self._known: dict[tuple[tuple[str, ...], tuple[Answer, ...]], Position] = {}
        ends = {route.target for routes in flow.routes.values() for route in routes if route.ends}
        states = [*(f"ask {question}" for question in flow.questions), *(f"end {outcome}" for outcome in sorted(ends))]
        machine = Machine(model=None, states=states, initial=None, auto_transitions=False, send_event=True)
        for question, routes in flow.routes.items():
            for route in routes:
                machine.add_transition("answer", f"ask {question}", _state(route), conditions=_condition(route.when), before=_note(route))
        self._answer = machine.events["answer"]

    def fold(self, answers: tuple[Answer, ...], carried: tuple[str, ...] = ()) -> Position:
        """Work out where these answers lead. Raises Misfit when they do not fit the flow as it is today."""
        key = (carried, answers)
        position = self._known.get(key)
        if position is None:
            position = self._step(self.fold(answers[:-1], carried), answers[-1]) if answers else self._begin(carried)
            if len(self._known) >= _REMEMBER:
                self._known.clear()
            self._known[key] = position
        return position

    def _begin(self, carried: tuple[str, ...]) -> Position:
        flags = frozenset(carried)
        return Position(self.flow.start, False, flags, self._script.levels(flags), MappingProxyType({}))

    def _step(self, position: Position, answer: Answer) -> Position:
        question, given = answer
        options = tuple(GIVEN if option.startswith(TYPED) else option for option in given)
        if position.ended or position.name != question or not options:
            raise Misfit(question)
        if any(option not in self.flow.questions[question].options for option in options):
            raise Misfit(question)
        cursor = _Cursor(position, question, options, self.flow, self._script)
        if not self._answer.trigger(cursor):
            raise Misfit(question)  # unreachable while the last route is unconditional, which loading demands
        if self._watch:
            self._watch(self.flow.id, answer, cursor.route)
        kind, _, name = cursor.state.partition(" ")
        return Position(name, kind == "end", cursor.flags, cursor.levels, cursor.chosen, cursor.route)


def _state(route: Route) -> str:
    return f"{'end' if route.ends else 'ask'} {route.target}"


def _condition(guard: Guard | None) -> Callable[[EventData], bool] | None:
    if guard is None:
        return None
    return lambda event: bool(guard.holds(cast(_Cursor, event.model)))


def _note(route: Route) -> Callable[[EventData], None]:
    text = str(route)

    def note(event: EventData) -> None:
        cast(_Cursor, event.model).route = text

    return note
