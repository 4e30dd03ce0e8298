"""The paths that a template speaks of, such as `customer.favourite.title`, read from its tree."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from jinja2 import nodes

from shopkeep.sequences.render_sandbox import PLAIN


@lru_cache(maxsize=512)
def parsed(source: str) -> nodes.Template:
    """A template as a tree, to be looked at only."""
    return PLAIN.parse(source)


def mentioned(source: str) -> Iterator[str]:
    """The names a template speaks of, `customer.favourite` or `best_seller`: two words deep at the most.

    Raises TemplateSyntaxError.
    """
    for node in parsed(source).find_all((nodes.Name, nodes.Getattr, nodes.Getitem)):
        path = path_of(node)
        if path:
            yield ".".join(path.split(".")[:2])


def fallbacks(source: str) -> Iterator[tuple[int, str, str]]:
    """Each fallback written out in a template: its line, the path it stands in for, the words.

    Raises TemplateSyntaxError.
    """
    for node in parsed(source).find_all(nodes.Filter):
        words = node.args[0] if node.name == "default" and node.args else None
        path = next(iter(unguarded(node.node)), "") if node.node is not None else ""
        if path and isinstance(words, nodes.Const) and isinstance(words.value, str):
            yield node.lineno, path, words.value


def path_of(node: nodes.Node | None) -> str:
    """`customer.favourite.title` of the nodes that say so; empty for anything else."""
    if isinstance(node, nodes.Name):
        return node.name
    if isinstance(node, (nodes.Getattr, nodes.Getitem)):
        above = path_of(node.node)
        part = node.attr if isinstance(node, nodes.Getattr) else getattr(node.arg, "value", None)
        return f"{above}.{part}" if above and isinstance(part, str) else ""
    return ""


def paths(node: nodes.Node) -> Iterator[str]:
    """Every path an expression mentions."""
    path = path_of(node)
    if path:
        yield path
        return
    for child in node.iter_child_nodes():
        yield from paths(child)


def unguarded(node: nodes.Node) -> Iterator[str]:
    """The paths an expression prints without a fallback of its own."""
    if isinstance(node, nodes.Filter):
        if node.name not in ("default", "length") and node.node is not None:
            yield from unguarded(node.node)
    elif isinstance(node, nodes.CondExpr):
        asked = set(paths(node.test))
        for side in (node.expr1, node.expr2):
            if side is not None:
                yield from (p for p in unguarded(side) if not any(p.startswith(a) for a in asked))
    elif isinstance(node, nodes.Or):
        yield from unguarded(node.right)
    else:
        path = path_of(node)
        if path:
            yield path
        else:
            for child in node.iter_child_nodes():
                yield from unguarded(child)
