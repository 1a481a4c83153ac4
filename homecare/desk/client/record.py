"""What a client's page shows, read together."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import groupby
from typing import Any, NamedTuple
from uuid import UUID

from flask import abort

from homecare.access import Scope
from homecare.accounts.models import Consent, Invitation, Membership, Person
from homecare.accounts.queries import names_of
from homecare.activities.queries import followed
from homecare.activities.words import Followed
from homecare.assessment.models import Verdict
from homecare.clients import queries as clients
from homecare.clients.addresses import Contact, contact_with
from homecare.clients.episodes.words import is_before, is_mistake, last_day
from homecare.clients.intake import age_on
from homecare.clients.merged.models import RecordMerge
from homecare.clients.merged.queries import joined
from homecare.clients.models import Away, Client, Episode
from homecare.desk.caseload.marks import at_the_top, top_asked
from homecare.desk.charts import charts
from homecare.desk.client.advice_words import Written, advice_answered, not_due, told_of_days
from homecare.desk.client.episodes.after_care import SentSince, beside
from homecare.desk.client.episodes.asked_ahead import TWO_WEEKS, asked_ahead, shown_of
from homecare.desk.client.episodes.letters import Post, post_of
from homecare.desk.client.events import Event, events, lines_of
from homecare.desk.client.visit_events import Treated, treated_in
from homecare.desk.client.what_happened import decided as all_decided
from homecare.desk.invited import way_in
from homecare.diary import queries as diary
from homecare.diary.ledger import EntryRow
from homecare.diary.not_theirs.queries import ThroughSignIn
from homecare.flags.models import Flag
from homecare.flags.queries import flags_with_first_reasons
from homecare.language import (
    month_and_year,
    of_ended_care,
    with_its_week,
    without_invitation,
)
from homecare.programmes.models import ProgrammeVersion
from homecare.programmes.queries import versions_of
from homecare.progress.queries import Course, CourseDay, course
from homecare.progress.words import THREE_MONTHS, Part, parts_of
from homecare.referrals.agreement.models import LetterAgreement
from homecare.referrals.agreement.queries import asked_about_draft, waits_for
from homecare.rules.red_flags import CONTRAINDICATIONS, Level
from homecare.rules.schedule import holding
from homecare.screening.models import RedFlagAnswer
from homecare.screening.queries import is_pressing, rounds_of
from homecare.together import ahead

FEW = 20
"""So many lines of what happened are read in one go; more are folded by months (ours)."""


class Asked(NamedTuple):
    """How much of a record somebody wants to see: of the diary, and of the chart."""

    whole_diary: bool = False
    part: Part = THREE_MONTHS


@dataclass(frozen=True)
class Record:
    """A client with the episode shown, the open one or the last."""

    client: Client
    episode: Episode
    therapist: Person
    today: date
    verdict: Verdict | None
    flag: Flag | None
    answers: Sequence[RedFlagAnswer]
    treated: Treated
    away: Sequence[Away]
    away_noted_by: dict[UUID | None, str]
    diary: Sequence[CourseDay]
    reported: dict[date, list[EntryRow]]
    entered: dict[date, str]
    late: dict[date, str]
    not_due: dict[UUID, str]
    course: Course
    programme: ProgrammeVersion | None
    names: dict[str, str]
    events: list[Event]
    login: Membership | None
    login_called: str
    signs_in_anew: bool
    invitation: Invitation | None
    invitation_state: str
    invited: str
    sign_in_ended: datetime | None
    through_others: Sequence[ThroughSignIn]  # reported by sign-ins that were taken back since
    post: Post
    asked_about: LetterAgreement | None  # of the letter that is a draft
    draft_waits: str  # for what a doctor has to look at before anybody treats by hand
    consents: Sequence[Consent]
    matters: Sequence[Followed]
    asked: Asked
    to_discharge: str
    erasure_asked: datetime | None  # that nobody has answered yet
    is_asked: bool  # the red-flag questions, once at least
    others: Sequence[Episode]
    not_theirs: Collection[UUID]  # rounds that came through a sign-in taken back since
    sent_since: Sequence[SentSince]  # what they sent after this care had ended
    merged: RecordMerge | None  # the last one into this record, as long as it can be undone

    @property
    def follows(self) -> Episode | None:
        """The care that had ended when the one shown began; not one that was a mistake."""
        began, counting = self.episode.opened_at, (o for o in self.others if not is_mistake(o))
        return next((o for o in counting if o.closed_at and o.closed_at <= began), None)

    @property
    def is_past(self) -> bool:
        """Whether there is newer care than the one shown."""
        return any(is_before(self.episode, one) for one in self.others)

    @property
    def age(self) -> int:
        """Whole years, today."""
        return age_on(self.client.date_of_birth, self.today)

    @property
    def contact(self) -> Contact:
        """Where the client's mail goes, if it does."""
        return contact_with(self.client, self.login)

    @property
    def red_flags(self) -> list[RedFlagAnswer]:
        """Answers that stop the exercises and nobody cleared yet."""
        return [
            answer
            for answer in self.answers
            if answer.cleared_at is None and answer.urgency > Level.BACKGROUND
        ]

    @property
    def pressing(self) -> list[RedFlagAnswer]:
        """Answers that ask for somebody, background for the GP too, and nobody cleared yet."""
        return [one for one in self.answers if one.cleared_at is None and is_pressing(one)]

    @property
    def background(self) -> list[RedFlagAnswer]:
        """What was said about the past at intake, with the therapist's decision."""
        return [answer for answer in self.answers if answer.urgency == Level.BACKGROUND]

    @property
    def has_earlier(self) -> bool:
        """Whether the diary goes back further than is shown."""
        return self.episode.intake_on < _last_day(self.episode, self.today) - TWO_WEEKS

    @cached_property
    def charts(self) -> tuple[str, str]:
        """The part asked for as one drawing, wide and narrow; nothing on the first day."""
        return charts(self.course)

    @property
    def parts(self) -> tuple[Part, ...]:
        """The parts that the chart can show."""
        return parts_of((self.today - self.episode.intake_on).days + 1)

    @property
    def asked_part(self) -> str | None:
        """The part as an address names it; the usual one needs no name."""
        return None if self.asked.part == THREE_MONTHS else self.asked.part.code

    @property
    def flares_left_out(self) -> bool:
        """Whether what was followed leaves out a day of a flare-up."""
        days = timedelta(days=self.course.followed_days)
        until = self.course.asked_on
        return any(d.flare and until - days <= d.on < until for d in self.course.days)

    @cached_property
    def timeline(self) -> list[dict[str, Any]]:
        """The events as the timeline macro wants them."""
        return lines_of(self.events)

    def months_before(self, shown: int) -> list[tuple[str, list[dict[str, Any]]]]:
        """What is older than the newest `shown` lines, by months where there is much of it."""
        older = self.timeline[shown:]
        if len(older) <= FEW:
            return [("", older)]
        return [
            (month_and_year(date.fromisoformat(f"{month}-01")), list(of_month))
            for month, of_month in groupby(older, lambda line: line["iso"][:7])
        ]

    @property
    def newest_consents(self) -> list[Consent]:
        """The newest word on what lasts; of a letter, which stands with it, only without that."""
        newest: dict[str, Consent] = {}
        for consent in self.consents:
            newest.setdefault(consent.kind, consent)
        lasting = [consent for kind, consent in newest.items() if kind != "referral_letter"]
        return lasting or list(newest.values())

    def in_its_week(self, text: str) -> str:
        """A sentence of the verdict, with its week named where that is not this one; of care that
        has ended without what was to come."""
        if self.red_flags:  # the night that wrote it did not know of the answer
            text = without_invitation(text)
        if self.episode.closed_at is not None:
            text = of_ended_care(text)
        return with_its_week(text, self.verdict.on, self.today) if self.verdict else text

    @property
    def advice(self) -> list[str]:
        """How the advice went over the last two weeks, in sentences."""
        since = _last_day(self.episode, self.today) - TWO_WEEKS
        return advice_answered(self.diary, self.reported, since)

    def contraindication(self, code: str) -> str:
        """The words of a reason against manipulation."""
        return CONTRAINDICATIONS.get(code, code)

    def exercise_name(self, line: str) -> str:
        """What a report's line is about: an exercise, by the newest version that has it."""
        return self.names.get(line, "An exercise")


