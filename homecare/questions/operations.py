"""What a client answers when asked: stored in the diary, and acted on in the same transaction."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.acting import Act
from homecare.activities.operations import score_activities
from homecare.activities.queries import followed
from homecare.activities.words import newly_fallen
from homecare.assessment.models import Verdict
from homecare.clients.models import Episode
from homecare.diary.ledger import DUPLICATE, STORED, Outcome
from homecare.diary.operations import report
from homecare.diary.words import answered
from homecare.flags.findings import OCCASIONS, OF_WORDS, Finding
from homecare.flags.lifecycle import REPLACED, annotate, change_status, raise_flag
from homecare.flags.models import Flag
from homecare.flags.queries import live_flag
from homecare.flags.red_flag_answers import record_red_flag_answers
from homecare.language import local_day
from homecare.questions.queries import check_of_week
from homecare.rules.policy import RULE_VERSION
from homecare.rules.verdict.flags_asked import GRAVITY, REVIEW
from homecare.screening.models import WEEKLY_CHECK, Screening

HURTS, FELL = "hurts", "activity"


def answer_check(
    act: Act,
    episode: Episode,
    *,
    entry_id: UUID,
    change: int,
    answers: Mapping[str, bool],
) -> Outcome:
    """Store a weekly check: the change since the start (−3 to 3), and the red-flag answers.

    `answers` is as for `screen`. A check of the same week is corrected, under its own date; red
    flags are never taken back by that. Whatever becomes of the diary entry, answers are screened
    unless they were already, by the same form sent twice.
    """
    today = local_day(act.now, episode.zone)
    before = check_of_week(act.session, episode, today)
    outcome = report(
        act, episode, entry_id=entry_id, kind="check",
        day=before.local_date if before else today, body={"change": change},
    )  # fmt: skip
    if outcome.status != DUPLICATE or not _were_screened(act.session, episode, answers):
        record_red_flag_answers(act, episode, WEEKLY_CHECK, answers, screening_id=entry_id)
    return outcome


def answer_activities(
    act: Act, episode: Episode, *, form_id: UUID, day: date, scores: Mapping[str, int]
) -> None:
    """Store how well each activity goes (0–10, by its id), and tell the therapist where one has
    fallen at two checks. Like "it hurts" that asks for a review, once, and gives way to anything
    graver."""
    before = followed(act.session, episode) if scores else []
    if (
        not before
        or score_activities(act, episode, form_id=form_id, day=day, scores=scores) is None
    ):
        return
    if fell := newly_fallen(before, followed(act.session, episode)):
        _tell_therapist(act, episode, f"Doing less of what matters: {fell}", asks=FELL)


def _were_screened(session: Session, episode: Episode, answers: Mapping[str, bool]) -> bool:
    newest = session.scalar(
        select(Screening)
        .where(Screening.episode_id == episode.id, Screening.source == WEEKLY_CHECK)
        .order_by(Screening.answered_at.desc())
        .limit(1)
    )
    return newest is not None and {a.code: a.unsure for a in newest.answers} == answers


def answer_check_in(act: Act, episode: Episode, *, entry_id: UUID, answer: str) -> Outcome:
    """Store the answer to a check-in (better, same, worse), which is judged at once."""
    return report(
        act, episode, entry_id=entry_id, kind="check_in",
        day=local_day(act.now, episode.zone), body={"answer": answer},
    )  # fmt: skip


def answer_why(
    act: Act,
    episode: Episode,
    *,
    entry_id: UUID,
    reason: str,
    text: str = "",
) -> Outcome:
    """Store why little exercise was reported, and tell the therapist beside the live flag.

    "It hurts" asks for a review: a flag that is less grave gives way to one. It waits for the
    list and the weekly digest, like every review.
    """
    body = {"reason": reason, **({"text": text} if text else {})}
    outcome = report(
        act, episode, entry_id=entry_id, kind="why",
        day=local_day(act.now, episode.zone), body=body,
    )  # fmt: skip
    if outcome.status == STORED:
        said = f"Asked why little exercise was reported: {answered('why', body)}"
        _tell_therapist(act, episode, said, asks=HURTS if reason == HURTS else "")
    return outcome


def _tell_therapist(act: Act, episode: Episode, said: str, *, asks: str) -> None:
    """Write down what was said beside the live flag; where it `asks` for a review, raise one."""
    flag = live_flag(act.session, episode.id)
    if not asks or (flag and _is_as_grave(flag)):
        if flag:
            annotate(act, flag, said)
        return
    if flag:
        change_status(act, flag, REPLACED, said)
    today = local_day(act.now, episode.zone)
    finding = _review(act.session, episode, {"code": asks, "text": said}, today, flag)
    raise_flag(act, episode, today, finding)


def _is_as_grave(flag: Flag) -> bool:
    return GRAVITY.index(flag.kind) <= GRAVITY.index(REVIEW)


def _review(
    session: Session, episode: Episode, said: dict[str, str], on: date, before: Flag | None
) -> Finding:
    """A review for what the client said. It stands for what the flag before it stood for, too:
    one decision does for both."""
    verdict = session.scalar(select(Verdict).where(Verdict.episode_id == episode.id))
    known = before.figures.get(OCCASIONS, ()) if before else ()
    return Finding(
        kind=REVIEW,
        proposes="check_in",
        reasons=[said, *(before.reasons if before else [])],
        figures=verdict.figures if verdict else {},
        rule_version=verdict.rule_version if verdict else RULE_VERSION,
        keys=(f"{OF_WORDS}{on}", *known),
    )
