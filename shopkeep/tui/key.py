"""One key of the app: what it is called, what it does and where it works."""

from __future__ import annotations

from dataclasses import dataclass


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
