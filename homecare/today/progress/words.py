"""Progress in plain words: this week in two sentences, and what changed since the start."""

from datetime import date

from homecare.diary.ledger import EntryRow
from homecare.diary.words import CHANGE, scores_in_words
from homecare.language import count, long_date, near_day, weekday_date
from homecare.progress.queries import DAY, LEG, WEEK, Course, exercise_of
from homecare.progress.words import (
    average_needs,
    days_with_scores,
    exercise_so_far,
    is_quiet,
    new_start,
    stretch,
    which_start,
)

SAME = 0.5  # a change of a mean below this is told as "about the same": ours
SITES = ("leg", "back")


QUIET = "Nothing was logged in the last two weeks. One entry today is enough to begin again."
QUIET_WHILE_STOPPED = "Nothing was logged in the last two weeks."


def this_week(shown: Course, *, stopped: bool = False) -> list[str]:
    """The seven days before today: what was reported of what was due, and how the pain was.

    While a red-flag answer stops the exercises nothing speaks of them.
    """
    if is_quiet(shown.days):
        return [QUIET_WHILE_STOPPED if stopped else QUIET]
    return [*([] if stopped else [_exercise(shown)]), _pain(shown)]


def checked(answer: EntryRow | None, today: date) -> str:
    """What the client said in this week's check, which they can still put right."""
    if answer is None:
        return ""
    change, on = answer.body["change"], near_day(answer.local_date, today)
    beside = "than" if change else "as"
    return f"Your weekly check, {on}: {CHANGE[change].lower()} {beside} at the start."


def aside(shown: Course) -> str:
    """What this week's figures rest on; empty where there is nothing to add."""
    week = shown.week()
    told_of = exercise_of(week)
    (scored, days), flares = _scored(shown), sum(day.flare for day in week)
    parts = [
        f"scores {_on(shown, f'of {days} days')}" if shown.enough <= scored < days else "",
        f"{count(told_of.not_done, 'exercise')} reported as not done" if told_of.not_done else "",
        f"{count(told_of.extra, 'exercise')} beyond what was due" if told_of.extra else "",
        f"{count(flares, 'flare-up day')}, with less to do" if flares else "",
    ]
    words = "; ".join(part for part in parts if part)
    return f"{words[0].upper()}{words[1:]}." if words else ""


def since_start(shown: Course) -> list[str]:
    """What the weekly average did since the start, and what happened on the way."""
    changes_of_pain = [line for site in SITES if (line := _change(shown, site))]
    changes = shown.changes[1:]
    return [
        *_counted_anew(shown),
        *(changes_of_pain or [_last_scores(shown)]),
        *_in_all(shown),
        *_visits(shown),
        *([_changed_last(shown, changes[-1])] if changes else []),
    ]


def _counted_anew(shown: Course) -> list[str]:
    """From when the start of the pain is counted, where that is later than what else is told."""
    if (since := new_start(shown)) is None:
        return []
    return [f"The start of your pain is counted anew from {long_date(since)}."]


def _visits(shown: Course) -> list[str]:
    visits = len(shown.visits)
    if not visits:
        return []
    if new_start(shown):
        return [f"{count(visits, 'visit')} since {long_date(shown.intake_on)}."]
    return [f"{count(visits, 'visit')}{'' if shown.ended else ' so far'}."]


def _changed_last(shown: Course, on: date) -> str:
    # Nobody knows when somebody reads of care that has ended.
    day = long_date(on) if shown.ended else weekday_date(on, shown.asked_on)
    return f"Your programme was changed last on {day}."


def _in_all(shown: Course) -> list[str]:
    """What was reported since the start; of somebody who was quiet for long only what was done."""
    whole = exercise_of(shown.days)
    if is_quiet(shown.days) or not (whole.reported or whole.not_done):
        return [done] if (done := exercise_so_far(shown.days)) else []
    since = f" since {long_date(shown.intake_on)}" if new_start(shown) else ""
    said = f"Exercise{since}: {whole.reported} of {whole.due} times reported{whole.in_part}."
    return [said] if whole.due else []


def _exercise(shown: Course) -> str:
    today = exercise_of(day for day in shown.days if day.on == shown.asked_on).reported
    before = _before_today(shown, anything_today=today > 0)
    return f"{before} You reported {count(today, 'exercise')} today.".lstrip() if today else before


