"""What a therapist decides on a flag. Each decision keeps the figures it was made on.

Nobody sets aside, closes or acts on a flag of their own record while a colleague is there.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from sqlalchemy import select

from homecare.accounts.operations import refuse_ones_own_record
from homecare.acting import Act
from homecare.clients.models import MERGED, MISTAKE, Episode
from homecare.clients.signals import discharge_undone, episode_closed
from homecare.flags.assessing import reconsider
from homecare.flags.findings import MAILED_AT_ONCE, is_of_answers
from homecare.flags.holding import LETTER_HOLDS
from homecare.flags.lifecycle import (
    ACTED,
    DECIDED,
    DISMISSED,
    OPEN,
    SNOOZED,
    WITHDRAWN,
    annotate,
    change_status,
)
from homecare.flags.models import Flag, FlagTransition
from homecare.flags.notices import notify_over
from homecare.flags.queries import live_flag
from homecare.language import local_day, long_date
from homecare.refusals import Refusal

What = Literal["refer", "change_programme", "call", "no_answer", "visit", "answered"]
DONE: dict[str, str] = {
    "refer": "Referred",
    "change_programme": "Programme changed",
    "call": "Called",
    "no_answer": "Called, no answer",
    "visit": "Seen, or a visit booked",
    "answered": "The GP, or whoever was written to, has answered",
}
# What else than a letter is as the rule proposed it; where nothing is, a reason is asked.
AS_PROPOSED: dict[str, tuple[str, ...]] = {
    "contact": ("call", "visit"),
    "check_in": ("call", "visit"),
    "check": ("call", "visit"),
    "ask_why": ("call", "visit", "change_programme"),
    "visit": ("visit", "change_programme"),
    "chiropractor": (),
    "gp": (),
}
WHY_OTHERWISE = "The rule proposed something else: write why you did this."
PRESSED_AGAIN = timedelta(minutes=2)
LONGEST_SNOOZE = 14
LONGEST_REASON = 500
NOT_DECIDED = "Nothing was decided on this flag that could be taken back."
CARE_ENDED = "The care has ended. Undo the discharge first."
NOT_ASIDE = "This flag is not set aside any more."
BROUGHT_BACK = "Brought back early."
WITH_THE_CARE = {MISTAKE: "Entered by mistake.", MERGED: ""}
"""Why a flag is closed with the care, where that was no discharge."""


def snooze(
    act: Act, flag: Flag, reason: str, days: int = LONGEST_SNOOZE, until: date | None = None
) -> date:
    """Set a flag aside for 1–14 days, or until a day in that reach; answers the day on which it
    comes back.

    Raises Refusal without a reason, for other days, and for red-flag answers.
    """
    refuse_ones_own_record(act, flag.client_id)
    _refuse_answers(flag)
    reason, today = _wanted(flag, reason), _today(act, flag)
    if until is not None:
        _refuse_out_of_reach("until", until, today)
    elif not 1 <= days <= LONGEST_SNOOZE:
        raise Refusal({"days": f"Write a number of days from 1 to {LONGEST_SNOOZE}."})
    back = until or today + timedelta(days=days)
    change_status(act, flag, SNOOZED, reason, back)
    return back


def try_again(act: Act, flag: Flag, on: date | None, reason: str = "") -> date | None:
    """Write down that nobody answered a call: the flag is set aside until the day `on`, on which it
    asks again. One of red-flag answers stays as it is, with the call beside it; answers None then.

    Raises Refusal for a flag that is closed, and for a day that is not within two weeks.
    """
    refuse_ones_own_record(act, flag.client_id)
    _refuse_closed(flag)
    words = _in_words("no_answer", reason)
    if is_of_answers(flag):
        _write_once(act, flag, words)
        return None
    if on is None:
        raise Refusal({"again_on": "Write the day on which you try again."})
    _refuse_out_of_reach("again_on", on, _today(act, flag))
    change_status(act, flag, SNOOZED, words, on)
    return on


def _refuse_out_of_reach(field: str, until: date, today: date) -> None:
    last = today + timedelta(days=LONGEST_SNOOZE)
    if not today < until <= last:
        said = f"Choose a day from tomorrow to {long_date(last)}: no flag is set aside for longer."
        raise Refusal({field: said})


def dismiss(act: Act, flag: Flag, reason: str) -> None:
    """Close a flag with a reason. Raises Refusal without one, and for red-flag answers."""
    refuse_ones_own_record(act, flag.client_id)
    _refuse_answers(flag)
    change_status(act, flag, DISMISSED, _wanted(flag, reason))


def record_action(act: Act, flag: Flag, what: What, reason: str = "") -> None:
    """Write down that the therapist referred, changed the programme, called, or saw the client, or
    booked a visit; it closes the flag.

    A flag of red-flag answers stays open, with what was done beside it, until they are cleared.
    Raises Refusal for a flag that is closed, and without a reason where something else was
    proposed.
    """
    refuse_ones_own_record(act, flag.client_id)
    _refuse_closed(flag)
    if _is_otherwise(flag, what) and not reason.strip():
        raise Refusal({"reason": WHY_OTHERWISE})
    words = _in_words(what, reason)
    if is_of_answers(flag):
        _write_once(act, flag, words)
        return
    if what == "refer":
        flag.holds_until = _today(act, flag) + LETTER_HOLDS
    change_status(act, flag, ACTED, words)


def _in_words(what: What, reason: str) -> str:
    return DONE[what] + (f": {reason.strip()}" if reason.strip() else ".")


def add_note(act: Act, flag: Flag, words: str) -> None:
    """Write down beside a flag what has happened since; it decides nothing, and a closed flag takes
    it, too: a call that a colleague's decision came before did take place. Raises Refusal."""
    _write_once(act, flag, _reason_of(words))


