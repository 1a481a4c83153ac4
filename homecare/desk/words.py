"""Days, moments and facts as a therapist reads them at a glance; filters of the desk's pages."""

from datetime import date, datetime

from flask import g

from homecare import clock
from homecare.accounts.models import Invitation
from homecare.accounts.queries import name_of
from homecare.acting import OWNER
from homecare.clients.intake import unticked_thinners
from homecare.clients.models import Episode
from homecare.desk.blueprint import blueprint
from homecare.language import (
    FLAG_STATUSES,
    listed,
    lived_day,
    local_day,
    near_day,
    near_moment,
    near_wall,
    on_wall,
)

blueprint.add_app_template_filter(name_of, "called_here")


@blueprint.app_template_filter("desk_day")
def day_words(day: date | None, today: date | None = None) -> str:
    """A day of a client's, or one that is over: today, yesterday, "Mon 2 Mar", with the year where
    it is not this one. One that lies ahead has begun where the client is.

    `today` is the practice's own day, here and below, where whoever asks knows it already.
    """
    return "" if day is None else lived_day(day, today or today_here())


@blueprint.app_template_filter("coming_day")
def coming_day(day: date, today: date | None = None) -> str:
    """A day to come: today, tomorrow, "Mon 2 Mar"."""
    return near_day(day, today or today_here())


@blueprint.app_template_filter("their_clock")
def their_clock(zone: str) -> str:
    """That a client's clock shows another time than the practice's; empty where it does not."""
    now = clock.now()
    theirs, ours = on_wall(now, zone), on_wall(now, g.practice.zone)
    if theirs == ours:
        return ""
    day = theirs.date()
    differs = "day is ahead of" if day > ours.date() else "day is behind"
    if day == ours.date():
        differs = f"clock is {'ahead of' if theirs > ours else 'behind'}"
    return f"Their {differs} yours: {zone}, {theirs:%H:%M} now."


@blueprint.app_template_filter("desk_moment")
def moment_words(moment: datetime | None) -> str:
    """A moment in the practice's own time: "Mon 9 Mar, 14:30"."""
    if moment is None:
        return ""
    return near_moment(moment, g.practice.zone, today_here())


@blueprint.app_template_filter("desk_wall")
def wall_at_a_glance(wall: datetime | None, today: date | None = None) -> str:
    """The time of an appointment by the practice's clock: "Mon 9 Mar, 14:30"."""
    return "" if wall is None else near_wall(wall, today or today_here())


def today_here() -> date:
    """The practice's own day."""
    return clock.today(g.practice.zone)


@blueprint.app_template_filter("practice_day")
def practice_day(moment: datetime) -> date:
    """The day of a moment where the practice is."""
    return local_day(moment, g.practice.zone)


@blueprint.app_template_filter("set_aside_until")
def set_aside_until(day: date, today: date | None = None) -> str:
    """How long somebody decided to leave a flag alone."""
    return f"{FLAG_STATUSES['snoozed']} until {coming_day(day, today)}"


def link_ended(ended: bool) -> tuple[str, str]:
    """What is said once somebody takes an invitation back, and how loudly."""
    if ended:
        return "The invitation is taken back: its link opens nothing any more.", "message"
    return "There is no invitation to take back: it was used, or has ended.", "warning"


def ended_by_address(before: str | None, now: str | None) -> str:
    """What is said where a changed address ended an invitation to the one before."""
    ended = f"The invitation to {before} has ended: its link and code open nothing any more."
    return f"{ended} Invite them {f'at {now}' if now else 'with a code to scan'}."


def takes_the_place(before: Invitation) -> str:
    """What is said of a colleague's invitation that another one to the same address ended."""
    role = "therapist and owner" if before.role == OWNER else "therapist"
    return (
        f"This takes the place of the invitation of {before.name} as {role}, which went to the "
        "same address: its link and code open nothing any more."
    )


@blueprint.app_template_filter("manipulation")
def manipulation(episode: Episode) -> str:
    """What is said of manipulation beside the reasons against it that were ticked, if any."""
    against = episode.client.contraindications
    if found := unticked_thinners(episode.client):
        not_said = "Not ticked above" if against else "No reason ticked"
        return f"{not_said}, though {listed(found)} may thin the blood: look again"
    if against:
        return ""
    if episode.against_asked_at is None:
        return "Nothing noted against it; not asked at this intake"
    return "Nothing against it"
