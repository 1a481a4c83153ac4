"""The flags a therapist sees, read in a few statements however many there are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Select
from sqlalchemy.orm import selectinload

from homecare.access import Scope
from homecare.accounts.models import Person
from homecare.assessment.by_hand import missing_today
from homecare.assessment.models import Verdict
from homecare.assessment.words import Seen, at_the_head, in_short
from homecare.clients.models import Client, Episode
from homecare.desk.flags import reviews
from homecare.desk.flags import words as flag_words
from homecare.flags.findings import is_of_answers, level_of_answers, needs_emergency_help
from homecare.flags.models import Flag, FlagTransition
from homecare.flags.next_step import CHANGED, NOTES
from homecare.flags.queries import opened_at, seen_on
from homecare.language import local_day, starts_upper
from homecare.rules.overdue import TimeOpen, Waiting, is_overdue, time_open
from homecare.rules.policy import Policy
from homecare.screening.not_theirs.queries import rounds_not_theirs
from homecare.screening.queries import Shown, shown_to_clients


class FlagAsRead(NamedTuple):
    """A flag as it is read, with what is said beside it."""

    flag: Flag
    client: Client
    therapist: str
    episode: Episode
    opened_at: datetime
    verdict: Verdict | None
    last: FlagTransition


class Here(NamedTuple):
    """When somebody reads, and where: the practice's zone, its nation and its thresholds."""

    now: datetime
    zone: str
    nation: str
    policy: Policy

    @property
    def today(self) -> date:
        """The practice's own day."""
        return local_day(self.now, self.zone)


@dataclass(frozen=True)
class FlagRow:
    """A live flag with its client; `note` is what has happened since it was raised.

    `seen_on` is the day whose figures it shows, `verdict` what the rule says now.
    """

    flag: Flag
    client: Client
    therapist: str
    today: date
    seen_on: date
    verdict: Verdict | None
    waits: TimeOpen
    is_overdue: bool
    rank: tuple[int, float]
    why_now: str
    note: str
    to_tell: flag_words.ToTell | None
    others: tuple[str, ...]  # addresses of sign-ins taken back since, through which it was answered
    badge: str | None
    """What stands on the badge in place of the kind's own word."""
    ended: bool
    """Whether the care it is of has ended."""
    shut: str
    """Of a live flag that proposes the chiropractor: what keeps the client from one today."""

    @property
    def seen(self) -> list[str]:
        """What the rule saw, sentence by sentence."""
        return flag_words.seen(self.flag, self.seen_on, self.today)

    @property
    def in_short(self) -> str:
        """The figures in one line: of a live flag the newest, with their week where its reasons are
        of another day."""
        newest = None if self.verdict is None else Seen(self.verdict.figures, self.verdict.on)
        seen = Seen(self.flag.figures, self.seen_on)
        figures, on = seen if self.flag.closed_at else at_the_head(seen, newest)
        week_of = None if on == self.today == self.seen_on else on
        return starts_upper(in_short(figures, self.flag.kind, week_of))

    @property
    def now(self) -> list[str]:
        """What the rule says now, where that is not what the flag says already."""
        if self.verdict is None or self.of_answers or self.verdict.on <= self.seen_on:
            return []
        newest = flag_words.Dated(self.verdict.reasons, self.verdict.on)
        flagged = flag_words.Dated(self.flag.reasons, self.seen_on)
        if flag_words.say_the_same(newest, flagged, self.today):
            return []
        return flag_words.newest_verdict(self.verdict, self.today, ended=self.ended)

    @property
    def proposal(self) -> str:
        """What is proposed."""
        return flag_words.proposal(self.flag)

    @property
    def gate(self) -> str:
        """What is missing before a chiropractor is proposed."""
        return flag_words.gate(self.flag)

    @property
    def standing(self) -> str:
        """How it stands: open for so long, set aside, or closed."""
        return flag_words.standing(self.flag, self.waits)

    @property
    def is_emergency(self) -> bool:
        """Whether an answer behind it needs emergency help now."""
        return needs_emergency_help(self.flag.reasons, self.flag.figures)

    @property
    def of_answers(self) -> bool:
        """Whether only clearing the red-flag answers closes it."""
        return is_of_answers(self.flag)


