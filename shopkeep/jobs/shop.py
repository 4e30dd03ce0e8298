"""An open shop: its folder, its settings and its database. Every job takes one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from shopkeep.core import clock
from shopkeep.settings import Settings
from shopkeep.store.database import Database, open_database


@dataclass
class Shop:
    """One shop's folder, open. `read_only` where another process holds it or nothing will be written."""

    home: Path
    settings: Settings
    db: Database

    @property
    def read_only(self) -> bool:
        return self.db.read_only

    @property
    def zone(self) -> str:
        return self.settings.zone

    @property
    def currency(self) -> str:
        return self.settings.currency

    def today(self) -> date:
        """Today where the shop is."""
        return clock.today(self.zone)

    def close(self) -> None:
        self.db.close()


def open_shop(home: Path, *, read_only: bool = False) -> Shop:
    """Open the shop in `home`, making it where there is none.

    Raises ShopBusy, ShopDamaged (see store.database) and ShopkeepError for settings that cannot be read.
    """
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    settings = Settings(home)
    return Shop(home, settings, open_database(home, read_only=read_only))
