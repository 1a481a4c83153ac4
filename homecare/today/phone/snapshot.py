"""What a phone keeps to draw Today without a connection, as plain values for JSON."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from homecare.access import Scope
from homecare.accounts.models import Practice
from homecare.clients.models import Away, Episode
from homecare.clients.queries import NextVisit, away_of, coming
from homecare.diary import projection
from homecare.diary.ledger import EntryRow
from homecare.diary.queries import by_day, written
from homecare.diary.schemas import START
from homecare.language import starts_upper
from homecare.library import words as wording
from homecare.programmes.models import ProgrammeAdvice, ProgrammeItem, ProgrammeVersion
from homecare.programmes.queries import due_on, newest_items, versions_from, versions_of
from homecare.rules import schedule
from homecare.rules.red_flags import Level
from homecare.rules.schedule import holding
from homecare.rules.urgent_advice import what_to_do
from homecare.screening.queries import stopped_now_and_then
from homecare.today.day import words
from homecare.today.day.queries import ASKED, OLDEST

DAY = timedelta(days=1)
GRAVE = (Level.EMERGENCY, Level.SAME_DAY, Level.GP)
SAID = ("feel", "stop", "caution")
DOSE = ("sets", "reps", "hold_seconds", "minutes", "times_a_day")
OF_ADVICE = ("kind", "title", "text", "reason", "alternative", "question", "limit_minutes")

Values = dict[str, Any]
Reported = dict[tuple[date, str, str | None], EntryRow]


def anybody(scope: Scope, practice: Practice, now: datetime) -> Values:
    """What holds for every client: whose phone this is, the practice, where help is."""
    return {
        "owner": str(scope.actor.client_id),
        "now": now.isoformat(),
        "practice": {
            "name": practice.name,
            "telephone": practice.telephone,
            "nation": practice.whom_to_call,
        },
        "help": {level.name.lower(): _help(level, practice.whom_to_call) for level in GRAVE},
        "in_care": False,
    }


def in_care(
    scope: Scope, episode: Episode, practice: Practice, now: datetime, today: date, days: int
) -> Values:
    """The last `days` days with their reports, what is due from then on, and what stops it.

    In six statements, or seven, whatever the length of the history.
    """
    session = scope.session
    first = max(today - (days - 1) * DAY, episode.intake_on)
    pauses = [p for p in away_of(session, episode.id) if p.last_day >= first]
    ever = written(session, episode.id, first - projection.FLARE_REACH, today + DAY)
    standing = by_day(ever)
    reported, flares = projection.newest(standing), projection.FlareUps(ever, standing)
    versions = _versions(session, episode, first, {line for _, _, line in reported if line})
    level, stops = stopped_now_and_then(session, episode)
    spared = _Spared(pauses, stops)
    visits = coming(scope, episode, now)
    return {
        **anybody(scope, practice, now),
        "in_care": True,
        "zone": episode.zone,
        "today": today.isoformat(),
        "oldest": max(today - OLDEST, episode.intake_on).isoformat(),
        "stopped": None if level is None else _help(level, practice.whom_to_call),
        "next_visit": visits[0].at.isoformat() if visits else None,
        "next_visits": [_visit(visit) for visit in visits],
        "away": [[p.first_day.isoformat(), p.last_day.isoformat()] for p in pauses],
        "on_hold": [[one.isoformat() for one in span] for span in stops if span[1] >= first],
        "flare_until": _flare_until(holding(versions, today), flares, today),
        "versions": [_version(version) for version in versions],
        "days": [
            _day(on, versions, spared, reported, flares)
            for on in (today - back * DAY for back in range((today - first).days + 1))
        ],
    }


def _versions(
    session: Session, episode: Episode, first: date, told: set[str]
) -> list[ProgrammeVersion]:
    """Those that hold from `first` on, and those before that alone have a line that was `told`."""
    versions = versions_from(session, episode.id, first)
    left = told - newest_items(versions).keys()
    if not left:
        return versions
    every, known = versions_of(session, episode.id), {one.id for one in versions}
    before = (v for v in every if left & {item.line for item in v.items} and v.id not in known)
    return [*reversed([*before]), *versions]


class _Spared(NamedTuple):
    """Days on which less was due: away, and while a red-flag answer stopped the exercises."""

    away: Sequence[Away]
    on_hold: Sequence[projection.Span]


def _visit(visit: NextVisit) -> Values:
    """A moment, and the practice's own clock then, which is what was agreed."""
    return {"at": visit.at.isoformat(), "wall": f"{visit.wall:%Y-%m-%dT%H:%M}", "zone": visit.zone}


