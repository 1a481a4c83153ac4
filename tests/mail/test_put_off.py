"""Mail whose receiver's own server says "later": whether that is its mailbox or the mail server."""

from datetime import UTC, datetime, timedelta

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from config import Settings
from homecare.jobs.mail import send
from homecare.mail.message import Email
from homecare.mail.outbox import queue
from tests.mail.servers import smtp_server


def put_off(
    session: Session, settings: Settings, *receivers: str, by: str = "452 4.2.2 mailbox full"
) -> None:
    """Their own servers say "later", for forty minutes by now."""
    start = datetime.now(UTC) - timedelta(minutes=40)
    for receiver in receivers:
        queue(session, Email("test", receiver, "Hi", "Hello"), start)
    session.commit()
    with smtp_server() as (postman, url):
        postman.recipient_answers = [by] * len(receivers)
        send(session, Settings(**{**vars(settings), "smtp_url": url}), start, demonstration=False)


def test_one_full_mailbox_does_not_fail_the_health_page(
    session: Session, settings: Settings, browser_client: FlaskClient
) -> None:
    put_off(session, settings, "full@post.example")
    told = browser_client.get("/healthz").json
    assert (told["mail_put_off"], told["mail_waiting_seconds"]) == (1, 0)
    assert "mail has waited for 30 minutes" not in told["problems"]


def test_a_server_that_takes_nothing_fails_the_health_page_also_for_one_receiver(
    session: Session, settings: Settings, browser_client: FlaskClient
) -> None:
    put_off(session, settings, "amy@post.example", by="451 greylisted")
    told = browser_client.get("/healthz").json
    assert "mail has waited for 30 minutes" in told["problems"]
    assert told["mail_waiting_seconds"] >= 40 * 60
    assert told["mail_put_off"] == 1


def test_one_receiver_put_off_while_later_mail_leaves_does_not(
    session: Session, settings: Settings, browser_client: FlaskClient
) -> None:
    put_off(session, settings, "amy@post.example", by="451 greylisted")
    now = datetime.now(UTC)
    queue(session, Email("test", "bob@post.example", "Hi", "Hello"), now)
    session.commit()
    with smtp_server() as (postman, url):
        postman.recipient_answers = ["451 greylisted"]  # to the first, which is tried again
        later = Settings(**{**vars(settings), "smtp_url": url})
        send(session, later, now, demonstration=False)
    told = browser_client.get("/healthz").json
    assert (told["mail_put_off"], told["mail_waiting_seconds"]) == (1, 0)


def test_a_server_that_puts_everybody_off_fails_the_health_page(
    session: Session, settings: Settings, browser_client: FlaskClient
) -> None:
    put_off(session, settings, *(f"client{n}@post.example" for n in range(3)))
    assert "mail has waited for 30 minutes" in browser_client.get("/healthz").json["problems"]
