"""What frequent providers say, in their own words, and what the owner is told of it."""

# ruff: noqa: E501
from __future__ import annotations

import pytest

from shopkeep.delivery.replies import explain, judge, unreachable
from shopkeep.delivery.smtp import Refused

# provider, reply, words of what it means, words of what to do, seconds until going on makes sense (None: act first)
LOGINS = [
    ("Gmail", "535 5.7.8 Username and Password not accepted. For more information, go to https://support.google.com",
     "user name or the password", "app password", None),
    ("Gmail", "534 5.7.9 Application-specific password required. Learn more at https://support.google.com",
     "wants an app password", "smtp.password", None),
    ("Gmail", "534 5.7.14 Please log in via your web browser and then try again.", "in a browser", "app password", None),
    ("Gmail", "454 4.7.0 Too many login attempts, please try again later.", "too many logins", "quarter", 900),
    ("Gmail", "454 4.7.0 Cannot authenticate due to temporary system problem. Try again later.", "too many", "", 900),
    ("Microsoft 365", "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.",
     "no longer lets programs", "SMTP AUTH", None),
    ("Microsoft 365", "535 5.7.3 Authentication unsuccessful [AM0PR01CA0001.eurprd01.prod.exchangelabs.com]",
     "user name or the password", "app password", None),
    ("Outlook.com", "535 5.7.139 Authentication unsuccessful, basic authentication is disabled.", "no longer", "", None),
    ("Microsoft 365", "550 5.7.30 Basic authentication is not supported for Client Submission.", "no longer", "", None),
    ("Yahoo", "535 5.7.0 (#AUTH005) Too many bad auth attempts.", "too many logins", "", 900),
    ("Yahoo", "535 5.7.0 (#MBR1212) Incorrect username or password. authentication failed", "user name", "app", None),
    ("Zoho", "535 Authentication Failed", "user name or the password", "Zoho", None),
    ("Zoho", "554 5.1.8 Sender Address Blocked", "blocked this account", "lifted", None),
    ("iCloud", "535 5.7.8 Error: authentication failed: UGFzc3dvcmQ6", "user name or the password", "iCloud", None),
    ("Fastmail", "535 5.7.8 Incorrect username or password (use an app password)", "wants an app password", "", None),
    ("Amazon SES", "535 Authentication Credentials Invalid", "user name or the password", "", None),
    ("cPanel", "535 Incorrect authentication data", "user name or the password", "smtp.user", None),
]  # fmt: skip

