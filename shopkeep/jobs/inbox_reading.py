"""Reading what came back: from IMAP, an mbox or a Maildir, each mail once, with all that follows from it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

from shopkeep.core import clock, text
from shopkeep.core.progress import Step, Stop, Tell, never, unheard
from shopkeep.core.records.inbox import InboxRead, Kind
from shopkeep.delivery import imap, inbox_files, tokens
from shopkeep.delivery.inbox import Ours, Spoken, understand, worth_opening
from shopkeep.delivery.inbox_mail import Mail, open_headers
from shopkeep.errors import MailProblem
from shopkeep.jobs import inbox_effects
from shopkeep.jobs.inbox_matching import Match, whom
from shopkeep.jobs.shop import Shop
from shopkeep.store import Tx
from shopkeep.store import inbox as store

READING = "Reading the mailbox"
BATCH = 50
"""Mails handled in one transaction, between two looks at `stop`."""
HEADERS_AT_ONCE = 100
WHOLE_AT_ONCE = 10
TEXT_KEPT = 20_000
"""Signs of a mail's text that are kept for reading."""
WAITING_KINDS: tuple[Kind, ...] = ("reply",)
"""What stands on Today until it was looked at."""


@dataclass
class _Tally:
    read: int = 0
    known: int = 0
    nothing: int = 0
    news: list[int] | None = None


@dataclass(frozen=True, slots=True)
class _Piece:
    """Mails to be handled together. `done` and `total` are for the progress; `uid` is how far a folder is read."""

    mails: list[bytes]
    passed: int
    """Mails besides, whose headers alone say that they have nothing to do with ours."""
    done: int
    total: int
    uid: int = 0


def read_mbox(shop: Shop, path: Path, tell: Tell = unheard, stop: Stop = never) -> InboxRead:
    """Read an mbox file, or a single mail. Raises NotFound, UsageError."""
    path = path.expanduser()

    def pieces() -> Iterator[_Piece]:
        total = path.stat().st_size if path.is_file() else 0
        mails: list[bytes] = []
        done = 0
        for done, raw in inbox_files.mbox(path):
            mails.append(raw)
            if len(mails) >= BATCH:
                yield _Piece(mails, 0, done, total)
                mails = []
        if mails:
            yield _Piece(mails, 0, done, total)

    return _read(shop, pieces(), tell, stop)


def read_maildir(shop: Shop, folder: Path, tell: Tell = unheard, stop: Stop = never) -> InboxRead:
    """Read a Maildir, or a folder of .eml files. Raises NotFound, UsageError."""
    files = inbox_files.maildir(folder.expanduser())

    def pieces() -> Iterator[_Piece]:
        for start in range(0, len(files), BATCH):
            some = files[start : start + BATCH]
            yield _Piece([inbox_files.one(path) for path in some], 0, start + len(some), len(files))

    return _read(shop, pieces(), tell, stop)


def imap_account(shop: Shop) -> imap.Account:
    """The mailbox as set up. Raises MailProblem where it is not."""
    get = shop.settings.get
    host, user, security = get("imap.host"), shop.settings.imap_user, get("imap.security")
    if not host or not user:
        missing = "server" if not host else "user"
        raise MailProblem(
            f"No mailbox is set up to be read: its {missing} is missing.",
            "Replies and bounces arrive in the mailbox of your from address.",
            "Set it: shopkeep account set imap.host imap.example.com. Or read a file with --mbox.",
        )
    command = get("imap.token_command") or (get("smtp.token_command") if user == get("smtp.user") else "")
    if command:
        token = partial(tokens.token, command)
        return imap.Account(host, get("imap.port"), security, user, "", get("imap.folder"), token)
    password = shop.settings.imap_password()
    if not password:
        raise MailProblem(
            f"The password of {user} is not known.",
            "The mailbox wants one.",
            "Set it: w in Settings, on a line of Inbox. Or: shopkeep account set imap.password",
        )
    return imap.Account(host, get("imap.port"), security, user, password, get("imap.folder"))


def test_imap(shop: Shop) -> str:
    """Connect to the mailbox, log in, open the folder and read nothing; how it went. Raises MailProblem."""
    account = imap_account(shop)
    folder = imap.dial(account)
    folder.close()
    safe = "without encryption, on this machine" if account.security == "none" else "encrypted and verified"
    return f"{account.host} lets {account.user} read {account.folder}: {folder.mails:,} mails, {safe}."


