"""Jinja2 behind a wall: what a mail may say, checked before it is compiled and bounded while it runs.

Jinja's own sandbox only guards attributes, so the list of what is allowed is ours: names from the schema,
a few filters, `if` and `for`, plain comparisons and sums. No calls, no methods, no sets, no macros, no
includes, nothing that can grow: a mail's work is bounded by its length, twenty items a loop, two loops deep.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any, Literal

from jinja2 import StrictUndefined, Template, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from shopkeep import wording
from shopkeep.sequences.schema import FILTERS, ROOT, Kind
from shopkeep.sequences.values import Amount, Day, Facts, Few, Free

OUTPUT_LIMIT = 200_000
"""Characters of one rendered part: twice what Gmail shows."""
TEXT_LIMIT = 2_000
"""Characters of one value after its filters."""
LOOP_LIMIT = 20
DEPTH_LIMIT = 12
LOOPS_DEEP = 2


class TooMuch(Exception):
    """A template that asks for more than any mail needs."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something a template may not say, with its line in the text given."""

    severity: Literal["error", "warning"]
    line: int
    says: str
    do: str = ""


# --- Filters: each takes plain values and gives a short text or a number.


def _capped(value: str) -> str:
    if len(value) > TEXT_LIMIT:
        raise TooMuch(f"a value longer than {TEXT_LIMIT:,} characters")
    return value


def _default(value: Any, fallback: Any = "", _empty_too: Any = True) -> Any:
    return fallback if value is None or value == "" or (isinstance(value, Facts) and not value) else value


def _date(value: Any, style: str = "long") -> str:
    if not isinstance(value, Day):
        return _capped(str(value))
    if style == "short":
        return wording.day_long(value.day, value.language).rpartition(" ")[0]
    if style == "month":
        return wording.month_full(value.day, value.language)
    return wording.weekday(value.day, value.language) if style == "weekday" else str(value)


def _money(value: Any, style: str = "full") -> str:
    if not isinstance(value, Amount):
        return _capped(str(value))
    return wording.money_short(value.money, value.language) if style == "short" else str(value)


def _items(value: Any) -> list[Any]:
    if isinstance(value, str):
        return list(value[:TEXT_LIMIT])
    if isinstance(value, (Few, list, tuple)):
        return list(value)[:LOOP_LIMIT]
    raise TypeError("that is no list")


def _first(value: Any) -> Any:
    return next(iter(_items(value)), "")


def _last(value: Any) -> Any:
    items = _items(value)
    return items[-1] if items else ""


def _join(value: Any, by: str = ", ") -> str:
    if isinstance(value, str):
        raise TypeError("join takes a list")
    return _capped(str(by)[:20].join(_capped(str(item)) for item in _items(value)))


def _listed(value: Any) -> str:
    return _capped(wording.listed([_capped(str(item)) for item in _items(value)]))


def _counted(value: Any, one: str, many: str = "") -> str:
    return wording.count(int(value), _capped(str(one)), _capped(str(many)))


def _round(value: Any, places: int = 0) -> Any:
    if not isinstance(value, (int, float, Decimal)) or not 0 <= places <= 6:
        raise TypeError("round takes a number")
    rounded = round(float(value), places)
    return rounded if places else int(rounded)


def _sentence(value: Any) -> str:
    said = _capped(str(value))
    return said[:1].upper() + said[1:]


_FILTERS: dict[str, Callable[..., Any]] = {
    "default": _default,
    "date": _date,
    "money": _money,
    "first": _first,
    "last": _last,
    "join": _join,
    "listed": _listed,
    "length": lambda value: len(_items(value)),
    "counted": _counted,
    "round": _round,
    "upper": lambda value: _capped(str(value)).upper(),
    "lower": lambda value: _capped(str(value)).lower(),
    "title": lambda value: " ".join(_sentence(word) for word in _capped(str(value)).split(" ")),
    "sentence": _sentence,
    "trim": lambda value: _capped(str(value)).strip(),
}
assert set(_FILTERS) == set(FILTERS)


def _few(value: Any) -> Any:
    """What every loop runs over, at most LOOP_LIMIT items of it."""
    items = value if isinstance(value, (Few, list, tuple)) else None
    if items is None:
        raise TypeError("only lists can be looped over")
    if len(items) > LOOP_LIMIT:
        raise TooMuch(f"a loop over more than {LOOP_LIMIT} items")
    return items


