"""Records as plain lists and back."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from shopkeep.core.money import Money
from shopkeep.core.plain_values import back, plain, shape


@dataclass(frozen=True)
class Leaf:
    on: date
    worth: Money | None
    pair: tuple[int, float]


@dataclass(frozen=True)
class Tree:
    name: str
    leaves: list[Leaf]
    by_name: dict[str, Leaf]
    nothing: date | None = None


@dataclass(frozen=True)
class Renamed:
    name: str
    leaf: list[Leaf]
    by_name: dict[str, Leaf]
    nothing: date | None = None


def test_a_record_comes_back_as_it_was() -> None:
    leaf = Leaf(date(2026, 2, 28), Money(-5, "EUR"), (3, 1 / 3))
    tree = Tree("Linden", [leaf, Leaf(date(2024, 2, 29), None, (0, 0.1))], {"a": leaf})
    assert back(Tree, json.loads(json.dumps(plain(tree)))) == tree


def test_another_shape_is_told() -> None:
    assert shape(Tree) != shape(Renamed).replace("Renamed", "Tree")
    assert "worth:" in shape(Tree)
