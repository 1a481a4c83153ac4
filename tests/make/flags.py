"""Red-flag answers, flat weeks and nightly assessments for tests; each maker commits."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.acting import the_clock
from homecare.clients.operations import record_visit
from homecare.diary.operations import record_entry
from homecare.flags.assessing import assess_episode
from homecare.flags.findings import Finding
from homecare.flags.lifecycle import raise_flag
from homecare.flags.models import Flag
from homecare.flags.red_flag_answers import record_red_flag_answers
from homecare.mail.models import OutboxMail
from homecare.screening.models import Screening
from tests.kept import go_on
from tests.make.diary import BRIDGE, DAY, ROLLS, Care, told
from tests.make.people import NOW, acting

URL = "https://homecare.example"
INTAKE = NOW.date()
SEVERAL = 3  # days; fewer are told as quickly as they are put back


def at(day: float) -> datetime:
    """The morning of a day, counted from the intake."""
    return NOW + day * DAY


def on(day: float) -> date:
    """The date of a day, counted from the intake."""
    return INTAKE + day * DAY


def answer(
    session: Session, care: Care, *codes: str, day: int = 0, by_staff: bool = False, **more: Any
) -> Screening:
    """The client answers the red-flag questions with a yes to `codes`; without any, none."""
    actor, source = (care.therapist, "therapist") if by_staff else (care.me, "client")
    screening = record_red_flag_answers(
        acting(session, actor, at(day)), care.episode, source, dict.fromkeys(codes, False), **more,
    )  # fmt: skip
    session.commit()
    return screening


def rate(session: Session, care: Care, leg: int, back: int, days: Sequence[int]) -> None:
    """Scores for some days, each logged on its own day."""

    def rated() -> None:
        for day in days:
            report = told(body={"leg": leg, "back": back}, day=on(day))
            record_entry(acting(session, care.me, at(day)), care.episode, report)
        session.commit()

    once_for_all(session, care, f"rated {leg} {back}", days, rated)


def exercise(session: Session, care: Care, days: Sequence[int]) -> None:
    """Every exercise time of some days reported as done, each on its own day."""

    def exercised() -> None:
        for day in days:
            for line, times in ((ROLLS, 2), (BRIDGE, 1)):
                body = {"line": line, "outcome": "done", "times": times}
                report = told("exercise", body, on(day))
                record_entry(acting(session, care.me, at(day)), care.episode, report)
        session.commit()

    once_for_all(session, care, "exercised", days, exercised)


def once_for_all(
    session: Session, care: Care, what: str, days: Sequence[int], make: Callable[[], None]
) -> None:
    """What is reported on several days, made once for all tests that stand where this one does."""
    if len(days) < SEVERAL:
        make()
    else:
        go_on(session, f"{what} {[*days]} {care.episode.id}", make)


def visit(session: Session, care: Care, *days: int) -> None:
    """Treatments on some days, each recorded on its own day."""

    def visited() -> None:
        for day in days:
            record_visit(acting(session, care.therapist, at(day)), care.episode, on(day))
        session.commit()

    # However few: their ids are of chance, and no test would stand where another one does.
    go_on(session, f"visited {[*days]} {care.episode.id}", visited)


def assess(session: Session, care: Care, day: float) -> None:
    """The nightly assessment of a day, by the clock."""
    clock = the_clock(care.practice.id)
    assess_episode(acting(session, clock, at(day)), care.episode, on(day))
    session.commit()


def assess_days(session: Session, care: Care, days: Sequence[int]) -> None:
    """The nightly assessments of some days, one after the other."""
    for day in days:
        assess(session, care, day)


def flat_weeks(session: Session, care: Care, days: int = 28, leg: int = 6) -> None:
    """Flat pain with every exercise reported, and three visits in the first nine days."""
    visit(session, care, 0, 4, 8)
    rate(session, care, leg, 4, range(days))
    exercise(session, care, range(days))


def finding(kind: str, key: str = "", **changes: Any) -> Finding:
    """What a rule could have found, with figures and one reason."""
    usual: dict[str, Any] = {
        "kind": kind,
        "proposes": "contact",
        "reasons": [{"code": "change", "text": f"A reason for {kind}."}],
        "figures": {"index_site": "leg", "mean": {"leg": 5.0, "back": 3.0}},
        "rule_version": "1",
        "keys": (key or f"{kind}:2026-03-02",),
    }
    return Finding(**{**usual, **changes})


def make_flag(session: Session, care: Care, kind: str = "stalled", day: int = 0) -> Flag:
    """A flag of a kind, raised by the clock on a day."""
    clock = the_clock(care.practice.id)
    flag = raise_flag(acting(session, clock, at(day)), care.episode, on(day), finding(kind))
    session.commit()
    return flag


def the_flag(session: Session, care: Care) -> Flag:
    """The one flag of the episode."""
    (flag,) = flags_of(session, care)
    return flag


def kinds_and_states(session: Session, care: Care) -> list[tuple[str, str]]:
    """Kind and status of every flag, the oldest first."""
    return [(flag.kind, flag.status) for flag in flags_of(session, care)]


def steps(flag: Flag) -> list[tuple[str, str]]:
    """The transitions of a flag, the oldest first."""
    return [(step.old, step.new) for step in flag.transitions]


def flags_of(session: Session, care: Care) -> list[Flag]:
    """Every flag of the episode, the oldest first, as the database has them."""
    session.commit()  # what a page has stored since is not seen inside an older transaction
    session.expire_all()
    statement = select(Flag).where(Flag.episode_id == care.episode.id).order_by(Flag.id)
    return list(session.scalars(statement))


def told_to(session: Session, kind: str = "flag-needs-you") -> list[str]:
    """Who was sent mails of a kind, in order of their addresses."""
    mails = select(OutboxMail.to_address).where(OutboxMail.kind == kind)
    return sorted(session.scalars(mails))
