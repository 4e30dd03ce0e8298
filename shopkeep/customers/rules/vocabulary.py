"""What a rule may speak of in one shop on one day."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from shopkeep import countries
from shopkeep.core import text
from shopkeep.customers.rules.fields import CONSTANTS, FIELDS, NAMES, attribute_named
from shopkeep.customers.rules.lexing import quoted
from shopkeep.customers.rules.offers import Offers, Suggestion, all_starts


def fold(value: str) -> str:
    """A text without case, accents and underscores, quickly: thousands of titles are folded while somebody types."""
    return (value.lower() if value.isascii() else text.unaccented(value)).replace("_", " ")


@dataclass(frozen=True)
class Vocabulary:
    """The words of one shop. `values`: what is there to be chosen, the most frequent first, by `country`,
    `region`, `city`, `language`, `product`, `category`, `code` and `attribute:KEY`."""

    currency: str
    as_of: date
    segments: Mapping[str, tuple[str, str]]
    """By name: title and rule."""
    attributes: frozenset[str] = frozenset()
    values: Mapping[str, Sequence[str]] = field(default_factory=dict)
    language: str = "en"
    """In which countries may be named, besides English."""
    meant: Callable[[str, str], tuple[str, tuple[str, ...]]] | None = None
    """How the shop knows a product, category, code or country of a name (store.known.meant); None: not asked."""
    refuse: bool = True
    """Whether names that the shop does not know are refused."""

    def known(self, what: str, name: str) -> tuple[str, tuple[str, ...]]:
        """`whole`, `part` or `none`, with what is near; empty where nothing can be said."""
        return self.meant(what, name) if self.meant else ("", ())

    @cached_property
    def segment_keys(self) -> dict[str, str]:
        """Folded names and titles of segments, to their names; a name wins over another's title."""
        titles = {text.key(title): name for name, (title, _) in self.segments.items()}
        return titles | {text.key(name): name for name in self.segments}

    def segment_of(self, said: str) -> str | None:
        """The segment of a name or a title as typed."""
        return said if said in self.segments else self.segment_keys.get(text.key(said))

    @cached_property
    def longest_name(self) -> int:
        """How many words the longest name of a field or attribute has."""
        return max(name.count(" ") + 1 for name in (*NAMES, *map(text.key, self.attributes)))

    @cached_property
    def _attribute_keys(self) -> dict[str, str]:
        return {text.key(name): name for name in sorted(self.attributes)}

    def field_of(self, words: str) -> str | None:
        """The field or constant of a name as typed: its own name, else an alias that no attribute has."""
        folded = text.key(words)
        name = NAMES.get(folded)
        if name and folded in self._attribute_keys and folded != text.key(name):
            return None
        return name

    def attribute_of(self, words: str) -> str | None:
        """The customers' attribute of a name as typed."""
        return attribute_named(words, self._attribute_keys)

    @cached_property
    def names(self) -> dict[str, str]:
        """Everything that may begin a test by name, folded, as it is best written."""
        return self._attribute_keys | {
            key: name for key, name in NAMES.items() if name in FIELDS and name not in CONSTANTS
        }

    @cached_property
    def offered_starts(self) -> Offers:
        return all_starts(tuple(quoted(name) for name in sorted(self.attributes)))

    @cached_property
    def offered_segments(self) -> Offers:
        return tuple(
            (fold(f"{name}|{title}"), Suggestion(quoted(name), title)) for name, (title, _) in self.segments.items()
        )

    @cached_property
    def _offered(self) -> dict[str, Offers]:
        return {}

    def offered(self, what: str) -> Offers:
        """The values of a field, products, categories or codes, ready to be matched."""
        if what not in self._offered:
            named = self._country if what == "country" else lambda value: (fold(value), value)
            self._offered[what] = tuple(named(value) for value in self.values.get(what, ()))
        return self._offered[what]

    def _country(self, code: str) -> tuple[str, Suggestion | str]:
        name = countries.name_of(code)
        if not name:
            return fold(code), code
        return fold("|".join(countries.spellings(code, self.language))), Suggestion(code, name)
