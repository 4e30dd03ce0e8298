"""What a test is about: the field, the shop's constant or the customers' attribute whose name stands first."""

from __future__ import annotations

from dataclasses import dataclass

from shopkeep.core.records.rules import Attribute, Compare, Op, Value
from shopkeep.customers.rules.fields import CONSTANTS, FIELDS, Field
from shopkeep.customers.rules.lexing import Cursor
from shopkeep.customers.rules.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose value is compared. `field` stands for an attribute too, as a text of that name."""

    name: str
    tokens: int
    field: Field | None = None
    attribute: str = ""
    constant: bool = False

    def compare(self, op: Op, values: tuple[Value, ...]) -> Compare | Attribute:
        return Attribute(self.attribute, op, values) if self.attribute else Compare(self.name, op, values)


def subject(cursor: Cursor, words: Vocabulary) -> Subject | None:
    """The longest name that stands here; the cursor stays. A quoted name is an attribute's before a field's."""
    first = cursor.now
    if first.kind == "quoted":
        return _attribute(first.text, 1, words) or _field(first.text, 1, words)
    if first.kind != "word":
        return None
    many = 1
    while many < words.longest_name and cursor.ahead(many).kind in ("word", "number"):
        many += 1
    for tokens in range(many, 0, -1):
        said = cursor.said(first, cursor.ahead(tokens - 1))
        found = _field(said, tokens, words) or _attribute(said, tokens, words)
        if found:
            return found
    return None


def _field(said: str, tokens: int, words: Vocabulary) -> Subject | None:
    name = words.field_of(said)
    if name is None:
        return None
    return Subject(name, tokens, FIELDS.get(name), constant=name in CONSTANTS)


def _attribute(said: str, tokens: int, words: Vocabulary) -> Subject | None:
    name = words.attribute_of(said)
    return Subject(name, tokens, Field(name, "text", name), attribute=name) if name else None
