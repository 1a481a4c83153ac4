"""That mail did not get through, on every page of the desk."""

from datetime import datetime
from functools import cache
from typing import Any

from flask import g
from sqlalchemy import ColumnElement, Select, and_, bindparam, func, or_, select

from homecare import clock
from homecare.accounts.models import Membership, Person
from homecare.accounts.queries import newest_line
from homecare.acting import OWNER
from homecare.clients.covers.queries import ones_own
from homecare.clients.models import Client
from homecare.clockwork.failures import signs_of_nights
from homecare.clockwork.stops import sign_of
from homecare.desk.blueprint import blueprint
from homecare.extensions import db
from homecare.mail.models import OutboxMail
from homecare.mail.undelivered import ADDRESS_CHANGED, SHOWN_FOR, is_undelivered
from homecare.mail.urgent import SOON, urgent_since
from homecare.together import Asked, rows


def undelivered_told() -> str:
    """How many such mails this page's reader should hear of, in words: an owner of all, a
    therapist of those about clients whom they look after. Since when urgent ones wait too."""
    actor, now = g.actor, clock.now()
    given = {"practice": actor.practice_id, "since": now - SHOWN_FOR, "by": now - SOON}
    if actor.role != OWNER:
        given |= {"person": actor.person_id, "today": clock.today(g.practice.zone)}
        [[(*mails, g.urgent_since)]] = rows(db.session, Asked(_of_ones_own(), given))
        return _told(*mails)
    [[found]] = rows(db.session, Asked(_of_all(), given))
    # What an owner hears of the server comes along, as each page asks for both.
    g.urgent_since, *g.signs_of_server = found[2:]
    return _told(*found[:2])


def _told(missed: int, held: int) -> str:
    """What was tried in vain, apart from what was held back here: the second is no fault."""
    tried = [f"{_mails_in_words(missed)} did not get through"] if missed else []
    kept = f"{_mails_in_words(held)} held back, as an address was changed"
    return ", and ".join([*tried, kept] if held else tried)


def _mails_in_words(number: int) -> str:
    return "One mail" if number == 1 else f"{number} mails"


@cache
def _of_all() -> Select[*tuple[Any, ...]]:
    """Made when it is first asked for: every table must be known by then."""
    return _counted().add_columns(newest_line(), sign_of(), *signs_of_nights())


@cache
def _of_ones_own() -> Select[int, int, datetime]:
    own = select(Client.id).where(Client.practice_id == bindparam("practice"), ones_own())
    return _counted().where(OutboxMail.client_id.in_(own))


def _counted() -> Select[int, int, datetime]:
    held = func.count().filter(OutboxMail.error == ADDRESS_CHANGED)
    waiting = urgent_since(bindparam("practice"), bindparam("by"))
    missed = select(func.count() - held, held, waiting).select_from(OutboxMail)
    return missed.where(of_practice(bindparam("practice")), is_undelivered(bindparam("since")))


def of_practice(practice_id: Any) -> ColumnElement[bool]:
    """The practice's mails, and those of the sign-ins of everybody in it."""
    people = select(Person.email).join(Membership, Membership.person_id == Person.id)
    people = people.where(Membership.practice_id == practice_id)
    return or_(
        OutboxMail.practice_id == practice_id,
        and_(OutboxMail.practice_id.is_(None), OutboxMail.to_address.in_(people)),
    )


blueprint.context_processor(lambda: {"undelivered_told": undelivered_told})
