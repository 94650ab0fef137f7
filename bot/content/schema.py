"""The shapes of the files in dialogs/, as pydantic models. Unknown keys are refused; short forms are spelled out here.

What a key means is said where the core defines it (`bot.dialog.script`) and, for authors, in dialogs/README.md.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=20)]
TextId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)*$", max_length=60)]
TopicId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=30)]
PassageId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_.]*$", max_length=20)]
LevelName = Literal["none", "starter", "adapted", "gentle", "clinician", "stop", "urgent"]
InputName = Literal["date", "time", "zone", "number", "schedule", "hours"]


def _one_or_many(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Ids = Annotated[list[Id], BeforeValidator(_one_or_many), Field(min_length=1)]
AnyIds = Annotated[list[Id], BeforeValidator(_one_or_many)]
TextIds = Annotated[list[TextId], BeforeValidator(_one_or_many), Field(min_length=1)]
Passages = Annotated[list[PassageId], BeforeValidator(_one_or_many), Field(min_length=1)]


class Shape(BaseModel):
    """A mapping in a file."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class GuardShape(Shape):
    flag: Ids | None = None
    answer: dict[Id, Ids] | None = None
    at_least: LevelName | None = None
    has: LevelName | None = None
    unless: GuardShape | None = None

    @model_validator(mode="after")
    def _says_something(self) -> GuardShape:
        if not self.model_fields_set:
            raise ValueError("say at least one of flag, answer, at_least, has, unless")
        return self


class RouteShape(Shape):
    when: GuardShape | None = None
    ask: Id | None = None
    end: Id | None = None
    do: Id | None = None

    @model_validator(mode="after")
    def _one_target(self) -> RouteShape:
        if sum(target is not None for target in (self.ask, self.end, self.do)) != 1:
            raise ValueError("a route needs one of `ask` (a question), `end` (an outcome) or, in a form, `do` (a deed)")
        return self


class OptionShape(Shape):
    label: TextId | None = None
    flags: AnyIds = []
    alone: bool = False


class SilenceShape(Shape):
    minutes: Annotated[int, Field(ge=1, le=24 * 60)]
    counts_as: Id


class QuestionShape(Shape):
    ask: TextId | None = None
    title: TextId | None = None
    input: InputName | None = None
    submit: Id | None = None
    pick: Literal["one", "many"] = "one"
    lead: list[TextId] = []
    rows: list[Annotated[list[Id], Field(min_length=1, max_length=3)]] | None = None
    options: Annotated[dict[Id, OptionShape], Field(max_length=20)] = {}
    silence: SilenceShape | None = None

    @model_validator(mode="after")
    def _can_be_answered(self) -> QuestionShape:
        if not self.options and self.input is None:
            raise ValueError("a question needs `options`, or an `input`")
        return self


class AskedShape(Shape):
    """A question of a flow: taken over from common.yaml with `use`, or written out; always with its routes."""

    use: Id | None = None
    ask: TextId | None = None
    title: TextId | None = None
    input: InputName | None = None
    submit: Id | None = None
    pick: Literal["one", "many"] = "one"
    lead: list[TextId] = []
    rows: list[Annotated[list[Id], Field(min_length=1, max_length=3)]] | None = None
    options: Annotated[dict[Id, OptionShape], Field(max_length=20)] | None = None
    silence: SilenceShape | None = None
    next: Annotated[list[RouteShape], Field(min_length=1)]

    @model_validator(mode="after")
    def _used_or_written(self) -> AskedShape:
        if (self.use is None) == (self.options is None and self.input is None):
            raise ValueError("a question needs either `use` (a question of common.yaml), or `options` or an `input`")
        if self.use is not None and self.model_fields_set - {"use", "next"}:
            raise ValueError("a question taken over with `use` has only `next` beside it")
        return self


class LineShape(Shape):
    text: TextId
    when: GuardShape | None = None
    offers: list[Id] = []


def _line(value: Any) -> Any:
    """A bare text id, or one line, is short for a choice among one."""
    if isinstance(value, str):
        return {"first": [{"text": value}]}
    if isinstance(value, dict) and "text" in value:
        return {"first": [value]}
    return value


class ChoiceShape(Shape):
    first: Annotated[list[LineShape], Field(min_length=1)]


class MinutesShape(Shape):
    when: GuardShape | None = None
    is_: Annotated[int, Field(alias="is", ge=1, le=120)]


