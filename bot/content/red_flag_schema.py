"""The shape of a file in dialogs/red_flags. What each key does is said in `bot.understanding` and, for authors, in dialogs/README.md."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, Field, StringConstraints

from .shapes import STRICT, AnyIds, Id


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


class Shape(BaseModel):
    """A mapping in the file."""

    model_config = STRICT


class SmallShape(Shape):
    filler: WordList
    parting: WordList
    subject: WordList
    leads_in: WordList
    verb: WordList
    joins: WordList
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
