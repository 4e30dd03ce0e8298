"""The history of the shop file's schema: one function a version, each in one transaction."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sqlalchemy.engine import Connection

from shopkeep.store import backup


def version_of(connection: Connection) -> int:
    """The schema version a file is at; 0 for a new one."""
    return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())


def first_schema(connection: Connection) -> None:
    from shopkeep.store import tables

    tables.SQLModel.metadata.create_all(connection)
    connection.exec_driver_sql(f"PRAGMA application_id = {0x53484B50}")


MIGRATIONS: list[Callable[[Connection], None]] = [first_schema]
NEWEST = len(MIGRATIONS)


def bring_up_to_date(connection: Connection, path: Path, fresh: bool) -> None:
    """Run the migrations a file lacks, after a checked backup where it holds anything."""
    version = version_of(connection)
    if version == NEWEST:
        return
    if not fresh and version:
        raw = connection.connection.dbapi_connection
        backup.keep(raw, path.parent / "backups", f"before-version-{NEWEST}")  # type: ignore[arg-type]
    for number, migrate in enumerate(MIGRATIONS[version:], version + 1):
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        try:
            migrate(connection)
            connection.exec_driver_sql(f"PRAGMA user_version = {number}")
        except BaseException:
            connection.exec_driver_sql("ROLLBACK")
            raise
        connection.exec_driver_sql("COMMIT")