class _Walled(ImmutableSandboxedEnvironment):
    """Dots reach our own facts and the loop's counters, and nothing else in Python."""

    intercepted_binops = frozenset(["*", "**", "%"])

    def getattr(self, obj: Any, attribute: str) -> Any:
        if isinstance(obj, Free):
            return obj.known.get(attribute, "")
        if isinstance(obj, Facts) and attribute in obj.known:
            return obj.known[attribute]
        if attribute in _LOOP and type(obj).__name__ == "LoopContext":
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


_LOOP = frozenset(["index", "index0", "first", "last", "length"])


def _environment(*, html: bool, **delimiters: str) -> _Walled:
    made = _Walled(autoescape=html, undefined=StrictUndefined, cache_size=0, auto_reload=False, **delimiters)
    made.globals.clear()
    made.filters.clear()
    made.filters.update(_FILTERS | {"_few": _few})
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
_PLAIN = _environment(html=False)
_COMPOSED = {True: _environment(html=True, **SIGNS), False: _environment(html=False, **SIGNS)}


def lex(source: str) -> list[tuple[str, str]]:
    """A template as ("text" | "value" | "tag", inside) pieces. Raises TemplateSyntaxError."""
    pieces: list[tuple[str, str]] = []
    inside: list[str] = []
    for _, token, value in _PLAIN.lexer.tokeniter(source, None):
        if token == "data":
            pieces.append(("text", value))
        elif token in ("variable_begin", "block_begin"):
            inside = ["-"] if value.endswith("-") else []
        elif token in ("variable_end", "block_end"):
            end = "-" if value.lstrip().startswith("-") else ""
            pieces.append(("value" if token == "variable_end" else "tag", "".join(inside) + end))
        elif not token.startswith(("comment", "raw")):
            inside.append(value)
    return pieces


def inspect(source: str, names: dict[str, Kind] = ROOT) -> list[Fault]:
    """All that a template says and may not say. Without an error among them it may be compiled."""
    try:
        tree = _PLAIN.parse(source)
    except TemplateSyntaxError as error:
        return [Fault("error", error.lineno, f"cannot be understood: {error.message}", _hint(error.message))]
    except (RecursionError, MemoryError, ValueError, OverflowError):
        return [Fault("error", 1, "is nested too deeply or has a number too large.", "Say it more simply.")]
    try:
        walk = _Walk(names)
        walk.block(tree.body, dict(names), frozenset(), 0, 0)
    except RecursionError:
        return [Fault("error", 1, "is nested too deeply.", "Say it more simply.")]
    return walk.faults


def _hint(message: str | None) -> str:
    said = message or ""
    if "unknown tag" in said or "No filter" in said:
        return "Only if and for are known tags here."
    return "Look at the braces: {{ name }} prints, {% if name %} … {% endif %} chooses."


