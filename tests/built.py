"""Shops that take a while to make: each is made once for all tests of a run, whichever process asks first."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock


def once(folders: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """The folder that `make` filled under this name. Copy it, and leave it as it is."""
    base = folders.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    made, begun = shared / f"built-{name}", shared / f"beginning-{name}"
    with FileLock(shared / f"built-{name}.lock"):
        if not made.exists():
            make(begun)
            begun.rename(made)
    return made
