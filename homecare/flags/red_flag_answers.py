"""Red-flag answers: acted on and told in the transaction that stores them."""

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from uuid import UUID

from homecare.accounts import audit
from homecare.acting import Act
from homecare.clients.models import Episode
from homecare.diary.days import refresh_days
from homecare.flags.assessing import assess_episode, reconsider
from homecare.flags.decisions import CARE_ENDED
from homecare.flags.findings import MAILED_AT_ONCE, asked_by_answers, is_of_answers
from homecare.flags.lifecycle import CLEARED, annotate, change_status
from homecare.flags.models import Flag
from homecare.flags.notices import MISTAKEN, notify_over, notify_practice
from homecare.flags.queries import cleared_with, live_flag
from homecare.language import BACKGROUND_DECISIONS, local_day
from homecare.refusals import Refusal
from homecare.rules.red_flags import CONSIDERED, GP_FIRST, Level, level_of, stops_exercise
from homecare.screening.models import BY_THERAPIST, CORRECTED, RedFlagAnswer, Screening
from homecare.screening.operations import (
    Round,
    note_background,
    raise_levels,
    repeat_round,
    store_answers,
    store_clearing,
)
from homecare.screening.queries import is_pressing, stopping, uncleared

DECIDED = {
    CONSIDERED: f"Background {BACKGROUND_DECISIONS[CONSIDERED]}.",
    GP_FIRST: f"Background: {BACKGROUND_DECISIONS[GP_FIRST]}.",
}
"""What is written beside a flag whose background answer was decided on."""
TAPPED = "Tapped by mistake."
"""How a reason begins where a client takes answers back as a mistake."""
WHAT_WAS_WRONG = {"reason": "Write what was wrong with the answers noted before."}
WRONG_WITH_IT = "Write what was wrong with it."
SETTLED = "These answers were cleared or struck out meanwhile. Ask the questions again."
SAME = {
    "red_flags": "These are the answers as they stand. If they were never this client’s, strike "
    "them out below."
}
CLEARED_BY_A_SLIP = "The clearing was a slip; the answers stand again:"
WHY_NOT_CLEARED = "Write what was wrong with the clearing."
NOTHING_CLEARED = "These answers stand already, or were struck out since. Look at what stands now."
BY_MISTAKE = "The client says that they tapped by mistake. The answers stand until you clear them."


def record_red_flag_answers(
    act: Act,
    episode: Episode,
    source: str,
    answers: Mapping[str, bool],
    decisions: Mapping[str, str] = MappingProxyType({}),
    *,
    screening_id: UUID | None = None,
    with_background: bool = False,
) -> Screening:
    """Store one round of the red-flag questions; no answers mean "none of these".

    `answers` maps the code of each yes to whether it was "I'm not sure"; `decisions` the code of
    a background answer to considered or gp_first. Anything but background raises a flag at once
    and tells the therapist and the owners, and stops the exercises until it is cleared; sent
    after care ended, too.
    The same answers sent again under one `screening_id` are one round; others are a new one.
    Raises ValueError for a source, code or decision nobody knows.
    """
    said = Round(source, answers, decisions, screening_id, with_background)
    screening, is_new = store_answers(act, episode, said)
    if is_new:
        _act_on(act, episode, screening)
    return screening


def repeat_answers(act: Act, screening: Screening, episode: Episode, why: str) -> Screening:
    """Let a round that was answered in one stretch of care stand in another, open one too: it stops
    the exercises, raises and tells there what it would have, had it been answered there.

    Both flags say `why`; each is cleared by itself.
    """
    repeated = repeat_round(act, screening, episode)
    _act_on(act, episode, repeated)
    for stands_in in (screening.episode_id, episode.id):
        if flag := live_flag(act.session, stands_in):
            annotate(act, flag, why)
    return repeated


