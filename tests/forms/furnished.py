"""A world in which every form stands on some page."""

from collections.abc import Iterator
from datetime import timedelta

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.clients.models import Client
from homecare.clients.operations import discharge
from homecare.flags.models import Flag
from homecare.flags.operations import screen
from homecare.library.models import Exercise, Template
from tests.architecture import world as w
from tests.architecture.matrix import ARGUMENTS, MATRIX, Line
from tests.architecture.world import World, make_world
from tests.make import NOW, make_client_login, signed_in
from tests.make_clients import make_client
from tests.make_flags import URL
from tests.make_programmes import advice, make_plan, make_programme

ILL = "a client with a red-flag answer"
ILL_ADDRESS = "ill@post.example"


def furnished_world(app: Flask, session: Session) -> World:
    """The world of the matrix, with a programme, and clients at every station."""
    world = make_world(app, session)
    found = select(Exercise).where(Exercise.practice_id == world.practice.id)
    exercises = {exercise.code: exercise for exercise in session.scalars(found)}
    until = NOW.date() + timedelta(days=28)
    kinds = (advice("sitting", until=until), advice("bath", until=until))
    make_programme(session, world.therapist, world.episode, make_plan(exercises, advice=kinds))
    world.more["new"] = make_client(session, world.owner, name="Nell New", email="nell@a.example")
    _make_ill(world)
    gone, episode = make_client(session, world.owner, name="Gus Gone")
    discharge(session, world.owner, NOW, episode)
    session.commit()
    world.more["gone"] = gone
    return world


def _make_ill(world: World) -> None:
    session = world.session
    ill, episode = make_client(session, world.owner, name="Ida Ill", email=ILL_ADDRESS)
    me = make_client_login(session, world.practice, ill.id, ILL_ADDRESS, "Ida Ill")
    screen(session, me, NOW, episode, "client", {"fever": False}, public_url=URL)
    session.commit()
    world._visitors[ILL] = signed_in(world.app, ILL_ADDRESS)
    world.more["ill"] = ill


def pages(world: World) -> Iterator[tuple[str, str]]:
    """Every page of the address map with somebody who may open it, and those of the others."""
    map_ = world.app.url_map.bind("localhost")
    for rule in world.app.url_map.iter_rules():
        line = MATRIX[rule.endpoint]
        if "GET" in (rule.methods or ()) and not rule.endpoint.endswith("static"):
            makers = {**ARGUMENTS, **line.arguments}
            values = {name: makers[name](world) for name in rule.arguments}
            for who in _who_may(line):
                for query in line.queries:
                    yield map_.build(rule.endpoint, values) + query, who
    yield from _of_the_others(world)


def _who_may(line: Line) -> list[str]:
    """Of those whom an address lets in, one of each kind."""
    return [who for who in (w.ANONYMOUS, w.OWNER, w.CLIENT) if who in line.let_in]


def _of_the_others(world: World) -> Iterator[tuple[str, str]]:
    new: Client = world.more["new"][0]
    flag = world.session.scalars(select(Flag).where(Flag.client_id == world.more["ill"].id)).one()
    yield f"/clients/{new.id}", w.OWNER
    yield f"/clients/{new.id}/invitation", w.OWNER
    yield f"/clients/{world.more['gone'].id}/return", w.OWNER
    yield f"/flags/{flag.id}", w.OWNER
    yield "/red-flags", ILL


def ids_elsewhere(world: World) -> list[str]:
    """Ids of another practice's rows, which no form may take."""
    found = []
    for model in (Client, Exercise, Template):
        statement = select(model.id).where(model.practice_id != world.practice.id)
        found.append(str(world.session.scalars(statement).first()))
    return found
