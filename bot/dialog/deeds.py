"""What the end of each form sets in motion, by the name that flows use after `do:`."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from . import checks, logbook, replies, setup
from .cards import summary
from .draft import Draft
from .effects import Show
from .session import Run

DEEDS: Mapping[str, Callable[[Draft, Run], None]] = {
    "save_reminder": setup.save_reminder,
    "refer_rhythm": setup.refer_rhythm,
    "set_zone": setup.set_zone,
    "set_quiet": setup.set_quiet,
    "log_dose": logbook.log_dose,
    "snooze_dose": replies.snooze,
    "move_dose": replies.move,
}


def carry_out(draft: Draft) -> None:
    """Do what a form that was filled in is for, leave its answers readable, and go on with the check that waited."""
    if draft.finished is None:
        return
    deed, run = draft.finished
    draft.change(run=None)
    draft.do(Show(summary(draft.script.flows[run.flow], run), draft.pressed))
    DEEDS[deed](draft, run)
    checks.take_up(draft)
