"""The visit review: five days after the third visit, unless resolved, whatever the scores say."""

from dataclasses import dataclass
from datetime import date, timedelta

from homecare.rules.course.baseline import BACK, LEG
from homecare.rules.course.episode import SITES
from homecare.rules.course.improvement import ROUNDING
from homecare.rules.verdict.arithmetic import (
    YOU_DECIDE,
    Reason,
    change,
    long_date,
    new_start,
    parted,
    period,
    sentence,
)
from homecare.rules.verdict.episode_on_day import (
    GP,
    RESOLVED,
    URGENT,
    WORSENING,
    EpisodeOnDay,
    is_said_as_worse,
)
from homecare.rules.verdict.proposals import Proposal, chiropractor
from homecare.rules.verdict.sentences import ASK

LOOK, REFER, CARRY_ON = "look", "refer", "carry_on"


@dataclass(frozen=True, slots=True)
class Review:
    """`due` is its date, `asks_from` that of the question it asks now, `began` that of the visit it
    counts from; `says` is look (too early), refer, carry_on or ask (no scores)."""

    due: date
    asks_from: date
    began: date
    says: str
    proposes: str
    reasons: tuple[Reason, ...]

    @property
    def key(self) -> str:
        """Name the question: an early look is asked again from day 21 only if not improved."""
        return f"review:{self.due}:{question_of(self.says)}"


def question_of(says: str) -> str:
    """Return which of its two questions a review asks: decide, or have a look."""
    return "decide" if says in (REFER, ASK) else "look"


def review_of(look: EpisodeOnDay, state: str) -> Review | None:
    """Return the review as it stands on the day of `look`, judged to be in `state`."""
    due, says = look.course.review_due, says_of(look, state)
    if due is None or says is None:
        return None
    proposal = _proposal(look, state, says)
    came = look.course.visits_by(look.day)
    visits = Reason("visits", f"{came} visits, and {_how_it_is(look)}.")
    sentences = _arithmetic(look, says, proposal.code)
    began = due - timedelta(days=look.policy.review_wait_days)
    decides = look.course.date_of(look.policy.review_day)
    asks_from = due if says == LOOK else max(due, decides)
    return Review(
        due, asks_from, began, says, proposal.code, (visits, *sentences, *proposal.reasons)
    )


def says_of(look: EpisodeOnDay, state: str) -> str | None:
    """Return what the review says on the day of `look`, or None where there is none.

    Where leg and back are at 1 or less nothing is left to review.

    While a red-flag answer stands there is nothing else to decide, and no sentence invites to it.
    """
    due = look.course.review_due
    if due is None or look.day < look.course.day(due) or state == RESOLVED:
        return None
    if (look.course.answers and look.open_answers()) or _is_gone(look):
        return None
    if look.policy.always_propose:
        return REFER
    if look.day < look.policy.review_day:
        return LOOK
    if look.latest and not look.is_looked_at:
        return None  # the start was counted anew since: the next weekly look judges
    if look.latest is None or look.latest.judged is None or not look.latest.is_valid:
        return ASK
    return CARRY_ON if look.latest.judged.improved else REFER


def _judged(look: EpisodeOnDay) -> tuple[int, int]:
    """Return the site and the day that are judged: those of the latest weekly look, or today's
    where the start was counted anew since."""
    latest = look.latest
    if latest and look.is_looked_at:
        return latest.base.index_site, latest.day
    return look.base.index_site, look.day


def _is_gone(look: EpisodeOnDay) -> bool:
    """Say whether leg and back are at 1 or less.

    By M; without one by the last score. Where several weeks stand in for one, which lag behind, the
    look that is judged and the last score do as well.
    """
    most = look.policy.resolved_score + ROUNDING
    return _newest(look, LEG) <= most and _newest(look, BACK) <= most


def _newest(look: EpisodeOnDay, site: int) -> float:
    series, day = look.course.sites[site], look.day
    if (week := series.full_week(day)) is not None:
        return week
    # On day 0, with visits before it, there are the scores of the intake alone.
    (last,) = series.last_scores(max(day, 1), 1)
    mean, (_, looked) = series.week(day), _judged(look)
    judged = series.week(looked)
    if mean is None:
        return last
    return mean if judged is None else min(mean, max(judged, last))


def _how_it_is(look: EpisodeOnDay) -> str:
    """Say that pain is not gone; or, where nothing new says that, of which site nobody knows."""
    unknown = _unknown(look)
    if not unknown:
        return "pain is not gone"
    return f"whether {f'{unknown[0]} ' if len(unknown) == 1 else ''}pain is gone is not known"


def _unknown(look: EpisodeOnDay) -> list[str]:
    """Name the sites of which nothing new is known, where nothing new says that pain is not gone
    at the other."""
    most = look.policy.resolved_score + ROUNDING
    known = [_latest_figures(look, site) for site in (LEG, BACK)]
    if any(value > most for figures in known for value in figures):
        return []
    return [SITES[site].lower() for site in (LEG, BACK) if not known[site]] or list(SITES)


def _latest_figures(look: EpisodeOnDay, site: int) -> list[float]:
    """Return what is known of a site lately: its mean and every score of the last seven days.

    Where they are too few for a mean, that of the look that is judged stands in.
    """
    series, (_, judged) = look.course.sites[site], _judged(look)
    scores = series.scores[max(look.day - look.policy.mean_days, 0) : max(look.day, 1)]
    week = series.full_week(look.day)
    figures = (series.week(judged) if week is None else week, *scores)
    return [value for value in figures if value is not None]


def _proposal(look: EpisodeOnDay, state: str, says: str) -> Proposal:
    graver = {URGENT: "emergency", GP: "gp", WORSENING: "contact"}
    if state in graver:
        return Proposal(graver[state])
    if says == REFER:
        return Proposal("contact") if is_said_as_worse(look, *_judged(look)) else _by_hand(look)
    return Proposal("check_in" if says == ASK else "carry_on")


def _by_hand(look: EpisodeOnDay) -> Proposal:
    """Propose the chiropractor, but not for a pain of which nobody knows whether it is there."""
    proposal, unknown = chiropractor(look), _unknown(look)
    if proposal.code != "chiropractor" or not unknown or look.policy.always_propose:
        return proposal
    text = f"Not enough {unknown[0]} scores to propose more; ask how it is."
    return Proposal("check_in", (Reason("unknown", text),))


def _too_few(look: EpisodeOnDay, site: int) -> str:
    """Say that the weekly look could not judge, though today's mean may be known."""
    if look.latest is None or look.course.week(site, look.day) is None:
        return f"Not enough {SITES[site]} scores to judge; ask how it is"
    on = long_date(look.course.date_of(look.latest.day))
    return f"Too few {SITES[site]} scores were new at the weekly look of {on}; ask how it is"


def _arithmetic(look: EpisodeOnDay, says: str, proposes: str) -> tuple[Reason, ...]:
    choice = f". {YOU_DECIDE}" if proposes == "carry_on" else ""
    site, judged = _judged(look)
    text = {
        LOOK: f"Have a look: before {period(look.policy.review_day)} it is too early to tell",
        CARRY_ON: f"{change(look, site, judged)}{choice}",
        ASK: _too_few(look, site),
        REFER: change(look, site, judged),
    }[says]
    if says not in (CARRY_ON, REFER):
        return (Reason(says, sentence(text)),)
    valid = look.valid
    beside = (
        parted(look) if valid and (valid.base.index_site, valid.day) == (site, judged) else None
    )
    return (Reason(says, sentence(text)), *((beside,) if beside else ()), *new_start(look))
