"""Assess episodes: keep the verdict, raise and annotate flags, tell whoever must know at once."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from homecare.accounts.actor import Actor
from homecare.accounts.models import Practice
from homecare.clients.models import Episode
from homecare.clients.operations import local_day
from homecare.flags import queries
from homecare.flags.findings import LOUD, OCCASIONS, Finding, is_of_words, judge
from homecare.flags.history import histories, history_of
from homecare.flags.models import Flag, RedFlagAnswer, Verdict
from homecare.flags.notices import tell
from homecare.flags.steps import Standing, next_step
from homecare.flags.thresholds import policy_of
from homecare.flags.transitions import (
    OPEN,
    REPLACED,
    annotate,
    keep_occasions,
    move,
    raise_flag,
    see,
)
from homecare.rules.assessment import Assessment, as_json
from homecare.rules.history import History
from homecare.rules.look import GP, IMPROVING, RESOLVED, WORSENING
from homecare.rules.policy import Policy

log = logging.getLogger(__name__)

ASK_AGAIN = timedelta(days=28)
ASK_AGAIN_SOON = timedelta(days=14)
"""What was decided on is asked again after this long if it still holds (ours): sooner for what
is grave, so that a decision can't hide it for good."""

IMPROVED = "The figures have since improved."
GONE = "The rule no longer asks for this."
LESS_GRAVE = "The rule now finds something less grave."
NOTES = (IMPROVED, GONE, LESS_GRAVE)
UNJUDGED = (ValueError, ArithmeticError, LookupError)
CHANGED = "Looked at again: the figures or the proposal have changed."
AGAIN = "The snooze is over and it still holds."


@dataclass(frozen=True, slots=True)
class Case:
    """One episode with what is known of its flags, as loaded for an assessment."""

    episode: Episode
    verdict: Verdict | None
    flag: Flag | None
    decided: Sequence[Flag] = field(default=())
    answers: Sequence[RedFlagAnswer] = field(default=())


def assess_episode(
    session: Session,
    actor: Actor,
    now: datetime,
    episode: Episode,
    on: date,
    *,
    public_url: str,
    history: History | None = None,
) -> Assessment:
    """Judge an episode on the morning of `on` and bring its verdict and flag up to date.

    The same day may be assessed any number of times: only what is new is written and mailed.
    """
    case = _cases(session, [episode])[0]
    history = history or history_of(session, episode, on)
    assessment, found = judge(history, _policy(session, actor), on, case.answers)
    if _keep_verdict(session, now, case, assessment):
        _settle(session, actor, now, case, assessment, _undecided(case, found, on), public_url)
    return assessment


def reconsider(session: Session, actor: Actor, now: datetime, episode: Episode) -> None:
    """Look again after a late diary entry: the verdict follows, a live flag is annotated.

    It raises and removes nothing; a new flag is left to the next nightly assessment. A history
    that can't be judged is logged: it must not keep the entry from being stored.
    """
    on = local_day(now, episode.zone)
    case, history = _cases(session, [episode])[0], history_of(session, episode, on)
    try:
        assessment, found = judge(history, _policy(session, actor), on, case.answers)
    except UNJUDGED as error:
        _say_unjudged(episode, error)
        return
    finding = _undecided(case, found, on)
    if _keep_verdict(session, now, case, assessment) and case.flag is not None:
        step = next_step(_standing(case.flag), finding, on)
        if step in ("update", "note"):
            _look_again(session, actor, now, case.flag, assessment, finding)


def assess_batch(
    session: Session,
    actor: Actor,
    now: datetime,
    on: date,
    episode_ids: Iterable[UUID],
    public_url: str,
) -> int:
    """Assess a batch of episodes, and answer how many were judged.

    One whose history can't be judged is logged by its id and left out: it must not keep
    everybody else from being looked at.
    """
    policy, judged = _policy(session, actor), 0
    episodes = queries.episodes_of(session, episode_ids)
    known = histories(session, episodes, on)
    for case in _cases(session, episodes):
        try:
            assessment, found = judge(known[case.episode.id], policy, on, case.answers)
        except UNJUDGED as error:
            _say_unjudged(case.episode, error)
            continue
        if _keep_verdict(session, now, case, assessment):
            finding = _undecided(case, found, on)
            _settle(session, actor, now, case, assessment, finding, public_url)
        judged += 1
    return judged


