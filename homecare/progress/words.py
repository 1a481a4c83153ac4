"""Progress in plain sentences: what was reported, of how much, and never more than that."""

from collections.abc import Sequence

from homecare.progress.queries import Course, CourseDay

NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven")


def summary(course: Course, when: str = "this week") -> list[str]:
    """The last seven days of the course, told to the client.

    `when` says which week that is: "this week", "last week".
    """
    week = course.week()
    if not week:
        return ["There is nothing to show yet."]
    return [*exercise(week, when), *_pain(course, week), *_flare(week)]


def exercise(days: Sequence[CourseDay], when: str = "this week") -> list[str]:
    """What the client reported of what was due. What was not logged is not called undone."""
    due = due_of(days)
    reported, partly, not_done = (
        sum(getattr(day, field) for day in days) for field in ("reported", "partly", "not_done")
    )
    if not due and not reported:
        away = any(day.away for day in days)
        return [f"No exercise was due {when}{', as you were away' if away else ''}."]
    if not reported and not not_done:
        return [f"No exercise was logged {when}. {due} {_were(due)} due."]
    if reported > due:
        told = [f"You reported {_exercises(reported)} {when}. {due} {_were(due)} due."]
    else:
        told = [f"You reported {reported} of the {_exercises(due)} due {when}."]
    if partly:
        told.append(f"{partly} of those {_were(partly)} in part.")
    if not_done:
        told.append(f"{not_done} {_were(not_done)} reported as not done.")
    return told


def for_letter(course: Course) -> list[str]:
    """The same week told to a colleague, with what each figure rests on."""
    week = course.week()
    if not week:
        return ["No day has been recorded yet."]
    due, reported = due_of(week), sum(day.reported for day in week)
    told = [_site_for_letter(course, week, site) for site in _sites(course)]
    if due:
        told.append(f"Exercise: {reported} of {due} times reported in the last {len(week)} days.")
    else:
        told.append(f"No exercise was due in the last {len(week)} days.")
    return told


def due_of(days: Sequence[CourseDay]) -> int:
    """Times due. Of a day that is not over only what was reported: the rest can still be done."""
    return sum(day.due if day.closed else min(day.due, day.reported + day.not_done) for day in days)


def rated(days: Sequence[CourseDay], site: str) -> int:
    """On how many days a site was rated."""
    return sum(getattr(day, site) is not None for day in days)


def _pain(course: Course, week: Sequence[CourseDay]) -> list[str]:
    """The week's average of each site beside its start, and how many days it rests on."""
    counts = [rated(week, site) for site in ("leg", "back")]
    most = max(counts)
    if not most:
        return ["You gave no scores, so there is no average."]
    if most < course.enough:
        return [f"You rated {most} of {_days(len(week))}. That is too few for an average."]
    told = [_site(course, week, site) for site in _sites(course)]
    return told if most == len(week) else [*told, f"You rated {most} of {_days(len(week))}."]


def _site(course: Course, week: Sequence[CourseDay], site: str) -> str:
    mean, start = _mean(course, site), getattr(course.start, site)
    if mean is None:
        return (
            f"{site.title()} pain was rated on {_days(rated(week, site))}, too few for an average."
        )
    return f"{site.title()} pain averaged {mean:.1f}. It was {start:.1f} at the start."


def _site_for_letter(course: Course, week: Sequence[CourseDay], site: str) -> str:
    mean, start = _mean(course, site), getattr(course.start, site)
    basis = f"rated {rated(week, site)} of {_days(len(week))}"
    if mean is None:
        few = f"{site.title()} pain: too few scores for an average ({basis})"
        return f"{few}; {start:.1f} at the start."
    return f"{site.title()} pain: {mean:.1f} on average ({basis}); {start:.1f} at the start."


def _sites(course: Course) -> list[str]:
    """The index site first; the other one unless it never hurt."""
    other = "back" if course.start.site == "leg" else "leg"
    hurt = getattr(course.start, other) > 0 or any(getattr(day, other) for day in course.days)
    return [course.start.site, other] if hurt else [course.start.site]


def _mean(course: Course, site: str) -> float | None:
    means = course.leg_means if site == "leg" else course.back_means
    return means.get(course.last)


def _flare(week: Sequence[CourseDay]) -> list[str]:
    count = sum(day.flare for day in week)
    if not count:
        return []
    days = (
        "One day was a flare-up day"
        if count == 1
        else f"{NUMBERS[count].title()} days were flare-up days"
    )
    return [f"{days}, with less to do."]


def _exercises(count: int) -> str:
    return f"{count} {_plural('exercise', count)}"


def _days(count: int) -> str:
    return f"{count} {_plural('day', count)}"


def _plural(word: str, count: int) -> str:
    return word if count == 1 else f"{word}s"


def _were(count: int) -> str:
    return "was" if count == 1 else "were"
