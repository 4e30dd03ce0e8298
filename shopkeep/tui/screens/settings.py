"""Settings: the shop's profile, the mail account, limits, policies and the look."""

from __future__ import annotations

from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from shopkeep.core.text import plain
from shopkeep.errors import ShopkeepError
from shopkeep.jobs import accounts, consent, inbox_reading, practising, sequences, upkeep
from shopkeep.settings import IMAP_PASSWORD, PASSWORD
from shopkeep.tui import looks
from shopkeep.tui.run import task
from shopkeep.tui.screens import settings_forms as forms
from shopkeep.tui.screens.base import Place
from shopkeep.tui.screens.settings_accounts import AccountsPage
from shopkeep.tui.widgets.dialogs import Choice, TextAsk
from shopkeep.tui.widgets.rows import Rows


class SettingsPlace(Place):
    NAME = "settings"
    HELP = "Your shop's profile, mail account, limits and look. They are kept in settings.toml in the shop's folder."
    TOPICS = ("settings",)

    def __init__(self) -> None:
        super().__init__()
        self._wish = ""

    def body(self) -> ComposeResult:
        with Container(id="settings"):
            form: Rows[forms.Line] = Rows(
                forms.COLUMNS,
                forms.line_cells,
                lambda line: line.name or line.title,
                sign=forms.line_sign,
                header=False,
                skip=lambda line: not line.name,
                id="form",
                classes="pane",
            )
            form.border_title = "Settings"
            yield form
            with Container(id="side"):
                with VerticalScroll(id="about-pane", classes="pane", can_focus=False):
                    yield Static(id="about")
                with VerticalScroll(id="account-pane", classes="pane", can_focus=False) as pane:
                    pane.border_title = "Mail account"
                    yield Static(id="account")

    def on_mount(self) -> None:
        self.query_one("#account", Static).update(
            Content.assemble(
                ("a", "bold $accent"), " sets it up for Gmail, Microsoft 365 and others, or makes another.\n",
                ("t", "bold $accent"), " tests it: connects, checks encryption and login, sends nothing.\n",
                ("d", "bold $accent"), " asks what your domain says of its mails (SPF, DKIM, DMARC).\n",
                ("p", "bold $accent"), " uses the practice mailbox on this machine.",
            )
        )  # fmt: skip

    async def refresh_data(self) -> None:
        found = await self.ask_pure(forms.lines, self.shop.settings)
        form = self.query_one("#form", Rows)
        fresh = not form.rows
        form.show(found)
        wish = self._wish or (found[1].name if fresh else "")
        name = next((line.name for line in found if wish and line.name.startswith(wish)), "")
        if name:
            form.move_to(name)
        self._wish = ""
        form.focus()

    def arrive(self, target: str) -> None:
        """The name of a setting, or the beginning of some: the cursor goes there."""
        self._wish = {"mail": "mail.from", "account": "smtp.host", "consent": "policy.consent"}.get(target, target)
        self._stale = True
        if self.is_attached and self.is_current:
            self.refresh_now()

    @property
    def current(self) -> forms.Line | None:
        line: forms.Line | None = self.query_one("#form", Rows).current
        return line

    @on(Rows.Highlighted, "#form")
    def highlighted(self, event: Rows.Highlighted[forms.Line]) -> None:
        line = event.row
        pane = self.query_one("#about-pane")
        pane.border_title = Content(line.title)
        if not line.name:
            self.query_one("#about", Static).update(Content.styled("Go down to what you want to change.", "$muted"))
            return
        says = Content.assemble((plain(line.value), "bold"), "\n\n", forms.about(line.name))
        says = says + Content.styled(f"\n\n{line.name}", "$muted")
        self.query_one("#about", Static).update(says)

    @on(Rows.Chosen, "#form")
    def chosen(self) -> None:
        self.action_edit()

    def action_edit(self) -> None:
        line = self.current
        if line is None or not line.name:
            return
        if line.name == PASSWORD:
            self.password()
        elif line.name == IMAP_PASSWORD:
            self.mailbox_password()
        elif line.name == "theme.terminal":
            self.theme()
        else:
            self.edit(line.name)

    @task
    async def edit(self, name: str) -> None:
        """Change one setting."""
        mail_looks = await self.ask(sequences.mail_themes) if name == "theme.mail" else []
        counted = await self.ask(consent.answers) if name == "policy.consent" else {}
        answer = await self.dialog(forms.edit_dialog(self.shop.settings, name, mail_looks, counted))
        if answer is not None:
            await self.ask(upkeep.account_set, name, answer)
            value = forms.shown(name, self.shop.settings.get(name))
            self.say(f"{forms.KEYS[name].title}: {value}.")
            self._announce(name)

    def _announce(self, name: str) -> None:
        """Judgements follow some settings; everything else only the screens."""
        more = ("customers", "orders") if name.startswith("policy.") or name == "shop.timezone" else ()
        self.changed("settings", *more)

    @task
    async def theme(self) -> None:
        """Change the colours, tried while choosing."""
        names = [theme.name for theme in await self.ask_pure(looks.themes, self.keep.home)]
        answer = await self.dialog(forms.ThemeChoice(names, str(self.shop.settings.get("theme.terminal"))))
        if answer is not None:
            await self.ask(upkeep.account_set, "theme.terminal", answer)
            self.keep.use_theme(answer)
            self.changed("settings")

    def action_password(self) -> None:
        self.password()

    @task
    async def password(self) -> None:
        """Ask for the mail password; into the keyring, else for this session."""
        get = self.shop.settings.get
        if not get("smtp.host"):
            self.say("Say first which mail server and user it is for.", severity="warning")
            return
        whose = plain(f"{get('smtp.user')} at {get('smtp.host')}" if get("smtp.user") else get("smtp.host"))
        typed = await self.dialog(
            TextAsk(
                f"Password of {whose}",
                forms.about(PASSWORD),
                password=True,
                check=lambda text: "" if text else "Type the password, or press Esc.",
            )
        )
        if typed is None:
            return
        settings = self.shop.settings
        store, for_now = partial(settings.store_password, typed), partial(settings.use_password, typed)
        await forms.keep_password(self, store, for_now)

    @task
    async def mailbox_password(self) -> None:
        """Ask for the password of the mailbox that is read; into the keyring, else for this session."""
        if not self.shop.settings.get("imap.host"):
            self.say("Say first which mailbox server it is for.", severity="warning")
            return
        whose = plain(f"{self.shop.settings.imap_user} at {self.shop.settings.get('imap.host')}")
        typed = await self.dialog(TextAsk(f"Password of {whose}", forms.about(IMAP_PASSWORD), password=True))
        if not typed:
            return
        store = partial(upkeep.account_set, self.shop, IMAP_PASSWORD, typed)
        await forms.keep_password(self, store, partial(self.shop.settings.use_imap_password, typed), "mailbox")

    def action_test(self) -> None:
        self.test()

    @task(exclusive=True)
    async def test(self) -> None:
        """Connect and log in; how it went stays on the screen."""
        said = self.query_one("#account", Static)
        mailbox = self.current is not None and self.current.name.startswith("imap.")
        said.update(Content.styled(f"Connecting to the {'mailbox' if mailbox else 'mail server'}", "$muted"))
        try:
            says = await self.ask(inbox_reading.test_imap if mailbox else upkeep.account_test)
        except ShopkeepError as error:
            parts = [Content.styled(f"! {plain(error.title)}", "bold $error")]
            parts += [Content(plain(line)) for line in error.lines()[1:]]
            said.update(Content("\n").join(parts))
            return
        said.update(Content.assemble(("✓ ", "bold $success"), plain(says)))

    def action_domain(self) -> None:
        self.domain()

    @task(exclusive=True)
    async def domain(self) -> None:
        """Ask DNS what the from address's domain says of its mails; it stays on the screen."""
        said = self.query_one("#account", Static)
        said.update(Content.styled("Asking about your domain", "$muted"))
        try:
            found = await self.ask(upkeep.account_dns)
        except ShopkeepError as error:
            said.update(Content("\n").join(forms.not_asked(error)))
            return
        said.update(Content("\n").join(forms.checks(found.checks)))

    def action_accounts(self) -> None:
        """Every mail account, and presets of providers."""
        self.app.push_screen(AccountsPage())

    def action_practice(self) -> None:
        self.use_practice()

    @task
    async def use_practice(self) -> None:
        """Send to the practice mailbox from now on."""
        if accounts.is_practice(self.shop):
            self.say("Mails go to the practice mailbox already. m in the Outbox shows them.")
            return
        get = self.shop.settings.get
        if get("smtp.host"):
            leave, go = "Keep my mail account", "Use the practice mailbox"
            text = f"{plain(get('smtp.host'))} is then no longer used. You can set it up again at any time."
            if await self.dialog(Choice("Use the practice mailbox?", [leave, go], text)) != go:
                return
        done = await self.ask(practising.use)
        self.say(f"{done.says}. m in the Outbox shows them.")
        self.changed("settings", "outbox")
