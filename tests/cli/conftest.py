"""The real program as its own process, on a sample shop that is made once."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from shopkeep.core.share import shared

AS_OF = "2026-11-21"
"""The day after the newest order of the sample's first files."""


@dataclass
class Ran:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Program:
    """`shopkeep --home …` on one folder."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def __call__(self, *arguments: object, stdin: str = "") -> Ran:
        done = subprocess.run(
            [sys.executable, "-m", "shopkeep", "--home", str(self.home), *map(str, arguments)],
            capture_output=True,
            input=stdin,
            encoding="utf-8",
            cwd=self.home.parent,
            env={**os.environ, "PYTHONIOENCODING": "utf-8", "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"},
            timeout=120,
        )
        assert "Traceback" not in done.stderr, done.stderr
        return Ran(done.returncode, done.stdout, done.stderr)

    def ok(self, *arguments: object) -> Ran:
        ran = self(*arguments)
        assert ran.code == 0, (arguments, ran)
        return ran


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """A program on an empty shop."""
    return Program(tmp_path / "shop")


@pytest.fixture(scope="session")
def sample_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample shop, imported through the command line."""
    home = tmp_path_factory.mktemp("sample") / "shop"
    made = Program(home)
    for key, value in {
        "shop.name": "Tin & Thistle",
        "shop.url": "https://tinandthistle.example",
        "shop.address": "4 Harbour Row, Westport",
        "shop.owner": "Nora Finch",
        "shop.timezone": "Europe/Dublin",
        "mail.from": "nora@example.com",
        "policy.consent": "existing",
        "smtp.host": "127.0.0.1",
        "smtp.port": "0",
        "smtp.security": "none",
    }.items():
        made.ok("account", "set", key, value)
    data = shared("sample_data")
    assert made("import", data / "woocommerce_orders.csv", data / "shopify_orders.csv").code == 3
    assert made("import-customers", data / "customers.csv").code == 3
    made.ok("import-products", data / "products.csv")
    return home


@pytest.fixture
def sample(sample_home: Path, tmp_path: Path) -> Program:
    """A program on its own copy of the sample shop: copying the folder copies the shop."""
    home = tmp_path / "shop"
    shutil.copytree(sample_home, home)
    return Program(home)
