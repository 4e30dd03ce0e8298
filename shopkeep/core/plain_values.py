"""Records as plain lists that JSON can hold, and back: for what is kept so that it need not be worked out again."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints


def plain(value: Any) -> Any:
    """A record as a list of its fields, in their order, all the way down."""
    if is_dataclass(value) and not isinstance(value, type):
        return [plain(getattr(value, one.name)) for one in fields(value)]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    return value


def back(kind: Any, value: Any) -> Any:
    """The record again. `kind` is its class, whose fields are records, lists, tuples, dicts by text, days,
    texts and numbers, or one of these or None."""
    if is_dataclass(kind):
        made: Any = kind
        return made(*(back(one, part) for one, part in zip(_kinds(made), value, strict=True)))
    whole, parts = get_origin(kind), get_args(kind)
    if whole in (Union, UnionType):
        return None if value is None else back(next(one for one in parts if one is not NoneType), value)
    if whole is list:
        return [back(parts[0], one) for one in value]
    if whole is tuple:
        return tuple(back(one, part) for one, part in zip(parts, value, strict=True))
    if whole is dict:
        return {key: back(parts[1], one) for key, one in value.items()}
    return date.fromisoformat(value) if kind is date else value


def shape(kind: Any) -> str:
    """What a record is made of, as a text: another one means that what was kept cannot be read back."""
    if is_dataclass(kind):
        record: Any = kind
        named = zip(fields(record), _kinds(record), strict=True)
        return f"{getattr(kind, '__name__', '')}({' '.join(f'{one.name}:{shape(its)}' for one, its in named)})"
    parts = [shape(one) for one in get_args(kind) if one is not Ellipsis and not isinstance(one, str)]
    return f"{getattr(kind, '__name__', str(kind))}[{' '.join(parts)}]" if parts else str(kind)


@cache
def _kinds(kind: Any) -> tuple[Any, ...]:
    hints = get_type_hints(kind)
    return tuple(hints[one.name] for one in fields(kind))
