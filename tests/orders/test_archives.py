"""Archives: the tables within, and nothing that does harm."""

from __future__ import annotations

import gzip
import struct
import zipfile
from pathlib import Path

import pytest

from shopkeep.errors import ImportRefused
from shopkeep.orders import archives

MB = 1024 * 1024
TABLE = b"Name,Email,Total\n#1,a@example.com,5.00\n"


def written(path: Path, members: dict[str, bytes], packed: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", packed) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def with_bits(path: Path, flags: int) -> Path:
    """The same archive with flag bits set in every header, as an encrypted one has."""
    raw = bytearray(path.read_bytes())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = raw.find(mark)
        while start >= 0:
            raw[start + at] |= flags
            start = raw.find(mark, start + 4)
    path.write_bytes(raw)
    return path


def test_the_tables_are_listed_and_nothing_that_systems_add(tmp_path: Path) -> None:
    path = written(
        tmp_path / "orders.zip",
        {
            "orders_1.csv": TABLE,
            "deep/Orders_2.CSV": TABLE,
            "__MACOSX/._orders_1.csv": b"x",
            "deep/.hidden.csv": b"x",
            "._orders_1.csv": b"x",
            "readme.pdf": b"x",
            "sheet.xlsx": b"x",
            "orders.json": b"[]",
        },
    )
    assert archives.members(path) == ["orders_1.csv", "deep/Orders_2.CSV", "sheet.xlsx", "orders.json"]


@pytest.mark.parametrize("packed", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_table_comes_out_as_it_went_in(tmp_path: Path, packed: int) -> None:
    path = written(tmp_path / "orders.zip", {"orders.csv": TABLE * 50_000}, packed)
    archives.unpack(path, "orders.csv", tmp_path / "out.csv", 100 * MB)
    assert (tmp_path / "out.csv").read_bytes() == TABLE * 50_000


def test_an_unsafe_name_writes_nowhere_else(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    name = "../../evil.csv"
    path = written(folder / "orders.zip", {name: TABLE})
    assert archives.members(path) == [name]
    archives.unpack(path, name, folder / "out.csv", MB)
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["folder", "orders.zip", "out.csv"]


def refused(path: Path, member: str, tmp_path: Path, limit: int = 100 * MB) -> str:
    with pytest.raises(ImportRefused) as why:
        archives.unpack(path, member, tmp_path / "out.csv", limit)
    return "\n".join(why.value.lines())


def test_more_than_the_limit_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "orders.zip", {"orders.csv": TABLE * 100_000})
    assert "too large" in refused(path, "orders.csv", tmp_path, MB)


def test_a_bomb_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "bomb.zip", {"orders.csv": b"0" * (64 * MB)})
    assert "200 times" in refused(path, "orders.csv", tmp_path)
    assert (tmp_path / "out.csv").stat().st_size < 20 * MB


def test_a_bomb_that_declares_to_be_small_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "bomb.zip", {"orders.csv": b"0" * (64 * MB)})
    raw = path.read_bytes().replace(struct.pack("<L", 64 * MB), struct.pack("<L", 100))
    path.write_bytes(raw)
    assert refused(path, "orders.csv", tmp_path)
    assert (tmp_path / "out.csv").stat().st_size < 20 * MB


def test_a_password_is_the_reason_that_is_given(tmp_path: Path) -> None:
    path = with_bits(written(tmp_path / "orders.zip", {"orders.csv": TABLE}), 1)
    with pytest.raises(ImportRefused, match="protected with a password"):
        archives.members(path)
    assert "protected with a password" in refused(path, "orders.csv", tmp_path)


def test_an_archive_within_an_archive_is_refused_by_its_name(tmp_path: Path) -> None:
    path = written(tmp_path / "orders.zip", {"inner.zip": b"PK"})
    with pytest.raises(ImportRefused) as why:
        archives.members(path)
    assert "inner.zip" in why.value.meaning


def test_an_archive_without_tables_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="holds no table"):
        archives.members(written(tmp_path / "photos.zip", {"one.jpg": b"x"}))


def test_a_member_without_a_name_is_passed_over(tmp_path: Path) -> None:
    path = written(tmp_path / "orders.zip", {"n.csv": TABLE, "orders.csv": TABLE})
    path.write_bytes(path.read_bytes().replace(b"n.csv", b"\x00.csv"))
    assert archives.members(path) == ["orders.csv"]


@pytest.mark.parametrize("cut", [10, 60, -30])
def test_a_damaged_archive_is_refused(tmp_path: Path, cut: int) -> None:
    path = written(tmp_path / "orders.zip", {"orders.csv": TABLE * 100})
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(ImportRefused, match="cannot be opened"):
        archives.members(path)


def test_content_that_was_changed_is_noticed(tmp_path: Path) -> None:
    path = written(tmp_path / "orders.zip", {"orders.csv": TABLE}, zipfile.ZIP_STORED)
    path.write_bytes(path.read_bytes().replace(b"5.00", b"6.00"))
    assert "damaged" in refused(path, "orders.csv", tmp_path)


def test_a_gzip_is_unpacked_within_the_same_limits(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv.gz"
    path.write_bytes(gzip.compress(TABLE) + gzip.compress(TABLE))
    assert archives.is_gzip(path.read_bytes())
    archives.ungzip(path, tmp_path / "out.csv", MB)
    assert (tmp_path / "out.csv").read_bytes() == TABLE * 2
    path.write_bytes(gzip.compress(b"0" * (64 * MB)))
    with pytest.raises(ImportRefused, match="no archive of tables"):
        archives.ungzip(path, tmp_path / "out.csv", 100 * MB)
    path.write_bytes(gzip.compress(TABLE)[:-6])
    with pytest.raises(ImportRefused, match="cannot be opened"):
        archives.ungzip(path, tmp_path / "out.csv", MB)
    path.write_bytes(gzip.compress(TABLE)[:12] + b"\xff" * 20)
    with pytest.raises(ImportRefused, match="cannot be opened"):
        archives.ungzip(path, tmp_path / "out.csv", MB)


def test_what_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="cannot be read"):
        archives.members(tmp_path / "nowhere.zip")
