"""Make the README's pictures and its table of keys from the real app on the sample shop.

python docs/screenshots.py            all of it
python docs/screenshots.py --keys     the table of keys alone (a test compares it)
"""

from __future__ import annotations

import asyncio
import re
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SIZE = (120, 36)


def keys_table() -> str:
    """Every key of the app as a Markdown table, place by place."""
    from shopkeep.tui import keys

    titles = {"app": "Everywhere", "list": "In lists", **{name: title for name, title, _ in keys.PLACES}}
    rows = ["| where | key | does |", "|---|---|---|"]
    for place, title in titles.items():
        for key in keys.KEYS:
            if key.place == place:
                rows.append(f"| {title} | `{key.shown}` | {key.help} |".replace("`|`", "`\\|`"))
    return "\n".join(rows)


def with_keys(readme: str) -> str:
    """The README with the present table of keys between its marks."""
    table = f"<!-- keys -->\n{keys_table()}\n<!-- /keys -->"
    return re.sub(r"<!-- keys -->.*<!-- /keys -->", lambda _: table, readme, flags=re.S)


def sample_shop(home: Path) -> None:
    """The sample shop with one stage sent and the later orders imported."""
    from shopkeep.core.records.orders import ImportOptions
    from shopkeep.jobs import importing, sample, sending, sequences
    from shopkeep.jobs.shop import open_shop

    shop = open_shop(home)
    sample.set_profile(shop)
    files = sample.write_files(home, shop.today())
    sample.import_first(shop, files)
    sequences.new_sequence(shop, "autumn", "win-back", 0.2)
    planned = sending.plan(shop, "autumn", "offer").counts.planned
    sending.queue(shop, "autumn", "offer", planned)
    sending.deliver(shop)
    importing.import_orders(shop, files.later, ImportOptions())
    shop.close()


async def pictures(home: Path, target: Path) -> None:
    """One picture of each place."""
    from shopkeep.tui import keys
    from shopkeep.tui.app import ShopkeepApp

    app = ShopkeepApp(home)
    async with app.run_test(size=SIZE) as pilot:
        for _ in range(100):
            await pilot.pause(0.1)
            if app.is_open:
                break
        for name, title, _ in keys.PLACES:
            app.go(name)
            await pilot.pause(1.5)
            if name in ("customers", "sequences"):
                await pilot.press("down", "down")
                await pilot.pause(1.5)
            picture = app.export_screenshot(title=f"shopkeep: {title}")
            (target / f"{name}.svg").write_text(picture, encoding="utf-8")
    app.shop.close()


def main() -> None:
    readme = ROOT / "README.md"
    readme.write_text(with_keys(readme.read_text(encoding="utf-8")), encoding="utf-8")
    if "--keys" in sys.argv:
        return
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "Tin & Thistle"
        sample_shop(home)
        asyncio.run(pictures(home, ROOT / "docs"))


if __name__ == "__main__":
    main()
