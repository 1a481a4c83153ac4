"""What a client's page asks of an episode, all at once: what each room asks, it asks itself."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from homecare.access import Scope
from homecare.accounts.trail.queries import audit_asked
from homecare.clients import queries as clients
from homecare.clients.amended.queries import changes_asked
from homecare.clients.episodes import queries as treated
from homecare.clients.episodes.words import last_day
from homecare.clients.merged.queries import merges_asked
from homecare.clients.models import Episode
from homecare.desk.client.what_happened import REPLACED, TITLES
from homecare.desk.invited import sign_ins_asked
from homecare.diary.queries import record_asked, replaced_asked
from homecare.flags.queries import flags_asked, steps_asked
from homecare.language import local_day
from homecare.mail.queries import mails_asked
from homecare.programmes.queries import versions_asked
from homecare.progress.queries import course_asked
from homecare.progress.words import Part
from homecare.referrals.queries import letters_asked
from homecare.screening.queries import rounds_asked
from homecare.together import Asked

TWO_WEEKS = timedelta(days=14)  # whole days, before today


class Shown(NamedTuple):
    """The days that a page is about: today, the first of its diary, and the ends of its chart."""

    today: date
    first: date
    chart: tuple[date, date]


def shown_of(episode: Episode, now: datetime, whole_diary: bool, part: Part) -> Shown:
    """The days of a page on which so much of the diary and of the chart is asked for."""
    today = local_day(now, episode.zone)
    last, begun = last_day(episode) or today, episode.intake_on
    days = (last - begun).days if part.days is None else part.days - 1
    first = begun if whole_diary else max(begun, last - TWO_WEEKS)
    return Shown(today, first, (last - timedelta(days=days), last))


def asked_ahead(scope: Scope, episode: Episode, shown: Shown) -> list[Asked]:
    """The questions whose answers a page needs whatever stands in them. What a merge or a letter
    asks besides is asked where it is found."""
    of, practice, client = episode.id, episode.practice_id, episode.client_id
    return [
        rounds_asked(of),
        versions_asked(of),
        letters_asked(scope, client),
        clients.invitation_asked(scope, client),
        sign_ins_asked(practice, client),
        flags_asked(of),
        steps_asked(of),
        treated.visits_asked(scope, of),
        treated.corrections_asked(scope, of),
        treated.appointments_asked(scope, of),
        *course_asked(episode, *shown.chart),
        merges_asked(practice, [client]),
        record_asked(of, episode.intake_on, shown.first, shown.chart[1]),
        replaced_asked(of, episode.intake_on, REPLACED),
        changes_asked(of),
        audit_asked(practice, [client], TITLES),
        mails_asked(practice, [client]),
        clients.away_asked(of),
        clients.consents_asked(scope, client),
    ]
