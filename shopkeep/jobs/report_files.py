"""Reports as files: CSV for spreadsheets, Markdown to mail or print, SVG for the charts."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

from shopkeep import wording
from shopkeep.core.money import Money
from shopkeep.core.records.customers import Done
from shopkeep.core.records.report import Kind, Report, Table, Value
from shopkeep.core.text import csv_safe, plain
from shopkeep.errors import ShopkeepError, UsageError
from shopkeep.jobs import report_svg

CANNOT_TELL = "–"
_MARKDOWN = str.maketrans({sign: "\\" + sign for sign in "\\`*_[]<>|#~"})


def write(report: Report, path: Path, language: str) -> Done:
    """Write a report to a file, in the form that the file's name ends with.

    Raises UsageError for another ending, ShopkeepError where there is nothing to draw or the place refuses.
    """
    form = FORMS.get(path.suffix.lower())
    if form is None:
        raise UsageError(
            f"{plain(str(path))} ends with none of .csv, .md and .svg.",
            "The ending says in which form it is written: a spreadsheet, a page of text, or pictures.",
            "Give the file one of these endings.",
        )
    said = form(report, language)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(said, encoding="utf-8", newline="")
    except OSError as error:
        raise ShopkeepError(
            f"{plain(str(path))} cannot be written: {error.strerror or error}.",
            "Nothing was changed in the shop.",
            "Choose another place.",
        ) from None
    return Done(f"Written to {path}")


def as_csv(report: Report, _language: str) -> str:
    """Every table under its title, with an empty line between. Plain numbers; no cell is a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    for number, table in enumerate(report.tables):
        if number:
            writer.writerow([])
        writer.writerow([csv_safe(table.title)])
        writer.writerow([csv_safe(head) for head in _heads(table)])
        writer.writerows([_cell(value) for value in row] for row in table.rows)
    return "\ufeff" + out.getvalue()  # so that spreadsheets read it as UTF-8


def as_markdown(report: Report, language: str) -> str:
    """One page: what the figures say, the tables, and how they are worked out."""
    parts = [f"# {_escaped(report.title)}", *(_escaped(line) for line in report.about)]
    for table in report.tables:
        heads = [head for head, _kind in table.columns]
        marks = ["---" if kind == "text" else "---:" for _head, kind in table.columns]
        lines = [heads, marks]
        for row in table.rows:
            cells = zip(row, table.columns, strict=True)
            lines.append([_escaped(shown(value, kind, language)) for value, (_head, kind) in cells])
        parts += [f"## {_escaped(table.title)}", "\n".join(f"| {' | '.join(line)} |" for line in lines)]
        if table.note:
            parts.append(_escaped(table.note))
    if report.notes:
        parts += ["## How this is worked out", "\n".join(f"- {_escaped(note)}" for note in report.notes)]
    return "\n\n".join(parts) + "\n"


def as_svg(report: Report, _language: str) -> str:
    """The charts below each other. Raises ShopkeepError where there is none."""
    if not report.charts:
        raise ShopkeepError(
            "There is nothing to draw yet.",
            "Charts need a few months of orders.",
            "A file ending with .csv or .md has the figures that there are.",
        )
    return report_svg.drawn(report)


FORMS: dict[str, Callable[[Report, str], str]] = {
    ".csv": as_csv,
    ".md": as_markdown,
    ".svg": as_svg,
}


def shown(value: Value, kind: Kind, language: str) -> str:
    """A value in the owner's words: `33 %`, `€44.53`, `1,214`."""
    if value is None:
        return CANNOT_TELL
    if isinstance(value, Money):
        return wording.money(value, language)
    if isinstance(value, date):
        return wording.day_long(value, language)
    if kind == "share" and isinstance(value, int | float):
        return f"{value * 100:.1f} %" if 0 < value < 0.1 else wording.percent(value)
    if kind == "times":
        return f"{value:.1f}×"
    return f"{value:,}" if isinstance(value, int) else str(value)


def _heads(table: Table) -> list[str]:
    """The heads, each amount's currency beside its head, so that cells are numbers alone."""
    found = []
    for place, (head, kind) in enumerate(table.columns):
        codes = {row[place].currency for row in table.rows if isinstance(row[place], Money)}  # type: ignore[union-attr]
        found.append(f"{head} ({codes.pop()})" if kind == "money" and len(codes) == 1 else head)
    return found


def _cell(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, Money):
        return value.plain()
    if isinstance(value, float):
        return f"{value:.6g}"
    return str(value) if isinstance(value, int) else csv_safe(plain(str(value)))


def _escaped(said: str) -> str:
    return plain(said).translate(_MARKDOWN).replace("\n", " ")
