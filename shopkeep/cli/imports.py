"""`import`, `import-customers`, `import-products`, `imports`, `undo-import`."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from shopkeep.cli.common import PARTLY, Json, note, progress, reading, show, stamp, table, writing
from shopkeep.core.records.orders import AS_MENDED, AttributesResult, ImportOptions, ImportResult, Rejected
from shopkeep.errors import ShopkeepError, UsageError
from shopkeep.wording import count

if TYPE_CHECKING:
    from shopkeep.jobs.import_many import FileOutcome

Dates = Annotated[Literal["dmy", "mdy", "ymd"] | None, typer.Option(help="Order of day and month.")]
Decimal = Annotated[Literal["point", "comma"] | None, typer.Option(help="The decimal mark.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would change, and change nothing.")]
Files = Annotated[list[Path], typer.Argument(metavar="FILE…", help="Export files; for orders also a folder.")]


def register(app: typer.Typer) -> None:
    app.command("import")(import_orders)
    app.command("import-customers")(import_customers)
    app.command("import-products")(import_products)
    app.command("imports")(imports)
    app.command("undo-import")(undo_import)


def import_orders(
    files: Files,
    format: Annotated[str | None, typer.Option(help="The platform, where it is not recognised.")] = None,
    map: Annotated[
        list[str] | None, typer.Option(metavar="FIELD=COLUMN", help="Which column holds a field; repeat.")
    ] = None,
    currency: Annotated[str | None, typer.Option(help="Where the file names none: EUR, GBP …")] = None,
    timezone: Annotated[str | None, typer.Option(help="Where times have no zone: Europe/Berlin …")] = None,
    dates: Annotated[Literal["dmy", "mdy", "ymd"] | None, typer.Option(help="Order of day and month.")] = None,
    decimal: Annotated[Literal["point", "comma"] | None, typer.Option(help="The decimal mark.")] = None,
    encoding: Annotated[str | None, typer.Option(help="Such as utf-8 or cp1252.")] = None,
    delimiter: Annotated[str | None, typer.Option(help="Such as , or ; or tab.")] = None,
    consent: Annotated[
        Literal["opted-in", "existing"] | None,
        typer.Option(help="Whom you may write to: opted-in, those who said yes; existing, all but who said no."),
    ] = None,
    dry_run: DryRun = False,
    json: Json = False,
) -> int:
    """Take in order exports of any shop platform, or a folder of them. The same file again changes nothing."""
    from shopkeep.jobs import consent as consent_job
    from shopkeep.jobs import import_many, importing

    options = ImportOptions(
        format=format,
        mapping=_mapping(map or []),
        currency=currency.upper() if currency else None,
        timezone=timezone,
        dates=dates,
        decimal=decimal,
        encoding=encoding,
        delimiter={"tab": "\t", "\\t": "\t"}.get(delimiter or "", delimiter),
        consent=consent,
        dry_run=dry_run,
    )
    done: list[ImportResult] = []
    refused: list[FileOutcome] = []
    _must_exist(files, folders=True)
    with TemporaryDirectory(prefix="shopkeep-") as unpacked:
        tables = _tables(files, Path(unpacked))
        # A folder or archive is taken in as far as it goes; files named one by one, up to the first refused.
        several, bundle = len(tables) > 1, tables != files
        try:
            with reading() if dry_run else writing() as shop:
                for table in tables:
                    outcome = import_many.import_many(shop, [(table, options)], progress())[0]
                    if outcome.result is not None:
                        done.append(outcome.result)
                        if not json:
                            show(done[-1], False, result_lines(done[-1], dry_run))
                    elif outcome.problem is not None:
                        if not bundle:
                            raise outcome.problem
                        refused.append(outcome)
                        said = " ".join(outcome.problem.lines())
                        note(said if table.name in said else f"{table.name}: {said}")
                asks = consent_job.answers(shop) if not dry_run and importing.needs_consent_answer(shop) else {}
        finally:  # also where a later file was refused: the earlier ones are in
            if json and (done or refused):
                show([*done, *(_refused_json(each) for each in refused)] if several or bundle else done[0], True, [])
    if asks:
        note("Some of what you imported does not say who agreed to get mail. Before you send, answer once:")
        for answer, says in asks.items():
            note(f"shopkeep account set policy.consent {answer}   ({says[:1].lower()}{says[1:]})")
    if refused and not done:
        note(f"None of {len(tables):,} files was taken in.")
        return 1
    return PARTLY if refused or any(result.rejected_count for result in done) else 0


def import_customers(files: Files, dates: Dates = None, dry_run: DryRun = False, json: Json = False) -> int:
    """Take in what you know of customers, by e-mail: consent, birthday, survey answers, anything."""
    from shopkeep.jobs import importing

    job = partial(importing.import_customers, dates=dates, dry_run=dry_run)
    return _attributes(files, job, "customers", dry_run, json)


def import_products(
    files: Files, dates: Dates = None, decimal: Decimal = None, dry_run: DryRun = False, json: Json = False
) -> int:
    """Take in what you know of products, by SKU: category, cost, image and link."""
    from shopkeep.jobs import importing

    job = partial(importing.import_products, dates=dates, decimal=decimal, dry_run=dry_run)
    return _attributes(files, job, "products", dry_run, json)


def imports(json: Json = False) -> None:
    """The files taken in so far, newest first."""
    from shopkeep.jobs import importing

    with reading() as shop:
        rows = importing.list_imports(shop)
        lines = table(
            [
                (
                    row.import_id,
                    stamp(row.imported_at, shop.zone),
                    row.file,
                    row.kind,
                    row.new,
                    row.updated,
                    row.rejected_count,
                    "taken back" if row.undone else "mended" if row.mended else "",
                )
                for row in rows
            ],
            ("id", "when", "file", "what", "new", "updated", "refused", ""),
            frozenset({0, 4, 5, 6}),
        )
    show(rows, json, lines if rows else ["Nothing imported yet: shopkeep import FILE"])


def undo_import(
    import_id: Annotated[int, typer.Argument(metavar="ID", help="As `imports` shows it.")],
) -> None:
    """Take the newest import back: the shop is as it was before it."""
    from shopkeep.jobs import importing

    with writing() as shop:
        print(importing.undo_import(shop, import_id).says)


def _attributes(files: list[Path], job, what: str, dry_run: bool, json: bool) -> int:  # type: ignore[no-untyped-def]
    from shopkeep.orders.understood import sentence

    done: list[AttributesResult] = []
    _must_exist(files)
    try:
        with reading() if dry_run else writing() as shop:
            for file in files:
                result = job(shop, file, progress())
                done.append(result)
                if not json and result.already_known:
                    print(f"{file.name} was imported before: nothing {'would change' if dry_run else 'changed'}.")
                elif not json:
                    fresh = result.unknown if what == "customers" else 0
                    would = "would be " if dry_run else ""
                    counts = f"{fresh:,} {would}new {what}, " if fresh else ""
                    counts += f"{result.updated - fresh:,} {what} {would}updated, {result.unchanged:,} unchanged"
                    refused = f", {count(result.rejected_count, 'row')} refused" if result.rejected_count else ""
                    print(f"{file.name}: {counts}{refused}")
                    if result.understood:
                        print(f"  {sentence(result.understood, result.details)}")
                    for warning in result.warnings:
                        note(warning)
    finally:
        if json and done:
            show(done if len(files) > 1 else done[0], True, [])
    return PARTLY if any(result.rejected_count and not result.already_known for result in done) else 0


def result_lines(result: ImportResult, dry_run: bool = False) -> list[str]:
    """An import's result as it is told on the command line."""
    if result.already_known:
        to_mend = [f"  rows to mend: {result.rejects_file}"] if result.rejects_file else []
        mended = [f"  note: {said}" for said in result.warnings if said.endswith(AS_MENDED)]
        return [f"{result.file}: known already, nothing changed.", *to_mend, *mended]
    would = "would be " if dry_run else ""
    lines = [
        f"{result.file}: read as {_platform(result.format)}, {result.rows:,} rows.",
        f"  orders   {result.orders_new:,} {would}new, {result.orders_updated:,} {would}updated, "
        f"{result.orders_unchanged:,} unchanged, {result.orders_without_email:,} without an address",
        f"  customers   {result.customers_new:,} {would}new, {result.customers_total:,} in all",
        f"  rows   {result.rows_in_orders:,} in orders, {result.rows_skipped:,} skipped, "
        f"{result.rejected_count:,} refused",
    ]
    cells = [*result.rejected[:10], *map(Rejected.as_left_out, result.left_out[:10])]
    lines += [f"  line {row.line}: {row.column} {row.value!r}: {row.reason}" for row in cells]
    if result.rejects_file:
        rows = "rows to mend" if result.left_out_count else "refused rows"
        lines.append(f"  all {rows}: {result.rejects_file}")
    if result.orders_by_number:
        lines.append(f"  without an address, {would}given to a buyer by customer number: {result.orders_by_number:,}")
    if result.came_back:
        lines.append(f"  {result.came_back:,} customers came back and left their sequence")
    return lines + [f"  note: {warning}" for warning in result.warnings]


