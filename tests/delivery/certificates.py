"""TLS as servers offer it: rightly, and wrong in the ways that attackers and neglect make it."""

from __future__ import annotations

import ssl
import warnings
from collections.abc import Callable
from datetime import UTC, datetime

import trustme


def server_side(cert: trustme.LeafCert, maximum: ssl.TLSVersion | None = None) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if maximum is not None:
        context.set_ciphers("ALL:@SECLEVEL=0")
        with warnings.catch_warnings(action="ignore"):
            context.minimum_version, context.maximum_version = ssl.TLSVersion.TLSv1, maximum
    cert.configure_cert(context)
    return context


def _expired(authority: trustme.CA) -> trustme.LeafCert:
    past = (datetime(2019, 1, 1, tzinfo=UTC), datetime(2020, 1, 1, tzinfo=UTC))
    return authority.issue_cert("127.0.0.1", not_before=past[0], not_after=past[1])


def _self_signed() -> trustme.LeafCert:
    return trustme.CA().issue_cert("127.0.0.1")


OFFERS: dict[str, Callable[[trustme.CA], ssl.SSLContext]] = {
    "good": lambda ca: server_side(ca.issue_cert("127.0.0.1")),
    "expired": lambda ca: server_side(_expired(ca)),
    "wrong name": lambda ca: server_side(ca.issue_cert("elsewhere.example")),
    "stranger": lambda ca: server_side(_self_signed()),
    "old protocol": lambda ca: server_side(ca.issue_cert("127.0.0.1"), ssl.TLSVersion.TLSv1_1),
}


def offering(authority: trustme.CA, how: str) -> ssl.SSLContext:
    """The server's side of TLS, `good` or one of the wrong ways."""
    return OFFERS[how](authority)