def _say_unjudged(episode: Episode, error: Exception) -> None:
    log.error("episode %s was not judged: %s", episode.id, type(error).__name__)


def _cases(session: Session, episodes: Sequence[Episode]) -> list[Case]:
    ids = [episode.id for episode in episodes]
    verdicts, live = queries.verdicts(session, ids), queries.live_flags(session, ids)
    decided, answers = queries.decided_flags(session, ids), queries.uncleared_of(session, ids)
    return [
        Case(
            episode,
            verdicts.get(episode.id),
            live.get(episode.id),
            decided.get(episode.id, ()),
            answers.get(episode.id, ()),
        )
        for episode in episodes
    ]


def _policy(session: Session, actor: Actor) -> Policy:
    return policy_of(session.get_one(Practice, actor.practice_id))


def _keep_verdict(session: Session, now: datetime, case: Case, found: Assessment) -> bool:
    """Store the newest verdict. A run for a day before it changes nothing and answers False."""
    episode, verdict = case.episode, case.verdict
    if verdict is None:
        verdict = Verdict(
            practice_id=episode.practice_id, client_id=episode.client_id, episode_id=episode.id
        )
        session.add(verdict)
    elif verdict.on > found.on:
        return False
    if verdict.state != found.state:
        verdict.state_since = found.on
    verdict.on, verdict.judged_at = found.on, now
    verdict.state, verdict.proposes = found.state, found.proposes
    verdict.reasons, verdict.figures = as_json(found.reasons), found.figures
    verdict.rule_version = found.rule_version
    return True


def _settle(
    session: Session,
    actor: Actor,
    now: datetime,
    case: Case,
    assessment: Assessment,
    finding: Finding | None,
    public_url: str,
) -> None:
    flag, on = case.flag, assessment.on
    step = next_step(_standing(flag) if flag else None, finding, on)
    if finding and step in ("raise", "replace"):
        if flag:
            move(session, actor, now, flag, REPLACED, "Something graver was found.")
        raised = raise_flag(session, actor, now, case.episode, on, finding)
        if raised.kind in LOUD:
            tell(session, actor, now, case.episode, raised, public_url, str(raised.id))
    elif flag and finding and step == "reopen":
        if flag.kind == finding.kind:
            see(flag, finding)
        move(session, actor, now, flag, OPEN, AGAIN)
    elif flag and step in ("update", "note"):
        _look_again(session, actor, now, flag, assessment, finding)
    elif flag and finding and finding.kind == flag.kind:
        keep_occasions(flag, finding)


def _look_again(
    session: Session,
    actor: Actor,
    now: datetime,
    flag: Flag,
    assessment: Assessment,
    finding: Finding | None,
) -> None:
    if finding and finding.kind == flag.kind:
        see(flag, finding)
        annotate(session, actor, now, flag, CHANGED)
        return
    if is_of_words(flag):
        return
    note = _note(assessment, finding)
    if note != _last_note(flag):
        annotate(session, actor, now, flag, note, _seen(assessment))


def _note(assessment: Assessment, finding: Finding | None) -> str:
    if assessment.state in (IMPROVING, RESOLVED):
        return IMPROVED
    return LESS_GRAVE if finding else GONE


def _seen(assessment: Assessment) -> Finding:
    return Finding(
        assessment.state, assessment.proposes, as_json(assessment.reasons),
        assessment.figures, assessment.rule_version, (),
    )  # fmt: skip


def _last_note(flag: Flag) -> str:
    last = flag.transitions[-1]
    return last.reason if last.reason in NOTES else ""


def _standing(flag: Flag) -> Standing:
    return Standing(
        flag.kind, flag.proposes, flag.snoozed_until, flag.reasons, flag.figures, _last_note(flag)
    )


def _undecided(case: Case, found: Iterable[Finding], on: date) -> Finding | None:
    """The gravest finding on which no therapist has decided lately."""
    return next((finding for finding in found if not _was_decided(case, finding, on)), None)


def _was_decided(case: Case, finding: Finding, on: date) -> bool:
    """Whether a therapist has decided on this very occasion, not long ago."""
    wait = ASK_AGAIN_SOON if finding.kind in (GP, WORSENING) else ASK_AGAIN
    return any(
        finding.keys[0] in flag.figures.get(OCCASIONS, ())
        and flag.closed_at is not None
        and on < local_day(flag.closed_at, case.episode.zone) + wait
        for flag in case.decided
    )
