"""Everything `python -m bot check` says about a dialogs folder: what keeps it from loading, then stories, coverage and reading grade."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from .coverage import Coverage
from .library import Library, load
from .problems import ContentError, Problem
from .reading_grade import HARDEST, MEDIAN, grades, median
from .red_flag_checks import faults
from .stories import play_all, stories_of


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found. `facts` are figures for a person to read; empty when the folder could not be loaded."""

    problems: tuple[Problem, ...]
    facts: tuple[str, ...] = ()

    @property
    def good(self) -> bool:
        """Whether the bot would start with this folder, and its stories come out."""
        return all(problem.warning for problem in self.problems)


def check(folder: Path) -> Report:
    """Check a folder as far as it goes. Never raises for what is in it."""
    try:
        library = load(folder)
    except ContentError as error:
        return Report(tuple(error.problems))
    broken, coverage = play_all(library)
    found = [*library.warnings, *library.questions.warnings(), *library.second.warnings(), *broken, *_uncovered(library, coverage)]
    problems = [*found, *_too_hard(library), *_misheard(library)]
    return Report(tuple(sorted(set(problems))), _facts(library, coverage))


def _uncovered(library: Library, coverage: Coverage) -> list[Problem]:
    problems = []
    for flow, question, option in coverage.missing_options():
        at = ("questions", question, "options", option)
        problems.append(library.places[flow].problem(at, f"no story of {flow!r} chooses {option!r} at {question!r}", warning=True))
    for flow, question, index in coverage.missing_routes():
        here = ("questions", question, "next", index)
        route = library.script.flows[flow].routes[question][index]
        problems.append(library.places[flow].problem(here, f"no story of {flow!r} takes this route ({route})", warning=True))
    return problems


def _too_hard(library: Library) -> list[Problem]:
    problems = []
    for language, book in library.books.items():
        if language != "en":  # the formula is made for English
            continue
        found = grades({name: text.text for name, text in book.texts.items()})
        document = library.texts[language]
        for name, value in found.items():
            if value > HARDEST:
                message = (
                    f"the text {name!r} needs reading grade {value:g}; at most {HARDEST:g} is allowed: shorter sentences, shorter words"
                )
                problems.append(document.problem(("texts", name), message))
        if median(found.values()) > MEDIAN:
            problems.append(
                document.problem(("texts",), f"the middle reading grade is {median(found.values()):g}; at most {MEDIAN:g} is allowed")
            )
    return problems


def _misheard(library: Library) -> list[Problem]:
    found: list[Problem] = []
    for language, (document, file) in library.signs.items():
        found += faults(document, file, library.red_flags[language])
    return found


def _facts(library: Library, coverage: Coverage) -> tuple[str, ...]:
    proved = [
        f"{name}: {len(survey.flow.promises)} promises proved over {survey.configurations} configurations with {len(survey.ends)} endings"
        for name, survey in library.surveys.items()
    ]
    options, routes = len(coverage.options), len(coverage.routes)
    every_option, every_route = options + len(coverage.missing_options()), routes + len(coverage.missing_routes())
    stories = sum(1 for _ in stories_of(library))
    covered = f"{stories} stories cover {options} of {every_option} options and {routes} of {every_route} routes"
    book = library.books["en"]
    found = grades({name: text.text for name, text in book.texts.items()})
    hardest = max(found, key=lambda name: found[name])
    reading = f"reading grade: middle {median(found.values()):.1f}, highest {found[hardest]:.1f} ({hardest})"
    _, file = library.signs["en"]
    examples = sum(len(sign.examples) + len(sign.clear) for sign in file.signs.values())
    heard = f"red flags: {len(file.signs)} signs, {sum(len(sign.say) for sign in file.signs.values())} phrases, {examples} examples"
    return (*proved, covered, *_asked(library), reading, heard)


def _asked(library: Library) -> tuple[str, ...]:
    file = library.questions.files.get("en")
    if file is None:
        return ()
    ways = sum(len(file.asks[topic]) for topic in file.catalogue.topics)
    others = sum(map(len, file.asks.values())) - ways
    kinds = len(file.catalogue.refer)
    return (f"{len(file.catalogue.topics)} questions, asked in {ways} ways; {kinds} kinds that are not answered, asked in {others}",)
