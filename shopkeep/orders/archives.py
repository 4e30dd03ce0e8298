"""ZIP and gzip: the tables within, taken out with limits, for a few kilobytes can claim to be terabytes.

What an archive declares is not believed: bytes are counted as they come out.
"""

from __future__ import annotations

import copy
import gzip
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from shopkeep.core import text
from shopkeep.errors import ImportRefused

TABLES = (".csv", ".tsv", ".txt", ".xlsx", ".xls", ".ods", ".json")
LIMIT_MEMBERS = 10_000
LIMIT_RATIO = 200
"""How many bytes may come out of one: real tables shrink to a twentieth, dull ones to a hundredth."""
_FREE = 16 * 1024 * 1024
"""So much may come out of anything: very small and very dull tables shrink by more."""
_BLOCK = 1 << 20
_ENCRYPTED = 1
_NESTED = (".zip", ".gz", ".7z", ".rar", ".tar", ".tgz")


def is_zip(head: bytes) -> bool:
    """Whether a file that begins with these bytes is a ZIP (spreadsheets are ZIPs too: ask for them first)."""
    return head.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def is_gzip(head: bytes) -> bool:
    """Whether a file that begins with these bytes is one file packed by gzip."""
    return head.startswith(b"\x1f\x8b\x08")


def members(path: Path) -> list[str]:
    """The tables within a ZIP by name, in its order. What systems add for themselves is not among them.

    Raises ImportRefused where there is none, or where the archive cannot be read, with the reason.
    """
    with opened(path) as archive:
        infos = [info for info in archive.infolist() if _is_file(info) and not _hidden(info.filename)]
    if len(infos) > LIMIT_MEMBERS:
        raise ImportRefused(
            f"{path.name} holds {len(infos):,} files.", "No export does.", "Unpack it and import the tables."
        )
    tables = [info for info in infos if info.filename.lower().endswith(TABLES)]
    if tables:
        if all(info.flag_bits & _ENCRYPTED for info in tables):
            raise _locked(path.name)
        return list(dict.fromkeys(info.filename for info in tables))
    nested = next((info.filename for info in infos if info.filename.lower().endswith(_NESTED)), "")
    raise ImportRefused(
        f"{path.name} holds no table.",
        f"Within it is another archive, {_shown(nested)}."
        if nested
        else "There is no CSV file or spreadsheet in it."
        + (f" It begins with {_shown(infos[0].filename)}." if infos else ""),
        "Unpack it and import the tables within.",
    )


def unpack(path: Path, member: str, target: Path, limit: int) -> None:
    """One member of a ZIP, written to `target`: at most `limit` bytes. The member's name is never used as a path.

    Raises ImportRefused where it is more, is packed too well to be a table, is damaged or has a password.
    """
    with opened(path) as archive:
        try:
            info = archive.getinfo(member)
        except KeyError:
            raise _damaged(path.name, f"It holds no {_shown(member)}") from None
        _write(stream(archive, info, path.name, limit), target)


def ungzip(path: Path, target: Path, limit: int) -> None:
    """The file within a gzip, written to `target`. Limits and errors as of `unpack`."""
    try:
        with path.open("rb") as packed, gzip.GzipFile(fileobj=packed) as source:
            _write(_counted(source.read, path.stat().st_size, path.name, limit), target)
    except (zlib.error, EOFError, OSError) as error:
        raise _damaged(path.name, str(error)) from error


@contextmanager
def opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """A ZIP file, with everything that can be wrong with one raised as ImportRefused."""
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except zipfile.BadZipFile as error:
        raise _damaged(path.name, str(error)) from error
    except NotImplementedError as error:
        raise _damaged(path.name, f"It is packed in a way that is not known here: {error}") from error
    except (zlib.error, EOFError, ValueError) as error:
        raise _damaged(path.name, str(error)) from error
    except OSError as error:
        raise ImportRefused(
            f"{path} cannot be read.", f"The system says: {error.strerror or error}.", "Check the path."
        ) from error


def stream(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, limit: int) -> Iterator[bytes]:
    """What is within one member, block by block, as far as its bytes really go.

    Raises ImportRefused for a password and beyond the limits; `opened` sees to the rest.
    """
    if info.flag_bits & _ENCRYPTED:
        raise _locked(name)
    if info.file_size > limit:
        raise _too_large(name, limit)
    # Told of no size, the library reads to the true end; with the declared one it would stop there.
    endless = copy.copy(info)
    endless.file_size = 1 << 62
    with archive.open(endless) as source:
        yield from _counted(source.read, max(info.compress_size, 1), name, limit)


def _counted(read, packed: int, name: str, limit: int) -> Iterator[bytes]:  # type: ignore[no-untyped-def]
    size = 0
    while block := read(_BLOCK):
        size += len(block)
        if size > limit:
            raise _too_large(name, limit)
        if size > _FREE and size > packed * LIMIT_RATIO:
            raise ImportRefused(
                f"{name} is no archive of tables.",
                f"It unpacks to more than {LIMIT_RATIO} times its size, as files do that are made to do harm.",
                "Do not open it, unless you know where it comes from; export the table again.",
            )
        yield block


def _write(blocks: Iterator[bytes], target: Path) -> None:
    with target.open("wb") as out:
        for block in blocks:
            out.write(block)


def _is_file(info: zipfile.ZipInfo) -> bool:
    """Whether a member is a file with a name: of one without, Python before 3.12 cannot say whether it is a folder."""
    return bool(info.filename) and not info.is_dir()


def _hidden(name: str) -> bool:
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return any(part == "__MACOSX" or (part.startswith(("._", ".")) and part not in (".", "..")) for part in parts)


def _shown(name: str) -> str:
    return text.plain(name)[-80:]


def _locked(name: str) -> ImportRefused:
    return ImportRefused(
        f"{name} is protected with a password.",
        "What is within cannot be read.",
        "Unpack it with its password and import the table.",
    )


def _too_large(name: str, limit: int) -> ImportRefused:
    return ImportRefused(
        f"{name} is too large unpacked.",
        f"The limit is {max(1, limit // 1_048_576):,} MB.",
        "Export fewer months at a time; the files may overlap.",
    )


def _damaged(name: str, reason: str) -> ImportRefused:
    return ImportRefused(
        f"{name} is an archive that cannot be opened.",
        f"It is damaged or not complete ({text.plain(reason).rstrip('.')[:120]}).",
        "Download or export it again, or unpack it and import the table.",
    )
