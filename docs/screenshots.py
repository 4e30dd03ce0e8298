"""Make the pictures of the pages and their generated tables from the real app on the sample shop.

python docs/screenshots.py            all of it
python docs/screenshots.py --keys     the tables alone: of keys in keys.md, of fields in imports.md, of names
                                      in writing.md, of blueprints in blueprints.md (tests compare all)
"""

from __future__ import annotations

import asyncio
import re
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SIZE = (120, 36)


def keys_tables() -> str:
    """Every key of the app in Markdown, a table for each place."""
    from shopkeep.tui import keys

    titles = {"app": "Everywhere", "list": "In lists", **{name: title for name, title, _ in keys.PLACES}}
    tables = []
    for place, title in titles.items():
        rows = [f"| `{key.shown}` | {key.help} |".replace("`|`", "`\\|`") for key in keys.KEYS if key.place == place]
        tables.append("\n".join([f"## {title}", "", "| key | does |", "|---|---|", *rows]))
    return "\n\n".join(tables)


def with_keys(page: str) -> str:
    """The page on keys with the present tables between its marks."""
    tables = f"<!-- keys -->\n{keys_tables()}\n<!-- /keys -->"
    return re.sub(r"<!-- keys -->.*<!-- /keys -->", lambda _: tables, page, flags=re.S)


def fields_table() -> str:
    """What a column can hold, as a Markdown table."""
    from shopkeep.orders.fields import FIELDS

    return "\n".join(["| field | holds |", "|---|---|", *(f"| `{name}` | {says} |" for name, says in FIELDS.items())])


def with_fields(page: str) -> str:
    """The page on imports with the present table of fields between its marks."""
    table = f"<!-- fields -->\n{fields_table()}\n<!-- /fields -->"
    return re.sub(r"<!-- fields -->.*<!-- /fields -->", lambda _: table, page, flags=re.S)


def names_table() -> str:
    """What a mail may know of a customer, as a Markdown table."""
    from shopkeep.sequences.schema import ROOT as NAMES

    named = [(f"customer.{name}", kind) for name, kind in NAMES["customer"].parts.items()]
    named += [(name, kind) for name, kind in NAMES.items() if kind.each or {"title", "link"} <= set(kind.parts)]
    rows = ["| name | gives | where there is none |", "|---|---|---|"]
    for name, kind in named:
        rows.append(f"| `{name}` | {kind.says} | {_where_none(name, kind.optional, kind.fallback)} |")
        extra = {part: below for part, below in kind.parts.items() if part not in _PRODUCT}
        rows += [
            f"| `{name}.{part}` | {below.says} | {'with it' if kind.optional else ''} |"
            for part, below in extra.items()
        ]
    return "\n".join(rows)


_PRODUCT = ("title", "short", "price", "link", "image")


def _where_none(name: str, optional: bool, fallback: str) -> str:
    if not optional:
        return "always there"
    return f'`default("{fallback}")`' if fallback else f"`{{% if {name} %}}`"


def blueprints_table() -> str:
    """The blueprints as a Markdown table."""
    from shopkeep.sequences import blueprints

    rows = ["| blueprint | what it is for | for whom |", "|---|---|---|"]
    return "\n".join([*rows, *(f"| `{b.name}` | {b.about} | {b.whom} |" for b in blueprints.described())])


def with_blueprints(page: str) -> str:
    """The page on blueprints with the present table of them between its marks."""
    table = f"<!-- blueprints -->\n{blueprints_table()}\n<!-- /blueprints -->"
    return re.sub(r"<!-- blueprints -->.*<!-- /blueprints -->", lambda _: table, page, flags=re.S)


def with_names(page: str) -> str:
    """The page on writing with the present table of names between its marks."""
    table = f"<!-- names -->\n{names_table()}\n<!-- /names -->"
    return re.sub(r"<!-- names -->.*<!-- /names -->", lambda _: table, page, flags=re.S)


def sample_shop(home: Path) -> Path:
    """The sample shop with one stage sent; the path of the later orders, which are not imported yet."""
    from shopkeep.jobs import outbox, sample, sending, sequences
    from shopkeep.jobs.shop import open_shop

    shop = open_shop(home)
    sample.set_profile(shop)
    files = sample.write_files(home, shop.today())
    sample.import_first(shop, files)
    sequences.new_sequence(shop, "autumn", "win-back", 0.2)
    planned = sending.plan(shop, "autumn", "offer").counts.planned
    sending.queue(shop, "autumn", "offer", planned)
    outbox.deliver(shop)
    shop.close()
    return files.later


async def pictures(home: Path, later: Path, target: Path) -> None:
    """The later orders as the app shows them before and after they are imported, and one picture of each place."""
    from shopkeep.tui import keys
    from shopkeep.tui.app import ShopkeepApp

    app = ShopkeepApp(home)
    async with app.run_test(size=SIZE) as pilot:
        for _ in range(100):
            await pilot.pause(0.1)
            if app.is_open:
                break
        app.go("imports", str(later))
        await pilot.pause(1.5)
        await pilot.press("enter")
        await pilot.pause(3)
        picture = app.export_screenshot(title="shopkeep: a file, as it is understood")
        (target / "imports-preview.svg").write_text(picture, encoding="utf-8")
        await pilot.press("enter")
        await pilot.pause(5)
        for name, title, _ in keys.PLACES:
            app.go(name)
            await pilot.pause(1.5)
            if name in ("customers", "sequences"):
                await pilot.press("down", "down")
                await pilot.pause(1.5)
            picture = app.export_screenshot(title=f"shopkeep: {title}")
            (target / f"{name}.svg").write_text(picture, encoding="utf-8")
            if name == "results":
                await pilot.press("h")
                await pilot.pause(3)
                await pilot.press("v")
                await pilot.pause(1)
                picture = app.export_screenshot(title="shopkeep: How your shop does")
                (target / "shop.svg").write_text(picture, encoding="utf-8")
                await pilot.press("escape")
    app.shop.close()


def main() -> None:
    docs = ROOT / "docs"
    pages = (
        (docs / "keys.md", with_keys),
        (docs / "imports.md", with_fields),
        (docs / "writing.md", with_names),
        (docs / "blueprints.md", with_blueprints),
    )
    for path, made in pages:
        path.write_text(made(path.read_text(encoding="utf-8")), encoding="utf-8")
    if "--keys" in sys.argv:
        return
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "Tin & Thistle"
        later = sample_shop(home)
        asyncio.run(pictures(home, later, ROOT / "docs"))


if __name__ == "__main__":
    main()
