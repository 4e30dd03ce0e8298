"""What could be typed next in a mail: names with what they give the customer shown, filters, and the tags themselves.

Pure functions from the text before the cursor to suggestions; the editor shows them and puts one in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from shopkeep.sequences.schema import FILTERS, ROOT, Kind

MOST = 8
"""Suggestions offered at once."""

_OPEN = re.compile(r"\{([{%])-?((?:(?![%}]\}).)*)$", re.DOTALL)
_WORD = re.compile(r"[\w.]*$")
_FILTER = re.compile(r"\|\s*$")
_STRING = re.compile(r"\"[^\"]*\"|'[^']*'")
_LOOP = re.compile(r"\{%-?\s*for\s+(\w+)\s+in\s+([\w.]+)[^%]*%\}|\{%-?\s*endfor\s*-?%\}")
_TAG = re.compile(r"\{%-?\s*(if|for|endif|endfor)\b")
_AROUND = re.compile(r"\{%-?\s*(if|for|elif|else|endif|endfor)\b((?:(?!%\}).)*)%\}")
_PATH = re.compile(r"[a-z_]\w*(?:\.\w+)*")
TAGS = {
    "if": "what follows only where this is so",
    "for": "what follows once for each of a list",
    "else": "otherwise",
    "elif": "otherwise, where this is so",
    "endif": "the end of what if began",
    "endfor": "the end of what for began",
}


@dataclass(frozen=True, slots=True)
class Known:
    """A name that mails may use."""

    path: str
    says: str
    """What it is."""
    optional: bool = False
    """Whether some customers have none."""
    gives: str = ""
    """What the customer shown reads there; empty: nothing."""
    each: tuple[str, ...] = ()
    """For a list: the names below each of its items."""
    fallback: str = ""
    """What those who have none may read instead."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One thing that could stand at the cursor."""

    label: str
    says: str
    insert: str
    back: int = 0
    """Where writing goes on: so many signs before the end of what is put in; 0: behind the braces."""


@dataclass(frozen=True, slots=True)
class Offered:
    """Suggestions, each to be put in place of the last `typed` signs before the cursor."""

    typed: int
    suggestions: tuple[Suggestion, ...]


def names(attributes: Iterable[str] = (), language: str = "en") -> list[Known]:
    """Every name of a mail by its whole path, in the order of the schema; `attributes`: those of this shop.

    Fallbacks are English words: in a mail of another `language` the owner writes them.
    """
    english = language.partition("-")[0] == "en"
    found: list[Known] = []
    for name, kind in ROOT.items():
        found += _below(name, kind, kind.optional, english)
    own = [f"customer.attributes.{name}" for name in attributes if name.isidentifier()]
    return [one for one in found if one.path != "customer.attributes"] + [
        Known(path, "from your customers' file", True) for path in own
    ]


def _below(path: str, kind: Kind, optional: bool, english: bool) -> Iterator[Known]:
    if not kind.parts or kind.optional or kind.each:
        each = tuple(kind.each.parts) if kind.each else ()
        yield Known(path, kind.says, optional, each=each, fallback=kind.fallback if english else "")
    for name, part in kind.parts.items():
        yield from _below(f"{path}.{name}", part, optional or part.optional, english)


def suggest(known: list[Known], before: str, after: str = "") -> Offered | None:
    """What could come at the cursor; None outside of braces. `after`: the rest of the line."""
    opened = _OPEN.search(before)
    if opened is None:
        return None
    inside = _STRING.sub(lambda found: "x" * len(found[0]), opened[2])
    if inside.count('"') % 2 or inside.count("'") % 2:
        return None  # in the middle of a text in quotes
    word = _WORD.search(inside)
    typed = word[0] if word else ""
    lead = inside[: len(inside) - len(typed)]
    closing = "" if re.match(r"[^{]*[%}]\}", after) else (" }}" if opened[1] == "{" else " %}")
    if _FILTER.search(lead):
        found = [_filter(name, says, closing) for name, says in FILTERS.items() if name.startswith(typed.lower())]
    elif opened[1] == "%" and not lead.strip():
        found = [_tag(name, lead, closing, before) for name in _tags(before) if name.startswith(typed)]
        if typed in TAGS:
            found = []
    elif re.search(r"[\w)]\s+$", lead) and not re.search(r"\b(if|elif|in|and|or|not|else)\s+$", lead):
        return None  # after a finished name only an operator could come
    else:
        every = [*_of_loops(known, before), *known] if "." in typed else [*known, *_of_loops(known, before)]
        found = list(_named(every, typed, opened[1], lead, closing, _asked(before[: opened.start()])))
    found = [one for one in found if one.insert.strip(" }%") != typed or closing]
    return Offered(len(typed), tuple(found[:MOST])) if found else None


