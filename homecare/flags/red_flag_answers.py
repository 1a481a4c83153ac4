"""Red-flag answers: stored, acted on and told in the transaction that brings them."""

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from uuid import UUID

from homecare.accounts import audit
from homecare.acting import Act
from homecare.clients.models import Episode
from homecare.database import new_id
from homecare.flags.assessing import assess_episode
from homecare.flags.findings import asked_by_answers, is_of_answers
from homecare.flags.lifecycle import CLEARED, annotate, change_status
from homecare.flags.notices import MISTAKEN, notify_practice
from homecare.flags.queries import live_flag
from homecare.language import BACKGROUND_DECISIONS, local_day
from homecare.refusals import Refusal
from homecare.rules.red_flags import CONSIDERED, GP_FIRST, QUESTIONS, stops_exercise
from homecare.screening.models import WEEKLY_CHECK, RedFlagAnswer, Screening
from homecare.screening.operations import note_background
from homecare.screening.queries import uncleared

INTAKE, CLIENT_PAGE, THERAPIST = "intake", "client", "therapist"
SOURCES = (INTAKE, CLIENT_PAGE, THERAPIST, WEEKLY_CHECK)
DECIDED = {
    CONSIDERED: f"Background {BACKGROUND_DECISIONS[CONSIDERED]}.",
    GP_FIRST: f"Background: {BACKGROUND_DECISIONS[GP_FIRST]}.",
}
"""What is written beside a flag whose background answer was decided on."""
BY_MISTAKE = "The client says that they tapped by mistake. The answers stand until you clear them."


def record_red_flag_answers(
    act: Act,
    episode: Episode,
    source: str,
    answers: Mapping[str, bool],
    decisions: Mapping[str, str] = MappingProxyType({}),
    *,
    screening_id: UUID | None = None,
) -> Screening:
    """Store one round of the red-flag questions; no answers mean "none of these".

    `answers` maps the code of each yes to whether it was "I'm not sure"; `decisions` the code of
    a background answer to considered or gp_first. Anything but background raises a flag at once
    and tells the therapist and the owners, and stops the exercises until it is cleared.
    The same answers sent again under one `screening_id` are one round; others are a new one.
    Raises ValueError for a source, code or decision nobody knows.
    """
    _refuse_unknown(source, answers, decisions)
    known = act.session.get(Screening, screening_id) if screening_id else None
    if known is not None:
        if known.episode_id == episode.id and _says(known) == dict(answers):
            return known
        screening_id = None
    screening = Screening(
        id=screening_id or new_id(),
        practice_id=episode.practice_id,
        client_id=episode.client_id,
        episode_id=episode.id,
        source=source,
        on=local_day(act.now, episode.zone),
        answered_at=act.now,
        answered_by=act.actor.person_id,
        answers=_rows(episode, answers, decisions),
    )
    act.session.add(screening)
    act.session.flush()
    audit.note(act, "red_flags.answer", episode.client_id, str(screening.id))
    _act_on(act, episode, screening)
    return screening


def _rows(
    episode: Episode, answers: Mapping[str, bool], decisions: Mapping[str, str]
) -> list[RedFlagAnswer]:
    """A row for each yes."""
    return [
        RedFlagAnswer(
            practice_id=episode.practice_id,
            code=code,
            unsure=unsure,
            decision=decisions.get(code),
        )
        for code, unsure in sorted(answers.items())
    ]


def _says(screening: Screening) -> dict[str, bool]:
    return {answer.code: answer.unsure for answer in screening.answers}


def _act_on(
    act: Act,
    episode: Episode,
    screening: Screening,
) -> None:
    """Raise what must be raised; a clear check may open the gate that a live flag waits for."""
    pressing = stops_exercise(answer.code for answer in screening.answers)
    before = live_flag(act.session, episode.id)
    if not pressing and before is None:
        return
    assess_episode(act, episode, screening.on)
    if pressing and before is not None and before.closed_at is None:
        # Told of every round of answers, also while the flag of an earlier one is still open.
        notify_practice(act, episode, before, f"screening:{screening.id}")


