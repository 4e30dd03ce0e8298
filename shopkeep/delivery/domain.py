"""What the owner's domain says of who may send in its name: SPF, DKIM and DMARC, asked of DNS when the owner asks.

RFC 7208 (SPF), RFC 6376 (DKIM), RFC 7489 (DMARC). Nothing else is ever asked of DNS.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

import dns.exception
import dns.name
import dns.rdatatype
import dns.resolver

from shopkeep.core.records.upkeep import Check
from shopkeep.delivery.dkim_signing import Signing
from shopkeep.errors import MailProblem

SELECTORS = (
    *("google", "selector1", "selector2", "default", "dkim", "mail", "s1", "s2", "k1", "k2", "k3", "fm1", "fm2", "fm3"),
    *("zoho", "zmail", "sig1", "protonmail", "pm", "smtp", "key1", "mx", "20161025", "brevo", "mailjet", "krs"),
)
"""Names under which providers keep a domain's DKIM keys; DNS gives no list of them."""
SENDERS = {
    "gmail.com": ("_spf.google.com",),
    "google.com": ("_spf.google.com",),
    "office365.com": ("spf.protection.outlook.com",),
    "outlook.com": ("spf.protection.outlook.com",),
    "zoho.com": ("zoho.com", "zohomail.com"),
    "zoho.eu": ("zoho.eu", "zohomail.eu"),
    "fastmail.com": ("spf.messagingengine.com",),
    "messagingengine.com": ("spf.messagingengine.com",),
    "mail.me.com": ("icloud.com",),
    "amazonaws.com": ("amazonses.com",),
    "sendgrid.net": ("sendgrid.net",),
    "mailgun.org": ("mailgun.org",),
    "postmarkapp.com": ("spf.mtasv.net",),
    "brevo.com": ("spf.brevo.com", "sendinblue.com"),
    "mailjet.com": ("spf.mailjet.com",),
}
"""How a mail server's name ends, and what the SPF of a domain that sends through it includes."""
_MICROSOFT, _APPLE, _GMX = ("outlook.com", "office365.com"), ("mail.me.com",), ("gmx.net", "gmx.com", "web.de")
FREE = {
    "gmail.com": ("gmail.com",),
    "googlemail.com": ("gmail.com", "googlemail.com"),
    **dict.fromkeys(("outlook.com", "hotmail.com", "live.com", "msn.com"), _MICROSOFT),
    **dict.fromkeys(("icloud.com", "me.com", "mac.com"), _APPLE),
    **dict.fromkeys(("gmx.de", "gmx.net", "gmx.at", "gmx.ch", "web.de"), _GMX),
    **{name: (name,) for name in ("yahoo.com", "aol.com", "t-online.de", "orange.fr", "free.fr", "mail.ru")},
    "proton.me": ("protonmail.ch", "proton.me"),
}
"""Domains of everybody, and how the names of their own servers end: only those may send in their name."""
LOOKUPS = 10
"""So many look-ups an SPF may cost (RFC 7208 4.6.4)."""
SECONDS = 6.0

Resolver = dns.resolver.Resolver


def resolver() -> Resolver:
    """A resolver with this machine's own name servers. Raises MailProblem where it has none."""
    try:
        found = dns.resolver.Resolver()
    except (dns.exception.DNSException, OSError) as error:
        raise _unreachable(error) from error
    found.lifetime = SECONDS
    return found


def check(
    domain: str, server: str, selectors: Sequence[str], ask: Resolver, signing: Signing | None = None
) -> list[Check]:
    """What a domain's records say, and what is missing, each in a sentence.

    `server`: the mail server that is sent through. `selectors`: names of DKIM keys to look under, those that
    providers use where none is given. `signing`: the owner's own key, whose other half DNS must have. Raises
    MailProblem where nothing could be asked: then nothing is said of the domain.
    """
    if domain in FREE:
        return [_of_everybody(domain, server)]
    if not _exists(ask, domain):
        do = "Check mail.from. A new domain takes up to a day."
        return [Check("domain", "fail", f"There is no domain {domain}, so nobody takes mails from it.", do)]
    questions: dict[str, Callable[[], Check]] = {
        "MX": lambda: _receives(ask, domain),
        "SPF": lambda: _spf(ask, domain, server),
        "DKIM": lambda: _own_key(ask, domain, signing) if signing else _dkim(ask, domain, selectors),
        "DMARC": lambda: _dmarc(ask, domain),
    }
    return _answers(domain, questions)