def _help(level: Level, nation: str) -> Values:
    """What to do at a level of red flags, with numbers to tap."""
    advice = what_to_do(level, nation)
    numbers = [{"label": label, "dial": dial} for label, dial in advice.numbers]
    return {
        "level": level.name.lower(),
        "title": advice.title,
        "steps": list(advice.steps),
        "numbers": numbers,
    }


def _flare_until(
    version: ProgrammeVersion | None, flares: projection.FlareUps, today: date
) -> str | None:
    """The last day of a flare-up that holds today, or None."""
    if version is None or flares.on(today, version) is None:
        return None
    began = max(on for on, state in flares.states.items() if state == START and on <= today)
    return (began + (version.flare_hours - 1) // 24 * DAY).isoformat()


def _version(version: ProgrammeVersion) -> Values:
    return {
        "id": str(version.id),
        "number": version.number,
        "starts_on": version.starts_on.isoformat(),
        "flare_hours": version.flare_hours,
        "note": version.note,
        "items": [_item(item) for item in version.items],
        "advice": [_advice(advice) for advice in version.advice],
    }


def _item(item: ProgrammeItem) -> Values:
    exercise = item.exercise
    return {
        "line": item.line,
        "name": exercise.name,
        "pose": exercise.pose,
        "side": item.side,
        "side_words": starts_upper(wording.which_first(exercise, item.side)),
        "dose": words.dose(item),
        **{name: getattr(item, name) for name in DOSE},
        "weekdays": item.days,
        "in_flare": item.in_flare,
        "note": item.note,
        "steps": wording.steps(exercise, item.side),
        **{name: wording.for_side(getattr(exercise, name), item.side) for name in SAID},
    }


def _advice(advice: ProgrammeAdvice) -> Values:
    values = {name: getattr(advice, name) for name in OF_ADVICE}
    return values | {"asked": advice.kind in ASKED, "until": advice.until.isoformat()}


def _day(
    on: date,
    versions: Sequence[ProgrammeVersion],
    spared: _Spared,
    reported: Reported,
    flares: projection.FlareUps,
) -> Values:
    version = holding(versions, on)
    said = [entry for (day, _, _), entry in reported.items() if day == on]
    plan = projection.with_earlier(version, versions, on, said)
    flare = flares.on(on, plan) if plan else None
    on_hold = schedule.is_within(spared.on_hold, on)
    held = projection.reported_times(said, plan) if on_hold else None
    return {
        "on": on.isoformat(),
        "programme_version": None if version is None else str(version.id),
        "due": [item.line for item in due_on(plan, on, spared.away, flare, held)],
        "flare": flare is not None,
        "away": any(pause.first_day <= on <= pause.last_day for pause in spared.away),
        "reports": _reports(on, reported),
    }


def _reports(on: date, reported: Reported) -> Values:
    """What stands for a day: by kind, exercises by their line, each with the entry that says it."""
    exercises: Values = {}
    reports: Values = {"exercises": exercises}
    for (day, kind, line), entry in reported.items():
        if day == on:
            told_so = {"entry": str(entry.id), "body": entry.body}
            if kind == "exercise":
                exercises[str(line)] = told_so
            else:
                reports[kind] = told_so
    return reports
