"""Checked shapes -> the script of the core. Every name that points nowhere is a problem at its place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from bot.dialog import phrases
from bot.dialog.deeds import DEEDS
from bot.dialog.script import (
    GIVEN,
    Flag,
    Flow,
    Guard,
    Level,
    Line,
    Option,
    Outcome,
    OutcomeButton,
    Promise,
    Question,
    Route,
    Script,
    Silence,
)
from bot.dialog.wallclock import is_zone

from . import schema
from .problems import Problem
from .reader import At, Document

COMMANDS = frozenset(["start", *phrases.MENU])
"""What a button may run."""


class Compiler:
    """Turns the files of dialogs/flows into a Script and gathers what is wrong on the way."""

    def __init__(
        self,
        common: tuple[Document, schema.CommonFile],
        flows: Sequence[tuple[Document, schema.FlowFile]],
        languages: Mapping[str, str] | None = None,
    ) -> None:
        self._document, self._common = common
        self._languages = dict(languages or {})
        self._flows = flows
        self.problems: list[Problem] = []
        self.places: dict[str, Document] = {}
        self._at_question: dict[str, tuple[Document, At]] = {}

    def script(self) -> Script:
        """The script; trust it only while `problems` is empty."""
        common = self._common
        flags = {
            name: Flag(name, Level[shape.level.upper()], shape.rule, shape.later, shape.outcome) for name, shape in common.flags.items()
        }
        for name, shape in common.flags.items():
            self._known(self._document, ("flags", name, "later"), "flag", [shape.later] if shape.later else [], flags)
        outcomes = {name: self._outcome(name, shape) for name, shape in common.outcomes.items()}
        self._own_outcomes(outcomes)
        flows = {}
        for document, file in self._flows:
            if file.flow in flows:
                self._problem(document, ("flow",), f"the flow {file.flow!r} is written in {self.places[file.flow].name} too")
                continue
            self.places[file.flow] = document
            flows[file.flow] = self._flow(document, file)
        self._all_used()
        self._known(self._document, ("first",), "flow", [common.first], flows)
        self._known(self._document, ("after_timer",), "flow", [common.after_timer], flows)
        for level, outcome in common.escalation.items():
            self._known(self._document, ("escalation", level), "outcome", [outcome], outcomes)
            if outcome in outcomes and outcomes[outcome].level is not Level[level.upper()]:
                self._problem(self._document, ("escalation", level), f"the outcome {outcome!r} is not of level {level}")
        escalation = {Level[level.upper()]: outcome for level, outcome in common.escalation.items()}
        self._zones()
        zones = {region: tuple(names) for region, names in common.zones.items()}
        timers = tuple(common.timers)
        ends = (common.first, common.after_timer, timers)
        return Script(flags, common.movements, outcomes, flows, escalation, *ends, zones, tuple(common.check_ins), self._languages)

    def _zones(self) -> None:
        for region, names in self._common.zones.items():
            for index, name in enumerate(names):
                if not is_zone(name):
                    self._problem(self._document, ("zones", region, index), f"there is no time zone {name!r}; write it as in Europe/Berlin")

    def _own_outcomes(self, outcomes: Mapping[str, Outcome]) -> None:
        for name, shape in self._common.flags.items():
            at: At = ("flags", name, "outcome")
            self._known(self._document, at, "outcome", [shape.outcome] if shape.outcome else [], outcomes)
            named = outcomes.get(shape.outcome) if shape.outcome else None
            if named and (shape.level not in ("urgent", "stop") or named.level is not Level[shape.level.upper()]):
                self._problem(self._document, at, "`outcome` belongs to a flag of level urgent or stop, and names an outcome of that level")

    def _all_used(self) -> None:
        """A shared question that no flow asks is never checked, so it may not stay. A misspelt `use` is told by itself."""
        used = {asked.use for _, file in self._flows for asked in file.questions.values()} - {None}
        if used <= set(self._common.questions):
            for name in self._common.questions:
                if name not in used:
                    message = f"no flow asks this question; write `use: {name}` in one, or delete it"
                    self._problem(self._document, ("questions", name), message)

    def _flow(self, document: Document, shape: schema.FlowFile) -> Flow:
        questions: dict[str, Question] = {}
        routes: dict[str, tuple[Route, ...]] = {}
        for name, asked in shape.questions.items():
            at: At = ("questions", name)
            question = self._asked(document, name, asked, at)
            if question is None:
                continue
            questions[name] = question
            routes[name] = tuple(self._route(document, route, (*at, "next", index), shape) for index, route in enumerate(asked.next))
        self._known(document, ("start",), "question of this flow", [shape.start], shape.questions)
        self._known(document, ("starts_with",), "flag", shape.starts_with, self._common.flags)
        promises = tuple(self._promise(document, promise, ("promises", index), shape) for index, promise in enumerate(shape.promises))
        starts_with = tuple(shape.starts_with)
        return Flow(shape.flow, shape.start, MappingProxyType(questions), routes, starts_with, shape.inherits, promises, shape.form)

    def _asked(self, document: Document, name: str, asked: schema.AskedShape, at: At) -> Question | None:
        if asked.use is not None:
            self._known(document, (*at, "use"), "question of common.yaml", [asked.use], self._common.questions)
            shared = self._common.questions.get(asked.use)
            return self._question(self._document, name, asked.use, shared, ("questions", asked.use)) if shared else None
        data = asked.model_dump(exclude={"use", "next"}, exclude_unset=True)
        return self._question(document, name, name, schema.QuestionShape.model_validate(data), at)

    def _question(self, document: Document, name: str, words: str, shape: schema.QuestionShape, at: At) -> Question:
        """`words` is the id its texts and labels go by: that of common.yaml when it was taken over from there."""
        self._known_once(document, at, shape, words)
        options = {
            option: Option(option, given.label or f"{words}.{option}", tuple(given.flags), given.alone)
            for option, given in shape.options.items()
        }
        rows = tuple(tuple(row) for row in shape.rows) if shape.rows else tuple((option,) for option in options if option != shape.submit)
        if shape.input:
            options[GIVEN] = Option(GIVEN, "")
        silence = Silence(shape.silence.minutes, shape.silence.counts_as) if shape.silence else None
        title = shape.title or f"{words}.title"
        ask, many, lead = shape.ask or f"{words}.ask", shape.pick == "many", tuple(shape.lead)
        return Question(name, ask, title, options, rows, many, lead, silence, shape.input or "", shape.submit or "")

    def _known_once(self, document: Document, at: At, shape: schema.QuestionShape, words: str) -> None:
        if words in self._at_question and self._at_question[words] == (document, at):
            return
        if words in self._at_question:
            self._problem(document, at, f"another flow asks a question {words!r} of its own; put it into common.yaml, or rename one")
        self._at_question[words] = (document, at)
        for option, given in shape.options.items():
            self._known(document, (*at, "options", option, "flags"), "flag", given.flags, self._common.flags)
            if given.alone and shape.pick == "one":
                self._problem(document, (*at, "options", option, "alone"), "`alone` belongs to a question with `pick: many`")
        if shape.rows is not None:
            laid = [option for row in shape.rows for option in row]
            for option in sorted(set(shape.options) - set(laid) - {shape.submit}):
                self._problem(document, (*at, "rows"), f"the option {option!r} stands in no row, so nobody could choose it")
            for option in sorted({option for option in laid if laid.count(option) > 1}):
                self._problem(document, (*at, "rows"), f"the option {option!r} stands in two rows")
            self._known(document, (*at, "rows"), "option of this question", laid, shape.options)
        if shape.submit:
            self._known(document, (*at, "submit"), "option of this question", [shape.submit], shape.options)
            if shape.submit in shape.options and not (shape.pick == "many" and shape.options[shape.submit].alone):
                self._problem(document, (*at, "submit"), "`submit` names an option with `alone: true` of a question with `pick: many`")
        if GIVEN in shape.options:
            self._problem(document, (*at, "options", GIVEN), f"{GIVEN!r} stands for a value that is given, and cannot be an option")
        if shape.silence:
            self._known(document, (*at, "silence", "counts_as"), "option of this question", [shape.silence.counts_as], shape.options)
        if shape.pick == "many" and not any(given.alone for given in shape.options.values()):
            self._problem(document, (*at, "options"), "a question with `pick: many` needs an option with `alone: true` for `none of these`")

    def _route(self, document: Document, route: schema.RouteShape, at: At, flow: schema.FlowFile) -> Route:
        guard = self._guard(document, route.when, (*at, "when"), flow)
        if route.ask is not None:
            self._known(document, (*at, "ask"), "question of this flow", [route.ask], flow.questions)
            return Route(route.ask, ends=False, when=guard)
        if (route.do is not None) != flow.form:
            self._problem(
                document, at, "a form ends with `do`, and only a form" if flow.form else "`do` belongs to a flow with `form: true`"
            )
        if route.do is not None:
            self._known(document, (*at, "do"), "deed", [route.do], DEEDS)
            return Route(route.do, ends=True, when=guard)
        assert route.end is not None  # noqa: S101  # the shape demands one of the three
        self._known(document, (*at, "end"), "outcome", [route.end], self._common.outcomes)
        return Route(route.end, ends=True, when=guard)

    def _promise(self, document: Document, promise: schema.PromiseShape, at: At, flow: schema.FlowFile) -> Promise:
        self._known(document, (*at, "ends"), "outcome", promise.ends or [], self._common.outcomes)
        return Promise(
            promise.says, self._guard(document, promise.when, (*at, "when"), flow), tuple(promise.ends or ()), promise.never_offers
        )

    def _guard(self, document: Document, shape: schema.GuardShape | None, at: At, flow: schema.FlowFile | None) -> Guard | None:
        """Compile a guard. Without a flow it belongs to an outcome, which may read flags and levels but no answers."""
        if shape is None:
            return None
        self._known(document, (*at, "flag"), "flag", shape.flag or [], self._common.flags)
        answers: list[tuple[str, tuple[str, ...]]] = []
        for question, options in (shape.answer or {}).items():
            here = (*at, "answer", question)
            if flow is None:
                self._problem(document, here, "the lines of an outcome may read flags and levels, not answers: give the option a flag")
                continue
            self._known(document, here, "question of this flow", [question], flow.questions)
            if question in flow.questions:
                self._known(document, here, f"option of {question!r}", options, self._options(flow.questions[question]))
            answers.append((question, tuple(options)))
        level = {name: Level[value.upper()] if value else None for name, value in (("at_least", shape.at_least), ("has", shape.has))}
        unless = self._guard(document, shape.unless, (*at, "unless"), flow)
        return Guard(tuple(shape.flag or ()), tuple(answers), level["at_least"], level["has"], unless)

    def _options(self, asked: schema.AskedShape) -> Mapping[str, Any]:
        if asked.use is not None:
            shared = self._common.questions.get(asked.use)
            return shared.options if shared else {}
        return asked.options or {}

    def _outcome(self, name: str, shape: schema.OutcomeShape) -> Outcome:
        document, at = self._document, ("outcomes", name)
        level = Level[shape.level.upper()]
        say = tuple(
            tuple(self._line(line, (*at, "say", index, "first", number)) for number, line in enumerate(choice.first))
            for index, choice in enumerate(shape.say)
        )
        minutes = tuple(
            (self._guard(document, given.when, (*at, "minutes", index, "when"), None), given.is_)
            for index, given in enumerate(shape.minutes)
        )
        buttons = tuple(OutcomeButton(button, **given.model_dump()) for button, given in shape.buttons.items())
        for button in buttons:
            here = (*at, "buttons", button.id)
            self._known(document, here, "command", [button.command] if button.command else [], COMMANDS)
            self._known(document, here, "flag", [button.raises] if button.raises else [], self._common.flags)
            if button.raises in self._common.flags and self._common.flags[button.raises].level not in ("urgent", "stop"):
                self._problem(document, here, f"`raises` needs a flag of level urgent or stop, and {button.raises!r} is not")
            if (button.timer or button.minutes) and (level >= Level.STOP or not minutes):
                self._problem(document, here, "a timer needs `minutes`, and an outcome below stop")
        if shape.toast and not shape.toast.startswith("toast."):
            self._problem(document, (*at, "toast"), "the id of a short note begins with `toast.`, so that its length is checked")
        if level is Level.URGENT and buttons:
            self._problem(document, (*at, "buttons"), "an urgent outcome has no buttons: nothing may distract from it")
        if minutes and minutes[-1][0] is not None:
            self._problem(document, (*at, "minutes"), "the last of `minutes` must have no `when`")
        return Outcome(name, level, shape.title, say, minutes, buttons, shape.again or "", shape.toast or "", shape.unsure or "")

    def _line(self, line: schema.LineShape, at: At) -> Line:
        self._known(self._document, at, "movement", line.offers, self._common.movements)
        return Line(line.text, self._guard(self._document, line.when, (*at, "when"), None), tuple(line.offers))

    def _known(self, document: Document, at: At, what: str, names: Iterable[str], known: Iterable[str]) -> None:
        allowed = list(known)
        for name in names:
            if name not in allowed:
                self._problem(document, at, f"there is no {what} {name!r}{_nearest(name, allowed)}")

    def _problem(self, document: Document, at: At, message: str) -> None:
        self.problems.append(document.problem(at, message))


def _nearest(name: str, allowed: Sequence[str]) -> str:
    from difflib import get_close_matches  # only when something is wrong

    close = get_close_matches(name, allowed, n=1)
    return f"; did you mean {close[0]!r}?" if close else ""
