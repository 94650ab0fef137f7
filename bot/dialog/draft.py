"""A turn while it is being decided: the session so far and the effects so far.

Mutable, and alive only inside one call of `take_turn`; from outside that call is a pure function.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from .diary import Diary, Injection
from .effects import CloseButtons, Effect, Message, Say, Show, Toast
from .machine import FlowMachine, Misfit, Position, Watch
from .script import SERIOUS, Flow, Outcome, Script
from .session import KEEP, Run, Session
from .unknown_zones import put_back, set_aside
from .wallclock import local_time


class Dialogs:
    """A script and the machines of its flows, built once and shared by every chat."""

    def __init__(self, script: Script, watch: Watch | None = None) -> None:
        self.script = script
        self.machines = {name: FlowMachine(flow, script, watch) for name, flow in script.flows.items()}


class Draft:
    """The session, diary and effects of one turn. `pressed` is the message whose button led here, when one did.

    `finished`: a form that was filled in, as its deed and its run; the turn carries the deed out before it ends. `lost`: reminders
    whose zone is not known, which are not in `diary` meanwhile.
    """

    def __init__(self, dialogs: Dialogs, session: Session, now: datetime, pressed: int | None = None, diary: Diary = Diary()) -> None:  # noqa: B008  # frozen
        self.dialogs = dialogs
        self.script = dialogs.script
        self.session = self._known(session)
        self.now = now
        self.pressed = pressed
        self.diary, self.lost = set_aside(diary)
        self.finished: tuple[str, Run] | None = None
        self.effects: list[Effect] = []

    def _known(self, session: Session) -> Session:
        """The session without signs to ask about that the dialogs no longer have."""
        if session.doubt is None:
            return session
        flags = self.script.grave(session.doubt.flags)
        return replace(session, doubt=replace(session.doubt, flags=flags) if flags else None)

    def change(self, **fields: object) -> None:
        """Replace fields of the session."""
        self.session = replace(self.session, **fields)  # type: ignore[arg-type]  # field names are checked at run time

    def do(self, *effects: Effect) -> None:
        """Add effects, in order."""
        self.effects.extend(effects)

    def write(self, diary: Diary) -> None:
        """Put a new diary in place of the old."""
        self.diary = diary

    def say(self, message: Message) -> None:
        """Send a new message."""
        self.do(Say(message))

    def toast(self, text: str) -> None:
        """Answer a press with a short note."""
        self.do(Toast(text))

    def card(self, message: Message) -> None:
        """Show the live card: in place when its own button was pressed, else as a new message that takes over its buttons."""
        if self.pressed is None:
            self.do(CloseButtons(None), Say(message, card=True))
        else:
            self.do(Show(message, self.pressed, card=True))

    def done(self, deed: str, run: Run) -> None:
        """A form is complete."""
        self.finished = (deed, run)

    @property
    def kept(self) -> Diary:
        """The diary with everything in it, to be stored."""
        return put_back(self.diary, self.lost)

    @property
    def zone(self) -> str:
        """Where the person's clock is, as far as they said."""
        return self.diary.zone or "UTC"

    @property
    def local(self) -> datetime:
        """What the person's clock shows (naive)."""
        return local_time(self.now, self.zone)

    @property
    def today(self) -> date:
        """The person's day."""
        return self.local.date()

    def fresh(self, injection: Injection) -> bool:
        """Whether an injection was given within the last day, as far as the log can tell: it was written down on its day."""
        reminder = self.diary.reminder(injection.reminder)
        zones = {self.zone, reminder.schedule.zone if reminder else self.zone}
        days = {local_time(injection.at, zone).date() for zone in zones}
        return injection.day in days and self.now - injection.at < KEEP

    @property
    def known(self) -> frozenset[str]:
        """The flags that a form may begin with."""
        known = {"zone_known": bool(self.diary.zone), "has_reminders": bool(self.diary.active)}
        return frozenset(flag for flag, holds in known.items() if holds)

    @property
    def flow(self) -> Flow | None:
        """The flow of the open run; None without one, or when the flow was removed since."""
        return self.script.flows.get(self.session.run.flow) if self.session.run else None

    def position(self) -> Position | None:
        """Where the open run stands. None when there is none, or when its flow changed so that its answers no longer fit."""
        run = self.session.run
        if run is None or run.flow not in self.dialogs.machines:
            return None
        try:
            position = self.dialogs.machines[run.flow].fold(run.answers, run.carried)
        except Misfit:
            return None
        return None if position.ended else position

    def standing(self) -> Outcome | None:
        """The outcome of the last check, while it counts; None when the dialogs no longer have it."""
        return self.script.outcomes.get(self.session.ended.outcome) if self.session.ended else None

    def standing_serious(self) -> Outcome | None:
        """The outcome that stands, if it is a serious one; when the dialogs no longer have it, the one for its level today."""
        ended, standing = self.session.ended, self.standing()
        if ended is None or ended.level not in SERIOUS:
            return None
        return standing if standing and standing.level in SERIOUS else self.script.outcomes[self.script.escalation[ended.level]]
