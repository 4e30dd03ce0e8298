"""No text that could be a stranger's reaches the screen as markup: checked over the source of every screen."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import shopkeep.tui as tui

FILES = sorted(Path(tui.__path__[0]).rglob("*.py"))
TITLES = {"border_title", "border_subtitle"}
WIDGETS = {"Static", "Label", "Button", "Option", "Collapsible"}


def is_literal(node: ast.expr) -> bool:
    """A text that stands in our source, or no text at all."""
    if isinstance(node, ast.IfExp):
        return is_literal(node.body) and is_literal(node.orelse)
    return isinstance(node, ast.Constant) and (not isinstance(node.value, str) or "[" not in node.value)


def is_safe(node: ast.expr) -> bool:
    """A literal, or something that is not a plain string built here."""
    return is_literal(node) or not isinstance(node, ast.JoinedStr | ast.BinOp | ast.Constant)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_no_markup_from_data(file: Path) -> None:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        where = f"{file.name}:{getattr(node, 'lineno', 0)}"
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name == "notify":
                plain = any(k.arg == "markup" and getattr(k.value, "value", 1) is False for k in node.keywords)
                assert plain, f"{where}: notify without markup=False"
            if name in WIDGETS and node.args:
                assert is_safe(node.args[0]), f"{where}: {name} of a built string; use Content"
            if name == "from_markup":
                assert all(is_literal(arg) for arg in node.args), f"{where}: markup of data"
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Attribute) and target.attr in TITLES:
                    assert is_safe(node.value), f"{where}: {target.attr} should be Content(...)"
