"""A practice that has lived for a year: one client of 52 weeks, and seventy in care on one day."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.acting import Act, Actor
from homecare.clients.models import Episode
from homecare.clients.operations import record_away, record_visit
from homecare.database import new_id
from homecare.diary.days import close_days
from homecare.diary.envelope import MOST, Arrival
from homecare.diary.ledger import Report
from homecare.diary.receiving import receive
from homecare.flags.decisions import dismiss, record_action, snooze
from homecare.flags.findings import is_of_answers
from homecare.flags.models import Flag
from homecare.flags.red_flag_answers import clear_episode, record_red_flag_answers
from homecare.library.models import Exercise
from homecare.questions.operations import answer_check
from homecare.referrals.models import Contact
from homecare.referrals.operations import GateShutError, draft_referral, issue_referral
from homecare.referrals.writing import write_referral
from tests.make.clients import make_client
from tests.make.diary import BRIDGE, ROLLS, Care, told
from tests.make.flags import assess, at, on
from tests.make.people import acting, make_client_login
from tests.make.programmes import item, make_plan, make_programme
from tests.make.referrals import make_contact

WEEKS = 52
YEAR = 7 * WEEKS
VISITS_EVERY, PROGRAMME_EVERY, FLARE_EVERY = 18, 56, 75
LEVELS = (6, 6, 5, 3, 2, 3, 5, 7, 7, 6, 4, 4, 4)
"""Leg pain in each four weeks of the year: twice better, twice worse, and level for long."""


def live_a_year(session: Session, care: Care) -> None:
    """Daily entries, weekly checks, twenty visits, flare-ups, flags, decisions and letters."""
    contacts = [make_contact(session, care.therapist, kind=kind) for kind in ("gp", "chiropractor")]
    dice = Random("a year")
    for week in range(WEEKS):
        _live_a_week(session, care, week, dice)
        assess(session, care, 7 * week + 7)
        if week % 2:
            _decide(session, care, 7 * week + 8, contacts, dice)
    session.commit()


def _live_a_week(session: Session, care: Care, week: int, dice: Random) -> None:
    for day in range(7 * week, 7 * week + 7):
        if day % VISITS_EVERY == 0:
            after = at(day + VISITS_EVERY)
            record_visit(acting(session, care.therapist, at(day)), care.episode, on(day),
                         "Gluteals and piriformis, 40 minutes.", after)  # fmt: skip
        if day and day % PROGRAMME_EVERY == 0:
            _change_programme(session, care, day)
    if week == WEEKS // 2:
        week_off = on(7 * week + 2), on(7 * week + 5)
        record_away(acting(session, care.therapist, at(7 * week)), care.episode, *week_off)
    evening = at(7 * week + 6) + timedelta(hours=10)
    send(session, care.me, _reports(range(7 * week, 7 * week + 7), dice), evening)
    change = dice.choice((0, 0, 1, 1, -1, 2))
    answer_check(acting(session, care.me, evening), care.episode,
                 entry_id=new_id(), change=change, answers={})  # fmt: skip
    session.commit()
    close_days(session, at(7 * week + 7))
    session.commit()


def _change_programme(session: Session, care: Care, day: int) -> None:
    rows = session.scalars(select(Exercise).where(Exercise.practice_id == care.practice.id))
    library = {exercise.code: exercise for exercise in rows}
    items = (
        item(library["knee_rolls"], in_flare=True, times_a_day=1 + day // 56 % 2),
        item(library["glute_bridge"]),
    )
    make_programme(session, care.therapist, care.episode,
                   make_plan(library, items=items, advice=()), at(day))  # fmt: skip


def _reports(days: range, dice: Random) -> Iterator[Report]:
    for day in days:
        leg = max(0, min(10, round(dice.gauss(LEVELS[day // 28], 0.6))))
        if day and dice.random() < 0.9:
            yield told(body={"leg": leg, "back": leg // 2}, day=on(day), done_at=at(day))
        for line in (ROLLS, BRIDGE):
            if dice.random() < 0.8:
                body = {"line": line, "outcome": "done"}
                yield told("exercise", body, on(day), done_at=at(day))
        if day % FLARE_EVERY == 30:
            yield told("flare", {"state": "start"}, on(day), done_at=at(day))


def send(session: Session, me: Actor, reports: Iterator[Report], now: datetime) -> None:
    """Everything at once, as a phone sends what it kept."""
    arrivals = [Arrival(report.id, "", {}, report) for report in reports]
    for first in range(0, len(arrivals), MOST):
        outcomes = receive(acting(session, me, now), arrivals[first : first + MOST]).outcomes
        assert all(outcome.kept for outcome in outcomes), outcomes
    session.commit()


def _decide(session: Session, care: Care, day: int, contacts: list[Contact], dice: Random) -> None:
    """The therapist decides on the live flag, each time in another way."""
    flag = session.scalar(
        select(Flag).where(Flag.episode_id == care.episode.id, Flag.closed_at.is_(None))
    )
    if flag is None or flag.status != "open":
        return
    act = acting(session, care.therapist, at(day))
    if is_of_answers(flag):
        clear_episode(act, care.episode, "Spoken to: nothing new.")
    else:
        dice.choice(WAYS)(act, flag, care.episode, dice.choice(contacts))
    session.commit()


def _refer(act: Act, flag: Flag, episode: Episode, contact: Contact) -> None:
    try:
        letter = draft_referral(act, episode, contact, "Could you see this client?", flag)
    except GateShutError:
        record_action(act, flag, "call", "A letter has to wait.")
        return
    letter.differs_why = "Agreed with them."
    issue_referral(act, letter, write_referral(act, episode, letter))


WAYS: tuple[Callable[[Act, Flag, Episode, Contact], Any], ...] = (
    _refer,
    _refer,
    lambda act, flag, _episode, _to: record_action(act, flag, "call", "Spoken to: on the way."),
    lambda act, flag, _episode, _to: snooze(act, flag, "Wait for the next visit.", 7),
    lambda act, flag, _episode, _to: dismiss(act, flag, "On the way: carry on as we are."),
)


# Seventy in care: how each has been, and how many are so.
SEVENTY = {
    "better": 22, "urgent": 1, "red_flag": 1, "worse": 4, "stalled": 6, "quiet": 5, "level": 5,
    "idle": 3, "seldom": 3, "gone": 9, "same": 9, "early": 2,
}  # fmt: skip
WAIT = {"urgent", "red_flag", "worse", "stalled", "quiet", "level", "idle"}
"""Those on whose flag nobody has decided yet."""
LIVED = 28


def make_seventy(session: Session, care: Care, until: date) -> None:
    """As many clients beside the one of `care`, each of them looked at in the night of `until`."""
    kinds = (kind for kind, count in SEVENTY.items() for _ in range(count))
    rows = session.scalars(select(Exercise).where(Exercise.practice_id == care.practice.id))
    library = {exercise.code: exercise for exercise in rows}
    for place, kind in enumerate(kinds):
        if place:  # the first is the one who is there already
            _make_one(session, care, library, kind, place, (until - on(0)).days)


def _make_one(
    session: Session, care: Care, library: dict[str, Exercise], kind: str, place: int, today: int
) -> None:
    began = today - (9 if kind == "early" else LIVED + place % 14)
    name, email = f"{SURNAMES[place % len(SURNAMES)]} {place:02d}", f"c{place}@clients.example"
    client, episode = make_client(session, care.therapist, at(began), name=name, email=email,
                                  onset=on(began - 9))  # fmt: skip
    record_red_flag_answers(acting(session, care.therapist, at(began)), episode, "therapist", {})
    me = make_client_login(session, care.practice, client.id, email=email, name=name)
    one = Care(care.practice, care.therapist, me, client, episode)
    make_programme(session, care.therapist, episode, make_plan(library, advice=()), at(began))
    for day in (began, began + 9, began + 18):
        if day < today and kind != "early":
            record_visit(acting(session, care.therapist, at(day)), episode, on(day),
                         "Gluteals.", at(today + 3) if place % 2 else None)  # fmt: skip
    dice = Random(place)
    send(session, me, _lived(kind, began, today, dice), at(today - 1) + timedelta(hours=9))
    close_days(session, at(today) - timedelta(hours=4), care.practice.id)
    session.commit()
    if kind in ("urgent", "red_flag"):
        code = "leg_weaker" if kind == "urgent" else "night_pain"
        record_red_flag_answers(
            acting(session, me, at(today - 1)), episode, "client", {code: False}
        )
        session.commit()
    for day in range(today - 14, today + 1, 7):
        assess(session, one, day)
        flag = session.scalar(
            select(Flag).where(Flag.episode_id == episode.id, Flag.closed_at.is_(None))
        )
        if kind not in WAIT and flag is not None:
            dismiss(acting(session, care.therapist, at(day)), flag, "On the way: carry on.")
            session.commit()


SURNAMES = ("Amir Rahman", "Beth Lowry", "Colin Marsh-Whittaker", "Dilys Evans", "Ewan Fraser",
            "Farah Malik", "Gareth Pugh", "Hannah Osei", "Ivor Blake", "Jess Turner")  # fmt: skip
PAIN: dict[str, Callable[[float], float]] = {
    "worse": lambda part: 4 + 4.5 * part,
    "better": lambda part: 6 - 4 * part,
    "gone": lambda part: 6 * (1 - part) ** 3,
    "level": lambda part: 8 - 6 * min(part, 0.4),
}


def _lived(kind: str, began: int, today: int, dice: Random) -> Iterator[Report]:
    pain = PAIN.get(kind, lambda _part: 6.0)
    quiet_from = today - 11 if kind == "quiet" else today
    for day in range(max(began + 1, today - 29), min(quiet_from, today)):
        if kind == "seldom" and day % 6:
            continue
        level = pain((day - began) / (today - began))
        leg = max(0, min(10, round(dice.gauss(level, 0.4))))
        yield told(body={"leg": leg, "back": leg // 2}, day=on(day), done_at=at(day))
        if kind == "idle" and day % 5:
            continue
        for line, times in ((ROLLS, 2), (BRIDGE, 1)):
            body = {"line": line, "outcome": "done", "times": times}
            yield told("exercise", body, on(day), done_at=at(day))
