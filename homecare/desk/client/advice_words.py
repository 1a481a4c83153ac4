"""How the advice went over the last two weeks: what was answered, and what was timed."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any, NamedTuple, Self
from uuid import UUID

from homecare.access import Scope
from homecare.accounts.models import Membership
from homecare.accounts.queries import names_of
from homecare.clients.models import Away
from homecare.desk.blueprint import blueprint
from homecare.desk.words import moment_words
from homecare.diary.ledger import EntryRow, is_lost
from homecare.diary.projection import FlareUps, is_late, newest, place_of, with_earlier
from homecare.diary.queries import by_day
from homecare.diary.schemas import KEPT
from homecare.diary.words import (
    R,
    Rated,
    entered_of_day,
    intake_stands,
    replaced,
    reported_of_due,
    scores_in_words,
    scores_of,
    scores_of_intake,
)
from homecare.language import count, local_day
from homecare.programmes.models import ProgrammeVersion
from homecare.programmes.queries import due_on
from homecare.progress.queries import CourseDay
from homecare.rules.schedule import holding

blueprint.add_app_template_global(scores_of_intake, "scores_of_intake")
blueprint.add_app_template_global(reported_of_due, "reported_of_due")
blueprint.add_app_template_global(intake_stands, "intake_stands")
KINDS = (("sitting", "Sitting advice"), ("bath", "Bath advice"))


def advice_answered(
    days: Sequence[CourseDay], reported: Mapping[date, Sequence[EntryRow]], first: date
) -> list[str]:
    """A sentence for each kind of advice answered since `first`, and one for timed sitting.

    A day without an answer is left out: it says nothing about whether the advice was kept.
    """
    recent = [day for day in days if day.on >= first]
    answered = (_answered([getattr(d, kind) for d in recent], words) for kind, words in KINDS)
    return [words for words in (*answered, _timed(minutes_timed(reported, first))) if words]


def minutes_timed(reported: Mapping[date, Sequence[EntryRow]], first: date) -> dict[date, int]:
    """The minutes of sitting that were timed, by day: all spells of a day together."""
    return {
        day: entry.body["minutes"]
        for day, entries in reported.items()
        for entry in entries
        if day >= first and entry.kind == "sitting" and entry.body.get("minutes")
    }


@blueprint.app_template_filter("minutes_words")
def minutes_words(minutes: int) -> str:
    """85 as "1 h 25 min"."""
    hours, rest = divmod(minutes, 60)
    return " ".join([f"{hours} h"] * bool(hours) + [f"{rest} min"] * bool(rest or not hours))


def _answered(answers: Iterable[str | None], words: str) -> str:
    known = [answer for answer in answers if answer]
    if not known:
        return ""
    return f"{words}: kept on {known.count(KEPT)} of the {count(len(known), 'day')} answered."


def _timed(minutes: Mapping[date, int]) -> str:
    if not minutes:
        return ""
    least, most = min(minutes.values()), max(minutes.values())
    span = minutes_words(most)
    if least < most:
        span = f"{minutes_words(least)} to {span}"
    on = count(len(minutes), "day")
    return f"Sitting timed on {on}: {span} a day. Only what was timed is in it."


def _entered_by_day(
    entries: Sequence[EntryRow],
    rated: Mapping[date, Sequence[EntryRow]],
    others: Mapping[UUID | None, str],
    names: Mapping[UUID | None, str],
) -> dict[date, str]:
    """Who of the `others` entered what, by day, and what stood of its scores before."""
    days: dict[date, list[EntryRow]] = {}
    for entry in entries:
        days.setdefault(entry.local_date, []).append(entry)
    return {
        day: _entered(days.get(day, ()), rated.get(day, ()), others, names)
        for day in {*days, *rated}
    }


def _entered(
    standing: Sequence[EntryRow],
    rated: Sequence[EntryRow],
    others: Mapping[UUID | None, str],
    names: Mapping[UUID | None, str],
) -> str:
    before = (f"Before: {words}." for _, words in stood_before(standing, rated, names))
    return " ".join(filter(None, (entered_of_day(standing, rated, others, names), *before)))


def stood_before(
    standing: Sequence[R], rated: Sequence[R], names: Mapping[UUID | None, str]
) -> list[tuple[R, str]]:
    """The scores of a day that were replaced, each with who had said them and when."""
    pain = next((entry for entry in standing if entry.kind == "pain"), None)
    return [(one, said_scores(one, names)) for one in replaced(rated, pain)]


def said_scores(entry: Rated, names: Mapping[UUID | None, str]) -> str:
    """The scores somebody said: "leg 5, back 3, said by Cora Client today, 19:40"."""
    whose = names.get(entry.written_by, "somebody")
    return f"{scores_in_words(entry.body)}, said by {whose} {moment_words(entry.received_at)}"


def reported_by_day(
    entries: Sequence[EntryRow], besides: Collection[UUID]
) -> dict[date, list[EntryRow]]:
    """What no figure of a day holds: notes, reasons given with an exercise, timed minutes, and an
    exercise that was not due (`besides`)."""
    reported: dict[date, list[EntryRow]] = {}
    for entry in entries:
        told = any(entry.body.get(name) for name in ("text", "reason", "note", "minutes"))
        if told or entry.id in besides:
            reported.setdefault(entry.local_date, []).append(entry)
    return reported


class Written(NamedTuple):
    """What was ever written of some days, and what of it stands, by day."""

    ever: Sequence[EntryRow]
    standing: Sequence[EntryRow]

    @classmethod
    def of(cls, ever: Sequence[EntryRow]) -> Self:
        """Settled once for all that is told of these days."""
        return cls(ever, by_day(ever))


def not_due(
    written: Written,
    versions: Sequence[ProgrammeVersion],
    away: Sequence[Away],
    turns: Sequence[EntryRow],
) -> dict[UUID, str]:
    """Why each exercise that was reported, and was none of those due that day, was not, by its
    entry. `turns` are the flare-ups that stand, also from before those days."""
    why: dict[UUID, str] = {}
    exercises = (one for one in written.standing if one.kind == "exercise")
    flares = FlareUps(written.ever, [*turns, *exercises])
    for day, of_day in groupby(written.standing, key=lambda entry: entry.local_date):
        said = [entry for entry in of_day if entry.body.get("line")]
        version = holding(versions, day)
        plan = with_earlier(version, versions, day, said)
        due = {item.line for item in due_on(plan, day, away, flares.on(day, plan))}
        known = {item.line for item in version.items} if version else set()
        for entry in said:
            line = entry.body["line"]
            if line not in due:
                place = "not due" if line in known else "not in the programme"
                why[entry.id] = f"{place} that day"
    return why


def told_of_days(
    scope: Scope,
    written: Written,
    login: Membership | None,
    besides: dict[UUID, str],
) -> dict[str, Any]:
    """What stands of the days, who entered it where that was not the client themselves, and what
    stood before. `besides` are the exercises that were not due."""
    client = login.person_id if login else None
    ever, standing = written
    names = _hands(scope, ever, client)
    others = {person: name for person, name in names.items() if person != client}
    rated: dict[date, list[EntryRow]] = {}
    for entry in ever:
        if entry.kind == "pain":
            rated.setdefault(entry.local_date, []).append(entry)
    held = newest(standing)
    entered = _entered_by_day(list(held.values()), rated, others, names)
    for one in standing:
        stands = held[place_of(one)]
        same_hand = one.kind == "pain" and one.written_by == stands.written_by
        if same_hand and is_lost(one.kind, one.body, stands.body):
            words = f"From another device: {scores_in_words(one.body)}, replaced."
            entered[one.local_date] = f"{entered[one.local_date]} {words}".strip()
    reported = reported_by_day(standing, besides)
    late = _late_or_changed(held.values(), ever)
    return {"reported": reported, "entered": entered, "late": late, "not_due": besides}


def _late_or_changed(held: Iterable[EntryRow], written: Sequence[EntryRow]) -> dict[date, str]:
    """Of each day of which something came late or changed later, which of the two it was; of scores
    that whoever gave them changed on a later day what they had been: it can halve a day's pain."""
    by_id = {entry.id: entry for entry in written}
    said: dict[date, set[str]] = {}
    for stands in held:
        earlier = list(_earlier(stands, by_id))
        words = said.setdefault(stands.local_date, set())
        if was := next((one for one in earlier if _was_otherwise(one, stands)), None):
            when = moment_words(stands.received_at)
            words.add(f"Changed {when}: {scores_in_words(was.body)} until then.")
        if is_late(stands) and is_late([stands, *earlier][-1]):
            words.add("Entered late.")
        elif is_late(stands) and not was:
            words.add("Changed later.")
    return {day: " ".join(sorted(words)) for day, words in said.items()}


def _earlier(entry: EntryRow, by_id: Mapping[UUID, EntryRow]) -> Iterator[EntryRow]:
    """What an entry took the place of, the newest first."""
    while before := by_id.get(entry.supersedes) if entry.supersedes else None:
        yield before
        entry = before


def _was_otherwise(one: EntryRow, stands: EntryRow) -> bool:
    """Whether these are other scores by the same hand, and of an earlier day."""
    if stands.kind != "pain" or not one.body or one.written_by != stands.written_by:
        return False
    on_another_day = local_day(one.received_at, one.zone) < local_day(stands.received_at, one.zone)
    return on_another_day and scores_of(one.body) != scores_of(stands.body)


def _hands(
    scope: Scope, written: Sequence[EntryRow], client: UUID | None
) -> dict[UUID | None, str]:
    """Who wrote in the diary, by name; where the client alone did, nobody needs one."""
    hands = {entry.written_by for entry in written}
    return names_of(scope.session, scope.actor.practice_id, hands) if hands - {client} else {}