def _platform(name: str) -> str:
    return "a table of orders" if name == "generic" else name


def _mapping(pairs: list[str]) -> dict[str, str]:
    mapping = {}
    for pair in pairs:
        field, equals, column = pair.partition("=")
        if not equals or not field.strip() or not column.strip():
            raise UsageError(f"{pair!r} is no mapping.", "", "Write it as --map email='Buyer e-mail'.")
        mapping[field.strip()] = column.strip()
    return mapping


def _tables(files: list[Path], into: Path) -> list[Path]:
    """The files themselves, those of a folder, and the tables of an archive of several, unpacked in `into`."""
    from shopkeep.jobs import import_files

    tables = []
    for file in files:
        found = import_files.tables_in(file)
        if not found:
            raise ShopkeepError(
                f"There is no table in {file}.",
                "Exports end in .csv, .tsv, .txt, .xlsx, .xls, .ods or .zip.",
                "Check the folder.",
            )
        tables += [table for each in found for table in import_files.unpack(each, into)]
    return tables


def _refused_json(outcome: FileOutcome) -> dict[str, Any]:
    """A file that was not taken in, among the results of several."""
    return {"file": outcome.path.name, "refused": outcome.problem.lines() if outcome.problem else []}


def _must_exist(files: list[Path], folders: bool = False) -> None:
    """Before the first is taken in, so that a slip in a path leaves nothing half done."""
    for file in files:
        if not file.is_file() and not (folders and file.is_dir()):
            raise ShopkeepError(f"There is no file {file}.", "", "Check the path; nothing was imported.")