class _Walk:
    """Goes once through a parsed template, knowing at every name what stands for what."""

    def __init__(self, names: dict[str, Kind]) -> None:
        self.faults: list[Fault] = []
        self.names = names

    def fault(self, node: nodes.Node, says: str, do: str = "", warn: bool = False) -> None:
        found = Fault("warning" if warn else "error", node.lineno, says, do)
        if found not in self.faults:
            self.faults.append(found)

    def block(
        self, body: list[nodes.Node], scope: dict[str, Kind], sure: frozenset[str], loops: int, depth: int
    ) -> None:
        """Statements. `sure`: paths that a condition around has asked for, so that they need no fallback."""
        for node in body:
            if depth > DEPTH_LIMIT:
                self.fault(node, "is nested too deeply.", "Say it more simply.")
            elif isinstance(node, nodes.Output):
                for part in node.nodes:
                    if not isinstance(part, nodes.TemplateData):
                        self.printed(part, scope, sure)
            elif isinstance(node, nodes.If):
                self.condition(node, scope, sure, loops, depth)
            elif isinstance(node, nodes.For):
                self.loop(node, scope, sure, loops, depth)
            else:
                tag = type(node).__name__.lower()
                self.fault(node, f"uses {tag}, which no mail may.", "Only if and for are known tags here.")

    def condition(
        self, node: nodes.If, scope: dict[str, Kind], sure: frozenset[str], loops: int, depth: int
    ) -> None:
        self.kind(node.test, scope)
        asked = sure | set(_paths(node.test))
        self.block(node.body, scope, asked, loops, depth + 1)
        for other in node.elif_:
            self.condition(other, scope, asked, loops, depth + 1)
        self.block(node.else_, scope, asked, loops, depth + 1)

    def loop(
        self, node: nodes.For, scope: dict[str, Kind], sure: frozenset[str], loops: int, depth: int
    ) -> None:
        over = self.kind(node.iter, scope)
        if node.recursive or node.test is not None or not isinstance(node.target, nodes.Name):
            self.fault(node, "loops in a way no mail may.", "Write {% for product in customer.last_products %}.")
            return
        if loops >= LOOPS_DEEP:
            self.fault(node, "has a loop in a loop in a loop.", "Two deep is the most.")
        if isinstance(node.iter, nodes.List) and len(node.iter.items) > LOOP_LIMIT:
            self.fault(node, f"loops over more than {LOOP_LIMIT} items.", "Shorten the list.")
        each = over.each if over and over.each else Kind("an item", free=over is None or not over.each)
        counters = {name: Kind("the loop's counter") for name in _LOOP}
        inner = scope | {node.target.name: each, "loop": Kind("the loop", parts=counters)}
        self.block(node.body, inner, sure | set(_paths(node.iter)), loops + 1, depth + 1)
        self.block(node.else_, scope, sure, loops, depth + 1)

    def printed(self, node: nodes.Node, scope: dict[str, Kind], sure: frozenset[str]) -> None:
        """A value that ends up in the mail: say where it may be empty for somebody."""
        self.kind(node, scope)
        for path in _unguarded(node):
            kind = _follow(path, scope)
            roots = {path.rsplit(".", n)[0] for n in range(path.count(".") + 1)}
            if kind and not (roots & sure) and path.partition(".")[0] != "offer":
                self.fault(
                    node,
                    f"prints {path}, which some customers do not have.",
                    f'Say what they read instead: {{{{ {path} | default("...") }}}}',
                    warn=True,
                )

    def kind(self, node: nodes.Node, scope: dict[str, Kind]) -> Kind | None:
        """Check an expression; what it stands for where that is known, else None."""
        if isinstance(node, nodes.Name):
            return self.name(node, scope)
        if isinstance(node, (nodes.Getattr, nodes.Getitem)):
            return self.below(node, scope)
        if isinstance(node, nodes.Filter):
            return self.filtered(node, scope)
        if isinstance(node, nodes.Call):
            self.fault(node, "calls something.", "Mails use filters: {{ customer.name | upper }}.")
            return None
        if isinstance(node, (nodes.Mul, nodes.Pow, nodes.Mod)):
            self.fault(node, f"uses {node.operator}, which no mail may.", "Only + - / and ~ are known here.")
            return None
        if isinstance(node, nodes.Test) and node.name not in _PLAIN.tests:
            self.fault(node, f"asks `is {node.name}`.", f"Known are {', '.join(_PLAIN.tests)}.")
        if isinstance(node, nodes.Const) and isinstance(node.value, str) and len(node.value) > TEXT_LIMIT:
            self.fault(node, "has a very long text in quotes.", "Write it outside the braces.")
        if not isinstance(node, _EXPRESSIONS):
            self.fault(node, f"uses {type(node).__name__.lower()}, which no mail may.")
            return None
        for child in node.iter_child_nodes():
            self.kind(child, scope)
        return None

    def name(self, node: nodes.Name, scope: dict[str, Kind]) -> Kind | None:
        if node.name in scope:
            return scope[node.name]
        everywhere = [f"{n}.{p}" for n, k in self.names.items() for p in k.parts] + list(scope)
        near = difflib.get_close_matches(node.name, [n.rpartition(".")[2] for n in everywhere], 1)
        meant = next((n for n in everywhere if n.rpartition(".")[2] == near[0]), "") if near else ""
        self.fault(
            node,
            f"says {node.name}, which nothing here is called.",
            f"Did you mean {meant}?" if meant else f"Known are {', '.join(scope)}.",
        )
        return None

    def below(self, node: nodes.Getattr | nodes.Getitem, scope: dict[str, Kind]) -> Kind | None:
        above = self.kind(node.node, scope)
        part: Any = node.attr if isinstance(node, nodes.Getattr) else getattr(node.arg, "value", None)
        if above is None:
            if not isinstance(node.node, (nodes.Name, nodes.Getattr, nodes.Getitem)):
                self.fault(node, f"asks for {part} of something that has no names.", "Use a filter instead.")
            return None
        if above.free:
            return Kind("an attribute", True)
        if isinstance(part, int) and above.each:
            return above.each
        if not isinstance(part, str):
            self.fault(node, "looks something up in square brackets.", "Write a dot and a name.")
            return None
        if part not in above.parts:
            path = _path(node.node) or "that"
            near = difflib.get_close_matches(part, above.parts, 1)
            known = f"Known are {', '.join(above.parts)}." if above.parts else "There is nothing below it."
            self.fault(
                node,
                f"says {path}.{part}, which is not known.",
                f"Did you mean {path}.{near[0]}?" if near else known,
            )
            return None
        return above.parts[part]

    def filtered(self, node: nodes.Filter, scope: dict[str, Kind]) -> Kind | None:
        if node.name not in FILTERS:
            near = difflib.get_close_matches(node.name, FILTERS, 1)
            known = f"Did you mean {near[0]}?" if near else f"Known are {', '.join(FILTERS)}."
            self.fault(node, f"uses the filter {node.name}, which is not known.", known)
        if node.kwargs or node.dyn_args or node.dyn_kwargs or node.node is None:
            self.fault(node, f"uses {node.name} in a way no mail may.", "Give plain values in brackets.")
            return None
        for argument in node.args:
            self.kind(argument, scope)
        found = self.kind(node.node, scope)
        return found.each if found and node.name in ("first", "last") else None


