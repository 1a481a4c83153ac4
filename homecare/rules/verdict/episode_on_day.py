"""An episode as it stands on one day, and the verdict over it."""

from dataclasses import dataclass

from homecare.rules.course.episode import Course
from homecare.rules.course.improvement import ROUNDING, has_risen
from homecare.rules.policy import EVALUATION_EVERY
from homecare.rules.red_flag_answers import Answer
from homecare.rules.weekly.grave import NOTHING, GraveFinding
from homecare.rules.weekly.looks import WeeklyLooks
from homecare.rules.weekly.stall import PutOff
from homecare.rules.weekly.week import WeeklyLook, judge

URGENT, GP, RECURRENT, RESOLVED = "urgent", "gp", "recurrent", "resolved"
WORSENING, QUIET, TOO_FEW, EARLY = "worsening", "quiet", "too_few", "early"
IMPROVING, NOT_FOLLOWING, STALLED, LEVEL = "improving", "not_following", "stalled", "level"


@dataclass(slots=True)
class Verdict:
    """A state, what made it (`cause`), the day it counts from, and the site, where one did.

    `said` is the day of the weekly check that said much worse, where what is grave has one, too;
    `answered` that on which a check-in was answered in a silence.
    """

    state: str
    cause: str
    since: int
    site: int = 0
    answers: tuple[Answer, ...] = ()
    said: int | None = None
    answered: int | None = None

    @property
    def occasion(self) -> int:
        """Return the day of what is newest about it: the client's word may be newer."""
        if self.said is None and self.answered is None:
            return self.since  # nearly always
        return max(day for day in (self.since, self.said, self.answered) if day is not None)


