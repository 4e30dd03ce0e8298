"""Single mails besides any send: a test mail to the owner, and a mail's finished bytes."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import replace
from datetime import date

from shopkeep.core import clock, text
from shopkeep.core.records.mails import RenderedMail
from shopkeep.delivery import headers, mime, replies, smtp
from shopkeep.errors import MailProblem
from shopkeep.jobs import accounts, sequences
from shopkeep.jobs.sequence_people import shop_key
from shopkeep.jobs.shop import Shop


def as_bytes(shop: Shop, mail: RenderedMail) -> bytes:
    """A rendered mail's finished bytes. Raises MailProblem."""
    origin = accounts.sender(shop, sequences.load(shop, mail.sequence).account)
    return mime.assemble(mail, origin, mime.identify(shop_key(shop), mail, origin, clock.now()))


def send_test(
    shop: Shop,
    name: str,
    stage: str,
    mail: int,
    variant: str,
    to_addr: str,
    as_of: date | None = None,
    through: str = "",
    email: str | None = None,
    source: str | None = None,
    file: str | None = None,
) -> str:
    """Send one real customer's rendering of a mail to oneself; what the server said. `through`: the account.

    `email`, `source` and `file` as for render_preview: with what a preview was made of, it is the mail previewed.
    `[test]` stands before its subject. The ledger knows nothing of it, and its unsubscribe header is nobody's.
    Raises MailProblem, NotFound, SequenceProblem.
    """
    to = headers.address(text.clean(to_addr, 320))
    rendered = sequences.render_preview(shop, name, stage, mail, variant, email, source, as_of, file)
    rendered = replace(rendered, subject=f"[test] {rendered.subject}")
    through = accounts.chosen(shop, through or sequences.load(shop, name).account)
    origin = accounts.sender(shop, through)
    identity = replace(mime.identify(secrets.token_bytes(32), rendered, origin, clock.now()), unsubscribe_token="test")
    raw = mime.assemble(replace(rendered, email=to, to_name=""), origin, identity)
    with accounts.account(shop, through) as way:
        return asyncio.run(_send_one(way, origin.address, to, raw))


async def _send_one(way: smtp.Account, origin: str, to: str, raw: bytes) -> str:
    line = await accounts.dial(way)
    try:
        outcome = await line.send(origin, to, raw, smtp.at_once)
    finally:
        await line.close()
    verdict = replies.judge(outcome)
    if verdict.to == "sent":
        return verdict.reply
    trouble = verdict.trouble
    raise MailProblem(
        trouble.says if trouble else f"The test mail was not taken: {verdict.reply}",
        "The server may have taken it all the same." if verdict.to == "unknown" else "It did not go out.",
        trouble.do if trouble else "Read what the server says, and check the address.",
    )
