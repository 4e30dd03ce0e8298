"""`sequence.toml`: what a sequence is called, whom it is for, its groups with their offers, its stages."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any

import tomlkit
from tomlkit.items import AoT, Table

from shopkeep.core import text as words
from shopkeep.core.records.sequences import Group, Offer, Sequence
from shopkeep.sequences import offers
from shopkeep.sequences.frontmatter import problem
from shopkeep.sequences.toml_entries import Entries

FILE = "sequence.toml"
TOP = {
    "title", "about", "blueprint", "theme", "segment", "language", "holdout", "return_window_days", "utm", "account",
    "pass_on", "groups", "stages",
}  # fmt: skip
GROUP = {"name", "title", "segment", "where", "offer"}
STAGE = {"name", "title", "folder", "wait_days"}
MOST_STAGES = 12
MOST_GROUPS = 12
LONGEST_RULE = 2_000


@dataclass(frozen=True, slots=True)
class StageEntry:
    """A stage as the manifest says it, before its mails are read."""

    name: str
    title: str
    folder: str
    wait_days: int


@dataclass(frozen=True, slots=True)
class Manifest:
    title: str
    theme: str
    segment: str
    language: str
    holdout: float
    return_window_days: int
    utm: bool
    groups: tuple[Group, ...]
    stages: tuple[StageEntry, ...]
    blueprint: str = ""
    """What it was started from; empty: nothing, or not known."""
    about: str = ""
    """What it is for, a sentence or two."""
    account: str = ""
    """The mail account it is sent through; empty: the shop's usual one."""
    pass_on: bool = False
    """Whether its codes are for others to use."""


@lru_cache(maxsize=64)
def read(text: str) -> Manifest:
    """Understand a manifest. Raises SequenceProblem with the line that is wrong."""
    return _Reader(FILE, text).manifest()


class _Reader(Entries):
    def manifest(self) -> Manifest:
        top = self.values
        self.known(top, TOP, "", 0)
        groups = tuple(self.group(g, i) for i, g in enumerate(self.tables("groups", MOST_GROUPS)))
        stages = tuple(self.stage(s, i) for i, s in enumerate(self.tables("stages", MOST_STAGES)))
        if not stages:
            raise problem(FILE, 0, "names no stage.", "Add a [[stages]] table with a name and a folder.")
        self.unique([g.name for g in groups], "groups")
        self.unique([s.name for s in stages], "stages")
        holdout = self.number(top, "holdout", 0.0, "", 0)
        if not 0 <= holdout <= 0.5:
            raise problem(FILE, self.line("", 0, "holdout"), "has a holdout outside 0 to 0.5.")
        window = int(self.number(top, "return_window_days", 14, "", 0))
        if not 1 <= window <= 365:
            raise problem(FILE, self.line("", 0, "return_window_days"), "has a return window outside 1 to 365 days.")
        return Manifest(
            title=self.text(top, "title", "Untitled", "", 0),
            theme=self.name(top, "theme", "letter", "", 0),
            segment=self.name(top, "segment", "win-back", "", 0),
            language=self.text(top, "language", "en", "", 0),
            holdout=holdout,
            return_window_days=window,
            utm=top.get("utm", True) is not False,
            groups=groups,
            stages=stages,
            blueprint=self.text(top, "blueprint", "", "", 0),
            account=self.name(top, "account", "", "", 0) if "account" in top else "",
            about=words.clean(str(top.get("about", "")), 300),
            pass_on=top.get("pass_on", False) is True,
        )

    def group(self, entry: dict[str, Any], index: int) -> Group:
        self.known(entry, GROUP, "groups", index)
        name = self.name(entry, "name", "", "groups", index)
        where = entry.get("where", "")
        if not isinstance(where, str) or len(where) > LONGEST_RULE:
            says = "needs where as one rule in quotes."
            raise problem(FILE, self.line("groups", index, "where"), says, 'where = "country = RO and spent > 200"')
        offer_line = self.line("groups", index, "offer")
        return Group(
            name,
            self.text(entry, "title", name, "groups", index),
            self.name(entry, "segment", "all", "groups", index),
            offers.read(entry.get("offer", {}), FILE, offer_line),
            words.clean(where, LONGEST_RULE),
            self.line("groups", index, "where" if where else "segment"),
            offer_line,
        )

    def stage(self, entry: dict[str, Any], index: int) -> StageEntry:
        self.known(entry, STAGE, "stages", index)
        name = self.name(entry, "name", "", "stages", index)
        wait = self.number(entry, "wait_days", 0, "stages", index)
        if not 0 <= wait <= 365:
            raise problem(FILE, self.line("stages", index, "wait_days"), "waits outside 0 to 365 days before a stage.")
        return StageEntry(
            name,
            self.text(entry, "title", name.capitalize(), "stages", index),
            self.name(entry, "folder", f"{index + 1}-{name}", "stages", index),
            int(wait),
        )


