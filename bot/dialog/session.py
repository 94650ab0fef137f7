"""What is remembered of one chat, and its written form.

The answers are the record; which question is open is worked out from them (`machine.fold`). Times are UTC.
Kept no longer than `KEEP`: the answers and signs of a check serve for a day.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from .script import Level

KEEP = timedelta(hours=24)
"""How long answers, signs and an outcome count. "The same day" of the article (A16)."""

Answer = tuple[str, tuple[str, ...]]
"""A question id and the ids of the options chosen."""


@dataclass(frozen=True, slots=True)
class Run:
    """One check or form in progress. `carried` are flags it began with; `ticked` are choices not yet submitted.

    `about`: the reminder or occurrence that a form is about. `wanted`: answers it was given before their questions came.
    """

    id: str
    flow: str
    started: datetime
    answers: tuple[Answer, ...] = ()
    carried: tuple[str, ...] = ()
    ticked: tuple[str, ...] = ()
    about: str = ""
    wanted: tuple[Answer, ...] = ()


@dataclass(frozen=True, slots=True)
class Ended:
    """How the last check ended. `flags` are kept so that a warm-up check can only rise from here. `timer` runs to its due time."""

    run: str
    outcome: str
    level: Level
    at: datetime
    flags: tuple[str, ...] = ()
    minutes: int = 0
    timer: datetime | None = None


@dataclass(frozen=True, slots=True)
class Sign:
    """A serious sign the person reported."""

    flag: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Doubt:
    """Serious signs that a message may have meant, the gravest first. They are being asked about since `at`; silence counts as yes."""

    id: str
    flags: tuple[str, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class Session:
    """One chat. `lapsed`: a check was left for a day and the person has not been told yet.

    `paused`: a check that waits while a form is filled in, or a form that waits while a check goes on.
    """

    language: str = ""
    run: Run | None = None
    ended: Ended | None = None
    signs: tuple[Sign, ...] = ()
    lapsed: bool = False
    doubt: Doubt | None = None
    paused: Run | None = None

    def at(self, now: datetime) -> Session:
        """The session with everything older than `KEEP` forgotten."""
        session = self
        if session.run and now - session.run.started >= KEEP:
            session = replace(session, run=None, lapsed=True)
        if session.paused and now - session.paused.started >= KEEP:
            session = replace(session, paused=None)
        if session.ended and now - session.ended.at >= KEEP:
            session = replace(session, ended=None)
        if session.doubt and now - session.doubt.at >= KEEP:
            session = replace(session, doubt=None)
        if any(now - sign.at >= KEEP for sign in session.signs):
            session = replace(session, signs=tuple(sign for sign in session.signs if now - sign.at < KEEP))
        return session


def to_data(session: Session) -> dict[str, Any]:
    """The session as JSON-ready data; empty parts are left out. A version that does not know a part yet reads past it."""
    data: dict[str, Any] = {"v": 1}
    if session.language:
        data["language"] = session.language
    if session.run:
        data["run"] = _run_data(session.run)
    if session.paused:
        data["paused"] = _run_data(session.paused)
    if ended := session.ended:
        data["ended"] = {
            "run": ended.run,
            "outcome": ended.outcome,
            "level": ended.level.name.lower(),
            "at": _seconds(ended.at),
            "flags": list(ended.flags),
            "minutes": ended.minutes,
            "timer": _seconds(ended.timer) if ended.timer else None,
        }
    if session.signs:
        data["signs"] = [[sign.flag, _seconds(sign.at)] for sign in session.signs]
    if session.lapsed:
        data["lapsed"] = True
    if doubt := session.doubt:
        data["doubt"] = {"id": doubt.id, "flags": list(doubt.flags), "at": _seconds(doubt.at)}
    return data


def from_data(data: dict[str, Any]) -> Session:
    """Read what `to_data` wrote. Raises KeyError, TypeError or ValueError on anything else."""
    ended = doubt = None
    run, paused = (_read_run(kept) if (kept := data.get(name)) else None for name in ("run", "paused"))
    if kept := data.get("ended"):
        ended = Ended(
            run=kept["run"],
            outcome=kept["outcome"],
            level=Level[kept["level"].upper()],
            at=_time(kept["at"]),
            flags=tuple(kept["flags"]),
            minutes=kept["minutes"],
            timer=_time(kept["timer"]) if kept["timer"] else None,
        )
    if kept := data.get("doubt"):
        doubt = Doubt(kept["id"], tuple(kept["flags"]), _time(kept["at"]))
    signs = tuple(Sign(flag, _time(at)) for flag, at in data.get("signs", ()))
    return Session(data.get("language", ""), run, ended, signs, data.get("lapsed", False), doubt, paused)


def _run_data(run: Run) -> dict[str, Any]:
    data: dict[str, Any] = {
        "id": run.id,
        "flow": run.flow,
        "started": _seconds(run.started),
        "answers": [[question, *options] for question, options in run.answers],
        "carried": list(run.carried),
        "ticked": list(run.ticked),
    }
    wanted = [[question, *options] for question, options in run.wanted]
    return data | ({"about": run.about} if run.about else {}) | ({"wanted": wanted} if wanted else {})


def _read_run(kept: dict[str, Any]) -> Run:
    return Run(
        kept["id"],
        kept["flow"],
        _time(kept["started"]),
        _answers(kept["answers"]),
        tuple(kept["carried"]),
        tuple(kept["ticked"]),
        kept.get("about", ""),
        _answers(kept.get("wanted", [])),
    )


def _answers(kept: list[list[str]]) -> tuple[Answer, ...]:
    return tuple((question, tuple(options)) for question, *options in kept)


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())


def _time(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
