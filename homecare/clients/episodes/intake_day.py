"""The day of an intake that was written down as another day."""

from datetime import date

from homecare.accounts import audit
from homecare.acting import Act
from homecare.clients.amended.operations import keep_changes
from homecare.clients.intake import intake_day_problem
from homecare.clients.models import MERGED, MISTAKE, Client, Episode
from homecare.clients.signals import complaint_amended, intake_day_corrected
from homecare.language import local_day, long_date
from homecare.refusals import Refusal

BEGAN = "The complaint began on {}. Write that day or a later one, or put that day right first."


def correct_intake_day(act: Act, episode: Episode, on: date) -> None:
    """Put right on which day somebody was first seen; what is counted from it follows.

    From a week before it was written down to that day; not before care that ended, nor before the
    complaint began. Whoever listens refuses where it is too late: a report stands on an earlier
    day, or a flag was raised by the days as they were counted. Raises Refusal at `intake_on`.
    """
    if on == episode.intake_on:
        return
    problem = (
        intake_day_problem(on, local_day(episode.opened_at, episode.zone))
        or ("" if on >= episode.onset else BEGAN.format(long_date(episode.onset)))
        or overlap_problem(on, last_day_of_care(episode.client, but=episode))
    )
    if problem:
        raise Refusal({"intake_on": problem})
    pair = episode.intake_on, on
    episode.intake_on = on
    audit.note(act, "client.amend", episode.client_id, "intake_on")
    keep_changes(act, episode.client, {"intake_on": pair}, episode)
    act.session.flush()
    intake_day_corrected.send(episode, act=act)
    complaint_amended.send(episode.client, act=act, episode=episode, changed={"intake_on"})


def last_day_of_care(client: Client, but: Episode | None = None) -> date | None:
    """The client's own day on which their last care ended; without what was a mistake, and
    without what is part of other care."""
    ended = [
        local_day(one.closed_at, one.zone)
        for one in client.episodes
        if one is not but and one.closed_at and one.closed_as not in (MISTAKE, MERGED)
    ]
    return max(ended, default=None)


def overlap_problem(intake_on: date | None, ended: date | None) -> str:
    """What is wrong with an intake on that day, None for today, of somebody whose care ended on
    `ended`, or nothing: a day belongs to one stretch of care."""
    if intake_on is None or ended is None or intake_on >= ended:
        return ""
    return f"Their last care ended on {long_date(ended)}. Write that day, or a later one."
