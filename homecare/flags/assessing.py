"""Assess episodes: keep the verdict, raise and annotate flags, tell whoever must know at once."""

import logging
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.accounts.models import Practice
from homecare.acting import Act, Actor
from homecare.assessment.history import history_of
from homecare.assessment.thresholds import policy_of
from homecare.assessment.verdicts import is_newest, keep_verdicts
from homecare.clients.models import Client, Episode, Visit
from homecare.clients.signals import complaint_amended, visits_changed
from homecare.diary.signals import days_changed
from homecare.flags.cases import Case, cases
from homecare.flags.findings import MAILED_AT_ONCE, Finding, is_of_visits, is_of_words, judge
from homecare.flags.holding import LOOKED_BACK, asks_no_more_than, is_held
from homecare.flags.lifecycle import (
    ANSWERED,
    OPEN,
    REPLACED,
    WITHDRAWN,
    annotate,
    change_status,
    keep_occasions,
    raise_flag,
    update_figures,
)
from homecare.flags.models import Flag
from homecare.flags.next_step import (
    CHANGED,
    Newest,
    is_news,
    is_worth_noting,
    next_step,
    note_of,
    stands_for_more,
)
from homecare.flags.notices import notify_practice
from homecare.flags.queries import load_of
from homecare.language import local_day
from homecare.rules.assessment import Assessment
from homecare.rules.policy import Policy
from homecare.rules.schedule import review_date
from homecare.rules.turns import has_room, may_wait
from homecare.rules.verdict.episode_on_day import QUIET
from homecare.rules.verdict.flags_asked import GRAVITY

log = logging.getLogger(__name__)

AT_ONCE = frozenset({"better", "check_in"})
"""What the client says that counts on its own day; a weekly check is judged with its questions."""
FACTS = {
    "leg", "back", "onset", "date_of_birth", "contraindications", "medicines", "thins_nothing",
    "new_starts", "gp_answers", "intake_on",
}  # fmt: skip
"""What the rule reads of a record."""
UNJUDGED = (ValueError, ArithmeticError, LookupError)
AGAIN = "The snooze is over and it still holds."
SAID_WORSE = "The weekly check says that it is worse."
VISITS_CORRECTED = (
    "The visits it counts were corrected: there are not enough, or the last is too new."
)


Move = Callable[[Act, Case, Assessment, Finding | None], None]
"""What becomes of an episode's flag once the rule has looked."""


def assess_episode(act: Act, episode: Episode, on: date) -> Assessment:
    """Judge an episode on the morning of `on` and bring its verdict and flag up to date.

    The same day may be assessed any number of times: only what is new is written and mailed.
    """
    judged = _judge_one(act, episode, on)
    keep_found(act, on, [judged], apply_finding)
    return judged.assessment


@days_changed.connect
def judge_days_again(
    episode: Episode, *, act: Act, days: Collection[date], kinds: Collection[str]
) -> None:
    """Part of changing a diary: a day that is over is judged again, and so is what counts at once.

    What is said of today waits for the night otherwise, as the rule takes a day once it is over.
    """
    is_over = min(days) < local_day(act.now, episode.zone)
    if episode.closed_at is None and (is_over or not AT_ONCE.isdisjoint(kinds)):
        reconsider(act, episode)


@complaint_amended.connect
def judge_amended_again(
    _client: Client, *, act: Act, episode: Episode, changed: Collection[str]
) -> None:
    """Part of amending a record: what the rule reads of the intake may be other now."""
    if episode.closed_at is None and not FACTS.isdisjoint(changed):
        reconsider(act, episode)


@visits_changed.connect
def judge_visits_again(episode: Episode, *, act: Act) -> None:
    """Part of recording or correcting a visit: the review that visits ask for follows at once.

    A review of visits that are not that many, or not that long ago, goes with the correction; one
    that is due now is raised. Any other flag is only annotated.
    """
    if episode.closed_at is None:
        reconsider(act, episode, _follow_visits)


def reconsider(act: Act, episode: Episode, move: Move | None = None) -> None:
    """Look again after a late diary entry: the verdict follows, a live flag is annotated.

    It raises and removes nothing, unless `move` does; a new flag is left to the next nightly
    assessment. A history that can't be judged is logged: it must not keep the entry from being
    stored.
    """
    on = local_day(act.now, episode.zone)
    try:
        judged = _judge_one(act, episode, on)
    except UNJUDGED as error:
        say_unjudged(episode, error)
        return
    keep_found(act, on, [judged], move or _annotate)


def say_unjudged(episode: Episode, error: Exception) -> None:
    """Log an episode that can't be judged, by its id alone."""
    log.error("episode %s was not judged: %s", episode.id, type(error).__name__)


class Found(NamedTuple):
    """A case, the verdict on it, and everything that asks for a flag, the gravest first."""

    case: Case
    assessment: Assessment
    findings: Sequence[Finding]


def _judge_one(act: Act, episode: Episode, on: date) -> Found:
    history = history_of(act.session, episode, on)
    policy, (case,) = practice_policy(act.session, act.actor), known_cases(act, [episode])
    return Found(case, *judge(history, policy, on, case.answers))


def keep_found(
    act: Act,
    on: date,
    judged: Iterable[Found],
    move: Move,
) -> None:
    """Store the verdicts of one episode or of many, then let `move` do what it does to each flag.

    One that a run for a later day has been over already is left as it is.
    """
    newest = [one for one in judged if is_newest(one.case, one.assessment, act.now)]
    keep_verdicts(act.session, act.now, [(one.case, one.assessment) for one in newest])
    asking = [(one, undecided(one.case, one.findings, on)) for one in newest]
    # The gravest first: what may wait for its turn counts what was raised before it.
    for one, finding in sorted(asking, key=lambda asks: place_of(asks[1])):
        waits = finding is not None and _waits_for_its_turn(act.session, one, on)
        move(act, one.case, one.assessment, None if waits else finding)


