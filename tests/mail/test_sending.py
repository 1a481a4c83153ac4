"""Mail leaves once, arrives whole, and is tried again when a server says "later"."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from homecare.mail.jobs import Sender, send_mail
from homecare.mail.message import Email, Part
from homecare.mail.models import OutboxMail
from homecare.mail.outbox import queue, waiting_since
from homecare.mail.transports import Files, Smtp
from tests.mail.servers import Postman, smtp_server

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
SENDER = Sender("no-reply@homecare.example")


@pytest.fixture
def server() -> Iterator[tuple[Postman, Smtp]]:
    with smtp_server() as (postman, url):
        transport = Smtp(url)
        yield postman, transport
        transport.close()


def written(session: Session, **changes: object) -> OutboxMail:
    fields = {"kind": "test", "to_address": "amy@clients.example", "to_name": "Amy Ash",
              "subject": "Your week", "text": "Hello Amy\n.\nA line of one dot.\n"}  # fmt: skip
    row = queue(session, Email(**{**fields, **changes}), NOW)  # type: ignore[arg-type]
    session.commit()
    assert row is not None
    return row


def status(session: Session, row: OutboxMail) -> str:
    session.expire_all()
    return session.get_one(OutboxMail, row.id).status


def test_a_mail_arrives_with_text_page_and_picture(
    session: Session, server: tuple[Postman, Smtp]
) -> None:
    postman, transport = server
    row = written(
        session, html='<p>Hello <img src="cid:chart"></p>',
        parts=(Part("chart", "image/png", b"\x89PNG-bytes", "leg pain 6 to 4"),),
    )  # fmt: skip
    send_mail(session, transport, SENDER, NOW)
    [message] = postman.received
    assert message["To"] == "Amy Ash <amy@clients.example>"
    text = message.get_body(("plain",))
    assert text is not None
    assert text.get_content().splitlines() == ["Hello Amy", ".", "A line of one dot."]
    [picture] = [part for part in message.walk() if part.get_content_type() == "image/png"]
    assert picture.get_content() == b"\x89PNG-bytes"
    assert picture["Content-ID"] == "<chart>"
    assert status(session, row) == "sent"


def test_many_mails_go_over_one_connection(session: Session, server: tuple[Postman, Smtp]) -> None:
    postman, transport = server
    for number in range(5):
        written(session, subject=f"Mail {number}")
    send_mail(session, transport, SENDER, NOW)
    assert len(postman.received) == 5
    assert postman.connections == 1


def test_a_mail_that_leaves_takes_two_writes_and_two_reads(
    session: Session, server: tuple[Postman, Smtp]
) -> None:
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if "outbox_mail" in statement or "mail_part" in statement:
            sent.append(statement)

    def statements_of(mails: int) -> int:
        for number in range(mails):
            written(session, subject=f"Mail {number}")
        sent.clear()
        event.listen(Engine, "before_cursor_execute", note)
        try:
            send_mail(session, server[1], SENDER, NOW)
        finally:
            event.remove(Engine, "before_cursor_execute", note)
        return len(sent)

    assert statements_of(5) - statements_of(2) == 3 * 4
    assert len(server[0].received) == 7


def test_a_mail_that_was_given_up_meanwhile_is_not_called_sent(session: Session) -> None:
    """A server took longer than a claim lasts, and another clock has written that down."""
    row = written(session)

    class Slow:
        to_file = False

        def deliver(self, message: EmailMessage, recipient: str) -> None:
            row.status = "uncertain"
            session.commit()

        def close(self) -> None:
            """Nothing is kept open."""

    send_mail(session, Slow(), SENDER, NOW)
    assert status(session, row) == "uncertain"


def test_a_sent_mail_is_not_sent_again(session: Session, server: tuple[Postman, Smtp]) -> None:
    postman, transport = server
    written(session)
    for _ in range(3):
        send_mail(session, transport, SENDER, NOW)
    assert len(postman.received) == 1


def test_a_mail_with_a_key_is_queued_once(session: Session) -> None:
    written(session, key="weekly:amy:2026-W10")
    again = queue(session, Email("test", "amy@clients.example", "Your week", "Again",
                                 key="weekly:amy:2026-W10"), NOW)  # fmt: skip
    assert again is None


def test_later_means_again_with_the_same_message_id(
    session: Session, server: tuple[Postman, Smtp]
) -> None:
    postman, transport = server
    postman.recipient_answers = ["451 try later"]
    row = written(session)
    send_mail(session, transport, SENDER, NOW)
    assert status(session, row) == "queued"
    send_mail(session, transport, SENDER, NOW + timedelta(minutes=1))
    assert not postman.received, "it waits before it tries again"
    send_mail(session, transport, SENDER, NOW + timedelta(minutes=3))
    assert postman.received[0]["Message-ID"] == f"<{row.id.hex}@homecare.example>"


def test_after_72_hours_it_gives_up(session: Session, server: tuple[Postman, Smtp]) -> None:
    postman, transport = server
    postman.recipient_answers = ["451 try later"]
    row = written(session)
    send_mail(session, transport, SENDER, NOW + timedelta(hours=73))
    assert status(session, row) == "failed"


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("552 5.2.2 <cal@post.example>: mailbox full", "SMTP 552 5.2.2"),
        ("552 Mailbox of cal@post.example is full", "SMTP 552"),
        ("554 10.0.0.7 is on a list", "SMTP 554"),
    ],
)
def test_of_a_refusal_only_the_numbers_are_kept(
    session: Session, server: tuple[Postman, Smtp], said: str, kept: str
) -> None:
    postman, transport = server
    postman.answers = [said]
    row = written(session)
    send_mail(session, transport, SENDER, NOW)
    assert (status(session, row), row.error) == ("failed", kept)


def test_a_refused_address_does_not_stop_the_others(
    session: Session, server: tuple[Postman, Smtp]
) -> None:
    postman, transport = server
    postman.recipient_answers = ["550 no such person"]
    refused, good = written(session), written(session, to_address="ben@clients.example")
    answered = send_mail(session, transport, SENDER, NOW)
    assert (status(session, refused), status(session, good)) == ("failed", "sent")
    assert answered == 2, "a round of refused ones is a whole round: the next follows at once"


def test_a_connection_that_dies_after_the_mail_was_given_is_uncertain_and_not_sent_twice(
    session: Session, server: tuple[Postman, Smtp]
) -> None:
    postman, transport = server
    postman.drop_after_data = True
    row = written(session)
    send_mail(session, transport, SENDER, NOW)
    assert status(session, row) == "uncertain"
    postman.drop_after_data = False
    send_mail(session, transport, SENDER, NOW + timedelta(hours=1))
    assert len(postman.received) == 1


def test_no_server_means_later(session: Session) -> None:
    row = written(session)
    send_mail(session, Smtp("smtp://127.0.0.1:9"), SENDER, NOW)
    assert status(session, row) == "queued"


def test_without_a_server_mail_is_written_to_files(session: Session, tmp_path: Path) -> None:
    row = written(session)
    send_mail(session, Files(tmp_path / "mail"), SENDER, NOW)
    [file] = (tmp_path / "mail").iterdir()
    message = message_from_bytes(file.read_bytes(), policy=default)
    assert message["Subject"] == "Your week"
    assert status(session, row) == "sent"


def test_a_claim_left_by_a_dead_process_becomes_uncertain(session: Session, tmp_path: Path) -> None:
    row = written(session)
    row.status, row.claimed_at = "sending", NOW
    session.commit()
    send_mail(session, Files(tmp_path), SENDER, NOW + timedelta(minutes=11))
    assert status(session, row) == "uncertain"
    assert not list(tmp_path.iterdir())


def test_the_oldest_waiting_mail_tells_how_long_mail_has_waited(session: Session) -> None:
    assert waiting_since(session, NOW) == timedelta()
    written(session)
    assert waiting_since(session, NOW + timedelta(minutes=40)) == timedelta(minutes=40)
