"""Mails kept in files: an mbox, a Maildir, or a folder of single mails. Only read, never marked or moved."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from shopkeep.delivery.inbox_mail import LARGEST
from shopkeep.errors import NotFound, UsageError

LINE = 65_536


def mbox(path: Path) -> Iterator[tuple[int, bytes]]:
    """The mails of an mbox file, or the one mail a file is; with each, how many bytes are read by its end.

    Raises NotFound, UsageError where nothing in it looks like a mail. Of each mail the first bytes are
    given, as many as are ever looked at.
    """
    if not path.is_file():
        raise NotFound(f"There is no file {path}.", "", "Give the path of an mbox file as your mail program keeps it.")
    with path.open("rb") as file:
        begins = file.readline(LINE)
        if not begins.startswith(b"From "):
            rest = file.read(LARGEST)
            if b":" not in begins:
                raise UsageError(
                    f"{path.name} holds no mail.",
                    "An mbox file begins with a line that says From, a single mail with its headers.",
                    "Export the folder from your mail program as mbox, or read the mail account itself with --imap.",
                )
            yield path.stat().st_size, begins + rest
            return
        lines: list[bytes] = []
        size, empty, whole_line = 0, False, begins.endswith(b"\n")
        while line := file.readline(LINE):
            starts_line, whole_line = whole_line, line.endswith(b"\n")
            if starts_line and empty and line.startswith(b"From "):
                yield file.tell(), b"".join(lines)
                lines, size, empty = [], 0, False
                continue
            empty = starts_line and line in (b"\n", b"\r\n")
            if starts_line and line.startswith(b">From "):
                line = line[1:]
            if size < LARGEST:
                lines.append(line)
                size += len(line)
        yield file.tell(), b"".join(lines)


def maildir(folder: Path) -> list[Path]:
    """The mails of a Maildir, new ones too, or the .eml files of a folder, in the order of their names.

    Raises NotFound, UsageError where it is neither. Links are not followed.
    """
    if not folder.is_dir():
        raise NotFound(f"There is no folder {folder}.", "", "Give the path of a Maildir, or of a folder of .eml files.")
    within = [one for name in ("cur", "new") if (one := folder / name).is_dir()]
    found = [path for one in within for path in one.iterdir()] if within else list(folder.glob("*.eml"))
    files = [path for path in found if path.is_file() and not path.is_symlink() and not path.name.startswith(".")]
    if not files and not within:
        raise UsageError(
            f"{folder} holds no mails.",
            "A Maildir has the folders cur and new; a folder of single mails has .eml files.",
            "Give another folder, or read the mail account itself with --imap.",
        )
    return sorted(files, key=lambda path: path.name)


def one(path: Path) -> bytes:
    """A mail's first bytes, as many as are ever looked at; none where it is gone or cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(LARGEST)
    except OSError:
        return b""
