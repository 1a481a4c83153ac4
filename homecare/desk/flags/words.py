"""A flag in words: what it proposes, why not the chiropractor, and each of its steps."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from homecare.assessment.models import Verdict
from homecare.desk.blueprint import blueprint
from homecare.desk.words import moment_words, set_aside_until
from homecare.flags.findings import LEVEL, level_of_answers, needs_emergency_help
from homecare.flags.models import Flag, FlagTransition
from homecare.flags.queries import became
from homecare.flags.red_flag_answers import TAPPED
from homecare.language import (
    FLAG_STATUSES,
    PROPOSALS,
    URGENT_HELP,
    flag_title,
    long_date,
    of_ended_care,
    open_for,
    review_title,
    starts_upper,
    with_its_week,
)
from homecare.referrals.agreement.models import AGREED, ASKED_CHANGE, REFUSED, WITHDRAWN
from homecare.referrals.agreement.queries import NOT_ANSWERED
from homecare.referrals.answers.queries import TRIED, UNREAD
from homecare.rules import gate as gate_of_the_rule
from homecare.rules.overdue import TimeOpen
from homecare.rules.urgent_advice import UrgentAdvice, emergency_now, what_to_do
from homecare.rules.verdict.flags_asked import REVIEW
from homecare.screening.models import RedFlagAnswer
from homecare.screening.queries import Shown

NOTED_FOR_THEM = (
    "They have not been shown this themselves, as the answers did not come from their own "
    "sign-in: make sure that somebody has told them."
)
NOT_TOLD = (
    "They have not been told: it was answered through a sign-in that was taken back since, as the "
    "wrong person’s."
)
GRAVER_NOW = "When they answered, {when}, they were told: {title}. It is graver now."
MISTAKEN_REASON = f"{TAPPED} I spoke with them."
"""What a clearing after a tap by mistake says, unless the therapist writes something else."""
GATES = {"visits", "visit_fresh", *(gate_of_the_rule.FOR_THE_GP), gate_of_the_rule.UNDECIDED,
         gate_of_the_rule.UNASKED, gate_of_the_rule.CHECK}  # fmt: skip
WHY_LETTER = {
    UNREAD: "has answered: read it",
    TRIED: "could not open the link: somebody wrote a wrong year five times",
}
DOCTOR_FIRST = "a doctor has to look at them first."
WAITS_AS = "has agreed, but the letter has to wait"
HAS_TO_WAIT = "has agreed, but a doctor has to look at them first: do not issue the letter"
GP_PROPOSED = "has agreed to the letter, but now the GP is proposed: look before you issue it"
READS_OTHERWISE = "has agreed to a letter that reads otherwise now: ask them again"
ASKED_OTHERWISE = "was asked about a letter that reads otherwise now: ask them again"
WHY_AGREEMENT = {
    AGREED: "has agreed to the letter: issue it",
    ASKED_CHANGE: "asks for a change in the letter",
    REFUSED: "does not agree to the letter",
    WITHDRAWN: "has taken back their agreement to the letter",
    NOT_ANSWERED: "has not answered about the letter",
}


@blueprint.app_template_filter("review_badge")
def review_badge(reasons: Sequence[dict[str, Any]] | None, kind: str) -> str | None:
    """What stands on a flag's badge in place of the kind's own word, so that it says why."""
    return review_title(reasons) if kind == REVIEW else None


@blueprint.app_template_filter("flag_badge")
def flag_badge(flag: Flag, nation: str) -> str | None:
    """What stands on the badge of a flag in place of the kind's own word: what a review is about,
    and of one that stands whether it is for emergency help now; `nation` is the practice's."""
    if flag.closed_at is None and needs_emergency_help(flag.reasons, flag.figures):
        return emergency_now(nation)
    return review_badge(flag.reasons, flag.kind)


@blueprint.app_template_filter("were_mistaken")
def all_mistaken(answers: Sequence[RedFlagAnswer]) -> bool:
    """Whether the client says of every answer that stands that it was tapped by mistake."""
    return bool(answers) and all(answer.screening.mistaken_at for answer in answers)


@blueprint.app_template_filter("each_once")
def each_once(
    answers: Iterable[RedFlagAnswer], not_theirs: Collection[UUID] = ()
) -> list[RedFlagAnswer]:
    """Of answers that read alike on a page, by several hands or in several rounds, one;
    `not_theirs` are the rounds that may be somebody else's."""
    alike: dict[tuple[str, bool, bool], RedFlagAnswer] = {}
    for one in answers:
        marks = bool(one.screening.mistaken_at), one.screening.id in not_theirs
        alike.setdefault((one.question, *marks), one)
    return list(alike.values())


@blueprint.app_template_filter("proposal")
def proposal(flag: Flag) -> str:
    """What the rule proposes, as a sentence: help as soon as the gravest answer needs it."""
    said = PROPOSALS.get(flag.proposes, flag.proposes)
    return URGENT_HELP.get((flag.figures or {}).get(LEVEL, 0), said)


def gate(flag: Flag) -> str:
    """What is missing before a chiropractor would be proposed, or nothing."""
    return " ".join(str(reason["text"]) for reason in _reasons_of_the_gate(flag))


def proposes_by_hand(flag: Flag) -> bool:
    """Whether a flag that stands proposes somebody who treats the spine by hand."""
    return flag.proposes == "chiropractor"