def _before_today(shown: Course, *, anything_today: bool) -> str:
    """What was reported of the days whose average is told beside it."""
    week = shown.week()
    exercise, when = exercise_of(week), _when(len(week))
    if not week:
        return "" if anything_today else "You have just begun, so this page is still quiet."
    if not exercise.due:
        away = any(day.away for day in week)
        return f"No exercise was due {when}{', as you were away' if away else ''}."
    if not (exercise.reported or exercise.not_done or exercise.extra):
        again = "" if anything_today else "; one today is enough to begin again"
        return f"No exercise was logged {when}{again}."
    due = count(exercise.due, "exercise")
    return f"You reported {exercise.reported} of the {due} due {when}{exercise.in_part}."


def _when(days: int) -> str:
    return "yesterday" if days == 1 else f"in the {days} days before today"


def _pain(shown: Course) -> str:
    """Each site's average of the seven days before today beside its start, in one sentence."""
    scored, days = _scored(shown)
    if not scored and days:
        return "There is no average, as no scores were given in the 7 days before today."
    sites = [site for site in SITES if shown.mean(site) is not None and _hurts(shown, site)]
    if not sites:
        on = _on(shown, f"of the {days} days before today") if days > 1 else "on the first day"
        return f"You gave scores {on}. An average needs {average_needs(shown)}."
    words = " and ".join(_average(shown, site) for site in sites)
    return f"{words[0].upper()}{words[1:]}."


def _average(shown: Course, site: str) -> str:
    over = "" if shown.span(site) == WEEK else f" over {stretch(shown, site)}"
    start = getattr(shown.start, site)
    was = f"{start:.1f} at the {which_start(shown)}"
    return f"{site} pain averaged {shown.mean(site):.1f}{over} ({was})"


def _scored(shown: Course) -> tuple[int, int]:
    """On how many of the days that are over, seven at most, the pain was rated, as averages count
    them; today is not over."""
    return max(shown.rated.values()), min(WEEK, (shown.asked_on - shown.intake_on).days)


def _on(shown: Course, of: str) -> str:
    """On how many of the days that averages count there are scores."""
    scored, _ = _scored(shown)
    return days_with_scores(scored, of, has_start=shown.rates_intake)


def reported_at_start(shown: Course) -> str:
    """What was reported of the day of the intake, whose own scores stand; empty where nothing was,
    or the same."""
    stands = [(day.leg, day.back) for day in shown.days if day.on == shown.intake_on]
    if shown.reported in ((None, None), *stands):
        return ""
    return scores_in_words(dict(zip(SITES, shown.reported, strict=True)))


def _hurts(shown: Course, site: str) -> bool:
    return getattr(shown.start, site) > 0 or any(getattr(day, site) for day in shown.days)


def _change(shown: Course, site: str) -> str:
    if (on := _compared_on(shown, site)) is None or not _hurts(shown, site):
        return ""
    start, now = getattr(shown.start, site), shown.mean(site, on) or 0.0
    # Told from the rounded figures, so that the reader's own sum comes out the same.
    change = round(now, 1) - round(start, 1)
    direction = f"{abs(change):.1f} {'less' if change < 0 else 'more'}"
    return (
        f"{site.title()} pain went from {start:.1f} at the {which_start(shown)} to {now:.1f} "
        f"{_when_it_was(shown, site, on)}: "
        f"{direction if abs(change) >= SAME else 'about the same'}."
    )


def _compared_on(shown: Course, site: str) -> date | None:
    """The morning whose mean is compared with the start: the one it is told on; of ended care, to
    which nobody adds a score, the last that has one."""
    if shown.mean(site) is not None:
        return shown.asked_on
    means = shown.leg_means if site == LEG else shown.back_means
    return max(means) + DAY if shown.ended and means else None


def _when_it_was(shown: Course, site: str, on: date) -> str:
    over = stretch(shown, site, on)
    if on < shown.asked_on:
        return f"when last rated, over the {over} to {long_date(on - DAY)}"
    return f"over the last {over}{' of your care' if shown.ended else ''}"


def _last_scores(shown: Course) -> str:
    """Where there is no average to compare: the newest scores, with their day; or that nothing
    ever hurt."""
    if any(_compared_on(shown, site) for site in SITES):
        return "No pain at the start, and none since."
    too_few = f"Too few scores {'' if shown.ended else 'yet '}to compare with the start."
    last = next((d for d in reversed(shown.days) if d.leg is not None or d.back is not None), None)
    if last is None or last.on == shown.intake_on:
        return too_few
    scores = [f"{s} {getattr(last, s)}" for s in SITES if getattr(last, s) is not None]
    return f"{too_few} Your last scores were {', '.join(scores)} on {long_date(last.on)}."