# provider, phase, reply, words of what it means, words of what to do, seconds
ACCOUNTS = [
    ("Gmail", "mail", "550 5.4.5 Daily user sending limit exceeded. For more information on Gmail sending limits",
     "in a day", "tomorrow", 4 * 3600),
    ("Gmail", "content", "550 5.4.5 Daily SMTP relay sending quota exceeded", "in a day", "limits.per_day", 4 * 3600),
    ("Gmail", "mail", "421 4.7.0 Our system has detected an unusual rate of unsolicited mail originating from your IP",
     "more slowly", "limits.per_minute", 60),
    ("Gmail", "mail", "530 5.7.0 Must issue a STARTTLS command first. x - gsmtp", "encrypted", "smtp.security", None),
    ("Gmail", "mail", "530 5.7.0 Authentication Required. For more information, go to", "login", "smtp.user", None),
    ("Microsoft 365", "mail", "432 4.3.2 Concurrent connections limit exceeded. Visit https://aka.ms/concurrent_sending",
     "fewer connections", "smtp.connections", 60),
    ("Microsoft 365", "content", "550 5.7.60 SMTP; Client does not have permissions to send as this sender",
     "may not send from", "mail.from", None),
    ("Microsoft 365", "content", "554 5.2.252 SendAsDenied; shop@example.com not allowed to send as info@example.org",
     "may not send from", "mail.from", None),
    ("Microsoft 365", "content", "550 5.2.255 Sender throttled due to continuous invalid recipients errors.",
     "refusals in a row", "hour", 3600),
    ("Microsoft 365", "content", "550 5.7.233 Your message can't be sent because your tenant exceeded its daily limit",
     "in a day", "", 4 * 3600),
    ("Microsoft 365", "content", "554 5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException; Failed",
     "in a day", "", 4 * 3600),
    ("Microsoft 365", "content", "550 5.1.8 Access denied, bad outbound sender AS(42004)", "blocked", "lifted", None),
    ("Microsoft 365", "mail", "550 5.7.708 Service unavailable. Access denied, traffic not accepted from this IP",
     "blocked", "", None),
    ("Yahoo", "mail", "553 5.7.1 Sender address rejected: not owned by user", "may not send from", "mail.from", None),
    ("Yahoo", "content", "554 5.7.1 Sending limit exceeded for this account", "in a day", "", 4 * 3600),
    ("Zoho", "mail", "550 5.4.6 Unusual sending activity detected. Please try after sometime.", "blocked", "", None),
    ("Zoho", "mail", "553 Relaying disallowed as hello@example.com", "may not send from", "mail.from", None),
    ("Zoho", "mail", "553 Sender is not allowed to relay emails", "may not send from", "", None),
    ("Fastmail", "content", "551 5.7.1 Not authorised to send from this header address", "may not send", "", None),
    ("iCloud", "content", "550 5.7.0 From address is not one of your addresses", "may not send from", "", None),
    ("Amazon SES", "mail", "454 Throttling failure: Maximum sending rate exceeded.", "more slowly", "", 60),
    ("Amazon SES", "mail", "454 Throttling failure: Daily message quota exceeded.", "in a day", "", 4 * 3600),
    ("Amazon SES", "content", "554 Message rejected: Email address is not verified. The following identities failed",
     "may not send from", "confirmed", None),
    ("Amazon SES", "content", "554 Message rejected: Sending paused for this account.", "blocked", "", None),
    ("cPanel", "content", "550 Domain example.com has exceeded the max emails per hour (51/50 (102%)) allowed.",
     "this hour", "limits.per_hour", 3600),
    ("cPanel", "content", "550 Domain example.com has exceeded the max defers and failures per hour (5/5 (100%)) allowed",
     "this hour", "", 3600),
    ("Exim", "rcpt", "550 Please turn on SMTP Authentication in your mail client. (shop) [192.0.2.7]:50000 is not",
     "login", "smtp.user", None),
    ("Exim", "rcpt", "550 Verification failed for <hello@example.com> No Such User Here Sender verify failed",
     "takes no mails", "mail.from", 60),
    ("Postfix", "rcpt", "554 5.7.1 <ines@example.com>: Relay access denied", "login", "smtp.user", None),
    ("Postfix", "rcpt", "450 4.1.8 <hello@example.com>: Sender address rejected: Domain not found", "takes no mails",
     "account dns", 60),
    ("Postfix", "mail", "553 5.7.1 <a@example.com>: Sender address rejected: not owned by user b@example.com",
     "may not send from", "", None),
    ("Postfix", "rcpt", "554 5.7.1 Service unavailable; Client host [192.0.2.7] blocked using zen.spamhaus.org",
     "your internet connection", "465 or 587", None),
]  # fmt: skip

