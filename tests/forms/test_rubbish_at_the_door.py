"""The two forms that somebody fills in before there is anybody to sign in as."""

from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from config import Settings
from homecare import clock
from homecare.accounts.addresses import ask_person
from homecare.accounts.models import Person
from homecare.mail.models import MailWords
from tests.accounts.sign_in.test_forgotten_password import ask_for_a_link, page_in, the_mail
from tests.accounts.test_confirmed_addresses import ADDRESS
from tests.conftest import empty
from tests.forms.found import forms_on
from tests.forms.test_rubbish import AT_THE_DOOR, Door, feed, nothing_broke
from tests.make.people import csrf_token, make_practice, set_up_page

STRANGER = "a stranger"


class Doorstep:
    """A browser of nobody's; before each sending all is put back as it was."""

    def __init__(self, app: Flask, put_back: Callable[[], None]) -> None:
        self.app, self.put_back = app, put_back
        self.browser = app.test_client()

    def visitor(self, who: str) -> FlaskClient:
        return self.browser

    def token_of(self, who: str) -> str:
        """A token of a new browser, which the next sending comes from."""
        self.put_back()
        self.browser = self.app.test_client()
        return csrf_token(self.browser, "/forgotten-password")


def fed(app: Flask, endpoint: str, page: str, put_back: Callable[[], None]) -> Door:
    """The one form of a page, after it was sent in many ways."""
    assert endpoint in AT_THE_DOOR
    doorstep = Doorstep(app, put_back)
    (form,) = forms_on(page, doorstep.browser.get(page).text)
    door = Door(endpoint, STRANGER, page, form)
    feed(doorstep, door, [])
    doorstep.token_of(STRANGER)
    door.send(doorstep, form.usual)
    return door


def test_the_set_up_takes_no_rubbish(app: Flask) -> None:
    door = fed(app, "desk.set_up", set_up_page(app), lambda: empty(app))
    nothing_broke([door])
    # 400: a character that no database can hold.
    assert {302, 422} <= door.statuses <= {302, 400, 422}


def test_the_confirmed_address_takes_no_rubbish(
    app: Flask, session: Session, settings: Settings
) -> None:
    _, owner = make_practice(session)
    person = session.get_one(Person, owner.person_id)
    person.confirmed_email = None
    ask_person(session, settings, clock.now(), person)
    session.commit()

    def put_back() -> None:
        """The page asks until the address is confirmed."""
        session.execute(update(Person).values(confirmed_email=None))
        session.commit()

    page = ADDRESS.search(session.scalars(select(MailWords.text)).one())
    assert page is not None
    door = fed(app, "today.confirm_address", page[0], put_back)
    nothing_broke([door])
    assert {302} <= door.statuses


def test_the_new_password_takes_no_rubbish(app: Flask, session: Session) -> None:
    make_practice(session)
    ask_for_a_link(app.test_client())
    kept = session.execute(select(Person.id, Person.password, Person.fs_uniquifier)).one()

    def put_back() -> None:
        """The link works until the password is another."""
        as_it_was = {"password": kept.password, "fs_uniquifier": kept.fs_uniquifier}
        session.execute(update(Person).where(Person.id == kept.id).values(as_it_was))
        session.commit()

    door = fed(app, "security.reset_password", page_in(the_mail(session)), put_back)
    nothing_broke([door])
    assert {200, 302} <= door.statuses
