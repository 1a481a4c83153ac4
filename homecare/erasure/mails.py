"""The mails about deleting a record, and forgetting those about a record that goes.

None says anything about anybody's health. The last one to somebody whose record is gone names no
client, and goes itself a week later.
"""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy import and_, delete, or_, select, update
from sqlalchemy.orm import Session

from homecare.accounts.emails import desk_link, record_link
from homecare.accounts.models import Membership, Person, Practice
from homecare.accounts.queries import login_of
from homecare.acting import OWNER, Act
from homecare.clients.addresses import contact_with
from homecare.clients.models import Client
from homecare.erasure.models import KEPT as DECIDED_KEPT
from homecare.erasure.models import TAKEN_BACK as DECIDED_BACK
from homecare.erasure.models import Erasure
from homecare.erasure.people import addresses_of
from homecare.erasure.queries import kept_until_now
from homecare.flags.queries import who_is_told
from homecare.language import local_day, long_date
from homecare.mail.message import Email
from homecare.mail.models import MailPart, MailWords, OutboxMail
from homecare.mail.outbox import queue
from homecare.mail.render import compose

ASKED, KEPT, DONE = "erasure-asked", "erasure-kept", "erasure-done"
TAKEN_BACK = "erasure-taken-back"
OF_SEVERAL = "weekly-digest"
"""The one mail that names several clients, and so belongs to none of them."""
OVER = ("sent", "failed", "uncertain")
GOODBYE_KEPT = timedelta(days=7)


def tell_practice(act: Act, client: Client, request: Erasure) -> None:
    """Each owner of the practice, who decides, hears that somebody asks, or takes that back; so do
    the client's therapist and whoever covers for them, who go on treating meanwhile."""
    practice = act.session.get_one(Practice, client.practice_id)
    owners = _owners(act.session, practice.id)
    today = local_day(act.now, practice.zone)
    over = request.decision == DECIDED_BACK
    write = taken_back_email if over else asked_email
    for person in who_is_told(act.session, practice.id, client.therapist_id, today):
        decides = person.id in owners
        of_client = f"/clients/{client.id}"
        page = "/practice/erasures" if decides and not over else of_client
        link = desk_link(act.public_url, practice.id, page)
        queue(act.session, write(person, practice, request, link, decides=decides), act.now)


def ask_again(act: Act, today: date) -> None:
    """Each owner hears once that the day has come until which a record was kept."""
    practice = act.session.get_one(Practice, act.actor.practice_id)
    link = desk_link(act.public_url, practice.id, "/practice/erasures")
    over = kept_until_now(act.session, practice.id, today)
    owners = _owners(act.session, practice.id) if over else set()
    people = act.session.scalars(select(Person).where(Person.id.in_(owners)).order_by(Person.email))
    for person in people.all() if over else ():
        for one in over:
            mail = asked_email(person, practice, one.row, link, decides=True)
            queue(act.session, mail, act.now)


def asked_email(
    person: Person, practice: Practice, request: Erasure, link: str, *, decides: bool
) -> Email:
    """That a client asks for their record to be deleted, without saying who, to an owner who
    `decides`, or to whoever treats them; or that the day has come until which one was kept."""
    again = request.decision == DECIDED_KEPT
    subject, text, html = compose(
        ASKED,
        person=person.name,
        practice_name=practice.name,
        link=link,
        decides=decides,
        again=again,
    )
    return Email(ASKED, person.email, subject, text, html, person.name, practice_id=practice.id,
                 client_id=request.client_id,
                 key=f"{ASKED}:{'again:' if again else ''}{request.id}:{person.id}")  # fmt: skip


def taken_back_email(
    person: Person, practice: Practice, request: Erasure, link: str, *, decides: bool
) -> Email:
    """That a client no longer asks for their record to be deleted, to whom `asked_email` went."""
    assert request.asked_at is not None  # noqa: S101 (nothing else is taken back)
    subject, text, html = compose(
        TAKEN_BACK,
        person=person.name,
        practice_name=practice.name,
        link=link,
        decides=decides,
        asked=long_date(local_day(request.asked_at, practice.zone)),
    )
    return Email(TAKEN_BACK, person.email, subject, text, html, person.name,
                 practice_id=practice.id, client_id=request.client_id,
                 key=f"{TAKEN_BACK}:{request.id}:{person.id}")  # fmt: skip


