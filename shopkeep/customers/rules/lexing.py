"""A rule's text as tokens: words, numbers, quoted text and signs, each with its place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from shopkeep.core import text
from shopkeep.customers.rules.problems import RuleProblem

LONGEST = 2_000
"""Signs in a rule."""

Kind = Literal["word", "number", "quoted", "sign", "end"]


@dataclass(frozen=True, slots=True)
class Token:
    kind: Kind
    text: str
    """What it says: quoted text without its marks, signs in their plain form (`<=` for `≤`)."""
    at: int
    length: int

    @property
    def end(self) -> int:
        return self.at + self.length

    def is_word(self, *words: str) -> bool:
        return self.kind == "word" and self.text.lower() in words

    def is_sign(self, *signs: str) -> bool:
        return self.kind == "sign" and self.text in signs


CLOSING = {'"': '"', "“": "”", "„": "“”", "«": "»", "»": "«", "”": "”", "'": "'", "‘": "’"}
"""What may close a name, by the mark that opens it."""
_SAME = {"==": "=", "<>": "!=", "≠": "!=", "≥": ">=", "≤": "<=", "=>": ">=", "=<": "<=", "×": "*"}

_SPACE = re.compile(r"\s+")
_SIGN = re.compile(r"==|<>|!=|<=|>=|=>|=<|&&|\|\||[=<>≠≥≤()*×,%&|!;]")
_NUMBER = re.compile(r"[+\-−]?[0-9]+(?:\.[0-9]+)?(?![\w.@/'’-])")
_WORD = re.compile(r"""[^\s"“”„«»=<>≠≥≤()*×,%&|!;]+""")
_STRAIGHT = re.compile(r'"((?:[^"]|"")*)"')
_TIMES = re.compile(r"([0-9]+(?:\.[0-9]+)?)([xX])(?!\w)")


_BARE = re.compile(r"[^\W\d_][\w.@/’'-]*")
_RESERVED = ("and", "or", "not", "in", "category", "since", "before", "after", "until", "within", "known", "unknown")


def quoted(value: str) -> str:
    """A text as it is written in a rule: as it is if it is one plain word, else in quotation marks."""
    if _BARE.fullmatch(value) and value.lower() not in _RESERVED:
        return value
    return '"' + value.replace('"', '""') + '"'


def tokens(rule: str) -> list[Token]:
    """The tokens of a rule, with one of kind `end` at last. Raises RuleProblem where it is too long or a
    quotation mark stays open."""
    if len(rule) > LONGEST:
        raise RuleProblem(
            f"This filter is too long: {len(rule):,} signs.",
            f"A filter has at most {LONGEST:,} signs.",
            "Save a part of it as a segment and write `in` and its name.",
            LONGEST,
            len(rule) - LONGEST,
        )
    found: list[Token] = []
    at = 0
    while True:
        at = _after_space(rule, at)
        if at >= len(rule):
            return [*found, Token("end", "", len(rule), 0)]
        found += _tokens_at(rule, at)
        at = found[-1].end


def _after_space(rule: str, at: int) -> int:
    space = _SPACE.match(rule, at)
    return space.end() if space else at


def _tokens_at(rule: str, at: int) -> list[Token]:
    quoted = _quoted(rule, at)
    if quoted:
        return [quoted]
    if times := _TIMES.match(rule, at):
        number, x = times.groups()
        return [Token("number", number, at, len(number)), Token("word", x, at + len(number), 1)]
    if number_found := _NUMBER.match(rule, at):
        return [Token("number", number_found[0].replace("−", "-"), at, len(number_found[0]))]
    if sign := _SIGN.match(rule, at):
        return [Token("sign", _SAME.get(sign[0], sign[0]), at, len(sign[0]))]
    if word := _WORD.match(rule, at):
        return [Token("word", text.clean(word[0]), at, len(word[0]))]
    return [Token("sign", rule[at], at, 1)]


def _quoted(rule: str, at: int) -> Token | None:
    """The quoted text that opens here. A doubled mark inside stands for one."""
    mark = rule[at]
    if mark not in CLOSING:
        return None
    if mark == '"':
        straight = _STRAIGHT.match(rule, at)
        if straight:
            return Token("quoted", text.clean(straight[1].replace('""', '"')), at, len(straight[0]))
    else:
        ends = [end for end in (rule.find(closing, at + 1) for closing in CLOSING[mark]) if end > 0]
        if ends:
            return Token("quoted", text.clean(rule[at + 1 : min(ends)]), at, min(ends) + 1 - at)
    if mark in "'‘":
        return None  # an apostrophe, as in 't Hof
    raise RuleProblem(
        "A quotation mark is opened here and not closed.",
        "Everything after it would belong to the name.",
        'Put a " at the end of the name.',
        at,
        len(rule) - at,
    )


class Cursor:
    """A place among the tokens of one rule."""

    def __init__(self, rule: str) -> None:
        self.rule = rule
        self.tokens = tokens(rule)
        self.i = 0

    @property
    def now(self) -> Token:
        return self.tokens[self.i]

    def ahead(self, steps: int) -> Token:
        """The token some steps on; the end token beyond the last."""
        return self.tokens[min(self.i + steps, len(self.tokens) - 1)]

    def take(self) -> Token:
        """The token here; the cursor moves on, and stays at the end."""
        token = self.now
        self.i = min(self.i + 1, len(self.tokens) - 1)
        return token

    def take_words(self, phrase: str) -> bool:
        """Whether these words stand here; if so, the cursor moves behind them."""
        words = phrase.split()
        if not all(self.ahead(i).is_word(word) for i, word in enumerate(words)):
            return False
        self.i += len(words)
        return True

    def take_sign(self, *signs: str) -> bool:
        if not self.now.is_sign(*signs):
            return False
        self.i += 1
        return True

    def at_boundary(self) -> bool:
        """Whether a test may end here."""
        return self.now.kind == "end" or self.now.is_word("and", "or") or self.now.is_sign(")")

    def said(self, first: Token, last: Token) -> str:
        """The rule's own text from one token to another."""
        return self.rule[first.at : last.end]

    @classmethod
    def at(cls, other: Cursor, steps: int) -> Cursor:
        """A second cursor over the same tokens, some steps on."""
        cursor = cls.__new__(cls)
        cursor.rule, cursor.tokens = other.rule, other.tokens
        cursor.i = min(other.i + steps, len(other.tokens) - 1)
        return cursor
