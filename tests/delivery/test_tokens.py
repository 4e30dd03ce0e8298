"""Access tokens from a command of the owner's, and logging in with one."""

from __future__ import annotations

import base64
import functools
import json
import sys
from pathlib import Path

import pytest
import trustme

from shopkeep.delivery import imap, smtp, tokens
from shopkeep.delivery.replies import unreachable
from shopkeep.errors import MailProblem
from tests.delivery.certificates import server_side
from tests.delivery.imap_servers import Played
from tests.delivery.servers import Server
from tests.delivery.test_tls import QUICK, USER, send_one, trusting


def command(tmp_path: Path, script: str) -> str:
    file = tmp_path / "token script.py"
    file.write_text(script)
    return f'"{sys.executable}" "{file}"'


def test_what_a_command_prints_is_the_token(tmp_path: Path) -> None:
    assert tokens.token(command(tmp_path, "print('ya29.token')")) == "ya29.token"


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("import sys; sys.exit('please log in again')", "please log in again"),
        ("raise SystemExit(3)", "ended with 3"),
        ("print()", "printed nothing"),
        ("print('one'); print('two')", "no token"),
        ("print('Bearer x')", "no token"),
        ("print('x' * 20000)", "no token"),
        ("import time; time.sleep(30)", "within 0.5 seconds"),
    ],
)
def test_a_command_that_gives_none_is_said_in_words(tmp_path: Path, script: str, words: str) -> None:
    with pytest.raises(MailProblem, match="The token command failed") as told:
        tokens.token(command(tmp_path, script), 0.5 if "sleep" in script else 20)
    assert words in told.value.title
    assert "terminal" in told.value.next_step


@pytest.mark.parametrize("typed", ["/no/such/program", "'unfinished", ""])
def test_a_command_that_cannot_be_run_is_said_in_words(typed: str) -> None:
    with pytest.raises(MailProblem, match="The token command failed"):
        tokens.token(typed)


def by_token(server: Server, token: functools.partial[str]) -> smtp.Account:
    return smtp.Account("127.0.0.1", server.port, "tls", USER, token=token)


async def test_a_token_logs_in_where_the_server_takes_it(tmp_path: Path) -> None:
    authority = trustme.CA()
    give = functools.partial(tokens.token, command(tmp_path, "print('ya29.token')"))
    tls = server_side(authority.issue_cert("127.0.0.1"))
    with Server(extensions=("AUTH XOAUTH2 PLAIN",), tls=tls, implicit_tls=True) as server:
        line = await smtp.dial(by_token(server, give), trusting(authority), QUICK)
        assert isinstance(await send_one(line), smtp.Accepted)
        said = next(one for one in server.seen if one.startswith("AUTH")).split()[2]
        assert base64.b64decode(said) == f"user={USER}\1auth=Bearer ya29.token\1\1".encode()


@pytest.mark.parametrize(
    ("extensions", "script", "server_says", "says", "do"),
    [
        (("AUTH PLAIN",), "print('t')", None, "takes no access tokens", "smtp.token_command"),
        (("AUTH XOAUTH2",), "import sys; sys.exit('log in')", None, "log in", "terminal"),
        (("AUTH XOAUTH2",), "print('t')", "535 5.7.8 expired", "could not be logged in to by access token", "terminal"),
    ],
)
async def test_a_token_that_is_not_taken_is_said_in_words(
    tmp_path: Path, extensions: tuple[str, ...], script: str, server_says: str | None, says: str, do: str
) -> None:
    authority = trustme.CA()
    give = functools.partial(tokens.token, command(tmp_path, script))
    tls = server_side(authority.issue_cert("127.0.0.1"))

    def answer(verb: str, _argument: str, _count: int) -> str | None:
        return server_says if verb == "AUTH" else None

    serving = Server(answer, extensions=extensions, tls=tls, implicit_tls=True)
    with serving as server, pytest.raises(smtp.NoConnection) as refused:
        await smtp.dial(by_token(server, give), trusting(authority), QUICK)
    trouble = unreachable(refused.value.problem, "smtp.example.com")
    assert says in trouble.says
    assert do in trouble.do
    assert trouble.wait is None


class Tokens(Played):
    """An IMAP server that lets in whoever has the token `good`; it says why not first, as Google does."""

    def __init__(self) -> None:
        super().__init__(b"", lambda _line: None)

    def _serve(self) -> None:
        line, _ = self._listener.accept()
        answers = {
            b"CAPABILITY": b"* CAPABILITY IMAP4rev1 AUTH=XOAUTH2\r\nTAG OK x\r\n",
            b"EXAMINE": b"* 3 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\nTAG OK [READ-ONLY] x\r\n",
        }
        why = base64.b64encode(json.dumps({"status": "400"}).encode())
        tag = b""
        with line, line.makefile("rb") as file:
            line.sendall(b"* OK hello\r\n")
            for raw in file:
                words = raw.split()
                if not tag:
                    waits = words[1].upper() == b"AUTHENTICATE"
                    said = b"+ \r\n" if waits else answers.get(words[1].upper(), b"TAG OK x\r\n")
                    line.sendall(said.replace(b"TAG", words[0]))
                    tag = words[0] if waits else b""
                elif raw.strip() and b"Bearer good" not in base64.b64decode(raw):
                    line.sendall(b"+ " + why + b"\r\n")
                else:
                    line.sendall(tag + (b" OK in\r\n" if raw.strip() else b" NO token expired\r\n"))
                    tag = b""


def test_the_mailbox_is_read_by_token_too() -> None:
    with Tokens() as server:
        account = imap.Account("localhost", server.port, "none", USER, "", token=lambda: "good")
        assert imap.dial(account).mails == 3
    with Tokens() as server, pytest.raises(MailProblem, match="access token: token expired"):
        imap.dial(imap.Account("localhost", server.port, "none", USER, "", token=lambda: "bad"))
