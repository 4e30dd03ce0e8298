"""From an owner's words to a rule: `country = RO and spent > 200 and never bought category Teas`.

rule: tests joined by `and`, `or`, `not` and brackets; `and` binds closer. `first 20` counts among what it is joined
with by `and`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from shopkeep.core.records.rules import EVERYBODY, AnyOf, InSegment, Not, Rule
from shopkeep.customers.rules import bought, comparing, firsts, helping
from shopkeep.customers.rules.lexing import Cursor
from shopkeep.customers.rules.problems import RuleProblem
from shopkeep.customers.rules.values import run
from shopkeep.customers.rules.vocabulary import Vocabulary

__all__ = ["DEEPEST", "RuleProblem", "Vocabulary", "read"]

DEEPEST = 25
"""Brackets, `not`s and segments within each other."""
MOST_TESTS = 2_000
"""Tests in a rule with all segments it names written out."""


def read(text: str, vocabulary: Vocabulary) -> Rule:
    """The rule of a text; nothing typed is everybody. Text values are kept as typed: who compares them
    folds them. Raises RuleProblem."""
    return _Reader(vocabulary).rule(text)


@dataclass(slots=True)
class _Reader:
    """Reads one rule with the segments it names, each once."""

    words: Vocabulary
    open: list[str] = field(default_factory=list)
    """The segments being read, each within the one before."""
    segments: dict[str, InSegment] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)
    tests: int = 0
    lenient: Vocabulary = field(init=False)
    """For the rules of segments: what was known when they were saved may be gone."""

    def __post_init__(self) -> None:
        self.lenient = replace(self.words, refuse=False)

    def rule(self, text: str) -> Rule:
        cursor = Cursor(text)
        if cursor.now.kind == "end":
            return EVERYBODY
        found = self._any_of(cursor, 0)
        if cursor.now.kind != "end":
            raise helping.not_joined(cursor, self.words)
        return found

    def _any_of(self, cursor: Cursor, depth: int) -> Rule:
        found = [self._all_of(cursor, depth)]
        while cursor.take_words("or"):
            _refuse_another(cursor)
            found.append(self._all_of(cursor, depth))
        return found[0] if len(found) == 1 else AnyOf(tuple(found))

    def _all_of(self, cursor: Cursor, depth: int) -> Rule:
        found = [self._one(cursor, depth)]
        while cursor.take_words("and"):
            _refuse_another(cursor)
            found.append(self._one(cursor, depth))
        return firsts.joined(found)

    def _one(self, cursor: Cursor, depth: int) -> Rule | firsts.Said:
        start = cursor.now
        if depth + len(self.open) > DEEPEST:
            raise RuleProblem(
                "This filter is nested too deeply.",
                f"At most {DEEPEST} brackets, `not`s and segments may stand within each other.",
                "Save a part of it as a segment of its own.",
                start.at,
                start.length,
            )
        if cursor.take_words("not"):
            denied = self._one(cursor, depth + 1)
            if isinstance(denied, firsts.Said):
                raise firsts.refuse_denied(denied)
            return Not(denied)
        if cursor.take_sign("("):
            found = self._any_of(cursor, depth + 1)
            if not cursor.take_sign(")"):
                if cursor.now.kind != "end":
                    raise helping.not_joined(cursor, self.words)
                raise RuleProblem(
                    "A bracket is opened and not closed.", "", "Put a ) where it ends.", start.at, start.length
                )
            return found
        self._count(1, cursor)
        if cursor.take_words("in"):
            return self._in_segment(cursor)
        if firsts.begins(cursor):
            return firsts.read(cursor)
        if bought.begins(cursor):
            return bought.read(cursor, self.words if not self.open else self.lenient)
        return comparing.read(cursor, self.words if not self.open else self.lenient)

    def _in_segment(self, cursor: Cursor) -> Rule:
        if not cursor.now.is_sign("("):
            return self._segment(cursor)
        cursor.take()
        found: list[Rule] = [self._segment(cursor)]
        while cursor.take_sign(",") or cursor.take_words("or"):
            found.append(self._segment(cursor))
        if not cursor.take_sign(")"):
            raise helping.list_not_closed(cursor)
        return found[0] if len(found) == 1 else AnyOf(tuple(found))

    def _segment(self, cursor: Cursor) -> InSegment:
        start = cursor.now
        said = run(cursor, "in")
        name = self.words.segment_of(said)
        length = cursor.tokens[cursor.i - 1].end - start.at
        if name is None:
            raise helping.no_segment(said, self.words, start.at, length)
        if name in self.open:
            way = " and ".join(f"`{step}`" for step in self.open[self.open.index(name) + 1 :])
            raise RuleProblem(
                f"The segment `{name}` uses itself{', by way of ' + way if way else ''}.",
                "Who is in it could never be decided.",
                f"Take `in {name}` out of one of the two." if way else f"Take `in {name}` out of it.",
                start.at,
                length,
            )
        if name not in self.segments:
            self.segments[name] = self._read_segment(name, start.at, length)
        else:
            self._count(self.sizes[name], cursor)
        return self.segments[name]

    def _read_segment(self, name: str, at: int, length: int) -> InSegment:
        title, text = self.words.segments[name]
        before = self.tests
        self.open.append(name)
        try:
            rule = self.rule(text)
        except RuleProblem as problem:
            if len(self.open) > 1 and problem.title.startswith("The segment"):
                raise
            if problem.title.startswith(("The segment", "This filter")):
                raise RuleProblem(problem.title, problem.meaning, problem.next_step, at, length) from problem
            raise RuleProblem(
                f"The segment `{name}` cannot be read: {problem.title}",
                problem.meaning,
                f"Its rule is: {text}",
                at,
                length,
            ) from problem
        finally:
            self.open.pop()
        self.sizes[name] = self.tests - before
        return InSegment(name, title, rule)

    def _count(self, tests: int, cursor: Cursor) -> None:
        """Keep rules of rules of rules from growing without bound."""
        self.tests += tests
        if self.tests > MOST_TESTS:
            raise RuleProblem(
                "This filter asks too much.",
                f"With all its segments written out it has more than {MOST_TESTS:,} tests.",
                "Use fewer segments within segments.",
                cursor.now.at,
                cursor.now.length,
            )


def _refuse_another(cursor: Cursor) -> None:
    if cursor.now.is_word("and", "or"):
        raise helping.one_too_many(cursor.now)
