"""What to do about a word that nothing here is called: the word that may be meant, else all that are known."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`Did you mean offer?`, or where nothing is near `Known are offer, segment, title.`"""
    words = list(known)
    near = difflib.get_close_matches(word, words, 1)
    return f"Did you mean {near[0]}?" if near else f"Known are {', '.join(words)}."
