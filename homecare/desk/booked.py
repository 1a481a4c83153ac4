"""What a page says beside a visit or an appointment of what else is booked."""

from datetime import datetime

from sqlalchemy.orm import Session

from homecare.clients.appointments import booked_beside, others_of_day, still_to_say
from homecare.clients.models import BOOKED, Appointment, Episode, Visit
from homecare.clients.queries import zone_of
from homecare.language import listed, on_wall

ALSO = "They are expected at {} that day, too."
BESIDE = "At that very time stands, too: {}."


def also_booked(session: Session, shown: Appointment) -> str:
    """What else is booked: theirs on the day, and others' at that time. It may be a slip, and may
    be meant."""
    times = [f"{o.starts:%H:%M}" for o in others_of_day(session, shown) if o.state == BOOKED]
    people = [client.name for client in booked_beside(session, shown)]
    said = [ALSO.format(listed(times))] if times else []
    return " ".join([*said, *([BESIDE.format(listed(people))] if people else [])])


def to_say_beside(session: Session, shown: Visit, now: datetime) -> str:
    """What nobody has said yet of the appointments of a visit's day."""
    episode = session.get_one(Episode, shown.episode_id)
    here = on_wall(now, zone_of(session, episode))
    return still_to_say(session, episode.id, shown.on, here)
