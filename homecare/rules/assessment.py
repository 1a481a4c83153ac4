"""`assess`: what the diary says about one episode on one date, with its arithmetic.

Kept as docs/rule.md has it, save for these readings:
- scores and sessions count once their day is over; answers, taps, checks and visits at once;
- a score above 2 of the very day of "all better" counts with it, at once: nothing is resolved;
- worse by 2 points is told at the weekly look, or before it once it has stood on two days running;
  by 3 points on the first day;
- what scores make `gp` or `worsening` ends after two weekly looks without it, like a stall;
- one "very much worse" counts for ten days, whatever the scores say, and for a week whatever is
  answered after it;
- pain that appears in the leg is worsening whatever the back does;
- who rates seldom is judged over two to four weeks, never over a week without any score;
- from week 6, severe pain at either site goes to the GP;
- what has been counted towards a stall is undone only by a weekly look that is down by half;
- a stall that is on outlasts missing scores while the last scores were high;
- five calm days of seven resolve only where no day of the seven was 3 or more;
- where the client's last weekly check said "better" (+1), scores down by a quarter keep a week
  from counting towards a stall, and silence from being `quiet`; at "much better" (+2) a tenth is
  enough;
- where it said "better" and M still falls, or "much better", a stall waits for one look more;
- in the first two weeks "better" alone keeps silence from being `quiet`; after "the same" or worse
  only scores down by 40 % do.
What the weekly check says touches no urgent, GP or worsening path beside the rule's own lines on
"much worse", and never makes anybody `improving`.

docs/rule.md gives the reasons.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from homecare.rules.course.episode import Course
from homecare.rules.policy import RULE_VERSION, Policy
from homecare.rules.reading.history import History
from homecare.rules.verdict.arithmetic import Reason
from homecare.rules.verdict.episode_on_day import EpisodeOnDay, Verdict
from homecare.rules.verdict.figures import figures
from homecare.rules.verdict.proposals import propose
from homecare.rules.verdict.reasons import reasons
from homecare.rules.verdict.review import Review, review_of
from homecare.rules.verdict.sentences import SAID
from homecare.rules.verdict.states import verdict
from homecare.rules.weekly.looks import WeeklyLooks


class Assessment(NamedTuple):
    """A verdict: one of the twelve states, what it proposes, why, and the figures it saw.

    `cause` names the line of the rule that matched; `since` is the date it counts from, `news`
    that of what is newest about it, and `said` that of the weekly check that says so, if any.
    """

    id: str
    on: date
    state: str
    proposes: str
    reasons: tuple[Reason, ...]
    figures: dict[str, Any]
    rule_version: str
    cause: str
    since: date
    news: date
    said: date | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the object that `flask assess --on` prints."""
        return {
            "id": self.id,
            "on": self.on.isoformat(),
            "state": self.state,
            "proposes": self.proposes,
            "reasons": as_json(self.reasons),
            "figures": self.figures,
            "rule_version": self.rule_version,
        }


def as_json(reasons: Sequence[Reason]) -> list[dict[str, str]]:
    """Return reasons as JSON objects."""
    return [{"code": reason.code, "text": reason.text} for reason in reasons]


def assess(history: History, policy: Policy, on: date, *, told_today: bool = False) -> Assessment:
    """Judge `history` on the morning of `on`: scores and sessions through the day before.

    Red-flag answers, clearings, "all better", checks, check-ins and visits dated `on` count
    already; nothing dated later is ever seen. Before the intake it is judged as on day 0.
    `told_today`: the sentences give the mean of `on`, as `EpisodeOnDay` has it.
    """
    look = _look(history, policy, on, told_today=told_today)
    return _judged(look, verdict(look))


def assess_days(history: History, policy: Policy, days: Iterable[date]) -> Iterator[Assessment]:
    """Judge `days`, in order, as `assess` does: the episode is laid out once for all of them, and
    the weekly looks are carried forward from one day to the next."""
    course = Course(history, policy)
    course.lay_out_weeks()
    weekly = WeeklyLooks(course)
    for on in days:
        look = EpisodeOnDay(course, course.day(on), weekly)
        yield _judged(look, verdict(look))


def review(history: History, policy: Policy, on: date) -> Review | None:
    """Return the visit review as it stands on `on`, or None where none is due or pain is gone."""
    look = _look(history, policy, on)
    return review_of(look, verdict(look).state)


def assess_and_review(
    history: History, policy: Policy, on: date
) -> tuple[Assessment, Review | None]:
    """Return `assess` and `review` of one day, from one look at the history instead of two."""
    look = _look(history, policy, on)
    outcome = verdict(look)
    return _judged(look, outcome), review_of(look, outcome.state)


def _look(history: History, policy: Policy, on: date, *, told_today: bool = False) -> EpisodeOnDay:
    course = Course(history, policy)
    return EpisodeOnDay(course, course.day(on), told_today=told_today)


def _judged(look: EpisodeOnDay, outcome: Verdict) -> Assessment:
    proposal = propose(look, outcome)
    said = outcome.since if outcome.cause in SAID else outcome.said
    return Assessment(
        id=look.course.history.id,
        on=look.course.date_of(look.day),
        state=outcome.state,
        proposes=proposal.code,
        reasons=reasons(look, outcome) + proposal.reasons,
        figures=figures(look),
        rule_version=RULE_VERSION,
        cause=outcome.cause,
        since=look.course.date_of(outcome.since),
        news=look.course.date_of(outcome.occasion),
        said=None if said is None else look.course.date_of(said),
    )
