"""Whether the words of a red-flags file do what they are there for: `python -m bot check` reads every example with them.

Takes a moment, so it is no part of loading. What keeps a file from being used at all is found by `red_flags`.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.understanding.patterns import Vocabulary
from bot.understanding.reading import ESCALATES, Reading, Status
from bot.understanding.redflags import RedFlags

from . import schema
from .problems import Problem
from .reader import At, Document


def faults(document: Document, file: schema.RedFlagsFile, reader: RedFlags) -> Iterator[Problem]:
    """Everything that is wrong with the phrases and examples of a file."""
    yield from _twice(document, file)
    vocabulary = Vocabulary(file.groups)
    for name, shape in file.signs.items():
        if shape.silent or shape.asks:
            continue  # what only lowers or only asks gives way to plain signs, as it should
        for number, pattern in enumerate(shape.say):
            yield from _unheard(document, ("signs", name, "say", number), name, pattern, vocabulary.sample(pattern), reader)
        if not shape.examples:
            yield document.problem(("signs", name), f"the sign {name!r} needs `examples`: messages that must escalate")
        for number, text in enumerate(shape.examples):
            yield from _example(document, ("signs", name, "examples", number), name, text, reader.read(text))
        for number, text in enumerate(shape.clear):
            yield from _clear(document, ("signs", name, "clear", number), text, reader.read(text))


def _twice(document: Document, file: schema.RedFlagsFile) -> Iterator[Problem]:
    """The same phrase in two places: one of them does nothing."""
    first: dict[str, str] = {}
    for name, shape in file.signs.items():
        for number, pattern in enumerate(shape.say):
            if pattern in first:
                where = "stands here twice" if first[pattern] == name else f"is a phrase of the sign {first[pattern]!r} too"
                yield document.problem(("signs", name, "say", number), f"{pattern!r} {where}; take one out")
            first.setdefault(pattern, name)


def _unheard(document: Document, at: At, name: str, pattern: str, sample: str, reader: RedFlags) -> Iterator[Problem]:
    """A phrase that is not heard even alone, because a word in another sense or another sign takes its words."""
    heard = reader.read(sample).seen
    if any(seen.sign == name for seen in heard):
        return
    others = sorted({seen.sign for seen in heard})
    taken = f"only as {', '.join(map(repr, others))}" if others else "as nothing, because `idioms` or a word in `ordinary` takes its words"
    yield document.problem(at, f"{pattern!r} is never heard: {sample!r} is read {taken}")


def _example(document: Document, at: At, name: str, text: str, reading: Reading) -> Iterator[Problem]:
    if not any(seen.sign == name for seen in reading.seen):
        yield document.problem(at, f"no phrase of {name!r} stands in its example {text!r}")
    elif not any(seen.sign == name and seen.status in ESCALATES for seen in reading.seen):
        status = next(seen.status for seen in reading.seen if seen.sign == name)
        yield document.problem(at, f"the example {text!r} does not escalate: {name!r} is read as {status}")


def _clear(document: Document, at: At, text: str, reading: Reading) -> Iterator[Problem]:
    if reading.level or reading.ask_level:
        does = "escalates" if reading.level else "is asked about"
        signs = sorted({seen.sign for seen in reading.seen if seen.status in ESCALATES or seen.status is Status.UNCLEAR})
        yield document.problem(at, f"the example {text!r} should be clear, and it {does}: {', '.join(signs)}")
