"""What a button does, and its short written form.

An action travels inside a Telegram button (64 bytes at most) and comes back when it is pressed, perhaps days later and
after the dialogs were edited. So it names everything by id, carries the serious flag of its option with it, and decoding
never raises: what cannot be read is None.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from typing import get_type_hints

LIMIT = 64
"""Most bytes that Telegram keeps in a button."""


@dataclass(frozen=True, slots=True)
class Pick:
    """Answer `question` with `option`. `flag` is the serious flag of the option, kept here in case the option is renamed."""

    run: str
    question: str
    option: str
    flag: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """Tick (`on` = 1) or untick (0) an option of a question with several choices. Pressing it twice changes nothing more."""

    run: str
    question: str
    option: str
    on: int


@dataclass(frozen=True, slots=True)
class Submit:
    """Answer a question with what is ticked."""

    run: str
    question: str


@dataclass(frozen=True, slots=True)
class Give:
    """Answer `question` with a value instead of an option: a day, a time, a number, a time zone, in its written form."""

    run: str
    question: str
    value: str


@dataclass(frozen=True, slots=True)
class Page:
    """Show another page of what can be picked for `question`: another month, another region."""

    run: str
    question: str
    page: str


@dataclass(frozen=True, slots=True)
class Back:
    """Take back the answer before `question`. Names the question so that a double tap goes back once."""

    run: str
    question: str


@dataclass(frozen=True, slots=True)
class Stop:
    """Leave the check."""

    run: str


@dataclass(frozen=True, slots=True)
class StartTimer:
    """Start the warm-up timer of the plan that `run` ended with."""

    run: str
    minutes: int


@dataclass(frozen=True, slots=True)
class ShowMinutes:
    """Offer other lengths for the plan."""

    run: str


@dataclass(frozen=True, slots=True)
class SetMinutes:
    """Choose another length for the plan."""

    run: str
    minutes: int


@dataclass(frozen=True, slots=True)
class EndTimer:
    """The person is ready before the timer: ask how it went now."""

    run: str


@dataclass(frozen=True, slots=True)
class Reply:
    """A button of an outcome that is answered with a sentence."""

    outcome: str
    button: str


@dataclass(frozen=True, slots=True)
class Raise:
    """The person has this sign now."""

    flag: str


@dataclass(frozen=True, slots=True)
class OnDose:
    """Do something about one occurrence of a reminder, such as `had`. Naming the occurrence keeps an old button off the next one."""

    verb: str
    reminder: str
    occurrence: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class OnReminder:
    """Do something about a reminder as a whole, such as `pause`."""

    verb: str
    reminder: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class OnSetting:
    """Show or change a setting, or something else that is the person's and no reminder's."""

    verb: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Settle:
    """Answer a doubt with `yes`, `no` or `not_sure`. `flag` is the gravest sign it asks about, kept here for when it is long closed."""

    doubt: str
    flag: str
    answer: str


@dataclass(frozen=True, slots=True)
class Ask:
    """Ask the question of this topic."""

    topic: str


@dataclass(frozen=True, slots=True)
class AskOther:
    """None of the topics that were offered is what was asked."""


@dataclass(frozen=True, slots=True)
class Browse:
    """Show the topics of a group; the groups, when it is empty."""

    group: str


@dataclass(frozen=True, slots=True)
class Command:
    """The same as typing a command."""

    name: str


Action = (
    Pick
    | Mark
    | Submit
    | Give
    | Page
    | Back
    | Stop
    | StartTimer
    | ShowMinutes
    | SetMinutes
    | EndTimer
    | Reply
    | Raise
    | OnDose
    | OnReminder
    | OnSetting
    | Settle
    | Ask
    | AskOther
    | Browse
    | Command
)

_CODES: dict[str, type[Action]] = {
    "p": Pick,
    "m": Mark,
    "d": Submit,
    "v": Give,
    "y": Page,
    "b": Back,
    "x": Stop,
    "t": StartTimer,
    "n": ShowMinutes,
    "s": SetMinutes,
    "e": EndTimer,
    "r": Reply,
    "f": Raise,
    "w": OnDose,
    "u": OnReminder,
    "z": OnSetting,
    "q": Settle,
    "a": Ask,
    "o": AskOther,
    "g": Browse,
    "c": Command,
}
_FIELDS = {kind: (code, tuple(field.name for field in fields(kind))) for code, kind in _CODES.items()}
_TYPES = {kind: [get_type_hints(kind)[field.name] for field in fields(kind)] for kind in _FIELDS}
_WORD = re.compile(r"[A-Za-z0-9_/+:-]*")


def encode(action: Action) -> str:
    """The written form, such as `p.k3f9a.signs.wheeze.wheezing`. May exceed LIMIT: `bot.content` checks that when it loads."""
    code, names = _FIELDS[type(action)]
    return ".".join([code, *[str(getattr(action, name)) for name in names]])


def decode(token: str) -> Action | None:
    """The action a token stands for, or None for one that was cut, forged or written by a version we no longer know."""
    code, *parts = token.split(".")
    kind = _CODES.get(code)
    if kind is None or len(parts) != len(_TYPES[kind]) or not all(_WORD.fullmatch(part) for part in parts):
        return None
    values: list[str | int] = []
    for wanted, part in zip(_TYPES[kind], parts, strict=True):
        if wanted is int:
            if not part.isdecimal() or len(part) > 9:
                return None
            values.append(int(part))
        else:
            values.append(part)
    return kind(*values)  # type: ignore[arg-type]  # the types were checked one by one above