def read_imap(shop: Shop, tell: Tell = unheard, stop: Stop = never) -> InboxRead:
    """Read what is new in the mailbox. Raises MailProblem where it cannot be reached or refuses.

    The first time from the day of the first mail of ours on; then what came since, by UID. Only the
    headers of a mail are fetched, unless they say that it may have to do with a mail of ours.
    """
    account = imap_account(shop)
    with shop.db.read() as tx:
        first, (valid, uid) = store.first_sent(tx), store.position(tx, account.name)
    if first is None:
        return InboxRead(0, 0, 0, [])
    tell(Step("Connecting to the mailbox"))
    folder = imap.dial(account)
    try:
        fresh = not uid or not valid or valid != folder.uidvalidity
        day = clock.day_of(clock.moment(first), shop.zone) - timedelta(days=1)
        uids = folder.since(day) if fresh else folder.after(uid)
        place = _Place(account.name, folder.uidvalidity)
        return _read(shop, _from_folder(shop, folder, uids), tell, stop, place)
    finally:
        folder.close()


@dataclass(frozen=True, slots=True)
class _Place:
    """A folder whose last read mail is remembered."""

    name: str
    uidvalidity: int


def _from_folder(shop: Shop, folder: imap.Folder, uids: list[int]) -> Iterator[_Piece]:
    ours = our_addresses(shop)
    for start in range(0, len(uids), HEADERS_AT_ONCE):
        some = uids[start : start + HEADERS_AT_ONCE]
        heads = {uid: open_headers(raw) for uid, raw in folder.headers(some).items()}
        with shop.db.read() as tx:
            written = store.written_to(tx, {head.sender for head in heads.values() if head.sender})
        wanted = [uid for uid, head in heads.items() if head.sender in written or worth_opening(head, ours)]
        mails: list[bytes] = []
        for at in range(0, len(wanted), WHOLE_AT_ONCE):
            mails += folder.whole(wanted[at : at + WHOLE_AT_ONCE]).values()
        yield _Piece(mails, len(some) - len(mails), start + len(some), len(uids), some[-1])


def our_addresses(shop: Shop) -> Ours:
    """The addresses that mails of ours come from and go back to."""
    get = shop.settings.get
    names = ("mail.from", "mail.reply_to", "smtp.user", "imap.user")
    return Ours(frozenset(text.address(str(get(name))) for name in names if "@" in str(get(name))))


def _read(shop: Shop, pieces: Iterator[_Piece], tell: Tell, stop: Stop, place: _Place | None = None) -> InboxRead:
    ours, tally = our_addresses(shop), _Tally(news=[])
    stopped = False
    for piece in pieces:
        understood = [understand(raw, ours) for raw in piece.mails if raw]
        with shop.db.write() as tx:
            now = clock.stamp(clock.now())
            for mail, spoken in understood:
                _take(tx, mail, spoken, tally)
            if place is not None:
                store.remember(tx, place.name, place.uidvalidity, piece.uid, now)
        tally.read += len(piece.mails) + piece.passed
        tally.nothing += piece.passed
        tell(Step(READING, piece.done, piece.total))
        if stop():
            stopped = True
            break
    with shop.db.read() as tx:
        news = store.rows(tx, ids=tally.news or [])
    return InboxRead(tally.read, tally.known, tally.nothing, news, stopped)


def _take(tx: Tx, mail: Mail, spoken: list[Spoken], tally: _Tally) -> None:
    """Keep one mail for each person it is about, with what follows; or count it for nothing."""
    if spoken and store.known(tx, mail.digest):
        tally.known += 1
        return
    now = clock.now()
    written = min(mail.written_at or now, now + timedelta(days=1))
    found = [(one, whom(tx, one, mail.header("subject"), clock.stamp(written), len(spoken) == 1)) for one in spoken]
    about = {match.email: (said, match) for said, match in reversed(found) if match is not None}
    if not about:
        tally.nothing += 1
    for said, match in reversed(about.values()):
        id = _keep(tx, mail, said, match, clock.stamp(written), clock.stamp(now))
        if id is not None and tally.news is not None:
            tally.news.append(id)


def _keep(tx: Tx, mail: Mail, said: Spoken, match: Match, written: int, now: int) -> int | None:
    assert said.kind is not None
    why = f"{said.how.rstrip('. ')}. Matched {match.says}."
    id = store.add(
        tx,
        store.NewMail(
            digest=mail.digest,
            kind=said.kind,
            email=match.email,
            customer_id=match.customer_id,
            message_id=None if match.mail is None else match.mail.id,
            sender=text.plain(mail.header("from"))[:200],
            subject=text.plain(mail.header("subject"))[:300],
            text=mail.text[:TEXT_KEPT],
            written_at=written,
            read_at=now,
            matched_by=match.by,
            why=text.plain(why)[:600],
            waits=said.kind in WAITING_KINDS or said.more,
            back_on=said.back_on.isoformat() if said.back_on else "",
        ),
    )
    if id is not None:
        inbox_effects.follow(tx, id, said.kind, match, said.how)
    return id
