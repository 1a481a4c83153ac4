"""What happened in an episode, newest first: its programme, flags, answers, and what is added."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from itertools import groupby
from typing import Any, NamedTuple

from homecare.clients.models import Episode
from homecare.desk.flags.words import review_badge
from homecare.desk.words import day_words, today_here
from homecare.diary.ledger import EntryRow
from homecare.diary.words import TITLES
from homecare.flags.models import Flag
from homecare.flags.queries import seen_on
from homecare.language import (
    count,
    flag_title,
    local_day,
    long_date,
    starts_upper,
    with_its_week,
)
from homecare.programmes.models import ProgrammeVersion

ALIKE = 3
"""So many weekly checks in a row that say the same stand as one line (ours)."""


VISITS, FLAGS, POST, ANSWERS, RECORD = "visits", "flags", "post", "answers", "record"
ABOUT = {
    VISITS: "Visits",
    FLAGS: "Flags and decisions",
    POST: "Letters and mail",
    ANSWERS: "Weekly checks and answers",
    RECORD: "Record and programme",
}
"""What lines of the timeline can be about, as they are chosen from."""


class Folded(NamedTuple):
    """A text too long for a line, with what stood in its place before."""

    title: str
    before: str
    after: str


@dataclass(frozen=True)
class Event:
    """One line of the timeline; `kind` is visit, change, flag or empty, `about` one of `ABOUT`.

    `at` and `by`: when within the day, and who, where that is known. `struck`: why what it says
    was not so, and counts for nothing.
    """

    on: date
    title: str
    text: str = ""
    kind: str = ""
    at: datetime | None = None
    by: str = ""
    href: str = ""
    about: str = RECORD
    folded: tuple[Folded, ...] = ()
    struck: str = ""

    @property
    def order(self) -> tuple[date, datetime]:
        """By the day it belongs to, then by when it was written."""
        return self.on, self.at or datetime.combine(self.on, time(), UTC)


def events(
    episode: Episode,
    flags: Mapping[Flag, list[Any]],
    answers: Iterable[EntryRow] = (),
    more: Iterable[Event] = (),
) -> list[Event]:
    """The timeline of an episode, the newest first; with its flags stand the reasons they were
    raised with."""
    happened = [
        *more,
        *about(FLAGS, (line for one in flags.items() for line in _of_flag(*one, episode))),
        *about(ANSWERS, _of_answers(answers)),
        Event(
            episode.intake_on,
            "Intake",
            f"Leg {episode.leg}, back {episode.back}.{_written_late(episode)}",
            "",
            episode.opened_at,
        ),
    ]
    return sorted(happened, key=lambda event: event.order, reverse=True)


def _written_late(episode: Episode) -> str:
    """When an intake was written down, where that was on a later day."""
    on = local_day(episode.opened_at, episode.zone)
    return f" Written down on {long_date(on)}." if on > episode.intake_on else ""


def about(what: str, lines: Iterable[Event]) -> Iterator[Event]:
    """The same lines, marked with what they are about."""
    return (replace(line, about=what) for line in lines)


def _of_answers(answers: Iterable[EntryRow]) -> Iterator[Event]:
    """A line for each answer; many weekly checks in a row that say the same are one line."""
    by_kind = sorted(answers, key=lambda answer: (answer.kind, answer.local_date))
    for (kind, words), alike in groupby(by_kind, lambda answer: (answer.kind, answer.in_words)):
        row = [(answer.local_date, answer.received_at) for answer in alike]
        if kind == "check" and len(row) >= ALIKE:
            first = f"{words} The same {len(row)} times, since {long_date(row[0][0])}."
            yield Event(row[-1][0], TITLES[kind], first, at=row[-1][1])
        else:
            yield from (Event(day, TITLES[kind], words, at=at) for day, at in row)


def of_version(version: ProgrammeVersion, by: str) -> Event:
    """A programme that was assigned or changed, with whose hand it was."""
    title = "Programme assigned" if version.number == 1 else "Programme changed"
    exercises = f"{count(len(version.items), 'exercise')}."
    return Event(version.starts_on, title, exercises, "change", version.made_at, by)


def _of_flag(flag: Flag, begun: list[Any], episode: Episode) -> Iterator[Event]:
    """The flag in the words it was raised with, and what a later look says of it as its own line:
    no line tells of days after its own."""
    title = flag_title(flag.kind, review_badge(begun, flag.kind))
    said = with_its_week(_first(begun), flag.raised_on)
    yield Event(flag.raised_on, title, said, "flag", flag.raised_at)
    seen = seen_on(flag.figures, episode.intake_on, flag.raised_on)
    now = with_its_week(_first(flag.reasons), seen)
    if now != said:
        title = flag_title(flag.kind, review_badge(flag.reasons, flag.kind))
        at = flag.raised_at if seen == flag.raised_on else None
        yield Event(seen, f"{title}, as a later look found it", now, "flag", at)


def _first(reasons: list[Any]) -> str:
    return str(reasons[0]["text"]) if reasons else ""


def lines_of(happened: Iterable[Event]) -> list[dict[str, Any]]:
    """The events as the timeline macro wants them."""
    today = today_here()
    return [
        {"when": starts_upper(day_words(e.on, today)), "iso": e.on.isoformat(), "title": e.title,
         "text": e.text, "kind": e.kind, "by": e.by, "href": e.href,
         "folded": e.folded, "struck": e.struck}
        for e in happened
    ]  # fmt: skip
