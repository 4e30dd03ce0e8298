"""The real program as its own process, on a sample shop that is made once."""

import json
import multiprocessing
import os
import shutil
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from shopkeep.core import clock
from shopkeep.core.share import shared
from shopkeep.jobs.shop import open_shop
from tests.built import once

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


# Each call is a process of its own, forked from one that has imported the program already: the same as
# `python -m shopkeep …`, which other tests run, without paying for the imports each time.
FORKED = multiprocessing.get_context("forkserver" if os.name == "posix" else "spawn")
FORKED.set_forkserver_preload(["tests.cli.prepared"])


def enter(arguments: list[str], folder: Path, out: Path, err: Path, now: datetime | None) -> None:
    """Be `shopkeep ARGUMENTS` in a folder, with output to files and nobody at the keyboard."""
    os.chdir(folder)
    os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"
    for number, path, flags in (
        (0, os.devnull, os.O_RDONLY),
        (1, out, os.O_CREAT | os.O_RDWR),
        (2, err, os.O_CREAT | os.O_RDWR),
    ):
        os.dup2(os.open(path, flags), number)
    sys.stdin = open(0, encoding="utf-8")  # noqa: SIM115
    sys.stdout = open(1, "w", encoding="utf-8")  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8")  # noqa: SIM115
    sys.argv = ["shopkeep", *arguments]
    clock.set_now(now)
    from shopkeep.__main__ import main

    main()


class Program:
    """`shopkeep --home …` on one folder."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.calls = 0
        self.now: datetime | None = None
        """What the program's clock says on each call; None: what it is."""

    def __call__(self, *arguments: object) -> Ran:
        self.calls += 1
        folder = self.home.parent
        out, err = (folder / f"{self.home.name}-{self.calls}.{name}" for name in ("out", "err"))
        process = FORKED.Process(
            target=enter, args=(["--home", str(self.home), *map(str, arguments)], folder, out, err, self.now)
        )
        process.start()
        process.join(120)
        assert process.exitcode is not None, f"{arguments} did not end"
        ran = Ran(process.exitcode, out.read_text(encoding="utf-8"), err.read_text(encoding="utf-8"))
        assert "Traceback" not in ran.err, ran.err
        return ran

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
    return once(tmp_path_factory, "sample-of-commands", sample_shop)


def sample_shop(home: Path) -> None:
    shop = open_shop(home)
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
        shop.settings.set(key, value)
    shop.close()
    made = Program(home)
    data = shared("sample_data")
    assert made("import", data / "woocommerce_orders.csv", data / "shopify_orders.csv").code == 3
    assert made("import-customers", data / "customers.csv").code == 3
    made.ok("import-products", data / "products.csv")


@pytest.fixture
def sample(sample_home: Path, tmp_path: Path) -> Program:
    """A program on its own copy of the sample shop: copying the folder copies the shop."""
    home = tmp_path / "shop"
    shutil.copytree(sample_home, home)
    return Program(home)
