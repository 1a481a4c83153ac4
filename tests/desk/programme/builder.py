"""The programme builder as a browser sends it."""

from typing import Any

from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from homecare.desk.programme.forms import typed_from
from homecare.programmes import queries
from homecare.programmes.plan import Plan
from tests.make.people import (
    NOW,
    csrf_token,
)
from tests.make.programmes import Room

TODAY = NOW.date()


def address(room: Room) -> str:
    return f"/clients/{room.client.id}/programme"


def typed(plan: Plan, number: int = 0, **changes: str) -> MultiDict[str, str]:
    form = typed_from(plan, number, TODAY)
    for name, value in changes.items():
        form[name.replace("__", "-")] = value
    return form


def send(browser: FlaskClient, room: Room, form: MultiDict[str, str], do: str = "save") -> Any:
    form["do"], form["csrf_token"] = do, csrf_token(browser, f"{address(room)}?start=empty")
    return browser.post(address(room), data=form)


def newest(session: Session, room: Room) -> Any:
    session.expire_all()
    return queries.versions_of(session, room.episode.id)[0]
