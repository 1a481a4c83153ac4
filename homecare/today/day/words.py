"""The client's day in plain words. Nothing is counted as undone that was only not logged."""

from datetime import date, timedelta
from typing import Any

from homecare.accounts.models import Practice
from homecare.clients.models import Episode
from homecare.diary.models import DiaryDay
from homecare.diary.schemas import DONE, NOT, PARTLY, outcome_of
from homecare.language import count, day_name, listed, weekday_date
from homecare.library.words import amount, is_for_each_side, often
from homecare.programmes.models import ProgrammeItem
from homecare.rules.red_flags import Level
from homecare.rules.urgent_advice import what_to_do
from homecare.today.day.queries import DayPage

DAY = timedelta(days=1)
STANDING = "standing"  # a position of the library
ALL_LOGGED = "Everything that was due is logged. Thank you."
COUNTED_EARLIER = "Reported before the programme changed: it counts"
LOW = 2  # up to this score "all better" needs no second question (the rule's own bound)
BOTH_SCORES = "Pain reported: leg 10, back 10."


def help_now(level: Level | None, practice: Practice) -> dict[str, Any]:
    """What `_stopped.html` says while an answer of that level stands, the same on every page."""
    return {
        "urgent": what_to_do(level, practice.whom_to_call) if level else None,
        "telephone": practice.telephone,
    }


def looked_at(page: DayPage, practice: str, *, goes_on: bool) -> str:
    """That somebody looked at the red-flag answers that are cleared, for a page that has such;
    `goes_on` unless exercises should rest for another reason."""
    if page.looked_at is None:
        return ""
    days = listed([weekday_date(day, page.today) for day in page.looked_at.days])
    said = f"{practice} looked at your answers of {days}"
    if page.looked_at.by_mistake:
        said = f"{said}, which you said you tapped by mistake"
    rests = not goes_on or page.away or page.version is None
    return f"{said}{'.' if rests else ': your exercises go on.'}"


def dose(item: ProgrammeItem) -> str:
    """What is due on a day: the amount, and how often where it is more than once."""
    times = f"; {often(item.times_a_day)}" if item.times_a_day > 1 else ""
    return f"{amount(item)}{times}".lstrip("; ")


def sides(item: ProgrammeItem) -> int:
    """How many times over the dose is done: 2 where it is meant for each side in turn."""
    return 2 if is_for_each_side(item.exercise, item.side) else 1


def outcome(item: ProgrammeItem, body: dict[str, object]) -> str:
    """What was reported of an exercise, in a word or two; empty where nothing was."""
    if not body:
        return ""
    said = outcome_of(body, item.times_a_day)
    if said == PARTLY and "times" in body:
        return f"{body['times']} of {item.times_a_day} times"
    if said == DONE and item.times_a_day > 1:
        return done_in_full(item.times_a_day).lower()
    return {DONE: "done", PARTLY: "partly", NOT: "not done"}[said]


def so_far(item: ProgrammeItem, body: dict[str, object]) -> int:
    """How often an exercise was done, as far as its report names a number or says that it was all;
    at most as often as the programme asks for now."""
    said = outcome_of(body, item.times_a_day) if body else NOT
    return {DONE: item.times_a_day, PARTLY: int(str(body.get("times", 0)))}.get(said, 0)


def goes_on(item: ProgrammeItem, body: dict[str, object]) -> bool:
    """Whether something was done of an exercise that is due several times a day, and not all."""
    begun = bool(body) and outcome_of(body, item.times_a_day) == PARTLY
    return begun and item.times_a_day > 1


def done_so_far(times: int) -> str:
    """What a button says of something due several times a day: "Done once", "Done 3 times"."""
    return {1: "Done once", 2: "Done twice"}.get(times, f"Done {times} times")


def done_in_full(times_a_day: int) -> str:
    """What the button says that reports all of a day: "Done", "Both times", "All 3 times"."""
    return {1: "Done", 2: "Both times"}.get(times_a_day, f"All {times_a_day} times")


def standing(page: DayPage) -> list[tuple[str, str]]:
    """How the day stands, in short sentences, each with the longest that can take its place."""
    scores = [
        f"{site} {page.said('pain', site)}"
        for site in ("leg", "back")
        if page.said("pain", site) is not None
    ]
    pain = f"Pain reported: {', '.join(scores)}." if scores else _no_score(page)
    exercises = "" if page.stopped else _exercises(page)
    return [*([(exercises, ALL_LOGGED)] if exercises else []), (pain, BOTH_SCORES)]


def _no_score(page: DayPage) -> str:
    """That nothing was reported; on the day of the intake the scores of that stand."""
    episode = page.episode
    if page.day != episode.intake_on:
        return "No pain score yet."
    return f"At your intake: leg {episode.leg}, back {episode.back}."


def _exercises(page: DayPage) -> str:
    if not page.due:
        return ""
    told = [item for item in page.items if item.line in page.due]
    logged = sum(_logged(page, item) for item in told)
    begun = sum(bool(page.exercise(item)) for item in told) - logged
    due = count(len(page.due), "exercise")
    if logged == len(page.due):
        return ALL_LOGGED
    if not logged:
        return f"{due} due, {f'{begun} begun' if begun else 'none logged yet'}."
    return f"{logged} of {due} logged{f', {begun} begun' if begun else ''}."


def left(page: DayPage) -> bool:
    """Whether something that is due may still be done: "1 of 2 times" may."""
    due = [item for item in page.items if item.line in page.due]
    return not page.stopped and any(not _logged(page, item) for item in due)


def after_sitting(page: DayPage) -> str:
    """The line of an exercise of this day that is done standing; empty where there is none."""
    due = page.due - page.counted
    upright = (i.line for i in page.items if i.exercise.position == STANDING and i.line in due)
    return "" if page.stopped else next(upright, "")


def _logged(page: DayPage, item: ProgrammeItem) -> bool:
    """Whether an exercise is told in full; "1 of 2 times" may still go on, but not in a flare-up
    that it was done before."""
    body = page.exercise(item)
    return item.line in page.counted or (bool(body) and not goes_on(item, body))


def sure_first(last: DiaryDay | None, episode: Episode, on: date) -> str:
    """The question before "all better" by the last scores, those of the intake where there are no
    others; empty where they are low."""
    leg, back = (last.leg, last.back) if last else (episode.leg, episode.back)
    worse = max(leg or 0, back or 0)
    if worse <= LOW:
        return ""
    return f"Sure? {day_name(last.on, on) if last else 'At your first visit it'} was {worse}."
