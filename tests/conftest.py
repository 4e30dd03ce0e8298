"""For all tests."""

from __future__ import annotations

import os


def pytest_xdist_auto_num_workers() -> int:
    """Half as many again as there are processors: much of a test is waiting for the disk and for the screen."""
    return max(2, (os.cpu_count() or 1) * 3 // 2)