class ButtonShape(Shape):
    label: TextId
    timer: bool = False
    minutes: bool = False
    command: Id | None = None
    raises: Id | None = None
    reply: TextId | None = None

    @model_validator(mode="after")
    def _does_one_thing(self) -> ButtonShape:
        if sum(map(bool, (self.timer, self.minutes, self.command, self.raises, self.reply))) != 1:
            raise ValueError("a button does exactly one thing: timer, minutes, command, raises or reply")
        return self


class OutcomeShape(Shape):
    level: LevelName
    title: TextId
    say: list[Annotated[ChoiceShape, BeforeValidator(_line)]]
    minutes: list[MinutesShape] = []
    buttons: dict[Id, ButtonShape] = {}
    again: TextId | None = None
    toast: TextId | None = None
    unsure: TextId | None = None

    @model_validator(mode="after")
    def _serious_texts(self) -> OutcomeShape:
        serious = self.level in ("stop", "urgent")
        if {bool(text) for text in (self.again, self.toast, self.unsure)} != {serious}:
            raise ValueError("an outcome of level urgent or stop needs `again`, `toast` and `unsure`; any other has none of them")
        return self


class FlagShape(Shape):
    level: LevelName
    rule: Annotated[str, StringConstraints(min_length=1, max_length=40)]
    later: Id | None = None
    outcome: Id | None = None


class CommonFile(Shape):
    kind: Literal["common"]
    first: Id
    after_timer: Id
    timers: Annotated[list[Annotated[int, Field(ge=1, le=120)]], Field(min_length=1, max_length=5)]
    escalation: dict[Literal["urgent", "stop"], Id]
    flags: dict[Id, FlagShape]
    movements: dict[Id, Literal["light", "moderate", "hard"]]
    outcomes: dict[Id, OutcomeShape]
    questions: dict[Id, QuestionShape] = {}
    check_ins: Annotated[list[Annotated[int, Field(ge=1, le=23)]], Field(max_length=4)] = []
    zones: dict[Id, Annotated[list[str], Field(min_length=1, max_length=30)]] = {}

    @model_validator(mode="after")
    def _both_escalations(self) -> CommonFile:
        if set(self.escalation) != {"urgent", "stop"}:
            raise ValueError("`escalation` needs both urgent and stop")
        return self


class PromiseShape(Shape):
    says: str
    when: GuardShape | None = None
    ends: Ids | None = None
    never_offers: Literal["light", "moderate", "hard"] | None = None

    @model_validator(mode="after")
    def _promises_one_thing(self) -> PromiseShape:
        if (self.ends is None) == (self.never_offers is None):
            raise ValueError("a promise says either `ends` or `never_offers`")
        return self


class FlowFile(Shape):
    kind: Literal["flow"]
    flow: Id
    start: Id
    starts_with: list[Id] = []
    inherits: bool = False
    form: bool = False
    questions: Annotated[dict[Id, AskedShape], Field(min_length=1)]
    promises: list[PromiseShape] = []


class TextShape(Shape):
    text: Annotated[str, StringConstraints(min_length=1)]
    source: Passages


def _label(value: Any) -> Any:
    return {"text": value} if isinstance(value, str) else value


class LabelShape(Shape):
    text: Annotated[str, StringConstraints(min_length=1)]
    also: list[Annotated[str, StringConstraints(min_length=1)]] = []


class TextsFile(Shape):
    kind: Literal["texts"]
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")]
    name: str
    texts: dict[TextId, TextShape]
    labels: dict[TextId, Annotated[LabelShape, BeforeValidator(_label)]]


class PassageShape(Shape):
    section: str
    fact: str
    sign_off: bool = False


class SourceFile(Shape):
    kind: Literal["source"]
    title: str
    ours: bool
    passages: dict[PassageId, PassageShape]


class StepShape(Shape):
    """One step of a story: something the person does, or something that must be so afterwards."""

    send: str | None = None
    tap: str | None = None
    old: str | None = None
    give: str | None = None
    wait: Annotated[int, Field(ge=1, le=60 * 24 * 400)] | None = None
    asks: Id | None = None
    ends: Id | None = None
    says: TextIds | None = None
    quiet: Literal[True] | None = None
    file: Literal["ics", "export"] | None = None
    erased: Literal[True] | None = None

    @model_validator(mode="after")
    def _one_step(self) -> StepShape:
        if len(self.model_fields_set) != 1:
            raise ValueError("a step is exactly one of send, tap, old, give, wait, asks, ends, says, quiet, file, erased")
        return self