class Answered(NamedTuple):
    """Of a flag that answers raised: what the client's own page showed them, and the addresses of
    sign-ins taken back since, through which somebody else may have answered."""

    shown: Shown | None = None
    others: tuple[str, ...] = ()


def answered(scope: Scope, rows: Iterable[FlagAsRead]) -> dict[UUID, Answered]:
    """By episode, of the flags that answers raised."""
    asked = [row.flag.episode_id for row in rows if _is_answered(row.flag)]
    if not asked:
        return {}
    shown, others = shown_to_clients(scope.session, asked), rounds_not_theirs(scope.session, asked)
    addresses = {
        episode: tuple(dict.fromkeys(one.address for one in rounds if one.presses))
        for episode, rounds in others.items()
    }
    return {one: Answered(shown.get(one), addresses.get(one, ())) for one in asked}


def shut_today(scope: Scope, episodes: Sequence[Episode], here: Here) -> dict[UUID, str]:
    """By episode, what is missing today of what a live flag proposes: the red-flag check may have
    aged since it was raised."""
    missing = missing_today(scope.session, episodes, here.policy, here.now) if episodes else {}
    return {one: " ".join(reason.text for reason in reasons) for one, reasons in missing.items()}


def may_be_shut(flag: Flag) -> bool:
    """Whether `shut_today` has something to say of it."""
    return flag.closed_at is None and flag_words.proposes_by_hand(flag)


def _is_answered(flag: Flag) -> bool:
    return level_of_answers(flag.reasons, flag.figures) is not None


def flag_row(
    row: FlagAsRead, here: Here, by_answers: Answered | None, shut: Mapping[UUID, str]
) -> FlagRow:
    """One flag as the page shows it; `by_answers` is None where no answers raised it, `shut` says
    by episode what keeps from what is proposed."""
    shown, others = by_answers or Answered()
    flag = row.flag
    waiting = Waiting(flag.kind, row.opened_at, flag.snoozed_until)
    return FlagRow(
        flag=flag,
        client=row.client,
        therapist=row.therapist,
        today=here.today,
        seen_on=seen_on(flag.figures, row.episode.intake_on, flag.raised_on),
        verdict=row.verdict,
        waits=time_open(waiting, here.now, here.zone),
        is_overdue=flag.closed_at is None and is_overdue(waiting, here.now, here.zone),
        rank=reviews.rank(flag, row.verdict, here.policy),
        why_now=reviews.why_now(flag, row.episode.intake_on, here.policy),
        note=row.last.reason if _is_a_note(row.last) else "",
        to_tell=flag_words.to_tell(flag, shown, here.nation, not_theirs=bool(others)),
        others=others,
        badge=flag_words.flag_badge(flag, here.nation),
        ended=row.episode.closed_at is not None,
        shut=shut.get(flag.episode_id, "") if flag_words.proposes_by_hand(flag) else "",
    )


def _is_a_note(last: FlagTransition) -> bool:
    """Whether the newest step says what has happened since, beside what the flag says."""
    if last.reason in NOTES:
        return True
    return last.old == last.new and last.reason != CHANGED


def one_flag(scope: Scope, flag_id: UUID, here: Here) -> tuple[FlagAsRead, FlagRow] | None:
    """A flag with its client and what is said beside it, and its row; None out of reach."""
    row = scope.session.execute(_flag(scope, flag_id)).one_or_none()
    if row is None:
        return None
    read = FlagAsRead(*row, last=row.Flag.transitions[-1])
    by_answers = answered(scope, [read]).get(read.flag.episode_id)
    asked = [read.episode] if may_be_shut(read.flag) else []
    return read, flag_row(read, here, by_answers, shut_today(scope, asked, here))


def _flag(scope: Scope, flag_id: UUID) -> Select[Flag, Client, str, Episode, datetime, Verdict]:
    return (
        scope.select(Flag)
        .where(Flag.id == flag_id)
        .join(Client, Client.id == Flag.client_id)
        .join(Person, Person.id == Client.therapist_id)
        .join(Episode, Episode.id == Flag.episode_id)
        .outerjoin(Verdict, Verdict.episode_id == Flag.episode_id)
        .add_columns(Client, Person.name, Episode, opened_at(), Verdict)
        .options(selectinload(Flag.transitions))
    )
