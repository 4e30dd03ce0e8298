"""Somebody on the café's network: passes every byte on, and keeps it."""

from __future__ import annotations

import base64
import socket
import threading
from contextlib import suppress


class Wire:
    """A line to a server on loopback that is listened to. `port` is where to connect instead."""

    def __init__(self, server_port: int) -> None:
        self._server_port = server_port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.heard = bytearray()
        """Every byte in either direction, in the order it passed."""
        self._open: list[socket.socket] = []

    def __enter__(self) -> Wire:
        threading.Thread(target=self._take, daemon=True).start()
        return self

    def __exit__(self, *_exc: object) -> None:
        for one in (self._listener, *self._open):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def _take(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                far = socket.create_connection(("127.0.0.1", self._server_port))
                self._open += [near, far]
                for source, target in ((near, far), (far, near)):
                    threading.Thread(target=self._pass_on, args=(source, target), daemon=True).start()

    def _pass_on(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while piece := source.recv(65_536):
                self.heard += piece
                target.sendall(piece)
        with suppress(OSError):
            target.shutdown(socket.SHUT_WR)

    def times(self, password: str) -> int:
        """How often the password passed, as it is or in Base64 at any of its three alignments."""
        forms = [password.encode()]
        for shift in range(3):
            # The middle of its Base64 does not depend on what stands around it.
            forms.append(base64.b64encode(b"\0" * shift + password.encode())[4 : -4 or None])
        return sum(self.heard.count(form) for form in forms)
