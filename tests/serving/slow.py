"""Connections that begin something and hardly go on with it."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager

KINDS = {
    "headers": b"GET /red-flags HTTP/1.1\r\nHost: a\r\nX-Slow: ",
    "body": b"POST /sign-in HTTP/1.1\r\nHost: a\r\nContent-Length: 900\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\n\r\nemail=a",
    "chunks": b"POST /sign-in HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\n\r\n5\r\nemail",
    "silence": b"",
    "answers": b"GET /red-flags HTTP/1.1\r\nHost: a\r\n\r\n" * 200,
}


@contextmanager
def held(port: int, kind: str, count: int) -> Iterator[list[socket.socket]]:
    """So many connections to this machine that have begun what their kind does, held open."""
    sockets: list[socket.socket] = []
    try:
        for _ in range(count):
            sockets.append(begun(port, KINDS[kind]))
        yield sockets
    finally:
        for one in sockets:
            one.close()


def begun(port: int, words: bytes) -> socket.socket:
    """A connection that has sent `words`, and takes little in at a time."""
    one = socket.socket()
    one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    one.settimeout(60)
    one.connect(("127.0.0.1", port))
    one.sendall(words)
    return one


def is_open(one: socket.socket) -> bool:
    """Whether the other side has not ended it; nothing is taken from it."""
    one.setblocking(False)
    try:
        return bool(one.recv(1, socket.MSG_PEEK))
    except BlockingIOError:
        return True
    except OSError:
        return False
    finally:
        one.settimeout(60)
