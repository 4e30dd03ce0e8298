"""Jinja2 behind a wall: what a mail may say, checked before it is compiled and bounded while it runs.

Jinja's own sandbox only guards attributes, so the list of what is allowed is ours: names from the schema,
a few filters, `if` and `for`, plain comparisons and sums. No calls, no methods, no sets, no macros, no
includes, nothing that can grow: a mail's work is bounded by its length, twenty items a loop, two loops deep.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Any

from jinja2 import StrictUndefined, Template, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from shopkeep.sequences.render_filters import FILTERS, TooMuch, few
from shopkeep.sequences.values import Facts, Few, Free

OUTPUT_LIMIT = 200_000
"""Characters of one rendered part: twice what Gmail shows."""
LOOP_NAMES = frozenset(["index", "index0", "first", "last", "length"])
"""What a mail may ask of a loop."""


class _Walled(ImmutableSandboxedEnvironment):
    """Dots reach our own facts and the loop's counters, and nothing else in Python."""

    intercepted_binops = frozenset(["*", "**", "%"])

    def getattr(self, obj: Any, attribute: str) -> Any:
        if isinstance(obj, Free):
            return obj.known.get(attribute, "")
        if isinstance(obj, Facts) and attribute in obj.known:
            return obj.known[attribute]
        if attribute in LOOP_NAMES and type(obj).__name__ == "LoopContext":
            return getattr(obj, attribute)
        return self.undefined(obj=obj, name=attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        if isinstance(obj, Facts) and isinstance(argument, str):
            return self.getattr(obj, argument)
        if isinstance(obj, (Few, list, tuple)) and isinstance(argument, int):
            items = list(obj)
            return items[argument] if -len(items) <= argument < len(items) else ""
        return self.undefined(obj=obj, name=argument)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        raise TooMuch(f"{operator} in a mail")

    def is_safe_callable(self, obj: Any) -> bool:
        return getattr(obj, "shopkeep_link", False) is True


def _environment(*, html: bool, **delimiters: str) -> _Walled:
    made = _Walled(autoescape=html, undefined=StrictUndefined, cache_size=0, auto_reload=False, **delimiters)
    made.globals.clear()
    made.filters.clear()
    made.filters.update(FILTERS | {"_few": few})
    made.tests = {name: made.tests[name] for name in ("defined", "none", "odd", "even", "string", "number")}
    return made


# A composed part writes its tags with signs that no author can type, so that nothing that Markdown or the
# HTML serialiser makes of plain text can turn into a tag.
SIGNS = {
    "variable_start_string": "\ue010",
    "variable_end_string": "\ue011",
    "block_start_string": "\ue012",
    "block_end_string": "\ue013",
    "comment_start_string": "\ue014",
    "comment_end_string": "\ue015",
}
PLAIN = _environment(html=False)
_COMPOSED = {True: _environment(html=True, **SIGNS), False: _environment(html=False, **SIGNS)}
_OF_PIECES = {html: made.overlay(keep_trailing_newline=True) for html, made in _COMPOSED.items()}


@lru_cache(maxsize=64)
def lex(source: str) -> tuple[tuple[str, str], ...]:
    """A template as ("text" | "value" | "tag", inside) pieces. Raises TemplateSyntaxError."""
    pieces: list[tuple[str, str]] = []
    inside: list[str] = []
    for _, token, value in PLAIN.lexer.tokeniter(source, None):
        if token == "data":
            pieces.append(("text", value))
        elif token in ("variable_begin", "block_begin"):
            inside = ["-"] if value.endswith("-") else []
        elif token in ("variable_end", "block_end"):
            end = "-" if value.lstrip().startswith("-") else ""
            pieces.append(("value" if token == "variable_end" else "tag", "".join(inside) + end))
        elif not token.startswith(("comment", "raw")):
            inside.append(value)
    return tuple(pieces)


class Part:
    """One compiled part of a mail: subject, preheader, HTML or text."""

    def __init__(self, source: str, *, html: bool, composed: bool, whole: bool = True) -> None:
        """`whole`: not a piece of a longer part."""
        environment = (_COMPOSED if whole else _OF_PIECES)[html] if composed else PLAIN
        tree = environment.parse(source)
        loops = list(tree.find_all(nodes.For))
        self._loops = bool(loops)
        for loop in loops:
            loop.iter = nodes.Filter(loop.iter, "_few", [], [], None, None, lineno=loop.lineno)
        tree.set_environment(environment)
        code = environment.compile(tree, filename="<mail>")
        self._template = Template.from_code(environment, code, {})

    def render(self, values: dict[str, Any]) -> str:
        """The part for one customer. Raises TooMuch past OUTPUT_LIMIT."""
        template = self._template
        context = template.new_context(values, shared=True)
        pieces = template.root_render_func(context)
        # Without a loop it has no more pieces than its source has, and can be put together at once.
        made = "".join(_counted(pieces) if self._loops else pieces)
        if len(made) > OUTPUT_LIMIT:
            raise TooMuch(_TOO_LONG)
        return made


class Pieces:
    """A composed part compiled paragraph by paragraph, each kept: what a key changes is compiled, and no more.

    It renders what `Part` does, a little slower.
    """

    def __init__(self, source: str, *, html: bool) -> None:
        pieces = _apart(_LINE_END.sub("\n", source).removesuffix("\n"))
        self._pieces = [_piece(piece, html) if _BEGINS.search(piece) else piece for piece in pieces]

    def render(self, values: dict[str, Any]) -> str:
        """As Part.render."""
        made = (piece if isinstance(piece, str) else piece.render(values) for piece in self._pieces)
        return "".join(_counted(made))


_BEGINS = re.compile(f"[{SIGNS['variable_start_string']}{SIGNS['block_start_string']}]")
_LINE_END = re.compile("\r\n?")
_TAG = re.compile("\ue012(-?)\\s*([a-z]+)[^\ue013]*\ue013|\n(?=[^\\s\ue010-\ue015]|\ue010[^-])")


def _apart(source: str) -> list[str]:
    """A composed part cut where no condition or loop is open: around them, and where lines begin.

    Neither half can reach into the other there, for none ends with a `-`, which takes blanks away beyond it.
    """
    cuts, depth = [0], 0
    for found in _TAG.finditer(source):
        if found[2] in ("if", "for"):
            if not depth and not found[1]:
                cuts.append(found.start())
            depth += 1
        elif found[2] in ("endif", "endfor"):
            depth -= 1
            if not depth and source[found.end() - 2] != "-":
                cuts.append(found.end())
        elif found[2] is None and not depth:
            cuts.append(found.end())
    return [source[start:end] for start, end in pairwise([*cuts, len(source)])]


@lru_cache(maxsize=1024)
def _piece(source: str, html: bool) -> Part:
    return Part(source, html=html, composed=True, whole=False)


_TOO_LONG = f"a mail longer than {OUTPUT_LIMIT:,} characters"


def _counted(pieces: Iterable[str]) -> Iterator[str]:
    length = 0
    for piece in pieces:
        length += len(piece)
        if length > OUTPUT_LIMIT:
            raise TooMuch(_TOO_LONG)
        yield piece


@lru_cache(maxsize=256)
def plain_part(source: str) -> Part:
    """A template compiled as it stands: subjects, preheaders, and bodies when a line is looked for."""
    return Part(source, html=False, composed=False)


def line_of(error: BaseException) -> int:
    """The line of the template in which an error arose, by the compiled code it passed; 1 if none."""
    traceback, found = error.__traceback__, 1
    while traceback is not None:
        template = traceback.tb_frame.f_globals.get("__jinja_template__")
        if template is not None:
            found = template.get_corresponding_lineno(traceback.tb_lineno)
        traceback = traceback.tb_next
    return found
