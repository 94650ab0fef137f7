"""dialogs/ on disk -> one Library: everything the bot can say and every way a conversation can go.

`load` either returns a library in which every name leads somewhere and every promise is proved, or raises a ContentError
with all the problems. There is no half-valid library.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError

from bot.dialog import phrases, proof
from bot.dialog.actions import LIMIT, Action, Back, Mark, Pick, Reply, Settle, encode
from bot.dialog.draft import Dialogs
from bot.dialog.events import Wrote
from bot.dialog.rhythm import ASK_HOW_OFTEN
from bot.dialog.script import Question, Script
from bot.dialog.topics import Catalogue
from bot.understanding.faq import Match
from bot.understanding.language import foreign
from bot.understanding.reading import Reading, Status
from bot.understanding.redflags import RedFlags

from . import answers, faq, hints, schema
from .compile import Compiler
from .hearing import Hearing
from .hints import SecondReader
from .phrasebook import Label, Phrasebook, Text
from .problems import ContentError, Problem
from .questions import Questions
from .reader import At, Document, read
from .red_flags import compile_red_flags
from .usage import Used, check_texts

MAIN_LANGUAGE = "en"
"""The language every text is first written in; a person whose language is missing gets this one."""

_RUN = "zzzzzzz"
"""As long as any run id will be in this century."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage that sentences rest on. `ours`: not from the article. `sign_off`: a clinician must approve it."""

    id: str
    section: str
    fact: str
    ours: bool
    sign_off: bool = False


@dataclass(frozen=True, repr=False)
class Library:
    """All the content, checked. Built once at start and shared. `places`, `texts` and `signs` say in which file things are."""

    script: Script
    dialogs: Dialogs
    books: Mapping[str, Phrasebook]
    passages: Mapping[str, Passage]
    stories: tuple[tuple[Document, schema.StoriesFile], ...]
    surveys: Mapping[str, proof.Survey] = field(repr=False)
    places: Mapping[str, Document] = field(repr=False)
    texts: Mapping[str, Document] = field(repr=False)
    questions: Questions = field(repr=False)
    second: SecondReader = field(repr=False)
    red_flags: Mapping[str, RedFlags] = field(repr=False)
    signs: Mapping[str, tuple[Document, schema.RedFlagsFile]] = field(repr=False)
    hearing: Hearing = field(repr=False)
    warnings: tuple[Problem, ...] = ()

    def book(self, language: str) -> Phrasebook:
        """The words for a language code such as `pt-br`; the main language when it is not there."""
        return self.books.get(language[:2].lower()) or self.books[MAIN_LANGUAGE]

    def hear(self, text: str, language: str, question: Question | None, now: datetime | None = None) -> Wrote:
        """What a typed message says, as ids; `question` is the open one, whose options it may name.

        `now`: the person's clock (naive), against which days and times are read; without it none are.

        Only the options and the value depend on the question. What a serious message asks besides is not looked at.
        """
        reading = self.read(text, language)
        if reading.flags:
            return Wrote(reading.flags, reading.doubts)
        book = self.book(language)
        chosen = self.hearing.chosen(text, book, question) if question else ()
        value = answers.told(text, question, now) if question and now else None
        plain = value is not None and bool(value.value or value.may_mean) and not value.mixed
        if reading.doubts and (reading.unsure or not (plain or foreign(text))):
            return Wrote(doubts=reading.doubts, chosen=chosen, told=value)
        heard = Wrote(reply=self.hearing.reply(text, book), chosen=chosen, told=value, denied=self._denied(reading, book.language))
        heard = replace(heard, dose=self.hearing.dose(text, book))
        if command := self.hearing.command(text, book):
            heard = replace(heard, command=command)
            return answers.wanted(text, now).beside(heard) if command == "remind" and now else heard
        if plain:
            return heard
        if question and question.id in ASK_HOW_OFTEN and now:
            said = answers.wanted(text, now, asked=True)
            if said.plain:
                return said.beside(heard)
            heard = replace(heard, refused=said.refused)
        if foreign(text):
            return replace(heard, foreign=True)
        match = self.ask(text, language)
        return replace(heard, tier=match.tier, topics=tuple(topic for topic, _ in match.topics))

    def _denied(self, reading: Reading, language: str) -> tuple[str, ...]:
        _, words = self.signs.get(language) or self.signs[MAIN_LANGUAGE]
        denied = (words.signs[seen.sign].flag for seen in reading.seen if seen.status is Status.DENIED and seen.sign in words.signs)
        return tuple(dict.fromkeys(denied))

    def ask(self, text: str, language: str) -> Match:
        """The topics that a typed question asks for."""
        return self.questions.ask(text, self.book(language).language)

    def read(self, text: str, language: str) -> Reading:
        """What a message says about red flags, by the words of a language; of the main one when it has none of its own."""
        reading = (self.red_flags.get(language[:2].lower()) or self.red_flags[MAIN_LANGUAGE]).read(text)
        return self.second.look(text, self.book(language).language, reading)

    def prepare(self) -> None:
        """Make ready what the first typed message would otherwise wait for."""
        self.questions.prepare()
        self.second.prepare()


