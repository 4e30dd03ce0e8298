"""The page on imports speaks of everything that can be imported."""

from __future__ import annotations

import importlib.util
import re
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

from shopkeep.jobs.import_files import KINDS
from shopkeep.orders.customer_columns import CUSTOMER
from shopkeep.orders.fields import FIELDS
from shopkeep.orders.product_columns import PRODUCT
from shopkeep.orders.reading import platforms
from shopkeep.orders.table import column_key
from shopkeep.sequences.values_customer import OF_CUSTOMER

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted((ROOT / "docs").glob("*.md"))
PAGE = (ROOT / "docs" / "imports.md").read_text(encoding="utf-8")


def screenshots() -> ModuleType:
    spec = importlib.util.spec_from_file_location("screenshots", ROOT / "docs" / "screenshots.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("title", sorted(each.title for each in platforms().values()))
def test_every_platform_has_its_paragraph(title: str) -> None:
    assert f"**{title}" in PAGE, "say where its owner clicks, and what its file does not tell"


def test_every_field_that_a_column_can_hold_is_in_its_table() -> None:
    assert screenshots().with_fields(PAGE) == PAGE, "run: python docs/screenshots.py --keys"
    assert re.findall(r"^\| `(\w+)` \|", PAGE, re.M) == list(FIELDS)


def test_every_name_that_a_mail_may_use_is_in_its_table() -> None:
    page = (ROOT / "docs" / "writing.md").read_text(encoding="utf-8")
    assert screenshots().with_names(page) == page, "run: python docs/screenshots.py --keys"
    named = re.findall(r"^\| `customer\.(\w+)` \|", page, re.M)
    assert named == list(OF_CUSTOMER)


@pytest.mark.parametrize(("file", "names"), [("customers", CUSTOMER), ("products", PRODUCT)])
def test_the_columns_it_names_are_known(file: str, names: dict[str, tuple[str, ...]]) -> None:
    cells = re.findall(rf"^\| {file} \| (.*?) \|", PAGE, re.M)
    named = {column_key(name) for cell in cells for name in re.findall("`([^`]+)`", cell)}
    own = {"birthday", "gender", "interests", "tags", "referrals", "referred by"} if file == "customers" else set()
    known = {name for every in names.values() for name in every}
    assert named >= {"sku", "title", "category"} or named >= {"email", "accepts email marketing", "consent date"}
    assert named - own - known == set()


def test_every_kind_of_file_is_listed() -> None:
    assert [kind for kind in (*KINDS, ".gz", "JSON") if kind not in PAGE] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.M | re.S)
    heads = {re.sub(r"[^\w -]", "", head).lower().replace(" ", "-") for head in re.findall(r"^#+ (.*)$", text, re.M)}
    for link in re.findall(r"\]\(([^)]+)\)", text):
        if link.startswith("#"):
            assert link[1:] in heads, link
        elif "://" not in link:
            assert (page.parent / link).exists(), link


def test_every_blueprint_is_in_its_table() -> None:
    page = (ROOT / "docs" / "blueprints.md").read_text(encoding="utf-8")
    assert screenshots().with_blueprints(page) == page, "run: python docs/screenshots.py --keys"


def test_every_look_and_every_word_of_a_palette_is_explained() -> None:
    page = (ROOT / "docs" / "themes.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`([a-z_-]+)`", page))
    palettes = [tomllib.loads(file.read_text(encoding="utf-8")) for file in (ROOT / "themes").glob("*/*.toml")]
    looks = {file.parent.name: tomllib.loads(file.read_text("utf-8")) for file in ROOT.glob("themes/mail/*/theme.toml")}
    of_app = {word for palette in palettes for word in palette} - {"dark"}
    of_mail = {word for look in looks.values() for shade in ("light", "dark") for word in look[shade]}
    assert of_app | of_mail | set(looks) <= named
    assert of_mail - of_app == {"on_primary", "line"}
