"""The gate before anybody who treats the spine by hand: the same for proposal, draft and issue.

It is about what is done, not about a title: chiropractors, osteopaths, physiotherapists and
massage therapists all pass it. For a GP or an emergency department there is no gate.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from homecare.rules.course.episode import SITES, Course
from homecare.rules.policy import Policy
from homecare.rules.reading.history import Check, Cleared, History
from homecare.rules.red_flag_answers import Answer, answers, is_gp_first
from homecare.rules.red_flags import CONSIDERED, CONTRAINDICATIONS, QUESTIONS, Level, level_of
from homecare.rules.verdict import states
from homecare.rules.verdict.arithmetic import Reason, long_date, sentence
from homecare.rules.verdict.episode_on_day import EpisodeOnDay
from homecare.rules.verdict.grave_words import for_the_gp
from homecare.rules.verdict.sentences import last_known, level_of_site

UNCLEARED, GP_ONLY, CONTRAINDICATED = "uncleared", "gp_first", "contraindication"
UNDECIDED, UNASKED, CHECK = "background", "background_unasked", "check_old"
UNANSWERED = "gp_unanswered"
SAID = frozenset((UNCLEARED, GP_ONLY, CONTRAINDICATED))
"""What somebody said, or wrote down, that a doctor has to look at first."""
FOR_THE_GP = SAID | {UNANSWERED}
"""With one of these it is the GP; the others can be put right on the spot."""


def missing(history: History, policy: Policy, on: date) -> tuple[Reason, ...]:
    """Return all that keeps manual treatment shut on `on`, the gravest first; nothing: it is
    open."""
    course = Course(history, policy)
    return missing_on(EpisodeOnDay(course, course.day(on)))


def missing_on(look: EpisodeOnDay) -> tuple[Reason, ...]:
    """As `missing`, of an episode that is laid out already."""
    course = look.course
    said = missing_beside_scores(
        course.history, look.policy, course.date_of(look.day), course.answers
    )
    found = (unanswered(look),)
    grave = [reason for reason in said if reason.code in SAID]
    reasons = (*grave, *found, *said[len(grave) :])
    return tuple(reason for reason in reasons if reason)


def missing_beside_scores(
    history: History, policy: Policy, on: date, given: Sequence[Answer] | None = None
) -> tuple[Reason, ...]:
    """As `missing`, without what the scores found, for which a diary has to be read.

    `given` are the red-flag answers of the history, where they were worked out already.
    """
    known = answers(history) if given is None else given
    standing = [answer for answer in known if answer.open_on(on)]
    reasons = (_uncleared(standing), _gp_first(standing), _contraindicated(history),
             _undecided(history), _unasked(history), _unchecked(history, policy, on))  # fmt: skip
    return tuple(reason for reason in reasons if reason)


def unanswered(look: EpisodeOnDay) -> Reason | None:
    """What scores found for the GP, where neither scores nor an answer have ended it.

    It is no verdict any more once nobody has rated for two weeks; but neither silence nor the
    client's word that it is better makes it a matter for treatment by hand.
    """
    if (now := states.gp_by_scores(look)) is not None:
        text = for_the_gp(look, now)[0].text
        return Reason(UNANSWERED, f"{text} No answer of a GP to it is on record.")
    held = look.held_gp
    if held is None or look.course.gp_answered_between(held.since, look.day):
        return None
    day = last_known(look, held.site, max(held.found, held.since))
    was = f"{SITES[held.site]} pain {level_of_site(look, held.site, day)} was a matter for the GP"
    return Reason(UNANSWERED, sentence(f"{was}, and no answer is on record"))


def _uncleared(standing: Iterable[Answer]) -> Reason | None:
    if not any(not _is_background(answer) for answer in standing):
        return None
    return Reason(UNCLEARED, "A red-flag answer is not cleared.")


def _is_background(answer: Answer) -> bool:
    return level_of(answer.code) == Level.BACKGROUND


def _gp_first(standing: Iterable[Answer]) -> Reason | None:
    codes = sorted({answer.code for answer in standing if _is_background(answer)})
    if not codes:
        return None
    return Reason(GP_ONLY, f"The background is marked “GP first”: {_quoted(codes)}.")


def _contraindicated(history: History) -> Reason | None:
    codes = history.intake.contraindications
    if not codes:
        return None
    named = "; ".join(CONTRAINDICATIONS.get(code, code) for code in codes)
    text = f"Manipulation is ruled out ({named}): the GP, never the chiropractor."
    return Reason(CONTRAINDICATED, text)


def _undecided(history: History) -> Reason | None:
    """A background line that no therapist has decided on; once is enough for a line."""
    said = history.intake.background
    decided = {code for code, recorded in said if _is_decided(recorded)}
    codes = sorted({code for code, _ in said} - decided)
    if not codes:
        return None
    text = f"Nobody has decided on the background yet: {_quoted(codes)} Considered, or GP first?"
    return Reason(UNDECIDED, text)


def _unasked(history: History) -> Reason | None:
    if history.intake.background_asked:
        return None
    return Reason(UNASKED, "Nobody has asked about the background yet: cancer, steroids, thin "
                  "bones, a weak immune system and the rest.")  # fmt: skip


def _is_decided(recorded: str | None) -> bool:
    if recorded is None or is_gp_first(recorded):
        return recorded is not None
    return recorded.strip().lower() == CONSIDERED


def _quoted(codes: Iterable[str]) -> str:
    known = ((QUESTIONS.get(code), code) for code in codes)
    return ", ".join(f"“{question.text if question else code}”" for question, code in known)


def _unchecked(history: History, policy: Policy, on: date) -> Reason | None:
    """The newest round of the questions must be fresh, clear, and later than every clearing."""
    last = max((row for row in history.cleared if row.on <= on), key=_moment, default=None)
    asked = [check for check in history.checks if check.asked and check.on <= on]
    fresh = [check for check in asked if (on - check.on).days <= policy.check_days]
    if any(_is_clear(check) and _is_after(check, last) for check in fresh):
        return None
    return Reason(CHECK, _why_unchecked(policy, last, asked, bool(fresh)))


def _why_unchecked(
    policy: Policy, last: Cleared | None, asked: Sequence[Check], fresh: bool
) -> str:
    if last and not any(_is_after(check, last) for check in asked):
        said = [check.on for check in asked if not _is_clear(check) and check.on <= last.on]
        since = f"the answer of {long_date(max(said))} was cleared" if said else "the last clearing"
        return f"No clear red-flag check since {since}: ask those questions first."
    if fresh:
        return "The last red-flag check was not clear: ask those questions again first."
    span = "day" if policy.check_days == 1 else f"{policy.check_days} days"
    return f"No red-flag check in the last {span}: ask those questions first."


def _is_clear(check: Check) -> bool:
    return not check.red_flags and not check.gp_flags


def _moment(row: Cleared) -> tuple[date, float]:
    return row.on, row.at.timestamp() if row.at else 0.0


def _is_after(check: Check, last: Cleared | None) -> bool:
    """By the minute where both are known; a day alone does not tell which came first on it."""
    if last is None:
        return True
    if check.at and last.at:
        return check.at > last.at
    return check.on > last.on