def _act_on(act: Act, episode: Episode, screening: Screening) -> None:
    """Raise what must be raised; a clear check may open the gate that a live flag waits for."""
    pressing = stops_exercise(answer.code for answer in screening.answers)
    before = live_flag(act.session, episode.id)
    if before is None and not any(map(is_pressing, screening.answers)):
        return
    assess_episode(act, episode, screening.on)
    if pressing and before is not None and before.closed_at is None:
        # Told of every round of answers, also while the flag of an earlier one is still open.
        notify_practice(act, episode, before, f"screening:{screening.id}")


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


def correct_red_flag_answers(act: Act, screening: Screening, said: Round, reason: str) -> Screening:
    """Put right what somebody noted of the red-flag questions: a new round, and the answers of the
    old one cleared with the reason. Both stay in the history, and so does what they raised.

    It is still what was said on the day of the old one: nobody was asked anew, so it is no clear
    check. Only whoever noted them may say that it was a slip. Raises Refusal.
    """
    _refuse_others(act, screening)
    if not reason.strip():
        raise Refusal(WHAT_WAS_WRONG)
    wrong = [one for one in screening.answers if stops_exercise([one.code])]
    if said.id is None or act.session.get(Screening, said.id) is None:  # not sent a second time
        _refuse_settled(screening, wrong)
        if {one.code for one in wrong} == {*said.answers}:
            raise Refusal(SAME)
    episode = act.session.get_one(Episode, screening.episode_id)
    # The new round first: what still stands is never without its flag, not even in between.
    corrected = record_red_flag_answers(
        act, episode, said.source, said.answers, screening_id=said.id
    )
    if corrected.id != screening.id:
        # What is put right was asked in the words of then, and on that day.
        corrected.wording, corrected.on = screening.wording, screening.on
        settle_cleared(act, episode, wrong, f"{CORRECTED} {reason.strip()}", None)
        audit.note(act, "red_flags.correct", episode.client_id, str(screening.id))
    return corrected


def strike_red_flag_answers(act: Act, screening: Screening, reason: str) -> None:
    """Say that a round was never this client's, as where the wrong record was open: it stays in the
    history and counts as no check; what it answered with yes is cleared with the reason.

    Only whoever noted it may say so. Raises Refusal.
    """
    _refuse_others(act, screening)
    if screening.source != BY_THERAPIST:
        raise Refusal("What an intake was begun with can’t be struck out.")
    if not reason.strip():
        raise Refusal(WHAT_WAS_WRONG)
    if screening.is_struck:
        return
    episode = act.session.get_one(Episode, screening.episode_id)
    screening.mistaken_at = act.now
    if episode.background_asked_at == screening.answered_at:
        episode.background_asked_at = None  # somebody else was asked
    audit.note(act, "red_flags.strike", episode.client_id, str(screening.id))
    settle_cleared(act, episode, screening.answers, f"{CORRECTED} {reason.strip()}", None)


def take_back_background(act: Act, answer: RedFlagAnswer, reason: str) -> None:
    """Say that a line of the background was noted wrongly, at intake or since: it is cleared with
    the reason and asks for nobody. What was graver beside it stays so.

    Only whoever noted it may say so. Raises Refusal.
    """
    screening = answer.screening
    _refuse_others(act, screening)
    if level_of(answer.code) > Level.BACKGROUND:
        raise ValueError("what is no background is put right with its round")
    if not reason.strip():
        raise Refusal({"reason": WRONG_WITH_IT})
    if answer.cleared_at is None:
        episode = act.session.get_one(Episode, screening.episode_id)
        audit.note(act, "background.take_back", episode.client_id, str(answer.id))
        settle_cleared(act, episode, [answer], f"{CORRECTED} {reason.strip()}", None)


def _refuse_others(act: Act, screening: Screening) -> None:
    if act.actor.person_id != screening.answered_by or not act.actor.is_staff:
        raise PermissionError("only whoever noted the answers can put them right")


def _refuse_settled(screening: Screening, wrong: Sequence[RedFlagAnswer]) -> None:
    """A "none of these" beside answers that were cleared before would be a check nobody gave."""
    if screening.is_struck or (wrong and all(one.cleared_at for one in wrong)):
        raise Refusal(SETTLED)


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
    settle_cleared(act, episode, screening.answers, reason, on)


