"""Examples with their names -> how likely each name is for something new: logistic regression over two views of a text.

The views are its meaning (a vector of the encoder) and its spelling (letter groups). Learning is deterministic up to rounding and has
no settings but those measured in docs/understanding.md. Must not know what the names stand for.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

_LOOSENESS = 40.0
"""How freely weights may grow (C of logistic regression)."""
_STEPS = 80
"""Steps of learning; the likelihoods no longer move in the second digit after about 60."""


@dataclass(frozen=True, slots=True)
class Head:
    """What was learned: a column of weights for each name. Without an encoder, `meaning` has no rows."""

    meaning: Floats
    spelling: Floats
    bias: Floats

    def likelihoods(self, meaning: Floats, spelling: Floats) -> Floats:
        """For each row of the two views, how likely each name is; every row sums to 1."""
        return _softmax(meaning @ self.meaning + spelling @ self.spelling + self.bias)


def learn(meaning: Floats, spelling: Floats, owners: npt.NDArray[np.intp], names: int) -> Head:
    """Learn from examples: one row of each view and the number of its name.

    Works with the likeness of every two examples instead of with the weights, because there are fewer examples than letter groups. Each
    step solves the quadratic bound of Boehning (1992) exactly, and Nesterov's momentum makes the steps longer.
    """
    likeness = meaning @ meaning.T + spelling @ spelling.T + 1
    right = np.eye(names, dtype=np.float32)[owners]
    give = np.float32(1 / _LOOSENESS)
    solve = np.linalg.inv(likeness * np.float32(0.5) + give * np.eye(len(owners), dtype=np.float32))
    shares: Floats = np.zeros_like(right)
    before, pace = shares, 1.0
    for _ in range(_STEPS):
        faster = (1 + (1 + 4 * pace * pace) ** 0.5) / 2
        ahead = shares + np.float32((pace - 1) / faster) * (shares - before)
        before, pace = shares, faster
        shares = np.asarray(ahead - solve @ (_softmax(likeness @ ahead) - right + give * ahead), np.float32)
    return Head(meaning.T @ shares, spelling.T @ shares, shares.sum(axis=0))


def _softmax(scores: Floats) -> Floats:
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), np.float32)
