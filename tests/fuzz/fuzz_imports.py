"""Coverage-guided fuzzing of the way in: any bytes as a file of orders, and only plain errors may come out.

    pip install atheris
    nice python -m tests.fuzz.fuzz_imports [--seconds 3600] [--work FOLDER] [-- OPTIONS OF LIBFUZZER]

Begins with the sample exports, exports written in every dialect of the tests, archives and workbooks of them,
and real ones where SHOPKEEP_REAL_EXPORTS names their folder. FOLDER keeps what was found interesting (`corpus`),
so that a later run goes on from there, and each new trouble once (`findings`, the input beside its traceback).
"""

from __future__ import annotations

import argparse
import hashlib
import io
import os
import sys
import tempfile
import traceback
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["shopkeep.orders", "shopkeep.core"], enable_loader_override=False):
    from shopkeep.core import text
    from shopkeep.core.records.orders import ImportOptions, Order, ParsedFile
    from shopkeep.core.share import shared
    from shopkeep.errors import ShopkeepError
    from shopkeep.orders import synonyms
    from shopkeep.orders.reading import platforms, read_orders

    platforms()  # imports every format, here where they are instrumented

OPTIONS = (
    ImportOptions(),
    ImportOptions(currency="EUR"),
    ImportOptions(currency="EUR", dates="dmy", decimal="point", encoding="cp1252"),
    ImportOptions(currency="JPY", dates="mdy", decimal="comma"),
    ImportOptions(format="generic", currency="KWD", dates="ymd"),
    ImportOptions(delimiter="tab", timezone="Asia/Tokyo"),
    *(ImportOptions(format=name, currency="EUR", dates="dmy", decimal="point") for name in sorted(platforms())),
)
"""What an owner may have said: the first byte of each input chooses."""
LARGEST = 12_000
"""Bytes of a seed; of a longer file its first whole lines."""


class Wrong(Exception):
    """The file was taken in, and what was read cannot be."""


def check(parsed: ParsedFile) -> None:
    """What holds of every file that is taken in. Raises Wrong."""
    if parsed.rows != parsed.rows_in_orders + parsed.rows_skipped + len(parsed.rejected):
        raise Wrong("rows are neither in orders nor skipped nor rejected")
    if not parsed.orders:
        raise Wrong("a file without orders was taken in")
    if len({(order.platform, order.number) for order in parsed.orders}) != len(parsed.orders):
        raise Wrong("two orders have one number")
    for order in parsed.orders:
        check_order(order)


def check_order(order: Order) -> None:
    values = [*asdict(order).values(), *(value for line in order.lines for value in asdict(line).values())]
    for value in values:
        if isinstance(value, str) and value != text.clean(value):
            raise Wrong(f"a text that was not cleaned: {value!r}")
    money = [order.total, order.refunded, order.discount, order.shipping, order.tax]
    money += [number for line in order.lines for number in (line.quantity, line.unit_price, line.discount)]
    if not all(type(number) is int and abs(number) < 2**62 for number in money):
        raise Wrong(f"a number that cannot be stored: {money}")
    if not order.number or order.placed_at.utcoffset() is None or len(order.currency) != 3:
        raise Wrong(f"an order without number, moment or currency: {order}")


class Fuzz:
    """Takes inputs, and keeps each kind of trouble once: by its error and the line it came from."""

    def __init__(self, work: Path) -> None:
        self.findings = work / "findings"
        self.findings.mkdir(exist_ok=True)
        fast = Path("/dev/shm")  # a disk in memory, where there is one
        self.path = Path(tempfile.mkdtemp(dir=fast if fast.is_dir() else None)) / "orders.csv"
        self.known: set[str] = set()

    def __call__(self, data: bytes) -> None:
        if not data:
            return
        self.path.write_bytes(data[1:])
        try:
            check(read_orders(self.path, OPTIONS[data[0] % len(OPTIONS)], "Europe/Dublin", "").parsed)
        except ShopkeepError as error:
            if not error.title:
                self.keep(data, Wrong("an error that says nothing"))
        except (Exception, RecursionError) as error:
            self.keep(data, error)

    def keep(self, data: bytes, error: BaseException) -> None:
        frames = [f for f in traceback.extract_tb(error.__traceback__) if "shopkeep" in f.filename]
        where = f"{Path(frames[-1].filename).stem}-{frames[-1].lineno}" if frames else "nowhere"
        said = str(error).split(":")[0] if isinstance(error, Wrong) else ""
        name = f"{type(error).__name__}-{where}{'-' + said.replace(' ', '-') if said else ''}"
        if name in self.known:
            return
        self.known.add(name)
        (self.findings / f"{name}.bin").write_bytes(data)
        told = "".join(traceback.format_exception(error))
        (self.findings / f"{name}.txt").write_text(f"{OPTIONS[data[0] % len(OPTIONS)]}\n{told}", encoding="utf-8")
        print(f"FOUND {name}: {error}", flush=True)


