"""Every key of the app, once: what it is called, what it does and where it works.

The footer, the `?` page, the palette and the README are all made from this table; screens do not
declare bindings of their own. A key's `action` is the method `action_NAME` of the place (or of the
app for `place="app"`, of the widget for lists and dialogs). To give a place a new key, add one line
here and the method there.
"""

from __future__ import annotations

from dataclasses import dataclass

from textual.binding import Binding, BindingType


@dataclass(frozen=True, slots=True)
class Key:
    """One thing a key does. `keys` are Textual's names, several with commas between them."""

    id: str
    keys: str
    label: str
    """Two or three words, for the footer and the palette."""
    help: str
    """One sentence, for the `?` page."""
    place: str
    """A place's name, or `app` (everywhere), `list`, `dialog`."""
    action: str
    foot: int = 0
    """Position in the footer, 1 to 5; 0: not there."""
    priority: bool = False
    """Works even while a text field has the focus."""
    palette: bool = True

    @property
    def shown(self) -> str:
        """The first key as the owner knows it: `Space`, `F1`, `?`."""
        return shown(self.keys.split(",")[0])


PLACES: tuple[tuple[str, str, str], ...] = (
    ("today", "Today", "1"),
    ("customers", "Customers", "2"),
    ("sequences", "Sequences", "3"),
    ("outbox", "Outbox", "4"),
    ("results", "Results", "5"),
    ("imports", "Imports", "6"),
    ("settings", "Settings", "comma"),
)
"""The bar: a place's name, its title and the key that goes there (1 to 6 have F1 to F6 besides)."""


def _going() -> tuple[Key, ...]:
    return tuple(
        Key(f"go.{name}", key, title, f"Go to {title}.", "app", f"go('{name}')")
        for name, title, key in PLACES
    ) + tuple(
        Key(f"fkey.{name}", f"f{key}", title, f"Go to {title}.", "app", f"go('{name}')", 0, True, False)
        for name, title, key in PLACES
        if key.isdigit()
    )


KEYS: tuple[Key, ...] = (
    *_going(),
    Key("app.help", "question_mark", "All keys", "Show every key of this place.", "app", "all_keys"),
    Key(
        "app.palette", "colon", "Palette", "Find any command by its name.", "app", "command_palette", 0, False, False
    ),
    Key("app.undo", "u", "Undo", "Take the last small step back.", "app", "undo"),
    Key("app.quit", "q", "Quit", "Leave. Everything is saved already.", "app", "quit"),
    Key("app.back", "escape", "Back", "Close, clear the filter, or go back.", "app", "back", 0, False, False),
    # One customer's page.
    Key("customer.back", "escape", "Back to the list", "Back to the list.", "customer", "back", 1, palette=False),
    # Lists, wherever there is one.
    Key("list.up", "up,k", "Up", "One row up.", "list", "cursor_up", palette=False),
    Key("list.down", "down,j", "Down", "One row down.", "list", "cursor_down", palette=False),
    Key("list.page_up", "pageup", "Page up", "A page up.", "list", "page_up", palette=False),
    Key("list.page_down", "pagedown", "Page down", "A page down.", "list", "page_down", palette=False),
    Key("list.home", "home", "First", "The first row.", "list", "scroll_home", palette=False),
    Key("list.end", "end", "Last", "The last row.", "list", "scroll_end", palette=False),
    Key("list.choose", "enter", "Open", "Open the row.", "list", "choose", palette=False),
    # Dialogs.
    Key("dialog.cancel", "escape", "Cancel", "Close and change nothing.", "dialog", "cancel", palette=False),
    Key("dialog.accept", "enter", "Accept", "Take what is chosen.", "dialog", "accept", palette=False),
    # Today.
    Key("today.open", "enter", "Do it", "Go where the chosen line is done.", "today", "open", 1, palette=False),
    Key("today.import", "i", "Import a file", "Bring in an export of your orders.", "today", "import", 2),
    Key("today.sample", "t", "Try the sample shop", "Fill an empty shop with invented orders.", "today", "sample"),
    Key("today.mail", "m", "Set up mail", "Say where your mails are sent from.", "today", "mail"),
    Key("today.win_back", "w", "Win back", "See whom to write to.", "today", "win_back", 3),
    # Customers.
    Key("customers.mark", "space", "Mark", "Mark this row; marked rows are done together.", "customers", "mark", 1),
    Key("customers.enrol", "e", "Win back", "Add to a sequence of mails.", "customers", "enrol", 2),
    Key("customers.leave_out", "x", "Leave out", "Leave out of mails, with a reason.", "customers", "leave_out", 3),
    Key("customers.filter", "slash", "Filter", "Find by name or address as you type.", "customers", "filter", 4),
    Key("customers.sort", "o", "Order by", "Sort by the next column.", "customers", "sort", 5),
    Key("customers.bring_back", "b", "Bring back", "Undo leaving out, or end a snooze.", "customers", "bring_back"),
    Key("customers.snooze", "z", "Snooze", "Leave alone until a day you choose.", "customers", "snooze"),
    Key("customers.note", "n", "Note", "Write a note about this customer.", "customers", "note"),
    Key("customers.suppress", "s", "Never write again", "Never send this address anything.", "customers", "suppress"),
    Key("customers.merge", "m", "Merge two", "Two marked rows are one person.", "customers", "merge"),
    Key("customers.segments", "g", "Segments", "Choose another group of customers.", "customers", "segments"),
    Key("customers.previous", "left", "Segment before", "The segment before.", "customers", "next_segment(-1)"),
    Key("customers.next", "right", "Next segment", "The next segment.", "customers", "next_segment(1)"),
    Key(
        "customers.open", "enter", "Whole history", "Everything about this customer.", "customers", "open",
        palette=False,
    ),
)  # fmt: skip

_NAMES = {
    "comma": ",", "colon": ":", "slash": "/", "question_mark": "?", "space": "Space", "escape": "Esc",
    "enter": "Enter", "tab": "Tab", "up": "↑", "down": "↓", "left": "←", "right": "→", "pageup": "PgUp",
    "pagedown": "PgDn", "home": "Home", "end": "End", "delete": "Del", "backspace": "Backspace",
    "left_square_bracket": "[", "right_square_bracket": "]", "plus": "+", "minus": "-", "full_stop": ".",
}  # fmt: skip


def shown(key: str) -> str:
    """A key's name as it stands on a keyboard."""
    if key in _NAMES:
        return _NAMES[key]
    if key.startswith("ctrl+"):
        return "Ctrl+" + key[5:].upper()
    return key.upper() if key[:1] == "f" and key[1:].isdigit() else key


def of(place: str) -> tuple[Key, ...]:
    """The keys of one place, in their order."""
    return tuple(key for key in KEYS if key.place == place)


def bindings(place: str) -> list[BindingType]:
    """The keys of one place as Textual's bindings; Textual's own footer is not used, so none is shown."""
    return [
        Binding(
            key.keys, key.action, key.label, show=False, tooltip=key.help, id=key.id, priority=key.priority
        )
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