def _answers(domain: str, questions: Mapping[str, Callable[[], Check]]) -> list[Check]:
    """The answer to each question; of one that was not answered, that it was not. Raises MailProblem where none was."""
    found, silent = [], []
    for name, question in questions.items():
        try:
            found.append(question())
        except MailProblem as problem:
            silent.append(problem)
            says = f"The {name} of {domain} could not be asked about: the name server did not answer this question."
            found.append(Check(name, "warn", says, "It says nothing of your domain. Try again later."))
    if len(silent) == len(questions):
        raise silent[0]
    return found


def _of_everybody(domain: str, server: str) -> Check:
    if server.endswith(FREE[domain]):
        return Check("domain", "ok", f"{domain} sends its own mails; there is nothing to set up. It allows few a day.")
    return Check(
        "domain",
        "fail",
        f"Mails from {domain} are only taken from its own servers, and {server or 'no server'} is none of them.",
        "Send from an address of a domain of your own, or through that provider's server.",
    )


def _texts(ask: Resolver, name: str) -> list[str]:
    return [b"".join(one.strings).decode("utf-8", "replace") for one in _look_up(ask, name, "TXT")]


def _look_up(ask: Resolver, name: str, kind: str) -> list:
    try:
        return list(ask.resolve(name, kind, search=False))
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer, dns.name.LabelTooLong, dns.name.EmptyLabel):
        return []
    except (dns.exception.DNSException, OSError) as error:
        raise _unreachable(error) from error


def _unreachable(error: Exception) -> MailProblem:
    return _not_asked(f"No name server answered: {str(error)[:200] or type(error).__name__}")


def _not_asked(why: str) -> MailProblem:
    title = "Nobody could be asked, so nothing is said of your domain."
    return MailProblem(title, why, "Check your connection to the internet and try again.")


def _exists(ask: Resolver, domain: str) -> bool:
    """Whether there is such a domain. Raises MailProblem where nobody who knows could be asked."""
    try:
        found = ask.resolve(domain, "SOA", search=False, raise_on_no_answer=False)
    except dns.resolver.NXDOMAIN:
        found = None
    except (dns.exception.DNSException, OSError) as error:
        raise _unreachable(error) from error
    if (found is None or found.rrset is None) and not _knows_the_world(ask):
        raise _not_asked("The name server that answered knows of no domain at all, as without a connection.")
    return found is not None


def _knows_the_world(ask: Resolver) -> bool:
    """Whether a name server tells of what is always there. Without a connection a router or this machine often says
    of every name that there is none, or nothing of it."""
    for name in (".", "com."):
        try:
            if ask.resolve(name, "NS", search=False, raise_on_no_answer=False).rrset is not None:
                return True
        except (dns.exception.DNSException, OSError):
            continue
    return False


def _receives(ask: Resolver, domain: str) -> Check:
    found = _look_up(ask, domain, "MX")
    if found and any(str(one.exchange) != "." for one in found):
        return Check("MX", "ok", f"{domain} takes mails, so answers and bounces reach you.")
    if not found and _look_up(ask, domain, "A"):
        return Check("MX", "warn", f"{domain} names no server that takes its mails.", "Add an MX record.")
    says = f"{domain} takes no mails: answers and bounces get lost, and some servers refuse yours."
    return Check("MX", "fail", says, "Add an MX record, as your mail provider says.")


def _spf(ask: Resolver, domain: str, server: str) -> Check:
    found = [one for one in _texts(ask, domain) if re.match(r"v=spf1(\s|$)", one, re.IGNORECASE)]
    wanted = next((names for ending, names in SENDERS.items() if server.endswith(ending)), ())
    include = f"include:{wanted[0]}" if wanted else "what your mail provider says"
    if not found:
        says = f"{domain} does not say which servers may send for it (SPF), so many mails land in spam."
        return Check("SPF", "fail", says, f"Add a TXT record at {domain}: v=spf1 {include} ~all")
    if len(found) > 1:
        says = f"{domain} says twice which servers may send for it (SPF), and then neither counts."
        return Check("SPF", "fail", says, "Make one TXT record of both.")
    said = found[0].lower()
    cost = _cost(ask, said, set())
    if cost > LOOKUPS:
        says = f"The SPF of {domain} takes more than {LOOKUPS} look-ups, and then it does not count."
        return Check("SPF", "fail", says, "Take out services that you no longer send with.")
    if re.search(r"(^|\s)\+?all(\s|$)", said):
        return Check("SPF", "warn", f"The SPF of {domain} allows everybody to send for it.", "End it with ~all.")
    if wanted and not any(name in said for name in wanted):
        says = f"The SPF of {domain} does not name the server you send through, {server}."
        return Check("SPF", "fail", says, f"Add {include} to it, before its end.")
    sure = "" if wanted else f" It says: {found[0][:120]}. Your provider tells what should stand there."
    return Check("SPF", "ok", f"{domain} says which servers may send for it (SPF).{sure}")


