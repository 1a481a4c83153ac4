"""The mails that tell again of urgent flags. They name no client and say nothing of any answer."""

from typing import Any

from sqlalchemy.orm import Session

from config import Settings
from homecare.accounts.emails import desk_link
from homecare.accounts.models import Practice
from homecare.language import count, local_day, long_date, weekday_date
from homecare.mail.message import Email
from homecare.mail.render import compose
from homecare.reports.urgent_again.queries import Told

AGAIN, COVER = "urgent-again", "cover-begins"


def urgent_email(session: Session, settings: Settings, told: Told) -> Email:
    """That nobody has noted anything on these flags; or that somebody covers from today, and how
    many urgent flags wait there."""
    practice, kind = session.get_one(Practice, told.practice_id), told.piece.kind
    subject, text, html = compose(
        kind,
        person=told.person.name,
        practice_name=practice.name,
        clients=count(len(told.flags), "client"),
        many=len(told.flags) > 1,
        link=desk_link(settings.public_url, practice.id, "/flags"),
        **_why(practice, told),
    )
    return Email(
        kind=kind,
        to_address=told.person.email,
        to_name=told.person.name,
        subject=subject,
        text=text,
        html=html,
        practice_id=practice.id,
        key=f"{kind}:{told.piece.subject}:{told.piece.period}",
    )


def _why(practice: Practice, told: Told) -> dict[str, Any]:
    if told.cover is not None:
        return {"colleague": told.cover.person.name, "until": long_date(told.cover.last_day)}
    return {"since": weekday_date(local_day(told.oldest, practice.zone))}
