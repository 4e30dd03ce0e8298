"""Frequent replies of mail servers: how to tell each, what it means, what to do.

The texts are those of Gmail, Microsoft 365 and Outlook.com, Yahoo, Zoho, Fastmail, iCloud, Amazon SES, and of
Postfix, Exim and cPanel, which shared hosts run. Providers reword them; the codes stay, so both are looked for.
The first that fits counts: what is narrower stands first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from shopkeep.delivery.smtp import Phase

MINUTE = 60
HOUR = 60 * MINUTE
BLOCKED = (
    "The provider has blocked this account from sending.",
    "Log in to the account, read what the provider wrote to you, and have the block lifted.",
)
ENVELOPE: tuple[Phase, ...] = ("mail", "rcpt", "data", "content")


@dataclass(frozen=True, slots=True)
class Known:
    """One frequent reply. `wait`: seconds after which going on makes sense; None: the owner must act first."""

    told_by: re.Pattern[str]
    says: str
    do: str
    wait: float | None = None
    phases: tuple[Phase, ...] = ENVELOPE


def _known(words: str, says: str, do: str, wait: float | None = None, phases: tuple[Phase, ...] = ENVELOPE) -> Known:
    return Known(re.compile(words, re.IGNORECASE), says, do, wait, phases)


def look_up(table: tuple[Known, ...], reply: str, phase: Phase | None = None) -> Known | None:
    """The first of a table that a reply fits, at a phase where one is given."""
    return next((k for k in table if (phase is None or phase in k.phases) and k.told_by.search(reply)), None)


LOGIN: tuple[Known, ...] = (
    _known(
        r"^The token command failed|refused the access token",
        "The mail account could not be logged in to by access token.",
        "Run the command of smtp.token_command in a terminal, log in where it asks you to, and try again.",
    ),
    _known(
        r"no login by access token",
        "The mail server takes no access tokens here.",
        "Empty smtp.token_command and set smtp.password, or check smtp.host and smtp.port.",
    ),
    _known(
        r"application-specific password|app(-specific)? password|5\.7\.9\b",
        "The mail account wants an app password, not the one you log in with.",
        "Make an app password in your mail account's security settings, and set it: shopkeep account set smtp.password",
    ),
    _known(
        r"5\.7\.139|5\.7\.30\b|5\.7\.57\b|smtpclientauth|basic authentication is (disabled|not supported)",
        "Your provider no longer lets programs log in to this account by password.",
        "Ask your provider to allow SMTP AUTH for this account, or use a sending service with an SMTP key.",
    ),
    _known(
        r"^454 |too many (bad |failed )?(login|auth)",
        "The mail server says there were too many logins.",
        "Wait a quarter of an hour; use fewer connections (smtp.connections).",
        15 * MINUTE,
    ),
    _known(
        r"^534 |log in (via|with) your web browser|webloginrequired",
        "The mail account wants you to log in in a browser or to use an app password.",
        "Log in to the account in a browser, then make an app password there and set smtp.password.",
    ),
    _known(
        r"account .*(suspended|blocked|disabled|locked)|credits expired|5\.1\.8\b",
        *BLOCKED,
    ),
    _known(
        r"^535 |5\.7\.8\b|authentication (failed|unsuccessful)|(bad|invalid) (credentials|login)|incorrect "
        r"authentication",
        "The mail server did not accept the user name or the password.",
        "Check smtp.user, and set the password again. Many accounts (Gmail, iCloud, Yahoo, Fastmail, Zoho) "
        "want an app password.",
    ),
    _known(
        r"no login by password",
        "The mail server offers no login by password here.",
        "Check smtp.port and smtp.security: most use 465 with tls, or 587 with starttls.",
    ),
)
"""At the login."""

ACCOUNT: tuple[Known, ...] = (
    _known(
        r"max (emails|defers and failures) per hour|per.?hour.*(limit|exceed)|hourly (sending )?(limit|quota)",
        "Your web host lets this domain send no more this hour.",
        "Go on in an hour, and set limits.per_hour to what your host allows.",
        HOUR,
    ),
    _known(
        r"5\.4\.5\b|daily (user |relay |smtp )?(sending|message)? ?(quota|limit)|24.?hour.*(quota|limit)|5\.7\.233"
        r"|submission ?quota|sending (limit|quota) (was |has been )?(exceeded|reached)|peak smtp relay limit"
        r"|exceeded .*(sending|relay) limit|reached a limit for sending mail",
        "The mail account has reached what it may send in a day.",
        "Go on tomorrow, or set limits.per_day to what your provider allows.",
        4 * HOUR,
    ),
    _known(
        r"sender throttled due to continuous",
        "The mail account is held back after too many refusals in a row.",
        "Log in to the account and look what was refused: a full mailbox, an address it may not send from, or many "
        "addresses that do not exist. Go on in an hour.",
        HOUR,
    ),
    _known(
        r"maximum sending rate|throttl|too many messages|(sending |message )rate (limit|exceed)|4\.7\.28"
        r"|try again later.*\brate\b|unusual rate",
        "The mail server asks to send more slowly.",
        "shopkeep waits; set limits.per_minute to what your provider allows.",
        MINUTE,
    ),
    _known(
        r"^432 |too many (concurrent )?(connections|sessions)|4\.7\.0.*connections|concurrent connections limit",
        "The mail server wants fewer connections at once.",
        "Set smtp.connections to 1.",
        MINUTE,
    ),
    _known(
        r"starttls (command )?first|encryption required|tls (is )?required(?! for)",
        "The mail server takes mails only over an encrypted line.",
        "Set smtp.security to tls with smtp.port 465, or to starttls with smtp.port 587.",
    ),
    _known(
        r"sender verify failed|sender verification|verification failed for|(callback|callout).*fail"
        r"|sender address rejected: (domain not found|undeliverable|unverified)|4\.1\.8\b.*not found",
        "The mail server finds that your from address takes no mails.",
        "Check mail.from. The address must exist, and its domain must have a mail server: shopkeep account dns",
        MINUTE,
    ),
    _known(
        r"unusual sending activity|5\.1\.8\b|sender address blocked|5\.7\.(50[0-9]|70[58])|outboundspam"
        r"|(your|sender'?s?) account (is |has been )?(temporarily )?(suspended|blocked|disabled|locked)"
        r"|sending (is |has been )?(disabled|paused|blocked|suspended)",
        *BLOCKED,
    ),
    # At RCPT it may be the customer's account that is meant.
    _known(
        r"account (is |has been )?(temporarily )?(suspended|blocked|disabled|locked)",
        *BLOCKED,
        phases=("mail", "data", "content"),
    ),
    _known(
        r"5\.7\.60|sendasdenied|not owned by user|not allowed to send (as|from)|sender .*(mismatch|not "
        r"allowed|denied|rejected: not)|from address.*(not|verified)|email address is not verified"
        r"|unauthori[sz]ed sender|not one of your addresses|not authori[sz]ed to send from|relaying disallowed as"
        r"|not allowed to relay emails"
        r"|domain is not verified|sender identity",
        "The mail account may not send from this address.",
        "Set mail.from to an address of this account, or have the address confirmed by your provider.",
    ),
    _known(
        r"helo command rejected|(helo|ehlo) .*(invalid|rejected)|client host rejected|client host .*blocked using"
        r"|your (ip|host) .*(black|block)list",
        "The mail server takes no mails straight from your internet connection.",
        "Use the server of your mail account and log in: smtp.user, and smtp.port 465 or 587, never 25.",
    ),
    _known(
        r"^530 |authentication (is )?required|must (log ?in|authenticate)|relay(ing)? (access )?(denied|not)"
        r"|mail relay denied|credentials for relay|smtp auth(entication)? (is )?required|turn on smtp auth",
        "The mail server sends nothing on without a login.",
        "Set smtp.user and smtp.password.",
    ),
)
"""About the account, whichever message it is said to: the run waits or stops."""

NO_DOMAIN = _known(
    r"[45]\.1\.(2|10)\b|domain (not found|does not exist)|host or domain name not found|unrouteable address"
    r"|no such domain|all relevant mx",
    "The domain of this address takes no mails; perhaps it is misspelt.",
    "Look at the part after the @, and correct the address.",
)
NOBODY = _known(
    r"5\.1\.(1|3|6)\b|no such (user|recipient|mailbox|person|account)|(user|recipient|account|mailbox|address)( \S+)? "
    r"(is )?(unknown|not found|doesn'?t|does not|unavailable)|unknown (user|recipient|local)|no mailbox"
    r"|does ?n[o']t exist|(invalid|bad) (recipient|mailbox|address|user)|not a valid (user|mailbox|address)"
    r"|user not local|no user"
    r"|recipient address rejected: (user|undeliverable|unknown|no such)",
    "There is no such mailbox.",
    "Ask the customer for the right address.",
)

MESSAGE: tuple[Known, ...] = (
    _known(
        r"gr[ae]y-?list|postgrey|4\.2\.0\b.*(later|again)|come back (later|in)",
        "The other server takes mails from strangers only at a second try.",
        "Nothing: shopkeep tries again by itself.",
    ),
    _known(
        r"receiving mail (too quickly|at a rate)|5\.2\.12[12]|4\.3\.2 .*storedrv|user is receiving",
        "This customer's mailbox takes no more mails for the moment.",
        "Nothing: shopkeep tries again by itself.",
    ),
    _known(
        r"[45]\.2\.2\b|over ?quota|out of storage|quota exceeded|mailbox (is )?full|insufficient storage|"
        r"mailbox size limit",
        "This customer's mailbox is full.",
        "Nothing now. A mailbox that stays full is often one that nobody reads any more.",
    ),
    _known(
        r"[45]\.2\.1\b|(account|mailbox|user).{0,30}(disabled|inactive|suspended|not active|discontinued)",
        "This customer's mailbox has been closed or is not used any more.",
        "Ask for another address when they order again.",
    ),
    NO_DOMAIN,
    NOBODY,
    _known(
        r"dmarc|5\.7\.(26|27|30|515)\b|unauthenticated|\bspf\b|\bdkim\b|authentication level"
        r"|5\.7\.9\b|sender authentication",
        "The customer's provider refuses the mail, because your domain does not vouch for it.",
        "See what is missing (SPF, DKIM, DMARC): shopkeep account dns",
    ),
    _known(
        r"4\.7\.0 \[?tss|\[ts0\d\]|unexpected volume|user complaints|temporarily deferred|4\.7\.(500|650|651)",
        "The customer's provider finds that many mails come from your server just now, or that people complain.",
        "shopkeep tries again later. Send fewer a day, and first to those who know you best.",
    ),
    _known(
        r"spamhaus|barracuda|spamcop|sorbs|uceprotect|invaluement|proofpoint|black ?list|block ?list|dnsbl|\brbl\b"
        r"|blocked using|listed (at|in|by|on)|s31[45]0|5\.7\.(1 .*block|606)|banned"
        r"|poor reputation|low reputation|hm0\d",
        "The server that you send through stands on a list of senders of spam.",
        "Show your mail provider this reply: it is about their server, and they can have it taken off.",
    ),
    _known(
        r"5\.7\.25\b|\bptr\b|reverse (dns|lookup|hostname)|cannot find your (reverse )?hostname",
        "The server that you send through has no proper name in DNS, and so it is not trusted.",
        "Show your mail provider this reply: they can give their server its name.",
    ),
    _known(
        r"5\.3\.4\b|message (size|too (large|big))|too large|size (limit|exceeds)|exceeds .*size",
        "The mail is larger than the server takes.",
        "Make the mail smaller: fewer or smaller pictures.",
    ),
    _known(
        r"5\.6\.\d|bare (lf|newline|line)|5322|5\.7\.(1 .*header|12)\b|message-id|malformed",
        "The server finds something wrong with how the mail is built.",
        "That should never be. Please report it, with this reply.",
    ),
    _known(
        r"5\.7\.(12[0-9]|13[0-9])\b|restricttopermitted|not authori[sz]ed to (deliver|send)|only accepts?"
        r"|policy restrict|gcdp|administrative prohibition|prohibited",
        "This mailbox takes mails only from people it knows.",
        "Ask the customer for another address.",
    ),
    _known(
        r"spam|unsolicited|junk|content (rejected|filter)|virus|phish|suspicious|policy|5\.7\.1\b|5\.7\.0\b",
        "The server takes the mail for spam, or its rules forbid it.",
        "Send yourself a test, look at the words and links of the mail, and see shopkeep account dns.",
    ),
    _known(
        r"4\.4\.\d|timed? ?out|connection (refused|dropped|timed)|temporar|try (again )?later|[45]\.3\.[012]\b|busy"
        r"|insufficient system|internal error|resources",
        "The server has trouble of its own just now.",
        "Nothing: shopkeep tries again by itself.",
    ),
)
"""About one message, its address or the server at the other end; the run goes on."""

SENT_FOLDER = "the sent folder of your mail account"
"""Where to look for a mail of unknown outcome that went to a real server."""
OURS: tuple[Known, ...] = (
    _known(
        r"^No answer after the mail was handed over|^The program ended before",
        "It is not known whether this mail arrived: the line broke before the server could say.",
        f"Look in {SENT_FOLDER} for its Message-ID. Then say that it arrived, or send it again.",
    ),
    _known(
        r"^It was begun already",
        "The journal beside the shop file says that this mail had begun to go out before; the shop file was put back "
        "from an older backup, so what became of it is not known.",
        f"Look in {SENT_FOLDER}. Then say that it arrived, or send it again.",
    ),
    _known(
        r"^Not begun: ",
        "The disk could not take what has to be on record before a mail goes out, so it did not.",
        "Make room on the disk, then go on.",
    ),
    _known(
        r"^(The server hung up|No answer came in time|The answer was none|The server answered)",
        "The line to your mail server broke before the mail was handed over, so it did not go out.",
        "Nothing: shopkeep tries again by itself.",
    ),
)
"""What shopkeep itself writes where a server's reply would stand."""
