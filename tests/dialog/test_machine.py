"""Folding answers through a flow."""

import logging

import pytest

from bot.content.library import Library
from bot.dialog.draft import Dialogs
from bot.dialog.machine import FlowMachine, Misfit
from bot.dialog.script import Flag, Flow, Guard, Level, Option, Outcome, Question, Route, Script

URGENT = Flag("swelling", Level.URGENT, "R3")
SORE = Flag("sore", Level.ADAPTED, "M2")


def script(*routes: Route, many: bool = False) -> Script:
    """One question with two flagged options and a plain one, and whatever routes a test needs."""
    options = {
        "swelling": Option("swelling", "swelling", ("swelling",)),
        "sore": Option("sore", "sore", ("sore",)),
        "fine": Option("fine", "fine", alone=many),
    }
    question = Question("signs", "signs.ask", "signs.title", options, tuple((name,) for name in options), many)
    outcomes = {
        name: Outcome(name, level, name, ()) for name, level in (("urgent", Level.URGENT), ("stop", Level.STOP), ("go", Level.STARTER))
    }
    flow = Flow("check", "signs", {"signs": question}, {"signs": routes})
    escalation = {Level.URGENT: "urgent", Level.STOP: "stop"}
    return Script({"swelling": URGENT, "sore": SORE}, {}, outcomes, {"check": flow}, escalation, "check", "check")


def machine(*routes: Route, many: bool = False) -> FlowMachine:
    made = script(*routes, many=many)
    return FlowMachine(made.flows["check"], made)


TO_URGENT = Route("urgent", ends=True, when=Guard(at_least=Level.URGENT))
TO_GO = Route("go", ends=True)


def test_without_answers_the_first_question_is_open() -> None:
    position = machine(TO_URGENT, TO_GO).fold(())
    assert (position.name, position.ended, position.flags) == ("signs", False, frozenset())


def test_the_first_route_whose_guard_holds_is_taken() -> None:
    assert machine(TO_URGENT, TO_GO).fold((("signs", ("swelling",)),)).name == "urgent"
    assert machine(TO_URGENT, TO_GO).fold((("signs", ("fine",)),)).name == "go"


def test_a_guard_that_finds_several_flags_still_counts_as_true() -> None:
    """`transitions` compares a guard's result with `== True`: a non-empty set once counted as false and led to "go"."""
    guard = Guard(flags=("swelling", "sore"))
    position = machine(Route("urgent", ends=True, when=guard), TO_GO, many=True).fold((("signs", ("swelling", "sore")),))
    assert position.name == "urgent"
    assert guard.holds(position) is True


@pytest.mark.parametrize(
    ("guard", "options", "taken"),
    [
        (Guard(flags=("sore",)), ("sore",), True),
        (Guard(flags=("sore",)), ("fine",), False),
        (Guard(answers=(("signs", ("fine", "sore")),)), ("sore",), True),
        (Guard(answers=(("signs", ("fine",)),)), ("sore",), False),
        (Guard(has=Level.ADAPTED), ("sore",), True),
        (Guard(has=Level.ADAPTED), ("swelling",), False),
        (Guard(at_least=Level.ADAPTED), ("swelling",), True),
        (Guard(at_least=Level.STOP), ("sore",), False),
        (Guard(unless=Guard(flags=("sore",))), ("fine",), True),
        (Guard(unless=Guard(flags=("sore",))), ("sore",), False),
        (Guard(flags=("sore",), at_least=Level.STOP), ("sore",), False),
    ],
)
def test_each_part_of_a_guard_reads_what_it_says(guard: Guard, options: tuple[str, ...], taken: bool) -> None:
    position = machine(Route("stop", ends=True, when=guard), TO_GO).fold((("signs", options),))
    assert position.name == ("stop" if taken else "go")


@pytest.mark.parametrize(
    "answers",
    [
        (("gone", ("fine",)),),
        (("signs", ("gone",)),),
        (("signs", ()),),
        (("signs", ("fine",)), ("signs", ("fine",))),
    ],
)
def test_answers_that_no_longer_fit_the_flow_are_told_apart(answers: tuple[tuple[str, tuple[str, ...]], ...]) -> None:
    with pytest.raises(Misfit):
        machine(TO_URGENT, TO_GO).fold(answers)


def test_a_flow_in_which_no_guard_passes_is_a_misfit_and_not_silence() -> None:
    with pytest.raises(Misfit):
        machine(TO_URGENT).fold((("signs", ("fine",)),))


def test_flags_a_run_begins_with_count_like_those_raised_in_it() -> None:
    assert machine(TO_URGENT, TO_GO).fold((("signs", ("fine",)),), carried=("swelling",)).name == "urgent"


def test_one_machine_serves_many_chats_without_keeping_any_of_them() -> None:
    shared = machine(TO_URGENT, TO_GO)
    for _ in range(3):
        assert shared.fold((("signs", ("fine",)),)).name == "go"
        assert shared.fold((("signs", ("swelling",)),)).name == "urgent"


def test_folding_logs_nothing_about_a_person(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        machine(TO_URGENT, TO_GO).fold((("signs", ("swelling",)),))
    assert caplog.records == []


def test_the_memory_of_earlier_folds_is_bounded(library: Library) -> None:
    dialogs = Dialogs(library.script)
    check = dialogs.machines["tolerance_check"]
    for number in range(25_000):
        check.fold((), carried=(f"x{number}",))
    assert check.fold((("signs", ("wheezing",)),)).name == "urgent"
    assert len(check._known) <= 20_000