def seeds() -> Iterator[bytes]:
    """Files as they come, without the byte that chooses options."""
    folders = [shared("sample_data")]
    if real := os.environ.get("SHOPKEEP_REAL_EXPORTS"):
        folders.append(Path(real))
    for folder in folders:
        for path in sorted(folder.rglob("*.*")):
            if path.suffix in (".csv", ".tsv", ".txt", ".xlsx", ".zip", ".json"):
                with path.open("rb") as file:
                    head = file.read(LARGEST)
                binary = path.suffix in (".xlsx", ".zip")
                whole = binary or len(head) < LARGEST
                if not binary or path.stat().st_size <= LARGEST:
                    yield head if whole else head[: head.rfind(b"\n") + 1]
    yield from dialect_seeds()


def dialect_seeds() -> Iterator[bytes]:
    from hypothesis import HealthCheck, Phase, given, settings

    from tests.orders.dialects import write
    from tests.orders.sold import LETTERS
    from tests.orders.test_dialects import exports

    found: list[bytes] = []

    @settings(
        max_examples=300,
        database=None,
        deadline=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(exports(("any", *LETTERS)))
    def collect(made):  # type: ignore[no-untyped-def]
        try:
            found.append(write(*made[0]).data)
        except UnicodeEncodeError:
            pass

    collect()
    small = [data for data in found if len(data) < 3000]
    yield from found
    yield from map(zipped, small[:5])
    yield from map(workbook, small[:5])


def zipped(data: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("orders.csv", data)
    return file.getvalue()


def workbook(data: bytes) -> bytes:
    """A workbook of one sheet, its cells written where they stand and not compressed, so that they can be changed."""
    lines = data.decode("utf-8", "replace").splitlines()[:20]
    cells = [[f"<c t='inlineStr'><is><t>{_xml(cell)}</t></is></c>" for cell in line.split(",")] for line in lines]
    rows = "".join(f"<row r='{at}'>{''.join(row)}</row>" for at, row in enumerate(cells, 1))
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    other = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    links = "http://schemas.openxmlformats.org/package/2006/relationships"
    kinds = "http://schemas.openxmlformats.org/package/2006/content-types"
    parts = {
        "[Content_Types].xml": f"<Types xmlns='{kinds}'><Default Extension='xml' ContentType='application/xml'/>"
        "</Types>",
        "_rels/.rels": f"<Relationships xmlns='{links}'><Relationship Id='a' Type='{other}/officeDocument' "
        "Target='xl/workbook.xml'/></Relationships>",
        "xl/_rels/workbook.xml.rels": f"<Relationships xmlns='{links}'><Relationship Id='b' "
        f"Type='{other}/worksheet' Target='worksheets/sheet1.xml'/></Relationships>",
        "xl/workbook.xml": f"<workbook xmlns='{main}' xmlns:r='{other}'><sheets>"
        "<sheet name='Orders' sheetId='1' r:id='b'/></sheets></workbook>",
        "xl/worksheets/sheet1.xml": f"<worksheet xmlns='{main}'><sheetData>{rows}</sheetData></worksheet>",
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return file.getvalue()


def _xml(cell: str) -> str:
    return "".join(c for c in cell if c >= " ").replace("&", "&amp;").replace("<", "&lt;")


def dictionary() -> Iterator[str]:
    """Words that exports are made of, for libFuzzer to put in."""
    words = ["#1001", "2026-03-12 09:14:02 +0100", "12/03/2026", "1.234,56", "$1,234.56", "(5.00)", "a@example.com"]
    words += [
        "refunded",
        "\t",
        ";",
        "|",
        '"',
        '""',
        "\r\n",
        "sep=;",
        "PK\x03\x04",
        "JPY",
        "<row",
        "</c>",
        "'",
        "\u00a0",
    ]
    words += [name for names in synonyms.SYNONYMS.values() for name in names]
    for at, word in enumerate(dict.fromkeys(words)):
        spelled = "".join(f"\\x{byte:02x}" for byte in word.encode())
        yield f'w{at}="{spelled}"'


def prepare(work: Path) -> None:
    """The seeds into the corpus, each as it is and once with everything said."""
    corpus = work / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    if not any(corpus.iterdir()):
        for data in seeds():
            for option in (0, 2):
                whole = bytes([option]) + data
                (corpus / hashlib.sha256(whole).hexdigest()[:20]).write_bytes(whole)
    (work / "words.dict").write_text("\n".join(dictionary()) + "\n", encoding="ascii")


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    asked.add_argument("--seconds", type=int, default=3600)
    asked.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "shopkeep-fuzz")
    asked.add_argument("more", nargs="*", help="options of libFuzzer, after --")
    options = asked.parse_args()
    warnings.simplefilter("ignore")
    prepare(options.work)
    limits = [f"-max_total_time={options.seconds}", "-timeout=30", "-rss_limit_mb=3000", "-max_len=20000"]
    where = [f"-dict={options.work / 'words.dict'}", f"-artifact_prefix={options.work / 'findings'}/"]
    atheris.Setup([sys.argv[0], *limits, *where, *options.more, str(options.work / "corpus")], Fuzz(options.work))
    atheris.Fuzz()


if __name__ == "__main__":
    main()