_EXPRESSIONS = (
    nodes.Const, nodes.List, nodes.Tuple, nodes.CondExpr, nodes.Compare, nodes.Operand, nodes.And, nodes.Or,
    nodes.Not, nodes.Add, nodes.Sub, nodes.Div, nodes.FloorDiv, nodes.Neg, nodes.Pos, nodes.Concat, nodes.Test,
)  # fmt: skip


def _path(node: nodes.Node | None) -> str:
    """`customer.favourite.title` of the nodes that say so; empty for anything else."""
    if isinstance(node, nodes.Name):
        return node.name
    if isinstance(node, nodes.Getattr):
        above = _path(node.node)
        return f"{above}.{node.attr}" if above else ""
    return ""


def _paths(node: nodes.Node) -> Iterator[str]:
    """Every path an expression mentions."""
    path = _path(node)
    if path:
        yield path
        return
    for child in node.iter_child_nodes():
        yield from _paths(child)


def _unguarded(node: nodes.Node) -> Iterator[str]:
    """The paths an expression prints without a fallback of its own."""
    if isinstance(node, nodes.Filter):
        if node.name != "default" and node.node is not None:
            yield from _unguarded(node.node)
    elif isinstance(node, nodes.CondExpr):
        asked = set(_paths(node.test))
        for side in (node.expr1, node.expr2):
            if side is not None:
                yield from (p for p in _unguarded(side) if not any(p.startswith(a) for a in asked))
    elif isinstance(node, nodes.Or):
        yield from _unguarded(node.right)
    else:
        path = _path(node)
        if path:
            yield path
        else:
            for child in node.iter_child_nodes():
                yield from _unguarded(child)


def _follow(path: str, scope: dict[str, Kind]) -> bool:
    """Whether anything on the way of a path may be empty for some customer."""
    parts = path.split(".")
    kind = scope.get(parts[0])
    for part in parts[1:]:
        if kind is None:
            return False
        if kind.optional:
            return True
        kind = kind.parts.get(part)
    return bool(kind and kind.optional)


class Part:
    """One compiled part of a mail: subject, preheader, HTML or text."""

    def __init__(self, source: str, *, html: bool, composed: bool) -> None:
        environment = _COMPOSED[html] if composed else _PLAIN
        tree = environment.parse(source)
        for loop in tree.find_all(nodes.For):
            loop.iter = nodes.Filter(loop.iter, "_few", [], [], None, None, lineno=loop.lineno)
        tree.set_environment(environment)
        code = environment.compile(tree, filename="<mail>")
        self._template = Template.from_code(environment, code, {})

    def render(self, values: dict[str, Any]) -> str:
        """The part for one customer. Raises TooMuch past OUTPUT_LIMIT."""
        template = self._template
        context = template.new_context(values, shared=True)
        pieces: list[str] = []
        length = 0
        for piece in template.root_render_func(context):
            length += len(piece)
            if length > OUTPUT_LIMIT:
                raise TooMuch(f"a mail longer than {OUTPUT_LIMIT:,} characters")
            pieces.append(piece)
        return "".join(pieces)


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
