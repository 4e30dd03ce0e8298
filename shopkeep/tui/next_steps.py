"""What an error says to do next, as it is said on the screen: keys and the names that Settings shows, in place of
options, commands and settings' keys. Long paths are shown by their end."""

from __future__ import annotations

import re

from shopkeep.errors import ShopkeepError

_KEYS = {
    "--encoding": "e says which letters (encoding) it has",
    "--delimiter": "e says what stands between its columns",
    "--map": "e says which column holds what",
    "--timezone": "e says its time zone",
    "--currency": "e says its currency",
    "--dates": "e says how its dates are written",
    "--decimal": "e says how its amounts are written",
}
_PARTS = re.compile(r"(?<=[.!?]) |, or (?=give|say)")
_SETTING = re.compile(r"\b(?:account\.[\w-]+\.)?((?:shop|mail|smtp|imap|limits|policy|practice)\.[a-z_]+)\b")
_SET = re.compile(
    rf"`?shopkeep account set {_SETTING.pattern}(?: …| [\w.-]+@[\w-]+(?:\.[\w-]+)+| imap\.example\.com)?`?"
)
_PASSWORDS = {"smtp.password": "Password", "imap.password": "Mailbox password"}
_COMMANDS = {
    "shopkeep account preset": "press a in Settings, then p",
    "shopkeep account dns": "press d in Settings",
}
_CHECK = re.compile(r"`shopkeep sequence check(?: [\w-]+)?`")
_TOO = re.compile(r", or `shopkeep [^`]*`")
_TABLES = re.compile(r"use `shopkeep import-(?:customers|products)`")
_PATH = re.compile(r"(?<![\w:/])(?:~|/[^\s/]+)(?:/[^\s/]+)+")
LONGEST_PATH = 44
"""Cells of a path that a toast shows whole."""


def without_options(step: str) -> str:
    """A next step without what names options, or another way on the command line."""
    step = _TABLES.sub("press a in Imports", _TOO.sub("", step))
    if "--" not in step:
        return step
    kept = [part.strip() for part in _PARTS.split(step) if "--" not in part]
    return " ".join(part if part.endswith(".") else f"{part}." for part in kept)


def with_key(error: ShopkeepError) -> str:
    """What to do next about a file, where the key `e` has it read otherwise."""
    key = next((key for option, key in _KEYS.items() if option in error.next_step), "")
    first = without_options(error.next_step)
    return f"{first} Or {key}." if first and key else f"{key}." if key else first


def on_screen(said: str) -> str:
    """A text of the command line as the app says it: `smtp.user` as “User name”, by the words of Settings."""
    from shopkeep.settings.keys import KEYS

    titles = _PASSWORDS | {name: key.title for name, key in KEYS.items()}
    there = _SET.sub(lambda found: _press(found[0], titles.get(found[1], found[1])), said)
    there = _SETTING.sub(lambda found: f"“{titles[found[1]]}”" if found[1] in titles else found[0], there)
    for command, key in _COMMANDS.items():
        there = there.replace(command, key)
    if there != said and "Settings" not in there and ", and go to" not in there:
        there = f"{there} Press , for Settings."
    return _CHECK.sub("c in Sequences", there)


def setting_in(said: str) -> str:
    """The first setting that a text of the command line names, such as `shop.name`; empty where it names none."""
    found = _SETTING.search(said)
    return found[1] if found else ""


def _press(command: str, title: str) -> str:
    """Where the app sets what a command sets; a command in backticks is a sentence of its own."""
    return f"Press , and go to “{title}”." if command.startswith("`") else f"press , and go to “{title}”"


def ends_of_paths(said: str) -> str:
    """A text whose long paths are shown by their last parts, for what has little room: `…/reports/2027-01-09.md`."""
    return _PATH.sub(lambda found: _end(found[0]), said)


def _end(path: str) -> str:
    """As many of the last parts as fit, and always the last one."""
    if len(path) <= LONGEST_PATH:
        return path
    parts = path.split("/")
    kept = parts.pop()
    while parts and len(kept) + len(parts[-1]) + 3 <= LONGEST_PATH:
        kept = f"{parts.pop()}/{kept}"
    return f"…/{kept}"
