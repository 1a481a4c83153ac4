"""The mails that can't wait for the digest: somebody's answers or figures need a therapist now.

They name the client, say whether they need somebody at once or today, and nothing else: what was
answered stands behind the sign-in, and the subject says nothing of anybody's health. To an address
that nobody confirmed they go too, since an alarm must not be lost, but they name nobody.
"""

from typing import NamedTuple

from homecare.accounts.emails import desk_link
from homecare.accounts.models import Person, Practice
from homecare.acting import Act
from homecare.clients.models import Episode
from homecare.flags.findings import needs_emergency_help
from homecare.flags.models import Flag
from homecare.flags.queries import who_is_told, who_was_mailed
from homecare.language import local_day
from homecare.mail.message import Email
from homecare.mail.outbox import queue
from homecare.mail.render import compose

NEEDS_YOU, MISTAKEN, OVER = "flag-needs-you", "flag-mistaken", "flag-over"


class Notice(NamedTuple):
    """A mail about one occasion, and the page that it leads to."""

    mail: str
    occasion: str
    link: str
    at_once: bool = False


def notify_practice(
    act: Act,
    episode: Episode,
    flag: Flag,
    occasion: str,
    mail: str = NEEDS_YOU,
) -> None:
    """Queue one mail for `occasion` to the therapist, their cover and each owner, save
    whoever did it."""
    # Nothing of what is asked here waits to be stored: a night stores its flags together.
    with act.session.no_autoflush:
        practice = act.session.get_one(Practice, episode.practice_id)
        at_once = needs_emergency_help(flag.reasons, flag.figures)
        notice = Notice(mail, occasion, _page(act, flag), at_once)
        today = local_day(act.now, practice.zone)
        told = who_is_told(act.session, practice.id, episode.client.therapist_id, today)
        for person in dict.fromkeys(told):
            if person.id != act.actor.person_id:
                queue(act.session, _email(notice, practice, episode, person), act.now)


def notify_over(act: Act, episode: Episode, flag: Flag) -> None:
    """Tell those who were mailed that a flag needs them, and work here still, that it no longer
    stands; save whoever took it back."""
    practice = act.session.get_one(Practice, episode.practice_id)
    notice = Notice(OVER, str(flag.id), _page(act, flag))
    for person in who_was_mailed(act.session, flag, NEEDS_YOU):
        if person.id != act.actor.person_id:
            queue(act.session, _email(notice, practice, episode, person), act.now)


def _page(act: Act, flag: Flag) -> str:
    return desk_link(act.public_url, flag.practice_id, f"/flags/{flag.id}")


def _email(notice: Notice, practice: Practice, episode: Episode, person: Person) -> Email:
    subject, text, html = compose(
        notice.mail,
        person=person.name,
        client_name=episode.client.name if person.address_is_confirmed else "",
        practice_name=practice.name,
        link=notice.link,
        at_once=notice.at_once,
    )
    return Email(
        kind=notice.mail,
        to_address=person.email,
        to_name=person.name,
        subject=subject,
        text=text,
        html=html,
        practice_id=episode.practice_id,
        client_id=episode.client_id,
        key=f"{notice.mail}:{notice.occasion}:{person.id}",
    )
