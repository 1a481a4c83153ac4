"""What goes wrong with one mail, or with the server, and the other mails meanwhile."""

import smtplib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from homecare.mail import transports
from homecare.mail.addresses import WRITE_ADDRESS, WRITE_PLAINLY, address_problem
from homecare.mail.jobs import Sender, send_mail
from homecare.mail.message import Email
from homecare.mail.models import OutboxMail
from homecare.mail.outbox import queue, waiting_since
from homecare.mail.transports import Files, Smtp, UncertainError
from tests.mail.servers import Postman, smtp_server

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
SENDER = Sender("no-reply@homecare.example")
NOBODY = "smtp://127.0.0.1:9"


@pytest.fixture
def server() -> Iterator[tuple[Postman, Smtp]]:
    with smtp_server() as (postman, url):
        transport = Smtp(url)
        yield postman, transport
        transport.close()


def written(session: Session, to: str, name: str = "Amy Ash", subject: str = "Hi") -> OutboxMail:
    row = queue(session, Email("test", to, subject, "Hello", to_name=name), NOW)
    session.commit()
    assert row is not None
    return row


def statuses(session: Session, *rows: OutboxMail) -> list[str]:
    session.expire_all()
    return [session.get_one(OutboxMail, row.id).status for row in rows]


@pytest.mark.parametrize(
    "address", ["jörg@praxis.example", "amy@exämple.example", "amy,ben@clients.example", "nobody"]
)
def test_a_mail_that_no_server_takes_fails_alone(
    session: Session, tmp_path: Path, address: str
) -> None:
    bad, good = written(session, address), written(session, "ben@clients.example")
    send_mail(session, Files(tmp_path), SENDER, NOW)
    assert statuses(session, bad, good) == ["failed", "sent"]


@pytest.mark.parametrize("name", ["Amy\r\nBcc: eve@evil.example", "Amy\x85Ash", "Amy\u2028Ash"])
def test_a_name_with_a_line_break_adds_no_header_and_stops_no_mail(
    session: Session, server: tuple[Postman, Smtp], name: str
) -> None:
    postman, transport = server
    row = written(session, "amy@clients.example", name, f"Your week with {name}")
    send_mail(session, transport, SENDER, NOW)
    [message] = postman.received
    assert statuses(session, row) == ["sent"]
    assert message["Bcc"] is None
    assert [each.addr_spec for each in message["To"].addresses] == ["amy@clients.example"]


def test_a_server_that_is_gone_is_asked_once_a_round(session: Session) -> None:
    rows = [written(session, f"client{number}@clients.example") for number in range(3)]
    send_mail(session, Smtp(NOBODY), SENDER, NOW)
    assert statuses(session, *rows) == ["queued"] * 3
    assert [row.attempts for row in rows] == [1, 0, 0], "the clock has more to do than wait"


def test_a_server_that_thinks_for_long_is_waited_for(
    session: Session, server: tuple[Postman, Smtp], monkeypatch: pytest.MonkeyPatch
) -> None:
    postman, transport = server
    monkeypatch.setattr(transports, "TIMEOUT_SECONDS", 0.2)
    postman.thinks_for = 0.5
    row = written(session, "amy@clients.example")
    send_mail(session, transport, SENDER, NOW)
    assert statuses(session, row) == ["sent"]


def test_after_a_mail_was_lost_half_way_the_others_wait_for_the_next_round(
    session: Session,
) -> None:
    class DiesAtOnce(Smtp):
        def _send_content(self, connection: smtplib.SMTP, content: bytes) -> None:
            self.close()
            raise UncertainError("TimeoutError")

    with smtp_server() as (_, url):
        rows = [written(session, f"client{number}@clients.example") for number in range(2)]
        send_mail(session, DiesAtOnce(url), SENDER, NOW)
    assert statuses(session, *rows) == ["uncertain", "queued"]


def test_what_is_still_kept_open_is_closed_when_a_round_breaks(session: Session) -> None:
    class Breaks(Files):
        closed = False

        def deliver(self, message: EmailMessage, recipient: str) -> None:
            raise MemoryError

        def close(self) -> None:
            self.closed = True

    written(session, "amy@clients.example")
    transport = Breaks(Path())
    with pytest.raises(MemoryError):
        send_mail(session, transport, SENDER, NOW)
    assert transport.closed


def test_mail_that_is_tried_in_vain_has_waited_since_it_was_written(session: Session) -> None:
    written(session, "amy@clients.example")
    later = NOW + timedelta(minutes=1)
    send_mail(session, Smtp(NOBODY), SENDER, later)
    assert waiting_since(session, NOW + timedelta(minutes=31)) == timedelta(minutes=31)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("amy@clients.example", ""),
        (" o'neil+back@a-b.example ", ""),
        ("jörg@praxis.example", WRITE_PLAINLY),
        ("amy@exämple.example", WRITE_PLAINLY),
        ("amy@clients", WRITE_ADDRESS),
        ("amy;ben@clients.example", WRITE_ADDRESS),
        ("amy@clients.example>,<eve@evil.example", WRITE_ADDRESS),
        ("amy..ash@clients.example", WRITE_ADDRESS),
        ("Amy <amy@clients.example>", WRITE_ADDRESS),
        ('"amy ash"@clients.example', WRITE_ADDRESS),
        ("amy@[192.0.2.1]", WRITE_ADDRESS),
        ("amy@192.0.2.1", WRITE_ADDRESS),
        ("amy@clients_of_ours.example", WRITE_ADDRESS),
        ("amy@-clients.example", WRITE_ADDRESS),
        (f"{'a' * 65}@clients.example", WRITE_ADDRESS),
        (f"amy@{'clients.' * 32}example", WRITE_ADDRESS),
        ("amy@clients.example\n.evil.example", WRITE_ADDRESS),
        ("amy@praxis.local", ""),
        ("amy@xn--mller-kva.example", ""),
        ("amy@xn--not-punycode-.example", WRITE_ADDRESS),
        ("amy@müller.example", WRITE_PLAINLY),
        ("эми@clients.example", WRITE_PLAINLY),
        ("amy@clients。example", WRITE_PLAINLY),
        ("amy@ｃlients.example", WRITE_PLAINLY),
    ],
)
def test_an_address_is_one_that_every_server_takes(text: str, problem: str) -> None:
    assert address_problem(text) == problem