def clear_episode(
    act: Act,
    episode: Episode,
    reason: str,
    on: date | None = None,
) -> None:
    """Clear, as `clear_answers` does, everything of an episode that is not cleared."""
    answers = uncleared(act.session, episode.id)
    settle_cleared(act, episode, answers, reason, on)


def take_clearing_back(act: Act, flag: Flag, reason: str) -> None:
    """Say that answers were cleared by a slip, as of the wrong client: they stand again as they
    stood, and raise and tell what they ask for at once. What was said when they were cleared stays
    readable with the flag. Raises Refusal.
    """
    answers = cleared_with(act.session, flag)
    episode = act.session.get_one(Episode, flag.episode_id)
    if episode.closed_at is not None:
        raise Refusal(CARE_ENDED)
    if not reason.strip():
        raise Refusal({"reason": WHY_NOT_CLEARED})
    if not answers:
        raise Refusal(NOTHING_CLEARED)
    freed = min(one.cleared_at for one in answers if one.cleared_at)
    for answer in answers:
        answer.cleared_at = answer.cleared_on = answer.cleared_by = None
        answer.cleared_reason = ""
    audit.note(act, "red_flags.not_cleared", flag.client_id, str(flag.id))
    annotate(act, flag, f"{CLEARED_BY_A_SLIP} {reason.strip()}")
    raise_levels(act.session, episode.id)
    refresh_days(act, episode, local_day(freed, episode.zone))
    assess_episode(act, episode, local_day(act.now, episode.zone))


def settle_cleared(
    act: Act,
    episode: Episode,
    answers: Sequence[RedFlagAnswer],
    reason: str,
    on: date | None,
) -> None:
    """Clear these answers, and let the flag follow. Raises Refusal as `clear_answers` does."""
    store_clearing(act, episode, answers, reason, on)
    closed = _settle_answers(act, episode, reason.strip())
    if closed is not None and _was_a_slip(answers, reason) and not _asks_still(act, episode):
        notify_over(act, episode, closed)


def _was_a_slip(answers: Sequence[RedFlagAnswer], reason: str) -> bool:
    """Whether answers were taken back as a mistake, rather than dealt with."""
    if reason.strip().startswith((TAPPED, CORRECTED)):
        return True
    pressing = [one for one in answers if stops_exercise([one.code])]
    return bool(pressing) and all(one.screening.mistaken_at for one in pressing)


def _asks_still(act: Act, episode: Episode) -> bool:
    """Whether an answer stands, or a flag that is mailed at once: then nothing is over."""
    flag = live_flag(act.session, episode.id)
    answers = stops_exercise(one.code for one in uncleared(act.session, episode.id))
    return bool(answers) or (flag is not None and flag.kind in MAILED_AT_ONCE)


def decide_background(act: Act, episode: Episode, code: str, decision: str) -> None:
    """Record *considered* or *GP first* about a line of the background.

    *GP first* raises the GP's flag at once, *considered* ends what that asked for.
    Raises ValueError for a code or decision nobody knows.
    """
    note_background(act, episode, code, decision)
    _settle_answers(act, episode, DECIDED[decision])


def _settle_answers(act: Act, episode: Episode, reason: str) -> Flag | None:
    """After answers were cleared or decided on: close the flag they no longer ask for, as cleared
    with the reason, and assess the episode again. Answers the flag that was closed."""
    act.session.flush()
    flag, closed = live_flag(act.session, episode.id), None
    if flag is not None and is_of_answers(flag):
        left = asked_by_answers(uncleared(act.session, episode.id))
        if left is None or flag.kind in left.graver:  # what is graver takes its place below
            change_status(act, flag, CLEARED, reason)
            closed = flag
    if episode.closed_at is None or stopping(act.session, episode.id):
        assess_episode(act, episode, local_day(act.now, episode.zone))
    else:
        reconsider(act, episode)  # of ended care nothing but an answer asks for anybody
    return closed
