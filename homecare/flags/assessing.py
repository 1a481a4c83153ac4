"""Assess episodes: keep the verdict, raise and annotate flags, tell whoever must know at once."""

import logging
from collections.abc import Collection, Iterable, Sequence
from datetime import date

from sqlalchemy.orm import Session

from homecare.accounts.models import Practice
from homecare.acting import Act, Actor
from homecare.assessment.episode_facts import EpisodeFacts, facts_of
from homecare.assessment.history import history_of
from homecare.assessment.thresholds import policy_of
from homecare.assessment.verdicts import is_newest, keep_verdicts
from homecare.clients.models import Client, Episode
from homecare.clients.signals import complaint_amended
from homecare.diary.signals import days_changed
from homecare.flags.cases import Case, KnownFlag, cases
from homecare.flags.findings import MAILED_AT_ONCE, Finding, judge, stands_for_words
from homecare.flags.holding import LOOKED_BACK, is_held
from homecare.flags.lifecycle import (
    OPEN,
    REPLACED,
    annotate,
    change_status,
    keep_occasions,
    raise_flag,
    update_figures,
)
from homecare.flags.models import Flag
from homecare.flags.next_step import (
    CHANGED,
    is_news,
    is_other_occasion,
    is_worth_noting,
    next_step,
    note_of,
)
from homecare.flags.notices import notify_practice
from homecare.language import local_day
from homecare.rules.assessment import Assessment, as_json
from homecare.rules.policy import Policy
from homecare.rules.reading.history import History

log = logging.getLogger(__name__)

AT_ONCE = frozenset({"better", "check_in"})
"""What the client says that counts on its own day; a weekly check is judged with its questions."""
FACTS = frozenset({"leg", "back", "onset", "date_of_birth", "contraindications"})
"""What the rule reads of a record."""
UNJUDGED = (ValueError, ArithmeticError, LookupError)
AGAIN = "The snooze is over and it still holds."
SAID_WORSE = "The weekly check says that it is much worse."
ANSWERED = "Other red-flag answers stand now; this flag shows all that are not cleared."


def assess_episode(
    act: Act,
    episode: Episode,
    on: date,
    *,
    history: History | None = None,
) -> Assessment:
    """Judge an episode on the morning of `on` and bring its verdict and flag up to date.

    The same day may be assessed any number of times: only what is new is written and mailed.
    """
    of = facts_of(episode)
    history = history or history_of(act.session, episode, on)
    policy, (case,) = practice_policy(act.session, act.actor), known_cases(act, [of])
    assessment, findings = judge(history, policy, on, case.answers)
    if is_newest(case, assessment, act.now):
        keep_verdicts(act.session, act.now, [(case, assessment)])
        apply_finding(act, case, assessment, undecided(case, findings, on))
    return assessment


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


def reconsider(act: Act, episode: Episode) -> None:
    """Look again after a late diary entry: the verdict follows, a live flag is annotated.

    It raises and removes nothing; a new flag is left to the next nightly assessment. A history
    that can't be judged is logged: it must not keep the entry from being stored.
    """
    on, of = local_day(act.now, episode.zone), facts_of(episode)
    history, (case,) = history_of(act.session, episode, on), known_cases(act, [of])
    try:
        assessment, findings = judge(
            history, practice_policy(act.session, act.actor), on, case.answers
        )
    except UNJUDGED as error:
        say_unjudged(case, error)
        return
    if is_newest(case, assessment, act.now):
        keep_verdicts(act.session, act.now, [(case, assessment)])
        _annotate(act, case, assessment, undecided(case, findings, on))


def say_unjudged(case: Case, error: Exception) -> None:
    """Log an episode that can't be judged, by its id alone."""
    log.error("episode %s was not judged: %s", case.of.id, type(error).__name__)


def known_cases(act: Act, episodes: Sequence[EpisodeFacts]) -> list[Case]:
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
    step = next_step(live.standing if live else None, finding, on)
    if finding and step in ("raise", "replace"):
        if live:
            flag = _flag(act.session, live)
            change_status(act, flag, REPLACED, "Something graver was found.")
        _raise_and_notify(act, case, on, finding)
    elif live and step == "reopen":
        _reopen(act, live, assessment, finding)
    elif live and step in ("update", "note"):
        _look_again(act, live, assessment, finding)
    elif live and finding and is_other_occasion(live.standing, finding):
        keep_occasions(_flag(act.session, live), finding)
    if live and finding and step not in ("raise", "replace"):
        _notify_of_much_worse(act, case, live, finding)


def _notify_of_much_worse(
    act: Act,
    case: Case,
    live: KnownFlag,
    finding: Finding,
) -> None:
    """Tell at once of a weekly check that said much worse, though a flag is live already."""
    if not finding.is_told or not is_news(live.standing, finding):
        return
    episode, flag = act.session.get_one(Episode, case.of.id), _flag(act.session, live)
    keep_occasions(flag, finding)
    notify_practice(act, episode, flag, f"{flag.id}:{finding.keys[0]}")


def _raise_and_notify(
    act: Act,
    case: Case,
    on: date,
    finding: Finding,
) -> None:
    episode = act.session.get_one(Episode, case.of.id)
    raised = raise_flag(act, episode, on, finding)
    if raised.kind in MAILED_AT_ONCE:
        notify_practice(act, episode, raised, str(raised.id))


def _reopen(
    act: Act,
    live: KnownFlag,
    assessment: Assessment,
    finding: Finding | None,
) -> None:
    flag = _flag(act.session, live)
    if finding is None:
        change_status(act, flag, OPEN, note_of(assessment, finding))
        return
    if flag.kind == finding.kind:
        update_figures(flag, finding)
    change_status(act, flag, OPEN, _why_again(live, finding, assessment.on))


def _why_again(live: KnownFlag, finding: Finding, on: date) -> str:
    """Why a flag that was set aside is open again."""
    if finding.is_of_answers:
        return ANSWERED
    until = live.standing.snoozed_until
    return SAID_WORSE if until and on < until else AGAIN


def _annotate(
    act: Act,
    case: Case,
    assessment: Assessment,
    finding: Finding | None,
) -> None:
    live = case.live
    if live and next_step(live.standing, finding, assessment.on) in ("update", "note"):
        _look_again(act, live, assessment, finding)


def _look_again(
    act: Act,
    live: KnownFlag,
    assessment: Assessment,
    finding: Finding | None,
) -> None:
    if finding and finding.kind == live.standing.kind:
        flag = _flag(act.session, live)
        update_figures(flag, finding)
        annotate(act, flag, ANSWERED if finding.is_of_answers else CHANGED)
        return
    note = note_of(assessment, finding)
    if is_worth_noting(note, live.standing) and not stands_for_words(live.standing.figures):
        annotate(act, _flag(act.session, live), note, _finding_of(assessment))


def _flag(session: Session, live: KnownFlag) -> Flag:
    """The flag itself, of which so far only its standing was read."""
    return session.get_one(Flag, live.id)


def _finding_of(assessment: Assessment) -> Finding:
    return Finding(
        assessment.state, assessment.proposes, as_json(assessment.reasons),
        assessment.figures, assessment.rule_version, (),
    )  # fmt: skip


def undecided(case: Case, findings: Iterable[Finding], on: date) -> Finding | None:
    """The gravest finding for which no therapist's decision answers any more."""
    return next((each for each in findings if not is_held(each, case.decided, on)), None)
