"""Learning from examples, and the letter groups it learns from."""

from __future__ import annotations

import numpy as np
import pytest

from bot.understanding.grams import Grams
from bot.understanding.head import learn

TEXTS = [text.split() for text in ("sore arm", "arm is sore", "sore shoulder", "swim today", "can i swim", "swimming pool")]
OWNERS = np.array([0, 0, 0, 1, 1, 1])
NO_MEANING = np.zeros((len(TEXTS), 0), np.float32)


@pytest.fixture(scope="module")
def grams() -> Grams:
    return Grams.known(TEXTS)


def test_what_was_learned_is_known_again(grams: Grams) -> None:
    head = learn(NO_MEANING, grams.rows(TEXTS), OWNERS, 2)
    assert (head.likelihoods(NO_MEANING, grams.rows(TEXTS)).argmax(axis=1) == OWNERS).all()


def test_a_misspelt_word_still_has_letters_in_common(grams: Grams) -> None:
    head = learn(NO_MEANING, grams.rows(TEXTS), OWNERS, 2)
    likely = head.likelihoods(NO_MEANING[:2], grams.rows([["shouldr", "soree"], ["swiming"]]))
    assert likely.argmax(axis=1).tolist() == [0, 1]


def test_likelihoods_are_shares_of_one_and_even_for_something_strange(grams: Grams) -> None:
    head = learn(NO_MEANING, grams.rows(TEXTS), OWNERS, 2)
    (strange,) = head.likelihoods(NO_MEANING[:1], grams.rows([["xyzzy"]]))
    assert strange == pytest.approx([0.5, 0.5], abs=0.05)
    assert float(strange.sum()) == pytest.approx(1)


def test_both_views_count() -> None:
    meaning = np.eye(2, dtype=np.float32)[[0, 0, 0, 1, 1, 1]]
    head = learn(meaning, np.zeros((6, 0), np.float32), OWNERS, 2)
    likely = head.likelihoods(np.eye(2, dtype=np.float32), np.zeros((2, 0), np.float32))
    assert likely[0, 0] > 0.8
    assert likely[1, 1] > 0.8


def test_letter_groups_of_a_single_text_and_strange_ones_do_not_count(grams: Grams) -> None:
    assert " sore " not in grams.groups  # six letters with its borders; groups have five at most
    assert "sore " in grams.groups
    assert not any("shoul" in group for group in grams.groups)
    assert not grams.rows([["xyzzy"], []]).any()


def test_rows_have_length_one_and_rare_groups_weigh_more(grams: Grams) -> None:
    rows = grams.rows(TEXTS)
    assert np.linalg.norm(rows, axis=1) == pytest.approx(np.ones(len(TEXTS)))
    rarity = dict(zip(grams.groups, grams.rarity, strict=True))
    assert rarity["arm "] > rarity["sore "]
