"""Prove that the flows keep their promises, or find the shortest conversation that breaks one.

The search goes over configurations, not over paths: the open question, the levels raised, and which of the conditions that
guards are made of hold. Nothing else can change where an answer leads, so two conversations in the same configuration behave
alike, and a script with millions of paths has a few hundred configurations. The moves are made by the very machines that serve
the chats.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, combinations

from .draft import Dialogs
from .machine import Position
from .script import SERIOUS, Flow, Guard, Level, Outcome, Promise, Question
from .session import Answer
from .shape import Finding, shape

Config = tuple[str, bool, frozenset[Level], frozenset["Condition"]]


@dataclass(frozen=True, slots=True)
class Reached:
    """A configuration the search reached, and the answers of a shortest way to it."""

    position: Position
    carried: tuple[str, ...]
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Survey:
    """What a search of one flow saw. `configurations` counts them; `edges` are the routes taken, by question and index."""

    flow: Flow
    ends: tuple[Reached, ...]
    configurations: int
    asked: frozenset[str]
    edges: frozenset[tuple[str, int]]


def prove(dialogs: Dialogs) -> tuple[list[Finding], dict[str, Survey]]:
    """Search every flow. Returns what is wrong, and what was seen. Flows must be acyclic and their last routes open."""
    broken = [finding for flow in dialogs.script.flows.values() for finding in shape(flow)]
    if broken:
        return broken, {}
    surveys: dict[str, Survey] = {}
    plain = [flow for flow in dialogs.script.flows.values() if not flow.inherits]
    for flow in plain:
        surveys[flow.id] = _search(dialogs, flow, list(_subsets(flow.starts_with)))
    checks = [survey for survey in surveys.values() if not survey.flow.form]
    handed_on = {end.position.flags for survey in checks for end in survey.ends if end.position.level not in SERIOUS}
    for flow in dialogs.script.flows.values():
        if flow.inherits:
            surveys[flow.id] = _search(dialogs, flow, sorted({tuple(sorted(flags)) for flags in handed_on}))
    findings = [
        finding
        for survey in surveys.values()
        for finding in chain(_unseen(survey), _own_outcomes(dialogs, survey), _promises(dialogs, survey))
    ]
    return findings + _unused_outcomes(dialogs, surveys), surveys


Condition = frozenset[str] | tuple[str, frozenset[str]]
"""What guards are made of: a set of flags of which one is raised, or a question and options of which one was chosen."""


class _Relevant:
    """Which conditions can still matter at each point of a flow.

    Whether its conditions hold is all that flags and answers can do to a guard. Flags are only ever added, so whether a condition
    holds after an answer follows from whether it held before and from that answer: the search may forget everything else, and
    every condition that no guard from here on reads.
    """

    def __init__(self, dialogs: Dialogs, flow: Flow) -> None:
        handed_on = [other for other in dialogs.script.flows.values() if other.inherits and not flow.inherits]
        guards = [promise.when for promise in flow.promises]
        guards += [offer.when for promise in flow.promises if promise.never_offers for offer in _forbidden(dialogs, promise)]
        later = [route.when for other in handed_on for routes in other.routes.values() for route in routes]
        later += [promise.when for other in handed_on for promise in other.promises]
        inherited = [condition for guard in later for condition in _conditions(guard) if isinstance(condition, frozenset)]
        guarded = [condition for guard in guards for condition in _conditions(guard)]
        self.at_end: frozenset[Condition] = frozenset([*inherited, *guarded, *_own_conditions(dialogs)])
        self._from: dict[str, frozenset[Condition]] = {}
        for question in flow.questions:
            self._follow(flow, question)

    def _follow(self, flow: Flow, question: str) -> frozenset[Condition]:
        if question not in self._from:
            live = set(self.at_end)
            for route in flow.routes[question]:
                live.update(_conditions(route.when))
                if not route.ends:
                    live |= self._follow(flow, route.target)
            self._from[question] = frozenset(live)
        return self._from[question]

    def config(self, position: Position) -> Config:
        """What still matters of a position."""
        live = self.at_end if position.ended else self._from[position.name]
        held = frozenset(condition for condition in live if _holds(condition, position.flags, position.chosen))
        return (position.name, position.ended, position.levels, held)

    def effect(self, question: Question, options: tuple[str, ...]) -> frozenset[Condition]:
        """The conditions that an answer makes true."""
        raised = frozenset(flag for option in options for flag in question.options[option].flags)
        return frozenset(condition for condition in self._from[question.id] if _holds(condition, raised, {question.id: options}))


def _own_conditions(dialogs: Dialogs) -> Iterator[Condition]:
    """What decides whether a flag ends at an outcome of its own: that it is raised, and that no other serious one is."""
    script = dialogs.script
    own = [flag.id for flag in script.flags.values() if flag.outcome]
    for flag in own:
        yield frozenset([flag])
        yield frozenset(script.grave(script.flags)) - {flag}


def _conditions(guard: Guard | None) -> Iterator[Condition]:
    if guard:
        if guard.flags:
            yield frozenset(guard.flags)
        for question, options in guard.answers:
            yield (question, frozenset(options))
        yield from _conditions(guard.unless)


def _holds(condition: Condition, flags: frozenset[str], chosen: Mapping[str, tuple[str, ...]]) -> bool:
    if isinstance(condition, frozenset):
        return bool(condition & flags)
    question, options = condition
    return not options.isdisjoint(chosen.get(question, ()))


def _forbidden(dialogs: Dialogs, promise: Promise) -> list[_Offer]:
    offers = []
    for outcome in dialogs.script.outcomes.values():
        for line in chain.from_iterable(outcome.say):
            movements = [name for name in line.offers if dialogs.script.movements.get(name) == promise.never_offers]
            if movements:
                offers.append(_Offer(outcome, movements[0], line.text, line.when))
    return offers


@dataclass(frozen=True, slots=True)
class _Offer:
    outcome: Outcome
    movement: str
    text: str
    when: Guard | None


def _search(dialogs: Dialogs, flow: Flow, starts: list[tuple[str, ...]]) -> Survey:
    relevant = _Relevant(dialogs, flow)
    machine = dialogs.machines[flow.id]
    queue: deque[Reached] = deque()
    seen: set[Config] = set()
    ends: list[Reached] = []
    asked: set[str] = set()
    edges: set[tuple[str, int]] = set()

    def reach(found: Reached) -> None:
        config = relevant.config(found.position)
        if config in seen:
            return
        seen.add(config)
        if found.position.ended:
            ends.append(found)
        else:
            asked.add(found.position.name)
            queue.append(found)

    for carried in starts:
        reach(Reached(machine.fold((), carried), carried, ()))
    while queue:
        here = queue.popleft()
        question = flow.questions[here.position.name]
        tried: set[object] = set()
        for options in choices(question):
            raised = frozenset(flag for option in options for flag in question.options[option].flags)
            alike = (dialogs.script.levels(raised), relevant.effect(question, options))
            if alike in tried:
                continue
            tried.add(alike)
            answers = (*here.answers, (question.id, options))
            position = machine.fold(answers, here.carried)
            edges.add((question.id, _taken(flow, question.id, position)))
            reach(Reached(position, here.carried, answers))
    return Survey(flow, tuple(ends), len(seen), frozenset(asked), frozenset(edges))


def choices(question: Question) -> Iterator[tuple[str, ...]]:
    """Every way to answer a question: one option, or any combination of those that can be chosen together."""
    if not question.many:
        yield from ((option,) for option in question.options)
        return
    together = [option.id for option in question.options.values() if not option.alone]
    yield from ((option.id,) for option in question.options.values() if option.alone)
    yield from (subset for subset in _subsets(tuple(together)) if subset)


def _subsets(items: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    return chain.from_iterable(combinations(items, size) for size in range(len(items) + 1))


def _taken(flow: Flow, question: str, position: Position) -> int:
    return next(index for index, route in enumerate(flow.routes[question]) if str(route) == position.route)


def _unseen(survey: Survey) -> Iterator[Finding]:
    flow = survey.flow
    for question in flow.questions:
        if question not in survey.asked:
            yield Finding(flow.id, ("questions", question), f"question {question!r} is never asked")
            continue
        for index, route in enumerate(flow.routes[question]):
            if (question, index) not in survey.edges:
                message = f"this route is never taken ({route}): no answer leads here, or an earlier route shadows it"
                yield Finding(flow.id, ("questions", question, "next", index), message)


def _unused_outcomes(dialogs: Dialogs, surveys: Mapping[str, Survey]) -> list[Finding]:
    reached = {end.position.name for survey in surveys.values() for end in survey.ends} | set(dialogs.script.escalation.values())
    reached |= {flag.outcome for flag in dialogs.script.flags.values() if flag.outcome}
    missing = [outcome for outcome in dialogs.script.outcomes if outcome not in reached]
    return [Finding("", ("outcomes", outcome), f"outcome {outcome!r} is never reached") for outcome in missing]


def _promises(dialogs: Dialogs, survey: Survey) -> Iterator[Finding]:
    for index, promise in enumerate(survey.flow.promises):
        offers = _forbidden(dialogs, promise) if promise.never_offers else []
        for end in sorted(survey.ends, key=lambda reached: len(reached.answers)):
            if complaint := _breaks(promise, end, offers, _own(dialogs, end)):
                message = f"promise broken ({promise.text}): {conversation(end)}, {complaint}"
                yield Finding(survey.flow.id, ("promises", index), message)
                break


def _own(dialogs: Dialogs, end: Reached) -> str:
    """The outcome of its own that this conversation's serious flag has; empty without one, or with another such flag beside it."""
    serious = dialogs.script.grave(sorted(end.position.flags))
    return dialogs.script.ending(serious).id if any(dialogs.script.flags[flag].outcome for flag in serious) else ""


