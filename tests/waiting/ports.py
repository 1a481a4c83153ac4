"""Ports for servers that have to know theirs before they listen, or to come back to it.

The system gives connections and servers without a wish ports from its own range, and may give one
away between the look whether it is free and its use. So these lie below that range.
"""

import os
import socket
from collections.abc import Iterator

FIRST, NUMBER = 20_000, 12_000  # Linux begins its own at 32768, others at 49152
STEP = 100  # how far apart two processes with neighbouring numbers begin


def _numbers() -> Iterator[int]:
    """Every port once, and then again; each process begins elsewhere."""
    at = os.getpid() * STEP
    while True:
        yield FIRST + at % NUMBER
        at += 1


_in_turn = _numbers()


def free_port() -> int:
    """A port of this machine that nobody listens on, and that nobody is given unasked."""
    for port in _in_turn:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise AssertionError
