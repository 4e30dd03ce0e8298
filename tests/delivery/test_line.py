"""Replies as they come over a line: in pieces, several at once, and what is none."""

from __future__ import annotations

import asyncio
import socket

import pytest

from shopkeep.delivery.line import Line, NoReply, Reply

SAID = b"250 2.1.0 ok\r\n250-2.1.5 one\r\n250-\r\n250 of three\r\n354\r\n"
REPLIES = [Reply(250, "2.1.0 ok"), Reply(250, "2.1.5 one\n\nof three"), Reply(354, "")]


async def heard(pieces: list[bytes], replies: int) -> tuple[list[Reply], bool]:
    """So many replies of a server that says these pieces and hangs up; whether there was nothing more."""
    ours, theirs = socket.socketpair()
    transport, _ = await asyncio.get_running_loop().create_connection(asyncio.Protocol, sock=ours)
    line = Line(transport)

    async def talk() -> None:
        for piece in pieces:
            await asyncio.get_running_loop().sock_sendall(theirs, piece)
            await asyncio.sleep(0)

    theirs.setblocking(False)
    talking = asyncio.create_task(talk())
    try:
        found = [await line.answer(5) for _ in range(replies)]
        await talking
        return found, line.is_quiet
    finally:
        await talking
        line.close()
        theirs.close()


@pytest.mark.parametrize("size", [1, 2, 3, 7, 16, len(SAID)])
def test_replies_are_the_same_in_whatever_pieces_they_come(size: int) -> None:
    pieces = [SAID[at : at + size] for at in range(0, len(SAID), size)]
    assert asyncio.run(heard(pieces, len(REPLIES))) == (REPLIES, True)


def test_one_that_nobody_asked_for_is_noticed() -> None:
    assert asyncio.run(heard([SAID], 2)) == (REPLIES[:2], False)


def test_replies_before_one_that_is_none_are_still_heard() -> None:
    assert asyncio.run(heard([SAID + b"who goes there\r\n"], 3))[0] == REPLIES
    with pytest.raises(NoReply):
        asyncio.run(heard([SAID + b"who goes there\r\n"], 4))


def test_a_server_that_never_answers_is_hung_up_on() -> None:
    async def wait() -> bool:
        ours, theirs = socket.socketpair()
        transport, _ = await asyncio.get_running_loop().create_connection(asyncio.Protocol, sock=ours)
        line = Line(transport)
        with pytest.raises(TimeoutError):
            await line.answer(0.01)
        theirs.close()
        return line.is_open

    assert not asyncio.run(wait())
