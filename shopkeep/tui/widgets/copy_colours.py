"""Which parts of a line of a mail are what: tags with their names and filters, and the marks of Markdown.

One line at a time, by its signs alone: quick enough for every key, and right for what mails hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

Span = tuple[int, int, str]
"""Begin, end, kind."""

KINDS = ("tag", "name", "filter", "quoted", "key", "heading", "strong", "em", "link", "mark")

_TAG = re.compile(r"\{\{.*?(?:\}\}|$)|\{%.*?(?:%\}|$)|\{#.*?(?:#\}|$)")
_HEAD = re.compile(r"^(subject|preheader|wait):", re.IGNORECASE)
_QUOTED = re.compile(r"\"[^\"]*\"?|'[^']*'?")
_FILTER = re.compile(r"\|\s*(\w+)")
_NAME = re.compile(r"[A-Za-z_][\w.]*")
_WORDS = {"if", "else", "elif", "endif", "for", "in", "endfor", "and", "or", "not", "is"}
_HEADING = re.compile(r"^\s{0,3}#{1,6}\s.*$")
_BLOCK = re.compile(r"^\s*(?:>\s?)+|^\s*(?:[-*+]|\d{1,3}[.)])\s|^\s*(?:[-*_]\s*){3,}$")
_STRONG = re.compile(r"\*\*[^*\s](?:[^*]*[^*\s])?\*\*|__[^_\s](?:[^_]*[^_\s])?__")
_EM = re.compile(r"(?<![*\w])\*[^*\s](?:[^*]*[^*\s])?\*(?![*\w])|(?<![_\w])_[^_\s](?:[^_]*[^_\s])?_(?![_\w])")
_LINK = re.compile(r"!?\[[^\]]*\]\([^)]*\)")
_CODE = re.compile(r"`[^`]+`")
_BREAK = re.compile(r"\\$")


def spans(line: str, in_head: bool) -> Iterator[Span]:
    """What is to be set apart in a line, what comes later over what came before.

    `in_head`: the line stands between the two lines of dashes, where no Markdown is read.
    """
    if in_head:
        head = _HEAD.match(line)
        if head:
            yield 0, head.end(), "key"
        if line.strip() == "---":
            yield 0, len(line), "key"
    else:
        yield from _markdown(line)
    for tag in _TAG.finditer(line):
        yield tag.start(), tag.end(), "tag"
        yield from _inside(tag[0], tag.start())


def _markdown(line: str) -> Iterator[Span]:
    if _HEADING.match(line):
        yield 0, len(line), "heading"
    for pattern, kind in (
        (_BLOCK, "mark"), (_STRONG, "strong"), (_EM, "em"), (_LINK, "link"), (_CODE, "quoted"), (_BREAK, "mark"),
    ):  # fmt: skip
        for found in pattern.finditer(line):
            yield found.start(), found.end(), kind


def _inside(tag: str, start: int) -> Iterator[Span]:
    """The names, filters and quoted texts of one tag."""
    quoted = list(_QUOTED.finditer(tag))
    bare = _QUOTED.sub(lambda found: " " * len(found[0]), tag)
    filters = {found.start(1) for found in _FILTER.finditer(bare)}
    for found in _NAME.finditer(bare):
        if found[0] not in _WORDS:
            yield start + found.start(), start + found.end(), "filter" if found.start() in filters else "name"
    for found in quoted:
        yield start + found.start(), start + found.end(), "quoted"