def _owners(session: Session, practice_id: UUID) -> set[UUID]:
    owners = select(Membership.person_id).where(
        Membership.practice_id == practice_id,
        Membership.role == OWNER,
        Membership.disabled_at.is_(None),
    )
    return set(session.scalars(owners))


def tell_kept(act: Act, client: Client) -> None:
    """The client hears that there is an answer; what it is stands behind their sign-in."""
    practice = act.session.get_one(Practice, client.practice_id)
    address = _address(act.session, client)
    if address is not None:
        link = record_link(act.public_url, "/me/erasure", client.id)
        queue(act.session, kept_email(practice, address, client, link), act.now)


def kept_email(practice: Practice, address: str, client: Client, link: str) -> Email:
    """That the practice has answered."""
    subject, text, html = compose(
        KEPT, person=client.name, practice_name=practice.name, telephone=practice.telephone,
        link=link,
    )  # fmt: skip
    return Email(KEPT, address, subject, text, html, client.name, practice_id=practice.id,
                 client_id=client.id)  # fmt: skip


def goodbye_to(session: Session, client: Client) -> Email | None:
    """The last mail: that the record is gone. None where there is no address that is theirs."""
    address = _address(session, client)
    practice = session.get_one(Practice, client.practice_id)
    return None if address is None else goodbye_email(practice, address)


def goodbye_email(practice: Practice, address: str) -> Email:
    """That the record was deleted. It names nobody, and its words go once it has left."""
    subject, text, html = compose(DONE, practice_name=practice.name, telephone=practice.telephone)
    return Email(DONE, address, subject, text, html, practice_id=practice.id, has_secret=True)


def _address(session: Session, client: Client) -> str | None:
    return contact_with(client, login_of(session, client.practice_id, client.id)).mailable


def forget(
    session: Session, records: Collection[UUID], logins: Collection[UUID], folder: Path
) -> None:
    """Nothing is left of mails to them or about them, in the outbox or as a file."""
    addresses = addresses_of(session, logins)
    about = OutboxMail.client_id.in_(records)
    theirs = and_(OutboxMail.client_id.is_(None), OutboxMail.to_address.in_(addresses))
    gone = list(session.scalars(select(OutboxMail.id).where(or_(about, theirs))))
    named = _naming(session, records)
    for part in (MailPart, MailWords):
        session.execute(delete(part).where(part.mail_id.in_([*gone, *named])))
    forgotten = update(OutboxMail).where(OutboxMail.id.in_(named))
    session.execute(forgotten.values(forgotten_at=OutboxMail.queued_at))
    session.execute(delete(OutboxMail).where(theirs))
    for mail_id in (*gone, *named):
        (folder / f"{mail_id.hex}.eml").unlink(missing_ok=True)


def _naming(session: Session, records: Collection[UUID]) -> list[UUID]:
    """Digests that have left, or never will, and name one of them beside others."""
    of = select(Client.practice_id, Client.name).where(Client.id.in_(records), Client.name != "")
    found: set[UUID] = set()
    for practice_id, name in session.execute(of):
        digests = select(OutboxMail.id).join(MailWords).where(
            OutboxMail.practice_id == practice_id,
            OutboxMail.kind == OF_SEVERAL,
            OutboxMail.status.in_(OVER),
            MailWords.text.contains(name, autoescape=True),
        )  # fmt: skip
        found.update(session.scalars(digests))
    return sorted(found)


def forget_goodbyes(session: Session, now: datetime) -> None:
    """A week after the last mail to somebody, their address goes too."""
    over = select(OutboxMail.id).where(
        OutboxMail.kind == DONE,
        OutboxMail.status.in_(OVER),
        OutboxMail.queued_at < now - GOODBYE_KEPT,
    )
    ids = list(session.scalars(over))
    for part in (MailPart, MailWords):
        session.execute(delete(part).where(part.mail_id.in_(ids)))
    session.execute(delete(OutboxMail).where(OutboxMail.id.in_(ids)))