def _named(
    known: list[Known], typed: str, kind: str, lead: str, closing: str, asked: frozenset[str]
) -> Iterator[Suggestion]:
    """Names that fit what is typed: whole paths that begin so, then any part, then anything within.

    `asked`: what conditions around the cursor have made sure of.
    """
    wanted = typed.lower()

    def rank(one: Known) -> int:
        path = one.path.lower()
        if path.startswith(wanted):
            return 0
        if f".{wanted}" in path:
            return 1
        within = "." not in wanted and (wanted in path or wanted in one.says.lower())
        return 2 if within else 9

    asking = kind == "%" or bool(re.search(r"\b(if|and|or|not)\s+$", lead))
    space = "" if lead[-1:] in (" ", "(") else " "
    for one in sorted((k for k in known if rank(k) < 9), key=rank):
        gives = one.gives or ("nothing for this customer" if one.optional else one.says)
        parts = one.path.split(".")
        sure = any(".".join(parts[:n]) in asked for n in range(1, len(parts) + 1))
        if asking or sure or not one.optional or parts[0] == "offer":
            yield Suggestion(one.path, gives, f"{space}{one.path}{closing}")
        else:  # what some do not have comes with what they read instead, which may be nothing
            yield Suggestion(one.path, gives, f'{space}{one.path} | default("{one.fallback}"){closing}')


def _filter(name: str, says: str, closing: str) -> Suggestion:
    if name in ("default", "join", "counted"):
        return Suggestion(name, says, f'{name}(""){closing}', len(closing) + 2)
    return Suggestion(name, says, f"{name}{closing}")


def _tag(name: str, lead: str, closing: str, before: str) -> Suggestion:
    space = "" if lead.endswith(" ") else " "
    if name in ("if", "elif"):
        return Suggestion(name, TAGS[name], f"{space}{name} {closing}", len(closing))
    if name == "for":
        return Suggestion(name, TAGS[name], f"{space}for product in {closing}", len(closing))
    return Suggestion(name, TAGS[name], f"{space}{name}{closing}")


def _tags(before: str) -> list[str]:
    """The tags that can stand here: what is open is closed first."""
    open_tags: list[str] = []
    for found in _TAG.finditer(before):
        if found[1] in ("if", "for"):
            open_tags.append(found[1])
        elif open_tags:
            open_tags.pop()
    if not open_tags:
        return ["if", "for"]
    return [f"end{open_tags[-1]}", *(["else", "elif"] if open_tags[-1] == "if" else []), "if", "for"]


def _asked(before: str) -> frozenset[str]:
    """The names that the conditions and loops around the cursor ask for."""
    stack: list[list[str]] = []
    for found in _AROUND.finditer(before):
        if found[1] in ("if", "for"):
            stack.append(_PATH.findall(found[2]))
        elif found[1] in ("elif", "else") and stack:
            stack[-1] = _PATH.findall(found[2])
        elif found[1].startswith("end") and stack:
            stack.pop()
    return frozenset(path for paths in stack for path in paths)


def _of_loops(known: list[Known], before: str) -> list[Known]:
    """The names of the loops that the cursor is in: `product.title` in `{% for product in ... %}`."""
    stack: list[tuple[str, str]] = []
    for found in _LOOP.finditer(before):
        if found[1]:
            stack.append((found[1], found[2]))
        elif stack:
            stack.pop()
    lists = {one.path: one for one in known}
    return [
        Known(f"{variable}.{part}", f"of each of {path}")
        for variable, path in reversed(stack)
        if path in lists
        for part in lists[path].each
    ]
