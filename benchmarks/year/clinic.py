"""A practice's working day: people come, are treated, get another programme, and leave."""

from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import select

from benchmarks.year.calendar import DAY, at
from benchmarks.year.people import REMINDED, Resident
from benchmarks.year.world import PASSWORD, House, World, weekday
from homecare.accounts.access_rules import actor_of
from homecare.accounts.consent import CONSENT_WORDING, record_consent
from homecare.accounts.invitations import Acceptance, accept_invitation, invite
from homecare.accounts.queries import open_invitation
from homecare.acting import CLIENT, Act, Actor
from homecare.assessment.models import Verdict
from homecare.clients.episodes.discharge import discharge
from homecare.clients.intake import Intake
from homecare.clients.models import Episode
from homecare.clients.operations import record_visit, take_in
from homecare.flags.red_flag_answers import record_red_flag_answers
from homecare.library.models import Template
from homecare.programmes.operations import assign_programme
from homecare.programmes.queries import plan_from_template
from homecare.reports.reminders.email import EVERY_DAY, USUAL_TIMES, Wish, settings_of
from homecare.rules.verdict.episode_on_day import RESOLVED
from homecare.today.me.operations import Wanted, set_preferences

WELL_FOR, SILENT_FOR, LONG_IN_CARE = 21 * DAY, 42 * DAY, 182 * DAY
CLEARED_OUT = 280 * DAY
"""After this long even those whom everybody forgot are discharged."""


def working_day(world: World, house: House, on: date, now: datetime) -> None:
    """New clients, visits, discharges; the flags are worked through afterwards."""
    if not weekday(on) or world.calendar.is_down(now):
        return
    for one in world.in_care_of(house):
        _see(world, one, on, now)
    _discharge_some(world, house, on, now)
    for place in range(_free_places(world, house)):
        therapist = _least_busy(world, house)
        _take_in(world, house, therapist, on, now + timedelta(minutes=place))