class StoryShape(Shape):
    story: Annotated[str, StringConstraints(min_length=3, max_length=90)]
    show: bool = False
    steps: Annotated[list[StepShape], Field(min_length=1)]


class TableShape(Shape):
    """Many short stories that begin alike: each row is taps, then the outcome; an outcome's line after `says`."""

    table: Annotated[str, StringConstraints(min_length=3, max_length=90)]
    start: list[StepShape]
    rows: Annotated[list[RowShape], Field(min_length=1)]


class RowShape(Shape):
    taps: Annotated[list[str], BeforeValidator(_one_or_many)]
    ends: Id | None = None
    asks: Id | None = None
    says: TextIds | None = None
    rule: str | None = None


class StoriesFile(Shape):
    kind: Literal["stories"]
    stories: list[StoryShape] = []
    tables: list[TableShape] = []


Said = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Message = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=600)]


class ReferShape(Shape):
    """A kind of question that the article does not answer: what is said instead, and how people ask it."""

    answer: TextIds
    ask: Annotated[list[Said], Field(min_length=1)]


class TopicShape(ReferShape):
    related: Annotated[list[TopicId], Field(max_length=3)] = []
    check: bool = False
    sign: Id | None = None
    exercise: bool = False


class FaqFile(Shape):
    kind: Literal["faq"]
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")]
    groups: Annotated[dict[Id, Annotated[list[TopicId], Field(min_length=1)]], Field(min_length=1)]
    topics: Annotated[dict[TopicId, TopicShape], Field(min_length=1)]
    refer: dict[TopicId, ReferShape] = {}


def _words(value: Any) -> Any:
    """Words are written as one text, separated by spaces and line breaks."""
    return value.split() if isinstance(value, str) else value


def _phrases(value: Any) -> Any:
    """Phrases are written as a list, or as one text with commas between them."""
    return [part for piece in value.split(",") if (part := " ".join(piece.split()))] if isinstance(value, str) else value


Word = Annotated[str, StringConstraints(min_length=1, max_length=60)]
WordList = Annotated[list[Word], BeforeValidator(_words)]
Way = Annotated[str, StringConstraints(min_length=1, max_length=1200)]
Ways = Annotated[list[Way], BeforeValidator(_phrases), Field(min_length=1)]
Example = Annotated[str, StringConstraints(min_length=2, max_length=400)]


class SmallShape(Shape):
    filler: WordList
    parting: WordList
    subject: WordList
    leads_in: WordList
    verb: WordList
    joins: WordList
    adds: WordList = []
    questions: WordList
    greets: WordList
    me: WordList
    pointing: WordList
    glue: WordList
    negative: WordList


class TraitsShape(Shape):
    stubborn: bool = False
    lasting: bool = False
    effort: Literal["", "recovers", "settles", "explains"] = ""


class SignShape(Shape):
    flag: Id
    say: Ways
    traits: TraitsShape = TraitsShape()
    instead_of: AnyIds = []
    asks: bool = False
    alone: bool = False
    silent: bool = False
    at_site: Id | None = None
    examples: list[Example] = []
    clear: list[Example] = []


class RedFlagsFile(Shape):
    kind: Literal["red_flags"]
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")]
    gone: Id
    small: SmallShape
    misspelt: Ways
    things: Ways
    ordinary: WordList = []
    groups: dict[Id, Ways]
    idioms: list[Way] = []
    cues: dict[Id, Ways]
    signs: Annotated[dict[Id, SignShape], Field(min_length=1)]


class HintsFile(Shape):
    kind: Literal["hints"]
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")]
    signs: Annotated[dict[Id, Annotated[list[Message], Field(min_length=1)]], Field(min_length=1)]
    nothing: Annotated[list[Message], Field(min_length=1)]


FILES: dict[str, type[Shape]] = {
    "common": CommonFile,
    "flow": FlowFile,
    "texts": TextsFile,
    "source": SourceFile,
    "stories": StoriesFile,
    "faq": FaqFile,
    "hints": HintsFile,
    "red_flags": RedFlagsFile,
}
"""The model of each kind of file, by the word in its `kind`."""
