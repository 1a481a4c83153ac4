"""Two practices with everybody in them: who walks the address map, and what they might reach."""

from base64 import b64decode
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from homecare import clock
from homecare.accounts.invitations import invite
from homecare.accounts.models import Practice
from homecare.accounts.queries import person_of
from homecare.accounts.sign_in.tokens import hash_of
from homecare.acting import Actor, the_clock
from homecare.clients.appointments import book
from homecare.clients.hand_over import arrange_cover
from homecare.clients.imported.operations import add_all
from homecare.clients.models import Client, Episode
from homecare.clients.operations import record_away, record_visit
from homecare.flags.lifecycle import raise_flag
from homecare.library.drawing.figure import digest
from homecare.library.operations import stock_library
from homecare.mail.message import Email
from homecare.mail.outbox import queue
from homecare.programmes.plan import Plan
from homecare.referrals.agreement.operations import ask_client
from homecare.referrals.answers.models import AnswerFile, LetterAnswer
from homecare.referrals.models import Logo, Referral
from homecare.referrals.sending.models import LetterLink
from homecare.referrals.writing import write_referral
from tests.kept import begin_with, own_copies
from tests.library.photographs import make_photographed
from tests.make.clients import make_client, make_intake
from tests.make.flags import finding
from tests.make.people import (
    NOW,
    acting,
    csrf_token,
    make_client_login,
    make_membership,
    make_person,
    make_practice,
    make_therapist,
    signed_in,
)
from tests.make.programmes import item, make_programme
from tests.make.referrals import make_contact, make_draft

# The name of the client whose record everybody tries to reach; it may appear on no page of others.
NAME = "Zebedee Quartermain"
AN_APPOINTMENT = datetime.fromisoformat("2027-03-02T09:30")
# The smallest picture there is.
A_DOT = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII="
)

ANONYMOUS, NOT_ACCEPTED = "anonymous", "not accepted"
CLIENT, OTHER_CLIENT, OUTSIDE_CLIENT = "the client", "another client", "another practice's client"
THERAPIST, COLLEAGUE, OWNER = "own therapist", "colleague", "owner"
OUTSIDER, DISABLED = "another practice's owner", "disabled therapist"

STAFF = frozenset({THERAPIST, COLLEAGUE, OWNER})
CLIENTS = frozenset({CLIENT, OTHER_CLIENT, OUTSIDE_CLIENT})
STRANGERS = frozenset({ANONYMOUS, NOT_ACCEPTED})
EVERYBODY = STAFF | CLIENTS | STRANGERS | {OUTSIDER, DISABLED}

ADDRESSES = {
    CLIENT: "client@post.example",
    OTHER_CLIENT: "other@post.example",
    OUTSIDE_CLIENT: "client@post.elsewhere.example",
    THERAPIST: "therapist@homecare.example",
    COLLEAGUE: "colleague@homecare.example",
    OWNER: "owner@homecare.example",
    OUTSIDER: "therapist@elsewhere.example",
    DISABLED: "disabled@homecare.example",
}


CLAM = digest("clam")  # a drawing by its name
LETTER_TOKEN = "a-link-that-has-ended"
ROWS = ("practice", "client", "episode")


@dataclass
class World:
    """The rows that belong to the client `NAME` and their practice, for arguments of addresses."""

    app: Flask
    session: Session
    practice: Practice
    owner: Actor
    therapist: Actor
    client: Client
    episode: Episode
    invitation: str
    disabled_place: UUID
    more: dict[str, Any] = field(default_factory=dict)
    _visitors: dict[str, FlaskClient] = field(default_factory=dict)
    _tokens: dict[str, str] = field(default_factory=dict)

    def visitor(self, who: str) -> FlaskClient:
        """The browser of one kind of actor, signed in where that kind can."""
        if who not in self._visitors:
            self._visitors[who] = self._open_browser(who)
        return self._visitors[who]

    def _open_browser(self, who: str) -> FlaskClient:
        if who in ADDRESSES:
            return signed_in(self.app, ADDRESSES[who])
        visitor = self.app.test_client()
        if who == NOT_ACCEPTED:
            visitor.get(f"/invitations/{self.invitation}")
        return visitor

    def token_of(self, who: str) -> str:
        """A token that this visitor's forms would carry; read once in each session of theirs."""
        visitor = self.visitor(who)
        if (known := self._tokens.get(_session_of(visitor))) is None:
            known = csrf_token(visitor, "/forgotten-password")
            self._tokens[_session_of(visitor)] = known
        return known

    def browsers(self) -> dict[str, FlaskClient]:
        """The browsers that are open, each with a cookie jar of its own."""
        return {who: _with_cookies_of(browser) for who, browser in self._visitors.items()}


def _session_of(browser: FlaskClient) -> str:
    cookie = browser.get_cookie("__Host-session")
    return cookie.value if cookie else ""


def _with_cookies_of(browser: FlaskClient) -> FlaskClient:
    other = browser.application.test_client()
    other._cookies = dict(browser._cookies or {})
    return other


# Features add what their addresses name: each maker puts rows of `world.client` into `world.more`.
def _letters(world: World) -> None:
    """A flag of the client, a draft letter about them, whom it is to, and the letters' logo."""
    contact = make_contact(world.session, world.therapist, kind="gp")
    clock = the_clock(world.practice.id)
    flag = raise_flag(
        acting(world.session, clock, NOW), world.episode, NOW.date(), finding("stalled")
    )
    draft = make_draft(world.session, world.therapist, world.episode, contact)
    act = acting(world.session, world.therapist, NOW)
    ask_client(act, draft, write_referral(act, world.episode, draft))
    leaf = Logo(practice_id=world.practice.id, png=A_DOT, shows="A leaf", made_at=NOW)
    world.session.add(leaf)
    world.session.commit()
    world.more |= {"contact": contact, "flag": flag, "referral": draft}
    world.more["answer"] = _answer(world, draft)


