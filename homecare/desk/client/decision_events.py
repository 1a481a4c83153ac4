"""What was decided, asked, written and mailed about a client, as lines of their timeline.

Nothing of it is forgotten by the record, so that a colleague neither calls nor writes again.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import chain, groupby
from typing import cast
from uuid import UUID

from flask import url_for

from homecare.desk.client.events import ALIKE, Event
from homecare.desk.flags.words import as_taken_back, review_badge
from homecare.desk.words import moment_words, practice_day, set_aside_until
from homecare.diary.ledger import EntryRow
from homecare.diary.words import TITLES
from homecare.flags.lifecycle import OPEN, SNOOZED
from homecare.flags.queries import STRUCK_OUT, Step, became, taken_back
from homecare.language import (
    BACKGROUND_DECISIONS,
    FLAG_STATUSES,
    TAKEN_UP,
    as_sentence,
    flag_title,
    long_date,
)
from homecare.mail.queries import MailAbout
from homecare.mail.words import KINDS, how_far
from homecare.referrals.models import Referral
from homecare.screening.models import (
    BACKGROUND_NOTED,
    NOT_THEIRS,
    WEEKLY_CHECK,
    RedFlagAnswer,
    Screening,
)

Names = Mapping[UUID | None, str]

ASKED = {
    "intake": "Red-flag questions at intake",
    "client": "Red-flag questions answered by the client",
    WEEKLY_CHECK: "Red-flag questions in the weekly check",
    NOT_THEIRS: "Red-flag questions answered by somebody else, through their sign-in",
    BACKGROUND_NOTED: "Background noted",
}
BACKGROUND_BACK = "Background taken back: noted wrongly"
STRUCK = "Red-flag answers struck out: never this client’s"


def of_steps(steps: Iterable[Step]) -> Iterator[Event]:
    """What people decided on flags, and what they noted beside them."""
    taken = list(steps)
    ids = {step.flag_id for step in taken}
    gone = {id(step) for one in ids for step in taken_back(s for s in taken if s.flag_id == one)}
    for step in taken:
        said = _step_in_words(step)
        said = as_taken_back(said) if id(step) in gone else said
        about = flag_title(step.kind, review_badge(step.reasons, step.kind)).removeprefix("Flag: ")
        href = url_for("desk.flag", flag_id=step.flag_id)
        yield Event(practice_day(step.at), f"{said}: {about}", step.reason, "flag",
                    step.at, step.by, href)  # fmt: skip


def _step_in_words(step: Step) -> str:
    if step.old == step.new:
        return "Noted"
    if step.new == SNOOZED and step.until:
        return set_aside_until(step.until)
    if step.new == OPEN:
        return "Brought back" if step.old == SNOOZED else TAKEN_UP
    return became(step.new, step.reason) or FLAG_STATUSES.get(step.new, "Closed")


def of_rounds(rounds: Iterable[tuple[Screening, str]], names: Names) -> Iterator[Event]:
    """Each time the red-flag questions were asked; then what was said of each yes.

    Many weekly checks in a row without a yes are one line.
    """
    for (without, by), alike in groupby(rounds, _of_a_quiet_check):
        row = list(alike)
        if without and len(row) >= ALIKE:
            yield _of_many(row, by)
        else:
            yield from chain.from_iterable(_of_round(one, by, names) for one, by in row)


def _of_a_quiet_check(asked: tuple[Screening, str]) -> tuple[bool, str]:
    """Whether nothing was answered with yes in a weekly check; and who was asked."""
    screening, by = asked
    return screening.source == WEEKLY_CHECK and not screening.answers, by


def _of_many(rounds: Sequence[tuple[Screening, str]], by: str) -> Event:
    days = sorted((screening.on, screening.answered_at) for screening, _ in rounds)
    (first, _), (last, at) = days[0], days[-1]
    said = f"None of these, the same {len(days)} times, since {long_date(first)}."
    return Event(last, ASKED[WEEKLY_CHECK], said, "", at, by)


def _of_round(screening: Screening, by: str, names: Names) -> Iterator[Event]:
    title = ASKED.get(screening.source, "Red-flag questions asked by the therapist")
    yes = "; ".join(map(_yes, screening.answers)) or "None of these."
    at = screening.answered_at
    yield Event(screening.on, title, yes, "flag" if screening.answers else "", at, by)
    if screening.mistaken_at:
        said = STRUCK if screening.is_struck else "The client says: tapped by mistake"
        yield Event(practice_day(screening.mistaken_at), said,
                    yes, "flag", screening.mistaken_at, by)  # fmt: skip
    cleared = [answer for answer in screening.answers if answer.cleared_at]
    for _, answers in groupby(cleared, lambda answer: answer.cleared_at):
        yield _of_clearing(list(answers), names)


def _of_clearing(answers: list[RedFlagAnswer], names: Names) -> Event:
    """One clearing, on the day the therapist named for it."""
    first = answers[0]
    at = cast(datetime, first.cleared_at)
    codes = "; ".join(answer.question for answer in answers)
    said = f"{codes} – {first.cleared_reason}"
    by = names.get(first.cleared_by, "")
    title = _of_answer(first)
    return Event(first.cleared_on or practice_day(at), title, said, "flag", at, by)


def _of_answer(answer: RedFlagAnswer) -> str:
    """How the end of an answer is called: what was never the client's was not cleared."""
    if not answer.is_taken_back:
        return "Red flag cleared"
    return BACKGROUND_BACK if answer.decision else f"Red flag: {STRUCK_OUT.lower()}"


