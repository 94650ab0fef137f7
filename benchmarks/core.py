"""How many turns the core decides in a second of CPU time: no storage, no network, no words."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime

from bot.content.library import load
from bot.dialog.actions import Pick
from bot.dialog.draft import Dialogs
from bot.dialog.events import Commanded, Event, Pressed, Wrote
from bot.dialog.script import Script
from bot.dialog.session import Session
from bot.dialog.turn import take_turn
from bot.settings import ROOT

ANSWERS = (
    ("signs", "none"),
    ("more_signs", "none"),
    ("site", "fine"),
    ("mild", "none"),
    ("dose", "usual"),
    ("health", "none"),
    ("workout", "walk"),
)
NOW = datetime(2026, 12, 4, 8, tzinfo=UTC)
SECONDS = 2.0


def turns_per_second() -> dict[str, float]:
    """Turns per CPU-second for a whole check from /check to the plan, for single kinds of turn, and without remembered folds."""
    script = load(ROOT / "dialogs").script
    warm = Dialogs(script)
    return {
        "a check from /check to the plan, eight turns": _checks(warm),
        "a sign typed in the middle of a check": _repeat(warm, Wrote(signs=("wheezing",)), 3),
        "text that is no answer": _repeat(warm, Wrote(), 3),
        "the same check, every fold from scratch": _cold(script),
    }


def _checks(dialogs: Dialogs) -> float:
    began, turns = time.process_time(), 0
    while time.process_time() - began < SECONDS:
        turns += _check(dialogs)
    return turns / (time.process_time() - began)


def _check(dialogs: Dialogs) -> int:
    session = take_turn(dialogs, Session(language="en"), Commanded("check"), NOW).session
    for question, option in ANSWERS:
        assert session.run
        session = take_turn(dialogs, session, Pressed(Pick(session.run.id, question, option), 7), NOW).session
    return 1 + len(ANSWERS)


def _repeat(dialogs: Dialogs, event: Event, answered: int) -> float:
    """One event again and again, in a check with so many answers."""
    session = take_turn(dialogs, Session(language="en"), Commanded("check"), NOW).session
    assert session.run
    answers = tuple((question, (option,)) for question, option in ANSWERS[:answered])
    session = replace(session, run=replace(session.run, answers=answers))
    began, turns = time.process_time(), 0
    while time.process_time() - began < SECONDS:
        take_turn(dialogs, session, event, NOW)
        turns += 1
    return turns / (time.process_time() - began)


def _cold(script: Script) -> float:
    """Whole checks on machines that have folded nothing yet, without the time it takes to build them."""
    turns, spent = 0, 0.0
    while spent < SECONDS / 4:
        dialogs = Dialogs(script)
        began = time.process_time()
        turns += _check(dialogs)
        spent += time.process_time() - began
    return turns / spent
