"""What therapists decide on flags: after a day or five, each in their way, on some never."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from random import Random

from sqlalchemy import select

from benchmarks.year.calendar import DAY
from benchmarks.year.people import Resident
from benchmarks.year.world import House, World, weekday
from homecare.acting import Act
from homecare.clients.models import Episode
from homecare.flags.decisions import What, dismiss, record_action, snooze
from homecare.flags.findings import is_of_answers
from homecare.flags.models import Flag
from homecare.flags.red_flag_answers import clear_episode
from homecare.language import local_day
from homecare.referrals.models import Contact
from homecare.referrals.operations import (
    GateShutError,
    draft_referral,
    issue_referral,
    withdraw_referral,
)
from homecare.referrals.writing import write_referral

NEVER = 0.08
"""Of the flags that nobody ever decides on."""
LONGEST_WAIT = 5
CHOICES = {
    "gp": {"gp letter": 5, "call": 3, "snooze": 1, "dismiss": 1},
    "worsening": {"call": 4, "visit": 3, "gp letter": 1, "programme": 1, "dismiss": 1},
    "stalled": {"letter": 3, "visit": 2, "programme": 2, "call": 1, "snooze": 1, "dismiss": 1},
    "review": {"dismiss": 4, "visit": 2, "programme": 2, "letter": 1, "snooze": 1},
    "quiet": {"call": 5, "dismiss": 2, "snooze": 2, "visit": 1},
    "not_following": {"call": 3, "programme": 3, "dismiss": 3, "snooze": 1},
}
"""How therapists decide, by the kind of the flag; the numbers are weights."""


@dataclass(frozen=True, slots=True)
class Ground:
    """A flag to decide on, and on what ground."""

    world: World
    house: House
    act: Act
    flag: Flag
    episode: Episode


def decide_flags(world: World, house: House, on: date, now: datetime) -> None:
    """Take every decision of a practice whose day has come."""
    if not weekday(on) or world.calendar.is_down(now):
        return
    world.session.expunge_all()
    statement = select(Flag.id, Flag.client_id).where(
        Flag.practice_id == house.practice_id, Flag.status == "open"
    )
    rows = world.session.execute(statement.order_by(Flag.raised_at, Flag.id)).all()
    world.session.rollback()
    known = world.by_client()
    for flag_id, client_id in rows:
        one = known[client_id]
        if not one.in_care or one.therapist is None:
            continue
        with world.acting(one.therapist, now) as act:
            flag = act.session.get_one(Flag, flag_id)
            if flag.closed_at is None:
                episode = act.session.get_one(Episode, flag.episode_id)
                _decide(Ground(world, house, act, flag, episode), one, on)


def _decide(ground: Ground, one: Resident, on: date) -> None:
    flag = ground.flag
    opened_on = local_day(_opened_at(flag), one.zone)
    if is_of_answers(flag):
        if on > opened_on:
            clear_episode(ground.act, ground.episode, "Spoken to: nothing new.")
            ground.world.seen.decided["clear"] += 1
        return
    dice = one.dice(flag.raised_on, flag.kind, opened_on)
    if dice.random() < NEVER or on < opened_on + dice.randint(1, LONGEST_WAIT) * DAY:
        return
    weights = CHOICES[flag.kind]
    what = dice.choices(list(weights), list(weights.values()))[0]
    DOES[what](ground, dice)
    ground.world.seen.decided[f"{flag.kind} {what}"] += 1


def _opened_at(flag: Flag) -> datetime:
    """When the flag was opened last: a snooze that is over opens it again."""
    opened = [step.at for step in flag.transitions if step.new == "open" and step.old != "open"]
    return max(opened, default=flag.raised_at)


def _record(what: What, words: str) -> Callable[[Ground, Random], None]:
    return lambda ground, _dice: record_action(ground.act, ground.flag, what, words)


def _snooze(ground: Ground, dice: Random) -> None:
    snooze(ground.act, ground.flag, "Wait for the next visit.", dice.choice((7, 14)))


def _dismiss(ground: Ground, _dice: Random) -> None:
    dismiss(ground.act, ground.flag, "On the way: carry on as we are.")


def _letter(kind: str) -> Callable[[Ground, Random], None]:
    """Refer with a letter, or call where nobody may be treated by hand yet."""

    def write(ground: Ground, _dice: Random) -> None:
        contact = ground.act.session.get_one(Contact, ground.house.contacts[kind])
        try:
            _issue(ground, contact)
        except GateShutError:
            record_action(ground.act, ground.flag, "call", "A letter has to wait.")

    return write


def _issue(ground: Ground, contact: Contact) -> None:
    act, episode, words = ground.act, ground.episode, "Could you see this client?"
    referral = draft_referral(act, episode, contact, words, ground.flag)
    if referral.contact_id != contact.id:
        withdraw_referral(act, referral)
        referral = draft_referral(act, episode, contact, words, ground.flag)
    referral.differs_why = "They asked for it."
    issue_referral(act, referral, write_referral(act, episode, referral))


DOES: dict[str, Callable[[Ground, Random], None]] = {
    "call": _record("call", "Spoken to."),
    "visit": _record("visit", "Booked."),
    "programme": _record("change_programme", "Lighter for two weeks."),
    "snooze": _snooze,
    "dismiss": _dismiss,
    "letter": _letter("chiropractor"),
    "gp letter": _letter("gp"),
}
