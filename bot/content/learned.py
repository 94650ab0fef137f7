"""What was learned from the ways to ask, kept beside them in a file, so that a start does not have to learn it again.

The file is made from dialogs/faq and can be made anew at any time (`python -m bot learn`). It says what it was learned from; when that
is no longer what stands in dialogs/faq, everything is learned at the start, which takes seconds, and a line in the log says so.
"""

from __future__ import annotations

import hashlib
import logging
import time
import zlib
from functools import cache
from itertools import chain
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from bot.understanding.encoder import SHA256, WIDTH, Encoder, Floats, ModelMissing, installed
from bot.understanding.faq import Asks, Learned, digest, plain, study
from bot.understanding.grams import Grams
from bot.understanding.head import Head
from bot.understanding.wording import plain_words

log = logging.getLogger(__name__)

_STEPS = np.float32(127)
"""A number of a vector is kept in one byte: this many steps from 0 to the largest one in its row."""
STALE = "{} was learned from other words, which makes every start take seconds longer; run: python -m bot learn"
"""What `check` says about a file that does not fit."""
ALIKE = 0.96
"""Likeness, from -1 to 1, from which two ways to ask mean the same."""
_UNUSABLE = (OSError, EOFError, ValueError, KeyError, BadZipFile, zlib.error)
"""What reading a broken or foreign file can raise. Such a file is as good as none."""
_AT_ONCE = 32
"""Ways to ask that are encoded together: more take more memory and are not faster."""


@cache
def encoder(package: str) -> Encoder | None:
    """The encoder of this process; None, with one line in the log, when its model cannot be used."""
    try:
        return installed(package)
    except ModelMissing as error:
        log.warning("questions, and signs said in other words, are found by spelling alone, which finds fewer: %s", error)
        return None


def path_for(folder: Path, kind: str, language: str) -> Path:
    """Where the file of a language lies, beside what it was learned from."""
    return folder / kind / f"{language}.learned.npz"


def learned(path: Path, asks: Asks, model: Encoder | None, own: Asks | None = None) -> Learned:
    """What the ways to ask teach: from the file when it fits, else learned now.

    `own`: those whose change makes the file old, under the same names; all of them, unless others are only borrowed.
    """
    kept = _kept(path, digest(own or asks, model is not None))
    if kept is not None:
        return kept
    began = time.monotonic()
    now = study(asks, vectors(path, asks, model) if model else None)
    if model:
        log.warning("%s was learned from other words, so learning took %.1f s; run: python -m bot learn", path, time.monotonic() - began)
    return now


def fits(path: Path, asks: Asks) -> bool:
    """Whether the file was learned from these ways to ask (the own ones), by this program."""
    return _kept(path, digest(asks, True)) is not None


def alike(path: Path, asks: Asks) -> list[tuple[tuple[str, int], tuple[str, int]]]:
    """Pairs of ways to ask, each as its name and place, that mean the same to the encoder though their names differ.

    Goes by the file alone: what is not in it yet is left out, so that no model is needed.
    """
    known = _known(path)
    places = [(name, index) for name, said in asks.items() for index in range(len(said))]
    keyed = [(place, key) for place, key in zip(places, _keys(asks), strict=True) if plain_words(asks[place[0]][place[1]])]
    kept = [(place, known[key]) for place, key in keyed if key in known]
    if not kept:
        return []
    rows = _unit(np.stack([row for _, row in kept]))
    found = []
    for first, (place, _) in enumerate(kept):
        near = np.flatnonzero(rows[first + 1 :] @ rows[first] >= ALIKE) + first + 1
        found += [(place, kept[second][0]) for second in near if kept[second][0][0] != place[0]]
    return found


def write(path: Path, asks: Asks, model: Encoder, own: Asks | None = None) -> None:
    """Learn, and write the file. `own` as for `learned`."""
    rows = vectors(path, asks, model)
    found = study(asks, rows)
    with path.open("wb") as file:
        np.savez_compressed(
            file,
            digest=np.array(digest(own or asks, True)),
            keys=np.array(_keys(asks)),
            vectors=_small(rows),
            groups=np.frombuffer("\n".join(found.grams.groups).encode(), np.uint8),
            rarity=found.grams.rarity,
            meaning=found.head.meaning.astype(np.float16),
            spelling=found.head.spelling.astype(np.float16),
            bias=found.head.bias,
        )


def vectors(path: Path, asks: Asks, model: Encoder) -> Floats:
    """The vectors of all ways to ask, in order; only those that the file does not have are encoded."""
    known = _known(path)
    said = [plain(ask) for ask in chain.from_iterable(asks.values())]
    keys = _keys(asks)
    missing = [index for index, key in enumerate(keys) if key not in known]
    for start in range(0, len(missing), _AT_ONCE):
        some = missing[start : start + _AT_ONCE]
        known |= {keys[index]: row for index, row in zip(some, _small(model.encode([said[index] for index in some])), strict=True)}
    return _unit(np.stack([known[key] for key in keys]))


def _unit(small: np.ndarray[tuple[int, ...], np.dtype[np.int8]]) -> Floats:
    rows = small.astype(np.float32)
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


def _small(rows: Floats) -> np.ndarray[tuple[int, int], np.dtype[np.int8]]:
    return np.asarray(np.rint(rows / np.abs(rows).max(axis=1, keepdims=True) * _STEPS), np.int8).reshape(len(rows), WIDTH)


def _keys(asks: Asks) -> list[bytes]:
    """A key for each way to ask and the model that encodes it. Hexadecimal, because numpy drops zeros at the end of bytes."""
    model = bytes.fromhex(SHA256["model.safetensors"])
    said = (plain(ask).encode() for ask in chain.from_iterable(asks.values()))
    return [hashlib.blake2b(one, digest_size=12, key=model).hexdigest().encode() for one in said]


def _known(path: Path) -> dict[bytes, np.ndarray[tuple[int], np.dtype[np.int8]]]:
    try:
        with path.open("rb") as opened, np.load(opened, allow_pickle=False) as file:
            return dict(zip((bytes(key) for key in file["keys"]), file["vectors"], strict=True))
    except _UNUSABLE:
        return {}


def _kept(path: Path, expected: str) -> Learned | None:
    try:
        with path.open("rb") as opened, np.load(opened, allow_pickle=False) as file:
            if str(file["digest"]) != expected:
                return None
            grams = Grams(file["groups"].tobytes().decode().split("\n"), file["rarity"])
            head = Head(file["meaning"].astype(np.float32), file["spelling"].astype(np.float32), file["bias"])
            return Learned(grams, head)
    except _UNUSABLE:
        return None