def _write_once(act: Act, flag: Flag, words: str) -> None:
    """Write beside a flag; the same words of the same person, by a second press, stand there."""
    act.session.execute(select(Flag.id).where(Flag.id == flag.id).with_for_update())
    standing = select(FlagTransition.id).where(
        FlagTransition.flag_id == flag.id, FlagTransition.old == FlagTransition.new,
        FlagTransition.actor_id == act.actor.person_id, FlagTransition.reason == words,
        FlagTransition.at > act.now - PRESSED_AGAIN,
    )  # fmt: skip
    if act.session.scalar(standing.limit(1)) is None:
        annotate(act, flag, words)


def _is_otherwise(flag: Flag, what: What) -> bool:
    """Whether this is another step than the one proposed; of a letter its own room asks."""
    known = AS_PROPOSED.get(flag.proposes)
    return known is not None and what not in (*known, "refer", "answered")


def take_up(act: Act, flag: Flag, reason: str) -> Flag | None:
    """Take back what was decided on a flag: it asks again, and the decision holds nothing back.

    Where another flag of the care stands meanwhile, this one stays closed, since one is decided
    on at a time; answers that other one. Raises Refusal.
    """
    if flag.status not in DECIDED:
        raise Refusal(NOT_DECIDED)
    episode = act.session.get_one(Episode, flag.episode_id)
    if episode.closed_at is not None:
        raise Refusal(CARE_ENDED)
    return _ask_again(act, flag, episode, _reason_of(reason))


def _ask_again(act: Act, flag: Flag, episode: Episode, reason: str) -> Flag | None:
    """Take a decision back; nobody is asked again where another flag stands, or the care ended."""
    other = live_flag(act.session, episode.id)
    flag.holds_until = None
    asks = other is None and episode.closed_at is None
    change_status(act, flag, OPEN if asks else WITHDRAWN, reason)
    if episode.closed_at is None:
        reconsider(act, episode)
    return other


def bring_back(act: Act, flag: Flag, reason: str = "") -> None:
    """Let a flag that was set aside ask again now. Raises Refusal for any other."""
    if flag.status != SNOOZED:
        raise Refusal(NOT_ASIDE)
    change_status(act, flag, OPEN, reason.strip() or BROUGHT_BACK)
    reconsider(act, act.session.get_one(Episode, flag.episode_id))


