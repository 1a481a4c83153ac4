"""Web servers are replaced one after the other while phones send, and nobody loses anything."""

import os
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.request import urlopen

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.accounts.installation import REAL, declare
from homecare.diary.models import Entry
from tests.backups.random_rows import engine_of
from tests.commands.migrated import migrate_to
from tests.kills.phones import DAYS, Sender
from tests.make.diary import make_care
from tests.running import STARTING, Running
from tests.serving.several.conftest import WEB, surroundings
from tests.serving.several.proxy import proxy_before

PHONES = 3
A_SECOND = 1.0  # between two batches of a phone: within what one person may send


@pytest.fixture
def servers(new_database: Callable[[str], str], tmp_path: Path) -> Iterator[list[Running]]:
    url = new_database(f"replaced{os.urandom(4).hex()}")
    migrate_to(url, "head")
    with Session(engine_of(url)) as session:
        declare(session, REAL, datetime.now(UTC))
        session.commit()
    more = {"HOMECARE_WEB_WORKERS": "2", "HOMECARE_PROXIES": "1"}
    both = [surroundings(tmp_path / name, url, **more) for name in ("one", "other")]
    for server in both:
        server.begin(*WEB)
    try:
        for server in both:
            server.until("it is ready", lambda server=server: is_ready(server), STARTING)
        yield both
    finally:
        for server in both:
            if server.process is not None:
                server.end()


def is_ready(server: Running) -> bool:
    try:
        with urlopen(f"{server.address}/readyz", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


@contextmanager
def sending(senders: list[Sender]) -> Iterator[None]:
    """Each sends until the block has ended, and then what it has left."""
    over = threading.Event()
    threads = [threading.Thread(target=one.send_until, args=(over,)) for one in senders]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join(60)
    for one in senders:
        one.send_what_waits()


def receipts(senders: list[Sender]) -> int:
    return sum(len(one.acknowledged) for one in senders)


def test_what_phones_send_meanwhile_arrives_once(servers: list[Running]) -> None:
    url = servers[0].environment["HOMECARE_DATABASE_URL"]
    with Session(engine_of(url), expire_on_commit=False) as session:
        care = make_care(session, datetime.now(UTC) - timedelta(days=DAYS))
    with proxy_before([one.port for one in servers]) as proxy:
        senders = [Sender(proxy.server_port, care, number, A_SECOND) for number in range(PHONES)]
        with sending(senders):
            for server in servers:
                before = receipts(senders)
                server.until("phones send", lambda b=before: receipts(senders) > b, STARTING)
                server.end()
                before = receipts(senders)
                other = next(one for one in servers if one is not server)
                other.until("the other takes all", lambda b=before: receipts(senders) > b)
                server.begin(*WEB)
                server.until("it is back", lambda one=server: is_ready(one), STARTING)
    sent = {one for sender in senders for one in sender.sent}
    with Session(engine_of(url)) as session:
        stored = Counter(map(str, session.scalars(select(Entry.id))))
    assert {one for sender in senders for one in sender.acknowledged} == sent
    assert stored == Counter(sent)
    assert proxy.failed == 0, "what was under way was finished"