# provider, phase, reply, state, never written to again, words of what it means, words of what to do
MESSAGES = [
    ("Gmail", "rcpt", "550 5.1.1 The email account that you tried to reach does not exist.", "failed", True,
     "no such mailbox", "right address"),
    ("Gmail", "rcpt", "452 4.2.2 The recipient's inbox is out of storage space.", "deferred", False, "full", "Nothing"),
    ("Gmail", "rcpt", "552 5.2.2 The email account that you tried to reach is over quota.", "failed", False, "full", ""),
    ("Gmail", "rcpt", "550 5.2.1 The email account that you tried to reach is inactive.", "failed", False, "closed", ""),
    ("Gmail", "rcpt", "450 4.2.1 The user you are trying to contact is receiving mail at a rate that prevents additional",
     "deferred", False, "for the moment", "tries again"),
    ("Gmail", "content", "550 5.7.26 This mail has been blocked because the sender is unauthenticated. Gmail requires all",
     "failed", False, "does not vouch", "account dns"),
    ("Gmail", "content", "550 5.7.26 Unauthenticated email from example.com is not accepted due to domain's DMARC policy.",
     "failed", False, "does not vouch", "account dns"),
    ("Gmail", "content", "550 5.7.25 The IP address sending this message does not have a PTR record setup", "failed",
     False, "no proper name", "mail provider"),
    ("Gmail", "content", "550 5.7.1 Our system has detected that this message is likely unsolicited mail.", "failed",
     False, "spam", "test"),
    ("Gmail", "content", "552 5.3.4 Your message exceeded Google's message size limits.", "failed", False, "larger", ""),
    ("Outlook.com", "content", "550 5.7.515 Access denied, sending domain example.com does not meet the required "
     "authentication level.", "failed", False, "does not vouch", "account dns"),
    ("Outlook.com", "rcpt", "550 5.5.0 Requested action not taken: mailbox unavailable (S2017062302).", "failed", False,
     "no such mailbox", ""),
    ("Outlook.com", "content", "550 5.7.1 Unfortunately, messages from [192.0.2.7] weren't sent. Please contact your "
     "Internet service provider since part of their network is on our block list (S3150).", "failed", False,
     "list of senders of spam", "taken off"),
    ("Microsoft 365", "rcpt", "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup",
     "failed", True, "domain of this address", ""),
    ("Microsoft 365", "content", "550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; authentication required for",
     "failed", False, "people it knows", ""),
    ("Yahoo", "rcpt", "421 4.7.0 [TSS04] Messages from 192.0.2.7 temporarily deferred due to unexpected volume or user "
     "complaints - 4.16.55.1", "deferred", False, "many mails", "fewer a day"),
    ("Yahoo", "content", "554 5.7.9 Message not accepted for policy reasons. See https://senders.yahooinc.com/",
     "failed", False, "does not vouch", "account dns"),
    ("Yahoo", "rcpt", "552 1 Requested mail action aborted, mailbox not found", "failed", True, "no such mailbox", ""),
    ("Yahoo", "rcpt", "554 delivery error: dd This user doesn't have a yahoo.com account (ines@example.com) [0]",
     "failed", True, "no such mailbox", ""),
    ("Zoho", "rcpt", "550 5.1.1 <ines@example.com> User unknown", "failed", True, "no such mailbox", ""),
    ("Zoho", "content", "550 5.7.1 Email rejected per DMARC policy for example.com", "failed", False, "vouch", "dns"),
    ("iCloud", "rcpt", "550 5.1.1 <ines@example.com>: inactive email address", "failed", True, "", ""),
    ("iCloud", "content", "554 5.7.1 [HM08] Message rejected due to local policy. Please visit", "failed", False,
     "list of senders", ""),
    ("Postfix", "rcpt", "450 4.2.0 <ines@example.com>: Recipient address rejected: Greylisted, see http://postgrey",
     "deferred", False, "second try", "tries again"),
    ("Postfix", "rcpt", "450 4.1.2 <ines@exmaple.com>: Recipient address rejected: Domain not found", "deferred", False,
     "misspelt", "correct"),
    ("Postfix", "rcpt", "550 5.1.1 <ines@example.com>: Recipient address rejected: User unknown in virtual mailbox table",
     "failed", True, "no such mailbox", ""),
    ("Postfix", "content", "552 5.3.4 Message size exceeds fixed limit", "failed", False, "larger", "smaller"),
    ("Postfix", "data", "451 4.3.0 Error: queue file write error", "deferred", False, "trouble of its own", "Nothing"),
    ("Exim", "rcpt", "550 No such recipient here", "failed", True, "no such mailbox", ""),
    ("Exim", "rcpt", "550 Unrouteable address", "failed", True, "misspelt", ""),
    ("Exim", "rcpt", "451 Temporary local problem - please try later", "deferred", False, "trouble of its own", ""),
    ("cPanel", "content", "550 This message was classified as SPAM and may not be delivered", "failed", False, "spam", ""),
    ("any", "rcpt", "550 Administrative prohibition", "failed", False, "people it knows", "another address"),
    ("any", "rcpt", "550 5.1.0 Address rejected for this sender", "failed", False, "refused this mail", ""),
    ("any", "rcpt", "550 Sender address not found", "failed", False, "", ""),
    ("any", "rcpt", "550 Access denied", "failed", False, "refused this mail", "Read"),
    ("any", "content", "554 5.6.0 Bare LF in message", "failed", False, "how the mail is built", "report"),
]  # fmt: skip


