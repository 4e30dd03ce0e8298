"""The history of the shop file's schema: one function a version, each in one transaction."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sqlalchemy.engine import Connection

from shopkeep.store import backup

APPLICATION_ID = 0x53484B50  # "SHKP": says that a file is a shop of ours


def version_of(connection: Connection) -> int:
    """The schema version a file is at; 0 for a new one."""
    return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())


def first_schema(connection: Connection) -> None:
    """Version 1, as frozen in schema_1.sql."""
    for statement in _statements("schema_1.sql"):
        connection.exec_driver_sql(statement)
    connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")


def _statements(name: str) -> list[str]:
    text = Path(__file__).with_name(name).read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("--")]
    return [part.strip() for part in "\n".join(lines).split(";") if part.strip()]


def richer_summaries(connection: Connection) -> None:
    """Version 2: what segments ask of customers. Summaries are made anew from the orders on opening."""
    for statement in _statements("schema_2.sql"):
        connection.exec_driver_sql(statement)


def orders_in_pieces(connection: Connection) -> None:
    """Version 3: orders of which several exports speak, and layouts that the owner explained."""
    for statement in _statements("schema_3.sql"):
        connection.exec_driver_sql(statement)


def composing_and_results(connection: Connection) -> None:
    """Version 4: what composing, sending and results remember."""
    for statement in _statements("schema_4.sql"):
        connection.exec_driver_sql(statement)


def several_accounts(connection: Connection) -> None:
    """Version 5: what sending through several accounts, with a ledger that is never guessed at, remembers."""
    for statement in _statements("schema_5.sql"):
        connection.exec_driver_sql(statement)


def contents_apart(connection: Connection) -> None:
    """Version 6: a message's finished bytes stand beside its state, which changes while they never do."""
    for statement in _statements("schema_6.sql"):
        connection.exec_driver_sql(statement)


def smaller_index_and_offer_ends(connection: Connection) -> None:
    """Version 7: a changed summary has fewer places to be changed in; a message keeps the day its offer ends."""
    for statement in _statements("schema_7.sql"):
        connection.exec_driver_sql(statement)


def orders_by_customer(connection: Connection) -> None:
    """Version 8: customers' orders are read from an index alone."""
    for statement in _statements("schema_8.sql"):
        connection.exec_driver_sql(statement)


MIGRATIONS: list[Callable[[Connection], None]] = [
    first_schema,
    richer_summaries,
    orders_in_pieces,
    composing_and_results,
    several_accounts,
    contents_apart,
    smaller_index_and_offer_ends,
    orders_by_customer,
]
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
