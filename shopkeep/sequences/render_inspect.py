"""What a template says, checked name by name before it is compiled: what it may not say, and what it should not."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, Literal

from jinja2 import TemplateSyntaxError, nodes

from shopkeep.sequences import template_words
from shopkeep.sequences.did_you_mean import did_you_mean
from shopkeep.sequences.render_filters import LOOP_LIMIT, TEXT_LIMIT
from shopkeep.sequences.render_sandbox import LOOP_NAMES, PLAIN
from shopkeep.sequences.schema import FILTERS, ROOT, Kind
from shopkeep.sequences.template_paths import parsed, path_of, paths, unguarded

DEPTH_LIMIT = 12
LOOPS_DEEP = 2
PARTS_LIMIT = 200
"""Parts of one expression."""
MARKS = "[]*_`~!\\"
MARKS_LIMIT = 1_000
"""So often may a mail have one of the marks of Markdown."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something a template may not say, with its line in the text given."""

    severity: Literal["error", "warning"]
    line: int
    says: str
    do: str = ""


def inspect(source: str, names: dict[str, Kind] = ROOT) -> list[Fault]:
    """All that a template says and may not say. Without an error among them it may be compiled."""
    if names is ROOT:
        for mark in MARKS:
            if source.count(mark) > MARKS_LIMIT:
                line = source[: len(source) - len(source.split(mark, MARKS_LIMIT)[-1])].count("\n") + 1
                return [Fault("error", line, f"has the sign {mark} for the {MARKS_LIMIT:,}th time.", "Take some out.")]
    try:
        tree = parsed(source)
    except TemplateSyntaxError as error:
        return [Fault("error", *template_words.said(source, error))]
    except (RecursionError, MemoryError, ValueError, OverflowError):
        return [Fault("error", 1, "is nested too deeply or has a number too large.", "Say it more simply.")]
    try:
        walk = _Walk(names)
        walk.block(tree.body, dict(names), frozenset(), 0, 0)
    except RecursionError:
        return [Fault("error", 1, "is nested too deeply.", "Say it more simply.")]
    return walk.faults