def _yes(answer: RedFlagAnswer) -> str:
    unsure = " (not sure)" if answer.unsure else ""
    decision = BACKGROUND_DECISIONS.get(answer.decision or "")
    return f"{answer.question}{unsure}{f': {decision}' if decision else ''}"


def hands_on(letters: Iterable[Referral]) -> Iterator[UUID | None]:
    """Who began each letter, and who took it back."""
    return (by for letter in letters for by in (letter.made_by, letter.withdrawn_by))


def of_letters(letters: Iterable[Referral], names: Names) -> Iterator[Event]:
    """Letters that were issued or taken back; a draft stands with the letters alone."""
    for letter in letters:
        to = letter.letter["to"]["name"] if letter.letter else letter.contact.name
        href, by = url_for("desk.referral", referral_id=letter.id), names.get(letter.made_by, "")
        if letter.issued_at:
            yield Event(practice_day(letter.issued_at), f"Letter issued to {to}", "", "change",
                        letter.issued_at, by, href)  # fmt: skip
        if letter.withdrawn_at:
            at = letter.withdrawn_at
            by = names.get(letter.withdrawn_by, "")
            yield Event(practice_day(at), f"Letter to {to} withdrawn",
                        as_sentence(letter.withdrawn_why), "change", at, by, href)  # fmt: skip


def of_mails(mails: Iterable[MailAbout]) -> Iterator[Event]:
    """Mail about the client, to whomever; reminders in a row are one line."""
    for (kind, *_), row in groupby(mails, lambda mail: (mail.kind, mail.status, mail.to_file)):
        alike = list(row)
        for mail in alike[:1] if kind == "reminder" else alike:
            yield _of_mail(mail, len(alike) if kind == "reminder" else 1)


def _of_mail(mail: MailAbout, number: int) -> Event:
    at = mail.queued_at  # a mail is of the day it was written for
    title = KINDS.get(mail.kind, "Email")
    many = f"{number} of them, the last {moment_words(at)}. " if number > 1 else ""
    to = f"{mail.to_name}, {mail.to_address}" if mail.to_name else mail.to_address
    return Event(
        practice_day(at), title, f"{many}To {to}. {how_far(mail.status, mail.to_file)}", "", at
    )


def answered_otherwise(said: EntryRow, after: EntryRow) -> str:
    """An answer that homecare asked for, where another took its place, even a moment later."""
    if not said.in_words or said.in_words == after.in_words:
        return ""
    now = f"replaced by “{after.in_words}”" if after.in_words else "taken out"
    return f"{TITLES[said.kind]} “{said.in_words}” {now}"
