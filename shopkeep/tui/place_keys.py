"""The keys of one place, from the table in keys.py: as bindings, for its footer, for its `?` page."""

from __future__ import annotations

from textual.binding import Binding, BindingType

from shopkeep.tui.key import Key
from shopkeep.tui.keys import KEYS


def of(place: str) -> tuple[Key, ...]:
    """The keys of one place, in their order."""
    return tuple(key for key in KEYS if key.place == place)


def bindings(place: str) -> list[BindingType]:
    """The keys of one place as Textual's bindings; Textual's own footer is not used, so none is shown."""
    return [
        Binding(key.keys, key.action, key.label, show=False, tooltip=key.help, id=key.id, priority=key.priority)
        for key in of(place)
    ]


def foot(place: str) -> list[Key]:
    """The keys for a place's footer, most needed first."""
    return sorted((key for key in of(place) if key.foot), key=lambda key: key.foot)


def find(key_id: str) -> Key:
    """A key by its id. Raises KeyError."""
    for key in KEYS:
        if key.id == key_id:
            return key
    raise KeyError(key_id)