def _own_outcomes(dialogs: Dialogs, survey: Survey) -> Iterator[Finding]:
    """A flag with an outcome of its own ends there, whatever the routes of a flow say about its level."""
    for end in sorted(survey.ends, key=lambda reached: len(reached.answers)):
        wanted = _own(dialogs, end)
        if wanted and end.position.name != wanted:
            question = end.answers[-1][0] if end.answers else survey.flow.start
            message = f"{conversation(end)} must end at {wanted!r}, because of a flag with that outcome, and ends at {end.position.name!r}"
            yield Finding(survey.flow.id, ("questions", question), message)
            return


def _breaks(promise: Promise, end: Reached, offers: list[_Offer], own: str) -> str:
    if promise.ends:
        if end.position.name == own and own not in promise.ends:
            return ""  # an urgent flag ends at urgent, or at an outcome of its own
        applies = promise.when is None or promise.when.holds(end.position)
        return f"which ends at {end.position.name!r}" if applies and end.position.name not in promise.ends else ""
    for offer in offers:
        if offer.outcome.id == end.position.name and (offer.when is None or offer.when.holds(end.position)):
            return f"where {offer.outcome.id!r} says {offer.text!r}, which offers {offer.movement!r}"
    return ""


def conversation(reached: Reached) -> str:
    """The answers of a conversation, for a person to read."""
    begins = f"(beginning with {', '.join(reached.carried)}) " if reached.carried else ""
    return begins + " -> ".join(f"{question}: {' + '.join(options)}" for question, options in reached.answers)
