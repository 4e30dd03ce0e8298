"""What the owner said of files of one header, kept for the next of them."""

from __future__ import annotations

import json

from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.engine import Connection

from shopkeep.core.records.orders import Remembered
from shopkeep.store import tables as t


def recall(tx: Connection, header: str) -> Remembered:
    """What is remembered of a header; nothing of a new one."""
    x = t.layouts.c
    row = tx.execute(select(x.source, x.mapping, x.answers).where(x.header == header)).first()
    return Remembered(row[0], json.loads(row[1]), json.loads(row[2])) if row else Remembered("", {}, {})


def every(tx: Connection) -> dict[str, Remembered]:
    """All that is remembered, by header."""
    x = t.layouts.c
    rows = tx.execute(select(x.header, x.source, x.mapping, x.answers)).all()
    return {row[0]: Remembered(row[1], json.loads(row[2]), json.loads(row[3])) for row in rows}


def remember(tx: Connection, header: str, said: Remembered, at: int) -> None:
    """Keep this of a header, in place of what was kept before. `at` is in seconds UTC."""
    values = {
        "source": said.source,
        "mapping": json.dumps(said.mapping, ensure_ascii=False),
        "answers": json.dumps(said.answers),
        "at": at,
    }
    statement = upsert(t.layouts).values(header=header, **values)
    tx.execute(statement.on_conflict_do_update(index_elements=["header"], set_=values))