def _answer(world: World, draft: Referral) -> LetterAnswer:
    """An answer to the letter, with a file."""
    of_practice = world.practice.id
    answer = LetterAnswer(
        practice_id=of_practice, client_id=world.client.id, referral_id=draft.id, next="back",
        how="link", said_by="Dr Kit Hale", received_at=NOW,
    )  # fmt: skip
    world.session.add(answer)
    world.session.add(LetterLink(
        practice_id=of_practice, referral_id=draft.id, token_hash=hash_of(LETTER_TOKEN),
        sent_to="kit@hale.example", made_by=world.therapist.person_id, made_at=NOW, ends_at=NOW,
    ))  # fmt: skip
    world.session.flush()
    world.session.add(AnswerFile(
        practice_id=of_practice, answer_id=answer.id, kind="pdf", content=b"%PDF-", sha256="0",
        size=5,
    ))  # fmt: skip
    return answer


def _mail(world: World) -> None:
    """A mail about the client that failed."""
    email = Email("weekly-progress", ADDRESSES[CLIENT], "Your week", "Hello", to_name=NAME,
                  practice_id=world.practice.id, client_id=world.client.id)  # fmt: skip
    mail = queue(world.session, email, clock.now())
    assert mail is not None
    mail.status = "failed"
    world.session.commit()
    world.more["mail"] = mail


def _visit(world: World) -> None:
    """A visit of the client."""
    act = acting(world.session, world.therapist, NOW)
    world.more["visit"] = record_visit(act, world.episode, NOW.date(), "Gluteals")
    world.more["appointment"] = book(act, world.episode, AN_APPOINTMENT)
    world.more["away"] = record_away(act, world.episode, NOW.date(), NOW.date(), "A wedding")
    world.session.commit()


def _cover(world: World) -> None:
    """A colleague looks after the clients of the client's therapist."""
    colleague = person_of(world.session, ADDRESSES[COLLEAGUE])
    assert colleague is not None
    assert world.therapist.person_id is not None
    today = clock.today(world.practice.zone)
    world.more["cover"] = arrange_cover(
        acting(world.session, world.owner, clock.now()), world.therapist.person_id, colleague.id,
        today, today,
    )  # fmt: skip


def _twice(world: World) -> None:
    """Another record of the practice, which may be the client's too."""
    world.more["twice"], _ = make_client(world.session, world.therapist, name="Taken in twice")


def _import(world: World) -> None:
    """Somebody whom the owner added from a file."""
    act = acting(world.session, world.owner, clock.now())
    assert world.owner.person_id is not None
    intake = make_intake(world.owner.person_id, name="Ina Imported")
    world.more["import"] = add_all(act, [(2, intake), (3, None)])


def _photo(world: World) -> None:
    """An exercise that is shown by a photo, in the client's programme."""
    act = acting(world.session, world.therapist, NOW)
    own = make_photographed(act)
    make_programme(world.session, world.therapist, world.episode, Plan(items=(item(own),)))
    world.more["exercise"] = own


MAKERS: list[Callable[[World], None]] = [_letters, _mail, _visit, _cover, _twice, _import, _photo]


def make_world(app: Flask, session: Session) -> World:
    """Both practices, their people and their clients, and everybody's browser, signed in."""
    made = begin_with(session, "world", lambda: _open_browsers(_make_world(app, session)))
    own = own_copies(session, {name: getattr(made, name) for name in ROWS})
    more = own_copies(session, made.more)
    return replace(made, session=session, more=more, _visitors=made.browsers(), **own)


def _open_browsers(world: World) -> World:
    for who in ADDRESSES:
        world.visitor(who)
    return world


def _make_world(app: Flask, session: Session) -> World:
    practice, owner = make_practice(session)
    stock_library(session, practice.id)
    therapist = make_therapist(session, practice)
    make_therapist(session, practice, ADDRESSES[COLLEAGUE], "Colin Colleague")
    disabled = make_membership(session, practice, make_person(session, ADDRESSES[DISABLED]))
    disabled.disabled_at = NOW
    client, episode = make_client(session, therapist, name=NAME, email=ADDRESSES[CLIENT])
    make_client_login(session, practice, client.id, ADDRESSES[CLIENT], NAME)
    _make_client_with_login(session, practice, therapist, OTHER_CLIENT)
    elsewhere, outsider = make_practice(session, "Elsewhere Practice", ADDRESSES[OUTSIDER])
    stock_library(session, elsewhere.id)
    _make_client_with_login(session, elsewhere, outsider, OUTSIDE_CLIENT)
    invitation = invite(
        acting(session, owner, NOW), role="therapist", name="Nora New", email="new@homecare.example"
    )
    session.commit()
    world = World(
        app, session, practice, owner, therapist, client, episode, invitation, disabled.id
    )
    for make in MAKERS:
        make(world)
    session.commit()
    return world


def _make_client_with_login(
    session: Session, practice: Practice, therapist: Actor, who: str
) -> None:
    client, _ = make_client(session, therapist, name="Olga Other", email=ADDRESSES[who])
    make_client_login(session, practice, client.id, ADDRESSES[who], "Olga Other")
