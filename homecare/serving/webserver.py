"""The web server: waitress, which reads requests and hands answers over outside its threads.

Whoever sends or reads slowly costs an open connection and no thread. Here stands what waitress
leaves open: how long a request may take to arrive and an answer to be taken, and what happens when
there are too many connections: the one that has kept us waiting longest is ended, never a newcomer.
Nothing that is sent or answered is put on disk on its way.
"""

import gc
import logging
import resource
import signal
import socket
import sys
import time
from types import FrameType
from typing import Any

from flask import Flask
from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.server import TcpWSGIServer
from waitress.task import ThreadedTaskDispatcher

from homecare.database import let_few_wait
from homecare.extensions import db
from homecare.serving.waiting_room import WaitingRoom

REQUEST_SECONDS = 60  # for a request to arrive whole
ANSWER_SECONDS = 300  # for an answer to be taken
IDLE_SECONDS = 150  # between requests; Caddy, in front, lets go after 120, nginx after 60
PARTING_SECONDS = 5  # for what is under way when it is asked to stop

KEPT_FOR_READERS = 3
"""Threads in which nobody ever waits to write: for red flags, Today and the health page."""

MOST_CONNECTIONS = 400
SPARE_FILES = 100  # for the database, logs and whatever else is opened
LARGEST_HEADERS = 32 * 1024
LARGEST_BODY = 48 * 1024 * 1024  # four photos; nearly every view takes 1 MB, and says so on a page
NEW_BEFORE_A_LOOK = 20_000
"""So many objects are new before garbage is looked for: about a page's, where Python's own 700 stop
each page dozens of times."""
MOST_WAITING = 64 * 1024 * 1024  # bytes half sent or not yet taken, of all connections together


class Request(HTTPRequestParser):  # type: ignore[misc]
    """A request that knows when its first byte came."""

    def __init__(self, adj: Adjustments) -> None:
        super().__init__(adj)
        self.began = time.monotonic()

    def parse_header(self, header_plus: bytes) -> None:
        """As ever; and a host that is no name is refused here: what finds pages breaks on it."""
        super().parse_header(header_plus)
        if not is_name(self.headers.get("HOST", "").partition(":")[0]):
            raise ParsingError("The host that was asked for is no name.")


def is_name(host: str) -> bool:
    """Whether what a browser asks for can be the name of a host, as far as its letters go."""
    try:
        host.encode("idna").decode("idna")
    except UnicodeError:
        return False
    return True


class Connection(HTTPChannel):  # type: ignore[misc]
    """A connection that gets its next answer only after the last one was taken.

    Otherwise many questions sent at once, and no answer read, would keep a thread waiting.
    """

    parser_class = Request
    at_rest_since = 0.0
    held_back = False

    def __init__(self, *given: Any, **named: Any) -> None:
        self.at_rest_since = time.monotonic()
        super().__init__(*given, **named)

    def readable(self) -> bool:
        if self.held_back and not self.total_outbufs_len:
            self.held_back = False
            self.server.task_dispatcher.add_task(self)
        return bool(super().readable())

    def service(self) -> None:
        """Make an answer, in a thread."""
        super().service()
        self.at_rest_since = time.monotonic()

    def is_at_work(self) -> bool:
        """Whether a thread makes its answer, or is about to."""
        return bool(self.requests) and not self.held_back

    def weight(self) -> int:
        """Bytes kept for it: what was sent so far, and what was not taken yet."""
        sent = self.request.body_bytes_received if self.request else 0
        return int(sent + self.total_outbufs_len)

    def waits_since(self) -> float:
        """Since when it has kept us waiting: for the rest of a request, or for anything."""
        return float(self.request.began if self.request else self.at_rest_since)

    def patience(self) -> float:
        """Seconds that it may keep us waiting."""
        if self.request:
            return REQUEST_SECONDS
        return ANSWER_SECONDS if self.total_outbufs_len else IDLE_SECONDS


