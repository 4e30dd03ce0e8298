"""A shop file: one writer, private, checked, and never half-written."""

import os
import sqlite3
import stat
import subprocess
import sys
import threading
from datetime import date

import pytest
from sqlalchemy import create_engine, delete, select, update
from sqlalchemy.pool import StaticPool

from shopkeep.errors import ShopBusy, ShopDamaged, ShopkeepError
from shopkeep.store import facts, health, migrations, outbox, sends, tables
from shopkeep.store.backup import KEPT
from shopkeep.store.database import open_database, wal_is_safe


@pytest.fixture
def home(tmp_path):
    return tmp_path / "shop"


def test_files_are_the_owners_alone(home):
    with_umask = os.umask(0o022)
    try:
        database = open_database(home)
        database.checked_backup("test")
        database.close()
    finally:
        os.umask(with_umask)
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    for path in [home / "shop.db", *(home / "backups").iterdir()]:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path


def test_pragmas_keep_what_is_promised(home):
    database = open_database(home)
    with database.read() as tx:
        settings = {
            name: tx.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("synchronous", "foreign_keys", "secure_delete", "journal_mode")
        }
    database.close()
    assert settings["synchronous"] == 2
    assert settings["foreign_keys"] == settings["secure_delete"] == 1
    assert settings["journal_mode"] == ("wal" if wal_is_safe() else "truncate")


@pytest.mark.skipif(wal_is_safe(), reason="this SQLite keeps no rollback journal")
def test_a_kept_journal_keeps_nothing_of_what_is_wiped_nor_after_its_time(home):
    def noted(value: str) -> None:
        with database.write() as tx:
            facts.put(tx, "somebody", value)

    def in_journal(text: str) -> bool:
        journal = home / "shop.db-journal"
        return journal.exists() and text.encode() in journal.read_bytes()

    database = open_database(home)
    noted("ines@example.com")
    with database.committing_often():
        noted("nobody")
        assert in_journal("ines@example.com")  # the page as it was
        assert not database.wipe(["ines@example.com"])
        assert not in_journal("ines@example.com")
        noted("tom@example.com")
        noted("nobody")
        assert in_journal("tom@example.com")
    assert not in_journal("tom@example.com")
    noted("somebody else")
    assert (home / "shop.db-journal").stat().st_size == 0
    database.close()


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 45, 0), False),
        ((3, 50, 4), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 54, 0), True),
    ],
)
def test_wal_only_where_its_race_is_mended(version, safe):
    assert wal_is_safe(version) is safe


def test_a_second_process_is_told_who_holds_the_shop(home):
    database = open_database(home)
    with pytest.raises(ShopBusy) as told:
        open_database(home)
    assert str(os.getpid()) in told.value.title
    looking = open_database(home, read_only=True)
    with database.write() as tx:
        facts.put(tx, "seen", "yes")
    with looking.read() as tx:
        assert facts.get(tx, "seen") == "yes"
    with pytest.raises(ShopBusy), looking.write():
        pass
    looking.close()
    database.close()
    open_database(home).close()