def _reasons_of_the_gate(flag: Flag) -> list[Any]:
    """The reasons of a flag that say what is missing; its first says what was found."""
    if proposes_by_hand(flag):
        return []
    return [reason for reason in flag.reasons[1:] if reason["code"] in GATES]


def seen(flag: Flag, on: date, today: date) -> list[str]:
    """What the rule saw on that day, sentence by sentence, without the missing gate."""
    shut = _reasons_of_the_gate(flag)
    reasons = [reason for reason in flag.reasons if reason not in shut]
    # The same yes by two hands, the client's and the therapist's, reads alike: once is enough.
    return list(dict.fromkeys(with_its_week(str(one["text"]), on, today) for one in reasons))


def first_sentence(reasons: Sequence[Mapping[str, Any]]) -> str:
    """The first of the reasons of a verdict or flag, in words."""
    return str(reasons[0]["text"]) if reasons else ""


class Dated(NamedTuple):
    """Reasons with the day on which they were true."""

    reasons: Sequence[Mapping[str, Any]] | None
    on: date


def say_the_same(one: Dated, other: Dated, today: date) -> bool:
    """Whether two begin with one sentence, as it was written or as it is read `today`: figures of
    another week that are the same say nothing new, and nor does a week that was named already."""
    first, second = first_sentence(one.reasons or ()), first_sentence(other.reasons or ())
    read_today = with_its_week(first, one.on, today) == with_its_week(second, other.on, today)
    return first == second or read_today


def newest_verdict(verdict: Verdict, today: date, *, ended: bool = False) -> list[str]:
    """The newest verdict in a sentence, and whether a stall is about to end; of care that has
    `ended` without what was to come."""
    first, *rest = verdict.reasons or [{"code": "", "text": ""}]
    said = [first, *(reason for reason in rest if reason["code"] == "one_off")]
    texts = [with_its_week(str(reason["text"]), verdict.on, today) for reason in said]
    return [of_ended_care(text) for text in texts] if ended else texts


@dataclass(frozen=True, slots=True)
class ToTell:
    """What a client is to do about their answers, and what is known of whether they know it.

    `shown` says that their own page told them; else `before` is what it told them, if anything.
    """

    advice: UrgentAdvice
    shown: bool
    before: str


def to_tell(
    flag: Flag, shown: Shown | None, nation: str, *, not_theirs: bool = False
) -> ToTell | None:
    """What the client was told to do, or has to be told by the therapist; `not_theirs`, that the
    answers came through a sign-in that was taken back from the wrong person."""
    level = level_of_answers(flag.reasons, flag.figures)
    if not level:
        return None
    advice = what_to_do(level, nation)
    if shown is None:
        return ToTell(advice, shown=False, before=NOT_TOLD if not_theirs else NOTED_FOR_THEM)
    if shown.level >= level:
        return ToTell(advice, shown=True, before="")
    then = what_to_do(shown.level, nation).title
    said = GRAVER_NOW.format(when=moment_words(shown.at), title=then)
    return ToTell(advice, shown=False, before=said)


@blueprint.app_template_filter("rule_facts")
def facts(figures: dict[str, Any], rule_version: str) -> list[tuple[str, Any]]:
    """The figures a flag or a verdict saw, other than the scores, as terms and words.

    What an earlier version of the rule did not keep is left out.
    """
    words: dict[str, tuple[str, Callable[[Any], Any]]] = {
        "day": ("Day", lambda day: f"day {day} after the intake"),
        "index_site": ("Judged by", lambda site: f"{site} pain"),
        "last_rated": ("Last rated", _day_of_iso),
        "due": (
            "Exercise in 14 days, flare-ups left out",
            lambda due: _exercise(figures.get("reported"), due),
        ),
        "visits": ("Visits", lambda visits: visits),
        "next_evaluation": ("Next weekly look", _day_of_iso),
    }
    known = [(term, say(figures[key])) for key, (term, say) in words.items() if key in figures]
    return [*known, ("Rule", f"version {rule_version}")]


def _exercise(reported: int | None, due: int | None) -> str:
    return f"{reported} of {due} times due reported, whole or in part" if due else "nothing was due"


def _day_of_iso(text: str | None) -> str:
    return long_date(date.fromisoformat(text)) if text else ""


def decision(step: FlagTransition) -> str:
    """The step that closed a flag, with its reason."""
    if step.new == "acted":
        return step.reason
    return f"{became(step.new, step.reason) or FLAG_STATUSES[step.new]}: {step.reason}"


def standing(flag: Flag, waits: TimeOpen) -> str:
    """How a flag stands, and since or until when."""
    if flag.closed_at is not None:
        last = next((s for s in reversed(flag.transitions) if s.new == flag.status != s.old), None)
        how = last and became(last.new, last.reason)
        return f"{how or FLAG_STATUSES[flag.status]} {moment_words(flag.closed_at)}"
    if flag.snoozed_until is not None:
        return set_aside_until(flag.snoozed_until)
    return starts_upper(open_for(waits))


def other_stands(other: Flag) -> str:
    """What is said where a decision was taken back, but a newer flag asks meanwhile."""
    title = flag_title(other.kind, review_badge(other.reasons, other.kind))
    return (
        "The decision is taken back and holds nothing back any more. "
        f"This flag stays closed, since a newer one stands: decide on that. {title}."
    )


def as_taken_back(title: str) -> str:
    """How a decision is called that was taken back since; what it said stays readable."""
    return f"{title} (taken back since)"
