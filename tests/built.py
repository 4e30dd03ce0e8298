"""Shops that take a while to make: each is made once for all tests of a run, whichever process asks first."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from functools import cache
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


def copied(home: Path, name: str, make: Callable[[Path], None]) -> None:
    """Fill `home` as `make` does: made once by this process under this name, and copied from then on."""
    kept = Path(_kept().name, name)
    if not kept.exists():
        make(kept)
    shutil.copytree(kept, home)


@cache
def _kept() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(dir=os.environ.get("PYTEST_DEBUG_TEMPROOT"))
