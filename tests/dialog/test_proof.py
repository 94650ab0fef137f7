"""The proof, against an obvious slow one, and on flows that are wrong in one way each."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content.library import Library
from bot.dialog.draft import Dialogs
from bot.dialog.machine import Position
from bot.dialog.proof import choices, prove
from bot.dialog.script import Flag, Flow, Guard, Level, Option, Outcome, Promise, Question, Route, Script
from bot.dialog.session import Answer

FLAGS = {
    "a": Flag("a", Level.URGENT, "R1"),
    "b": Flag("b", Level.STOP, "R2"),
    "c": Flag("c", Level.GENTLE, "M1"),
    "d": Flag("d", Level.NONE, "F1"),
}
OUTCOMES = {
    "urgent": Outcome("urgent", Level.URGENT, "t", ()),
    "stop": Outcome("stop", Level.STOP, "t", ()),
    "go": Outcome("go", Level.STARTER, "t", ()),
}

guards = st.one_of(
    st.none(),
    st.builds(lambda flags: Guard(flags=tuple(sorted(flags))), st.sets(st.sampled_from("abcd"), min_size=1, max_size=2)),
    st.builds(lambda level: Guard(has=level), st.sampled_from([Level.URGENT, Level.STOP, Level.GENTLE])),
    st.builds(lambda level: Guard(at_least=level), st.sampled_from([Level.URGENT, Level.STOP, Level.GENTLE])),
    st.builds(lambda flag: Guard(unless=Guard(flags=(flag,))), st.sampled_from("abcd")),
    st.builds(lambda number, option: Guard(answers=((f"q{number}", (option,)),)), st.integers(0, 3), st.sampled_from("xyz")),
)


@st.composite
def scripts(draw: st.DrawFn) -> Script:
    """A small flow of up to four questions that only leads forward, with random flags, guards and promises."""
    count = draw(st.integers(1, 4))
    questions, routes = {}, {}
    for number in range(count):
        name = f"q{number}"
        many = draw(st.booleans())
        options = {
            option: Option(option, option, tuple(sorted(draw(st.sets(st.sampled_from("abcd"), max_size=2)))), alone=many and option == "x")
            for option in "xyz"
        }
        questions[name] = Question(name, "ask", "title", options, (("x",), ("y",), ("z",)), many)
        targets = [(f"q{later}", False) for later in range(number + 1, count)] + [(outcome, True) for outcome in OUTCOMES]
        made = [Route(*draw(st.sampled_from(targets)), draw(guards)) for _ in range(draw(st.integers(0, 3)))]
        routes[name] = (*(route for route in made if route.when), Route(*draw(st.sampled_from(targets))))
    promise = Promise("p", draw(guards), tuple(sorted(draw(st.sets(st.sampled_from(sorted(OUTCOMES)), min_size=1)))))
    starts = tuple(sorted(draw(st.sets(st.sampled_from("cd"), max_size=2))))
    flow = Flow("f", "q0", questions, routes, starts_with=starts, promises=(promise,))
    return Script(FLAGS, {}, OUTCOMES, {"f": flow}, {Level.URGENT: "urgent", Level.STOP: "stop"}, "f", "f")


def every_conversation(dialogs: Dialogs) -> Iterator[tuple[Position, tuple[Answer, ...]]]:
    """Each way to the end, one by one."""
    flow = dialogs.script.flows["f"]
    machine = dialogs.machines["f"]

    def walk(answers: tuple[Answer, ...], carried: tuple[str, ...]) -> Iterator[tuple[Position, tuple[Answer, ...]]]:
        position = machine.fold(answers, carried)
        if position.ended:
            yield position, answers
            return
        for options in choices(flow.questions[position.name]):
            yield from walk((*answers, (position.name, options)), carried)

    for size in range(2 ** len(flow.starts_with)):
        yield from walk((), tuple(flag for index, flag in enumerate(flow.starts_with) if size >> index & 1))


@settings(max_examples=300, deadline=None)
@given(scripts())
def test_the_proof_agrees_with_trying_every_conversation(script: Script) -> None:
    dialogs = Dialogs(script)
    promise = script.flows["f"].promises[0]
    ends = list(every_conversation(dialogs))
    broken = [
        answers
        for position, answers in ends
        if (promise.when is None or promise.when.holds(position)) and position.name not in promise.ends
    ]
    findings, surveys = prove(dialogs)
    told = [finding.message for finding in findings if "promise broken" in finding.message]
    assert bool(told) == bool(broken)
    if broken:
        shortest = min(map(len, broken))
        assert told[0].count(" -> ") == shortest - 1, "the counterexample is not a shortest one"
    assert {position.name for position, _ in ends} == {end.position.name for end in surveys["f"].ends}
    unseen = set(script.flows["f"].questions) - surveys["f"].asked
    asked = {question for _, answers in ends for question, _ in answers}
    assert unseen == set(script.flows["f"].questions) - asked


def one_question(*routes: Route, promises: tuple[Promise, ...] = (), **questions: Question) -> Dialogs:
    options = {"x": Option("x", "x", ("a",)), "y": Option("y", "y")}
    question = Question("q0", "ask", "title", options, (("x",), ("y",)))
    flow = Flow(
        "f",
        "q0",
        {"q0": question, **questions},
        {"q0": routes} | {name: (Route("q0", ends=False),) for name in questions},
        promises=promises,
    )
    return Dialogs(Script(FLAGS, {}, OUTCOMES, {"f": flow}, {Level.URGENT: "urgent", Level.STOP: "stop"}, "f", "f"))


SECOND = Question("q1", "ask", "title", {"x": Option("x", "x")}, (("x",),))


@pytest.mark.parametrize(
    ("dialogs", "told"),
    [
        (one_question(Route("go", True, Guard(flags=("a",)))), "dead end"),
        (one_question(Route("go", True), Route("stop", True)), "shadowed"),
        (one_question(Route("q1", False), q1=SECOND), "round for ever: q0 -> q1 -> q0"),
        (one_question(Route("stop", True, Guard(flags=("b",))), Route("go", True)), "never taken"),
        (
            one_question(Route("urgent", True, Guard(flags=("a",))), Route("go", True, Guard(flags=("a",))), Route("stop", True)),
            "never taken",
        ),
        (one_question(Route("go", True)), "outcome 'urgent' is never reached"),
    ],
)
def test_what_is_wrong_is_told(dialogs: Dialogs, told: str) -> None:
    if told.startswith("outcome"):
        only_go = Script(FLAGS, {}, OUTCOMES, dialogs.script.flows, {}, "f", "f")
        dialogs = Dialogs(only_go)
    assert any(told in finding.message for finding in prove(dialogs)[0])


def test_a_broken_promise_names_the_conversation() -> None:
    promise = Promise("an a is urgent", Guard(flags=("a",)), ("urgent",))
    dialogs = one_question(Route("urgent", True, Guard(flags=("b",))), Route("go", True), promises=(promise,))
    messages = [finding.message for finding in prove(dialogs)[0]]
    assert "promise broken (an a is urgent): q0: x, which ends at 'go'" in messages


def test_the_shipped_flows_are_proved(library: Library) -> None:
    findings, surveys = prove(library.dialogs)
    assert findings == []
    assert len(surveys["tolerance_check"].flow.promises) >= 9
    assert surveys["tolerance_check"].configurations > 300
