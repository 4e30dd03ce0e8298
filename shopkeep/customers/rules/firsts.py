"""`first 20`: of those whom all else in the same brackets finds, the 20 with most at stake."""

from __future__ import annotations

from dataclasses import dataclass

from shopkeep.core.records.rules import EVERYBODY, AllOf, First, Rule
from shopkeep.customers.rules.lexing import Cursor, Token
from shopkeep.customers.rules.problems import RuleProblem

MOST = 1_000_000


@dataclass(frozen=True, slots=True)
class Said:
    """How many are meant, where it stands; of whom is known once all that is joined with it by `and` is read."""

    count: int
    first: Token
    last: Token


def begins(cursor: Cursor) -> bool:
    """Whether it stands here."""
    return cursor.now.is_word("first") and cursor.ahead(1).kind == "number"


def read(cursor: Cursor) -> Said:
    """How many. Raises RuleProblem."""
    first, last = cursor.take(), cursor.take()
    if cursor.now.is_sign("%"):
        raise _problem(
            "`first` counts customers and no shares.",
            "Write `first 20` for twenty of them, or `top <= 2 %` for a share of the whole shop.",
            first,
            cursor.now,
        )
    if not last.text.isdecimal() or not 1 <= int(last.text) <= MOST:
        raise _problem(
            f"`first {last.text}` is no number of customers.", "Write a whole number, such as `first 20`.", first, last
        )
    return Said(int(last.text), first, last)


def joined(found: list[Rule | Said]) -> Rule:
    """Tests joined by `and` as one rule: where one of them says how many, that counts among whom the others find,
    wherever it stands. Raises RuleProblem for a second one."""
    said = [one for one in found if isinstance(one, Said)]
    rules = tuple(one for one in found if not isinstance(one, Said))
    if len(said) > 1:
        raise _problem(
            "It is said twice how many.",
            "Keep one of the two, or put a part into brackets: (in best and first 50) and first 20.",
            said[1].first,
            said[1].last,
        )
    rest = rules[0] if len(rules) == 1 else AllOf(rules) if rules else EVERYBODY
    return First(said[0].count, rest) if said else rest


def within(segment: str, rule: str) -> str:
    """A rule typed above the list of a segment, as one of the whole shop: what it counts first, it counts in there."""
    cursor, depth, ends = Cursor(rule), 0, list[Token]()
    counts = any(begins(Cursor.at(cursor, at)) for at in range(len(cursor.tokens)))
    for token in cursor.tokens:
        depth += token.is_sign("(") - token.is_sign(")")
        if depth == 0 and token.is_word("or"):
            ends.append(token)
    if not counts:
        return f"in {segment} and ({rule})"
    starts = [0, *(token.end for token in ends)]
    parts = [rule[a:b].strip() for a, b in zip(starts, [*(token.at for token in ends), len(rule)], strict=True)]
    return " or ".join(f"in {segment} and {part}" for part in parts)


def refuse_denied(said: Said) -> RuleProblem:
    """`not first 20`: those who are not among them have no order of their own to be counted in."""
    return _problem(
        "`not` and `first` do not go together.",
        "Save the first ones as a segment of their own, then write `not in` and its name.",
        said.first,
        said.last,
    )


def _problem(title: str, next_step: str, first: Token, last: Token) -> RuleProblem:
    return RuleProblem(title, "", next_step, first.at, last.end - first.at)
