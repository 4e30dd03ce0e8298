"""Python's cyclic collector, put off while hundreds of thousands of rows are held on purpose."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collecting_later() -> Iterator[None]:
    """No cycle collection within the block: rows hold no cycles, and looking for them halves the speed."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