def _free_places(world: World, house: House) -> int:
    """How many come today: what is free, at most a few for each therapist."""
    share = world.clients * len(house.staff) / len(world.therapists())
    a_day = max(1, world.clients // 20)
    return max(0, min(round(share) - len(world.in_care_of(house)), a_day))


def _least_busy(world: World, house: House) -> Actor:
    busy = [one.therapist for one in world.in_care_of(house)]
    return min(house.staff, key=busy.count)


def _take_in(world: World, house: House, therapist: Actor, on: date, now: datetime) -> None:
    one = world.next_resident(house)
    world.residents.append(one)
    one.practice, one.therapist, one.intake_on = house.name, therapist, on
    email = f"client{one.number}@clients.example"
    assert therapist.person_id is not None
    with world.acting(therapist, now) as act:
        client, episode = take_in(act, Intake(
            name=one.name, email=email, telephone=f"07700 900{one.number:03d}",
            date_of_birth=date(1955 + one.number % 45, 5, 14), gp="Mill Lane Surgery",
            complaint="Pain from the buttock down the back of the leg", side="left",
            onset=on - one.dice("onset").randint(4, 40) * DAY, leg=one.leg[0], back=one.back[0],
            zone=one.zone, therapist_id=therapist.person_id,
        ))  # fmt: skip
        one.client_id, one.episode_id, one.intake_on = client.id, episode.id, episode.intake_on
        for kind in ("health_data", "email"):
            record_consent(act, client.id, kind, CONSENT_WORDING[kind])
        record_red_flag_answers(act, episode, "intake", {})
        one.me = _join(act, client.id, one.name, email)
        _assign(act, episode, "first_days")
        record_visit(act, episode, episode.intake_on, "Gluteals and piriformis.")
    _remind(world, one, now)
    one.visits = _visits(one)


def _join(act: Act, client_id: UUID, name: str, email: str) -> Actor:
    session = act.session
    session.flush()
    token = invite(act, role=CLIENT, name=name, email=email, client_id=client_id)
    session.flush()
    invitation = open_invitation(session, token, act.now)
    assert invitation is not None
    person = accept_invitation(session, invitation, act.now, Acceptance(PASSWORD, by_mail=True))
    session.flush()
    return actor_of(person.memberships[0], person.name)


def _remind(world: World, one: Resident, now: datetime) -> None:
    if one.dice("reminded").random() > REMINDED:
        return
    assert one.me is not None
    with world.acting(one.me, now) as act:
        episode = act.session.get_one(Episode, one.episode_id)
        wish = Wish(USUAL_TIMES, EVERY_DAY, only_if_not_logged=True, set_at=now)
        all_mail = Wanted(True, True, settings_of(wish, on=True))
        set_preferences(act, episode, one.zone, all_mail)


def _assign(act: Act, episode: Episode, code: str) -> None:
    template = act.session.scalars(
        select(Template).where(Template.practice_id == episode.practice_id, Template.code == code)
    ).one()
    plan = plan_from_template(act.session, template, episode, act.now.date())
    assign_programme(act, episode, plan)
    act.session.flush()


def _visits(one: Resident) -> list[date]:
    """The days on which they come: twice soon, then every four weeks or so."""
    assert one.intake_on is not None
    dice, days = one.dice("visits"), [0]
    days += [round(dice.gauss(8, 2)), 8 + max(4, round(dice.gauss(9, 3)))]
    while days[-1] < 330:
        days.append(days[-1] + dice.randint(21, 35))
    return [one.intake_on + max(day, 1) * DAY for day in days[1:]]


def _see(world: World, one: Resident, on: date, now: datetime) -> None:
    """A visit whose day has come; who is better or has given up does not come any more."""
    if not one.visits or one.visits[0] > on:
        return
    planned = one.visits.pop(0)
    if one.left_on is not None or (one.pain[one.day(on)] < 1 and one.day(on) > 30):
        return
    assert one.therapist is not None
    after = one.visits[0] if one.visits and one.dice(planned, "books").random() < 0.8 else None
    with world.acting(one.therapist, now) as act:
        episode = act.session.get_one(Episode, one.episode_id)
        booked = at(after, time(10), one.zone) if after and after > on else None
        record_visit(act, episode, on, "Gluteals and piriformis, 40 minutes.", booked)
        code = {1: "building_up", 4: "keeping_well"}.get(_count(one, planned))
        if code:
            _assign(act, episode, code)


def _count(one: Resident, planned: date) -> int:
    return _visits(one).index(planned) + 1


def _discharge_some(world: World, house: House, on: date, now: datetime) -> None:
    """Discharge who has been well for weeks, who is gone, and who has been here for half a year."""
    world.session.expunge_all()
    rows = world.session.execute(
        select(Verdict.episode_id, Verdict.state, Verdict.state_since).where(
            Verdict.practice_id == house.practice_id
        )
    ).all()
    world.session.rollback()
    states = {row.episode_id: (row.state, row.state_since) for row in rows}
    for one in world.in_care_of(house):
        reason = _reason_to_discharge(one, on, now, *states.get(one.episode_id, ("", None)))
        if reason and one.dice(on, "discharge").random() < 0.15:
            send_home(world, one, on, now, reason)


def _reason_to_discharge(
    one: Resident, on: date, now: datetime, state: str, since: date | None
) -> str:
    assert one.intake_on is not None
    in_care = on - one.intake_on
    if one.stays or (one.forgotten and in_care < CLEARED_OUT):
        return ""
    if state == RESOLVED and since is not None and on - since >= WELL_FOR:
        return "Free of pain for weeks."
    silent = now - one.last_wrote if one.last_wrote else in_care
    if silent > SILENT_FOR and in_care > SILENT_FOR:
        return "Does not come or write any more."
    return "Half a year is over." if in_care > LONG_IN_CARE else ""


def send_home(world: World, one: Resident, on: date, now: datetime, reason: str) -> None:
    """Discharge a client."""
    assert one.therapist is not None
    with world.acting(one.therapist, now) as act:
        discharge(act, act.session.get_one(Episode, one.episode_id), reason)
    one.discharged_on = on
