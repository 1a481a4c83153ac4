"""What a practice asks of its people's sign-ins, and what it does when somebody lost a device."""

from datetime import date

from sqlalchemy.orm import Session

from homecare.accounts import audit
from homecare.accounts.emails import factors_email
from homecare.accounts.factors import operations
from homecare.accounts.factors.queries import works_elsewhere
from homecare.accounts.models import Membership, Person, Practice
from homecare.accounts.queries import has_factor
from homecare.acting import Act
from homecare.language import long_date
from homecare.mail import outbox
from homecare.refusals import Refusal

SHORTEST_NOTE = 5
LONGEST_NOTE = 200
OWN_FIRST = "Set up your own second step first, so that you don’t shut yourself out."
NOT_HERE = (
    "Whoever works in another practice, too, gets a code from whoever runs this server: its owner "
    "could not know of it otherwise."
)
NOT_YOURSELF = "Another owner has to do this for you, or whoever runs this server."
SAY_HOW = "Say in a few words how you knew that it is them."


def ask_for_factors(act: Act, practice: Practice, day: date | None, idle_minutes: int) -> None:
    """From which day on everybody who works here needs two factors, and how long a shared computer
    may stand unused. Raises Refusal where the owner would shut themselves out."""
    owner = act.actor.person_id
    soon = day is not None and day <= act.now.date()
    if soon and (owner is None or not has_factor(act.session, owner)):
        raise Refusal({"day": OWN_FIRST})
    told = f"second step: {long_date(day) if day else 'no'}; idle: {idle_minutes} minutes"
    practice.factors_from, practice.idle_minutes = day, idle_minutes
    audit.note(act, "practice.amend", subject=told)
    act.session.flush()


def give_code(act: Act, place: Membership, identity: str, link: str) -> str:
    """A code for somebody of the practice who lost what they sign in with; they are told by mail.
    Raises Refusal for oneself, for somebody who works elsewhere too, and without a note of how
    they were known."""
    if place.person_id == act.actor.person_id:
        raise Refusal(NOT_YOURSELF)
    if works_elsewhere(act.session, place.person_id, place.practice_id):
        raise Refusal(NOT_HERE)
    audit.note(act, "factor.code given", client_id=place.client_id, subject=str(place.id))
    by = f"{act.actor.name}, an owner of {place.practice.name},"
    return _give(act, place.person, identity, link, by)


def give_code_on_the_server(
    session: Session, person: Person, identity: str, act: Act, link: str
) -> str:
    """The same by whoever runs the server: for an only owner, and who works in two practices."""
    operations.note(session, person, act.now, "factor.code given")
    return _give(act, person, identity, link, "Whoever runs the server")


def _give(act: Act, person: Person, identity: str, link: str, by: str) -> str:
    identity = " ".join(identity.split())
    if len(identity) < SHORTEST_NOTE:
        raise Refusal({"identity": SAY_HOW})
    giver = act.actor.person_id
    code = operations.give_out(
        act.session, person, act.now, giver if giver != person.id else None,
        identity[:LONGEST_NOTE],
    )  # fmt: skip
    what = (
        f"{by} gave out a code with which you can sign in without your phone or key. It works once "
        "within a day, with your password, and ends every passkey and app there was."
    )
    outbox.queue(act.session, factors_email(person, what, link), act.now)
    return code
