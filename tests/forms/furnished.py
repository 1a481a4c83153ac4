"""A world in which every form stands on some page."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import chain

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from homecare.accounts.models import Person
from homecare.acting import CLIENT
from homecare.activities.words import Activity
from homecare.clients.appointments import book
from homecare.clients.episodes.away import Days
from homecare.clients.episodes.discharge import discharge
from homecare.clients.episodes.own_away import note_own_away
from homecare.clients.models import Client
from homecare.clients.operations import record_visit
from homecare.clients.visits import strike_visit
from homecare.database import new_id
from homecare.erasure.operations import ask
from homecare.flags.models import Flag
from homecare.flags.red_flag_answers import record_red_flag_answers
from homecare.library.models import Exercise, Template
from homecare.library.operations import archive_exercise, archive_template
from tests.architecture import world as w
from tests.architecture.matrix import ARGUMENTS, MATRIX, Line
from tests.architecture.world import World, make_world
from tests.forms.found import forms_on
from tests.forms.slips import found, make_slips, pages_of_slips, place_of
from tests.make.clients import make_client
from tests.make.people import (
    NOW,
    acting,
    make_client_login,
    make_membership,
    make_practice,
    make_therapist,
    signed_in,
)
from tests.make.programmes import advice, item, make_plan, make_programme

ILL = "a client with a red-flag answer"
ILL_ADDRESS = "ill@post.example"
TWICE = "a therapist who is a client, too"
TWICE_ADDRESS = "twice@post.example"


def furnished_world(app: Flask, session: Session) -> World:
    """The world of the matrix, with a programme, and clients at every station."""
    world = make_world(app, session)
    found = select(Exercise).where(Exercise.practice_id == world.practice.id)
    exercises = {exercise.code: exercise for exercise in session.scalars(found)}
    until = NOW.date() + timedelta(days=28)
    kinds = (advice("sitting", until=until), advice("bath", until=until))
    other_side = item(exercises["figure_four"], side="right")  # so that it can be turned
    items = (*make_plan(exercises).items, other_side)
    plan = make_plan(exercises, items=items, advice=kinds)
    make_programme(session, world.therapist, world.episode, plan)
    matters = Activity(new_id().hex, "Sit through a film", 3, NOW.date())
    world.episode.activities = [matters.kept()]
    world.episode.mail_rests_since = NOW.date()  # so that Me offers to start it again
    world.more["new"] = make_client(session, world.owner, name="Nell New", email="nell@a.example")
    struck = record_visit(acting(session, world.owner, NOW), world.more["new"][1], NOW.date())
    strike_visit(acting(session, world.owner, NOW), struck, "Entered twice")
    world.more["struck out"] = struck
    for number, state in enumerate(("booked", "missed")):
        when = datetime(2027, 3, 3 + number, 9, 30)  # noqa: DTZ001 (by the practice's own clock)
        over = book(acting(session, world.owner, NOW), world.more["new"][1], when)
        over.starts, over.state = when.replace(year=2026, month=1), state
        world.more[f"{state} appointment"] = over
    _make_ill(world)
    make_slips(world)
    for name in ("gone", "gone by mistake"):
        world.more[name], episode = make_client(session, world.owner, name=f"Gus {name}")
        discharge(acting(session, world.owner, NOW), episode)
    session.commit()
    _archive_some_of_the_library(world)
    _make_somebody_with_two_places(world)
    return world


def _archive_some_of_the_library(world: World) -> None:
    found = select(Template).where(Template.practice_id == world.practice.id)
    template = world.session.scalars(found.order_by(Template.name)).first()
    assert template is not None
    archive_template(acting(world.session, world.owner, NOW), template)
    hidden = select(Exercise).where(Exercise.practice_id == world.practice.id)
    exercise = world.session.scalars(hidden.where(Exercise.code == "prone_press_up")).one()
    archive_exercise(acting(world.session, world.owner, NOW), exercise)
    world.session.commit()


def _make_somebody_with_two_places(world: World) -> None:
    """A therapist here who is somebody's client elsewhere."""
    session = world.session
    therapist = make_therapist(session, world.practice, TWICE_ADDRESS, "Thea Twice")
    other, owner = make_practice(session, "Third Practice", "owner@third.example")
    record, _ = make_client(session, owner, name="Thea Twice", email=TWICE_ADDRESS)
    person = session.get_one(Person, therapist.person_id)
    person.confirmed_email = None
    make_membership(session, other, person, CLIENT, record.id)
    world._visitors[TWICE] = signed_in(world.app, TWICE_ADDRESS)


