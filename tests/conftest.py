"""For all tests."""

from __future__ import annotations

import gc
import os
import shutil
import sys
from pathlib import Path

import pytest
from hypothesis import settings

MEMORY = Path("/dev/shm")
ROOM = 2_000_000_000
"""Bytes that the shops of a whole run fit in, many times over."""


def pytest_configure(config: pytest.Config) -> None:
    settings.register_profile("untimed", deadline=None)  # how long an example takes says how busy the machine is
    settings.load_profile("untimed")
    shops_in_memory()
    compiled_once(config.rootpath / ".pytest_cache" / "compiled")


def shops_in_memory() -> None:
    """Shops lie in memory where there is enough: tests wait for thousands of commits, and what they mean is the
    same on any file system."""
    if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


def compiled_once(folder: Path) -> None:
    """Keep compiled modules in a folder of the tests' own where they are not to lie beside the sources
    (PYTHONDONTWRITEBYTECODE): hundreds of processes are started here, and each would compile the program anew."""
    if sys.dont_write_bytecode and sys.pycache_prefix is None:
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["PYTHONPYCACHEPREFIX"] = sys.pycache_prefix = str(folder)
        sys.dont_write_bytecode = False


def pytest_xdist_auto_num_workers() -> int:
    """Half as many again as there are processors: much of a test is waiting for the disk and for the screen."""
    return max(2, (os.cpu_count() or 1) * 3 // 2)


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """What is imported and collected stays to the end: going through it for garbage again and again finds none."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(5_000, 20, 20)
