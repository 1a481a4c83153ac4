"""Slips that are put right by a form of their own: what a furnished world holds of them."""

from collections.abc import Iterator
from uuid import UUID

from flask import g
from sqlalchemy import select

from homecare.accounts.invitations import invite
from homecare.accounts.models import Membership
from homecare.acting import CLIENT, THERAPIST, Act, Actor
from homecare.clients.episodes.mistakes import end_as_mistake
from homecare.clients.hand_over import hand_over
from homecare.clients.models import Client, Episode
from homecare.desk.searched import sealed
from homecare.diary.ledger import AMEND
from homecare.diary.operations import record_entry
from homecare.flags.decisions import dismiss, snooze
from homecare.flags.lifecycle import raise_flag
from homecare.flags.models import Flag
from homecare.merging.operations import merge
from homecare.merging.plan import Choices
from homecare.referrals import contacts as book
from tests.architecture.world import World
from tests.make.clients import make_client
from tests.make.diary import TODAY, told
from tests.make.flags import finding
from tests.make.people import NOW, acting, make_client_login, make_therapist
from tests.make.referrals import make_contact


def make_slips(world: World) -> None:
    """A flag dismissed and one set aside, two records merged, clients handed over."""
    act = acting(world.session, world.owner, NOW)
    flags = [_flag(act, make_client(world.session, world.owner, name=f"Fay {n}")[1]) for n in "ab"]
    dismiss(act, flags[0], "oops")
    snooze(act, flags[1], "oops")
    world.more["decided flags"] = flags
    keeper, twin = (make_client(world.session, world.owner, name="Ann Twin")[0] for _ in range(2))
    merge(act, keeper.id, twin.id, Choices(goes_on="keeper"))
    world.more["keeper"] = keeper
    world.more["mistaken"] = make_client(world.session, world.owner, name="Mia Mistaken")[0]
    end_as_mistake(act, world.more["mistaken"].episodes[0])
    world.more["invited"] = make_client(world.session, world.owner, name="Ina Invited")[0]
    invite(act, role=CLIENT, name="Ina Invited", client_id=world.more["invited"].id)
    invite(act, role=THERAPIST, name="Tia Invited", email="tia@post.example")
    world.more["replaced"] = _scores_replaced(world, act)
    world.more["not theirs"] = _reported_by_somebody_else(world)
    book.archive_contact(act, make_contact(world.session, world.owner, name="Gil Gone"))
    leaver = make_therapist(world.session, world.practice, "leaver@post.example", "Lea Leaver")
    make_client(world.session, leaver, name="Cal Client")
    assert leaver.person_id
    assert world.owner.person_id
    hand_over(act, leaver.person_id, world.owner.person_id)
    world.more["leaver"] = leaver
    world.session.commit()


def _scores_replaced(world: World, act: Act) -> Client:
    client, episode = make_client(world.session, world.owner, name="Rae Rated")
    me = make_client_login(world.session, world.practice, client.id, "rae@post.example", "Rae")
    said = told()
    record_entry(acting(world.session, me, NOW), episode, said)
    instead = told(op=AMEND, supersedes=said.id, seq=2, body={"leg": 9, "back": 9})
    record_entry(act, episode, instead)
    return client


def _reported_by_somebody_else(world: World) -> Client:
    client, episode = make_client(world.session, world.owner, name="Wil Wrong")
    me = make_client_login(world.session, world.practice, client.id, "wil@post.example", "Wil")
    record_entry(acting(world.session, me, NOW), episode, told())
    places = select(Membership).where(Membership.client_id == client.id)
    world.session.scalars(places).one().disabled_at = NOW
    return client


def _flag(act: Act, episode: Episode) -> Flag:
    return raise_flag(act, episode, NOW.date(), finding("stalled"))


def pages_of_slips(world: World) -> Iterator[str]:
    """Where those forms stand."""
    yield from (f"/flags/{flag.id}" for flag in world.more["decided flags"])
    yield f"/clients/{world.more['keeper'].id}"
    yield f"/clients/{world.more['mistaken'].id}"
    yield f"/clients/{world.more['invited'].id}"
    yield f"/clients/{world.more['not theirs'].id}/not-theirs"
    yield f"/practice/colleagues/{place_of(world, world.more['leaver'])}/clients"
    yield f"/clients/{world.more['replaced'].id}/diary?day={TODAY}"
    booked = world.more["booked appointment"]
    yield f"/clients/{booked.client_id}/appointments/{booked.id}{found(world, 'Fay')}"


def found(world: World, words: str) -> str:
    """What an address ends with after the owner has searched for these words."""
    with world.app.test_request_context():
        g.actor = world.owner
        return f"?found={sealed(words)}"


def place_of(world: World, actor: Actor) -> UUID:
    """The membership of somebody who works here."""
    places = select(Membership.id).where(Membership.person_id == actor.person_id)
    return world.session.scalars(places).one()
