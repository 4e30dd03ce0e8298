"""What frequent mail providers want: a beginning for the owner's account, and never the last word.

Servers and ports are the providers' own; limits are what they publish or what is reported of them, taken
on the careful side. Providers change them without notice, so every figure is a setting.
"""

from __future__ import annotations

from shopkeep.core.records.accounts import Preset

ADDRESS = "your whole e-mail address"

PRESETS: tuple[Preset, ...] = (
    Preset(
        "gmail",
        "Gmail",
        "smtp.gmail.com",
        465,
        "tls",
        connections=2,
        per_day=500,
        imap_host="imap.gmail.com",
        user=ADDRESS,
        password="An app password: switch on 2-step verification, then make one at"
        " https://myaccount.google.com/apppasswords",
        note="500 mails in 24 hours. Mails must come from your Gmail address or one that Gmail has confirmed.",
    ),
    Preset(
        "google-workspace",
        "Google Workspace",
        "smtp.gmail.com",
        465,
        "tls",
        connections=2,
        per_day=2000,
        imap_host="imap.gmail.com",
        user=ADDRESS,
        password="An app password: switch on 2-step verification, then make one at"
        " https://myaccount.google.com/apppasswords. Your administrator may have to allow it.",
        note="2,000 mails in 24 hours; 500 during the trial.",
    ),
    Preset(
        "microsoft-365",
        "Microsoft 365",
        "smtp.office365.com",
        587,
        "starttls",
        connections=2,
        per_minute=30,
        per_day=10_000,
        imap_host="outlook.office365.com",
        user=ADDRESS,
        password="Your password, where your administrator has switched on authenticated SMTP for the mailbox; from"
        " the end of 2026 Microsoft switches it off unless they do. Else a token command (smtp.token_command).",
        note="30 mails a minute and 10,000 a day, over three connections at most.",
    ),
    Preset(
        "outlook",
        "Outlook.com",
        "smtp-mail.outlook.com",
        587,
        "starttls",
        connections=1,
        per_minute=30,
        per_day=300,
        imap_host="outlook.office365.com",
        user=ADDRESS,
        password="Outlook.com, Hotmail and Live take no password from programs any more: give a token command"
        " (smtp.token_command).",
        note="About 300 mails a day are reported for free accounts, far fewer for new ones: a slow start is wise.",
    ),
    Preset(
        "yahoo",
        "Yahoo Mail",
        "smtp.mail.yahoo.com",
        465,
        "tls",
        connections=1,
        per_day=500,
        imap_host="imap.mail.yahoo.com",
        user=ADDRESS,
        password="An app password, made at https://login.yahoo.com/account/security",
        note="500 mails a day.",
    ),
    Preset(
        "icloud",
        "iCloud Mail",
        "smtp.mail.me.com",
        587,
        "starttls",
        connections=1,
        per_day=1000,
        imap_host="imap.mail.me.com",
        user=ADDRESS,
        password="An app-specific password, made at https://account.apple.com under Sign-In and Security",
        note="1,000 mails a day, as Apple says.",
    ),
    Preset(
        "zoho",
        "Zoho Mail",
        "smtp.zoho.com",
        465,
        "tls",
        connections=1,
        per_hour=50,
        imap_host="imap.zoho.com",
        user=ADDRESS,
        password="An app password, made at https://accounts.zoho.com under Security",
        note="50 to 500 mails an hour, by your standing. With a domain of your own the server is smtppro.zoho.com;"
        " in Europe its names end with .eu. Zoho does not want newsletters sent through it.",
    ),
    Preset(
        "fastmail",
        "Fastmail",
        "smtp.fastmail.com",
        465,
        "tls",
        connections=2,
        per_day=1000,
        imap_host="imap.fastmail.com",
        user=ADDRESS,
        password="An app password, made at https://app.fastmail.com under Settings, Privacy and Security",
        note="The daily limit is that of your plan: see https://www.fastmail.com/help/account/limits.html",
    ),
    Preset(
        "amazon-ses",
        "Amazon SES",
        "email-smtp.REGION.amazonaws.com",
        465,
        "tls",
        connections=2,
        per_second=1,
        per_day=200,
        user="the SMTP user name that SES made, not your AWS key",
        password="The SMTP password that SES made with it, under SMTP settings in the SES console",
        note="1 a second and 200 a day is the sandbox; once you are let out of it, set the figures of your account."
        " Your domain must be verified there.",
    ),
    Preset(
        "shared-host",
        "Your web host",
        "mail.YOUR-DOMAIN",
        465,
        "tls",
        connections=1,
        per_hour=200,
        imap_host="mail.YOUR-DOMAIN",
        user=ADDRESS,
        password="The password of the mailbox, as set in the host's control panel",
        note="200 an hour is usual; hosts differ widely, so ask yours. Its pages call the server mail, smtp or by"
        " the host's own name.",
    ),
)


def find(name: str) -> Preset | None:
    """A preset by its name."""
    return next((one for one in PRESETS if one.name == name), None)


def of_host(host: str) -> Preset | None:
    """The provider that a mail server belongs to, where it is a known one."""
    if not host:
        return None
    if host.endswith(".amazonaws.com"):
        return find("amazon-ses")
    if host.startswith(("smtp.zoho.", "smtppro.zoho.")):
        return find("zoho")
    return next((one for one in PRESETS if one.host == host), None)
