"""The fuzzer of headers, a little of it each time. A million on one Python:

    SHOPKEEP_EXAMPLES=1000000 pytest -m long --timeout 0 tests/delivery/test_header_fuzz.py

On other Pythons, with email-validator installed: `python3.13 -m tests.delivery.header_fuzz 1000000`.
"""

from __future__ import annotations

import os

import pytest

from tests.delivery import header_fuzz

MANY = int(os.environ.get("SHOPKEEP_EXAMPLES", "20000"))


def test_any_text_leaves_the_headers_as_meant() -> None:
    mails, addresses = header_fuzz.run(400, seed=0)
    assert mails == 100
    assert addresses > 40


@pytest.mark.long
@pytest.mark.timeout(0)
def test_any_text_of_very_many_leaves_the_headers_as_meant() -> None:
    assert header_fuzz.run(MANY, seed=1)[0] == MANY // 4
