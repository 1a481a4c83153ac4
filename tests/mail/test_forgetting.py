"""What mails said is forgotten: links at once, the rest some days after; that they were is kept."""

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from config import Settings
from homecare.jobs.mail import send
from homecare.mail.forgetting import AT_ONCE
from homecare.mail.message import Email, Part
from homecare.mail.models import MailPart, MailWords, OutboxMail
from homecare.mail.outbox import queue
from tests.mail.servers import smtp_server
from tests.make.diary import Care

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


def test_a_practice_keeps_them_as_long_as_it_says(session: Session, settings: Settings) -> None:
    row = written(session)
    month = replace(settings, mail_kept_days=30)
    for day, still in ((8, True), (29, True), (31, False)):
        run(session, month, NOW + day * DAY)
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


def test_of_a_forgotten_mail_stays_what_it_was_about_and_how_it_ended(
    session: Session, settings: Settings, care: Care
) -> None:
    about = {"practice_id": care.practice.id, "client_id": care.client.id, "key": "test:amy:1"}
    row = written(session, **about)
    run(session, settings, NOW)
    run(session, settings, NOW + 31 * DAY)
    assert not kept(session, row)
    assert (row.subject, row.text, row.html, row.parts) == ("", "", "", [])
    assert {name: getattr(row, name) for name in about} == about
    assert (row.kind, row.to_address, row.status) == ("test", "amy@clients.example", "sent")
    assert (row.queued_at, row.sent_at) == (NOW, NOW)
    again = Email("test", "amy@clients.example", "Your week", "Hello", key="test:amy:1")
    assert queue(session, again, NOW + 31 * DAY) is None


@pytest.mark.parametrize("secret", [True, False])
def test_a_demonstration_shows_its_mail_for_a_month_and_its_files_as_long(
    session: Session, settings: Settings, tmp_path: Path, secret: bool
) -> None:
    here = Settings(**{**vars(settings), "instance": tmp_path})
    row = written(session, has_secret=secret)
    for day, still in ((0, True), (29, True), (31, False)):
        run(session, here, NOW + day * DAY, demonstration=True)
        file = here.mail_folder / f"{row.id.hex}.eml"
        if day == 0:
            os.utime(file, (NOW.timestamp(), NOW.timestamp()))
        assert (kept(session, row), file.exists()) == (still, still)


def test_the_folder_of_mails_is_looked_through_once_an_hour(
    session: Session, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder may hold thousands, and the clock ticks every minute."""
    here = Settings(**{**vars(settings), "instance": tmp_path})
    written(session)
    run(session, here, NOW)
    listed: list[Path] = []
    look = Path.iterdir
    monkeypatch.setattr(Path, "iterdir", lambda path: listed.append(path) or look(path))
    for minutes in (1, 30, 59, 60, 61, 119, 120):
        run(session, here, NOW + timedelta(minutes=minutes))
    assert len(listed) == 2


def test_after_a_long_stop_all_of_it_is_forgotten_at_the_first_tick(
    session: Session, settings: Settings
) -> None:
    for _ in range(AT_ONCE + 5):
        queue(session, Email("test", "amy@clients.example", "Your week", LINK), NOW)
    session.commit()
    for at in (NOW, NOW + timedelta(minutes=1)):  # so many leave in two rounds
        run(session, settings, at)
    run(session, settings, NOW + 90 * DAY)
    assert session.scalar(select(func.count()).select_from(MailWords)) == 0


MAILS_A_DAY = 1


@pytest.mark.any_database  # of SQLite's file: PostgreSQL's own cleaning sees to the same
def test_the_room_of_what_is_forgotten_is_used_again(session: Session, settings: Settings) -> None:
    used = [_month_of_mail(session, settings, month) for month in range(4)]
    assert session.scalar(select(func.count()).select_from(MailWords)) == 8 * MAILS_A_DAY
    grown = (used[3] - used[1]) / (2 * 30 * MAILS_A_DAY)
    assert grown < 1_000, used  # bytes for each mail, which was of 30,000


def _month_of_mail(session: Session, settings: Settings, month: int) -> int:
    """Bytes in use after a month of mail with a text, a page and a picture every day."""
    picture = Part("chart", "image/png", b"0" * 20_000)
    for day in range(30):
        at = NOW + (30 * month + day) * DAY
        for number in range(MAILS_A_DAY):
            email = Email("test", "amy@clients.example", "Your week", "text " * 100,
                          "<p>page</p>" * 1000, parts=(picture,),
                          key=f"test:{month}:{day}:{number}")  # fmt: skip
            queue(session, email, at)
        run(session, settings, at)
    return _bytes_used(session)


def _bytes_used(session: Session) -> int:
    """Of SQLite's file what is in use."""
    pages, free, size = (
        session.execute(text(f"PRAGMA {name}")).scalar_one()
        for name in ("page_count", "freelist_count", "page_size")
    )
    return int((pages - free) * size)
