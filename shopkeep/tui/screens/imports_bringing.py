"""Bringing in files: asked for, shown as understood, taken in, and what each did said."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from textual import events

from shopkeep import wording
from shopkeep.core.records.orders import ImportOptions
from shopkeep.core.text import plain
from shopkeep.errors import AmbiguousFile, Stopped
from shopkeep.jobs import consent, import_files, import_glance, import_many, importing
from shopkeep.jobs.import_many import FileOutcome
from shopkeep.tui.run import task
from shopkeep.tui.screens import imports_ask as asks
from shopkeep.tui.screens import imports_attributes
from shopkeep.tui.screens import imports_many_words as many_words
from shopkeep.tui.screens import imports_paths as paths
from shopkeep.tui.screens import imports_words as words
from shopkeep.tui.screens.base import Place
from shopkeep.tui.screens.imports_file import FilePage
from shopkeep.tui.screens.imports_many import FilesPage, OutcomesPage
from shopkeep.tui.screens.imports_pick import FileAsk
from shopkeep.tui.widgets.dialogs import Choice
from shopkeep.tui.widgets.progress import Progress

TITLE = "Importing"
CHANGED = ("orders", "customers", "sequences", "outbox", "results", "settings")


class Bringing(Place):
    """The half of the Imports place that takes files in; imports.py lists what was brought in."""

    def __init__(self) -> None:
        super().__init__()
        self._said: dict[int, str] = {}
        """What an import of this session did, by its id."""
        self._unpacked: TemporaryDirectory[str] | None = None
        """Where the tables of an archive lie while they are looked at."""
        self._tried = ""
        """The file that was given for orders last and is not in: perhaps it is one of customers."""
        self._newest: int | None = None
        """An import that has just been done: the cursor goes there."""

    def on_paste(self, event: events.Paste) -> None:
        """Files dropped onto the place are the paths of files."""
        if paths.looks_like_paths(event.text):
            self.bring_in(event.text)

    def action_import(self) -> None:
        self.bring_in()

    @task
    async def bring_in(self, value: str = "") -> None:
        """Ask for files and show how they are understood: one by itself, several as a list."""
        if self._busy():
            return
        text = "An export of your orders, as your shop's platform writes it; a folder or an archive of several."
        given = await self.dialog(FileAsk("Import orders", text, value, several=True))
        if given is None:
            return
        asked = [Path(line) for line in given.splitlines()]
        files = await self.ask_pure(self._all_tables, asked)
        if not files:
            self.say(
                "There is no table in it that could be an export (.csv .tsv .txt .xlsx .xls .ods .zip).", asked[0].name
            )
        elif len(files) == 1:
            kind = await self.ask_pure(import_files.tells_about, files[0])
            if kind:
                orders = await self.ask(import_glance.may_be_orders, files[0])
                goes = await self.dialog(imports_attributes.sent_on(files[0].name, kind, orders))
                if goes == kind:
                    self.attributes(kind, str(files[0]))
                if goes != "orders":
                    return
            self._tried = str(files[0]) if files == asked else ""
            self.app.push_screen(FilePage(files[0], self.import_file))
        else:
            aside = await self.ask_pure(import_files.no_tables_in, asked)
            self.app.push_screen(FilesPage(files, self.import_several, aside))

    def _all_tables(self, asked: list[Path]) -> list[Path]:
        """What folders and archives hold, each file once; an archive's tables lie in a folder of ours for now."""
        self._clear_away()
        self._unpacked = TemporaryDirectory(prefix="shopkeep-")
        into = Path(self._unpacked.name)
        tables = [table for path in asked for table in import_files.tables_in(path)]
        return [file for table in dict.fromkeys(tables) for file in import_files.unpack(table, into)]

    def _clear_away(self) -> None:
        if self._unpacked is not None:
            self._unpacked.cleanup()
            self._unpacked = None

    def on_unmount(self) -> None:
        self._clear_away()

    def _busy(self) -> bool:
        if self.query_one("#bar", Progress).running:
            self.say("An import is under way. Esc stops it.")
            return True
        return False

    @task
    async def import_file(self, path: Path, options: ImportOptions) -> None:
        """Import a file as it was shown, then ask once whom one may write to."""
        says = f"Importing {plain(path.name)}"
        try:
            result = await self._follow(importing.import_orders, path, options, says=says)
        except AmbiguousFile as error:
            self.say(f"{error.meaning} Look at the file again.", error.title, "warning")
            return
        except Stopped:
            self.say("Stopped. Nothing was imported.")
            return
        self._tried = ""
        brought = await self.ask(import_many.brought, result.import_id)
        await self.ask(import_files.remember, [path])
        says = words.answer(result, brought)
        if result.already_known and result.import_id is not None:  # what it brought at first goes on standing there
            first = self._said.get(result.import_id, "").removeprefix(says).strip()
            says = f"{says} {first}".strip()
        self._tell_result(result.import_id, says, result.file)
        self.changed(*CHANGED)
        await self._ask_consent({result.file})

    @task
    async def import_several(self, files: list[tuple[Path, ImportOptions]], left_out: list[FileOutcome]) -> None:
        """Import several files as they were shown, say what became of each, then ask as after one."""
        says = f"Importing {wording.count(len(files), 'file')}"
        outcomes = [*await self._follow(import_many.import_many, files, says=says), *left_out]
        await self.ask(import_files.remember, [each.path for each in outcomes if each.result])
        for each in outcomes:
            if each.result and each.result.import_id is not None and not each.result.already_known:
                brought = await self.ask(import_many.brought, each.result.import_id)
                self._said[each.result.import_id] = words.answer(each.result, brought)
        self.changed(*CHANGED)
        said = many_words.outcomes_say(outcomes)
        if self.is_current:
            self.app.push_screen(OutcomesPage(outcomes, said))
        else:
            self.say(said, "Imports")
        await self._ask_consent({each.result.file for each in outcomes if each.result})

    def _tell_result(self, import_id: int | None, says: str, file: str) -> None:
        """What an import did stands with it in the history; elsewhere a toast says it too."""
        if import_id is not None:
            self._said[import_id] = says
            self._newest = import_id
        if import_id is None or not self.is_current:
            self.say(says if self.is_current else words.said_elsewhere(says), plain(file))

    async def _follow(self, job, *args, says: str):  # type: ignore[no-untyped-def]
        """Run an import with the bar."""
        bar = self.query_one("#bar", Progress)
        bar.begin(says)
        self.refresh_foot()

        try:
            return await self.follow(job, *args, tell=bar.hear, title=TITLE)
        finally:
            bar.end()
            self.refresh_foot()

    async def _ask_consent(self, just: set[str]) -> None:
        """Where files are silent on it, and it was never answered: whom may one write to? It is asked of those `just`
        brought in that are. Who has gone elsewhere meanwhile is not disturbed there: Today asks."""
        silent = await self.ask(importing.silent_exports)
        if not silent or self.keep.place.PLACE != self.PLACE:
            return
        about = [file for file in silent if file in just] or silent
        asked = asks.consent_question(about, await self.ask(consent.answers))
        answer = await self.dialog(asked, unasked=True)
        if answer is None:
            self.say("Nobody is written to until this is answered, here or in Settings.")
            return
        done = await self.ask(importing.answer_consent, answer)
        self.say(done.says)
        self.changed("settings", "customers")

    def action_attributes(self) -> None:
        self.attributes()

    @task
    async def attributes(self, said: str = "", given: str = "") -> None:
        """What is known of customers or of products, from a table. Kind and path are asked for where not said."""
        if self._busy():
            return
        kind, path = said, given
        if not kind:
            kind = await self.dialog(imports_attributes.which()) or ""
        if kind and not path:
            about = imports_attributes.TABLES[kind]
            path = await self.dialog(FileAsk(f"Import {kind}", about, self._tried, kind=kind)) or ""
        if not path:
            return
        job = importing.import_customers if kind == "customers" else importing.import_products
        answers: dict[str, Any] = {}
        while True:
            try:
                says = f"Reading {plain(Path(path).name)}"
                would = await self._follow(partial(job, dry_run=True, **answers), Path(path), says=says)
                break
            except Stopped:
                self.say("Stopped. Nothing was imported.")
                return
            except AmbiguousFile as error:
                if error.option not in ("dates", "decimal") or error.option in answers:
                    raise
                examples = import_glance.readings(error, str(self.shop.settings.get("shop.language")))
                answer = await self.dialog(asks.question(error, examples), unasked=True)
                if answer is None:
                    return
                answers[error.option] = answer
        what = kind.removesuffix("s")
        if would.import_id is not None:
            self._tell_result(would.import_id, imports_attributes.answer(would, what), would.file)
            self.changed("orders")
            return
        go = "Import it"
        asked = Choice(f"Import {plain(would.file)}?", [go, "Leave it"], imports_attributes.plan(would, what))
        if await self.dialog(asked) != go:
            return
        try:
            says = f"Importing {plain(would.file)}"
            result = await self._follow(partial(job, **answers), Path(path), says=says)
        except Stopped:
            self.say("Stopped. Nothing was imported.")
            return
        self._tried = ""
        says = imports_attributes.answer(result, what)
        self._tell_result(result.import_id, says, result.file)
        self.changed("orders", "customers", "sequences")

    def action_back(self) -> None:
        """Esc stops an import; nothing of it stays."""
        self.stop_long(TITLE)