def read_record(scope: Scope, client_id: UUID, now: datetime, asked: Asked) -> Record:
    """Read a client's record as it is now; a 404 where there is none within reach."""
    episodes = clients.episodes_of(scope, client_id) or abort(404)
    return record_of(scope, episodes[0], now, asked, episodes)


def record_of(
    scope: Scope, episode: Episode, now: datetime, asked: Asked, episodes: Sequence[Episode]
) -> Record:
    """Read a client's record with one of their `episodes`, up to where that ends."""
    shown, session = shown_of(episode, now, *asked), scope.session
    top = top_asked(scope, episode, now, shown.today)
    with ahead(session, top, *asked_ahead(scope, episode, shown)):
        return _record_of(scope, episode, now, asked, episodes)


def _record_of(
    scope: Scope, episode: Episode, now: datetime, asked: Asked, episodes: Sequence[Episode]
) -> Record:
    session, (today, first, (begin, last)) = scope.session, shown_of(episode, now, *asked)
    rounds, versions = rounds_of(session, episode.id), versions_of(session, episode.id)
    post, entry = post_of(scope, episode), way_in(scope, episode, now)
    raised = flags_with_first_reasons(session, episode.id)
    treated, drawn = treated_in(scope, episode, now), course(session, episode, begin, last, last)
    answered, turns, ever = diary.of_record(session, episode.id, episode.intake_on, first, last)
    written = Written.of(ever)
    flags, known = list(raised), joined(session, episode.practice_id, episode.client_id)
    decided = all_decided(scope, episode, rounds, post, treated, known, versions, turns)
    return Record(
        client=episode.client,
        episode=episode,
        therapist=session.get_one(Person, episode.client.therapist_id),
        today=today,
        flag=next((flag for flag in flags if flag.closed_at is None), None),
        is_asked=any(not one.is_struck for one, _ in rounds),
        answers=[answer for screening, _ in rounds for answer in screening.answers],
        treated=treated,
        away=(away := clients.away_of(session, episode.id)),
        away_noted_by=names_of(session, episode.practice_id, [one.recorded_by for one in away]),
        diary=[day for day in reversed(drawn.rows) if first <= day.on <= last],
        **told_of_days(scope, written, entry["login"], not_due(written, versions, away, turns)),
        course=drawn,
        programme=holding(versions, last),
        names={i.line: i.exercise.name for v in reversed(versions) for i in v.items},
        events=events(episode, raised, answered, decided),
        **entry,
        **at_the_top(scope, episode, now, today, flags)._asdict(),
        **_letters(scope, post, now),
        consents=clients.consents_of(scope, episode.client_id),
        matters=followed(session, episode),
        asked=asked,
        **beside(scope, episode, flags, episodes),
        merged=known.to_undo(now),
    )


def _letters(scope: Scope, post: Post, now: datetime) -> dict[str, Any]:
    draft = next((one for one in post.letters if one.is_draft), None)
    waits = waits_for(scope.session, draft.contact, draft.client_id, now) if draft else ""
    return {"post": post, "asked_about": asked_about_draft(scope, draft), "draft_waits": waits}


def _last_day(episode: Episode, today: date) -> date:
    """The day up to which an episode is told."""
    return last_day(episode) or today
