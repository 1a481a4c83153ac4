"""The note that a client asked for: at their times, on their days, each once."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Settings
from homecare.accounts.models import Practice
from homecare.clients.addresses import address_of
from homecare.clients.models import Client, Episode
from homecare.clients.queries import away_of
from homecare.diary.models import DiaryDay
from homecare.diary.queries import day_reports
from homecare.mail.message import Email
from homecare.mail.render import compose
from homecare.programmes.queries import due_on, version_on
from homecare.reports.recipients import client_links
from homecare.screening.queries import exercises_stopped

KIND = "reminder"
EVERY_DAY = 0b1111111
USUAL_TIMES = (time(18),)
MOST_TIMES = 3


@dataclass(frozen=True, slots=True)
class Wish:
    """What a client set: local times, the weekdays (bit 0 = Monday), when to leave it out."""

    times: tuple[time, ...]
    days: int
    only_if_not_logged: bool
    set_at: datetime | None = None


def wish_of(client_reminder: dict[str, Any]) -> Wish | None:
    """The wish of a client's settings; None where reminders are off.

    Raises ValueError where a time can't be read.
    """
    if not client_reminder.get("on"):
        return None
    set_at = client_reminder.get("set_at")
    times = tuple(time.fromisoformat(at) for at in client_reminder.get("times", ()))
    return Wish(
        times=times or USUAL_TIMES,
        days=client_reminder.get("days", EVERY_DAY),
        only_if_not_logged=client_reminder.get("only_if_not_logged", True),
        set_at=datetime.fromisoformat(set_at) if set_at else None,
    )


def settings_of(wish: Wish, on: bool) -> dict[str, Any]:
    """A wish as a client's settings keep it, the day's last time first: the clock asks for that."""
    return {
        "on": on,
        "times": [f"{at:%H:%M}" for at in sorted(set(wish.times or USUAL_TIMES), reverse=True)],
        "days": wish.days,
        "only_if_not_logged": wish.only_if_not_logged,
        "set_at": wish.set_at.isoformat(timespec="minutes") if wish.set_at else None,
    }


def reason_to_skip(session: Session, episode: Episode, wish: Wish, day: date) -> str | None:
    """Why no note is wanted on a local day, or None: the client's rest comes first."""
    if exercises_stopped(session, episode.id):
        return "exercises are stopped"
    pauses = away_of(session, episode.id)
    if any(pause.first_day <= day <= pause.last_day for pause in pauses):
        return "away"
    if wish.only_if_not_logged and _has_logged(session, episode, day):
        return "already logged"
    version = version_on(session, episode.id, day)
    flare = day_reports(session, episode.id, day).flare_ups.on(day, version)
    # What was done before a flare-up began is due, but nobody need be reminded of it.
    left = due_on(version, day, pauses, None if flare is None else {})
    return None if left else "nothing due"


def _has_logged(session: Session, episode: Episode, day: date) -> bool:
    logged = select(DiaryDay.on).where(
        DiaryDay.episode_id == episode.id, DiaryDay.on == day, DiaryDay.logged
    )
    return session.scalar(logged) is not None


def reminder_email(session: Session, settings: Settings, client: Client, name: str) -> Email | None:
    """The note for a local day and time, called "2026-10-25T18:00".

    None without a confirmed address.
    """
    address = address_of(session, client)
    if address is None:
        return None
    practice = session.get_one(Practice, client.practice_id)
    subject, text, html = compose(
        KIND,
        person=client.name,
        practice_name=practice.name,
        **client_links(settings.public_url, client.id),
    )
    return Email(
        kind=KIND,
        to_address=address,
        to_name=client.name,
        subject=subject,
        text=text,
        html=html,
        practice_id=client.practice_id,
        client_id=client.id,
        key=f"{KIND}:{client.id.hex}:{name}",
        bulk=True,
    )