def write(sequence: Sequence) -> str:
    """A sequence's manifest as a fresh text."""
    document = tomlkit.document()
    for key, value in (
        ("title", sequence.title),
        ("theme", sequence.theme),
        ("segment", sequence.segment),
        ("language", sequence.language),
        ("holdout", sequence.holdout),
        ("return_window_days", sequence.return_window_days),
        ("utm", sequence.utm),
    ):
        document[key] = value
    if sequence.account:
        document["account"] = sequence.account
    if sequence.pass_on:
        document["pass_on"] = True
    groups = tomlkit.aot()
    for group in sequence.groups:
        table = tomlkit.table()
        table["name"], table["title"], table["segment"] = group.name, group.title, group.segment
        if group.where:
            table["where"] = group.where
        table["offer"] = offers.table(group.offer)
        groups.append(table)
    stages = tomlkit.aot()
    for stage in sequence.stages:
        table = tomlkit.table()
        table["name"], table["title"], table["folder"] = stage.name, stage.title, stage.folder
        table["wait_days"] = stage.wait_days
        stages.append(table)
    if sequence.groups:
        document["groups"] = groups
    document["stages"] = stages
    return tomlkit.dumps(document)


def with_value(text: str, key: str, value: Any) -> str:
    """A manifest's text with one top value changed and all else, comments too, as it was."""
    document = tomlkit.parse(text)
    document[key] = value
    return tomlkit.dumps(document)


def with_groups(text: str, groups: tuple[Group, ...]) -> str:
    """A manifest's text with these groups in this order, and all else as it was.

    A group that keeps its name keeps what its table says besides, comments too.
    """
    document = tomlkit.parse(text)
    before = {str(t.get("name")): t for t in document.get("groups", []) if isinstance(t, (dict, Table))}
    made = tomlkit.aot()
    for group in groups:
        table = before.get(group.name) or tomlkit.table()
        for key, value in (
            ("name", group.name), ("title", group.title), ("segment", group.segment), ("where", group.where),
        ):  # fmt: skip
            if value and table.get(key) != value:
                table[key] = value
            elif not value:
                table.pop(key, None)
        if "offer" not in table or offers.read(table["offer"].unwrap(), FILE, 0) != group.offer:
            table["offer"] = offers.table(group.offer)
        made.append(table)
    if groups:
        document["groups"] = made
    else:
        document.pop("groups", None)
    return tomlkit.dumps(document)


def with_stages(text: str, stages: list[StageEntry]) -> str:
    """A manifest's text with these stages in this order, and all else as it was."""
    return with_tables(text, "stages", [asdict(stage) for stage in stages])


def with_tables(text: str, key: str, entries: list[dict[str, Any]]) -> str:
    """A manifest's text with these [[key]] tables in this order; comments outside of them stay."""
    document = tomlkit.parse(text)
    tables = document.get(key)
    if not isinstance(tables, AoT) or not tables:
        document[key] = tables = tomlkit.aot()
    while len(tables) > len(entries):
        del tables[-1]
    for index, entry in enumerate(entries):
        if index == len(tables):
            if tables:
                tables[-1].add(tomlkit.nl())
            tables.append(tomlkit.table())
        for gone in [k for k in tables[index] if k not in entry]:
            del tables[index][gone]
        for name, value in entry.items():
            if tables[index].get(name) != value:
                tables[index][name] = value
    return re.sub(r"\n{3,}", "\n\n", tomlkit.dumps(document)).rstrip("\n") + "\n"


def with_offer(text: str, group: str, offer: Offer) -> str:
    """A manifest's text with one group's offer changed and all else as it was."""
    document = tomlkit.parse(text)
    for table in document.get("groups", []):
        if isinstance(table, (dict, Table)) and table.get("name") == group:
            table["offer"] = offers.table(offer)
    return tomlkit.dumps(document)
