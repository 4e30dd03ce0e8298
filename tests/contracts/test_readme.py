"""The README is for the owner, and true."""

import importlib.util
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def screenshots():
    spec = importlib.util.spec_from_file_location("screenshots", ROOT / "docs" / "screenshots.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_its_page_of_keys_is_that_of_the_app():
    page = (ROOT / "docs" / "keys.md").read_text(encoding="utf-8")
    assert screenshots().with_keys(page) == page, "run: python docs/screenshots.py --keys"
    assert "docs/keys.md" in README


def test_its_pictures_are_there():
    pictures = re.findall(r"\]\((docs/[^)]+)\)", README)
    assert len(set(pictures)) >= 7
    for picture in pictures:
        assert (ROOT / picture).exists(), picture


def test_two_lines_do_all_the_set_up():
    block = re.search(r"```sh\n(.*?)```", README, re.S).group(1).splitlines()
    assert len(block) == 2
    assert block[0].endswith("shopkeep demo")
    assert block[1].endswith("pytest")
