"""One spelling for many: what typed text is reduced to before anything is looked for in it."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 4096
"""Characters of a message that are read; Telegram sends no more."""

_APOSTROPHES = str.maketrans({"\u2018": "'", "\u2019": "'", "\u02bc": "'", "\u00b4": "'", "`": "'", "\u201b": "'", "\uff07": "'"})
_SEPARATORS = re.compile(r"[^\w']+")


def plain_words(text: str) -> tuple[str, ...]:
    """The words of a text: compatibility forms folded, accents and invisible characters gone, lower case, no apostrophes."""
    folded = unicodedata.normalize("NFKD", text[:LONGEST].translate(_APOSTROPHES))
    kept = "".join(letter for letter in folded if unicodedata.category(letter) not in {"Mn", "Me", "Cf", "Cc"} or letter in "\n\t")
    words = _SEPARATORS.sub(" ", kept.casefold().replace("_", " ")).split()
    return tuple(bare for word in words if (bare := word.replace("'", "")))
