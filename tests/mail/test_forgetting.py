"""What mails said is forgotten: links at once, the rest some days after; that they were is kept."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Settings
from homecare.jobs.mail import send
from homecare.mail.message import Email, Part
from homecare.mail.models import MailPart, OutboxMail
from homecare.mail.outbox import queue
from tests.mail.servers import smtp_server

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
LINK = "https://homecare.example/invitations/only-for-amy"
DAY = timedelta(days=1)


def written(session: Session, **changes: object) -> OutboxMail:
    fields = {"kind": "test", "to_address": "amy@clients.example", "subject": "Your week",
              "text": f"Hello {LINK}", "html": f'<a href="{LINK}">Hello</a><img src="cid:chart">',
              "parts": (Part("chart", "image/png", b"pain 6 to 4"),)}  # fmt: skip
    row = queue(session, Email(**{**fields, **changes}), NOW)  # type: ignore[arg-type]
    session.commit()
    assert row is not None
    return row


def kept(session: Session, row: OutboxMail) -> bool:
    """Whether anything of its words is anywhere in the outbox."""
    session.rollback()
    session.expire_all()
    words = [row.text, row.html, *(str(part.content) for part in session.scalars(select(MailPart)))]
    return any("only-for-amy" in word or "pain 6" in word for word in words)


def run(session: Session, settings: Settings, now: datetime, demonstration: bool = False) -> None:
    session.commit()
    send(session, settings, now, demonstration)


def test_a_link_is_forgotten_as_soon_as_its_mail_has_left(
    session: Session, settings: Settings
) -> None:
    row = written(session, has_secret=True)
    run(session, settings, NOW)
    assert not kept(session, row)
    assert (row.status, row.kind, row.to_address) == ("sent", "test", "amy@clients.example")


def test_other_words_are_forgotten_after_a_week(session: Session, settings: Settings) -> None:
    row = written(session)
    for day, still in ((0, True), (6, True), (8, False)):
        run(session, settings, NOW + day * DAY)
        assert kept(session, row) is still


@pytest.mark.parametrize(("status", "answer"), [("failed", "550 no"), ("queued", "451 later")])
def test_a_link_that_failed_for_good_is_forgotten_and_one_that_waits_is_not(
    session: Session, settings: Settings, status: str, answer: str
) -> None:
    with smtp_server() as (postman, url):
        postman.recipient_answers = [answer]
        row = written(session, has_secret=True)
        run(session, settings_with(settings, url), NOW)
    assert (kept(session, row), row.status) == (status == "queued", status)


def settings_with(settings: Settings, url: str) -> Settings:
    return Settings(**{**vars(settings), "smtp_url": url})


def test_what_failed_is_kept_to_be_sent_again_for_a_month(
    session: Session, settings: Settings
) -> None:
    row = written(session)
    row.status = "failed"
    for day, still in ((1, True), (29, True), (31, False)):
        run(session, settings, NOW + day * DAY)
        assert kept(session, row) is still


def test_a_link_whose_process_died_while_sending_is_forgotten(
    session: Session, settings: Settings
) -> None:
    row = written(session, has_secret=True)
    row.status, row.claimed_at = "sending", NOW
    run(session, settings, NOW + timedelta(minutes=11))
    assert (kept(session, row), row.status) == (False, "uncertain")


def test_a_demonstration_goes_on_showing_its_mail(session: Session, settings: Settings) -> None:
    row = written(session, has_secret=True)
    run(session, settings, NOW + 10 * DAY, demonstration=True)
    assert kept(session, row)


def test_files_of_this_outbox_are_removed_links_first_and_nobody_elses(
    session: Session, settings: Settings, tmp_path: Path
) -> None:
    here = Settings(**{**vars(settings), "instance": tmp_path})
    link, plain = written(session, has_secret=True), written(session)
    run(session, here, NOW)
    strange = [here.mail_folder / name for name in ("0" * 32 + ".eml", "notes.txt", "hello.eml")]
    for file in strange:
        file.write_text("not ours")
    left = {}
    for day in (1, 3, 8):
        for file in here.mail_folder.iterdir():
            os.utime(file, (NOW.timestamp(), NOW.timestamp()))
        run(session, here, NOW + day * DAY)
        names = {file.stem for file in here.mail_folder.iterdir()}
        left[day] = (link.id.hex in names, plain.id.hex in names)
    assert left == {1: (True, True), 3: (False, True), 8: (False, False)}
    assert all(file.exists() for file in strange)
