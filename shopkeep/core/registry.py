"""Collect one object a module from every module of a package, so that adding a file is enough."""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType
from typing import Any


def collect(package: ModuleType, attribute: str) -> dict[str, Any]:
    """The `attribute` of each module in `package`, by its `.name`, in the order of the modules' names.

    Raises ValueError where two modules offer the same name.
    """
    found: dict[str, Any] = {}
    for info in sorted(pkgutil.iter_modules(package.__path__), key=lambda i: i.name):
        module = importlib.import_module(f"{package.__name__}.{info.name}")
        thing = getattr(module, attribute, None)
        if thing is None:
            continue
        if thing.name in found:
            raise ValueError(f"two modules of {package.__name__} call themselves {thing.name!r}")
        found[thing.name] = thing
    return found
