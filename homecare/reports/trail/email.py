"""The owner's mails about the audit trail: each month where it ends, and that it breaks."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from config import Settings
from homecare.accounts.emails import desk_link
from homecare.accounts.models import Membership
from homecare.accounts.trail.chain import EMPTY, write_end
from homecare.accounts.trail.queries import Found, heads
from homecare.language import month_and_year
from homecare.mail.message import Email
from homecare.mail.render import compose
from homecare.reports.trail.figures import month_figures

MONTHLY, BROKEN = "monthly-trail", "trail-broken"


def monthly_trail(
    session: Session, settings: Settings, membership: Membership, month: date
) -> Email:
    """What the trail has of a month, given by its first day, and where it ends as this is written.

    Kept in a mailbox, the end shows whether somebody has cut anything off before it.
    """
    practice = membership.practice
    begins, ends = (starts(day, practice.zone) for day in (month, after(month)))
    subject, text, html = compose(
        MONTHLY,
        person=membership.person.name,
        practice_name=practice.name,
        month=month_and_year(month),
        figures=month_figures(session, practice.id, begins, ends),
        head=write_end(practice.id, heads(session).get(practice.id, EMPTY)),
        link=desk_link(settings.public_url, practice.id, "/practice/audit"),
    )
    return _to(membership, MONTHLY, month.isoformat(), (subject, text, html))


def broken_trail(membership: Membership, found: Found, public_url: str) -> Email:
    """That a line of the trail does not hold; once for each first line that does not."""
    words = compose(
        BROKEN,
        person=membership.person.name,
        practice_name=membership.practice.name,
        whose="of the server" if found.practice_id is None else f"of {found.practice}",
        line=found.seq,
        what=found.what,
        link=desk_link(public_url, membership.practice_id, "/practice/audit"),
    )
    return _to(membership, BROKEN, f"{found.practice_id}:{found.seq}", words)


def after(month: date) -> date:
    """The first day of the month after the one given by its first day."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def before(day: date) -> date:
    """The first day of the month before the one of `day`."""
    return date(day.year - (day.month == 1), (day.month + 10) % 12 + 1, 1)


def starts(day: date, zone: str) -> datetime:
    """The moment at which a day begins in a zone."""
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


def _to(membership: Membership, kind: str, what: str, words: tuple[str, str, str]) -> Email:
    subject, text, html = words
    return Email(
        kind=kind,
        to_address=membership.person.email,
        to_name=membership.person.name,
        subject=subject,
        text=text,
        html=html,
        practice_id=membership.practice_id,
        key=f"{kind}:{what}:{membership.id.hex}",
        bulk=kind == MONTHLY,
    )