def _make_ill(world: World) -> None:
    session = world.session
    ill, episode = make_client(session, world.owner, name="Ida Ill", email=ILL_ADDRESS)
    me = make_client_login(session, world.practice, ill.id, ILL_ADDRESS, "Ida Ill")
    # Nobody answered from their address yet, so that their page offers to ask.
    session.get_one(Person, me.person_id).confirmed_email = None
    record_red_flag_answers(acting(session, me, NOW), episode, "client", {"fever": False})
    session.commit()
    world._visitors[ILL] = signed_in(world.app, ILL_ADDRESS)
    world.more["ill"] = ill
    ask(acting(session, me, NOW), ill)
    today = NOW.date()
    note_own_away(acting(session, me, NOW), episode, Days(today, today + timedelta(days=3), "Ill"))
    session.commit()


def pages(world: World) -> Iterator[tuple[str, str, TestResponse]]:
    """Every page of the address map as somebody sees it who may, and those of the others."""
    for address, who in chain(_of_the_map(world), _of_the_others(world)):
        yield address, who, world.visitor(who).get(address)
    yield "/practice/rule", w.OWNER, _the_effect_of_a_threshold(world)


def _the_effect_of_a_threshold(world: World) -> TestResponse:
    """The page that asks before thresholds are saved comes only as an answer."""
    owner = world.visitor(w.OWNER)
    asking = forms_on("/practice/rule", owner.get("/practice/rule").text)
    boxes = next(dict(form.usual) for form in asking if form.action.endswith("/effect"))
    answer = owner.post("/practice/rule/effect", data={**boxes, "stall_day": "28"})
    assert answer.status_code == 200, answer.text
    return answer


def _of_the_map(world: World) -> Iterator[tuple[str, str]]:
    map_ = world.app.url_map.bind("localhost")
    for rule in world.app.url_map.iter_rules():
        line = MATRIX[rule.endpoint]
        if "GET" in (rule.methods or ()) and not rule.endpoint.endswith("static"):
            makers = {**ARGUMENTS, **line.arguments}
            values = {name: makers[name](world) for name in rule.arguments}
            for who in _who_may(line):
                for query in line.queries:
                    yield map_.build(rule.endpoint, values) + query, who


def _who_may(line: Line) -> list[str]:
    """Of those whom an address lets in, one of each kind."""
    return [who for who in (w.ANONYMOUS, w.OWNER, w.CLIENT) if who in line.let_in]


def _of_the_others(world: World) -> Iterator[tuple[str, str]]:
    new: Client = world.more["new"][0]
    flag = world.session.scalars(select(Flag).where(Flag.client_id == world.more["ill"].id)).one()
    yield f"/clients/{new.id}", w.OWNER
    yield f"/clients/{new.id}/invitation", w.OWNER
    yield f"/clients/{new.id}/visits/{world.more['struck out'].id}", w.OWNER
    for state in ("booked", "missed"):
        over = world.more[f"{state} appointment"]
        yield f"/clients/{new.id}/appointments/{over.id}", w.OWNER
    visit = world.more["visit"]
    yield f"/clients/{visit.client_id}/visits/{visit.id}{found(world, 'Nell')}", w.OWNER
    yield f"/clients/{world.more['gone'].id}/return", w.OWNER
    yield f"/clients/{world.more['gone by mistake'].id}", w.OWNER
    yield f"/flags/{flag.id}", w.OWNER
    yield f"/practice/colleagues/{place_of(world, world.therapist)}/clients", w.OWNER
    yield from ((page, w.OWNER) for page in pages_of_slips(world))
    yield "/red-flags", ILL
    yield "/me", ILL
    yield "/me/erasure", ILL
    yield "/me/away", ILL
    yield "/caseload", TWICE


def ids_elsewhere(world: World) -> list[str]:
    """Ids of another practice's rows, which no form may take."""
    found = []
    for model in (Client, Exercise, Template):
        statement = select(model.id).where(model.practice_id != world.practice.id)
        found.append(str(world.session.scalars(statement).first()))
    return found