def _refuse_unknown(source: str, answers: Mapping[str, bool], decisions: Mapping[str, str]) -> None:
    if source not in SOURCES:
        raise ValueError(f"no such source: {source}")
    if unknown := sorted({*answers, *decisions} - QUESTIONS.keys()):
        raise ValueError(f"no such questions: {', '.join(unknown)}")
    if not set(decisions.values()) <= {CONSIDERED, GP_FIRST}:
        raise ValueError("a background answer is considered or gp_first")


def mark_mistaken(act: Act, screening: Screening) -> None:
    """Write down that the client tapped by mistake, and tell the therapist, who clears."""
    if screening.mistaken_at is not None:
        return
    episode = act.session.get_one(Episode, screening.episode_id)
    screening.mistaken_at = act.now
    audit.note(act, "red_flags.mistaken", episode.client_id, str(screening.id))
    flag = live_flag(act.session, episode.id)
    if flag is not None:
        annotate(act, flag, BY_MISTAKE)
        notify_practice(act, episode, flag, str(screening.id), MISTAKEN)


def clear_answers(
    act: Act,
    screening: Screening,
    reason: str,
    on: date | None = None,
) -> None:
    """Clear the answers of one screening as of `on` (the client's today), with a reason.

    The flag they raised is closed as cleared once nothing asks for it any more, and the episode
    is assessed again. Raises Refusal without a reason, or with a date outside the days
    from the answers to today.
    """
    episode = act.session.get_one(Episode, screening.episode_id)
    _clear(act, episode, screening.answers, reason, on)


def clear_episode(
    act: Act,
    episode: Episode,
    reason: str,
    on: date | None = None,
) -> None:
    """Clear, as `clear_answers` does, everything of an episode that is not cleared."""
    answers = uncleared(act.session, episode.id)
    _clear(act, episode, answers, reason, on)


def _clear(
    act: Act,
    episode: Episode,
    answers: Sequence[RedFlagAnswer],
    reason: str,
    on: date | None,
) -> None:
    today, reason = local_day(act.now, episode.zone), reason.strip()
    on = on or today
    _refuse_clearing(answers, reason, on, today)
    for answer in answers:
        if answer.cleared_at is None:
            answer.cleared_at, answer.cleared_on = act.now, on
            answer.cleared_by, answer.cleared_reason = act.actor.person_id, reason
    audit.note(act, "red_flags.clear", episode.client_id)
    _settle_answers(act, episode, reason)


def decide_background(act: Act, episode: Episode, code: str, decision: str) -> None:
    """Record *considered* or *GP first* about a line of the background.

    *GP first* raises the GP's flag at once, *considered* ends what that asked for.
    Raises ValueError for a code or decision nobody knows.
    """
    note_background(act, episode, code, decision)
    _settle_answers(act, episode, DECIDED[decision])


def _settle_answers(act: Act, episode: Episode, reason: str) -> None:
    """After answers were cleared or decided on: close the flag they no longer ask for, as cleared
    with the reason, and assess the episode again."""
    act.session.flush()
    flag = live_flag(act.session, episode.id)
    if flag is not None and is_of_answers(flag):
        left = asked_by_answers(uncleared(act.session, episode.id))
        if left is None or left.kind != flag.kind:
            change_status(act, flag, CLEARED, reason)
    today = local_day(act.now, episode.zone)
    assess_episode(act, episode, today)


def _refuse_clearing(answers: Sequence[RedFlagAnswer], reason: str, on: date, today: date) -> None:
    if not reason:
        raise Refusal({"reason": "Write why these answers can be cleared."})
    if on > today or any(on < answer.screening.on for answer in answers):
        raise Refusal({"on": "Write a date from the day of the answers to today."})
