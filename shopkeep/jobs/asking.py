"""Asking the shop about its customers: a day's judgement, every segment's rule, and the words of its rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache, partial

from shopkeep.core import clock, text
from shopkeep.core.records.rules import InSegment, Rule, Wanted, counting, narrowed
from shopkeep.customers import judgement
from shopkeep.customers.judgement import Basis
from shopkeep.customers.rules.fields import FIELDS, USUAL_ATTRIBUTES
from shopkeep.customers.rules.reading import RuleProblem, Vocabulary, read
from shopkeep.customers.segments import SEGMENTS, YOURS, Segment, segment
from shopkeep.jobs.shop import Shop
from shopkeep.store import Tx, finding, known, suppressions
from shopkeep.store import segments as queries
from shopkeep.store.finding import Around

SYNONYMS: Mapping[str, tuple[str, ...]] = {
    **{field.name: field.synonyms for field in FIELDS.values() if field.synonyms},
    **USUAL_ATTRIBUTES,
}
"""What customers' files call what a field or an attribute says."""


@dataclass
class Asked:
    """The shop as it is asked about its customers, as of one day, while `tx` is open."""

    shop: Shop
    tx: Tx
    basis: Basis

    @cached_property
    def own(self) -> dict[str, Segment]:
        return own_segments(self.tx)

    @cached_property
    def words(self) -> Vocabulary:
        return vocabulary(self.shop, self.tx, self.basis.as_of)

    @cached_property
    def around(self) -> Around:
        return Around(
            as_of=self.basis.as_of,
            until=clock.stamp(clock.end_of(self.basis.as_of, self.shop.zone)),
            people=self.basis.people,
            constants=self.basis.constants,
            policy=str(self.shop.settings.get("policy.consent")),
            suppressed=frozenset(suppressions.suppressed_customers(self.tx)),
            zone=self.shop.zone,
            synonyms=SYNONYMS,
            language=str(self.shop.settings.get("shop.language")),
        )

    @property
    def rules(self) -> dict[str, Rule]:
        """Every segment's rule by name, ours first; without those of the owner that cannot be read any more."""
        return _rules(_Shared(replace(self.words, meant=None)))

    def meaning(self, entry: Segment) -> Rule | None:
        """A segment's rule as it is to be said; None where it cannot be read any more."""
        try:
            return read(entry.rule, replace(self.words, refuse=False))
        except RuleProblem:
            return None

    def segment(self, name: str) -> Segment:
        """A segment by name. Raises UsageError with the nearest one."""
        return segment(name, self.own)

    def rule(self, wanted: Wanted, of: str = "") -> tuple[Rule, Segment]:
        """What a list asks for, and the segment it belongs to. `of`: another segment, whose customers alone a
        `first 20` in the rule counts. Raises UsageError, RuleProblem."""
        chosen = self.segment(wanted.segment)
        inside = self.rules.get(chosen.name)
        if inside is None:
            inside = InSegment(chosen.name, chosen.title, read(chosen.rule, self.words))
        where = read(wanted.where, self.words)
        return narrowed(inside, counting(self.rules[of], where) if of in self.rules else where), chosen

    def ids(self, name: str, limit: int | None = None, where: str = "", of: str = "") -> list[int]:
        """The customers of a segment who fit a rule besides, most at stake first. `of` as in `rule`. Raises
        UsageError, RuleProblem."""
        rule, _ = self.rule(Wanted(name, where), of)
        return finding.ids(self.tx, rule, (), "at_stake", True, self.around, limit)


@contextmanager
def asked(shop: Shop, as_of: date | None = None, tx: Tx | None = None) -> Iterator[Asked]:
    """The shop ready to be asked, as of a day or today."""
    day = as_of or shop.today()
    if tx is not None:
        with judgement.on(tx, shop.settings, day) as basis:
            yield Asked(shop, tx, basis)
        return
    with shop.db.read() as found, judgement.on(found, shop.settings, day) as basis:
        yield Asked(shop, found, basis)


def own_segments(tx: Tx) -> dict[str, Segment]:
    """The owner's own segments by name."""
    return {
        name: Segment(name, title, "", rule, YOURS) for name, title, rule in queries.own(tx) if name not in SEGMENTS
    }


def vocabulary(shop: Shop, tx: Tx, as_of: date, values: bool = False) -> Vocabulary:
    """What rules may speak of here, while `tx` is open; with `values` instead what completion can offer."""
    every = {**SEGMENTS, **own_segments(tx)}
    return Vocabulary(
        currency=shop.currency,
        as_of=as_of,
        segments={name: (entry.title, entry.rule) for name, entry in every.items()},
        attributes=frozenset(known.attributes(tx)),
        values=known.values(tx) if values else {},
        language=str(shop.settings.get("shop.language")),
        meant=None if values else partial(known.meant, tx),
    )


def folded_words(search: str) -> list[str]:
    """What is typed into a search, as words to be found without regard to case and accents."""
    return text.unaccented(text.clean(search, 200)).split()


@dataclass(frozen=True)
class _Shared:
    """A vocabulary as a key for what is worked out from it."""

    words: Vocabulary

    @property
    def _key(self) -> tuple[object, ...]:
        words = self.words
        return words.currency, words.as_of, words.language, words.attributes, tuple(words.segments.items())

    def __hash__(self) -> int:
        return hash(self._key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Shared) and self._key == other._key


@lru_cache(maxsize=8)
def _rules(shared: _Shared) -> dict[str, Rule]:
    found = {}
    for name, (_title, rule) in shared.words.segments.items():
        try:
            found[name] = read(rule, shared.words)
        except RuleProblem:
            continue
    return found