def refused(phase, reply: str) -> Refused:
    code, _, text = reply.partition(" ")
    return Refused(phase, int(code), text)


@pytest.mark.parametrize(("who", "reply", "says", "do", "wait"), LOGINS)
def test_a_refused_login_says_what_to_do(who, reply, says, do, wait) -> None:
    trouble = unreachable(refused("login", reply), "smtp.example.com")
    assert says in trouble.says
    assert do in trouble.do
    assert trouble.wait == wait


@pytest.mark.parametrize(
    ("host", "where"),
    [
        ("smtp.gmail.com", "myaccount.google.com/apppasswords"),
        ("smtp.mail.me.com", "account.apple.com"),
        ("smtp.mail.yahoo.com", "login.yahoo.com"),
        ("smtp.fastmail.com", "app.fastmail.com"),
        ("smtp.zoho.eu", "accounts.zoho.com"),
        ("email-smtp.eu-west-1.amazonaws.com", "SES console"),
    ],
)
def test_where_the_password_is_to_be_had_is_said(host: str, where: str) -> None:
    trouble = unreachable(refused("login", "535 5.7.8 Username and Password not accepted"), host)
    assert where in trouble.do
    assert where not in unreachable(refused("login", "454 4.7.0 later"), host).do


@pytest.mark.parametrize(("who", "phase", "reply", "says", "do", "wait"), ACCOUNTS)
def test_trouble_with_the_account_is_nobodys_bounce(who, phase, reply, says, do, wait) -> None:
    verdict = judge(refused(phase, reply))
    assert verdict.to in ("queued", "deferred")
    assert not verdict.suppress
    assert verdict.trouble is not None
    assert says in verdict.trouble.says
    assert do in verdict.trouble.do
    assert verdict.trouble.wait == wait


@pytest.mark.parametrize(("who", "phase", "reply", "state", "suppressed", "says", "do"), MESSAGES)
def test_a_reply_to_one_message_is_explained(who, phase, reply, state, suppressed, says, do) -> None:
    verdict = judge(refused(phase, reply))
    assert verdict.to == state
    assert bool(verdict.suppress) == suppressed
    meaning = explain(verdict.reply, state)
    assert meaning is not None
    assert says in meaning.says
    assert do in meaning.do


def test_what_was_given_up_is_not_tried_again() -> None:
    meaning = explain("Given up after three days: 450 4.2.0 Greylisted", "failed")
    assert meaning is not None
    assert "three days" in meaning.says
    assert "tries again" not in meaning.do


def test_there_is_nothing_to_explain_of_what_went_well_or_was_taken_back() -> None:
    assert explain("250 2.0.0 ok", "sent") is None
    assert explain("Not sent: left out by you", "cancelled") is None
    assert explain("", "queued") is None
    assert explain("You asked to send it again.", "queued") is None


def test_a_broken_line_is_explained_too() -> None:
    open_end = explain("No answer after the mail was handed over: the server hung up.", "unknown")
    assert open_end is not None
    assert "Message-ID" in open_end.do
    waits = explain("The server hung up.", "deferred")
    assert waits is not None
    assert "did not go out" in waits.says