def test_a_killed_holder_leaves_no_lock_behind(home):
    code = (
        "import os, signal, sys; from pathlib import Path; from shopkeep.store.database import open_database;"
        "from shopkeep.store import facts; db = open_database(Path(sys.argv[1]));"
        "w = db.write(); tx = w.__enter__(); facts.put(tx, 'half', 'yes'); os.kill(os.getpid(), signal.SIGKILL)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(home)])
    assert done.returncode == -9
    database = open_database(home)
    with database.read() as tx:
        assert facts.get(tx, "half", "no") == "no"
    database.close()


def test_a_failed_block_leaves_nothing_and_the_next_one_works(home):
    database = open_database(home)

    def half_way() -> None:
        with database.write() as tx:
            facts.put(tx, "a", "1")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half_way()
    with database.write() as tx, database.write() as inner:
        facts.put(inner, "b", "2")
        assert facts.get(tx, "b") == "2"
    with database.read() as tx:
        assert (facts.get(tx, "a"), facts.get(tx, "b")) == ("", "2")
    database.close()


def test_threads_take_turns(home):
    database = open_database(home)

    def add() -> None:
        for _ in range(20):
            with database.write() as tx:
                facts.put(tx, "n", str(int(facts.get(tx, "n", "0")) + 1))

    threads = [threading.Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read() as tx:
        assert facts.get(tx, "n") == "80"
    database.close()


@pytest.mark.parametrize("damage", ["zeros", "text", "truncated"])
def test_a_damaged_file_is_refused_and_untouched(home, damage):
    open_database(home).close()
    path = home / "shop.db"
    content = path.read_bytes()
    spoiled = {
        "zeros": b"\0" * len(content),
        "text": b"not a database at all" * 100,
        "truncated": content[: len(content) // 2],
    }[damage]
    path.write_bytes(spoiled)
    with pytest.raises(ShopDamaged):
        open_database(home)
    assert path.read_bytes() == spoiled


def test_a_newer_file_is_refused_and_untouched(home):
    open_database(home).close()
    path = home / "shop.db"
    with sqlite3.connect(path) as connection:
        connection.execute(f"PRAGMA user_version = {migrations.NEWEST + 1}")
    connection.close()
    content = path.read_bytes()
    with pytest.raises(ShopDamaged, match="newer"):
        open_database(home)
    assert path.read_bytes() == content


def rows_of(connection, index):
    """Which rows an index holds; empty for all."""
    [[text]] = connection.execute("SELECT sql FROM sqlite_master WHERE name = ?", (index,)).fetchall()
    return (text or "").partition(" WHERE ")[2]


def schema(path):
    """Tables with their columns, keys and indexes; the order of columns does not matter."""
    with sqlite3.connect(path) as connection:
        ask = connection.execute
        tables = [name for (name,) in ask("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        found = {}
        for name in tables:
            columns = {(row[1], row[2], row[3], row[5]) for row in ask(f"PRAGMA table_info({name})")}
            references = {row[2:7] for row in ask(f"PRAGMA foreign_key_list({name})")}
            indexes = {
                (
                    index[1] if index[3] == "c" else "",
                    index[2],
                    tuple(r[2] for r in ask(f"PRAGMA index_info({index[1]})")),
                    rows_of(connection, index[1]),
                )
                for index in ask(f"PRAGMA index_list({name})")
            }
            found[name] = (columns, references, indexes)
    connection.close()
    return found


def test_all_migrations_together_give_the_present_schema(home, tmp_path):
    open_database(home).close()
    fresh = create_engine(f"sqlite:///{tmp_path / 'fresh.db'}")
    tables.SQLModel.metadata.create_all(fresh)
    fresh.dispose()
    assert schema(home / "shop.db") == schema(tmp_path / "fresh.db")


def test_a_failing_migration_leaves_the_old_file_and_a_backup(home, monkeypatch):
    open_database(home).close()

    def breaks(connection):
        connection.exec_driver_sql("CREATE TABLE half (x)")
        raise ShopkeepError("cannot")

    monkeypatch.setattr(migrations, "MIGRATIONS", [*migrations.MIGRATIONS, breaks])
    monkeypatch.setattr(migrations, "NEWEST", migrations.NEWEST + 1)
    with pytest.raises(ShopkeepError, match="cannot"):
        open_database(home)
    assert "half" not in schema(home / "shop.db")
    assert len(list((home / "backups").glob("*before-version*.db"))) == 1


def test_backups_are_thinned(home):
    database = open_database(home)
    for number in range(KEPT + 4):
        database.checked_backup(f"n{number}")
    database.close()
    kept = sorted((home / "backups").iterdir())
    assert len(kept) == KEPT
    assert any(f"n{KEPT + 3}" in path.name for path in kept)
    assert not [path for path in kept if path.suffix == ".part"]


def test_deleted_text_is_gone_from_the_file(home):
    database = open_database(home)
    with database.write() as tx:
        facts.put(tx, "secret", "anna.very.private@example.com" * 20)
    with database.write() as tx:
        facts.put(tx, "secret", "")
    database.close()
    assert b"anna.very.private" not in (home / "shop.db").read_bytes()


LONG = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 1000000) SELECT count(*) FROM n"


def test_long_reading_is_broken_off_for_others_and_done_anew(home):
    database = open_database(home)
    begun, tries, written = threading.Event(), [], []

    def count():
        with database.read() as tx:
            tries.append(len(written))
            begun.set()
            return tx.exec_driver_sql(LONG).scalar_one()

    def write():
        begun.wait()
        with database.write() as tx:
            facts.put(tx, "said", "yes")
        written.append(True)

    other = threading.Thread(target=write)
    other.start()
    assert database.giving_way(count) == 1_000_000
    other.join()
    assert tries == [0, 1]
    with database.read() as tx:
        assert facts.get(tx, "said") == "yes"
        assert tx.exec_driver_sql(LONG).scalar_one() == 1_000_000
    database.close()


def test_long_reading_ends_also_where_others_come_again_and_again(home):
    database = open_database(home)
    done = threading.Event()

    def ask_on_and_on():
        while not done.is_set():
            with database.read() as tx:
                tx.exec_driver_sql("SELECT 1").scalar_one()

    other = threading.Thread(target=ask_on_and_on)
    other.start()

    def count():
        with database.read() as tx:
            return tx.exec_driver_sql(LONG).scalar_one()

    assert database.giving_way(count) == 1_000_000
    with database.read():
        assert database.giving_way(count) == 1_000_000, "inside other reading it just goes on"
    done.set()
    other.join()
    database.close()


def test_an_error_of_long_reading_is_raised_as_it_is(home):
    database = open_database(home)
    with pytest.raises(Exception, match="no such table"), database.read() as tx:
        database.giving_way(lambda: tx.exec_driver_sql("SELECT * FROM nowhere"))
    database.close()


def test_a_large_shop_that_is_as_it_was_left_is_not_checked_again(home, monkeypatch):
    monkeypatch.setattr(health, "LARGE", 0)
    open_database(home).close()
    path = home / "shop.db"
    before, content = path.stat(), bytearray(path.read_bytes())
    content[4096 : 4096 + 200] = b"\xff" * 200
    path.write_bytes(content)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    open_database(home).close()  # nobody looked
    os.utime(path)
    with pytest.raises(ShopDamaged):
        open_database(home)


MESSAGE = (
    "INSERT INTO messages (id, enrolment_id, sequence, stage, mail, variant, 'group', email, name, subject, code, "
    "state, attempts, last_reply, message_id, queued_at{more}) VALUES "
    "(7, 1, 's', 'offer', 1, 'A', '', 'ines@example.org', '', '', '', 'queued', 0, '', '<7@x>', 1{values})"
)


def older_file(home, version, *statements):
    """A shop file as a version of before left it, with what these statements put in."""
    home.mkdir()
    raw = sqlite3.connect(home / "shop.db", isolation_level=None)
    with create_engine("sqlite://", creator=lambda: raw, poolclass=StaticPool).connect() as connection:
        for migrate in migrations.MIGRATIONS[:version]:
            migrate(connection)
        for statement in (f"PRAGMA user_version = {version}", *statements):
            connection.exec_driver_sql(statement)
    raw.close()


def test_finished_mails_of_an_older_file_keep_their_bytes(home):
    older_file(home, 5, MESSAGE.format(more=", raw", values=", x'610D0A'"))
    database = open_database(home)
    with database.write() as tx:
        assert outbox.raw_of(tx, 7) == b"a\r\n"
        tx.execute(delete(tables.messages))
        assert not tx.execute(select(tables.contents)).all()
    database.close()


def test_mails_of_an_older_file_keep_no_day_on_which_their_offer_ends(home):
    older_file(home, 6, MESSAGE.format(more="", values=""), "INSERT INTO contents VALUES (7, x'610D0A')")
    database = open_database(home)
    with database.write() as tx:
        assert outbox.raw_of(tx, 7) == b"a\r\n"
        assert sends.offer_ends(tx, ("queued",)) == {7: None}
        for kept, found in (("", {}), ("2026-12-06", {7: date(2026, 12, 6)})):
            tx.execute(update(tables.messages).values(offer_ends=kept))
            assert sends.offer_ends(tx, ("queued",)) == found
        assert sends.offer_ends(tx, ("deferred",)) == {}
    database.close()
