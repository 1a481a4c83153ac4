"""The only door to client data, tried directly."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from homecare.access import Scope
from homecare.accounts.models import Practice
from homecare.acting import Actor
from homecare.clients.models import Client, Episode
from homecare.extensions import db
from homecare.library.models import Exercise
from tests.make.clients import make_client
from tests.make.people import make_client_login, make_practice


@pytest.fixture
def two_practices(session: Session) -> tuple[tuple[Practice, Actor], tuple[Practice, Actor]]:
    return make_practice(session), make_practice(session, "Elsewhere", "owner@elsewhere.example")


def names(scope: Scope) -> list[str]:
    return sorted(client.name for client in scope.session.scalars(scope.select(Client)))


def test_staff_find_all_clients_of_their_practice_and_no_others(
    session: Session, two_practices: tuple[tuple[Practice, Actor], tuple[Practice, Actor]]
) -> None:
    (_, here), (_, elsewhere) = two_practices
    for name, therapist in [("Ann", here), ("Ben", here), ("Cleo", elsewhere)]:
        make_client(session, therapist, name=name)
    assert names(Scope(session, here)) == ["Ann", "Ben"]
    assert names(Scope(session, elsewhere)) == ["Cleo"]


def test_a_client_finds_only_their_own_rows(
    session: Session, two_practices: tuple[tuple[Practice, Actor], tuple[Practice, Actor]]
) -> None:
    (practice, here), _ = two_practices
    ann, her_episode = make_client(session, here, name="Ann")
    _, his_episode = make_client(session, here, name="Ben")
    scope = Scope(session, make_client_login(session, practice, ann.id))
    assert names(scope) == ["Ann"]
    assert scope.get(Episode, her_episode.id) is her_episode
    with pytest.raises(NotFound):
        scope.get(Episode, his_episode.id)


def test_what_is_not_about_clients_is_not_theirs_to_select(
    session: Session, two_practices: tuple[tuple[Practice, Actor], tuple[Practice, Actor]]
) -> None:
    (practice, here), _ = two_practices
    ann, _ = make_client(session, here)
    scope = Scope(session, make_client_login(session, practice, ann.id))
    with pytest.raises(PermissionError, match="not for clients"):
        scope.select(Exercise)


def test_nothing_is_written_into_another_practice(
    app: Flask,
    session: Session,
    two_practices: tuple[tuple[Practice, Actor], tuple[Practice, Actor]],
) -> None:
    (_, here), (_, elsewhere) = two_practices
    client, _ = make_client(session, here)
    with app.app_context():
        db.session.info["actor"] = elsewhere
        db.session.get_one(Client, client.id).name = "Taken over"
        with pytest.raises(PermissionError, match="another practice"):
            db.session.flush()


def test_nothing_is_written_into_another_clients_record(
    app: Flask,
    session: Session,
    two_practices: tuple[tuple[Practice, Actor], tuple[Practice, Actor]],
) -> None:
    (practice, here), _ = two_practices
    ann, _ = make_client(session, here, name="Ann")
    _, his_episode = make_client(session, here, name="Ben")
    with app.app_context():
        db.session.info["actor"] = make_client_login(session, practice, ann.id)
        db.session.get_one(Episode, his_episode.id).onset -= timedelta(days=1)
        with pytest.raises(PermissionError, match="another client"):
            db.session.flush()
