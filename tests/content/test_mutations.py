"""Every small change to the shipped flows that a person could feel is caught: by loading, by the proof, by a story or by a reading.

A mutant is the shipped script with one thing changed, as a slip of the hand in dialogs/flows would change it; what is written once and
used in several places changes in all of them. Every mutant is made and none is sampled. The stories that pass the changed place are
played first, which decides most mutants within milliseconds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TypeVar

import pytest

from bot.content.reader import At, Document, read
from bot.content.schema import StepShape
from bot.content.stories import Player, Story, StoryFailure, play, stories_of
from bot.content.usage import Used
from bot.dialog.draft import Dialogs
from bot.dialog.effects import Line as SaidLine
from bot.dialog.effects import Words
from bot.dialog.machine import FlowMachine
from bot.dialog.proof import prove
from bot.dialog.script import Flow, Guard, Level, Line, Outcome, Question, Route, Script
from bot.dialog.session import Answer
from tests.shipped import shipped

from .helpers import COMMON, SHIPPED

T = TypeVar("T")


# ---- who catches a mutant


@dataclass(frozen=True)
class Mutant:
    """One changed script. `near` are the places it touches, nearest first: a route, a question or an outcome."""

    name: str
    script: Script = field(repr=False)
    near: tuple[tuple[str, ...], ...] = ()


@cache
def stories() -> list[Story]:
    return list(stories_of(shipped()))


@cache
def stories_near() -> Mapping[tuple[str, ...], list[int]]:
    """The numbers of stories by what they pass: (flow, question, route), (flow, question, option), (flow, question), (outcome,)."""
    near: dict[tuple[str, ...], list[int]] = {}
    for number, story in enumerate(stories()):
        seen: set[tuple[str, ...]] = {(step.ends,) for _, step in story.steps if step.ends}

        def watch(flow: str, answer: Answer, route: str, seen: set[tuple[str, ...]] = seen) -> None:
            question, options = answer
            seen.update([(flow, question, route), (flow, question), *((flow, question, option) for option in options)])

        play(shipped(), story, Dialogs(shipped().script, watch))
        for place in seen:
            near.setdefault(place, []).append(number)
    return near


class Mutated(Dialogs):
    """The dialogs of a mutant. A flow that is as shipped keeps its machine, and with it the memory of earlier folds."""

    def __init__(self, script: Script) -> None:
        self.script = script
        known = shipped().dialogs.machines if script.flags is shipped().script.flags else {}
        self.machines = {
            name: known[name] if name in known and flow is known[name].flow else FlowMachine(flow, script)
            for name, flow in script.flows.items()
        }


def caught_by(mutant: Mutant) -> str:
    """What notices a mutant; empty when nothing does."""
    dialogs = Mutated(mutant.script)
    near = list(dict.fromkeys(number for place in mutant.near for number in stories_near().get(place, [])))
    if broken := first_broken(near, dialogs):
        return broken
    if named(mutant.script) != named_in_shipped():
        return "a text or label is never used, or is missing"
    findings, _ = prove(dialogs)
    if findings:
        return findings[0].message
    if misread := next((reading.told for reading in READINGS if reading.read(dialogs) != reading.hears), ""):
        return f"what is said after {misread} reads otherwise"
    return first_broken(sorted(set(range(len(stories()))) - set(near)), dialogs)


def first_broken(numbers: list[int], dialogs: Dialogs) -> str:
    return next((str(problem) for number in numbers if (problem := play(shipped(), stories()[number], dialogs))), "")


def named(script: Script) -> frozenset[str]:
    """The texts and labels that loading demands, and beside which it allows no other."""
    used = Used(script)
    return frozenset(used.texts | used.in_outcomes | set(used.rows))


@cache
def named_in_shipped() -> frozenset[str]:
    return named(shipped().script)


@dataclass(frozen=True)
class Reading:
    """A conversation, and every sentence of the outcome it comes to, with what is filled in. A story cannot say "and nothing else"."""

    told: str
    hears: str

    def read(self, dialogs: Dialogs) -> str:
        """What the outcome says; what stopped the conversation when it does not get there."""
        player = Player(shipped(), dialogs)
        player.do(StepShape(send="/check"))
        for step in self.told.split():
            try:
                player.do(StepShape(wait=int(step)) if step.isdecimal() else StepShape(tap=step.replace(":", " ")))
            except StoryFailure as failure:
                return str(failure)
        said = next((bubble.message for bubble in reversed(player.bubbles) if bubble.message.subject.startswith("outcome")), None)
        return " | ".join(in_full(block) for block in said.blocks if isinstance(block, SaidLine)) if said else "no outcome"


def in_full(line: SaidLine) -> str:
    """A sentence by its id, with the values it shows."""
    text = shipped().book("en").texts[line.text].text
    shown = [
        ", ".join(label.removeprefix("flag.") for label in value.labels) if isinstance(value, Words) else str(value)
        for name, value in line.values
        if f"{{{name}}}" in text
    ]
    return f"{line.text}: {'; '.join(shown)}" if shown else line.text


READINGS = [
    Reading("none none fine none usual none walk", "plan.title | move.walk: 15 | plan.ceiling | plan.stop | next.usual"),
    Reading("none none fine none first done none walk", "plan.title | move.walk: 10 | dose.first | plan.ceiling | plan.stop | next.usual"),
    Reading(
        "none none mild arm none usual none strength",
        "plan.title | move.sore_strength: 15 | site.arm | plan.ceiling | plan.stop | next.sore",
    ),
    Reading(
        "none none mild thigh none usual none cardio", "plan.title | move.cardio: 15 | site.other | plan.ceiling | plan.stop | next.sore"
    ),
    Reading(
        "none none fine none schedule done none walk",
        "plan.title | check_in.changed | move.walk: 10 | dose.schedule | plan.ceiling | plan.stop | next.usual",
    ),
    Reading(
        "none none mild glute none changed early new_schedule done none mobility",
        "plan.title | check_in.new | move.mobility: 10 | dose.changed | site.glute | plan.ceiling | plan.stop | next.sore",
    ),
    Reading(
        "none was_dizzy fine none usual none",
        "gentle.action | gentle.rest: dizzy_gone | gentle.move: 10 | plan.ceiling | plan.stop | gentle.next",
    ),
    Reading(
        "none off no no yes fine none usual none",
        "gentle.action | gentle.rest: feels_off | gentle.move: 10 | plan.ceiling | plan.stop | gentle.next",
    ),
    Reading(
        "none none moderate arm none usual none",
        "gentle.action | gentle.rest: sore_moderate | gentle.move: 10 | site.arm | plan.ceiling | plan.stop | gentle.next",
    ),
    Reading(
        "none none moderate thigh none usual none",
        "gentle.action | gentle.rest: sore_moderate | gentle.move: 10 | site.other | plan.ceiling | plan.stop | gentle.next",
    ),
    Reading(
        "none none fine headache done mild usual none",
        "gentle.action | gentle.rest_fluids: headache | gentle.move: 10 | plan.ceiling | plan.stop | gentle.next",
    ),
    Reading(
        "none none fine nausea done mild usual none",
        "gentle.action | gentle.rest_fluids: nausea | gentle.move: 10 | plan.ceiling | plan.stop | gentle.next",
    ),
    Reading(
        "none none fine tired done yes usual none",
        "gentle.action | gentle.rest: tired | gentle.move: 10 | plan.ceiling | plan.stop | gentle.next",
    ),
    Reading(
        "none none fine headache nausea tired done mild yes early done none",
        "gentle.action | gentle.rest_fluids: headache, nausea, tired | gentle.move: 10 | dose.early | "
        "plan.ceiling | plan.stop | gentle.next",
    ),
    Reading(
        "none none fine not_sure yes mild usual none",
        "gentle.action | gentle.rest: feels_off | gentle.move: 10 | plan.ceiling | plan.stop | gentle.next",
    ),
    Reading(
        "none none fine not_sure not_sure mild usual none",
        "gentle.action | gentle.rest: feels_off | gentle.move: 10 | plan.ceiling | plan.stop | gentle.next",
    ),
    Reading(
        "none none fine none usual heart done",
        "clinician.action | clinician.how: heart_disease | clinician.until: 10 | plan.stop | clinician.next",
    ),
    Reading(
        "none none fine none usual allergy done",
        "clinician.action | clinician.how: medicine_allergy | clinician.until: 10 | plan.stop | clinician.next",
    ),
    Reading(
        "none none fine none usual anemia done",
        "clinician.action | clinician.how: anemia | clinician.until: 10 | plan.stop | clinician.next",
    ),
    Reading(
        "none none fine none usual low_tired done",
        "clinician.action | clinician.how: deficiency_tired | clinician.until: 10 | plan.stop | clinician.next",
    ),
    Reading(
        "none none fine none usual low_dizzy done",
        "clinician.action | clinician.how: deficiency_dizzy | clinician.until: 10 | plan.stop | clinician.next",
    ),
    Reading(
        "none none fine none usual nerves done",
        "clinician.action | clinician.how: deficiency_nerves | clinician.until: 10 | plan.stop | clinician.next",
    ),
    Reading(
        "none none fine none usual other done",
        "clinician.action | clinician.how: other_condition | clinician.until: 10 | plan.stop | clinician.next",
    ),
    Reading(
        "none none fine none usual not_sure yes",
        "clinician.action | clinician.how: health_unsure | clinician.until: 10 | plan.stop | clinician.next",
    ),
    Reading(
        "none none fine headache done mild schedule done none",
        "clinician.action | clinician.how: changed_schedule | clinician.until: 10 | note.fluids: headache | plan.stop | clinician.next",
    ),
    Reading(
        "none none fine headache done not_sure yes new_schedule done none",
        "clinician.action | clinician.how: new_schedule | clinician.until: 10 | note.fluids: headache | plan.stop | clinician.next",
    ),
    Reading(
        "none none fine nausea done mild schedule done none",
        "clinician.action | clinician.how: changed_schedule | clinician.until: 10 | note.fluids: nausea | plan.stop | clinician.next",
    ),
    Reading(
        "none none fine tired done yes schedule done none",
        "clinician.action | clinician.how: changed_schedule | clinician.until: 10 | note.rest_first: tired | plan.stop | clinician.next",
    ),
    Reading(
        "none none fine tired done not_sure yes not_sure yes none",
        "clinician.action | clinician.how: dose_unsure | clinician.until: 10 | note.rest_first: tired | plan.stop | clinician.next",
    ),
    Reading(
        "none none fine not_sure yes mild schedule done none",
        "clinician.action | clinician.how: changed_schedule | clinician.until: 10 | "
        "note.rest_first: feels_off | plan.stop | clinician.next",
    ),
    Reading(
        "none none mild elsewhere tired done yes usual heart nerves done",
        "clinician.action | clinician.how: deficiency_nerves, heart_disease | clinician.until: 10 | "
        "note.rest_first: sore_mild, tired | site.other | plan.stop | clinician.next",
    ),
    Reading(
        "none none fine none usual none walk start_minutes:15 15 good", "after.good | after.go_on | after.ceiling | plan.stop | next.usual"
    ),
    Reading(
        "none none mild arm none usual none walk start_minutes:15 15 good",
        "after.good | after.go_on | site.arm | after.ceiling | plan.stop | next.sore",
    ),
    Reading(
        "none none fine headache done mild usual none start_minutes:10 10 good",
        "after.enough | after.keep_gentle | plan.stop | gentle.next",
    ),
    Reading(
        "none none fine none usual heart done start_minutes:10 10 good", "after.enough | after.keep_gentle | plan.stop | clinician.next"
    ),
    Reading(
        "none none fine none usual none walk start_minutes:15 15 off none none fine none",
        "after.rest | after.off_move | stop.urgent_signs | gentle.next",
    ),
    Reading("breathing", "urgent.action | urgent.why.breathing | urgent.now"),
    Reading("none faint", "stop.action | stop.why.dizzy | stop.urgent_signs | stop.today"),
]


# ---- what can be changed


def with_flow(script: Script, flow: Flow) -> Script:
    return replace(script, flows={**script.flows, flow.id: flow}, _levels={})


def with_question(script: Script, changed: Question) -> Script:
    """Change a question wherever it is asked, as a change in common.yaml would."""
    for flow in script.flows.values():
        if any(old.ask == changed.ask for old in flow.questions.values()):
            asked = {name: replace(changed, id=name) if old.ask == changed.ask else old for name, old in flow.questions.items()}
            script = with_flow(script, replace(flow, questions=asked))
    return script


def with_outcome(script: Script, outcome: Outcome) -> Script:
    return replace(script, outcomes={**script.outcomes, outcome.id: outcome}, _levels={})


def put(items: tuple[T, ...], index: int, *new: T) -> tuple[T, ...]:
    """The items with others, or none, in place of one."""
    return (*items[:index], *new, *items[index + 1 :])


@cache
def common() -> Document:
    return read(SHIPPED / COMMON, COMMON)


def written(document: Document, at: At) -> tuple[int, int]:
    """Where a part is written: two parts that are one piece of the file, by an alias, are written at one place."""
    while at not in document.marks:
        at = at[:-1]
    return document.marks[at]


def routes_as_written(script: Script) -> Iterator[tuple[str, Flow, list[tuple[str, int]]]]:
    """Every route by where it is written, with the questions and indexes it stands at."""
    for flow in script.flows.values():
        places: dict[tuple[int, int], list[tuple[str, int]]] = {}
        for question, routes in flow.routes.items():
            for index in range(len(routes)):
                mark = written(shipped().places[flow.id], ("questions", question, "next", index))
                places.setdefault(mark, []).append((question, index))
        for found in places.values():
            question, index = found[0]
            yield f"{flow.id}.{question}[{index}]", flow, found


def with_routes(script: Script, flow: Flow, places: list[tuple[str, int]], *new: Route) -> Script:
    """Put others, or none, in place of a route wherever it stands."""
    routes = dict(flow.routes)
    for question, index in places:
        routes[question] = put(routes[question], index, *new)
    return with_flow(script, replace(flow, routes=routes))


def rerouted(script: Script) -> Iterator[Mutant]:
    """Every route to every other outcome and every other question of its flow."""
    for name, flow, places in routes_as_written(script):
        question, index = places[0]
        route = flow.routes[question][index]
        near = ((flow.id, question, str(route)), (flow.id, question))
        for target, ends in [*((outcome, True) for outcome in script.outcomes), *((other, False) for other in flow.questions)]:
            if (target, ends) != (route.target, route.ends):
                rerouted = with_routes(script, flow, places, replace(route, target=target, ends=ends))
                yield Mutant(f"{name} leads to {target}", rerouted, near)


def routes_reguarded(script: Script) -> Iterator[Mutant]:
    """Every route removed or put behind the next; every guard removed, negated, weakened or swapped."""
    for name, flow, places in routes_as_written(script):
        question, index = places[0]
        routes = flow.routes[question]
        route = routes[index]
        near = ((flow.id, question, str(route)), (flow.id, question))
        if index + 1 < len(routes):
            yield Mutant(f"{name} is removed", with_routes(script, flow, places), near)
        if index + 2 < len(routes):
            swapped = {question: (*routes[:index], routes[index + 1], route, *routes[index + 2 :])}
            yield Mutant(f"{name} comes after the next", with_flow(script, replace(flow, routes={**flow.routes, **swapped})), near)
        if route.when:
            yield Mutant(f"{name} has no guard", with_routes(script, flow, places, replace(route, when=None)), near)
            for how, guard in guards_like(script, flow, route.when):
                yield Mutant(f"{name} {how}", with_routes(script, flow, places, replace(route, when=guard)), near)


def guards_like(script: Script, flow: Flow | None, guard: Guard) -> Iterator[tuple[str, Guard]]:
    """A guard negated, with one part of it missing, or with one swapped for its neighbour."""
    yield "is negated", Guard(unless=guard)
    for index, flag in enumerate(guard.flags):
        if len(guard.flags) > 1:
            yield f"without {flag}", replace(guard, flags=put(guard.flags, index))
        yield f"with {after(script.flags, flag)} for {flag}", replace(guard, flags=put(guard.flags, index, after(script.flags, flag)))
    for index, (question, options) in enumerate(guard.answers):
        for number, option in enumerate(options):
            if len(options) > 1:
                fewer = put(guard.answers, index, (question, put(options, number)))
                yield f"without {question} {option}", replace(guard, answers=fewer)
            other = after(flow.questions[question].options, option) if flow else option
            swapped = put(guard.answers, index, (question, put(options, number, other)))
            yield f"with {question} {other} for {option}", replace(guard, answers=swapped)
    if guard.at_least is not None:
        for level in levels_beside(guard.at_least):
            yield f"at least {level.name}", replace(guard, at_least=level)
    if guard.has is not None:
        for level in levels_beside(guard.has):
            yield f"has {level.name}", replace(guard, has=level)
        yield "has turned into at least", replace(guard, has=None, at_least=guard.has)
    if guard.unless is not None:
        yield "without its exception", replace(guard, unless=None)
    if guard.flags and guard.has is not None:
        yield "without its flags", replace(guard, flags=())
        yield "without its level", replace(guard, has=None)


def after(names: Mapping[str, object], name: str) -> str:
    """The name written below another: what a slip of the hand would put there."""
    known = list(names)
    return known[(known.index(name) + 1) % len(known)]


def levels_beside(level: Level) -> list[Level]:
    return [Level(other) for other in (level - 1, level + 1) if Level.NONE < other <= Level.URGENT]


def questions_as_written(script: Script) -> Iterator[tuple[str, Question]]:
    """Every question, a shared one once, with the flow it is first asked in."""
    seen = set()
    for flow in script.flows.values():
        for question in flow.questions.values():
            if question.ask not in seen:
                seen.add(question.ask)
                yield flow.id, question


def options_reflagged(script: Script) -> Iterator[Mutant]:
    """Every flag of an option dropped, and swapped where its name is told to the person; to an option without any, one of each level."""
    one_of_each = {flag.level: flag.id for flag in reversed(list(script.flags.values())) if flag.level}
    for flow, question in questions_as_written(script):
        for option in question.options.values():
            changes = [(f"without {flag}", put(option.flags, index)) for index, flag in enumerate(option.flags)]
            for index, flag in enumerate(option.flags):
                if Level.STARTER < script.flags[flag].level < Level.STOP:
                    other = after(script.flags, flag)
                    changes.append((f"with {other} for {flag}", put(option.flags, index, other)))
            if not option.flags:
                changes += [(f"with {flag}", (flag,)) for flag in one_of_each.values()]
            for how, flags in changes:
                options = {**question.options, option.id: replace(option, flags=flags)}
                changed = with_question(script, replace(question, options=options))
                yield Mutant(f"{question.id}.{option.id} {how}", changed, ((flow, question.id, option.id), (flow, question.id)))


def questions_changed(script: Script) -> Iterator[Mutant]:
    """What else a question says: who excludes whom, what silence means, what is said before it, one answer or several."""
    for flow, question in questions_as_written(script):
        changes: list[tuple[str, Question]] = []
        if question.many:
            changes.append(("picks one", replace(question, many=False)))
            for option in question.options.values():
                options = {**question.options, option.id: replace(option, alone=not option.alone)}
                changes.append((f"{option.id} {'not ' if option.alone else ''}alone", replace(question, options=options)))
        if question.lead:
            changes.append(("has no lead", replace(question, lead=())))
        if silence := question.silence:
            changes.append(("waits for ever", replace(question, silence=None)))
            for minutes in (silence.minutes - 1, silence.minutes + 1):
                changes.append((f"waits {minutes} minutes", replace(question, silence=replace(silence, minutes=minutes))))
            for option in question.options.values():
                if option.id != silence.option:
                    changes.append((f"silence counts as {option.id}", replace(question, silence=replace(silence, option=option.id))))
        for how, changed in changes:
            yield Mutant(f"{question.id} {how}", with_question(script, changed), ((flow, question.id),))


def outcomes_reworded(script: Script) -> Iterator[Mutant]:
    """Every line removed, put behind the next, or guarded otherwise; every paragraph of an outcome removed."""
    places: dict[tuple[int, int], list[tuple[str, int, int]]] = {}
    for outcome in script.outcomes.values():
        for number, choice in enumerate(outcome.say):
            without = replace(outcome, say=put(outcome.say, number))
            yield Mutant(f"{outcome.id} without paragraph {number} ({choice[0].text})", with_outcome(script, without), ((outcome.id,),))
            for index in range(len(choice)):
                mark = written(common(), ("outcomes", outcome.id, "say", number, "first", index))
                places.setdefault(mark, []).append((outcome.id, number, index))
    for found in places.values():
        outcome_id, number, index = found[0]
        choice = script.outcomes[outcome_id].say[number]
        if len(choice) == 1 and choice[0].when is None:
            continue  # a paragraph of its own, removed above
        for how, lines in lines_like(script, choice, index):
            changed = script
            for at, paragraph, _ in found:
                outcome = changed.outcomes[at]
                changed = with_outcome(changed, replace(outcome, say=put(outcome.say, paragraph, lines)))
            yield Mutant(f"{outcome_id}: {choice[index].text} {how}", changed, tuple((at,) for at, _, _ in found))


def lines_like(script: Script, choice: tuple[Line, ...], index: int) -> Iterator[tuple[str, tuple[Line, ...]]]:
    line = choice[index]
    yield "is removed", put(choice, index)
    if index + 1 < len(choice):
        yield "comes after the next", (*choice[:index], choice[index + 1], line, *choice[index + 2 :])
    if line.when:
        yield "has no guard", put(choice, index, replace(line, when=None))
        for how, guard in guards_like(script, None, line.when):
            yield how, put(choice, index, replace(line, when=guard))


def outcomes_changed(script: Script) -> Iterator[Mutant]:
    """What else an outcome says: its level, its minutes, its buttons."""
    minutes_at: dict[tuple[int, int], list[tuple[str, int]]] = {}
    for outcome in script.outcomes.values():
        if outcome.level < Level.STOP:  # the two serious ones are held in place by `escalation`, and loading says so
            for level in levels_beside(outcome.level):
                if level < Level.STOP:
                    yield Mutant(f"{outcome.id} is {level.name}", with_outcome(script, replace(outcome, level=level)), ((outcome.id,),))
        for index, button in enumerate(outcome.buttons):
            without = replace(outcome, buttons=put(outcome.buttons, index))
            yield Mutant(f"{outcome.id} without the button {button.id}", with_outcome(script, without), ((outcome.id,),))
        for index in range(len(outcome.minutes)):
            minutes_at.setdefault(written(common(), ("outcomes", outcome.id, "minutes", index)), []).append((outcome.id, index))
    for found in minutes_at.values():
        outcome_id, index = found[0]
        guard, length = script.outcomes[outcome_id].minutes[index]
        changes: list[tuple[str, Guard | None, int]] = [(f"are {length + 5}", guard, length + 5)]
        if guard:
            changes += [("have no guard", None, length), *((how, other, length) for how, other in guards_like(script, None, guard))]
        for how, other_guard, other_length in changes:
            changed = script
            for at, number in found:
                outcome = changed.outcomes[at]
                changed = with_outcome(changed, replace(outcome, minutes=put(outcome.minutes, number, (other_guard, other_length))))
            yield Mutant(f"minutes of {outcome_id} {how}", changed, tuple((at,) for at, _ in found))


def flags_changed(script: Script) -> Iterator[Mutant]:
    """Every flag a level higher and lower, and every `later` removed or swapped."""
    later = sorted({flag.later for flag in script.flags.values() if flag.later})
    raised_at: dict[str, set[tuple[str, ...]]] = {}
    for flow, question in questions_as_written(script):
        for option in question.options.values():
            for name in option.flags:
                raised_at.setdefault(name, set()).add((flow, question.id, option.id))
    for flag in script.flags.values():
        levels = [Level(level) for level in (flag.level - 1, flag.level + 1) if Level.NONE <= level <= Level.URGENT]
        changes = [(f"is {level.name}", replace(flag, level=level)) for level in levels]
        if flag.later:
            changes.append(("has no later", replace(flag, later=None)))
            changes += [(f"is later {other}", replace(flag, later=other)) for other in later if other != flag.later]
        for how, changed in changes:
            yield Mutant(
                f"{flag.id} {how}", replace(script, flags={**script.flags, flag.id: changed}, _levels={}), tuple(raised_at.get(flag.id, ()))
            )


def frame_changed(script: Script) -> Iterator[Mutant]:
    """What holds the flows together: where they start and with what, and how long a session can be."""
    for flow in script.flows.values():
        for index, flag in enumerate(flow.starts_with):
            yield Mutant(f"{flow.id} never begins with {flag}", with_flow(script, replace(flow, starts_with=put(flow.starts_with, index))))
        for question in flow.questions:
            if question != flow.start:
                yield Mutant(f"{flow.id} starts with {question}", with_flow(script, replace(flow, start=question)))
        yield Mutant(f"{flow.id} inherits {not flow.inherits}", with_flow(script, replace(flow, inherits=not flow.inherits)))
        if flow.id != script.first:
            yield Mutant(f"the first flow is {flow.id}", replace(script, first=flow.id, _levels={}))
        if flow.id != script.after_timer:
            yield Mutant(f"the flow after the timer is {flow.id}", replace(script, after_timer=flow.id, _levels={}))
    for index, minutes in enumerate(script.timers):
        yield Mutant(f"no timer of {minutes} minutes", replace(script, timers=put(script.timers, index), _levels={}))


def promises_changed(script: Script) -> Iterator[Mutant]:
    """Every promise made stricter, by one outcome fewer or another condition: the proof must find the conversation that breaks it."""
    for flow in script.flows.values():
        for index, promise in enumerate(flow.promises):
            changes = [
                (f"without {outcome}", replace(promise, ends=put(promise.ends, number)))
                for number, outcome in enumerate(promise.ends)
                if len(promise.ends) > 1
            ]
            if promise.when:
                changes += [
                    ("always", replace(promise, when=None)),
                    ("in any other case", replace(promise, when=Guard(unless=promise.when))),
                ]
            if promise.never_offers:
                changes += [(f"of {pace} movement", replace(promise, never_offers=pace)) for pace in ("light", "moderate")]
            for how, changed in changes:
                promises = put(flow.promises, index, changed)
                yield Mutant(f"{flow.id} promises {promise.text!r} {how}", with_flow(script, replace(flow, promises=promises)))


KINDS: tuple[Callable[[Script], Iterator[Mutant]], ...] = (
    rerouted,
    routes_reguarded,
    options_reflagged,
    questions_changed,
    outcomes_reworded,
    outcomes_changed,
    flags_changed,
    frame_changed,
    promises_changed,
)


# ---- what no person could feel

EQUIVALENT: Mapping[str, list[str]] = {
    "no answer to this question makes both conditions true": [
        *(f"tolerance_check.{route} comes after the next" for route in ("signs[1]", "had_serious[1]", "had_dizzy[0]", "more_signs[1]")),
        *(f"tolerance_check.{route} comes after the next" for route in ("more_signs[2]", "site[1]", "site[2]", "site[3]")),
        *(f"tolerance_check.{route} comes after the next" for route in ("site_again[0]", "site_again[1]", "mild[0]", "strength[0]")),
        *(f"tolerance_check.{route} comes after the next" for route in ("everyday[0]", "health[0]")),
        *(f"warm_up.{route} comes after the next" for route in ("signs[1]", "more_signs[1]", "site[1]", "site[2]", "site_again[0]")),
        *(f"warm_up.{route} comes after the next" for route in ("mild[0]", "strength[0]", "everyday[0]")),
    ],
    "one place and one workout are picked, so no two of these lines apply": [
        *(f"clinician_first: {line} comes after the next" for line in ("site.arm", "site.glute")),
        *(f"check_in: {line} comes after the next" for line in ("move.strength", "move.mobility", "move.cardio")),
        *(f"check_in: {line} comes after the next" for line in ("move.easy_other", "move.not_intervals")),
    ],
    "reasons to ask the clinician come up only after this question, and a check begins with none": [
        *(f"tolerance_check.{route} at least CLINICIAN" for route in ("signs[1]", "had_serious[1]", "had_dizzy[0]", "had_dizzy_plain[0]")),
        *(f"tolerance_check.{route} at least CLINICIAN" for route in ("more_signs[1]", "steady_plain[0]", "off_steady[0]", "site[1]")),
        *(
            f"tolerance_check.{route} at least CLINICIAN"
            for route in ("site_again[0]", "site_plain[0]", "strength[0]", "strength_plain[0]")
        ),
        *(f"tolerance_check.{route} at least CLINICIAN" for route in ("everyday[0]", "everyday_plain[0]")),
    ],
    "a stop sign has ended the check before this question is asked, and the question itself raises none": [
        *(f"tolerance_check.{route} at least STOP" for route in ("signs_plain[0]", "danger_plain[0]", "off_signs[0]", "off_danger[0]")),
        *(f"warm_up.{route} at least STOP" for route in ("signs_plain[0]", "danger_plain[0]")),
    ],
    "the levels above have ended the check, or have taken an earlier route": [
        *(f"tolerance_check.{route} has turned into at least" for route in ("health[2]", "health[3]", "health[4]")),
        *(f"tolerance_check.{route} has turned into at least" for route in ("health_plain[1]", "health_plain[2]", "health_plain[3]")),
        *(f"tolerance_check.{route} has turned into at least" for route in ("workout[1]", "workout[2]", "effort[0]", "effort[1]")),
        "after_gentle: clinician.next has turned into at least",
    ],
    "the answer hives raises two flags that are alike: same level, same line, same memory": [
        *(f"signs.hives without {flag}" for flag in ("hives", "rash")),
        *(f"{flag} {how}" for flag in ("hives", "rash") for how in ("is STOP", "has no later")),
        *(f"urgent: urgent.why.skin without {flag}" for flag in ("hives", "rash")),
        "urgent: urgent.why.skin with rash for hives",
        "urgent: urgent.why.skin with mouth_swelling for rash",
    ],
    "whatever follows ends at stop or urgent, and those name neither gentle reasons nor a second one at the spot": [
        *(f"had_serious.not_sure with {flag}" for flag in ("sore_mild", "feels_off", "deficiency_tired")),
        *(f"hives_spread.no with {flag}" for flag in ("sore_mild", "feels_off", "deficiency_tired", "site_swelling")),
    ],
    "walking is what is said without any plan, too": ["workout.walk without plans_walk"],
    "the route reads the answer itself, and no outcome after the warm-up names this flag": [
        *(f"how.{option} {how}" for option in ("off", "not_sure") for how in ("without feels_off", "with dizzy_gone for feels_off")),
    ],
    "yes and not sure raise the same flag": ["hives_spread silence counts as not_sure"],
    "every stop flag has a line of its own, so the last alternative is never said": ["stop: stop.why.not_mild has no guard"],
    "below stop, the level of an outcome chooses which reasons its sentences name, and these name none": [
        "check_in is GENTLE",
        "starter_adapted is STARTER",
        "starter_adapted is GENTLE",
        "starter is ADAPTED",
        "after_good is ADAPTED",
        *(f"{outcome} is {level}" for outcome in ("after_gentle", "after_off") for level in ("ADAPTED", "CLINICIAN")),
    ],
    "no guard reads the level starter, and flags of it are not named": [
        *(f"{flag} is STARTER" for flag in ("had_serious", "had_dizzy", "first_dose", "dose_changed", "early_dose")),
        *(f"{flag} is STARTER" for flag in ("at_arm", "at_glute", "at_other", "plans_walk", "plans_mobility", "plans_cardio")),
        *(f"{flag} is STARTER" for flag in ("plans_strength", "plans_intervals", "plans_max", "plans_easy_other")),
    ],
    "the promise allows more than can happen: this sign cannot turn up together with what it is about": [
        *(
            f"tolerance_check promises 'a reason to ask the clinician is never passed over' without {outcome}"
            for outcome in ("stop", "urgent")
        ),
        "tolerance_check promises 'a sore spot is never ignored' without urgent",
        "tolerance_check promises 'a serious sign of today that is gone is never waved through' without urgent",
    ],
}
"""Changes that provably make no difference to a person, by the reason why not. They are made, but not tried."""


@cache
def equivalent() -> frozenset[str]:
    return frozenset(name for names in EQUIVALENT.values() for name in names)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_no_change_to_the_flows_goes_unnoticed(kind: Callable[[Script], Iterator[Mutant]]) -> None:
    survivors = [mutant.name for mutant in kind(shipped().script) if mutant.name not in equivalent() and not caught_by(mutant)]
    assert not survivors, "nothing notices these changes; add a story to dialogs/stories:\n" + "\n".join(survivors)


def test_the_script_itself_is_not_caught_by_anything() -> None:
    assert caught_by(Mutant("nothing changed", shipped().script)) == ""


def test_every_change_called_equivalent_is_one_that_is_made() -> None:
    made = [mutant.name for kind in KINDS for mutant in kind(shipped().script)]
    assert len(made) == len(set(made))
    assert equivalent() <= set(made), sorted(equivalent() - set(made))


@pytest.mark.parametrize("reading", READINGS, ids=lambda reading: reading.told)
def test_a_conversation_comes_to_exactly_these_sentences(reading: Reading) -> None:
    assert reading.read(Dialogs(shipped().script)) == reading.hears