class _Walk:
    """Goes once through a parsed template, knowing at every name what stands for what."""

    def __init__(self, names: dict[str, Kind]) -> None:
        self.faults: list[Fault] = []
        self.names = names

    def fault(self, node: nodes.Node, says: str, do: str = "", warn: bool = False) -> None:
        found = Fault("warning" if warn else "error", node.lineno or 1, says, do)
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
                tag = type(node).__name__.lower().replace("assign", "set")
                self.fault(node, f"uses {tag}, which no mail may.", "Only if and for are known tags here.")

    def condition(self, node: nodes.If, scope: dict[str, Kind], sure: frozenset[str], loops: int, depth: int) -> None:
        self.whole(node.test, scope)
        asked = sure | set(paths(node.test))
        self.block(node.body, scope, asked, loops, depth + 1)
        for other in node.elif_:
            self.condition(other, scope, asked, loops, depth + 1)
        self.block(node.else_, scope, asked, loops, depth + 1)

    def loop(self, node: nodes.For, scope: dict[str, Kind], sure: frozenset[str], loops: int, depth: int) -> None:
        over = self.whole(node.iter, scope)
        if node.recursive or node.test is not None or not isinstance(node.target, nodes.Name):
            self.fault(node, "loops in a way no mail may.", "Write {% for product in customer.last_products %}.")
            return
        if loops >= LOOPS_DEEP:
            self.fault(node, "has a loop in a loop in a loop.", "Two deep is the most.")
        if isinstance(node.iter, nodes.List) and len(node.iter.items) > LOOP_LIMIT:
            self.fault(node, f"loops over more than {LOOP_LIMIT} items.", "Shorten the list.")
        each = over.each if over and over.each else Kind("an item", free=over is None or not over.each)
        counters = {name: Kind("the loop's counter") for name in LOOP_NAMES}
        inner = scope | {node.target.name: each, "loop": Kind("the loop", parts=counters)}
        self.block(node.body, inner, sure | set(paths(node.iter)), loops + 1, depth + 1)
        self.block(node.else_, scope, sure, loops, depth + 1)

    def printed(self, node: nodes.Node, scope: dict[str, Kind], sure: frozenset[str]) -> None:
        """A value that ends up in the mail: say where it may be empty for somebody."""
        self.whole(node, scope)
        for path in unguarded(node):
            missing = [open for open in _optional(path, scope) if not _asked_for(open, sure)]
            if missing and path.partition(".")[0] != "offer":
                whose = "some customers" if missing[0].startswith("customer") else "some"
                self.fault(
                    node,
                    f"prints {path}, which {whose} do not have.",
                    _instead(path),
                    warn=True,
                )

    def whole(self, node: nodes.Node, scope: dict[str, Kind]) -> Kind | None:
        """Check a whole expression, and that it is no longer than any mail needs."""
        if sum(1 for _ in islice(node.find_all(nodes.Node), PARTS_LIMIT + 1)) > PARTS_LIMIT:
            self.fault(node, f"has an expression of more than {PARTS_LIMIT} parts.", "Say it more simply.")
            return None
        return self.kind(node, scope)

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
        if isinstance(node, nodes.Test) and node.name not in PLAIN.tests:
            self.fault(node, f"asks `is {node.name}`.", f"Known are {', '.join(PLAIN.tests)}.")
        if isinstance(node, nodes.Const) and isinstance(node.value, str) and len(node.value) > TEXT_LIMIT:
            self.fault(node, "has a very long text in quotes.", "Write it outside the braces.")
        if not isinstance(node, _EXPRESSIONS):
            self.fault(node, f"uses {type(node).__name__.lower()}, which no mail may.")
            return None
        for child in node.iter_child_nodes():
            if not (isinstance(node, nodes.Operand) and self.is_bare_word(child, scope)):
                self.kind(child, scope)
        return None

    def is_bare_word(self, node: nodes.Node, scope: dict[str, Kind]) -> bool:
        """Whether a word that is no name stands where a text in quotes can; then that is said."""
        if not isinstance(node, nodes.Name) or node.name in scope:
            return False
        self.fault(node, f"has the word {node.name} without quotes.", f'Put it in quotes: "{node.name}".')
        return True

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
        if isinstance(part, str) and part.startswith("_"):
            self.fault(node, f"says {part}, which no name here begins like.", "Names begin with a letter.")
            return None
        if above.free:
            return Kind("an attribute", True)
        if isinstance(part, int) and above.each:
            return above.each
        if not isinstance(part, str):
            self.fault(node, "looks something up in square brackets.", "Write a dot and a name.")
            return None
        if part not in above.parts:
            path = path_of(node.node) or "that"
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
            says = f"uses the filter {node.name}, which is not known."
            self.fault(node, says, did_you_mean(node.name, FILTERS))
        if node.kwargs or node.dyn_args or node.dyn_kwargs or node.node is None:
            self.fault(node, f"uses {node.name} in a way no mail may.", "Give plain values in brackets.")
            return None
        for argument in node.args:
            if not self.is_bare_word(argument, scope):
                self.kind(argument, scope)
        found = self.kind(node.node, scope)
        return found.each if found and node.name in ("first", "last") else None


_EXPRESSIONS = (
    nodes.Const, nodes.List, nodes.Tuple, nodes.CondExpr, nodes.Compare, nodes.Operand, nodes.And, nodes.Or,
    nodes.Not, nodes.Add, nodes.Sub, nodes.Div, nodes.FloorDiv, nodes.Neg, nodes.Pos, nodes.Concat, nodes.Test,
)  # fmt: skip


def _instead(path: str) -> str:
    """What to do about a path of which something is missing for some."""
    if path.endswith((".link", ".image")):
        return f"Put it between {{% if {path} %}} and {{% endif %}}."
    return f'Say what they read instead: {{{{ {path} | default("...") }}}}'


def _optional(path: str, scope: dict[str, Kind]) -> Iterator[str]:
    """The beginnings of a path, and it itself, that may be empty for some customer."""
    parts = path.split(".")
    kind = scope.get(parts[0])
    for end, part in enumerate([*parts[1:], ""], 1):
        if kind is None:
            return
        if kind.optional:
            yield ".".join(parts[:end])
        kind = kind.parts.get(part)


def _asked_for(path: str, sure: frozenset[str]) -> bool:
    """Whether a condition around asks for a path, or for something below it."""
    return any(one == path or one.startswith(f"{path}.") for one in sure)
