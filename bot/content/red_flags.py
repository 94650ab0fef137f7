"""dialogs/red_flags on disk -> the reader of red flags for each language, and everything that can be wrong with the words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches

from bot.dialog.script import SERIOUS, Level, Script
from bot.understanding.clauses import Small
from bot.understanding.patterns import PatternError, Vocabulary
from bot.understanding.redflags import RedFlags, Sign, Words
from bot.understanding.roles import ROLES, Traits

from . import schema
from .problems import Problem
from .reader import At, Document


def compile_red_flags(document: Document, file: schema.RedFlagsFile, script: Script) -> tuple[RedFlags | None, list[Problem]]:
    """The reader of one language, or None with the problems that keep it from being built."""
    problems = [*_names(document, file, script), *_patterns(document, file)]
    return (None, problems) if problems else (RedFlags(_words(file, script)), [])


def _words(file: schema.RedFlagsFile, script: Script) -> Words:
    return Words(
        small=Small(**{name: frozenset(words) for name, words in file.small}),
        misspelt=file.misspelt,
        things=file.things,
        ordinary=frozenset(file.ordinary),
        groups=file.groups,
        idioms=file.idioms,
        cues=file.cues,
        signs={name: _sign(name, shape, script.flags[shape.flag].level) for name, shape in file.signs.items()},
        gone=file.gone,
        gone_level=script.flags[file.gone].level,
        order={flag: number for number, flag in enumerate(script.flags)},
    )


def _sign(name: str, shape: schema.SignShape, level: Level) -> Sign:
    given = shape.traits
    traits = Traits(level is Level.URGENT, given.stubborn, given.lasting, given.effort, shape.asks)
    return Sign(name, shape.flag, level, tuple(shape.say), traits, frozenset(shape.instead_of), shape.silent, shape.alone, shape.at_site)


def _names(document: Document, file: schema.RedFlagsFile, script: Script) -> Iterator[Problem]:
    for at, kind, name, known in _named(file, script):
        if name not in known:
            near = get_close_matches(name, known, 1)
            yield document.problem(at, f"there is no {kind} {name!r}" + (f"; did you mean {near[0]!r}?" if near else ""))
    for name in sorted(set(ROLES) - set(file.cues)):
        yield document.problem(("cues",), f"the role {name!r} is missing: it {ROLES[name]}")
    for name, shape in file.signs.items():
        if shape.flag in script.flags and script.flags[shape.flag].level not in SERIOUS:
            yield document.problem(("signs", name, "flag"), f"the flag {shape.flag!r} is neither urgent nor stop, so it is no red flag")


def _named(file: schema.RedFlagsFile, script: Script) -> Iterator[tuple[At, str, str, Sequence[str]]]:
    flags, roles, signs = list(script.flags), list(ROLES), list(file.signs)
    yield ("gone",), "flag", file.gone, flags
    for name in file.cues:
        yield ("cues", name), "role", name, roles
    for name, shape in file.signs.items():
        yield ("signs", name, "flag"), "flag", shape.flag, flags
        if shape.at_site:
            yield ("signs", name, "at_site"), "sign", shape.at_site, signs
        for other in shape.instead_of:
            yield ("signs", name, "instead_of"), "sign", other, signs


def _patterns(document: Document, file: schema.RedFlagsFile) -> Iterator[Problem]:
    vocabulary = Vocabulary(file.groups)
    for at, pattern in _written(file):
        try:
            vocabulary.words(pattern)
        except PatternError as error:
            yield document.problem(at, f"{pattern!r}: {error}")


def _written(file: schema.RedFlagsFile) -> Iterator[tuple[At, str]]:
    lists: Mapping[At, Sequence[str]] = {
        **{("groups", name): ways for name, ways in file.groups.items()},
        ("misspelt",): file.misspelt,
        ("things",): file.things,
        ("idioms",): file.idioms,
        **{("cues", name): ways for name, ways in file.cues.items()},
        **{("signs", name, "say"): shape.say for name, shape in file.signs.items()},
    }
    for at, ways in lists.items():
        for number, pattern in enumerate(ways):
            yield (*at, number), pattern
