"""What asks for a flag on one day: the rule's flags, and red-flag answers nobody has cleared."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from homecare.flags.models import Flag
from homecare.rules.assessment import Assessment, as_json, assess_and_review
from homecare.rules.policy import RULE_VERSION, Policy
from homecare.rules.reading.history import History
from homecare.rules.red_flags import QUESTIONS, Level, why_raised, worst_level
from homecare.rules.verdict.arithmetic import long_date
from homecare.rules.verdict.episode_on_day import GP, IMPROVING, STALLED, URGENT
from homecare.rules.verdict.flags_asked import GRAVITY, REVIEW, FlagAsked, flags, kind_of
from homecare.rules.verdict.sentences import ASK, ONE_OFF, SAID, is_worse_by_check_in
from homecare.screening.models import RedFlagAnswer
from homecare.screening.queries import is_pressing

MAILED_AT_ONCE = frozenset(GRAVITY[:3])
"""Urgent, GP and worsening are told by mail at once; the others wait for the weekly digest."""

OCCASIONS = "occasions"
"""Where a flag's figures keep the keys of the occasions it stands for."""
BESIDE = "beside"
"""Where they keep those of what was less grave and stood on the same days."""
PEAK = "peak"
"""Where they keep the highest means that the flag was ever seen with, by site."""
LEVEL = "level"
"""Where a flag of red-flag answers keeps how soon the gravest of them needs somebody."""
LONG_STANDING = "long_standing"
"""The reason of *GP first* that needs neither severe pain nor pain that got worse."""
OF_ANSWERS = "answers:"
OF_WORDS = "said:"
OF_VISITS = f"{REVIEW}:"


@dataclass(frozen=True, slots=True)
class Finding:
    """A flag to raise or keep. `keys` name the occasions it stands for, the first its own.

    `began` is the day from which it has stood, where a rule found it; `beside` name the occasions
    of what is less grave and stands on the same day: whoever decides on this decides on those.
    `said_on` is the day of the weekly check that says so; `due` that from which it was asked,
    where it may wait for its turn.
    """

    kind: str
    proposes: str
    reasons: list[dict[str, str]]
    figures: dict[str, Any]
    rule_version: str
    keys: tuple[str, ...]
    began: date | None = None
    beside: tuple[str, ...] = ()
    said_on: date | None = None
    due: date | None = None

    @property
    def is_of_answers(self) -> bool:
        """Whether red-flag answers ask for it, not figures."""
        return self.keys[:1] != () and self.keys[0].startswith(OF_ANSWERS)

    @property
    def is_of_visits(self) -> bool:
        """Whether it is the review that so many visits ask for."""
        return self.keys[:1] != () and self.keys[0].startswith(OF_VISITS)

    @property
    def is_told(self) -> bool:
        """Whether the client's own weekly check says it, whatever the figures do."""
        return any(reason["code"] in SAID for reason in self.reasons)

    @property
    def is_said_worse(self) -> bool:
        """Whether it is a silence in which the client said in one tap that it is worse."""
        return any(map(is_worse_by_check_in, self.reasons))

    @property
    def is_unmeasured(self) -> bool:
        """Whether it is a review that can only ask how it is: too little was rated."""
        return any(reason["code"] == ASK for reason in self.reasons)

    @property
    def is_ending(self) -> bool:
        """Whether the newest weekly look no longer found it: a second one ends it."""
        return what_ends_it(self.reasons) != ""

    @property
    def bears_waiting(self) -> bool:
        """Whether it is pain that has lasted, and is neither severe nor got worse: of what goes to
        the GP by scores, that alone; and a stall, which within four weeks of the second decision
        becomes that."""
        return self.kind == STALLED or LONG_STANDING in (reason["code"] for reason in self.reasons)

    @property
    def graver(self) -> tuple[str, ...]:
        """The kinds graver than this one."""
        return GRAVITY[: GRAVITY.index(self.kind)]


def what_ends_it(reasons: Iterable[Mapping[str, Any]]) -> str:
    """The sentence that says why a verdict stands beside better figures, and what ends it.

    Empty where the newest weekly look found it too.
    """
    return next((str(reason["text"]) for reason in reasons if reason["code"] == ONE_OFF), "")