class EpisodeOnDay:
    """An episode as it stands on one day; what the states ask about it."""

    def __init__(
        self,
        course: Course,
        day: int,
        weekly: WeeklyLooks | None = None,
        *,
        told_today: bool = False,
    ) -> None:
        """Look at `course` on `day`; `weekly` is walked on from an earlier day where given.

        `told_today`: sentences give the mean of that day where there is one, though the verdict is
        held from an earlier weekly look; for a letter, which has the mean of its own day beside it.
        """
        self.told_today = told_today
        self.course = course
        self.policy = course.policy
        self.day = day
        self.weekly = weekly or WeeklyLooks(course)
        self.weekly.walk_to(day)
        self.phase = course.phase(day)
        self.base = course.baseline(day)
        # The weekly looks as they stand after the latest, or None before the first.
        self.latest = self.weekly if self.weekly.day else None
        self.valid = self._judged()
        # Whether the latest look was measured against the baseline that holds now.
        self.is_looked_at = self.weekly.base.zero == self.base.zero
        # What the weekly looks hold for the GP, and as worsening, in this phase.
        grave = self.weekly.grave if self.is_looked_at else NOTHING
        self.held_gp, self.held_worse = grave.gp, grave.worse
        if not self.is_looked_at and not course.is_chosen(self.base.zero):
            self.held_gp = self.weekly.grave.gp  # pain that came back leaves it with the GP

    def _judged(self) -> WeeklyLook | None:
        """Return the latest weekly look with a valid mean, since this baseline.

        Where there is none, or only one on scores too old for any verdict but a stall that is on,
        the scores of today are looked at, once it is not too early.
        """
        judged, found = self.weekly.judged, None
        if judged and judged.base.zero == self.base.zero:
            is_fresh = self.day - judged.day < self.policy.stale_days
            if is_fresh or self.weekly.stall.since is not None:
                found = self._of_this_site(judged)
        if found is not None or self.day_of_phase < self.policy.stall_day:
            return found
        today = judge(self.course, self.base, self.day)
        return None if today.mean is None else today

    def _of_this_site(self, judged: WeeklyLook) -> WeeklyLook | None:
        """Return the look that holds by the site that decides now.

        Where that has changed since `judged`, the looks are taken again by its scores, the newest
        first: no verdict stands on a site that nobody rates any more, beside figures of the other.
        """
        if judged.base.index_site == self.base.index_site:
            return judged
        for day in range(self.weekly.day, judged.day - 1, -EVALUATION_EVERY):
            again = judge(self.course, self.base, day)
            if again.mean is not None:
                return again
        return None

    def put_off(self) -> PutOff | None:
        """Return the little exercise that puts a stall off by the weekly look that is judged: by
        either site, where it is flat."""
        if self.valid is None or not self.valid.flat or self.valid.day > self.weekly.day:
            return None
        return self.weekly.stall.put_off

    @property
    def first_index_site(self) -> int:
        """Return the index site as the baseline chose it, whichever site is rated now."""
        return self.course.index_site(self.day)

    def is_unrated(self, site: int) -> bool:
        """Say whether nobody has rated a site for so long that the other one decides."""
        return self.day - self.course.sites[site].latest(self.day) > self.policy.unrated_days

    def looks_before(self) -> tuple[int, int]:
        """Return the days of the two weekly looks before the latest one, the later first."""
        latest = self.day - self.day % EVALUATION_EVERY
        return latest - EVALUATION_EVERY, latest - 2 * EVALUATION_EVERY

    @property
    def day_of_phase(self) -> int:
        """Return the days since the intake, or since the pain came back."""
        return self.day - self.base.zero

    def open_answers(self) -> tuple[Answer, ...]:
        """Return the red-flag answers given and not cleared."""
        on = self.course.date_of(self.day)
        return tuple(answer for answer in self.course.answers if answer.open_on(on))

    def said_worse(self) -> int | None:
        """Return the day of the latest weekly check that asked for somebody, if it still counts.

        It counts for ten days, or until another check is answered; "very much worse" counts for
        a week whatever is answered after it.
        """
        for day in sorted(self.course.much_worse, reverse=True):
            if self._still_counts(day):
                return day
        return None

    def _still_counts(self, day: int) -> bool:
        policy, passed = self.policy, self.day - day
        if not 0 <= passed <= policy.worse_check_days:
            return False
        very = self.course.much_worse[day] <= policy.very_much_worse
        return (very and passed <= EVALUATION_EVERY) or not self.course.said_between(day, self.day)

    def is_frozen(self, held: GraveFinding) -> bool:
        """Say whether no M of its site has been valid for so long that nobody knows any more."""
        days = range(self.day - self.policy.frozen_days + 1, self.day + 1)
        return all(self.course.week(held.site, day) is None for day in days)

    def silent_days(self, since: int) -> int:
        """Return the days after `since` up to this one on which there could have been a word."""
        passed = range(since + 1, self.day + 1)
        return len(passed) - sum(day in passed for day in self.course.not_silent)


def is_worse_than_start(look: EpisodeOnDay) -> bool:
    """Say whether the mean that is judged is so much above the start that it is said as worse."""
    day = look.valid.day if look.valid else look.day
    return is_said_as_worse(look, look.base.index_site, day)


def is_said_as_worse(look: EpisodeOnDay, site: int, day: int) -> bool:
    """Say whether M of a site before `day` is known, and so much above its start.

    In points; or, where the start is so small that few points are much of it, by the share that
    would be better the other way round, unless the site is as good as gone.
    """
    mean, policy = look.course.week(site, day), look.policy
    if mean is None:
        return False
    start = look.course.baseline(day).scores[site]
    if has_risen(start, mean, policy):
        return True
    share = policy.improved_share * start
    return mean > policy.resolved_score + ROUNDING and mean - start >= share - ROUNDING


def back_as(look: EpisodeOnDay) -> str:
    """Return as what pain is back: after a month without it as a recurrence, else as a flare."""
    again = look.phase.gone_days >= look.policy.recurrence_after_days
    return "recurrence" if again else "flare"


def is_stalled(look: EpisodeOnDay) -> bool:
    """Say whether a stall is on."""
    return look.is_looked_at and look.weekly.stall.since is not None
