"""dialogs/faq/ -> the topics of the core, the ways people ask for them, and what is wrong with either.

The words of the answers stand in texts/ like all others; this module only sees that they are there and short enough.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from types import MappingProxyType

from bot.dialog.script import SERIOUS, Flag
from bot.dialog.topics import Catalogue, Topic
from bot.understanding.wording import plain_words

from . import schema
from .phrasebook import Phrasebook, without_tags
from .problems import Problem
from .reader import At, Document

LONGEST_ANSWER = 600
"""Characters of an answer, as a person sees it: a phone's screen with room for the buttons."""
FEWEST_WAYS = 30
"""Different ways of asking that a topic needs before strangers' questions reach it."""


@dataclass(frozen=True, slots=True)
class FaqFile:
    """One language's questions. `asks`: topic or kind of `refer` -> ways to ask; `refers` tells which are of `refer`."""

    document: Document
    catalogue: Catalogue
    asks: Mapping[str, tuple[str, ...]]

    @property
    def texts(self) -> frozenset[str]:
        """The sentences its answers need."""
        answers = (topic.answer for topic in self.catalogue.topics.values())
        return frozenset(chain.from_iterable([*answers, *self.catalogue.refer.values()]))

    @property
    def labels(self) -> frozenset[str]:
        """The labels its buttons need."""
        topics = (topic.label for topic in self.catalogue.topics.values())
        return frozenset([*topics, *map(Catalogue.group_label, self.catalogue.groups)])


def compiled(document: Document, shape: schema.FaqFile) -> FaqFile:
    """The file as values. Names in it may still lead nowhere: see `faults`."""
    topics = {
        name: Topic(name, tuple(given.answer), tuple(given.related), given.check, given.sign, given.exercise)
        for name, given in shape.topics.items()
    }
    refer = {name: tuple(given.answer) for name, given in shape.refer.items()}
    groups = {name: tuple(members) for name, members in shape.groups.items()}
    asks = {name: tuple(given.ask) for name, given in (*shape.topics.items(), *shape.refer.items())}
    catalogue = Catalogue(MappingProxyType(groups), MappingProxyType(topics), MappingProxyType(refer))
    return FaqFile(document, catalogue, MappingProxyType(asks))


def files(
    shapes: Iterable[tuple[Document, schema.FaqFile]], flags: Mapping[str, Flag], languages: Collection[str], main: str
) -> tuple[dict[str, FaqFile], list[Problem]]:
    """The files by language, and what is wrong with them; `languages` have texts, and `main` is the one that all others follow."""
    found: dict[str, FaqFile] = {}
    problems: list[Problem] = []
    for document, shape in shapes:
        if shape.language in found:
            message = f"the questions in {shape.language!r} stand in {found[shape.language].document.name} too"
            problems.append(document.problem(("language",), message))
        if shape.language not in languages and shape.language != main:  # that one is missed elsewhere
            problems.append(document.problem(("language",), f"there are no texts in {shape.language!r}"))
        found[shape.language] = file = compiled(document, shape)
        problems += faults(file, flags)
    for file in found.values():
        if main not in found:
            problems.append(file.document.problem(("language",), f"there is no file with `kind: faq` and `language: {main}`"))
        elif file is not found[main]:
            problems += translation_faults(file, found[main])
    return found, problems


def faults(file: FaqFile, flags: Mapping[str, Flag]) -> Iterator[Problem]:
    """Names that lead nowhere, topics nobody can reach, and ways of asking that cannot tell topics apart."""
    yield from _group_faults(file)
    topics = file.catalogue.topics
    for name, topic in topics.items():
        at: At = ("topics", name)
        if name in file.catalogue.refer:
            yield file.document.problem(("refer", name), f"{name!r} is a topic too; the two need different names")
        for related in sorted(set(topic.related) - set(topics)):
            yield file.document.problem((*at, "related"), f"there is no topic {related!r}")
        if name in topic.related or len(set(topic.related)) < len(topic.related):
            yield file.document.problem((*at, "related"), "names other topics, each once")
        if topic.sign is not None and (topic.sign not in flags or flags[topic.sign].level not in SERIOUS):
            yield file.document.problem((*at, "sign"), f"`sign` needs a flag of level urgent or stop, and {topic.sign!r} is not")
        ways = len({_same(ask) for ask in file.asks[name]})
        if ways < FEWEST_WAYS:
            yield file.document.problem((*at, "ask"), f"has {ways} different ways of asking; it needs {FEWEST_WAYS}")
    yield from _twice(file)


def length_faults(file: FaqFile, book: Phrasebook) -> Iterator[Problem]:
    """Answers that are too long for a screen. Every text must be known to exist."""
    answers = [(("topics", name), topic.answer) for name, topic in file.catalogue.topics.items()]
    answers += [(("refer", name), answer) for name, answer in file.catalogue.refer.items()]
    for at, answer in answers:
        length = len("\n".join(without_tags(book.texts[text].text) for text in answer))
        if length > LONGEST_ANSWER:
            yield file.document.problem((*at, "answer"), f"the answer is {length} characters long; at most {LONGEST_ANSWER} are allowed")


def translation_faults(file: FaqFile, main: FaqFile) -> Iterator[Problem]:
    """Where a language's file says something else than that of the main language, beyond the ways of asking."""
    for part in ("groups", "topics", "refer"):
        if getattr(file.catalogue, part) != getattr(main.catalogue, part):
            message = f"`{part}` differs from {main.document.name}; translate only what stands after `ask:`"
            yield file.document.problem((part,), message)


def _group_faults(file: FaqFile) -> Iterator[Problem]:
    place: dict[str, str] = {}
    for group, members in file.catalogue.groups.items():
        for name in members:
            at: At = ("groups", group)
            if name not in file.catalogue.topics:
                yield file.document.problem(at, f"there is no topic {name!r}")
            elif name in place:
                yield file.document.problem(at, f"the topic {name!r} stands in {place[name]!r} already")
            place.setdefault(name, group)
    for name in file.catalogue.topics:
        if name not in place:
            yield file.document.problem(("topics", name), "stands in no group, so nobody could browse to it")


def _twice(file: FaqFile) -> Iterator[Problem]:
    owner: dict[tuple[str, ...], str] = {}
    for part, names in _parts(file):
        for name in names:
            for index, ask in enumerate(file.asks[name]):
                first = owner.setdefault(_same(ask), name)
                if first != name:
                    yield file.document.problem((part, name, "ask", index), f"{ask!r} stands under {first!r} already")


def _parts(file: FaqFile) -> Iterable[tuple[str, Iterable[str]]]:
    return (("topics", file.catalogue.topics), ("refer", file.catalogue.refer))


def _same(ask: str) -> tuple[str, ...]:
    """What two ways of asking have in common when they differ in nothing that counts. Without a word, the signs themselves count."""
    return plain_words(ask) or (ask.strip(),)
