"""What stays in the shop's folder of an import: a copy of the file, and the refused rows to mend."""

from __future__ import annotations

import csv
import os
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from shopkeep.core import text
from shopkeep.core.records.orders import Rejected

EXPORTS = "exports"
"""The folder within the shop's own."""
SAYS = ("refused in line", "refused column", "refused value", "refused because")


def write_refused(path: Path, columns: Sequence[str], rows: Mapping[int, list[str]], rejected: list[Rejected]) -> None:
    """Each refused row as it stood (`rows` by line), with line, column, value and reason at its end."""
    handle = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file)
        out.writerow([*columns, *SAYS])
        for each in rejected:
            cells = rows.get(each.line, [""] * len(columns))
            said = [str(each.line), each.column, each.value, each.reason]
            out.writerow([text.csv_safe(cell) for cell in (*cells, *said)])


class Kept:
    """The copies in the shop's folder of what an import took in and of what it refused."""

    def __init__(self, folder: Path, source: Path) -> None:
        self.folder = folder
        self.source = source
        self.made: list[Path] = []

    def keep(
        self, import_id: int, columns: Sequence[str], rows: Mapping[int, list[str]], rejected: list[Rejected]
    ) -> dict[str, str]:
        """Copy the file and write its refused rows; their paths as the history's columns."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        name = f"{import_id:04d}-" + re.sub(r"[^\w.-]+", "_", self.source.name)[-100:]
        copy = self.folder / name
        self.made.append(copy)
        handle = os.open(copy, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
        os.close(handle)
        shutil.copyfile(self.source, copy)
        if not rejected:
            return {"kept_file": str(copy), "rejects_file": ""}
        refused = self.folder / f"{Path(name).stem}-rejects.csv"
        self.made.append(refused)
        write_refused(refused, columns, rows, rejected)
        return {"kept_file": str(copy), "rejects_file": str(refused)}


@contextmanager
def keeping(folder: Path, source: Path) -> Iterator[Kept]:
    """Copies that go again where the import does not come to its end."""
    kept = Kept(folder, source)
    try:
        yield kept
    except BaseException:
        for path in kept.made:
            path.unlink(missing_ok=True)
        raise
