"""What a page says beside a visit or an appointment of what else is booked."""

from datetime import datetime

from sqlalchemy.orm import Session

from homecare.clients.appointments import booked_beside, on_day, others_of_day
from homecare.clients.models import BOOKED, KEPT, MISSED, Appointment, Episode, Visit
from homecare.clients.queries import zone_of
from homecare.language import listed, on_wall, weekday_date

ALSO = "On {} they are expected at {}, too."
BESIDE = "{}: {} {} booked then, too."
STILL_MISSED = "Of {} that day it still says “did not come”. If they came then, say so there."
STILL_EXPECTED = (
    "They are still expected at {} that day. If this visit was that, say on it that they came."
)
WHICH_OF_THEM = "Booked that day were {}: say on each of them whether they came to it."


def also_booked(session: Session, shown: Appointment) -> str:
    """What else is booked: theirs on the day, and others' at that time. It may be a slip, and may
    be meant."""
    times = [f"{o.starts:%H:%M}" for o in others_of_day(session, shown) if o.state == BOOKED]
    people = [client.name for client in booked_beside(session, shown)]
    day = weekday_date(shown.starts.date())
    said = [ALSO.format(day, listed(times))] if times else []
    if people:
        when, are = f"{day}, {shown.starts:%H:%M}", "is" if len(people) == 1 else "are"
        said.append(BESIDE.format(when, listed(people), are))
    return " ".join(said)


def to_say_beside(session: Session, shown: Visit, now: datetime) -> str:
    """What nobody has said yet of the appointments of a visit's day: they did not come to one, as
    was noted, several were booked, or one is still to come."""
    episode = session.get_one(Episode, shown.episode_id)
    here = on_wall(now, zone_of(session, episode))
    day = on_day(session, episode.id, shown.on, MISSED, BOOKED, KEPT)
    begun, missed = (
        [f"{one.starts:%H:%M}" for one in day if one.state == state and one.starts <= here]
        for state in (BOOKED, MISSED)
    )
    said = [STILL_MISSED.format(listed(missed))] if missed else []
    later = [f"{one.starts:%H:%M}" for one in day if one.state == BOOKED and one.starts > here]
    if begun:
        said.append(WHICH_OF_THEM.format(listed(begun)))
    elif later and not any(one.state == KEPT for one in day):
        said.append(STILL_EXPECTED.format(listed(later)))
    return " ".join(said)
