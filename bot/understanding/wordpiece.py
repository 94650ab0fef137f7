"""Text -> the token numbers a BERT model reads: lower case, accents off, words cut at punctuation, then into known pieces.

Knows one vocabulary file. Must not know models, topics or files on disk.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator

LONGEST_WORD = 100
"""Characters; a longer run of letters becomes one unknown token, as the model was trained."""


class WordPieces:
    """Cuts text into the pieces of one vocabulary."""

    def __init__(self, vocabulary: Iterable[str]) -> None:
        """`vocabulary`: the pieces in the order of their numbers. Raises KeyError when the special ones are missing."""
        self._numbers = {piece: number for number, piece in enumerate(vocabulary)}
        self._unknown, self._begin, self._end = (self._numbers[name] for name in ("[UNK]", "[CLS]", "[SEP]"))

    def knows(self, word: str) -> bool:
        """Whether a word is one piece of its own."""
        return word in self._numbers

    def numbers(self, text: str, most: int) -> list[int]:
        """At most `most` token numbers, the first and last of which frame the text."""
        numbers = [self._begin]
        for word in _words(text):
            numbers += self._pieces(word)
            if len(numbers) >= most:
                break
        return [*numbers[: most - 1], self._end]

    def _pieces(self, word: str) -> list[int]:
        if len(word) > LONGEST_WORD:
            return [self._unknown]
        pieces: list[int] = []
        start = 0
        while start < len(word):
            head = "##" if start else ""
            for end in range(len(word), start, -1):
                number = self._numbers.get(head + word[start:end])
                if number is not None:
                    pieces.append(number)
                    start = end
                    break
            else:
                return [self._unknown]
        return pieces


def _words(text: str) -> Iterator[str]:
    """Words and single punctuation marks, in order."""
    word = ""
    for letter in unicodedata.normalize("NFD", text.lower()):
        category = unicodedata.category(letter)
        if letter in "\t\n\r" or category == "Zs":
            if word:
                yield word
            word = ""
        elif category in ("Mn", "Cc", "Cf") or letter == "\ufffd":
            continue
        elif category[0] == "P" or letter in "$+<=>^`|~" or _han(letter):
            if word:
                yield word
            yield letter
            word = ""
        else:
            word += letter
    if word:
        yield word


def _han(letter: str) -> bool:
    return "\u4e00" <= letter <= "\u9fff" or "\u3400" <= letter <= "\u4dbf" or "\uf900" <= letter <= "\ufaff" or letter >= "\U00020000"