def answer_came(act: Act, flag: Flag, said: str, on: date) -> None:
    """Part of keeping an answer to a letter: the flag that it was about is answered, and what was
    held back for the answer is asked again as after any other decision from `on`. Red-flag answers
    stay until a therapist clears them."""
    if flag.closed_at is None:
        record_action(act, flag, "answered", said)
        return
    flag.holds_until = min(flag.holds_until, on) if flag.holds_until else None
    annotate(act, flag, f"{DONE['answered']}: {said}")


@dataclass(frozen=True, slots=True)
class Heard:
    """What is on record about the letters of a flag: when answers `came` or were put right, also
    those that were taken back; since when each that `stands` does so; and withdrawals."""

    came: Collection[datetime]
    stands: Collection[datetime]
    withdrawn: Collection[datetime]


def answer_went(act: Act, flag: Flag, why: str, heard: Heard) -> None:
    """Part of taking an answer to a letter back: the flag follows as if it had not come."""
    episode = act.session.get_one(Episode, flag.episode_id)
    last = next((step for step in reversed(flag.transitions) if step.old != step.new), None)
    if last is not None and _is_closed_by(last, heard):
        _ask_again(act, flag, episode, why)
        return
    if last is not None and flag.holds_until is not None:
        flag.holds_until = _held_until(last, episode.zone, [*heard.stands, *heard.withdrawn])
    annotate(act, flag, why)


def _is_closed_by(last: FlagTransition, heard: Heard) -> bool:
    """Whether an answer that was taken back closed the flag, and none has come to stand since."""
    is_answered = last.new == ACTED and last.reason.startswith(DONE["answered"])
    return is_answered and last.at in heard.came and all(at < last.at for at in heard.stands)


def _held_until(referred: FlagTransition, zone: str, ends: Collection[datetime]) -> date:
    """For how long a letter holds a flag back: until it is answered or withdrawn."""
    ended = (local_day(at, zone) for at in ends if at >= referred.at)
    return min([local_day(referred.at, zone) + LETTER_HOLDS, *ended])


@episode_closed.connect
def dismiss_with_the_care(episode: Episode, *, act: Act) -> None:
    """Part of a discharge: nobody decides on the flag of somebody who is not in care."""
    if flag := live_flag(act.session, episode.id):
        said = WITH_THE_CARE.get(episode.closed_as, "Discharged.")
        dismiss(act, flag, f"{said} {episode.closed_reason}".strip())
        if episode.closed_as == MISTAKE and flag.kind in MAILED_AT_ONCE:
            notify_over(act, episode, flag)


@discharge_undone.connect
def take_up_again(episode: Episode, *, act: Act, closed_at: datetime) -> None:
    """Part of undoing a discharge: the flag that it closed asks again, and the verdict follows."""
    with_it = select(Flag).where(
        Flag.episode_id == episode.id, Flag.closed_at == closed_at, Flag.status == DISMISSED
    )
    flag = act.session.scalars(with_it).first()
    # What they answered after the discharge has a flag of its own, and that is graver.
    if flag and live_flag(act.session, episode.id) is None:
        change_status(act, flag, OPEN, "The discharge was undone.")
    reconsider(act, episode)


def _today(act: Act, flag: Flag) -> date:
    return local_day(act.now, act.session.get_one(Episode, flag.episode_id).zone)


def _refuse_answers(flag: Flag) -> None:
    if is_of_answers(flag):
        raise Refusal(
            {"reason": "Red-flag answers can’t be put off. Speak to the client, then clear them."}
        )


def _refuse_closed(flag: Flag) -> None:
    if flag.closed_at is not None:
        raise Refusal({"reason": "This flag is closed already."})


def _wanted(flag: Flag, reason: str) -> str:
    _refuse_closed(flag)
    return _reason_of(reason)


def _reason_of(reason: str) -> str:
    if not reason.strip():
        raise Refusal({"reason": "Write a reason, so that a colleague understands it."})
    if len(reason) > LONGEST_REASON:
        raise Refusal({"reason": f"Write at most {LONGEST_REASON} characters."})
    return reason.strip()