def place_of(finding: Finding | None) -> int:
    """Where a finding stands among others, the gravest first; what asks for nothing is last."""
    return GRAVITY.index(finding.kind) if finding else len(GRAVITY)


def _waits_for_its_turn(session: Session, found: Found, on: date) -> bool:
    """Whether a flag waits to be raised because its therapist has had enough new ones lately.

    Not where something that never waits stands beside it, such as silence beside a review.
    """
    asked = [each for each in found.findings if not _is_known(found.case, each, on)]
    if found.case.live is not None or not all(may_wait(each.due, on) for each in asked):
        return False
    return not has_room(load_of(session, found.case.episode.client, on))


def known_cases(act: Act, episodes: Sequence[Episode]) -> list[Case]:
    """What is known of each episode's flags, as far back as a decision on one counts."""
    return cases(act.session, act.actor.practice_id, episodes, since=act.now - LOOKED_BACK)


def practice_policy(session: Session, actor: Actor) -> Policy:
    """The thresholds of the actor's practice."""
    return policy_of(session.get_one(Practice, actor.practice_id))


def apply_finding(
    act: Act,
    case: Case,
    assessment: Assessment,
    finding: Finding | None,
) -> None:
    """Do with the episode's flag what its verdict asks for, and tell whoever must know."""
    live, on = case.live, assessment.on
    step = next_step(live, finding, on, case.newest)
    if live is None:
        if finding:
            _raise_and_notify(act, case, on, finding)
        return
    # Asked before the flag moves: afterwards it stands for this occasion too.
    is_told_anew = finding is not None and finding.is_told and is_news(live, finding)
    if finding and step == "replace":
        change_status(act, live, REPLACED, "Something graver was found.")
        _raise_and_notify(act, case, on, finding)
        return
    if step == "reopen":
        _reopen(act, live, assessment, finding)
    elif step in ("update", "note"):
        _look_again(act, live, assessment, finding, case.newest)
    elif finding and stands_for_more(live, finding):
        keep_occasions(live, finding)
    if finding and is_told_anew:
        _notify_of_much_worse(act, case.episode, live, finding)


def _notify_of_much_worse(act: Act, episode: Episode, live: Flag, finding: Finding) -> None:
    """Tell at once of a weekly check that said much worse, though a flag is live already."""
    keep_occasions(live, finding)
    notify_practice(act, episode, live, f"{live.id}:{finding.keys[0]}")


def _raise_and_notify(act: Act, case: Case, on: date, finding: Finding) -> None:
    raised = raise_flag(act, case.episode, on, finding)
    if raised.kind in MAILED_AT_ONCE:
        notify_practice(act, case.episode, raised, str(raised.id))


def _reopen(act: Act, live: Flag, assessment: Assessment, finding: Finding | None) -> None:
    if finding is None:
        change_status(act, live, OPEN, note_of(live, assessment, finding) or AGAIN)
        return
    if live.kind == finding.kind:
        update_figures(live, finding)
    change_status(act, live, OPEN, _why_again(live, finding, assessment.on))


def _why_again(live: Flag, finding: Finding, on: date) -> str:
    """Why a flag that was set aside is open again."""
    if finding.is_of_answers:
        return ANSWERED
    until = live.snoozed_until
    return SAID_WORSE if until and on < until else AGAIN


def _annotate(act: Act, case: Case, assessment: Assessment, finding: Finding | None) -> None:
    live = case.live
    if live and next_step(live, finding, assessment.on, case.newest) in ("update", "note"):
        _look_again(act, live, assessment, finding, case.newest)


def _follow_visits(act: Act, case: Case, assessment: Assessment, finding: Finding | None) -> None:
    live = case.live
    if live and is_of_visits(live) and not _is_review_due(act, case.episode, assessment.on):
        change_status(act, live, WITHDRAWN, VISITS_CORRECTED)
    elif finding and finding.is_of_visits:
        apply_finding(act, case, assessment, finding)
    else:
        _annotate(act, case, assessment, finding)


def _is_review_due(act: Act, episode: Episode, on: date) -> bool:
    """Whether there were visits enough, long enough ago, whatever the pain does."""
    counted = select(Visit.on).where(Visit.episode_id == episode.id, Visit.stands())
    visits = act.session.scalars(counted)
    due = review_date(visits, episode.onset, practice_policy(act.session, act.actor))
    return due is not None and due <= on


def _look_again(
    act: Act, live: Flag, assessment: Assessment, finding: Finding | None, newest: Newest
) -> None:
    if finding and finding.kind == live.kind:
        update_figures(live, finding)
        annotate(act, live, ANSWERED if finding.is_of_answers else CHANGED)
        return
    note = note_of(live, assessment, finding)
    if is_worth_noting(note, newest) and not is_of_words(live):
        annotate(act, live, note, assessment)


def undecided(case: Case, findings: Iterable[Finding], on: date) -> Finding | None:
    """The gravest finding that no therapist's decision answers for, and no silence asked about."""
    return next((each for each in findings if not _is_known(case, each, on)), None)


def _is_known(case: Case, finding: Finding, on: date) -> bool:
    live = case.live
    if live and live.kind == QUIET and asks_no_more_than(finding, QUIET, live.raised_on):
        return True
    return is_held(finding, case.decided, on)
