"""Orders read column by column come to the same as orders read one by one."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopkeep.core.records.orders import ImportOptions
from shopkeep.orders import apart
from shopkeep.orders.open_file import OpenFile
from shopkeep.orders.reading import open_orders
from tests.orders.test_large_files import write

MOMENTS = (
    "",
    "2026-01-05 10:00:00 +0100",
    "2026-02-29 10:00:00 +0100",
    "2026-03-01T09:30:59Z",
    "soon",
    "2026-03-02 08:00",
)
AMOUNTS = ("", "10.00", "0", "25.5", "-3.00", "n/a", "12 euro", "1,200.50")
NAMES = ("", " ", "Ann Lee", "Ann  Lee ", "'=Bo", "Zoë Ní Mhurchú", "Zoe\u0308", "x\ny", "-", "Tom Okafor", "A\u200bB")
PLACES = ("", "  ", "Cork", "Iași", " DE", "ie", "'01234", "0000")
CELLS: dict[str, tuple[str, ...]] = {
    "Email": ("", "a@example.com", "B@Example.com", " c@example.com", "nobody", "jörg@exämple.com", "'+d@example.com"),
    "Financial Status": ("paid", "refunded", "pending", "partially_refunded", "voided", "mysterious", ""),
    "Paid at": MOMENTS,
    "Fulfilled at": MOMENTS,
    "Cancelled at": ("", "", "", *MOMENTS),
    "Created at": MOMENTS,
    "Currency": ("EUR", "EUR", "EUR", "", "USD", "eur"),
    "Total": ("10.00", "25.00", "0.00", *AMOUNTS[1:]),
    "Refunded Amount": ("", "0.00", "10.00", *AMOUNTS),
    "Taxes": AMOUNTS,
    "Discount Amount": AMOUNTS,
    "Discount Code": ("", "SPRING", "spring, more", " '=x "),
    "Accepts Marketing": ("yes", "no", "", "perhaps"),
    "Billing Name": NAMES,
    "Shipping Name": NAMES,
    "Billing City": PLACES,
    "Shipping City": PLACES,
    "Shipping Country": PLACES,
    "Billing Country": PLACES,
    "Billing Zip": PLACES,
    "Shipping Zip": PLACES,
    "Shipping Province": PLACES,
    "Note Attributes": ("", "", "gift: yes", "colour: blue"),
}
LINE: dict[str, tuple[str, ...]] = {
    "Lineitem quantity": ("1", "2", "", "many"),
    "Lineitem name": ("Tea", "Gift card", "", '12" pot, large'),
    "Lineitem sku": ("", "T-1"),
    "Lineitem price": ("7.50", "", "dear"),
    "Lineitem discount": ("", "0.50"),
}
PLAIN = {**{name: said[0] for name, said in CELLS.items()}, "Email": "a@example.com", "Created at": MOMENTS[1]}
PLAIN |= {"Billing Name": "Ann Lee", **{name: said[0] for name, said in LINE.items()}}
HEADER = ("Name", *CELLS, *LINE)


@st.composite
def orders(draw: st.DrawFn) -> list[dict[str, str]]:
    """The rows of some orders, each plain but for a few cells."""
    rows = []
    for number in range(draw(st.integers(1, 12))):
        odd = draw(st.lists(st.sampled_from(sorted(CELLS)), max_size=4))
        head = PLAIN | {name: draw(st.sampled_from(CELLS[name])) for name in odd}
        for at in range(draw(st.integers(1, 3))):
            line = {name: draw(st.sampled_from(said)) for name, said in LINE.items()} if draw(st.booleans()) else {}
            known = head if not at else {"Email": head["Email"], **{name: PLAIN[name] for name in LINE}}
            rows.append({"Name": f"#{number + 1001}", **known, **line})
    return rows


def outcome(file: OpenFile) -> Any:
    """All that a file tells, and what is noted of it."""
    try:
        told = [each for cut in file.cuts() for each in file.read(cut).by_number()]
    except Exception as error:
        return type(error)
    noted = file.tally, file.notes, file.latest, file.currencies, file.several, file.different, file.addressed
    return told, [str(each) for each in noted], file.sheet.silences, file.sheet.others


@settings(max_examples=60, deadline=None)
@given(rows=orders(), streamed=st.booleans())
def test_plain_orders_come_to_the_same_as_others(
    tmp_path_factory: pytest.TempPathFactory, rows: list[dict[str, str]], streamed: bool
) -> None:
    text = io.StringIO()
    table = csv.DictWriter(text, HEADER, restval="", lineterminator="\n")
    table.writeheader()
    table.writerows([{"Name": f"#{number}", **PLAIN} for number in range(5)] + rows)
    path = tmp_path_factory.mktemp("plain") / "orders.csv"
    path.write_text("\ufeff" + text.getvalue(), encoding="utf-8", newline="")
    with pytest.MonkeyPatch.context() as patch:
        if streamed:
            patch.setattr("shopkeep.orders.reader.SMALL", 0)
            patch.setattr("shopkeep.orders.reader.SAMPLE", len(text.getvalue()) // 2)
            patch.setattr("shopkeep.orders.streaming.WINDOW", 7)
        quick = open_orders(path, ImportOptions(dates="dmy", decimal="point"), "Europe/Dublin", "EUR")
        assert quick._plainly
        careful = open_orders(path, ImportOptions(dates="dmy", decimal="point"), "Europe/Dublin", "EUR")
        careful._plainly = None
        assert outcome(quick) == outcome(careful)


@pytest.mark.parametrize("every", [0, 2, 8])
def test_the_other_process_reads_what_this_one_would(tmp_path: Path, every: int) -> None:
    path = write(tmp_path / "orders.csv", range(1000, 3500))
    here = open_orders(path, ImportOptions(), "", "")
    there = open_orders(path, ImportOptions(), "", "")
    with apart.Reader(path, ImportOptions(), "", "", {}, every=every) as reader:
        reader.go_on(there.layout.platform, any_known=False)
        read = [each for _, _, _, told in reader.batches(there) for each in told.by_number()]
    assert read == [each for cut in here.cuts() for each in here.read(cut).by_number()]
    assert str(here.tally) == str(there.tally)
    assert here.latest == there.latest
