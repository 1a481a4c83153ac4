"""Days away that clients note themselves: a therapist's rows, within limits of their own.

Silence on days away is heard by nobody, so a long or an open-ended break is a therapist's to note.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from homecare.acting import Act
from homecare.clients.episodes.away import Days, correct_away, take_back_away
from homecare.clients.models import Away, Episode
from homecare.clients.operations import record_away
from homecare.clients.queries import away_of
from homecare.clients.visits import hold
from homecare.language import day_and_month, local_day
from homecare.refusals import Problems, Refusal

DAY = timedelta(days=1)
REACHES_BACK = timedelta(days=7)
"""So long ago days away may have begun: who was ill notes it when they are up again."""
AHEAD = timedelta(days=183)
MOST, WITHIN = 28, 42
"""So many days of so many in a row a client may note: after them silence is heard again."""
TOO_LONG_AGO = "You can note days away from {} on. Your therapist can note earlier ones: tell them."
TOO_FAR = "That is more than half a year ahead. Note it nearer the time."
TOO_MANY = (
    "You can note four weeks away within six. Is it longer? Tell your therapist: they can note it."
)
TAKE_BACK_FIRST = "You noted some of these days already. Take those back below first."
NOT_NOW = "These days are over. Your therapist can change them: tell them."


def own_away(act: Act, episode: Episode) -> list[Away]:
    """The days away that whoever acts noted themselves, the earliest first."""
    me = act.actor.person_id
    return [one for one in away_of(act.session, episode.id) if one.recorded_by == me]


def may_change(away: Away, today: date) -> bool:
    """Whether a client may still take back what they noted: as far back as they may note it."""
    return away.last_day >= today - REACHES_BACK


def note_own_away(act: Act, episode: Episode, days: Days) -> Away:
    """Note days on which the client is away, both ends included; the same form sent twice is noted
    once. Raises Refusal, with a sentence for each field."""
    hold(act.session, episode)
    noted = own_away(act, episode)
    if not any((one.first_day, one.last_day) == days[:2] for one in noted):
        today = local_day(act.now, episode.zone)
        problems = _limits(days, noted, earliest_own(episode, today), today)
        if problems:
            raise Refusal(problems)
    return record_away(act, episode, days.first_day, days.last_day, days.reason)


def earliest_own(episode: Episode, today: date) -> date:
    """The earliest day that a client can note as away."""
    return max(episode.intake_on, today - REACHES_BACK)


def come_back(act: Act, episode: Episode, away: Away) -> None:
    """Be back before days away are over: they end yesterday. Raises Refusal where they don't hold
    today."""
    today = local_day(act.now, episode.zone)
    if not away.first_day < today <= away.last_day:
        raise Refusal(NOT_NOW)
    correct_away(act, episode, away, Days(away.first_day, today - DAY, away.reason))


def take_back_own(act: Act, episode: Episode, away: Away) -> None:
    """Take back days away that were none. Raises Refusal where they are long over."""
    if not may_change(away, local_day(act.now, episode.zone)):
        raise Refusal(NOT_NOW)
    take_back_away(act, episode, away)


def _limits(days: Days, noted: Iterable[Away], earliest: date, today: date) -> Problems:
    first, last, _ = days
    if last < first:
        return {"last_day": "The last day can’t be before the first day."}
    if first < earliest:
        return {"first_day": TOO_LONG_AGO.format(day_and_month(earliest))}
    if first > today + AHEAD:
        return {"first_day": TOO_FAR}
    if last - first >= timedelta(days=MOST):
        return {"last_day": TOO_MANY}
    more = {*_days(first, last)}
    away = {day for one in noted for day in _days(one.first_day, one.last_day)}
    if away & more:
        return {"first_day": TAKE_BACK_FIRST}
    return {"last_day": TOO_MANY} if _most_within(away | more, first, last) > MOST else {}


def _days(first: date, last: date) -> Iterable[date]:
    return (first + number * DAY for number in range((last - first).days + 1))


def _most_within(away: set[date], first: date, last: date) -> int:
    """How many days are away of so many in a row, at most, where `first` to `last` are among
    them."""
    reach = WITHIN * DAY
    starts = _days(first - reach + DAY, last)
    return max(sum(day in away for day in _days(start, start + reach - DAY)) for start in starts)