def judge(
    history: History, policy: Policy, on: date, answers: Iterable[RedFlagAnswer]
) -> tuple[Assessment, list[Finding]]:
    """The rule's verdict for `on`, and everything that asks for a flag, the gravest first.

    An answer that nobody has cleared is never outweighed, whatever the history says: somebody
    may answer again on the day on which an earlier answer was cleared.
    """
    assessment, due_review = assess_and_review(history, policy, on)
    answered = asked_by_answers(answers)
    findings = [answered] if answered else []
    asked = flags(assessment, due_review)
    findings += [_of_rule(assessment, flag, asked[place + 1 :]) for place, flag in enumerate(asked)]
    return assessment, sorted(findings, key=lambda finding: GRAVITY.index(finding.kind))


def asked_by_answers(answers: Iterable[RedFlagAnswer]) -> Finding | None:
    """The flag that uncleared answers ask for: urgent for 999 and the same day, else the GP."""
    pressing = [answer for answer in answers if is_pressing(answer)]
    if not pressing:
        return None
    pressing.sort(key=lambda answer: answer.urgency, reverse=True)
    worst = pressing[0].urgency
    kind, proposes = (URGENT, "emergency") if worst >= Level.SAME_DAY else (GP, "gp")
    return Finding(
        kind=kind,
        proposes=proposes,
        reasons=[_reason(answer) for answer in pressing],
        figures={LEVEL: int(worst)},
        rule_version=RULE_VERSION,
        keys=(f"{OF_ANSWERS}{max(answer.id for answer in pressing)}",),
    )


def answered_for(figures: dict[str, Any]) -> set[str]:
    """Every occasion that a decision on a flag with these figures answers for."""
    return {*figures.get(OCCASIONS, ()), *figures.get(BESIDE, ())}


def kinds_since(flag: Flag) -> dict[str, date]:
    """From which day on a flag stood for each kind: its own, and what was less grave beside it."""
    since = {flag.kind: flag.raised_on}
    for key in flag.figures.get(BESIDE, ()):
        state, on = key.split(":")[:2]
        # What asks for a review in words of its own is a review too.
        kind = REVIEW if state in (REVIEW, IMPROVING) else kind_of(state, "")
        day = max(flag.raised_on, date.fromisoformat(on))
        if kind is not None:
            since[kind] = min(day, since.get(kind, day))
    return since


def is_of_answers(flag: Flag) -> bool:
    """Whether red-flag answers raised or keep a flag: then only clearing them closes it."""
    return stands_for_answers(flag.figures)


def stands_for_answers(figures: dict[str, Any]) -> bool:
    """As `is_of_answers`, by a flag's figures."""
    return any(key.startswith(OF_ANSWERS) for key in figures.get(OCCASIONS, ()))


def level_of_answers(
    reasons: Iterable[Mapping[str, str]] | None, figures: Mapping[str, Any] | None
) -> Level | None:
    """How soon the red-flag answers (not background) that raised a flag of these reasons and
    figures need somebody; None where no answer did."""
    asked = [r["code"] for r in reasons or () if r["code"] in QUESTIONS]
    own = worst_level(asked) if asked else None
    return max(own, Level((figures or {}).get(LEVEL, own))) if own else None


def needs_emergency_help(
    reasons: Iterable[Mapping[str, str]] | None, figures: Mapping[str, Any] | None
) -> bool:
    """Whether a flag of these reasons and figures is for emergency help now: of the urgent ones
    it comes first in every list."""
    return level_of_answers(reasons, figures) == Level.EMERGENCY


def is_of_words(flag: Flag) -> bool:
    """Whether a flag stands for what the client said in words, which no figures take back."""
    return any(key.startswith(OF_WORDS) for key in flag.figures.get(OCCASIONS, ()))


def is_of_visits(flag: Flag) -> bool:
    """Whether a flag stands for the number of visits alone."""
    occasions = flag.figures.get(OCCASIONS, ())
    return bool(occasions) and all(key.startswith(OF_VISITS) for key in occasions)


def _reason(answer: RedFlagAnswer) -> dict[str, str]:
    said = "Not sure" if answer.unsure else "Yes"
    text = f"“{answer.question}” {said}, on {long_date(answer.screening.on)}."
    raised = why_raised(answer.code, answer.urgency)
    return {"code": answer.code, "text": f"{text} {raised}" if raised else text}


def _of_rule(assessment: Assessment, flag: FlagAsked, less_grave: Sequence[FlagAsked]) -> Finding:
    return Finding(
        kind=flag.kind,
        proposes=flag.proposes,
        reasons=as_json(flag.reasons),
        figures=assessment.figures,
        rule_version=assessment.rule_version,
        keys=(flag.key, *flag.also),
        began=flag.began,
        beside=tuple(key for other in less_grave for key in (other.key, *other.also)),
        said_on=assessment.said,
        due=flag.due,
    )
