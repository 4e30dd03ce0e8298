"""What stays in the shop's folder of an import: a copy of the file, and the refused rows to mend."""

from __future__ import annotations

import csv
import os
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread

from shopkeep.core import text
from shopkeep.core.records.orders import Rejected
from shopkeep.orders.table import REFUSED_SAYS

EXPORTS = "exports"
"""The folder within the shop's own."""


def write_refused(path: Path, columns: Sequence[str], rows: Mapping[int, list[str]], rejected: list[Rejected]) -> None:
    """Each refused row as it stood (`rows` by line), with line, column, value and reason at its end.

    Of rows that were refused before, what was said of them then goes.
    """
    own = [at for at, column in enumerate(columns) if column not in REFUSED_SAYS]
    handle = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file)
        out.writerow([*(columns[at] for at in own), *REFUSED_SAYS])
        for each in rejected:
            cells = rows.get(each.line, [""] * len(columns))
            said = [str(each.line), each.column, each.value, each.reason]
            out.writerow([text.csv_safe(cell) for cell in (*(cells[at] for at in own), *said)])


class Kept:
    """The copies in the shop's folder of what an import took in and of what it refused."""

    def __init__(self, folder: Path, source: Path) -> None:
        self.folder = folder
        self.source = source
        self.made: list[Path] = []
        self._copying: Thread | None = None
        self._trouble: OSError | None = None

    def begin(self, import_id: int) -> None:
        """Copy the file while other work goes on; `keep` waits for it."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.made.append(self._copy_of(import_id))
        self._copying = Thread(target=self._copy, args=(self.made[-1],), daemon=True)
        self._copying.start()

    def finish(self) -> None:
        """Wait for the copy. Raises OSError where it could not be made."""
        if self._copying is not None:
            self._copying.join()
        if self._trouble is not None:
            raise self._trouble

    def _copy_of(self, import_id: int) -> Path:
        return self.folder / (f"{import_id:04d}-" + re.sub(r"[^\w.-]+", "_", self.source.name)[-100:])

    def _copy(self, target: Path) -> None:
        try:
            os.close(os.open(target, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600))
            shutil.copyfile(self.source, target)
        except OSError as error:
            self._trouble = error

    def keep(
        self, import_id: int, columns: Sequence[str], rows: Mapping[int, list[str]], rejected: list[Rejected]
    ) -> dict[str, str]:
        """Copy the file and write its refused rows; their paths as the history's columns. Raises OSError."""
        if self._copying is None:
            self.begin(import_id)
        self.finish()
        copy = self._copy_of(import_id)
        if not rejected:
            return {"kept_file": str(copy), "rejects_file": ""}
        refused = self.folder / f"{copy.stem}-rejects.csv"
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
        with suppress(OSError):
            kept.finish()
        for path in kept.made:
            path.unlink(missing_ok=True)
        raise
