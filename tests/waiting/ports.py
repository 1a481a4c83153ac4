"""Ports for servers that have to know theirs before they listen, or to come back to it.

The system gives connections and servers without a wish ports from its own range, and may give one
away between the look whether it is free and its use. So these lie below that range.
"""

import os
import socket
from itertools import count

FIRST, NUMBER = 20_000, 12_000  # Linux begins its own at 32768, others at 49152
# Every port in turn; each process begins elsewhere, so that no two look at the same one at once.
_in_turn = count(int.from_bytes(os.urandom(4)))


def free_port() -> int:
    """A port of this machine that nobody listens on, and that nobody is given unasked."""
    for number in _in_turn:
        port = FIRST + number % NUMBER
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise AssertionError
