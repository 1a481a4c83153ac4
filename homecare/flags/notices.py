"""The mails that can't wait for the digest: somebody's answers or figures need a therapist now.

They name the client, say whether they need somebody at once or today, and nothing else: what was
answered stands behind the sign-in, and the subject says nothing of anybody's health. To an address
that nobody confirmed they go too, since an alarm must not be lost, but they name nobody.
"""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from homecare.accounts.emails import News, colleague_news, desk_link
from homecare.accounts.models import Person, Practice
from homecare.accounts.queries import colleagues, works_in
from homecare.acting import OWNER, Act
from homecare.clients.models import Client, Cover, Episode
from homecare.flags.findings import level_of_answers, needs_emergency_help
from homecare.flags.models import Flag
from homecare.flags.queries import who_is_told, who_was_mailed
from homecare.language import count, local_day, long_date
from homecare.mail.message import Email
from homecare.mail.outbox import queue
from homecare.mail.render import compose
from homecare.rules.verdict.episode_on_day import URGENT
from homecare.screening.queries import shown_to_clients

NEEDS_YOU, MISTAKEN, OVER = "flag-needs-you", "flag-mistaken", "flag-over"


class Notice(NamedTuple):
    """A mail about one occasion, and the page that it leads to."""

    mail: str
    occasion: str
    link: str
    at_once: bool = False
    to_do: str = ""
    """What the page says that they are to do, where red-flag answers ask; else nothing."""


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
        notice = Notice(
            mail, occasion, _page(act, flag), at_once, _to_do(act.session, episode, flag)
        )
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


def _to_do(session: Session, episode: Episode, flag: Flag) -> str:
    """Whether their own page told them what to do about their answers, or somebody has to; empty
    of what no answer asks: nobody was told anything then."""
    level = level_of_answers(flag.reasons, flag.figures)
    if level is None:
        return ""
    shown = shown_to_clients(session, [episode.id]).get(episode.id)
    is_told = shown is not None and shown.level >= level
    return "what we told them to do" if is_told else "what to tell them to do"


def _page(act: Act, flag: Flag) -> str:
    return desk_link(act.public_url, flag.practice_id, f"/flags/{flag.id}")


class HandedOn(NamedTuple):
    """Whose clients somebody else looks after, for good or on some days, and how many of them
    have an urgent flag as it is arranged."""

    of: UUID
    to: UUID
    urgent: int


def urgent_with(session: Session, practice_id: UUID, therapist_id: UUID) -> int:
    """How many clients of a therapist have an urgent flag that nobody has decided."""
    of_theirs = select(func.count()).select_from(Flag).join(Client, Client.id == Flag.client_id)
    urgent = of_theirs.where(
        Flag.practice_id == practice_id,
        Client.therapist_id == therapist_id,
        Flag.kind == URGENT,
        Flag.closed_at.is_(None),
    )
    return session.scalar(urgent) or 0


def tell_of_hand_over(act: Act, given: HandedOn, number: int) -> None:
    """Whoever has all the clients of a colleague now, and whoever had them, hear so at once."""
    before, after = _two(act, given)
    clients, are = count(number, "client"), "is" if number == 1 else "are"
    title = f"Clients of {before.name} are with {after.name} now"
    lines = [f"{clients} of {before.name} {are} with you from now on, discharged ones included."]
    _tell(act, after, title, [*lines, *_urgent_words(given.urgent), _by(act)])
    _tell(
        act, before, title, [f"{clients} of yours {are} with {after.name} from now on.", _by(act)]
    )


def tell_of_cover(act: Act, cover: Cover, urgent: int, *, how: str) -> None:
    """Whoever covers, and whoever is away, hear of a cover that is "arranged", "changed" or
    "ended", save who did it. Of one that falls away, as whoever covers has no access any more,
    "gone", the owners hear, too: nobody covers then."""
    away, covers = _two(act, HandedOn(cover.person_id, cover.covered_by, urgent))
    days = f"from {long_date(cover.first_day)} to {long_date(cover.last_day)}"
    if how == "ended":
        title = f"{covers.name} does not cover for {away.name} any more"
        _tell(act, covers, title, [f"You don’t cover for {away.name} any more, {days}.", _by(act)])
        _tell(
            act, away, title, [f"{covers.name} does not cover for you any more, {days}.", _by(act)]
        )
        return
    if how == "gone":
        _tell_of_nobody(act, cover, days, urgent)
        return
    title = f"{covers.name} covers for {away.name} {days}"
    other = ["The days were changed."] if how == "changed" else []
    mine = f"You cover for {away.name} {days}. Their clients stand in your caseload on these days."
    _tell(act, covers, title, [mine, *other, *_urgent_words(urgent), _by(act)])
    _tell(act, away, title, [f"{covers.name} covers for you {days}.", *other, _by(act)])


def _tell_of_nobody(act: Act, cover: Cover, days: str, urgent: int) -> None:
    away, covers = _two(act, HandedOn(cover.person_id, cover.covered_by, urgent))
    title = f"Nobody covers for {away.name} {days}"
    have = count(urgent, "of their clients has", "of their clients have")
    lines = [
        "Choose somebody else under Practice, at the clients of whoever is away.",
        *([f"{have} an urgent flag as this is written."] if urgent else []),
        f"{act.actor.name} took the access away.",
    ]
    gone = f"{covers.name} has no access any more, so nobody covers for"
    _tell(act, away, title, [f"{gone} you {days}.", *lines])
    for place in colleagues(act.session, cover.practice_id):
        if place.role == OWNER and place.person_id != away.id:
            _tell(act, place.person, title, [f"{gone} {away.name} {days}.", *lines])


def _two(act: Act, given: HandedOn) -> tuple[Person, Person]:
    return act.session.get_one(Person, given.of), act.session.get_one(Person, given.to)


def _urgent_words(number: int) -> list[str]:
    if not number:
        return []
    have = f"{count(number, 'of them has', 'of them have')} an urgent flag as this is written"
    return [f"{have}: look at {'it' if number == 1 else 'these'} first."]


def _by(act: Act) -> str:
    return f"{act.actor.name} arranged it."


def _tell(act: Act, person: Person, title: str, lines: Sequence[str]) -> None:
    """Nobody is told what they did themselves, nor somebody who has no access any more."""
    practice = act.session.get_one(Practice, act.actor.practice_id)
    here = act.session.scalar(select(works_in(practice.id, person.id)))
    if person.id != act.actor.person_id and here:
        link = desk_link(act.public_url, practice.id, "/caseload")
        news = News(title, lines, link, "Open my caseload")
        queue(act.session, colleague_news(person, practice, news), act.now)


def _email(notice: Notice, practice: Practice, episode: Episode, person: Person) -> Email:
    subject, text, html = compose(
        notice.mail,
        person=person.name,
        client_name=episode.client.name if person.address_is_confirmed else "",
        practice_name=practice.name,
        link=notice.link,
        at_once=notice.at_once,
        to_do=notice.to_do,
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
