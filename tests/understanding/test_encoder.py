"""The model: the same tokens as it was trained on, vectors that mean something, and no use of files that are not the expected ones."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.understanding.encoder import MOST_TOKENS, SHA256, WIDTH, Encoder, ModelMissing, installed
from bot.understanding.wordpiece import WordPieces


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return installed()


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("can i exercise after a b12 injection?", [101, 2064, 1045, 6912, 2044, 1037, 29491, 2475, 13341, 1029, 102]),
        ("hydroxocobalamin", [101, 18479, 2595, 24163, 25060, 10020, 102]),
        ("Ünïcödé café", [101, 27260, 7668, 102]),
        ("x" * 150, [101, 100, 102]),
        ("", [101, 102]),
    ],
)
def test_text_is_cut_as_the_model_was_trained(encoder: Encoder, text: str, numbers: list[int]) -> None:
    # the expected numbers are those of the model's own tokenizer
    assert encoder.pieces.numbers(text, MOST_TOKENS) == numbers


def test_words_and_signs_are_cut_apart() -> None:
    pieces = WordPieces(["[UNK]", "[CLS]", "[SEP]", "sore", "arm", "##s", "?", "\u75bc", "+"])
    assert pieces.numbers("Sore\u200b  ARMS?+\u75bc", 20) == [1, 3, 4, 5, 6, 8, 7, 2]
    assert pieces.numbers("sore legs", 20) == [1, 3, 0, 2]
    assert pieces.knows("sore")
    assert not pieces.knows("legs")


def test_a_long_text_keeps_its_frame(encoder: Encoder) -> None:
    numbers = encoder.pieces.numbers("tired " * 500, MOST_TOKENS)
    assert len(numbers) == MOST_TOKENS
    assert (numbers[0], numbers[-1]) == (101, 102)


def test_closeness_is_closeness_of_meaning(encoder: Encoder) -> None:
    gym, training, wine = encoder.encode(["can i go to the gym", "am i allowed to train", "a glass of wine"])
    assert gym @ training > gym @ wine + 0.2


def test_a_text_reads_the_same_alone_and_among_others(encoder: Encoder) -> None:
    texts = ["hiit?", "my arm is sore where they put the needle", "", "🙂"]
    together = encoder.encode(texts)
    alone = np.concatenate([encoder.encode([text]) for text in texts])
    assert np.allclose(together, alone, atol=1e-5)
    assert encoder.encode([]).shape == (0, WIDTH)


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=300))
def test_every_text_has_a_vector_of_length_one(text: str) -> None:
    (row,) = installed().encode([text])
    assert abs(float(np.linalg.norm(row)) - 1) < 1e-4


def test_a_model_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match=r"model\.safetensors cannot be read: No such file"):
        Encoder(tmp_path)


def test_other_files_than_the_expected_ones_are_refused(tmp_path: Path) -> None:
    for name in SHA256:
        (tmp_path / name).write_bytes(b"not the model")
    with pytest.raises(ModelMissing, match="is not the expected file: its hash begins with"):
        Encoder(tmp_path)


def test_a_package_that_is_not_installed_is_told() -> None:
    with pytest.raises(ModelMissing, match="the package no-such-weights is not installed"):
        installed("no_such_weights")
