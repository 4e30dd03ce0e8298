"""Many rows at once: all of them arrive, in their order, however many go with one statement."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import insert, select

from shopkeep.store import raw
from shopkeep.store import tables as t
from shopkeep.store.database import open_database

COLUMNS = ("at", "says", "undo", "undone")
TOGETHER = raw.PARAMETERS // len(COLUMNS)


@pytest.mark.parametrize("many", [0, 1, TOGETHER - 1, TOGETHER, TOGETHER + 1, 3 * TOGETHER + 7])
def test_however_many_rows_there_are_all_are_put_in_their_order(tmp_path: Path, many: int) -> None:
    rows = [(number, f"step {number}", "{}", number % 2) for number in range(many)]
    database = open_database(tmp_path)
    with database.write() as tx:
        raw.many(tx, insert(t.triage_steps), COLUMNS, iter(rows))
    step = t.triage_steps.c
    with database.read() as tx:
        stored = raw.rows(tx, select(step.at, step.says, step.undo, step.undone).order_by(step.id))
    database.close()
    assert stored == rows


def test_parameters_in_another_order_are_refused(tmp_path: Path) -> None:
    database = open_database(tmp_path)
    with database.write() as tx, pytest.raises(ValueError, match="come as"):
        raw.many(tx, insert(t.triage_steps), COLUMNS[::-1], [(0, "{}", "step", 1)])
    database.close()