def _cost(ask: Resolver, said: str, seen: set[str]) -> int:
    """How many look-ups an SPF costs, those it includes counted; stops beyond the limit."""
    cost = 0
    for term in said.split()[1:40]:
        name = re.match(r"[+?~-]?(include:|redirect=)(\S{1,253})", term)
        if name and name[2] not in seen:
            seen.add(name[2])
            inner = next((one for one in _texts(ask, name[2]) if one.lower().startswith("v=spf1")), "")
            cost += 1 + _cost(ask, inner.lower(), seen)
        elif re.match(r"[+?~-]?(a|mx|ptr|exists)([:/]|$)", term):
            cost += 1
        if cost > LOOKUPS:
            break
    return cost


def _dkim(ask: Resolver, domain: str, selectors: Sequence[str]) -> Check:
    named = list(selectors)
    for selector in named or SELECTORS:
        for said in _texts(ask, f"{selector}._domainkey.{domain}"):
            tags = _tags(said)
            if "p" in tags and not tags["p"]:
                says = f"The DKIM key {selector} of {domain} was withdrawn, so its signatures do not count."
                return Check("DKIM", "fail", says, "Make a new key at your mail provider.")
            if tags.get("p"):
                return Check("DKIM", "ok", f"{domain} has a key to sign its mails with (DKIM, {selector}).")
    if named:
        says = f"{domain} has no DKIM key under {', '.join(named)}."
        return Check("DKIM", "fail", says, "Switch DKIM on at your mail provider, and add the record it shows.")
    return Check(
        "DKIM",
        "warn",
        f"No key to sign the mails of {domain} with (DKIM) was found under the names that providers use.",
        "Switch DKIM on at your mail provider. If it is on, name its selector: shopkeep account dns --selector NAME",
    )


def _own_key(ask: Resolver, domain: str, signing: Signing) -> Check:
    """Whether DNS has the other half of the key that shopkeep signs with."""
    name = f"{signing.selector}._domainkey.{signing.domain}"
    found = [_tags(said) for said in _texts(ask, name)]
    add = f"Add a TXT record at {name}: {signing.record}"
    if not any("p" in tags for tags in found):
        return Check("DKIM", "fail", f"You sign your mails (DKIM), but {name} has no key to check them by.", add)
    if not any("".join(tags.get("p", "").split()) == signing.public for tags in found):
        says = f"The key at {name} is not the one you sign with (DKIM), so your signatures count as forged."
        return Check("DKIM", "fail", says, add)
    if domain != signing.domain and not domain.endswith(f".{signing.domain}"):
        says = f"You sign for {signing.domain} (DKIM), and your mails come from {domain}: that vouches for nothing."
        return Check("DKIM", "warn", says, "Set mail.dkim_domain to nothing, and add the record it then needs.")
    return Check("DKIM", "ok", f"DNS has the key that you sign your mails with (DKIM, {signing.selector}).")


def _dmarc(ask: Resolver, domain: str) -> Check:
    labels = domain.split(".")
    for parent in (".".join(labels[at:]) for at in range(max(1, len(labels) - 1))):
        found = [one for one in _texts(ask, f"_dmarc.{parent}") if one.lower().startswith("v=dmarc1")]
        if len(found) > 1:
            says = f"{parent} says twice what to do with forged mails (DMARC), and then neither counts."
            return Check("DMARC", "fail", says, "Keep one of the two records.")
        if found:
            policy = _tags(found[0]).get("p", "").lower()
            if policy not in ("none", "quarantine", "reject"):
                says = f"The DMARC of {parent} says no policy that is known."
                return Check("DMARC", "fail", says, "Write p=none, p=quarantine or p=reject in it.")
            return Check("DMARC", "ok", f"{parent} says what to do with forged mails (DMARC, {policy}).")
    says = f"{domain} does not say what to do with forged mails (DMARC). Gmail, Yahoo and Outlook ask for it."
    return Check("DMARC", "fail", says, f"Add a TXT record at _dmarc.{domain}: v=DMARC1; p=none")


def _tags(said: str) -> dict[str, str]:
    """The tags of `v=DKIM1; k=rsa; p=...`."""
    pairs = (part.partition("=") for part in said.split(";"))
    return {name.strip().lower(): value.strip() for name, _, value in pairs if name.strip()}
