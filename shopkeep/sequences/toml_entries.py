"""A TOML text understood key by key: a value is of its kind, or is refused with the line that it stands on."""

from __future__ import annotations

from typing import Any

import tomlkit
from tomlkit.exceptions import ParseError, TOMLKitError

from shopkeep.core import text as words
from shopkeep.sequences import names
from shopkeep.sequences.did_you_mean import did_you_mean
from shopkeep.sequences.frontmatter import problem


class Entries:
    """A text's keys at its top, where `table` is empty, and in each of its [[tables]], counted from 0.

    What is not as asked raises SequenceProblem, and so does a text that is no TOML.
    """

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.lines = text.split("\n")
        try:
            self.values: dict[str, Any] = tomlkit.parse(text).unwrap()
        except ParseError as error:
            raise problem(self.file, error.line, f"cannot be read: {error}.", "Mend it or undo it.") from error
        except TOMLKitError as error:
            raise problem(self.file, 0, f"cannot be read: {error}.", "Mend it or undo it.") from error

    def tables(self, key: str, most: int) -> list[dict[str, Any]]:
        """Every [[key]], at most so many."""
        found = self.values.get(key, [])
        if not isinstance(found, list) or not all(isinstance(t, dict) for t in found):
            raise problem(self.file, self.line("", 0, key), f"needs {key} as [[{key}]] tables.")
        if len(found) > most:
            raise problem(self.file, self.line(key, most, ""), f"has more than {most} {key}.")
        return found

    def known(self, entry: dict[str, Any], keys: set[str], table: str, index: int) -> None:
        """Refuse a key that is none of these, and say which is near."""
        for key in entry:
            if key not in keys:
                raise problem(
                    self.file, self.line(table, index, key), f"says {key[:40]!r}, which means nothing here.",
                    did_you_mean(key, sorted(keys)),
                )  # fmt: skip

    def text(self, entry: dict[str, Any], key: str, default: str, table: str, index: int) -> str:
        """A value in quotes, as one clean line."""
        value = entry.get(key, default)
        if not isinstance(value, str):
            raise problem(self.file, self.line(table, index, key), f"needs {key} in quotes.")
        return words.clean(value, 120) or default

    def name(self, entry: dict[str, Any], key: str, default: str, table: str, index: int) -> str:
        """A value that may be a name: see names.NAME."""
        value = self.text(entry, key, default, table, index)
        if not names.NAME.fullmatch(value):
            says = f"has {value[:40]!r} as {key}." if value else f"lacks a {key}."
            raise problem(
                self.file, self.line(table, index, key), says, "Small letters, digits and hyphens, at most 40."
            )
        return value

    def number(self, entry: dict[str, Any], key: str, default: float, table: str, index: int) -> float:
        value = entry.get(key, default)
        if isinstance(value, bool) or not isinstance(value, (int, float)) or value != value:
            raise problem(self.file, self.line(table, index, key), f"needs a number for {key}.")
        return float(value)

    def unique(self, found: list[str], table: str) -> None:
        """Refuse a name that two of the [[table]]s have."""
        for index, name in enumerate(found):
            if name in found[:index]:
                raise problem(
                    self.file, self.line(table, index, "name"), f"has two {table} called {name!r}.", "Rename one."
                )

    @staticmethod
    def _names(line: str, key: str, inside: bool, table: str) -> bool:
        """Whether a line sets a key of the table we are inside, or opens it as a table of its own."""
        return line == f"[{table}.{key}]" or (inside and line.partition("=")[0].strip().strip('"') == key)

    def line(self, table: str, index: int, key: str) -> int:
        """The line of a key in the index-th [[table]]; of the table where the key is not there; else 1."""
        seen = -1
        inside = not table
        start = 0 if not table else 1
        for number, raw in enumerate(self.lines, 1):
            line = raw.strip()
            if line.startswith("[["):
                seen += line == f"[[{table}]]"
                inside = bool(table) and line == f"[[{table}]]" and seen == index
                start = number if inside else start
            elif key and self._names(line, key, inside, table if seen == index else ""):
                return number
        return max(start, 1)