class Server(TcpWSGIServer):  # type: ignore[misc]
    """Takes every newcomer in, and ends whoever has kept it waiting too long."""

    channel_class = Connection

    def add_task(self, connection: Connection) -> None:
        """Have a request answered, once the answer before it was taken."""
        if connection.total_outbufs_len:
            connection.held_back = True
            self.pull_trigger()
        else:
            super().add_task(connection)

    def handle_accept(self) -> None:
        waiting = self.waiting()
        if waiting and len(self.active_channels) >= self.adj.connection_limit - SPARE_FILES:
            min(waiting, key=Connection.waits_since).handle_close()
        super().handle_accept()

    def waiting(self) -> list[Connection]:
        """Every connection that no thread works for."""
        return [one for one in self.active_channels.values() if not one.is_at_work()]

    def maintenance(self, _now: float) -> None:
        """Asked every second: end who has been waited for too long, and who fills the memory."""
        now = time.monotonic()
        waiting = self.waiting()
        for one in waiting:
            if now - one.waits_since() > one.patience():
                one.handle_close()
        too_much = sum(one.weight() for one in waiting) - MOST_WAITING
        for one in sorted(waiting, key=Connection.weight, reverse=True):
            if too_much <= 0:
                break
            too_much -= one.weight()
            one.handle_close()

    def is_quiet(self) -> bool:
        """Whether every request that has begun to come was answered, and the answer taken."""
        return not any(
            one.requests or one.request or one.total_outbufs_len
            for one in self.active_channels.values()
        )

    def take_in_who_came(self) -> None:
        """Take every connection that was made before now: closing the door would cut it off."""
        before = -1
        while before < (before := len(self.active_channels)):
            self.handle_accept()


def run(
    app: Flask, bind: str, port: int, threads: int, listening: socket.socket | None = None
) -> None:
    """Serve until SIGINT or SIGTERM; what was asked by then is still answered.

    `listening` is a socket that was bound before, and that other processes may share.
    """
    # Every request that waits for a thread would be a line; a line says nothing to do.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    with app.app_context():
        let_few_wait(db.engine, WaitingRoom(threads - KEPT_FOR_READERS))
    gc.set_threshold(NEW_BEFORE_A_LOOK)
    server = make_server(app, bind, port, threads, listening)
    asked: list[int] = []

    def stop(number: int, _frame: FrameType | None) -> None:
        asked.append(number)
        server.pull_trigger()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    while not asked:
        _turn(server)
    _part(server)


def listen(bind: str, port: int) -> socket.socket:
    """A socket that listens there. Raises OSError where nobody can."""
    kind, _, _, _, address = socket.getaddrinfo(bind, port, type=socket.SOCK_STREAM)[0]
    return socket.create_server(address, family=kind, backlog=1024)


def make_server(
    app: Flask, bind: str, port: int, threads: int, listening: socket.socket | None = None
) -> Server:
    """A server that listens already. Raises OSError where nobody can listen there."""
    listening = listening or listen(bind, port)
    adjustments = Adjustments(
        sockets=[listening],
        connection_limit=min(MOST_CONNECTIONS + SPARE_FILES, _most_files()),
        asyncore_use_poll=True,
        cleanup_interval=1,
        clear_untrusted_proxy_headers=False,  # HOMECARE_PROXIES says which are believed
        ident=None,
        log_socket_errors=False,
        max_request_header_size=LARGEST_HEADERS,
        max_request_body_size=LARGEST_BODY,
        inbuf_overflow=LARGEST_BODY * 2,  # never to a file: it may be about somebody
        outbuf_overflow=MOST_WAITING * 2,
        outbuf_high_watermark=MOST_WAITING * 2,  # no thread waits for a reader
        server_name=bind,
    )
    dispatcher = ThreadedTaskDispatcher()
    dispatcher.set_thread_count(threads)
    where = (listening.family, socket.SOCK_STREAM, 0, listening.getsockname())
    return Server(app, _sock=listening, dispatcher=dispatcher, adj=adjustments,
                  sockinfo=where, bind_socket=False)  # fmt: skip


def _most_files() -> int:
    """How many files and connections this process may have open."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return sys.maxsize if most == resource.RLIM_INFINITY else most


def _turn(server: Server, timeout: float = 1) -> None:
    wasyncore.loop(timeout=timeout, use_poll=True, map=server._map, count=1)


def _part(server: Server) -> None:
    """Let nobody else in, and finish what is under way."""
    server.take_in_who_came()
    server.del_channel()
    server.socket.close()
    until = time.monotonic() + PARTING_SECONDS
    while not server.is_quiet() and time.monotonic() < until:
        _turn(server, 0.1)
    server.task_dispatcher.shutdown(timeout=1)