def load(folder: Path) -> Library:
    """Read, check, compile and prove everything below a folder. Raises ContentError."""
    return Loader(folder).library()


class Loader:
    """One attempt at loading: gathers problems until nothing more can be said."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[Problem] = []
        self.files: dict[str, list[tuple[Document, Any]]] = {kind: [] for kind in schema.FILES}

    def library(self) -> Library:
        """The library. Raises ContentError."""
        self._read()
        self._stop_if_broken()
        compiler = Compiler(self.files["common"][0], self.files["flow"], {file.language: file.name for _, file in self.files["texts"]})
        script = compiler.script()
        self.problems += compiler.problems
        passages = self._passages()
        languages = {file.language for _, file in self.files["texts"]}
        asked, problems = faq.files(self.files["faq"], script.flags, languages, MAIN_LANGUAGE)
        hinted, more = hints.files(self.files["hints"], script.flags)
        self.problems += [*problems, *more]
        script = replace(script, catalogue=asked[MAIN_LANGUAGE].catalogue if MAIN_LANGUAGE in asked else Catalogue())
        books = self._books(script, passages, asked.get(MAIN_LANGUAGE))
        readers = self._readers(script)
        self._stop_if_broken()
        self.problems += [problem for language, file in asked.items() for problem in faq.length_faults(file, books[language])]
        self._tokens(script, compiler)
        dialogs = Dialogs(script)
        findings, surveys = proof.prove(dialogs)
        common = self.files["common"][0][0]
        self.problems += [compiler.places.get(found.flow, common).problem(found.at, found.message) for found in findings]
        self._stop_if_broken()
        return Library(
            script,
            dialogs,
            MappingProxyType(books),
            passages,
            tuple(self.files["stories"]),
            surveys,
            compiler.places,
            {file.language: document for document, file in self.files["texts"]},
            Questions(self.folder, asked, MAIN_LANGUAGE),
            SecondReader(self.folder, hinted, asked, {file.language: file for _, file in self.files["red_flags"]}, script.flags),
            MappingProxyType(readers),
            {file.language: (document, file) for document, file in self.files["red_flags"]},
            Hearing(script),
            tuple(self.problems),
        )

    def _stop_if_broken(self) -> None:
        if any(not problem.warning for problem in self.problems):
            raise ContentError(self.problems)

    def _read(self) -> None:
        paths = sorted(path for path in self.folder.rglob("*") if path.suffix in (".yaml", ".yml") and path.is_file())
        if not paths:
            self.problems.append(Problem(str(self.folder), 1, 1, "there are no dialogs here: the folder holds no .yaml file"))
            return
        for path in paths:
            document = read(path, path.relative_to(self.folder).as_posix())
            self.problems += document.problems
            if document.data is not None:
                self._shape(document)
        broken = any(not problem.warning for problem in self.problems)
        for kind, least in (("common", 1), ("flow", 1), ("texts", 1), ("source", 1), ("red_flags", 1)):
            if len(self.files[kind]) < least and not broken:
                self.problems.append(Problem(str(self.folder), 1, 1, f"there is no file with `kind: {kind}`"))
        for document, _ in self.files["common"][1:]:
            self.problems.append(document.problem(("kind",), "there may be one file with `kind: common`, and this is a second one"))

    def _shape(self, document: Document) -> None:
        kind = document.data.get("kind") if isinstance(document.data, dict) else None
        model = schema.FILES.get(kind) if isinstance(kind, str) else None
        if model is None:
            allowed = ", ".join(schema.FILES)
            self.problems.append(document.problem(("kind",), f"needs a line `kind: ...` with one of {allowed}"))
            return
        try:
            self.files[str(kind)].append((document, model.model_validate(document.data)))
        except ValidationError as error:
            self.problems += _shape_problems(document, error)

    def _passages(self) -> dict[str, Passage]:
        passages: dict[str, Passage] = {}
        for document, file in self.files["source"]:
            for name, shape in file.passages.items():
                if name in passages:
                    self.problems.append(document.problem(("passages", name), f"the passage {name!r} stands in another file too"))
                passages[name] = Passage(name, shape.section, shape.fact, file.ours, shape.sign_off)
        return passages

    def _books(self, script: Script, passages: Mapping[str, Passage], questions: faq.FaqFile | None) -> dict[str, Phrasebook]:
        used = Used(script, questions)
        books: dict[str, Phrasebook] = {}
        for document, file in self.files["texts"]:
            if file.language in books:
                self.problems.append(document.problem(("language",), f"the language {file.language!r} is written in another file too"))
            self.problems += check_texts(document, file, used, passages)
            texts = {name: Text(shape.text, tuple(shape.source)) for name, shape in file.texts.items()}
            labels = {name: Label(shape.text, tuple(shape.also)) for name, shape in file.labels.items()}
            books[file.language] = Phrasebook(file.language, file.name, texts, labels)
        if MAIN_LANGUAGE not in books and self.files["texts"]:
            self.problems.append(self.files["texts"][0][0].problem(("language",), f"there is no file with `language: {MAIN_LANGUAGE}`"))
        cited = {source for book in books.values() for text in book.texts.values() for source in text.sources}
        for document, file in self.files["source"]:
            for name in file.passages:
                if name not in cited:
                    self.problems.append(document.problem(("passages", name), f"no sentence rests on the passage {name!r}", warning=True))
        return books

    def _readers(self, script: Script) -> dict[str, RedFlags]:
        readers: dict[str, RedFlags] = {}
        languages: set[str] = set()
        for document, file in self.files["red_flags"]:
            if file.language in languages:
                self.problems.append(document.problem(("language",), f"the language {file.language!r} has red flags in another file too"))
            languages.add(file.language)
            reader, problems = compile_red_flags(document, file, script)
            self.problems += problems
            if reader is not None:
                readers[file.language] = reader
        if MAIN_LANGUAGE not in languages and languages:
            message = f"there are no red flags with `language: {MAIN_LANGUAGE}`"
            self.problems.append(self.files["red_flags"][0][0].problem(("language",), message))
        return readers

    def _tokens(self, script: Script, compiler: Compiler) -> None:
        """Every button must fit into Telegram's 64 bytes."""
        for flow in script.flows.values():
            for question in flow.questions.values():
                here = (compiler.places[flow.id], ("questions", question.id))
                for option in question.options.values():
                    flag = script.serious(option) or ""
                    actions: list[Action] = [Pick(_RUN, question.id, option.id, flag), Mark(_RUN, question.id, option.id, 1)]
                    self._fits([*actions, Back(_RUN, question.id)], f"the question {question.id!r} of {flow.id!r}", *here)
        for outcome in script.outcomes.values():
            replies = [Reply(outcome.id, button.id) for button in outcome.buttons]
            self._fits(replies, f"the outcome {outcome.id!r}", self.files["common"][0][0], ("outcomes", outcome.id))
        for flag in script.grave(script.flags):
            settles = [Settle(_RUN, flag, reply) for reply in phrases.REPLIES]
            self._fits(settles, f"the flag {flag!r}", self.files["common"][0][0], ("flags", flag))

    def _fits(self, actions: Iterable[Action], what: str, document: Document, at: At) -> None:
        longest = max((len(encode(action)) for action in actions), default=0)
        if longest > LIMIT:
            message = (
                f"a button of {what} needs {longest} bytes, and Telegram keeps {LIMIT}: shorten the ids of the question, option or flag"
            )
            self.problems.append(document.problem(at, message))


def _shape_problems(document: Document, error: ValidationError) -> Iterator[Problem]:
    for fault in error.errors(include_url=False, include_context=False):
        at = tuple(part for part in fault["loc"] if part != "[key]")
        message = str(fault["msg"]).removeprefix("Value error, ")
        if fault["type"] == "extra_forbidden":
            message = f"the key {at[-1]!r} is not known here"
        elif fault["type"] == "missing":
            message = f"the key {at[-1]!r} is missing"
        elif fault["type"] == "model_type":
            message = "stands here as a single value, and needs keys of its own"
        yield document.problem(at, f"{'.'.join(map(str, at))}: {message}" if at else message)
